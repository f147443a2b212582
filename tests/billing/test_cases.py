"""Public billing cases with known answers, through the real functions; docs/cases.md names those that do not fit.

The cases are optional reference data, found through the environment variable TIEOUT_REFERENCE.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from billing.adjust_records import Minimum
from billing.calendar import month
from billing.catalogue import Catalogue, Index, SourceRules
from billing.dated import Dated
from billing.money import Money, amount, markup, quantity
from billing.plan import Plan, plan
from billing.reconcile import match
from billing.records import Cap, Contract, Entry, Item, Rate, Rounding, SourceRecord, State, Work, Workstream
from billing.retainer_fees import fees_due
from billing.retainer_records import Block, Hours, Included, Retainer, Rollover
from billing.retainers import Beginning, Billing, balance, days_served, fee_in, hours_for, part
from billing.rounding import rounded
from billing.tax import ExpectedTax, expected_tax
from billing.tax_records import Taxation, TaxCode, TaxKind
from billing.unit import Unit
from billing.wishes import LineKind, Posting, PostingRule

ROOT = Path(__file__).parents[2]
CASES = Path(os.environ.get("TIEOUT_REFERENCE", ROOT.parent / "shared")) / "cases" / "billing_cases.yaml"
Case = dict[str, Any]
DAY = date(2026, 10, 5)


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    if not CASES.is_file():
        pytest.skip("the reference cases are not on this machine; set TIEOUT_REFERENCE to their folder")
    found = yaml.load(CASES.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))["cases"]
    return {case["id"]: case for case in found}


def billed(entries: list[tuple[date, int]], rates: tuple[Rate, ...], currency: str = "EUR", held: str = "") -> Plan:
    """A plan for one contract, one line an entry, in the month of the first entry."""
    streams = (Workstream("CASE", "Case", True),)
    contract = Contract("case", "Client", currency, streams, rates, lines_by="entry")
    works = tuple(
        Work(f"e{n}", 1, day, seconds, "CASE", "Kim", "", held=held) for n, (day, seconds) in enumerate(entries)
    )
    return plan(Unit(contract, month(entries[0][0].strftime("%Y-%m")), "files", works))


def amounts(made: Plan) -> list[str]:
    return [str(line.amount.decimal) for draft in made.drafts for line in draft.lines]


def rounds_each_entry(case: Case) -> None:
    given, expect = case["given"], case["expect"]
    rule = Rounding(given["increment_minutes"] * 60, given.get("mode", "up"))
    worked = given.get("entries_seconds") or [minutes * 60 for minutes in given["entries_minutes"]]
    charged = [rounded(seconds, rule) for seconds in worked]
    if "billed_hours" in expect:
        assert [quantity(seconds) for seconds in charged] == [Decimal(hours) for hours in expect["billed_hours"]]
    else:
        assert charged == expect["rounded_seconds"]
        assert sum(charged) == expect.get("total_seconds", sum(charged))


def rounds_up_and_down(case: Case) -> None:
    step, seconds = case["given"]["increment_minutes"] * 60, case["given"]["entry_seconds"]
    assert rounded(seconds, Rounding(step, "up")) == case["expect"]["up_seconds"]
    assert rounded(seconds, Rounding(step, "down")) == case["expect"]["down_seconds"]


def never_rounds_nothing_up(case: Case) -> None:
    step = case["given"]["duration_step_min"] * 60
    assert {rounded(0, Rounding(step, way)) for way in ("up", "nearest", "down")} == {case["expect"]["seconds"]}


def bills_seconds_not_short_decimals(case: Case) -> None:
    given, expect = case["given"], case["expect"]
    made = billed([(DAY, given["minutes"] * 60)], (Rate(Decimal(given["rate"])),), given["currency"])
    assert amounts(made) == [expect["amount"]] != [expect["wrong"]]


def rounds_once_a_line(case: Case) -> None:
    seconds = case["given"]["total_seconds"]
    price = Decimal(200)  # 40055.5555… cents for 7210 seconds: an hour is 200.00
    assert price * seconds / 36 == pytest.approx(Decimal(case["given"]["total_amount"]), abs=Decimal("0.0001"))
    (line,) = billed([(DAY, seconds)], (Rate(price),)).drafts[0].lines
    assert (str(line.quantity), line.amount.minor) == ("2.0028", 40056)


def bills_rows_at_their_rates(case: Case) -> None:
    rows = case["given"]["rows"]
    made = [amount(Decimal(hours), Decimal(rate), "USD") for hours, rate in rows]
    assert [str(money.decimal) for money in made] == case["expect"]["amounts"]
    plans = [billed([(DAY, int(Decimal(hours) * 3600))], (Rate(Decimal(rate)),)) for hours, rate in rows]
    assert [text for each in plans for text in amounts(each)] == case["expect"]["amounts"]
    assert sum(each.drafts[0].total.decimal for each in plans) == Decimal(case["expect"]["total"])


def never_bills_a_running_timer(case: Case) -> None:
    record = SourceRecord(DAY, case["given"]["seconds"], person="Kim", project="CASE", running=True)
    found, issues = match(Entry("e1", 1, "toggl", record), Index.of(catalogue()))
    assert (found.verdict, [issue.code for issue in issues]) == (State.HELD, ["running"])
    made = billed([(DAY, record.seconds)], (Rate(Decimal(case["given"]["hourly"])),), held=found.verdict_reason)
    assert sum(draft.total.minor for draft in made.drafts) == int(case["expect"]["amount"])


def bills_the_price_of_the_work_date(case: Case) -> None:
    given = case["given"]
    price, since = Decimal(given["price"]), date.fromisoformat(given["change_from"])
    dearer = price * (100 + int(given["change_percent"])) / 100
    rates = (Rate(price), Rate(dearer, (), since))
    plans = [billed([(month(name).first, 3600)], rates) for name in given["invoice_periods"]]
    assert [str(each.drafts[0].lines[0].unit_price) for each in plans] == case["expect"]["unit_prices"]


def bills_only_the_project(case: Case) -> None:
    index = Index.of(catalogue())
    records = [
        SourceRecord(DAY, int(hours) * 3600, person="Kim", project="CASE" if name == "project A" else "")
        for name, hours in case["given"]["entries_hours"]
    ]
    found = [match(Entry(f"e{n}", 1, "harvest", record), index) for n, record in enumerate(records)]
    billable = [record for record, (each, _) in zip(records, found, strict=True) if each.contract]
    made = billed([(DAY, record.seconds) for record in billable], (Rate(Decimal(100)),))
    assert made.drafts[0].lines[0].quantity == Decimal(case["expect"]["quantity"])
    assert [issue.code for each, issues in found for issue in issues if not each.contract] == ["missing_project_code"]


def marks_costs_up(case: Case) -> None:
    given, expect = case["given"], case["expect"]
    costs = [Money(int(Decimal(cost) * 100), "USD") for cost in given["cost"]]
    added = [markup(cost, Decimal(percent)) for cost, percent in zip(costs, given["markup_percent"], strict=True)]
    assert [str(each.decimal) for each in added] == expect["markup"]
    assert [str((cost + each).decimal) for cost, each in zip(costs, added, strict=True)] == expect["billed"]


def caps_a_running_total(case: Case) -> None:
    given, expect = case["given"], case["expect"]
    worth = [Decimal(text) for text in given["lines"]]
    limit = Money(int(Decimal(given["limit"]) * 100), "EUR")
    works = tuple(
        Work(f"e{n}", 1, DAY + timedelta(days=n), int(each * 36), "CASE", "Kim", "") for n, each in enumerate(worth)
    )
    contract = Contract("case", "Client", "EUR", (Workstream("CASE", "Case", True),), (Rate(Decimal(100)),))
    capped = {
        rule: plan(Unit(replace(contract, caps=(Cap("CASE", limit, beyond=rule),)), month("2026-10"), "files", works))
        for rule in ("write off", "hold")
    }
    off = {p.entry_id: p.seconds for p in capped["write off"].portions if p.state is State.WRITTEN_OFF}
    assert [Decimal(off.get(work.entry_id, 0)) / 36 for work in works] == [Decimal(o) for o in expect["over_limit"]]
    assert str(capped["write off"].drafts[0].total.decimal) == expect["billable"]
    (waiting,) = capped["hold"].issues
    assert dict(waiting.facts)["left"] == f"{expect['available_before_line'][2]} EUR"


def retainer(given: dict[str, Any], rate: str, rollover: Rollover | None = None) -> Retainer:
    fee, hours = Money(int(Decimal(given["fee"]) * 100), "EUR"), int(given["included_hours"]) * 3600
    terms = (Dated(None, fee),), (Dated(None, hours),)
    return Retainer("CASE", "Case", *terms, overage=(Dated(None, Decimal(rate)),), rollover=rollover)


def months_of(care: Retainer, worked: list[str]) -> list[tuple[Decimal, Hours]]:
    """What each month from January on comes to, fee and overage, with the hours that were there for it."""
    contract = Contract("case", "Client", "EUR", (Workstream("CASE", "Case", True),), (), retainers=(care,))
    billings: dict[str, Billing] = {}
    found = []
    for number, hours in enumerate(worked, 1):
        period = month(f"2026-{number:02}")
        there = hours_for(care, period.name, Beginning("2026-01"), billings)
        works = (Work(f"e{number}", 1, period.first, int(hours) * 3600, "CASE", "Kim", ""),) if int(hours) else ()
        fees = tuple(item for name, item in fees_due(contract, date(2026, 1, 1), period) if name == period.name)
        made = plan(Unit(contract, period, "files", works, fees, included=(Included("CASE", there),)))
        used = sum(each.charged_seconds for each in made.portions if each.state is State.COVERED)
        billings[period.name] = Billing(((period.name, used),), there, care, closed=True)
        found.append((sum((draft.total.decimal for draft in made.drafts), Decimal(0)), there))
    return found


def charges_beyond_the_included_hours(case: Case) -> None:
    given = case["given"]
    care = retainer(given, given["overage_rate"])
    totals = [str(total) for hours in given["hours"] for total, _ in months_of(care, [hours])]
    assert totals == case["expect"]["totals"]


def rolls_hours_over(case: Case) -> None:
    given, expect = case["given"], case["expect"]
    care = retainer(given, given["overage_rate"], Rollover(1, int(given["rollover_cap_hours"]) * 3600))
    (first, _), (second, there) = months_of(care, given["hours_by_month"])
    assert [str(first), str(second)] == expect["totals"]
    assert sum(seconds for _, seconds in there) == int(expect["month2_allowance"]) * 3600
    said = balance(care, "2026-01", (("2026-01", 8 * 3600),), (("2026-01", 3 * 3600),))
    assert [said.rolled_out, said.expired] == [int(expect[key][0]) * 3600 for key in ("carried", "forfeited")]


def never_mixes_months(case: Case) -> None:
    given = case["given"]
    made = months_of(retainer(given, given["rate"]), given["hours_by_month"])
    assert [str(total) for total, _ in made] == case["expect"]["totals"]


def prorates_by_exact_days(case: Case) -> None:
    given, expect = case["given"], case["expect"]
    since = date.fromisoformat(given["from"])
    fee = (Dated(None, Money(int(Decimal(given["monthly"]) * 100), "EUR")),)
    care = Retainer("CASE", "Case", fee, (), since=since)
    prorated = fee_in(care, month(f"{since:%Y-%m}"))
    assert prorated is not None
    assert str(prorated.decimal) == (expect.get("amount") or expect["amount_inclusive"])
    assert len(days_served(care, month(f"{since:%Y-%m}"))) == (given.get("days") or expect["days_inclusive"])


def prorates_a_change_of_price(case: Case) -> None:
    given = case["given"]
    old, new = (int(Decimal(given[key]) * 100) for key in ("price1", "price2"))
    changed = date.fromisoformat(given["change"])
    before = old + part(old, changed.day - 1, 31)
    assert Decimal(before + 2 * new) / 100 == Decimal(case["expect"]["total"])


def prorates_a_quarter(case: Case) -> None:
    given = case["given"]
    first, last = (date.fromisoformat(given[key]) for key in ("from", "to"))
    minor = part(int(Decimal(given["quarterly"]) * 100), (last - first).days + 1, given["quarter_days"])
    assert Decimal(minor) / 100 == Decimal(case["expect"]["amount"])


def tops_up_to_the_minimum(case: Case) -> None:
    given = case["given"]
    minimum = Minimum(Money(int(Decimal(given["commitment"]) * 100), "USD"))
    owed = [Money(int(Decimal(amount) * 100), "USD") for amount in (given["base_fee"], *given["usage"])]
    items = tuple(
        Item(f"c{n}", 1, LineKind.CHARGE, DAY, "CASE", "Fee", amount, amount.decimal) for n, amount in enumerate(owed)
    )
    streams = (Workstream("CASE", "Case", True),)
    contract = Contract("case", "Client", "USD", streams, (), minimums=(Dated(None, minimum),))
    made = plan(Unit(contract, month("2026-10"), "files", (), items))
    assert amounts(made)[-1] == case["expect"]["true_up"]


def catalogue() -> Catalogue:
    contract = Contract("case", "Client", "EUR", (Workstream("CASE", "Case", True),), (Rate(Decimal(100)),))
    return Catalogue(date(2026, 1, 1), (contract,), (), (SourceRules("harvest"),), require_task="no")


def bills_a_block_of_hours(case: Case) -> None:
    hours, price = Decimal(case["given"]["hours"]), Decimal(case["given"]["rate"])
    block = Block("B1", "Hours", DAY, int(hours) * 3600, amount(hours, price, "EUR"), price=price)
    care = Retainer("CASE", "Case", (), (), blocks=(block,))
    contract = Contract("case", "Client", "EUR", (Workstream("CASE", "Case", True),), (), retainers=(care,))
    ((name, item),) = fees_due(contract, date(2026, 1, 1), month("2026-12"))
    (line,) = plan(Unit(contract, month(name), "files", (), (item,))).drafts[0].lines
    assert (line.quantity, line.unit_price, str(line.amount.decimal)) == (hours, price, case["expect"]["invoice"])


def adds_tax_line_by_line(case: Case) -> None:
    given, expect = case["given"], case["expect"]
    lines = given.get("lines") or [given["line"]]
    by_line, by_code = (taxed(lines, given["tax"], rounding) for rounding in ("line", "code"))
    assert by_line.tax is not None and by_line.gross is not None and by_code.tax is not None
    each = [str(line.tax.decimal) for line in by_line.lines if line.tax is not None]
    assert each == expect.get("line_tax", each)
    whole = str(by_line.tax.decimal)
    assert whole == expect.get("tax", expect.get("per_line_tax", whole)) != expect.get("half_even_would_give")
    assert str(by_line.gross.decimal) == expect.get("total", str(by_line.gross.decimal))
    rounded_once = str(by_code.tax.decimal)
    assert rounded_once == expect.get("whole_invoice_tax", expect.get("whole_invoice_method_tax", rounded_once))


def taxed(lines: list[str], percent: str, rounding: str) -> ExpectedTax:
    """The tax expected of a document with some lines of one code."""
    owed = [Money(int(Decimal(text) * 100), "EUR") for text in lines]
    items = tuple(
        Item(f"c{n}", 1, LineKind.CHARGE, DAY + timedelta(days=n), "CASE", "Charge", each, each.decimal)
        for n, each in enumerate(owed)
    )
    code = TaxCode("S", TaxKind.STANDARD, "VAT", (Dated(None, Decimal(percent)),))
    taxes, posting = Taxation((code,), rounding), (PostingRule(Posting(tax="S")),)
    streams = (Workstream("CASE", "Case", True),)
    contract = Contract("case", "Client", "EUR", streams, (), posting=posting, taxation=taxes)
    (draft,) = plan(Unit(contract, month("2026-10"), "files", (), items)).drafts
    found = expected_tax(draft, taxes)
    assert found is not None
    return found


FITTING: dict[str, Callable[[Case], None]] = {
    "round-01": rounds_each_entry,
    "round-03": rounds_each_entry,
    "round-05": rounds_each_entry,
    "round-07": rounds_each_entry,
    "round-09": rounds_each_entry,
    "round-11": rounds_up_and_down,
    "round-17": never_rounds_nothing_up,
    "amount-04": bills_seconds_not_short_decimals,
    "amount-06": rounds_once_a_line,
    "amount-08": bills_rows_at_their_rates,
    "rate-06": never_bills_a_running_timer,
    "rate-12": bills_the_price_of_the_work_date,
    "merge-05": bills_only_the_project,
    "cap-01": caps_a_running_total,
    "expense-01": marks_costs_up,
    "retainer-01": charges_beyond_the_included_hours,
    "retainer-03": rolls_hours_over,
    "retainer-05": never_mixes_months,
    "prorate-01": prorates_by_exact_days,
    "prorate-03": prorates_by_exact_days,
    "prorate-05": prorates_a_change_of_price,
    "prorate-07": prorates_a_quarter,
    "commit-02": tops_up_to_the_minimum,
    "retainer-07": bills_a_block_of_hours,
    "tax-02": adds_tax_line_by_line,
    "tax-04": adds_tax_line_by_line,
    "tax-10": adds_tax_line_by_line,
    "tax-13": adds_tax_line_by_line,
}


@pytest.mark.parametrize("case_id", FITTING)
def test_case_that_fits_has_its_published_answer(case_id: str, cases: dict[str, Case]) -> None:
    FITTING[case_id](cases[case_id])


def listed_as_not_fitting() -> list[str]:
    page = (ROOT / "docs" / "cases.md").read_text(encoding="utf-8")
    return re.findall(r"^\| ([a-z]+-\d+) \|", page, flags=re.MULTILINE)


def test_each_case_either_passes_or_is_listed_with_its_reason(cases: dict[str, Case]) -> None:
    others = listed_as_not_fitting()
    assert len(others) == len(set(others))
    assert not FITTING.keys() & set(others)
    assert FITTING.keys() | set(others) == cases.keys()
