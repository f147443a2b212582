"""To whom an alert goes, and by which notifiers: `notify:` of tieout.yaml, with the addresses that the rest has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from billing.alert_kinds import ALERT_KINDS
from billing.alert_records import APPROVER, LEAD, OPERATIONS, PERSON, SECOND, Alert
from config.loader import Configuration
from config.notify import NotifyModel
from connectors.mail.config import is_address
from mappings.messages import Address

__all__ = ["Address", "address_of", "unreachable", "ways_of"]


def ways_of(configuration: Configuration, alert: Alert) -> list[Address]:
    """The ways of an alert. Where somebody cannot be reached by any, operations is told in their place."""
    said = configuration.main.notify
    if said is None:
        return []
    own = _ways(configuration, _names(said, alert.audience), alert.about) if alert.audience != OPERATIONS else []
    if own or (alert.audience != OPERATIONS and ALERT_KINDS[alert.kind].at_once):
        return own
    return list(_to_operations(configuration, said))


def address_of(configuration: Configuration, who: str) -> str:
    """The e-mail address of somebody who is named by it, or by the name in people.yaml; empty if there is none."""
    if is_address(who):
        return who
    people = configuration.catalogue.people
    named = [person for person in people if person.key == who] or [person for person in people if person.name == who]
    mails = [mail for person in named for mail in person.emails if is_address(mail)]
    return mails[0] if len(named) == 1 and mails else ""


def unreachable(configuration: Configuration) -> list[str]:
    """Who cannot be reached by mail although they should be, as sentences: operations is told in their place."""
    said = configuration.main.notify
    if said is None:
        return []
    found = [*_without_address(configuration, _wanted(configuration, said))]
    return [f"{what} cannot be reached by mail, so operations is told instead" for what in found]


def _wanted(configuration: Configuration, said: NotifyModel) -> Iterator[tuple[str, str, str]]:
    for contract in configuration.catalogue.contracts:
        yield LEAD, contract.account_lead, f"the account lead of {contract.id}"
        yield APPROVER, contract.approver, f"the approver of {contract.id}"
        for stream in contract.workstreams:
            if stream.approver:
                yield APPROVER, stream.approver, f"the approver of {stream.code}"
    if said.second_approver:
        yield SECOND, said.second_approver, "the second approver"
    for person in configuration.catalogue.people:
        if person.weekly_capacity_seconds:
            yield PERSON, person.key, person.key


def _without_address(configuration: Configuration, wanted: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    said = configuration.main.notify
    assert said is not None, "only what is configured can lack something"
    for audience, who, what in wanted:
        names = _names(said, audience)
        if names and not _ways(configuration, names, who):
            yield f"{what}{f' ({who})' if who and who != what else ''}"


def _names(said: NotifyModel, audience: str) -> tuple[str, ...]:
    by = {LEAD: said.leads, APPROVER: said.approvers, SECOND: said.approvers, PERSON: said.people}
    return by[audience]


def _ways(configuration: Configuration, names: Iterable[str], who: str) -> list[Address]:
    mail, found = address_of(configuration, who), []
    for name in names if who else ():
        recipient = mail if configuration.notifiers[name].needs_address else who
        found += [Address(name, recipient)] if recipient else []
    return found


def _to_operations(configuration: Configuration, said: NotifyModel) -> Iterator[Address]:
    for name in said.operations.by:
        if configuration.notifiers[name].needs_address:
            yield from (Address(name, each) for each in said.operations.to)
        else:
            yield Address(name, OPERATIONS)
