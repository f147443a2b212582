"""A house in which things happen, and what must hold after each of them, whatever it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sync.planning import replay
from tests.agencies import Agency, Anchored, Row
from tests.laws.house import House, house_of
from tests.laws.oracle import (
    HOLDING,
    Settled,
    check_books,
    check_history_stays,
    check_milestones,
    check_milestones_once,
    check_nothing_is_forgotten,
    check_once,
    check_placed,
    check_settled_stays,
    check_states_follow_drafts,
    history,
    posted_files,
    settled,
)
from tests.laws.steps import EDITS, MORE_TERMS, PERIODS, TERMS, Step, acted, changed, with_milestones

CHANGES = (*EDITS, *TERMS, *MORE_TERMS)
Runs = tuple[str, ...]


@dataclass(slots=True)
class Life:
    """A house whose months were run once, and the rows that its trackers have lost since."""

    house: House
    anchors: int
    deleted: list[Row] = field(default_factory=list)

    def take(self, step: Step, *, check: bool = True) -> bool:
        """Lets one thing happen; what was settled, posted or history before it, is so after it."""
        house, before = self.house, _fixed(self.house) if check else None
        if step[0] in CHANGES:
            house.configure(changed(step, house.agency, self.anchors, self.deleted))
            house.bring_in(complete=True)
            done = True
        else:
            done = acted(step, house)
        if before is not None:
            _check_fixed(before, house, reopened=step[0] == "reopen")
            _check(house)
        return done

    def run(self, months: Runs) -> None:
        """Runs months, which moves nothing that is settled."""
        before = _fixed(self.house)
        self.house.run(months)
        _check_fixed(before, self.house, reopened=False)
        _check(self.house)


@contextmanager
def life_of(agency: Agency) -> Iterator[Life]:
    """A house that was run once, for one history."""
    anchored = Anchored.of(with_milestones(agency))
    with house_of(anchored.agency) as house:
        house.bring_in()
        house.run(PERIODS)
        yield Life(house, len(anchored.anchors))


Fixed = tuple[Settled, dict[str, bytes], dict[str, set[tuple[object, ...]]]]


def _fixed(house: House) -> Fixed:
    return settled(house), posted_files(house), history(house)


def _check_fixed(before: Fixed, house: House, *, reopened: bool) -> None:
    portions, files, past = before
    check_settled_stays(portions, house, reopened)
    assert files.items() <= posted_files(house).items(), "a posted document was changed"
    check_history_stays(past, house)


def _check(house: House) -> None:
    """What holds at any moment."""
    check_once(house)
    check_milestones_once(house)
    check_books(house)
    for name in PERIODS:
        found = house.statement(name)
        assert found.difference_seconds == 0
        if all(item.status in HOLDING for item in house.drafts() if item.draft.period == name):
            assert all(row.difference.minor == 0 for row in found.money)


def check_at_rest(house: House) -> None:
    """What holds when all months were run."""
    _check(house)
    check_placed(house)
    check_states_follow_drafts(house)
    check_nothing_is_forgotten(house)
    check_milestones(house)
    assert "outdated" not in {item.status for item in house.drafts()}
    hashes = [house.plan(name).hash for name in PERIODS]
    assert not any(report.changed for report in house.run(PERIODS)), "a second run planned something"
    assert [house.plan(name).hash for name in PERIODS] == hashes
    for (plan_id,) in house.rows("SELECT id FROM plan ORDER BY id"):
        assert all(draft.same for draft in replay(house.worker, str(plan_id))), f"{plan_id} gives other drafts now"
