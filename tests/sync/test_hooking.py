"""What vendors delivered stands until it was read again; webhooks that should have delivered are noticed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from mappings.hooks import Noted
from mappings.schema import run
from mappings.schema_tasks import task
from sync.hooking import silent
from tests.databases import empty_store
from tests.web.serving import NOW

# ---- what is noted is done by a reading that began later; silent ones are noticed ----


def test_what_came_before_a_reading_began_is_done_by_it_and_forgotten_by_its_age() -> None:
    with empty_store() as store, store.write() as tx:
        early, late = NOW - timedelta(minutes=1), NOW + timedelta(minutes=1)
        tx.deliveries.note([Noted("toggl", "a", early, ()), Noted("toggl", "b", late, ({"kind": "project"},))])
        tx.deliveries.note([Noted("toggl", "a", late, ()), Noted("asana", "a", early, ())])
        assert tx.deliveries.done_before("toggl", NOW, late) == 1
        assert [each.key for each in tx.deliveries.waiting("toggl")] == ["b"]
        assert tx.deliveries.connectors() == ["asana", "toggl"]
        assert tx.deliveries.forget(early) == 0
        assert tx.deliveries.forget(late) == 1, "what waits, and came long ago"
        assert tx.deliveries.forget(late + timedelta(minutes=1)) == 2


def test_what_is_unnumbered_is_read_again_whenever_it_comes_once_for_all_that_came() -> None:
    with empty_store() as store, store.write() as tx:
        first, second, third = (NOW + timedelta(minutes=minutes) for minutes in (0, 2, 10))
        hints = ({"kind": "time_entry"},)
        came = [Noted("clockify", "same bytes", at, hints, unnumbered=True) for at in (first, second)]
        tx.deliveries.note(came[:1])
        tx.deliveries.note(came)
        assert tx.deliveries.waiting("clockify") == [Noted("clockify", "same bytes", second, hints)]
        assert tx.deliveries.done_before("clockify", first + timedelta(minutes=1), second) == 0
        assert tx.deliveries.done_before("clockify", second + timedelta(minutes=1), third) == 1
        tx.deliveries.note([Noted("clockify", "same bytes", third, (), unnumbered=True)])
        assert tx.deliveries.connectors() == ["clockify"]


def test_what_nobody_could_read_for_long_waits_no_longer() -> None:
    with empty_store() as store, store.write() as tx:
        late = NOW + timedelta(minutes=1)
        tx.deliveries.note([Noted("toggl", "a", NOW, ()), Noted("toggl", "b", late, ()), Noted("asana", "c", NOW, ())])
        assert tx.deliveries.newest() == {"toggl": late, "asana": NOW}
        assert tx.deliveries.forget(NOW) == 0
        assert tx.deliveries.forget(late) == 2
        assert tx.deliveries.newest() == {"toggl": late}


def test_silent_webhooks_are_noticed_each_by_what_is_usual_for_its_vendor() -> None:
    kinds = {"toggl": "toggl", "asana": "asana", "xero": "xero"}
    hour, day = timedelta(hours=1), timedelta(days=1)
    with empty_store() as store, store.write() as tx:
        ids = {name: tx.hooks.make(name, name, "", NOW, b"") for name in kinds}
        assert silent(tx, NOW + hour, kinds) == []
        late = silent(tx, NOW + 2 * hour, kinds)
        assert [each.hook.connector for each in late] == ["toggl", "asana", "xero"]
        assert "nothing genuine has ever arrived" in late[0].why
        tx.hooks.heard(ids.values(), NOW)
        assert silent(tx, NOW + 8 * hour, kinds) == []
        assert [each.hook.connector for each in silent(tx, NOW + 10 * hour, kinds)] == ["asana"]
        tx.hooks.heard([ids["asana"]], NOW + 4 * day)
        assert silent(tx, NOW + 4 * day, kinds) == []
        changed(tx, NOW + 4 * day)
        assert silent(tx, NOW + 4 * day, kinds) == []
        (found,) = silent(tx, NOW + 4 * day + hour, kinds)
        assert found.hook.connector == "toggl" and "tieout webhooks register toggl" in found.why
        tx.hooks.heard([ids["toggl"]], NOW + 4 * day)
        assert silent(tx, NOW + 4 * day + hour, kinds) == []


def changed(tx: Any, at: Any) -> None:
    """A run that found something new of Toggl's, at a moment."""
    number = tx._connection.execute(insert(run).values(kind="pull", started_at=at)).inserted_primary_key[0]
    said: dict[str, Any] = dict.fromkeys(("key", "title", "url", "status", "stage", "project"), "")
    found = {"ref": "toggl:1", "fields": {}, "old_keys": [], "present": True, "checked_at": at, "run": number}
    tx._connection.execute(insert(task).values(**said, **found))
