"""Which rate wins: conditions, dates, ties and gaps."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from billing.rates import Ruling, describe, rule, sentence
from billing.records import Rate, Work

DAY = date(2026, 10, 20)


def rate(price: str, since: str = "", **conditions: str) -> Rate:
    return Rate(Decimal(price), tuple(sorted(conditions.items())), date.fromisoformat(since) if since else None)


def work(day: date = DAY, person: str = "Kim", role: str = "senior", activity: str = "Design") -> Work:
    return Work("e1", 1, day, 3600, "ACME-IMPL", person, role, activity, ("Workshop",))


def won(rates: list[Rate], of: Work) -> str | None:
    winner = rule(tuple(rates), of).winner
    return str(winner.price) if winner else None


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        ([rate("150")], "150"),
        ([rate("150"), rate("180", role="senior")], "180"),
        ([rate("150"), rate("180", role="senior"), rate("240", role="senior", activity="Design")], "240"),
        ([rate("150"), rate("180", role="junior")], "150"),
        ([rate("150"), rate("90", activity="Workshop")], "90"),  # a tag is an activity, too
        ([rate("150"), rate("90", activity="design")], "150"),  # letter by letter, never nearly
        ([rate("150"), rate("155", workstream="ACME-IMPL")], "155"),
        ([rate("0", person="Kim"), rate("150")], "0"),  # an explicit zero is a price
        ([rate("180", role="senior"), rate("160", person="Kim")], None),  # neither contains the other
        ([rate("90", activity="Design"), rate("95", activity="Workshop")], None),
        ([rate("180", role="junior")], None),  # a gap
        ([], None),
    ],
)
def test_more_conditions_win_and_ties_and_gaps_have_no_winner(rates: list[Rate], expected: str | None) -> None:
    assert won(rates, work()) == expected
    assert won(list(reversed(rates)), work()) == expected


@pytest.mark.parametrize(("day", "expected"), [(14, "180"), (15, "195"), (31, "195")])
def test_a_later_rate_with_the_same_conditions_ends_the_earlier_one(day: int, expected: str) -> None:
    card = [rate("150"), rate("180", role="senior"), rate("195", "2026-10-15", role="senior")]
    assert won(card, work(date(2026, 10, day))) == won(card[::-1], work(date(2026, 10, day))) == expected


def test_before_its_first_day_a_rate_does_not_exist() -> None:
    assert won([rate("195", "2026-10-21")], work()) is None


def test_a_tie_names_every_rate_that_stands_and_not_those_that_were_beaten() -> None:
    senior, kim = rate("180", role="senior"), rate("160", person="Kim")
    assert rule((rate("150"), senior, kim), work()) == Ruling(None, (senior, kim), (rate("150"),))


def test_a_winner_is_named_with_those_it_beat() -> None:
    senior = rate("180", role="senior")
    assert rule((rate("150"), senior), work()) == Ruling(senior, (), (rate("150"),))


@pytest.mark.parametrize(
    ("of", "words"),
    [
        (rate("150"), "150.00 USD an hour for everyone"),
        (rate("195", "2026-10-15", role="senior"), "195.00 USD an hour for role senior, from 2026-10-15"),
        (rate("90.5", activity="Design", role="senior"), "90.50 USD an hour for activity Design, role senior"),
    ],
)
def test_a_rate_says_what_it_is_for_whom_and_since_when(of: Rate, words: str) -> None:
    assert describe(of, "USD") == words


def test_the_sentence_says_what_won_and_what_it_beat() -> None:
    ruling = rule((rate("150"), rate("195", "2026-10-15", role="senior")), work())
    expected = "195.00 USD an hour for role senior, from 2026-10-15; more specific than 150.00"
    assert sentence(ruling, "USD") == expected
    assert sentence(rule((rate("150"),), work()), "USD") == "150.00 USD an hour for everyone"
    three = (rate("150"), rate("180", role="senior"), rate("240", role="senior", activity="Design"))
    assert sentence(rule(three, work()), "USD").endswith("; more specific than 150.00 and 180.00")
