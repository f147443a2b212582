"""Who is told what, and by which way: the block `notify:` of tieout.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, Field

from billing.texts import nearest
from config.problems import Problem
from config.values import Identifier, Strict, as_list
from config.yaml_tree import Document, Location
from connectors.mail.config import Address, is_address
from connectors.notifiers import NotifierConfig

if TYPE_CHECKING:
    from config.models import ContractModel, Main, People

Ways = Annotated[tuple[Identifier, ...], BeforeValidator(as_list)]
"""Names of notifiers under connectors."""


class OperationsModel(Strict):
    """Who runs billing: whatever reaches nobody else comes here."""

    to: Annotated[tuple[Address, ...], BeforeValidator(as_list)] = ()
    by: Annotated[tuple[Identifier, ...], BeforeValidator(as_list), Field(min_length=1)]


class NotifyModel(Strict):
    """Who is told, and how."""

    operations: OperationsModel
    leads: Ways = ()
    approvers: Ways = ()
    people: Ways = ()
    second_approver: str = Field(default="", min_length=1)


def check_notify(
    main: Main, people: People | None, contracts: Mapping[str, ContractModel], documents: Mapping[str, Document]
) -> Iterator[Problem]:
    """What contradicts the rest: ways that are no notifier, mail without an address, people that nobody is."""
    said, document = main.notify, documents["tieout.yaml"]
    if said is None:
        return
    yield from _ways(main, said, document)
    mails = [name for name in said.operations.by if name in main.notifiers and main.notifiers[name].needs_address]
    if mails and not said.operations.to:
        words = f"is missing; {mails[0]} needs an address, such as ops@example.com"
        yield document.problem(("notify", "operations", "to"), words)
    if people is not None:
        if said.second_approver:
            yield from _somebody(said.second_approver, people, document, ("notify", "second_approver"))
        yield from _approvers(people, contracts, documents)


def _ways(main: Main, said: NotifyModel, document: Document) -> Iterator[Problem]:
    stated: list[tuple[Location, tuple[str, ...]]] = [
        (("notify", "operations", "by"), said.operations.by),
        *((("notify", key), getattr(said, key)) for key in ("leads", "approvers", "people")),
    ]
    for location, names in stated:
        for place, name in enumerate(names):
            if name not in main.notifiers:
                yield document.problem((*location, place), _no_notifier(name, main.notifiers))
            elif name in names[:place]:
                yield document.problem((*location, place), f"{name} stands here twice; remove one")


def _approvers(
    people: People, contracts: Mapping[str, ContractModel], documents: Mapping[str, Document]
) -> Iterator[Problem]:
    for name, contract in contracts.items():
        for place, stream in enumerate(contract.workstreams):
            if stream.approver:
                location = ("workstreams", place, "approver")
                yield from _somebody(stream.approver, people, documents[name], location)


def _somebody(who: str, people: People, document: Document, location: Location) -> Iterator[Problem]:
    if not is_address(who) and who not in {person.name for person in people.people}:
        close = nearest(who, [person.name for person in people.people])
        hint = f"did you mean {close}?" if close else "write an e-mail address, or a name of people.yaml"
        yield document.problem(location, f"is nobody; {hint}")


def _no_notifier(name: str, known: Mapping[str, NotifierConfig]) -> str:
    close = nearest(name, known)
    has = f"did you mean {close}?" if close else f"known: {', '.join(sorted(known)) or 'none'}"
    return f"there is no notifier {name} under connectors (kind: email, slack or webhook); {has}"
