"""Expected tax: rounded as the books do it, by the code and the day of each line, and never guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.calendar import month
from billing.draft_records import Draft
from billing.money import Money, markup, total
from billing.plan import plan
from billing.records import Contract, Dated, Item, Workstream
from billing.tax import ExpectedTax, expected_tax
from billing.tax_records import Taxation, TaxCode, TaxKind
from billing.unit import Unit, unit_of
from billing.wishes import LineKind, Posting, PostingRule

DAY = date(2026, 10, 5)
CODES = (
    TaxCode("S", TaxKind.STANDARD, "VAT", (Dated(None, Decimal("7.7")), Dated(date(2026, 10, 16), Decimal("8.1")))),
    TaxCode("Z", TaxKind.ZERO, "VAT"),
    TaxCode("X", TaxKind.EXEMPT, "VAT", note="Exempt."),
    TaxCode("R", TaxKind.REVERSE_CHARGE, "VAT", note="Reverse charge."),
    TaxCode("L", TaxKind.BY_LEDGER, "Tax", note="Tax is added."),
)
Stated = list[tuple[str, int, int]]
"""Lines as their code, their cents, and their day after the first."""


def unit(stated: Stated, currency: str = "CHF", rounding: str = "line") -> Unit:
    """What is planned into a document with such lines: a workstream for each code, a charge for each line."""
    codes = sorted({code for code, _, _ in stated})
    items = tuple(
        Item(f"c{n}", 1, LineKind.CHARGE, DAY + timedelta(days=after), f"W-{code}", "Charge", owed, owed.decimal)
        for n, (code, minor, after) in enumerate(stated)
        for owed in [Money(minor, currency)]
    )
    contract = Contract(
        "case",
        "Client",
        currency,
        tuple(Workstream(f"W-{code}", "Case", True) for code in codes),
        (),
        posting=tuple(PostingRule(Posting(tax=code), f"W-{code}") for code in codes),
        taxation=Taxation(CODES, rounding),
    )
    return Unit(contract, month("2026-10"), "files", (), items)


def expected(stated: Stated, currency: str = "CHF", rounding: str = "line") -> tuple[Draft, ExpectedTax]:
    """A document with such lines, and the tax expected of it."""
    made = unit(stated, currency, rounding)
    (draft,) = plan(made).drafts
    found = expected_tax(draft, made.contract.taxation)
    assert found is not None
    return draft, found


lines = st.lists(st.tuples(st.sampled_from("SZXRL"), st.integers(-(10**7), 10**7), st.integers(0, 20)), min_size=1)


@given(lines, st.sampled_from(["line", "code"]), st.sampled_from(["CHF", "JPY", "BHD"]))
def test_lines_parts_and_total_agree_whatever_is_rounded(stated: Stated, rounding: str, currency: str) -> None:
    draft, found = expected(stated, currency, rounding)
    assert found.net == draft.total == total([part.net for part in found.parts], currency)
    assert [each.line for each in found.lines] == [line.id for line in draft.lines]
    known = [each.tax for each in found.lines if each.tax is not None]
    assert total(known, currency) == total([part.tax for part in found.parts if part.tax is not None], currency)
    assert (found.gross is None) is any(code == "L" for code, _, _ in stated) is found.by_ledger
    if found.gross is not None:
        assert found.gross == draft.total + total(known, currency)
    if rounding == "code":
        counted = [part for part in found.parts if part.rate is not None]
        assert all(part.tax == markup(part.net, part.rate) for part in counted if part.rate is not None)


@given(lines, st.sampled_from(["line", "code"]))
def test_what_is_taken_back_takes_exactly_its_tax_with_it(stated: Stated, rounding: str) -> None:
    signed = ([(code, sign * minor, day) for code, minor, day in stated] for sign in (1, -1))
    owed, back = (expected(each, rounding=rounding)[1] for each in signed)
    assert [part.tax.minor for part in owed.parts if part.tax] == [-part.tax.minor for part in back.parts if part.tax]


@given(lines, st.randoms(use_true_random=False))
def test_the_order_of_inputs_changes_nothing(stated: Stated, random: Random) -> None:
    made = unit(stated, rounding="code")
    shuffled = list(made.charges)
    random.shuffle(shuffled)
    one, other = (
        expected_tax(plan(each).drafts[0], each.contract.taxation)
        for each in (made, replace(made, charges=tuple(shuffled)))
    )
    assert one == other


@given(lines)
def test_a_plan_read_back_expects_the_same_tax(stated: Stated) -> None:
    made = unit(stated)
    again = unit_of(made.inputs)
    assert again.contract.taxation == made.contract.taxation
    assert plan(again).drafts == plan(made).drafts


def test_each_line_is_rounded_half_up_or_the_sum_of_its_code() -> None:
    stated = [("S", 50, 0), ("S", 50, 1), ("S", -50, 2)]  # 7.7 % of 0.50 is 0.0385
    (_, by_line), (_, by_code) = (expected(stated, rounding=way) for way in ("line", "code"))
    assert [each.tax for each in by_line.lines] == [Money(4, "CHF"), Money(4, "CHF"), Money(-4, "CHF")]
    assert [each.tax for each in by_code.lines] == [Money(4, "CHF"), Money(4, "CHF"), Money(-4, "CHF")]
    assert by_code.tax == Money(4, "CHF")
    (_, by_line), (_, by_code) = (expected([("S", 20, n) for n in range(3)], rounding=way) for way in ("line", "code"))
    assert (by_line.tax, by_code.tax) == (Money(6, "CHF"), Money(5, "CHF"))


def test_the_last_day_of_service_says_which_rate_holds() -> None:
    _, found = expected([("S", 10000, 10), ("S", 10000, 11)])
    assert [(part.rate, part.tax) for part in found.parts] == [
        (Decimal("7.7"), Money(770, "CHF")),
        (Decimal("8.1"), Money(810, "CHF")),
    ]


@pytest.mark.parametrize(("code", "notes"), [("Z", ()), ("X", ("Exempt.",)), ("R", ("Reverse charge.",))])
def test_no_tax_is_a_tax_of_nothing_with_its_note(code: str, notes: tuple[str, ...]) -> None:
    _, found = expected([(code, 10000, 0)])
    assert (found.tax, found.gross, found.notes) == (Money(0, "CHF"), Money(10000, "CHF"), notes)


@pytest.mark.parametrize(("code", "kind"), [("", "tax_not_stated"), ("GONE", "tax_not_known")])
def test_a_line_whose_tax_nothing_says_is_an_exception(code: str, kind: str) -> None:
    made = unit([("S", 10000, 0), (code, 2500, 0)])
    planned = plan(made)
    (issue,) = planned.issues
    assert (issue.code, dict(issue.facts)["amount"]) == (kind, "25.00 CHF")
    found = expected_tax(planned.drafts[0], made.contract.taxation)
    assert found is not None
    assert (found.tax, found.gross) == (None, None)


def test_lines_of_nothing_need_no_code() -> None:
    assert plan(unit([("S", 10000, 0), ("", 0, 0)])).issues == ()


def test_other_rates_make_another_look_but_only_where_tax_is_expected() -> None:
    made = unit([("S", 10000, 0)])
    without, less = replace(made.contract, taxation=None), replace(made.contract, taxation=Taxation(CODES[:1]))
    looks = {plan(replace(made, contract=each)).drafts[0].looks for each in (made.contract, without, less)}
    assert len(looks) == 3
    assert expected_tax(plan(made).drafts[0], None) is None
