"""Milestones and deposits that say something else than was billed for them, or than people said: it is reported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from billing.contract_periods import period_named
from billing.correction_kinds import AGAIN_GONE, VOIDED
from billing.issues import Issue, facts
from billing.milestone_kinds import BEFORE_GO_LIVE, GONE, REACHED_GONE
from billing.milestones import PREFIX, REACHED, Milestone, id_of, last_words
from billing.money import Money
from billing.periods import month_of_period
from billing.records import State
from mappings.placements import Placed, not_taken_back
from mappings.store import Transaction
from review import milestones as said
from sync.worker import Run, Worker

SCOPE = "milestones"


def report_changed_milestones(worker: Worker, run: Run) -> None:
    """Replaces the issues about milestones that were changed, or are gone, after they were billed or reached."""
    with worker.store.write() as tx:
        reached = (*_reached_in_vain(worker, tx), *_reached_before_go_live(worker, tx))
        tx.issues.replace(SCOPE, [*_changed(worker, tx), *_gone(worker, tx), *reached], run.id)


def _changed(worker: Worker, tx: Transaction) -> Iterator[Issue]:
    stated = worker.configuration.milestones
    live = tx.placements.of_entries([each.id for each in stated])
    for each in stated:
        settled = [placed for placed in not_taken_back(live.get(each.id, ())) if placed.settled]
        billed = Money(settled[-1].portion.minor, settled[-1].portion.currency) if settled else each.amount
        later = _later(worker, tx, each, settled[-1]) if settled else ""
        if billed == each.amount and not later:
            continue
        (now,) = said.standing(tx, [each], worker.today)
        yield Issue(
            "milestone_changed_after_billing",
            client=worker.configuration.contracts[each.contract].client,
            month=month_of_period(now.draft.draft.period) if now.draft else "",
            subject=each.subject,
            facts=facts(
                what=each.kind.value,
                milestone=each.code,
                contract=each.contract,
                where=now.where,
                billed=str(billed),
                amount=f"{each.amount}{later}",
            ),
        )


def _later(worker: Worker, tx: Transaction, milestone: Milestone, placed: Placed) -> str:
    """What a contract says now of the day of a milestone on a draft of a closed period that ends before it."""
    if placed.portion.state is State.BILLED or milestone.when is not None:
        return ""
    _, draft = said.placing(tx, milestone)
    day = said.day_now(tx, milestone)
    contract = worker.configuration.contracts[milestone.contract]
    if draft is None or (day or date.max) < period_named(contract, draft.draft.period).end:
        return ""
    return f", due on {day}," if day else ", on no day yet,"


def _gone(worker: Worker, tx: Transaction) -> Iterator[Issue]:
    """What is billed, or on a draft of a closed month, and is stated no more by its contract, which is still there."""
    stated, contracts = {each.id for each in worker.configuration.milestones}, worker.configuration.contracts
    known = {line.id: line for line in tx.items.billed_once(PREFIX) if line.settled and line.contract in contracts}
    for key, line in sorted(known.items()):
        if key in stated:
            continue
        draft = tx.drafts.get(line.draft)
        assert draft is not None, "a line stands on a draft"
        yield Issue(
            GONE,
            client=contracts[line.contract].client,
            month=month_of_period(draft.draft.period),
            subject=f"{line.contract} {key}",
            facts=facts(
                what=line.kind.value,
                description=line.description,
                contract=line.contract,
                where=said.place_of(tx, draft),
                billed=str(line.amount),
            ),
        )


def _reached_in_vain(worker: Worker, tx: Transaction) -> Iterator[Issue]:
    """What a person said to be reached and no contract states, unless it stands on a document or ended with one.

    Nor is it told where it is asked already what becomes of it, since its document was credited or is void.
    """
    stated, contracts = {each.subject for each in worker.configuration.milestones}, worker.configuration.contracts
    words = {word.subject: word for word, _ in tx.decisions.of_kind(REACHED) if word.subject not in stated}
    known = {line.id for line in tx.items.billed_once(PREFIX) if not line.taken_back} if words else set()
    known |= _asked_about(tx) if words else set()
    for subject, word in sorted(words.items()):
        if id_of(subject) in known or said.ended(tx, id_of(subject)) is not None:
            continue
        contract, _, code = subject.partition(" ")
        yield Issue(
            REACHED_GONE,
            client=contracts[contract].client if contract in contracts else tx.units.client_of(contract),
            subject=subject,
            facts=facts(milestone=code, contract=contract, reached=word.day, said=word.signed),
        )


def _reached_before_go_live(worker: Worker, tx: Transaction) -> Iterator[Issue]:
    """What a person said to be reached on a day that go-live was moved behind, and that was billed nowhere."""
    stated = {each.subject: each for each in worker.configuration.milestones if not each.billed_before}
    for subject, word in sorted(last_words(tx.decisions.standing(stated)).items()):
        milestone = stated[subject]
        if word.day is None or word.day >= milestone.not_before:
            continue
        placed, _ = said.placing(tx, milestone)
        if (placed is not None and placed.settled) or said.ended(tx, milestone.id) is not None:
            continue
        yield Issue(
            BEFORE_GO_LIVE,
            client=worker.configuration.contracts[milestone.contract].client,
            subject=subject,
            facts=facts(
                milestone=milestone.code,
                contract=milestone.contract,
                evidence=f"reached on {word.day} ({word.signed})",
            ),
        )


def _asked_about(tx: Transaction) -> set[str]:
    """What was billed once, and this run has asked about, or another one, since it is not billed any more."""
    rows = tx.issues.standing(codes=[AGAIN_GONE, VOIDED])
    return {dict(issue.facts).get("charge", issue.subject) for issue in rows}
