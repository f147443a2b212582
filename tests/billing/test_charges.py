"""What a contract's charges bill in a month, each occurrence once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.calendar import month
from billing.charges import Charge, Price, Schedule, due_until, occurrences, occurrences_before
from billing.money import Money
from billing.records import Item, Period
from billing.wishes import LineKind
from tests.billing.properties import proven

GO_LIVE = date(2026, 10, 1)
OCTOBER, NOVEMBER = month("2026-10"), month("2026-11")


def usd(minor: int) -> Money:
    return Money(minor, "USD")


HOSTING = Charge(
    id="acme-hosting",
    contract="acme",
    client="Acme Corp",
    currency="USD",
    workstream="ACME-IMPL",
    description="Hosting {month}",
    price=Price(amount=usd(4900)),
    schedule=Schedule(date(2026, 9, 1), months=1),
    not_before=GO_LIVE,
)
LICENCE = replace(
    HOSTING, id="acme-licence", description="Licence", schedule=Schedule(date(2026, 10, 5)), receipt="licence.pdf"
)
TOKENS = replace(
    HOSTING,
    id="acme-tokens",
    description="Inference {from} to {to}",
    price=Price(unit_price=Decimal("0.0021"), usage=(("2026-10", Decimal("1200.5")),), unit="1k tokens"),
)


def only(charge: Charge, period: Period = OCTOBER) -> Item:
    """The one item of a charge that has no issue."""
    (item,), issues = occurrences([charge], "acme", period)
    assert issues == []
    return item


# ---- amounts ----


def test_a_stated_amount_is_billed_as_one() -> None:
    item = only(HOSTING)
    assert (item.quantity, item.unit_price, item.amount) == (Decimal(1), Decimal("49.00"), usd(4900))
    assert (item.kind, item.workstream, item.day, item.person) == (LineKind.CHARGE, "ACME-IMPL", GO_LIVE, "")
    assert item.description == "Hosting October 2026"
    assert item.rule == "charge acme-hosting: every month, 49.00 USD"


def test_a_quantity_at_a_unit_price_is_the_printed_product() -> None:
    item = only(replace(LICENCE, price=Price(unit_price=Decimal("0.0611"), quantity=Decimal(1000), unit="GB")))
    assert (item.quantity, item.unit_price, item.amount) == (Decimal(1000), Decimal("0.0611"), usd(6110))
    assert item.rule == "charge acme-licence: once, 1000.00 × 0.0611 USD per GB"


def test_metered_usage_is_billed_in_its_month() -> None:
    item = only(TOKENS)
    assert (item.quantity, item.amount) == (Decimal("1200.5"), usd(252))
    assert item.description == "Inference October 1, 2026 to October 31, 2026"
    assert item.rule == "charge acme-tokens: usage of 2026-10, 1200.50 × 0.0021 USD per 1k tokens"


def test_a_month_whose_usage_is_not_stated_is_an_issue_not_zero() -> None:
    items, (issue,) = occurrences([TOKENS], "acme", NOVEMBER)
    assert items == []
    assert (issue.code, issue.month, issue.client) == ("usage_missing", "2026-11", "Acme Corp")
    assert issue.entry_id == "", "it is about no entry"
    assert issue.sentence == (
        "The usage of charge acme-tokens in 2026-11 is not stated, so Acme Corp cannot be billed for it."
    )


def test_a_month_whose_usage_is_zero_bills_nothing() -> None:
    idle = replace(TOKENS, price=replace(TOKENS.price, usage=(("2026-10", Decimal(0)),)))
    assert occurrences([idle], "acme", OCTOBER) == ([], [])


def test_a_metered_charge_of_which_no_usage_is_stated_yet_is_an_issue() -> None:
    fresh = replace(TOKENS, price=replace(TOKENS.price, usage=()))
    assert [issue.code for issue in occurrences([fresh], "acme", OCTOBER)[1]] == ["usage_missing"]


def test_a_markup_is_added_to_the_cost() -> None:
    item = only(replace(LICENCE, price=Price(cost=usd(4545), markup_percent=Decimal("10"))))
    assert (item.amount, item.unit_price, item.quantity) == (usd(5000), Decimal("50.00"), Decimal(1))
    assert item.rule == "charge acme-licence: once, 45.45 USD + 10 % (4.55 USD)"


def test_a_disbursement_is_passed_on_at_cost() -> None:
    item = only(replace(LICENCE, kind=LineKind.DISBURSEMENT, price=Price(cost=usd(12000))))
    assert (item.kind, item.amount, item.receipt) == (LineKind.DISBURSEMENT, usd(12000), "licence.pdf")
    assert item.rule == "charge acme-licence: once, 120.00 USD at cost"


def test_yen_have_no_decimals_and_dinars_three() -> None:
    yen = replace(HOSTING, currency="JPY", price=Price(amount=Money(4900, "JPY")))
    dinar = replace(HOSTING, currency="BHD", price=Price(cost=Money(1001, "BHD"), markup_percent=Decimal("12.5")))
    assert (only(yen).unit_price, only(yen).amount) == (Decimal(4900), Money(4900, "JPY"))
    assert (only(dinar).unit_price, only(dinar).amount) == (Decimal("1.126"), Money(1126, "BHD"))


def test_words_are_in_the_client_s_language_and_braces_in_them_are_only_words() -> None:
    german = replace(TOKENS, language="de", description="Rechenzeit {from} bis {to}")
    assert only(german).description == "Rechenzeit 1. Oktober 2026 bis 31. Oktober 2026"
    assert only(replace(LICENCE, description="x\x1b[2J \u202ey")).description == "x [2J y"


# ---- when ----


@pytest.mark.parametrize(
    ("schedule", "days"),
    [
        (Schedule(date(2026, 10, 31)), ["2026-10-31"]),
        (Schedule(date(2027, 1, 1)), []),
        (Schedule(date(2026, 10, 1), months=1), ["2026-10-01", "2026-11-01", "2026-12-01"]),
        (Schedule(date(2026, 10, 1), date(2026, 11, 30), 1), ["2026-10-01", "2026-11-01"]),
        (Schedule(date(2026, 10, 1), months=1, on_last_day=True), ["2026-10-31", "2026-11-30", "2026-12-31"]),
        (Schedule(date(2026, 9, 1), months=3), ["2026-09-01", "2026-12-01"]),
        (Schedule(date(2026, 9, 1), months=3, on_last_day=True), ["2026-11-30"]),
        (Schedule(date(2025, 11, 1), months=12, on_last_day=True), ["2026-10-31"]),
        (Schedule(date(2024, 12, 1), months=12), ["2024-12-01", "2025-12-01", "2026-12-01"]),
    ],
)
def test_a_schedule_falls_due_on_the_first_or_last_day_of_what_it_covers(schedule: Schedule, days: list[str]) -> None:
    assert [due.day.isoformat() for due in due_until(schedule, date(2026, 12, 31))] == days


def test_a_quarter_says_which_days_it_covers() -> None:
    quarterly = replace(HOSTING, schedule=Schedule(date(2026, 8, 1), months=3, on_last_day=True))
    item = only(replace(quarterly, description="Support {from} to {to}"))
    assert (item.day, item.description) == (date(2026, 10, 31), "Support August 1, 2026 to October 31, 2026")
    assert item.rule == "charge acme-hosting: every 3 months, 49.00 USD"


def test_occurrences_before_go_live_were_billed_before_tieout() -> None:
    assert occurrences([HOSTING], "acme", month("2026-09")) == ([], [])
    late_start = replace(HOSTING, not_before=date(2026, 10, 2))
    assert occurrences([late_start], "acme", OCTOBER) == ([], [])
    items, _ = occurrences_before([HOSTING], "acme", GO_LIVE, month("2026-12"))
    assert [item.day.month for item in items] == [10, 11, 12]


def test_charges_of_other_contracts_are_left_alone() -> None:
    assert occurrences([HOSTING, replace(HOSTING, contract="other")], "other", OCTOBER)[0][0].id != only(HOSTING).id
    assert occurrences([HOSTING], "other", OCTOBER) == ([], [])


def test_the_id_of_an_occurrence_never_changes() -> None:
    assert only(HOSTING).id == "cu2u76ote37rf"


def test_an_occurrence_keeps_its_id_when_the_rest_of_the_charge_changes() -> None:
    dearer = replace(HOSTING, price=Price(amount=usd(5900)), description="Servers", workstream="ACME-CARE")
    rarer = replace(HOSTING, schedule=Schedule(date(2026, 10, 1), months=3, on_last_day=True))
    assert only(dearer).id == only(HOSTING).id
    assert only(rarer, month("2026-12")).id == only(HOSTING).id, "the quarter that begins in October was billed once"
    moved = replace(LICENCE, schedule=Schedule(date(2026, 11, 30)))
    assert only(moved, NOVEMBER).id == only(LICENCE).id


# ---- laws ----

PRICES = st.one_of(
    st.builds(Price, amount=st.builds(usd, st.integers(1, 10**9))),
    st.builds(Price, unit_price=st.decimals("0.0001", 999, places=4), quantity=st.decimals("0.0001", 9999, places=4)),
    st.builds(Price, cost=st.builds(usd, st.integers(1, 10**9)), markup_percent=st.decimals(0, 1000, places=4)),
)
FIRSTS = st.builds(date, st.integers(2025, 2027), st.integers(1, 12), st.just(1))
SCHEDULES = st.one_of(
    st.builds(Schedule, st.dates(date(2025, 1, 1), date(2027, 12, 31))),
    st.builds(Schedule, FIRSTS, st.none(), st.sampled_from((1, 3, 12)), st.booleans()),
)
CHARGES = st.lists(
    st.builds(
        lambda number, price, schedule, contract: replace(
            HOSTING, id=f"charge-{number}", price=price, schedule=schedule, contract=contract
        ),
        st.integers(0, 99),
        PRICES,
        SCHEDULES,
        st.sampled_from(("acme", "other")),
    ),
    max_size=8,
    unique_by=lambda charge: charge.id,
)
MONTHS = [month(f"{year}-{number:02}") for year in (2026, 2027, 2028) for number in range(1, 13)]


@proven
@given(CHARGES.flatmap(lambda charges: st.tuples(st.just(charges), st.permutations(charges))))
def test_the_order_of_the_charges_does_not_matter(orders: tuple[list[Charge], list[Charge]]) -> None:
    charges, shuffled = orders
    for period in MONTHS[9:13]:
        assert occurrences(shuffled, "acme", period) == occurrences(charges, "acme", period)


@proven
@given(CHARGES)
def test_the_months_together_are_the_whole_and_every_occurrence_is_there_once(charges: list[Charge]) -> None:
    by_month = [item for period in MONTHS for item in occurrences(charges, "acme", period)[0]]
    whole, _ = occurrences_before(charges, "acme", GO_LIVE, MONTHS[-1])
    assert by_month == whole
    assert len({item.id for item in whole}) == len(whole)
    assert len(whole) == sum(
        due.day >= GO_LIVE
        for charge in charges
        if charge.contract == "acme"
        for due in due_until(charge.schedule, MONTHS[-1].end)
        if due.day < MONTHS[-1].end
    )


@proven
@given(CHARGES)
def test_every_item_is_its_quantity_times_its_price(charges: list[Charge]) -> None:
    for item in occurrences_before(charges, "acme", GO_LIVE, MONTHS[-1])[0]:
        assert abs(item.quantity * item.unit_price * 100 - item.amount.minor) <= Decimal("0.5")
        assert item.quantity != 1 or item.unit_price == item.amount.decimal or item.unit_price % Decimal("0.01")
