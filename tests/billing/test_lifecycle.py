"""The life of a draft: every event in every state leads somewhere, or to a sentence that says what to do."""

from __future__ import annotations

import itertools

import pytest

from billing.lifecycle import NEXT, Event, Status, after, why_not

S, E = Status, Event
PEOPLE_ACT = (E.APPROVE, E.HOLD, E.RELEASE, E.PUSH)
WAYS_ON = (
    "run the month",
    "release it",
    "push it",
    "credit",
    "the next one",
    "nothing left to",
    "nothing to take back",
    "`tieout drafts`",
)


@pytest.mark.parametrize(("status", "event"), list(itertools.product(Status, Event)))
def test_every_event_in_every_state_leads_on_or_says_what_to_do(status: Status, event: Event) -> None:
    leads = after(status, event)
    if leads is not None:
        with pytest.raises(KeyError):
            why_not(status, event)
        return
    sentence = why_not(status, event)
    assert any(way in sentence for way in WAYS_ON), sentence
    assert not sentence.endswith(".") and sentence == sentence.strip() and "{" not in sentence


def test_the_table_names_nothing_that_is_no_state_or_event() -> None:
    assert {status for status, _ in NEXT} == set(Status) - {S.VOIDED, S.SUPERSEDED}, "what is past stays"
    assert {event for status, event in NEXT if status is S.POSTED} == {E.VOID}, "what is posted stays, or is voided"
    assert set(NEXT.values()) == set(Status)


def test_an_invoice_is_only_made_of_what_was_approved() -> None:
    assert {pair for pair, status in NEXT.items() if status is S.POSTED} == {(S.APPROVED, E.PUSH)}
    assert {pair for pair, status in NEXT.items() if status is S.APPROVED} == {
        (S.DRAFT, E.APPROVE),
        (S.PUSHED, E.APPROVE),
    }


@pytest.mark.parametrize("status", [S.DRAFT, S.APPROVED, S.PUSHED, S.OUTDATED])
def test_time_that_changes_takes_an_approval_back_until_the_next_run(status: Status) -> None:
    changed = after(status, E.TIME_CHANGED)
    assert changed is S.OUTDATED
    assert after(changed, E.PUSH) is None and after(changed, E.APPROVE) is None


@pytest.mark.parametrize("status", [S.DRAFT, S.OUTDATED, S.APPROVED, S.PUSHED])
def test_whatever_is_not_an_invoice_yet_can_be_held_and_held_ones_are_not_pushed(status: Status) -> None:
    assert after(status, E.HOLD) is S.HELD
    assert after(S.HELD, E.PUSH) is None and after(S.HELD, E.APPROVE) is None
    assert after(S.HELD, E.RELEASE) is S.DRAFT


def test_a_draft_that_was_never_approved_is_shown_but_not_posted() -> None:
    assert (after(S.DRAFT, E.PUSH), after(S.PUSHED, E.PUSH)) == (S.PUSHED, S.PUSHED)


@pytest.mark.parametrize("event", PEOPLE_ACT)
def test_nothing_that_people_do_moves_an_invoice(event: Event) -> None:
    assert after(S.POSTED, event) is None
