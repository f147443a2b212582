"""What a client has paid in advance as a plan finds it: billed, used up elsewhere, and what is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from billing.ids import LINE, stable_id
from billing.money import Money
from billing.records import Contract
from billing.wishes import LineKind, Posting, posting_for
from billing.wording import labels

NOTHING: Mapping[str, int] = {}
OPENING = "opening"
"""What the deposit is called that was there when Tieout began to bill."""


@dataclass(frozen=True, slots=True)
class Deposit:
    """One deposit: the invoice line that billed it says where its uses are posted; both amounts are positive cents."""

    id: str
    workstream: str
    description: str
    posting: Posting
    billed_in: str
    billed: int
    used: int = 0
    given: int = 0
    """What people said is paid back to the client, or kept: no invoice uses it any more."""

    @property
    def name(self) -> str:
        """What it is called in sentences."""
        return "of before Tieout" if self.id == OPENING else self.description

    @property
    def left(self) -> int:
        """What later invoices may still take of it; never less than nothing."""
        return max(0, self.billed - self.used - self.given)


@dataclass(frozen=True, slots=True)
class DepositLine:
    """A line of a standing draft that bills a deposit or uses one. `posted`: it is in the books as an invoice."""

    line: str
    draft: str
    period: str
    posted: bool
    kind: LineKind
    workstream: str
    description: str
    posting: Posting
    entry: str
    amount: Money
    credits: str = ""
    """The document that a credit note takes something back of, where the line stands on one."""


def use_line(draft: str, deposit: str) -> str:
    """The id of the line by which a draft uses a deposit."""
    return stable_id(LINE, draft, LineKind.DEPOSIT_USED, deposit)


def _use_on(line: DepositLine, deposit: str) -> str:
    """The id that a line has if it uses a deposit, or gives back what the document that it credits had used."""
    if not line.credits:
        return use_line(line.draft, deposit)
    return stable_id(LINE, line.draft, use_line(line.credits, deposit))


USE = "u"
"""What the id of a deposit's use begins with."""


def use_of(line: str) -> str:
    """The id of what stands on a line that uses a deposit, in the place of an entry: no work of a unit has it."""
    return stable_id(USE, line)


def is_use(subject: str) -> bool:
    """Whether an id of what stands on lines is that of the use of a deposit, and not of an entry or a charge."""
    return subject.startswith(USE)


def deposits_for(
    contract: Contract,
    period: str,
    lines: Sequence[DepositLine],
    closed: Iterable[str] = (),
    given: Mapping[str, int] = NOTHING,
) -> tuple[Deposit, ...]:
    """The deposits that a plan for a period may use, the oldest first, with what is used of them elsewhere.

    A deposit is there once its invoice is posted, for its own month and those after it. Used is what stands on drafts
    of earlier periods, on what is posted, and on drafts of closed periods; other drafts of later periods make room.
    `given` are cents that were paid back or kept, by deposit.
    """
    own = [each for each in lines if each.amount.currency == contract.currency]
    final = set(closed)
    uses = [each for each in own if each.kind is LineKind.DEPOSIT_USED]
    standing = [each for each in uses if each.period < period or each.posted or each.period in final]
    found = [each for each in all_deposits(contract, own) if each.billed_in <= period]
    return tuple(replace(with_uses(each, standing), given=given.get(each.id, 0)) for each in found)


def all_deposits(contract: Contract, lines: Iterable[DepositLine]) -> list[Deposit]:
    """The deposits that are there, without what is used of them: from before Tieout, then by month and id."""
    lines = list(lines)
    paid = [each for each in lines if each.kind is LineKind.DEPOSIT and each.posted]
    given_back = [(each.entry, each.credits, each.amount.minor) for each in paid if each.credits]
    billed = [
        Deposit(
            each.entry,
            each.workstream,
            each.description,
            each.posting,
            each.period,
            each.amount.minor + sum(minor for key, of, minor in given_back if (key, of) == (each.entry, each.draft)),
        )
        for each in paid
        if not each.credits
    ]
    before = contract.opening.deposits.minor if contract.opening else 0
    if before:
        stream = contract.workstreams[0].code
        posting = posting_for(contract.posting, stream, LineKind.DEPOSIT)
        words = labels(contract.wishes.texts.language).deposits_used
        billed.append(Deposit(OPENING, stream, words, posting, "", before))
    return _once(sorted(billed, key=lambda each: (each.billed_in, each.id)))


def _once(billed: Iterable[Deposit]) -> list[Deposit]:
    """Each deposit once: one that was credited and billed again is where it was billed last, with all of it."""
    found: dict[str, Deposit] = {}
    for each in billed:
        before = found.pop(each.id, None)
        where = each if each.billed or before is None else before
        found[each.id] = replace(where, billed=each.billed + (before.billed if before else 0))
    return list(found.values())


def with_uses(deposit: Deposit, uses: Iterable[DepositLine]) -> Deposit:
    """A deposit with what some lines use of it."""
    own = [each for each in uses if each.line == _use_on(each, deposit.id)]
    used = -sum(each.amount.minor for each in own)
    return replace(deposit, used=used)
