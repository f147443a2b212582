"""Opening, upgrading and locking the database, of each kind; what is a SQLite file's alone stands at the end."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Timer

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, select
from sqlalchemy.exc import DBAPIError

import mappings.migrations
from mappings.database import HEAD, StoreUnavailable, database_at
from mappings.lock import only_runner
from mappings.postgres import RUNNING
from mappings.schema import configuration
from mappings.schema_books import metadata
from mappings.sqlite import _STATEMENTS, AT_HAND_KB
from mappings.store import Store
from tests.databases import KINDS, empty_database

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    with empty_database(request.param) as made:
        yield made


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    made = Store.open(url)
    yield made
    made.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tieout.db"


def keep(store: Store, key: str) -> None:
    with store.writer.begin() as connection:
        connection.execute(configuration.insert().values(hash=key, snapshot="{}"))


def change(url: str, *statements: str) -> None:
    """Does something to a database behind the program's back."""
    reader, writer = database_at(url).engines()
    with writer.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    reader.dispose()
    writer.dispose()


def tables(url: str) -> dict[str, list[str]]:
    """Each table with its columns."""
    reader, writer = database_at(url).engines()
    with reader.connect() as connection:
        found = inspect(connection)
        answer = {name: [column["name"] for column in found.get_columns(name)] for name in found.get_table_names()}
    reader.dispose()
    writer.dispose()
    return answer


def in_a_process(code: str, url: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, url]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)


# ---- the schema ----


def test_the_migrations_make_exactly_the_schema_that_the_code_describes(store: Store) -> None:
    with store.reader.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert set(inspect(connection).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_the_newest_migration_is_the_version_the_code_expects() -> None:
    folder = Path(mappings.migrations.__file__).parent
    assert ScriptDirectory(str(folder)).get_heads() == [HEAD]


def test_unique_and_foreign_keys_of_the_schema_are_in_the_database(store: Store) -> None:
    with store.reader.connect() as connection:
        made = inspect(connection)
        for table in metadata.sorted_tables:
            keys = made.get_pk_constraint(table.name)["constrained_columns"]
            assert set(keys) == {column.name for column in table.primary_key}
            foreign = made.get_foreign_keys(table.name)
            assert {(*key["constrained_columns"], key["referred_table"]) for key in foreign} == {
                (key.parent.name, key.column.table.name) for key in table.foreign_keys
            }


def test_a_newer_schema_is_refused_and_left_alone(url: str) -> None:
    Store.open(url).close()
    change(url, "UPDATE alembic_version SET version_num = '9999'")
    before = tables(url)
    with pytest.raises(StoreUnavailable, match=r"newer Tieout \(schema 9999, this one knows \d+\); upgrade Tieout"):
        Store.open(url)
    assert tables(url) == before


@pytest.mark.parametrize(
    "theirs",
    [
        ("CREATE TABLE invoices (id integer)",),
        ("CREATE TABLE alembic_version (version_num text)", "INSERT INTO alembic_version VALUES ('ae1027a6acf')"),
        ("CREATE TABLE alembic_version (version_num text)",),
    ],
)
def test_tables_of_another_program_are_refused_and_left_alone(url: str, theirs: tuple[str, ...]) -> None:
    change(url, *theirs)
    before = tables(url)
    with pytest.raises(StoreUnavailable, match=r"tables of another program .*; name an empty database"):
        Store.open(url)
    assert tables(url) == before


def test_two_processes_that_open_an_empty_database_at_once_both_find_it_ready(url: str) -> None:
    code = (
        "import sys; from mappings.store import Store; print('here', flush=True); sys.stdin.readline()\n"
        "Store.open(sys.argv[1]).close(); print('open')"
    )
    both = [in_a_process(code, url) for _ in range(2)]
    assert [process.stdout.readline() for process in both if process.stdout] == ["here\n"] * 2
    for process in both:
        assert process.stdin is not None
        process.stdin.write("now\n")
        process.stdin.flush()
    assert [process.communicate()[0] for process in both] == ["open\n"] * 2


def test_an_empty_file_that_another_program_writes_to_is_waited_for(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "tieout.db", isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        letting_go = Timer(0.3, other.execute, ["COMMIT"])
        letting_go.start()
        Store.open(f"sqlite:///{tmp_path / 'tieout.db'}").close()
        letting_go.join()


# ---- transactions ----


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


# ---- one runner ----


def test_only_one_runner_works_on_a_database(store: Store) -> None:
    with only_runner(store), pytest.raises(StoreUnavailable, match="another tieout is working"), only_runner(store):
        pass
    with only_runner(store):
        pass


def test_what_fails_under_the_lock_lets_it_go(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), only_runner(store):
        raise ZeroDivisionError
    with only_runner(store):
        pass


def test_decisions_may_be_written_beside_a_runner(store: Store) -> None:
    with only_runner(store):
        keep(store, "beside")


def test_the_lock_dies_with_its_process(store: Store) -> None:
    code = (
        "import sys; from mappings.lock import only_runner; from mappings.store import Store\n"
        "with only_runner(Store.open(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    with in_a_process(code, store.url) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        with pytest.raises(StoreUnavailable, match="wait until it is done"), only_runner(store):
            pass
        holder.kill()
        holder.wait()
        _until_the_server_has_noticed(store)
    with only_runner(store):
        pass


def _until_the_server_has_noticed(store: Store) -> None:
    """The end of a process reaches a server over the wire, a moment later: stand in line for the lock until then."""
    if store.url.startswith("postgresql"):
        with store.reader.begin() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({RUNNING}, hashtext(current_schema()))")


def test_an_upgrade_waits_for_no_runner_but_refuses_while_one_works(url: str) -> None:
    Store.open(url).close()
    change(url, "UPDATE alembic_version SET version_num = '0000'")
    database = database_at(url)
    reader, writer = database.engines()
    with database.alone(reader), pytest.raises(StoreUnavailable, match="another tieout is working"):
        Store.open(url)
    reader.dispose()
    writer.dispose()


# ---- a SQLite file ----


def set_version(path: Path, version: str) -> None:
    change(f"sqlite:///{path}", f"UPDATE alembic_version SET version_num = '{version}'")  # noqa: S608


def test_a_file_of_a_newer_schema_stays_as_it_is_to_the_byte(path: Path) -> None:
    Store.open(f"sqlite:///{path}").close()
    set_version(path, "9999")
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match="upgrade Tieout"):
        Store.open(f"sqlite:///{path}")
    assert path.read_bytes() == before
    assert list(path.parent.glob("*.schema-*")) == []


def test_an_older_schema_is_copied_before_it_is_upgraded(path: Path) -> None:
    store = Store.open(f"sqlite:///{path}")
    keep(store, "kept")
    store.close()
    # A version that no step leads from: the upgrade itself fails, after the copy was made.
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


def test_a_second_opening_of_an_up_to_date_file_changes_nothing(path: Path) -> None:
    Store.open(f"sqlite:///{path}").close()
    before = path.read_bytes()
    Store.open(f"sqlite:///{path}").close()
    assert path.read_bytes() == before


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


def test_an_upgrade_that_loses_what_a_key_leads_to_is_taken_back(path: Path) -> None:
    store = Store.open(f"sqlite:///{path}")
    keep(store, "kept")
    with store.writer.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO run (kind, started_at, configuration) VALUES ('run', '2026-11-03 12:00:00.000000', 'kept')"
        )
    with pytest.raises(AssertionError, match="lost what a key leads to"):
        _upgrade_badly(store)
    with store.writer.begin() as connection:
        assert connection.execute(select(configuration.c.hash)).scalars().all() == ["kept"]
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    store.close()


def _upgrade_badly(store: Store) -> None:
    with database_at(store.url).upgrading(store.writer) as connection:
        connection.execute(configuration.delete())


def test_a_statement_is_compiled_once_for_all_files(tmp_path: Path) -> None:
    stores = [Store.open(f"sqlite:///{tmp_path / name}") for name in ("one.db", "other.db")]
    compiled = [set(_STATEMENTS)]
    for opened in stores:
        with closing(opened), opened.read() as tx:
            assert tx.units.get("nobody", "2026-10") is None
        compiled.append(set(_STATEMENTS))
    before, first, second = compiled
    assert len(first - before) <= 1
    assert first >= second


def test_a_run_keeps_more_of_the_file_at_hand_and_nothing_else_does(path: Path) -> None:
    with closing(Store.open(f"sqlite:///{path}")) as opened:
        usual = [_kept(opened.reader), _kept(opened.writer)]
        opened.keep_at_hand()
        assert [_kept(opened.reader), _kept(opened.writer)] == [-AT_HAND_KB, -AT_HAND_KB]
        keep(opened, "written as before")
    assert all(abs(each) < AT_HAND_KB for each in usual)


def _kept(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.exec_driver_sql("PRAGMA cache_size").scalar_one())
