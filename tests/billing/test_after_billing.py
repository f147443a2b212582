"""What changed of an entry after it was billed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from billing.after_billing import after_billing, matters_after_billing, says_more
from billing.records import EXPENSE, Entry, SourceRecord

NINE = datetime(2026, 10, 5, 9, tzinfo=UTC)
WORK = SourceRecord(date(2026, 10, 5), 3600, person="Kim", project="Site", note="the same words")
TAXI = replace(WORK, seconds=0, kind=EXPENSE, cost_minor=2000, currency="USD", note="Taxi")


def test_an_expense_that_was_edited_after_billing_names_both_costs() -> None:
    issue = after_billing(Entry("e1", 1, "spending", TAXI), Entry("e1", 2, "spending", replace(TAXI, cost_minor=2500)))
    assert issue.sentence == (
        "Kim's 20.00 USD on 2026-10-05 on Site were changed in spending after they were billed: "
        "20.00 USD became 25.00 USD."
    )


BILLED = Entry("e1", 1, "harvest", replace(WORK, email="kim@old.test"))


def matters(billed: Entry = BILLED, **changed: object) -> bool:
    return matters_after_billing(billed, replace(billed, version=2, record=replace(billed.record, **changed)))  # type: ignore[arg-type]  # whatever is changed


def test_marks_and_another_address_of_the_same_name_touch_no_invoice() -> None:
    assert not matters(approved=True) and not matters(invoiced=True) and not matters(email="kim@new.test")
    assert matters(seconds=60) and matters(note="others", email="kim@new.test") and matters(person="Lee")
    nameless = replace(BILLED, record=replace(BILLED.record, person=""))
    assert matters(nameless, email="lee@new.test")
    assert matters_after_billing(None, BILLED) and matters_after_billing(BILLED, None)
    assert not matters_after_billing(None, None)


def test_what_an_export_does_not_state_is_no_change_once_the_api_states_it() -> None:
    assert not matters(project_id="7", person_id="9", client="Acme", rate=Decimal(120), currency="USD", billable=True)
    assert not matters(started=NINE, ended=NINE + timedelta(hours=1), clock_seconds=3599, task_url="https://x.test/1")
    coded = replace(BILLED, record=replace(BILLED.record, project_code="ACME-1"))
    assert not matters(project_code="ACME-1") and matters(coded, project_code="ACME-2")
    assert matters(tags=("Design",)) and matters(activity="Design") and matters(billable=False)


def test_what_both_state_is_compared_but_for_its_white_space_and_the_case_of_a_name() -> None:
    record = replace(BILLED.record, project_id="7", person_id="9", client="Acme", started=NINE, task_url="https://x/1")
    told = replace(BILLED, record=replace(record, tags=("a", "b"), project_code="ACME"))
    for changed in (
        {"project_id": "8"},
        {"person_id": "8"},
        {"client": "Bolt"},
        {"started": NINE + timedelta(hours=1)},
    ):
        assert matters(told, **changed)
    assert matters(told, task_url="https://x/2") and matters(told, task_url="")
    assert not matters(told, note="the  same words ", person=" KIM", project="Site\n", tags=("b", "a "))


def test_the_sentence_names_only_what_can_touch_an_invoice() -> None:
    pulled = replace(BILLED.record, email="", project_id="7", person_id="9", note="others", project="Shop")
    issue = after_billing(BILLED, Entry("e1", 2, "harvest", pulled))
    assert issue.sentence.endswith("after they were billed: another project and note.")


def test_what_one_of_two_versions_states_alone_may_lead_it_elsewhere() -> None:
    def more(**changed: object) -> bool:
        return says_more(BILLED, replace(BILLED, version=2, record=replace(BILLED.record, **changed)))  # type: ignore[arg-type]

    assert more(client="Acme") and more(started=NINE) and more(project_id="7") and more(project_code="ACME")
    assert not more(note="others") and not more(rate=Decimal(120)) and not more(ended=NINE)
