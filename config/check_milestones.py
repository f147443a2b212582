"""The milestones of a contract beside the rest of it: codes used twice, names that nobody has, amounts of nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from billing.texts import nearest
from config.check_charges import wrong_description
from config.expenses import inexact
from config.milestones import MilestoneModel
from config.models import ContractModel, Main
from config.problems import Problem
from config.yaml_tree import Document, Location

KEY = "milestones"


def check_milestones(contract: ContractModel, main: Main | None, document: Document) -> Iterator[Problem]:
    """All that is wrong with a contract's milestones, and with those that its opening says were billed."""
    codes = [milestone.code for milestone in contract.milestones]
    for place, milestone in enumerate(contract.milestones):
        location: Location = (KEY, place)
        first = codes.index(milestone.code)
        if first != place:
            line, _ = document.position((KEY, first, "code"))
            words = f"{milestone.code} is the code of the milestone on line {line} already; choose another"
            yield document.problem((*location, "code"), words)
        if wrong := wrong_description(milestone.description, ()):
            yield document.problem((*location, "description"), wrong)
        yield from _workstream(milestone, contract, location, document)
        yield from _amount(milestone, contract, main, location, document)
        yield from _due(milestone, contract, main, location, document)
    yield from _billed(contract, codes, document)


def _workstream(
    milestone: MilestoneModel, contract: ContractModel, location: Location, document: Document
) -> Iterator[Problem]:
    streams = {stream.code: stream for stream in contract.workstreams}
    stream = streams.get(milestone.workstream)
    if stream is None:
        words = (
            f"there is no workstream {milestone.workstream} in this contract; {_hint(milestone.workstream, streams)}"
        )
        yield document.problem((*location, "workstream"), words)
    elif stream.billing == "non-billable":
        words = f"{stream.code} is non-billable; name a workstream of {contract.id} that is billed"
        yield document.problem((*location, "workstream"), words)


def _amount(
    milestone: MilestoneModel, contract: ContractModel, main: Main | None, location: Location, document: Document
) -> Iterator[Problem]:
    if milestone.amount == 0:
        words = "is 0, which bills nothing; write what is billed, or remove the milestone"
        yield document.problem((*location, "amount"), words)
    currency = contract.currency or (main.company.currency if main else "")
    if currency:
        yield from inexact(milestone.amount, currency, (*location, "amount"), document)


def _due(
    milestone: MilestoneModel, contract: ContractModel, main: Main | None, location: Location, document: Document
) -> Iterator[Problem]:
    billed = contract.opening.milestones_billed if contract.opening else ()
    if main is not None and milestone.due and milestone.due < main.go_live and milestone.code not in billed:
        words = (
            f"is {milestone.due}, before go_live {main.go_live}: it was billed before Tieout; "
            f"write {milestone.code} into opening: milestones_billed, or the day on which it is to be billed"
        )
        yield document.problem((*location, "due"), words)


def _billed(contract: ContractModel, codes: list[str], document: Document) -> Iterator[Problem]:
    for place, code in enumerate(contract.opening.milestones_billed if contract.opening else ()):
        if code not in codes:
            words = f"this contract has no milestone {code}; {_hint(code, codes)}"
            yield document.problem(("opening", "milestones_billed", place), words)


def _hint(word: str, known: Iterable[str]) -> str:
    """The names there are, and which of them may be meant."""
    names = sorted(known)
    close = nearest(word, names)
    there = f"known: {', '.join(names[:12])}" if names else "it has none; write it under milestones:, or remove it here"
    return f"{there}; did you mean {close}?" if close else there
