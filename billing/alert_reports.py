"""Alerts that sum up: a billed month, a lead's week, what clients owe, the six metrics; nothing of cost or margin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from billing.alert_records import APPROVER, LEAD, OPERATIONS, Alert, Link, body, grid
from billing.alerts import made
from billing.issues import BLOCKS, KINDS, ORDER, Issue, hours
from billing.kinds import WARNS
from billing.money import Money, plain

NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Document:
    """A draft or an invoice as people are told of it: `link` leads to its ledger, where it stands in one."""

    id: str
    client: str
    period: str
    total: Money
    status: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class ClientWeek:
    """What a lead is told of one client: hours, what keeps time from being billed, and documents that wait."""

    client: str
    week_seconds: int
    month_seconds: int
    unapproved_seconds: int
    blocking: int
    warnings: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Measure:
    """How billing went in one currency over the last 90 days; None where there is nothing to measure."""

    currency: str
    days_to_invoice: Decimal | None
    accurate: Decimal | None
    outstanding_days: Decimal | None
    collected: Decimal | None


def counted(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def totals_of(documents: Iterable[Document]) -> list[Money]:
    """What documents come to, by currency: never one sum over two of them."""
    sums: dict[str, int] = {}
    for each in documents:
        sums[each.total.currency] = sums.get(each.total.currency, 0) + each.total.minor
    return [Money(minor, currency) for currency, minor in sorted(sums.items())]


def billed(month: str, documents: Sequence[Document], issues: Sequence[Issue]) -> Alert:
    """One message for a month that was billed: totals by currency, each document with its link, exceptions by kind."""
    totals = ", ".join(str(each) for each in totals_of(documents)) or "nothing"
    rows = [(each.client, each.id, each.status, each.total) for each in documents]
    links = [Link(f"{each.client}: {each.total}", each.link) for each in documents if each.link]
    said = body(
        f"{counted(len(documents), 'document')}: {totals}.",
        grid(("client", "document", "status", ">net"), rows),
        _exceptions(issues),
        grid(("exception", "", ">how many"), by_kind(issues)),
        f"Look at them: `tieout drafts --period {month}` · `tieout exceptions --period {month}` · `tieout approve`.",
        links=links,
    )
    return made("billed", OPERATIONS, "", (month,), said, month=month, totals=totals)


def _exceptions(issues: Sequence[Issue]) -> str:
    blocking = sum(each.kind.severity == BLOCKS for each in issues)
    if not issues:
        return "No exceptions stand."
    return f"{counted(len(issues), 'exception')}, of which {blocking} keep time from being billed."


def by_kind(issues: Iterable[Issue]) -> list[tuple[str, str, int]]:
    """How many exceptions of each kind stand, in the order of the report."""
    counts = Counter(each.code for each in issues)
    return [(code, KINDS[code].severity, counts[code]) for code in sorted(counts, key=ORDER.__getitem__)]


def drafts_waiting(week: str, approver: str, documents: Sequence[Document]) -> Alert:
    """What waits for somebody's approval, once a week."""
    what = counted(len(documents), "draft")
    rows = [(each.client, each.period, each.id, each.total) for each in documents]
    said = body(
        f"{what} of months that are over are not approved, and are not sent before that.",
        grid(("client", "period", "draft", ">net"), rows),
        "Look at them and approve them: `tieout drafts`, `tieout approve`.",
        links=[Link(f"{each.client} {each.period}", each.link) for each in documents if each.link],
    )
    return made("drafts_waiting", APPROVER, approver, (week, approver), said, drafts=what)


def weekly(lead: str, monday: date, clients: Sequence[ClientWeek]) -> Alert:
    """A lead's week: what was worked for each client, what keeps time from being billed, what waits."""
    rows = [
        (
            each.client,
            hours(each.week_seconds),
            hours(each.month_seconds),
            hours(each.unapproved_seconds) if each.unapproved_seconds else "",
            each.blocking or "",
            each.warnings or "",
            each.waiting or "",
        )
        for each in clients
    ]
    headers = ("client", ">this week", ">this month", ">unapproved", ">blocked", ">to look at", ">drafts waiting")
    said = body(
        f"{hours(sum(each.week_seconds for each in clients))} were worked for your clients.",
        grid(headers, rows),
        "What is blocked is not billed before it is mended: `tieout exceptions`.",
    )
    return made("weekly", LEAD, lead, (lead, monday.isoformat()), said, monday=monday)


def severities(issues: Iterable[Issue]) -> tuple[int, int]:
    """How many exceptions block billing, and how many only warn."""
    counts = Counter(each.kind.severity for each in issues)
    return counts[BLOCKS], counts[WARNS]


def ageing(week: str, day: date, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Alert]:
    """What clients owe by age, once a week; nothing where nothing is owed."""
    if not rows:
        return []
    said = body("With tax, as the ledgers were last looked at.", grid(headers, rows))
    return [made("ageing", OPERATIONS, "", (week,), said, day=day)]


def metrics(month: str, measures: Sequence[Measure], compliance: tuple[int, int] | None) -> Alert:
    """The six metrics, each with where it comes from. What cannot be known is said, and is never zero.

    Days to invoice: average days from the last day of service to the day of issue. Accuracy: of the invoices, how many
    were neither voided nor credited. DSO, days sales outstanding: what is owed ÷ what was invoiced × 90. Collection: of
    what was invoiced, how much is paid. These four are of documents in ledgers, over 90 days, by currency
    (review/receivables.py). Timesheet compliance: of the days on which time is expected of people (business days
    without days off, of those with a weekly capacity), on how many there is any (billing/timesheets.py). Minutes per
    invoice: how long people work on one is nowhere recorded, so it is not known.
    """
    rows = []
    for each in measures:
        own = f" ({each.currency})"
        rows += [
            (f"days to invoice{own}", _days(each.days_to_invoice)),
            (f"accuracy{own}", _share(each.accurate)),
            (f"DSO{own}", _days(each.outstanding_days)),
            (f"collection{own}", _share(each.collected)),
        ]
    if not measures:
        rows = [(name, NOT_KNOWN) for name in ("days to invoice", "accuracy", "DSO", "collection")]
    rows += [("minutes per invoice", NOT_KNOWN), ("timesheet compliance", _part(compliance))]
    said = body(
        grid(("metric", ">value"), rows),
        "" if measures else "No invoice of ours stands in a ledger, so nothing can be said of invoices.",
        "How long people work on an invoice is nowhere recorded: minutes per invoice are not known.",
        "" if compliance else "Nobody in people.yaml has a weekly_capacity, so no time is expected of anybody.",
    )
    return made("metrics", OPERATIONS, "", (month,), said, month=month)


def _days(value: Decimal | None) -> str:
    return NOT_KNOWN if value is None else plain(value)


def _share(value: Decimal | None) -> str:
    return NOT_KNOWN if value is None else f"{plain(value * 100)} %"


def _part(found: tuple[int, int] | None) -> str:
    if found is None:
        return NOT_KNOWN
    share = (Decimal(found[0]) * 100 / found[1]).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{plain(share)} % ({found[0]} of {found[1]} days)"
