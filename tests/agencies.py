"""Generated agencies: configurations and tracked time of every shape that the laws must survive, as real files."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

ZONE = ZoneInfo("America/New_York")
GO_LIVE = date(2026, 10, 3)
TODAY = datetime(2026, 11, 3, 12, tzinfo=UTC)
MONTHS = ("2026-10", "2026-11")
PEOPLE = ("Kim Allen", "Sam Ortiz", "Ada Ng")
STRANGER = "Nobody Known"
ACTIVITIES = ("Design", "Development", "")
ROLES = ("junior", "senior")
HOSTILE = (
    "\x1b[2Jgone\x07 {person} {0} %s",
    '=HYPERLINK("http://evil.test")',
    "\u202etxt.exe\u2066 right to left",
    'two\nlines, "quoted"; and; more',
    "ACME-14 " * 40,
    "UTF-8 and ISO-9001 are no tasks, AAA-ONE neither",
    "<script>alert(1)</script> ACME-² …",
)
LINKS = ("", "https://north.atlassian.net/browse/ACME-14", "http://[::1", "https://app.asana.com/0/77/12001/f")

Yaml = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an export as the tracker would write it; `broken` names the cell that cannot be read, if any."""

    connector: str
    day: date
    seconds: int
    person: str
    project: str
    code: str = ""
    activity: str = ""
    note: str = ""
    start: time | None = None
    clock_gap: int = 0
    tags: str = ""
    billable: str = "Yes"
    approved: str = "Yes"
    invoiced: str = "No"
    rate: str = ""
    link: str = ""
    running: bool = False
    broken: str = ""

    @property
    def month(self) -> str:
        """The month whose statement counts this row; a row without a readable day is written into October's file."""
        return self.day.strftime("%Y-%m")

    @property
    def countable_seconds(self) -> int:
        """What the statement can know of this row: nothing when its duration is what cannot be read."""
        return 0 if self.broken == "duration" else self.seconds


@dataclass(frozen=True, slots=True)
class Agency:
    """What an operator wrote, as plain data for YAML files, and what the trackers hold."""

    main: Yaml
    people: Yaml
    contracts: tuple[Yaml, ...]
    rows: tuple[Row, ...]

    def with_rows(self, rows: Iterable[Row]) -> Agency:
        """The same agency with other time."""
        return replace(self, rows=tuple(rows))

    def write_configuration(self, folder: Path) -> None:
        """The operator's folder. JSON is YAML, so plain data can be written as it is."""
        (folder / "contracts").mkdir(parents=True, exist_ok=True)
        for old in (folder / "contracts").iterdir():
            old.unlink()
        (folder / "tieout.yaml").write_text(json.dumps(self.main, indent=1))
        (folder / "people.yaml").write_text(json.dumps(self.people, indent=1))
        for contract in self.contracts:
            (folder / "contracts" / f"{contract['id']}.yaml").write_text(json.dumps(contract, indent=1))

    def write_exports(self, folder: Path) -> list[tuple[str, str, Path]]:
        """One file for each connector and month that has rows: connector, month, path."""
        folder.mkdir(parents=True, exist_ok=True)
        keys = sorted({(row.connector, row.month) for row in self.rows})
        files = []
        for connector, month in keys:
            path = folder / f"{connector} {month}.csv"
            rows = [row for row in self.rows if (row.connector, row.month) == (connector, month)]
            write_export(path, connector, rows)
            files.append((connector, month, path))
        return files


# ---- exports ----

HARVEST_HEADER = (
    "Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,Approved?,First Name,Last Name,"
    "Billable Rate,Currency,External Reference URL"
).split(",")
TOGGL_HEADER = (
    "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags"
).split(",")


def write_export(path: Path, connector: str, rows: Sequence[Row]) -> None:
    """A file in the vendor's own layout. Connectors named harvest… write Harvest's, all others Toggl Track's."""
    is_harvest = connector.startswith("harvest")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HARVEST_HEADER if is_harvest else TOGGL_HEADER)
        writer.writerows([harvest_row(row) if is_harvest else toggl_row(row) for row in rows])


def harvest_row(row: Row) -> list[str]:
    """The cells of Harvest's detailed time report."""
    first, _, last = row.person.partition(" ")
    head = [_day_cell(row), "Client", row.project, row.code, row.activity, row.note, _hours_cell(row)]
    return [*head, row.billable, row.invoiced, row.approved, first, last, row.rate, "", row.link]


def toggl_row(row: Row) -> list[str]:
    """The cells of Toggl Track's detailed report, with clock times in New York."""
    email = row.person.partition(" ")[0].lower() + "@north.test"
    started = datetime.combine(row.day, row.start or time(9), ZONE)
    moment = started.astimezone(UTC) + timedelta(seconds=row.seconds + row.clock_gap)
    ended = moment.astimezone(ZONE)
    end = ["", ""] if row.running else [ended.strftime("%Y-%m-%d"), ended.strftime("%H:%M:%S")]
    head = [row.person, email, "Client", row.project, row.activity, row.note, row.billable]
    return [*head, _day_cell(row), started.strftime("%H:%M:%S"), *end, _hours_cell(row), row.tags]


def _day_cell(row: Row) -> str:
    return "someday" if row.broken == "day" else row.day.isoformat()


def _hours_cell(row: Row) -> str:
    if row.broken == "duration":
        return "a while"
    return f"{row.seconds // 3600}:{row.seconds // 60 % 60:02}:{row.seconds % 60:02}"


# ---- strategies ----


def _optional(draw: st.DrawFn, key: str, strategy: st.SearchStrategy[Any]) -> Yaml:
    value = draw(strategy)
    return {} if value is None else {key: value}


MOSTLY = st.sampled_from((True,) * 6 + (False,))
CONDITIONS: tuple[Yaml, ...] = (
    {},
    {"role": "senior"},
    {"role": "junior"},
    {"person": "Kim Allen"},
    {"activity": "Design"},
    {"role": "senior", "activity": "Design"},
    {"person": "Kim Allen", "activity": "Design"},
)
PRICES = ("0", "97.5", "150", "33.3333", "180.25")
FROM = (None, None, None, "2026-10-12", "2026-10-20")
LATE_ORDER = {"number": "PO-2", "from": "2026-10-16", "until": "2026-12-31"}
ORDERS: tuple[list[Yaml] | None, ...] = (
    None,
    None,
    None,
    None,
    [{"number": "PO-1"}],
    [{"number": "PO-1", "from": "2026-10-03"}],
    [{"number": "PO-1", "until": "2026-10-15"}, LATE_ORDER],
    [{"number": "PO-1", "until": "2026-10-10"}, LATE_ORDER],
)
TERMS: tuple[Any, ...] = (
    None,
    "net 30",
    [{"terms": "net 14", "from": "2026-10-15"}],
    [{"terms": "net 30"}, {"terms": "net 14", "from": "2026-10-15"}],
)


@st.composite
def roundings(draw: st.DrawFn) -> Yaml:
    """One rule of rounding."""
    minutes, grace = draw(st.sampled_from((1, 6, 15))), draw(st.sampled_from((0, 30)))
    return {
        "to": f"{minutes} minutes",
        "direction": "up" if grace else draw(st.sampled_from(("up", "down", "nearest"))),
        "per": draw(st.sampled_from(("entry", "person and day", "line"))),
        "grace": f"{grace} seconds",
    }


ROUNDINGS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    roundings(),
    st.tuples(roundings(), roundings()).map(lambda two: [two[0], two[1] | {"from": "2026-10-14"}]),
)


@st.composite
def rates(draw: st.DrawFn, code: str) -> list[Yaml]:
    """A rate card; the first rate is often one for everyone, so that most time has a price."""
    everyone = [{"rate": draw(st.sampled_from(PRICES[1:]))}] if draw(MOSTLY) else []
    conditions = st.sampled_from((*CONDITIONS, {"workstream": code}))
    more = draw(
        st.lists(st.tuples(conditions, st.sampled_from(FROM), st.sampled_from(PRICES[::-1])), min_size=1, max_size=4)
    )
    cards = [*everyone, *(c | {"rate": price} | ({"from": since} if since else {}) for c, since, price in more)]
    unique = {json.dumps({k: v for k, v in card.items() if k != "rate"}, sort_keys=True): card for card in cards}
    return list(unique.values())


OPENING: Yaml = {"as_of": GO_LIVE.isoformat(), "orders": {"PO-1": "0"}}


@st.composite
def contracts(draw: st.DrawFn, name: str) -> Yaml:
    """A contract: one workstream billed by time, often a second one, sometimes one that is not billable."""
    codes = [f"{name.upper() * 3}-ONE", f"{name.upper() * 3}-TWO"][: draw(st.integers(1, 2))]
    streams = [{"code": code, "name": f"Work {code}", "billing": "time and materials"} for code in codes]
    if draw(st.booleans()):
        streams.append({"code": f"{name.upper() * 3}-FREE", "name": "Presales", "billing": "non-billable"})
    invoice = {
        "one_per": draw(st.sampled_from(("client", "workstream", "order"))),
        "lines_by": draw(st.sampled_from(("task", "workstream", "person", "person and task", "day", "entry"))),
        "when_time_is_held": draw(st.sampled_from(("bill the rest", "bill the rest", "hold the invoice"))),
    }
    orders = draw(st.sampled_from(ORDERS))
    return {
        "id": name,
        "client": f"Client {name.upper()}",
        "currency": draw(st.sampled_from(("USD", "EUR", "JPY", "BHD"))),
        "invoice": invoice,
        "rates": draw(rates(codes[0])),
        "workstreams": streams,
        **({"purchase_orders": orders, "opening": OPENING} if orders else {}),
        **_optional(draw, "terms", st.sampled_from(TERMS)),
        **_optional(draw, "rounding", ROUNDINGS),
        **_optional(draw, "zone", st.sampled_from((None, None, "Asia/Tokyo", "America/Los_Angeles"))),
        **_optional(draw, "until", st.sampled_from((None, None, None, None, None, "2026-10-28"))),
    }


@st.composite
def mains(draw: st.DrawFn) -> Yaml:
    """A tieout.yaml with three time sources, so that work may be tracked twice."""
    yes_or_no = st.sampled_from(("no", "no", "yes"))
    billable = st.sampled_from(("from tracker", "from contract"))
    ignore = {"project": "Internal", "why": "not client work"}
    return {
        "version": "1",
        "company": {"name": "North", "timezone": "America/New_York", "currency": "USD"},
        "go_live": GO_LIVE.isoformat(),
        "calendar": {"country": "US"},
        "connectors": {
            "harvest": {"kind": "harvest", "require_approval": draw(yes_or_no), "billable": draw(billable)},
            "toggl": {"kind": "toggl", "billable": draw(billable)},
            "harvest-two": {"kind": "harvest"},
        },
        "ignore": draw(st.sampled_from(([ignore], [], [ignore]))),
        "exceptions": {
            "max_hours_per_day": draw(st.sampled_from(("0", "8"))),
            "require_task": draw(st.sampled_from(("no", "warn", "warn", "no", "warn", "no", "warn", "hold"))),
        },
    }


def people() -> Yaml:
    """Everyone who is known; the role of one changes in the middle of the month, another has none before it."""
    return {
        "people": [
            {"name": "Kim Allen", "email": "kim@north.test", "role": "senior"},
            {"name": "Sam Ortiz", "role": [{"role": "junior"}, {"role": "senior", "from": "2026-10-15"}]},
            {"name": "Ada Ng", "email": ["ada@north.test"], "role": [{"role": "senior", "from": "2026-10-10"}]},
        ]
    }


DAYS: st.SearchStrategy[date] = st.one_of(
    st.integers(0, 30).map(lambda n: date(2026, 10, 1) + timedelta(days=n)),
    st.sampled_from((date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 20))),
)
SECONDS = st.one_of(st.integers(1, 6 * 3600), st.sampled_from((900, 1, 29, 30, 31, 360, 390, 5400, 50000, 0)))
NOTES = st.one_of(
    st.sampled_from(("", "ACME-14 Prompts", "Review ACME-9", "ACME-14", "standup", *HOSTILE)),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
)


@st.composite
def rows(draw: st.DrawFn, codes: tuple[str, ...], broken: bool = True) -> Row:
    """One row: mostly billable time of a known person on a known code, sometimes any kind of trouble."""
    connector = draw(st.sampled_from(("harvest", "toggl", "toggl", "harvest-two")))
    code = draw(st.sampled_from((*codes * 8, "", "ZZZ-NONE")))
    project = draw(st.sampled_from((*[f"Site {code}"] * 8, "Internal", f"Old {codes[0]}")))
    timed = connector == "toggl"
    plain = draw(MOSTLY)
    row = Row(
        connector,
        draw(DAYS),
        draw(SECONDS),
        draw(st.sampled_from((*PEOPLE * 8, STRANGER))),
        project,
        code="" if timed else code,
        activity=draw(st.sampled_from(ACTIVITIES)),
        note=draw(NOTES),
        start=time(draw(st.sampled_from((0, 9, 13, 23))), draw(st.sampled_from((0, 30)))) if timed else None,
        tags=draw(st.sampled_from(("", "", "", "Design", codes[0]))) if timed else "",
        link="" if timed else draw(st.sampled_from(LINKS)),
        rate="" if timed else draw(st.sampled_from(("", "", "150"))),
    )
    return row if plain else draw(_troubled(row, broken))


@st.composite
def _troubled(draw: st.DrawFn, row: Row, broken: bool) -> Row:
    kinds: list[Yaml] = [{"billable": "No"}, {"approved": "No"}, {"invoiced": "Yes"}]
    kinds += [{"running": True, "seconds": draw(st.sampled_from((0, 600)))}] if row.connector == "toggl" else []
    kinds += [{"clock_gap": 1800}] if row.connector == "toggl" else []
    kinds += [{"broken": "day"}, {"broken": "duration"}] if broken else []
    return replace(row, **draw(st.sampled_from(kinds)))


@st.composite
def agencies(draw: st.DrawFn, most: int = 12, broken: bool = True) -> Agency:
    """A whole agency with up to `most` rows, some of them twice in one tracker or tracked in two."""
    names = ("a", "b", "c")[: draw(st.integers(1, 3))]
    made = tuple(draw(contracts(name)) for name in names)
    codes = tuple(stream["code"] for contract in made for stream in contract["workstreams"])
    tracked = draw(st.lists(rows(codes, broken), min_size=most // 2, max_size=most))
    doubles = draw(st.lists(st.sampled_from(tracked), max_size=2))
    elsewhere = [
        replace(
            row, connector="harvest-two", start=None, tags="", code=row.code or codes[0], clock_gap=0, running=False
        )
        for row in draw(st.lists(st.sampled_from(tracked), max_size=1))
    ]
    return Agency(draw(mains()), people(), made, (*tracked, *doubles, *elsewhere))


@dataclass(frozen=True, slots=True)
class Anchored:
    """An agency whose every connector and month has at least one row, so that complete exports are never empty."""

    agency: Agency
    anchors: tuple[Row, ...] = field(default=())

    @classmethod
    def of(cls, agency: Agency) -> Anchored:
        """The agency with an anchor in every file."""
        days = (date(2026, 10, 30), date(2026, 11, 2))
        names = agency.main["connectors"]
        anchors = tuple(
            Row(name, day, 60, "Kim Allen", "Anchor", code="ANCHOR" if name != "toggl" else "", start=time(7))
            for name in names
            for day in days
        )
        return cls(agency.with_rows((*anchors, *agency.rows)), anchors)
