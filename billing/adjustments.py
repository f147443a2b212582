"""The step that adds the lines of discounts, the minimum, write-downs and goodwill to documents whose lines are known.

discounts, in the order in which they are written → minimum of the month → what people take off

Each takes its part of what those before it have left, and nothing falls below zero. A line that takes something off
stands once for each posting of what it reduces, with the tax of that. These lines stand for no work: no portions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from billing.adjust_kinds import REDUCTION_ALONE, REDUCTION_NOT_USED
from billing.adjust_records import Discount, Minimum, Reduction, in_percent
from billing.draft_records import Draft, Line
from billing.ids import LINE, canonical, stable_id
from billing.issues import Issue, facts
from billing.lines import Heads, Stated, draft_of
from billing.money import Money, markup, share
from billing.orders import order_on
from billing.records import Contract, Item, Period, at
from billing.retainer_minimum import owes_a_minimum
from billing.unit import Unit
from billing.wishes import ADJUSTING, PAID_AHEAD, REDUCING, LineKind, Posting, posting_for, reducing_posting
from billing.wording import labels, month

MINIMUM = "minimum"
ADVANCE = (*PAID_AHEAD, LineKind.CORRECTION)
"""What is paid in advance, what that pays for later, and what corrects another month: no charge of this one."""
NOT_TOWARD_MINIMUM = (LineKind.EXPENSE, LineKind.DISBURSEMENT, LineKind.WRITE_DOWN, LineKind.GOODWILL, *ADVANCE)
"""What passes costs on, was paid in advance, or was taken off by a person's word: nothing of it reaches a minimum."""
NOT_REDUCED = (LineKind.DISBURSEMENT, *ADVANCE, *REDUCING)
"""What people do not take anything off: costs passed on as they are, advances, and what is taken off already."""

Which = Callable[[Line], bool]


def adjust(drafts: Sequence[Draft], unit: Unit) -> tuple[Draft, ...]:
    """The drafts with what is taken off and what is missing to the minimum; without any of it, as they were."""
    contract, said = unit.contract, unit.adjusting
    minimum = minimum_of(contract, unit.period)
    if not (contract.discounts or minimum or said.reductions):
        return tuple(drafts)
    given = dict(said.given)
    sheets = [_Sheet(draft, contract, {line.id: line.amount.minor for line in draft.lines}) for draft in drafts]
    for discount in contract.discounts:
        _take(sheets, _off_discount(discount), given, contract)
    if minimum is not None and not said.in_other_currency:
        _top_up(sheets, minimum, unit)
        _give_back(sheets, minimum, unit, given.get(MINIMUM, 0))
    for reduction in (each for each in said.reductions if each.fits(contract.currency)):
        meant = [sheet for sheet in sheets if reduction.draft in ("", sheet.draft.id)]
        _take(meant, _off_reduction(reduction, contract), given, contract)
    return tuple(sheet.finished() for sheet in sheets)


def minimum_of(contract: Contract, period: Period) -> Minimum | None:
    """The minimum of a month; none in a month in which the contract does not run."""
    running = (contract.since or date.min) < period.end and (contract.until or date.max) >= period.first
    return at(contract.minimums, period.first) if running else None


def owes_without_work(contract: Contract, period: Period) -> bool:
    """Whether a month bills a minimum although there is nothing else to bill."""
    minimum = minimum_of(contract, period)
    return (minimum is not None and minimum.always) or owes_a_minimum(contract, period)


def keys_of(contract: Contract, reductions: Iterable[Reduction]) -> list[str]:
    """What everything that can adjust a month is called."""
    return [*map(_discount_key, contract.discounts), MINIMUM, *(each.key for each in reductions)]


def given_on(drafts: Iterable[Draft], keys: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """The cents that each adjustment has taken on drafts, or of the minimum added, less what credit notes give back."""
    found: dict[str, int] = {}
    for draft in drafts:
        for line in draft.lines:
            key = next((key for key in keys if line.id == _own_id(draft, key, line.posting)), "")
            if key:
                found[key] = found.get(key, 0) + (line.amount.minor if key == MINIMUM else -line.amount.minor)
    return tuple(sorted(found.items()))


def toward_minimum(drafts: Iterable[Draft]) -> int:
    """What of some drafts counts toward the minimum of their month."""
    lines = (line for draft in drafts for line in draft.lines)
    return sum(line.amount.minor for line in lines if _counts(line))


def lines_behind(added: Line, draft: Draft, contract: Contract) -> tuple[str, ...]:
    """The ids of the lines that one of those added here is about: what a discount reduces, what a minimum tops up.

    What people take off is about all lines of the document.
    """
    which = _meant_by(added, draft, contract)
    return tuple(line.id for line in draft.lines if line.kind not in ADJUSTING and which(line))


def _meant_by(added: Line, draft: Draft, contract: Contract) -> Which:
    if added.kind is LineKind.MINIMUM:
        return _counts
    for discount in contract.discounts:
        off = _off_discount(discount)
        if added.id == _own_id(draft, off.key, added.posting):
            return lambda line: off.which(line) and _posted(off, line, contract) == added.posting
    return lambda line: True


def unused(drafts: Sequence[Draft], unit: Unit) -> list[Issue]:
    """An exception for each thing that a person took off and that finds nothing, or too little, to be taken off."""
    reductions = unit.adjusting.reductions
    given: dict[str, int] = dict(unit.adjusting.given)
    for key, minor in given_on(drafts, [each.key for each in reductions]):
        given[key] = given.get(key, 0) + minor
    left = [(each, _wanted(each) - given.get(each.key, 0)) for each in reductions]
    return [_unused(each, given.get(each.key, 0), unit) for each, minor in left if minor > 0]


def _wanted(reduction: Reduction) -> int:
    """The least that must be taken off: of a percentage, anything."""
    return reduction.amount.minor if reduction.amount else 1


def _unused(reduction: Reduction, used: int, unit: Unit) -> Issue:
    contract = unit.contract
    currency = reduction.amount.currency if reduction.amount else contract.currency
    return Issue(
        REDUCTION_NOT_USED if contract.workstreams else REDUCTION_ALONE,
        client=contract.client,
        month=unit.period.month,
        subject=f"{contract.id} {unit.period.name} {reduction.key}",
        facts=facts(
            what=f"{reduction.kind.value} {reduction.number}",
            wanted=reduction.what,
            used=Money(used, currency),
            contract=contract.id,
            period=unit.period.name,
            number=reduction.number,
        ),
    )


# ---- what is taken off ----


@dataclass(frozen=True, slots=True)
class _Off:
    """Something that takes off: its name, what its lines are, say and explain, and which lines it is taken off."""

    key: str
    kind: LineKind
    text: str
    rule: str
    which: Which
    of: Discount | Reduction

    @property
    def what(self) -> str:
        """How much it takes off, in words."""
        return in_percent(self.of.percent) if self.of.percent is not None else str(self.of.amount)


def _off_discount(discount: Discount) -> _Off:
    percent = f" ({in_percent(discount.percent)})" if discount.percent is not None else ""
    return _Off(
        _discount_key(discount),
        LineKind.DISCOUNT,
        f"{discount.name}{percent}",
        rule_of_discount(discount),
        lambda line: discount.fits(line.workstream, line.kind, line.service_from),
        discount,
    )


def _off_reduction(reduction: Reduction, contract: Contract) -> _Off:
    words = labels(contract.wishes.texts.language)
    usual = words.goodwill if reduction.kind is LineKind.GOODWILL else words.write_downs
    percent = f" ({in_percent(reduction.percent)})" if reduction.percent is not None and not reduction.text else ""
    return _Off(
        reduction.key,
        reduction.kind,
        reduction.text or f"{usual}{percent}",
        f"{reduction.kind.value} {reduction.number} ({reduction.signed})",
        lambda line: line.kind not in NOT_REDUCED,
        reduction,
    )


def rule_of_discount(discount: Discount) -> str:
    """How the rule of a discount's lines begins, before the colon and what it was taken off."""
    return f"discount {discount.name}"


def _discount_key(discount: Discount) -> str:
    return f"discount {discount.name}"


def _posted(off: _Off, line: Line, contract: Contract) -> Posting:
    """Where what is taken off a line is posted."""
    return reducing_posting(contract.posting, line.workstream, off.kind, line.posting)


def _take(sheets: Sequence[_Sheet], off: _Off, given: Mapping[str, int], contract: Contract) -> None:
    """Takes something off the lines of documents: a percentage of each document, an amount shared over all of them."""
    bases = [sheet.base(off) for sheet in sheets]
    if off.of.percent is not None:
        parts = [min(most, markup(Money(whole, contract.currency), off.of.percent).minor) for whole, most in bases]
    else:
        assert off.of.amount is not None, "it is a percentage or an amount"
        open_minor = max(0, off.of.amount.minor - given.get(off.key, 0))
        room = [most for _, most in bases]
        parts = share(min(open_minor, sum(room)), room)
    for sheet, minor in zip(sheets, parts, strict=True):
        if minor:
            sheet.take(off, minor)


# ---- what is missing to the minimum ----


def _top_up(sheets: list[_Sheet], minimum: Minimum, unit: Unit) -> None:
    """Adds what is missing to the minimum of the month, on its first document."""
    counted = [(sheet, line) for sheet in sheets for line in sheet.draft.lines if _counts(line)]
    stands = unit.adjusting.billed_minor + sum(sheet.left[line.id] for sheet, line in counted)
    missing = Money(minimum.amount.minor - stands, unit.contract.currency)
    if missing.minor <= 0 or not (minimum.always or any(line.amount.minor > 0 for _, line in counted)):
        return
    if not sheets:
        sheets.append(_empty_sheet(unit))
    without = Money(stands, unit.contract.currency)
    sheets[0].add(missing, f"minimum of {minimum.amount} a month: {without} without it", unit)


def _give_back(sheets: Sequence[_Sheet], minimum: Minimum, unit: Unit, topped: int) -> None:
    """Takes back what the month's invoices were topped up by, as far as what came later reaches the minimum itself."""
    later = sum(sheet.left[line.id] for sheet in sheets for line in sheet.draft.lines if _counts(line))
    excess = unit.adjusting.billed_minor + later - minimum.amount.minor
    for sheet in sheets:
        back = min(topped, excess, sheet.total)
        if back > 0:
            added = Money(topped, unit.contract.currency)
            words = f"{added} of it stands on its invoices already"
            sheet.add(Money(-back, unit.contract.currency), f"minimum of {minimum.amount} a month: {words}", unit)
            topped, excess = topped - back, excess - back


def _counts(line: Line) -> bool:
    return line.kind not in NOT_TOWARD_MINIMUM


def _empty_sheet(unit: Unit) -> _Sheet:
    """The document of a month in which there is nothing but the minimum to bill; its id is as of any other."""
    contract, day = unit.contract, unit.period.first
    stream = _first_billable(contract)
    nothing = Money(0, contract.currency)
    item = Item(MINIMUM, 1, LineKind.MINIMUM, day, stream, "", nothing, nothing.decimal)
    order = order_on(contract.orders, day, stream)
    heads = Heads(contract, unit.period, unit.books, unit.issued)
    draft = draft_of([Stated(item, order.number if order else "")], heads)
    return _Sheet(replace(draft, lines=()), contract, {})


def _first_billable(contract: Contract) -> str:
    return next(each.code for each in contract.workstreams if each.billable)


# ---- one document ----


@dataclass(slots=True)
class _Sheet:
    """A draft that is being adjusted: what is left of each of its lines, and the lines that come to it."""

    draft: Draft
    contract: Contract
    left: dict[str, int]
    added: list[Line] = field(default_factory=list)

    @property
    def total(self) -> int:
        """What it comes to by now."""
        return self.draft.total.minor + sum(line.amount.minor for line in self.added)

    def finished(self) -> Draft:
        """The draft with the lines that were added, and their total."""
        if not self.added:
            return self.draft
        whole = Money(self.total, self.contract.currency)
        return replace(self.draft, lines=(*self.draft.lines, *self.added), total=whole)

    def base(self, off: _Off) -> tuple[int, int]:
        """What is left of some lines, and the most that can be taken off: neither they nor it fall below zero."""
        whole = sum(minor for _, minor in self._groups(off).values())
        return whole, max(0, min(whole, self.total))

    def take(self, off: _Off, minor: int) -> None:
        """Takes cents off some lines, by a line for each posting."""
        groups = self._groups(off)
        whole = sum(left for _, left in groups.values())
        of_what = f"{off.what} of {Money(whole, self.contract.currency)}" if off.of.percent is not None else off.what
        parts = share(minor, [left for _, left in groups.values()])
        for (posting, (lines, _)), part in zip(groups.items(), parts, strict=True):
            self._reduce(lines, part)
            if part:
                self._write(_Added(off.key, off.kind, off.text, f"{off.rule}: {of_what}", posting), -part, lines)

    def add(self, amount: Money, rule: str, unit: Unit) -> None:
        """Adds what is missing to the minimum; people may take something off it."""
        lines = self.draft.lines
        stream = lines[0].workstream if lines else _first_billable(self.contract)
        posting = posting_for(self.contract.posting, stream, LineKind.MINIMUM)
        language = self.contract.wishes.texts.language
        text = f"{labels(language).minimum}, {month(unit.period.first, language)}"
        self._write(_Added(MINIMUM, LineKind.MINIMUM, text, rule, posting, stream), amount.minor, lines)
        self.left[self.added[-1].id] = amount.minor

    def _groups(self, off: _Off) -> dict[Posting, tuple[list[Line], int]]:
        """The lines that are meant by where what is taken off them is posted, with what is left of them."""
        found: dict[Posting, list[Line]] = {}
        for line in (*self.draft.lines, *self.added):
            if line.id in self.left and off.which(line):
                found.setdefault(_posted(off, line, self.contract), []).append(line)
        left = {key: sum(self.left[line.id] for line in lines) for key, lines in found.items()}
        return {key: (lines, left[key]) for key, lines in found.items() if left[key] > 0}

    def _reduce(self, lines: Sequence[Line], minor: int) -> None:
        parts = share(minor, [max(0, self.left[line.id]) for line in lines])
        for line, part in zip(lines, parts, strict=True):
            self.left[line.id] -= part

    def _write(self, what: _Added, minor: int, lines: Sequence[Line]) -> None:
        amount = Money(minor, self.contract.currency)
        self.added.append(
            Line(
                id=_line_id(self.draft, what.key, what.posting),
                workstream=what.workstream or lines[0].workstream,
                description=what.text,
                quantity=Decimal(1),
                unit_price=amount.decimal,
                amount=amount,
                seconds=0,
                rounded_seconds=0,
                service_from=min([line.service_from for line in lines], default=self.draft.service_from),
                service_to=max([line.service_to for line in lines], default=self.draft.service_to),
                tasks=(),
                entries=(),
                rate_rule=what.rule,
                kind=what.kind,
                posting=what.posting,
            )
        )


@dataclass(frozen=True, slots=True)
class _Added:
    """What a line that is added is called, says and explains, and where it is posted."""

    key: str
    kind: LineKind
    text: str
    rule: str
    posting: Posting
    workstream: str = ""


def _own_id(draft: Draft, key: str, posting: Posting) -> str:
    """The id of an adjustment's line on a document, or of what gives it back on a credit note."""
    if not draft.is_credit:
        return _line_id(draft, key, posting)
    return stable_id(LINE, draft.id, _line_id(replace(draft, id=draft.credits), key, posting))


def _line_id(draft: Draft, key: str, posting: Posting) -> str:
    return stable_id(LINE, draft.id, "adjustment", key, canonical(posting))
