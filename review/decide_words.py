"""Decisions in words: what one would be about, before it is taken, and all that were."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from billing.issues import Issue
from billing.money import Money, exact, total
from billing.records import EXPENSE
from billing.texts import clean
from mappings.store import Transaction
from review.decide import ABOUT_CHARGES, Target, Wish
from review.tables import Section, clock, counted, section, sentences


def preview(wish: Wish, targets: Sequence[Target]) -> list[Section]:
    """What a decision would be about, before it is taken."""
    headers = ("id", "date", "person", ">hours or cost", "project", "exceptions")
    after = f"{wish.kind.value} {counted(len(targets), 'row')}, {_summed(targets)}. Nothing is decided yet: add --yes."
    return [section("", headers, [_row(target) for target in targets], [after])]


def _summed(targets: Sequence[Target]) -> str:
    """What decisions are about, in words: time of entries, and what expenses cost and charges are in each currency."""
    worth = [_worth(target) for target in targets]
    costs: dict[str, list[Money]] = {}
    for each in worth:
        if isinstance(each, Money):
            costs.setdefault(each.currency, []).append(each)
    seconds = sum(each for each in worth if isinstance(each, int))
    time = [f"{clock(seconds)} h"] if seconds or not costs else []
    return " and ".join([*time, *(str(total(own, currency)) for currency, own in sorted(costs.items()))])


def hours_or_cost(target: Target) -> str:
    """The time of an entry, or what an expense cost."""
    return _in_words(_whole(target))


def _worth(target: Target) -> Money | int | None:
    """What a decision is about: all of an entry, what has changed since it was billed, or the amount of a charge."""
    if target.entry is None:
        return _of_charge(target.issues[0])
    return _whole(target) if target.change is None else target.change


def _of_charge(issue: Issue) -> Money | None:
    """The amount of the charge or fee that an exception asks about; none where it asks about something else."""
    number, _, currency = dict(issue.facts).get("amount", "").partition(" ")
    return exact(Decimal(number), currency) if issue.code in ABOUT_CHARGES and number else None


def _whole(target: Target) -> Money | int:
    assert target.entry is not None, "only entries have either"
    record = target.entry.record
    return Money(record.cost_minor or 0, record.currency) if record.kind == EXPENSE else record.seconds


def _in_words(worth: Money | int | None) -> str:
    if worth is None:
        return ""
    return str(worth) if isinstance(worth, Money) else clock(worth)


def history(tx: Transaction, subject: str = "") -> list[Section]:
    """Every decision, the newest last."""
    rows = [
        (
            str(logged.decision.id),
            logged.decision.kind,
            logged.decision.subject,
            f"{logged.decision.at:%Y-%m-%d %H:%M}",
            logged.decision.by,
            logged.decision.why,
            f"undone by {logged.undone_by}" if logged.undone_by else "",
        )
        for logged in tx.decisions.history(subject)
    ]
    if not rows:
        return [sentences("Nobody has decided anything yet.")]
    return [section("Decisions", (">number", "kind", "about", "when (UTC)", "who", "why", ""), rows)]


def to_json(tx: Transaction, subject: str = "") -> list[dict[str, Any]]:
    """Every decision with stable keys."""
    return [
        {
            "number": logged.decision.id,
            "kind": logged.decision.kind,
            "subject": logged.decision.subject,
            "at": logged.decision.at.isoformat(),
            "by": logged.decision.by,
            "why": logged.decision.why,
            "codes": list(logged.decision.codes),
            "period": logged.decision.period or None,
            "other": logged.decision.other or None,
            "undone_by": logged.undone_by,
        }
        for logged in tx.decisions.history(subject)
    ]


def _row(target: Target) -> tuple[str, ...]:
    codes = ", ".join(sorted({issue.code for issue in target.issues}))
    if target.entry is None:
        issue = target.issues[0]
        return target.id, issue.day.isoformat() if issue.day else "", issue.person, _in_words(_worth(target)), "", codes
    record = target.entry.record
    who = record.person or record.email
    return target.id, record.day.isoformat(), who, _in_words(_worth(target)), clean(record.project), codes
