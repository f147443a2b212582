"""The tax that the books are expected to add to a document: a check of theirs, never a part of our totals.

Amounts of lines are net. A line's tax is its amount × the rate of its code on its last day of service, half up. Xero
and QuickBooks Online round each line and add up; other books round the sum of each code. What takes something off is
negative, and takes its tax off with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.dated import at
from billing.draft_records import Draft, Line
from billing.issues import Issue, facts
from billing.money import Money, markup, total
from billing.tax_records import WITHOUT_TAX, Taxation, TaxCode, TaxKind
from billing.unit import Unit


@dataclass(frozen=True, slots=True)
class LineTax:
    """What one line is taxed with. `tax` is None where only the ledger knows it; `rate` only where there is one."""

    line: str
    code: str
    rate: Decimal | None
    tax: Money | None


@dataclass(frozen=True, slots=True)
class TaxPart:
    """What lines with one code and rate come to, and the tax on it; None where only the ledger knows it."""

    code: TaxCode
    rate: Decimal | None
    net: Money
    tax: Money | None


@dataclass(frozen=True, slots=True)
class ExpectedTax:
    """What is expected of a document; `unknown` are lines whose tax nothing says."""

    net: Money
    parts: tuple[TaxPart, ...]
    lines: tuple[LineTax, ...]
    unknown: tuple[Line, ...] = ()
    number: str = ""

    @property
    def tax(self) -> Money | None:
        """All of it, or None where some of it is not known."""
        known = [part.tax for part in self.parts if part.tax is not None]
        return total(known, self.net.currency) if len(known) == len(self.parts) and not self.unknown else None

    @property
    def gross(self) -> Money | None:
        """What the client is expected to owe, or None where some of the tax is not known."""
        return self.net + self.tax if self.tax is not None else None

    @property
    def by_ledger(self) -> bool:
        """Whether the ledger decides about some of it."""
        return any(part.code.kind is TaxKind.BY_LEDGER for part in self.parts)

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be printed about it, each note once."""
        return tuple(dict.fromkeys(part.code.note for part in self.parts if part.code.note))


def expected_tax(draft: Draft, taxation: Taxation | None) -> ExpectedTax | None:
    """What the books are expected to add to a draft; None where a contract says nothing of tax."""
    if taxation is None:
        return None
    groups: dict[tuple[int, Decimal | None], list[Line]] = {}
    unknown = []
    for line in draft.lines:
        found = _found(line, taxation)
        if found is not None:
            groups.setdefault(found, []).append(line)
        elif line.amount.minor:
            unknown.append(line)
    parts, lines = [], []
    for (place, rate), same in sorted(groups.items(), key=lambda group: (group[0][0], group[0][1] or 0)):
        code = taxation.codes[place]
        taxes = _taxes(same, rate, taxation.rounding)
        net = total([line.amount for line in same], draft.total.currency)
        parts.append(TaxPart(code, rate, net, None if taxes is None else total(taxes, net.currency)))
        each = dict(zip([line.id for line in same], taxes or (), strict=False))
        lines += [LineTax(line.id, code.code, rate, each.get(line.id)) for line in same]
    order = {line.id: place for place, line in enumerate(draft.lines)}
    in_order = tuple(sorted(lines, key=lambda each: order[each.line]))
    return ExpectedTax(draft.total, tuple(parts), in_order, tuple(unknown), taxation.number)


def tax_issues(drafts: Iterable[Draft], unit: Unit) -> list[Issue]:
    """An exception for the lines of each draft and code whose tax nothing says."""
    found = []
    for draft in drafts:
        expected = expected_tax(draft, unit.contract.taxation)
        codes: dict[str, list[Line]] = {}
        for line in expected.unknown if expected else ():
            codes.setdefault(line.posting.tax, []).append(line)
        found += [_issue(draft, code, lines) for code, lines in sorted(codes.items())]
    return found


def _found(line: Line, taxation: Taxation) -> tuple[int, Decimal | None] | None:
    """The place of a line's code and the rate that holds, or None where nothing is said."""
    for place, code in enumerate(taxation.codes):
        if code.code == line.posting.tax:
            if code.kind is TaxKind.BY_LEDGER:
                return place, None
            rate = Decimal(0) if code.kind in WITHOUT_TAX else at(code.rates, line.service_to)
            return (place, rate) if rate is not None else None
    return None


def _taxes(lines: Sequence[Line], rate: Decimal | None, rounding: str) -> list[Money] | None:
    """The tax of each of some lines with one rate.

    Where the sum is rounded, a line has what it adds to that, so that they sum to it whatever their signs.
    """
    if rate is None:
        return None
    if rounding == "line":
        return [markup(line.amount, rate) for line in lines]
    found, before = [], Money(0, lines[0].amount.currency)
    net = before
    for line in lines:
        net += line.amount
        after = markup(net, rate)
        found.append(Money(after.minor - before.minor, net.currency))
        before = after
    return found


def _issue(draft: Draft, code: str, lines: Sequence[Line]) -> Issue:
    last: date = max(line.service_to for line in lines)
    return Issue(
        "tax_not_known" if code else "tax_not_stated",
        client=draft.client,
        month=draft.period,
        subject=f"{draft.id} {code}",
        facts=facts(
            period=draft.period,
            what=", ".join(sorted({line.kind.value for line in lines})),
            amount=total([line.amount for line in lines], draft.total.currency),
            code=code,
            day=last,
            draft=draft.id,
            contract=draft.contract,
        ),
    )
