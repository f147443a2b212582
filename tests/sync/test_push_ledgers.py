"""Drafts into ledgers on loopback: each exactly once, to the cent, and followed until it is paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from sandbox.faults import Fault
from sync.pipeline import follow_ledgers
from tests.laws.house import House
from tests.sync.ledgers import Twin, sign_in, trouble, writes
from tests.sync.pushing import NETS, OCTOBER, ROWS, bring, refusals, row


def test_drafts_are_shown_with_their_statement_and_become_invoices_when_approved(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    assert refusals(house.push()) == {}
    assert [(each.kind, each.stage, each.net, each.files) for each in twin.there()] == [
        (twin.shows, "draft", net, 1) for net in NETS
    ]
    assert refusals(house.bill()) == {}
    assert [(each.stage, each.net) for each in twin.there()] == [("posted", net) for net in NETS]
    assert {item.status.value for item in house.drafts()} == {"posted"}
    assert house.statement(OCTOBER).difference_seconds == 0


def test_what_show_hides_is_not_in_what_a_ledger_is_sent(ledger: tuple[House, Twin]) -> None:
    """The name is in the note, and the note is the line; who wrote it is shown as a role."""
    house, _ = ledger
    wishes = {"lines_by": "entry", "texts": {"line": "{note}"}, "show": [{"people": "roles"}, "hours", "notes"]}
    contracts = tuple({**each, "invoice": wishes} for each in house.agency.contracts)
    house.configure(replace(house.agency, contracts=contracts))
    bring(house, replace(ROWS[0], note="Call of Kim Allen"))
    house.bill()
    sent = [bytes(body).decode() for (body,) in house.rows("SELECT body FROM push")]
    assert sent
    assert all("Call of senior" in body and "Kim" not in body for body in sent)


def test_a_new_draft_takes_two_requests_and_one_more_draft_takes_two_more(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    asked = twin.vendors.world.requests
    first, *others = [item.draft.id for item in house.drafts()]
    asked.clear()
    house.push(first)
    alone = len(asked)
    asked.clear()
    house.push(*others)
    assert len(others) == 2
    assert len(asked) == alone + 2


# ---- trouble on the way ----

LOST = ("before write", "after write", "before reply", "500 after write", "twice")


@pytest.mark.parametrize("fault", LOST)
@pytest.mark.parametrize("after", [0, pytest.param(1, marks=pytest.mark.proof), 2])
def test_whatever_is_lost_on_the_way_ends_with_each_document_once(
    ledger: tuple[House, Twin], fault: str, after: int
) -> None:
    house, twin = ledger
    trouble(twin, fault, after=after)
    house.push()
    house.push()
    assert [(each.stage, each.net, each.files) for each in twin.there()] == [("draft", net, 1) for net in NETS]
    trouble(twin, fault, after=after)
    house.bill()
    house.push()
    assert [(each.stage, each.net) for each in twin.there()] == [("posted", net) for net in NETS]
    assert refusals(house.push()) == {}
    assert house.rows("SELECT count(*) FROM push WHERE status = 'intended'") == [(0,)]


def test_while_nobody_knows_whether_it_arrived_the_month_is_not_planned_again(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    vendors = twin.vendors

    def silent(_: Fault) -> None:
        vendors.fault(twin.kind, "500", "", times=0)

    writes(twin, "before reply", "draft")
    vendors.world.when_struck = silent
    refused = refusals(house.push())
    assert refused
    vendors.world.when_struck = None
    bring(house, *ROWS, row(4, 7200))
    under_way = house.rows("SELECT draft, revision FROM push WHERE status = 'intended'")
    assert under_way, "something is under way"
    for draft, revision in under_way:
        (standing,) = [item for item in house.drafts() if item.draft.id == draft]
        assert standing.revision == revision
    twin.vendors.world.faults.clear()
    house.push()
    house.run([OCTOBER])
    assert refusals(house.push()) == {}
    assert sorted(each.net for each in twin.there()) == [Decimal(50), Decimal(200), Decimal(300)]


def test_what_is_edited_while_nobody_knows_whether_it_was_invoiced_is_never_billed_twice(
    ledger: tuple[House, Twin],
) -> None:
    house, twin = ledger
    house.push()
    vendors = twin.vendors

    def silent(_: Fault) -> None:
        vendors.fault(twin.kind, "500", "", times=0)

    vendors.fault(twin.kind, "before reply", twin.posts, method="POST")
    vendors.world.when_struck = silent
    house.bill()
    ((draft,),) = house.rows("SELECT draft FROM push WHERE status = 'intended' AND action = 'post'")
    (under_way,) = (item.draft.total.decimal for item in house.drafts() if item.draft.id == draft)
    bring(house, row(1, 5400), row(2, 9000, "AAA-TWO"), row(3, 3600, "BBB-ONE"))
    vendors.world.faults.clear()
    house.push()
    house.run([OCTOBER])
    house.bill()
    longer = {Decimal(50): Decimal(100), Decimal(100): Decimal(150), Decimal(200): Decimal(250)}
    expected = sorted(old if old == under_way else new for old, new in longer.items())
    assert [(each.stage, each.net) for each in twin.there()] == [("posted", net) for net in expected]
    assert house.statement(OCTOBER).difference_seconds == 0
    assert {issue.code for issue in house.issues()} >= {"edited_after_billing"}


def test_an_invoice_that_is_refused_lets_its_time_change_again(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    trouble(twin, "revoked", times=0)
    refused = refusals(house.bill())
    assert len(refused) == 3, refused
    twin.vendors.world.faults.clear()
    sign_in(house)
    bring(house, row(1, 5400), row(2, 7200, "AAA-TWO"), row(3, 1800, "BBB-ONE"))
    house.bill()
    assert [(each.stage, each.net) for each in twin.there()] == [
        ("posted", net) for net in (Decimal(50), Decimal(150), Decimal(200))
    ]
    assert house.issues() == []


def test_a_sign_in_that_ended_is_told_and_what_was_begun_ends_after_the_next_one(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    trouble(twin, "revoked", after=1)
    refused = refusals(house.push())
    assert refused
    assert all("tieout connect ledger" in why for why in refused.values())
    sign_in(house)
    house.push()
    assert refusals(house.push()) == {}
    assert [(each.stage, each.net, each.files) for each in twin.there()] == [("draft", net, 1) for net in NETS]


def test_a_draft_that_could_not_be_taken_away_is_taken_away_by_the_next_push(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    house.push()
    bring(house, row(1), row(2, 7200, "AAA-TWO"))
    trouble(twin, "revoked", after=1)
    assert refusals(house.push())
    sign_in(house)
    assert refusals(house.push()) == {}
    assert [each.net for each in twin.there()] == NETS[1:]


# ---- what people change ----


def test_a_draft_whose_time_changed_is_replaced_and_one_that_is_planned_no_more_is_taken_away(
    ledger: tuple[House, Twin],
) -> None:
    house, twin = ledger
    house.push()
    bring(house, row(1), row(2, 10800, "AAA-TWO"))
    assert refusals(house.push()) == {}
    assert [(each.stage, each.net) for each in twin.there()] == [("draft", Decimal(100)), ("draft", Decimal(300))]


def test_what_a_person_edited_there_is_told_and_never_written_over(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    house.push()
    edited = twin.there()[0]
    twin.edit(edited.id)
    (followed,) = follow_ledgers(house.worker)
    (act,) = followed.acts
    assert act.endswith("was edited in ledger: agree on what is right, then delete it there and push it again")
    assert "document_edited" in {issue.code for issue in house.issues()}
    bring(house, row(1), row(2, 7200, "AAA-TWO"), row(3, 5400, "BBB-ONE"))
    (why,) = refusals(house.push()).values()
    assert "changed there by a person" in why
    assert twin.there()[0].net == edited.net


def test_a_draft_that_somebody_deleted_there_is_held_and_not_shown_again(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    house.push()
    gone = twin.there()[0]
    twin.delete(gone.id)
    (why,) = refusals(house.push()).values()
    assert "deleted there by a person" in why
    (followed,) = follow_ledgers(house.worker)
    assert any("was deleted" in act for act in followed.acts), followed
    assert "held" in {item.status.value for item in house.drafts()}
    house.push()
    assert len(twin.there()) == 2
    house.move("release", *(item.draft.id for item in house.drafts() if item.status.value == "held"))
    assert refusals(house.push()) == {}
    assert [(each.stage, each.net) for each in twin.there()] == [("draft", net) for net in NETS]


def test_what_somebody_approves_there_is_posted_here_and_its_payment_comes_back(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    house.push()
    for each in twin.there():
        twin.approve(each.id)
    (followed,) = follow_ledgers(house.worker)
    assert sum("was approved" in act for act in followed.acts) == 3, followed
    assert {item.status.value for item in house.drafts()} == {"posted"}
    assert refusals(house.push()) == {}
    assert [each.net for each in twin.there()] == NETS
    twin.pay(twin.there()[0].id)
    follow_ledgers(house.worker)
    assert house.rows("SELECT stage, count(*) FROM document WHERE kind = 'invoice' GROUP BY stage ORDER BY stage") == [
        ("open", 2),
        ("paid", 1),
    ]


def test_an_invoice_that_is_voided_there_counts_no_more_and_waits(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    house.push()
    house.bill()
    posted = [each for each in twin.there() if each.stage == "posted"]
    twin.void(posted[0].id)
    (followed,) = follow_ledgers(house.worker)
    assert any("voided or deleted" in act for act in followed.acts), followed
    told = [act for act in followed.acts if "is open again" in act]
    stands = [each for each in twin.there() if each.stage == "draft"]
    assert len(told) == len(stands) == (twin.kind == "quickbooks")
    house.run([OCTOBER])
    assert "document_voided" in {issue.code for issue in house.issues()}
    assert house.statement(OCTOBER).difference_seconds == 0


# ---- what must not pass in silence ----


def test_a_draft_that_was_held_and_is_deleted_there_is_told(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    house.push()
    gone = twin.there()[0]
    (held,) = [item.draft.id for item in house.drafts() if item.draft.total.decimal == gone.net]
    house.move("hold", held, why="the client asks")
    twin.delete(gone.id)
    (followed,) = follow_ledgers(house.worker)
    assert any("was deleted in ledger" in act for act in followed.acts), followed
    assert "document_deleted" in {issue.code for issue in house.issues()}
    house.move("release", held)
    assert refusals(house.push()) == {}
    assert [(each.stage, each.net) for each in twin.there()] == [("draft", net) for net in NETS]


def test_a_draft_that_was_deleted_there_is_nobody_s_matter_once_no_plan_proposes_it(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    house.push()
    twin.delete(twin.there()[0].id)
    follow_ledgers(house.worker)
    house.run([OCTOBER])
    assert "document_deleted" in {issue.code for issue in house.issues()}, "it is proposed, and held"
    bring(house, row(1), row(2, 7200, "AAA-TWO"))
    assert "document_deleted" not in {issue.code for issue in house.issues()}
    bring(house, *ROWS)
    assert refusals(house.push()) == {}
    assert [(each.stage, each.net) for each in twin.there()] == [("draft", net) for net in NETS]


def test_a_draft_that_is_planned_no_more_and_is_deleted_there_is_told_and_not_taken_away_again(
    ledger: tuple[House, Twin],
) -> None:
    house, twin = ledger
    house.push()
    bring(house, row(1), row(2, 7200, "AAA-TWO"))
    twin.delete(twin.there()[0].id)
    (followed,) = follow_ledgers(house.worker)
    assert any("no plan proposes it any more" in act for act in followed.acts), followed
    assert refusals(house.push()) == {}
    assert [each.net for each in twin.there()] == NETS[1:]


@pytest.mark.parametrize("since", ["never", "long ago"])
def test_what_was_deleted_is_seen_however_long_nobody_looked(ledger: tuple[House, Twin], since: str) -> None:
    house, twin = ledger
    house.push()
    gone = twin.there()[0]
    twin.delete(gone.id)
    with house.store.write() as tx:
        if since == "never":
            tx._connection.exec_driver_sql("DELETE FROM followed")  # as after a restore
        else:
            tx.documents.follow_from("ledger", house.worker.clock() - timedelta(days=90))
    (followed,) = follow_ledgers(house.worker)
    assert any("was deleted in ledger" in act for act in followed.acts), followed
    assert "held" in {item.status.value for item in house.drafts()}
    known = house.rows("SELECT kind, stage FROM document WHERE stage = 'deleted'")
    assert [stage for _, stage in known] == ["deleted"]
    assert house.rows("SELECT count(*) FROM document") == [(3,)], "no other document is made of it"


def test_what_is_deleted_keeps_its_number_and_amount_here(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    house.push()
    before = house.rows("SELECT id, number, net_minor, currency FROM document ORDER BY id")
    for each in twin.there():
        twin.delete(each.id)
    follow_ledgers(house.worker)
    assert house.rows("SELECT id, number, net_minor, currency FROM document ORDER BY id") == before


def test_what_was_approved_here_and_there_at_once_is_told(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    house.push()
    vendors = twin.vendors

    def silent(_: Fault) -> None:
        vendors.fault(twin.kind, "500", "", times=0)

    vendors.fault(twin.kind, "before reply", twin.posts, method="POST")
    vendors.world.when_struck = silent
    house.bill()
    vendors.world.faults.clear()
    (followed,) = follow_ledgers(house.worker)
    assert any("the next push finds out" in act for act in followed.acts), followed
    house.push()
    assert [(each.stage, each.net) for each in twin.there()] == [("posted", net) for net in NETS]
    assert house.rows("SELECT count(*) FROM push WHERE status = 'intended'") == [(0,)]


def test_an_invoice_that_somebody_edited_is_told_with_by_how_much_and_what_to_do(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    house.bill()
    one = twin.there()[-1]
    twin.change_price(one.id, Decimal("90"))
    (followed,) = follow_ledgers(house.worker)
    (act,) = followed.acts
    assert "it asks for 20.00 USD less than was planned; put it back there, or void it there" in act
    (issue,) = house.issues()
    assert "it comes to 180.00 USD before tax, and 200.00 USD was written; it asks for 20.00 USD less" in issue.sentence
    twin.change_price(one.id, Decimal("100"))
    follow_ledgers(house.worker)
    assert house.issues() == [], "it is as it was written"


def test_what_was_approved_there_too_early_and_is_voided_there_is_shown_again_as_it_is_now(
    ledger: tuple[House, Twin],
) -> None:
    house, twin = ledger
    house.push()
    shown = twin.there()[-1]
    bring(house, row(1), row(2, 10800, "AAA-TWO"), row(3, 1800, "BBB-ONE"))
    twin.approve(shown.id)
    follow_ledgers(house.worker)
    assert {issue.code for issue in house.issues()} >= {"approved_outdated"}
    (approved,) = [each for each in twin.there() if each.stage == "posted"]
    twin.void(approved.id)
    (followed,) = follow_ledgers(house.worker)
    assert followed.acts
    assert "approved_outdated" not in {issue.code for issue in house.issues()}
    for each in house.drafts():
        if each.status.value == "held":
            house.move("release", each.draft.id)
    assert refusals(house.push()) == {}
    assert sorted(each.net for each in twin.there() if each.stage == "draft") == [*NETS[:2], Decimal(300)]
