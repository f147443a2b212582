"""The 24 people of Northwind AI, what each works on, and the freelancer whom nobody added to people.yaml."""

from __future__ import annotations

from datetime import date

from sandbox.northwind.records import CLOCKIFY, HARVEST, TOGGL, Person


def _october(*days: int) -> tuple[date, ...]:
    return tuple(date(2026, 10, day) for day in days)


PEOPLE: tuple[Person, ...] = (
    Person("Kim Allen", HARVEST, "senior", ("ACME-IMPL", "DEL-TRIAGE", "JUN-KYC"), cost_per_hour=88),
    Person(
        "Sam Ortiz",
        HARVEST,
        "junior",
        ("ACME-IMPL", "ACME-SUP", "BLUE-DATA"),
        new_role=(date(2026, 10, 15), "engineer"),
        cost_per_hour=52,
        comment="promoted on October 15",
    ),
    Person(
        "Priya Raman",
        HARVEST,
        "senior",
        ("DEL-TRIAGE", "DEL-CARE", "COB-CLAIMS"),
        days_off=_october(22, 23),
        cost_per_hour=90,
    ),
    Person("Marcus Webb", HARVEST, "engineer", ("COB-CLAIMS", "COB-EVAL", "KES-TAGS"), cost_per_hour=71),
    Person("Lena Fischer", HARVEST, "engineer", ("EMB-SEARCH", "EMB-RECO", "FJO-FCST"), cost_per_hour=69),
    Person("Tomás Rivera", HARVEST, "senior", ("FJO-FCST", "EMB-SEARCH", "HAN-CHAT"), cost_per_hour=86),
    Person("Yuki Tanaka", HARVEST, "engineer", ("HAN-CHAT", "HAN-OPS", "NIM-DEMO"), cost_per_hour=74),
    Person(
        "Grace Okafor",
        HARVEST,
        "designer",
        ("ACME-IMPL", "LUM-TUTOR", "EMB-RECO"),
        days_off=_october(5, 6, 7),
        cost_per_hour=66,
    ),
    Person("Daniel Cho", HARVEST, "engineer", ("JUN-KYC", "JUN-AUDIT", "LUM-TUTOR"), cost_per_hour=72),
    Person(
        "Rosa Delgado",
        HARVEST,
        "consultant",
        ("DEL-CARE", "BLUE-ROUTE", "ACME-PRE", "KES-TAGS"),
        cost_per_hour=75,
    ),
    Person("Owen Gallagher", HARVEST, "principal", ("JUN-KYC", "IRIS-LAB", "MAR-VISION"), cost_per_hour=115),
    Person("Hannah Weiss", HARVEST, "engineer", ("IRIS-LAB", "IRIS-DOCS", "MAR-VISION"), cost_per_hour=70),
    Person("Amara Diallo", TOGGL, "senior", ("GRAN-DRAFT", "GRAN-REDACT", "ACME-IMPL")),
    Person("Ben Whitaker", TOGGL, "engineer", ("GRAN-DRAFT", "BLUE-ROUTE", "LUM-TUTOR"), keys_in="task"),
    Person("Chloe Martin", TOGGL, "designer", ("GRAN-REDACT", "LUM-TUTOR", "MAR-UX"), days_off=_october(29, 30)),
    Person("Ivan Petrov", TOGGL, "engineer", ("BLUE-DATA", "BLUE-ROUTE", "MAR-VISION")),
    Person("Nadia Rahman", TOGGL, "consultant", ("COB-EVAL", "KES-TAGS", "LUM-PRE")),
    Person("Felix Braun", TOGGL, "junior", ("EMB-SEARCH", "FJO-FCST", "BLUE-DATA"), keys_in="tag"),
    Person("Elena Rossi", CLOCKIFY, "senior", ("KES-TAGS", "KES-ARCH", "JUN-AUDIT"), days_off=_october(16)),
    Person("Jack Nguyen", CLOCKIFY, "engineer", ("MAR-VISION", "KES-ARCH", "BLUE-DATA"), keys_in="task"),
    Person("Sofia Lindqvist", CLOCKIFY, "engineer", ("DEL-TRIAGE", "LUM-TUTOR", "NIM-DEMO"), keys_in="tag"),
    Person("Will Carter", CLOCKIFY, "junior", ("ACME-SUP", "COB-CLAIMS", "BLUE-ROUTE")),
    Person("Zoe Adler", CLOCKIFY, "designer", ("MAR-UX", "KES-TAGS", "GRAN-REDACT", "LUM-TUTOR")),
    Person(
        "Theo Laurent",
        CLOCKIFY,
        "engineer",
        ("COB-EVAL", "IRIS-DOCS", "LUM-TUTOR"),
        full_time=False,
        comment="by the hour, Monday to Thursday; nobody waits for a timesheet",
    ),
)

FREELANCER = Person("Robin Castellanos", TOGGL, "engineer", ("BLUE-ROUTE",), domain="castellanos.test")
"""Tracks a little time in the agency's Toggl workspace and is in no file of the agency."""

ABSENT: dict[str, tuple[date, ...]] = {"Marcus Webb": _october(20), "Ivan Petrov": _october(8, 9)}
"""Business days without any time that no days_off explain."""
