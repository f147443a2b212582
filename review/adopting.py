"""Adopting a document of somebody else's: the entries that it bills are never billed again, until that is undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from billing.decisions import Decision, DecisionKind
from mappings.decided import Signature
from mappings.due import ENTRY
from mappings.store import Transaction
from review.decide import CannotDecide, Target, as_it_stands, decidable, explained
from review.rehearsal import Adoptable
from review.tables import Hours, Section, counted, section

KIND = DecisionKind.BILLED_ELSEWHERE.value


def proposed(found: Sequence[Adoptable], document: str, period: str) -> Adoptable:
    """What a rehearsal says that a document bills. Raises CannotDecide where it is not certain that it bills anything.

    Of two ledgers, or two clients, with one number, neither is meant.
    """
    own = [each for each in found if each.number == document]
    if len(own) > 1:
        clients = ", ".join(each.client for each in own)
        raise CannotDecide(f"{len(own)} documents are called {document} ({clients}); name the entries, too")
    if not own:
        known = ", ".join(each.number for each in found[:6])
        hint = f"it knows {known}" if known else "there is none to adopt"
        raise CannotDecide(
            f"a rehearsal of {period} finds no entry that {document} certainly bills ({hint}); name another month with "
            "--period, or the entries after the document"
        )
    return own[0]


def adopt(tx: Transaction, document: str, targets: Sequence[Target], signature: Signature) -> list[Target]:
    """Says of some entries that a document bills them, and marks what must be looked at again.

    Raises CannotDecide for any of them that is billed here, gone, or adopted by another document; then none is.
    """
    explained(signature)
    if not document.strip():
        raise CannotDecide("name the document, by its number in the ledger")
    taken = {said.subject: said.other for said in adopted(tx)}
    for target in targets:
        if target.id in taken:
            remedy = f"undo that first: tieout adopt {taken[target.id]} --undo"
            raise CannotDecide(f"{target.id} is on {taken[target.id]} already; {remedy}")
    for target in targets:
        decidable(target)
    details = {target.id: {**as_it_stands(tx, target), "other": document} for target in targets}
    tx.decisions.add(KIND, details, signature)
    tx.due.mark(ENTRY, {(target.id, "") for target in targets})
    return list(targets)


def undo(tx: Transaction, document: str, signature: Signature) -> list[Decision]:
    """Takes back that a document bills what it adopted. Raises CannotDecide where it adopted nothing."""
    explained(signature)
    own = [each for each in adopted(tx) if each.other == document]
    if not own:
        raise CannotDecide(f"{document} has adopted nothing; `tieout decide list` shows what was decided")
    return _take_back(tx, own, signature)


def forget(tx: Transaction, signature: Signature) -> Mapping[str, str]:
    """Takes every adoption back, and answers which document each entry was on: for a rehearsal, which keeps nothing."""
    own = adopted(tx)
    _take_back(tx, own, signature)
    return {each.subject: each.other for each in own}


def adopted(tx: Transaction) -> list[Decision]:
    """What stands of all adoptions: the entry as subject, the document's number as other."""
    return [said for said, _ in tx.decisions.of_kind(KIND) if said.other]


def preview(found: Adoptable) -> list[Section]:
    """What a document would adopt."""
    rows = [(found.number, found.client, len(found.entries), Hours(found.seconds))]
    after = [f"Add --yes and --why to adopt: {counted(len(found.entries), 'entry').replace('entrys', 'entries')}."]
    return [section("Would be adopted", ("document", "client", ">entries", ">hours"), rows, after)]


def _take_back(tx: Transaction, own: Sequence[Decision], signature: Signature) -> list[Decision]:
    tx.decisions.undo([each.id for each in own], signature)
    tx.due.mark(ENTRY, {(each.subject, "") for each in own})
    return list(own)
