"""What a pull brings is in the drafts at once: months that were run before are brought up to it, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sync.duties import refresh
from tests.agencies import Row, write_export
from tests.laws.house import House, house_of
from tests.sync.pushing import AGENCY, OCTOBER, ROWS, bring, row

NOVEMBER_2 = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def house() -> Iterator[House]:
    """A house whose October and November were run, on November 2."""
    with house_of(AGENCY) as made:
        made.worker = replace(made.worker, clock=lambda: NOVEMBER_2)
        bring(made, *ROWS)
        refresh(made.worker)
        yield made


def totals(house: House, *rows: Row) -> list[str]:
    """What the drafts come to after these rows are all that October has and months were refreshed."""
    write_export(house.folder / "export.csv", "harvest", rows)
    house.read(house.folder / "export.csv", "harvest", OCTOBER)
    refresh(house.worker)
    return sorted(str(item.draft.total) for item in house.drafts())


def test_new_edited_and_deleted_time_is_in_the_drafts(house: House) -> None:
    assert totals(house, *ROWS, row(8)) == ["200.00 USD", "200.00 USD", "50.00 USD"]
    assert totals(house, row(1, 7200), *ROWS[1:], row(8)) == ["200.00 USD", "300.00 USD", "50.00 USD"]
    assert totals(house, *ROWS[1:]) == ["200.00 USD", "50.00 USD"]


def test_months_of_which_nothing_is_new_are_not_run_again(house: House) -> None:
    assert refresh(house.worker) == []
    write_export(house.folder / "export.csv", "harvest", [*ROWS, row(8)])
    house.read(house.folder / "export.csv", "harvest", OCTOBER)
    assert [report.period.name for report in refresh(house.worker)] == [OCTOBER]
    assert refresh(house.worker) == []
