"""What clients owe by the books, by age, and how well billing went: days to invoice, collection, accuracy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from billing.draft_records import Draft
from billing.money import Money, plain
from mappings.documents import Standing
from mappings.pushes import POST, VOID
from mappings.store import Transaction
from review.tables import Cell, Section, flat_table, section, sentences

AGES = ("current", "1 to 30", "31 to 60", "61 to 90", "over 90")
"""Days after the due date; what is not due yet is current."""
LAST_DAYS = 90
"""The days over which outstanding sales and collection are measured."""
CLASSED = "classed"
"""The kind of a decision that says what was taken off an invoice in a ledger by hand."""
CLASSES = ("goodwill", "correction", "bad-debt", "other")
_OPEN, _PAID, _VOIDED, _DELETED = "open", "paid", "voided", "deleted"
_INVOICE, _CREDIT_NOTE = "invoice", "credit note"
_ISSUED = (_OPEN, _PAID, _VOIDED)
"""What a draft never is: in a ledger it is made, changed and deleted without having been an invoice."""


@dataclass(slots=True)
class Owed:
    """What one client owes in one currency, with tax, by age. Credits that are not used yet are taken off `current`."""

    client: str
    currency: str
    amounts: dict[str, int] = field(default_factory=dict)
    documents: int = 0

    def amount(self, age: str) -> Money:
        """What is owed of an age."""
        return Money(self.amounts.get(age, 0), self.currency)

    @property
    def total(self) -> Money:
        """All that is owed."""
        return Money(sum(self.amounts.values()), self.currency)


@dataclass(frozen=True, slots=True)
class Measures:
    """How billing went in one currency over the last 90 days; None where there is nothing to measure.

    `outstanding_days` is what is owed ÷ what was invoiced × 90 (DSO); `days_to_invoice` the average from the last day
    of service to the day of issue; `collected` and `accurate` are shares of 1: of what was invoiced, what is paid, and
    of the invoices, how many were neither voided nor credited.
    """

    currency: str
    invoices: int
    invoiced: Money
    outstanding_days: Decimal | None
    days_to_invoice: Decimal | None
    collected: Decimal | None
    accurate: Decimal | None


@dataclass(frozen=True, slots=True)
class Receivables:
    """What is owed on a day, and how billing went up to it."""

    at: date
    owed: tuple[Owed, ...]
    measures: tuple[Measures, ...]
    by_hand: tuple[tuple[str, Money], ...] = ()
    """What people took off invoices in the ledgers in the last 90 days, by what they say it is."""


def receivables(tx: Transaction, at: date) -> Receivables:
    """What the ledgers' documents of ours come to, as they were last seen there."""
    known = [each for each in tx.documents.of_books() if each.kind in (_INVOICE, _CREDIT_NOTE)]
    drafts = {each.draft: tx.drafts.revisions(each.draft)[0].draft for each in known}
    posted = {key for key, push in tx.pushes.of_drafts(drafts).items() if push.action in (POST, VOID)}
    invoices = [each for each in known if each.kind == _INVOICE and (each.draft in posted or each.stage in _ISSUED)]
    rows: dict[tuple[str, str], Owed] = {}
    for each in known:
        if each.stage != _OPEN or not each.owed.minor or (each.issued or at) > at:
            continue
        key = drafts[each.draft].client, each.net.currency
        row = rows.setdefault(key, Owed(*key))
        age = _age(each, at) if each.kind == _INVOICE else AGES[0]
        row.amounts[age] = row.amounts.get(age, 0) + (each.owed.minor if each.kind == _INVOICE else -each.owed.minor)
        row.documents += 1
    owed = tuple(rows[key] for key in sorted(rows))
    return Receivables(at, owed, tuple(_measures(invoices, drafts, owed, at)), _by_hand(tx, at))


def _by_hand(tx: Transaction, at: date) -> tuple[tuple[str, Money], ...]:
    sums: dict[tuple[str, str], int] = {}
    for said, detail in tx.decisions.of_kind(CLASSED):
        if at - timedelta(days=LAST_DAYS) < said.at.date() <= at:
            key = str(detail["class"]), str(detail["currency"])
            sums[key] = sums.get(key, 0) + int(detail["minor"])
    return tuple((what, Money(minor, currency)) for (what, currency), minor in sorted(sums.items()))


def _age(each: Standing, at: date) -> str:
    late = (at - (each.due or at)).days
    return AGES[0] if late <= 0 else AGES[min((late + 29) // 30, 4)]


def _measures(
    invoices: Iterable[Standing], drafts: dict[str, Draft], owed: Iterable[Owed], at: date
) -> Iterable[Measures]:
    by_currency: dict[str, list[Standing]] = defaultdict(list)
    for each in invoices:
        if each.issued is not None and at - timedelta(days=LAST_DAYS) < each.issued <= at:
            by_currency[each.net.currency].append(each)
    for currency, found in sorted(by_currency.items()):
        issued = [each for each in found if each.stage in (_OPEN, _PAID)]
        invoiced = sum(each.total.minor for each in issued)
        open_minor = sum(row.total.minor for row in owed if row.currency == currency)
        waited = [(each.issued - drafts[each.draft].service_to).days for each in issued if each.issued]
        right = sum(each.stage in (_OPEN, _PAID) and not each.credited.minor for each in found)
        yield Measures(
            currency,
            len(found),
            Money(invoiced, currency),
            _share(open_minor * LAST_DAYS, invoiced, "0.1"),
            _share(sum(waited), len(waited), "0.1"),
            _share(sum(each.paid.minor for each in issued), invoiced, "0.001"),
            _share(right, len(found), "0.001"),
        )


def _share(part: int, whole: int, step: str) -> Decimal | None:
    return (Decimal(part) / whole).quantize(Decimal(step), ROUND_HALF_UP) if whole else None


# ---- as it is shown ----


def to_json(found: Receivables) -> dict[str, Any]:
    """With stable keys: money and shares as text, null for what cannot be measured."""
    return {
        "date": found.at.isoformat(),
        "owed": [
            {
                "client": row.client,
                "currency": row.currency,
                "documents": row.documents,
                **{age.replace(" ", "_"): str(row.amount(age).decimal) for age in AGES},
                "total": str(row.total.decimal),
            }
            for row in found.owed
        ],
        "measures": [
            {
                "currency": each.currency,
                "invoices": each.invoices,
                "invoiced": str(each.invoiced.decimal),
                "outstanding_days": _text(each.outstanding_days),
                "days_to_invoice": _text(each.days_to_invoice),
                "collected": _text(each.collected),
                "accurate": _text(each.accurate),
            }
            for each in found.measures
        ],
        "by_hand": [
            {"class": what, "currency": money.currency, "amount": str(money.decimal)} for what, money in found.by_hand
        ],
    }


def to_table(found: Receivables) -> Section:
    """One flat table: a row for each client and currency."""
    headers = ("date", "client", "currency", ">documents", *(f">{age.replace(' ', '_')}" for age in AGES), ">total")
    return flat_table(headers, [(found.at, *_cells(row)) for row in found.owed])


def to_sections(found: Receivables) -> list[Section]:
    """What is owed, and the measures, for people."""
    if not found.owed and not found.measures:
        return [sentences("No invoice of ours stands in a ledger; `tieout follow` looks there.")]
    headers = ("client", "currency", ">documents", *(f">{age}" for age in AGES), ">total")
    after = "With tax, in days after the due date, as the ledgers were last looked at; `tieout follow` looks again."
    owed = section(f"Owed on {found.at}", headers, map(_cells, found.owed), [after])
    measured = section(
        f"The last {LAST_DAYS} days",
        ("currency", ">invoices", ">invoiced", ">days outstanding", ">days to invoice", ">collected", ">accurate"),
        [_measured(each) for each in found.measures],
        ["Days from the last service to the invoice; accurate are invoices that were neither voided nor credited."],
    )
    if not found.by_hand:
        return [owed, measured]
    rows = [(what, money.currency, money) for what, money in found.by_hand]
    title = f"Taken off by hand in the last {LAST_DAYS} days"
    return [owed, measured, section(title, ("what", "currency", ">amount"), rows)]


def _cells(row: Owed) -> tuple[Cell, ...]:
    return (row.client, row.currency, row.documents, *(row.amount(age) for age in AGES), row.total)


def _measured(each: Measures) -> Sequence[Cell]:
    shares = (f"{plain(share * 100)} %" if share is not None else "" for share in (each.collected, each.accurate))
    days = (_text(each.outstanding_days) or "", _text(each.days_to_invoice) or "")
    return (each.currency, each.invoices, each.invoiced, *days, *shares)


def _text(value: Decimal | None) -> str | None:
    return str(value) if value is not None else None
