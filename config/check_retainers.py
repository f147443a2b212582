"""What is contradictory about retainers: fees, hours, what rolls over, pauses, and what must be opened with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from billing.money import minor_digits
from config.models import ContractModel, Main, WorkstreamModel
from config.opening import RetainerOpening, fits
from config.problems import Problem
from config.retainers import KEYS, RETAINER, PauseModel, earlier, later
from config.yaml_tree import Document, Location

Terms = Sequence[tuple[date | None, object]]
"""Terms with the day from which on each holds."""


def by_the_card(stream: WorkstreamModel) -> bool:
    """Whether some of a workstream's time has its price from the rate card."""
    return stream.billing == "time and materials" or (stream.billing == RETAINER and not stream.overage_rate)


def check_retainers(contract: ContractModel, main: Main | None, document: Document) -> Iterator[Problem]:
    """What is wrong with the retainers of a contract, and with what belongs to none."""
    for place, stream in enumerate(contract.workstreams):
        location: Location = ("workstreams", place)
        if stream.billing != RETAINER:
            yield from _stray(stream, location, document)
            continue
        yield from _missing(stream, location, document)
        yield from _rollover(stream, location, document)
        yield from _pauses(stream.pause, location, document)
        first = later(contract.since, stream.since)
        yield from _dates(stream, first, location, document)
        if main is not None:
            yield from _decimals(stream, contract.currency or main.company.currency, location, document)
            yield from _in_force(stream, first, main.go_live, location, document)
            yield from _opened(contract, stream, main.go_live, document)


def _stray(stream: WorkstreamModel, location: Location, document: Document) -> Iterator[Problem]:
    for key in KEYS:
        if getattr(stream, key):
            words = (
                f"belongs to a retainer, and {stream.code} is {stream.billing}; remove it, or write billing: retainer"
            )
            yield document.problem((*location, key), words)


def _missing(stream: WorkstreamModel, location: Location, document: Document) -> Iterator[Problem]:
    if stream.bill is None:
        words = "is missing; write in arrears, or in advance if the fee is billed before its month"
        yield document.problem((*location, "bill"), words)
    if not stream.fee:
        yield document.problem((*location, "fee"), "is missing; write the fee of a month, such as 8000")
    elif not any(each.amount for each in stream.fee):
        words = "is 0, and a retainer has one; write it, or write billing: time and materials"
        yield document.problem((*location, "fee"), words)
    if not stream.includes_hours:
        words = "is missing; write how many hours a month the fee includes, 0 if none"
        yield document.problem((*location, "includes_hours"), words)


def _rollover(stream: WorkstreamModel, location: Location, document: Document) -> Iterator[Problem]:
    if stream.rollover is None:
        return
    if stream.includes_hours and not any(each.hours for each in stream.includes_hours):
        words = "needs hours that can be left over; write them under includes_hours, or remove this"
        yield document.problem((*location, "rollover"), words)
    if stream.rollover.up_to_hours == 0:
        words = "is 0, so that nothing would roll over; write the most hours, or remove rollover"
        yield document.problem((*location, "rollover", "up_to_hours"), words)


def _pauses(pauses: Sequence[PauseModel], location: Location, document: Document) -> Iterator[Problem]:
    for place, pause in enumerate(pauses):
        if pause.until and pause.until < pause.since:
            words = f"is {pause.until}, before its from: {pause.since}; exchange or correct them"
            yield document.problem((*location, "pause", place, "until"), words)
        for earlier_one in pauses[:place]:
            until = earlier_one.until or date.max
            if pause.since <= until and earlier_one.since <= (pause.until or date.max):
                words = f"overlaps with the one from {earlier_one.since}; write one span, or other days"
                yield document.problem((*location, "pause", place), words)


def _dates(stream: WorkstreamModel, first: date | None, location: Location, document: Document) -> Iterator[Problem]:
    """Fees and hours hold for whole months; an overage rate from any day on."""
    for key, terms in _terms(stream):
        days = [since for since, _ in terms]
        for place, day in enumerate(days):
            if day in days[:place]:
                words = "has the same `from:` date as an earlier one; give each its own"
                yield document.problem((*location, key, place), words)
            if key != "overage_rate" and day and day.day != 1 and day != first:
                words = f"is {day}, within a month, and a month has one {key}; write the first day of a month"
                yield document.problem((*location, key, place, "from"), words)


def _in_force(
    stream: WorkstreamModel, first: date | None, go_live: date, location: Location, document: Document
) -> Iterator[Problem]:
    """There is a term from the first month on that Tieout bills."""
    begins = max(first or go_live, go_live.replace(day=1))
    for key, terms in _terms(stream):
        known = [since or date.min for since, _ in terms]
        if known and min(known) > begins:
            words = f"begins on {min(known)}, and {stream.code} is billed from {begins} on; write what holds then"
            yield document.problem((*location, key), words)


def _terms(stream: WorkstreamModel) -> list[tuple[str, Terms]]:
    return [
        ("fee", [(each.since, each) for each in stream.fee]),
        ("includes_hours", [(each.since, each) for each in stream.includes_hours]),
        ("overage_rate", [(each.since, each) for each in stream.overage_rate]),
    ]


def _decimals(stream: WorkstreamModel, currency: str, location: Location, document: Document) -> Iterator[Problem]:
    for place, fee in enumerate(stream.fee):
        if not fits(fee.amount, currency):
            digits = minor_digits(currency) or "no"
            words = f"is {fee.amount}, and {currency} has {digits} decimals; write the exact amount"
            yield document.problem((*location, "fee", place, "amount"), words)


def _opened(contract: ContractModel, stream: WorkstreamModel, go_live: date, document: Document) -> Iterator[Problem]:
    """What had been carried over, or used, before go-live must be stated where there can be any."""
    first, last = later(contract.since, stream.since), earlier(contract.until, stream.until)
    within = go_live.day != 1
    has_hours = any(each.hours for each in stream.includes_hours)
    older = (first or date.min) < go_live <= (last or date.max)
    opened = contract.opening.retainers.get(stream.code) if contract.opening else None
    if opened is not None:
        yield from _opening(opened, stream, go_live, document)
    elif older and has_hours and (stream.rollover or within):
        what = "carried over into that month and used in it before" if within else "carried over"
        entry = f"{stream.code}: {{hours: 0{', used: 0' if within else ''}}}"
        stated = f"opening: {{as_of: {go_live}, retainers: {{{entry}}}}}" if contract.opening is None else entry
        words = f"is missing, and hours of {stream.code} may have been {what}; write {stated} with the hours there were"
        place: Location = ("opening",) if contract.opening is None else ("opening", "retainers")
        yield document.problem(place, words)


def _opening(opened: RetainerOpening, stream: WorkstreamModel, go_live: date, document: Document) -> Iterator[Problem]:
    location: Location = ("opening", "retainers", stream.code)
    if opened.hours and stream.rollover is None:
        words = f"is more than 0, and {stream.code} has no rollover, so that nothing is carried over; write 0"
        yield document.problem((*location, "hours"), words)
    if opened.used is not None and go_live.day == 1:
        words = f"is not needed: go_live is {go_live}, the first day of its month; remove it"
        yield document.problem((*location, "used"), words)
    if opened.used is None and go_live.day != 1:
        words = f"is missing; write the hours used from {go_live.replace(day=1)} until {go_live}, 0 if none"
        yield document.problem((*location, "used"), words)
