"""What changed after it was billed: as it was, as it is, what that comes to, and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from billing.money import Money, plain
from billing.periods import month_of_period
from billing.records import Entry, Portion, Work
from mappings.drafts import StoredDraft
from review.tables import Section, clock, counted, section, sentences

REPLACE, ADJUSTMENT, CREDIT_NOTE, LEAVE = "replace", "adjustment", "credit-note", "leave"
WAYS = (REPLACE, ADJUSTMENT, CREDIT_NOTE, LEAVE)
"""The corrections that a person can choose."""


@dataclass(frozen=True, slots=True)
class Side:
    """An entry as it was billed, or as it is now: seconds worked, and what its price depends on."""

    day: date
    seconds: int
    person: str
    workstream: str
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A correction that a person can choose, and what it would do."""

    by: str
    words: str


@dataclass(frozen=True, slots=True)
class Drift:
    """A billed entry that is another now. `new` is None where nothing of it belongs on that document any more.

    `money_old` and `money_new` are what it came to by itself and would come to now; `difference` is what its document
    would, discounts and minimum included. Both are None where something would wait. Several of one document may come
    to another sum together. `moved` and `charged` are what it has gained, worked and charged. `order` is the purchase
    order on which that counts. `hindrance` says why no line and no credit note can correct it, where none can.
    """

    entry: Entry
    present: bool
    number: str
    draft: StoredDraft
    lines: tuple[str, ...]
    portions: tuple[Portion, ...]
    old: Side
    new: Side | None
    why: str
    money_old: Money
    money_new: Money | None
    difference: Money | None
    moved: int
    charged: int
    work: Work | None
    order: str = ""
    hindrance: str = ""
    proposals: tuple[Proposal, ...] = ()

    @property
    def beside(self) -> Money | None:
        """What comes to its document beside it or is taken off: a discount, a minimum, what else is on its line."""
        if self.difference is None or self.money_new is None:
            return None
        by_itself = self.money_new.minor - self.money_old.minor
        return Money(self.difference.minor - by_itself, self.difference.currency)

    @property
    def workstream(self) -> str:
        """The workstream that it was billed for."""
        return self.old.workstream or next(each.workstream for each in self.draft.draft.lines if each.id in self.lines)


def billed_in(found: Sequence[Drift], month: str, client: str) -> list[Drift]:
    """The drifts of a month's documents and of a client or contract; nothing said fits all."""
    drafts = [(each, each.draft.draft) for each in found]
    return [
        each
        for each, draft in drafts
        if month in ("", month_of_period(draft.period)) and client in ("", draft.client, draft.contract)
    ]


def to_json(found: Sequence[Drift]) -> list[dict[str, Any]]:
    """Each drift with stable keys: money as text, durations in seconds, null for what is not known."""
    return [
        {
            "entry": each.entry.id,
            "present": each.present,
            "document": each.number,
            "draft": each.draft.draft.id,
            "status": each.draft.status.value,
            "client": each.draft.draft.client,
            "contract": each.draft.draft.contract,
            "period": each.draft.draft.period,
            "lines": list(each.lines),
            "why": _why(each),
            "old": _side(each.old),
            "new": _side(each.new) if each.new else None,
            "currency": each.money_old.currency,
            "money_old": str(each.money_old.decimal),
            "money_new": str(each.money_new.decimal) if each.money_new else None,
            "beside": str(each.beside.decimal) if each.beside else None,
            "difference": str(each.difference.decimal) if each.difference else None,
            "seconds": each.moved,
            "corrections": [{"by": one.by, "what": one.words} for one in each.proposals],
        }
        for each in found
    ]


def to_sections(found: Sequence[Drift]) -> list[Section]:
    """Each drift in a row, and under them what can be done about each."""
    if not found:
        return [sentences("Nothing changed after it was billed that is not corrected, or accepted.")]
    with_beside = any(each.beside and each.beside.minor for each in found)
    beside = (">beside it",) if with_beside else ()
    money = (">billed", ">now", *beside, ">difference")
    headers = ("entry", "document", "client", "as billed", "as it is now", "why", *money)
    rows = [
        (
            each.entry.id,
            each.number,
            each.draft.draft.client,
            _in_words(each.old),
            _in_words(each.new) if each.new else "nothing",
            _why(each),
            str(each.money_old),
            str(each.money_new or "?"),
            *((str(each.beside or "?"),) if with_beside else ()),
            str(each.difference or "?"),
        )
        for each in found
    ]
    ways = [f"{each.entry.id}: {one.by} – {one.words}" for each in found for one in each.proposals]
    after = [
        "Beside it: what else of its document comes to more or less by that: a discount, a minimum, work that shares "
        "its line or its limits."
        if with_beside
        else "",
        "Each difference is as if nothing else were corrected; of one document, several may come to another sum."
        if len(found) > 1
        else "",
        f"{counted(len(found), 'row')}. Choose with: tieout correct ENTRY --by … --why …",
    ]
    return [section("Changed after billing", headers, rows, after), sentences(*ways)]


def preview(found: Sequence[Drift], by: str) -> list[Section]:
    """What a correction would be about, before it is chosen."""
    rows = [(each.entry.id, each.number, str(each.difference or "?"), _what(each, by)) for each in found]
    after = f"{by} of {counted(len(found), 'row')}. Nothing is decided yet: add --yes."
    return [section("", ("entry", "document", ">difference", "what it would do"), rows, [after])]


def _what(each: Drift, by: str) -> str:
    return next((one.words for one in each.proposals if one.by == by), "cannot be corrected so")


def _why(each: Drift) -> str:
    return f"{each.why}; {each.hindrance}" if each.hindrance else each.why


def _side(side: Side) -> dict[str, Any]:
    return {
        "date": side.day.isoformat(),
        "seconds": side.seconds,
        "person": side.person,
        "workstream": side.workstream,
        "rate": plain(side.rate) if side.rate is not None else None,
    }


def _in_words(side: Side) -> str:
    rate = f" at {plain(side.rate)}" if side.rate is not None else ""
    return f"{clock(side.seconds)} h of {side.person} on {side.day}, {side.workstream}{rate}"
