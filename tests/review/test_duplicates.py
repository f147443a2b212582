"""Duplicates: said once, and told again when what they repeat is no longer what it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests.laws.house import House, Rows, house_of
from tests.laws.small import AGENCY, NOVEMBER, OCTOBER, bring, codes, contract, entry_of, worked

ORIGINALLY = "a duplicate of 1:00 h on 2026-10-05 for Client a, which is"


@pytest.fixture
def house() -> Iterator[House]:
    """Two hours on the draft of October, one of them with the note y."""
    with house_of(AGENCY) as made:
        bring(made, worked("10-05"), worked("10-06", note="y"))
        made.run([OCTOBER])
        yield made


def decided(house: House) -> Rows:
    return house.rows("SELECT id, kind, subject, undoes FROM decision ORDER BY id")


def cut_short(house: House) -> str:
    bring(house, worked("10-05", 360), worked("10-06", note="y"))
    return "0:06 h on 2026-10-05 for Client a now"


def moved_away(house: House) -> str:
    bring(house, worked("10-05", on="BBB-ONE"), worked("10-06", note="y"))
    return "1:00 h on 2026-10-05 for Client b now"


def decided_away(house: House) -> str:
    house.decide("non-billable", entry_of(house))
    return "1:00 h on 2026-10-05 for Client a (non billable) now"


def ignored(house: House) -> str:
    rule = {"project": "Site AAA-ONE", "why": "our own"}
    bring(house, worked("10-05"), worked("10-06", on="BBB-ONE", note="y"))
    house.configure(replace(AGENCY, main={**AGENCY.main, "ignore": [rule]}))
    return "1:00 h on 2026-10-05 for Client a (out of scope) now"


@pytest.mark.parametrize("becomes", [cut_short, moved_away, decided_away, ignored])
def test_a_duplicate_is_told_of_when_its_original_is_no_longer_what_it_was(
    house: House, becomes: Callable[[House], str]
) -> None:
    house.decide("duplicate-of", entry_of(house, "y"), of=entry_of(house))
    house.run([OCTOBER])
    assert codes(house) == []
    now = becomes(house)
    house.run([OCTOBER])
    told = " ".join(issue.sentence for issue in house.issues() if issue.code == "changed_since_decision")
    assert f"{ORIGINALLY} {now}, when it was decided: duplicate-of" in told
    house.decide("write-off", entry_of(house, "y"))
    house.run([OCTOBER])
    assert "changed_since_decision" not in codes(house)


def test_what_was_accepted_of_a_duplicate_is_asked_again_when_its_original_changes_again(house: House) -> None:
    house.decide("duplicate-of", entry_of(house, "y"), of=entry_of(house))
    house.run([OCTOBER])
    bring(house, worked("10-05", 3000), worked("10-06", note="y"))
    house.run([OCTOBER])
    house.decide("accept", entry_of(house, "y"))
    house.run([OCTOBER])
    assert codes(house) == []
    bring(house, worked("10-05", 360), worked("10-06", note="y"))
    house.run([OCTOBER])
    assert codes(house) == ["changed_since_decision"]
    house.decide("accept", entry_of(house, "y"))
    house.run([OCTOBER])
    assert codes(house) == []
    house.decide("write-off", entry_of(house))
    house.run([OCTOBER])
    assert codes(house) == ["changed_since_decision"]


def test_a_duplicate_is_no_question_while_its_original_is_billed(house: House) -> None:
    house.decide("duplicate-of", entry_of(house, "y"), of=entry_of(house))
    house.run([OCTOBER])
    house.bill()
    house.run([OCTOBER])
    assert codes(house) == []


@pytest.mark.parametrize("word", ["write-off", "non-billable", "billed-elsewhere"])
def test_a_duplicate_of_what_was_decided_about_just_before_is_no_question(house: House, word: str) -> None:
    house.decide(word, entry_of(house))
    house.decide("duplicate-of", entry_of(house, "y"), of=entry_of(house))
    house.run([OCTOBER])
    assert codes(house) == []


def test_a_duplicate_is_told_of_when_what_was_decided_of_its_original_just_before_is_undone(house: House) -> None:
    house.decide("write-off", entry_of(house))
    house.run([OCTOBER])
    house.decide("duplicate-of", entry_of(house, "y"), of=entry_of(house))
    house.run([OCTOBER])
    assert codes(house) == []
    house.undo(decided(house)[0][0])
    house.run([OCTOBER])
    assert codes(house) == ["changed_since_decision"]


@pytest.mark.parametrize("then", ["leave", "write-off"])
def test_a_duplicate_is_told_of_when_its_original_is_credited_for_good(house: House, then: str) -> None:
    house.decide("duplicate-of", entry_of(house, "y"), of=entry_of(house))
    house.run([OCTOBER])
    house.bill()
    ((number,),) = house.rows("SELECT number FROM push WHERE action = 'post'")
    house.credit(number, then)
    house.run([OCTOBER])
    house.bill()
    house.run([OCTOBER])
    assert codes(house) == ["changed_since_decision"]


def test_a_duplicate_of_what_an_invoice_shows_at_no_charge_is_no_question() -> None:
    shown = contract("a", "AAA-ONE", invoice={"no_charge_lines": "yes"})
    with house_of(replace(AGENCY, contracts=(shown,))) as house:
        bring(house, worked("10-05"), worked("10-06", note="y"), worked("10-08", note="z"))
        house.run([OCTOBER])
        house.decide("non-billable", entry_of(house))
        house.run([OCTOBER])
        house.decide("duplicate-of", entry_of(house, "y"), of=entry_of(house))
        house.run([OCTOBER])
        house.bill()
        house.run([OCTOBER])
        assert codes(house) == []
        bring(house, worked("10-05"), worked("10-06", note="y"), worked("10-08", note="z"), worked("10-09", note="w"))
        house.run([OCTOBER, NOVEMBER])
        house.decide("duplicate-of", entry_of(house, "w"), of=entry_of(house))
        house.run([OCTOBER, NOVEMBER])
        assert "changed_since_decision" not in codes(house)
