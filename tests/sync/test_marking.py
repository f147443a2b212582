"""Marking entries in Clockify: only where it is switched on, once their invoice is there, until it is void."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from billing.calendar import month
from billing.lifecycle import Event
from mappings.decided import Signature
from mappings.drafts import StoredDraft
from review import approvals, decide
from sandbox.records import entry_number
from sync import taking_back
from sync.follow import Followed
from sync.pipeline import follow_ledgers, push_drafts, run_period
from sync.push import Pushed
from tests.connectors.vendors import Vendors
from tests.sync.pulling import Pulling, pulling

OCTOBER = "2026-10"
ROUTE = "/api/v1/workspaces"
TOKEN = 'token: "${CLOCKIFY}"'


@pytest.fixture
def house(vendors: Vendors, tmp_path: Path) -> Iterator[Pulling]:
    """The demo agency with Clockify connected and marking switched on, its October pulled and run."""
    with pulling(vendors, tmp_path, "clockify") as made:
        made.rewrite(TOKEN, f"{TOKEN}\n    mark_invoiced: yes")
        made.pull()
        run_period(made.worker, month(OCTOBER), offline=True)
        yield made


def signed(house: Pulling) -> Signature:
    return Signature("kim", house.worker.clock(), "looked at")


def of_clockify(house: Pulling, item: StoredDraft) -> list[str]:
    """Clockify's own ids of the entries on a draft."""
    keys = {key for line in item.draft.lines for key in line.entries}
    with house.worker.store.read() as tx:
        return sorted(tx.entries.own_ids_in("clockify", keys).values())


def post(house: Pulling) -> tuple[StoredDraft, list[Pushed]]:
    """Approves and pushes a draft with entries of Clockify."""
    with house.worker.store.read() as tx:
        drafts = [item for item in tx.drafts.current(OCTOBER) if item.status == "draft"]
    chosen = next(item for item in drafts if len(of_clockify(house, item)) > 3)
    with house.worker.store.write() as tx:
        approvals.move(tx, [chosen], Event.APPROVE, signed(house))
    return chosen, push_drafts(house.worker, [chosen])


def marked(house: Pulling) -> set[str]:
    """What is marked as invoiced in Clockify of the entries that Tieout knows."""
    tracker = house.vendors.world.trackers["clockify"]
    return {each.hex for each in tracker.everything() if each.invoiced}


def entry(house: Pulling, own: str) -> int:
    number = entry_number(own)
    assert number >= 0
    return number


def requests(house: Pulling) -> int:
    return sum(each.method == "PATCH" for each in house.vendors.asked("clockify"))


def mark_of(results: list[Pushed]) -> Pushed:
    (found,) = [each for each in results if each.action == "mark"]
    return found


def test_entries_are_marked_once_their_invoice_is_there_and_no_request_is_sent_twice(house: Pulling) -> None:
    before = marked(house)
    posted, results = post(house)
    ours = of_clockify(house, posted)
    assert marked(house) == before | set(ours)
    said = mark_of(results)
    assert (said.place, said.refused) == (
        f"{len(ours)} entries are marked as invoiced in clockify, 0 as not",
        "",
    )
    sent = requests(house)
    assert sent == 1
    push_drafts(house.worker, [])
    assert requests(house) == sent


def test_what_we_marked_is_not_taken_for_billed_elsewhere(house: Pulling) -> None:
    post(house)
    stored = house.rows("SELECT id, invoiced FROM entry ORDER BY id")
    (report,) = house.pull(everything=True)
    assert report.problem == ""
    assert house.rows("SELECT id, invoiced FROM entry ORDER BY id") == stored
    assert house.issues("edited_after_billing") == []


def test_a_void_invoice_unmarks_its_entries_which_can_be_billed_again(house: Pulling) -> None:
    before = marked(house)
    posted, _ = post(house)
    taking_back.void_document(house.worker, posted.draft.id, signed(house))
    house.pull(everything=True)
    results = push_drafts(house.worker, [])
    assert mark_of(results).place.endswith(f"{len(of_clockify(house, posted))} as not")
    assert marked(house) == before
    keys = sorted({key for line in posted.draft.lines for key in line.entries})
    run_period(house.worker, month(OCTOBER), offline=True)
    with house.worker.store.write() as tx:
        decide.decide(tx, decide.wish("bill-again", "", ""), decide.named(tx, keys), signed(house))
    run_period(house.worker, month(OCTOBER), offline=True)
    run_period(house.worker, month("2026-11"), offline=True)
    stands = {key for key, state in house.rows("SELECT entry, state FROM placement") if state == "drafted"}
    assert set(keys) <= stands, "nothing of it is taken for billed elsewhere"


def test_without_the_word_nothing_is_written(house: Pulling) -> None:
    house.rewrite("    mark_invoiced: yes\n", "")
    before = marked(house)
    _, results = post(house)
    assert marked(house) == before
    assert (requests(house), [each.action for each in results]) == (0, ["post"])


@pytest.mark.parametrize("kind", ["500", "before write", "after write", "html", "cut"])
def test_what_fails_is_told_and_done_by_the_next_push_or_follow(house: Pulling, kind: str) -> None:
    before = marked(house)
    house.vendors.fault("clockify", kind, ROUTE, method="PATCH", times=0 if kind != "after write" else 1)
    posted, results = post(house)
    assert "the next push tries again" in mark_of(results).refused
    assert [each.action for each in results] == ["post", "mark"], "the invoice is there all the same"
    house.vendors.world.faults.clear()
    (followed,) = follow_ledgers(house.worker)
    assert isinstance(followed, Followed) and not followed.problem
    assert marked(house) == before | set(of_clockify(house, posted))


def test_an_entry_that_is_gone_does_not_stop_the_others(house: Pulling) -> None:
    before = marked(house)
    with house.worker.store.read() as tx:
        drafts = [item for item in tx.drafts.current(OCTOBER) if item.status == "draft"]
    chosen = next(item for item in drafts if len(of_clockify(house, item)) > 3)
    gone, *left = of_clockify(house, chosen)
    house.vendors.world.trackers["clockify"].delete(entry(house, gone))
    posted, results = post(house)
    assert posted.draft.id == chosen.draft.id
    assert mark_of(results).refused == ""
    assert marked(house) == before | set(left)


def test_where_the_plan_has_no_invoicing_that_is_said(house: Pulling) -> None:
    house.vendors.world.trackers["clockify"].plan = "free"
    _, results = post(house)
    assert "remove mark_invoiced" in mark_of(results).refused
