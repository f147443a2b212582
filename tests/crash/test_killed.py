"""Killed at any step of any command, and run again: everything is as if it had never been killed.

`make test` tries a handful of steps of each command, `make crash` all of them, twice in a row too, and random moments.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.agencies import Row
from tests.crash.places import AGENCY, EDITED, FIRST, OCTOBER, Place, Server
from tests.databases import empty_database
from tests.proof import short_of

ALL = bool(os.environ.get("TIEOUT_CRASH"))
FEW, SOME = 3, 6
KILLED = -9

Command = list[str]
Before = list[tuple[Row, ...] | Command]

IMPORT, RUN, PUSH = ["import", "export.csv", "--complete", OCTOBER], ["run", "--period", OCTOBER], ["push"]
APPROVE, CLOSE = ["approve", "--period", OCTOBER], ["close", OCTOBER]
READY: Before = [FIRST, IMPORT, RUN]
SCENES: dict[str, tuple[Before, Command]] = {
    "the first import": ([FIRST], IMPORT),
    "an import of edited time": ([*READY, PUSH, EDITED], IMPORT),
    "the first run": ([FIRST, IMPORT], RUN),
    "a run over drafts that are out of date": ([*READY, PUSH, EDITED, IMPORT], RUN),
    "a push of drafts": (READY, PUSH),
    "a push of changed and withdrawn drafts": ([*READY, PUSH, EDITED, IMPORT, RUN], PUSH),
    "a push of invoices": ([*READY, APPROVE], PUSH),
    "a push of invoices in the place of drafts": ([*READY, PUSH, APPROVE], PUSH),
    "a push of some invoices of a closed month": ([*READY, CLOSE, PUSH, APPROVE], PUSH),
    "closing": (READY, CLOSE),
}
SHORT = (
    "the first import",
    "a run over drafts that are out of date",
    "a push of drafts",
    "a push of some invoices of a closed month",
    "closing",
)


@dataclass(slots=True)
class Stage:
    """The server, and the agencies that were prepared so far, by the steps that led to them."""

    server: Server
    folder: Path
    made: dict[str, Place] = field(default_factory=dict)

    def prepared(self, before: Before) -> Place:
        """An agency after some exports and commands, none of which fails."""
        name = repr(before)
        if name not in self.made:
            earlier = self.prepared(before[:-1]) if before else None
            folder = self.folder / f"prepared {len(self.made)}"
            place = earlier.copy(folder) if earlier else Place(folder)
            self.go(place, before)
            self.made[name] = place
        return self.made[name]

    def go(self, place: Place, before: Before) -> None:
        """The last of some steps."""
        if not before:
            AGENCY.write_configuration(place.folder)
        elif isinstance(before[-1], tuple):
            place.track(*before[-1])
        else:
            finish(self.server, place, before[-1])


@pytest.fixture(scope="module")
def stage(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(server, tmp_path_factory.mktemp("crash"))


def finish(server: Server, place: Place, command: Sequence[str]) -> None:
    """Runs a command to its end."""
    code, said = server.run(place, command)
    assert code in (0, 1), said


def chosen(steps: int) -> Sequence[int]:
    """The steps at which a command is killed: all, or some from its first to its last."""
    return range(steps) if ALL else sorted({(2 * number + 1) * steps // (2 * FEW) for number in range(FEW)})


@pytest.mark.parametrize("scene", short_of(SCENES, *SHORT))
def test_a_command_that_was_killed_and_is_run_again_leaves_what_it_would_have_left(
    stage: Stage, tmp_path: Path, scene: str
) -> None:
    before, command = SCENES[scene]
    server, start = stage.server, stage.prepared(before)
    whole = start.copy(tmp_path / "whole")
    finish(server, whole, command)
    steps, wanted = whole.taken, whole.state()
    for step in chosen(len(steps)):
        killed = start.copy(tmp_path / "killed")
        assert server.run(killed, command, step)[0] == KILLED, steps[step]
        if ALL:
            server.run(killed, command, random.Random(step).randrange(len(steps)))
        finish(server, killed, command)
        found = killed.state()
        assert [name for name in wanted if found[name] != wanted[name]] == [], f"{scene}, killed {steps[step]}"


@pytest.mark.skipif(not ALL, reason="takes minutes: make crash")
@pytest.mark.parametrize(
    "scene", ["a run over drafts that are out of date", "a push of invoices in the place of drafts"]
)
def test_the_same_holds_on_postgresql(stage: Stage, tmp_path: Path, scene: str) -> None:
    before, command = SCENES[scene]
    with prepared_on_postgresql(stage, tmp_path / "whole", before) as whole:
        finish(stage.server, whole, command)
        steps, wanted = whole.taken, whole.state()
    for step in range(0, len(steps), SOME):
        with prepared_on_postgresql(stage, tmp_path / f"{step}", before) as killed:
            assert stage.server.run(killed, command, step)[0] == KILLED, steps[step]
            finish(stage.server, killed, command)
            found = killed.state()
        assert [name for name in wanted if found[name] != wanted[name]] == [], f"{scene}, killed {steps[step]}"


@contextmanager
def prepared_on_postgresql(stage: Stage, folder: Path, before: Before) -> Iterator[Place]:
    """An agency after some exports and commands, in a database of its own."""
    with empty_database("postgresql") as url:
        place = Place(folder, {"DATABASE": url})
        for number in range(len(before) + 1):
            stage.go(place, before[:number])
        yield place
