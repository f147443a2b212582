"""What came of asking the ledgers whether they have what contracts name, as a person and as a program reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from review.tables import counted, one_line
from sync.connecting import CONNECTED, NOT_CONNECTED
from sync.ledger_check import Checked

if TYPE_CHECKING:
    from sync.ledger_check import Finding


def ledger_lines(checked: Sequence[Checked]) -> list[str]:
    """A line for each ledger, then one for each thing to mend or to look at there."""
    return [one_line(line) for each in checked for line in _lines(each)]


def _lines(each: Checked) -> Iterator[str]:
    company = each.company
    if each.standing.state == NOT_CONNECTED:
        yield f"{each.books}: not connected; run: tieout connect {each.books}"
        return
    if company is None:
        yield f"{each.books}: COULD NOT BE ASKED: {each.problem.rstrip('.')}."
        return
    closed = f", books closed up to {company.locked_until}" if company.locked_until else ""
    mend = [finding for finding in each.findings if finding.blocks]
    told = f"{counted(len(mend), 'thing')} to mend" if mend else "it has what the contracts name"
    yield f"{each.books}: {each.title}, {company.name} ({company.currency}){closed}: {told}."
    yield from (f"{each.books}: {sentence}" for sentence in (*company.problems, *_warnings(each)))
    yield from (str(finding.problem) for finding in each.findings)


def _warnings(each: Checked) -> Iterator[str]:
    """When a sign-in ends that is good now."""
    if each.standing.state == CONNECTED:
        yield from (f"{sentence}." for sentence in each.standing.warnings)


def ledgers_json(checked: Sequence[Checked]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "books": each.books,
            "kind": each.kind,
            "state": each.standing.state,
            "ok": not each.needs,
            "problem": each.problem or None,
            "company": each.company.name if each.company else None,
            "currency": each.company.currency if each.company else None,
            "closed_until": str(each.company.locked_until) if each.company and each.company.locked_until else None,
            "settings": list(each.company.problems) if each.company else [],
            "warnings": list(each.standing.warnings),
            "findings": [_finding_json(finding) for finding in each.findings],
        }
        for each in checked
    ]


def _finding_json(found: Finding) -> dict[str, Any]:
    place = {name: getattr(found.problem, name) for name in ("file", "line", "column", "path", "message")}
    about = {name: getattr(found, name) or None for name in ("contract", "kind", "name")}
    return {**place, **about, "blocks": found.blocks}
