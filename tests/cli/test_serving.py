"""`tieout serve` as a process of its own: it answers, is alone, outlives a broken file, and ends when it is told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from config.starter import write_example
from tests import programs

VARIABLES = {"PATH": os.environ["PATH"], "TIEOUT_LOG_LEVEL": "info"}
PATIENCE = 30
"""Seconds that anything may take on a machine that has much else to do; what is asked for usually takes one."""
TO_END = 10


@dataclass(frozen=True, slots=True)
class Daemon:
    """A process that serves a folder."""

    folder: Path
    program: programs.Started
    base: str

    def ask(self, path: str) -> httpx.Response:
        """What it answers."""
        return httpx.get(f"{self.base}{path}", timeout=PATIENCE, trust_env=False)

    def ready(self) -> tuple[int, Any]:
        """What /readyz says."""
        found = self.ask("/readyz")
        return found.status_code, found.json()


def until(true: Callable[[], Any]) -> Any:
    """Waits for something to come true; the answer is what it is then."""
    end = time.monotonic() + PATIENCE
    while not (found := true()):
        assert time.monotonic() < end, "it never came true"
        time.sleep(1 / 20)
    return found


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    """One that serves the example's folder at a free port."""
    folder = tmp_path / "agency"
    write_example(folder)
    with programs.started(("serve", "--port", "0"), folder, VARIABLES) as program:
        said = until(lambda: "Serving at " in program.out.read_text() and program.out.read_text())
        yield Daemon(folder, program, said.partition("Serving at ")[2].partition(";")[0])


def test_it_answers_is_alone_outlives_a_broken_file_and_ends_when_it_is_told_to(daemon: Daemon) -> None:
    _answers(daemon)
    _is_alone(daemon)
    _outlives_a_broken_file(daemon)
    _ends(daemon)


WORKS_ON = """
import sys, time
import sync.serving, web.server
from cli.main import main

def works_on(worker):
    print("at work", flush=True)
    time.sleep(60)

sync.serving.tick, web.server.WORK_ENDS_WITHIN = works_on, 1
sys.argv = ["tieout", "serve", "--port", "0"]
main()
"""


def test_it_ends_though_its_work_does_not(tmp_path: Path) -> None:
    write_example(tmp_path)
    environment = {**VARIABLES, "PYTHONPATH": str(Path(__file__).parent.parent.parent)}
    command = [sys.executable, "-c", WORKS_ON]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert any(line == "at work\n" for line in process.stdout)
            process.send_signal(signal.SIGTERM)
            assert process.wait(TO_END) == 0
        finally:
            process.kill()


def _answers(daemon: Daemon) -> None:
    for path in ("/healthz", "/readyz"):
        found = daemon.ask(path)
        assert (found.status_code, found.json()) == (200, {"status": "ok", "why": []})
    found = daemon.ask("/metrics")
    assert found.headers["content-type"].startswith("text/plain")
    assert {"tieout_store_up 1.0", "tieout_servers 1.0"} <= set(found.text.splitlines())
    assert daemon.ask("/").status_code == 404
    assert httpx.post(f"{daemon.base}/metrics", trust_env=False).status_code == 405


def _is_alone(daemon: Daemon) -> None:
    second = programs.run_text(("serve", "--port", "0"), daemon.folder, VARIABLES)
    assert (second.returncode, second.stdout) == (3, "")
    assert f"another `tieout serve` serves {daemon.folder / 'tieout.db'} already" in second.stderr
    beside = programs.run_text(("status",), daemon.folder, VARIABLES)
    assert f"process {daemon.program.process}, version 0.1.0" in beside.stdout


def _outlives_a_broken_file(daemon: Daemon) -> None:
    contract = daemon.folder / "contracts" / "acme.yaml"
    right = contract.read_text()
    contract.write_text(right.replace("rates:", "ratse:"))
    _, said = until(lambda: (found := daemon.ready())[0] == 503 and found)
    assert said["status"] == "not ok"
    assert any(each.startswith("contracts/acme.yaml:") and "ratse" in each for each in said["why"])
    assert daemon.ask("/healthz").status_code == 200
    assert "tieout_store_up 1.0" in daemon.ask("/metrics").text
    contract.write_text(right)
    until(lambda: daemon.ready() == (200, {"status": "ok", "why": []}))


def _ends(daemon: Daemon) -> None:
    asked = time.monotonic()
    daemon.program.signal(signal.SIGTERM)
    assert daemon.program.ended() == 0
    assert time.monotonic() - asked < TO_END
    with pytest.raises(httpx.ConnectError):
        daemon.ask("/healthz")
    assert "Traceback" not in daemon.program.err.read_text()
    assert "served" in daemon.program.err.read_text()
