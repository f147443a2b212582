"""Pushes that were not carried out after all: what changed meanwhile reaches the draft before it can go out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from sync.books import LeftAlone, NotMade, Pending
from sync.folder_books import FolderBooks
from tests.laws.house import House, house_of
from tests.laws.small import NOVEMBER, OCTOBER, bring, codes, contract, draft_of, totals, worked
from tests.sync.pushing import refusals
from tests.sync.test_deposits_used import FIRST, agency, billed_in_advance


@contextmanager
def answering(why: type[LeftAlone]) -> Iterator[None]:
    """Books that answer so to all that is to be written."""

    def refuses(*_: Any, **__: Any) -> None:
        raise why("ask again")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FolderBooks, "carry_out", refuses)
        yield


@contextmanager
def lost(house: House, draft: str) -> Iterator[None]:
    """What happens while nobody knows whether an approved draft is in the books; then it is known not to be."""
    with answering(Pending):
        assert draft in refusals(house.push(draft))
        yield
    with answering(NotMade):
        assert draft in refusals(house.push(draft))
    assert house.rows("SELECT count(*) FROM push WHERE status = 'given up'") == [(1,)]


def approved(house: House) -> str:
    """Two hours at 100 are approved."""
    bring(house, worked("10-05", 7200))
    house.run([OCTOBER])
    draft = draft_of(house)
    house.move("approve", draft)
    return draft


@pytest.mark.parametrize("runs", [1, 2])
def test_a_draft_whose_month_was_run_by_other_terms_meanwhile_is_planned_by_these_first(runs: int) -> None:
    with house_of(agency()) as house:
        draft = approved(house)
        with lost(house, draft):
            house.configure(replace(house.agency, contracts=(contract("a", "AAA-ONE", rate="130"),)))
            for _ in range(runs):
                house.run([OCTOBER])
        assert draft in refusals(house.push(draft))
        house.run([OCTOBER])
        assert (list(totals(house).values()), codes(house)) == (["260.00"], [])


def test_a_draft_of_a_month_of_which_nobody_knows_the_terms_it_was_run_by_is_planned_anew_first() -> None:
    """So a month stands in a store of before that was kept, where it was run while the push was under way."""
    with house_of(agency()) as house:
        draft = approved(house)
        with lost(house, draft):
            house.configure(replace(house.agency, contracts=(contract("a", "AAA-ONE", rate="130"),)))
            house.run([OCTOBER])
            with house.store.write() as tx:
                tx.units.keep_rules("a", OCTOBER, "")
        assert draft in refusals(house.push(draft))
        house.run([OCTOBER])
        assert list(totals(house).values()) == ["260.00"]


def test_a_draft_that_was_made_after_all_stays_as_it_was_approved() -> None:
    with house_of(agency()) as house:
        draft = approved(house)
        with answering(Pending):
            house.push(draft)
            house.configure(replace(house.agency, contracts=(contract("a", "AAA-ONE", rate="130"),)))
            house.run([OCTOBER])
        assert refusals(house.push(draft)) == {}
        house.run([OCTOBER])
        assert [(item.status.value, str(item.draft.total.decimal)) for item in house.drafts()] == [("posted", "200.00")]


def test_a_draft_whose_month_was_run_by_the_same_terms_needs_no_new_approval() -> None:
    with house_of(agency()) as house:
        draft = approved(house)
        with lost(house, draft):
            house.run([OCTOBER])
        assert refusals(house.push(draft)) == {}


@pytest.mark.parametrize("rates", [("130", "100"), ("130", "140", "100"), ("130", "130", "100")])
def test_a_draft_whose_month_was_last_run_by_its_own_terms_again_needs_no_new_approval(rates: tuple[str, ...]) -> None:
    with house_of(agency()) as house:
        draft = approved(house)
        own = house.agency
        with lost(house, draft):
            for rate in rates:
                other = replace(own, contracts=(contract("a", "AAA-ONE", rate=rate),))
                house.configure(own if rate == "100" else other)
                house.run([OCTOBER])
        assert refusals(house.push(draft)) == {}
        assert list(totals(house).values()) == ["200.00"]


def test_a_draft_of_a_closed_month_does_not_go_out_with_a_deposit_that_is_void_by_then() -> None:
    """The other draft of the month is in the books; that closed it."""
    with house_of(billed_in_advance()) as house:
        bring(house, worked("10-05"))
        house.run([OCTOBER])
        house.bill()
        bring(house, worked("11-02", on="AAA-TWO", note="first"), worked("11-03", 7200, note="later"))
        house.run([NOVEMBER])
        drafts = {item.draft.part: item.draft.id for item in house.drafts() if item.status == "draft"}
        house.move("approve", *drafts.values())
        later = drafts["workstream AAA-ONE"]
        assert refusals(house.push(drafts["workstream AAA-TWO"])) == {}
        with lost(house, later):
            house.void(FIRST)
        house.run([OCTOBER, NOVEMBER])
        assert "closed_draft_outdated" in codes(house)
        assert later in refusals(house.push(later))
