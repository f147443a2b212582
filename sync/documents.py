"""A draft as the files that leave the house: the record, the client's statement, the entries; from what was planned."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from billing.contract_periods import is_final
from billing.ids import stable_id
from billing.money import Money
from billing.plan import plan
from billing.records import Portion, Work
from billing.tax import expected_tax
from billing.unit import Unit, unit_of
from connectors.files import Config, quickbooks_csv, xero_csv
from connectors.files.records import Issued, LedgerDocument, Told, ledger_document
from mappings.drafts import StoredDraft
from mappings.pushes import POST, Push
from mappings.store import Transaction
from review import client_csv, document_json
from review.client import BilledEntry, DocumentFacts, client_document, told_of_lines
from review.drafts import due_day, invoice_day
from sync.worker import Worker

RECORD, STATEMENT, ENTRIES = "document.json", "statement.pdf", "entries.csv"
PUSH = "k"


@dataclass(frozen=True, slots=True)
class Papers:
    """All that a document is made of: the draft, the unit it was planned from, and the entries on its lines."""

    stored: StoredDraft
    unit: Unit
    entries: tuple[BilledEntry, ...]
    seller: str
    home_currency: str
    credits: str = ""
    """The number of the invoice that a credit note takes something back of."""

    def facts(self, push: Push) -> DocumentFacts:
        """What stands on it beside the draft; what was written down before is not asked for again."""
        seller = str(json.loads(push.body)["seller"]) if push.body else self.seller
        taxed = expected_tax(self.stored.draft, self.unit.contract.taxation)
        final = is_final(self.unit.contract, self.unit.period) and not self.stored.draft.is_credit
        return DocumentFacts(seller, push.number, push.issued, push.due, self._names, self.credits, taxed, final)

    def record(self, push: Push) -> bytes:
        """The complete record, for programs: the bytes that are the document's proof."""
        status = "posted" if push.action == POST else "draft"
        found = document_json.to_json(self.stored.draft, self.stored.revision, self.entries, self.facts(push), status)
        return document_json.to_bytes(found)

    def files(self, push: Push) -> dict[str, bytes]:
        """The files of a document by name; the record is the very bytes that were written down before."""
        from review import client_pdf  # the one that needs a library of fonts and pictures

        shown = client_document(self.stored.draft, self.entries, self.unit.contract.wishes, self.facts(push))
        return {RECORD: push.body, STATEMENT: client_pdf.to_pdf(shown), ENTRIES: client_csv.to_csv(shown)}

    def for_ledger(self, push: Push) -> LedgerDocument:
        """The document as a ledger receives it, with the words that its client reads on its lines."""
        draft, wishes = self.stored.draft, self.unit.contract.wishes
        told = {line: Told(*said) for line, said in told_of_lines(draft, self.entries, wishes, self._names).items()}
        return ledger_document(draft, wishes, told, self._issued(push))

    def without_lines(self, push: Push) -> LedgerDocument:
        """The document as far as a ledger needs it that is to take it away."""
        return ledger_document(replace(self.stored.draft, lines=()), self.unit.contract.wishes, {}, self._issued(push))

    @property
    def _names(self) -> dict[str, str]:
        return {stream.code: stream.name for stream in self.unit.contract.workstreams}

    def _issued(self, push: Push) -> Issued:
        issued = push.issued or date.min
        return Issued(push.number, issued, push.due or issued, self.home_currency)


def papers_of(worker: Worker, tx: Transaction, stored: StoredDraft) -> Papers:
    """What a draft was planned from, with the terms of its contract as they were then."""
    inputs = tx.plans.get(stored.plan).inputs
    unit, company = _unit(inputs), worker.configuration.main.company
    if not stored.draft.is_credit:
        return Papers(stored, unit, _entries(stored, inputs), company.name, company.currency)
    invoice = tx.pushes.of_drafts([stored.draft.credits]).get(stored.draft.credits)
    credited = invoice.number if invoice is not None else ""
    on_lines = tx.placements.on_lines([line.id for line in stored.draft.lines])
    return Papers(stored, unit, _credited(on_lines, unit), company.name, company.currency, credited)


def intent(stored: StoredDraft, action: str, books: str, given_up: int = 0) -> Push:
    """A push of a draft's revision, without its number, dates, place and body.

    Its key is the same in every try; only after one was given up, another one is made.
    """
    tries = [str(given_up)] if given_up else []
    key = stable_id(PUSH, stored.draft.id, str(stored.revision), action, *tries)
    return Push(key, stored.draft.id, stored.revision, action, "intended", books, "", None, None, "", b"")


def dates_of(stored: StoredDraft, today: date) -> tuple[date, date]:
    """The invoice date and the due date that a document bears when it is issued today."""
    issued = invoice_day(stored.draft, today)
    return issued, due_day(stored.draft, today) or issued


def lacking(document: LedgerDocument, config: Config) -> list[str]:
    """What the import files that are wanted would lack, as sentences; nothing is invented."""
    checks = {"xero": xero_csv.missing, "quickbooks": quickbooks_csv.missing}
    return [sentence for layout in config.import_csv for sentence in checks[layout](document)]


def import_files(documents: list[LedgerDocument], config: Config) -> Mapping[str, list[bytes]]:
    """The import files of some documents, by ledger."""
    write = {"xero": xero_csv.files, "quickbooks": quickbooks_csv.files}
    return {layout: write[layout](documents, config.dates or "dmy") for layout in config.import_csv}


@dataclass(frozen=True, slots=True)
class _Planned:
    """What a plan has on its lines, in its order: portions by their lines, and what each was planned from."""

    portions: Mapping[str, Sequence[tuple[int, Portion]]]
    works: Mapping[tuple[str, int], Work]
    days: Mapping[str, date]
    """Of charges and corrections."""


@lru_cache(maxsize=1)
def _unit(inputs: str) -> Unit:
    """The unit of a plan's inputs. Documents of one unit follow each other, so that the last one is kept."""
    return unit_of(inputs)


@lru_cache(maxsize=1)
def _planned(inputs: str) -> _Planned:
    """What equal inputs always come to; a month of 200 documents is planned once for all of them."""
    unit = _unit(inputs)
    planned = plan(unit)
    works = {(work.entry_id, 1): work for work in unit.works}
    works |= {(piece.subject, piece.number): piece.work for piece in planned.pieces}
    portions: dict[str, list[tuple[int, Portion]]] = {}
    for place, portion in enumerate(planned.portions):
        portions.setdefault(portion.line_id, []).append((place, portion))
    return _Planned(portions, works, {item.id: item.day for item in (*unit.charges, *unit.corrections)})


def _entries(stored: StoredDraft, inputs: str) -> tuple[BilledEntry, ...]:
    """The entries of a draft as they were planned, whatever has happened to them since."""
    planned = _planned(inputs)
    lines = {line.id: None for line in stored.draft.lines}
    own = sorted((each for line in lines for each in planned.portions.get(line, ())), key=lambda each: each[0])
    works, days, last = planned.works, planned.days, stored.draft.service_to
    return tuple(_billed(p, works.get((p.entry_id, p.number)), days.get(p.entry_id, last)) for _, p in own)


def _credited(portions: Sequence[Portion], unit: Unit) -> tuple[BilledEntry, ...]:
    """The entries of a credit note: what it takes back of each, with the words of the plan that billed them."""
    works = {work.entry_id: work for work in unit.works}
    return tuple(_billed(portion, works.get(portion.entry_id), unit.period.last) for portion in portions)


def _billed(portion: Portion, work: Work | None, day: date) -> BilledEntry:
    return BilledEntry(
        entry_id=portion.entry_id,
        line_id=portion.line_id,
        day=work.day if work else day,
        person=work.person if work else "",
        role=work.role if work else "",
        activity=work.activity if work else "",
        note=work.note if work else "",
        tasks=work.tasks if work else (),
        seconds=portion.seconds,
        charged_seconds=portion.charged_seconds,
        amount=Money(portion.minor, portion.currency),
    )
