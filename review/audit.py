"""What was done by whom: the audit log, with the reasons that people gave where they still stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from mappings.audit import Noted
from mappings.store import Transaction
from review.tables import Section, flat_table, section, sentences

_CLOSING = ("close", "reopen")
HEADERS = ("at", "who", "what", "subject", "why", "detail")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the log; `subject` and `why` of a decision are read from the decision, `why` of a closing from it."""

    noted: Noted
    subject: str
    why: str


def audit(tx: Transaction, since: datetime | None = None, who: str = "") -> list[Row]:
    """What was done since a moment, by somebody or all, oldest first."""
    found = tx.audit.page(since, who)
    decisions = tx.decisions.numbered(_number(each) for each in found)
    closings = tx.units.reasons() if any(each.what in _CLOSING for each in found) else {}
    rows = []
    for each in found:
        subject, why = decisions.get(_number(each), ("", ""))
        rows.append(Row(each, each.subject or subject, why or closings.get((each.what, each.subject, each.at), "")))
    return rows


def to_json(found: list[Row]) -> list[dict[str, Any]]:
    """With stable keys."""
    return [
        {
            "id": each.noted.id,
            "at": each.noted.at.isoformat(),
            "who": each.noted.who,
            "what": each.noted.what,
            "subject": each.subject,
            "why": each.why or None,
            "detail": dict(each.noted.detail),
        }
        for each in found
    ]


def to_sections(found: list[Row], zone: str) -> list[Section]:
    """A line for each, by the company's clock."""
    if not found:
        return [sentences("Nothing of that kind was done.")]
    rows = [(f"{each.noted.at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}", *_said(each)) for each in found]
    return [section("Done by whom", HEADERS, rows)]


def to_table(found: list[Row]) -> Section:
    """One flat table."""
    return flat_table(HEADERS, [(each.noted.at.isoformat(), *_said(each)) for each in found])


def _said(each: Row) -> tuple[str, str, str, str, str]:
    more = {key: said for key, said in each.noted.detail.items() if said not in ("", None)}
    detail = ", ".join(f"{key} {said}" for key, said in sorted(more.items()))
    return each.noted.who, each.noted.what, each.subject, each.why, detail


def _number(each: Noted) -> int:
    return int(each.detail.get("decision", 0))
