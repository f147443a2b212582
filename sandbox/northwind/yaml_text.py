"""The agency's configuration as its operations manager would have typed it, with comments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sandbox.northwind.records import Contract, Milestone, Order, Person, Rate, Workstream

_COMMENT_COLUMN = 60

MAIN = r"""# Northwind AI, an agency that never was. Everything in this folder was made up by `tieout demo`.
version: 1

company:
  name: Northwind AI
  timezone: America/New_York
  currency: USD

# Work before this day was billed before Tieout.
go_live: 2026-10-01

calendar:
  country: US                       # October 12 is Columbus Day: nobody is expected to work

database: sqlite:///tieout.db

# Their order counts: work tracked in two trackers is billed from the one that stands first.
connectors:
  harvest:
    kind: harvest
    require_approval: yes           # time that nobody approved is held back
    billable: from tracker
  toggl:
    kind: toggl
    billable: from tracker
    project_code: '^[A-Z]+-[A-Z]+\b'   # a project's name begins with its code: ACME-IMPL Intake bot
  clockify:
    kind: clockify                  # the code stands in the project's name or in a tag; any known one is found
    billable: from tracker

# Time that is not client work, in each tracker.
ignore:
  - {connector: harvest, project: Internal, why: not client work}
  - {connector: toggl, project: Internal, why: not client work}
  - {connector: clockify, project: Internal, why: not client work}

exceptions:
  max_hours_per_day: 10
  require_task: warn                # time without a task is billed, and reported
"""

PEOPLE_HEAD = """# Everyone who tracks time at Northwind AI.
# Harvest exports no e-mails, so its people are found by full name.
people:
"""


def people_yaml(people: Iterable[Person]) -> str:
    """people.yaml: everyone with e-mail, role, capacity and days off."""
    return PEOPLE_HEAD + "".join(line + "\n" for person in people for line in _person(person))


def contract_yaml(contract: Contract, with_tasks: bool = False) -> str:
    """One file of contracts/; what it says of task trackers only where these are connected."""
    lines = [*_contract(contract), *(_of_tasks(contract) if with_tasks else ())]
    return "".join(line + "\n" for line in lines)


def _person(person: Person) -> Iterator[str]:
    yield _commented(f"  - name: {person.name}", person.comment)
    yield f"    email: {person.email}"
    if person.new_role:
        since, role = person.new_role
        yield "    role:"
        yield f"      - {{role: {person.role}}}"
        yield f"      - {{role: {role}, from: {since}}}"
    else:
        yield f"    role: {person.role}"
    if person.full_time:
        yield "    weekly_capacity: 40"
    if person.days_off:
        yield f"    days_off: [{', '.join(map(str, person.days_off))}]"


def _contract(contract: Contract) -> Iterator[str]:
    yield f"# {contract.heading}"
    yield f"id: {contract.id}"
    yield f"client: {contract.client}"
    yield f"account_lead: {contract.account_lead}"
    yield f"approver: {contract.approver}"
    if contract.currency != "USD":
        yield f"currency: {contract.currency}"
    if contract.zone:
        yield _commented(f"zone: {contract.zone}", "the client's own midnight decides about the day")
    if contract.until:
        yield f"until: {contract.until}"
    yield f"terms: {contract.terms}"
    yield ""
    yield from _invoice(contract)
    yield from _block("purchase_orders", map(_order, contract.orders))
    yield from _block("rates", map(_rate, contract.rates))
    if contract.rounding:
        yield from ("", _commented(f"rounding: {contract.rounding}", contract.rounding_comment))
    yield from ("", _commented("expenses: {}", "passed on at cost, with a receipt"))
    if contract.opening:
        yield from ("", _commented(f"opening: {contract.opening}", "billed on each before go_live"))
    if contract.several_tasks:
        yield from ("", _commented(f"several_tasks: {contract.several_tasks}", _SEVERAL[contract.several_tasks]))
    yield from _block("workstreams", map(_workstream, contract.workstreams))


_SEVERAL = {
    "evenly": "each task of an entry has the same part of it",
    "exception": "an entry is for one task",
    "stated times": "as the note says: MAR-5 1h, MAR-7 30m",
}


def _of_tasks(contract: Contract) -> Iterator[str]:
    if contract.task_projects:
        yield from (
            "",
            _commented(f"task_projects: [{', '.join(contract.task_projects)}]", "all of them are this client's"),
        )
    yield from _block("milestones", (line for each in contract.milestones for line in _milestone(each)))


def _milestone(milestone: Milestone) -> Iterator[str]:
    yield f"  - code: {milestone.code}"
    yield f"    workstream: {milestone.workstream}"
    yield f"    description: {milestone.description}"
    yield f"    amount: {milestone.amount}"
    name, value = milestone.when
    yield f"    when: {{task: '{milestone.task}', {name}: {value}}}"


def _invoice(contract: Contract) -> Iterator[str]:
    yield "invoice:"
    yield "  every: month"
    yield f"  one_per: {contract.one_per}"
    yield f"  lines_by: {contract.lines_by}"
    yield f"  date: {contract.invoice_date}"
    yield f"  when_time_is_held: {contract.when_time_is_held}"


def _block(key: str, lines: Iterable[str]) -> Iterator[str]:
    items = list(lines)
    if items:
        yield from ("", f"{key}:", *items)


def _order(order: Order) -> str:
    return f"  - {{number: {order.number}{_dates(order.since, order.until)}}}"


def _rate(rate: Rate) -> str:
    conditions = "".join(f"{name}: {value}, " for name, value in sorted(rate.conditions, key=_role_first))
    return _commented(f"  - {{{conditions}rate: {rate.price}{_dates(rate.since, None)}}}", rate.comment)


def _role_first(condition: tuple[str, str]) -> tuple[bool, str]:
    return condition[0] != "role", condition[0]


def _workstream(stream: Workstream) -> str:
    billing = "time and materials" if stream.billable else "non-billable"
    dates = _dates(stream.since, stream.until)
    return f"  - {{code: {stream.code}, name: {stream.name}, billing: {billing}{dates}}}"


def _dates(since: date | None, until: date | None) -> str:
    return (f", from: {since}" if since else "") + (f", until: {until}" if until else "")


def _commented(line: str, comment: str) -> str:
    return f"{line:<{_COMMENT_COLUMN}}# {comment}" if comment and len(line) < _COMMENT_COLUMN else _after(line, comment)


def _after(line: str, comment: str) -> str:
    return f"{line}  # {comment}" if comment else line
