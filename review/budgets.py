"""Budgets and caps: what is used of each, what is left, which thresholds are reached, and what is beyond a cap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from billing.budgets import opened_with, passed, used_by_month, what_counts
from billing.cap_issues import says_beyond
from billing.cap_records import TOTAL, Budget, Cap
from billing.caps import CapDraw, caps_on, counted, key_of, opened_at, shares
from billing.issues import hours
from billing.money import Money
from billing.records import Contract, State
from mappings.store import Transaction
from review.of_client import contracts_of
from review.tables import Cell, Section, answers_table, section, sentences

COLUMNS = (
    "client contract currency workstream kind per what of >figure >used >left "
    ">figure_seconds >used_seconds >left_seconds alert_at reached beyond "
    ">waiting_seconds >written_off_seconds >other_order_seconds"
).split()


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """A budget, or a cap (of a task or month, `what`) with the time beyond it; figures are in cents or seconds."""

    contract: Contract
    term: Budget | Cap
    what: str
    used: int
    reached: tuple[int, ...] = ()
    waiting_seconds: int = 0
    written_off_seconds: int = 0
    other_order_seconds: int = 0

    @property
    def is_cap(self) -> bool:
        """Whether it limits what is billed."""
        return isinstance(self.term, Cap)

    @property
    def left(self) -> int:
        """What is left of it; negative when it is exceeded."""
        return self.term.amount - self.used


def budgets(tx: Transaction, contracts: Mapping[str, Contract], client: str = "") -> list[BudgetRow]:
    """The budgets and caps of all contracts, or of one client or contract; those per task or month as far as used."""
    found: list[BudgetRow] = []
    for contract in contracts_of(contracts, client):
        found += _budgets(tx, contract) if contract.budgets else []
        found += _caps(tx, contract) if contract.caps else []
    return found


def to_json(found: Iterable[BudgetRow]) -> list[dict[str, Any]]:
    """The rows with stable keys."""
    return [_json(row) for row in found]


def to_table(found: Iterable[BudgetRow]) -> Section:
    """The rows for a spreadsheet."""
    return answers_table(COLUMNS, to_json(found))


def to_sections(found: Sequence[BudgetRow]) -> list[Section]:
    """The rows for people."""
    if not found:
        return [sentences("There are no budgets and no caps; write them into the contracts, as budget and cap.")]
    money = (">figure", ">used", ">left")
    headers = ("client", "of", "what", *money, ">reached", ">waiting", ">written off", ">other order")
    after = (
        "Caps count time on drafts and invoices, and what was billed before Tieout; what is beyond one is in hours of "
        "work. As the last run of each month left it."
    )
    return [section("Budgets and caps", headers, map(_cells, found), [after])]


def _budgets(tx: Transaction, contract: Contract) -> Iterator[BudgetRow]:
    spent = tx.sums.spent(contract.id)
    for budget in contract.budgets:
        by_month = used_by_month(contract, budget, spent)
        reached = tuple(percent for percent, _ in passed(contract, budget, by_month))
        yield BudgetRow(contract, budget, "", opened_with(contract, budget) + sum(by_month.values()), reached)


def _caps(tx: Transaction, contract: Contract) -> Iterator[BudgetRow]:
    draws, beyond = tx.drafts.drawn_on_caps(contract.id), tx.sums.beyond(contract.id)
    used: Counter[tuple[str, str, str, str]] = Counter()
    for draw in draws:
        for key, worth in shares(contract, draw):
            used[key] += worth
    for cap in contract.caps:
        own = key_of(cap, "")[:3]
        known = {key[3] for key in used if key[:3] == own} | ({""} if cap.per == TOTAL else set())
        known |= {what for draw in draws for what in _under(contract, cap, draw)}
        for what in sorted(known):
            own_beyond = [each for each in beyond if says_beyond(each[1], cap, what, contract)]
            yield BudgetRow(
                contract,
                cap,
                what,
                opened_at(contract, cap, what) + used[(*own, what)],
                (),
                sum(seconds for state, _, seconds in own_beyond if state is State.HELD),
                sum(seconds for state, _, seconds in own_beyond if state is State.WRITTEN_OFF),
                sum(draw.seconds for draw in draws if what in _under(contract, cap, draw)),
            )


def _under(contract: Contract, cap: Cap, draw: CapDraw) -> tuple[str, ...]:
    """What of a cap some time is beyond, because it stands under the cap's other order."""
    if not cap.order or draw.order != cap.order or cap not in caps_on(contract, draw.workstream):
        return ()
    return counted(cap, draw.tasks, draw.month)


def _cells(row: BudgetRow) -> tuple[Cell, ...]:
    figures = [_worth(row, value) for value in (row.term.amount, row.used, row.left)]
    reached = ", ".join(f"{percent} %" for percent in row.reached)
    beyond = [hours(each) if each else "" for each in _beyond(row)]
    name = row.term.workstream or row.contract.id
    return (row.contract.client, name, _kind(row), *figures, reached, *beyond)


def _kind(row: BudgetRow) -> str:
    if isinstance(row.term, Budget):
        return f"budget of {what_counts(row.term)}"
    return "cap" if row.term.per == TOTAL else f"cap per {row.term.per}: {row.what}"


def _beyond(row: BudgetRow) -> tuple[int, int, int]:
    return row.waiting_seconds, row.written_off_seconds, row.other_order_seconds


def _worth(row: BudgetRow, value: int) -> str:
    return hours(value) if row.term.by_time else str(Money(value, row.contract.currency).decimal)


def _json(row: BudgetRow) -> dict[str, Any]:
    term = row.term
    named = ("figure", "used", "left")
    values = dict(zip(named, (term.amount, row.used, row.left), strict=True))
    in_money = {name: None if term.by_time else _worth(row, value) for name, value in values.items()}
    in_time = {f"{name}_seconds": value if term.by_time else None for name, value in values.items()}
    return {
        "client": row.contract.client,
        "contract": row.contract.id,
        "currency": row.contract.currency,
        "workstream": term.workstream or None,
        "kind": "cap" if row.is_cap else "budget",
        "per": term.per if isinstance(term, Cap) else None,
        "what": row.what or None,
        "of": term.of if isinstance(term, Budget) and term.by_time else None,
        **in_money,
        **in_time,
        "alert_at": list(term.alert_at) if isinstance(term, Budget) else [],
        "reached": list(row.reached),
        "beyond": (term.order and f"order {term.order}") or term.beyond if isinstance(term, Cap) else None,
        "waiting_seconds": row.waiting_seconds,
        "written_off_seconds": row.written_off_seconds,
        "other_order_seconds": row.other_order_seconds,
    }
