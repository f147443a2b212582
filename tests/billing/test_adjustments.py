"""Lines that are added once the others are known: what they take, from what, how they are posted, and what stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from billing.adjust_records import Adjusting, Discount, Minimum, Reduction
from billing.calendar import month
from billing.locked_rates import LockedRates
from billing.money import Money
from billing.plan import Plan, plan
from billing.records import Contract, Dated, Item, Rate, Work, Workstream
from billing.unit import Unit
from billing.wishes import LineKind, Posting, PostingRule
from tests.billing.properties import proven

CONTRACT = Contract(
    "acme",
    "Acme",
    "USD",
    (Workstream("IMPL", "Implementation", True), Workstream("CARE", "Care", True)),
    (Rate(Decimal(100)),),
)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def work(entry: str, seconds: int = 3600, stream: str = "IMPL", day: int = 5) -> Work:
    return Work(entry, 1, date(2026, 10, day), seconds, stream, "Kim", "")


def charge(name: str, minor: int, kind: LineKind = LineKind.CHARGE) -> Item:
    return Item(name, 1, kind, date(2026, 10, 6), "IMPL", name, usd(minor), usd(minor).decimal)


def unit(works: tuple[Work, ...], *charges: Item, said: Adjusting | None = None, **terms: Any) -> Unit:
    contract = replace(CONTRACT, **terms)
    return Unit(contract, month("2026-10"), "files", works, charges, adjusting=said or Adjusting())


def lines(made: Plan) -> list[tuple[str, int]]:
    return [(line.kind.value, line.amount.minor) for draft in made.drafts for line in draft.lines]


def off(minor: int | None = None, percent: str = "", number: int = 1, draft: str = "") -> Reduction:
    amount = usd(minor) if minor is not None else None
    return Reduction(number, LineKind.WRITE_DOWN, "kim: agreed", Decimal(percent) if percent else None, amount, draft)


def test_a_percentage_is_rounded_once_half_up_and_shared_over_the_postings() -> None:
    posting = (
        PostingRule(Posting(account="200", tax="STANDARD"), "IMPL"),
        PostingRule(Posting(account="201", tax="REDUCED"), "CARE"),
    )
    terms: dict[str, Any] = {"discounts": (Discount("Ten", Decimal("12.5")),), "posting": posting}
    made = plan(unit((work("a", 1800), work("b", 1080, "CARE")), **terms))
    assert lines(made) == [("time", 5000), ("time", 3000), ("discount", -625), ("discount", -375)]
    off_lines = [line for line in made.drafts[0].lines if line.kind is LineKind.DISCOUNT]
    assert [(line.posting.account, line.posting.tax) for line in off_lines] == [("200", "STANDARD"), ("201", "REDUCED")]
    assert off_lines[0].rate_rule == "discount Ten: 12.5 % of 80.00 USD"
    tie = plan(unit((work("a", 36),), discounts=(Discount("Half", Decimal("50")),)))
    assert lines(tie) == [("time", 100), ("discount", -50)]
    assert lines(plan(unit((), charge("c", 1), discounts=(Discount("H", Decimal(50), kinds=(LineKind.CHARGE,)),)))) == [
        ("charge", 1),
        ("discount", -1),
    ]


def test_a_discount_has_its_own_account_and_always_the_tax_of_what_it_reduces() -> None:
    posting = (
        PostingRule(Posting("Work", "200", "STANDARD"), "", "time"),
        PostingRule(Posting("Discount", "290", "NONE"), "", "discount"),
    )
    made = plan(unit((work("a"),), discounts=(Discount("Ten", Decimal(10)),), posting=posting))
    assert made.drafts[0].lines[1].posting == Posting("Discount", "290", "STANDARD")


def test_only_the_kinds_that_it_names_are_reduced() -> None:
    both = (LineKind.TIME, LineKind.CHARGE)
    items = (charge("c", 5000), charge("d", 700, LineKind.DISBURSEMENT))
    discounts = (Discount("One", Decimal(10)), Discount("Two", Decimal(10), kinds=both))
    made = plan(unit((work("a"),), *items, discounts=discounts))
    assert lines(made)[-2:] == [("discount", -1000), ("discount", -1400)]


def test_a_refund_beside_keeps_a_discount_from_making_the_document_negative() -> None:
    made = plan(unit((work("a"),), charge("refund", -9500), discounts=(Discount("Ten", Decimal(10)),)))
    assert lines(made) == [("time", 10000), ("charge", -9500), ("discount", -500)]


def test_an_amount_is_shared_over_the_documents_of_a_month() -> None:
    terms: dict[str, Any] = {"discounts": (Discount("Flat", None, usd(1001)),), "one_per": "workstream"}
    made = plan(unit((work("a"), work("b", 7200, "CARE")), **terms))
    assert sorted(lines(made)) == [("discount", -667), ("discount", -334), ("time", 10000), ("time", 20000)]


def test_a_write_down_of_one_draft_leaves_the_others() -> None:
    works = (work("a"), work("b", 7200, "CARE"))
    draft = plan(unit(works, one_per="workstream")).drafts[1]
    made = plan(unit(works, one_per="workstream", said=Adjusting((off(percent="50", draft=draft.id),))))
    assert [item.total.minor for item in made.drafts] == [
        5000 if item.id == draft.id else item.total.minor for item in plan(unit(works, one_per="workstream")).drafts
    ]
    gone = plan(unit(works, said=Adjusting((off(500, draft="dgone"),))))
    assert [issue.code for issue in gone.issues] == ["reduction_not_used"]


def test_what_invoices_of_the_month_hold_already_is_not_given_again() -> None:
    said = Adjusting((off(3000, number=7),), (("decision 7", 2500), ("discount Flat", 1000)), 9000)
    terms: dict[str, Any] = {
        "discounts": (Discount("Flat", None, usd(1000)),),
        "minimums": (Dated(None, Minimum(usd(25000))),),
    }
    made = plan(unit((work("a"),), said=said, **terms))
    assert lines(made) == [("time", 10000), ("minimum", 6000), ("write-down", -500)]
    assert not made.issues


def test_minimum_monthly_spend_counts_no_expense() -> None:
    terms: dict[str, Any] = {"minimums": (Dated(None, Minimum(usd(1000000))),)}
    made = plan(unit((), charge("base", 10000), charge("usage", 1000), charge("fare", 700, LineKind.EXPENSE), **terms))
    assert lines(made)[-1] == ("minimum", 989000)
    assert made.drafts[0].lines[-1].rate_rule == "minimum of 10000.00 USD a month: 110.00 USD without it"
    assert plan(unit((), **terms)).drafts == ()
    assert lines(plan(unit((), charge("late", 900), until=date(2026, 9, 30), **terms))) == [("charge", 900)]


def test_work_of_a_locked_day_waits_unless_its_rate_is_the_old_one_or_accepted() -> None:
    locked = (LockedRates("2026-10", (Rate(Decimal(80)),)),)
    asked = replace(unit((work("a"),), locked_before=date(2026, 11, 1)), locked=locked)
    made = plan(asked)
    assert (made.drafts, [issue.code for issue in made.issues]) == ((), ["rate_locked"])
    assert "billed at 80.00 USD an hour, contract acme now says 100.00 USD" in made.issues[0].sentence
    accepted = replace(asked, works=(replace(work("a"), accepted=("rate_locked",)),))
    for free in (accepted, replace(asked, locked=()), replace(asked, locked=(LockedRates("2026-10", CONTRACT.rates),))):
        assert lines(plan(free)) == [("time", 10000)]


KINDS = st.lists(st.sampled_from([LineKind.TIME, LineKind.CHARGE, LineKind.EXPENSE]), min_size=1, unique=True)
DISCOUNTS = st.builds(
    lambda percent, minor, kinds, stream, first: (
        Decimal(percent) / 8 if percent else None,
        None if percent else usd(minor),
        date(2026, 10, first) if first else None,
        None,
        (stream,) if stream else (),
        tuple(kinds),
    ),
    st.integers(0, 800),
    st.integers(1, 30000),
    KINDS,
    st.sampled_from(["", "IMPL", "CARE"]),
    st.sampled_from([0, 0, 5, 20]),
)


@proven
@given(
    st.lists(st.tuples(st.integers(1, 9000), st.sampled_from(["IMPL", "CARE"]), st.integers(1, 28)), max_size=5),
    st.lists(st.integers(-20000, 20000).filter(bool), max_size=3),
    st.lists(DISCOUNTS, max_size=3),
    st.integers(0, 40000),
    st.lists(st.one_of(st.integers(1, 30000), st.sampled_from(["10", "33.3", "100"])), max_size=2),
    st.sampled_from(["client", "workstream"]),
)
def test_adjustments_never_go_below_zero_and_lose_nothing(
    worked: list[tuple[int, str, int]],
    charges: list[int],
    discounts: list[tuple[object, ...]],
    minimum: int,
    taken: list[int | str],
    one_per: str,
) -> None:
    works = tuple(work(f"e{n}", *said) for n, said in enumerate(worked))
    items = [charge(f"c{n}", minor) for n, minor in enumerate(charges)]
    named = tuple(Discount(f"D{n}", *said) for n, said in enumerate(discounts))  # type: ignore[arg-type]  # as drawn
    said = Adjusting(
        tuple(
            off(each, number=n) if isinstance(each, int) else off(percent=each, number=n)
            for n, each in enumerate(taken)
        )
    )
    terms: dict[str, Any] = {"discounts": named, "one_per": one_per, "minimums": (Dated(None, Minimum(usd(minimum))),)}
    asked = unit(works, *items, said=said, **terms)
    made, plain = plan(asked), plan(unit(works, *items, one_per=one_per, discounts=named))
    assert made.drafts == plan(replace(asked, works=works[::-1], charges=tuple(items[::-1]))).drafts
    assert sum(portion.seconds for portion in made.portions) == sum(each.seconds for each in works)
    for draft in made.drafts:
        stood = sum(line.amount.minor for line in draft.lines if line.entries)
        assert draft.total.minor == sum(line.amount.minor for line in draft.lines)
        assert draft.total.minor >= min(0, stood)
        assert len({line.id for line in draft.lines}) == len(draft.lines)
        own = {line.id for line in draft.lines}
        assert sum(portion.minor for portion in made.portions if portion.line_id in own) == stood
        added = [line for line in draft.lines if not line.entries]
        assert all((line.amount.minor > 0) == (line.kind is LineKind.MINIMUM) for line in added)
    of_plain = [line for draft in plain.drafts for line in draft.lines]
    for discount in named:
        rule = f"discount {discount.name}:"
        given_off = [-line.amount.minor for line in of_plain if line.rate_rule.startswith(rule)]
        assert discount.amount is None or sum(given_off) <= discount.amount.minor
