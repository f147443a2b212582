"""What changed after it was billed: each entry as it was billed and as it is now, and what that comes to.

Amounts are computed by the plan that billed it, with its own contract and all its work, once as it was and once with
the entry as it is now; never by what the contract says today.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from billing.catalogue import Index
from billing.decisions import CHANGED_AFTERWARDS, DecisionKind, changed_code
from billing.expenses import consented
from billing.lifecycle import Status
from billing.money import Money
from billing.plan import Plan, Pricer, plan
from billing.reconcile import NO_MONEY, NO_TIME, not_billable
from billing.records import TAKES_BACK, TIME, Entry, Match, Portion, State, Work, at
from billing.snapshots import works_of, works_text
from billing.unit import Unit, unit_of
from billing.wishes import LineKind
from mappings.drafts import StoredDraft
from mappings.placements import Placed
from mappings.store import Transaction
from review.drift import ADJUSTMENT, CREDIT_NOTE, LEAVE, REPLACE, Drift, Proposal, Side
from sync.billed_corrections import in_force, not_billed_by
from sync.hindrances import IN_PARTS, hindrance_of, is_corrected_elsewhere, taken_back, waiting, where_of
from sync.since_billed import since_billed
from sync.standing_now import now_of
from sync.which_order import WhichOrder
from sync.worker import Worker


def drifts(worker: Worker, tx: Transaction, ids: Sequence[str] = ()) -> list[Drift]:
    """What changed after it was billed and nobody has corrected or accepted, by document and day; or some entries.

    Each is computed with all corrections that were chosen already, and as if it were the only one that is left.
    """
    chosen = list(ids) or tx.placements.changed_since_billed()
    known = _Known(worker, tx)
    found = [each for key in sorted(set(chosen)) if (each := known.drift(key)) is not None]
    found = found if ids else [each for each in found if not is_left(tx, each)]
    return sorted(found, key=lambda each: (each.draft.draft.period, each.number, each.old.day, each.entry.id))


def in_turn(worker: Worker, tx: Transaction, found: Iterable[Drift], by: str) -> list[Drift]:
    """The same as they will be if they are corrected one after the other in a way: each as those before it leave it."""
    known, made = _Known(worker, tx), list[Drift]()
    for each in found:
        now = known.drift(each.entry.id) or each
        made.append(now)
        if by in (ADJUSTMENT, CREDIT_NOTE) and by in [one.by for one in now.proposals]:
            known.suppose(now)
    return made


def is_left(tx: Transaction, found: Drift) -> bool:
    """Whether a person wants to leave it as it was billed, being what it is now and whose work it is now."""
    answer = tx.matches.of_entry(found.entry.id)
    if answer is None or answer[0].version != found.entry.version:
        return False
    return changed_code(present=found.present) in answer[0].accepted


def corrected(unit: Unit, details: Iterable[dict[str, Any]]) -> Unit:
    """A unit with its work as corrections have it: what people chose counts as if it had been so from the start."""
    works = {work.entry_id: work for work in unit.works}
    for detail in details:
        key, row = detail["subject"], detail["work"]
        works.pop(key, None)
        if row is not None:
            (works[key],) = works_of([row])
    return replace(unit, works=tuple(works[key] for key in sorted(works)))


def written(work: Work | None) -> Any:
    """A piece of work as a decision keeps it."""
    return json.loads(works_text([work]))[0] if work is not None else None


class _Known:
    """What the drifts of a store are computed from; each plan is made once."""

    def __init__(self, worker: Worker, tx: Transaction) -> None:
        self._worker, self._tx = worker, tx
        self._index = Index.of(worker.configuration.catalogue)
        self._roles = {person.key: person.roles for person in worker.configuration.catalogue.people}
        self._corrections = [
            detail | {"subject": said.subject} for said, detail in tx.decisions.of_kind(DecisionKind.CORRECT)
        ]
        self._orders = WhichOrder(tx, worker.configuration.contracts)
        self._told = cache(lambda: {issue.entry_id for issue in tx.issues.standing(codes=CHANGED_AFTERWARDS)})
        self._base, self._behind = cache(self._unit), cache(self._plan_behind)
        self._total = cache(lambda plan_id: _worth(plan(self._base(plan_id)), self._base(plan_id)))

    def suppose(self, found: Drift) -> None:
        """From here on, it is as if this were corrected."""
        supposed = {"subject": found.entry.id, "work": written(found.work), "draft": found.draft.draft.id}
        self._corrections.append({**supposed, "by": CREDIT_NOTE})
        self._base.cache_clear()
        self._total.cache_clear()

    def drift(self, key: str) -> Drift | None:
        """What an entry has become since it was billed, if that matters and is not corrected."""
        live = self._tx.placements.of_entries([key]).get(key, [])
        since = since_billed(self._tx, key, live)
        head = self._tx.entries.versions(key)[-1]
        done = [each for each in self._corrections if each["subject"] == key]
        if since is None or self._is_done(head.entry, head.present, done):
            return None
        billed = self._still_billed(live)
        plan_id = self._plan_of_line(billed[0].line_id) if billed else ""
        first = [each for each in billed if self._plan_of_line(each.line_id) == plan_id]
        found = self._computed(head.entry, head.present, first, plan_id) if plan_id else None
        if found is None:
            return None
        found = replace(found, order=self._orders.of(found, live, done))
        if hindrance := taken_back(live, first):
            found = replace(found, money_new=None, difference=None, hindrance=hindrance)
        in_parts = found.new is None and is_corrected_elsewhere(live, first)
        if in_parts and found.present:
            found = replace(found, hindrance=found.hindrance or IN_PARTS)
        left = 0 if in_parts else self._left(found)
        ways = _proposals(found, left, self._next_invoice(found))
        return replace(found, proposals=tuple(each for each in ways if each.by != LEAVE or key in self._told()))

    def _next_invoice(self, found: Drift) -> bool:
        """Whether the next invoice may have a line for it, by the contract as it is now."""
        contract = self._worker.configuration.contracts.get(found.draft.draft.contract)
        currency = found.draft.draft.total.currency
        return contract is not None and not not_billed_by(contract, found.workstream, currency)

    def _still_billed(self, live: Sequence[Placed]) -> list[Portion]:
        """The portions of an entry on documents, but for documents all of whose portions are credited."""
        plans = {each.portion.number: each.plan for each in live}
        billed = [each for each in now_of(live).billed if each.line_id and plans[each.number]]
        credited = {each.portion.number - TAKES_BACK for each in live if each.settled}
        left = {self._plan_of_line(each.line_id) for each in billed if each.number not in credited}
        return [each for each in billed if self._plan_of_line(each.line_id) in left]

    def _left(self, found: Drift) -> int:
        """What credit notes have left of a document (minor unit), those on their way too, whoever paid it."""
        notes = self._tx.drafts.notes_of(found.draft.draft.id)
        standing = [found.draft, *(each for each in notes if each.status is not Status.SUPERSEDED)]
        lines = [line for each in standing for line in each.draft.lines]
        return sum(line.amount.minor for line in lines if line.kind is not LineKind.DEPOSIT_USED)

    def _is_done(self, entry: Entry, present: bool, done: Sequence[dict[str, Any]]) -> bool:
        return bool(done) and (done[-1]["version"], done[-1]["present"]) == (entry.version, present)

    def _computed(self, entry: Entry, present: bool, portions: list[Portion], plan_id: str) -> Drift | None:
        base = self._base(plan_id)
        old = next((work for work in base.works if work.entry_id == entry.id), None)
        work, why = self._now(entry, present, old, base)
        own = replace(base, works=tuple(each for each in base.works if each.entry_id != entry.id))
        other = replace(own, works=(*own.works, work)) if work else own
        proposed = plan(other)
        billed = plan(base)
        stored = self._documents(portions)
        if not stored:
            return None
        where = where_of(entry.id, stored, billed, proposed, base.contract)
        before, after = self._total(plan_id), _worth(proposed, other)
        settled = now_of(self._tx.placements.of_entries([entry.id])[entry.id]).settled
        counted = entry.record.seconds if present and not entry.record.running and work is not None else 0
        charged = [_charged(each, entry.id) for each in (billed, proposed)]
        waits = waiting(billed, proposed, entry.id)
        fits = not waits and not why.startswith("?")
        number = self._number(where.document)
        return Drift(
            entry=entry,
            present=present,
            number=number,
            draft=where.document,
            lines=tuple(dict.fromkeys(each.line_id for each in portions)),
            portions=tuple(portions),
            old=_side(old, base) if old else Side(where.document.draft.service_to, 0, "", "", None),
            new=_side(work, base) if work else None,
            why=why.removeprefix("?"),
            money_old=_by_itself(billed, entry.id, before.currency),
            money_new=_by_itself(proposed, entry.id, before.currency) if fits else None,
            difference=Money(after.minor - before.minor, before.currency) if fits else None,
            moved=counted - sum(each.seconds for each in settled),
            charged=charged[1] - charged[0],
            work=work,
            order=where.order,
            hindrance=where.hindrance if fits else hindrance_of(where, waits, number if len(stored) == 1 else ""),
        )

    def _documents(self, portions: Sequence[Portion]) -> list[StoredDraft]:
        ids = dict.fromkeys(self._tx.drafts.of_line(portion.line_id) for portion in portions)
        return [item for key in ids if key and (item := self._tx.drafts.get(key)) is not None]

    def _number(self, item: StoredDraft) -> str:
        push = self._tx.pushes.of_drafts([item.draft.id]).get(item.draft.id)
        return push.number if push and push.number else item.draft.id

    def _plan_of_line(self, line_id: str) -> str:
        draft_id = self._tx.drafts.of_line(line_id)
        return self._behind(draft_id) if draft_id else ""

    def _plan_behind(self, draft_id: str) -> str:
        """The plan by which a document was billed: its month's last before it went into the books, else the last.

        An entry's portion names the plan that placed it there first, which knew nothing of what came to it since.
        """
        stored = self._tx.drafts.get(draft_id)
        return self._tx.plans.behind(draft_id, stored.draft.contract, stored.draft.period) if stored else ""

    def _unit(self, plan_id: str) -> Unit:
        """What a plan was made from and billed, with the corrections that people chose since.

        No invoice is too small for these. What that plan held is left out: it is billed by itself if there is room.
        So are deposits: they pay for what work comes to, and what it comes to now they pay for later.
        """
        own = [each for each in self._corrections if self._behind(each["draft"]) == plan_id and self._counts(each)]
        unit = unit_of(self._tx.plans.get(plan_id).inputs)
        unit = corrected(replace(unit, contract=replace(unit.contract, carry=None), deposits=()), own)
        there = {each.entry_id for each in plan(unit).portions if each.state is not State.HELD}
        there |= {each["subject"] for each in own}
        works = tuple(each for each in unit.works if each.entry_id in there)
        return replace(unit, works=works, charges=tuple(each for each in unit.charges if each.id in there))

    def _counts(self, detail: dict[str, Any]) -> bool:
        return in_force(self._tx, detail["subject"], detail)

    def _now(self, entry: Entry, present: bool, old: Work | None, base: Unit) -> tuple[Work | None, str]:
        """An entry as the contract that billed it would see it now; with a mark, why nobody can say.

        A go-live that was moved behind it changes nothing of what billed it; a day of its own that was moved does.
        """
        answer = self._tx.matches.of_entry(entry.id)
        if not present:
            return None, "deleted in its tracker"
        if answer is None or answer[0].version != entry.version or entry.record.running:
            return None, "?it was not looked at since it changed, or its timer is running; run its month"
        found = answer[0]
        if _waits(found) or not found.contract:
            return None, f"?held: {found.verdict_reason}"
        go_live = self._worker.configuration.main.go_live
        if found.contract != base.contract.id:
            why = f"it is work for contract {found.contract} now"
            return None, f"?{why}, which bills nothing of before go_live" if found.day < go_live else why
        verdict, why = self._verdict(entry, found, old, go_live)
        free = verdict is State.NON_BILLABLE and base.contract.wishes.no_charge_lines
        if verdict is not State.OPEN and not free:
            return None, why
        if found.project.value not in {stream.code for stream in base.contract.workstreams}:
            return None, f"?{found.project.value} was not in the contract that billed it"
        work = self._tx.works.now(base.contract, entry.id, lambda who, day: at(self._roles.get(who, ()), day) or "")
        accepted = tuple(sorted({*found.accepted, *(old.accepted if old else ())}))
        own = replace(work, held="", late=old.late if old else False, accepted=accepted, no_charge=free)
        if own.kind == TIME:
            return own, _changes(old, work)
        own, reasons = consented(own, base.contract, base.expense_limit)
        accepts = f"; {' and '.join(reasons)}, which correcting it accepts" if reasons else ""
        return own, _changes(old, work) + accepts

    def _verdict(self, entry: Entry, found: Match, old: Work | None, go_live: date) -> tuple[State, str]:
        """What matching says of an entry; where go-live was moved behind it, what it would say of it without that.

        One of no money or time at all is worth nothing.
        """
        if found.verdict is State.HELD:
            return State.OPEN, ""
        if not _is_behind(found, old, go_live):
            return found.verdict, found.verdict_reason
        _, stream = self._index.workstreams.get(found.project.value, (None, None))
        why = not_billable(entry, stream, self._index) if stream else ""
        return (State.NON_BILLABLE, why) if why else (State.OPEN, "")


def _waits(found: Match) -> bool:
    """Whether nobody can say what it is worth, since it is held; one of no money or time is worth nothing."""
    return found.verdict is State.HELD and found.verdict_reason not in (NO_MONEY, NO_TIME)


def _is_behind(found: Match, old: Work | None, go_live: date) -> bool:
    """Whether go-live was moved behind what was billed, so that matching leaves it out now."""
    return found.verdict is State.OUTSIDE and found.day < go_live and old is not None and old.day < go_live


_SAID = {"seconds": "length"}


def _changes(old: Work | None, new: Work) -> str:
    if old is None:
        return "there again"
    names = ("day", "seconds", "workstream", "person", "activity", "tags", "tasks", "note", "cost")
    changed = [_SAID.get(name, name) for name in names if getattr(old, name) != getattr(new, name)]
    return f"another {' and '.join(changed) or 'content'}"


def _side(work: Work, unit: Unit) -> Side:
    winner = Pricer(unit.contract).rule(work)[0].winner if work.kind == TIME else None
    return Side(work.day, work.seconds, work.person, work.workstream, winner.price if winner else None)


def _worth(proposed: Plan, unit: Unit) -> Money:
    return Money(sum(draft.total.minor for draft in proposed.drafts), unit.contract.currency)


def _by_itself(proposed: Plan, entry_id: str, currency: str) -> Money:
    """What an entry comes to on its lines, before what adjusts their document."""
    return Money(sum(each.minor for each in proposed.portions if each.entry_id == entry_id), currency)


def _charged(proposed: Plan, entry_id: str) -> int:
    return sum(each.charged_seconds for each in proposed.portions if each.entry_id == entry_id and each.line_id)


def _proposals(found: Drift, left: int, next_invoice: bool) -> list[Proposal]:
    """What can be done about it, the usual way first.

    `left` is what credit notes have left of its document for another one, `next_invoice` whether that may have a line.
    What is left answers an exception, so its month must have been run since.
    """
    leave = Proposal(LEAVE, "it stays as it was billed; the difference in time is written off")
    if found.draft.status is not Status.POSTED and not found.hindrance:
        again = f"{found.draft.draft.period} is opened again, and the draft planned anew before it goes out"
        return [Proposal(REPLACE, again), leave]
    if found.hindrance or found.difference is None or not (found.difference.minor or found.new is None):
        return [leave]
    made = []
    if next_invoice and found.difference.minor and (found.new is not None or not found.present):
        words = f"a line of {found.difference} on the next invoice, at the terms of {found.number}"
        made.append(Proposal(ADJUSTMENT, words))
    if found.draft.draft.order == found.order and _can_be_credited(found, left):
        then = "; it is then billed where it belongs" if found.new is None and found.present else ""
        made.append(Proposal(CREDIT_NOTE, f"a credit note of {found.difference} for {found.number}{then}"))
    return [*made, leave]


def _can_be_credited(found: Drift, left: int) -> bool:
    """Whether one credit note can have it: less than was billed, and all of it on one line of one document."""
    lines = {line.id for line in found.draft.draft.lines}
    billed = [portion for portion in found.portions if portion.line_id in lines]
    if found.difference is None or (not found.difference.minor and not found.present):
        return False
    there = min(found.money_old.minor, left, sum(portion.minor for portion in billed))
    known = 0 >= found.difference.minor >= -there
    return known and len(billed) == 1 and (found.new is not None or len(found.portions) == 1)
