"""`tieout push` killed by the ledger, at the points where writing can be lost, and at random: nothing is doubled.

`make test` kills it once at each point of each kind of intent, `make crash` 200 times for each ledger; what is counted
are kills while an intent had no end. Kills at every step of its own are in test_intents.py.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from random import Random
from time import monotonic

import pytest

from mappings.pushes import DRAFT, POST, WITHDRAW
from sandbox.faults import Fault
from tests.agencies import Row
from tests.crash.ledgers import DOCUMENT, FILE, POINTS, Killer, Writing, found_there, writings, wrong_there
from tests.crash.places import Server
from tests.laws.house import House
from tests.proof import short_of
from tests.sync.ledgers import TWINS, Twin, ledger_house
from tests.sync.pushing import OCTOBER, bring, row

ALL = bool(os.environ.get("TIEOUT_CRASH"))
KILLS = 200 if ALL else 12
STREAMS = tuple(f"AAA-{number:02}" for number in range(6))
KINDS = ((DRAFT, DOCUMENT), (DRAFT, FILE), (WITHDRAW, DOCUMENT), (POST, DOCUMENT), (POST, FILE))
"""What intents are for, and what is written while they have no end."""
EARLY = 4
"""One in so many months goes on while intents have no end."""
MOST = 40
"""Pushes after which one that never ends by itself would be noticed."""


@pytest.mark.parametrize("kind", short_of(sorted(TWINS), "quickbooks"))
def test_a_push_that_is_killed_anywhere_and_repeated_ends_with_exactly_the_planned_documents(
    kind: str, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, points, told = Random(kind), Counter[str](), Counter[str]()
    seen: set[tuple[str, str, str]] = set()
    wrong: list[str] = []
    while points.total() < KILLS:
        with ledger_house(kind, STREAMS, hurried=True) as (house, twin):
            killer = Killer(server, house, twin)
            go(killer, chance, planned=not points)
            told += found_there(house, twin)
            wrong += wrong_there(house, twin)
            points += killer.points
            seen |= killer.seen
    counts = {name: told[name] for name in ("planned", "found", "doubled", "missing", "wrong")}
    line = {"name": "crash", "ledger": kind, "kills": points.total(), "points": dict(sorted(points.items())), **counts}
    with capsys.disabled():
        sys.stdout.write(f"\n{json.dumps(line)}\n")
    assert (told["doubled"], told["missing"], wrong) == (0, 0, [])
    assert told["planned"] == told["found"] > 0
    assert {(*each, point) for each in KINDS for point in POINTS} <= seen


def month(number: int) -> tuple[Row, ...]:
    """A month of which each workstream comes to another amount than the others, and than in the months before.

    The last two have no time from the second on, so that their drafts are withdrawn.
    """
    codes = STREAMS if number == 0 else STREAMS[:-2]
    return tuple(row(1 + place, 36 * (100 * number + 10 * place + 100), code) for place, code in enumerate(codes))


def go(killer: Killer, chance: Random, *, planned: bool) -> None:
    """A month from its first drafts to its invoices, killed all the way; then the last pushes, which nobody kills.

    `planned`: at each point of each kind of intent once, else wherever it comes to.
    """
    house, found = killer.house, writings(killer.twin)
    for number, stage in enumerate(("show", "change", "post")):
        if stage == "post":
            approve(house)
        else:
            bring(house, *month(number))
        (at_each_point if planned else by_chance)(killer, found[stage], chance)
    bring(house, *month(1))
    ended(killer)
    approve(house)
    ended(killer)
    assert house.statement(OCTOBER).difference_seconds == 0


def approve(house: House) -> None:
    """All that can be is approved: not what is being written."""
    under_way = {draft for (draft,) in house.rows("SELECT draft FROM push WHERE status = 'intended'")}
    ids = [item.draft.id for item in house.drafts() if item.status in ("draft", "pushed")]
    ids = [each for each in ids if each not in under_way]
    if ids:
        house.move("approve", *ids)


def at_each_point(killer: Killer, found: Sequence[Writing], _: Random) -> None:
    """Killed at each point of the first writing requests of each kind, then left to end.

    Nothing is written a third time: the answer that is lost is another one's, after the file of the first.
    """
    for writing in found:
        for point in POINTS:
            killer.killed_at(point, writing, int(writing.files_too and point == POINTS[-1]))
    ended(killer)


def by_chance(killer: Killer, found: Sequence[Writing], chance: Random) -> None:
    """Killed until a push ends by itself, or, in some months, until enough of it."""
    early = chance.randrange(1, 8) if not chance.randrange(EARLY) else MOST
    length = 0.5
    for _ in range(early):
        more, began = trouble(killer.twin, found, chance), monotonic()
        if chance.randrange(5):
            killed = killer.killed_at(chance.choice(POINTS), chance.choice(found), chance.randrange(3), *more)
        else:
            killed = killer.killed_after(chance.uniform(0.2, 1) * length, *more)
        length = max(length, monotonic() - began)
        if not killed and not killer.under_way() and not chance.randrange(3):
            return


def trouble(twin: Twin, found: Sequence[Writing], chance: Random) -> list[Fault]:
    """In one push of three, something else goes wrong with a request that writes."""
    if chance.randrange(3):
        return []
    writing = chance.choice(found)
    kind = chance.choice(("500 after write", "twice", "before reply", "before write", "after write"))
    return [Fault(twin.kind, kind, writing.path, method=writing.method, after=chance.randrange(3))]


def ended(killer: Killer) -> None:
    """Pushes that nobody kills: they end all that is under way."""
    for _ in range(2):
        killer.push()
    assert killer.under_way() == []
