"""Killed before and after each step of an intent is committed, in ledgers and in a folder: nothing is lost or doubled.

`make test` kills at the commits of each step of `mappings/push_steps.py`, `make crash` at every step of each push.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from config.keys import VARIABLE
from mappings.push_steps import CONFIRMED, INTENDED, NEXT, NOTHING, Step
from sandbox.faults import Fault
from sync.pipeline import follow_ledgers
from tests.crash.ledgers import writings
from tests.crash.places import AGENCY, FIRST, OCTOBER, Place, Server
from tests.laws.house import House
from tests.proof import short_of
from tests.sync.connected import KEY
from tests.sync.ledgers import TWINS, Twin, ledger_house
from tests.sync.pushing import bring, row

ALL = bool(os.environ.get("TIEOUT_CRASH"))
KILLED = -9
PUSH = ("push",)
MOST = 3
"""Pushes after which nothing is left to do."""
Prepared = Callable[[House, Twin], None]
There = list[tuple[str, Decimal, int]]


@dataclass(frozen=True)
class Scene:
    """What stands before the push that is killed, what it meets, and which steps of intents it takes."""

    prepare: Prepared
    steps: tuple[tuple[str, Step], ...]
    refused: bool = False
    at_length: bool = False
    """What is taken is in another scene, too, so `make test` leaves this one out."""
    last: bool = False
    """Whether it is the last of the same steps where `make test` kills, and not the first."""


def drafts(house: House, twin: Twin) -> None:
    """Two drafts that nobody has seen in the ledger."""
    bring(house, row(1), row(2, 7200, "AAA-TWO"))


def released(house: House, twin: Twin) -> None:
    """They were shown, somebody deleted one there, and somebody here wants it all the same."""
    drafts(house, twin)
    house.push()
    twin.delete(twin.there()[0].id)
    follow_ledgers(house.worker)
    house.move("release", *(item.draft.id for item in house.drafts() if item.status == "held"))


def fewer(house: House, twin: Twin) -> None:
    """They were shown, and then one lost all its time and the other some."""
    drafts(house, twin)
    house.push()
    bring(house, row(1, 1800))


def approved(house: House, twin: Twin) -> None:
    """They were shown, and somebody approved them."""
    drafts(house, twin)
    house.push()
    house.move("approve", *(item.draft.id for item in house.drafts()))


def credited(house: House, twin: Twin) -> None:
    """An invoice is in the books, and its credit note is approved: that is posted, and in Xero taken off it."""
    approved(house, twin)
    house.push()
    first = next(item.draft.id for item in house.drafts() if item.status == "posted")
    house.move("approve", house.credit(first, "leave").note.id)


ONWARD = ((NOTHING, Step.INTEND), (INTENDED, Step.CONFIRM))
SCENES = {
    "drafts": Scene(drafts, ONWARD),
    "a draft that is refused": Scene(drafts, ((INTENDED, Step.GIVE_UP),), refused=True),
    "a draft that was deleted there": Scene(released, ONWARD),
    "a draft that changed and one that is gone": Scene(fewer, ONWARD, at_length=True),
    "invoices": Scene(approved, ONWARD, at_length=True),
    "a credit note": Scene(credited, ONWARD, last=True),
}
AGAIN = (CONFIRMED, Step.INTEND_AGAIN)
"""Of folders alone."""


def test_every_step_of_an_intent_has_a_test_that_kills_there() -> None:
    assert {AGAIN, *(step for scene in SCENES.values() for step in scene.steps)} == set(NEXT)


@pytest.mark.parametrize("kind", short_of(sorted(TWINS), "xero"))
@pytest.mark.parametrize("name", [name for name, scene in SCENES.items() if ALL or not scene.at_length])
def test_a_push_into_a_ledger_that_is_killed_at_a_step_and_repeated_ends_as_if_it_had_not_been(
    server: Server, tmp_path: Path, kind: str, name: str
) -> None:
    scene = SCENES[name]
    with ledger_house(kind, hurried=True) as (house, twin):
        scene.prepare(house, twin)
        start, there = copied(house, twin, tmp_path / "start"), deepcopy(books(twin))

        def again(to: str) -> Place:
            setattr(twin.vendors.world, kind, deepcopy(there))
            world, first = twin.vendors.world, writings(twin)["show"][0]
            trouble = Fault(kind, "429 seconds", first.path, method=first.method, seconds=3600)
            world.faults[:] = [trouble] * scene.refused
            return start.copy(tmp_path / to)

        whole = again("whole")
        assert server.run(whole, PUSH)[0] in (0, 1)
        steps = whole.taken
        finish(server, whole)
        wanted = standing(twin)
        for step in chosen(steps, scene.steps, last=scene.last):
            killed = again("killed")
            assert server.run(killed, PUSH, step)[0] == KILLED, steps[step]
            finish(server, killed)
            assert standing(twin) == wanted, f"{name}, killed {steps[step]}"
            assert counts(killed) == counts(whole), f"{name}, killed {steps[step]}"


def test_a_push_into_a_folder_that_is_killed_as_it_writes_a_draft_again_ends_as_if_it_had_not_been(
    server: Server, tmp_path: Path
) -> None:
    start = Place(tmp_path / "start")
    AGENCY.write_configuration(start.folder)
    start.track(*FIRST)
    for command in (["import", "export.csv", "--complete", OCTOBER], ["run", "--period", OCTOBER], PUSH):
        assert server.run(start, command)[0] in (0, 1)
    shutil.rmtree(min((start.folder / "documents" / OCTOBER).glob("draft *")))
    whole = start.copy(tmp_path / "whole")
    assert server.run(whole, PUSH)[0] in (0, 1)
    steps, wanted = whole.taken, whole.state()
    for step in chosen(steps, (AGAIN,)):
        killed = start.copy(tmp_path / "killed")
        assert server.run(killed, PUSH, step)[0] == KILLED, steps[step]
        assert server.run(killed, PUSH)[0] in (0, 1)
        found = killed.state()
        assert [each for each in wanted if found[each] != wanted[each]] == [], f"killed {steps[step]}"


def chosen(taken: Sequence[str], steps: Sequence[tuple[str, Step]], *, last: bool = False) -> Sequence[int]:
    """Where a push is killed: everywhere, or before and after the first (or last) commit of each step that it takes."""
    if ALL:
        return range(len(taken))
    found = []
    for _, step in steps:
        times = [number for number, what in enumerate(taken) if what == f"{step.value}, not yet committed"]
        noted = times[-1 if last else 0]
        found += [noted, taken.index("after its commit", noted)]
    return found


def books(twin: Twin) -> object:
    """All that a ledger on loopback remembers."""
    return getattr(twin.vendors.world, twin.kind)


def copied(house: House, twin: Twin, folder: Path) -> Place:
    """The house's folder, with its database in it."""
    shutil.copytree(house.folder, folder)
    source = house.store.reader.url.database
    with closing(sqlite3.connect(str(source))) as one, closing(sqlite3.connect(folder / "tieout.db")) as other:
        one.backup(other)
    return Place(folder, {VARIABLE: KEY, **twin.secrets()})


def finish(server: Server, place: Place) -> None:
    """Pushes until nothing is left alone."""
    for _ in range(MOST):
        code, said = server.run(place, PUSH)
        if code == 0:
            return
    raise AssertionError(said)


def standing(twin: Twin) -> There:
    """What stands in the ledger, whatever it is called."""
    return [(each.stage, each.net, each.files) for each in twin.there()]


def counts(place: Place) -> list[tuple[str, int]]:
    """How many intents were confirmed, and that none is under way."""
    with closing(sqlite3.connect(place.folder / "tieout.db")) as connection:
        rows = connection.execute("SELECT status, count(*) FROM push WHERE status <> 'given up' GROUP BY status")
        return [(str(status), int(count)) for status, count in rows]
