"""How Xero takes documents: what it refuses in which words, what it fills in, and how statuses follow each other.

The words are those that people report of the vendor; where none are known, they are plain.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sandbox.tracker import Unknown
from sandbox.xero_books import (
    ACTIVE,
    AUTHORISED,
    CENT,
    CREDIT_NOTE,
    DELETED,
    DRAFT,
    FOUR,
    INVOICE,
    SUBMITTED,
    VOIDED,
    Contact,
    Line,
    Paper,
    XeroBooks,
    id_for,
    rounded,
)

Json = dict[str, Any]
TYPES = {INVOICE: "ACCREC", CREDIT_NOTE: "ACCRECCREDIT"}
MOST_TEXT, MOST_CATEGORIES = 4000, 2
NOT_MODIFIABLE = "Invoice not of valid status for modification"
_NEXT = {
    DRAFT: (DRAFT, SUBMITTED, AUTHORISED, DELETED),
    SUBMITTED: (SUBMITTED, DRAFT, AUTHORISED, DELETED),
    AUTHORISED: (AUTHORISED, VOIDED),
}
"""Which status may follow which."""


class Invalid(Exception):
    """Why a document is refused: sentences on it, and on its lines by their place."""

    def __init__(self, *words: str, lines: dict[int, str] | None = None) -> None:
        super().__init__("; ".join(words))
        self.words, self.lines = words, lines or {}


def day_of(value: Any) -> date:
    """A date in either form that Xero reads. Raises ValueError."""
    text = str(value)
    if text.startswith("/Date("):
        seconds = int(text[6:].split(")")[0].split("+")[0]) // 1000
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).date()
    return date.fromisoformat(text[:10])


def create(books: XeroBooks, kind: str, given: Json, four: bool) -> Paper:
    """A new document. Raises Invalid; then nothing is written, and no number is used up."""
    number = given.get(f"{kind}Number") or ""
    if number and books.numbered(kind, number) is not None:
        raise Invalid("Invoice # must be unique." if kind == INVOICE else "Credit note # must be unique.")
    blank = Paper(kind, "", number, "", DRAFT, books.now(), books.clock.now().date(), currency="")
    made = _filled(books, blank, given, four)
    if not made.lines:
        raise Invalid("One or more line items must be specified")
    made.id = books.new_id(kind)
    made.number = number or _next_number(books, kind)
    books.papers[made.id] = made
    books.mark(made, "Created")
    return made


def update(books: XeroBooks, found: Paper, given: Json, four: bool) -> Paper:
    """A document with some of its fields written over. Lines that are not given are made anew, as two decimals."""
    if found.status not in _NEXT:
        raise Invalid(f"{NOT_MODIFIABLE} This document cannot be edited as it has status {found.status}.")
    status = given.get("Status", found.status)
    settled = found.left != found.total
    if settled:
        raise Invalid(
            f"{NOT_MODIFIABLE} This document cannot be edited as it has a payment or credit note allocated to it."
        )
    if status not in _NEXT[found.status]:
        raise Invalid(f"{NOT_MODIFIABLE}: {found.status} cannot become {status}.")
    number = given.get(f"{found.kind}Number") or found.number
    other = books.numbered(found.kind, number)
    if other is not None and other is not found:
        raise Invalid("Invoice # must be unique." if found.kind == INVOICE else "Credit note # must be unique.")
    if status in (DELETED, VOIDED) and set(given) <= {f"{found.kind}ID", f"{found.kind}Number", "Status", "Type"}:
        _not_locked(books, found.day)
        changed = replace(found, status=status)
    else:
        changed = _filled(books, replace(found, number=number), given, four)
    books.papers[found.id] = changed
    books.mark(changed, {DELETED: "Deleted", VOIDED: "Voided"}.get(status, "Edited"))
    return changed


def _filled(books: XeroBooks, base: Paper, given: Json, four: bool) -> Paper:
    if given.get("Type", TYPES[base.kind]) != TYPES[base.kind]:
        raise Invalid("The document type cannot be modified or is not valid.")
    made = replace(base, contact=_contact(books, base, given).id)
    made.day = day_of(given.get("Date") or base.day)
    made.due = day_of(given["DueDate"]) if given.get("DueDate") else base.due
    _not_locked(books, base.day if base.id else made.day)
    _not_locked(books, made.day)
    made.currency = given.get("CurrencyCode") or base.currency or books.organisation.currency
    if made.currency not in books.currencies:
        raise Invalid(f"Organisation is not subscribed to currency {made.currency}")
    made.theme = given.get("BrandingThemeID") or base.theme
    if made.theme and made.theme not in {id_for("theme", each) for each in books.themes}:
        raise Invalid("BrandingThemeID could not be found")
    made.reference = given.get("Reference") or base.reference
    made.url = given.get("Url") or base.url
    made.types = given.get("LineAmountTypes") or base.types
    made.status = given.get("Status") or base.status
    made.sent = bool(given.get("SentToContact", base.sent))
    made.lines = _lines(books, base, given, four)
    if made.total < 0:
        raise Invalid("The document total must not be negative")
    if made.status in (SUBMITTED, AUTHORISED):
        _approvable(made)
    return made


def _approvable(made: Paper) -> None:
    """What approval asks for besides."""
    if made.kind == INVOICE and made.due is None:
        raise Invalid("Due Date cannot be empty")
    bare = {
        place: "Account code must be specified"
        for place, each in enumerate(made.lines)
        if each.quantity is not None and not each.account
    }
    if bare:
        raise Invalid(lines=bare)


def _not_locked(books: XeroBooks, day: date) -> None:
    locked = books.organisation.locked_until
    if day <= locked:
        words = "The document date cannot be before the period lock date"
        raise Invalid(f"{words}, currently {locked:%d %B %Y}")


def _contact(books: XeroBooks, base: Paper, given: Json) -> Contact:
    """The contact by id or name; a name that nobody has becomes a new contact, as at the vendor."""
    stated = given.get("Contact") or {}
    name = stated.get("ContactID") or stated.get("Name") or base.contact
    if not name:
        raise Invalid("A Contact must be specified for this type of transaction")
    try:
        found = books.contact(name)
    except Unknown as problem:
        if stated.get("ContactID"):
            raise Invalid("The contact with the specified contact details could not be found") from problem
        found = Contact(name, "", books.now())
        books.contacts[found.id] = found
    if found.status != ACTIVE:
        raise Invalid(
            "The contact with the specified contact details has been archived. "
            "The contact must be un-archived before creating new invoices or credit notes."
        )
    return found


# ---- lines ----


def _lines(books: XeroBooks, base: Paper, given: Json, four: bool) -> list[Line]:
    unit = FOUR if four else CENT
    if given.get("LineItems") is None:
        return [replace(each, id=books.new_id("line"), unit=rounded(each.unit, unit)) for each in base.lines]
    lines, wrong = [], {}
    for place, each in enumerate(given["LineItems"]):
        try:
            lines.append(_line(books, each, unit))
        except Invalid as problem:
            wrong[place] = problem.words[0]
    if wrong:
        raise Invalid(lines=wrong)
    return lines


def _line(books: XeroBooks, given: Json, unit: Decimal) -> Line:
    item = books.item(given["ItemCode"]) if given.get("ItemCode") else None
    if given.get("ItemCode") and (item is None or not item.sold):
        raise Invalid(f"Item code '{given['ItemCode']}' is not valid")
    description = given.get("Description") or (item.name if item else "")
    if not description:
        raise Invalid("Description must be specified")
    if len(description) > MOST_TEXT:
        raise Invalid(f"Description must be at most {MOST_TEXT} characters")
    line = Line(given.get("LineItemID") or books.new_id("line"), description)
    numbers = ("Quantity", "UnitAmount", "LineAmount")
    if all(given.get(name) is None for name in numbers):
        return line
    line.quantity = rounded(Decimal(given.get("Quantity", 1)), FOUR)
    line.unit = rounded(Decimal(given.get("UnitAmount", 0)), unit)
    line.item = item.code if item else ""
    line.account = _account(books, given.get("AccountCode") or (item.account if item else ""))
    _tax(books, line, given.get("TaxType") or (item.tax if item else ""))
    line.tracking = _tracking(books, given.get("Tracking") or [])
    stated = given.get("LineAmount")
    if stated is not None and Decimal(stated) != line.amount:
        raise Invalid(f"The line total {stated} does not match the expected line total {line.amount}")
    return line


def _account(books: XeroBooks, code: str) -> str:
    found = books.account(code)
    if code and (found is None or found.status != ACTIVE or found.group != "REVENUE"):
        raise Invalid(f"Account code '{code}' is not a valid code for this document.")
    return code


def _tax(books: XeroBooks, line: Line, stated: str) -> None:
    account = books.account(line.account)
    kind = stated or (account.tax if account else "")
    found = books.tax(kind)
    if kind and (found is None or found.status != ACTIVE or not (found.revenue or kind == "NONE")):
        raise Invalid(f"The TaxType code '{kind}' does not exist or cannot be used for this type of transaction.")
    line.tax, line.percent = kind, found.percent if found else Decimal(0)


def _tracking(books: XeroBooks, given: list[Json]) -> tuple[tuple[str, str], ...]:
    if len(given) > MOST_CATEGORIES:
        raise Invalid("Only two tracking categories can be assigned to a line")
    return tuple(_option(books, each) for each in given)


def _option(books: XeroBooks, given: Json) -> tuple[str, str]:
    for category in books.tracking:
        if category.id != given.get("TrackingCategoryID") and category.name != given.get("Name"):
            continue
        for option in category.options:
            named = category.option_id(option) == given.get("TrackingOptionID") or option == given.get("Option")
            if named and option not in category.archived:
                return category.name, option
    raise Invalid("The TrackingCategory or its option does not exist or is archived")


def _next_number(books: XeroBooks, kind: str) -> str:
    prefix = "INV" if kind == INVOICE else "CN"
    while True:
        number = f"{prefix}-{books.next_number[kind]:04d}"
        books.next_number[kind] += 1
        if books.numbered(kind, number) is None:
            return number
