"""What work is worth to the house: hours and revenue of a month, and what is worked and not invoiced on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, case, func, select

from billing.adjustments import lines_behind
from billing.ids import NOTE
from billing.lifecycle import GONE, Status
from billing.money import share
from billing.records import TAKES_BACK, Period, State
from billing.wishes import ADJUSTING, PAID_AHEAD, LineKind
from mappings.bulk import begins_with
from mappings.drafts import IS_CREDIT, STANDS, Drafts
from mappings.plans import Plans
from mappings.schema import entry, match
from mappings.schema_books import draft, line, placement, push
from mappings.sums import seconds_left

NOT_WORKED_FOR_US = (State.OUTSIDE, State.OUT_OF_SCOPE, State.DUPLICATE)
NO_REVENUE = (LineKind.EXPENSE, LineKind.DISBURSEMENT, *PAID_AHEAD)
"""What costs are passed on by, and what is paid in advance: it is earned when the work is."""
_OF_DOCUMENT = draft.c.id, draft.c.contract, line.c.currency, draft.c.status


@dataclass(frozen=True, slots=True)
class Worked:
    """Seconds that a person worked on a day for a workstream."""

    contract: str
    workstream: str
    person: str
    day: date
    seconds: int


@dataclass(frozen=True, slots=True)
class Revenue:
    """What the documents of a month come to for a workstream, without expenses and deposits."""

    contract: str
    workstream: str
    currency: str
    minor: int


@dataclass(frozen=True, slots=True)
class InProgress:
    """What is worked up to a day for a contract and stands on a document that was not issued by then.

    `stage` is drafted, pushed, or invoiced later; without a currency it is time that is on no document.
    """

    contract: str
    currency: str
    stage: str
    minor: int
    seconds: int


class Worth:
    """Sums for reports of the house; nothing of them is for clients."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def worked(self, period: Period) -> list[Worked]:
        """All time of a month that was worked for contracts, whatever became of it."""
        of_month = (match.c.day >= period.first) & (match.c.day < period.end) & (match.c.contract != "")
        key = match.c.contract, match.c.code, match.c.person, match.c.day
        placed = (
            select(*key, func.sum(placement.c.seconds))
            .join(placement, placement.c.entry == match.c.entry)
            .where(of_month, placement.c.state.not_in([state.value for state in NOT_WORKED_FOR_US]))
            .group_by(*key)
        )
        rows = [*self._connection.execute(placed), *self._connection.execute(_open(of_month, *key))]
        return [Worked(row[0], row[1], row[2], row[3], int(row[4])) for row in rows]

    def revenue(self, period: str) -> list[Revenue]:
        """What the standing drafts and invoices of a month come to by workstream, without expenses and deposits."""
        key = draft.c.contract, line.c.workstream, line.c.currency
        rows = self._connection.execute(
            select(*key, func.sum(line.c.amount_minor))
            .join(line, _of_draft())
            .where(_standing(), begins_with(draft.c.period, period))
            .where(line.c.kind.not_in([kind.value for kind in NO_REVENUE]))
            .group_by(*key)
        )
        return [Revenue(row[0], row[1], row[2], int(row[3])) for row in rows]

    def in_progress(self, at: date, go_live: date) -> list[InProgress]:
        """Work up to a day that no invoice of that day or before bills, as it is known now.

        Credit notes are no work. What one of a later day takes back was on its invoice then, whatever became of it.
        What was worked before `go_live` is nobody's to bill.
        """
        documents = self._connection.execute(_portions(at, *_OF_DOCUMENT)).all()
        cut = {row.id for row in documents if row.left_out}
        adjusting = self._connection.execute(_adjusting(at))
        found = [(row, int(row.minor)) for row in documents]
        found += [(row, self._adjusted(row.id, at) if row.id in cut else int(row.minor)) for row in adjusting]
        valued = [InProgress(row.contract, row.currency, _stage(row.status), minor, 0) for row, minor in found]
        until = (
            (match.c.day >= go_live)
            & (match.c.day <= at)
            & (match.c.contract != "")
            & ~_taken_back_later(match.c.entry, at)
        )
        waiting = [State.OPEN.value, State.HELD.value, State.DEFERRED.value]
        held = (
            select(match.c.contract, func.sum(placement.c.seconds))
            .join(placement, placement.c.entry == match.c.entry)
            .where(until, placement.c.state.in_(waiting))
            .group_by(match.c.contract)
        )
        loose = [*self._connection.execute(held), *self._connection.execute(_open(until, match.c.contract))]
        return [*valued, *(InProgress(row[0], "", "", 0, int(row[1])) for row in loose)]

    def _adjusted(self, draft_id: str, at: date) -> int:
        """What adjusts a document of which a part does not count: of each line the share of what it is about."""
        stored = Drafts(self._connection).get(draft_id)
        assert stored is not None, "it stands"
        contract = Plans(self._connection).contract_of(stored.plan)
        rows = self._connection.execute(_portions(at, line.c.id).where(draft.c.id == draft_id))
        parts = {row.id: (int(row.minor), int(row.whole)) for row in rows}
        found = 0
        for added in stored.draft.lines:
            if added.kind in ADJUSTING and added.service_to <= at:
                about = [parts.get(key, (0, 0)) for key in lines_behind(added, stored.draft, contract)]
                found += _part(added.amount.minor, sum(counts for counts, _ in about), sum(whole for _, whole in about))
        return found


def _open(which: ColumnElement[bool], *key: Any) -> Select[Any]:
    """Seconds that entries have beyond their portions: all of those without a place, and what a credit gave back."""
    left = seconds_left()
    return (
        select(*key, func.sum(left))
        .join(entry, entry.c.id == match.c.entry)
        .where(which, entry.c.present, entry.c.running.is_(False), left > 0)
        .group_by(*key)
    )


def _of_draft() -> ColumnElement[bool]:
    return and_(line.c.draft == draft.c.id, line.c.revision == draft.c.revision)


def _standing() -> ColumnElement[bool]:
    return STANDS


def _posted(document: FromClause, sent: FromClause) -> ColumnElement[bool]:
    of_draft = and_(sent.c.draft == document.c.id, sent.c.revision == document.c.revision)
    return and_(of_draft, sent.c.action == "post", sent.c.status == "confirmed")


def _stage(status: str) -> str:
    """Where a document that was no invoice on a day stands now."""
    return {"posted": "invoiced later", "pushed": "pushed"}.get(status, "drafted")


def _open_on(at: date, document: FromClause, sent: FromClause) -> ColumnElement[bool]:
    """Whether a document was no invoice on a day."""
    return (document.c.status != Status.POSTED.value) | (sent.c.issued > at)


def _taken_back_later(
    entry_id: ColumnElement[str], at: date, but_of: ColumnElement[str] | None = None
) -> ColumnElement[bool]:
    """Whether a credit note that was none on a day takes back what was billed of an entry; but for one of a draft."""
    back, own, note, sent = placement.alias(), line.alias(), draft.alias(), push.alias()
    query = (
        select(back.c.entry)
        .join(own, own.c.id == back.c.line)
        .join(note, (own.c.draft == note.c.id) & (own.c.revision == note.c.revision))
        .outerjoin(sent, _posted(note, sent))
        .where(back.c.entry == entry_id, back.c.portion > TAKES_BACK, begins_with(note.c.id, NOTE))
        .where(note.c.status.not_in([status.value for status in GONE]), _open_on(at, note, sent))
    )
    if but_of is not None:
        query = query.where(~note.c.part.endswith(but_of))
    return query.exists()


def _part(minor: int, counts: int, whole: int) -> int:
    """The share of an amount that belongs to what counts of a whole."""
    return minor if counts == whole else share(minor, [counts, whole - counts])[0]


def _portions(at: date, *key: ColumnElement[Any]) -> Select[Any]:
    """What stands on documents that were no invoice on a day and counts, what stands there in all, by a key.

    `left_out` is how many portions do not count.
    """
    kept = case((_taken_back_later(placement.c.entry, at, draft.c.id), 0), else_=1)
    counts, whole = func.sum(placement.c.minor * kept), func.sum(placement.c.minor)
    return (
        select(*key, counts.label("minor"), whole.label("whole"), func.sum(1 - kept).label("left_out"))
        .join(line, _of_draft())
        .join(placement, placement.c.line == line.c.id)
        .outerjoin(match, match.c.entry == placement.c.entry)
        .outerjoin(push, _posted(draft, push))
        .where(_work(at), func.coalesce(match.c.day, line.c.service_from) <= at)
        .group_by(*key)
    )


def _adjusting(at: date) -> Select[Any]:
    """Lines that stand for no entry count with their document, once all that they are about is done."""
    return (
        select(*_OF_DOCUMENT, func.sum(line.c.amount_minor).label("minor"))
        .join(line, _of_draft())
        .outerjoin(push, _posted(draft, push))
        .where(_work(at), line.c.kind.in_([kind.value for kind in ADJUSTING]), line.c.service_to <= at)
        .group_by(*_OF_DOCUMENT)
    )


def _work(at: date) -> ColumnElement[bool]:
    """Lines of documents that stand, were no invoice on a day, and are about work."""
    paid_ahead = line.c.kind.in_([kind.value for kind in PAID_AHEAD])
    return and_(_standing(), ~IS_CREDIT, _open_on(at, draft, push), ~paid_ahead)
