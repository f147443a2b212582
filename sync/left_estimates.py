"""Estimates that are left since their invoice is void: who makes another invoice of one bills its time twice."""

from __future__ import annotations

from billing.issues import Issue, facts
from billing.ledger_kinds import ESTIMATE_OPEN, INVOICED_AGAIN
from billing.periods import month_of_period
from connectors.ledgers import ESTIMATE, INVOICE, Document, Stage
from mappings.pushes import Push
from mappings.store import Transaction
from sync.worker import Run


def is_left(tx: Transaction, draft_id: str, books: str, found: Document, shown: Push | None) -> bool:
    """Whether a document is an estimate whose invoice is void, or an invoice that somebody made of such an estimate.

    `shown` is what stands of the draft by our own record: never one of these. Of an invoice that is gone ledgers say no
    more what it was made of; it is known by what was told of it.
    """
    place = _place(found)
    if shown is not None and shown.place == place:
        return False
    if _told(tx, books, found):
        return True
    voided = tx.pushes.voided_places(draft_id)
    if found.kind == ESTIMATE:
        return place in voided
    made_of = {f"{ESTIMATE}/{each}" for each in found.linked} if found.kind == INVOICE else set()
    return place not in voided and not made_of.isdisjoint(voided)


def tell_left(tx: Transaction, run: Run, draft_id: str, books: str, found: Document) -> list[str]:
    """Replaces what is told about one; a sentence for who follows, where there is anything to tell."""
    problem = _problem(tx, draft_id, books, found)
    if problem is None and not _told(tx, books, found):
        return []
    period = tx.drafts.revisions(draft_id)[0].draft.period
    tx.issues.replace(_scope(books, found), [problem] if problem else [], run.id, month_of_period(period))
    return [f"{problem.sentence} {problem.remedy}"] if problem else []


def _problem(tx: Transaction, draft_id: str, books: str, found: Document) -> Issue | None:
    if found.kind == ESTIMATE and found.stage is Stage.DRAFT:
        code = ESTIMATE_OPEN
    elif found.kind == INVOICE and found.stage in (Stage.OPEN, Stage.PAID):
        code = INVOICED_AGAIN
    else:
        return None
    said = facts(document=found.number or found.id, books=books, total=str(found.net))
    client = tx.drafts.revisions(draft_id)[0].draft.client
    return Issue(code, client=client, subject=f"{draft_id} {_place(found)}", facts=said)


def _place(found: Document) -> str:
    return f"{found.kind}/{found.id}"


def _told(tx: Transaction, books: str, found: Document) -> bool:
    scope = _scope(books, found)
    return scope in tx.issues.scopes(scope)


def _scope(books: str, found: Document) -> str:
    return f"left:{books}:{_place(found)}"
