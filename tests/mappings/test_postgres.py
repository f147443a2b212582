"""What is PostgreSQL's alone: how it is reached, what it refuses and in which words, and a lock that is lost."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from contextvars import Context
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import sleep
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError

from mappings.database import StoreUnavailable, database_at, in_words
from mappings.lock import only_runner, turn, whoever_runs
from mappings.postgres import PostgresDatabase
from mappings.schema_books import metadata
from mappings.store import Store, Transaction
from tests.databases import empty_database
from tests.mappings.test_database import change, tables

URL = "postgresql://ops:hush@db.example.com:5433/tieout"
PLACE = "the PostgreSQL database tieout on db.example.com"
MOMENT = datetime(2026, 11, 3, tzinfo=UTC)


@pytest.fixture
def url() -> Iterator[str]:
    with empty_database("postgresql") as made:
        yield made


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    made = Store.open(url)
    yield made
    made.close()


def changed(url: str, **parts: Any) -> str:
    return make_url(url).set(**parts).render_as_string(hide_password=False)


def with_option(url: str, option: str) -> str:
    options = str(make_url(url).query["options"])
    return make_url(url).update_query_dict({"options": f"{options} {option}"}).render_as_string(hide_password=False)


# ---- how it is reached ----


def test_reading_and_writing_have_transactions_of_their_own_in_utc_and_a_name(store: Store) -> None:
    asked = "SELECT " + ", ".join(
        f"current_setting('{name}')"
        for name in ("transaction_isolation", "transaction_read_only", "TimeZone", "application_name", "lock_timeout")
    )
    with store.reader.connect() as reading, store.writer.connect() as writing:
        assert tuple(reading.exec_driver_sql(asked).one()) == ("repeatable read", "on", "UTC", "tieout", "5s")
        assert tuple(writing.exec_driver_sql(asked).one()) == ("read committed", "off", "UTC", "tieout", "5s")


def test_both_ways_of_writing_the_scheme_lead_to_the_same_database(url: str) -> None:
    Store.open(url).close()
    again = Store.open(changed(url, drivername="postgresql+psycopg"))
    with again.read() as tx:
        assert tx.issues.standing() == []
    again.close()


def test_every_text_of_the_store_is_compared_by_its_letters(store: Store) -> None:
    asked = (
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"
    )
    with store.reader.connect() as connection:
        assert connection.exec_driver_sql(asked).all() == []


def test_an_upgrade_touches_the_tables_of_no_other_schema(url: str) -> None:
    with empty_database("postgresql") as other:
        change(other, "CREATE TABLE entry (id text)", "CREATE TABLE alembic_version (version_num text)")
        Store.open(url).close()
        assert tables(other) == {"entry": ["id"], "alembic_version": ["version_num"]}
        assert tables(url).keys() == {*metadata.tables, "alembic_version"}


# ---- refusals, from a real server ----


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"query": {"host": "/nowhere/at/all"}}, "/nowhere/at/all cannot be reached; see that the server runs"),
        ({"host": "127.0.0.1", "port": 1, "query": {}}, "127.0.0.1 cannot be reached; see that the server runs"),
        ({"query": {"nonsense": "1"}}, "is not written rightly; correct what stands behind the \\?"),
    ],
)
def test_a_server_that_cannot_be_reached_is_said_in_words(parts: dict[str, Any], words: str) -> None:
    address = changed("postgresql://ops:hush@/tieout", **parts)
    with pytest.raises(StoreUnavailable, match=f"^the PostgreSQL database tieout on .*{words}") as refused:
        Store.open(address)
    assert "hush" not in str(refused.value)


def test_a_database_that_is_not_there_is_said_in_words(url: str) -> None:
    with pytest.raises(StoreUnavailable, match=r"database nothing_here on .* does not exist; create it, or correct"):
        Store.open(changed(url, database="nothing_here"))


def test_a_user_who_is_not_known_is_said_in_words(url: str) -> None:
    with pytest.raises(StoreUnavailable, match="refuses this user or password; correct them in `database:`"):
        Store.open(changed(url, username="nobody_we_know", password="wrong"))


def test_a_user_without_rights_is_said_in_words_and_nothing_is_made(url: str) -> None:
    schema = str(make_url(url).query["options"]).partition("=")[2]
    reader, writer = database_at(url).engines()
    with writer.begin() as connection:
        connection.exec_driver_sql(f'CREATE ROLE "{schema}" LOGIN')
        connection.exec_driver_sql(f'GRANT USAGE ON SCHEMA "{schema}" TO "{schema}"')
    try:
        with pytest.raises(StoreUnavailable, match="lacks a right there; make it the owner of the database"):
            Store.open(changed(url, username=schema))
    finally:
        with writer.begin() as connection:
            connection.exec_driver_sql(f'DROP OWNED BY "{schema}"')
            connection.exec_driver_sql(f'DROP ROLE "{schema}"')
        reader.dispose()
        writer.dispose()


def test_a_search_path_without_a_schema_is_said_in_words(url: str) -> None:
    with pytest.raises(StoreUnavailable, match="has no schema that its search_path names; create one"):
        Store.open(with_option(url, "-csearch_path=not_there"))


def test_a_writer_that_another_one_keeps_waiting_is_said_in_words(store: Store) -> None:
    hasty = Store.open(with_option(store.url, "-clock_timeout=20ms"))
    with store.write(), pytest.raises(StoreUnavailable, match=r"another program is writing to .*; wait until it is"):
        _write_to(hasty)
    hasty.close()


def _write_to(store: Store) -> None:
    with store.write() as tx:
        tx.runs.keep_configuration("h", "{}", 1)


def test_a_read_is_not_kept_waiting_by_a_writer(store: Store) -> None:
    hasty = Store.open(with_option(store.url, "-clock_timeout=20ms"))
    with store.write(), hasty.read() as tx:
        assert tx.issues.standing() == []
    hasty.close()


def test_a_statement_that_takes_too_long_is_said_in_words(url: str) -> None:
    with pytest.raises(StoreUnavailable, match="stopped a statement, for its statement_timeout"):
        Store.open(with_option(url, "-cstatement_timeout=1ms"))


def test_a_database_that_may_only_be_read_is_said_in_words(store: Store) -> None:
    with pytest.raises(StoreUnavailable, match="is read-only, as a standby is; name the server"):
        _write_after(store, "SET TRANSACTION READ ONLY")


def _write_after(store: Store, statement: str) -> None:
    with store.write() as tx:
        tx._connection.exec_driver_sql(statement)
        tx._connection.exec_driver_sql("INSERT INTO configuration (hash, snapshot) VALUES ('h', '{}')")


def test_a_connection_that_is_lost_is_said_in_words_and_the_next_one_is_a_new_one(store: Store) -> None:
    with pytest.raises(StoreUnavailable, match=r"the connection to .* was lost; try again. Nothing was half written"):
        _write_after(store, "SELECT pg_terminate_backend(pg_backend_pid())")
    with store.read() as tx:
        assert tx._connection.exec_driver_sql("SELECT count(*) FROM configuration").scalar_one() == 0


def test_a_runner_whose_lock_was_lost_does_not_end_as_if_nothing_had_happened(store: Store) -> None:
    with pytest.raises(StoreUnavailable, match=r"the connection to .* was lost"):
        _lose_the_lock(store)


def _lose_the_lock(store: Store) -> None:
    with only_runner(store), store.write() as tx:
        _end_the_others(tx)


def _end_the_others(tx: Transaction) -> None:
    """The server ends the connections that hold a lock of this schema by themselves, as a network that fails does."""
    tx._connection.exec_driver_sql(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid() "
        "AND objid IN ((hashtext(current_schema())::bigint & 4294967295)::oid, "
        "(hashtext(current_schema() || '/schedule')::bigint & 4294967295)::oid)"
    )


@pytest.mark.parametrize("what", ["runner", "schedule"])
def test_who_has_lost_a_lock_writes_no_more_once_another_may_have_it(store: Store, what: str) -> None:
    """Whoever takes over writes before it reads: what was written under the lost lock is there by then, or never is."""
    with another_process(store.url) as other:
        with pytest.raises(StoreUnavailable, match="was lost, and with it the right to work there"):
            _go_on_without(store, what, other)
        assert kinds(store) == ["first", "second"]
    began(store, "of nobody who runs")
    assert kinds(store) == ["first", "second", "of nobody who runs"]


def _go_on_without(store: Store, what: str, other: Other) -> None:
    with held(store, what):
        began(store, "first")
        other.ends_the_others()
        assert other.holds(what) is not False
        other.begins("second")
        assert kinds(store) == ["first", "second"]
        began(store, "too late")


def test_what_was_lost_with_an_outer_lock_counts_within_an_inner_one(store: Store) -> None:
    with (
        another_process(store.url) as other,
        pytest.raises(StoreUnavailable, match="was lost, and with it the right to work there"),
    ):
        _go_on_within(store, other)
    assert kinds(store) == []


def _go_on_within(store: Store, other: Other) -> None:
    with turn(store, "schedule"):
        other.ends_the_others()
        with only_runner(store):
            began(store, "too late")


def test_what_counts_whoever_runs_is_kept_after_a_lock_was_lost(store: Store) -> None:
    with (
        another_process(store.url) as other,
        pytest.raises(StoreUnavailable, match="was lost, and with it the right to work there"),
    ):
        _keep_and_go_on(store, other)
    assert kinds(store) == ["kept"]


def _keep_and_go_on(store: Store, other: Other) -> None:
    with only_runner(store):
        with whoever_runs():
            other.ends_the_others()
            began(store, "kept")
        began(store, "too late")


def test_a_turn_that_was_not_had_hinders_nothing(store: Store) -> None:
    with another_process(store.url) as other:
        assert other.holds("schedule") is True
        with turn(store, "schedule") as mine:
            assert not mine
            other.ends_the_others()
            began(store, "beside it")


@pytest.mark.parametrize("what", ["runner", "schedule"])
def test_a_lock_that_is_lost_as_soon_as_it_is_had_is_said_in_words(store: Store, what: str) -> None:
    with another_process(store.url) as other:

        def lose(*about: Any) -> None:
            if "pg_try_advisory_lock" in about[2]:
                other.ends_the_others()

        event.listen(store.reader, "after_cursor_execute", lose)
        with pytest.raises(StoreUnavailable, match="was lost"):
            _hold_and_write(store, what)
    assert kinds(store) == []


def _hold_and_write(store: Store, what: str) -> None:
    with held(store, what):
        began(store, "too late")


@dataclass(frozen=True)
class Other:
    """What another process does, in a context of its own."""

    store: Store
    ends: ExitStack
    context: Context = field(default_factory=Context)

    def ends_the_others(self) -> None:
        """The server ends the connections that hold a lock, as a network that fails does."""
        with self.store.write() as tx:
            _end_the_others(tx)

    def holds(self, what: str) -> Any:
        """Takes a lock, and keeps it."""
        return self.context.run(self.ends.enter_context, held(self.store, what))

    def begins(self, kind: str) -> None:
        """Writes under the lock."""
        self.context.run(began, self.store, kind)


@contextmanager
def another_process(url: str) -> Iterator[Other]:
    other = Other(Store.open(url), ExitStack())
    try:
        yield other
    finally:
        with suppress(StoreUnavailable):
            other.context.run(other.ends.close)
        other.store.close()


def held(store: Store, what: str) -> AbstractContextManager[Any]:
    """The runner's lock, or a turn."""
    return only_runner(store) if what == "runner" else turn(store, what)


def began(store: Store, kind: str) -> None:
    """Writes that a run has begun."""
    with store.write() as tx:
        tx.runs.start(kind, MOMENT)


def kinds(store: Store) -> list[str]:
    """What was run, in order."""
    with store.reader.connect() as connection:
        return [str(kind) for (kind,) in connection.exec_driver_sql("SELECT kind FROM run ORDER BY id")]


# ---- refusals, as the driver names them ----


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("08006", f"the connection to {PLACE} was lost; try again. Nothing was half written"),
        ("25006", f"{PLACE} is read-only, as a standby is; name the server that may be written to in `database:`"),
        ("28P01", f"{PLACE} refuses this user or password; correct them in `database:`, or in PGPASSWORD or ~/.pgpass"),
        ("3D000", f"{PLACE} does not exist; create it, or correct `database:`"),
        ("40001", f"another program changed the same rows of {PLACE} at the same moment; try again. "),
        ("40P01", f"another program changed the same rows of {PLACE} at the same moment; try again. "),
        ("42501", f"the user of {PLACE} lacks a right there; make it the owner of the database"),
        ("53100", f"the disk of {PLACE} is full; free some space and try again. Nothing was half written"),
        ("53200", f"{PLACE} has no memory left; free some and try again"),
        ("53300", f"{PLACE} has no connection left; end another program that uses it, or raise its max_connections"),
        ("55P03", f"another program is writing to {PLACE}; wait until it is done and try again"),
        ("57014", f"{PLACE} stopped a statement"),
        ("57P01", f"the connection to {PLACE} was lost"),
        ("57P03", f"{PLACE} is starting or stopping; try again in a moment"),
        ("58030", f"the disk of {PLACE} failed or is damaged; check it, restore a backup if need be"),
        ("XX001", f"the disk of {PLACE} failed or is damaged; check it, restore a backup if need be"),
    ],
)
def test_what_the_server_refuses_is_said_in_words(code: str, words: str) -> None:
    problem = OperationalError("INSERT", {}, psycopg.errors.lookup(code)("in the server's own language"))
    with pytest.raises(StoreUnavailable) as refused:
        _raise(problem)
    assert str(refused.value).startswith(words)


AT_THE_DOOR = 'connection failed: connection to server at "10.0.0.1", port 5433 failed: '


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (AT_THE_DOOR + 'FATAL:  password authentication failed for user "ops"', "refuses this user or password"),
        (AT_THE_DOOR + "fe_sendauth: no password supplied", "refuses this user or password"),
        (AT_THE_DOOR + 'FATAL:  no pg_hba.conf entry for host "10.0.0.7"', "does not let this user in from here"),
        (AT_THE_DOOR + "FATAL:  sorry, too many clients already", "has no connection left"),
        (AT_THE_DOOR + "FATAL:  the database system is starting up", "is starting or stopping; try again"),
        (AT_THE_DOOR + "server does not support SSL, but SSL was required", "do not agree on encryption"),
        (AT_THE_DOOR + "SSL error: certificate verify failed", "shows a certificate that is not trusted"),
        (AT_THE_DOOR + "FATAL:  in einer anderen Sprache", "cannot be reached; see that the server runs"),
        ("connection timeout expired", "does not answer; see that the server runs"),
        ("failed to resolve host 'db.example.com'", "cannot be found; correct the server's name"),
        ("consuming input failed: server closed the connection unexpectedly", "was lost; try again"),
    ],
)
def test_who_is_turned_away_at_the_door_is_told_why(said: str, words: str) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        _raise(OperationalError("", {}, psycopg.OperationalError(said)))
    assert PLACE in str(refused.value) and words in str(refused.value)


def _raise(problem: DBAPIError) -> None:
    with in_words(URL):
        raise problem


@pytest.mark.parametrize(
    "problem",
    [
        ProgrammingError("SELEKT", {}, psycopg.errors.SyntaxError("syntax error")),
        IntegrityError("INSERT", {}, psycopg.errors.UniqueViolation("twice")),
    ],
)
def test_a_mistake_of_our_own_stays_what_it_is(problem: DBAPIError) -> None:
    with pytest.raises(type(problem)):
        _raise(problem)


def test_a_missing_driver_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreUnavailable, match="install Tieout with the extra postgres"):
        Store.open(URL)


def test_a_database_in_another_encoding_is_refused() -> None:
    class Asked:
        """A connection that knows one answer."""

        def exec_driver_sql(self, _: str) -> Asked:
            return self

        def one(self) -> tuple[str, str]:
            return "public", "SQL_ASCII"

    refusal = PostgresDatabase.at(URL).refusal(Asked())  # type: ignore[arg-type]
    assert refusal == f"{PLACE} keeps text as SQL_ASCII; create it with ENCODING 'UTF8'"


def test_nothing_that_is_shown_has_the_password(url: str) -> None:
    opened = Store.open(changed(url, password="hush"))
    assert "hush" not in repr(opened)
    assert "hush" not in repr(database_at(opened.url)) + database_at(opened.url).place
    opened.close()


def test_a_server_that_ends_idle_sessions_lets_a_long_run_keep_its_lock(url: str) -> None:
    said = make_url(url).query.get("options", "")
    ending = make_url(url).update_query_dict({"options": f"{said} -c idle_session_timeout=300"})
    store = Store.open(ending.render_as_string(hide_password=False))
    try:
        with turn(store, "schedule") as mine:
            sleep(1)
            with turn(store, "schedule") as theirs:
                assert (mine, theirs) == (True, False)
    finally:
        store.close()
