"""The tables that tests take ready made are those that the upgrade makes."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from tests import ready_made


def made_by(upgrade: Callable[[Connection], None]) -> list[str]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.begin() as connection:
        upgrade(connection)
        raw = connection.connection.driver_connection
        assert raw is not None
        # the migrations write the constraints of a table in any order
        found = sorted(line.strip("\t ,") for statement in raw.iterdump() for line in statement.splitlines())
    engine.dispose()
    return found


def test_a_new_file_has_the_same_tables_either_way() -> None:
    step_by_step = made_by(ready_made.migrated)
    assert len(step_by_step) > 500
    assert made_by(ready_made.upgraded) == made_by(ready_made.upgraded) == step_by_step


def test_what_has_tables_already_goes_step_by_step() -> None:
    def twice(connection: Connection) -> None:
        ready_made.upgraded(connection)
        ready_made.upgraded(connection)

    assert made_by(twice) == made_by(ready_made.migrated)
