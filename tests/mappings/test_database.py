"""Opening, upgrading and locking the database."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

import mappings.migrations
from mappings.database import HEAD, StoreUnavailable
from mappings.lock import only_runner
from mappings.schema import configuration, metadata
from mappings.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tieout.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    made = Store.open(f"sqlite:///{path}")
    yield made
    made.close()


def keep(store: Store, key: str) -> None:
    with store.writer.begin() as connection:
        connection.execute(configuration.insert().values(hash=key, snapshot="{}"))


def set_version(path: Path, version: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    connection.close()


def test_the_migrations_make_exactly_the_schema_that_the_code_describes(store: Store) -> None:
    with store.reader.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        made = {row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert made >= set(metadata.tables)


def test_the_newest_migration_is_the_version_the_code_expects() -> None:
    folder = Path(mappings.migrations.__file__).parent
    assert ScriptDirectory(str(folder)).get_heads() == [HEAD]


def test_unique_and_foreign_keys_of_the_schema_are_in_the_database(store: Store) -> None:
    with store.reader.connect() as connection:
        for table in metadata.sorted_tables:
            keys = connection.exec_driver_sql(f"PRAGMA table_info({table.name})").all()
            assert {row[1] for row in keys if row[5]} == {column.name for column in table.primary_key}
            foreign = connection.exec_driver_sql(f"PRAGMA foreign_key_list({table.name})").all()
            assert {(row[3], row[2]) for row in foreign} == {
                (key.parent.name, key.column.table.name) for key in table.foreign_keys
            }


def test_a_newer_schema_is_refused_and_left_alone(path: Path) -> None:
    Store.open(f"sqlite:///{path}").close()
    set_version(path, "9999")
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match=r"newer Tieout \(schema 9999, this one knows \d+\); upgrade Tieout"):
        Store.open(f"sqlite:///{path}")
    assert path.read_bytes() == before
    assert list(path.parent.glob("*.schema-*")) == []


def test_an_older_schema_is_copied_before_it_is_upgraded(path: Path) -> None:
    store = Store.open(f"sqlite:///{path}")
    keep(store, "kept")
    store.close()
    # An older version is simulated: no such step exists yet, so the upgrade itself fails, after the copy was made.
    set_version(path, "0000")
    with pytest.raises(Exception, match="0000"):
        Store.open(f"sqlite:///{path}")
    copy = sqlite3.connect(path.with_name("tieout.db.schema-0000"))
    assert copy.execute("SELECT hash FROM configuration").fetchall() == [("kept",)]
    assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [("0000",)]
    copy.close()
    set_version(path, HEAD)
    again = Store.open(f"sqlite:///{path}")
    with again.reader.connect() as connection:
        assert connection.execute(select(configuration.c.hash)).scalars().all() == ["kept"]
    again.close()


def test_a_second_opening_of_an_up_to_date_database_changes_nothing(path: Path) -> None:
    Store.open(f"sqlite:///{path}").close()
    before = path.read_bytes()
    Store.open(f"sqlite:///{path}").close()
    assert path.read_bytes() == before


def test_a_reading_transaction_cannot_write(store: Store) -> None:
    with pytest.raises((StoreUnavailable, DBAPIError), match=r"read-?only"):
        _write_through_the_reader(store)
    with store.reader.connect() as connection:
        assert connection.execute(select(configuration)).all() == []


def _write_through_the_reader(store: Store) -> None:
    with store.read() as tx:
        tx.runs.keep_configuration("h", "{}", 1)


def test_what_fails_half_way_is_not_written_at_all(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        _fail_half_way(store)
    with store.reader.connect() as connection:
        assert connection.execute(select(configuration)).all() == []


def _fail_half_way(store: Store) -> None:
    with store.write() as tx:
        tx.runs.keep_configuration("h", "{}", 1)
        raise ZeroDivisionError


def test_a_reader_sees_one_moment_while_another_writes(store: Store) -> None:
    with store.reader.connect() as connection, connection.begin():
        assert connection.execute(select(configuration)).all() == []
        keep(store, "later")
        assert connection.execute(select(configuration)).all() == []


def test_only_one_runner_works_on_a_database(path: Path) -> None:
    with only_runner(path), pytest.raises(StoreUnavailable, match="another tieout is working"), only_runner(path):
        pass
    with only_runner(path):
        pass


def test_the_lock_dies_with_its_process(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from mappings.lock import only_runner\n"
        "with only_runner(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    root = Path(__file__).parents[2]
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root
    )
    with holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        with pytest.raises(StoreUnavailable, match="wait until it is done"), only_runner(path):
            pass
        holder.kill()
    with only_runner(path):
        pass


@pytest.mark.parametrize(
    ("content", "words"), [(b"this is no database at all, but text. " * 40, "is not a Tieout database")]
)
def test_what_is_no_database_is_said_in_words(path: Path, content: bytes, words: str) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable, match=re.escape(words)):
        Store.open(f"sqlite:///{path}")


def test_a_folder_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="does not exist; create it"):
        Store.open(f"sqlite:///{tmp_path}/no/where/tieout.db")
