"""The hours that are there for a month, as the store tells it: closed months as confirmed, whatever changes after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from billing.calendar import month
from billing.retainer_records import Hours
from billing.unit import unit_of
from review.retainers import RetainerRow, retainers
from sync.planning import replay
from tests.agencies import Agency, Row, Yaml
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, codes, contract, totals, worked

OCTOBER, NOVEMBER, DECEMBER = MONTHS = ("2026-10", "2026-11", "2026-12")
H = 3600
CARE: Yaml = {
    "code": "AAA-ONE",
    "name": "Care plan",
    "billing": "retainer",
    "bill": "in arrears",
    "fee": "2000",
    "includes_hours": "8",
    "overage_rate": "250",
    "rollover": {"for_months": "2"},
}
ROWS = (worked("10-05", 3 * H, note="oct"), worked("11-02", 4 * H, note="nov"), worked("11-03", H, note="more"))


def agency(*rows: Row, **terms: str) -> Agency:
    """What is written and tracked; the retainer with other terms."""
    acme = contract("a", "AAA-ONE") | {"from": "2026-10-01", "workstreams": [CARE | terms]}
    return replace(AGENCY, contracts=(acme,)).with_rows(rows)


@pytest.fixture
def house() -> Iterator[House]:
    with house_of(agency(*ROWS)) as found:
        found.bring_in()
        found.run(MONTHS)
        yield found


def there(house: House, name: str) -> Hours:
    """The hours that the newest plan of a month found."""
    with house.store.read() as tx:
        row = tx.units.get("a", name)
        assert row is not None
        (included,) = unit_of(tx.plans.get(row.plan).inputs, with_works=False).included
    return included.hours


def told(house: House, name: str) -> RetainerRow:
    with house.store.read() as tx:
        (row,) = retainers(tx, month(name), house.worker.configuration.contracts)
    return row


def changed(house: House, *rows: Row, **terms: str) -> None:
    house.configure(agency(*rows, **terms))
    house.bring_in(complete=True)
    house.run(MONTHS)


def test_hours_pass_from_month_to_month_the_same_open_or_closed(house: House) -> None:
    expected = ((NOVEMBER, 8 * H), (DECEMBER, 8 * H))  # November has used the 5 hours that October left
    assert there(house, DECEMBER) == expected
    for name in (OCTOBER, NOVEMBER):
        house.close("a", name)
        reports = house.run(MONTHS)
        assert [report.period.name for report in reports if report.changed] == []
        assert there(house, DECEMBER) == expected


def test_an_edit_after_the_closing_changes_nothing_of_what_was_used(house: House) -> None:
    house.close("a", OCTOBER)
    house.run(MONTHS)
    before = told(house, OCTOBER), there(house, NOVEMBER)
    changed(house, replace(ROWS[0], day=ROWS[1].day, seconds=7 * H), *ROWS[1:])
    assert (told(house, OCTOBER), there(house, NOVEMBER)) == before
    assert house.statement(OCTOBER).difference_seconds == house.statement(NOVEMBER).difference_seconds == 0


def test_other_terms_change_open_months_and_no_closed_one(house: House) -> None:
    house.close("a", OCTOBER)
    house.run(MONTHS)
    before = told(house, OCTOBER)
    changed(house, *ROWS, includes_hours="10")
    assert told(house, OCTOBER) == before
    assert there(house, NOVEMBER) == ((OCTOBER, 5 * H), (NOVEMBER, 10 * H))


def test_time_that_is_gone_gives_its_hours_to_later_months_and_outdates_their_drafts(house: House) -> None:
    house.configure(agency(ROWS[1], ROWS[2], worked("10-06", 60, note="short")))
    house.bring_in(complete=True)
    house.run((OCTOBER,))
    status = {item.draft.period: item.status.value for item in house.drafts()}
    assert status == {OCTOBER: "draft", NOVEMBER: "outdated", DECEMBER: "outdated"}
    house.run(MONTHS)
    assert there(house, NOVEMBER) == ((OCTOBER, 8 * H - 60), (NOVEMBER, 8 * H))


def test_covered_time_that_changes_makes_the_drafts_of_its_month_out_of_date(house: House) -> None:
    house.move("approve", *(item.draft.id for item in house.drafts() if item.draft.period == OCTOBER))
    house.configure(agency(*ROWS[1:], worked("10-06", 60, note="short")))
    house.bring_in(complete=True)
    assert {item.draft.period: item.status.value for item in house.drafts()}[OCTOBER] == "outdated"


@pytest.mark.parametrize("how", ["credit", "void"])
def test_what_is_billed_again_has_the_hours_of_its_month_once_that_is_open(how: str) -> None:
    care = {key: value for key, value in CARE.items() if key != "rollover"}
    acme = contract("a", "AAA-ONE") | {"from": "2026-10-01", "workstreams": [care]}
    with house_of(replace(AGENCY, contracts=(acme,)).with_rows([worked("10-05", 10 * H, note="oct")])) as house:
        house.bring_in()
        house.run([OCTOBER])
        house.bill()
        if how == "credit":
            note = house.credit("INV-0001", "bill-again").note.id
            house.move("approve", note)
            house.push(note)
        else:
            house.void(house.document("INV-0001"))
            house.run([OCTOBER, NOVEMBER])
            voided = ("document_voided", "charge_voided")
            house.decide("bill-again", *(issue.id for issue in house.issues() if issue.code in voided))
        house.run([OCTOBER, NOVEMBER])
        (said,) = [issue for issue in house.issues() if issue.code == "late_beyond_retainer"]
        assert "none of its included hours are there for them: they were used, or have ended" in said.sentence
        assert "`tieout reopen` that month and run it" in said.remedy
        house.reopen("a", OCTOBER)
        house.run([OCTOBER, NOVEMBER])
        assert "late_beyond_retainer" not in codes(house)
        assert totals(house)[f"a {OCTOBER}"] == "2500.00"


def test_a_reopened_month_is_planned_as_before_and_every_plan_can_be_replayed(house: House) -> None:
    before = told(house, OCTOBER)
    house.close("a", OCTOBER)
    house.run(MONTHS)
    assert told(house, OCTOBER) == replace(before, closed=True)
    house.reopen("a", OCTOBER)
    house.run(MONTHS)
    assert told(house, OCTOBER) == before
    for (plan_id,) in house.rows("SELECT id FROM plan ORDER BY id"):
        assert all(draft.same for draft in replay(house.worker, str(plan_id)))
