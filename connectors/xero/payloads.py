"""What Xero answers with, only the fields that are used. Any text may be null, and any word may be one that is new."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from msgspec import Struct, field

_MS = re.compile(r"/Date\((-?\d+)([+-]\d{4})?\)/")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(text: str | None) -> datetime | None:
    """A moment as Xero writes it, `/Date(1762128000000+0000)/` or in ISO; its number counts in UTC whatever follows."""
    found = _MS.fullmatch(text or "")
    try:
        if found is not None:
            return _EPOCH + timedelta(milliseconds=int(found[1]))
        told = datetime.fromisoformat(text) if text else None
    except (ValueError, OverflowError):
        return None
    return told if told is None or told.tzinfo else told.replace(tzinfo=UTC)


def day(text: str | None) -> date | None:
    """A day as Xero writes it: its midnight in UTC."""
    found = moment(text)
    return found.date() if found else None


class _Pascal(Struct, rename="pascal"):
    pass


# ---- who and what there is ----


class Connection(Struct, rename="camel"):
    """An organisation that the app is connected to."""

    tenant_id: str
    tenant_type: str | None = None
    tenant_name: str | None = None


class Organisation(_Pascal):
    """The organisation."""

    name: str | None = None
    id: str | None = field(default=None, name="OrganisationID")
    base_currency: str | None = None
    short_code: str | None = None
    organisation_status: str | None = None
    is_demo_company: bool | None = None
    period_lock_date: str | None = None
    end_of_year_lock_date: str | None = None
    edition: str | None = None
    plan: str | None = field(default=None, name="Class")


class Organisations(_Pascal):
    """GET /Organisation."""

    organisations: list[Organisation]


class Contact(_Pascal):
    """A contact."""

    id: str | None = field(default=None, name="ContactID")
    name: str | None = None
    contact_status: str | None = None
    email_address: str | None = None
    default_currency: str | None = None
    merged_to: str | None = field(default=None, name="MergedToContactID")


class Pages(Struct, rename="camel"):
    """How many pages there are."""

    page_count: int | None = None


def goes_on(stated: Pages | None, page: int, *, full: bool) -> bool:
    """Whether another page follows: by how many Xero states; where it states none, after a full one."""
    count = stated.page_count if stated else None
    return full if count is None else page < count


class Contacts(_Pascal):
    """A page of GET /Contacts."""

    contacts: list[Contact]
    pagination: Pages | None = field(default=None, name="pagination")


class Account(_Pascal):
    """An account."""

    id: str | None = field(default=None, name="AccountID")
    code: str | None = None
    name: str | None = None
    status: str | None = None
    group: str | None = field(default=None, name="Class")


class Accounts(_Pascal):
    """GET /Accounts."""

    accounts: list[Account]


class Item(_Pascal):
    """An item."""

    id: str | None = field(default=None, name="ItemID")
    code: str | None = None
    name: str | None = None
    is_sold: bool | None = None


class Items(_Pascal):
    """GET /Items."""

    items: list[Item]


class TaxRate(_Pascal):
    """A tax rate."""

    name: str | None = None
    tax_type: str | None = None
    status: str | None = None
    can_apply_to_revenue: bool | None = None


class TaxRates(_Pascal):
    """GET /TaxRates."""

    tax_rates: list[TaxRate]


class Option(_Pascal):
    """An option of a tracking category."""

    id: str | None = field(default=None, name="TrackingOptionID")
    name: str | None = None
    status: str | None = None


class Category(_Pascal):
    """A tracking category."""

    id: str | None = field(default=None, name="TrackingCategoryID")
    name: str | None = None
    status: str | None = None
    options: list[Option] | None = None


class Categories(_Pascal):
    """GET /TrackingCategories."""

    tracking_categories: list[Category]


class Currency(_Pascal):
    """A currency that the organisation uses."""

    code: str | None = None


class Currencies(_Pascal):
    """GET /Currencies."""

    currencies: list[Currency] | None = None


class Theme(_Pascal):
    """A branding theme."""

    id: str | None = field(default=None, name="BrandingThemeID")
    name: str | None = None


class Themes(_Pascal):
    """GET /BrandingThemes."""

    branding_themes: list[Theme]


# ---- documents ----


class Tracked(_Pascal):
    """What a line is tracked by."""

    name: str | None = None
    option: str | None = None


class Line(_Pascal):
    """A line; one that is a description alone has no numbers."""

    description: str | None = None
    quantity: Decimal | None = None
    unit_amount: Decimal | None = None
    line_amount: Decimal | None = None
    tax_amount: Decimal | None = None
    tax_type: str | None = None
    account_code: str | None = None
    item_code: str | None = None
    discount_rate: Decimal | None = None
    tracking: list[Tracked] | None = None


class Said(_Pascal):
    """A sentence of Xero's."""

    message: str | None = None


class Other(_Pascal):
    """Another document that one is settled with."""

    invoice_id: str | None = field(default=None, name="InvoiceID")
    credit_note_id: str | None = field(default=None, name="CreditNoteID")


class Allocation(_Pascal):
    """Where a credit note was allocated."""

    invoice: Other | None = None
    is_deleted: bool | None = None


class Paper(_Pascal):
    """An invoice or a credit note."""

    type: str | None = None
    invoice_id: str | None = field(default=None, name="InvoiceID")
    invoice_number: str | None = None
    credit_note_id: str | None = field(default=None, name="CreditNoteID")
    credit_note_number: str | None = None
    reference: str | None = None
    status: str | None = None
    contact: Contact | None = None
    date: str | None = None
    due_date: str | None = None
    currency_code: str | None = None
    line_amount_types: str | None = None
    line_items: list[Line] | None = None
    sub_total: Decimal | None = None
    total_tax: Decimal | None = None
    total: Decimal | None = None
    amount_paid: Decimal | None = None
    amount_credited: Decimal | None = None
    remaining_credit: Decimal | None = None
    sent_to_contact: bool | None = None
    branding_theme: str | None = field(default=None, name="BrandingThemeID")
    updated: str | None = field(default=None, name="UpdatedDateUTC")
    fully_paid_on_date: str | None = None
    credit_notes: list[Other] | None = None
    allocations: list[Allocation] | None = None
    has_errors: bool | None = None
    status_attribute_string: str | None = None
    validation_errors: list[Said] | None = None


class Papers(_Pascal):
    """An answer with invoices or credit notes."""

    invoices: list[Paper] | None = None
    credit_notes: list[Paper] | None = None
    pagination: Pages | None = field(default=None, name="pagination")

    @property
    def all(self) -> list[Paper]:
        """The documents in it, of whichever kind."""
        return [*(self.invoices or ()), *(self.credit_notes or ())]


class Payment(_Pascal):
    """A payment, of which only the invoice is of interest: what is paid stands there."""

    invoice: Other | None = None


class Payments(_Pascal):
    """A page of GET /Payments."""

    payments: list[Payment]
    pagination: Pages | None = field(default=None, name="pagination")


class File(_Pascal):
    """A file at a document."""

    file_name: str | None = None
    content_length: int | None = None


class Files(_Pascal):
    """GET …/Attachments."""

    attachments: list[File] | None = None


class Problem(_Pascal):
    """An error of the Accounting API, or one of sign-in."""

    message: str | None = None
    detail: str | None = None
    error_number: int | None = None
    type: str | None = None
