"""Approve, hold and release: what each makes of a draft, and why it is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from review.approvals import CannotMove, chosen
from tests.laws.house import House, house_of
from tests.laws.oracle import check_once
from tests.laws.small import AGENCY, NOVEMBER, OCTOBER, bring, draft_of, statuses, totals, worked


@pytest.fixture
def house() -> Iterator[House]:
    """An hour of October on a draft."""
    with house_of(AGENCY) as made:
        bring(made, worked("10-05"))
        made.run([OCTOBER])
        yield made


def refusal(house: House, event: str, *ids: str, why: str = "looked at") -> str:
    """The sentence that a move is refused with; nothing was written."""
    before = statuses(house), house.rows("SELECT * FROM decision")
    with pytest.raises(CannotMove) as refused:
        house.move(event, *(ids or [draft_of(house)]), why=why)
    assert (statuses(house), house.rows("SELECT * FROM decision")) == before
    return str(refused.value)


def test_an_approved_draft_becomes_an_invoice_with_a_number_and_others_become_drafts_to_look_at(house: House) -> None:
    bring(house, worked("10-05"), worked("10-06", on="BBB-ONE", note="y"))
    house.run([OCTOBER])
    approved = house.drafts()[0]
    house.move("approve", approved.draft.id)
    assert [(each.action, each.number) for each in house.push()] == [("post", "INV-0001"), ("draft", "")]
    assert statuses(house) == {"a 2026-10": "posted", "b 2026-10": "pushed"}


def test_a_held_draft_is_not_pushed_until_it_is_released(house: House) -> None:
    house.move("hold", draft_of(house))
    assert house.push() == []
    (left,) = house.push(draft_of(house))
    assert left.refused == "it is held; release it first"
    house.move("release", draft_of(house))
    assert [each.action for each in house.push()] == ["draft"]


def test_an_approval_is_for_the_draft_as_it_was_and_falls_with_its_time(house: House) -> None:
    house.move("approve", draft_of(house))
    bring(house, worked("10-05", 7200))
    assert statuses(house) == {"a 2026-10": "outdated"}
    house.run([OCTOBER])
    assert (statuses(house), totals(house)) == ({"a 2026-10": "draft"}, {"a 2026-10": "200.00"})


def test_an_approval_stands_through_a_run_that_changes_nothing_of_the_draft(house: House) -> None:
    house.move("approve", draft_of(house))
    bring(house, worked("10-05"), worked("10-06", on="BBB-ONE", note="y"))
    house.run([OCTOBER])
    assert statuses(house) == {"a 2026-10": "approved", "b 2026-10": "draft"}


def test_a_held_draft_stays_held_when_it_is_planned_anew(house: House) -> None:
    house.move("hold", draft_of(house))
    bring(house, worked("10-05", 7200))
    house.run([OCTOBER])
    assert (statuses(house), totals(house)) == ({"a 2026-10": "held"}, {"a 2026-10": "200.00"})


def test_a_draft_that_lost_time_while_it_was_held_is_out_of_date_when_it_is_released(house: House) -> None:
    house.move("hold", draft_of(house))
    bring(house, worked("10-05", 7200))
    (released,) = house.move("release", draft_of(house))
    assert released.status == "outdated"
    assert "run the month again, then approve it" in refusal(house, "approve")
    assert "run the month again, then push it" in house.push(draft_of(house))[0].refused
    house.run([OCTOBER, NOVEMBER])
    house.bill()
    assert totals(house) == {"a 2026-10": "200.00"}
    check_once(house)


@pytest.mark.parametrize("event", ["approve", "hold", "release"])
def test_what_is_in_the_books_as_an_invoice_is_not_moved(house: House, event: str) -> None:
    house.bill()
    assert "it is in the books as an invoice" in refusal(house, event)


@pytest.mark.parametrize(
    ("before", "event", "sentence"),
    [
        (["approve"], "approve", "it is approved already"),
        (["hold"], "hold", "it is held already"),
        (["hold"], "approve", "it is held; release it first"),
        ([], "release", "it is neither held nor approved"),
        (["approve", "release"], "release", "it is neither held nor approved"),
    ],
)
def test_what_cannot_happen_to_a_draft_is_said(house: House, before: list[str], event: str, sentence: str) -> None:
    for each in before:
        house.move(each, draft_of(house))
    assert refusal(house, event).startswith(f"draft {draft_of(house)} of Client a: {sentence}")


def test_an_outdated_draft_cannot_be_approved(house: House) -> None:
    bring(house, worked("10-05", 7200))
    assert "what it is made of has changed since it was planned; run the month again, then approve it" in refusal(
        house, "approve"
    )


def test_holding_needs_a_reason(house: House) -> None:
    assert refusal(house, "hold", why="") == "say why with --why; whoever finds the draft held will want to know"


def test_one_draft_that_cannot_be_moved_leaves_all_as_they_are(house: House) -> None:
    bring(house, worked("10-05"), worked("10-06", on="BBB-ONE", note="y"))
    house.run([OCTOBER])
    one, other = (item.draft.id for item in house.drafts())
    house.move("hold", other)
    assert f"draft {other} of Client b: it is held" in refusal(house, "approve", one, other)


def test_a_draft_is_named_by_the_beginning_of_its_id_and_never_by_chance(house: House) -> None:
    bring(house, worked("10-05"), worked("10-06", on="BBB-ONE", note="y"))
    house.run([OCTOBER])
    first = house.drafts()[0].draft.id
    with house.store.read() as tx:
        assert [item.draft.id for item in chosen(tx, [first[:8]], "", "")] == [first]
        assert [item.draft.id for item in chosen(tx, [], "", "Client a")] == [first]
        assert [item.draft.id for item in chosen(tx, [], OCTOBER, "a")] == [first]
        for wanted in ("d", "", "dzzzzz", first + "x", "%%%%"):
            with pytest.raises(CannotMove):
                chosen(tx, [wanted], "", "")
        for period, client in ((NOVEMBER, ""), ("", "Nobody Inc")):
            with pytest.raises(CannotMove, match="there are no such drafts; `tieout drafts` shows the ones there are"):
                chosen(tx, [], period, client)


def test_a_word_about_a_draft_is_kept_with_who_when_and_why(house: House) -> None:
    house.move("hold", draft_of(house), why="the client asked")
    kept = house.rows("SELECT kind, subject, decided_by, why FROM decision")
    assert kept == [("hold", draft_of(house), "kim", "the client asked")]
