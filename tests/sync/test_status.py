"""What one screen says of connections: who must sign in again, and whose sign-in nobody needs any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mappings.vault import Kept
from sync.status import Ending, status_of
from tests.laws.house import house_of
from tests.laws.small import AGENCY, MAIN

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
