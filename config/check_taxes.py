"""The tax codes of a contract as the record that billing reads, and what is wrong with what is written of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from billing.records import Dated
from billing.tax_records import Taxation, TaxCode, TaxKind
from billing.tax_words import tax_words, usual_note
from billing.texts import nearest
from billing.wishes import PostingRule
from config.build_wishes import to_bill_to, to_posting
from config.models import ContractModel, Main
from config.problems import Problem
from config.taxes import TaxModel
from config.wishes import PostingModel
from config.yaml_tree import Document, Location

MOST_PERCENT = 100


def to_taxation(model: ContractModel, main: Main) -> Taxation | None:
    """The tax codes there are for a contract; None where none of its lines has one, or nothing is said of any."""
    if not main.taxes or not any(rule.posting.tax for rule in _rules(model, main)):
        return None
    language = model.invoice.texts.language
    ledger = main.books[to_bill_to(model.bill_to, main.books).books]
    codes = tuple(_code(name, each, language) for name, each in main.taxes.items())
    return Taxation(codes, ledger.tax_rounding, model.bill_to.tax_number)


def _code(name: str, model: TaxModel, language: str) -> TaxCode:
    kind = TaxKind(model.kind)
    rates = tuple(Dated(each.since, each.rate) for each in model.rate)
    return TaxCode(name, kind, model.name or tax_words(language).tax, rates, model.note or usual_note(kind, language))


def _rules(model: ContractModel, main: Main) -> tuple[PostingRule, ...]:
    ledger = main.books[to_bill_to(model.bill_to, main.books).books]
    return to_posting(ledger, model.posting, {stream.code: stream.posting for stream in model.workstreams})


# ---- what is wrong with it ----


def check_taxes(main: Main, document: Document) -> Iterator[Problem]:
    """What is wrong with the tax codes, and with the codes that books state for all contracts."""
    for name, each in main.taxes.items():
        yield from _rates(each, ("taxes", name), document)
    for name, ledger in main.books.items():
        for kind, code in ledger.tax.items():
            yield from _unknown(code, main.taxes, ("connectors", name, "tax", kind), document)


def _rates(model: TaxModel, place: Location, document: Document) -> Iterator[Problem]:
    if model.kind == "standard" and not model.rate:
        yield document.problem((*place, "rate"), "is missing; write it, such as 20 %, or a kind: without one")
    if model.kind != "standard" and model.rate:
        words = f"stands beside kind: {model.kind}, by which no rate is known here; remove one of them"
        yield document.problem((*place, "rate"), words)
    for number, each in enumerate(model.rate):
        here = (*place, "rate", number)
        if each.rate > MOST_PERCENT:
            yield document.problem((*here, "rate"), f"is {each.rate} %, more than {MOST_PERCENT} %; correct it")
        if each.since in [earlier.since for earlier in model.rate[:number]]:
            yield document.problem(here, "has the same `from:` date as an earlier one; give each its own")


def check_taxed(contract: ContractModel, main: Main | None, document: Document) -> Iterator[Problem]:
    """Codes of a contract that `taxes:` does not know, and a reverse charge without the number it must name."""
    if main is None:
        return
    for place, posting in _postings(contract):
        for kind, keys in posting.by_kind.items():
            yield from _unknown(keys.tax, main.taxes, (*place, *([kind] if kind else []), "tax"), document)
    if contract.bill_to.books and contract.bill_to.books not in main.books:
        return  # which is told elsewhere
    if contract.bill_to.tax_number or (not contract.bill_to.books and len(main.books) > 1):
        return
    used = {rule.posting.tax for rule in _rules(contract, main)}
    charged = [name for name, each in main.taxes.items() if each.kind == "reverse charge" and name in used]
    if charged:
        words = f"has no tax_number, and {charged[0]} is a reverse charge, whose invoice must name it"
        yield document.problem(("bill_to",), f"{words}; write bill_to: {{tax_number: …}}, such as DE123456789")


def _postings(contract: ContractModel) -> Iterator[tuple[Location, PostingModel]]:
    yield ("posting",), contract.posting
    for number, stream in enumerate(contract.workstreams):
        yield ("workstreams", number, "posting"), stream.posting


def _unknown(code: str, taxes: Mapping[str, TaxModel], place: Location, document: Document) -> Iterator[Problem]:
    if not code or not taxes or code in taxes:
        return
    close = nearest(code, taxes)
    hint = f"did you mean {close}?" if close else f"known: {', '.join(taxes)}"
    yield document.problem(place, f"there is no tax code {code} under taxes: in tieout.yaml; {hint}")
