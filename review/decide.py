"""People's decisions about entries and exceptions: what may be decided of each, and writing it down."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from shlex import quote
from typing import Any

from billing.calendar import month
from billing.contract_periods import period_on
from billing.correction_kinds import VOIDED
from billing.decisions import (
    CHANGED_AFTERWARDS,
    COPIES,
    CORRECTIONS,
    STATES,
    Decision,
    DecisionKind,
    is_said,
    original_of,
    state_said,
)
from billing.ids import digest
from billing.issues import WARNS
from billing.milestones import REACHED
from billing.records import Entry, Match, SourceRecord, State
from billing.retainer_kinds import KEPT
from billing.texts import squashed
from billing.wishes import LineKind
from mappings.decided import Signature
from mappings.due import ENTRY, UNIT
from mappings.store import Transaction
from review.deposit_words import KEEP, PAY_BACK
from review.meant import CannotDecide, Filter, Target, entry_called, filtered, named, target_of

ABOUT_CHARGES = (VOIDED, KEPT)
"""Kinds of exception that ask what becomes of a charge or a fee."""
TAKEN_OFF = (LineKind.WRITE_DOWN.value, LineKind.GOODWILL.value)
ENDED = (State.OUTSIDE, State.OUT_OF_SCOPE)


__all__ = ["CannotDecide", "Filter", "Signature", "Target", "Wish", "decide", "filtered", "named", "undo", "wish"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants: a kind of decision, the period of a deferral, the entry that another is a duplicate of."""

    kind: DecisionKind
    period: str = ""
    other: str = ""


def wish(kind: str, period: str = "", other: str = "") -> Wish:
    """What a person wants, from the words they used. Raises CannotDecide."""
    if kind not in set(DecisionKind) or kind in CORRECTIONS:
        known = ", ".join(each for each in DecisionKind if each not in CORRECTIONS)
        raise CannotDecide(f"{kind!r} is no decision; write one of {known}, undo or list")
    for said, option, needed in ((period, "--to", DecisionKind.DEFER), (other, "--of", DecisionKind.DUPLICATE_OF)):
        if said and kind != needed:
            raise CannotDecide(f"{option} belongs to {needed.value}; {kind} does without it")
    return Wish(DecisionKind(kind), period, other)


# ---- deciding ----


def decide(tx: Transaction, wish: Wish, targets: Sequence[Target], signature: Signature) -> list[Target]:
    """Writes a decision about each target, and marks what must be looked at again. Raises CannotDecide for any."""
    explained(signature)
    assert wish.kind is not DecisionKind.LINK, "task_link.py knows what can be linked"
    details = must_be_decidable(tx, wish, targets)
    if wish.kind in STATES:
        for key, beside in _beside(tx, targets).items():
            details[key]["beside"] = beside
    tx.decisions.add(wish.kind.value, details, signature)
    tx.due.mark(ENTRY, {(target.id, "") for target in targets if target.entry is not None})
    tx.due.mark(UNIT, {unit for target in targets for unit in _units(tx, target)})
    return list(targets)


def must_be_decidable(tx: Transaction, wish: Wish, targets: Sequence[Target]) -> dict[str, dict[str, Any]]:
    """What is written down of each target when it is decided. Raises CannotDecide for any that cannot be."""
    return {target.id: _detail(tx, wish, target) for target in targets}


def _beside(tx: Transaction, targets: Sequence[Target]) -> dict[str, list[str]]:
    """By its id what goes on beside each entry: what stands to be billed of that person's day in other sources.

    Also what the entry itself is told to be a copy of, whatever became of that.
    """
    found: dict[str, set[str]] = {target.id: set() for target in targets if target.entry is not None}
    for issue in tx.issues.standing(codes=COPIES):
        if issue.entry_id in found:
            found[issue.entry_id].add(dict(issue.facts)["other"])
    asked: dict[str, dict[date, list[tuple[Entry, str]]]] = {}
    for target in targets:
        if target.entry is not None:
            who, day = target.match.who if target.match else "", target.entry.record.day
            asked.setdefault(target.entry.connector, {}).setdefault(day, []).append((target.entry, who))
    for connector, days in asked.items():
        for other, whose in tx.peoples_work.to_be_billed(days.keys(), connector):
            same = (entry.id for entry, who in days[other.record.day] if whose == who or _same_name(other, entry))
            for key in same:
                found[key].add(other.id)
    return {key: sorted(ids) for key, ids in found.items()}


def _same_name(one: Entry, other: Entry) -> bool:
    """Whether two sources name the same person, which may be all that is known of one that no run has seen."""
    first, second = (squashed(each.record.person or each.record.email) for each in (one, other))
    return first == second != ""


def _units(tx: Transaction, target: Target) -> set[tuple[str, str]]:
    """The open months that may bill a charge again."""
    if target.entry is not None or target.issues[0].code not in ABOUT_CHARGES:
        return set()
    return _open_units(tx, target.issues[0].client)


def explained(signature: Signature) -> None:
    """Raises CannotDecide for a decision without a reason."""
    if not signature.why.strip():
        raise CannotDecide("say why with --why; a decision without a reason cannot be explained later")


def undo(tx: Transaction, number: int, signature: Signature) -> Decision:
    """Takes a decision back, by another one. Raises CannotDecide."""
    if not signature.why.strip():
        raise CannotDecide("say why with --why; a decision that is taken back must be explained too")
    logged = tx.decisions.get(number)
    if logged is not None:
        _check_is_undone_here(logged.decision)
    if logged is None or logged.decision.kind not in set(DecisionKind):
        raise CannotDecide(f"there is no decision {number} about an entry; `tieout decide list` shows them")
    if logged.undone_by is not None:
        raise CannotDecide(f"decision {number} was undone already, by decision {logged.undone_by}")
    tx.decisions.undo([number], signature)
    if tx.entries.get(logged.decision.subject) is not None:
        tx.due.mark(ENTRY, {(logged.decision.subject, "")})
    else:
        tx.due.mark(UNIT, _open_units(tx))  # what was decided about a charge: any of them may bill it again
    return logged.decision


def _open_units(tx: Transaction, client: str = "") -> set[tuple[str, str]]:
    """The months that are not closed, of a client or of all."""
    rows = {(row.contract, row.period) for row in tx.units.of() if client in ("", row.client)}
    return rows - set(tx.units.closed())


def _check_is_undone_here(said: Decision) -> None:
    """Raises CannotDecide for decisions that a command of their own takes back."""
    number, subject = said.id, said.subject
    if said.kind == REACHED:
        contract, _, code = subject.partition(" ")
        back = f"tieout milestone {contract} {quote(code)} --undo --why …"
        raise CannotDecide(f"decision {number} is about a milestone; take it back with: {back}")
    if said.kind in TAKEN_OFF:
        _, contract, period = subject.split()
        back = f"tieout write-down {contract} {period} --undo {number} --why …"
        raise CannotDecide(f"decision {number} takes something off a month; take it back with: {back}")
    if said.kind in (PAY_BACK, KEEP):
        back = f"tieout deposits undo {subject.split()[1]} {number} --why …"
        raise CannotDecide(f"decision {number} is about a deposit; take it back with: {back}")
    if said.kind in CORRECTIONS:
        back = f"tieout correct --undo {number} --why …"
        raise CannotDecide(f"decision {number} is about a document; as long as nothing of it is billed: {back}")


def _detail(tx: Transaction, wish: Wish, target: Target) -> dict[str, Any]:
    if wish.kind is DecisionKind.ACCEPT:
        return _accepting(tx, target)
    if target.entry is None and target.issues[0].code in ABOUT_CHARGES:
        if wish.kind not in (DecisionKind.BILL_AGAIN, DecisionKind.WRITE_OFF, DecisionKind.BILLED_ELSEWHERE):
            raise CannotDecide(f"a charge can be billed again, written off, or billed elsewhere, not {wish.kind}")
        return {}
    decidable(target)
    if wish.kind in (DecisionKind.BILL_AGAIN, DecisionKind.DEFER):
        _check_whole(target, wish.kind)
    detail = as_it_stands(tx, target)
    if wish.kind is DecisionKind.DEFER:
        detail["period"] = _later(tx, wish.period, target)
    if wish.kind is DecisionKind.DUPLICATE_OF:
        detail["other"] = _original(tx, wish.other, target)
        detail["original"] = _as_it_was(tx, target_of(tx, detail["other"], ()))
    return detail


def decidable(target: Target) -> Entry:
    """The entry of a target, if there is anything left to decide about it. Raises CannotDecide."""
    if target.entry is None:
        raise CannotDecide(f"{target.id} concerns no single entry; it can be accepted, or mended as its row says")
    if not target.present:
        raise CannotDecide(f"{target.id} is gone from its tracker; there is nothing left to decide about it")
    if target.notes:
        what = f"credit note {' and '.join(target.notes)} is to take back what is billed of {target.id}"
        raise CannotDecide(
            f"{what}, and is not in the books yet; approve and push it, and decide then; or take it back with tieout "
            "correct --undo, unless another part is credited already, to be billed again"
        )
    if target.settled and not target.taken_back:
        raise CannotDecide(
            f"{target.id} is billed; what has changed since can be accepted, and the invoice itself is corrected"
            " with a credit"
        )
    if _ended_by_rule(target.match):
        assert target.match is not None, "without an answer no rule has spoken"
        raise CannotDecide(f"{target.id} is not to be billed anyway ({target.match.verdict_reason})")
    return target.entry


def _check_whole(target: Target, kind: DecisionKind) -> None:
    if not target.taken_back and kind is DecisionKind.BILL_AGAIN:
        raise CannotDecide(f"{target.id} was on no document that was credited or is void; it is billed by itself")
    if target.settled:
        why = f"another part of {target.id} is on an invoice, and it can be billed again as a whole only"
        raise CannotDecide(f"{why}: credit that with --then bill-again, too; or write this off and bill it as a charge")


def _ended_by_rule(found: Match | None) -> bool:
    """Whether a rule, and not another decision, says that it is not to be billed."""
    return found is not None and found.verdict in ENDED and not is_said(found.verdict_reason)


def _accepting(tx: Transaction, target: Target) -> dict[str, Any]:
    able = [issue for issue in target.issues if issue.kind.acceptable or issue.kind.severity == WARNS]
    if not able:
        codes = ", ".join(issue.code for issue in target.issues)
        unable = f"{codes} cannot be accepted as it is; it is mended as its row says" if codes else "nothing stands"
        raise CannotDecide(f"{target.id}: {unable}. Deciding write-off, defer or non-billable is another way out")
    if target.entry is None:
        return {"codes": [able[0].code], "facts": digest(able[0].facts)}
    if not target.present and not any(issue.code in CHANGED_AFTERWARDS for issue in able):
        raise CannotDecide(f"{target.id} is gone from its tracker; there is nothing left to decide about it")
    return {"codes": sorted({issue.code for issue in able}), **as_it_stands(tx, target), **_accepted_of(tx, target)}


def _accepted_of(tx: Transaction, target: Target) -> dict[str, Any]:
    """What the original of a duplicate is when something of the duplicate is accepted."""
    words = tx.decisions.standing([target.id]).get(target.id, [])
    duplicates = [each.other for each in words if each.kind == DecisionKind.DUPLICATE_OF and each.original]
    other = duplicates[-1] if duplicates else ""
    return {"other": other, "original": _as_it_was(tx, target_of(tx, other, ()))} if other else {}


def as_it_stands(tx: Transaction, target: Target) -> dict[str, Any]:
    """What a decision about an entry is about, with whose work it is (or nobody's) once a run has looked at it."""
    assert target.entry is not None, "only an entry is anything by itself"
    detail = as_it_is(target.entry.record, there=target.present)
    if target.match is None:
        return detail
    return detail | {"whose": [target.match.contract, _client(tx, target.match.contract)]}


def _client(tx: Transaction, contract: str) -> str:
    units = tx.units.of_contract(contract) if contract else []
    return units[-1].client if units else ""


def _as_it_was(tx: Transaction, original: Target) -> dict[str, Any]:
    """What is kept of the entry that stays beside its duplicate, to be told when it is another."""
    assert original.entry is not None, "it is an entry that stays"
    found, entry = original.match, original.entry
    client = _client(tx, found.contract if found else "")
    billed = bool(tx.matches.paid_for([original.id]))
    then = original_of(entry.record, _as_decided(tx, entry, found), client, billed=billed)
    return asdict(then) | {"day": then.day.isoformat()}


def _as_decided(tx: Transaction, entry: Entry, found: Match | None) -> Match | None:
    """Its answer by what people have decided of it by now, also since the last run."""
    if found is None:
        return None
    decided = state_said(tx.decisions.standing([entry.id]).get(entry.id, ()), entry)
    undone = State.OPEN if is_said(found.verdict_reason) else found.verdict
    return replace(found, verdict=decided or undone)


def as_it_is(record: SourceRecord, *, there: bool = True) -> dict[str, Any]:
    """What the decision is about: if it changes, a person should look again."""
    said = {"seconds": record.seconds, "cost": record.cost_minor, "day": record.day.isoformat()}
    return said if there else said | {"gone": True}


def _later(tx: Transaction, period: str, target: Target) -> str:
    if target.match is None:
        raise CannotDecide(f"{target.id} was imported, but no month was run since; run its month first: tieout run")
    own = f"{target.match.day:%Y-%m}"
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", period):
        wrong = f"{period!r} is not a month: " if period else ""
        raise CannotDecide(f"{wrong}say to which month with --to, such as --to 2026-12")
    if period <= own:
        raise CannotDecide(f"{target.id} was worked in {own}; it can only be deferred to a later month, not {period}")
    if (target.match.contract, period) in tx.units.closed():
        raise CannotDecide(f"{period} is closed for {target.match.contract}; choose a later month, or reopen it")
    newest = tx.plans.newest(target.match.contract)
    if newest:
        terms = tx.plans.contract_of(newest)
        if period_on(terms, month(period).first) == period_on(terms, target.match.day):
            raise CannotDecide(f"{period} is billed together with {own} under {terms.id}; choose a later month")
    return period


def _original(tx: Transaction, other: str, target: Target) -> str:
    if not other:
        raise CannotDecide("say of which entry with --of, by its id")
    key = entry_called(tx, other, {})
    head = tx.entries.versions(key)[-1]
    if key == target.id:
        raise CannotDecide(f"{key} cannot be a duplicate of itself; name the entry that stays with --of")
    if not head.present:
        raise CannotDecide(f"{key} is gone from its tracker, so nothing can be its duplicate; name one that is there")
    said = tx.decisions.standing([key]).get(key, [])
    if any(decision.kind == DecisionKind.DUPLICATE_OF for decision in said):
        raise CannotDecide(f"{key} is a duplicate itself; name the entry that stays with --of")
    return key


def months_of(targets: Iterable[Target], period: str = "") -> list[str]:
    """The months that decisions about some targets touch, in order."""
    return sorted({month for target in targets for month in (*target.months, period) if month})
