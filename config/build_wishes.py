"""A client's wishes as the records that billing reads; what the books state for all contracts is copied into them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

from billing.wishes import REDUCING, BillTo, LineKind, Posting, PostingRule, Show, Texts, Wishes, over
from billing.wording import fields_in
from config.models import InvoiceModel
from config.wishes import BillToModel, PostingKeys, PostingModel
from connectors.base import LedgerConfig

NAMING = ("person", "person and task", "entry")
"""Kinds of `lines_by` that print people's names."""

OF_THEIR_OWN = tuple(kind for kind in LineKind if kind not in REDUCING)
"""Kinds that are posted by what is said for all kinds, too."""


def to_bill_to(model: BillToModel, books: Mapping[str, LedgerConfig]) -> BillTo:
    """Who receives the invoice; the only books there are need not be named."""
    name = model.books or next(iter(books))
    return BillTo(name, model.customer, model.email, model.branding)


def to_wishes(invoice: InvoiceModel) -> Wishes:
    """What the invoice shows and says."""
    return Wishes(
        show=Show(**invoice.show.model_dump()) if invoice.show else _usual_show(invoice),
        texts=Texts(**invoice.texts.model_dump()),
        no_charge_lines=invoice.no_charge_lines,
    )


def _usual_show(invoice: InvoiceModel) -> Show:
    """Where nothing is said of it, the client sees hours, rates and tasks, and whatever its lines are made of."""
    fields = fields_in(invoice.texts.line)
    by_name = "person" in fields if fields else invoice.lines_by in NAMING
    by_note = "note" in fields if fields else invoice.lines_by == "entry"
    return Show(people="names" if by_name else "roles" if "role" in fields else "no", notes=by_note)


def to_posting(
    ledger: LedgerConfig, contract: PostingModel, workstreams: Mapping[str, PostingModel]
) -> tuple[PostingRule, ...]:
    """The rules of a contract: for each kind of line, and above them those of a workstream.

    A kind's posting is what the books say, then what the contract says for all kinds, then what it says for the kind.
    Lines without charge are time: what is not stated for them is taken from `time`. Lines that reduce others have a
    rule only where something is stated for their own kind.
    """
    of_books = {kind: _of_books(ledger, kind) for kind in LineKind}
    general = {kind: _over(*_at(of_books, kind), *_for_kind(contract, kind)) for kind in OF_THEIR_OWN}
    rules = [PostingRule(posting, "", kind.value) for kind, posting in general.items()]
    if len(set(general.values())) == 1:
        rules = [PostingRule(general[LineKind.TIME])]
    rules += [PostingRule(_over(of_books[kind], _stated(contract, kind)), "", kind.value) for kind in REDUCING]
    for code, model in workstreams.items():
        flat = not any(model.by_kind.keys() - {""})
        special = {kind: _over(*_for_kind(model, kind)) for kind in OF_THEIR_OWN}
        special |= {kind: _stated(model, kind) for kind in REDUCING}
        rules += [PostingRule(special[LineKind.TIME], code)] if flat else []
        rules += [] if flat else [PostingRule(posting, code, kind.value) for kind, posting in special.items()]
    return tuple(rule for rule in rules if rule.posting != Posting())


def _stated(model: PostingModel, kind: LineKind) -> Posting:
    return _posting(model.by_kind.get(kind.value, PostingKeys()))


def _for_kind(model: PostingModel, kind: LineKind) -> list[Posting]:
    blocks = {key: _posting(block) for key, block in model.by_kind.items()}
    return [blocks[""], *_at({each: blocks.get(each.value, Posting()) for each in LineKind}, kind)]


def _at(postings: Mapping[LineKind, Posting], kind: LineKind) -> list[Posting]:
    first = [postings[LineKind.TIME]] if kind is LineKind.NO_CHARGE else []
    return [*first, postings[kind]]


def _of_books(ledger: LedgerConfig, kind: LineKind) -> Posting:
    name = kind.value
    return Posting(ledger.items.get(name, ""), ledger.accounts.get(name, ""), ledger.tax.get(name, ""))


def _posting(keys: PostingKeys) -> Posting:
    return Posting(keys.item, keys.account, keys.tax, tuple(sorted(keys.tracking.items())))


def _over(*postings: Posting) -> Posting:
    return reduce(over, postings, Posting())
