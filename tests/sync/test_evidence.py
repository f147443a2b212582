"""Milestones that fall due by a task, from what Jira and Asana tell on loopback to the draft, and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from billing.calendar import month
from review.milestones import standing, to_json, to_sections
from sandbox.server import Serving, services
from sandbox.task_seed import APPROVAL_FIELD
from sandbox.task_seed import CLIENT_CONTACT as DANA
from sandbox.task_world import CLIENT_APPROVED, CLIENT_REJECTED, CLIENT_REVIEW, IN_PROGRESS, TaskTracker
from sync.evidence import tasks_of_milestones
from sync.pipeline import run_period
from sync.planning import PlanChanged, plan_period, replay
from sync.refresh import refresh_tasks
from sync.worker import running
from tests.agencies import Yaml
from tests.connectors.vendors import FakeTime, Vendors, world_for
from tests.laws.house import House, house_of
from tests.laws.small import (
    AGENCY,
    MAIN,
    NOVEMBER,
    OCTOBER,
    bring,
    codes,
    contract,
    draft_of,
    statuses,
    totals,
    worked,
)

ALL = (OCTOBER, NOVEMBER)
UAT = "ACME-95"
"""Accepted by the client on October 29."""
WAITS = {"a 2026-10": "100.00"}
BILLED = {"a 2026-10": "12100.00"}


def milestone(task: str, **condition: Any) -> Yaml:
    """A milestone that falls due by a task."""
    said = {"code": "M1", "workstream": "AAA-ONE", "description": "Design accepted", "amount": "12000"}
    return said | {"when": {"task": task, **condition}}


ACCEPTED = milestone(f"jira:{UAT}", status=CLIENT_APPROVED)


@dataclass
class Place:
    """A house whose milestones fall due by tasks, and the task trackers on loopback."""

    house: House
    vendors: Vendors

    @property
    def jira(self) -> TaskTracker:
        """The tasks behind Jira."""
        return self.vendors.world.jira

    @property
    def asana(self) -> TaskTracker:
        """The tasks behind Asana."""
        return self.vendors.world.asana

    def owe(self, *milestones: Yaml, **more: Any) -> None:
        """What the contract says from now on."""
        mounted = {"token": "${JIRA}", "base_url": f"{self.vendors.base}/jira", "email": "owen@northwind.test"}
        trackers = {
            "jira": {"kind": "jira", "site": "northwind.atlassian.net", "approval_field": APPROVAL_FIELD, **mounted},
            "asana": {"kind": "asana", "token": "${ASANA}", "base_url": f"{self.vendors.base}/asana/api/1.0"},
        }
        main = MAIN | {"connectors": MAIN["connectors"] | trackers} | more
        owing = contract("a", "AAA-ONE", milestones=list(milestones))
        self.house.configure(replace(AGENCY, main=main, contracts=(owing,)))

    def ask(self) -> list[str]:
        """Asks the trackers without billing anything; what stopped each."""
        with running(self.house.worker, "tasks") as run:
            reports = refresh_tasks(self.house.worker, run, month(OCTOBER))
        return [each.problem for each in reports]

    def go(self, months: Sequence[str] = ALL) -> list[int]:
        """Runs the months, which asks the trackers each time; how many contracts each planned anew."""
        return [run_period(self.house.worker, month(name)).changed for name in months]

    def change(self, key: str, at: str = "", by: str = "", tracker: str = "jira", **fields: Any) -> None:
        """Somebody edits a task, at a moment of UTC or a minute later than anything before."""
        clock, tasks = self.vendors.world.clock, self.vendors.world.tasks[tracker]
        if at:
            clock.set(datetime.fromisoformat(at).replace(tzinfo=UTC))
        else:
            clock.advance(60)
        who = next((each.id for each in tasks.people.values() if each.name == by), None)
        tasks.change(tasks.by_key(key).id, who, **fields)

    def rule(self) -> str:
        """Why the milestone's line is billed."""
        (line,) = [line for item in self.house.drafts() for line in item.draft.lines if line.kind == "milestone"]
        return line.rate_rule

    def sentences(self, code: str) -> list[str]:
        """The rows of the report of a kind."""
        return [issue.sentence for issue in self.house.issues() if issue.code == code]


@pytest.fixture
def place() -> Iterator[Place]:
    """Both trackers, and a contract with an hour in October that waits for ACME-95 in Jira."""
    with served() as made:
        yield made


@contextmanager
def served() -> Iterator[Place]:
    time = FakeTime()
    world = world_for(time)
    with Serving(world, 0, services(world, ("jira", "asana"))) as serving, house_of(AGENCY) as house:
        tokens = {"JIRA": world.jira.token(), "ASANA": world.asana.token()}
        house.worker = replace(house.worker, environment=tokens, timer=time.timer)
        made = Place(house, Vendors(serving.base, world, time))
        made.owe(ACCEPTED)
        bring(house, worked("10-05"))
        yield made


def gid(place: Place, key: str) -> str:
    """How a contract names a task of Asana."""
    return f"asana:{place.asana.by_key(key).id}"


# ---- what may be asked of a task ----


@pytest.mark.parametrize(
    ("key", "condition", "words", "by", "day"),
    [
        (UAT, {"status": CLIENT_APPROVED}, "status Client Approved", DANA, 29),
        (UAT, {"status": "client approved"}, "status client approved", DANA, 29),
        ("BLUE-58", {"completed": "yes"}, "completed", "Owen Gallagher", 7),
        ("JUN-39", {"approval": "approved"}, "approved", DANA, 28),
        ("JUN-39", {"field": {APPROVAL_FIELD: "Approved"}}, "Client approval: Approved", DANA, 28),
    ],
)
def test_a_task_of_jira_brings_its_milestone_about(
    place: Place, key: str, condition: Yaml, words: str, by: str, day: int
) -> None:
    place.owe(milestone(f"jira:{key}", **condition))
    place.go([OCTOBER])
    assert totals(place.house) == BILLED
    assert place.rule() == f"milestone M1: {words}, set by {by} on 2026-10-{day:02} (jira:{key})"


@pytest.mark.parametrize(
    ("key", "condition", "words", "by", "day"),
    [
        ("MAR-5", {"section": "Client approved"}, "section Client approved", "Kim Allen", 20),
        ("MAR-5", {"field": {"PO number": "PO-1"}}, "PO number: PO-1", "Kim Allen", 20),
        ("LUM-25", {"approval": "approved"}, "approved", DANA, 28),
        ("MAR-13", {"completed": "yes"}, "completed", "Rosa Delgado", 7),
        ("MAR-75", {"status": "Completed"}, "status Completed", DANA, 29),
    ],
)
def test_a_task_of_asana_brings_its_milestone_about(
    place: Place, key: str, condition: Yaml, words: str, by: str, day: int
) -> None:
    task = place.asana.by_key("MAR-5")
    fields = {**task.fields, "PO number": "PO-1"}
    place.change("MAR-5", "2026-10-20 12:00", "Kim Allen", "asana", section="Client approved", fields=fields)
    place.owe(milestone(gid(place, key), **condition))
    place.go([OCTOBER])
    assert totals(place.house) == BILLED
    assert place.rule() == f"milestone M1: {words}, set by {by} on 2026-10-{day:02} ({gid(place, key)})"


@pytest.mark.parametrize("condition", [{"approval": "approved"}, {"completed": "yes"}, {"status": "Approved"}])
def test_what_the_client_rejected_in_asana_is_completed_and_brings_nothing_about(place: Place, condition: Yaml) -> None:
    assert place.asana.by_key("GRAN-54").done
    place.owe(milestone(gid(place, "GRAN-54"), **condition))
    place.go([OCTOBER])
    assert (totals(place.house), codes(place.house)) == (WAITS, [])
    place.change("GRAN-54", "2026-10-30 12:00", DANA, "asana", status=CLIENT_APPROVED, approval="approved")
    place.go([OCTOBER])
    assert totals(place.house) == BILLED


@pytest.mark.parametrize(
    "condition", [{"status": "Done"}, {"approval": "approved"}, {"field": {APPROVAL_FIELD: "Approved"}}]
)
def test_a_task_that_says_something_else_leaves_its_milestone_waiting(place: Place, condition: Yaml) -> None:
    place.owe(milestone(f"jira:{UAT}", **condition))
    assert place.go([OCTOBER]) == [1]
    assert (totals(place.house), codes(place.house)) == (WAITS, [])
    assert place.house.milestones("a") == {"M1": "waiting"}


def test_a_task_that_moved_is_followed_to_its_new_key(place: Place) -> None:
    place.owe(milestone("jira:DEL-80", status=CLIENT_APPROVED))
    place.change("DEL-80", "2026-10-21 12:00", DANA, status=CLIENT_APPROVED)
    assert place.jira.by_key("DEL-80").key == "CARE-1"
    place.go()
    assert place.rule().endswith("on 2026-10-21 (jira:DEL-80)")


# ---- on which day ----


@pytest.mark.parametrize(("at", "month"), [("2026-11-01 03:59", OCTOBER), ("2026-11-01 04:00", NOVEMBER)])
def test_the_day_is_the_company_s(place: Place, at: str, month: str) -> None:
    place.change(UAT, "2026-10-30 12:00", status=IN_PROGRESS)
    place.change(UAT, at, status=CLIENT_APPROVED)
    place.go()
    assert [item.draft.period for item in place.house.drafts() if item.draft.total.minor >= 1_200_000] == [month]


def test_what_is_set_again_counts_from_the_last_time(place: Place) -> None:
    place.go()
    place.change(UAT, "2026-11-03 12:00", status=CLIENT_REVIEW)
    place.change(UAT, "2026-11-03 13:00", "Priya Raman", status=CLIENT_APPROVED)
    assert place.go() == [1, 1]
    assert totals(place.house) == WAITS | {"a 2026-11": "12000.00"}
    assert place.rule() == f"milestone M1: status Client Approved, set by Priya Raman on 2026-11-03 (jira:{UAT})"


def test_evidence_of_a_closed_month_comes_late_on_the_next_invoice(place: Place) -> None:
    place.change(UAT, status=IN_PROGRESS)
    place.go()
    place.house.close("a", OCTOBER)
    place.jira.tasks[place.jira.by_key(UAT).id] = next(
        task for task in world_for(FakeTime()).jira.tasks.values() if task.key == UAT
    )
    assert place.go() == [0, 1]
    (line,) = [line for item in place.house.drafts() for line in item.draft.lines if line.kind == "milestone"]
    assert (line.late, totals(place.house)) == (OCTOBER, WAITS | {"a 2026-11": "12000.00"})


def test_what_was_reached_before_go_live_is_not_billed_and_said_so(place: Place) -> None:
    place.owe(ACCEPTED, go_live="2026-11-01")
    place.go()
    assert totals(place.house) == {}
    assert place.sentences("milestone_before_go_live") == [
        "Milestone M1 of Client a was reached before go_live, so it is not billed: status Client Approved, set by "
        f"Dana Ortiz on 2026-10-29 (jira:{UAT})."
    ]
    place.house.reach("a", "M1", "2026-11-02")
    place.go()
    assert (totals(place.house), codes(place.house)) == ({"a 2026-11": "12000.00"}, [])


# ---- taken back ----


@pytest.mark.everywhere
def test_evidence_that_is_taken_back_takes_the_milestone_off_its_draft(place: Place) -> None:
    place.go()
    place.house.move("approve", draft_of(place.house))
    place.change(UAT, status=CLIENT_REVIEW)
    place.ask()
    assert statuses(place.house) == {"a 2026-10": "outdated"}
    (refused,) = place.house.push(draft_of(place.house))
    assert "has changed since it was planned" in refused.refused
    place.go()
    assert (totals(place.house), statuses(place.house)) == (WAITS, {"a 2026-10": "draft"})
    assert codes(place.house) == []


def test_a_draft_of_nothing_else_is_withdrawn(place: Place) -> None:
    place.change(UAT, "2026-11-03 12:00", status=IN_PROGRESS)
    place.change(UAT, "2026-11-03 12:30", status=CLIENT_APPROVED)
    place.go()
    assert totals(place.house) == WAITS | {"a 2026-11": "12000.00"}
    place.change(UAT, status=CLIENT_REJECTED)
    assert place.go() == [0, 1]
    assert totals(place.house) == WAITS


def test_what_is_taken_back_after_the_push_is_reported_and_nothing_else_changes(place: Place) -> None:
    place.go()
    place.house.bill()
    before = place.house.rows("SELECT * FROM draft"), place.house.rows("SELECT * FROM placement")
    place.change(UAT, status=CLIENT_REJECTED)
    assert place.go() == [0, 0]
    assert place.sentences("milestone_evidence_gone") == [
        "Milestone M1 of Client a is billed in 2026-10 (INV-0001), because status Client Approved, set by Dana Ortiz "
        f"on 2026-10-29 (jira:{UAT}); jira does not say so any more."
    ]
    assert before == (place.house.rows("SELECT * FROM draft"), place.house.rows("SELECT * FROM placement"))
    assert place.go() == [0, 0]
    assert codes(place.house) == ["milestone_evidence_gone"], "it stands until somebody accepts it or it is mended"
    place.change(UAT, status=CLIENT_APPROVED)
    assert place.go() == [0, 0]
    assert (codes(place.house), totals(place.house)) == ([], BILLED)


def test_an_accepted_report_of_gone_evidence_is_not_shown_again(place: Place) -> None:
    place.go()
    place.house.bill()
    place.change(UAT, status=CLIENT_REJECTED)
    place.go()
    (issue,) = place.house.issues()
    place.house.decide("accept", issue.id, why="a mistake of theirs; they have paid")
    place.go()
    assert [each.id for each in place.house.issues()] == [issue.id]
    with place.house.store.read() as tx:
        assert len(list(tx.decisions.accepted())) == 1


def test_a_closed_month_keeps_what_is_taken_back_until_it_is_reopened(place: Place) -> None:
    place.go()
    place.house.close("a", OCTOBER)
    place.change(UAT, status=CLIENT_REVIEW)
    assert place.go() == [0, 0]
    assert (totals(place.house), codes(place.house)) == (BILLED, ["milestone_evidence_gone"])
    place.change(UAT, "2026-11-03 18:00", status=CLIENT_APPROVED)
    place.go()
    assert (totals(place.house), codes(place.house)) == (BILLED, [])
    place.house.reopen("a", OCTOBER)
    place.go()
    place.go()
    assert totals(place.house) == WAITS | {"a 2026-11": "12000.00"}, "reopened, it is of the day it was set last"


# ---- what cannot be asked ----


def test_a_tracker_that_cannot_be_asked_leaves_what_was_last_known_and_says_so(place: Place) -> None:
    place.owe(ACCEPTED, milestone("jira:ACME-12", status="Done") | {"code": "M2"})
    place.go()
    place.change(UAT, status=CLIENT_REJECTED)
    place.vendors.fault("jira", "500", "", times=0)
    assert place.go() == [0, 0]
    assert totals(place.house) == BILLED
    first, second = place.sentences("milestone_not_checked")
    assert first.startswith(f"Milestone M1 of Client a falls due by jira:{UAT}; jira could not be asked: ")
    assert first.endswith(
        f"; what was last known stands: status Client Approved, set by Dana Ortiz on 2026-10-29 (jira:{UAT})."
    )
    assert second.endswith("; it is taken as not reached.")
    place.vendors.world.faults.clear()
    place.go()
    assert (totals(place.house), codes(place.house)) == (WAITS, [])


def test_a_tracker_that_ends_on_the_way_has_its_first_answers_recorded(place: Place) -> None:
    place.owe(milestone("jira:BLUE-58", completed="yes"), ACCEPTED | {"code": "M2"})
    task = place.jira.by_key(UAT)
    place.vendors.fault("jira", "500", f"/rest/api/3/issue/{task.id}", times=0)
    assert [bool(problem) for problem in place.ask()] == [True]
    place.house.run([OCTOBER])
    assert place.house.milestones("a")["M2"] == "waiting"
    assert (totals(place.house), codes(place.house)) == (BILLED, ["tasks_not_refreshed", "milestone_not_checked"])


def test_a_tracker_that_cannot_be_opened_is_reported_for_each_of_its_milestones(place: Place) -> None:
    place.go()
    place.house.worker = replace(place.house.worker, environment={})
    assert place.go() == [0, 0]
    (said,) = place.sentences("milestone_not_checked")
    assert "jira could not be asked: its token is missing: " in said
    assert "; what was last known stands: status Client Approved, set by Dana Ortiz" in said


def test_a_field_that_jira_does_not_read_is_said_with_what_to_write(place: Place) -> None:
    place.owe(milestone("jira:ACME-12", field={"PO number": "PO-1"}), ACCEPTED | {"code": "M2"})
    place.go()
    (said,) = place.sentences("milestone_not_checked")
    assert "the field PO number of Jira is not read; add it to fields: of this connector; it is taken as" in said
    assert totals(place.house) == BILLED, "the other one is billed"


def test_a_task_that_was_deleted_proves_nothing_any_more(place: Place) -> None:
    place.go()
    place.jira.delete(place.jira.by_key(UAT).id)
    place.go()
    assert totals(place.house) == WAITS
    assert place.sentences("milestone_task_not_found") == [
        f"Milestone M1 of Client a falls due by jira:{UAT}, and jira has no such task."
    ]
    place.house.reach("a", "M1", "2026-10-29", "they have signed")
    place.go()
    assert (totals(place.house), codes(place.house)) == (BILLED, [])


def test_a_task_that_is_not_shown_any_more_leaves_what_it_proved(place: Place) -> None:
    place.owe(milestone(gid(place, "LUM-25"), approval="approved"))
    place.go()
    place.asana.delete(place.asana.by_key("LUM-25").id)
    assert place.go() == [0, 0]
    assert totals(place.house) == BILLED
    (said,) = place.sentences("milestone_task_not_visible")
    assert "which asana does not show us; what was last known stands: approved, set by Dana Ortiz" in said


def test_a_task_that_was_never_shown_is_not_called_missing(place: Place) -> None:
    hidden = next(task.key for task in place.jira.tasks.values() if task.key.startswith("NIM-"))
    place.owe(milestone(f"jira:{hidden}", completed="yes"))
    place.go()
    assert (totals(place.house), codes(place.house)) == (WAITS, ["milestone_task_not_visible"])
    assert place.sentences("milestone_task_not_visible")[0].endswith("; it is taken as not reached.")


# ---- people and contracts ----


def test_a_person_s_word_outranks_the_task_which_is_not_even_asked(place: Place) -> None:
    place.go()
    place.house.reach("a", "M1", "2026-11-20", "agreed so")
    asked = len(place.vendors.world.requests)
    assert place.go() == [1, 1]
    assert len(place.vendors.world.requests) == asked
    assert totals(place.house) == WAITS | {"a 2026-11": "12000.00"}
    place.change(UAT, status=CLIENT_REJECTED)
    place.go()
    assert totals(place.house) == WAITS | {"a 2026-11": "12000.00"}
    place.house.take_back("a", "M1")
    place.go()
    assert totals(place.house) == WAITS


def test_evidence_of_another_condition_does_not_count(place: Place) -> None:
    place.go()
    place.owe(milestone(f"jira:{UAT}", status="Done"))
    place.house.run(ALL)
    assert totals(place.house) == WAITS, "even before it is asked about"
    place.go()
    assert totals(place.house) == WAITS
    place.owe(ACCEPTED)
    place.go()
    assert totals(place.house) == BILLED


def test_another_condition_for_what_is_billed_already_changes_nothing(place: Place) -> None:
    place.go()
    place.house.bill()
    place.owe(milestone(f"jira:{UAT}", status="Done"))
    assert place.go() == [0, 0]
    assert (totals(place.house), codes(place.house)) == (BILLED, [])


def test_what_was_billed_before_tieout_is_not_asked_about(place: Place) -> None:
    opening = {"as_of": "2026-10-01", "milestones_billed": ["M1"]}
    owing = contract("a", "AAA-ONE", milestones=[ACCEPTED], opening=opening)
    place.house.configure(replace(place.house.agency, contracts=(owing,)))
    place.go()
    assert (totals(place.house), list(place.vendors.world.requests)) == (WAITS, [])
    assert tasks_of_milestones(place.house.worker, "jira") == []


# ---- once, and at what cost ----


def test_a_rerun_plans_nothing_and_does_not_ask_again_who_set_what_has_not_changed(place: Place) -> None:
    place.owe(*(ACCEPTED | {"code": f"M{number}"} for number in range(1, 6)))
    history = f"/rest/api/3/issue/{place.jira.by_key(UAT).id}/changelog"
    assert place.go() == [1, 0]
    assert len(place.vendors.asked("jira", history)) == 5
    assert place.go() == [0, 0]
    assert len(place.vendors.asked("jira", history)) == 5
    assert tasks_of_milestones(place.house.worker, "jira") == [UAT]
    assert len(place.house.rows("SELECT id FROM evidence")) == 5


@pytest.mark.everywhere
def test_all_that_was_told_is_kept_and_shown(place: Place) -> None:
    place.go()
    place.change(UAT, "2026-11-03 15:00", status=CLIENT_REVIEW)
    place.go()
    with place.house.store.read() as tx:
        found = standing(tx, place.house.worker.configuration.milestones, place.house.worker.today)
    (said,) = to_json(found)
    (told,) = said["evidence"]
    assert said["when"] == {"task": f"jira:{UAT}", "what": "status", "field": None, "value": "Client Approved"}
    assert (told["by"], told["at"], told["date"]) == ("Dana Ortiz", "2026-10-29T15:00:00+00:00", "2026-10-29")
    assert told["task"] == f"jira:{place.jira.by_key(UAT).id}"
    assert told["found_by_run"] < told["gone_by_run"]
    (section,) = to_sections(found, "a")
    assert section.after[0] == f"M1: falls due by jira:{UAT}: status Client Approved"
    assert "; gone since run " in section.after[1]


def test_a_report_ends_with_the_condition_that_it_was_about(place: Place) -> None:
    place.owe(milestone("jira:ACME-99999", completed="yes"))
    place.go()
    assert codes(place.house) == ["milestone_task_not_found"]
    without = {key: value for key, value in ACCEPTED.items() if key != "when"}
    place.owe(without | {"due": "2026-10-29"})
    place.go()
    assert (totals(place.house), codes(place.house)) == (BILLED, [])


def test_a_plan_holds_as_long_as_its_task_says_the_same(place: Place) -> None:
    planned = plan_period(place.house.worker, month(OCTOBER))
    applied = run_period(place.house.worker, month(OCTOBER), planned.hash)
    assert (applied.changed, totals(place.house)) == (1, BILLED)
    plans = [str(plan) for (plan,) in place.house.rows("SELECT id FROM plan")]
    assert [each.same for plan in plans for each in replay(place.house.worker, plan)] == [True]
    place.change(UAT, status=CLIENT_REVIEW)
    again = plan_period(place.house.worker, month(OCTOBER))
    place.change(UAT, "2026-10-30 12:00", status=CLIENT_APPROVED)
    with pytest.raises(PlanChanged, match="no longer holds"):
        run_period(place.house.worker, month(OCTOBER), again.hash)
