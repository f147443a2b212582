"""What had been billed against caps and budgets in money before Tieout, by the documents that name their work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from billing.money import Money
from billing.opening_lines import Sorted, by_name, doubts, evidence, known, names_in, numbers, unknown
from billing.opening_records import Asked, Billed, History, Proposal, Time, Wanted
from billing.records import Contract

OF_TIME = "as far as these lines are of time; take off what is not"


def of_amounts(asked: Asked, history: History, time: Time, wanted: Wanted) -> Iterator[Proposal]:
    """What had been billed against a cap or budget; of one for each task, a proposal for each."""
    if wanted.key == "month_caps":
        words = f"documents do not tell what was billed of the days of that month before {asked.go_live}"
        yield unknown(asked, wanted.key, wanted.name, words)
    elif wanted.key == "task_caps":
        yield from _of_tasks(asked, history, time, wanted)
    else:
        yield _of_work(asked, history, wanted)


def _of_work(asked: Asked, history: History, wanted: Wanted) -> Proposal:
    streams = _streams(asked.siblings)
    names = [name for names in streams.values() for name in names]
    found = by_name(_of_time(asked, history), names)
    own = _codes(asked.contract, wanted)
    mine = {name for code in own for name in streams[code]}
    lines = [line for name in sorted(mine) for line in found.of[name]]
    alone = set(streams) == set(own)
    if alone:
        lines = [*lines, *found.nothing, *_once([*found.beside.values(), *found.several.values()])]
    return _proposal(asked, history, wanted, lines, [] if alone else _open(found, mine))


def _of_tasks(asked: Asked, history: History, time: Time, wanted: Wanted) -> Iterator[Proposal]:
    """A proposal for each task, or one for all of them where nobody can say which task a line is of.

    What names other workstreams alone is not of it. What names none is, unless they have worked on the task, too.
    """
    own, lines = set(_codes(asked.contract, wanted)), _of_time(asked, history)
    streams = _streams_of(asked, lines)
    tasks = sorted({task for each in time.works if each.workstream in own for task in each.tasks})
    shared = {task for each in time.works if each.workstream not in own for task in each.tasks}
    found = by_name([line for line in lines if not streams[id(line)] or streams[id(line)] & own], tasks)
    refused = history.why_not or _unclear(asked, history, [], []) or _unnamed(found, tasks)
    if refused:
        yield unknown(asked, wanted.key, wanted.name, refused)
        return
    for task in tasks:
        certain = [line for line in found.of[task] if _is_of(streams[id(line)], own, shared=task in shared)]
        unclear = [line for line in found.of[task] if not _is_of(streams[id(line)], own, shared=task in shared)]
        yield replace(_proposal(asked, history, wanted, certain, unclear), task=task)


def _proposal(
    asked: Asked, history: History, wanted: Wanted, lines: Sequence[Billed], open_ones: Sequence[Billed]
) -> Proposal:
    """What some lines come to, unless others may be of the same, or more was credited."""
    shown = evidence(lines, lambda line: line.minor)
    refused = history.why_not or _unclear(asked, history, lines, open_ones)
    if not refused and sum(each.worth for each in shown) < 0:
        refused = f"more was credited than billed: {numbers(lines)}"
    if refused:
        return unknown(asked, wanted.key, wanted.name, refused, evidence=shown)
    return known(asked, wanted.key, wanted.name, shown, [OF_TIME, *doubts(asked, history)])


def _streams_of(asked: Asked, lines: Sequence[Billed]) -> dict[int, set[str]]:
    """The workstreams of a client that each line names, by the identity of the line."""
    codes: dict[str, set[str]] = defaultdict(set)
    for code, names in _streams(asked.siblings).items():
        for name in names:
            codes[name].add(code)
    found = by_name(lines, list(codes))
    named: dict[int, set[str]] = {id(line): set() for line in lines}
    for name, own in (*found.of.items(), *found.several.items()):
        for line in own:
            named[id(line)] |= codes[name]
    return named


def _is_of(named: set[str], own: set[str], *, shared: bool) -> bool:
    """Whether what names some workstreams is certainly of its own ones."""
    return named <= own if named else not shared


def _unnamed(found: Sorted, tasks: Sequence[str]) -> str:
    """Why nobody can say which task each line is of."""
    if not tasks:
        return "no task of it is known"
    left = [*found.nothing, *_once([*found.beside.values(), *found.several.values()])]
    return f"the task is not named on {numbers(left)}" if left else ""


def _unclear(asked: Asked, history: History, lines: Sequence[Billed], open_ones: Sequence[Billed]) -> str:
    if history.foreign:
        return f"billed in another currency than {asked.contract.currency}: {numbers(history.foreign)}"
    if open_ones:
        least = Money(sum(line.minor for line in lines), asked.contract.currency)
        return f"what was done is not named on {numbers(open_ones)}; at least {least} was billed"
    if not history.lines:
        return "the ledger has no document of this client"
    return ""


def _open(found: Sorted, mine: set[str]) -> list[Billed]:
    """Lines that may be of some work."""
    several = [lines for name, lines in found.several.items() if name in mine]
    return [*found.nothing, *_once([*several, *found.beside.values()])]


def _once(groups: Iterable[Sequence[Billed]]) -> list[Billed]:
    """Each line once, however often it stands there."""
    seen: dict[int, Billed] = {}
    for lines in groups:
        seen |= {id(line): line for line in lines}
    return list(seen.values())


def _streams(contracts: Sequence[Contract]) -> dict[str, list[str]]:
    """By which names each workstream of a client is known."""
    return {each.code: [each.code, each.name] for contract in contracts for each in contract.workstreams}


def _codes(contract: Contract, wanted: Wanted) -> list[str]:
    if wanted.name != contract.id:
        return [wanted.name]
    return [stream.code for stream in contract.workstreams]


def _of_time(asked: Asked, history: History) -> list[Billed]:
    """The lines that may be of time: those that bill no milestone, deposit or fee."""
    once = [name for each in asked.their_milestones for name in (each.code, each.description)]
    fees = {fee.value.minor for each in asked.contract.retainers for fee in each.fee}
    return [
        line
        for line in history.lines
        if not line.late
        and not {line.item, line.account} & asked.deposit_places - {""}
        and not names_in(line.words, once)
        and abs(line.minor) not in fees
    ]
