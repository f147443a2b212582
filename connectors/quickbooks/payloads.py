"""What QuickBooks Online's API says, as far as it is read. Every number is a Decimal, with a point or without."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import msgspec


class Pascal(msgspec.Struct, rename="pascal", frozen=True):
    """Names as the API writes them."""


class Ref(msgspec.Struct, frozen=True):
    """What a row refers to; also a text that is wrapped so."""

    value: str = ""
    name: str | None = None


class Meta(Pascal, frozen=True):
    """When a row was made and changed."""

    last_updated_time: datetime | None = None
    create_time: datetime | None = None


class Email(Pascal, frozen=True):
    """An address."""

    address: str = ""


class Linked(Pascal, frozen=True):
    """Another transaction: its id and type."""

    txn_id: str
    txn_type: str


class Detail(Pascal, frozen=True):
    """What a line sells."""

    item_ref: Ref | None = None
    class_ref: Ref | None = None
    unit_price: Decimal | None = None
    qty: Decimal | None = None
    service_date: str | None = None
    tax_code_ref: Ref | None = None


class Line(Pascal, frozen=True):
    """A line; `detail_type` says which kind."""

    detail_type: str = ""
    description: str | None = None
    amount: Decimal | None = None
    sales_item_line_detail: Detail | None = None
    linked_txn: tuple[Linked, ...] = ()


class Tax(Pascal, frozen=True):
    """The tax of a document."""

    total_tax: Decimal | None = None


class CustomField(Pascal, frozen=True):
    """A custom field of a document, or of preferences."""

    definition_id: str = ""
    name: str = ""
    string_value: str | None = None
    boolean_value: bool | None = None


class Sales(Pascal, frozen=True):
    """An invoice, estimate or credit memo. A deleted one has its id and `status` alone."""

    id: str
    sync_token: str = ""
    status: str | None = msgspec.field(name="status", default=None)
    doc_number: str | None = None
    txn_date: date | None = None
    due_date: date | None = None
    currency_ref: Ref | None = None
    customer_ref: Ref | None = None
    customer_memo: Ref | None = None
    sales_term_ref: Ref | None = None
    class_ref: Ref | None = None
    bill_email: Email | None = None
    email_status: str | None = None
    private_note: str | None = None
    line: tuple[Line, ...] = ()
    custom_field: tuple[CustomField, ...] = ()
    txn_tax_detail: Tax | None = None
    total_amt: Decimal = Decimal(0)
    balance: Decimal | None = None
    remaining_credit: Decimal | None = None
    txn_status: str | None = None
    linked_txn: tuple[Linked, ...] = ()
    meta_data: Meta | None = None


class Payment(Pascal, frozen=True):
    """A payment, and what it is applied to."""

    id: str
    status: str | None = msgspec.field(name="status", default=None)
    txn_date: date | None = None
    line: tuple[Line, ...] = ()


class Customer(Pascal, frozen=True):
    """A customer, or a sub-customer with its parent."""

    id: str
    display_name: str = ""
    fully_qualified_name: str = ""
    active: bool = True
    currency_ref: Ref | None = None
    primary_email_addr: Email | None = None
    parent_ref: Ref | None = None


class Item(Pascal, frozen=True):
    """A product or service."""

    id: str
    name: str = ""
    fully_qualified_name: str = ""
    active: bool = True
    type: str = ""
    income_account_ref: Ref | None = None


class Account(Pascal, frozen=True):
    """An account."""

    id: str
    name: str = ""
    fully_qualified_name: str = ""
    active: bool = True
    account_type: str = ""
    acct_num: str | None = None


class Term(Pascal, frozen=True):
    """Terms of payment."""

    id: str
    name: str = ""
    active: bool = True
    type: str = ""
    due_days: Decimal | None = None
    day_of_month_due: Decimal | None = None


class Named(Pascal, frozen=True):
    """A tax code, a class, or a currency (which has a code)."""

    id: str
    name: str = ""
    fully_qualified_name: str = ""
    active: bool = True
    code: str = ""


class Target(Pascal, frozen=True):
    """What a file is attached to."""

    entity_ref: Ref | None = None


class Attachable(Pascal, frozen=True):
    """A file or a note."""

    id: str
    sync_token: str = ""
    file_name: str | None = None
    size: Decimal | None = None


class CompanyInfo(Pascal, frozen=True):
    """Whose books they are."""

    company_name: str = ""
    country: str = ""


class SalesForms(Pascal, frozen=True):
    """Preferences of sales forms."""

    custom_txn_numbers: bool = False
    allow_estimates: bool = True
    allow_service_date: bool = True
    auto_apply_credit: bool = False
    using_progress_invoicing: bool = False
    custom_field: tuple[FieldGroup, ...] = ()


class FieldGroup(Pascal, frozen=True):
    """Custom fields of sales forms, in a list of their own each."""

    custom_field: tuple[CustomField, ...] = ()


class Accounting(Pascal, frozen=True):
    """Preferences of accounting."""

    class_tracking_per_txn: bool = False
    class_tracking_per_txn_line: bool = False
    book_close_date: date | None = None


class Currencies(Pascal, frozen=True):
    """Preferences of currencies."""

    multi_currency_enabled: bool = False
    home_currency: Ref | None = None


class Taxes(Pascal, frozen=True):
    """Preferences of sales tax; `partner_tax_enabled` is there where QuickBooks works it out itself."""

    using_sales_tax: bool = False
    partner_tax_enabled: bool | None = None


class Preferences(Pascal, frozen=True):
    """What the company has chosen."""

    sales_forms_prefs: SalesForms = SalesForms()
    accounting_info_prefs: Accounting = Accounting()
    currency_prefs: Currencies = Currencies()
    tax_prefs: Taxes = Taxes()


class Found(Pascal, frozen=True):
    """Rows by entity, as a query and change data capture tell them."""

    invoice: tuple[Sales, ...] = ()
    estimate: tuple[Sales, ...] = ()
    credit_memo: tuple[Sales, ...] = ()
    payment: tuple[Payment, ...] = ()
    customer: tuple[Customer, ...] = ()
    item: tuple[Item, ...] = ()
    account: tuple[Account, ...] = ()
    term: tuple[Term, ...] = ()
    tax_code: tuple[Named, ...] = ()
    klass: tuple[Named, ...] = msgspec.field(name="Class", default=())
    company_currency: tuple[Named, ...] = ()
    attachable: tuple[Attachable, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(len(getattr(self, name)) for name in self.__struct_fields__)


class Said(Pascal, frozen=True):
    """An error: what is wrong, its code, and the field concerned."""

    message: str = ""
    detail: str | None = None
    code: str = msgspec.field(name="code", default="")
    element: str | None = msgspec.field(name="element", default=None)


class FaultBody(Pascal, frozen=True):
    """Errors of a request, or of a part of one."""

    error: tuple[Said, ...] = ()


class Answered(msgspec.Struct, frozen=True):
    """One answer of a batch."""

    bId: str = ""  # noqa: N815  # as the API writes it
    QueryResponse: Found | None = None
    Fault: FaultBody | None = None


class Batch(Pascal, frozen=True):
    """The answers of a batch, in an order of their own."""

    batch_item_response: tuple[Answered, ...] = ()


class Queried(Pascal, frozen=True):
    """The answer to a query."""

    query_response: Found = Found()


class Changes(msgspec.Struct, frozen=True):
    """The answer of change data capture."""

    CDCResponse: tuple[_Responses, ...] = ()


class _Responses(Pascal, frozen=True):
    query_response: tuple[Found, ...] = ()


class One(Pascal, frozen=True):
    """The answer to a request about one row."""

    invoice: Sales | None = None
    estimate: Sales | None = None
    credit_memo: Sales | None = None
    company_info: CompanyInfo | None = None
    preferences: Preferences | None = None
    customer: Customer | None = None
    item: Item | None = None


class Upload(Pascal, frozen=True):
    """What became of one file."""

    attachable: Attachable | None = None
    fault: FaultBody | None = None


class Uploads(Pascal, frozen=True):
    """The answer to an upload."""

    attachable_response: tuple[Upload, ...] = ()
