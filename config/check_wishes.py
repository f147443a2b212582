"""What only shows when wishes are read together: books nobody has, texts that say what may not be shown, lost keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from billing.texts import nearest
from billing.wishes import LineKind, Posting, posting_for
from billing.wording import fields_in
from config.build_wishes import NAMING, to_bill_to, to_posting, to_wishes
from config.models import ContractModel, InvoiceModel, Main
from config.problems import Problem
from config.yaml_tree import Document, Location
from connectors import files
from connectors.files import quickbooks_csv, xero_csv
from connectors.files.records import no_key

Documents = Mapping[str, Document]


def check_wishes(main: Main | None, contracts: Mapping[str, ContractModel], documents: Documents) -> Iterator[Problem]:
    """All contradictions about invoices, books and what their import needs."""
    for name, contract in contracts.items():
        yield from _show(contract.invoice, documents[name])
        yield from _template(contract.invoice, documents[name])
    if main is None:
        return
    yield from _books(main, documents["tieout.yaml"])
    for name, contract in contracts.items():
        unknown = list(_bill_to(contract, main, documents[name]))
        yield from unknown or _import_needs(contract, main, documents[name])


# ---- books ----


def _books(main: Main, document: Document) -> Iterator[Problem]:
    folders: dict[str, str] = {}
    for name, ledger in main.books.items():
        if not isinstance(ledger, files.Config):
            continue
        place = ("connectors", name)
        first = folders.setdefault(ledger.folder.rstrip("/"), name)
        if first != name:
            yield document.problem((*place, "folder"), f"is the folder of {first} already; give each its own")
        yield from (document.problem((*place, key), words) for key, words in _import_settings(ledger))


def _import_settings(ledger: files.Config) -> Iterator[tuple[str, str]]:
    if not ledger.import_csv:
        return
    if ledger.dates is None:
        words = "is missing; import_csv needs the order in which the ledger reads dates: write mdy, dmy or ymd"
        yield "dates", words
    if "next" not in ledger.numbering.model_fields_set:
        words = "has no next; import_csv needs the first number that is free in the ledger: {prefix: INV-, next: 1001}"
        yield "numbering", words
    last = ledger.numbering.number(10**9)
    if "quickbooks" in ledger.import_csv and len(last) > quickbooks_csv.LONGEST_NUMBER:
        yield "numbering", f"makes numbers such as {last}: {quickbooks_csv.too_long()}"


def _bill_to(contract: ContractModel, main: Main, document: Document) -> Iterator[Problem]:
    stated, known = contract.bill_to.books, main.books
    if stated in known:
        return
    if stated in main.sources:
        words = f"{stated} is a tracker, not books; write {' or '.join(known)}"
    elif stated:
        close = nearest(stated, known)
        hint = f"did you mean {close}?" if close else f"known: {', '.join(known)}"
        words = f"there are no books {stated}; {hint}"
    elif len(known) > 1:
        words = f"names no books, and there are several; write books: {' or '.join(known)} there"
    else:
        return
    yield document.problem(_in_bill_to(contract, "books"), words)


def _in_bill_to(contract: ContractModel, key: str) -> Location:
    return ("bill_to", key) if contract.bill_to.model_fields_set else ("bill_to",)


# ---- what an import needs ----


def _import_needs(contract: ContractModel, main: Main, document: Document) -> Iterator[Problem]:
    name = to_bill_to(contract.bill_to, main.books).books
    ledger = main.books[name]
    billed = [stream for stream in contract.workstreams if stream.billing != "non-billable"]
    if not isinstance(ledger, files.Config) or not ledger.import_csv or not billed:
        return
    rules = to_posting(ledger, contract.posting, {stream.code: stream.posting for stream in contract.workstreams})
    free = [LineKind.NO_CHARGE] if contract.invoice.no_charge_lines else []
    kinds = {each.code: LineKind.MILESTONE if each.billing == "fixed" else LineKind.TIME for each in billed}
    postings = {(k.value, code): posting_for(rules, code, k) for code, usual in kinds.items() for k in (usual, *free)}
    for layout in ledger.import_csv:
        words = xero_csv.no_customer() if layout == "xero" else quickbooks_csv.no_customer()
        if not contract.bill_to.customer:
            yield document.problem(_in_bill_to(contract, "customer"), words)
        needs = _xero_needs(postings) if layout == "xero" else _quickbooks_needs(postings)
        yield from (document.problem(("posting",), words) for words in dict.fromkeys(needs))


Postings = Mapping[tuple[str, str], Posting]


def _xero_needs(postings: Postings) -> Iterator[str]:
    yield from _unstated(postings, xero_csv.NEEDED, xero_csv.WHY)
    if any(len(posting.tracking) > xero_csv.MOST_CATEGORIES for posting in postings.values()):
        yield xero_csv.too_many_categories()


def _quickbooks_needs(postings: Postings) -> Iterator[str]:
    yield from _unstated(postings, quickbooks_csv.NEEDED, quickbooks_csv.WHY)
    if any(posting.tax for posting in postings.values()):
        yield from _unstated(postings, ("tax",), quickbooks_csv.WHY_TAX)
    for posting in postings.values():
        names = (name for name, _ in posting.tracking)
        yield from (quickbooks_csv.only_class(name) for name in names if name.casefold() != quickbooks_csv.CLASS)


def _unstated(postings: Postings, keys: Iterable[str], why: str) -> Iterator[str]:
    for key in keys:
        for (kind, code), posting in postings.items():
            if not getattr(posting, key):
                yield no_key(kind, code, key, why)


# ---- what is shown and what is said ----


def _show(invoice: InvoiceModel, document: Document) -> Iterator[Problem]:
    show = invoice.show
    if show is None:
        return
    place = ("invoice", "show")
    if show.rates and not show.hours:
        words = "shows rates without hours, so no amount could be followed; add hours or remove rates"
        yield document.problem(place, words)
    if invoice.texts.line:
        return
    by = invoice.lines_by
    if by in NAMING and show.people != "names":
        words = f"does not show people's names, but lines_by: {by} prints them; add people: names or change lines_by"
        yield document.problem(place, words)
    if by in ("task", "person and task") and not show.tasks:
        words = f"does not show tasks, but lines_by: {by} prints them; add tasks or change lines_by"
        yield document.problem(place, words)
    if by == "entry" and not show.notes:
        yield document.problem(place, "does not show notes, but lines_by: entry prints them; add notes or change it")


def _template(invoice: InvoiceModel, document: Document) -> Iterator[Problem]:
    """The fields of the line's template that the contract hides, or that a line of several entries has not one of."""
    fields, show = fields_in(invoice.texts.line), to_wishes(invoice).show
    hidden = {
        "person": ("people: names", show.people == "names"),
        "role": ("people: roles", show.people != "no"),
        "tasks": ("tasks", show.tasks),
        "note": ("notes", show.notes),
    }
    single = {"note": ("entry",), "day": ("day", "entry")}
    place = ("invoice", "texts", "line")
    for field in fields:
        key, shown = hidden.get(field, ("", True))
        if not shown:
            yield document.problem(place, f"has {{{field}}}, which show: hides; add {key} there, or remove the field")
        if invoice.lines_by not in single.get(field, (invoice.lines_by,)):
            words = f"has {{{field}}}, which only lines_by: {' or '.join(single[field])} has one of; remove the field"
            yield document.problem(place, words)
