"""What Xero's refusals mean: its words, collected from wherever they stand, and what a person does about each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from connectors.errors import Changed, ConnectorError, Reconnect, Refused, Retry
from connectors.http import Reply, retry_after, said
from connectors.xero.payloads import Paper

FLOOR_SECONDS = {"concurrent": 5, "minute": 60, "appminute": 60, "day": 3600}
"""How long to wait where Xero says which limit was reached and not for how long, as where too many are open at once."""
MOST_SENTENCES = 5

REMEDIES = (
    (r"# must be unique", "another document has this number; rename it in Xero, or push again with the next number"),
    (
        r"contact name .*must be unique",
        "an active contact has this name; write it in bill_to: as it is there",
    ),
    (r"archived", "restore the contact in Xero (Contacts > Archived), or write another customer in bill_to:"),
    (r"contact .*could not be found|Contact must be specified", "write the customer in bill_to: as Xero names it"),
    (r"lock date|locked", "move the lock date in Xero (Settings > Advanced), or issue it on a later day"),
    (r"not subscribed to currency", "add the currency in Xero (Settings > Currencies)"),
    (
        r"payment or credit note allocated",
        "what is paid or credited is changed in Xero alone: remove that there",
    ),
    (r"not of valid status", "somebody approved, voided or deleted it in Xero; look at it there"),
    (r"Account code", "write account: under posting: in the contract, with an active revenue account of Xero's chart"),
    (r"TaxType|tax ?type|tax rate", "write tax: under posting: in the contract, as Xero calls an active tax rate"),
    (r"Item code", "write item: under posting: in the contract, with the code of an item that is sold"),
    (r"[Tt]racking", "write tracking: under posting: in the contract, with a category and an option that are active"),
    (r"line total", "Xero rounds this line otherwise; report it together with the line"),
    (r"Idempotency-Key", "the same push was sent with other content; run the month again and push the new draft"),
    (r"attachments can be|too large", "remove files from the document in Xero; it keeps ten, of 3.5 MB each"),
    (r"Due Date", "write terms in the contract, from which the due date follows"),
)
"""What to do, by Xero's words."""

_NOT_SIGNED_IN = "Xero does not accept this connection any more"
_NOT_LET_IN = (
    "Xero does not let this connection into the organisation: somebody ended the connection there, or it lacks a scope"
)


def judge(reply: Reply, wall: float) -> ConnectorError | None:
    """What Xero's answer means for what happens next; None where it is one (Xero: response codes and errors)."""
    status = reply.status
    if 200 <= status < 300 or status == 304:
        return None
    if status == 401:
        return Reconnect(f"{_NOT_SIGNED_IN} ({_words(reply)})")
    if status == 403:
        return Reconnect(f"{_NOT_LET_IN} ({_words(reply)})")
    if status == 429:
        return _too_many(reply, wall)
    if status in (408, 425) or status >= 500:
        words = "Xero or the organisation is not available just now"
        return Retry(
            f"{words}: {reply.what} was answered with {status}: {said(reply)}", retry_after(reply.headers, wall)
        )
    if 300 <= status < 400:
        return Changed(f"{reply.what} leads elsewhere (status {status}); check base_url")
    return Refused(f"Xero refused {reply.what}: {_words(reply)}", status)


def refused(paper: Paper) -> Refused | None:
    """Why a document was not taken that came back in an answer of status 200 (summarizeErrors=false)."""
    wrong = (paper.status_attribute_string or "").upper() == "ERROR" or bool(paper.has_errors)
    if not wrong:
        return None
    words = [each.message for each in paper.validation_errors or () if each.message]
    return Refused(f"Xero refused {paper.invoice_number or paper.credit_note_number or 'it'}: {told(words)}", 400)


def told(words: list[str]) -> str:
    """Xero's sentences, each once, with what to do about them."""
    sentences = list(dict.fromkeys(" ".join(each.split()) for each in words))[:MOST_SENTENCES] or [
        "it does not say why"
    ]
    remedies = dict.fromkeys(
        remedy for each in sentences for pattern, remedy in REMEDIES if re.search(pattern, each, re.IGNORECASE)
    )
    return "; ".join([*(each.rstrip(".") for each in sentences), *remedies])


def _too_many(reply: Reply, wall: float) -> Retry:
    limit = reply.headers.get("x-rate-limit-problem", "").lower()
    wait = retry_after(reply.headers, wall)
    wait = FLOOR_SECONDS.get(limit) if wait is None else wait
    names = {"day": "of a day", "minute": "of a minute", "appminute": "of the app", "concurrent": "of open requests"}
    return Retry(f"Xero's limit {names.get(limit, '')} is reached".replace("  ", " "), wait)


def _words(reply: Reply) -> str:
    try:
        body: Any = msgspec.json.decode(reply.content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return said(reply)
    if not isinstance(body, dict):
        return said(reply)
    found = [each for each in _messages(body.get("Elements")) if each]
    if not found:
        found = [str(body[key]) for key in ("Detail", "Message", "Title", "error") if body.get(key)][:1]
    return told([each[:300] for each in found])


def _messages(value: Any) -> Iterator[str]:
    """The messages of validation, wherever they stand: at the document, its lines, its contact."""
    if isinstance(value, list):
        for each in value:
            yield from _messages(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name == "ValidationErrors" and isinstance(each, list):
                yield from (str(one["Message"]) for one in each if isinstance(one, dict) and one.get("Message"))
            elif isinstance(each, (list, dict)):
                yield from _messages(each)
