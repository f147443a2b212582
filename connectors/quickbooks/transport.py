"""QuickBooks Online's requests: the usual library over our own client, which waits, renews tokens, judges answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar

import msgspec

from connectors.access import Access
from connectors.errors import Changed, Unknown
from connectors.http import Http, Reply, Timer, Window
from connectors.quickbooks.errors import NOT_FOUND, Refusal, judge, refusal
from connectors.quickbooks.payloads import Attachable, Batch, Changes, Found, One, Queried, Sales, Upload, Uploads

T = TypeVar("T")
MINOR_VERSION = 75
LIMITS = (Window(500, 60),)
"""For all requests of an app to one company."""
SANDBOX_LIMITS = (*LIMITS, Window(10, 1))
PAGE = 1000
MOST_PAGES = 1000
MOST_IN_A_BATCH = 30
LONGEST_KEY = 50


@dataclass(frozen=True, slots=True)
class _Answered:
    """What the library is told of an answer that was judged already; its words are read by us, from its own bytes."""

    status_code: int = 200
    text: str = "{}"


@dataclass(slots=True)
class _Session:
    """What the library sends its requests through; the bearer is put in by our client, which knows when it ends."""

    http: Http
    base: str
    access_token: str = field(default="", repr=False)
    last: Reply | None = None

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        params: Mapping[str, Any],
        data: str | Mapping[str, Any],
    ) -> _Answered:
        """Sends a request. One that only reads may be repeated."""
        path = url.removeprefix(self.base)
        pairs = tuple((name, str(value)) for name, value in params.items())
        content = data.encode() if isinstance(data, str) else b""
        if method == "GET":
            reply = self.http.get(path, pairs)
        elif path.endswith("/batch"):
            reply = self.http.read(path, msgspec.Raw(content), pairs)
        else:
            reply = self.http.write(method, path, content, pairs, {"Content-Type": headers["Content-Type"]})
        self.last = reply
        return _Answered()


class Api:
    """One company's API, asked by one thread at a time."""

    def __init__(self, base: str, realm: str, access: Access, timer: Timer, limits: Sequence[Window] = LIMITS) -> None:
        from quickbooks.client import QuickBooks

        self.realm = realm
        self._http = Http(base, {"Accept": "application/json"}, limits, timer, judge=judge, access=access)
        self._session = _Session(self._http, base)
        self._client = QuickBooks(company_id=realm, minorversion=MINOR_VERSION, use_decimal=True)
        self._client.api_url_v3 = base
        self._client.session = self._session
        self._base = f"{base}/company/{realm}"

    @property
    def requests(self) -> int:
        """Requests sent so far."""
        return self._http.requests

    @property
    def told(self) -> datetime | None:
        """The vendor's clock at its first answer, in UTC."""
        return self._http.told

    def close(self) -> None:
        """Lets go of connections."""
        self._http.close()

    # ---- reading ----

    def one(self, path: str) -> One:
        """A row by its path below the company, such as `preferences`."""
        self._client.get(f"{self._base}/{path}")
        return self._answer(One)

    def row(self, entity: str, own: str) -> Sales | None:
        """A sales document by its id; None where there is none."""
        try:
            self._client.get_single_object(entity, own)
        except Refusal as problem:
            if problem.code == NOT_FOUND:
                return None
            raise
        return sales_of(self._answer(One), entity)

    def query(self, entity: str, where: str = "") -> Iterator[Found]:
        """All rows of an entity that fit, page by page."""
        start = 1
        for _ in range(MOST_PAGES):
            self._client.get(f"{self._base}/query", params={"query": select(entity, where, start)})
            found = self._answer(Queried).query_response
            yield found
            if found.rows < PAGE:
                return
            start += PAGE
        raise Changed(f"the pages of {entity} do not end")

    def queries(self, wanted: Sequence[tuple[str, str]]) -> Iterator[Found]:
        """The rows of several queries (entity, condition), many in one request."""
        for start in range(0, len(wanted), MOST_IN_A_BATCH):
            portion = wanted[start : start + MOST_IN_A_BATCH]
            items = [{"bId": str(place), "Query": select(*each)} for place, each in enumerate(portion)]
            self._client.batch_operation(msgspec.json.encode({"BatchItemRequest": items}).decode())
            for item in self._answer(Batch).batch_item_response:
                if item.Fault is not None or not item.bId.isdigit():
                    raise refusal("an item of POST /batch", item.Fault.error if item.Fault else ())
                found = item.QueryResponse or Found()
                yield found
                if found.rows >= PAGE:
                    yield from self._rest(*portion[int(item.bId)])

    def _rest(self, entity: str, where: str) -> Iterator[Found]:
        pages = self.query(entity, where)
        next(pages)
        return pages

    def changes(self, entities: Sequence[str], since: datetime) -> list[Found]:
        """What changed since a moment, at most 1000 rows in all."""
        self._client.change_data_capture(",".join(entities), f"{since:%Y-%m-%dT%H:%M:%S}Z")
        return [each for response in self._answer(Changes).CDCResponse for each in response.query_response]

    # ---- writing ----

    def write(self, entity: str, body: bytes, key: str, operation: str = "") -> Sales:
        """Carries out a request that writes, once for each key of at most 50 characters. Raises Unknown."""
        assert 0 < len(key) <= LONGEST_KEY, "the vendor keeps no longer key"
        if operation == "delete":
            self._client.delete_object(entity, body.decode(), request_id=key)
        else:
            self._client.create_object(entity, body.decode(), request_id=key)
        try:
            found = sales_of(self._answer(One), entity)
        except Changed as problem:
            raise Unknown(str(problem)) from problem
        if found is None:
            raise Unknown(f"the answer to a request that writes has no {entity}")
        return found

    def make(self, entity: str, body: bytes, key: str) -> Found:
        """Makes a row of a list, once for each key, and what the answer says of it. Raises Unknown."""
        self._client.create_object(entity, body.decode(), request_id=key)
        try:
            one = self._answer(One)
        except Changed as problem:
            raise Unknown(str(problem)) from problem
        return Found(customer=(one.customer,) if one.customer else (), item=(one.item,) if one.item else ())

    def upload(self, entity: str, own: str, name: str, content: bytes) -> Attachable:
        """Attaches a file. The vendor has no key for this: whoever asks looks first. Raises Unknown."""
        boundary = f"tieout-{sha256(content).hexdigest()[:32]}"
        body, kind = multipart(boundary, (entity, own), name, content), f"multipart/form-data; boundary={boundary}"
        params = (("minorversion", str(MINOR_VERSION)),)
        reply = self._http.write("POST", f"/company/{self.realm}/upload", body, params, {"Content-Type": kind})
        try:
            response = reply.decode(Uploads).attachable_response
        except Changed as problem:
            raise Unknown(str(problem)) from problem
        found = response[0] if response else Upload()
        if found.attachable is None:
            raise refusal(f"{name} was not attached", found.fault.error if found.fault else ())
        return found.attachable

    def detach(self, attached: Attachable, key: str) -> None:
        """Deletes an attachment."""
        body = msgspec.json.encode({"Id": attached.id, "SyncToken": attached.sync_token}).decode()
        self._client.delete_object("Attachable", body, request_id=key)

    def _answer(self, kind: type[T]) -> T:
        """The last answer as a type of ours, from its own bytes: the digits of its numbers are kept."""
        assert self._session.last is not None, "a request was sent"
        return self._session.last.decode(kind)


def sales_of(one: One, entity: str) -> Sales | None:
    """The sales document in an answer."""
    return {"Invoice": one.invoice, "Estimate": one.estimate, "CreditMemo": one.credit_memo}[entity]


def select(entity: str, where: str = "", start: int = 1) -> str:
    """A query for a page of rows, in the order of ids, which no edit changes."""
    condition = f" where {where}" if where else ""
    page = f"orderby Id startposition {start} maxresults {PAGE}"
    return " ".join(("select * from", entity + condition, page))


def quoted(text: str) -> str:
    """A text in a query."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def multipart(boundary: str, owner: tuple[str, str], name: str, content: bytes) -> bytes:
    """The body of an upload: what the file belongs to, and its bytes."""
    kind = _KINDS.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    about = {
        "AttachableRef": [{"EntityRef": {"type": owner[0], "value": owner[1]}, "IncludeOnSend": False}],
        "FileName": name,
        "ContentType": kind,
    }
    shown = "".join(each if each.isascii() and each.isprintable() and each not in '"\\' else "_" for each in name)
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file_metadata_01"\r\n'
    head += f"Content-Type: application/json; charset=UTF-8\r\n\r\n{msgspec.json.encode(about).decode()}\r\n"
    head += f'--{boundary}\r\nContent-Disposition: form-data; name="file_content_01"; filename="{shown}"\r\n'
    head += f"Content-Type: {kind}\r\nContent-Transfer-Encoding: binary\r\n\r\n"
    return head.encode() + content + f"\r\n--{boundary}--\r\n".encode()


_KINDS = {"pdf": "application/pdf", "csv": "text/csv", "json": "application/json", "txt": "text/plain"}
