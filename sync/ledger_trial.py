"""A document such as a contract will have, one line for each way in which lines are posted: to see what is missing."""

from __future__ import annotations

from datetime import date, timedelta

from billing.charges import Charge
from billing.dated import at
from billing.milestones import Milestone
from billing.money import Money, minor_digits, total
from billing.records import Contract, Workstream
from billing.wishes import LineKind, posting_for
from config.loader import Configuration
from connectors.files.records import LedgerDocument, LedgerLine


def trial(configuration: Configuration, contract: Contract, day: date) -> LedgerDocument | None:
    """The document, dated a day; None where nothing of the contract is ever billed."""
    lines = tuple(
        _line(contract, stream, kind, day)
        for stream in contract.workstreams
        if stream.billable
        for kind in sorted(kinds_of(configuration, contract, stream))
    )
    if not lines:
        return None
    terms = at(contract.terms, day)
    return LedgerDocument(
        draft_id="",
        contract=contract.id,
        number="",
        issued=day,
        due=day + timedelta(days=30),
        customer=contract.bill_to.customer,
        email=contract.bill_to.email,
        branding=contract.bill_to.branding,
        currency=contract.currency,
        home_currency=configuration.main.company.currency,
        order="",
        terms=terms.text if terms else "",
        total=total([line.amount for line in lines], contract.currency),
        lines=lines,
    )


def kinds_of(configuration: Configuration, contract: Contract, stream: Workstream) -> set[LineKind]:
    """The kinds of line that a workstream will have by what its contract says."""
    own = {
        LineKind.TIME: stream.price is None,
        LineKind.MILESTONE: stream.price is not None,
        LineKind.NO_CHARGE: contract.wishes.no_charge_lines,
        LineKind.MINIMUM: bool(contract.minimums),
        LineKind.FEE: any(each.workstream == stream.code for each in contract.retainers),
    }
    billed: tuple[Charge | Milestone, ...] = (*configuration.charges, *configuration.milestones)
    others = {each.kind for each in billed if (each.contract, each.workstream) == (contract.id, stream.code)}
    spent = {contract.expenses.kind} if contract.expenses is not None else set()
    return others | spent | {kind for kind, comes in own.items() if comes}


def _line(contract: Contract, stream: Workstream, kind: LineKind, day: date) -> LedgerLine:
    one = Money(10 ** minor_digits(contract.currency), contract.currency)
    posting = posting_for(contract.posting, stream.code, kind)
    return LedgerLine("Work", one.decimal, one.decimal, one, kind, stream.code, posting, day)
