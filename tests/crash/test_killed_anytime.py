"""The program as it is installed, killed at random moments from its start to its end, month after month of commands.

Only with `make crash`: a process needs its second to start, and a moment that is worth something is rarely hit.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.agencies import Row
from tests.crash.places import AGENCY, EDITED, ENVIRONMENT, FIRST, OCTOBER, Place
from tests.crash.test_killed import ALL, APPROVE, CLOSE, IMPORT, PUSH, RUN, Command
from tests.databases import KINDS, empty_database

TIEOUT = Path(sys.executable).parent / "tieout"
ALL_STEPS: Sequence[tuple[Row, ...] | Command] = (
    FIRST,
    IMPORT,
    RUN,
    PUSH,
    EDITED,
    IMPORT,
    RUN,
    PUSH,
    APPROVE,
    PUSH,
    CLOSE,
)
LONGEST = 60


def start(place: Place, command: Command) -> subprocess.Popen[bytes]:
    environment = {**ENVIRONMENT, **place.environment, "PATH": "/usr/bin:/bin"}
    quiet = subprocess.DEVNULL
    return subprocess.Popen([TIEOUT, *command], cwd=place.folder, env=environment, stdout=quiet, stderr=quiet)


def killed_after(place: Place, command: Command, seconds: float) -> bool:
    """Whether a command was killed before it came to its end."""
    with start(place, command) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(LONGEST)
            return True
    return False


def finish(place: Place, command: Command) -> None:
    with start(place, command) as process:
        code = process.wait(LONGEST)
    done = (0, 1, 2) if command in (APPROVE, CLOSE) else (0, 1)
    assert code in done, f"{command} ended with {code}"


def go(place: Place, chance: random.Random | None) -> int:
    """The whole way, each command killed up to twice before it may end; returns how often one was."""
    AGENCY.write_configuration(place.folder)
    kills = 0
    for step in ALL_STEPS:
        if isinstance(step, tuple):
            place.track(*step)
            continue
        for _ in range(chance.randrange(3) if chance else 0):
            assert chance is not None
            kills += killed_after(place, step, chance.uniform(0.3, 1.6))
        finish(place, step)
    return kills


@pytest.mark.skipif(not ALL, reason="takes minutes: make crash")
@pytest.mark.parametrize("kind", KINDS)
def test_a_month_of_commands_killed_at_random_ends_like_one_that_was_not(tmp_path: Path, kind: str) -> None:
    with empty_database(kind) as url:
        whole = Place(tmp_path / "whole", {"DATABASE": url})
        go(whole, None)
        wanted = whole.state()
    kills = 0
    for seed in range(int(os.environ.get("TIEOUT_CRASH", "1")) * 4):
        with empty_database(kind) as url:
            place = Place(tmp_path / f"{seed}", {"DATABASE": url})
            kills += go(place, random.Random(seed))
            found = place.state()
        assert [name for name in wanted if found[name] != wanted[name]] == [], f"seed {seed}, month {OCTOBER}"
    assert kills, "the moments are too late for this machine"
