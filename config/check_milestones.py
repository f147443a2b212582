"""The milestones of a contract beside the rest: codes used twice, names that nobody has, conditions nobody can tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from billing.texts import nearest
from config.check_charges import wrong_description
from config.expenses import inexact
from config.fixed import Stated, stated
from config.milestones import CONDITIONS, DepositModel, MilestoneModel, WhenModel
from config.models import ContractModel, Main
from config.problems import Problem
from config.yaml_tree import Document, Location
from connectors.base import TaskConfig

STREAMS = "workstreams"
Model = MilestoneModel | DepositModel


def check_milestones(contract: ContractModel, main: Main | None, document: Document) -> Iterator[Problem]:
    """All that is wrong with a contract's milestones and deposits, and with those that its opening says were billed."""
    everything = stated(contract)
    codes = [each.model.code for each in everything]
    for place, each in enumerate(everything):
        location, milestone = each.location, each.model
        first = codes.index(milestone.code)
        if first != place:
            line, _ = document.position((*everything[first].location, "code"))
            what = "milestone" if everything[first].milestone else "deposit"
            words = f"{milestone.code} is the code of the {what} on line {line} already; choose another"
            yield document.problem((*location, "code"), words)
        yield from _description(each, document)
        yield from _workstream(each, contract, document)
        yield from _amount(milestone, contract, main, location, document)
        yield from _due(milestone, contract, main, location, document)
        if milestone.when is not None:
            yield from _when(milestone, milestone.when, main, (*location, "when"), document)
    yield from _billed(contract, codes, document)


def _description(each: Stated, document: Document) -> Iterator[Problem]:
    """A line must say something; a milestone may call it its name."""
    model = each.milestone
    if not each.words:
        yield document.problem((*each.location, "description"), "is missing; write it")
    elif wrong := wrong_description(each.words, ()):
        key = "name" if model is not None and not model.description else "description"
        yield document.problem((*each.location, key), wrong)
    if model is not None and model.name and model.description:
        words = "stands beside description, and both are what the line says; remove one"
        yield document.problem((*each.location, "name"), words)


def _workstream(each: Stated, contract: ContractModel, document: Document) -> Iterator[Problem]:
    streams, location = {stream.code: stream for stream in contract.workstreams}, each.location
    stream = streams.get(each.workstream)
    if not each.workstream:
        yield document.problem((*location, "workstream"), "is missing; write it")
    elif location[0] == STREAMS and stream is not contract.workstreams[int(location[1])]:
        own = contract.workstreams[int(location[1])].code
        words = f"is {each.workstream}, and this milestone stands at {own}; remove it"
        yield document.problem((*location, "workstream"), words)
    elif stream is None:
        words = f"there is no workstream {each.workstream} in this contract; {_hint(each.workstream, streams)}"
        yield document.problem((*location, "workstream"), words)
    elif stream.billing == "non-billable":
        words = f"{stream.code} is non-billable; name a workstream of {contract.id} that is billed"
        yield document.problem((*location, "workstream"), words)


def _amount(
    milestone: Model, contract: ContractModel, main: Main | None, location: Location, document: Document
) -> Iterator[Problem]:
    if milestone.amount is None:
        return
    if milestone.amount == 0:
        what = "milestone" if isinstance(milestone, MilestoneModel) else "deposit"
        words = f"is 0, which bills nothing; write what is billed, or remove the {what}"
        yield document.problem((*location, "amount"), words)
    currency = contract.currency or (main.company.currency if main else "")
    if currency:
        yield from inexact(milestone.amount, currency, (*location, "amount"), document)


def _due(
    milestone: Model, contract: ContractModel, main: Main | None, location: Location, document: Document
) -> Iterator[Problem]:
    billed = contract.opening.milestones_billed if contract.opening else ()
    if main is not None and milestone.due and milestone.due < main.go_live and milestone.code not in billed:
        words = (
            f"is {milestone.due}, before go_live {main.go_live}: it was billed before Tieout; "
            f"write {milestone.code} into opening: milestones_billed, or the day on which it is to be billed"
        )
        yield document.problem((*location, "due"), words)


def _when(
    milestone: Model, when: WhenModel, main: Main | None, location: Location, document: Document
) -> Iterator[Problem]:
    if milestone.due is not None:
        words = "stands beside due; write the day on which it falls due, or the task that brings it about, not both"
        yield document.problem(location, words)
    if len(when.stated) != 1:
        several = f"{' and '.join(when.stated)} are stated" if when.stated else "says nothing of its task"
        yield document.problem(location, f"{several}; write one of {', '.join(CONDITIONS)}")
    if len(when.field) > 1:
        yield document.problem((*location, "field"), "names several fields; write one, with its value")
    if main is not None:
        yield from _tracker(when, main, location, document)


def _tracker(when: WhenModel, main: Main, location: Location, document: Document) -> Iterator[Problem]:
    """Whether tieout.yaml has the task tracker, and whether that can tell what is asked for."""
    tracker, place = main.task_trackers.get(when.connector), (*location, "task")
    if tracker is not None:
        yield from _told(when, tracker, location, document)
    elif when.connector in main.connectors:
        words = f"{when.connector} is of kind {main.connectors[when.connector].kind}, which has no tasks of its own"
        yield document.problem(place, f"{words}; name a connector of kind jira or asana")
    else:
        words = f"tieout.yaml has no task tracker {when.connector}; "
        known = main.task_trackers
        hint = _hint(when.connector, known) if known else "add one under connectors, of kind jira or asana"
        yield document.problem(place, words + hint)


def _told(when: WhenModel, tracker: TaskConfig, location: Location, document: Document) -> Iterator[Problem]:
    if tracker.kind != "jira":
        return
    if when.section:
        words = "Jira has no sections; write status, approval, field or completed"
        yield document.problem((*location, "section"), words)
    if when.approval and not getattr(tracker, "approval_field", ""):
        words = (
            "Jira has no approvals of its own; write approval_field: into the connector "
            f"{when.connector} of tieout.yaml, with the custom field that says so"
        )
        yield document.problem((*location, "approval"), words)


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
