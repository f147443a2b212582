"""Runs `tieout` as a process of its own without starting Python anew each time.

One process for each test worker has imported everything and does nothing else; for each command it forks. The child has
the folder, variables, arguments and files it is given, and ends as any program does: with an exit code, or by a signal.
What depends on how Python itself starts is started in full.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
TIEOUT = Path(sys.executable).parent / "tieout"
_LIMIT = 60
"""Seconds after which a command hangs."""

_BEFORE_IT_STARTS = ("PYTHONIOENCODING", "PYTHONUTF8", "PYTHONWARNINGS", "LC_ALL", "LANG")
"""Variables that Python itself reads when it starts."""

_SERVER: list[tuple[subprocess.Popen[bytes], socket.socket]] = []

Done = subprocess.CompletedProcess[bytes]


@dataclass(frozen=True, slots=True)
class Started:
    """A command that is still running, and the files that it prints into."""

    process: int
    out: Path
    err: Path

    def signal(self, number: int) -> None:
        """Sends it a signal."""
        os.kill(self.process, number)

    def ended(self) -> int:
        """How it ended, once it has."""
        return _ask({"ended": self.process}, [])


def run(arguments: tuple[str, ...], folder: Path, variables: Mapping[str, str]) -> Done:
    """What a command printed and how it ended; `variables` are all that its environment has."""
    if any(name in variables for name in _BEFORE_IT_STARTS):
        command = [str(TIEOUT), *arguments]
        return subprocess.run(
            command, cwd=folder, env=dict(variables), capture_output=True, check=False, timeout=_LIMIT
        )
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        asked = {"arguments": arguments, "folder": os.fspath(folder), "variables": dict(variables)}
        code = _ask(asked, [out.fileno(), err.fileno()])
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(arguments, code, out.read(), err.read())


def run_text(
    arguments: tuple[str, ...], folder: Path, variables: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """The same, with what it printed as text."""
    done = run(arguments, folder, variables)
    return subprocess.CompletedProcess(arguments, done.returncode, _text(done.stdout), _text(done.stderr))


@contextmanager
def started(arguments: tuple[str, ...], folder: Path, variables: Mapping[str, str]) -> Iterator[Started]:
    """A command that runs beside others for the time of the block; it is killed if it has not ended then."""
    out, err = folder / "printed", folder / "complained"
    with out.open("wb") as first, err.open("wb") as second:
        asked = {"arguments": arguments, "folder": os.fspath(folder), "variables": dict(variables), "goes on": True}
        running = Started(_ask(asked, [first.fileno(), second.fileno()]), out, err)
    try:
        yield running
    finally:
        _ask({"killed": running.process}, [])


def stop() -> None:
    """Ends the process that commands are forked from, if one was started."""
    for process, line in _SERVER:
        line.close()
        process.wait(timeout=_LIMIT)
    _SERVER.clear()


def _text(printed: bytes) -> str:
    return printed.decode().replace("\r\n", "\n")


def _ask(asked: Mapping[str, object], files: list[int]) -> int:
    if not _SERVER:
        _SERVER.append(_started())
    _, line = _SERVER[0]
    message = json.dumps(asked).encode()
    socket.send_fds(line, [len(message).to_bytes(4, "big") + message], files)
    told = line.recv(8)
    if len(told) != 8:
        stop()
        raise AssertionError("the process that commands are forked from has ended")
    return int.from_bytes(told, "big", signed=True)


def _started() -> tuple[subprocess.Popen[bytes], socket.socket]:
    ours, theirs = socket.socketpair()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TIEOUT_")}
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-c", f"from tests.programs import serve; serve({theirs.fileno()})"],
            cwd=ROOT,
            env=kept,
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )
    ours.settimeout(_LIMIT)
    return process, ours


# ---- in the process that commands are forked from ----


def serve(number: int) -> None:
    """Forks a command for each message, and answers with how it ended, until nobody asks any more.

    Of one that goes on, the answer is its process, and how it ended is asked for by that.
    """
    _import_everything()
    gc.collect()
    gc.freeze()  # a command that ends would look through all of it once more, and copy it for that
    line = socket.socket(fileno=number)
    going: set[int] = set()
    while True:
        message, files, *_ = socket.recv_fds(line, 4, 2)
        if not message:
            return None
        size = int.from_bytes(message, "big")
        asked = json.loads(_exactly(line, size))
        if "arguments" not in asked:
            line.sendall(_ended(asked, going).to_bytes(8, "big", signed=True))
            continue
        child = os.fork()
        if child == 0:
            line.close()
            _become(asked, files)
            return _command()
        for each in files:
            os.close(each)
        if "goes on" in asked:
            going.add(child)
            line.sendall(child.to_bytes(8, "big", signed=True))
            continue
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        line.sendall(ended.to_bytes(8, "big", signed=True))


def _ended(asked: Mapping[str, int], going: set[int]) -> int:
    """How one that goes on has ended; one that is to be killed may have ended already."""
    child = asked.get("ended", asked.get("killed", 0))
    if child not in going:
        return 0
    if "killed" in asked:
        os.kill(child, signal.SIGKILL)
    going.remove(child)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _exactly(line: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        data += line.recv(size - len(data))
    return data


def _import_everything() -> None:
    """All modules of the program, so that a child need not."""
    import importlib
    import pkgutil

    for name in ("billing", "mappings", "config", "connectors", "sandbox", "sync", "review", "web", "cli"):
        package = importlib.import_module(name)
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if "migrations" not in found.name:
                importlib.import_module(found.name)
    for name in ("holidays.countries", "sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql.psycopg"):
        importlib.import_module(name)


def _become(asked: Mapping[str, object], files: list[int]) -> None:
    """Folder, variables, arguments and files as a new process would have them."""
    for target, source in enumerate(files, 1):
        os.dup2(source, target)
        os.close(source)
    encoding, errors = sys.stdout.encoding, sys.stdout.errors
    sys.stdout = open(1, "w", encoding=encoding, errors=errors, closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", 1, encoding=encoding, errors="backslashreplace", closefd=False)  # noqa: SIM115
    os.chdir(str(asked["folder"]))
    variables, arguments = asked["variables"], asked["arguments"]
    assert isinstance(variables, dict)
    assert isinstance(arguments, list)
    os.environ.clear()
    os.environ.update(variables)
    sys.argv = [str(TIEOUT), *arguments]


def _command() -> None:
    from cli.main import main

    clock = os.environ.pop("CLOCK_FILE", "")
    if clock:
        _go_by(Path(clock))
    limit = os.environ.pop("FILE_LIMIT", "")
    if limit:
        _write_no_more_than(int(limit))
    main()


def _write_no_more_than(size: int) -> None:
    """No file may be larger. Nothing is compiled then: a module that is kept by half would break whoever reads it."""
    sys.dont_write_bytecode = True
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def _go_by(clock: Path) -> None:
    """A daemon whose business clock is what stands in a file, so that a test may set it while it serves."""
    from cli import serving

    def now() -> datetime:
        return datetime.fromisoformat(clock.read_text())

    setattr(serving, "clock_of", lambda: now)  # noqa: B010  # it imports the name for itself
