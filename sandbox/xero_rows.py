"""The shapes of Xero's answers: what the books keep, in the words and with the dates of the Accounting API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sandbox.routes import Asked
from sandbox.xero_books import (
    ACTIVE,
    ARCHIVED,
    AUTHORISED,
    CREDIT_NOTE,
    INVOICE,
    PAID,
    Account,
    Contact,
    Item,
    Line,
    Organisation,
    Paper,
    Payment,
    TaxRate,
    Tracking,
    XeroBooks,
    id_for,
)

Json = dict[str, Any]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CURRENCIES = {"USD": "United States Dollar", "EUR": "Euro", "GBP": "British Pound", "JPY": "Japanese Yen"}
NEW_EDITION = "SOLO"
"""A plan that the published description does not know yet."""


def stamp(moment: datetime) -> str:
    """A moment as Xero writes it."""
    return f"/Date({(moment - _EPOCH) // timedelta(milliseconds=1)}+0000)/"


def day_stamp(day: date) -> str:
    """A day as Xero writes it: its midnight in UTC."""
    return stamp(datetime(day.year, day.month, day.day, tzinfo=UTC))


def reply(asked: Asked, name: str, rows: Sequence[Json], pages: Json | None = None) -> Json:
    """The envelope of an answer."""
    head = {
        "Id": id_for("reply", len(asked.world.requests)),
        "Status": "OK",
        "ProviderName": "Tieout",
        "DateTimeUTC": stamp(asked.world.clock.now()).replace("+0000", ""),
    }
    return head | ({"pagination": pages} if pages else {}) | {name: list(rows)}


def organisation(found: Organisation) -> Json:
    """The organisation itself; a lock date is absent where nothing is locked."""
    shown: Json = {
        "OrganisationID": found.id,
        "Name": found.name,
        "LegalName": f"{found.name}, Inc.",
        "PaysTax": True,
        "Version": "US",
        "OrganisationType": "COMPANY",
        "BaseCurrency": found.currency,
        "CountryCode": "US",
        "IsDemoCompany": False,
        "OrganisationStatus": ACTIVE,
        "RegistrationNumber": None,
        "FinancialYearEndDay": 31,
        "FinancialYearEndMonth": 12,
        "SalesTaxBasis": "ACCRUALS",
        "CreatedDateUTC": "/Date(1577836800000)/",
        "Timezone": "EASTERNSTANDARDTIME",
        "ShortCode": found.short_code,
        "Class": NEW_EDITION,
        "Edition": "BUSINESS",
        "LineOfBusiness": None,
        "Addresses": [],
        "Phones": [],
    }
    if found.period_lock:
        shown["PeriodLockDate"] = day_stamp(found.period_lock)
    if found.year_lock:
        shown["EndOfYearLockDate"] = day_stamp(found.year_lock)
    return shown


def contact(found: Contact) -> Json:
    """A contact; who was merged says into whom."""
    shown: Json = {
        "ContactID": found.id,
        "ContactStatus": found.status,
        "Name": found.name,
        "EmailAddress": found.email or None,
        "BankAccountDetails": None,
        "Addresses": [{"AddressType": "POBOX"}, {"AddressType": "STREET"}],
        "Phones": [{"PhoneType": "DEFAULT"}],
        "UpdatedDateUTC": stamp(found.updated),
        "ContactGroups": [],
        "IsSupplier": False,
        "IsCustomer": True,
        "ContactPersons": [],
        "HasAttachments": False,
        "HasValidationErrors": False,
    }
    shown |= {"DefaultCurrency": found.currency} if found.currency else {}
    return shown | ({"MergedToContactID": found.merged_to} if found.merged_to else {})


def account(found: Account) -> Json:
    """An account."""
    return {
        "AccountID": found.id,
        "Code": found.code,
        "Name": found.name,
        "Status": found.status,
        "Type": found.type,
        "TaxType": found.tax,
        "Description": None,
        "Class": found.group,
        "EnablePaymentsToAccount": False,
        "ShowInExpenseClaims": False,
        "HasAttachments": False,
        "UpdatedDateUTC": "/Date(1577836800000+0000)/",
        "AddToWatchlist": False,
    }


def item(found: Item) -> Json:
    """An item."""
    details = {"UnitPrice": Decimal(0), "AccountCode": found.account, "TaxType": found.tax}
    return {
        "ItemID": found.id,
        "Code": found.code,
        "Name": found.name,
        "Description": None,
        "UpdatedDateUTC": "/Date(1577836800000+0000)/",
        "PurchaseDetails": {} if found.sold else details,
        "SalesDetails": details if found.sold else {},
        "IsTrackedAsInventory": False,
        "IsSold": found.sold,
        "IsPurchased": not found.sold,
    }


def tax_rate(found: TaxRate) -> Json:
    """A tax rate."""
    return {
        "Name": found.name,
        "TaxType": found.type,
        "ReportTaxType": "OUTPUT" if found.revenue else "INPUT",
        "CanApplyToAssets": True,
        "CanApplyToEquity": True,
        "CanApplyToExpenses": True,
        "CanApplyToLiabilities": True,
        "CanApplyToRevenue": found.revenue,
        "DisplayTaxRate": found.percent,
        "EffectiveRate": found.percent,
        "Status": found.status,
        "TaxComponents": [{"Name": found.name, "Rate": found.percent, "IsCompound": False, "IsNonRecoverable": False}],
    }


def tracking(found: Tracking, archived: bool) -> Json:
    """A tracking category with its options."""
    options = [
        {
            "TrackingOptionID": found.option_id(each),
            "Name": each,
            "Status": ARCHIVED if each in found.archived else ACTIVE,
        }
        for each in found.options
        if archived or each not in found.archived
    ]
    return {"TrackingCategoryID": found.id, "Name": found.name, "Status": ACTIVE, "Options": options}


def theme(name: str, place: int) -> Json:
    """A branding theme."""
    return {
        "BrandingThemeID": id_for("theme", name),
        "Name": name,
        "SortOrder": place,
        "CreatedDateUTC": "/Date(1577836800000+0000)/",
    }


# ---- documents ----


def paper(books: XeroBooks, found: Paper, lines: bool, four: bool) -> Json:
    """An invoice or credit note; `four` is whether unit amounts have four decimals (unitdp)."""
    shown: Json = {
        "Type": "ACCREC" if found.kind == INVOICE else "ACCRECCREDIT",
        f"{found.kind}ID": found.id,
        f"{found.kind}Number": found.number,
        "Reference": found.reference,
        "CurrencyRate": Decimal(1),
        "HasErrors": False,
        "HasAttachments": bool(found.files),
        "Contact": _contact_of(books, found, lines),
        "DateString": f"{found.day}T00:00:00",
        "Date": day_stamp(found.day),
        "BrandingThemeID": found.theme or id_for("theme", books.themes[0]),
        "Status": found.status,
        "LineAmountTypes": found.types,
        "LineItems": [line(books, each, four) for each in found.lines] if lines else [],
        "SubTotal": found.net,
        "TotalTax": found.tax,
        "Total": found.total,
        "UpdatedDateUTC": stamp(found.updated),
        "CurrencyCode": found.currency,
    }
    if found.status == PAID:
        shown["FullyPaidOnDate"] = day_stamp(max(each.day for each in found.payments))
    return shown | (_of_invoice(books, found) if found.kind == INVOICE else _of_note(books, found))


def _of_invoice(books: XeroBooks, found: Paper) -> Json:
    live = [each for each in found.payments if not each.deleted]
    counts = found.status in (AUTHORISED, PAID)
    shown: Json = {
        "Prepayments": [],
        "Overpayments": [],
        "Payments": [_payment_in(each) for each in live if not each.credit],
        "CreditNotes": [_note_in(books, each) for each in live if each.credit],
        "AmountDue": found.left if counts or not live else Decimal(0),
        "AmountPaid": found.settled(False),
        "AmountCredited": found.settled(True),
        "SentToContact": found.sent,
        "IsDiscounted": False,
    }
    if found.url:
        shown["Url"] = found.url
    if found.due is not None:
        shown |= {"DueDateString": f"{found.due}T00:00:00", "DueDate": day_stamp(found.due)}
    return shown


def _of_note(books: XeroBooks, found: Paper) -> Json:
    return {
        "ID": found.id,
        "Payments": [],
        "RemainingCredit": found.left,
        "Allocations": [
            {
                "AllocationID": each.id,
                "Amount": each.amount,
                "Date": day_stamp(each.day),
                "Invoice": {"InvoiceID": each.credit, "InvoiceNumber": books.papers[each.credit].number},
            }
            for each in found.payments
        ],
    }


def _contact_of(books: XeroBooks, found: Paper, whole: bool) -> Json:
    own = books.contacts[found.contact]
    return contact(own) if whole else {"ContactID": own.id, "Name": own.name}


def _payment_in(found: Payment) -> Json:
    return {
        "PaymentID": found.id,
        "Date": day_stamp(found.day),
        "Amount": found.amount,
        "Reference": "",
        "CurrencyRate": Decimal(1),
        "HasAccount": False,
        "HasValidationErrors": False,
    }


def _note_in(books: XeroBooks, found: Payment) -> Json:
    note = books.papers[found.credit]
    return {
        "CreditNoteID": note.id,
        "CreditNoteNumber": note.number,
        "ID": note.id,
        "HasErrors": False,
        "AppliedAmount": found.amount,
        "DateString": f"{found.day}T00:00:00",
        "Date": day_stamp(found.day),
        "LineItems": [],
        "Total": note.total,
    }


def line(books: XeroBooks, found: Line, four: bool) -> Json:
    """A line; where two decimals are asked for, its unit amount is shown rounded to them."""
    if found.quantity is None:
        return {"Description": found.description, "LineItemID": found.id, "Tracking": [], "ValidationErrors": []}
    shown: Json = {
        "Description": found.description,
        "UnitAmount": found.unit if four else found.unit.quantize(Decimal("0.01")),
        "TaxType": found.tax or None,
        "TaxAmount": found.tax_amount,
        "LineAmount": found.amount,
        "AccountCode": found.account or None,
        "Tracking": [_tracked(books, *each) for each in found.tracking],
        "Quantity": found.quantity,
        "LineItemID": found.id,
        "ValidationErrors": [],
    }
    own = books.account(found.account)
    if own is not None:
        shown["AccountID"] = own.id
    sold = books.item(found.item)
    if sold is not None:
        shown |= {"ItemCode": sold.code, "Item": {"ItemID": sold.id, "Name": sold.name, "Code": sold.code}}
    return shown


def _tracked(books: XeroBooks, category: str, option: str) -> Json:
    own = next(each for each in books.tracking if each.name == category)
    return {
        "Name": category,
        "Option": option,
        "TrackingCategoryID": own.id,
        "TrackingOptionID": own.option_id(option),
    }


def payment(books: XeroBooks, invoice: Paper, found: Payment) -> Json:
    """A payment as the list of payments has it."""
    own = books.contacts[invoice.contact]
    return {
        "PaymentID": found.id,
        "Date": day_stamp(found.day),
        "BankAmount": found.amount,
        "Amount": found.amount,
        "Reference": "",
        "CurrencyRate": Decimal(1),
        "PaymentType": "ACCRECPAYMENT",
        "Status": "DELETED" if found.deleted else AUTHORISED,
        "UpdatedDateUTC": stamp(found.updated),
        "HasAccount": True,
        "IsReconciled": False,
        "Account": {"AccountID": id_for("account", "090"), "Code": "090"},
        "Invoice": {
            "Type": "ACCREC",
            "InvoiceID": invoice.id,
            "InvoiceNumber": invoice.number,
            "HasErrors": False,
            "IsDiscounted": False,
            "Contact": {"ContactID": own.id, "Name": own.name, "HasValidationErrors": False},
            "LineItems": [],
            "CurrencyCode": invoice.currency,
        },
        "HasValidationErrors": False,
    }


def attachment(asked: Asked, found: Paper, name: str) -> Json:
    """A file at a document."""
    mime = {"pdf": "application/pdf", "csv": "text/csv", "json": "application/json"}
    return {
        "AttachmentID": id_for("file", found.id, name),
        "FileName": name,
        "Url": f"{asked.base}/api.xro/2.0/{found.kind}s/{found.id}/Attachments/{name}",
        "MimeType": mime.get(name.rpartition(".")[2], "application/octet-stream"),
        "ContentLength": len(found.files[name]),
        "IncludeOnline": False,
    }


def history(found: Paper) -> list[Json]:
    """What happened to a document, the latest first."""
    rows = [
        {"Changes": changes, "DateUTC": stamp(moment), "User": "System Generated", "Details": details}
        for moment, changes, details in found.history
    ]
    return rows[::-1]


KINDS = {INVOICE: "Invoices", CREDIT_NOTE: "CreditNotes"}
"""The name of a list of documents."""
