"""A backup or a restore that is killed anywhere: the database is the one before or the one from the file, and whole."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.chaos.test_disk_full import prepared, tieout
from tests.crash.places import AGENCY, EDITED, FIRST, OCTOBER, Place, Server, serving
from tests.crash.test_killed import APPROVE, IMPORT, PUSH, READY, RUN, Before

WAITS = "restores since which nothing is pushed"
ALL = bool(os.environ.get("TIEOUT_CRASH"))
FEW = 4
BEGUN: Before = [FIRST, IMPORT]
KILLED = -9


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as started:
        yield started


def chosen(steps: int) -> list[int]:
    """The steps at which it is killed: all, or some from the first to the last."""
    return list(range(steps)) if ALL else sorted({(2 * n + 1) * steps // (2 * FEW) for n in range(FEW)})


def others(place: Place) -> set[str]:
    """What lies there that is no database, its log or its lock."""
    return {path.name for path in place.folder.iterdir() if not path.name.startswith("tieout.db")}


def is_whole(place: Place) -> bool:
    with closing(sqlite3.connect(place.folder / "tieout.db")) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def standstills(place: Place) -> list[tuple[str]]:
    with closing(sqlite3.connect(place.folder / "tieout.db")) as connection:
        return connection.execute("SELECT what FROM standstill").fetchall()


def test_a_restore_that_is_killed_anywhere_is_done_by_the_next(server: Server, tmp_path: Path) -> None:
    start, safe = prepared(tmp_path / "start", BEGUN), str(tmp_path / "safe.zip")
    assert tieout(start, ["backup", safe])[0] == 0
    then = start.state()
    for each in (RUN, PUSH):
        assert tieout(start, each)[0] in (0, 1)
    now, command = start.state(), ["restore", safe]
    whole = start.copy(tmp_path / "whole")
    assert server.run(whole, command)[0] == 0
    steps = whole.taken
    assert {**whole.state(), "documents": {}} == {**then, "documents": {}}
    for step in chosen(len(steps)):
        killed = start.copy(tmp_path / "killed")
        assert server.run(killed, command, step)[0] == KILLED, steps[step]
        assert is_whole(killed), steps[step]
        if standstills(killed):
            assert {**killed.state(), "documents": {}} == {**then, "documents": {}}, steps[step]
        else:
            assert killed.state() == now, steps[step]
        assert server.run(killed, command)[0] == 0
        assert standstills(killed) == [("push",)]
        assert {**killed.state(), "documents": {}} == {**then, "documents": {}}, steps[step]
        assert others(killed) == others(whole), steps[step]
        assert not [path.name for path in killed.folder.iterdir() if "restoring" in path.name]


@pytest.mark.proof
def test_a_backup_that_is_killed_anywhere_leaves_nothing_that_the_next_one_does_not_clear_away(
    server: Server, tmp_path: Path
) -> None:
    start = prepared(tmp_path / "start", BEGUN)
    whole = start.copy(tmp_path / "whole")
    assert server.run(whole, ["backup", "safe/one.zip"])[0] == 0
    steps = whole.taken
    for step in chosen(len(steps)):
        killed = start.copy(tmp_path / "killed")
        assert server.run(killed, ["backup", "safe/one.zip"], step)[0] == KILLED, steps[step]
        assert killed.state() == start.state()
        assert tieout(killed, ["backup", "safe/two.zip"])[0] == 0
        left = {path.name for path in (killed.folder / "safe").iterdir()}
        assert left in ({"two.zip"}, {"one.zip", "two.zip"}), steps[step]
        assert tieout(killed, ["restore", f"safe/{min(left)}"])[0] == 0


# ---- as an operator types it ----


@pytest.mark.proof
def test_a_database_that_was_put_back_by_other_means_is_locked_until_the_scan(tmp_path: Path) -> None:
    place = prepared(tmp_path / "agency", [*READY, APPROVE])
    other = place.copy(tmp_path / "as it was")
    assert tieout(place, PUSH)[0] == 0
    (other.folder / "documents").symlink_to(place.folder / "documents")
    code, said = tieout(other, ["restore", "--as-of", "2026-11-03T11:00"])
    assert (code, "Nothing is pushed now" in said, "tieout restore --scan" in said) == (0, True, True)
    code, said = tieout(other, PUSH)
    assert (code, "scan them first: tieout restore --scan" in said) == (3, True)
    assert WAITS in tieout(other, ["status"])[1]
    code, said = tieout(other, ["restore", "--scan"])
    assert (code, said.count("adopted"), "Pushing goes on." in said) == (0, 3, True)
    assert tieout(other, PUSH)[0] == 0
    assert WAITS not in tieout(other, ["status"])[1]
    numbers = sorted(path.name for path in (place.folder / "documents" / OCTOBER).iterdir())
    assert len(numbers) == 3


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--as-of", "yesterday"], "--as-of"),
        (["--as-of", "2026-11-03", "--scan"], "name a file, or write --scan, or --as-of MOMENT"),
        (["safe.zip", "--scan"], "name a file, or write --scan, or --as-of MOMENT"),
        ([], "name a file, or write --scan, or --as-of MOMENT"),
        (["--leave", "INV-1"], "name a file, or write --scan, or --as-of MOMENT"),
        (["--scan", "--leave", "INV-1"], "--leave needs --scan, and says why with --why"),
        (["safe.zip", "--leave", "INV-1", "--why", "a copy"], "--leave needs --scan"),
        (["nowhere.zip"], "nowhere.zip: No such file or directory"),
    ],
)
def test_options_that_do_not_go_together_are_refused_with_what_to_write(
    tmp_path: Path, words: list[str], told: str
) -> None:
    AGENCY.write_configuration(tmp_path / "agency")
    code, said = tieout(Place(tmp_path / "agency"), ["restore", *words])
    assert code in (2, 3)
    assert told in " ".join(said.replace("│", " ").split())


@pytest.mark.proof
def test_a_document_that_cannot_be_placed_is_left_by_its_number_and_with_a_reason(tmp_path: Path) -> None:
    place = prepared(tmp_path / "agency", READY)
    assert tieout(place, ["backup", "safe.zip"])[0] == 0
    place.track(*EDITED)
    for step in (IMPORT, RUN, APPROVE, PUSH):
        assert tieout(place, step)[0] in (0, 1)
    assert tieout(place, ["restore", "safe.zip"])[0] == 0
    code, said = tieout(place, ["restore", "--scan"])
    assert (code, "Nothing is pushed until the rest is placed" in said) == (1, True), said
    lying = sorted(path.name.partition(" ")[0] for path in (place.folder / "documents" / OCTOBER).iterdir())
    left = [word for number in lying for word in ("--leave", number)]
    code, said = tieout(place, ["restore", "--scan", *left, "--why", "they are looked after by hand"])
    assert (code, "Pushing goes on." in said) == (0, True), said
    assert "they are looked after by hand" in tieout(place, ["audit"])[1]
    assert tieout(place, PUSH)[0] in (0, 1)
