"""A draft as the files that leave the house: the record, the client's statement, the entries; from what was planned."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from billing.ids import stable_id
from billing.money import Money
from billing.plan import plan
from billing.records import Task
from billing.unit import Unit, unit_of
from connectors.files import Config, quickbooks_csv, xero_csv
from connectors.files.records import Issued, LedgerDocument, ledger_document
from mappings.drafts import StoredDraft
from mappings.pushes import POST, Push
from mappings.store import Transaction
from review import client_csv, document_json
from review.client import BilledEntry, DocumentFacts, client_document
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

    def facts(self, push: Push) -> DocumentFacts:
        """What stands on it beside the draft; what was written down before is not asked for again."""
        names = {stream.code: stream.name for stream in self.unit.contract.workstreams}
        seller = str(json.loads(push.body)["seller"]) if push.body else self.seller
        return DocumentFacts(seller, push.number, push.issued, push.due, names)

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
        """The document as a ledger's import file needs it."""
        issued = push.issued or date.min
        fixed = Issued(push.number, issued, push.due or issued, self.home_currency)
        return ledger_document(self.stored.draft, self.unit.contract.wishes, fixed)


def papers_of(worker: Worker, tx: Transaction, stored: StoredDraft) -> Papers:
    """What a draft was planned from, with the terms of its contract as they were then."""
    unit = unit_of(tx.plans.get(stored.plan).inputs)
    company = worker.configuration.main.company
    return Papers(stored, unit, _entries(stored, unit), company.name, company.currency)


def intent(stored: StoredDraft, action: str, books: str, place: str) -> Push:
    """A push of a draft's revision, without its number, dates and body; its key is the same in every try."""
    key = stable_id(PUSH, stored.draft.id, str(stored.revision), action)
    return Push(key, stored.draft.id, stored.revision, action, "intended", books, "", None, None, place, b"")


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


def _entries(stored: StoredDraft, unit: Unit) -> tuple[BilledEntry, ...]:
    """The entries of a draft as they were planned, whatever has happened to them since."""
    lines = {line.id for line in stored.draft.lines}
    planned = plan(unit)
    works = {(work.entry_id, 1): work for work in unit.works}
    works |= {(piece.subject, piece.number): piece.work for piece in planned.pieces}
    items = {item.id: item for item in unit.charges}
    found = []
    for portion in planned.portions:
        if portion.line_id not in lines:
            continue
        work, item = works.get((portion.entry_id, portion.number)), items.get(portion.entry_id)
        tasks: tuple[Task, ...] = work.tasks if work else ()
        day = work.day if work else item.day if item else stored.draft.service_to
        found.append(
            BilledEntry(
                entry_id=portion.entry_id,
                line_id=portion.line_id,
                day=day,
                person=work.person if work else "",
                role=work.role if work else "",
                activity=work.activity if work else "",
                note=work.note if work else "",
                tasks=tasks,
                seconds=portion.seconds,
                charged_seconds=portion.charged_seconds,
                amount=Money(portion.minor, portion.currency),
            )
        )
    return tuple(found)
