"""The rows of the exception report: what stands, since when, and what was resolved."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, bindparam, func, select, update

from billing.calendar import month
from billing.issues import ORDER, Issue
from billing.records import State
from mappings.bulk import ROWS, among, begins_with, chunks, execute_many, upsert
from mappings.schema import match
from mappings.schema import run as run_table
from mappings.schema_books import issue, placement, plan


def of_unit(contract: str, period: str) -> str:
    """The scope in which a plan for a contract's period tells its issues."""
    return f"unit:{contract}:{period}"


class Issues:
    """Questions about issues; each stage replaces the issues of its own scope."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def standing(self, month: str = "", codes: Collection[str] = ()) -> list[Issue]:
        """What is unresolved, of one month or all, in the order of the report; with codes, only what is of these kinds.

        To a month belong what belongs to none, and each invoice that time of the month waits with, whichever bills it.
        """
        query = select(issue).where(issue.c.resolved_run.is_(None))
        if month:
            query = query.where(issue.c.month.in_([month, ""]) | _waits_with_time_of(month))
        if codes:
            query = query.where(issue.c.code.in_(sorted(codes)))
        found = [_issue(row) for row in self._connection.execute(query)]
        return sorted(found, key=_report_order)

    def counts(self) -> dict[str, int]:
        """How many of each kind are unresolved, by code."""
        query = select(issue.c.code, func.count()).where(issue.c.resolved_run.is_(None)).group_by(issue.c.code)
        return {str(code): int(count) for code, count in self._connection.execute(query)}

    def of_ids(self, ids: Iterable[str]) -> list[Issue]:
        """Those of some issues that are unresolved."""
        which = among(self._connection, issue.c.id, sorted(ids))
        rows = self._connection.execute(select(issue).where(which, issue.c.resolved_run.is_(None)))
        return [_issue(row) for row in rows]

    def of_scopes(self, scopes: Iterable[str]) -> list[Issue]:
        """What is unresolved in some scopes, in the order of the report."""
        which = among(self._connection, issue.c.scope, sorted(scopes))
        rows = self._connection.execute(select(issue).where(which, issue.c.resolved_run.is_(None)))
        return sorted((_issue(row) for row in rows), key=_report_order)

    def of_entry(self, entry_id: str) -> list[Issue]:
        """What is unresolved about one entry."""
        query = select(issue).where(issue.c.entry == entry_id, issue.c.resolved_run.is_(None))
        return sorted((_issue(row) for row in self._connection.execute(query)), key=_report_order)

    def told_of(self, scope: str, entries: Iterable[str]) -> set[str]:
        """Those of some entries about which a scope has anything unresolved."""
        found: set[str] = set()
        for chunk in chunks(entries, ROWS):
            which = (issue.c.scope == scope) & among(self._connection, issue.c.entry, chunk)
            told = select(issue.c.entry).where(which, issue.c.resolved_run.is_(None))
            found.update(self._connection.execute(told).scalars())
        return found

    _SCOPES = (
        select(issue.c.scope)
        .where(begins_with(issue.c.scope, bindparam("beginning", type_=Text)), issue.c.resolved_run.is_(None))
        .distinct()
    )

    def scopes(self, prefix: str) -> set[str]:
        """The scopes that begin with some characters and have anything unresolved."""
        return set(self._connection.execute(self._SCOPES, {"beginning": prefix}).scalars())

    _OF_SCOPE = select(issue.c.id).where(issue.c.scope == bindparam("scope"), issue.c.resolved_run.is_(None))

    def replace(self, scope: str, issues: Iterable[Issue], run: int, month: str = "") -> None:
        """Makes these the standing issues of a scope; those it no longer finds are resolved by this run."""
        standing = set(self._connection.execute(self._OF_SCOPE, {"scope": scope}).scalars())
        self._settle(standing, [_row(item, scope, run, month) for item in issues], run)

    def replace_by_person(
        self, scope: str, people: Iterable[str], issues: Iterable[Issue], run: int, month: str
    ) -> None:
        """The same, for scopes that end in a person's name: those of some people."""
        by_scope: dict[str, list[Issue]] = {f"{scope}{who}": [] for who in people}
        for item in issues:
            by_scope[f"{scope}{item.person}"].append(item)
        standing: set[str] = set()
        for chunk in chunks(by_scope, ROWS):
            standing.update(self._standing_ids(among(self._connection, issue.c.scope, chunk)))
        rows = [_row(item, name, run, month) for name, found in by_scope.items() for item in found]
        self._settle(standing, rows, run)

    def resolve_elsewhere(self, prefix: str, scope: str, entries: Iterable[str], run: int) -> None:
        """Resolves what other scopes of a kind still say about entries that this one has taken over."""
        others = begins_with(issue.c.scope, prefix) & (issue.c.scope != scope)
        standing: set[str] = set()
        for chunk in chunks(entries, ROWS):
            standing.update(self._standing_ids(others & among(self._connection, issue.c.entry, chunk)))
        self._settle(standing, [], run)

    def end_of_unit(self, scope: str, but: Collection[str] = ()) -> None:
        """Resolves what a unit that is closed says about no single entry: a closed invoice waits for nothing.

        What is of some kinds stays.
        """
        last = select(func.max(run_table.c.id)).scalar_subquery()
        which = (issue.c.scope == scope) & (issue.c.entry == "") & issue.c.resolved_run.is_(None)
        ended = which & issue.c.code.not_in(sorted(but))
        self._connection.execute(update(issue).where(ended).values(resolved_run=last))

    def hand_on(self, scope: str, to: str, codes: Collection[str]) -> None:
        """Gives another unit what one says of some kinds, until it is planned and says it for itself."""
        which = (issue.c.scope == scope) & issue.c.code.in_(sorted(codes)) & issue.c.resolved_run.is_(None)
        self._connection.execute(update(issue).where(which).values(scope=to))

    def end_of_subject(self, subject: str, codes: Iterable[str]) -> None:
        """Resolves what some kinds say about a subject, because a person has answered it."""
        last = select(func.max(run_table.c.id)).scalar_subquery()
        which = (issue.c.subject == subject) & issue.c.code.in_(sorted(codes)) & issue.c.resolved_run.is_(None)
        self._connection.execute(update(issue).where(which).values(resolved_run=last))

    def replace_for_entries(self, scope: str, entries: Iterable[str], issues: Iterable[Issue], run: int) -> None:
        """The same, for the issues that a scope finds about some entries."""
        standing: set[str] = set()
        for chunk in chunks(entries, ROWS):
            about = among(self._connection, issue.c.entry, chunk)
            standing.update(self._standing_ids((issue.c.scope == scope) & about))
        self._settle(standing, [_row(item, scope, run, "") for item in issues], run)

    def _standing_ids(self, which: ColumnElement[bool]) -> set[str]:
        found = self._connection.execute(select(issue.c.id).where(which, issue.c.resolved_run.is_(None)))
        return set(found.scalars().all())

    def _settle(self, standing: set[str], found: list[dict[str, Any]], run: int) -> None:
        rows = {row["id"]: row for row in found}
        for gone in chunks(sorted(standing - rows.keys()), ROWS):
            which = among(self._connection, issue.c.id, gone)
            self._connection.execute(update(issue).where(which).values(resolved_run=run))
        if rows:
            changing = [column.name for column in issue.c if column.name not in ("id", "first_run")]
            execute_many(self._connection, upsert(self._connection, issue, ("id",), changing), rows.values())


def _waits_with_time_of(name: str) -> ColumnElement[bool]:
    """Whether an issue says that an invoice waits whose plan keeps time of a month back, by the client's days."""
    period = month(name)
    keeping = (
        select(plan.c.contract + " " + plan.c.period)
        .join(placement, placement.c.plan == plan.c.id)
        .join(match, match.c.entry == placement.c.entry)
        .where(match.c.day >= period.first, match.c.day < period.end, placement.c.state == State.HELD)
    )
    return (issue.c.code == "invoice_waits") & issue.c.subject.in_(keeping)


def _row(item: Issue, scope: str, run: int, month: str) -> dict[str, Any]:
    return {
        "id": item.id,
        "scope": scope,
        "code": item.code,
        "entry": item.entry_id,
        "client": item.client,
        "person": item.person,
        "day": item.day,
        "month": item.month or (item.day.strftime("%Y-%m") if item.day else month),
        "seconds": item.seconds,
        "link": item.link,
        "subject": item.subject,
        "facts": [list(fact) for fact in item.facts],
        "first_run": run,
        "resolved_run": None,
    }


def _issue(row: Any) -> Issue:
    return Issue(
        code=row.code,
        entry_id=row.entry,
        client=row.client,
        person=row.person,
        day=row.day,
        seconds=row.seconds,
        link=row.link,
        month=row.month,
        subject=row.subject,
        facts=tuple((name, value) for name, value in row.facts),
    )


def _report_order(item: Issue) -> tuple[object, ...]:
    """Kinds as the report has them; in each by client and day, or the month of what has no day."""
    return ORDER[item.code], item.client, item.day.isoformat() if item.day else item.month, item.person, item.id
