"""A month made up for reports: issues, a statement and drafts whose every value a test can name."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from billing.draft_records import Draft, Line
from billing.issues import Issue, facts
from billing.lifecycle import Status
from billing.money import Money
from billing.records import Period, State, Task
from mappings.drafts import StoredDraft
from review.page import Heading
from review.statement import ClientRow, MoneyRow, SourceRow, Statement

AS_OF = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 3)
HEADING = Heading("Report of 2026-10", 'Northwind <AI> & "Sons"', AS_OF)
HOSTILE = """=HYPERLINK("http://evil.test","x") <script src=//evil.test>alert(1)</script> \x1b[2J \u202e"""


def issues() -> list[Issue]:
    """Two kinds: two entries without a code, one of them hostile, and a row that was refused."""
    project = facts(project=HOSTILE, connector="harvest")
    return [
        Issue("missing_project_code", "e1", "Acme <Corp>", "Kim Allen", date(2026, 10, 19), 9900, facts=project),
        Issue(
            "missing_project_code",
            "e2",
            "",
            "+Sam",
            date(2026, 10, 20),
            1000,
            "https://tasks.test/ACME-14?a=1&b=2",
            facts=project,
        ),
        Issue("no_task", "e3", "Acme <Corp>", "Kim Allen", date(2026, 10, 21), 36, facts=project),
        Issue("bad_row", facts=facts(file="october.csv", line=10, reason="its duration is 'soon'")),
    ]


def statement(*, lost: int = 0) -> Statement:
    """Two clients at two sources, with `lost` seconds in no state."""
    return Statement(
        period=Period(date(2026, 10, 1), date(2026, 11, 1), "2026-10"),
        as_of=AS_OF,
        sources=(SourceRow("harvest", 61_812 + lost, 8), SourceRow("toggl", 3_600, 1, 3_600, 1)),
        clients=(
            ClientRow("Acme <Corp>", "harvest", {State.DRAFTED: 54_612, State.NON_BILLABLE: 7_200}),
            ClientRow("=Bluefin", "toggl", {State.HELD: 3_000}),
        ),
        unreadable_or_running_seconds=600,
        unreadable_rows=2,
        rounding_seconds=468,
        crossed_seconds=0,
        money=(
            MoneyRow("JPY", 1, Money(3_656_500, "JPY"), Money(3_656_500, "JPY")),
            MoneyRow("USD", 2, Money(295_200, "USD"), Money(295_201, "USD")),
        ),
        outdated=0,
    )


def line(key: str, hours: str, price: str, amount: Money, description: str = "Work") -> Line:
    """A line of one entry; its time is 1,000 seconds, charged as 1,080."""
    return Line(
        id=key,
        workstream="ACME-IMPL",
        description=description,
        quantity=Decimal(hours),
        unit_price=Decimal(price),
        amount=amount,
        seconds=1_000,
        rounded_seconds=1_080,
        service_from=date(2026, 10, 5),
        service_to=date(2026, 10, 6),
        tasks=(Task("ACME-14"), Task("ACME-15")),
        entries=("e1", "e2", "e3"),
        rate_rule="150.00 USD an hour",
    )


def draft(key: str, client: str, lines: tuple[Line, ...], status: Status = Status.DRAFT) -> StoredDraft:
    """A draft of some lines, all in one currency."""
    whole = Money(sum(each.amount.minor for each in lines), lines[0].amount.currency)
    made = Draft(
        id=key,
        contract="acme",
        client=client,
        period="2026-10",
        part="all",
        total=whole,
        order="PO-7781",
        terms="net 30",
        invoice_date="issue day",
        service_from=date(2026, 10, 5),
        service_to=date(2026, 10, 6),
        lines=lines,
    )
    return StoredDraft(made, revision=1, status=status, plan="p")


def drafts() -> list[StoredDraft]:
    """One in dollars with a line taken back, one in yen that is out of date."""
    dollars = (
        line("l1", "0.2778", "150", Money(4_167, "USD"), HOSTILE),
        line("l2", "1234.5000", "195.1255", Money(24_088_243, "USD")),
        line("l3", "-1.0000", "150", Money(-15_000, "USD"), "-1 h taken back"),
    )
    yen = (line("l4", "3.5000", "20000", Money(70_000, "JPY")),)
    return [draft("d1", "Acme <Corp>", dollars), draft("d2", "Hanami & Co", yen, Status.OUTDATED)]
