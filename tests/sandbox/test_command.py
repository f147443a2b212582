"""`tieout sandbox`, as a person runs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from cli.main import app
from config.loader import load
from sandbox.demo_seed import FORMER_PERSON
from sandbox.folder import TOKENS, FolderInUse, environment, keys_of, write_folder
from sandbox.northwind.people import FREELANCER
from sandbox.server import listening
from sandbox.world import World
from tests.proof import short_of

ROOT = Path(__file__).parents[2]


@contextmanager
def running(*options: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The command in a process of its own, and the lines by which it says that it is ready."""
    code = "from cli.main import main; main()"
    command = [sys.executable, "-c", code, "sandbox", "--port", "0", *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    lines: list[str] = []
    try:
        for line in process.stdout:
            lines.append(line.rstrip("\n"))
            if "/_admin" in line:
                break
        yield process, lines
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_it_says_where_the_vendors_are_and_ends_without_an_error() -> None:
    with running() as (process, lines):
        said = "\n".join(lines)
        base = lines[-1].split()[-2].removesuffix("/_admin")
        for vendor, token in TOKENS.items():
            assert f"\n{vendor}:" in said and f"export {token}=" in said
        assert httpx.get(f"{base}/_admin/requests").json() == []
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        assert (process.returncode, errors) == (0, "")


@pytest.mark.parametrize("ledger", short_of(["xero", "quickbooks"], "quickbooks"))
def test_with_a_ledger_its_books_and_their_secrets_are_there(tmp_path: Path, ledger: str) -> None:
    with running("--folder", str(tmp_path / "trial"), "--ledger", ledger) as (_, lines):
        said = [line.strip().removeprefix("export ") for line in lines if "export " in line]
        known = dict(line.split("=", 1) for line in said)
        found = load(tmp_path / "trial", known)
    assert [config.kind for config in found.books.values()] == [ledger]
    assert {each.bill_to.customer for each in found.contracts.values()} == {
        each.client for each in found.contracts.values()
    }


@pytest.mark.parametrize(
    ("options", "words"), [(["--ledger", "xero"], "--folder"), (["--ledger", "sage"], "quickbooks")]
)
def test_a_ledger_needs_a_folder_and_a_name_that_is_known(tmp_path: Path, options: list[str], words: str) -> None:
    more = ["--folder", str(tmp_path / "trial")] if words == "quickbooks" else []
    result = CliRunner().invoke(app, ["sandbox", *options, *more])
    assert result.exit_code == 2
    assert words in result.output
    assert not (tmp_path / "trial").exists()


def test_a_port_that_is_taken_is_named() -> None:
    with listening() as taken:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(app, ["sandbox", "--port", str(port)])
    assert result.exit_code == 2
    assert str(port + 1) in " ".join(result.output.split())


@pytest.mark.parametrize("entries", [0, 300])
def test_the_folder_it_writes_is_in_order_and_points_to_it(tmp_path: Path, entries: int) -> None:
    world = World(entries=entries)
    tokens = {**os.environ, **environment(world)}
    for base in ("http://127.0.0.1:1", "http://127.0.0.1:2"):  # the second time over the first
        write_folder(tmp_path, world, base)
        configuration = load(tmp_path, tokens)
    for vendor, keys in keys_of(world, "http://127.0.0.1:2").items():
        connector = configuration.main.connectors[vendor]
        assert {name: getattr(connector, name) for name in keys} == keys
    names = {each.name for each in configuration.catalogue.people}
    tracked = {each.name for tracker in world.trackers.values() for each in tracker.people.values()}
    assert tracked - names == (set() if entries else {FORMER_PERSON, FREELANCER.name})


def test_somebody_elses_configuration_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "tieout.yaml").write_text("version: 1\n")
    with pytest.raises(FolderInUse, match="name another folder"):
        write_folder(tmp_path, World(), "http://127.0.0.1:1")
    result = CliRunner().invoke(app, ["sandbox", "--port", "0", "--folder", str(tmp_path)])
    assert result.exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tieout.yaml"]
