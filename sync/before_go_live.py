"""What documents bill of days before go-live, since that was moved behind them: no draft of it goes out any more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from billing.draft_records import Draft, Line
from billing.wishes import ADJUSTING, LineKind
from mappings.store import Transaction
from review.decide import CannotDecide
from sync.worker import Worker

_FOLLOWS = (LineKind.CORRECTION, LineKind.DEPOSIT_USED, *ADJUSTING)
"""Lines whose days are those of what was billed, or of other lines."""


def own_days(lines: Iterable[Line]) -> list[date]:
    """The days by which lines are of before go-live or not; some have none of their own."""
    own = [line for line in lines if line.kind not in _FOLLOWS]
    return [line.service_to if line.kind is LineKind.FEE else line.service_from for line in own]


def check_comes_again(worker: Worker, tx: Transaction, note: Draft, number: str) -> None:
    """Raises CannotDecide where what a credit note takes back, to be billed again, is of before go-live by now."""
    go_live = worker.configuration.main.go_live
    matches = tx.matches.of_entries(key for line in note.lines for key in line.entries)
    charged = [line for line in note.lines if not matches.keys() & set(line.entries)]
    days = [*own_days(charged), *(found.day for found in matches.values())]
    if days and min(days) < go_live:
        raise CannotDecide(
            f"{number} bills work of {min(days)}, before go_live {go_live}, and that is billed nowhere again; choose "
            "--then leave or --then write-off for it, or correct go_live"
        )
