"""Drafts with their entries for the tests of what a client gets: priced as billing prices them, so that sums hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from billing.draft_records import Draft, Line
from billing.ids import DRAFT, LINE, stable_id
from billing.money import amount, quantity, share, total
from billing.records import Task
from billing.wishes import LineKind, Show, Texts, Wishes
from review.client import BilledEntry, ClientDocument, DocumentFacts, client_document

DRAFT_ID = stable_id(DRAFT, "books", "acme", "2026-10", "all")
SELLER = "Northwind AI\n18 Harbour Street\nPortland, OR 97209"
FACTS = DocumentFacts(SELLER, workstreams={"ACME-IMPL": "Implementation", "ACME-CARE": "Care plan"})
ISSUED = replace(FACTS, number="INV-1001", issued=date(2026, 11, 3), due=date(2026, 12, 3))
EVERYTHING = Show(people="names", notes=True)
URL = "https://northwind.atlassian.net/browse/"


def task(key: str, title: str = "", url: str = URL) -> Task:
    """A task with a link."""
    return Task(key, title, f"{url}{key}" if url else "")


def entry(
    day: int, seconds: int, person: str = "Sam Ortiz", note: str = "", tasks: Sequence[Task] = (), role: str = "senior"
) -> BilledEntry:
    """Work on a day of October 2026, not yet on a line."""
    nothing = amount(Decimal(0), Decimal(0), "USD")
    return BilledEntry("", "", date(2026, 10, day), person, role, "", note, tuple(tasks), seconds, seconds, nothing)


def line(
    description: str,
    price: str,
    works: Sequence[BilledEntry],
    workstream: str = "ACME-IMPL",
    currency: str = "USD",
    **more: str,
) -> tuple[Line, list[BilledEntry]]:
    """A line of time and its entries, which share its amount; `more` may name its kind and its earlier months."""
    line_id = stable_id(LINE, DRAFT_ID, workstream, description, price)
    seconds = sum(work.seconds for work in works)
    hours = quantity(seconds)
    sums = amount(hours, Decimal(price), currency)
    cents = share(sums.minor, [work.charged_seconds for work in works])
    tasks = dict.fromkeys(named for work in works for named in work.tasks)
    entries = [
        replace(work, entry_id=f"e{place:03}{line_id}", line_id=line_id, amount=replace(sums, minor=minor))
        for place, (work, minor) in enumerate(zip(works, cents, strict=True))
    ]
    days = [work.day for work in works]
    made = Line(
        id=line_id,
        workstream=workstream,
        description=description,
        quantity=hours,
        unit_price=Decimal(price),
        amount=sums,
        seconds=seconds,
        rounded_seconds=seconds,
        service_from=min(days),
        service_to=max(days),
        tasks=tuple(tasks),
        entries=tuple(each.entry_id for each in entries),
        rate_rule=f"{price} {currency} an hour for role senior",
        rounding="not rounded",
        kind=LineKind(more.get("kind", "time")),
        late=more.get("late", ""),
    )
    return made, entries


def item(
    description: str, price: str, kind: LineKind, units: str = "1", currency: str = "USD"
) -> tuple[Line, list[BilledEntry]]:
    """A line of something that is not time, without entries."""
    day = date(2026, 10, 15)
    made = Line(
        id=stable_id(LINE, DRAFT_ID, kind, description),
        workstream="ACME-IMPL",
        description=description,
        quantity=Decimal(units),
        unit_price=Decimal(price),
        amount=amount(Decimal(units), Decimal(price), currency),
        seconds=0,
        rounded_seconds=0,
        service_from=day,
        service_to=day,
        tasks=(),
        entries=(),
        rate_rule="",
        kind=kind,
    )
    return made, []


def draft_of(
    *parts: tuple[Line, list[BilledEntry]], client: str = "Acme Corp", order: str = "PO-7781"
) -> tuple[Draft, list[BilledEntry]]:
    """A draft of some lines, and all their entries."""
    lines = tuple(made for made, _ in parts)
    currency = lines[0].amount.currency
    draft = Draft(
        id=DRAFT_ID,
        contract="acme",
        client=client,
        period="2026-10",
        part="all",
        total=total([made.amount for made in lines], currency),
        order=order,
        terms="net 30",
        invoice_date="issue day",
        service_from=min(made.service_from for made in lines),
        service_to=max(made.service_to for made in lines),
        lines=lines,
    )
    return draft, [each for _, entries in parts for each in entries]


def document(
    made: tuple[Draft, list[BilledEntry]], show: Show = EVERYTHING, facts: DocumentFacts = FACTS, texts: Texts = Texts()
) -> ClientDocument:
    """What the client sees of it."""
    return client_document(*made, Wishes(show, texts), facts)


INTAKE = task("ACME-14", "Prompt revision for intake bot")
RETRIEVAL = task("ACME-15", "Retrieval design")


def usual() -> tuple[Draft, list[BilledEntry]]:
    """Two workstreams, one line late, work at no charge, a charge, an expense and a disbursement."""
    return draft_of(
        line(
            "ACME-14 Prompt revision for intake bot",
            "187.50",
            [
                entry(5, 5000, "Sam Ortiz", "first draft", [INTAKE]),
                entry(6, 7300, "Kim Allen", "second pass", [INTAKE]),
            ],
        ),
        line("ACME-15 Retrieval design", "240", [entry(7, 3960, "Kim Allen", "sketch", [RETRIEVAL])], late="2026-09"),
        line(
            "Care plan: work without a task",
            "150",
            [entry(12, 1800, "Lee Wong", "weekly call", role="lead")],
            "ACME-CARE",
        ),
        line("Onboarding session", "0", [entry(13, 5400, "Lee Wong", "welcome", role="lead")], kind="no charge"),
        item("Model hosting, October 2026", "349", LineKind.CHARGE),
        item("Seats of the review tool", "15", LineKind.CHARGE, "12"),
        item("Train to Boston", "118.40", LineKind.EXPENSE),
        item("Court fee", "75", LineKind.DISBURSEMENT),
    )
