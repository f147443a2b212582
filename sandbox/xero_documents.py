"""The documents that Xero on loopback answers with: lists and pages of them, what is written once, files and history.

What a request writes is kept under its Idempotency-Key for some minutes; the vendor does not say for how many. A key
with another body is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sandbox import xero_rows as rows
from sandbox.routes import Answer, Asked, Problem
from sandbox.xero_books import CREDIT_NOTE, DELETED, INVOICE, Paper
from sandbox.xero_where import ordered, where
from sandbox.xero_writing import Invalid, create, day_of, update

KEPT_SECONDS = 360
PAGE = 100
MOST_FILES, LARGEST_FILE, LONGEST_KEY, LONGEST_NOTE = 10, 3_500_000, 128, 250
Json = dict[str, Any]


# ---- writing once, whatever was sent twice ---------------------------------------------------------------------------


def once(write: Callable[[Asked], Answer]) -> Callable[[Asked], Answer]:
    """A request that writes: under a key that was used, it is answered as it was, and nothing is written."""

    def answer(asked: Asked) -> Answer:
        key, books, now = asked.headers.get("idempotency-key", ""), asked.world.xero, asked.world.clock.ticks()
        if len(key) > LONGEST_KEY:
            raise Problem("wrong type", f"Idempotency-Key must be at most {LONGEST_KEY} characters", "Idempotency-Key")
        digest = hashlib.sha256(repr((asked.method, asked.path, asked.query, asked.body)).encode()).digest()
        kept = books.replies.get(key)
        if key and kept is not None and now - kept[0] <= KEPT_SECONDS:
            if kept[1] != digest:
                raise Problem("wrong type", "Idempotency-Key was used for another request", "Idempotency-Key")
            assert isinstance(kept[2], Answer)
            return kept[2]
        made = write(asked)
        if key and made.status == 200:
            books.replies.pop(key, None)
            books.replies[key] = (now, digest, made)
        return made

    return answer


# ---- documents -------------------------------------------------------------------------------------------------------


def _paper(asked: Asked, kind: str) -> Paper:
    return asked.world.xero.paper(kind, asked.parts[f"{kind}ID"])


def _four(asked: Asked) -> bool:
    return bool(asked.query.get("unitdp") == 4)


def listed(kind: str) -> Callable[[Asked], Answer]:
    """The papers of a kind: filtered, ordered, changed since, in pages or whole without their lines."""

    def answer(asked: Asked) -> Answer:
        query, books = asked.query, asked.world.xero
        found = [each for each in books.papers.values() if each.kind == kind and has_changed(asked, each.updated)]
        found = ordered(where(found, query.get("where", "")), query.get("order", ""))
        found = [each for each in found if _named(each, query)]
        if "page" not in query:
            shown = [rows.paper(books, each, False, _four(asked)) for each in found]
            return Answer(rows.reply(asked, rows.KINDS[kind], shown))
        page, pages = page_of(asked, found)
        lines = not query.get("summaryOnly", False)
        shown = [rows.paper(books, each, lines, _four(asked)) for each in page]
        return Answer(rows.reply(asked, rows.KINDS[kind], shown, pages))

    return answer


def _named(paper: Paper, query: Mapping[str, Any]) -> bool:
    """Whether a document is one of those that the address lists by id, number, contact or status."""
    own = {
        "IDs": paper.id,
        "InvoiceNumbers": paper.number,
        "ContactIDs": paper.contact,
        "Statuses": paper.status,
    }
    return all(value in query[name].split(",") for name, value in own.items() if query.get(name))


def page_of(asked: Asked, found: Sequence[Any]) -> tuple[Sequence[Any], Json]:
    """A page of what was found, and the `pagination` that stands beside it."""
    page, size = asked.query["page"], asked.query.get("pageSize", PAGE)
    count = -(-len(found) // size)
    pages = {"page": page, "pageSize": size, "pageCount": count, "itemCount": len(found)}
    return found[(page - 1) * size : page * size], pages


def has_changed(asked: Asked, moment: datetime) -> bool:
    """Whether something changed since the moment in If-Modified-Since; one without a zone is UTC's."""
    told = asked.headers.get("if-modified-since")
    if not told:
        return True
    try:
        since = datetime.fromisoformat(told)
    except ValueError as problem:
        raise Problem("wrong type", "If-Modified-Since is not a date", "If-Modified-Since") from problem
    return moment >= (since if since.tzinfo else since.replace(tzinfo=UTC))


def one(kind: str) -> Callable[[Asked], Answer]:
    """One paper, whole."""

    def answer(asked: Asked) -> Answer:
        shown = rows.paper(asked.world.xero, _paper(asked, kind), True, _four(asked))
        return Answer(rows.reply(asked, rows.KINDS[kind], [shown]))

    return answer


def write_all(kind: str, over: bool) -> Callable[[Asked], Answer]:
    """PUT creates, and POST writes over what has the id or number. Good ones are written beside bad ones."""

    def answer(asked: Asked) -> Answer:
        summarize = asked.query.get("summarizeErrors", True)
        shown, failed = [], False
        for given in asked.body[rows.KINDS[kind]]:
            row, wrong = _written(asked, kind, given, over)
            failed |= wrong
            shown.append(row if summarize else row | {"StatusAttributeString": "ERROR" if wrong else "OK"})
        if failed and summarize:
            return validation([row for row in shown if row.get("HasErrors")])
        return Answer(rows.reply(asked, rows.KINDS[kind], shown))

    return once(answer)


def updated(kind: str) -> Callable[[Asked], Answer]:
    """POST to an id: the one document in the body is written over the one in the path."""

    def answer(asked: Asked) -> Answer:
        found, (given, *_) = _paper(asked, kind), asked.body[rows.KINDS[kind]]
        row, wrong = _written(asked, kind, {**given, f"{kind}ID": found.id}, True)
        return validation([row]) if wrong else Answer(rows.reply(asked, rows.KINDS[kind], [row]))

    return once(answer)


def _written(asked: Asked, kind: str, given: Json, over: bool) -> tuple[Json, bool]:
    books = asked.world.xero
    try:
        own, number_ = given.get(f"{kind}ID"), given.get(f"{kind}Number")
        found = books.paper(kind, own) if own and over else None
        if over and found is None and number_:
            found = books.numbered(kind, number_)
        made = create(books, kind, given, _four(asked)) if found is None else update(books, found, given, _four(asked))
    except (Invalid, ValueError) as problem:
        return _invalid(kind, given, problem if isinstance(problem, Invalid) else Invalid(str(problem))), True
    return rows.paper(books, made, True, _four(asked)), False


def _invalid(kind: str, given: Json, problem: Invalid) -> Json:
    nobody = "00000000-0000-0000-0000-000000000000"
    lines = [
        {**each, "ValidationErrors": [{"Message": problem.lines[place]}] if place in problem.lines else []}
        for place, each in enumerate(given.get("LineItems") or [])
    ]
    words = [*problem.words, *problem.lines.values()]
    return {
        **given,
        f"{kind}ID": given.get(f"{kind}ID", nobody),
        "HasErrors": True,
        "LineItems": lines,
        "ValidationErrors": [{"Message": each} for each in words],
    }


def validation(elements: list[Json]) -> Answer:
    words = "A validation exception occurred"
    return Answer({"ErrorNumber": 10, "Type": "ValidationException", "Message": words, "Elements": elements}, 400)


def allocate(asked: Asked) -> Answer:
    """Takes a part of an approved credit note off an approved invoice of the same contact."""
    books, note = asked.world.xero, _paper(asked, CREDIT_NOTE)
    shown = []
    for given in asked.body["Allocations"]:
        invoice, amount = books.paper(INVOICE, given["Invoice"]["InvoiceID"]), Decimal(given["Amount"])
        good = note.status == invoice.status == "AUTHORISED" and note.contact == invoice.contact
        if not good or not 0 < amount <= min(note.left, invoice.left):
            return validation([{**given, "ValidationErrors": [{"Message": _NO_ALLOCATION}]}])
        books.allocate(note, invoice, amount, day_of(given["Date"]))
        shown.append({"Amount": amount, "Date": rows.day_stamp(day_of(given["Date"])), "Invoice": given["Invoice"]})
    return Answer(rows.reply(asked, "Allocations", shown))


_NO_ALLOCATION = "The amount specified for allocation exceeds what is left, or a document is not approved"


# ---- files and history -----------------------------------------------------------------------------------------------


def files(kind: str) -> Callable[[Asked], Answer]:
    """The files at a paper."""

    def answer(asked: Asked) -> Answer:
        paper = _paper(asked, kind)
        shown = [rows.attachment(asked, paper, name) for name in paper.files]
        return Answer(rows.reply(asked, "Attachments", shown))

    return answer


def attach(kind: str) -> Callable[[Asked], Answer]:
    """Puts a file there; one of the same name is written over."""

    def answer(asked: Asked) -> Answer:
        paper, name = _paper(asked, kind), asked.parts["FileName"]
        if paper.status == DELETED or len(asked.body) > LARGEST_FILE:
            raise Problem("wrong type", "The file is too large, or its document is deleted", "FileName")
        if name not in paper.files and len(paper.files) >= MOST_FILES:
            raise Problem("wrong type", f"A maximum of {MOST_FILES} attachments can be associated", "FileName")
        paper.files[name] = asked.body
        asked.world.xero.mark(paper, f"Attached the file {name}")
        return Answer(rows.reply(asked, "Attachments", [rows.attachment(asked, paper, name)]))

    return once(answer)


def history(kind: str) -> Callable[[Asked], Answer]:
    """What was done to a paper, the latest first."""
    return lambda asked: Answer(rows.reply(asked, "HistoryRecords", rows.history(_paper(asked, kind))))


def note(kind: str) -> Callable[[Asked], Answer]:
    """Adds a note to the history of a paper."""

    def answer(asked: Asked) -> Answer:
        paper = _paper(asked, kind)
        for each in asked.body["HistoryRecords"]:
            if len(each["Details"]) > LONGEST_NOTE:
                raise Problem("wrong type", f"Details must be at most {LONGEST_NOTE} characters", "Details")
            paper.history.append((asked.world.xero.now(), "Note", each["Details"]))
        return Answer(rows.reply(asked, "HistoryRecords", rows.history(paper)[: len(asked.body["HistoryRecords"])]))

    return once(answer)
