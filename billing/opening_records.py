"""What opening balances are proposed from, and the proposals: each with its evidence and how certain it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from billing.milestones import Milestone
from billing.records import Contract

ORDERS, ORDER_HOURS, RETAINERS, RETAINERS_USED = "orders", "order_hours", "retainers", "retainers_used"
MILESTONES, DEPOSITS = "milestones_billed", "deposits"
IN_MONEY = (ORDERS, "caps", "month_caps", "task_caps", "budgets", MILESTONES, DEPOSITS)
"""The balances that are amounts; the others are hours. A milestone is its amount, or nothing."""


class Certainty(StrEnum):
    """How far a proposal may be believed."""

    PROVEN = "proven"
    CHECK = "to be checked"
    UNKNOWN = "cannot be known"
    """Then there is no number, and somebody must say it."""
    STATED = "stated"
    """Somebody has said it."""


@dataclass(frozen=True, slots=True)
class Billed:
    """A line of a posted document, without tax, negative on a credit note; `document` is known once in all books.

    `linked` are the documents that its ledger says it belongs to; `late`: it is dated from go-live on.
    """

    document: str
    number: str
    day: date | None
    minor: int
    words: str
    reference: str = ""
    quantity: Decimal | None = None
    price: Decimal | None = None
    item: str = ""
    account: str = ""
    credit: bool = False
    paid: bool = True
    linked: tuple[str, ...] = ()
    late: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """All that one client was billed in one currency, up to go-live.

    `why_not` says why it is not known, if so. `foreign` are lines in other currencies, `strangers` those of customers
    without a contract, `unread` the numbers of documents that cannot be counted in; before `since` nothing was read.
    """

    lines: tuple[Billed, ...] = ()
    foreign: tuple[Billed, ...] = ()
    strangers: tuple[Billed, ...] = ()
    unread: tuple[str, ...] = ()
    since: date = date.min
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Tracked:
    """A piece of tracked work of a contract. `held`: something about it waits for a person.

    `ours`: Tieout billed it, and counts it on caps and budgets itself.
    """

    entry: str
    day: date
    seconds: int
    charged_seconds: int
    workstream: str
    tasks: tuple[str, ...] = ()
    billable: bool = True
    held: bool = False
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Time:
    """The tracked work of a contract before go-live, and the months of which there is any time of anybody.

    `unplaced_seconds` are of no known work at all; `ours_seconds` were billed by Tieout and are left out.
    """

    works: tuple[Tracked, ...] = ()
    months: frozenset[str] = frozenset()
    unplaced_seconds: int = 0
    ours_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A balance that is asked for, by the key of the opening and the name beneath it."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A contract with the balances that are asked for, and what stands beside it.

    `siblings` are all contracts of its client, itself among them; `deposit_places` the items and accounts, as the
    ledger calls them on lines, on which nothing but deposits is posted.
    """

    contract: Contract
    go_live: date
    wanted: tuple[Wanted, ...]
    milestones: tuple[Milestone, ...] = ()
    siblings: tuple[Contract, ...] = ()
    their_milestones: tuple[Milestone, ...] = ()
    """The milestones of all contracts of the client, its own among them."""
    deposit_places: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a part of a balance rests on: a document or a month of work, and what it is worth in cents or seconds."""

    what: str
    worth: int
    day: date | None = None
    words: str = ""
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A balance as it is proposed; the evidence comes to `worth`, which is None where nobody can know it.

    `why` says what is doubtful, or what to look at. A milestone that is worth its amount was billed.
    """

    contract: str
    key: str
    name: str
    certainty: Certainty
    worth: int | None
    evidence: tuple[Evidence, ...] = ()
    why: tuple[str, ...] = ()
    task: str = ""

    @property
    def in_money(self) -> bool:
        """Whether it is an amount, in the minor unit, or else seconds."""
        return self.key in IN_MONEY
