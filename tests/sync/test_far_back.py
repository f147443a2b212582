"""What status, figures and alerts say does not depend on how many runs came after what they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mappings import signs
from sync.status import status_of
from sync.worker import Worker
from tests.laws.house import house_of
from tests.laws.small import AGENCY, MAIN

AT_FIRST = datetime(2026, 11, 3, 9, tzinfo=UTC)
NOW = AT_FIRST + timedelta(days=1)
TRACKERS = {"toggl": {"kind": "toggl", "token": "${T}", "workspace": "7"}, "harvest": {"kind": "harvest"}}
TRACKERS["harvest"] |= {"account": "1", "token": "${H}"}


@pytest.fixture
def worker() -> Iterator[Worker]:
    with house_of(replace(AGENCY, main={**MAIN, "connectors": TRACKERS})) as house:
        yield replace(house.worker, clock=lambda: NOW)


def ran(worker: Worker, at: datetime, connectors: Mapping[str, str], **more: Any) -> None:
    """A pull that came out so."""
    with worker.store.write() as tx:
        number = tx.runs.start("pull", at)
        tx.runs.finish(number, at, "done", {"connectors": dict(connectors), **more})


def test_a_tracker_that_was_away_for_a_day_keeps_the_moment_of_its_last_proof(worker: Worker) -> None:
    ran(worker, AT_FIRST, {"toggl": "done"}, quotas={"toggl": "30 requests an hour"})
    for minute in range(600):
        asked = {"harvest": "done"} if minute % 15 else {"harvest": "done", "toggl": "not done"}
        ran(worker, AT_FIRST + timedelta(minutes=minute + 1), asked)
    toggl, harvest = status_of(worker).connectors
    assert (toggl.proven_at, toggl.failing, toggl.quota) == (AT_FIRST, True, "30 requests an hour")
    assert (harvest.proven_at, harvest.failing) == (AT_FIRST + timedelta(minutes=600), False)


def test_a_month_that_cannot_be_billed_is_told_though_the_next_one_was(worker: Worker) -> None:
    with worker.store.write() as tx:
        for month, words in ((10, "harvest: did not answer"), (11, "")):
            due = datetime(2026, month, 2, 11, tzinfo=UTC)
            begun = tx.occasions.begin("bill", due, due)
            assert begun is not None
            tx.occasions.end(begun, due, words, due + timedelta(hours=1) if words else None)
    assert [(each.kind, each.due_at.month) for each in status_of(worker).failed] == [("bill", 10)]


def test_who_is_asked_no_more_costs_no_look_at_all_runs(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signs, "LOOKED_AT", 10)
    ran(worker, AT_FIRST, {"toggl": "not done", "harvest": "not done"}, problems={"toggl": "gone"})
    for minute in range(20):
        ran(worker, AT_FIRST + timedelta(minutes=minute + 1), {"harvest": "not done"})
    with worker.store.read() as tx:
        assert [(each.what, each.since) for each in tx.signs.not_asked(["toggl", "harvest"])] == [("harvest", AT_FIRST)]
