"""The disk fills up in the middle of anything: a sentence says what to do, nothing is half written, all goes on."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mappings.store import Store
from tests import programs
from tests.chaos.house import BEFORE, BILLED, SHOWN, chaos, until
from tests.crash.places import AGENCY, EDITED, ENVIRONMENT, Place
from tests.crash.test_killed import APPROVE, IMPORT, PUSH, READY, RUN, Before, Command
from tests.proof import short_of

MB = 1024 * 1024
SIZE = 8 * MB
FILLER = "filler"
ROOMS = (0, 64 * 1024)
"""So many bytes are left, which is not enough for most things."""
FULL = ("free some space and try again", "make room")


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of eight megabytes. Skips where the machine lets nobody make one."""
    place = tmp_path / "small"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)], capture_output=True)
    if made.returncode:
        pytest.skip("nobody may mount a file system here: a limit on files is tried instead")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(place: Path, room: int) -> None:
    """Takes all space but some."""
    found = os.statvfs(place)
    with (place / FILLER).open("wb") as file:
        file.truncate(0)
        os.posix_fallocate(file.fileno(), 0, max(found.f_bavail * found.f_frsize - room, 1))


def empty(place: Path) -> None:
    (place / FILLER).unlink()


def tieout(place: Place, command: Command, **more: str) -> tuple[int, str]:
    """How a command ends, and what it says."""
    done = programs.run_text(tuple(command), place.folder, {**ENVIRONMENT, "PATH": "/usr/bin:/bin", **more})
    return done.returncode, done.stdout + done.stderr


def prepared(folder: Path, before: Before) -> Place:
    """An agency after some exports and commands, none of which fails."""
    place = Place(folder)
    AGENCY.write_configuration(folder)
    for step in before:
        if isinstance(step, tuple):
            place.track(*step)
        else:
            code, said = tieout(place, step)
            assert code in (0, 1), said
    return place


def is_told(code: int, said: str) -> None:
    assert code == 3, said
    assert any(words in said for words in FULL), said
    assert "defect" not in said


SCENES: dict[str, tuple[Before, Command]] = {
    "an import": ([*READY, EDITED], IMPORT),
    "a run": ([*READY, EDITED, IMPORT], RUN),
    "a push of drafts into a folder": (READY, PUSH),
    "a push of invoices into a folder": ([*READY, APPROVE], PUSH),
}


@pytest.mark.parametrize("scene", short_of(SCENES, "a run"))
def test_a_command_says_what_to_do_and_goes_on_when_there_is_room(small: Path, tmp_path: Path, scene: str) -> None:
    before, command = SCENES[scene]
    start = prepared(tmp_path / "start", before)
    whole = start.copy(tmp_path / "whole")
    assert tieout(whole, command)[0] in (0, 1)
    wanted, failed = whole.state(), 0
    for room in ROOMS:
        place = start.copy(small / "agency")
        fill(small, room)
        code, said = tieout(place, command)
        if code not in (0, 1):
            failed += 1
            is_told(code, said)
        empty(small)
        code, said = tieout(place, command)
        assert code in (0, 1), said
        found = place.state()
        assert [name for name in wanted if found[name] != wanted[name]] == [], f"{scene} with {room} bytes left"
    assert failed


def lying(place: Place) -> set[str]:
    """What lies in its folder, but for locks and the database's logs, which come and go."""
    return {path.name for path in place.folder.iterdir() if not path.name.endswith((".lock", "-wal", "-shm"))}


@pytest.mark.proof
def test_a_backup_and_a_restore_leave_nothing_half_written(small: Path, tmp_path: Path) -> None:
    place = prepared(small / "agency", READY)
    assert tieout(place, ["backup", str(tmp_path / "safe.zip")])[0] == 0
    rows = place.state()
    for command in (["backup", "other.zip"], ["restore", str(tmp_path / "safe.zip")]):
        for room in ROOMS:
            fill(small, room)
            there = lying(place)
            is_told(*tieout(place, command))
            assert lying(place) == there
            empty(small)
            assert place.state() == rows
        assert tieout(place, command)[0] == 0
    assert tieout(place, ["backup", "third.zip"])[0] == 0


def test_an_upgrade_leaves_the_file_as_it_was(small: Path) -> None:
    place = prepared(small / "agency", READY)
    with Store.open(place.url).writer.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0005'")
    fill(small, ROOMS[1])
    is_told(*tieout(place, ["drafts"]))
    assert list(place.folder.glob("*.schema-*")) == []


def test_a_daemon_refuses_deliveries_and_goes_on_when_there_is_room(small: Path, tmp_path: Path) -> None:
    with chaos(tmp_path / "agency", f"sqlite:///{small / 'tieout.db'}") as house, house.daemon() as daemon:
        until(lambda: daemon.ready()[0] == 200)
        assert daemon.deliver(house.event("before")) == 200
        until(lambda: "kind=follow" in daemon.log())
        fill(small, 0)
        house.at(BEFORE + timedelta(minutes=5))
        until(lambda: daemon.deliver(house.event("meanwhile " + "x" * 100_000)) == 503)
        house.at(BEFORE + timedelta(hours=1))
        status, said = until(lambda: (found := daemon.ready())[0] == 503 and found)
        assert (status, "is full; free some space and try again" in said["why"][0]) == (503, True)
        assert daemon.ask("/healthz")[0] == 200
        empty(small)
        until(house.is_billed)
        until(lambda: daemon.ready()[0] == 200)
        assert house.shown() == SHOWN
        assert [each.due_at for each in house.bills()] == [BILLED]
        assert daemon.deliver(house.event("afterwards")) == 200
        assert {"before", "afterwards"} <= house.delivered()
        assert "defect" not in daemon.log()


LIMITED: dict[str, tuple[Before, Command, int]] = {
    "an import": ([*READY, EDITED], IMPORT, 16_384),
    "a push of invoices into a folder": ([*READY, APPROVE], PUSH, 2_048),
    "a backup": (READY, ["backup"], 8_192),
}


@pytest.mark.parametrize("scene", short_of(LIMITED, "an import"))
def test_a_limit_on_files_is_told_like_a_disk(tmp_path: Path, scene: str) -> None:
    before, command, size = LIMITED[scene]
    place = prepared(tmp_path / "agency", before)
    whole = place.copy(tmp_path / "whole")
    assert tieout(whole, command)[0] in (0, 1)
    code, said = tieout(place, command, FILE_LIMIT=str(size))
    assert code == 3, said
    assert any(words in said for words in (*FULL, "check it and its limits")), said
    code, said = tieout(place, command)
    assert code in (0, 1), said
    found, wanted = place.state(), whole.state()
    assert [name for name in wanted if found[name] != wanted[name]] == []
