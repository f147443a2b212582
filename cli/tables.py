"""What import and run have done, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from review.tables import Section, clock, counted, section, sentences
from sync.importing import FileReport
from sync.pipeline import PeriodReport
from sync.planning import Replayed
from sync.push import Pushed

SHOWN_REJECTED = 10


def import_sections(reports: Sequence[FileReport], *, complete: bool) -> list[Section]:
    """What each file brought, its bad rows, and what it did not speak of."""
    headers = (
        "file",
        "connector",
        ">rows",
        ">entries",
        ">hours",
        ">new",
        ">changed",
        ">unchanged",
        ">gone",
        ">rejected",
    )
    costs = any(report.costs for report in reports)
    rows = [_row(report) + ((", ".join(map(str, report.costs)),) if costs else ()) for report in reports]
    after = [text for report in reports for text in (*_rejected(report), _unseen(report, complete))]
    return [section("Imported", (*headers, ">cost") if costs else headers, rows, after)]


def run_section(report: PeriodReport) -> Section:
    """What a run did, and which months still wait for theirs."""
    waiting = ", ".join(f"{month} ({clock(seconds)} h)" for month, seconds in report.left.items())
    alone = [
        f"{unit.contract}: {name} is billed from {day} on, and left alone until then"
        for unit in report.billed
        for name, day in unit.left_alone
    ]
    left = f"Open in other months, not run yet: {waiting}" if waiting else ""
    return sentences(_done(report), *alone, left, *changed_unseen(report.changed_unseen))


def changed_unseen(months: Mapping[str, int]) -> list[str]:
    """That billed entries changed or went in months that were not run since, with what to type."""
    named = ", ".join(f"{number} of {name}" for name, number in months.items())
    said = f"Billed entries that changed or were deleted, in months that were not run since: {named}"
    return [f"{said}. Next: tieout run --period {min(months)}"] if months else []


def _done(report: PeriodReport) -> str:
    name = report.period.name
    if not report.billed:
        return f"{name}: there is no time of any contract in this month"
    if not report.changed:
        return f"{name}: nothing has changed; the drafts of {counted(len(report.billed), 'contract')} stand"
    written = counted(sum(unit.written for unit in report.billed), "draft")
    withdrawn = sum(unit.withdrawn for unit in report.billed)
    contracts = f"{report.changed} of {counted(len(report.billed), 'contract')}"
    return f"{name}: planned {contracts} anew; {written} written, {withdrawn} withdrawn"


def pushed_section(results: Sequence[Pushed]) -> Section:
    """What a push wrote, took away, and left alone with the reason."""
    if not results:
        return sentences("There is nothing to push; `tieout drafts` shows what there is.")
    rows = [
        (each.draft, each.client, "left alone" if each.refused else _done_with(each), each.number, each.place)
        for each in results
    ]
    left = [each for each in results if each.refused]
    after = [f"draft {each.draft} of {each.client}: {each.refused}" if each.client else each.refused for each in left]
    after += [f"credit note {each.number} of {each.client}: {each.by_hand}" for each in results if each.by_hand]
    return section("Pushed", ("draft", "client", "what", "number", "where"), rows, after)


def _done_with(each: Pushed) -> str:
    done = {
        "post": "credit note written" if each.is_credit else "invoice written",
        "draft": "draft is as it was" if each.stands else "draft written",
        "withdraw": "draft taken away",
        "allocate": "credit applied",
        "mark": "entries marked",
    }
    return done[each.action]


def pushed_json(results: Sequence[Pushed]) -> list[dict[str, Any]]:
    """The same for programs, with stable keys."""
    keys = ("draft", "client", "action", "number", "place", "refused")
    return [{key: getattr(each, key) or None for key in keys} for each in results]


def replayed_section(found: Sequence[Replayed]) -> Section:
    """Recorded plans as they were and as their snapshots give them now."""
    if not found:
        return sentences("There are no drafts in these plans.")
    rows = [
        (
            each.plan,
            each.contract,
            each.draft,
            str(each.stored or ""),
            str(each.recomputed or ""),
            "same" if each.same else "DIFFERENT",
        )
        for each in found
    ]
    same = sum(each.same for each in found)
    after = [f"{same} of {counted(len(found), 'draft')} come out the same, to the cent."]
    return section("Replayed", ("plan", "contract", "draft", ">stored", ">recomputed", ""), rows, after)


def _row(report: FileReport) -> tuple[str, ...]:
    counts = (report.new, report.changed, report.unchanged, report.gone, len(report.rejected))
    return (
        Path(report.file).name,
        report.connector,
        str(report.rows),
        str(report.entries),
        clock(report.seconds),
        *(str(count) for count in counts),
    )


def _rejected(report: FileReport) -> Iterator[str]:
    for line, reason in report.rejected[:SHOWN_REJECTED]:
        yield f"{report.file} line {line}: {reason}"
    more = len(report.rejected) - SHOWN_REJECTED
    if more > 0:
        yield f"… and {more} more bad rows; `tieout exceptions` lists them all"


def _unseen(report: FileReport, complete: bool) -> str:
    if not report.unseen:
        return ""
    stay = f"{report.unseen} stored entries of {report.connector} in these days are not in {report.file}; they stay"
    if complete:
        return f"{stay}, because a bad row of the same day may be theirs. Mend the bad rows, export again and import."
    return f"{stay}. If it is a complete export, import it again with --complete and the month."
