"""What had been billed once before Tieout: milestones, and what is left of deposits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from billing.money import Money
from billing.opening_lines import doubts, evidence, known, names_in, numbers, unknown
from billing.opening_records import DEPOSITS, MILESTONES, Asked, Billed, History, Proposal
from billing.wishes import LineKind
from billing.wording import labels

_PREPAID = re.compile(r"(?<![\w-])(?:deposits?|prepayments?|advance payments?|paid in advance)(?![\w-])", re.IGNORECASE)


def of_milestones(asked: Asked, history: History) -> Iterator[Proposal]:
    """A proposal for each milestone and deposit of a contract that is billed once: its amount, or nothing."""
    named = _named(asked, history)
    for each in asked.milestones:
        subject = each.subject
        yield _of_milestone(asked, history, subject, named)


def _named(asked: Asked, history: History) -> Mapping[int, set[str]]:
    """Which milestones of the client each line names, by the line's place."""
    owners: dict[str, set[str]] = {}
    for each in asked.their_milestones:
        for name in (each.code, each.description):
            owners.setdefault(name, set()).add(each.subject)
    return {
        place: {subject for name in names_in(line.words, owners) for subject in owners[name]}
        for place, line in enumerate(history.lines)
    }


def _of_milestone(asked: Asked, history: History, subject: str, named: Mapping[int, set[str]]) -> Proposal:
    milestone = next(each for each in asked.milestones if each.subject == subject)
    code, owed, lines = milestone.code, milestone.amount, history.lines
    own = [line for place, line in enumerate(lines) if named[place] == {subject}]
    shared = [line for place, line in enumerate(lines) if subject in named[place] and len(named[place]) > 1]
    net, shown = sum(line.minor for line in own), evidence(own, lambda line: line.minor)
    before = milestone.due is not None and milestone.due < asked.go_live
    same = [line for place, line in enumerate(lines) if not named[place] and line.minor == owed.minor]
    refused = history.why_not
    if not refused and shared:
        refused = f"several milestones are named on one line of {numbers(shared)}; was {code} billed?"
    elif not refused and net not in (0, owed.minor):
        refused = f"what names it comes to {Money(net, owed.currency)}, and {owed} is owed; was it billed?"
    elif not refused and not net and before:
        refused = f"it was due on {milestone.due}, and no document bills it; was it billed?"
    elif not refused and not net and same:
        refused = f"no document names it, and the same amount is on {numbers(same)}; was it billed?"
    if refused:
        return unknown(asked, MILESTONES, code, refused, evidence=shown)
    late = [line for line in own if line.late]
    doubtful = [*doubts(asked, history), *([] if net else ["no document bills it"])]
    doubtful += ["billed on several lines"] if net and len(own) > 1 else []
    doubtful += [f"dated from go_live on: {numbers(late)}"] if late else []
    return known(asked, MILESTONES, code, shown, doubtful)


def of_deposits(asked: Asked, history: History) -> Iterator[Proposal]:
    """What is left of deposits, where a contract has any or a document speaks of one."""
    names = [
        name for each in asked.milestones if each.kind is LineKind.DEPOSIT for name in (each.code, each.description)
    ]
    used = labels(asked.contract.wishes.texts.language).deposits_used
    before = [line for line in history.lines if not line.late]
    certain = [line for line in before if _is_certain(line, asked, [*names, used])]
    maybe = [line for line in before if not _is_certain(line, asked, [*names, used]) and _PREPAID.search(line.words)]
    lines = [*certain, *maybe]
    if not names and not lines:
        return
    shown = evidence(lines, lambda line: line.minor)
    refused = history.why_not or _unclear(asked, lines, history, names)
    if refused:
        yield unknown(asked, DEPOSITS, "", refused, evidence=shown)
        return
    doubtful = [*_doubts(lines, maybe), *doubts(asked, history)]
    yield known(asked, DEPOSITS, "", shown, doubtful)


def _is_certain(line: Billed, asked: Asked, names: Sequence[str]) -> bool:
    posted = {line.item, line.account} - {""}
    return bool(posted & asked.deposit_places or names_in(line.words, names))


def _unclear(asked: Asked, lines: Sequence[Billed], history: History, names: Sequence[str]) -> str:
    foreign = [line for line in history.foreign if _is_certain(line, asked, names) or _PREPAID.search(line.words)]
    if foreign:
        return f"a deposit is in another currency than {asked.contract.currency} on {numbers(foreign)}"
    if len(asked.siblings) > 1 and lines:
        return f"the client has {len(asked.siblings)} contracts, and deposits may be of any: {numbers(lines)}"
    if sum(line.minor for line in lines) < 0:
        return f"more was used than was paid in advance: {numbers(lines)}; was some of it billed earlier?"
    return ""


def _doubts(lines: Sequence[Billed], maybe: Sequence[Billed]) -> Iterator[str]:
    unpaid = [line for line in lines if line.minor > 0 and not line.paid]
    if not lines:
        yield "no document has a deposit"
    if maybe:
        yield f"called a deposit, and not posted as one: {numbers(maybe)}"
    if unpaid:
        yield f"not paid yet: {numbers(unpaid)}"
