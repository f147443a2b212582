"""Books that show drafts by themselves: every run does, nothing posts, and what a person changed there stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from billing.calendar import month
from config.problems import BadConfiguration
from sandbox.faults import Fault
from sync.pipeline import PeriodReport, run_period
from tests.laws.house import House
from tests.sync.ledgers import BOOKS, TWINS, Twin, ledger_house, trouble
from tests.sync.pushing import NETS, OCTOBER, bring, main, refusals, row


@pytest.fixture(params=sorted(TWINS))
def ledger(request: pytest.FixtureRequest) -> Iterator[tuple[House, Twin]]:
    with ledger_house(str(request.param)) as (house, twin):
        said(house, twin, push="automatic")
        bring(house, row(1), row(2, 7200, "AAA-TWO"), row(3, 1800, "BBB-ONE"))
        yield house, twin


def said(house: House, twin: Twin, **more: str) -> None:
    stated = {**main(**{BOOKS: {**twin.config(), **more}}), "database": "${DATABASE:-sqlite:///tieout.db}"}
    house.configure(replace(house.agency, main=stated))


def run(house: House) -> PeriodReport:
    return run_period(house.worker, month(OCTOBER))


def stages(twin: Twin) -> list[tuple[str, Decimal]]:
    return [(each.stage, each.net) for each in twin.there()]


def test_a_run_shows_what_it_planned_once_and_asks_nothing_again(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    assert twin.there() == [], "what a person decided is run again offline, and shows nothing"
    shown = run(house).shown
    assert refusals(list(shown)) == {}
    assert [each.action for each in shown] == ["draft"] * 3
    assert stages(twin) == [("draft", net) for net in NETS]
    assert run(house).shown == ()


def test_what_changed_is_written_over_and_what_is_gone_taken_away(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    run(house)
    bring(house, row(1), row(2, 10800, "AAA-TWO"))
    assert sorted(each.action for each in run(house).shown) == ["draft", "withdraw"]
    assert stages(twin) == [("draft", Decimal(100)), ("draft", Decimal(300))]


def test_what_is_approved_posts_by_hand_alone(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    house.move("approve", *(item.draft.id for item in house.drafts()))
    assert run(house).shown == ()
    assert twin.there() == []
    assert refusals(house.push()) == {}
    assert stages(twin) == [("posted", net) for net in NETS]


def test_a_lost_answer_is_settled_by_the_next_run(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    trouble(twin, "after write", after=1)
    run(house)
    run(house)
    assert stages(twin) == [("draft", net) for net in NETS]


def test_while_nobody_knows_what_arrived_a_run_leaves_that_alone(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    vendors = twin.vendors

    def silent(_: Fault) -> None:
        vendors.fault(twin.kind, "500", "", times=0)

    vendors.fault(twin.kind, "before reply", twin.posts.replace("/invoice", "/estimate"))
    vendors.world.when_struck = silent
    run(house)
    assert house.rows("SELECT count(*) FROM push WHERE status = 'intended'") != [(0,)]
    run(house)
    vendors.world.faults.clear()
    run(house)
    assert refusals(list(run(house).shown)) == {}
    assert stages(twin) == [("draft", net) for net in NETS]


def test_what_a_person_changed_there_is_left_alone(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    run(house)
    edited = twin.there()[0]
    twin.edit(edited.id)
    bring(house, row(1), row(2, 7200, "AAA-TWO"), row(3, 5400, "BBB-ONE"))
    (left,) = run(house).shown
    assert "changed there by a person" in left.refused
    assert twin.there()[0].net == edited.net


def test_without_the_word_a_run_writes_nowhere(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    said(house, twin)
    assert run(house).shown == ()
    assert twin.there() == []


def test_what_would_post_by_itself_is_refused() -> None:
    with ledger_house("quickbooks") as (house, twin):
        with pytest.raises(BadConfiguration, match="posts at once, so that push: automatic would post by itself"):
            said(house, twin, push="automatic", draft_as="invoice")
        said(house, twin, push="automatic", draft_as="estimate")
