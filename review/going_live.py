"""What is left to do before Tieout may bill, in order: steps, each with what was found and what to type."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from shlex import quote
from typing import Any

from billing.lifecycle import Status
from billing.rehearsal_records import Why
from mappings.store import Transaction
from review.mapping_health import Finding
from review.readiness import Missing
from review.rehearsal import Rehearsal
from review.tables import Section, clock, counted, section

SHOWN_AT_MOST = 6
"""So many things of one step are shown to a person; a program gets all."""


class State(StrEnum):
    """How far a step is."""

    DONE = "done"
    TO_DO = "to do"
    WAITS = "waits"


@dataclass(frozen=True, slots=True)
class Todo:
    """Something of a step. Without `needs` it is only worth a look; `later` may pass by itself."""

    sentence: str
    remedy: str
    needs: bool = True
    later: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A step by name, what holds once it is done, and the steps without which nobody can say whether it is."""

    name: str
    title: str
    after: tuple[str, ...] = ()


CONFIGURATION, OPENINGS, CONNECTIONS, TIME = "configuration", "openings", "connections", "time"
MAPPINGS, CONTRACTS, PEOPLE, CALENDAR = "mappings", "contracts", "people", "calendar"
APPROVALS, NOTIFICATIONS, REHEARSAL = "approvals", "notifications", "rehearsal"

STEPS = (
    Rule(CONFIGURATION, "all files are there and in order"),
    Rule(OPENINGS, "what was used before go-live is stated", (CONFIGURATION,)),
    Rule(CONNECTIONS, "every tracker and ledger lets us in", (OPENINGS,)),
    Rule(TIME, "the months that are over were read", (OPENINGS,)),
    Rule(MAPPINGS, "every project is known work", (TIME,)),
    Rule(CONTRACTS, "all that contracts name is there", (CONNECTIONS, TIME)),
    Rule(PEOPLE, "everyone who tracked time is known", (TIME,)),
    Rule(CALENDAR, "go-live is a day that stays", (OPENINGS,)),
    Rule(APPROVALS, "no time or draft waits for an approval", (TIME,)),
    Rule(NOTIFICATIONS, "whoever must be told can be reached", (OPENINGS,)),
    Rule(
        REHEARSAL,
        "the last month ties out with what was billed",
        (CONFIGURATION, OPENINGS, CONNECTIONS, TIME, MAPPINGS, CONTRACTS, PEOPLE, CALENDAR),
    ),
)
"""In the order in which they can be done. Approvals do not hold up a rehearsal, which comes before trust; who is told
of what comes later does not, either."""

BY_CODE = {
    "go_live_in_the_future": CALENDAR,
    "go_live_moved": CALENDAR,
    "no_export_imported": TIME,
    "no_tasks_pulled": TIME,
    "month_not_imported": TIME,
    "no_people": PEOPLE,
    "unknown_people": PEOPLE,
    "unknown_codes": MAPPINGS,
    "no_rate_for_role": CONTRACTS,
    "no_bill_to_email": CONTRACTS,
}
"""The step of everything that `tieout check` may miss."""

HINTS = ("go_live_in_the_future", "no_rate_for_role", "no_bill_to_email")
"""What may be meant so, and holds nothing up."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step as it stands; `waits_for` names the steps that come first."""

    name: str
    title: str
    state: State
    todos: tuple[Todo, ...] = ()
    waits_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoingLive:
    """All steps in order; `rehearsed` tells whether the month was rehearsed."""

    period: str
    steps: tuple[Step, ...]
    rehearsed: bool = False

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return all(each.state is State.DONE for each in self.steps)

    @property
    def later(self) -> bool:
        """Whether something could not be asked now."""
        return any(todo.later for each in self.steps for todo in each.todos)

    @property
    def unusable(self) -> bool:
        """Whether the configuration is refused."""
        return any(each.name in (CONFIGURATION, OPENINGS) and each.state is State.TO_DO for each in self.steps)


def steps(found: Mapping[str, Sequence[Todo]], asked: Collection[str] = ()) -> tuple[Step, ...]:
    """All steps by what was found of each; one of `asked` waits for none, since it was tried."""
    states: dict[str, State] = {}
    made = []
    for rule in STEPS:
        todos = tuple(found.get(rule.name, ()))
        before = tuple(name for name in rule.after if states[name] is not State.DONE)
        waits = () if rule.name in asked else before
        state = State.TO_DO if any(each.needs for each in todos) else State.WAITS if waits else State.DONE
        states[rule.name] = state
        made.append(Step(rule.name, rule.title, state, todos, waits if state is State.WAITS else ()))
    return tuple(made)


def ready(made: Iterable[Step]) -> bool:
    """Whether the rehearsal waits for no step."""
    return not any(each.name == REHEARSAL and each.waits_for for each in made)


# ---- what was found ----


def of_missing(found: Iterable[Missing], pulled: Collection[str]) -> Iterator[tuple[str, Todo]]:
    """What `tieout check` misses, by step; `pulled` are the trackers that are asked over their API."""
    for each in found:
        remedy = each.remedy
        if each.code == "no_export_imported" and set(each.subjects) <= set(pulled):
            remedy = f"tieout pull --connector {each.subjects[0]}"
        elif each.code == "month_not_imported" and pulled:
            remedy = "tieout pull"
        yield BY_CODE[each.code], Todo(each.sentence, remedy, each.code not in HINTS)


def of_mappings(found: Iterable[Finding]) -> Iterator[tuple[str, Todo]]:
    """What `tieout map health` finds, by step."""
    for each in found:
        yield PEOPLE if each.kind == "person" else MAPPINGS, Todo(each.sentence, each.remedy, each.needs)


def of_approvals(tx: Transaction) -> Iterator[tuple[str, Todo]]:
    """Time that is not approved in its tracker, and drafts that nobody has approved, by month."""
    waiting = [each for each in tx.issues.standing("") if each.code == "not_approved"]
    if waiting:
        many = counted(len(waiting), "exception")
        words = f"time is not approved in its tracker: {many}"
        yield APPROVALS, Todo(words, "tieout exceptions")
    months: dict[str, int] = {}
    for item in tx.drafts.current():
        if item.status == Status.DRAFT:
            months[item.draft.period] = months.get(item.draft.period, 0) + 1
    for name, many_drafts in sorted(months.items()):
        words = f"{counted(many_drafts, 'draft')} of {name} not approved; look first: tieout drafts --period {name}"
        yield APPROVALS, Todo(words, f"tieout approve --period {name}")


def of_rehearsal(found: Rehearsal) -> Iterator[Todo]:
    """Why a month does not tie out, and which documents would be billed again."""
    again = f"tieout rehearse --period {found.period}"
    yield from (Todo(each.rstrip("."), f"mend that, then: {again}") for each in found.not_compared)
    if not found.clients and not found.not_compared:
        yield Todo(f"nothing of {found.period} could be compared: no work here, no documents there", again)
    for client in found.clients:
        open_ones = [each for each in client.explained if each.why is Why.UNEXPLAINED]
        if open_ones:
            words = f"{client.client}, {client.currency}: ours {client.ours}, theirs {client.theirs}"
            words = f"{words}; {counted(len(open_ones), 'row')} unexplained"
            yield Todo(words, f"{again} --client {quote(client.client)}")
    for each in found.adoptable:
        words = f"{each.number} of {each.client} bills {clock(each.seconds)} h that would be billed again"
        yield Todo(words, f"tieout adopt {quote(each.number)} --period {found.period} --yes --why …")
    for currency in found.currencies:
        left, over = found.left_behind(currency), found.over_billed(currency)
        if left.minor or over.minor:
            words = f"in {currency}, {left} was left behind and {over} over-billed"
            yield Todo(words, again, needs=False)
    if found.waiting_seconds:
        words = f"{clock(found.waiting_seconds)} h wait for somebody to resolve an exception"
        yield Todo(words, f"tieout run --period {found.period}; tieout exceptions --period {found.period}", needs=False)


# ---- for people and programs ----


def to_json(found: GoingLive) -> dict[str, Any]:
    """The same with stable keys."""
    return {
        "done": found.done,
        "period": found.period or None,
        "rehearsed": found.rehearsed,
        "steps": [
            {
                "step": each.name,
                "title": each.title,
                "state": each.state.value,
                "waits_for": list(each.waits_for),
                "todo": [
                    {"sentence": todo.sentence, "remedy": todo.remedy, "needs": todo.needs} for todo in each.todos
                ],
            }
            for each in found.steps
        ],
    }


def to_sections(found: GoingLive) -> list[Section]:
    """The steps as a table, and below what is to do, in the same order."""
    rows = [(str(number), each.name, each.state.value, _what(each)) for number, each in enumerate(found.steps, 1)]
    after = [line for number, each in enumerate(found.steps, 1) for line in _todo_lines(number, each)]
    return [section("Going live", ("#", "step", "state", "what"), rows, [*after, _verdict(found)])]


def _what(each: Step) -> str:
    if each.waits_for:
        return f"waits for {each.waits_for[0]}"
    needed = sum(todo.needs for todo in each.todos)
    return f"{counted(needed, 'thing')} to do, see below" if needed else each.title


def _todo_lines(number: int, step: Step) -> Iterator[str]:
    ordered = sorted(step.todos, key=lambda each: not each.needs)
    for each in ordered[:SHOWN_AT_MOST]:
        yield f"{number}. {step.name}: {'' if each.needs else 'a hint: '}{each.sentence}"
        yield f"→ {each.remedy}"
    if len(ordered) > SHOWN_AT_MOST:
        yield f"{number}. {step.name}: {len(ordered) - SHOWN_AT_MOST} more, with --json"


def _verdict(found: GoingLive) -> str:
    if found.done:
        return f"Everything is done, and {found.period} ties out. Nothing was written anywhere."
    first = next(each for each in found.steps if each.state is State.TO_DO)
    return f"Begin with {first.name}, then type the same again. Nothing was written anywhere."
