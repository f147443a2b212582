"""What is missing for the first run, in the order in which to mend it: read from the configuration and the store."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from billing.calendar import month, month_before
from billing.catalogue import Catalogue, Index
from billing.reconcile import match
from billing.records import Contract, Entry, Match, Person, State, Workstream
from billing.retainers import retainer_of
from billing.texts import clean
from mappings.existing import existing_store
from mappings.store import Transaction
from review.tables import clock, counted

NAMED_AT_MOST = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """What the configuration says: its rules, its trackers, and whether it names books."""

    catalogue: Catalogue
    trackers: tuple[str, ...]
    today: date
    has_books: bool = False
    task_trackers: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    """Those of the trackers that are asked over their API."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to do. Where it `blocks`, time that is in the store would be held, or would change its state."""

    code: str
    sentence: str
    remedy: str
    subjects: tuple[str, ...] = ()
    blocks: bool = False


def missing_at(asked: Asked, database: str) -> list[Missing]:
    """All that is missing, by the store in a database if there is one; none is made. Raises StoreUnavailable."""
    store = existing_store(database)
    if store is None:
        return missing(asked, None)
    try:
        with store.read() as tx:
            rules = replace(asked.catalogue, projects=tx.decided.projects(), users=tx.decided.people())
            return missing(replace(asked, catalogue=rules), tx)
    finally:
        store.close()


def missing(asked: Asked, tx: Transaction | None) -> list[Missing]:
    """All that is missing, in order; without a store yet, what the configuration alone tells."""
    found = [*_go_live_ahead(asked)]
    if tx is not None:
        found += _go_live_moved(asked, tx)
    found += _imports(asked, tx)
    found += _tasks(asked, tx)
    found += _nobody(asked.catalogue.people)
    if tx is not None:
        found += _names(asked, tx)
    found += _rates(asked.catalogue)
    if asked.has_books:
        found += _addresses(asked.catalogue.contracts)
    return found


def to_json(found: Iterable[Missing]) -> list[dict[str, Any]]:
    """The same with stable keys; `subjects` are all of them, however many."""
    return [
        {
            "code": each.code,
            "blocks": each.blocks,
            "sentence": each.sentence,
            "remedy": each.remedy,
            "subjects": list(each.subjects),
        }
        for each in found
    ]


# ---- go-live ----


def _go_live_ahead(asked: Asked) -> Iterator[Missing]:
    go_live = asked.catalogue.go_live
    if go_live > asked.today:
        yield Missing(
            "go_live_in_the_future",
            f"go_live is {go_live}: nothing is billed until work of that day is imported",
            "wait, or correct go_live in tieout.yaml",
        )


def _go_live_moved(asked: Asked, tx: Transaction) -> Iterator[Missing]:
    go_live = asked.catalogue.go_live
    moved: dict[date, dict[str, int]] = {}
    for last in tx.seen.last_runs():
        before = date.fromisoformat(json.loads(last.snapshot)["main"]["go_live"])
        period, (first, end) = month(last.month), sorted((before, go_live))
        first, end = max(first, period.first), min(end, period.end)
        seconds = tx.seen.movable_seconds(first, end) if first < end else 0
        if seconds:
            moved.setdefault(before, {})[last.month] = seconds
    for before, months in sorted(moved.items()):
        becomes = "it goes outside and leaves its drafts" if before < go_live else "it is to be billed"
        yield Missing(
            "go_live_moved",
            f"go_live moved from {before} to {go_live}; {clock(sum(months.values()))} h of {_some(list(months))} "
            f"change state: {becomes}",
            f"{_some([f'tieout run --period {name}' for name in months])}, or write go_live: {before} again",
            tuple(months),
            blocks=True,
        )


# ---- imports ----


def _imports(asked: Asked, tx: Transaction | None) -> Iterator[Missing]:
    if asked.catalogue.go_live > asked.today:
        return
    imported = tx.seen.connectors() if tx is not None else set()
    for tracker in (each for each in asked.trackers if each not in imported):
        if tracker in asked.asked:
            words, remedy = f"nothing of {tracker} has been pulled yet", f"tieout pull --connector {tracker}"
        else:
            words = f"nothing of {tracker} has been imported yet"
            remedy = f"tieout import EXPORT.csv --connector {tracker}"
        yield Missing("no_export_imported", words, remedy, (tracker,))
    if tx is not None and imported:
        empty = sorted(set(_months_due(asked)) - tx.seen.months(asked.catalogue.go_live))
        if empty:
            words = f"there is no time of {_some(empty)} yet"
            files = f"tieout import EXPORT.csv --complete {empty[0]}"
            remedy = f"tieout pull --period {empty[0]}" if asked.asked else files
            yield Missing("month_not_imported", words, remedy, tuple(empty))


def _tasks(asked: Asked, tx: Transaction | None) -> Iterator[Missing]:
    known = {each.ref.partition(":")[0] for each in tx.tasks.projects()} if tx is not None else set()
    for tracker in (each for each in asked.task_trackers if each not in known):
        words = f"nothing was looked up in {tracker} yet, so the tasks that entries name are unchecked"
        yield Missing("no_tasks_pulled", words, f"tieout pull --connector {tracker}", (tracker,))


def _months_due(asked: Asked) -> Iterator[str]:
    """The months from go-live on that are over."""
    period, last = month(asked.catalogue.go_live.strftime("%Y-%m")), month_before(asked.today)
    while period.first <= last.first:
        yield period.name
        period = month(period.end.strftime("%Y-%m"))


# ---- people, codes ----


def _nobody(people: Sequence[Person]) -> Iterator[Missing]:
    if not people:
        remedy = "write everyone who tracks time into people.yaml: - {name: …, email: …, role: …}"
        yield Missing("no_people", "people.yaml names nobody, and the time of strangers is held", remedy)


def _names(asked: Asked, tx: Transaction) -> Iterator[Missing]:
    people: dict[str, int] = {}
    codes: dict[str, int] = {}
    for entry, found, stranger in _held_names(asked, tx):
        if stranger:
            said = entry.record.person or entry.record.email or "someone without a name"
            mail = f" <{entry.record.email}>" if entry.record.email and entry.record.person else ""
            _count(people, f"{said}{mail}", entry)
        else:
            _count(codes, found.project.value, entry)
    if people:
        words = f"{counted(len(people), 'name')} in the exports, but not in people.yaml: {_with_hours(people)}"
        remedy = "add them to people.yaml, with the e-mail or the exact name that the export has"
        yield Missing("unknown_people", words, remedy, tuple(people), blocks=True)
    if codes:
        words = f"{counted(len(codes), 'project code')} in the exports, but in no contract: {_with_hours(codes)}"
        remedy = "give the work a workstream with this code in contracts/, or correct the code in the tracker"
        yield Missing("unknown_codes", words, remedy, tuple(codes), blocks=True)


def _held_names(asked: Asked, tx: Transaction) -> Iterator[tuple[Entry, Match, bool]]:
    """Entries with a person (then True) or a project code that nobody has written down."""
    index = Index.of(asked.catalogue)
    for entry in tx.seen.kinds_of_entry(asked.catalogue.go_live):
        found, issues = match(entry, index)
        if found.verdict in (State.OUTSIDE, State.OUT_OF_SCOPE):
            continue
        if not found.person.value:
            yield entry, found, True
        if any(issue.code == "unknown_project_code" for issue in issues):
            yield entry, found, False


def _count(names: dict[str, int], name: str, entry: Entry) -> None:
    known = clean(name)
    names[known] = names.get(known, 0) + entry.record.seconds


# ---- contracts ----


def _rates(catalogue: Catalogue) -> Iterator[Missing]:
    without = {
        contract.id: sorted({role for person in catalogue.people for role in _unpriced(person, contract)})
        for contract in catalogue.contracts
        if any(_needs_rates(stream, contract) for stream in contract.workstreams)
    }
    told = tuple(f"{key} ({', '.join(roles)})" for key, roles in sorted(without.items()) if roles)
    if told:
        words = f"no rate for a role that people have: contract {_some(told)}; their time there would be held"
        remedy = "add {role: …, rate: …} or a rate for everyone, unless they never work for it"
        yield Missing("no_rate_for_role", words, remedy, told)


def _needs_rates(stream: Workstream, contract: Contract) -> bool:
    """Whether time of a workstream can come to be priced by the rate card: no fixed price or overage rate is for it."""
    ahead = retainer_of(contract, stream.code)
    return stream.billable and stream.price is None and not (ahead and ahead.overage)


def _unpriced(person: Person, contract: Contract) -> Iterator[str]:
    """The roles of a person, or their lack of one, that no rate of a contract is for."""
    for role in {dated.value for dated in person.roles} or {""}:
        said = {"role": role, "person": person.key, "activity": ""}
        if not any(all(said.get(name, value) == value for name, value in rate.conditions) for rate in contract.rates):
            yield role or "no role"


def _addresses(contracts: Sequence[Contract]) -> Iterator[Missing]:
    without = tuple(sorted(contract.id for contract in contracts if not contract.bill_to.email))
    if without:
        words = f"no address for invoices: contract {_some(without)}"
        yield Missing("no_bill_to_email", words, "write bill_to: {email: …} into the contract", without)


# ---- words ----


def _with_hours(names: dict[str, int]) -> str:
    most_first = sorted(names, key=lambda name: (-names[name], name))
    return _some([f"{name} ({clock(names[name])} h)" for name in most_first])


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMED_AT_MOST])
    more = len(names) - NAMED_AT_MOST
    return f"{shown} and {more} more" if more > 0 else shown
