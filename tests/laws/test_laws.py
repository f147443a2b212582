"""The laws of the design, each under its name, over generated agencies and the whole way from file to statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.draft_records import Line
from billing.records import State
from mappings.drafts import StoredDraft
from tests.agencies import MONTHS, Agency, Anchored, Row, Yaml, agencies
from tests.laws.house import House, house_of
from tests.laws.oracle import (
    DECIMALS,
    best_rates,
    check_history_stays,
    check_once,
    drafts_table,
    half_up,
    history,
    order_holds,
)


@pytest.mark.proof
def test_law_0_the_agencies_are_hard_enough_to_prove_something() -> None:
    states: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    amounts: list[int] = []

    @settings(max_examples=40)
    @given(agencies())
    def collect(agency: Agency) -> None:
        with house_of(agency) as house:
            house.go()
            states.update(state for (state,) in house.rows("SELECT state FROM placement"))
            codes.update(issue.code for issue in house.issues())
            amounts.extend(line.amount.minor for item in house.drafts() for line in item.draft.lines)

    collect()
    assert states.keys() >= {"drafted", "held", "outside"}
    assert len(states) >= 4
    assert sum(minor > 0 for minor in amounts) >= 20
    assert len(codes) >= 10, codes


@given(agencies())
def test_law_1_conservation_every_tracked_second_is_in_exactly_one_place(agency: Agency) -> None:
    agency = Anchored.of(agency).agency
    with house_of(agency) as house:
        house.go()
        for name in MONTHS:
            found = house.statement(name)
            rows = [row for row in agency.rows if row.month == name]
            assert {source.connector: source.ours_seconds for source in found.sources} == _tracked(rows)
            assert found.unreadable_or_running_seconds == sum(_unplaced(row) for row in rows)
            assert found.tracked_seconds == sum(found.states.values()) + found.unreadable_or_running_seconds
            assert found.difference_seconds == 0
            for connector, seconds in _tracked(rows).items():
                lost = sum(_unplaced(row) for row in rows if row.connector == connector)
                clients = [row for row in found.clients if row.connector == connector]
                assert sum(sum(row.states.values()) for row in clients) == seconds - lost


def _tracked(rows: Sequence[Row]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for row in rows:
        sums[row.connector] += row.countable_seconds
    return dict(sums)


def _unplaced(row: Row) -> int:
    return row.countable_seconds if row.broken or row.running else 0


@given(agencies())
def test_law_2_once_every_second_is_live_once_and_on_at_most_one_line(agency: Agency) -> None:
    with house_of(agency) as house:
        house.go()
        check_once(house)
        drafted = house.rows("SELECT sum(seconds) FROM placement WHERE state = 'drafted'")[0][0] or 0
        assert drafted == sum(line.seconds for item in house.drafts() for line in item.draft.lines)


@given(agencies())
def test_law_4_every_cent_is_explained(agency: Agency) -> None:
    contracts = {contract["id"]: contract for contract in agency.contracts}
    with house_of(agency) as house:
        for item in house.go().drafts():
            contract = contracts[item.draft.contract]
            assert item.draft.lines
            assert item.draft.total.decimal == sum((line.amount.decimal for line in item.draft.lines), Decimal(0))
            for line in item.draft.lines:
                _check_arithmetic(line, contract)
                _check_explanation(line, item, contract, house)


def _check_arithmetic(line: Line, contract: Yaml) -> None:
    assert line.amount.currency == contract["currency"]
    assert line.quantity == half_up(Decimal(line.rounded_seconds) / 3600, 4)
    assert line.amount.decimal == half_up(line.quantity * line.unit_price, DECIMALS[contract["currency"]])


def _check_explanation(line: Line, item: StoredDraft, contract: Yaml, house: House) -> None:
    assert line.entries and line.description and line.seconds > 0
    entries = [house.entry(entry_id) for entry_id in line.entries]
    assert sum(entry.record.seconds for entry in entries) == line.seconds
    for entry in entries:
        day = _day(house, entry.id)
        (winner,) = best_rates(contract, house.agency.people, entry, line.workstream, day)
        assert Decimal(winner["rate"]) == line.unit_price
        assert all(str(value) in line.rate_rule for name, value in winner.items() if name != "rate")
        assert line.service_from <= day <= line.service_to
        if contract.get("purchase_orders"):
            assert order_holds(contract, item.draft.order, day)
        else:
            assert item.draft.order == ""


def _day(house: House, entry_id: str) -> date:
    ((day,),) = house.rows(f"SELECT day FROM match WHERE entry = '{entry_id}'")  # noqa: S608
    return date.fromisoformat(day)


@given(agencies())
def test_law_4_rounding_is_what_the_contract_says_for_each_entry(agency: Agency) -> None:
    per_entry = tuple(
        contract | {"rounding": {"to": "6 minutes", "direction": "up", "per": "entry", "grace": "30 seconds"}}
        for contract in agency.contracts
    )
    with house_of(replace(agency, contracts=per_entry)) as house:
        for item in house.go().drafts():
            for line in item.draft.lines:
                worked = [house.entry(entry_id).record.seconds for entry_id in line.entries]
                assert line.rounded_seconds == sum(-(-max(0, seconds - 30) // 360) * 360 for seconds in worked)


@given(agencies())
def test_law_5_a_rerun_plans_nothing(agency: Agency) -> None:
    with house_of(agency) as house:
        house.go()
        before = (house.drafts(), drafts_table(house), history(house), house.issues())
        again = house.run()
        assert not any(report.changed for report in again)
        assert (house.drafts(), drafts_table(house), history(house), house.issues()) == before
        for report in house.bring_in(reverse=True):
            assert (report.new, report.changed, report.gone) == (0, 0, 0)
            assert report.unchanged == report.entries
        assert not any(report.changed for report in house.run(list(reversed(MONTHS))))
        assert (house.drafts(), drafts_table(house), history(house), house.issues()) == before


@given(agencies(), st.data())
def test_law_6_history_stays_whatever_changes(agency: Agency, data: st.DataObject) -> None:
    with house_of(agency) as house:
        house.go()
        before = history(house)
        place = data.draw(st.integers(0, len(agency.rows) - 1), label="row to edit")
        rows = list(agency.rows)
        rows[place] = replace(rows[place], seconds=rows[place].seconds + 660, broken="", running=False)
        dearer = tuple(contract | {"rates": [{"rate": "77.7"}]} for contract in agency.contracts)
        house.configure(replace(agency, contracts=dearer, rows=tuple(rows)))
        house.go()
        check_history_stays(before, house)
        check_once(house)


@given(agencies())
def test_law_7_no_silent_default_without_its_rate_an_entry_is_an_issue_and_never_zero(agency: Agency) -> None:
    with house_of(agency) as house:
        billed = {entry for item in house.go().drafts() for line in item.draft.lines for entry in line.entries}
        nothing_fits = ({"rate": "1", "person": "Ada Ng", "role": "junior", "activity": "Painting"},)
        stripped = tuple(contract | {"rates": nothing_fits} for contract in agency.contracts)
        house.configure(replace(agency, contracts=stripped))
        house.run()
        assert house.drafts() == []
        assert {issue.entry_id for issue in house.issues() if issue.code == "no_rate"} >= billed
        assert house.rows("SELECT count(*) FROM placement WHERE state = 'drafted'") == [(0,)]
        check_once(house)


@given(agencies())
def test_law_7_no_silent_default_the_next_rule_or_an_issue_takes_the_place_of_a_removed_one(agency: Agency) -> None:
    with house_of(agency) as house:
        billed = {
            (item.draft.contract, line.workstream, entry)
            for item in house.go().drafts()
            for line in item.draft.lines
            for entry in line.entries
        }
        poorer = {
            contract["id"]: contract | {"rates": _without_first(contract["rates"])} for contract in agency.contracts
        }
        house.configure(replace(agency, contracts=tuple(poorer.values())))
        house.run()
        prices = {entry: line.unit_price for d in house.drafts() for line in d.draft.lines for entry in line.entries}
        unpriced = {issue.entry_id for issue in house.issues() if issue.code in ("no_rate", "ambiguous_rate")}
        for contract, workstream, entry_id in billed:
            best = best_rates(poorer[contract], agency.people, house.entry(entry_id), workstream, _day(house, entry_id))
            waits = poorer[contract].get("invoice", {}).get("when_time_is_held") == "hold the invoice"
            if len(best) == 1 and not waits:
                assert prices[entry_id] == Decimal(best[0]["rate"])
            assert (entry_id in unpriced) == (len(best) != 1)
            assert not (entry_id in unpriced and entry_id in prices)


def _without_first(rates: list[Yaml]) -> list[Yaml]:
    """The card without its first rate; a card is never empty, so one that fits nobody stands in."""
    return rates[1:] or [{"rate": "1", "person": "Ada Ng", "role": "junior", "activity": "Painting"}]


@given(agencies())
def test_law_7_two_rates_that_tie_are_an_issue_and_never_the_first_match(agency: Agency) -> None:
    tie = [{"rate": "100", "person": name} for name in ("Kim Allen", "Sam Ortiz", "Ada Ng")]
    tie += [{"rate": "120", "workstream": stream["code"]} for c in agency.contracts for stream in c["workstreams"]]
    with house_of(agency) as house:
        billed = {entry for item in house.go().drafts() for line in item.draft.lines for entry in line.entries}
        house.configure(replace(agency, contracts=tuple(_only_own(c, tie) for c in agency.contracts)))
        house.run()
        assert house.drafts() == []
        assert {issue.entry_id for issue in house.issues() if issue.code == "ambiguous_rate"} >= billed


def _only_own(contract: Yaml, rates: list[Yaml]) -> Yaml:
    own = {stream["code"] for stream in contract["workstreams"]}
    return contract | {"rates": [rate for rate in rates if rate.get("workstream", "") in own | {""}]}


@given(agencies(), st.randoms())
def test_order_of_rows_and_files_is_irrelevant(agency: Agency, random: Random) -> None:
    shuffled = list(agency.rows)
    random.shuffle(shuffled)
    with house_of(agency) as one, house_of(agency.with_rows(shuffled)) as other:
        one.go()
        other.bring_in(reverse=True)
        other.run(list(reversed(MONTHS)))
        assert _what_matters(one) == _what_matters(other)


def _what_matters(house: House) -> tuple[object, ...]:
    ids = house.rows("SELECT id, version, present, connector, day, seconds, note FROM entry ORDER BY id")
    placed = house.rows("SELECT entry, portion, state, line, seconds, minor FROM placement ORDER BY entry, portion")
    bad_rows = [issue for issue in house.issues() if issue.code == "bad_row"]
    issues = [issue for issue in house.issues() if issue.code != "bad_row"]
    bad = Counter((issue.day, issue.seconds, dict(issue.facts)["file"]) for issue in bad_rows)
    return ids, placed, [item.draft for item in house.drafts()], issues, bad


@given(agencies(broken=False), st.data())
def test_a_changed_input_changes_only_what_it_must(agency: Agency, data: st.DataObject) -> None:
    with house_of(agency) as house:
        house.go()
        before = {item.draft.id: item for item in house.drafts()}
        entries = sorted({entry for item in before.values() for line in item.draft.lines for entry in line.entries})
        place = data.draw(st.integers(0, len(agency.rows) - 1), label="row to edit")
        rows = list(agency.rows)
        rows[place] = replace(rows[place], seconds=rows[place].seconds + 66)
        house.configure(agency.with_rows(rows))
        (report,) = [report for report in house.bring_in() if report.new or report.changed]
        assert report.new + report.changed == 1
        touched = _contracts_touched(house, entries)
        house.run()
        for key, item in before.items():
            if item.draft.contract not in touched:
                assert item in house.drafts(), f"{key} was planned again although nothing of it changed"


def _contracts_touched(house: House, entries: Sequence[str]) -> set[str]:
    contract = "SELECT contract FROM match JOIN entry e ON e.id = match.entry AND e.version != match.version"
    return {row[0] for row in house.rows(contract)}


def test_states_of_the_statement_are_those_of_the_design() -> None:
    assert [state.value for state in State] == (
        "open held deferred drafted pushed billed covered non_billable written_off credited outside out_of_scope "
        "duplicate"
    ).split()
