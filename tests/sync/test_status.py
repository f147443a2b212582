"""What one screen says: who must sign in again, whose sign-in nobody needs any more, and which months must be run."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mappings.vault import Kept
from sync.status import Ending, status_of
from tests.agencies import write_export
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, MAIN
from tests.sync import pushing
from tests.sync.pushing import OCTOBER, ROWS, bring, row

BOOKS = {"kind": "xero", "client_id": "0123456789ABCDEF0123456789ABCDEF", "client_secret": "${T}"}


@pytest.mark.parametrize("named", [True, False])
def test_a_sign_in_that_ends_is_told_only_for_what_is_still_named(named: bool) -> None:
    main = {**MAIN, "connectors": {"books": BOOKS}} if named else MAIN
    with house_of(replace(AGENCY, main=main)) as house:
        now, soon = house.worker.clock(), house.worker.clock() + timedelta(days=2)
        with house.store.write() as tx:
            tx.vault.connect(Kept("books", "xero", "1", "Ours", now, soon, None, now, now))
        found = status_of(house.worker)
        waiting = {each.what: each.remedy for each in found.waiting}
        left_over = {"sign-ins to what tieout.yaml names no more": "tieout connections"}
        assert found.endings == ((Ending("books", soon, False),) if named else ())
        assert waiting == ({} if named else left_over)
        assert found.needs_somebody


def months_to_run(house: House) -> dict[str, str]:
    """What the screen says of months that must be run again, with what to type."""
    found = status_of(house.worker).waiting
    return {each.what: each.remedy for each in found if each.what.startswith("months")}


def test_a_month_whose_time_changed_since_it_was_run_waits_until_it_is_run_again() -> None:
    with house_of(pushing.AGENCY) as house:
        house.worker = replace(house.worker, clock=lambda: datetime(2026, 11, 2, 12, tzinfo=UTC))
        bring(house, *ROWS)
        assert months_to_run(house) == {}
        write_export(house.folder / "export.csv", "harvest", [*ROWS, row(8)])
        house.read(house.folder / "export.csv", "harvest", OCTOBER)
        assert months_to_run(house) == {"months that changed since they were run": "tieout run --period 2026-10"}
        house.run([OCTOBER])
        assert months_to_run(house) == {}


def test_a_month_that_its_invoices_closed_does_not_wait_for_a_run_that_leaves_it_alone() -> None:
    with house_of(pushing.AGENCY) as house:
        house.worker = replace(house.worker, clock=lambda: datetime(2026, 11, 2, 12, tzinfo=UTC))
        bring(house, *ROWS)
        house.bill()
        house.run([OCTOBER])
        assert months_to_run(house) == {}
        assert house.rows("SELECT kind FROM due WHERE period = '2026-10'"), "who reopens it has it looked at"
        bring(house, *ROWS[:-1], replace(ROWS[-1], seconds=9000))
        assert months_to_run(house) == {}


def test_a_month_of_which_a_contract_bills_nothing_does_not_wait_once_it_was_run() -> None:
    internal = {"code": "AAA-INT", "name": "Internal", "billing": "non-billable"}
    terms = pushing.contract("a", "AAA-ONE")
    terms["workstreams"].append(internal)
    with house_of(replace(pushing.AGENCY, contracts=(terms,))) as house:
        house.worker = replace(house.worker, clock=lambda: datetime(2026, 11, 2, 12, tzinfo=UTC))
        bring(house, row(1, code="AAA-INT"))
        assert months_to_run(house) == {}
