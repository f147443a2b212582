"""QuickBooks Online's faults, each with what a person should do (developer.intuit.com, "Handling common errors")."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from connectors.errors import ConnectorError, Reconnect, Refused, Retry, Unknown
from connectors.http import Reply, judged, retry_after
from connectors.quickbooks.payloads import Said

WAIT_SECONDS = 60
"""How long to wait where a limit is refused without saying how long it lasts."""
MAX_SAID = 400

REQUIRED, TOO_LONG, BAD_REFERENCE, NOT_FOUND = 2020, 2050, 2500, 610
STALE, DUPLICATE_NUMBER, CLOSED = 5010, 6140, 6210
REMEDIES = {
    NOT_FOUND: "it is gone, or something it names was made inactive; make it active in QuickBooks, or name another",
    500: "this company's plan does not have it; write to the books something that it has, or change the plan",
    2010: "Tieout sent a field that QuickBooks does not know; install a newer version, and tell us of it",
    REQUIRED: "a field is missing; tell us of it",
    2030: "a value is not valid; tell us of it",
    2040: "a text has characters that QuickBooks does not take; remove them in the contract",
    TOO_LONG: "a text is longer than QuickBooks takes; shorten it in the contract",
    2170: "a value is none of QuickBooks' own; tell us of it",
    BAD_REFERENCE: "a customer, item, tax code, class or term is not there any more; correct its name",
    4000: "Tieout asked in a way that QuickBooks does not understand; tell us of it",
    4001: "Tieout asked for something that QuickBooks does not look for; tell us of it",
    STALE: "somebody changed it in QuickBooks in the meantime; look at it there, then push again",
    5020: "this feature is off or not part of the plan; turn it on in QuickBooks' Account and settings",
    5030: "this feature is off or not part of the plan; turn it on in QuickBooks' Account and settings",
    6000: "QuickBooks' rules forbid it, for the reason that it states; mend that, and push again",
    6030: "the file is larger than QuickBooks takes (100 MB); attach it by hand",
    6040: "QuickBooks does not take the file as it was sent; tell us of it",
    6050: "files cannot be attached to such a document; tell us of it",
    6070: "its amount is not quantity times price in QuickBooks' arithmetic; tell us of it",
    6100: "lines of a company in the United States have the tax code TAX or NON; write one of them as tax",
    DUPLICATE_NUMBER: "another document has this number; give that one another number, or let our numbers begin later",
    6190: "its subscription has ended; renew it in QuickBooks, then push again",
    CLOSED: "the books are closed up to a later day; reopen them there, or issue the document with a later date",
    6240: "there is such a name already, of a customer, vendor or employee; use that one",
    6540: "it is in a deposit; take it out of the deposit in QuickBooks first",
}
"""What to do about each code."""
SIGN_IN = {
    120: "whoever connected has lost access to this company; connect again as somebody who has it",
    3100: "the app may not open this company: connect again, and use keys of the same environment as `environment:`",
    3200: "the connection has ended; connect again",
}
"""Codes that mean to connect again."""
THROTTLED = 3001
A_FAILURE = 10000
"""From this code on it is QuickBooks' own failure."""
_TAKEN = re.compile(r"TxnType=(\w+) with TxnId=(\d+)")


class Refusal(Refused):
    """A fault with its code; `detail` is what QuickBooks says about it."""

    def __init__(self, message: str, code: int, detail: str, status: int = 400) -> None:
        super().__init__(message, status)
        self.code, self.detail = code, detail

    @property
    def taken_by(self) -> tuple[str, str] | None:
        """The type and id of the document that has the number already, if it says so."""
        found = _TAKEN.search(self.detail)
        return (found[1], found[2]) if found else None


class _Body(msgspec.Struct, frozen=True):
    Fault: _Errors | None = None
    fault: _Errors | None = None


class _Errors(msgspec.Struct, frozen=True):
    Error: tuple[Said, ...] = ()
    error: tuple[_Lower, ...] = ()


class _Lower(msgspec.Struct, frozen=True):
    message: str | None = None
    detail: str | None = None
    code: str | None = None


def judge(reply: Reply, wall: float) -> ConnectorError | None:
    """What an answer of QuickBooks means, or None where it is one: the company's `Fault`, and the gateway's `fault`."""
    if reply.status == 200 and not reply.content[:40].lstrip().startswith(b'{"Fault"'):
        return None
    said = _errors(reply)
    if not said:
        return _waited(judged(reply, wall), reply)
    first = said[0]
    code = int(first.code) if first.code.isdigit() else 0
    words = _words(reply, said)
    if reply.status == 429 or code == THROTTLED:
        return Retry(words, retry_after(reply.headers, wall) or WAIT_SECONDS)
    if code in SIGN_IN or reply.status == 401:
        return Reconnect(f"{words}. {_sentence(SIGN_IN.get(code, SIGN_IN[3200]))}")
    if code >= A_FAILURE or reply.status >= 500:
        return (Unknown if reply.what.startswith("POST") else Retry)(words, retry_after(reply.headers, wall))
    remedy = REMEDIES.get(code)
    return Refusal(f"{words}. {_sentence(remedy)}" if remedy else words, code, first.detail or "", reply.status)


def refusal(what: str, said: Iterable[Said]) -> Refusal:
    """The fault of a part of a request."""
    errors = tuple(said) or (Said(),)
    code = int(errors[0].code) if errors[0].code.isdigit() else 0
    words = f"{what}: {'; '.join(map(_one, errors))}"
    remedy = REMEDIES.get(code)
    return Refusal(f"{words}. {_sentence(remedy)}" if remedy else words, code, errors[0].detail or "")


def _waited(wrong: ConnectorError | None, reply: Reply) -> ConnectorError | None:
    """A limit that says nothing more is waited for as long as the vendor advises."""
    if isinstance(wrong, Retry) and reply.status == 429 and wrong.retry_after is None:
        return Retry(str(wrong), WAIT_SECONDS)
    return wrong


def _errors(reply: Reply) -> tuple[Said, ...]:
    try:
        body = msgspec.json.decode(reply.content, type=_Body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ()
    if body.Fault is not None:
        return body.Fault.Error
    lower = body.fault.error if body.fault else ()
    return tuple(Said(each.message or "", each.detail, each.code or "") for each in lower)


def _words(reply: Reply, said: tuple[Said, ...]) -> str:
    trace = reply.headers.get("intuit_tid", "")
    more = f" (intuit_tid {trace})" if trace else ""
    text = "; ".join(map(_one, said))
    text = text if len(text) <= MAX_SAID else text[:MAX_SAID] + "…"
    return f"{reply.what} was answered with {reply.status}: {text}{more}"


def _one(said: Said) -> str:
    text = said.detail if said.detail and said.message in said.detail else f"{said.message} {said.detail or ''}"
    line = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    field = f", {said.element}" if said.element else ""
    return f"{line} ({said.code}{field})"


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]
