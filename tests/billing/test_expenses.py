"""What a client pays for expenses, and which expenses wait for a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.expense_terms import ExchangeRate, ExpenseTerms, IncludedTax
from billing.expenses import charge_expenses, is_link
from billing.money import Money, markup
from billing.records import EXPENSE, Contract, Item, Work
from billing.wishes import LineKind
from tests.billing.properties import proven

TERMS = ExpenseTerms(markup_percent=Decimal(10))
ACME = Contract("acme", "Acme Corp", "USD", (), (), expenses=TERMS)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


TRAIN = Work(
    entry_id="e1",
    version=3,
    day=date(2026, 10, 5),
    seconds=0,
    workstream="ACME-IMPL",
    person="Kim Allen",
    role="",
    activity="Travel",
    note="Train to Boston",
    connector="spending",
    kind=EXPENSE,
    cost=usd(12000),
    receipt="receipts/train.pdf",
)


def billed(work: Work, contract: Contract = ACME, limit: Money | None = None) -> Item:
    (item,), problems = charge_expenses([work], contract, limit)
    assert problems == []
    return item


def held(work: Work, contract: Contract = ACME, limit: Money | None = None) -> tuple[str, str]:
    items, ((of, reason, issue),) = charge_expenses([work], contract, limit)
    assert items == [] and of is work and issue.entry_id == work.entry_id
    return issue.code, reason


def test_an_expense_is_billed_with_its_markup() -> None:
    item = billed(TRAIN)
    assert (item.id, item.version, item.day, item.person) == ("e1", 3, date(2026, 10, 5), "Kim Allen")
    assert (item.kind, item.quantity, item.unit_price, item.amount) == (
        LineKind.EXPENSE,
        Decimal(1),
        Decimal("132.00"),
        usd(13200),
    )
    assert item.description == "Travel: Train to Boston"
    assert item.rule == "expense: 120.00 USD + 10 % (12.00 USD)"
    assert item.receipt == "receipts/train.pdf"


def test_a_disbursement_is_passed_on_at_cost() -> None:
    item = billed(TRAIN, replace(ACME, expenses=ExpenseTerms(LineKind.DISBURSEMENT)))
    assert (item.kind, item.amount) == (LineKind.DISBURSEMENT, usd(12000))
    assert item.rule == "disbursement: 120.00 USD at cost"


def test_late_expenses_stay_late() -> None:
    assert billed(replace(TRAIN, late=True)).late


@pytest.mark.parametrize(
    ("activity", "note", "words"),
    [
        ("Travel", "", "Travel"),
        ("", "Train", "Train"),
        ("", "", "Expense"),
        ("A\x1b[2J", "b\nc \u202ed", "A [2J: b c d"),
    ],
)
def test_the_words_are_the_category_and_the_note_on_one_line(activity: str, note: str, words: str) -> None:
    assert billed(replace(TRAIN, activity=activity, note=note)).description == words


# ---- what waits ----


def test_a_contract_that_says_nothing_about_expenses_bills_none() -> None:
    assert held(TRAIN, replace(ACME, expenses=None)) == ("no_expense_terms", "the contract says nothing about expenses")


def test_nothing_is_converted() -> None:
    euro = replace(TRAIN, cost=Money(12000, "EUR"))
    assert held(euro) == ("expense_currency", "it was paid in EUR, the contract is in USD")
    (_, _, issue) = charge_expenses([euro], ACME, None)[1][0]
    assert issue.sentence == (
        "Kim Allen spent 120.00 EUR on 2026-10-05 (Train to Boston), and contract acme is billed in USD."
    )


def test_a_refund_is_never_billed_silently() -> None:
    refund = replace(TRAIN, cost=usd(-12000))
    assert held(refund) == ("expense_refund", "it is a refund")
    accepted = billed(replace(refund, accepted=("expense_refund",)))
    assert accepted.amount == usd(-13200), "exactly what the expense itself had cost the client"


def test_whoever_accepts_a_refund_sees_what_the_client_gets_back_and_with_which_markup() -> None:
    more = replace(ACME, expenses=ExpenseTerms(markup_percent=Decimal(20)))
    (_, _, issue) = charge_expenses([replace(TRAIN, cost=usd(-12000))], more, None)[1][0]
    assert issue.sentence == (
        "Kim Allen has a refund on 2026-10-05 (Train to Boston: -120.00 USD), by which Acme Corp gets back 144.00 USD "
        "(-120.00 USD + 20 % (-24.00 USD))."
    )


def test_an_expense_without_a_receipt_waits_unless_the_contract_needs_none() -> None:
    without = replace(TRAIN, receipt="")
    assert held(without) == ("receipt_missing", "it has no receipt")
    assert billed(without, replace(ACME, expenses=replace(TERMS, require_receipt=False))).amount == usd(13200)
    assert billed(replace(without, accepted=("receipt_missing",))).amount == usd(13200)


def test_the_limit_is_for_the_cost_and_the_contract_s_own_comes_first() -> None:
    assert billed(TRAIN, limit=usd(12000)).amount == usd(13200)
    assert held(TRAIN, limit=usd(11999)) == ("expense_over_limit", "it is over the limit of 119.99 USD")
    strict = replace(ACME, expenses=replace(TERMS, limit=usd(0)))
    assert held(TRAIN, strict, usd(99999))[0] == "expense_over_limit"
    generous = replace(ACME, expenses=replace(TERMS, limit=usd(50000)))
    assert billed(TRAIN, generous, usd(1)).amount == usd(13200)
    assert billed(TRAIN, limit=Money(1, "EUR")).amount == usd(13200), "a limit in another currency says nothing"
    assert billed(replace(TRAIN, accepted=("expense_over_limit",)), limit=usd(1)).amount == usd(13200)


def test_accepting_one_trouble_does_not_accept_another() -> None:
    both = replace(TRAIN, receipt="", accepted=("receipt_missing",))
    assert held(both, limit=usd(1))[0] == "expense_over_limit"
    foreign = replace(TRAIN, cost=Money(1, "EUR"), accepted=("expense_currency", "no_expense_terms"))
    assert held(foreign)[0] == "expense_currency"
    assert held(foreign, replace(ACME, expenses=None))[0] == "no_expense_terms"


def test_time_is_not_looked_at() -> None:
    time = replace(TRAIN, kind="time", cost=None, seconds=3600)
    assert charge_expenses([time], ACME, None) == ([], [])


def test_a_receipt_is_a_link_only_on_the_web() -> None:
    assert is_link("https://x.test/r") and is_link("http://x.test/r")
    assert not any(map(is_link, ("", "receipts/r.pdf", "javascript:alert(1)", "file:///etc/passwd", "httpsx")))


# ---- laws ----

WORKS = st.lists(
    st.builds(
        lambda number, day, minor, currency, receipt, accepted: replace(
            TRAIN,
            entry_id=f"e{number}",
            day=date(2026, 10, day),
            cost=Money(minor, currency),
            receipt=receipt,
            accepted=accepted,
        ),
        st.integers(0, 99),
        st.integers(1, 31),
        st.integers(-(10**6), 10**9),
        st.sampled_from(("USD", "USD", "EUR")),
        st.sampled_from(("", "r.pdf")),
        st.sampled_from(((), ("receipt_missing",), ("expense_over_limit", "expense_refund"))),
    ),
    unique_by=lambda work: work.entry_id,
    max_size=10,
)
SHUFFLED = WORKS.flatmap(lambda works: st.tuples(st.just(works), st.permutations(works)))


@proven
@given(SHUFFLED, st.decimals(0, 1000, places=4))
def test_each_expense_is_billed_once_or_waits_and_markup_and_cost_are_the_amount(
    orders: tuple[list[Work], list[Work]], percent: Decimal
) -> None:
    works, shuffled = orders
    contract = replace(ACME, expenses=replace(TERMS, markup_percent=percent))
    items, problems = charge_expenses(works, contract, usd(50000))
    assert charge_expenses(shuffled, contract, usd(50000)) == (items, problems)
    assert sorted([*(item.id for item in items), *(work.entry_id for work, _, _ in problems)]) == sorted(
        work.entry_id for work in works
    )
    by_id = {work.entry_id: work for work in works}
    for item in items:
        cost = by_id[item.id].cost
        assert cost is not None
        assert item.amount == cost + markup(cost, percent)


# ---- net amounts and other currencies ----

NET = replace(TERMS, taxes=(IncludedTax(Decimal(19)), IncludedTax(Decimal(7), "Hotel")))
ECB = ExchangeRate("EUR", Decimal("1.0825"), date(2026, 10, 1), "ECB")
EUROS = replace(TERMS, exchange_rates=(ECB, replace(ECB, rate=Decimal("1.1"), since=date(2026, 10, 6))))


def test_the_tax_in_an_expense_is_taken_off_by_its_category() -> None:
    item = billed(TRAIN, replace(ACME, expenses=NET))
    assert (item.amount, item.rule) == (
        usd(11092),
        "expense: 120.00 USD less 19 % tax (19.16 USD) = 100.84 USD + 10 % (10.08 USD)",
    )
    hotel = billed(replace(TRAIN, activity=" Hotel "), replace(ACME, expenses=NET))
    assert hotel.rule == "expense: 120.00 USD less 7 % tax (7.85 USD) = 112.15 USD + 10 % (11.22 USD)"


def test_without_a_tax_for_its_category_an_expense_waits() -> None:
    hotels_only = replace(ACME, expenses=replace(NET, taxes=(IncludedTax(Decimal(7), "Hotel"),)))
    assert held(TRAIN, hotels_only) == ("expense_tax_unknown", "the tax in it is not stated")
    assert held(replace(TRAIN, accepted=("expense_tax_unknown",)), hotels_only)[0] == "expense_tax_unknown"


def test_another_currency_is_converted_at_the_rate_that_was_stated_for_its_day() -> None:
    euro, contract = replace(TRAIN, cost=Money(10000, "EUR")), replace(ACME, expenses=EUROS)
    item = billed(euro, contract)
    assert (item.amount, item.rule) == (
        usd(11908),
        "expense: 100.00 EUR at 1.0825 USD (ECB, from 2026-10-01) = 108.25 USD + 10 % (10.83 USD)",
    )
    assert billed(replace(euro, day=date(2026, 10, 6)), contract).amount == usd(12100)
    assert held(replace(euro, day=date(2026, 9, 30)), contract)[0] == "expense_currency"
    assert held(replace(euro, cost=Money(10000, "GBP")), contract)[0] == "expense_currency"


def test_yen_have_no_decimals_and_dinars_have_three() -> None:
    yen = replace(EUROS, exchange_rates=(replace(ECB, currency="JPY", rate=Decimal("0.00651234")),))
    assert billed(replace(TRAIN, cost=Money(12345, "JPY")), replace(ACME, expenses=yen)).rule == (
        "expense: 12345 JPY at 0.00651234 USD (ECB, from 2026-10-01) = 80.39 USD + 10 % (8.04 USD)"
    )
    dinars = replace(ACME, currency="BHD", expenses=replace(EUROS, exchange_rates=(replace(ECB, currency="USD"),)))
    assert billed(replace(TRAIN, cost=usd(1)), dinars).amount == Money(12, "BHD")


def test_the_tax_is_taken_off_before_the_rest_is_converted() -> None:
    both = replace(EUROS, taxes=(IncludedTax(Decimal(19)),), markup_percent=Decimal(0))
    item = billed(replace(TRAIN, cost=Money(11900, "EUR")), replace(ACME, expenses=both))
    assert item.rule == (
        "expense: 119.00 EUR less 19 % tax (19.00 EUR) = 100.00 EUR at 1.0825 USD (ECB, from 2026-10-01) = "
        "108.25 USD at cost"
    )


def test_the_limit_counts_for_what_was_paid_converted_if_need_be() -> None:
    euro, contract = replace(TRAIN, cost=Money(10000, "EUR")), replace(ACME, expenses=EUROS)
    assert billed(euro, contract, usd(10825)).amount == usd(11908)
    assert held(euro, contract, usd(10824))[0] == "expense_over_limit"
    assert held(euro, contract, Money(9999, "EUR"))[0] == "expense_over_limit"


@proven
@given(st.integers(-(10**9), 10**9), st.decimals(0, 100, places=2), st.decimals("0.0001", 1000, places=8))
def test_a_refund_gives_back_exactly_what_its_expense_had_brought(paid: int, tax: Decimal, rate: Decimal) -> None:
    terms = replace(TERMS, taxes=(IncludedTax(tax),), exchange_rates=(replace(ECB, rate=rate),), require_receipt=False)
    contract = replace(ACME, expenses=terms)
    accepted = ("expense_refund",)
    one = billed(replace(TRAIN, cost=Money(paid, "EUR"), accepted=accepted), contract)
    back = billed(replace(TRAIN, cost=Money(-paid, "EUR"), accepted=accepted), contract)
    assert one.amount + back.amount == usd(0)
