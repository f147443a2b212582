"""Four processes serve one PostgreSQL database and are killed at random: nothing is doubled, nothing is lost.

`make year` lives a quarter with each ledger, `make test` the days around one bill.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from time import monotonic

import pytest

from billing.ledger_kinds import ESTIMATE_OPEN
from billing.occasions import moments
from mappings.occasions import DONE, UNFINISHED
from sync.ticking import place_of
from tests.laws.oracle import history, settled
from tests.year.life import BEGIN
from tests.year.processes import BOTH, KILL, SMALL, WHOLE, Served, served
from tests.year.test_year import RHYTHM, check, quiet
from tests.year.witness import ANYBODYS, Written, out_of_turn, overlapping, taken_over, written

ALL = int(os.environ.get("TIEOUT_YEAR", "0"))
QUARTER = 92
DAYS = min(ALL, QUARTER) or 1
KILLS = 200 if DAYS >= QUARTER else 3
AT_BILLS = 12 if ALL else 7
"""How often something befalls somebody while a month is billed."""
SOON = 5
"""Real seconds within which another process has taken over: the daemon looks every five, these much more often."""
NAMES = f"served-{os.getpid()}-"


def at_bills_and_between(seed: int) -> Callable[[datetime], int]:
    """How often something befalls somebody at a moment."""
    chance = Random(seed)

    def strikes(at: datetime) -> int:
        if at.day < 8 and (at.hour, at.minute) == (11, 0):
            return AT_BILLS
        return chance.choice((1, 1, 2, 2, 2)) if ALL else 0

    return strikes


@pytest.mark.parametrize("kind", ["xero", "quickbooks"] if ALL else ["xero"])
def test_four_processes_that_are_killed_at_random_double_and_lose_nothing(
    kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with served(kind, at_bills_and_between(len(kind)), size=WHOLE if ALL else SMALL) as year:
        before, kept = history(year.house), settled(year.house)
        for day in year.live(DAYS):
            if (day + timedelta(days=1)).day == 8:
                before, kept = check(year, before, kept)
        quiet(year)
        check(year, before, kept)
        told = judged(year)
        with capsys.disabled():
            said = {"name": "processes", "ledger": kind, "days": DAYS, "processes": len(year.processes.alive), **told}
            sys.stdout.write(f"\n{json.dumps(said)}\n")
        assert (told["doubled"], told["lost"], told["under way"]) == (0, 0, 0)
        assert told["open again"] == told["told as open again"]
        assert told["killed"] >= KILLS


_VOID = """
    SELECT place FROM push WHERE action = 'draft' AND draft IN (SELECT draft FROM push WHERE action = 'void')
"""
"""Where those were shown whose invoice is void: QuickBooks may have opened such an estimate again."""


def judged(year: Served) -> dict[str, int]:
    """That each bill was done once, by one process at a time; what became of documents, and of processes."""
    due = set(moments(RHYTHM, place_of(year.worker), BEGIN, year.now))
    with year.worker.store.read() as tx:
        assert tx.occasions.left() == []
        intended, shown = tx.pushes.intended(), tx.pushes.shown()
    bills = year.house.rows("SELECT due_at, outcome FROM run WHERE kind = 'scheduled bill'")
    assert Counter(outcome for _, outcome in bills) == {DONE: len(due)}
    assert len({at for at, _ in bills}) == len(due) > DAYS // 31
    rows = written(year.worker.store)
    assert list(out_of_turn(rows, NAMES)) == []
    assert list(overlapping(rows)) == []
    posted = Counter(item.draft.total.decimal for item in year.house.drafts() if item.status == "posted")
    there = year.twin.there()
    found = Counter(each.net.quantize(Decimal("0.01")) for each in there if each.stage == "posted")
    drafts = {each.id for each in there if each.stage == "draft"}
    known = {each.place.rpartition("/")[2] for each in shown}
    again = {place.rpartition("/")[2] for (place,) in year.house.rows(_VOID)}
    return {
        **dict(sorted((year.did + year.processes.did).items())),
        "bills due": len(due),
        "taken over": taken_over(rows),
        "invoices": found.total(),
        "drafts": len(drafts),
        "open again": len(drafts & again - known),
        "told as open again": sum(each.code == ESTIMATE_OPEN for each in year.house.issues()),
        "doubled": (found - posted).total() + len(drafts - known - again),
        "lost": (posted - found).total() + len(known - drafts),
        "under way": len(intended),
    }


@pytest.mark.proof
def test_another_process_takes_over_as_soon_as_the_one_that_works_dies() -> None:
    with served("xero", lambda _: 0, 2, SMALL) as year:
        processes = year.processes
        year.pass_to(BEGIN + timedelta(hours=2))
        year.time.ask()
        assert caught(year)
        first = processes.at_work()
        died = monotonic()
        processes.befall(KILL, first)
        while (second := processes.at_work()) in ("", first):
            assert monotonic() - died < SOON, "nobody has taken over"
        year.tick()
        rows = written(year.worker.store)
        assert taken_over(rows) > 0
        assert [*out_of_turn(rows, NAMES), *overlapping(rows)] == []
        bills = year.house.rows("SELECT outcome FROM run WHERE kind = 'scheduled bill'")
        assert bills == [(DONE,)]
        assert second != first


def test_one_that_has_lost_its_locks_while_it_worked_writes_nothing_when_it_goes_on() -> None:
    """Its machine stood still, say, until the server took it for dead; meanwhile another has done its work."""
    with served("xero", lambda _: 0, 2, SMALL) as year:
        processes = year.processes
        year.pass_to(BEGIN + timedelta(hours=2))
        number = year.time.ask()
        assert caught(year)
        first = processes.at_work()
        processes.befall(BOTH, first)
        assert processes.until(lambda: processes.had_its_turn >= number)
        before = written(year.worker.store)
        assert taken_over(before) > 0
        processes.come_to_rest()
        after = written(year.worker.store)[len(before) :]
        assert [row for row in after if row.who == first and row.what not in ANYBODYS and not row.begins] == []
        assert [*out_of_turn([*before, *after], NAMES), *overlapping([*before, *after])] == []


def caught(year: Served) -> bool:
    """Waits until a process is in the middle of a stage."""
    until = monotonic() + SOON
    while monotonic() < until:
        if year.house.rows("SELECT id FROM run WHERE outcome = 'unfinished' AND due_at IS NULL"):
            return True
    return False


def test_the_witness_tells_who_goes_on_without_its_turn_and_whose_run_ends_within_another() -> None:
    first = [of_run("a", 1, BILL, UNFINISHED), of_run("a", 2, "pull", UNFINISHED), ENTRIES]
    second = [of_run("b", 1, BILL, UNFINISHED), of_run("b", 3, "pull", UNFINISHED)]
    late = [of_run("a", 2, "pull", DONE), of_run("a", 1, BILL, DONE)]
    good = [of_run("b", 3, "pull", DONE), of_run("b", 1, BILL, DONE)]
    assert [*out_of_turn([*first, *late], ""), *overlapping([*first, *late])] == []
    assert [*out_of_turn([*first, *second, *good], ""), *overlapping([*first, *second, *good])] == []
    assert taken_over([*first, *second, *good]) == 1
    assert len(list(out_of_turn([*first, *second, ENTRIES, *good], ""))) == 1
    assert len(list(overlapping([*first, *second, *late]))) == 2


BILL = "scheduled bill"
ENTRIES = Written("a", "entry", None, None, None, None)


def of_run(who: str, run: int, kind: str, outcome: str) -> Written:
    """What the witness tells of a run that begins, or ends."""
    return Written(who, "run", run, kind, outcome, outcome == UNFINISHED)
