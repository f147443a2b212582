"""People's decisions about entries and exceptions: what each may be about, and writing it down."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from shlex import quote
from typing import Any

from billing.calendar import month
from billing.contract_periods import period_on
from billing.correction_kinds import VOIDED
from billing.decisions import (
    CHANGED_AFTERWARDS,
    CORRECTIONS,
    TAKING_BACK,
    Decision,
    DecisionKind,
    is_said,
    original_of,
)
from billing.ids import digest
from billing.issues import WARNS, Issue
from billing.milestones import REACHED
from billing.money import Money
from billing.records import EXPENSE, Entry, Match, SourceRecord, State
from billing.retainer_kinds import KEPT
from billing.wishes import LineKind
from mappings.decided import Signature
from mappings.due import ENTRY, UNIT
from mappings.entries import Version
from mappings.store import Transaction
from review.deposit_words import KEEP, PAY_BACK
from review.exceptions import exceptions

ABOUT_CHARGES = (VOIDED, KEPT)
"""Kinds of exception that ask what becomes of a charge or a fee."""
TAKEN_OFF = (LineKind.WRITE_DOWN.value, LineKind.GOODWILL.value)
ENDED = (State.OUTSIDE, State.OUT_OF_SCOPE)


__all__ = ["CannotDecide", "Filter", "Signature", "Target", "Wish", "decide", "filtered", "named", "undo", "wish"]


class CannotDecide(Exception):
    """The decision makes no sense; the message says why and what to do. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows of the exception report are meant; what is not stated does not matter."""

    period: str = ""
    client: str = ""
    person: str = ""
    code: str = ""

    def fits(self, issue: Issue) -> bool:
        """Whether a row is meant; its period is chosen by the question for rows."""
        said = {"client": issue.client, "person": issue.person, "code": issue.code}
        return all(getattr(self, name) in ("", value) for name, value in said.items())

    @property
    def stated(self) -> bool:
        """Whether anything is."""
        return bool(self.period or self.client or self.person or self.code)


@dataclass(frozen=True, slots=True)
class Target:
    """What is decided about: an entry with its standing exceptions, or an exception that concerns no single entry."""

    id: str
    issues: tuple[Issue, ...]
    entry: Entry | None = None
    match: Match | None = None
    present: bool = True
    settled: bool = False
    taken_back: bool = False
    """Whether a document that had it, or a part of it, was credited or is void."""
    change: Money | int | None = None
    """What it has gained or lost since it was billed, in cost or seconds: of that alone a decision is. None: of all."""

    @property
    def months(self) -> set[str]:
        """The months that a decision about it touches."""
        if self.match is None or self.entry is None:
            return set()
        return {f"{self.match.day:%Y-%m}", f"{self.entry.record.day:%Y-%m}", self.match.bill_in}


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


# ---- what is meant ----


def named(tx: Transaction, ids: Sequence[str]) -> list[Target]:
    """The entries and exceptions with some ids, or beginnings of them; an entry comes with all its exceptions.

    Raises CannotDecide.
    """
    issues = {issue.id: issue for issue in tx.issues.standing()}
    issues |= {dict(issue.facts)["charge"]: issue for issue in issues.values() if issue.code == VOIDED}
    meant: dict[str, dict[str, Issue]] = {}
    for wanted in ids:
        key = _one(tx, wanted.strip(), issues)
        found = [issues[key]] if key in issues else tx.issues.of_entry(key)
        meant.setdefault(_subject(issues[key]) if key in issues else key, {}).update({each.id: each for each in found})
    return [_target(tx, key, tuple(found.values())) for key, found in meant.items()]


def filtered(tx: Transaction, wanted: Filter) -> list[Target]:
    """What the rows of the exception report that fit are about, each once, with those rows and no others.

    Raises CannotDecide when none does.
    """
    if not wanted.stated:
        raise CannotDecide(
            "name entries or exceptions by id, or which ones with --period, --client, --person or --code"
        )
    meant: dict[str, list[Issue]] = {}
    for issue in exceptions(tx, month(wanted.period) if wanted.period else None):
        if wanted.fits(issue):
            meant.setdefault(_subject(issue), []).append(issue)
    if not meant:
        raise CannotDecide("no row of the exception report fits; `tieout exceptions` lists them")
    return [_target(tx, key, tuple(found)) for key, found in meant.items()]


def _subject(issue: Issue) -> str:
    return issue.entry_id or issue.id


def _one(tx: Transaction, wanted: str, issues: Mapping[str, Issue]) -> str:
    if len(wanted) < 3:
        raise CannotDecide(f"{wanted!r} is too short; type at least three characters of an id that exceptions show")
    found = [*tx.entries.starting_with(wanted), *(key for key in issues if key.startswith(wanted))]
    if wanted in found or len(found) == 1:
        return wanted if wanted in found else found[0]
    if found:
        raise CannotDecide(f"{len(found)} ids or more begin with {wanted}: {', '.join(found[:6])}; type more of one")
    raise CannotDecide(f"no entry and no standing exception has the id {wanted}; `tieout exceptions` shows ids")


def _target(tx: Transaction, key: str, issues: tuple[Issue, ...]) -> Target:
    if issues and not issues[0].entry_id:
        return Target(dict(issues[0].facts).get("charge", key) if issues[0].code == VOIDED else key, issues)
    versions = tx.entries.versions(key)
    answer = tx.matches.of_entry(key)
    return Target(
        id=key,
        issues=issues,
        entry=versions[-1].entry,
        match=answer[0] if answer else None,
        present=versions[-1].present,
        settled=bool(tx.placements.settled([key])),
        taken_back=any(said.kind in TAKING_BACK for said in tx.decisions.standing([key]).get(key, ())),
        change=_change(tx, versions) if any(issue.code in CHANGED_AFTERWARDS for issue in issues) else None,
    )


def _change(tx: Transaction, versions: Sequence[Version]) -> Money | int:
    head = versions[-1]
    record = head.entry.record
    live = tx.placements.of_entries([head.entry.id]).get(head.entry.id, [])
    if record.kind != EXPENSE:
        return sum(each.portion.seconds for each in live if each.portion.state is State.HELD and not each.settled)
    _, billed = max(((each.portion.number, each.portion.version) for each in live if each.settled), default=(0, 0))
    then = sum(each.entry.record.cost_minor or 0 for each in versions if each.entry.version == billed)
    return Money((record.cost_minor or 0 if head.present else 0) - then, record.currency)


# ---- deciding ----


def decide(tx: Transaction, wish: Wish, targets: Sequence[Target], signature: Signature) -> list[Target]:
    """Writes a decision about each target, and marks what must be looked at again. Raises CannotDecide for any."""
    explained(signature)
    assert wish.kind is not DecisionKind.LINK, "task_link.py knows what can be linked"
    details = {target.id: _detail(tx, wish, target) for target in targets}
    tx.decisions.add(wish.kind.value, details, signature)
    tx.due.mark(ENTRY, {(target.id, "") for target in targets if target.entry is not None})
    tx.due.mark(UNIT, {unit for target in targets for unit in _units(tx, target)})
    return list(targets)


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
        detail["original"] = _as_it_was(tx, _target(tx, detail["other"], ()))
    return detail


def decidable(target: Target) -> Entry:
    """The entry of a target, if there is anything left to decide about it. Raises CannotDecide."""
    if target.entry is None:
        raise CannotDecide(f"{target.id} concerns no single entry; it can be accepted, or mended as its row says")
    if not target.present:
        raise CannotDecide(f"{target.id} is gone from its tracker; there is nothing left to decide about it")
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
    return {"codes": sorted({issue.code for issue in able}), **as_it_stands(tx, target)}


def as_it_stands(tx: Transaction, target: Target) -> dict[str, Any]:
    """What a decision about an entry is about, with whose work it is as far as that is known."""
    assert target.entry is not None, "only an entry is anything by itself"
    detail = as_it_is(target.entry.record, there=target.present)
    contract = target.match.contract if target.match is not None else ""
    if not contract:
        return detail
    return detail | {"whose": [contract, _client(tx, contract)]}


def _client(tx: Transaction, contract: str) -> str:
    units = tx.units.of_contract(contract) if contract else []
    return units[-1].client if units else ""


def _as_it_was(tx: Transaction, original: Target) -> dict[str, Any]:
    """What is kept of the entry that stays beside its duplicate, to be told when it is another."""
    assert original.entry is not None, "it is an entry that stays"
    client = _client(tx, original.match.contract if original.match else "")
    billed = bool(tx.matches.paid_for([original.id]))
    then = original_of(original.entry.record, original.match, client, billed=billed)
    return asdict(then) | {"day": then.day.isoformat()}


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
    key = _one(tx, other, {})
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
