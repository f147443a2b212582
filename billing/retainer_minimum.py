"""The adjustment that adds what is missing to the minimum of a retainer's month, and gives back what is not any more.

Toward it count the fee of the service month, wherever it is billed, and the month's own time beyond the included hours,
both before discounts. Late time of earlier months does not count: their minimum was billed with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from billing.calendar import days
from billing.dated import at
from billing.draft_records import Draft, Line
from billing.ids import LINE, stable_id
from billing.lines import Heads, Stated, draft_of
from billing.money import Money
from billing.orders import order_on
from billing.periods import Period
from billing.records import Contract, Item
from billing.retainer_records import Retainer
from billing.retainers import days_served, fee_in, part
from billing.unit import Unit
from billing.wishes import LineKind
from billing.wording import labels, month


def top_up_retainers(drafts: Sequence[Draft], unit: Unit) -> Sequence[Draft]:
    """The drafts with a line for each retainer whose month comes to less than its minimum."""
    found = list(drafts)
    for retainer in unit.contract.retainers:
        least = minimum_in(retainer, unit.period)
        if least is not None:
            _top_up(found, retainer, least, unit)
    return found


def minimum_in(retainer: Retainer, period: Period) -> Money | None:
    """The least that a service month comes to, by its exact days as its fee; None where there is none."""
    served = days_served(retainer, period)
    whole = at(retainer.minimum, served[0]) if served else None
    if whole is None:
        return None
    return Money(part(whole.minor, len(served), len(list(days(period)))), whole.currency)


def owes_a_minimum(contract: Contract, period: Period) -> bool:
    """Whether a retainer's month comes to more than its fee although nothing else is billed."""
    return any(_missing(each, period, 0) > 0 for each in contract.retainers)


def counted_toward(drafts: Iterable[Draft], workstream: str) -> int:
    """What of some drafts of a month stands toward the minimum of a retainer, beside its fee."""
    known = list(drafts)
    lines = (line for draft in known for line in draft.lines if line.workstream == workstream)
    time = sum(line.amount.minor for line in lines if line.kind is LineKind.TIME and not line.late)
    return time + topped_up(known, workstream)


def topped_up(drafts: Iterable[Draft], workstream: str) -> int:
    """What some drafts add to a retainer's month, up to its minimum, less what credit notes give back of that."""
    lines = ((line, _own_id(draft, workstream)) for draft in drafts for line in draft.lines)
    return sum(line.amount.minor for line, key in lines if line.id == key)


def _missing(retainer: Retainer, period: Period, counted: int) -> int:
    least, fee = minimum_in(retainer, period), fee_in(retainer, period)
    return least.minor - (fee.minor if fee else 0) - counted if least is not None else 0


def _top_up(drafts: list[Draft], retainer: Retainer, least: Money, unit: Unit) -> None:
    code, currency = retainer.workstream, unit.contract.currency
    billed = sum(each.billed_minor for each in unit.included if each.workstream == code)
    counted = billed + counted_toward(drafts, code)
    wanted = _missing(retainer, unit.period, counted)
    without = Money(least.minor - wanted, currency)
    empty = _empty(retainer, Money(0, currency), "", unit)
    own = next((place for place, draft in enumerate(drafts) if draft.id == empty.id), None)
    target = empty if own is None else drafts[own]
    if wanted < 0:
        added = sum(each.topped_minor for each in unit.included if each.workstream == code)
        wanted = -min(-wanted, added, max(0, target.total.minor))
    if wanted == 0:
        return
    missing = Money(wanted, currency)
    rule = f"minimum of {least} of {code} for {unit.period.name}: {without} without it"
    empty = _empty(retainer, missing, rule, unit)
    line = replace(empty.lines[0], id=_line_id(target, code), entries=())
    lines: tuple[Line, ...] = (line,) if own is None else (*target.lines, line)
    topped = replace(target, lines=lines, total=Money(sum(each.amount.minor for each in lines), currency))
    if own is None:
        drafts.append(topped)
    else:
        drafts[own] = topped


def _empty(retainer: Retainer, missing: Money, rule: str, unit: Unit) -> Draft:
    """The document that a minimum belongs on, with nothing else on it: it has the id of the one there is."""
    contract, language = unit.contract, unit.contract.wishes.texts.language
    served = days_served(retainer, unit.period)
    item = Item(
        id=f"minimum {retainer.workstream}",
        version=1,
        kind=LineKind.MINIMUM,
        day=served[0],
        workstream=retainer.workstream,
        description=f"{retainer.name}: {labels(language).minimum}, {month(unit.period.first, language)}",
        amount=missing,
        unit_price=missing.decimal,
        quantity=Decimal(1),
        rule=rule,
        until=served[-1],
    )
    order = order_on(contract.orders, served[0], retainer.workstream)
    heads = Heads(contract, unit.period, unit.books, unit.issued)
    return draft_of([Stated(item, order.number if order else "")], heads)


def _own_id(draft: Draft, workstream: str) -> str:
    """The id of the line on a document, or of what gives it back on a credit note."""
    if not draft.is_credit:
        return _line_id(draft, workstream)
    return stable_id(LINE, draft.id, _line_id(replace(draft, id=draft.credits), workstream))


def _line_id(draft: Draft, workstream: str) -> str:
    return stable_id(LINE, draft.id, "minimum of retainer", workstream)
