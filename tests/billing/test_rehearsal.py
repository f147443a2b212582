"""A rehearsal explains every cent between what we would bill and what was billed, and claims nothing it cannot know."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.money import amount, quantity
from billing.rehearsal import compare
from billing.rehearsal_records import Both, Explained, Paired, Piece, Stated, Why
from billing.stated_months import month_of, months_in

DAY = date(2026, 9, 14)


def piece(entry: str, hours: str, price: str = "150", task: str = "ACME-1", **more: object) -> Piece:
    """A part of an entry, charged as worked."""
    seconds, rate = int(Decimal(hours) * 3600), Decimal(price)
    minor = amount(quantity(seconds), rate, "USD").minor
    made = Piece(
        entry=entry,
        day=DAY,
        minor=minor,
        price=rate,
        words=f"{task} Intake form",
        draft=f"d-{task}",
        person="Sam Ortiz",
        workstream="ACME-IMPL",
        stream="Intake bot",
        tasks=(task,) if task else (),
        seconds=seconds,
        charged_seconds=seconds,
    )
    return replace(made, **more)  # type: ignore[arg-type]  # the fields are those of a piece


def fee(entry: str, minor: int, words: str) -> Piece:
    """A stated amount."""
    return Piece(entry, DAY, minor, Decimal(minor) / 100, words, hours=False)


def line(words: str, hours: str, price: str, number: str = "INV-1", **more: object) -> Stated:
    """A line of somebody else's."""
    minor = amount(Decimal(hours), Decimal(price), "USD").minor
    made = Stated(f"id-{number}", number, minor, words, Decimal(hours), Decimal(price))
    return replace(made, **more)  # type: ignore[arg-type]  # the fields are those of a line


def explained(pieces: list[Piece], lines: list[Stated], elsewhere: list[Stated] | None = None) -> list[Explained]:
    """What explains the difference, with the law that holds of it always."""
    both = Both("USD", tuple(pieces), tuple(lines), tuple(elsewhere or ()))
    return [each for pair in checked(both) for each in pair.explained]


def checked(both: Both) -> tuple[Paired, ...]:
    """The pairs, with the laws that hold of all: to the cent, everything in one pair, nothing counted twice."""
    pairs = compare(both)
    found = [each for pair in pairs for each in pair.explained]
    assert sum(each.minor for each in found) == sum(p.minor for p in both.pieces) - sum(s.minor for s in both.lines)
    assert Counter(map(id, both.pieces)) == Counter(id(each) for pair in pairs for each in pair.pieces)
    assert Counter(map(id, both.lines)) == Counter(id(each) for pair in pairs for each in pair.lines)
    for pair in pairs:
        inside = sum(each.minor for each in pair.explained)
        ours, theirs = sum(each.minor for each in pair.pieces), sum(each.minor for each in pair.lines)
        assert inside == ours - theirs or (not pair.lines and pair.explained[0].why is Why.PERIOD)
    return pairs


def said(found: list[Explained]) -> list[tuple[str, int, tuple[str, ...]]]:
    """Explanations, without their words."""
    return [(each.why.value, each.minor, each.entries) for each in found]


# ---- what each difference is called ----


def test_what_is_the_same_needs_no_explanation() -> None:
    assert explained([piece("a", "2"), piece("b", "1.5")], [line("ACME-1 Form", "3.5", "150")]) == []


def test_work_on_no_line_was_never_billed_entry_by_entry() -> None:
    found = explained([piece("a", "2"), piece("b", "1", task="ACME-2")], [line("ACME-1", "2", "150")])
    assert said(found) == [("never billed", 15000, ("b",))]


def test_an_entry_that_is_missing_of_a_line_is_named_where_only_it_has_these_hours() -> None:
    work = [piece("a", "2"), piece("b", "0.75"), piece("c", "1.25")]
    found = explained(work, [line("ACME-1", "3.25", "150")])
    assert said(found) == [("never billed", 11250, ("b",))]
    assert explained(work[:2], [line("ACME-1", "2", "150")])[0].entries == ("b",)


def test_where_two_entries_have_the_missing_hours_nobody_can_tell_which() -> None:
    found = explained([piece("a", "2"), piece("b", "1"), piece("c", "1")], [line("ACME-1", "3", "150")])
    assert [each.why for each in found] == [Why.UNEXPLAINED]


def test_another_rate_is_told_on_equal_hours() -> None:
    found = explained([piece("a", "2", "180"), piece("b", "3", "180")], [line("ACME-1", "5", "150")])
    assert said(found) == [("other rate", 15000, ("a", "b"))]
    assert found[0].words == "an hour is 150.00 there, 180.00 by the contract"


def test_several_rates_are_compared_each_with_its_own() -> None:
    work = [piece("a", "2", "180"), piece("b", "3", "150")]
    found = explained(work, [line("ACME-1 senior", "2", "180"), line("ACME-1", "2.5", "150")])
    assert [each.why for each in found] == [Why.UNEXPLAINED]
    assert said(explained(work, [line("ACME-1", "3", "150")])) == [("never billed", 36000, ("a",))]


def test_other_rounding_is_recognised_by_its_rule() -> None:
    work = [
        piece("a", "2.1", seconds=7400, charged_seconds=7560),
        piece("b", "1.3", seconds=4500, charged_seconds=4680),
    ]
    found = explained(work, [line("ACME-1", "3.5", "150")])
    assert [each.why for each in found] == [Why.ROUNDING]
    assert "up to 15 minutes per entry" in found[0].words
    assert found[0].minor == -1500


def test_a_line_that_is_there_twice_is_over_billed() -> None:
    found = explained([piece("a", "2")], [line("ACME-1", "2", "150"), line("ACME-1", "2", "150", "INV-2")])
    assert said(found) == [("billed twice", -30000, ("a",))]
    assert "INV-2" in found[0].words


def test_a_line_that_names_nothing_of_ours_beside_lines_that_do_is_unknown() -> None:
    found = explained([piece("a", "2")], [line("ACME-1", "2", "150"), line("Rush fee", "1", "500")])
    assert said(found) == [("unknown line", -50000, ())]


def test_a_credit_note_is_told_apart_and_matched_with_nothing() -> None:
    back = line("ACME-1", "-2", "150", "CN-1", credit=True)
    found = explained([piece("a", "2")], [line("ACME-1", "2", "150"), back])
    assert said(found) == [("credit note", 30000, ())]


def test_lines_of_another_month_are_told_apart() -> None:
    found = explained([piece("a", "2")], [line("ACME-1", "2", "150"), line("August", "1", "500", month="2026-08")])
    assert said(found) == [("other period", -50000, ())]


def test_work_that_another_months_document_bills_is_of_another_period() -> None:
    later = [line("ACME-1, September 2026", "2", "150", "INV-9")]
    found = explained([piece("a", "2"), piece("b", "1", task="ACME-2")], [line("ACME-2", "1", "150")], later)
    assert said(found) == [("other period", 30000, ("a",))]
    assert "INV-9" in found[0].words
    other = explained([piece("a", "2")], [], [line("ACME-1, September 2026", "3", "150", "INV-9")])
    assert said(other) == [("never billed", 30000, ("a",))], "other hours are no proof"


def test_a_document_that_names_nothing_is_right_only_if_its_sums_are() -> None:
    work = [piece("a", "2"), piece("b", "1", task="ACME-2")]
    assert explained(work, [line("Services", "3", "150")]) == []
    assert said(explained(work, [line("Services", "3", "140")])) == [("other rate", 3000, ("a", "b"))]
    assert said(explained(work, [line("Services", "2", "150")])) == [("never billed", 15000, ("b",))]
    assert [each.why for each in explained(work, [line("Services", "1", "460")])] == [Why.UNEXPLAINED]
    assert explained(work, [line("Services", "1", "450")]) == [], "all that there is, in one sum"
    assert [each.why for each in explained(work, [line("Services", "2.2", "150")])] == [Why.UNEXPLAINED]


def test_equal_amounts_of_other_hours_are_never_called_right() -> None:
    found = explained([piece("a", "10")], [line("ACME-1", "7.5", "200")])
    assert said(found) == [("unexplained", 0, ("a",))]


def test_stated_amounts_are_known_by_their_words_or_by_an_amount_that_only_they_have() -> None:
    fees = [fee("m1", 480000, "UAT sign-off"), fee("m2", 90000, "Hosting")]
    lines = [line("UAT  sign-off", "1", "4800"), line("Server costs", "1", "900")]
    assert explained([piece("a", "2"), *fees], [line("ACME-1", "2", "150"), *lines]) == []
    less = explained(fees[:1], [line("UAT sign-off", "1", "4000")])
    assert said(less) == [("unexplained", 80000, ("m1",))]


def test_what_waits_here_and_was_billed_there_says_so() -> None:
    waiting = piece("w", "1.5", aside=True, minor=0)
    found = explained([piece("a", "2"), waiting], [line("ACME-1", "3.5", "150")])
    assert said(found) == [("waits here", -22500, ("w",))]
    alone = explained([waiting], [line("ACME-1", "1.5", "150")])
    assert said(alone) == [("waits here", -22500, ("w",))]
    assert explained([waiting], []) == [], "what waits is worth nothing yet"


def test_what_is_not_charged_here_and_was_billed_there_says_so() -> None:
    covered = piece("c", "1.5", aside=True, free=True, minor=0)
    found = explained([piece("a", "2"), covered], [line("ACME-1", "3.5", "150")])
    assert said(found) == [("not charged here", -22500, ("c",))]
    assert said(explained([covered], [line("ACME-1", "1.5", "120")])) == [("not charged here", -18000, ("c",))]
    assert [each.why for each in explained([covered], [line("ACME-1", "4", "120")])] == [Why.UNEXPLAINED]
    (pair,) = checked(Both("USD", (piece("a", "2"), covered), (line("ACME-1", "3.5", "150"),)))
    assert [each.entry for each in pair.billed] == ["a"], "it would not be billed here anyway"


def test_people_and_workstreams_are_named_too() -> None:
    work = [piece("a", "2", person="Sam Ortiz"), piece("b", "1.5", person="Kim Allen")]
    found = explained(work, [line("Intake bot: Sam Ortiz", "2", "150"), line("Kim Allen", "1.5", "140", "INV-2")])
    assert said(found) == [("other rate", 1500, ("b",))]


def test_our_own_document_is_what_we_made_of_it_or_was_changed() -> None:
    own = [line("work", "1", "300", draft="d-ACME-1")]
    assert explained([piece("a", "2")], own) == []
    found = explained([piece("a", "2")], [replace(own[0], minor=29000)])
    assert said(found) == [("unexplained", 1000, ())]


def test_what_documents_bill_is_what_is_certain() -> None:
    work = (piece("a", "2"), piece("b", "0.75"), piece("c", "1", task="ACME-2"))
    pairs = checked(Both("USD", work, (line("ACME-1", "2", "150"), line("ACME-2", "3", "150", "INV-2"))))
    billed = {pair.lines[0].number: [each.entry for each in pair.billed] for pair in pairs}
    assert billed == {"INV-1": ["a"], "INV-2": []}


def test_what_waits_is_billed_only_where_it_explains_the_hours() -> None:
    waiting = piece("w", "1.5", aside=True, minor=0)
    (pair,) = checked(Both("USD", (piece("a", "2"), waiting), (line("ACME-1", "2", "150"),)))
    assert [each.entry for each in pair.billed] == ["a"]
    (pair,) = checked(Both("USD", (piece("a", "2"), waiting), (line("ACME-1", "3.5", "150"),)))
    assert [each.entry for each in pair.billed] == ["a", "w"]


def test_work_on_two_tasks_may_stand_under_one_of_them() -> None:
    both = piece("b", "1.5", tasks=("ACME-1", "ACME-2"))
    work = [piece("a", "2"), both, piece("c", "1.25", task="ACME-2")]
    assert explained(work, [line("ACME-1", "3.5", "150"), line("ACME-2", "1.25", "150")]) == []
    under_both = [line("ACME-1", "2", "150"), line("ACME-1, ACME-2", "1.5", "150"), line("ACME-2", "1.25", "150")]
    assert explained(work, under_both) == []


# ---- the laws, whatever there is ----

TASKS = ("ACME-1", "ACME-2", "ACME-3", "")
HOURS = st.integers(0, 40).map(lambda n: str(Decimal(n) / 4))
pieces = st.lists(
    st.builds(
        lambda n, hours, price, task, person, aside, cents: replace(
            piece(f"e{n}", hours, price, task, person=person, aside=aside, free=aside and bool(n % 2)),
            minor=0 if aside else amount(Decimal(hours), Decimal(price), "USD").minor + cents,
        ),
        st.integers(0, 10**6),
        HOURS,
        st.sampled_from(["150", "180"]),
        st.sampled_from(TASKS),
        st.sampled_from(["Sam Ortiz", "Kim Allen"]),
        st.booleans(),
        st.integers(-1, 1),
    ),
    max_size=8,
)
WORDS = st.sampled_from(["ACME-1", "ACME-2 and ACME-3", "Services", "Intake bot", "Kim Allen", "Hosting", "ACME-9"])
lines = st.lists(
    st.builds(
        lambda words, hours, price, number, more: replace(line(words, hours, price, number), **more),
        WORDS,
        HOURS,
        st.sampled_from(["150", "160", "180", "0"]),
        st.sampled_from(["INV-1", "INV-2"]),
        st.sampled_from(
            [{}, {}, {"credit": True}, {"month": "2026-08"}, {"quantity": None}, {"minor": 7}, {"draft": "d-ACME-1"}]
        ),
    ),
    max_size=6,
)


@given(pieces, lines, lines)
def test_explanations_come_to_the_difference_and_count_nothing_twice(
    ours: list[Piece], theirs: list[Stated], elsewhere: list[Stated]
) -> None:
    fees = [fee("m1", 90000, "Hosting")]
    for pair in checked(Both("USD", (*ours, *fees), tuple(theirs), tuple(elsewhere))):
        for each in pair.explained:
            assert set(each.entries) <= {piece.entry for piece in pair.pieces}
            assert each.words
            assert not (each.why is Why.NEVER and each.minor < 0 and min(p.minor for p in pair.pieces) >= 0)


@given(pieces, lines)
def test_what_is_called_right_or_priced_otherwise_has_our_hours(ours: list[Piece], theirs: list[Stated]) -> None:
    for pair in checked(Both("USD", tuple(ours), tuple(theirs))):
        own = [each for each in pair.pieces if not each.aside]
        whys = {each.why for each in pair.explained}
        timed = bool(own and pair.lines) and all(each.counts_hours and each.quantity != 1 for each in pair.lines)
        if not timed or any(each.draft for each in pair.lines) or not whys <= {Why.RATE}:
            continue
        hours = sum((each.quantity or Decimal(0) for each in pair.lines), Decimal(0)) * 3600
        assert abs(hours - sum(each.charged_seconds for each in own)) <= 60
        assert whys or sum(each.minor for each in own) == sum(each.minor for each in pair.lines)


@given(pieces, lines)
def test_the_order_of_what_is_compared_does_not_matter(ours: list[Piece], theirs: list[Stated]) -> None:
    once = compare(Both("USD", tuple(ours), tuple(theirs)))
    again = compare(Both("USD", tuple(reversed(ours)), tuple(reversed(theirs))))

    def sums(pairs: tuple[Paired, ...]) -> Counter[str]:
        found: Counter[str] = Counter()
        for each in (each for pair in pairs for each in pair.explained):
            found[each.why] += each.minor
        return Counter({why: minor for why, minor in found.items() if minor})

    assert sums(once) == sums(again)


@given(st.lists(st.tuples(st.integers(1, 40), st.sampled_from(TASKS[:3])), min_size=1, max_size=8), st.data())
def test_a_month_billed_as_we_would_is_right_and_one_planted_error_is_the_only_one(
    work: list[tuple[int, str]], data: st.DataObject
) -> None:
    ours = [piece(f"e{n}", str(Decimal(quarters) / 4), "150", task) for n, (quarters, task) in enumerate(work)]
    theirs = []
    for task in sorted({each.tasks[0] for each in ours}):
        hours = Decimal(sum(each.charged_seconds for each in ours if each.tasks[0] == task)) / 3600
        theirs.append(line(task, str(hours), "150"))
    assert explained(ours, theirs) == []
    place = data.draw(st.integers(0, len(theirs) - 1))
    dearer = [replace(each, price=Decimal(160)) if n == place else each for n, each in enumerate(theirs)]
    dearer[place] = line(dearer[place].words, str(dearer[place].quantity), "160")
    one_hour = theirs[place].quantity == 1  # at another price, it may be an amount as well
    assert [each.why for each in explained(ours, dearer)] == [Why.UNEXPLAINED if one_hour else Why.RATE]
    fewer = theirs[:place] + theirs[place + 1 :]
    gone = {each.entry for each in ours if each.tasks[0] == theirs[place].words}
    found = explained(ours, fewer)
    assert {each.why for each in found} == {Why.NEVER}
    assert {entry for each in found for entry in each.entries} == gone
    cut = data.draw(st.integers(1, 39))
    odd = list(theirs)
    odd[place] = line(theirs[place].words, str((theirs[place].quantity or 0) + Decimal(cut) / 8), "150")
    assert {each.why for each in explained(ours, odd)} <= {Why.UNEXPLAINED, Why.ROUNDING}


# ---- months ----


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("Consulting September 2026", {"2026-09"}),
        ("1 to 30 Sept. 2026", {"2026-09"}),
        ("work of 2026-09-14 and 2026-10-01", {"2026-09", "2026-10"}),
        ("order CB-2026-09", set()),
        ("INV/2026-09", set()),
        ("Maybe 2026", set()),
        ("may 2026", {"2026-05"}),
        ("2026-13", set()),
    ],
)
def test_months_are_read_where_they_are_stated(text: str, months: set[str]) -> None:
    assert months_in(text) == months


def test_the_month_of_a_document_is_what_it_states_or_what_its_date_says() -> None:
    nothing: frozenset[str] = frozenset()
    assert month_of(date(2026, 9, 30), "", []) == "2026-09"
    assert month_of(date(2026, 10, 3), "", [nothing]) == "2026-09"
    assert month_of(date(2026, 10, 16), "", []) == "2026-10"
    assert month_of(date(2026, 1, 15), "", []) == "2025-12"
    assert month_of(date(2026, 11, 20), "Services of September 2026", []) == "2026-09"
    assert month_of(date(2026, 11, 20), "", [frozenset({"2026-09"})] * 2) == "2026-09"
    assert month_of(date(2026, 11, 20), "", [frozenset({"2026-09"}), nothing]) == "2026-11"
    assert month_of(date(2026, 11, 20), "since 2021-01", []) == "2026-11", "a month that far away is another matter"
