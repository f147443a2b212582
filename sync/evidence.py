"""Milestones that fall due by a task: its tracker is asked who set what and when, and the answer is recorded.

The tasks themselves were asked for just before, with those that entries name. Evidence that is gone, or of another
moment, takes a milestone off the draft that it is on; what is settled stays, and is reported. A tracker that cannot be
asked changes nothing: what was last known stands, and the report says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from billing.issues import Issue, facts
from billing.milestone_kinds import BEFORE_GO_LIVE
from billing.milestones import (
    Condition,
    KnownEvidence,
    Milestone,
    before_tieout,
    evidence_in_words,
    is_of,
    last_words,
)
from billing.periods import month_of_period
from billing.task_records import HIDDEN, MISSING, KnownTask
from connectors.errors import ConnectorError, Refused
from connectors.tasks import Evidence, TaskRecord, TaskSource
from mappings.store import Transaction
from review import milestones as said
from sync.worker import Run, Worker

UNASKED = "unasked"
"""The tracker could not be asked, or its answer could not be read; nothing is known anew."""
TOLD = "told"


@dataclass(frozen=True, slots=True)
class _Open:
    """A milestone that waits for its task, or was billed on it; and the evidence of its condition as it was known."""

    milestone: Milestone
    when: Condition
    known: KnownEvidence | None
    settled: bool


@dataclass(frozen=True, slots=True)
class _Asked(_Open):
    """The same with its task as the tracker has it now; without one, `why` says whether it is missing or hidden."""

    task: KnownTask | None
    why: str

    @property
    def standing(self) -> KnownEvidence | None:
        """The evidence that it rests on."""
        return self.known if self.known and self.known.stands else None


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a tracker said: evidence or its lack, that the task is missing or hidden, or nothing, with the reason."""

    kind: str
    evidence: KnownEvidence | None = None
    reason: str = ""


def tasks_of_milestones(worker: Worker, name: str) -> list[str]:
    """The tasks of a tracker that must be asked for, since milestones fall due by them; as the contracts name them."""
    with worker.store.read() as tx:
        return sorted({each.when.task for each in _open(worker, tx, name)})


def refresh_evidence(worker: Worker, run: Run, name: str, source: TaskSource) -> None:
    """Asks a task tracker about the milestones that fall due by its tasks, and records what it says.

    The tasks themselves must be stored as they are now. What a person's word stands on is not asked about. Raises
    ConnectorError when what was told until then is recorded, and the rest is reported as not asked.
    """
    asked = _asked(worker, name)
    answers, problem = _answers(source, asked)
    _record(worker, run, name, asked, answers)
    if problem is not None:
        raise problem


def evidence_not_refreshed(worker: Worker, run: Run, name: str, why: str) -> None:
    """Reports that a tracker could not even be asked about milestones, so that what was last known of them stands."""
    asked = _asked(worker, name)
    _record(worker, run, name, asked, {each.milestone.subject: _Answer(UNASKED, reason=_clause(why)) for each in asked})


def no_evidence_awaited(worker: Worker, run: Run, name: str) -> None:
    """Ends what the report says of a tracker's milestones, of which none waits for it any more."""
    _record(worker, run, name, (), {})


# ---- what is asked ----


def _of_connector(worker: Worker, name: str) -> Iterator[Milestone]:
    for each in worker.configuration.milestones:
        if each.when is not None and each.when.connector == name and not each.billed_before:
            yield each


def _open(worker: Worker, tx: Transaction, name: str) -> list[_Open]:
    """The milestones to ask about: those to be billed, and those that were billed on the evidence of their task."""
    stated = list(_of_connector(worker, name))
    subjects = [each.subject for each in stated]
    words, latest = last_words(tx.decisions.standing(subjects)), tx.evidence.latest(subjects)
    settled = tx.placements.settled([each.id for each in stated])
    found = []
    for milestone in stated:
        known = latest.get(milestone.subject)
        known = known if known and is_of(known, milestone) else None
        if milestone.when and milestone.subject not in words and (known or milestone.id not in settled):
            found.append(_Open(milestone, milestone.when, known, milestone.id in settled))
    return found


def _asked(worker: Worker, name: str) -> list[_Asked]:
    """The milestones to ask about, with their tasks."""
    with worker.store.read() as tx:
        found = _open(worker, tx, name)
        tasks, why = _tasks(tx, name, [each.when.task for each in found])
    return [
        _Asked(each.milestone, each.when, each.known, each.settled, tasks.get(task), why.get(task, UNASKED))
        for each in found
        for task in (each.when.task,)
    ]


def _tasks(tx: Transaction, connector: str, names: Sequence[str]) -> tuple[dict[str, KnownTask], dict[str, str]]:
    """A tracker's tasks by some of the names they have or had, and why there is none by the others."""
    called, unfound = tx.tasks.called([*names, *map(str.upper, names)]), tx.tasks.unfound(names)
    tasks: dict[str, KnownTask] = {}
    for name in names:
        found = [each for each in called.get(name) or called.get(name.upper(), []) if each.connector == connector]
        there = sorted((each for each in found if each.present), key=lambda each: each.key.upper() != name.upper())
        if there:
            tasks[name] = there[0]
    return tasks, {name: why for name, by in unfound.items() if (why := by.get(connector, ""))}


def _answers(source: TaskSource, asked: Sequence[_Asked]) -> tuple[dict[str, _Answer], ConnectorError | None]:
    """The answers by milestone, and what ended the asking before its time; the rest is then unasked."""
    answers: dict[str, _Answer] = {}
    problem: ConnectorError | None = None
    try:
        for each in asked:
            answers[each.milestone.subject] = _answer(source, each)
    except ConnectorError as stopped:
        problem = stopped
    unasked = _Answer(UNASKED, reason=_clause(str(problem)))
    return {each.milestone.subject: answers.get(each.milestone.subject, unasked) for each in asked}, problem


def _answer(source: TaskSource, asked: _Asked) -> _Answer:
    """What a tracker says about one milestone. A task that has not changed since is not asked about again."""
    task, known = asked.task, asked.standing
    if task is None:
        return _Answer(asked.why, reason="its answer about this task cannot be read")
    if known and known.ref == task.ref and task.changed_at and task.changed_at <= known.at:
        return _Answer(TOLD, known)
    try:
        told = source.evidence(_record_of(task), asked.when.asked)
    except Refused as problem:
        return _Answer(UNASKED, reason=_clause(str(problem)))
    return _Answer(TOLD, _known(asked, task.ref, told) if told else None)


def _record_of(task: KnownTask) -> TaskRecord:
    """A task that is known, in the words of its tracker's role: as much of it as evidence looks at."""
    return TaskRecord(
        id=task.id,
        key=task.key,
        title=task.title,
        url=task.url,
        status=task.status,
        stage=task.stage,
        project=task.project.partition(":")[2],
        approval=task.approval,
        changed_at=task.changed_at,
        fields=task.fields,
    )


def _known(asked: _Asked, ref: str, told: Evidence) -> KnownEvidence:
    return KnownEvidence(asked.milestone.subject, asked.when.text, ref, told.what, told.by, told.at)


def _clause(sentence: str) -> str:
    """A sentence as a part of another one."""
    return sentence.rstrip(". ") or "it did not answer"


# ---- what is recorded ----


def _record(worker: Worker, run: Run, name: str, asked: Sequence[_Asked], answers: Mapping[str, _Answer]) -> None:
    """Keeps the answers, marks what they change as due, and replaces the issues of a tracker's milestones."""
    with worker.store.write() as tx:
        placed = tx.placements.of_entries([each.milestone.id for each in asked])
        issues: list[Issue] = []
        for each in asked:
            answer = answers[each.milestone.subject]
            known = _keep(tx, run, each, answer)
            if not each.settled:
                _mark(tx, each, known, placed=each.milestone.id in placed)
            issues += _issues(worker, tx, each, answer, known)
        tx.issues.replace(f"evidence:{name}", issues, run.id)


def _keep(tx: Transaction, run: Run, asked: _Asked, answer: _Answer) -> KnownEvidence | None:
    """What is known after an answer. Of what is settled, only that evidence is gone, or is there again."""
    standing, now = asked.standing, _after(asked, answer)
    if now and (standing is None or (not asked.settled and not _same(standing, now))):
        tx.evidence.keep(now, run.id)
    elif standing and now is None:
        tx.evidence.end(asked.milestone.subject, run.id)
    return now


def _after(asked: _Asked, answer: _Answer) -> KnownEvidence | None:
    """The evidence that stands by an answer: a task that is gone proves nothing, one that is not shown what it did."""
    if answer.kind in (HIDDEN, UNASKED):
        return asked.standing
    return answer.evidence


def _same(one: KnownEvidence | None, other: KnownEvidence | None) -> bool:
    """Whether two pieces of evidence say the same, whichever run found them."""
    if one is None or other is None:
        return one is other
    return (one.ref, one.by, one.at) == (other.ref, other.by, other.at)


def _mark(tx: Transaction, asked: _Asked, now: KnownEvidence | None, *, placed: bool) -> None:
    """Marks the months of a milestone that rests on other evidence, or that is due and on no draft."""
    standing, day = asked.standing, asked.when.day(now.at) if now else None
    awaited = day is not None and not placed and not before_tieout(asked.milestone, day)
    if awaited or not _same(standing, now):
        said.look_again(tx, asked.milestone, asked.when.day(standing.at) if standing else None)


# ---- what is reported ----


def _issues(
    worker: Worker, tx: Transaction, asked: _Asked, answer: _Answer, known: KnownEvidence | None
) -> Iterator[Issue]:
    """What a person should know about one milestone."""
    milestone = asked.milestone
    if asked.settled:
        if known is None and asked.known is not None:
            (now,) = said.standing(tx, [milestone], worker.today)
            month = month_of_period(now.draft.draft.period) if now.draft else ""
            yield _issue(worker, asked, "milestone_evidence_gone", month, where=now.where, known=asked.known)
        return
    code = _CODES.get(answer.kind, "")
    if code:
        yield _issue(worker, asked, code, reason=answer.reason, known=known)
    if known and before_tieout(milestone, asked.when.day(known.at)):
        yield _issue(worker, asked, BEFORE_GO_LIVE, known=known)


_CODES = {
    MISSING: "milestone_task_not_found",
    HIDDEN: "milestone_task_not_visible",
    UNASKED: "milestone_not_checked",
}


def _issue(
    worker: Worker, asked: _Asked, code: str, month: str = "", known: KnownEvidence | None = None, **more: str
) -> Issue:
    milestone, when = asked.milestone, asked.when
    words = evidence_in_words(when, known) if known else ""
    named = {
        "milestone": milestone.code,
        "contract": milestone.contract,
        "connector": when.connector,
        "task": when.place,
        "evidence": words,
        "stands": f"what was last known stands: {words}" if known else "it is taken as not reached",
    }
    return Issue(
        code,
        client=worker.configuration.contracts[milestone.contract].client,
        month=month,
        subject=milestone.subject,
        facts=facts(**named, **more),
    )
