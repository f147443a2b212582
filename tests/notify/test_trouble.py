"""Trouble, told once for each series of it: runs, trackers, proofs, sign-ins, hooks, and what stands still."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from mappings.pulled import FAILED, PROVEN, Proof
from mappings.schema_serving import hook, standstill
from mappings.vault import Kept
from sync.alerting import end
from sync.worker import running
from tests.notify.office import Office, kinds, office, row

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
def made() -> Iterator[Office]:
    with office() as opened:
        yield opened


def ran(made: Office, kind: str = "pull", **detail: Any) -> None:
    """A run that ends well, with what it says."""
    with running(made.house.worker, kind) as run:
        run.detail.update(detail)


def fails(made: Office, kind: str = "run") -> None:
    with pytest.raises(RuntimeError), running(made.house.worker, kind):
        raise RuntimeError


def connect(made: Office, **more: str) -> None:
    """Harvest is asked over its API, if a token is among `more`."""
    agency = made.house.agency
    harvest = {"kind": "harvest", "require_approval": "yes", **more}
    made.house.configure(
        replace(agency, main={**agency.main, "connectors": {**agency.main["connectors"], "harvest": harvest}})
    )


TOKEN = {"token": "${HARVEST_TOKEN}", "account": "1"}


def ended(made: Office) -> list[str]:
    with made.house.store.read() as tx:
        return [each.alert.kind for each in tx.alerts.since(made.clock - timedelta(days=99)) if each.ended_at]


def test_a_series_of_failures_is_one_alert_and_the_next_series_another(made: Office) -> None:
    fails(made)
    assert kinds(made.derive("trouble")) == ["run_failed → operations"]
    fails(made)
    assert made.derive("trouble") == []
    ran(made, "run")
    assert made.derive("trouble") == []
    assert ended(made) == ["run_failed"]
    fails(made)
    assert kinds(made.derive("trouble")) == ["run_failed → operations"]


def test_a_run_that_was_killed_has_failed_once_another_one_began(made: Office) -> None:
    with made.house.store.write() as tx:
        tx.runs.start("push", made.clock)
    assert made.derive("trouble") == [], "it may be under way"
    ran(made, "run")
    (found,) = made.derive("trouble")
    assert found.subject == "A run of Tieout failed: push"


def test_a_tracker_that_cannot_be_asked_is_told_with_its_words_until_it_answers(made: Office) -> None:
    words: dict[str, Any] = {
        "connectors": {"harvest": "not done"},
        "problems": {"harvest": "Harvest does not take the token"},
    }
    connect(made, **TOKEN)
    ran(made, **words)
    ran(made, **words)
    (found,) = made.derive("after pull")
    assert found.subject == "Harvest could not be asked"
    assert "It said: Harvest does not take the token." in found.body.parts
    ran(made, **words)
    assert made.derive("after pull", "trouble") == []
    ran(made, connectors={"harvest": "done"})
    assert made.derive("after pull") == []
    assert ended(made) == ["not_pulled"]
    ran(made, **words)
    assert kinds(made.derive("after pull")) == ["not_pulled → operations"]
    connect(made)
    assert made.derive("after pull") == []
    assert ended(made) == ["not_pulled", "not_pulled"], "without its token nobody asks it"


def test_a_month_without_a_proof_is_told_until_it_has_one(made: Office) -> None:
    connect(made, **TOKEN)
    ran(made)
    proof = Proof("harvest", "time", "2026-10", FAILED, 1, 60, 2, 120, "1 entry is missing here.")
    with made.house.store.write() as tx:
        tx.pulled.keep(proof, 1)
    (found,) = made.derive("after pull")
    assert found.subject == "2026-10 of harvest is not proven"
    assert "does not agree with the tracker's own totals: 1 entry is missing here." in str(found.body.parts[0])
    with made.house.store.write() as tx:
        tx.pulled.keep(Proof("harvest", "time", "2026-10", PROVEN), 1)
    assert made.derive("after pull") == []
    assert ended(made) == ["not_proven"]


def test_a_month_waits_for_no_proof_once_its_tracker_has_no_token_any_more(made: Office) -> None:
    connect(made, **TOKEN)
    ran(made)
    with made.house.store.write() as tx:
        tx.pulled.keep(Proof("harvest", "time", "2026-10", FAILED), 1)
    assert kinds(made.derive("after pull")) == ["not_proven → operations"]
    connect(made)
    assert made.derive("after pull") == []
    assert ended(made) == ["not_proven"]


def test_a_sign_in_that_ends_is_told_before_and_when_it_has_ended(made: Office) -> None:
    agency, now = made.house.agency, made.clock
    agency.main["connectors"]["books"] = {"kind": "xero", "client_id": "0123456789ABCDEF", "connect": "pkce"}
    made.house.configure(agency)
    kept = Kept("books", "xero", "1", "Northwind", now, now + timedelta(days=10), None, now, now)
    with made.house.store.write() as tx:
        tx.vault.connect(kept)
    (found,) = made.derive("daily")
    assert "unless it is used before" in str(found.body.parts)
    assert made.derive("daily", "trouble") == []
    with made.house.store.write() as tx:
        tx.vault.renew(replace(kept, refresh_ends=now + timedelta(days=100), ends=now + timedelta(days=13), version=1))
    (found,) = made.derive("daily")
    assert "however it is used" in str(found.body.parts), "another end of the same sign-in"
    made.at("2026-10-20 08:00")
    (found,) = made.derive("daily")
    assert "has ended" in str(found.body.parts)
    assert ended(made) == ["connection_ending"] * 2


def test_a_hook_is_silent_only_if_time_changed_three_days_later(made: Office) -> None:
    values = {"connector": "harvest", "place": "p", "state": "active", "made_at": made.clock, "sealed": b""}
    with made.house.store.writer.begin() as connection:
        connection.execute(insert(hook).values(values | {"last_at": made.clock, "topic": "", "vendor_id": ""}))
    made.track(row("2026-10-05", "1:00"))
    made.at("2026-10-12 08:00")
    assert made.derive("trouble") == [], "nothing changed since, so nothing was to be delivered"
    made.track(row("2026-10-05", "2:00"))
    assert made.derive("trouble") == [], "what changed just now may still be delivered"
    made.at("2026-10-13 08:00")
    assert kinds(made.derive("trouble")) == ["webhook_silent → operations"]


def test_a_standstill_ends_when_its_row_is_gone(made: Office) -> None:
    with made.house.store.writer.begin() as connection:
        connection.execute(insert(standstill).values(what="push", why="it was restored", since=made.clock))
    assert [each.subject for each in made.derive("daily")] == ["Push is at a standstill"]
    with made.house.store.writer.begin() as connection:
        connection.execute(standstill.delete())
    assert made.derive("trouble") == []
    assert ended(made) == ["standstill"]


def test_what_somebody_else_found_is_ended_by_them(made: Office) -> None:
    from billing.alerts import configuration_broken
    from sync.alerting import tell

    found = configuration_broken(date(2026, 10, 6), ["tieout.yaml:1:1: version: is missing; write it"])
    assert tell(made.house.worker, None, [found], made.clock) == [found]
    assert tell(made.house.worker, None, [found], made.clock) == []
    end(made.house.worker, "configuration_broken", [], made.clock)
    assert ended(made) == ["configuration_broken"]
    again = configuration_broken(date(2027, 4, 1), ["tieout.yaml:1:1: version: is missing; write it"])
    assert tell(made.house.worker, None, [again], made.clock) == [again], "the same mistake half a year later"


def test_nothing_of_cost_or_margin_leaves_the_house() -> None:
    people = {"people": [{"name": "Kim Allen", "email": "kim@x.test", "weekly_capacity": "40", "cost_rate": "61.37"}]}
    with office(people=people) as made:
        made.track(row("2026-10-05", "8:00", approved="Yes"), row("2026-10-06", "8:00"))
        made.at("2026-11-09 08:00")
        made.run("2026-10")
        made.derive(*("after pull", "daily", "weekly", "monthly", "readiness", "approvals close", "billed", "trouble"))
        made.deliver()
        texts = " ".join(mail.raw.decode() for mail in made.box.taken)
    assert "800.00" in texts
    for secret in ("61.37", "490.96", "309.04", "margin", "cost"):
        assert secret not in texts
