"""A month from each version that was ever released, brought up to today's schema: every cent and second stays."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from billing.money import Money
from mappings.database import HEAD
from mappings.schema_books import metadata
from mappings.store import Store
from tests.agencies import Agency
from tests.databases import KINDS, empty_database
from tests.laws.house import House
from tests.laws.oracle import check_history_stays, check_once, history
from tests.mappings.dump import HOUSE, PERIODS, SCHEMAS, worker_on
from tests.proof import short_of

DUMPS = sorted(path.stem for path in SCHEMAS.glob("*.sql"))
OCTOBER = {
    ("acme", "2026-10", "PO-7781"): "1389.00 USD",
    ("acme", "2026-10", "PO-8120"): "1476.00 USD",
    ("kyoto", "2026-10", ""): "32625 JPY",
    ("kyoto", "2026-11", ""): "14568 JPY",
}
"""What stood on the drafts when the dumps were written."""


@dataclass(frozen=True, slots=True)
class Upgraded:
    """A dump that was loaded and upgraded."""

    version: str
    url: str
    house: House


@pytest.fixture(params=short_of(DUMPS, *DUMPS[:2], DUMPS[len(DUMPS) // 2], *DUMPS[-2:]))
def upgraded(request: pytest.FixtureRequest) -> Iterator[Upgraded]:
    version, kind = str(request.param).split(".")
    with empty_database(kind) as url:
        text = (SCHEMAS / f"{version}.{kind}.sql").read_text(encoding="utf-8")
        load_sqlite(url, text) if kind == "sqlite" else load_postgresql(url, text)
        with closing(Store.open(url)) as store:
            yield Upgraded(version, url, House(HOUSE, Agency({}, {}, (), ()), worker_on(store)))


def load_sqlite(url: str, text: str) -> None:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    connection.executescript(text)
    connection.close()


def load_postgresql(url: str, text: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(text.encode())


def totals(house: House) -> dict[tuple[str, str, str], str]:
    """What each standing draft comes to."""
    return {
        (
            item.draft.contract,
            item.draft.period,
            item.draft.order,
        ): f"{item.draft.total.decimal} {item.draft.total.currency}"
        for item in house.drafts()
    }


def billed(house: House) -> list[tuple[object, ...]]:
    """Each line that stands, with its draft and all that is charged on it."""
    return [
        (
            item.draft.id,
            line.id,
            line.quantity,
            line.unit_price,
            line.amount,
            line.seconds,
            line.entries,
            line.rate_rule,
        )
        for item in house.drafts()
        for line in item.draft.lines
    ]


def test_there_is_a_dump_of_every_version_for_each_kind_of_database() -> None:
    versions = sorted({name.split(".")[0] for name in DUMPS})
    assert versions[0] == "0001" and versions[-1] <= HEAD
    assert sorted(f"{version}.{kind}" for version in versions for kind in KINDS) == DUMPS


def test_it_has_exactly_the_tables_of_a_new_database(upgraded: Upgraded) -> None:
    with upgraded.house.store.reader.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata) == []
        assert MigrationContext.configure(connection).get_current_revision() == HEAD


def test_the_laws_hold_on_it(upgraded: Upgraded) -> None:
    house = upgraded.house
    check_once(house)
    for name in PERIODS:
        found = house.statement(name)
        assert found.difference_seconds == 0
        assert all(row.difference.minor == 0 for row in found.money)
    for item in house.drafts():
        total = sum(line.amount.minor for line in item.draft.lines)
        assert item.draft.total == Money(total, item.draft.total.currency)
    assert totals(house) == OCTOBER


def test_a_run_after_the_upgrade_changes_nothing_that_is_billed_and_the_next_one_nothing_at_all(
    upgraded: Upgraded,
) -> None:
    house = upgraded.house
    before, kept, issues = billed(house), history(house), house.issues()
    house.run(PERIODS)
    assert billed(house) == before
    assert totals(house) == OCTOBER
    assert house.issues() == issues
    check_once(house)
    check_history_stays(kept, house)
    settled = history(house)
    assert not any(report.changed for report in house.run(PERIODS))
    assert history(house) == settled


def test_the_files_that_were_imported_before_the_upgrade_are_known_after_it(upgraded: Upgraded) -> None:
    for connector, name, complete in (("toggl", "toggl.csv", ""), ("harvest", "harvest-2.csv", "2026-10")):
        (report,) = upgraded.house.read(HOUSE / "exports" / name, connector, complete)
        assert (report.new, report.changed, report.gone) == (0, 0, 0)
        assert report.unchanged == report.entries


def test_each_run_says_of_which_month_it_was(upgraded: Upgraded) -> None:
    """Schema 0007 takes it out of what was kept about a run."""
    rows = upgraded.house.rows("SELECT detail, period FROM run")
    said = [((json.loads(detail) if detail else {}).get("period"), period) for detail, period in rows]
    assert {there for _, there in said} >= {None, *PERIODS}
    assert all(kept == there for kept, there in said)


def test_new_rows_are_numbered_behind_those_that_were_there(upgraded: Upgraded) -> None:
    ((last,),) = upgraded.house.rows("SELECT max(id) FROM run")
    upgraded.house.run(PERIODS[:1])
    assert upgraded.house.rows("SELECT max(id) FROM run") == [(last + 1,)]


def test_a_file_was_copied_as_it_was_before_its_upgrade(upgraded: Upgraded) -> None:
    if upgraded.url.startswith("sqlite") and upgraded.version != HEAD:
        path = Path(upgraded.url.removeprefix("sqlite:///"))
        copy = sqlite3.connect(path.with_name(f"{path.name}.schema-{upgraded.version}"))
        assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [(upgraded.version,)]
        assert copy.execute("SELECT count(*) FROM allocation").fetchone() >= (23,)
        copy.close()
