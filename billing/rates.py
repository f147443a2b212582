"""Which rate holds for a piece of work, and why it beats the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from billing.money import plain
from billing.records import Conditions, Rate, Work
from billing.texts import squashed


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the rate card says for one piece of work: a winner, a tie between several, or neither."""

    winner: Rate | None
    tied: tuple[Rate, ...]
    beaten: tuple[Rate, ...]


def rule(rates: tuple[Rate, ...], work: Work) -> Ruling:
    """The rate with the most conditions, all of them met, in force on the work's day.

    A later rate with the same conditions ends the earlier one. A rate beats another only when its conditions contain
    the other's; where two stand and neither contains the other they are tied, and nothing is billed by a guess
    (docs/design.md, R13 and R16).
    """
    fitting = [rate for rate in _in_force(rates, work.day) if _met(rate.conditions, work)]
    standing = [rate for rate in fitting if not any(_beats(other, rate) for other in fitting)]
    beaten = tuple(rate for rate in fitting if rate not in standing)
    if len(standing) == 1:
        return Ruling(standing[0], (), beaten)
    return Ruling(None, tuple(standing), beaten)


def sentence(ruling: Ruling, currency: str) -> str:
    """The winning rate in words: what it is, since when, and which others it beat."""
    assert ruling.winner is not None, "only a winner can be explained"
    text = f"{describe(ruling.winner, currency)}"
    if not ruling.beaten:
        return text
    others = " and ".join(plain(rate.price) for rate in ruling.beaten)
    return f"{text}; more specific than {others}"


def describe(rate: Rate, currency: str) -> str:
    """One rate in words: `195.00 USD an hour for role senior, from 2026-10-15`."""
    whom = ", ".join(f"{name} {value}" for name, value in rate.conditions) or "everyone"
    since = f", from {rate.since.isoformat()}" if rate.since else ""
    return f"{plain(rate.price)} {currency} an hour for {whom}{since}"


def _in_force(rates: tuple[Rate, ...], day: date) -> list[Rate]:
    latest: dict[Conditions, Rate] = {}
    for rate in rates:
        if rate.since is not None and rate.since > day:
            continue
        known = latest.get(rate.conditions)
        if known is None or (rate.since or date.min) > (known.since or date.min):
            latest[rate.conditions] = rate
    return list(latest.values())


def _met(conditions: Conditions, work: Work) -> bool:
    return all(_holds(name, value, work) for name, value in conditions)


def _holds(name: str, value: str, work: Work) -> bool:
    if name == "activity":
        return squashed(value) in {squashed(said) for said in (work.activity, *work.tags)}
    facts = {"role": work.role, "person": work.person, "workstream": work.workstream}
    return facts[name] == value


def _beats(rate: Rate, other: Rate) -> bool:
    return set(rate.conditions) > set(other.conditions)
