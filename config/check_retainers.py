"""What is contradictory about retainers: fees, hours, what rolls over, pauses, and what must be opened with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from billing.money import minor_digits
from config import prepaid
from config.models import ContractModel, Main, WorkstreamModel
from config.needed import Needed
from config.opening import RetainerOpening, fits
from config.prepaid import PREPAID, check_blocks
from config.problems import Problem
from config.retainers import HOURS_AHEAD, KEYS, RETAINER, PauseModel, earlier, later
from config.yaml_tree import Document, Location

Terms = Sequence[tuple[date | None, object]]
"""Terms with the day from which on each holds."""


def by_the_card(stream: WorkstreamModel) -> bool:
    """Whether some of a workstream's time has its price from the rate card."""
    return stream.billing == "time and materials" or (stream.billing in HOURS_AHEAD and not stream.overage_rate)


def check_retainers(contract: ContractModel, main: Main | None, document: Document) -> Iterator[Problem]:
    """What is wrong with the retainers of a contract, and with what belongs to none."""
    for place, stream in enumerate(contract.workstreams):
        location: Location = ("workstreams", place)
        yield from _stray(stream, location, document)
        if stream.billing not in HOURS_AHEAD:
            continue
        first, last = later(contract.since, stream.since), earlier(contract.until, stream.until)
        if stream.billing == RETAINER:
            yield from _missing(stream, location, document)
            yield from _rollover(stream, location, document)
            yield from _pauses(stream.pause, location, document)
        else:
            within = (first or date.min, last or date.max)
            currency = contract.currency or (main.company.currency if main else "")
            yield from check_blocks(stream, within, currency, location, document)
        yield from _dates(stream, first, location, document)
        if main is not None:
            yield from _decimals(stream, contract.currency or main.company.currency, location, document)
            yield from _in_force(stream, first, main.go_live, location, document)
            yield from _opened(contract, stream, main.go_live, document)
            yield from _minimum(contract, stream, first, main.go_live, document)


def _stray(stream: WorkstreamModel, location: Location, document: Document) -> Iterator[Problem]:
    keys = [(key, RETAINER) for key in KEYS] + [(key, PREPAID) for key in prepaid.KEYS]
    keys += [("overage_rate", RETAINER)] if stream.billing != PREPAID else []
    for key, owner in keys:
        if stream.billing != owner and getattr(stream, key):
            of = "a retainer" if owner == RETAINER else "hours bought in blocks"
            words = f"belongs to {of}, and {stream.code} is {stream.billing}; remove it, or write billing: {owner}"
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
        if known and key != "minimum" and min(known) > begins:
            words = f"begins on {min(known)}, and {stream.code} is billed from {begins} on; write what holds then"
            yield document.problem((*location, key), words)


def _terms(stream: WorkstreamModel) -> list[tuple[str, Terms]]:
    return [
        ("fee", [(each.since, each) for each in stream.fee]),
        ("includes_hours", [(each.since, each) for each in stream.includes_hours]),
        ("overage_rate", [(each.since, each) for each in stream.overage_rate]),
        ("minimum", [(each.since, each) for each in stream.minimum]),
    ]


def _decimals(stream: WorkstreamModel, currency: str, location: Location, document: Document) -> Iterator[Problem]:
    stated = [("fee", place, fee) for place, fee in enumerate(stream.fee)]
    for key, place, fee in (*stated, *(("minimum", place, least) for place, least in enumerate(stream.minimum))):
        if not fits(fee.amount, currency):
            digits = minor_digits(currency) or "no"
            words = f"is {fee.amount}, and {currency} has {digits} decimals; write the exact amount"
            yield document.problem((*location, key, place, "amount"), words)


def _minimum(
    contract: ContractModel, stream: WorkstreamModel, first: date | None, go_live: date, document: Document
) -> Iterator[Problem]:
    """A minimum is of whole months that are all seen here, and beside no order that it might exceed."""
    location: Location = ("workstreams", contract.workstreams.index(stream), "minimum")
    begins = min((each.since or date.min for each in stream.minimum), default=date.max)
    month_after = (go_live.replace(day=28) + timedelta(days=4)).replace(day=1)
    if go_live.day != 1 and (first or date.min) < go_live and begins < month_after:
        words = f"holds in the month of go_live, of which what was before {go_live} is not known here"
        yield document.problem(location, f"{words}; give it a from: of {month_after} or later")
    limited = [each.number for each in contract.purchase_orders if each.limit is not None]
    if stream.minimum and limited:
        words = f"is not built yet beside an order with a limit in money ({limited[0]}), which it might exceed"
        yield document.problem(location, f"{words}; remove the limit or the minimum")


def needed_of_retainers(contract: ContractModel, go_live: date) -> list[Needed]:
    """Every retainer of which hours may have been carried over, or used, before go-live needs them stated."""
    within = go_live.day != 1
    zero = f"{{hours: 0{', used: 0' if within else ''}}}"
    return [
        Needed("retainers", stream.code, zero, f"hours of {stream.code}")
        for stream in contract.workstreams
        if stream.billing in (RETAINER, PREPAID) and _needs_opening(contract, stream, go_live)
    ]


def _needs_opening(contract: ContractModel, stream: WorkstreamModel, go_live: date) -> bool:
    first, last = later(contract.since, stream.since), earlier(contract.until, stream.until)
    has_hours = any(each.hours for each in stream.includes_hours) or any(each.since < go_live for each in stream.blocks)
    older = (first or date.min) < go_live <= (last or date.max)
    carries = stream.rollover is not None or bool(stream.blocks)
    return older and has_hours and (carries or go_live.day != 1)


def _opened(contract: ContractModel, stream: WorkstreamModel, go_live: date, document: Document) -> Iterator[Problem]:
    """What an opening says, or does not say, of the hours that were there or used before go-live."""
    if contract.opening is None:
        return
    opened = contract.opening.retainers.get(stream.code)
    if opened is not None:
        yield from _opening(opened, stream, go_live, document)
        return
    for each in needed_of_retainers(contract, go_live):
        if each.name == stream.code:
            what = "carried over into that month and used in it before" if go_live.day != 1 else "carried over"
            entry = f"{each.name}: {each.zero}"
            words = f"is missing, and {each.what} may have been {what}; write {entry} with the hours there were"
            yield document.problem(("opening", "retainers"), words)


def _opening(opened: RetainerOpening, stream: WorkstreamModel, go_live: date, document: Document) -> Iterator[Problem]:
    location: Location = ("opening", "retainers", stream.code)
    if opened.hours and stream.rollover is None and not stream.blocks:
        words = f"is more than 0, and {stream.code} has no rollover, so that nothing is carried over; write 0"
        yield document.problem((*location, "hours"), words)
    if opened.used is not None and go_live.day == 1:
        words = f"is not needed: go_live is {go_live}, the first day of its month; remove it"
        yield document.problem((*location, "used"), words)
    if opened.used is None and go_live.day != 1:
        words = f"is missing; write the hours used from {go_live.replace(day=1)} until {go_live}, 0 if none"
        yield document.problem((*location, "used"), words)
