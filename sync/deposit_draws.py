"""Who must be planned again when more or less of a deposit is used, and what is told of what is left of it."""

from __future__ import annotations

from billing.deposit_kinds import DEPOSIT_LEFT, DEPOSIT_UNUSED
from billing.deposit_records import use_line
from billing.draft_records import Draft
from billing.issues import Issue, facts
from billing.milestones import PREFIX as MILESTONE
from billing.records import Contract, Period
from billing.wishes import LineKind
from mappings.due import UNIT
from mappings.store import Transaction
from review.deposits import DepositRow, deposits
from sync.worker import Run, Worker


def uses_in(tx: Transaction, contract: Contract, period: Period) -> set[tuple[str, int]]:
    """What each draft of a contract's period uses of deposits, to be compared after it is planned anew."""
    return {
        (each.line, each.amount.minor)
        for each in tx.drafts.deposit_lines(contract.id)
        if each.period == period.name and each.kind is LineKind.DEPOSIT_USED
    }


def look_again_for_deposits(tx: Transaction, contract_id: str, period: str) -> None:
    """Later periods that are open are due, because more or less is left; their drafts that use it are out of date."""
    later = {row.period for row in tx.units.of() if row.contract == contract_id and row.period > period}
    open_later = later - {name for key, name in tx.units.closed() if key == contract_id}
    tx.due.mark(UNIT, {(contract_id, name) for name in open_later})
    uses = [each for each in tx.drafts.deposit_lines(contract_id) if each.kind is LineKind.DEPOSIT_USED]
    tx.drafts.outdate_these({each.draft for each in uses if each.period in open_later})


def deposit_is_there(tx: Transaction, draft: Draft) -> None:
    """Lets open months know of the deposits that a document bills, now that it is in the books as an invoice."""
    if any(line.kind is LineKind.DEPOSIT for line in draft.lines):
        look_again_for_deposits(tx, draft.contract, draft.period)


def deposit_is_gone(tx: Transaction, draft: Draft) -> None:
    """Drafts that use what a document bills, or takes back, in advance are out of date, those of closed months too."""
    ids = {key for line in draft.lines if line.kind is LineKind.DEPOSIT for key in line.entries}
    if not ids:
        return
    uses = [each for each in tx.drafts.deposit_lines(draft.contract) if each.kind is LineKind.DEPOSIT_USED]
    own = {each.draft for each in uses if not each.posted and each.line in {use_line(each.draft, key) for key in ids}}
    tx.drafts.outdate_these(own)


def tell_of_deposits(worker: Worker, run: Run) -> None:
    """An exception for each deposit of which something is left that nothing will use: others are resolved.

    Its contract has ended, or is billed in another currency since.
    """
    contracts = worker.configuration.contracts
    with worker.store.read() as tx:
        told: dict[str, list[Issue]] = {scope: [] for scope in tx.issues.scopes("deposits:")}
        paid = {(line.contract, line.amount.currency) for line in tx.items.billed_once(MILESTONE)}
        for contract in contracts.values():
            ended = contract.until is not None and contract.until < worker.today
            if not ended and not any(key == contract.id and of != contract.currency for key, of in paid):
                continue
            rows = [row for row in deposits(tx, {contract.id: contract}) if row.left.minor > 0]
            left = [_left(row, contract) for row in rows if ended or row.contract.currency != contract.currency]
            told |= {f"deposits:{contract.id}": left} if left else {}
    if not told:
        return
    with worker.store.write() as tx:
        for scope, issues in sorted(told.items()):
            tx.issues.replace(scope, issues, run.id)


def _left(row: DepositRow, contract: Contract) -> Issue:
    deposit, unused = row.deposit, row.contract.currency != contract.currency
    return Issue(
        DEPOSIT_UNUSED if unused else DEPOSIT_LEFT,
        client=contract.client,
        subject=f"{contract.id} {deposit.id}",
        facts=facts(
            contract=contract.id,
            deposit=deposit.id,
            left=row.left,
            what=deposit.name,
            **({"currency": contract.currency} if unused else {"until": contract.until}),
        ),
    )
