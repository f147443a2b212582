"""What a client wishes of its invoices, and where their lines are posted: part of the contract, copied onto drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum


class LineKind(StrEnum):
    """What a line charges for. Each kind may be posted elsewhere."""

    TIME = "time"
    NO_CHARGE = "no charge"
    EXPENSE = "expense"
    DISBURSEMENT = "disbursement"
    CHARGE = "charge"
    MILESTONE = "milestone"
    FEE = "fee"
    DEPOSIT = "deposit"
    DEPOSIT_USED = "deposit used"
    MINIMUM = "minimum"
    DISCOUNT = "discount"
    WRITE_DOWN = "write-down"
    GOODWILL = "goodwill"
    CORRECTION = "correction"


REDUCING = (LineKind.DISCOUNT, LineKind.WRITE_DOWN, LineKind.GOODWILL)
"""Kinds that take something off other lines: they are posted where those are, unless it is stated for them."""
ADJUSTING = (LineKind.MINIMUM, *REDUCING)
"""Kinds whose lines come once the others are known, and stand for no entry, charge or milestone: no portions."""


PAID_AHEAD = (LineKind.DEPOSIT, LineKind.DEPOSIT_USED)
"""What is paid in advance, and what that pays for later: money, and no work."""


@dataclass(frozen=True, slots=True)
class Posting:
    """Where a line goes in the ledger, by the exact names or ids that the ledger has; empty is not stated.

    `item` is the product or service, `account` the revenue account, `tax` the tax code or rate, `tracking` pairs of a
    category (Xero's tracking category; `Class` for QuickBooks Online) and one of its options.
    """

    item: str = ""
    account: str = ""
    tax: str = ""
    tracking: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PostingRule:
    """A posting for the lines of a workstream, of a kind, of both, or (with neither) for all."""

    posting: Posting
    workstream: str = ""
    kind: str = ""


def posting_for(rules: Sequence[PostingRule], workstream: str, kind: LineKind) -> Posting:
    """Where a line is posted: each key from the most specific rule that states it.

    Workstream and kind together outrank the workstream, the workstream outranks the kind, the kind outranks the rest.
    """
    fitting = [rule for rule in rules if rule.workstream in ("", workstream) and rule.kind in ("", kind)]
    result = Posting()
    for rule in sorted(fitting, key=lambda rule: (bool(rule.workstream), bool(rule.kind))):
        result = over(result, rule.posting)
    return result


def reducing_posting(rules: Sequence[PostingRule], workstream: str, kind: LineKind, reduced: Posting) -> Posting:
    """Where a line that reduces others is posted: where they are, but for what is stated for its own kind.

    Its tax is always theirs: what is taken off is taken off what is taxed.
    """
    own = [rule for rule in rules if rule.kind == kind and rule.workstream in ("", workstream)]
    result = reduced
    for rule in sorted(own, key=lambda rule: bool(rule.workstream)):
        result = over(result, rule.posting)
    return replace(result, tax=reduced.tax)


def over(general: Posting, special: Posting) -> Posting:
    """The special posting, with each key that it does not state taken from the general one."""
    stated = {each.name: getattr(special, each.name) for each in fields(Posting)}
    return replace(general, **{name: value for name, value in stated.items() if value})


@dataclass(frozen=True, slots=True)
class BillTo:
    """Who receives the invoice, and in which books: names or ids exactly as the ledger has them."""

    books: str = ""
    customer: str = ""
    email: str = ""
    branding: str = ""


@dataclass(frozen=True, slots=True)
class Show:
    """What the client may see. Costs, margins and internal notes are never shown."""

    people: str = "no"
    """`no`, `roles` or `names`."""
    hours: bool = True
    rates: bool = True
    tasks: bool = True
    notes: bool = False


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of an invoice. `line` and the others are templates; empty means the usual words."""

    language: str = "en"
    header: str = ""
    service_period: str = ""
    line: str = ""
    order: str = ""
    late: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """All that a contract says about the looks of its invoices."""

    show: Show = Show()
    texts: Texts = Texts()
    no_charge_lines: bool = False
    """Whether non-billable work stands on the invoice too, at 0.00."""
