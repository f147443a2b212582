"""What a tracker states of billed work only later is no change, unless it leads the work elsewhere."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from billing.catalogue import AcceptedProject
from billing.records import SourceRecord
from mappings.decided import Signature
from tests.agencies import Yaml
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, NOVEMBER, OCTOBER, codes, contract
from tests.sync.listed import pull

CONNECTED: Yaml = {"toggl": {"kind": "toggl", "token": "${TOGGL}", "workspace": "1"}}
EVENING = datetime(2026, 10, 31, 22, tzinfo=UTC)
WORK = SourceRecord(
    date(2026, 10, 31), 3600, person="Kim Allen", email="kim@north.test", project="Site AAA-ONE", note="x"
)


def house_with(*contracts: Yaml) -> AbstractContextManager[House]:
    """A house whose tracker is asked."""
    return house_of(replace(AGENCY, main={**AGENCY.main, "connectors": CONNECTED}, contracts=contracts))


def billed_and_then(house: House, billed: SourceRecord, now: SourceRecord) -> None:
    """A record is billed, and stated otherwise afterwards."""
    assert pull(house, {"1": billed}).is_done
    house.run([OCTOBER])
    house.bill()
    assert pull(house, {"1": now}, changed=["1"]).is_done
    house.run([OCTOBER, NOVEMBER])


@pytest.mark.parametrize(("before", "after"), [("", "Acme"), ("Acme", ""), ("Acme", "Bolt")])
def test_a_client_that_brings_it_under_another_contract_is_told(before: str, after: str) -> None:
    with house_with(contract("a", "AAA-ONE"), contract("b", "BBB-ONE", rate="150")) as house:
        with house.store.write() as tx:
            by = Signature("Kim", house.worker.clock(), "mapped")
            tx.decided.accept_project(AcceptedProject("toggl", f"{before} / Website", "AAA-ONE"), by)
            tx.decided.accept_project(AcceptedProject("toggl", f"{after} / Website", "BBB-ONE"), by)
        billed = replace(WORK, client=before, project="Website")
        billed_and_then(house, billed, replace(billed, client=after))
        (found,) = house.drift()
        assert (str(found.difference), found.why) == ("-100.00 USD", "it is work for contract b now")
        (issue,) = house.issues()
        assert issue.sentence.endswith("after they were billed: another client.")


def test_a_start_that_makes_it_another_days_work_is_told() -> None:
    rates = [{"rate": "100"}, {"rate": "200", "from": "2026-11-01"}]
    with house_with(contract("a", "AAA-ONE", zone="Asia/Tokyo") | {"rates": rates}) as house:
        billed_and_then(house, WORK, replace(WORK, started=EVENING, ended=EVENING + timedelta(hours=1)))
        (found,) = house.drift()
        assert str(found.difference) == "100.00 USD"


def test_a_code_that_does_not_agree_is_told() -> None:
    with house_with(contract("a", "AAA-ONE"), contract("b", "AAA", rate="150")) as house:
        billed_and_then(house, WORK, replace(WORK, project_code="AAA"))
        assert codes(house) == ["edited_after_billing"]


def test_what_leads_it_nowhere_else_is_no_change() -> None:
    with house_with(contract("a", "AAA-ONE")) as house:
        more = replace(WORK, client="Client a", project_code="AAA-ONE", project_id="7", person_id="9")
        billed_and_then(house, WORK, replace(more, started=EVENING - timedelta(hours=9)))
        assert (codes(house), house.drift()) == ([], [])
