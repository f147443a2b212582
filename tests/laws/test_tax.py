"""Expected tax, whatever happens: it is of the lines as they stand, and what is posted keeps that of its own plan."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.money import total
from billing.tax import ExpectedTax
from tests.agencies import Agency, Yaml
from tests.laws.histories import EVERYTHING, LENGTHS, SEEDS, check_hard_enough, story, third
from tests.laws.house import House
from tests.laws.life import Life, check_at_rest, life_of
from tests.laws.steps import BOOKS, OFF, PERIODS
from tests.laws.test_adjustments import adjusting

POSTINGS: tuple[Yaml, ...] = (
    {"tax": "S"},
    {"tax": "S", "item": "Consulting"},
    {"time": {"tax": "S"}, "expense": {"tax": "Z"}},
    {"tax": "L"},
    {},
)
RATES = ("19 %", "8.25 %")


def taxes(rate: str) -> Yaml:
    return {"S": {"rate": rate}, "Z": {"kind": "zero"}, "L": {"kind": "decided by the ledger"}}


@st.composite
def taxed(draw: st.DrawFn) -> Agency:
    """An agency whose contracts have tax codes, and terms that adjust their documents."""
    agency = draw(adjusting())
    contracts = tuple(each | {"posting": draw(st.sampled_from(POSTINGS))} for each in agency.contracts)
    return replace(agency, main={**agency.main, "taxes": taxes(RATES[0])}, contracts=contracts)


def check_taxed(house: House, posted: dict[str, ExpectedTax]) -> None:
    """What is expected of each draft is of its lines; `posted` are those that were seen as invoices before."""
    drafts = house.drafts()
    expected = house.taxes(drafts)
    for item in drafts:
        found = expected.get(item.draft.id)
        if found is None:
            assert item.draft.id not in posted
            continue
        currency = item.draft.total.currency
        nets = [part.net for part in found.parts] + [line.amount for line in found.unknown]
        assert found.net == item.draft.total == total(nets, currency)
        known = [line.tax for line in found.lines if line.tax is not None]
        assert total(known, currency) == total([part.tax for part in found.parts if part.tax is not None], currency)
        if item.status == "posted":
            assert posted.setdefault(item.draft.id, found) == found, "the tax of an invoice has changed"


@third()
@given(taxed(), SEEDS, LENGTHS)
def test_tax_is_of_the_lines_and_an_invoice_keeps_its_own(agency: Agency, seed: int, length: int) -> None:
    posted: dict[str, ExpectedTax] = {}
    with life_of(agency) as life:
        for step, months in story(agency, seed, length, (*EVERYTHING, *BOOKS, *OFF)):
            life.take(step)
            life.run(months)
            check_taxed(life.house, posted)
        dearer = {**life.house.agency.main, "taxes": taxes(RATES[1])}
        life.house.configure(replace(life.house.agency, main=dearer))
        life.run(PERIODS)
        check_at_rest(life.house)
        check_taxed(life.house, posted)


@pytest.mark.proof
def test_these_histories_expect_tax_and_post_invoices() -> None:
    check_hard_enough(taxed(), _count, {"taxed": 3, "by ledger": 1})


def _count(life: Life, _: int, seen: Counter[str]) -> None:
    posted: dict[str, ExpectedTax] = {}
    life.run(PERIODS)
    life.take(("bill", 0, 0), check=False)
    check_taxed(life.house, posted)
    seen["taxed"] += sum(bool(each.tax is not None and each.tax.minor) for each in posted.values())
    seen["by ledger"] += sum(bool(each.by_ledger) for each in posted.values())
