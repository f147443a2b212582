"""What people chose to correct of billed work, as the next invoice has it, and which charges may be billed again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from billing.contract_periods import open_period, period_named
from billing.correction_kinds import VOIDED, WAITS
from billing.decisions import TAKING_BACK, Decision, DecisionKind
from billing.issues import Issue, facts
from billing.money import Money
from billing.records import Contract, Item, Period, Task
from billing.retainer_kinds import KEPT
from billing.wishes import LineKind, Posting
from mappings.placements import Placed
from mappings.store import Transaction

ADJUSTMENT = "adjustment"
"""The way of a correction that is a line on the next invoice."""


def contracts_with_corrections(tx: Transaction) -> set[str]:
    """The contracts of which people chose to correct something on a later invoice, billed or not."""
    chosen = (detail for _, detail in tx.decisions.of_kind(DecisionKind.CORRECT))
    return {detail["contract"] for detail in chosen if detail["by"] == ADJUSTMENT}


def contracts_that_wait(tx: Transaction) -> frozenset[str]:
    """The contracts of which it is told that a correction waits, or that a fee is kept back."""
    return frozenset(issue.subject.split()[0] for issue in tx.issues.standing(codes=(WAITS, KEPT)))


def corrections_of(tx: Transaction, contract: Contract, period: Period) -> tuple[tuple[Item, ...], tuple[Issue, ...]]:
    """The corrections that a contract's period bills, which no settled line has yet; and those that it cannot bill."""
    chosen = still_to_bill(tx, contract.id)
    if not chosen:
        return (), ()
    closed = tx.units.closed()
    due = [
        (said, detail)
        for said, detail in chosen
        if open_period(contract, period_named(contract, detail["month"]), closed).name == period.name
    ]
    why = [not_billed_by(contract, detail["workstream"], detail["currency"]) for _, detail in due]
    items = tuple(_item(said, detail, period) for (said, detail), no in zip(due, why, strict=True) if not no)
    waits = (_waits(said, detail, contract, no) for (said, detail), no in zip(due, why, strict=True) if no)
    return items, tuple(waits)


def still_to_bill(tx: Transaction, contract: str = "") -> list[tuple[Decision, dict[str, Any]]]:
    """The corrections of a contract, or of all, that hold for a later invoice and that no settled line has yet."""
    chosen = [
        (said, detail)
        for said, detail in tx.decisions.of_kind(DecisionKind.CORRECT)
        if detail["by"] == ADJUSTMENT and contract in ("", detail["contract"])
    ]
    live = tx.placements.of_entries({said.subject for said, _ in chosen})
    left = [(said, detail) for said, detail in chosen if not _has_settled(live.get(said.subject, ()), detail)]
    now = _now(tx, {said.subject for said, _ in left})
    return [(said, detail) for said, detail in left if now[said.subject] == _then(detail)]


def not_billed_by(contract: Contract, workstream: str, currency: str) -> str:
    """Why a contract as it is now can bill nothing for what an earlier invoice had; nothing if it can."""
    if contract.currency != currency:
        return f"it is in {currency}, and the contract is in {contract.currency} now"
    codes = {stream.code for stream in contract.workstreams}
    return "" if workstream in codes else f"the contract has no workstream {workstream} any more"


def _waits(said: Decision, detail: dict[str, Any], contract: Contract, why: str) -> Issue:
    amount = Money(detail["minor"], detail["currency"])
    named = facts(amount=str(amount), document=detail["other"], why=why, decision=str(said.id))
    day = date.fromisoformat(detail["worked"])
    return Issue(WAITS, client=contract.client, day=day, subject=f"{contract.id} {said.id}", facts=named)


def in_force(tx: Transaction, subject: str, detail: dict[str, Any]) -> bool:
    """Whether a correction holds: a line that is not settled yet lapses when its entry changes once more."""
    settled = detail["by"] != ADJUSTMENT or is_settled(tx, subject, detail)
    return settled or _now(tx, [subject])[subject] == _then(detail)


def is_settled(tx: Transaction, subject: str, detail: dict[str, Any]) -> bool:
    """Whether a correction is billed or credited, or its month is closed."""
    return _has_settled(tx.placements.of_entries([subject]).get(subject, ()), detail)


def _has_settled(live: Sequence[Placed], detail: dict[str, Any]) -> bool:
    return any(each.settled and each.portion.number == detail["number"] for each in live)


def _now(tx: Transaction, ids: Collection[str]) -> dict[str, tuple[int, bool]]:
    """The version of each entry, and whether it is there."""
    gone = tx.entries.gone(ids)
    return {each.id: (each.version, each.id not in gone) for each in tx.entries.heads(ids)}


def _then(detail: dict[str, Any]) -> tuple[int, bool]:
    return detail["version"], detail["present"]


def _item(said: Decision, detail: dict[str, Any], period: Period) -> Item:
    day, amount = date.fromisoformat(detail["worked"]), Money(detail["minor"], detail["currency"])
    item, account, tax, tracking = detail["posting"]
    return Item(
        id=said.subject,
        version=detail["version"],
        kind=LineKind.CORRECTION,
        day=day,
        workstream=detail["workstream"],
        description=detail["description"],
        amount=amount,
        unit_price=amount.decimal,
        quantity=Decimal(1),
        rule=f"correction {said.id} ({said.signed}): {detail['rule']}",
        late=day < period.first,
        seconds=detail["moved"],
        charged_seconds=detail["charged"],
        order=detail["order"],
        posting=Posting(item, account, tax, tuple((category, option) for category, option in tracking)),
        tasks=tuple(Task(key, title, url, ref=ref) for key, title, url, ref in detail.get("tasks", ())),
    )


def what_is_left(tx: Transaction, items: Sequence[Item], client: str) -> tuple[list[Item], list[Issue]]:
    """The charges that nobody's word keeps back once a document was credited or void, and who waits for a word."""
    words = tx.decisions.standing([item.id for item in items])
    if not words:
        return list(items), []
    last = {key: said[-1] for key, said in words.items()}
    left = [item for item in items if item.id not in last or last[item.id].kind == DecisionKind.BILL_AGAIN]
    void = [item for item in items if item.id in last and last[item.id].kind == DecisionKind.VOID]
    billed = [WasBilled(item.id, item.description, item.amount, item.day) for item in void]
    return left, [voided(was, last[was.id], client) for was in billed]


class WasBilled(NamedTuple):
    """A charge, fee or milestone that stood on a document: its id, what it is called, its amount and its day."""

    id: str
    what: str
    amount: Money
    day: date


def voided(was: WasBilled, said: Decision, client: str) -> Issue:
    """The question what becomes of a charge whose document is void."""
    named = facts(what=was.what, document=said.other, charge=was.id, amount=was.amount)
    return Issue(VOIDED, client=client, day=was.day, subject=was.id, facts=named)


def is_taken_back(words: Sequence[Decision]) -> bool:
    """Whether a document that had something on it was credited or void."""
    return any(said.kind in TAKING_BACK for said in words)
