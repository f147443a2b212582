"""A month as a bookkeeper billed it by hand, from drafts as `tieout drafts --json` has them, with known errors.

What is planted is written down beside, as the demo agency's trouble is: what a comparison with the drafts must find,
and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sandbox.quickbooks_books import QuickBooksBooks
from sandbox.quickbooks_rows import voided, written
from sandbox.xero_books import AUTHORISED, CREDIT_NOTE, DRAFT, INVOICE, Contact, XeroBooks
from sandbox.xero_writing import create

Json = Mapping[str, Any]
DATED, LATER = "2026-10-31", "2026-11-28"
STRANGER = "Zenith Travel"
"""A customer that no contract is with."""
DIGITS = {"JPY": 0}
PLACES = 2
QUARTER = 900


@dataclass(frozen=True, slots=True)
class Line:
    """A line that a bookkeeper typed; `place` is the account's code in Xero or the item's name in QuickBooks."""

    words: str
    quantity: Decimal
    price: Decimal
    place: str = ""

    def amount(self, currency: str) -> Decimal:
        """What it comes to, rounded half away from zero."""
        unit = Decimal(1).scaleb(-DIGITS.get(currency, PLACES))
        return (self.quantity * self.price).quantize(unit, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Bill:
    """A document by hand. `status` is one of: posted, draft, voided; `reference` what it says as a whole."""

    number: str
    client: str
    currency: str
    lines: tuple[Line, ...]
    dated: str = DATED
    credit: bool = False
    status: str = "posted"
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Planted:
    """A difference that must be found: its kind, and ours − theirs; no amount where it is only to be counted."""

    kind: str
    client: str
    currency: str
    amount: Decimal | None
    note: str
    documents: tuple[str, ...] = ()


@dataclass(slots=True)
class ByHand:
    """The documents, and what is wrong with them."""

    bills: list[Bill] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)

    def plant(self, kind: str, bill: Bill, amount: Decimal | None, note: str) -> None:
        """Writes down what was planted on a document."""
        self.planted.append(Planted(kind, bill.client, bill.currency, amount, note, (bill.number,)))

    def change(self, client: str, *lines: Line, without: Line | None = None) -> Bill:
        """The client's first document with more lines, and without one. Where two have that line, the first has."""
        place = next(
            n for n, each in enumerate(self.bills) if each.client == client and (not without or without in each.lines)
        )
        bill = self.bills[place]
        kept = list(bill.lines)
        if without is not None:
            kept.remove(without)
        self.bills[place] = replace(bill, lines=(*kept, *lines))
        return self.bills[place]


def by_hand(drafts: Sequence[Json]) -> ByHand:
    """One document for each draft, and the errors, each in a client of its own."""
    made = ByHand()
    for number, draft in enumerate(drafts, start=1):
        lines = tuple(_typed(each) for each in draft["lines"])
        made.bills.append(Bill(f"H-{number:04d}", draft["client"], draft["currency"], lines))
    rows = {client: [line for d in drafts if d["client"] == client for line in d["lines"]] for client in _clients(made)}
    _forgotten(made, rows["Acme Corp"])
    _cheaper(made, rows["Bluefin Logistics"])
    _credited(made, rows["Cobalt Insurance"])
    _more(made)
    _one_sum(made)
    _that_do_not_count(made)
    _twice(made, rows["Iris Biotech"])
    _in_another_month(made, rows["Juniper Bank"])
    _to_quarters(made, rows["Kestrel Media"])
    _odd_hours(made, rows["Marlow Robotics"])
    return made


def _clients(made: ByHand) -> list[str]:
    return list(dict.fromkeys(each.client for each in made.bills))


def _typed(row: Json) -> Line:
    """A line of a draft as somebody types it."""
    return Line(str(row["description"]), Decimal(row["quantity"]), Decimal(row["unit_price"]))


def _alone(rows: Iterable[Json]) -> Iterator[Json]:
    """Lines of time whose words no other line has."""
    found = list(rows)
    words = [each["description"] for each in found]
    yield from (each for each in found if each["kind"] == "time" and words.count(each["description"]) == 1)


def _forgotten(made: ByHand, rows: list[Json]) -> None:
    line = _typed(next(each for each in rows if each["kind"] == "time" and len(each["entries"]) > 1))
    bill = made.change("Acme Corp", without=line)
    made.plant("never billed", bill, line.amount(bill.currency), f"nobody typed {line.words} at {line.price}")


def _cheaper(made: ByHand, rows: list[Json]) -> None:
    line = _typed(next(each for each in _alone(rows) if Decimal(each["quantity"]) != 1))
    other = replace(line, price=line.price - 10)
    bill = made.change("Bluefin Logistics", other, without=line)
    made.plant("other rate", bill, line.amount(bill.currency) - other.amount(bill.currency), "last year's rate")


def _credited(made: ByHand, rows: list[Json]) -> None:
    line = _typed(next(each for each in rows if each["kind"] == "time"))
    back = replace(line, quantity=Decimal(2))
    bill = Bill("HC-0001", "Cobalt Insurance", "USD", (back,), credit=True)
    made.bills.append(bill)
    made.plant("credit note", bill, back.amount("USD"), "two hours were taken back")


def _more(made: ByHand) -> None:
    fee = Line("Rush fee", Decimal(1), Decimal(250))
    bill = made.change("Ember Retail Group", fee)
    made.plant("unknown line", bill, -fee.amount(bill.currency), "nobody agreed it here")
    trip = Line("Workshop travel", Decimal(1), Decimal(300))
    for number, client in (("H-0900", "Fjord Energy"), ("H-0901", STRANGER)):
        other = Bill(number, client, "USD", (trip,))
        made.bills.append(other)
        made.plant(
            "unknown line", other, -trip.amount("USD"), "in a currency, or to a customer, that is not known here"
        )


def _one_sum(made: ByHand) -> None:
    """One line for everything, whose sum is right: no error."""
    place = next(n for n, each in enumerate(made.bills) if each.client == "Fjord Energy" and each.currency == "EUR")
    bill = made.bills[place]
    whole = sum((line.amount(bill.currency) for line in bill.lines), Decimal(0))
    made.bills[place] = replace(bill, lines=(Line("Professional services, October 2026", Decimal(1), whole),))


def _that_do_not_count(made: ByHand) -> None:
    line = Line("Services, October 2026", Decimal(1), Decimal(999))
    for number, status in (("H-0910", "voided"), ("H-0911", "draft")):
        bill = Bill(number, "Granite Legal LLP", "GBP", (line,), status=status)
        made.bills.append(bill)
        made.plant(status, bill, None, "it must not count")


def _twice(made: ByHand, rows: list[Json]) -> None:
    line = _typed(next(_alone(rows)))
    bill = Bill("H-0920", "Iris Biotech", "USD", (line,))
    made.bills.append(bill)
    made.plant("billed twice", bill, -line.amount("USD"), "typed on a second invoice, too")


def _in_another_month(made: ByHand, rows: list[Json]) -> None:
    line = _typed(next(_alone(rows)))
    made.change("Juniper Bank", without=line)
    late = replace(line, words=f"{line.words} (October 2026)")
    support = Line("Support plan, November 2026", Decimal(1), Decimal(80))
    bill = Bill("H-0930", "Juniper Bank", "USD", (late, support), dated=LATER)
    made.bills.append(bill)
    made.plant("other period", bill, line.amount("USD"), "forgotten, and billed a month later")
    early = Line("Reading tutor, September 2026", Decimal(5), Decimal(135))
    other = made.change("Lumen Schools", early)
    made.plant("other period", other, -early.amount("USD"), "work of September on October's invoice")


def _to_quarters(made: ByHand, rows: list[Json]) -> None:
    """An entry alone on its line, and alone with its task, is rounded up to a quarter of an hour."""
    row = next(each for each in _alone(rows) if len(each["entries"]) == 1 and each["rounded_seconds"] % QUARTER)
    line = _typed(row)
    more = replace(line, quantity=Decimal(-(-int(row["seconds"]) // QUARTER) * QUARTER) / 3600)
    bill = made.change("Kestrel Media", more, without=line)
    made.plant("other rounding", bill, line.amount("USD") - more.amount("USD"), "up to a quarter of an hour")


def _odd_hours(made: ByHand, rows: list[Json]) -> None:
    line = _typed(next(_alone(rows)))
    more = replace(line, quantity=line.quantity + Decimal("7.37"))
    bill = made.change("Marlow Robotics", more, without=line)
    made.plant("unexplained", bill, line.amount("USD") - more.amount("USD"), "hours that nobody tracked")


# ---- into books ----


def into_xero(books: XeroBooks, bills: Iterable[Bill]) -> None:
    """Types the documents into Xero's books."""
    if not any(each.name == STRANGER for each in books.contacts.values()):
        stranger = Contact(STRANGER, "", books.now())
        books.contacts[stranger.id] = stranger
    for bill in bills:
        kind = CREDIT_NOTE if bill.credit else INVOICE
        lines = [
            {
                "Description": line.words,
                "Quantity": line.quantity,
                "UnitAmount": line.price,
                "AccountCode": line.place or "200",
            }
            for line in bill.lines
        ]
        stated: dict[str, Any] = {"Contact": {"Name": bill.client}, "Date": bill.dated, "CurrencyCode": bill.currency}
        stated |= {"LineItems": lines, f"{kind}Number": bill.number}
        stated |= {"Reference": bill.reference} if bill.reference else {}
        stated |= {"Status": DRAFT if bill.status == "draft" else AUTHORISED}
        if not bill.credit:
            stated["DueDate"] = "2026-12-31"
        create(books, kind, stated, True)
        if bill.status == "voided":
            books.void(kind, bill.number)


def into_quickbooks(books: QuickBooksBooks, bills: Iterable[Bill]) -> None:
    """Types the documents into QuickBooks' books; drafts there are none, so those are left out.

    A customer has one currency there: for another, the bookkeeper makes another customer, such as Fjord Energy USD.
    """
    customers = {row["DisplayName"]: row for row in books.rows["Customer"].values()}
    items = {row["Name"]: row["Id"] for row in books.rows["Item"].values()}
    for bill in bills:
        if bill.status == "draft":
            continue
        customer = customers.get(bill.client)
        if customer is None or customer["CurrencyRef"]["value"] != bill.currency:
            name = f"{bill.client} {bill.currency}" if customer else bill.client
            customer = books.add("Customer", _customer(name, bill.currency))
        entity = "CreditMemo" if bill.credit else "Invoice"
        lines = [_quickbooks_line(line, bill.currency, items[line.place or "Consulting"]) for line in bill.lines]
        body = {"CustomerRef": {"value": customer["Id"]}, "TxnDate": bill.dated, "DocNumber": bill.number}
        body |= {"CustomerMemo": {"value": bill.reference}} if bill.reference else {}
        kept = written(books, entity, {**body, "CurrencyRef": {"value": bill.currency}, "Line": lines})
        if bill.status == "voided":
            voided(books, entity, kept)


def _customer(client: str, currency: str) -> dict[str, Any]:
    name = {"DisplayName": client, "FullyQualifiedName": client, "CompanyName": client}
    return {**name, "CurrencyRef": {"value": currency}, "Active": True, "Job": False, "Taxable": False}


def _quickbooks_line(line: Line, currency: str, item: str) -> dict[str, Any]:
    detail = {"ItemRef": {"value": item}, "Qty": line.quantity, "UnitPrice": line.price}
    amount = line.amount(currency)
    return {
        "DetailType": "SalesItemLineDetail",
        "Amount": amount,
        "Description": line.words,
        "SalesItemLineDetail": detail,
    }
