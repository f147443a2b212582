"""Charges beside the rest: names that nobody has, two prices or none, days that fit nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from billing.charges import FIELDS, due_until, months_later
from billing.expenses import is_link
from billing.texts import clean, nearest
from billing.wording import fields_in
from config.charges import MONTHS, ChargeModel, Charges, ends_with, is_there, schedule_of
from config.expenses import inexact
from config.models import ContractModel, Main, WorkstreamModel
from config.problems import Problem
from config.yaml_tree import Document

FILE = "charges.yaml"
MAX_DESCRIPTION = 200


@dataclass(frozen=True, slots=True)
class _Where:
    """One charge in its file, for what is wrong with it."""

    document: Document
    place: int

    def problem(self, key: str, words: str) -> Problem:
        location = ("charges", self.place, key) if key else ("charges", self.place)
        return self.document.problem(location, words)


def check_charges(
    charges: Charges | None,
    main: Main | None,
    contracts: Mapping[str, ContractModel],
    documents: Mapping[str, Document],
    folder: Path,
) -> Iterator[Problem]:
    """All that is wrong with the charges when they are read beside tieout.yaml and the contracts."""
    if charges is None:
        return
    by_id = {contract.id: contract for contract in contracts.values()}
    all_readable = len(contracts) == sum(name.startswith("contracts/") for name in documents)
    seen: dict[str, int] = {}
    for place, charge in enumerate(charges.charges):
        where = _Where(documents[FILE], place)
        first = seen.setdefault(charge.id, place)
        if first != place:
            line, _ = where.document.position(("charges", first, "id"))
            yield where.problem("id", f"{charge.id} is the id of the charge on line {line} already; choose another")
        yield from _price_forms(charge, where)
        yield from _usage_and_markup(charge, where)
        yield from _description(charge, where)
        yield from _receipt(charge, where, folder)
        when = list(_when(charge, where))
        yield from when
        contract = by_id.get(charge.contract)
        if contract is not None:
            yield from _beside(charge, contract, main, where)
            if not when:
                yield from _dates(charge, contract, main, where)
        elif all_readable:
            yield where.problem("contract", _unknown(f"contract {charge.contract}", charge.contract, by_id))


# ---- the price ----


def _price_forms(charge: ChargeModel, where: _Where) -> Iterator[Problem]:
    forms = [name for name in ("amount", "unit_price", "cost") if getattr(charge, name) is not None]
    if not forms:
        words = "says no price; write amount:, or unit_price: with quantity: or usage:, or cost: with markup:"
        yield where.problem("", words)
    if len(forms) > 1:
        yield where.problem(forms[1], f"stands beside {forms[0]}:; a charge has one price, so keep one of them")
    for name in (*forms, "quantity"):
        if getattr(charge, name) == 0:
            yield where.problem(name, "is 0, which bills nothing; write what it costs, or remove the charge")
    if charge.unit_price is not None and (charge.quantity is None) == (charge.usage is None):
        yield where.problem("unit_price", "needs either a quantity:, or a usage: by month; write one of them")
    for name in ("quantity", "usage", "unit"):
        if charge.unit_price is None and getattr(charge, name) not in (None, ""):
            yield where.problem(name, "belongs to unit_price:, which is not there; write it, or remove this key")


def _usage_and_markup(charge: ChargeModel, where: _Where) -> Iterator[Problem]:
    if charge.usage is not None and charge.every != "month":
        yield where.problem("usage", "is stated by month; write every: month, or quantity: instead of it")
    months = [used.month for used in charge.usage or ()]
    for place, month in enumerate(months):
        if month in months[:place]:
            yield where.document.problem(
                ("charges", where.place, "usage", place, "month"), f"{month} stands here twice; remove one"
            )
    if charge.markup is not None and charge.cost is None:
        yield where.problem("markup", "is added to a cost:, which is not there; write it, or remove the markup")
    elif charge.markup and charge.kind == "disbursement":
        words = "cannot stand beside kind: disbursement, which is passed on at cost; remove it, or write kind: charge"
        yield where.problem("markup", words)


# ---- words and receipt ----


def _description(charge: ChargeModel, where: _Where) -> Iterator[Problem]:
    wrong = wrong_description(charge.description, FIELDS[MONTHS[charge.every]])
    if wrong:
        yield where.problem("description", wrong)


def wrong_description(text: str, known: Sequence[str]) -> str:
    """What is wrong with the words of a line in which some fields may stand, as a sentence; empty if nothing."""
    fields = " ".join(f"{{{name}}}" for name in known) or "words without braces"
    unknown = next((name for name in fields_in(text) if name not in known), "")
    rest = text
    for name in fields_in(text):
        rest = rest.replace(f"{{{name}}}", "")
    if unknown:
        return f"has no field {{{unknown}}} here; write only {fields}"
    if "{" in rest or "}" in rest:
        return f"has a brace that belongs to no field; write only {fields}"
    if clean(text, MAX_DESCRIPTION) != text.strip():
        return f"must be one line of at most {MAX_DESCRIPTION} printable characters without doubled spaces"
    return ""


def _receipt(charge: ChargeModel, where: _Where, folder: Path) -> Iterator[Problem]:
    if charge.receipt and not is_link(charge.receipt) and not is_there(folder, charge.receipt):
        words = "is no file in this folder; put it there, correct its name, or write a link that begins with https://"
        yield where.problem("receipt", words)


# ---- when it is billed ----


def _when(charge: ChargeModel, where: _Where) -> Iterator[Problem]:
    if charge.on is None and not charge.every:
        yield where.problem("", "does not say when; write on: with a day, or every: month with from:")
    elif charge.on is not None and charge.every:
        yield where.problem("on", "stands beside every:; remove one of them")
    elif charge.on is not None:
        for key, stated in (("from", charge.since), ("until", charge.until), ("day", charge.day)):
            if stated is not None:
                yield where.problem(key, "belongs to every:; remove it, or write every: instead of on:")
    else:
        yield from _rhythm(charge, where)


def _rhythm(charge: ChargeModel, where: _Where) -> Iterator[Problem]:
    if charge.since is None:
        yield where.problem("from", f"is missing; write the first day of the first {charge.every}")
    elif charge.since.day != 1:
        after = months_later(charge.since, 1)
        words = f"must be the first day of a month, such as {after}; bill a part of a month by a charge of its own, on:"
        yield where.problem("from", words)
    elif charge.until is not None and not _ends_one(charge, charge.until):
        ends = " or ".join(str(end) for end in _ends_around(charge, charge.until))
        words = f"must be the last day of a {charge.every} that is counted from {charge.since}: {ends}"
        yield where.problem("until", words)


def _ends_one(charge: ChargeModel, last: date) -> bool:
    """Whether an occurrence ends on a day."""
    return any(due.last == last for due in due_until(schedule_of(charge, None), last))


def _ends_around(charge: ChargeModel, day: date) -> list[date]:
    """The ends of occurrences nearest to a day: the one before, if there is one, and the one after."""
    assert charge.since is not None, "told already"
    months = MONTHS[charge.every]
    end = months_later(charge.since, months)
    before: list[date] = []
    while end - timedelta(days=1) < day:
        before = [end - timedelta(days=1)]
        end = months_later(end, months)
    return [*before, end - timedelta(days=1)]


# ---- beside its contract ----


def _beside(charge: ChargeModel, contract: ContractModel, main: Main | None, where: _Where) -> Iterator[Problem]:
    codes = {stream.code: stream for stream in contract.workstreams}
    stream = codes.get(charge.workstream)
    if stream is None:
        yield where.problem("workstream", _unknown(f"workstream {charge.workstream}", charge.workstream, codes))
    elif stream.billing == "non-billable":
        words = f"{stream.code} is non-billable; name a workstream of {contract.id} that is billed"
        yield where.problem("workstream", words)
    currency = contract.currency or (main.company.currency if main else "")
    for name in ("amount", "cost") if currency else ():
        stated = getattr(charge, name)
        if stated is not None:
            yield from inexact(stated, currency, ("charges", where.place, name), where.document)


def _dates(charge: ChargeModel, contract: ContractModel, main: Main | None, where: _Where) -> Iterator[Problem]:
    stream = next((each for each in contract.workstreams if each.code == charge.workstream), None)
    key = "on" if charge.on else "from"
    first, last = charge.on or charge.since, charge.on or charge.until
    for name, term in _terms(contract, stream):
        if term.since and first and first < term.since:
            part = "" if charge.on else ", and bill what it owes before then by a charge of its own, on:"
            yield where.problem(key, f"is {first}, before {name} begins on {term.since}; write a later day{part}")
        if term.until and last and last > term.until:
            here = "on" if charge.on else "until"
            yield where.problem(here, f"is {last}, after {name} ends on {term.until}; write an earlier day")
    if main is not None and charge.on and charge.on < main.go_live:
        words = f"is {charge.on}, before go_live {main.go_live}: it was billed before Tieout; remove the charge"
        yield where.problem("on", words)
    if charge.every:
        yield from _open_end(charge, [term.until for _, term in _terms(contract, stream)], where)
        yield from _usage_months(charge, [term.until for _, term in _terms(contract, stream)], where)


def _terms(
    contract: ContractModel, stream: WorkstreamModel | None
) -> list[tuple[str, ContractModel | WorkstreamModel]]:
    terms: list[tuple[str, ContractModel | WorkstreamModel]] = [(f"contract {contract.id}", contract)]
    return terms if stream is None else [*terms, (f"workstream {stream.code}", stream)]


def _open_end(charge: ChargeModel, stops: list[date | None], where: _Where) -> Iterator[Problem]:
    """A charge that ends with its contract must not end in the middle of a month, quarter or year."""
    end = ends_with(charge, stops)
    if charge.until is None and end and charge.since and charge.since <= end and not _ends_one(charge, end):
        ends = " or ".join(str(day) for day in _ends_around(charge, end) if day <= end)
        words = f"is missing, and {end}, when its contract or workstream ends, is inside a {charge.every}"
        yield where.problem("until", f"{words}; write {ends or 'a charge with on: instead'}")


def _usage_months(charge: ChargeModel, stops: list[date | None], where: _Where) -> Iterator[Problem]:
    end = ends_with(charge, stops)
    for place, used in enumerate(charge.usage or ()):
        first = date.fromisoformat(f"{used.month}-01")
        if (charge.since or first) > first or (end or first) < first:
            words = f"{used.month} is not a month of this charge; correct it, or the charge's from: and until:"
            yield where.document.problem(("charges", where.place, "usage", place, "month"), words)


def _unknown(what: str, word: str, known: Iterable[str]) -> str:
    choices = sorted(set(known))
    close = nearest(word, choices)
    hint = f"did you mean {close}?" if close else f"known: {', '.join(choices[:12]) or 'none'}"
    return f"there is no {what}; {hint}"
