"""What is worked and not billed yet: its value by client, as the last run of each month left it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from billing.correction_kinds import DOCUMENT_VOIDED
from billing.decisions import CHANGED_AFTERWARDS
from billing.money import Money
from billing.periods import month_of_period
from billing.records import State
from mappings.store import Transaction
from review.tables import Cell, Hours, Section, answers_table, section, sentences

NO_CONTRACT = "(no contract)"

COLUMNS = "client currency >value >unpriced_seconds months".split()


@dataclass(frozen=True, slots=True)
class UnbilledRow:
    """One client in one currency: the value of what is drafted or held, and held time that has no price of its own.

    An expense that the contract does not price is in neither.
    """

    client: str
    value: Money | None
    unpriced_seconds: int
    months: tuple[str, ...]


def unbilled(tx: Transaction) -> list[UnbilledRow]:
    """What each client has not been billed, the most first; time without a contract last, it has no price."""
    found: dict[tuple[str, str], list[tuple[str, int, int]]] = {}
    for row in tx.units.unbilled():
        found.setdefault((row.client, row.currency), []).append((row.period, row.unbilled_minor, row.unpriced_seconds))
    for client, currency, period, seconds in _beside_billed(tx):
        found.setdefault((client, currency), []).append((period, 0, seconds))
    rows = [
        UnbilledRow(
            client,
            Money(sum(minor for _, minor, _ in parts), currency),
            sum(seconds for _, _, seconds in parts),
            tuple(sorted({month_of_period(name) or name for name, _, _ in parts})),
        )
        for (client, currency), parts in sorted(found.items())
    ]
    rows.sort(key=lambda row: -(row.value.minor if row.value else 0))
    lost = tx.matches.held_without_contract()
    return [*rows, UnbilledRow(NO_CONTRACT, None, lost, ())] if lost else rows


def _beside_billed(tx: Transaction) -> list[tuple[str, str, str, int]]:
    """Time that is held though other time of its entry is billed: by client and currency, with the period of that.

    No plan takes it up before a person said what becomes of it, so no plan says what it is worth.
    """
    asked = tx.issues.standing(codes=(DOCUMENT_VOIDED, *CHANGED_AFTERWARDS))
    ids = sorted({issue.entry_id for issue in asked if issue.entry_id})
    billed, matched = sorted(tx.placements.settled(ids)), tx.matches.of_entries(ids)
    found: list[tuple[str, str, str, int]] = []
    for key, live in tx.placements.of_entries(billed).items():
        held = sum(each.portion.seconds for each in live if each.portion.state is State.HELD and not each.settled)
        unit = tx.units.get(matched[key].contract, matched[key].bill_in) if key in matched else None
        if held > 0 and unit is not None:
            found.append((unit.client, unit.currency, unit.period, held))
    return found


def to_json(found: Sequence[UnbilledRow]) -> list[dict[str, Any]]:
    """The rows with stable keys."""
    return [
        {
            "client": row.client,
            "currency": row.value.currency if row.value else None,
            "value": str(row.value.decimal) if row.value else None,
            "unpriced_seconds": row.unpriced_seconds,
            "months": list(row.months),
        }
        for row in found
    ]


def to_table(found: Sequence[UnbilledRow]) -> Section:
    """The rows for a spreadsheet."""
    return answers_table(COLUMNS, to_json(found))


def to_sections(found: Sequence[UnbilledRow]) -> list[Section]:
    """The rows for people."""
    if not found:
        return [sentences("Nothing is drafted or held: what was run is billed, put off or due later, or decided.")]
    rows: list[tuple[Cell, ...]] = [
        (row.client, row.value or "", Hours(row.unpriced_seconds), ", ".join(row.months)) for row in found
    ]
    after = (
        "Drafts at their totals, held time at its rate before rounding and caps, beyond what included hours cover, "
        "held expenses at what they bill once accepted; hours without a price, those of entries of which others are "
        "billed, and expenses that the contract does not price are not valued."
    )
    return [section("Not billed yet", ("client", ">value", ">hours without a price", "months"), rows, [after])]
