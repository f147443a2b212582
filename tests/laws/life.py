"""A house in which things happen, and what must hold after each of them, whatever it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from billing.periods import month_of_period
from sync.planning import replay
from tests.agencies import Agency, Anchored, Row
from tests.laws.house import House, house_of
from tests.laws.oracle import (
    HOLDING,
    Settled,
    check_books,
    check_credits,
    check_history_stays,
    check_milestones,
    check_milestones_once,
    check_nothing_is_forgotten,
    check_once,
    check_placed,
    check_settled_stays,
    check_states_follow_drafts,
    confirmed,
    history,
    posted_files,
    settled,
)
from tests.laws.steps import EDITS, MORE_TERMS, PERIODS, TERMS, Step, acted, changed, with_milestones

CHANGES = (*EDITS, *TERMS, *MORE_TERMS)
Runs = tuple[str, ...]
Covered = set[tuple[object, ...]]
Fixed = tuple[Settled, Covered, dict[str, set[tuple[object, ...]]]]
Before = tuple[object, Fixed, dict[str, bytes]]
LOOSENING = ("reopen", "correct", "take back a correction")
"""What lets go of settled time that is on no document in the books."""


@dataclass(slots=True)
class Life:
    """A house whose months were run once, and the rows that its trackers have lost since."""

    house: House
    anchors: int
    deleted: list[Row] = field(default_factory=list)

    _known: tuple[object, Fixed] | None = None
    _seen: dict[object, object] = field(default_factory=dict)
    """At which version of the store it was last looked at what holds."""

    def take(self, step: Step, *, check: bool = True) -> bool:
        """Lets one thing happen; what was settled, posted or history before it, is so after it."""
        house, before = self.house, self._before() if check else None
        if step[0] in CHANGES:
            house.configure(changed(step, house.agency, self.anchors, self.deleted))
            house.bring_in(complete=True)
            done = True
        else:
            done = acted(step, house)
        if before is not None:
            self._check(before, loose=step[0] in LOOSENING, void=step[0] == "void")
        return done

    def run(self, months: Runs) -> None:
        """Runs months, which moves nothing that is settled."""
        before = self._before()
        self.house.run(months)
        self._check(before)

    def _before(self) -> Before:
        """What must stay, and the store's version with it."""
        version = self.house.version()
        if self._known is None or self._known[0] != version:
            self._known = version, _fixed(self.house)
        return version, self._known[1], posted_files(self.house)

    def _check(self, before: Before, *, loose: bool = False, void: bool = False) -> None:
        """What must hold now. Where nothing was written, that of the store is what it was."""
        version, fixed, files = before
        assert files.items() <= posted_files(self.house).items(), "a posted document was changed"
        if self.house.version() != version:
            _check_fixed(fixed, self.house, loose=loose, void=void)
        self.look(_check)

    def look(self, look: Callable[[House], None]) -> None:
        """Looks at what must hold, unless nothing was written since it was looked at."""
        if self._seen.get(look) != (version := self.house.version()):
            look(self.house)
            self._seen[look] = version


@contextmanager
def life_of(agency: Agency) -> Iterator[Life]:
    """A house that was run once, for one history."""
    anchored = Anchored.of(with_milestones(agency))
    with house_of(anchored.agency) as house:
        house.bring_in()
        house.run(PERIODS)
        yield Life(house, len(anchored.anchors))


def _fixed(house: House) -> Fixed:
    return settled(house), confirmed(house), history(house)


def _check_fixed(before: Fixed, house: House, *, loose: bool = False, void: bool = False) -> None:
    portions, covered, past = before
    check_settled_stays(portions, house, loose)
    assert loose or void or covered <= confirmed(house), "a confirmed month was recomputed"
    check_history_stays(past, house)


def _check(house: House) -> None:
    """What holds at any moment."""
    check_once(house)
    check_milestones_once(house)
    check_books(house)
    check_credits(house)
    for name in PERIODS:
        found = house.statement(name)
        assert found.difference_seconds == 0
        if all(item.status in HOLDING for item in house.drafts() if month_of_period(item.draft.period) == name):
            assert all(row.difference.minor == 0 for row in found.money)


def check_at_rest(house: House, months: Runs = PERIODS) -> None:
    """What holds when all months were run."""
    _check(house)
    check_placed(house)
    check_states_follow_drafts(house)
    check_nothing_is_forgotten(house)
    check_milestones(house)
    assert "outdated" not in {item.status for item in house.drafts()}
    hashes = [house.plan(name).hash for name in months]
    assert not any(report.changed for report in house.run(months)), "a second run planned something"
    assert [house.plan(name).hash for name in months] == hashes
    for (plan_id,) in house.rows("SELECT id FROM plan ORDER BY id"):
        assert all(draft.same for draft in replay(house.worker, str(plan_id))), f"{plan_id} gives other drafts now"
