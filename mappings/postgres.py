"""A PostgreSQL database: its engines, its locks, and its refusals in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError

from mappings.trouble import CannotCopy, StoreUnavailable, Taken

WRITING, RUNNING, TURN = 7_468_101, 7_468_102, 7_468_103
"""What the advisory locks of one schema are known by: a writing transaction, a runner, and whose turn it is."""

HELD: ContextVar[tuple[tuple[URL, int, int], ...]] = ContextVar("held", default=())
"""The locks that this work goes on under: of which database, what they are known by, and by which process there."""

_CONNECTING = {
    "connect_timeout": "10",
    "application_name": "tieout",
    "client_encoding": "utf8",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "60000",
}
SILENT_SECONDS, WAKES_A_SECOND = 300, 10
"""So long a server may be silent; no statement of ours takes longer. And how often it is looked at meanwhile."""
_SESSION = (
    "SET TIME ZONE 'UTC'; SELECT set_config('lock_timeout', '5s', false) WHERE current_setting('lock_timeout') = '0'; "
    "SELECT set_config('idle_session_timeout', '0', false) WHERE current_setting('idle_session_timeout', true) <> ''; "
    "SET tcp_keepalives_idle = 60; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3; "
    "SET SESSION CHARACTERISTICS AS TRANSACTION "
)
"""A dead client's locks are let go within two minutes; a lock_timeout that the operator has set stays.

A connection that holds a lock says nothing for as long as a run takes: the server must not end it for that.
"""

_READING, _CHANGING = "ISOLATION LEVEL REPEATABLE READ, READ ONLY", "ISOLATION LEVEL READ COMMITTED, READ WRITE"

_AGAIN = "try again. Nothing was half written"
_SIGN_IN = "{place} refuses this user or password; correct them in `database:`, or in PGPASSWORD or ~/.pgpass"
_ABSENT = "{place} does not exist; create it, or correct `database:`"
_FULL = "{place} has no connection left; end another program that uses it, or raise its max_connections"
_STARTING = "{place} is starting or stopping; try again in a moment"
_DAMAGED = "the disk of {place} failed or is damaged; check it, restore a backup if need be, and try again"
_AT_ONCE = f"another program changed the same rows of {{place}} at the same moment; {_AGAIN}"
_LOST = f"the connection to {{place}} was lost; {_AGAIN}"
_NO_LONGER = (
    f"a connection to {{place}} was lost, and with it the right to work there, which another may have; {_AGAIN}"
)

_BY_CODE = {
    "08": _LOST,
    "25006": "{place} is read-only, as a standby is; name the server that may be written to in `database:`",
    "25P03": _LOST,
    "28000": _SIGN_IN,
    "28P01": _SIGN_IN,
    "3D000": _ABSENT,
    "40001": _AT_ONCE,
    "40P01": _AT_ONCE,
    "42501": "the user of {place} lacks a right there; make it the owner of the database: see the guide's database.md",
    "53100": f"the disk of {{place}} is full; free some space and {_AGAIN}",
    "53200": f"{{place}} has no memory left; free some and {_AGAIN}",
    "53300": _FULL,
    "55P03": "another program is writing to {place}; wait until it is done and try again",
    "57014": f"{{place}} stopped a statement, for its statement_timeout or by hand; raise the timeout and {_AGAIN}",
    "57P01": _LOST,
    "57P02": _LOST,
    "57P03": _STARTING,
    "57P05": _LOST,
    "58030": _DAMAGED,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
}
_BY_PART = {
    "password": _SIGN_IN,
    "authentication": _SIGN_IN,
    "role ": _SIGN_IN,
    "pg_hba": "{place} does not let this user in from here; allow it in the server's pg_hba.conf",
    "does not exist": _ABSENT,
    "too many": _FULL,
    "connection slots": _FULL,
    "starting up": _STARTING,
    "shutting down": _STARTING,
    "invalid connection option": "{place} is not written rightly; correct what stands behind the ? in `database:`",
    "certificate": "{place} shows a certificate that is not trusted; correct sslmode or sslrootcert in `database:`",
    "SSL": "{place} and this machine do not agree on encryption; correct sslmode in `database:`",
    "connection failed": "{place} cannot be reached; see that the server runs, and that `database:` names it rightly",
    "connection is bad": "{place} cannot be reached; see that the server runs, and that `database:` names it rightly",
    "resolve host": "{place} cannot be found; correct the server's name in `database:`",
    "timeout": "{place} does not answer; see that the server runs, and that `database:` names it rightly",
}
"""Who is turned away at the door is told no code, only words."""


@dataclass(frozen=True, slots=True)
class PostgresDatabase:
    """A schema of a database on a PostgreSQL server."""

    url: URL

    @classmethod
    def at(cls, address: str) -> PostgresDatabase:
        """The database at an address, whichever of the two ways its scheme is written."""
        return cls(make_url(address).set(drivername="postgresql+psycopg"))

    @property
    def place(self) -> str:
        """Database and server, as people are told of them; never the user's password."""
        server = self.url.host or str(self.url.query.get("host", "")) or "this machine"
        return f"the PostgreSQL database {self.url.database} on {server}"

    def engines(self) -> tuple[Engine, Engine]:
        """For reading, and for writing: one writer at a time, from the first statement of its transaction on."""
        reader, writer = _engine(self.url, _READING), _engine(self.url, _CHANGING)

        @event.listens_for(writer, "begin")
        def _wait_for_others(connection: Any) -> None:
            connection.exec_driver_sql(f"SELECT {_lock('pg_advisory_xact_lock', WRITING)}")
            self._check_held(connection)

        return reader, writer

    def words(self, problem: DBAPIError) -> str | None:
        """What a refusal means and what to do, or nothing where it is our own mistake."""
        code = getattr(problem.orig, "sqlstate", None)
        words = _BY_CODE.get(code, _BY_CODE.get(code[:2])) if code else _at_the_door(problem)
        return words.format(place=self.place) if words else None

    def refusal(self, connection: Connection) -> str | None:
        """Why this database cannot hold the store, whatever stands in it."""
        asked = "SELECT current_schema(), current_setting('server_encoding')"
        schema, encoding = connection.exec_driver_sql(asked).one()
        if schema is None:
            return f"{self.place} has no schema that its search_path names; create one, such as public"
        if encoding != "UTF8":
            return f"{self.place} keeps text as {encoding}; create it with ENCODING 'UTF8'"
        return None

    def at_hand(self, engines: Sequence[Engine]) -> None:
        """The server knows best what to keep."""

    @contextmanager
    def alone(self, reader: Engine) -> Iterator[None]:
        """A lock of a connection of its own, which the server lets go when the process dies."""
        with reader.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.detach()
            asked = f"SELECT {_lock('pg_try_advisory_lock', RUNNING)}, pg_backend_pid()"
            mine, process = connection.exec_driver_sql(asked).one()
            if not mine:
                raise Taken(f"another tieout is working on {self.place}; wait until it is done")
            try:
                with self._held(RUNNING, process):
                    yield
            except BaseException:
                with suppress(DBAPIError):  # at once, for a person who tries again: the server is slower by itself
                    connection.exec_driver_sql(f"SELECT {_lock('pg_advisory_unlock', RUNNING)}")
                raise
            connection.exec_driver_sql(f"SELECT {_lock('pg_advisory_unlock', RUNNING)}")

    @contextmanager
    def turn(self, reader: Engine, name: str) -> Iterator[bool]:
        """Whether a lock of that name could be had, on a connection of its own."""
        lock = "pg_try_advisory_lock(:what, hashtext(current_schema() || '/' || :name))"
        asked = text(f"SELECT {lock}, pg_backend_pid()")
        with reader.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.detach()
            mine, process = connection.execute(asked, {"what": TURN, "name": name}).one()
            try:
                with self._held(TURN, process) if mine else nullcontext():
                    yield mine
            finally:
                with suppress(DBAPIError):  # at once, for who comes next: the server is slower by itself
                    connection.exec_driver_sql("SELECT pg_advisory_unlock_all()")

    @contextmanager
    def _held(self, what: int, process: int) -> Iterator[None]:
        """All that is written meanwhile is written under a lock that this process of the server holds for us."""
        mine = (self.url, what, process)
        HELD.set((*HELD.get(), mine))
        try:
            yield
        finally:
            HELD.set(tuple(each for each in HELD.get() if each is not mine))

    def _check_held(self, connection: Connection) -> None:
        """Refuses a transaction whose locks are not all held any more. Raises StoreUnavailable.

        Writers come one by one, and whoever has taken a lock over writes before it reads: it sees all that was written
        under the lock while that was held, and nothing is written after that.
        """
        wanted = [(what, process) for url, what, process in HELD.get() if url == self.url]
        if not wanted:
            return
        asked = "SELECT classid::bigint, pid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted"
        there = {(int(what), int(process)) for what, process in connection.exec_driver_sql(asked)}
        if not there.issuperset(wanted):
            raise StoreUnavailable(_NO_LONGER.format(place=self.place))

    def copy_into(self, writer: Engine, target: Path) -> None:
        """Nothing: only the server's own tool can. Raises CannotCopy with its command."""
        shown = self.url.set(password=None, drivername="postgresql", query={}).render_as_string()
        raise CannotCopy(
            f"a client cannot copy {self.place}; its own tool does: pg_dump --format=custom --file=F '{shown}'"
        )

    def keep_a_copy(self, writer: Engine, version: str) -> None:
        """Nothing: a client cannot copy a database; the guide says to dump it before an upgrade."""

    @contextmanager
    def upgrading(self, writer: Engine) -> Iterator[Connection]:
        """One transaction in which tables may be changed."""
        with writer.begin() as connection:
            yield connection


def _at_the_door(problem: DBAPIError) -> str | None:
    said = str(problem.orig)
    words = next((words for part, words in _BY_PART.items() if part in said), None)
    return words or (_LOST if isinstance(problem, OperationalError) else None)


def _lock(function: str, what: int) -> str:
    return f"{function}({what}, hashtext(current_schema()))"


@cache
def _impatient(driver: Any) -> Any:
    """The driver's connections, which wait for a server that has gone silent for so long and no longer.

    A server that is stopped, or behind a network that swallows everything, ends no connection and answers nothing.
    """

    class Impatient(driver.Connection):  # type: ignore[misc]  # the driver is an extra
        def wait(self, gen: Any, interval: Any = None, **more: Any) -> Any:
            return super().wait(self._within(gen), 1 / WAKES_A_SECOND, **more)

        def _within(self, gen: Any) -> Any:
            silent = 0
            try:
                wanted = next(gen)
                while True:
                    ready = yield wanted
                    silent = 0 if ready else silent + 1
                    if silent > SILENT_SECONDS * WAKES_A_SECOND:
                        self.close()
                        raise driver.OperationalError("timeout: the server has gone silent")
                    wanted = gen.send(ready)
            except StopIteration as end:
                return end.value

    return Impatient


def _engine(url: URL, transactions: str) -> Engine:
    connecting = {name: value for name, value in _CONNECTING.items() if name not in url.query}
    try:
        engine = create_engine(url, connect_args=connecting, pool_size=2, max_overflow=3, pool_pre_ping=True)
    except ImportError as problem:
        words = "PostgreSQL needs the driver psycopg, which is not here: install Tieout with the extra postgres"
        raise StoreUnavailable(f"{words} (pip install 'tieout[postgres]')") from problem

    @event.listens_for(engine, "do_connect")
    def _connect(dialect: Any, _: Any, arguments: Any, options: Any) -> Any:
        return _impatient(dialect.dbapi).connect(*arguments, **options)

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _: Any) -> None:
        connection.autocommit = True
        connection.execute(_SESSION + transactions)
        connection.autocommit = False

    return engine
