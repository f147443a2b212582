"""Orders and deposits of which more is drawn than there is: mostly, a contract says something else than it did."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from billing.deposit_kinds import DEPOSIT_OVERDRAWN
from billing.deposit_records import NOTHING, Deposit, DepositLine, all_deposits, with_uses
from billing.issues import Issue, facts
from billing.money import Money
from billing.order_issues import in_words, limit_in_words
from billing.order_kinds import OVERDRAWN
from billing.orders import Draw, Drawn, drawn_elsewhere, limited, opened_with
from billing.records import Contract, Order
from billing.wishes import LineKind, Posting


def overdrawn_orders(
    contract: Contract,
    draws: Sequence[Draw],
    closed: Collection[str] = (),
    others: Sequence[Draw] = (),
    agreed: Sequence[Draw] = (),
) -> list[Issue]:
    """One issue for each limited order of which more is drawn than its limit.

    Counted is what was billed before Tieout, what is posted, and what stands on drafts of closed months: no plan can
    make room any more; and corrections that are `agreed` though no invoice has them yet. `others` is what other
    contracts of the client drew on their orders. What they billed on one that is this contract's now, beyond what its
    opening says, no plan counts; so drafts count then, too, and what is agreed counts on the draft that has it.
    """

    def on_each(some: Sequence[Draw], final: Collection[str] = ()) -> dict[str, Drawn]:
        return {each.order: each for each in drawn_elsewhere(contract, "", some, final)}

    drawn, with_drafts = on_each(draws, closed), on_each(draws, {each.period for each in draws})
    theirs, to_come = on_each(others), on_each(agreed)
    found = []
    for order in limited(contract):
        before, moved = (_worth(order, each) for each in (opened_with(contract, order), theirs[order.number]))
        if moved > before:
            own = _worth(order, with_drafts[order.number])
            found.append(_of_order(contract, order, own, {_MOVED: moved}))
        else:
            later = _worth(order, to_come[order.number])
            own = _worth(order, drawn[order.number])
            found.append(_of_order(contract, order, own, {_BEFORE: before, _AGREED: later}))
    return [issue for issue in found if issue is not None]


_BEFORE = "the {} of before Tieout"
_MOVED = "drafts and the {} that another contract of the client billed on it"
_AGREED = "the {} of corrections that are agreed and not billed yet"


def _worth(order: Order, drawn: Drawn) -> int:
    """What is drawn on an order, in the unit of its limit."""
    return drawn.minor if order.limit is not None else drawn.seconds


def _of_order(contract: Contract, order: Order, own: int, more: Mapping[str, int]) -> Issue | None:
    """What is told of an order, if there is something; `more` counts beside its own, each in its words."""
    limit = order.limit.minor if order.limit is not None else order.limit_seconds or 0
    all_of_it = own + sum(more.values())
    if all_of_it <= limit:
        return None

    def said(worth: int) -> str:
        return in_words(worth if order.limit is None else Money(worth, contract.currency))

    counting = " and ".join(words.format(said(worth)) for words, worth in more.items() if worth)
    return Issue(
        OVERDRAWN,
        client=contract.client,
        subject=f"{contract.id} {order.number}",
        facts=facts(
            contract=contract.id,
            order=order.number,
            drawn=said(all_of_it),
            over=said(all_of_it - limit),
            limit=limit_in_words(order),
            before=f", counting {counting}" if counting else "",
        ),
    )


def overdrawn_deposits(
    contract: Contract,
    lines: Sequence[DepositLine],
    closed: Collection[str] = (),
    given: Mapping[str, int] = NOTHING,
) -> list[Issue]:
    """One issue for each deposit of which more is used, paid back or kept than was paid; and for uses of none at all.

    Uses count as draws on orders do. `given` are cents that were paid back or kept, by deposit.
    """
    own = [each for each in lines if each.amount.currency == contract.currency]
    uses = [each for each in own if each.kind is LineKind.DEPOSIT_USED and (each.posted or each.period in closed)]
    there = [replace(with_uses(each, uses), given=given.get(each.id, 0)) for each in all_deposits(contract, own)]
    over = [_of_deposit(contract, each) for each in there if each.used + each.given > each.billed]
    known = {each.id for each in there}
    of_none = -sum(each.amount.minor for each in uses) - sum(each.used for each in there)
    of_none += sum(minor for key, minor in given.items() if key not in known)
    if of_none > 0:
        over.append(_of_deposit(contract, _no_more(of_none)))
    return over


def _no_more(used: int) -> Deposit:
    """A deposit of which something is used, and that nothing states or bills any more."""
    return Deposit("", "", "that is no more", Posting(), "", 0, used)


def _of_deposit(contract: Contract, deposit: Deposit) -> Issue:
    used = deposit.used + deposit.given
    return Issue(
        DEPOSIT_OVERDRAWN,
        client=contract.client,
        subject=f"{contract.id} {deposit.id}".rstrip(),
        facts=facts(
            contract=contract.id,
            what=deposit.name,
            used=Money(used, contract.currency),
            paid=Money(deposit.billed, contract.currency),
            over=Money(used - deposit.billed, contract.currency),
        ),
    )
