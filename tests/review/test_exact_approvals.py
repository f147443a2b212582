"""An approval names exactly what was looked at, and dies with it."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Barrier, Thread

import pytest

from mappings.drafts import StoredDraft
from review.approvals import CannotMove, approvals_of, chosen
from review.drafts import to_json
from review.forms import Beside, drafts_forms
from review.page import Heading
from tests.agencies import TODAY
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, OCTOBER, bring, draft_of, statuses, totals, worked


@pytest.fixture
def house() -> Iterator[House]:
    """An hour of October on a draft."""
    with house_of(AGENCY) as made:
        bring(made, worked("10-05"))
        made.run([OCTOBER])
        yield made


def shown(house: House) -> StoredDraft:
    (found,) = house.drafts()
    return found


def words(house: House) -> str:
    """What `tieout drafts` says below its lines."""
    with house.store.read() as tx:
        found = tx.drafts.current()
        beside = Beside(approvals=approvals_of(tx, found))
    forms = drafts_forms(found, {}, TODAY, Heading("Drafts", "North", TODAY), beside)
    return " ".join(text for part in forms.sections() for text in part.after)


def approval(house: House) -> object:
    with house.store.read() as tx:
        found = tx.drafts.current()
        (one,) = to_json(found, approvals=approvals_of(tx, found))
    return one["approval"]


def test_a_draft_is_approved_by_the_hash_of_what_it_says(house: House) -> None:
    seen = shown(house).hash
    assert len(seen) == 16
    assert f"tieout approve {seen}" in words(house)
    house.move("approve", seen)
    assert statuses(house) == {"a 2026-10": "approved"}
    assert "approved by kim on 2026-11-03, as it says now" in words(house)
    assert approval(house) == {
        "by": "kim",
        "at": house.worker.clock().isoformat(),
        "why": "looked at",
        "hash": seen,
        "holds": True,
    }


def test_what_was_looked_at_before_it_changed_cannot_be_approved(house: House) -> None:
    seen = shown(house).hash
    bring(house, worked("10-05", 7200))
    house.run([OCTOBER])
    with pytest.raises(CannotMove, match=f"no draft says what {seen} stood for: it has changed since"):
        house.move("approve", seen)
    assert statuses(house) == {"a 2026-10": "draft"}
    house.move("approve", shown(house).hash)
    assert [each.refused for each in house.push()] == [""]


def test_an_approval_that_fell_is_told_with_who_gave_it(house: House) -> None:
    house.move("approve", draft_of(house))
    bring(house, worked("10-05", 7200))
    house.run([OCTOBER])
    again = shown(house).hash
    assert (
        f"kim approved it on 2026-11-03, and it has changed since; to approve exactly this: tieout approve {again}"
        in words(house)
    )
    assert [each.action for each in house.push()] == ["draft"]


def test_the_same_content_after_a_change_and_back_is_approved_anew(house: House) -> None:
    house.move("approve", draft_of(house))
    seen = shown(house).hash
    bring(house, worked("10-05", 7200))
    bring(house, worked("10-05"))
    house.run([OCTOBER])
    assert shown(house).hash == seen, "it says the same again"
    assert statuses(house) == {"a 2026-10": "draft"}, "and yet nobody has approved it since"


def test_a_draft_that_is_named_twice_is_one(house: House) -> None:
    one = shown(house)
    with house.store.read() as tx:
        assert [item.draft.id for item in chosen(tx, [one.hash, one.draft.id], "", "")] == [one.draft.id]


@pytest.mark.parametrize("round", range(5))
def test_somebody_approves_while_a_run_changes_the_draft(house: House, round: int) -> None:
    seen, together, refused = shown(house), Barrier(2), list[str]()
    bring(house, worked("10-05"), worked("10-06", 3600 * (round + 1), note="more"))

    def run() -> None:
        together.wait()
        house.run([OCTOBER])

    other = Thread(target=run)
    other.start()
    together.wait()
    try:
        house.move("approve", seen.hash)
    except CannotMove as why:
        refused.append(str(why))
    other.join()
    assert totals(house) == {"a 2026-10": f"{200 + 100 * round}.00"}
    assert statuses(house) == {"a 2026-10": "draft"}, "what was not looked at is approved by nobody"
    house.push()
    assert house.rows("SELECT count(*) FROM push WHERE action = 'post'") == [(0,)]


def test_what_was_changed_behind_the_approval_is_not_posted(house: House) -> None:
    house.move("approve", draft_of(house))
    with house.store.write() as tx:
        tx._connection.exec_driver_sql("UPDATE draft SET content_hash = 'another'")  # nothing of ours does it
    (left,) = house.push()
    assert "nobody has approved what it says now" in left.refused
    assert house.rows("SELECT count(*) FROM push") == [(0,)]
