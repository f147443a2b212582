"""The 14 contracts of Northwind AI: every way to round, to group, to pay and to price that Tieout knows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sandbox.northwind.records import Contract, Milestone, Order, Rate, Workstream


def _day(month: int, day: int) -> date:
    return date(2026, month, day)


def _rate(price: str, since: date | None = None, comment: str = "", **conditions: str) -> Rate:
    return Rate(Decimal(price), tuple(sorted(conditions.items())), since, comment)


CONTRACTS: tuple[Contract, ...] = (
    Contract(
        "acme",
        "Acme Corp",
        "Acme's intake bot. New senior rate agreed for the second half of October.",
        (
            Workstream("ACME-IMPL", "Intake bot"),
            Workstream("ACME-SUP", "Support desk"),
            Workstream("ACME-PRE", "Presales", billable=False),
        ),
        (
            _rate("150"),
            _rate("115", role="junior"),
            _rate("180", role="senior"),
            _rate("195", role="senior", since=_day(10, 15), comment="ends the rate above"),
            _rate("240", role="senior", activity="Architecture"),
        ),
        (Order("PO-7781", until=_day(12, 31)), Order("PO-8120", since=date(2027, 1, 1))),
        rounding="{to: 6 minutes, direction: up, per: entry, grace: 30 seconds}",
        opening="{as_of: 2026-10-01, orders: {PO-7781: 12500.00}}",
        milestones=(
            Milestone(
                "M2", "ACME-IMPL", "UAT sign-off", Decimal("4800.00"), "jira:ACME-95", ("status", "Client Approved")
            ),
        ),
        account_lead="kim@northwind.test",
    ),
    Contract(
        "bluefin",
        "Bluefin Logistics",
        "Two teams at Bluefin pay for themselves, so each workstream gets its own invoice.",
        (Workstream("BLUE-ROUTE", "Dispatch copilot"), Workstream("BLUE-DATA", "Shipment data pipeline")),
        (_rate("155", workstream="BLUE-ROUTE"), _rate("170", workstream="BLUE-DATA")),
        one_per="workstream",
        lines_by="person and task",
        terms="due on receipt",
        rounding="{to: 15 minutes, direction: up, per: person and day}",
        rounding_comment="a person's day is summed first, then rounded once",
        several_tasks="evenly",
        account_lead="rosa@northwind.test",
    ),
    Contract(
        "cobalt",
        "Cobalt Insurance",
        "Cobalt's buyers renewed the order in the middle of the month; each order wants its own invoice.",
        (Workstream("COB-CLAIMS", "Claims assistant"), Workstream("COB-EVAL", "Model evaluation")),
        (
            _rate("145"),
            _rate("110", role="junior"),
            _rate("120", role="junior", since=_day(10, 19)),
        ),
        (Order("CB-2026-041", until=_day(10, 15)), Order("CB-2026-058", since=_day(10, 16))),
        one_per="order",
        lines_by="person",
        terms="net 30 end of month",
        rounding="{to: 15 minutes, direction: nearest, per: entry}",
        opening="{as_of: 2026-10-01, orders: {CB-2026-041: 31275.50}}",
        account_lead="priya@northwind.test",
    ),
    Contract(
        "delmar",
        "Delmar Health",
        "Delmar's accounts payable takes one complete invoice a month or none.",
        (
            Workstream("DEL-TRIAGE", "Patient triage assistant"),
            Workstream("DEL-CARE", "Care team rollout"),
        ),
        (_rate("175"), _rate("205", role="senior")),
        lines_by="workstream",
        terms="day 15 of next month",
        when_time_is_held="hold the invoice",
        rounding="{to: 6 minutes, direction: up, per: line}",
        task_projects=("jira:DEL", "jira:CARE"),
        account_lead="priya@northwind.test",
    ),
    Contract(
        "ember",
        "Ember Retail Group",
        "Ember wants to see each day, in euros.",
        (Workstream("EMB-SEARCH", "Product search"), Workstream("EMB-RECO", "Recommendations")),
        (_rate("130"), _rate("95", role="junior"), _rate("160", role="senior")),
        currency="EUR",
        lines_by="day",
        terms="net 14",
        invoice_date="last day of period",
        rounding="{to: 15 minutes, direction: down, per: person and day}",
        account_lead="tomas@northwind.test",
    ),
    Contract(
        "fjord",
        "Fjord Energy",
        "Rates were indexed on October 19. Time is billed to the second, without rounding.",
        (Workstream("FJO-FCST", "Demand forecast"),),
        (_rate("140"), _rate("148.50", since=_day(10, 19))),
        currency="EUR",
        lines_by="person",
        terms="net 30",
        account_lead="tomas@northwind.test",
    ),
    Contract(
        "granite",
        "Granite Legal LLP",
        "A London client: an evening in New York is already the next day there.",
        (Workstream("GRAN-DRAFT", "Drafting assistant"), Workstream("GRAN-REDACT", "Redaction service")),
        (_rate("120"), _rate("145", role="senior")),
        currency="GBP",
        zone="Europe/London",
        lines_by="entry",
        terms="net 21",
        rounding="{to: 6 minutes, direction: up, per: entry}",
        rounding_comment="the legal six-minute unit",
        milestones=(
            Milestone(
                "M1",
                "GRAN-DRAFT",
                "Review mode accepted",
                Decimal("6500.00"),
                "asana:GRAN-54",
                ("approval", "approved"),
            ),
        ),
        account_lead="amara@northwind.test",
    ),
    Contract(
        "hanami",
        "Hanami Foods K.K.",
        "Billed in yen, which has no cents.",
        (Workstream("HAN-CHAT", "Customer chat"), Workstream("HAN-OPS", "Operations")),
        (_rate("21000"), _rate("26000", role="senior")),
        currency="JPY",
        until=date(2027, 3, 31),
        terms="net 30 end of month",
        invoice_date="last day of period",
        rounding="{to: 30 minutes, direction: nearest, per: line}",
        account_lead="tomas@northwind.test",
    ),
    Contract(
        "iris",
        "Iris Biotech",
        "Only the roles below were agreed. Anybody else needs a rate first.",
        (Workstream("IRIS-LAB", "Lab notebook search"), Workstream("IRIS-DOCS", "Documentation", since=_day(10, 8))),
        (
            _rate("165", role="engineer"),
            _rate("195", role="senior"),
            _rate("240", role="principal"),
        ),
        one_per="workstream",
        terms="net 45",
        rounding="{to: 6 minutes, direction: nearest, per: person and day}",
        account_lead="owen@northwind.test",
    ),
    Contract(
        "juniper",
        "Juniper Bank",
        "Daniel is billed at the rate of the framework agreement.",
        (Workstream("JUN-KYC", "Onboarding checks"), Workstream("JUN-AUDIT", "Model audit")),
        (
            _rate("160"),
            _rate("170", person="Daniel Cho"),
            _rate("200", role="senior"),
            _rate("245", role="principal"),
            _rate("230", activity="Architecture"),
            _rate(
                "260", role="principal", activity="Architecture", comment="states both, so it decides for principals"
            ),
        ),
        lines_by="person and task",
        terms="day 31 of next month",
        rounding="{to: 15 minutes, direction: up, per: entry, grace: 2 minutes}",
        account_lead="kim@northwind.test",
    ),
    Contract(
        "kestrel",
        "Kestrel Media",
        "The order below ran out in October; the client has been asked for the next one.",
        (Workstream("KES-TAGS", "Archive tagging"), Workstream("KES-ARCH", "Archive migration")),
        (_rate("150"), _rate("190", activity="Workshop")),
        (Order("KM-3301", since=_day(7, 1), until=_day(10, 23)),),
        one_per="order",
        terms="net 30",
        rounding="{to: 10 minutes, direction: down, per: entry}",
        opening="{as_of: 2026-10-01, orders: {KM-3301: 0}}",
        several_tasks="exception",
        account_lead="nadia@northwind.test",
    ),
    Contract(
        "lumen",
        "Lumen Schools",
        "Lumen's order starts on October 5. The pilot before it was part of the presales.",
        (Workstream("LUM-TUTOR", "Reading tutor"), Workstream("LUM-PRE", "Pilot and presales", billable=False)),
        (_rate("135"), _rate("125", role="designer")),
        (Order("LS-118", since=_day(10, 5)),),
        lines_by="workstream",
        terms="net 60",
        rounding="{to: 15 minutes, direction: down, per: line}",
        task_projects=("asana:LUM", "asana:PILOT"),
        account_lead="nadia@northwind.test",
    ),
    Contract(
        "marlow",
        "Marlow Robotics",
        "The interface design ended on October 23; vision goes on.",
        (
            Workstream("MAR-VISION", "Bin picking vision"),
            Workstream("MAR-UX", "Operator interface", until=_day(10, 23)),
        ),
        (_rate("165"), _rate("230", role="principal"), _rate("140", workstream="MAR-UX")),
        lines_by="task",
        terms="due on receipt",
        rounding="{to: 1 minute, direction: nearest, per: entry}",
        several_tasks="stated times",
        task_projects=("asana:MAR", "asana:SAFE"),
        account_lead="owen@northwind.test",
    ),
    Contract(
        "nimbus",
        "Nimbus Cloud Partners",
        "A partner, not a customer: shared demos, never invoiced, so there are no rates.",
        (Workstream("NIM-DEMO", "Partner demos", billable=False),),
        terms="net 30",
        account_lead="rosa@northwind.test",
    ),
)

WORKSTREAMS: dict[str, tuple[Contract, Workstream]] = {
    stream.code: (contract, stream) for contract in CONTRACTS for stream in contract.workstreams
}

WAITING = next(contract for contract in CONTRACTS if contract.when_time_is_held == "hold the invoice")


def is_open(code: str, day: date) -> bool:
    """Whether ordinary work may happen: the workstream runs, and an order covers the day where orders are asked for."""
    contract, stream = WORKSTREAMS[code]
    ordered = not contract.orders or not stream.billable or any(order.covers(day) for order in contract.orders)
    return stream.runs_on(day) and ordered


def standing_rates(code: str, facts: dict[str, str], day: date) -> list[Rate]:
    """The rates that hold for a piece of work and that no other outdoes: one is a price, none or two are trouble."""
    contract, _ = WORKSTREAMS[code]
    known = set({**facts, "workstream": code}.items())
    latest: dict[frozenset[tuple[str, str]], Rate] = {}
    for rate in sorted(contract.rates, key=lambda rate: rate.since or date.min):
        if (rate.since or date.min) <= day and known.issuperset(rate.conditions):
            latest[frozenset(rate.conditions)] = rate
    return [rate for held, rate in latest.items() if not any(held < other for other in latest)]
