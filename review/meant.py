"""What a decision is about: entries and rows of the exception report, by their ids or by a filter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from billing.calendar import month
from billing.correction_kinds import VOIDED
from billing.decisions import CHANGED_AFTERWARDS, TAKING_BACK
from billing.issues import Issue
from billing.money import Money
from billing.records import EXPENSE, TAKES_BACK, Entry, Match, State
from mappings.entries import Version
from mappings.store import Transaction
from review.exceptions import exceptions


class CannotDecide(Exception):
    """The decision makes no sense; the message says why and what to do. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows of the exception report are meant; what is not stated does not matter."""

    period: str = ""
    client: str = ""
    person: str = ""
    code: str = ""

    def fits(self, issue: Issue) -> bool:
        """Whether a row is meant; its period is chosen by the question for rows."""
        said = {"client": issue.client, "person": issue.person, "code": issue.code}
        return all(getattr(self, name) in ("", value) for name, value in said.items())

    @property
    def stated(self) -> bool:
        """Whether anything is."""
        return bool(self.period or self.client or self.person or self.code)


@dataclass(frozen=True, slots=True)
class Target:
    """What is decided about: an entry with its standing exceptions, or an exception that concerns no single entry."""

    id: str
    issues: tuple[Issue, ...]
    entry: Entry | None = None
    match: Match | None = None
    present: bool = True
    settled: bool = False
    taken_back: bool = False
    """Whether a document that had it, or a part of it, was credited or is void."""
    notes: tuple[str, ...] = ()
    """Credit notes that are to take something of it back, and are not in the books yet."""
    change: Money | int | None = None
    """What it has gained or lost since it was billed, in cost or seconds: of that alone a decision is. None: of all."""

    @property
    def months(self) -> set[str]:
        """The months that a decision about it touches."""
        if self.match is None or self.entry is None:
            return set()
        return {f"{self.match.day:%Y-%m}", f"{self.entry.record.day:%Y-%m}", self.match.bill_in}


def named(tx: Transaction, ids: Sequence[str]) -> list[Target]:
    """The entries and exceptions with some ids, or beginnings of them; an entry comes with all its exceptions.

    Raises CannotDecide.
    """
    issues = {issue.id: issue for issue in tx.issues.standing()}
    issues |= {dict(issue.facts)["charge"]: issue for issue in issues.values() if issue.code == VOIDED}
    meant: dict[str, dict[str, Issue]] = {}
    for wanted in ids:
        key = entry_called(tx, wanted.strip(), issues)
        found = [issues[key]] if key in issues else tx.issues.of_entry(key)
        meant.setdefault(_subject(issues[key]) if key in issues else key, {}).update({each.id: each for each in found})
    return [target_of(tx, key, tuple(found.values())) for key, found in meant.items()]


def filtered(tx: Transaction, wanted: Filter) -> list[Target]:
    """What the rows of the exception report that fit are about, each once, with those rows and no others.

    Raises CannotDecide when none does.
    """
    if not wanted.stated:
        raise CannotDecide(
            "name entries or exceptions by id, or which ones with --period, --client, --person or --code"
        )
    meant: dict[str, list[Issue]] = {}
    for issue in exceptions(tx, month(wanted.period) if wanted.period else None):
        if wanted.fits(issue):
            meant.setdefault(_subject(issue), []).append(issue)
    if not meant:
        raise CannotDecide("no row of the exception report fits; `tieout exceptions` lists them")
    return [target_of(tx, key, tuple(found)) for key, found in meant.items()]


def _subject(issue: Issue) -> str:
    return issue.entry_id or issue.id


def entry_called(tx: Transaction, wanted: str, issues: Mapping[str, Issue]) -> str:
    """The id of the one entry, or exception of some, that begins so. Raises CannotDecide."""
    if len(wanted) < 3:
        raise CannotDecide(f"{wanted!r} is too short; type at least three characters of an id that exceptions show")
    found = [*tx.entries.starting_with(wanted), *(key for key in issues if key.startswith(wanted))]
    if wanted in found or len(found) == 1:
        return wanted if wanted in found else found[0]
    if found:
        raise CannotDecide(f"{len(found)} ids or more begin with {wanted}: {', '.join(found[:6])}; type more of one")
    raise CannotDecide(f"no entry and no standing exception has the id {wanted}; `tieout exceptions` shows ids")


def target_of(tx: Transaction, key: str, issues: tuple[Issue, ...]) -> Target:
    """What an id stands for with some exceptions: an entry as it is now, or the exception that concerns none."""
    if issues and not issues[0].entry_id:
        return Target(dict(issues[0].facts).get("charge", key) if issues[0].code == VOIDED else key, issues)
    versions = tx.entries.versions(key)
    answer = tx.matches.of_entry(key)
    settled = bool(tx.placements.settled([key]))
    return Target(
        id=key,
        issues=issues,
        entry=versions[-1].entry,
        match=answer[0] if answer else None,
        present=versions[-1].present,
        settled=settled,
        taken_back=any(said.kind in TAKING_BACK for said in tx.decisions.standing([key]).get(key, ())),
        notes=_on_their_way(tx, key) if settled else (),
        change=_change(tx, versions) if any(issue.code in CHANGED_AFTERWARDS for issue in issues) else None,
    )


def _on_their_way(tx: Transaction, key: str) -> tuple[str, ...]:
    """The credit notes that are to take something of an entry back once they are in the books."""
    live = tx.placements.of_entries([key]).get(key, [])
    back = [each.portion.line_id for each in live if each.portion.number > TAKES_BACK and not each.settled]
    return tuple(sorted({note for line_id in back if (note := tx.drafts.of_line(line_id))}))


def _change(tx: Transaction, versions: Sequence[Version]) -> Money | int:
    head = versions[-1]
    record = head.entry.record
    live = tx.placements.of_entries([head.entry.id]).get(head.entry.id, [])
    if record.kind != EXPENSE:
        return sum(each.portion.seconds for each in live if each.portion.state is State.HELD and not each.settled)
    _, billed = max(((each.portion.number, each.portion.version) for each in live if each.settled), default=(0, 0))
    then = sum(each.entry.record.cost_minor or 0 for each in versions if each.entry.version == billed)
    return Money((record.cost_minor or 0 if head.present else 0) - then, record.currency)
