"""What entries are by now of which others are duplicates: whoever decided so should hear when they are others."""

from __future__ import annotations

from collections.abc import Iterable

from billing.catalogue import Index
from billing.decisions import Decision, Original, in_force, original_of, said
from billing.reconcile import match
from mappings.store import Transaction


def originals_of(tx: Transaction, index: Index, decisions: Iterable[Decision]) -> dict[str, Original]:
    """By its id each entry of which some decisions make others duplicates and remember what it was."""
    ids = sorted({each.other for each in decisions if each.original is not None})
    if not ids:
        return {}
    settled, paid, words = tx.matches.settled_in(ids), tx.matches.paid_for(ids), tx.decisions.standing(ids)
    clients = {contract.id: contract.client for contract, _ in index.workstreams.values()}
    found = {}
    for head in tx.entries.heads(ids):
        own = said(in_force(words.get(head.id, ()), head.version), head.record)
        answer, _ = match(head, index, own, settled.get(head.id, ""))
        client = clients.get(answer.contract, "")
        found[head.id] = original_of(head.record, answer, client, billed=head.id in paid)
    return found
