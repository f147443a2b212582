"""The trace of entries: where each comes from, everything its source said, and how its amount can be computed again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from billing.records import SourceRecord
from mappings.store import Store
from review import trace, trace_source
from review.trace_text import to_sections
from sandbox.server import Serving, services
from sync.importing import ImportOptions
from sync.pipeline import import_files, run_period
from tests.agencies import Row, Yaml
from tests.connectors.vendors import FakeTime, Vendors, world_for
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, MAIN, OCTOBER, bring, contract, entry_of, worked
from tests.sync.pulling import OCTOBER as OCTOBER_PERIOD
from tests.sync.pulling import Pulling, pulling

ASKED = {**MAIN, "connectors": {"toggl": {"kind": "toggl", "billable": "from tracker"}}}
SPENDING = {**MAIN, "connectors": {**MAIN["connectors"], "spending": {"kind": "expenses"}}}
TRAIN = "2026-10-05,Kim Allen,Site AAA-ONE,Travel,Train to Boston,120.00,USD,https://kim:pw@x.test/r/1?token=s3cret"
HEADER = "Date,Person,Project,Category,Notes,Amount,Currency,Receipt"


def traced(store: Store, key: str) -> tuple[Any, list[str]]:
    """A trace for programs and, line by line, for people: the cells of a row are joined by bars."""
    with store.read() as tx:
        found = trace.trace(tx, key)
    shown = []
    for part in to_sections(found):
        shown += [" | ".join(part.headers)] if part.headers else []
        shown += [" | ".join(str(cell) for cell in row) for row in part.rows]
        shown += part.after
    return json.loads(json.dumps(trace.to_json(found))), shown


@contextmanager
def billed(*rows: Row, main: Yaml = MAIN, **terms: Any) -> Iterator[House]:
    """October billed under a contract with these terms."""
    with house_of(replace(AGENCY, main=main, contracts=(contract("a", "AAA-ONE", **terms),))) as house:
        bring(house, *rows)
        house.run([OCTOBER])
        yield house


# ---- where it comes from ----


@pytest.fixture(scope="module")
def pulled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pulling]:
    """October as Harvest has it, one entry of which was edited between two pulls, and run."""
    time = FakeTime()
    world = world_for(time)
    with Serving(world, 0, services(world, ("harvest",))) as serving:
        vendors = Vendors(serving.base, world, time)
        with pulling(vendors, tmp_path_factory.mktemp("pulled"), "harvest") as house:
            house.pull()
            edited = vendors.world.harvest.window(OCTOBER_PERIOD.first, date(2026, 10, 31))[0]
            vendors.time.passed += 3600
            vendors.world.harvest.change(edited.id, seconds=edited.seconds + 3600)
            house.pull()
            run_period(house.worker, OCTOBER_PERIOD, offline=True)
            yield house


def _own(house: Pulling, where: str) -> tuple[str, str]:
    """Our id and Harvest's of the first entry of which something holds."""
    query = "SELECT e.id, substr(s.external_id, 4) FROM entry e JOIN source_ref s ON s.entry = e.id WHERE "
    entry, own = house.rows(f"{query}{where} ORDER BY e.id")[0]
    return str(entry), str(own)


def test_a_pulled_entry_names_the_vendors_record_and_when_each_version_was_read(pulled: Pulling) -> None:
    entry, own = _own(pulled, "e.version = 2 AND e.kind = 'time'")
    assert own.isdecimal()
    answer, shown = traced(pulled.worker.store, entry)
    assert (answer["kind"], answer["external_id"]) == ("time", own)
    assert [each["external_id"] for each in answer["versions"]] == [own, own]
    first, second = [each["read_at"] for each in answer["versions"]]
    assert (first, second) == ("2026-11-03T11:00:00+00:00", "2026-11-03T12:00:00+00:00")
    assert answer["versions"][0]["origin"] == f"harvest {own}, read 2026-11-03 11:00 UTC"
    assert shown[0] == f"Entry {entry} of harvest, which calls it {own}"
    assert f"version 2: same id, from harvest {own}, read 2026-11-03 12:00 UTC" in shown
    assert f"1 | first seen | harvest {own} | 2026-11-03 11:00 UTC | " in shown


def test_a_line_names_the_vendors_record_of_each_of_its_entries(pulled: Pulling) -> None:
    on_line = "e.version = 1 AND e.kind = '{}' AND e.id IN (SELECT entry FROM placement WHERE line != '')"
    for kind in ("time", "expense"):
        entry, own = _own(pulled, on_line.format(kind))
        ((line,),) = pulled.rows(f"SELECT line FROM placement WHERE entry = '{entry}'")  # noqa: S608
        answer, shown = traced(pulled.worker.store, line)
        (part,) = [each for each in answer["lines"][0]["entries"] if each["entry"] == entry]
        assert (part["external_id"], part["read_at"]) == (own, "2026-11-03T11:00:00+00:00")
        assert own.startswith("expense ") is (kind == "expense")
        (row,) = [row for row in shown if row.startswith(entry)]
        assert row.endswith(f" | harvest {own}, read 2026-11-03 11:00 UTC")


def test_an_entry_of_a_file_has_its_line_and_no_id_of_a_vendor(tmp_path: Path) -> None:
    with billed(worked("10-05")) as house:
        answer, shown = traced(house.store, entry_of(house))
        assert answer["external_id"] is None
        assert (answer["versions"][0]["origin"], answer["versions"][0]["read_at"]) == (
            "export.csv line 2",
            "2026-11-03T12:00:00+00:00",
        )
        assert "version 1: first seen, from export.csv line 2, read 2026-11-03 12:00 UTC" in shown


# ---- what it said ----


def test_everything_that_the_source_said_is_shown_and_for_older_versions_what_changed() -> None:
    with billed(worked("10-05", note="ACME-1 a", tags="urgent, night", activity="Design")) as house:
        bring(house, worked("10-05", 5400, note="ACME-1 a", tags="urgent", billable="No", activity="Design"))
        answer, shown = traced(house.store, entry_of(house, "ACME-1 a"))
        older, newest = [each["said"] for each in answer["versions"]]
        assert newest == {
            "date": "2026-10-05",
            "seconds": 5400,
            "person": "Kim Allen",
            "email": "kim@north.test",
            "client": "Client",
            "project": "Site AAA-ONE",
            "activity": "Design",
            "tags": ["urgent"],
            "note": "ACME-1 a",
            "started": "2026-10-05T13:00:00+00:00",
            "ended": "2026-10-05T14:30:00+00:00",
            "billable": False,
        }
        assert older == {
            "seconds": 3600,
            "tags": ["urgent", "night"],
            "ended": "2026-10-05T14:00:00+00:00",
            "billable": True,
        }
        for row in ("hours | 1:30", "e-mail | kim@north.test", "tags | urgent", "billable | no", "activity | Design"):
            assert row in shown
        (edit,) = [row for row in shown if "→" in row]
        assert edit.endswith(
            "hours 1:00 → 1:30; tags urgent, night → urgent;"
            " ended 2026-10-05 14:00 UTC → 2026-10-05 14:30 UTC; billable yes → no"
        )


def test_no_field_of_a_record_is_left_out_and_no_key_to_a_link_is_shown() -> None:
    told = {"note": "said", "task_url": "https://u:pw@x.test/browse/A-1?token=s3cret#s3cret", "approved": False}
    record = SourceRecord(date(2026, 10, 5), 60, running=True, clock_seconds=600, **told)  # type: ignore[arg-type]
    assert trace_source.facts(record) == [
        ("date", "2026-10-05"),
        ("hours", "0:01"),
        ("note", "said"),
        ("running", "yes"),
        ("approved", "no"),
        ("task link", "https://x.test/browse/A-1?…"),
        ("hours by the clock", "0:10"),
    ]
    assert trace_source.to_json(record, ["task_url", "note", "person"]) == {
        "task_url": "https://x.test/browse/A-1?…",
        "note": "said",
        "person": None,
    }
    assert trace_source.receipt_of(replace(record, receipt="http://[::1/s3cret")) == "a link that cannot be read"
    assert trace_source.receipt_of(replace(record, receipt="receipts/1?.pdf")) == "receipts/1?.pdf"


# ---- what is not time ----


@pytest.fixture
def spent() -> Iterator[House]:
    """An expense, billed with its markup, beside an hour."""
    agency = replace(AGENCY, main=SPENDING, contracts=(contract("a", "AAA-ONE", expenses={"markup": "10 %"}),))
    with house_of(agency) as house:
        path = house.folder / "expenses.csv"
        path.write_text(f"{HEADER}\n{TRAIN}\n", encoding="utf-8")
        _, refused = import_files(house.worker, [path], ImportOptions(kind="expenses"))
        assert refused == []
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        yield house


def test_the_line_of_an_expense_shows_cost_markup_and_receipt_and_no_hours(spent: House) -> None:
    (stored,) = spent.drafts()
    (line,) = [line for line in stored.draft.lines if line.kind == "expense"]
    entry = entry_of(spent, "Train to Boston")
    answer, shown = traced(spent.store, line.id)
    assert shown[1:] == [
        f"Line {line.id}: Travel: Train to Boston",
        "1.00 × 132.00 = 132.00 USD",
        "expense: 120.00 USD + 10 % (12.00 USD)",
        "order: none",
        "entry | date | person | >cost | >USD | note | receipt | from",
        f"{entry} | 2026-10-05 | Kim Allen | 120.00 USD | 132.00 USD | Train to Boston | https://x.test/r/1?…"
        " | expenses.csv line 2",
    ]
    (part,) = answer["lines"][0]["entries"]
    assert (part["kind"], part["cost"], part["cost_currency"]) == ("expense", "120.00", "USD")
    assert (part["receipt"], part["amount"], part["seconds"]) == ("https://x.test/r/1?…", "132.00", 0)


def test_the_trace_of_an_expense_never_speaks_of_hours(spent: House) -> None:
    entry = entry_of(spent, "Train to Boston")
    answer, shown = traced(spent.store, entry)
    text = "\n".join(shown)
    assert shown[0] == f"Expense {entry} of spending"
    assert not any(word in text for word in ("hours", "worked", "charged", "0:00", "1.00 h", "s3cret", "pw@"))
    for row in ("cost | 120.00 USD", "receipt | https://x.test/r/1?…"):
        assert row in shown
    (charged,) = answer["charged"]
    assert (charged["amount"], charged["seconds"], charged["rounded_with"]) == ("132.00", None, None)
    assert f"on line {charged['line']}: expense: 120.00 USD + 10 % (12.00 USD) = 132.00 USD" in shown
    assert answer["versions"][0]["said"]["cost"] == "120.00"
    assert "seconds" not in answer["versions"][0]["said"] and "s3cret" not in json.dumps(answer)


# ---- how its amount comes about ----

UP = {"to": "6 minutes", "direction": "up"}
ROUNDED = {**UP, "per": "person and day"}
ROWS = (
    worked("10-05", 3660, note="ACME-1 a"),
    worked("10-05", 1920, note="ACME-2 b"),
    worked("10-06", 1800, note="ACME-1 c"),
)


def test_time_rounded_by_person_and_day_says_with_what_and_its_share() -> None:
    with billed(*ROWS, rounding=ROUNDED) as house:
        entry, other = entry_of(house, "ACME-1 a"), entry_of(house, "ACME-2 b")
        answer, shown = traced(house.store, entry)
        (charged,) = answer["charged"]
        together = charged["rounded_with"]
        assert (together["whose"], together["seconds"]) == ("Kim Allen on 2026-10-05", 5580)
        assert (together["charged_seconds"], set(together["entries"])) == (5760, {entry, other})
        assert charged["charged_seconds"] == round(5760 * 3660 / 5580) == 3778
        assert (charged["line_quantity"], charged["unit_price"]) == ("1.5494", "100.00")
        assert charged["line_charged_seconds"] == 3778 + 1800
        assert (charged["line_amount"], charged["amount"]) == ("154.94", "104.94")
        assert round(15494 * 3778 / 5578) == 10494
        line = charged["line"]
        assert shown[-2:] == [
            f"on line {line}: 1:01 h worked, rounded with what else is of Kim Allen on 2026-10-05: {other};"
            " together 1:33 h worked, 1:36 h charged (up to 6 minutes per person and day);"
            " its share by time worked: 1:02:58 h",
            f"line {line}: 1.5494 h × 100.00 = 154.94 USD; 1:02:58 of its 1:32:58 h are 104.94 USD"
            " (100.00 USD an hour for everyone)",
        ]
        assert answer["history"][0]["charged_seconds"] == 3778


def test_time_rounded_by_line_is_a_share_of_its_line() -> None:
    with billed(*ROWS, rounding={**ROUNDED, "per": "line"}, invoice={"lines_by": "task"}) as house:
        entry, other = entry_of(house, "ACME-1 a"), entry_of(house, "ACME-1 c")
        answer, _ = traced(house.store, entry)
        (charged,) = answer["charged"]
        together = charged["rounded_with"]
        assert (together["whose"], sorted(together["entries"])) == ("this line", sorted((entry, other)))
        assert (together["seconds"], together["charged_seconds"]) == (5460, 5760)
        assert charged["charged_seconds"] == round(5760 * 3660 / 5460)


def test_rules_that_change_in_a_month_keep_their_time_apart() -> None:
    rules = [{**ROUNDED, "per": "line"}, {**UP, "to": "15 minutes", "per": "line", "from": "2026-10-06"}]
    with billed(*ROWS, rounding=rules) as house:
        answer, _ = traced(house.store, entry_of(house, "ACME-1 c"))
        (charged,) = answer["charged"]
        assert charged["rounding"] == "up to 15 minutes per line"
        assert charged["rounded_with"]["entries"] == [entry_of(house, "ACME-1 c")]


def test_the_parts_of_a_divided_entry_are_rounded_as_one() -> None:
    with billed(worked("10-05", 3661, note="ACME-1 and ACME-2"), several_tasks="evenly", rounding=UP) as house:
        answer, shown = traced(house.store, entry_of(house, "ACME-1 and ACME-2"))
        assert [each["seconds"] for each in answer["charged"]] == [1831, 1830]
        assert [each["charged_seconds"] for each in answer["charged"]] == [1981, 1979]
        assert {each["rounded_with"]["charged_seconds"] for each in answer["charged"]} == {3960}
        said = "one of 2 parts of this entry; together 1:01:01 h worked, 1:06 h charged"
        assert [said in row for row in shown[-4:]] == [True, False, True, False]


@pytest.mark.parametrize("per", ["entry", "person and day", "line"])
def test_every_share_can_be_computed_again_from_what_is_said(per: str) -> None:
    with billed(*ROWS, rounding={**UP, "per": per}) as house:
        for note in ("ACME-1 a", "ACME-2 b", "ACME-1 c"):
            (charged,) = traced(house.store, entry_of(house, note))[0]["charged"]
            own, scope, whole = charged["charged_seconds"], charged["rounded_with"], charged["line_charged_seconds"]
            assert own == round(scope["charged_seconds"] * charged["seconds"] / scope["seconds"])
            assert Decimal(charged["amount"]) == round(Decimal(charged["line_amount"]) * own / whole, 2)


def test_what_is_no_longer_whole_is_not_explained() -> None:
    with billed(*ROWS, rounding=ROUNDED) as house:
        bring(house, worked("10-05", 3600, note="ACME-2 b"), ROWS[0])
        answer, shown = traced(house.store, entry_of(house, "ACME-1 a"))
        (charged,) = answer["charged"]
        assert charged["rounded_with"] is None
        assert shown[-2].endswith("(up to 6 minutes per person and day); what it was rounded with has changed since")


def test_an_issued_invoice_still_says_how_its_time_was_charged() -> None:
    with billed(*ROWS, rounding=ROUNDED) as house:
        house.bill()
        answer, _ = traced(house.store, entry_of(house, "ACME-1 a"))
        (charged,) = answer["charged"]
        assert (charged["amount"], charged["rounded_with"]["seconds"]) == ("104.94", 5580)
        assert [step["state"] for step in answer["history"]][-1] == "billed"


def test_time_at_no_charge_is_not_rounded_with_anything() -> None:
    free, paid = worked("10-05", 3660, note="ACME-1 a", billable="No"), worked("10-05", 1920, note="ACME-1 b")
    shown_free = {"no_charge_lines": "yes", "lines_by": "workstream"}
    with billed(free, paid, main=ASKED, rounding={**UP, "per": "line"}, invoice=shown_free) as house:
        (charged,) = traced(house.store, entry_of(house, "ACME-1 b"))[0]["charged"]
        assert charged["rounded_with"]["entries"] == [entry_of(house, "ACME-1 b")]
        answer, shown = traced(house.store, entry_of(house, "ACME-1 a"))
        (charged,) = answer["charged"]
        assert (charged["kind"], charged["rounding"], charged["rounded_with"]) == ("no charge", None, None)
        assert (charged["charged_seconds"], charged["amount"]) == (3660, "0.00")
        assert shown[-2].endswith(": 1:01 h worked, 1:01 h charged")


# ---- where an entry stands in several portions ----


ORDERS = [{"number": "PO-1", "limit": "180"}, {"number": "PO-2"}]
NEW: Yaml = {"from": "2026-10-01"}


def test_a_line_says_on_which_other_order_the_rest_of_its_entry_stands() -> None:
    with billed(worked("10-05", 8100), purchase_orders=ORDERS, rounding=UP, **NEW) as house:
        full, rest = sorted(
            (line for item in house.drafts() for line in item.draft.lines), key=lambda line: -line.quantity
        )
        entry = entry_of(house)
        answer, shown = traced(house.store, rest.id)
        assert shown[-1] == f"{entry}: part 2 of 2; 1:48 h on line {full.id}, order PO-1"
        (part,) = answer["lines"][0]["entries"]
        assert (part["portion"], part["seconds"], part["charged_seconds"]) == (2, 1620, 1800)
        assert part["other_portions"] == [
            {
                "portion": 1,
                "state": "drafted",
                "seconds": 6480,
                "charged_seconds": 6480,
                "line": full.id,
                "purchase_order": "PO-1",
                "reason": "on a draft for 2026-10",
            }
        ]
        assert traced(house.store, full.id)[1][-1] == f"{entry}: part 1 of 2; 0:27 h on line {rest.id}, order PO-2"


def test_a_line_says_what_of_its_entry_a_cap_wrote_off() -> None:
    cap = {"amount": "40", "beyond": "write off"}
    with billed(worked("10-05", 4320), cap=cap, rounding=UP, **NEW) as house:
        (line,) = house.drafts()[0].draft.lines
        answer, shown = traced(house.store, line.id)
        assert shown[-1] == (
            f"{entry_of(house)}: part 2 of 2; 0:48 h written off: beyond the cap in money of contract a"
        )
        (other,) = answer["lines"][0]["entries"][0]["other_portions"]
        assert (other["state"], other["seconds"], other["line"], other["purchase_order"]) == (
            "written_off",
            2880,
            None,
            None,
        )


def test_of_an_entry_that_stands_in_one_portion_nothing_is_said() -> None:
    with billed(worked("10-05", 4320)) as house:
        (line,) = house.drafts()[0].draft.lines
        answer, shown = traced(house.store, line.id)
        assert shown[-1].startswith(entry_of(house))
        (part,) = answer["lines"][0]["entries"]
        assert (part["portion"], part["other_portions"]) == (1, [])
