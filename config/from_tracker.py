"""First contracts and people from what a tracker knows: references in, files out, with what a person has to look at.

What a tracker does not say is not made up. A client of whom nothing can be billed yet gets a draft, `NAME.yaml.draft`,
which nothing reads until a person has written what is missing and renamed it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from billing.texts import squashed
from config.from_tracker_names import derived_code, known_currency, readable, stated_code, unique
from config.from_tracker_people import Crew, crew_of, people_file
from config.from_tracker_rates import Pricing, pricing, together
from config.from_tracker_text import COVERED, FEE, SHARED, UNPRICED, Client, LeftOut, Stream, contract_file, notes_of
from config.loader import Configuration
from config.problems import BadConfiguration
from config.starter import Files, contract_draft, identifier, tried
from connectors.sources import ACTIVITY, CLIENT, PERSON, PROJECT, TAG, Reference

DRAFT = ".draft"
PEOPLE_FILE = "people.yaml"


@dataclass(frozen=True, slots=True)
class Tracker:
    """A tracker as it is asked: its name in tieout.yaml, what people call it, and all it knows."""

    connector: str
    title: str
    references: tuple[Reference, ...]

    def of(self, kind: str) -> list[Reference]:
        """The references of a kind."""
        return [each for each in self.references if each.kind == kind]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a folder has already and keeps: contract ids by client, by code, and in all; people by e-mail and name."""

    clients: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    people: Mapping[str, str] | None = None
    names: tuple[str, ...] = ()
    """Files that are there, whatever stands in them."""


@dataclass(frozen=True, slots=True)
class First:
    """Files to write, what a person has to look at, and what was left as it is."""

    files: Files
    notes: tuple[str, ...]
    left: tuple[str, ...]


def standing_in(configuration: Configuration, names: Iterable[str]) -> Standing:
    """What a folder has already; `names` are its files."""
    contracts, there = configuration.contracts, tuple(names)
    people = configuration.catalogue.people
    by_name = {squashed(each.name): each.key for each in people}
    by_email = {email.casefold(): each.key for each in people for email in each.emails}
    return Standing(
        clients={_folded(each.client): each.id for each in contracts.values()},
        codes={stream.code: each.id for each in contracts.values() for stream in each.workstreams},
        ids=tuple(contracts),
        people={**by_name, **by_email} if PEOPLE_FILE in there else None,
        names=there,
    )


def main_currency(references: Iterable[Reference]) -> str:
    """The currency that most of a tracker's clients and projects have; empty where it says none."""
    stated = [str(each.detail.get("currency") or "") for each in references if each.kind in (CLIENT, PROJECT)]
    known = [text for text in stated if known_currency(text)]
    return min(known, key=lambda text: (-known.count(text), text), default="")


def company_of(account: str) -> str:
    """The name in an account's words such as `Northwind AI (1234567)`."""
    return readable(re.sub(r"\s*\([^()]*\)$", "", account))


def first_files(tracker: Tracker, standing: Standing) -> First:
    """First contracts and people. What is in the folder already is left alone and named."""
    crew = crew_of(tracker.of(PERSON), standing.people)
    clients, left = _clients(tracker, standing)
    clients = _with_streams(tracker, standing, clients, crew)
    files: dict[str, bytes] = {}
    taken = set(standing.ids)
    done: list[Client] = []
    for each in clients:
        named = replace(each, id=_id_of(each, clients, taken))
        taken.add(named.id)
        name = f"contracts/{named.id}.yaml" + (DRAFT if named.waits else "")
        files[name] = contract_file(named, tracker.title, tracker.connector, crew)
        done.append(named)
    notes = list(notes_of(done, _left_out(tracker), tracker.title, crew))
    if not done and not standing.ids:
        files[f"contracts/first-client.yaml{DRAFT}"] = contract_draft()
        notes.insert(0, f"{tracker.title} has no client with a project; contracts/first-client.yaml{DRAFT} shows one")
    if standing.people is None:
        files[PEOPLE_FILE] = people_file(crew, tracker.title)
    else:
        left.append(f"{PEOPLE_FILE} is there already")
    left += [f"{name} is there already" for name in files if name in standing.names]
    files = {name: content for name, content in files.items() if name not in standing.names}
    return First(files, tuple(notes), tuple(left))


def in_order(first: First, others: Files, environment: Mapping[str, str]) -> First:
    """The same where every contract is in order beside the other files: one that is refused becomes a draft.

    Raises BadConfiguration for what is wrong in the other files.
    """
    try:
        tried({**others, **first.files}, environment)
    except BadConfiguration as refused:
        wrong: dict[str, list[str]] = {}
        for problem in refused.problems:
            wrong.setdefault(problem.file, []).append(str(problem))
        contracts = [name for name in wrong if name in first.files and name.startswith("contracts/")]
        if not contracts:
            raise
        files = {name: content for name, content in first.files.items() if name not in contracts}
        notes = list(first.notes)
        for name in contracts:
            files[name + DRAFT] = first.files[name]
            notes.append(f"{name}{DRAFT} waits, because the rest of the folder asks for more: {wrong[name][0]}")
        return in_order(First(files, tuple(notes), first.left), others, environment)
    return first


# ---- clients ----


def _clients(tracker: Tracker, standing: Standing) -> tuple[list[Client], list[str]]:
    """Clients with work that is not archived, one for each currency; and those that the folder has already."""
    known = {each.id: each for each in tracker.of(CLIENT)}
    found: dict[tuple[str, str], list[Reference]] = {}
    archived: dict[str, list[str]] = {}
    for project in tracker.of(PROJECT):
        client = known.get(project.parent)
        if project.archived or (client is not None and client.archived):
            archived.setdefault(client.id if client else "", []).append(_name(project))
        else:
            currency = str(project.detail.get("currency") or (client.detail.get("currency") if client else "") or "")
            found.setdefault((client.id if client else "", currency), []).append(project)
    clients, left = [], []
    for (owner, currency), projects in _gathered(found).items():
        client = known.get(owner)
        name = readable(client.name, f"Client {client.id}") if client else ""
        if client and _folded(name) in standing.clients:
            left.append(f"{name} has the contract {standing.clients[_folded(name)]} already")
            continue
        gone = tuple(archived.get(owner, ()))
        clients.append(Client(name, readable(currency), tuple(projects), gone))
    clients.sort(key=lambda each: (_folded(each.name), each.currency, each.projects[0].id))
    return clients, sorted(set(left))


def _gathered(found: Mapping[tuple[str, str], list[Reference]]) -> dict[tuple[str, str], list[Reference]]:
    """Projects that state no currency stand with the others of their client, where those have one currency."""
    gathered: dict[tuple[str, str], list[Reference]] = {}
    for (owner, currency), projects in found.items():
        stated = [each for client, each in found if client == owner and each]
        own = stated[0] if not currency and len(stated) == 1 else currency
        gathered.setdefault((owner, own), []).extend(projects)
    return gathered


def _left_out(tracker: Tracker) -> LeftOut:
    owners = {each.parent for each in tracker.of(PROJECT)}
    clients = tracker.of(CLIENT)
    gone = {each.id for each in clients if each.archived}
    archived = [each for each in tracker.of(PROJECT) if each.archived or each.parent in gone]
    idle = [each for each in clients if not each.archived and each.id not in owners]
    return LeftOut(tuple(_name(each) for each in archived), tuple(_name(each) for each in idle))


def _name(reference: Reference) -> str:
    return readable(reference.name, reference.id)


def _id_of(client: Client, clients: Sequence[Client], taken: Iterable[str]) -> str:
    wanted = identifier(client.name, "client" if client.name else "no-client")
    if sum(each.name == client.name for each in clients) > 1 and client.currency:
        wanted = f"{wanted}-{identifier(client.currency, 'other')}"
    return unique(wanted, set(taken))


def _folded(name: str) -> str:
    return squashed(name).casefold()


# ---- workstreams ----


@dataclass(frozen=True, slots=True)
class _Known:
    """What workstreams are made with: the code of each project, codes of several clients, and who costs what."""

    codes: Mapping[str, str]
    shared: frozenset[str]
    covered: Mapping[str, str]
    tasks: Mapping[str, Sequence[Reference]]
    crew: Crew


def _with_streams(tracker: Tracker, standing: Standing, clients: list[Client], crew: Crew) -> list[Client]:
    """Clients with their projects as workstreams: one for each code."""
    codes = _codes(tracker, standing, clients)
    owners: dict[str, set[int]] = {}
    for place, client in enumerate(clients):
        for project in client.projects:
            owners.setdefault(codes[project.id], set()).add(place)
    tasks: dict[str, list[Reference]] = {}
    for each in tracker.of(ACTIVITY):
        tasks.setdefault(each.parent, []).append(each)
    shared = frozenset(code for code, places in owners.items() if len(places) > 1)
    known = _Known(codes, shared, standing.codes, tasks, crew)
    return [replace(each, streams=_priced_or_out(_streams(each, known))) for each in clients]


def _codes(tracker: Tracker, standing: Standing, clients: Sequence[Client]) -> dict[str, str]:
    """The code of each project by its id: as the tracker states it, else a new one."""
    projects = {project.id: (client.name, project) for client in clients for project in client.projects}
    codes = {key: stated_code(project.code, project.name) for key, (_, project) in projects.items()}
    said = "\n".join(each.name for each in (*tracker.of(PROJECT), *tracker.of(TAG), *tracker.of(ACTIVITY)))
    taken = {*codes.values(), *standing.codes, *(each.code for each in tracker.of(PROJECT))}
    for key, (client, project) in projects.items():
        if not codes[key]:
            codes[key] = derived_code(client, project.name, project.id, taken, said)
            taken.add(codes[key])
    return codes


def _streams(client: Client, known: _Known) -> list[Stream]:
    by_code: dict[str, list[Reference]] = {}
    for project in sorted(client.projects, key=lambda each: (known.codes[each.id], each.id)):
        by_code.setdefault(known.codes[project.id], []).append(project)
    streams = [_stream(code, projects, client, known) for code, projects in by_code.items()]
    coded = [each for each in streams if not each.is_new]
    named = {each.code: [other.code for other in coded if other.name == each.name] for each in streams}
    return [
        replace(each, like=named[each.code][0] if each.is_new and len(named[each.code]) == 1 else "")
        for each in streams
    ]


def _stream(code: str, projects: Sequence[Reference], client: Client, known: _Known) -> Stream:
    billed = [each for each in projects if each.detail.get("billable", True)]
    found = [pricing(each, known.tasks.get(each.id, ()), known.crew, client.currency) for each in billed]
    out = FEE if any(_has_fee(each) for each in projects) else ""
    out = SHARED if code in known.shared else COVERED if code in known.covered else out
    return Stream(
        code=code,
        name=_short(readable(projects[0].name, f"Project {projects[0].id}"), code),
        is_billed=bool(billed),
        projects=tuple(projects),
        pricing=together(found, known.crew) if found else Pricing(),
        is_new=not stated_code(projects[0].code, projects[0].name),
        out=out,
    )


def _short(name: str, code: str) -> str:
    """A project's name without the code at its beginning."""
    return name.removeprefix(code).strip(" :–—-|/") or name


def _has_fee(project: Reference) -> bool:
    return bool(project.detail.get("fixed_fee", project.detail.get("fee")))


def _priced_or_out(streams: Sequence[Stream]) -> tuple[Stream, ...]:
    """Where nothing has a rate, what is billed waits as a comment beside what is not billed."""
    written = [each for each in streams if not each.out]
    priced = any(each.is_billed and each.pricing.rules for each in written)
    if priced or all(each.is_billed for each in written):
        return tuple(streams)
    return tuple(replace(each, out=UNPRICED) if each.is_billed and not each.out else each for each in streams)
