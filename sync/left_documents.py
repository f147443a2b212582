"""Documents that stand in a ledger though their draft is void here: what is on them may be asked for twice.

The invoice itself, where nobody voided it there; the estimate that it was made of, which is open again; and another
invoice that somebody made of that.
"""

from __future__ import annotations

from dataclasses import replace

from billing.issues import Issue, facts
from billing.ledger_kinds import ESTIMATE_OPEN, INVOICED_AGAIN, STANDS
from billing.periods import month_of_period
from connectors.ledgers import ESTIMATE, INVOICE, Document, Stage
from mappings.documents import Standing
from mappings.store import Transaction
from sync.worker import Run


def tell_left(tx: Transaction, run: Run, draft_id: str, found: Document | None = None) -> dict[str, str]:
    """Replaces what is told of the documents of a draft that was void; their places, with what is told of each.

    They are judged as they were seen last. Where the draft was billed anew, what stands of it now is none of them;
    `found` is a document that says what it was made of, which nobody remembers.
    """
    voided = tx.pushes.voided_places(draft_id)
    if not voided:
        return {}
    shown = tx.pushes.of_drafts([draft_id]).get(draft_id)
    told = tx.issues.scopes("left:")
    made_of = {f"{ESTIMATE}/{each}" for each in found.linked} if found is not None and found.kind == INVOICE else set()
    draft, left = tx.drafts.revisions(draft_id)[0].draft, dict[str, str]()
    for each in tx.documents.all_of(draft_id):
        place, scope = f"{each.kind}/{each.id}", f"left:{each.books}:{each.kind}/{each.id}"
        is_it = found is not None and (found.kind, found.id) == (each.kind, each.id)
        of_old = place in voided or scope in told or (is_it and not made_of.isdisjoint(voided))
        if shown is not None and (place == shown.place or not of_old):
            continue
        problem = _problem(each, voided, draft_id, draft.client)
        if problem or scope in told:
            tx.issues.replace(scope, [problem] if problem else [], run.id, month_of_period(draft.period))
        left[place] = f"{problem.sentence} {problem.remedy}" if problem else ""
    return left


def made_of(tx: Transaction, posted: Standing) -> list[Standing]:
    """The estimates that an invoice was made of by us: what was open until then is converted."""
    if posted.kind != INVOICE or posted.stage not in (Stage.OPEN, Stage.PAID):
        return []
    voided = tx.pushes.voided_places(posted.draft)
    shown = [each for each in tx.documents.all_of(posted.draft) if each.kind == ESTIMATE and each.stage == Stage.DRAFT]
    return [replace(each, stage=Stage.CONVERTED.value) for each in shown if f"{each.kind}/{each.id}" not in voided]


def _problem(seen: Standing, voided: set[str], draft_id: str, client: str) -> Issue | None:
    place = f"{seen.kind}/{seen.id}"
    if seen.kind == ESTIMATE and seen.stage == Stage.DRAFT:
        code = ESTIMATE_OPEN
    elif seen.kind == INVOICE and seen.stage in (Stage.OPEN, Stage.PAID):
        code = STANDS if place in voided else INVOICED_AGAIN
    else:
        return None
    said = facts(document=seen.number or seen.id, books=seen.books, total=str(seen.net))
    return Issue(code, client=client, subject=f"{draft_id} {place}", facts=said)
