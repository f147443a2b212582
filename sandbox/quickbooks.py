"""QuickBooks Online on loopback: the accounting API v3 of one company, and Intuit's OAuth 2.

A document has a version (SyncToken) which every update must name. A request that writes is carried out once for each
requestid; failures are not kept. Where the vendor does not say what happens, the answer is the least that it promises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sandbox import quickbooks_names as names
from sandbox import quickbooks_rows as rows
from sandbox.kinds import Kind, anything, moment, number, one_of, text
from sandbox.limits import Limit
from sandbox.quickbooks_books import NAMED, PACIFIC, SALES, TRANSACTIONS, Fault, QuickBooksBooks, Row
from sandbox.quickbooks_books import number as exact
from sandbox.quickbooks_files import attachable, uploaded
from sandbox.quickbooks_oauth import oauth
from sandbox.quickbooks_seed import RATES
from sandbox.quickbooks_select import query
from sandbox.records import Access
from sandbox.routes import Answer, Asked, Problem, Route, Service
from sandbox.world import World

A_MINUTE, BATCHES_A_MINUTE, A_SECOND_IN_SANDBOXES, AT_ONCE = 500, 120, 10, 10
MOST_IN_A_BATCH = 30
LOOK_BACK = timedelta(days=30)
MOST_CHANGES = 1000
LONGEST_REQUESTID = 50
CHANGES = (*TRANSACTIONS, "Customer", "Item", "Account", "Term", "Class", "Attachable")
"""What change data capture tells; taxes are not among it."""


def services(world: World) -> tuple[Service, ...]:
    """The API of the company, and where access to it is granted."""
    api = Service("quickbooks", "/quickbooks/v3", tuple(_routes()), _sign_in, _refuse, _limits, _headers)
    return api, oauth(world)


# ---- who asks, and how that is refused -------------------------------------------------------------------------------


def _sign_in(asked: Asked) -> Access:
    """A token of the company that the path names; all its requests count together."""
    kind, _, token = asked.headers.get("authorization", "").partition(" ")
    books = asked.world.quickbooks
    if kind != "Bearer":
        raise Problem("no credentials")
    if not books.accepts(token):
        raise Problem("expired" if token in books.access else "bad token")
    if not asked.path.startswith(f"/company/{books.realm}/"):
        raise Problem("wrong account")
    if asked.at_once > AT_ONCE:
        raise Problem("too many", "more than ten requests at once")
    return Access(books.realm, 0, admin=True)


_GATEWAY = {
    "no credentials": (401, "3200", "AuthenticationFailed", "AUTHENTICATION"),
    "bad token": (401, "3200", "AuthenticationFailed", "AUTHENTICATION"),
    "expired": (401, "3200", "AuthenticationFailed", "AUTHENTICATION"),
    "wrong account": (403, "3100", "ApplicationAuthorizationFailed", "AUTHORIZATION"),
    "forbidden": (403, "3100", "ApplicationAuthorizationFailed", "AUTHORIZATION"),
    "too many": (429, "3001", "ThrottleExceeded", "SERVICE"),
    "quota": (429, "3001", "ThrottleExceeded", "SERVICE"),
}


def _refuse(problem: Problem) -> Answer:
    """The gateway's lower-case `fault` where the request does not reach the company, its own `Fault` where it does."""
    if problem.kind in _GATEWAY:
        status, code, words, kind = _GATEWAY[problem.kind]
        message = f"message={words}; errorCode=00{code}; statusCode={status}"
        error = {"message": message, "detail": None, "code": code, "element": None}
        nothing = dict.fromkeys(("report", "queryResponse", "batchItemResponse", "attachableResponse"))
        body = {"warnings": None, "intuitObject": None, "fault": {"error": [error], "type": kind}, **nothing}
        return Answer(body, status, {"Retry-After": problem.wait} if problem.wait else {})
    if problem.kind == "broken":
        return _fault(Fault(10000, "An application error has occurred while processing your request"), 500)
    if problem.kind in ("unknown route", "wrong method"):
        return _fault(Fault(500, "Unsupported Operation", problem.words), 400)
    missing = problem.kind == "missing parameter"
    return _fault(
        Fault(2020 if missing else 2010, "Request has invalid or unsupported property", problem.words, problem.where)
    )


def _fault(fault: Fault, status: int = 400, at: str = "") -> Answer:
    error = {"Message": fault.message, "Detail": fault.detail, "code": str(fault.code), "element": fault.element}
    kind = "SystemFault" if fault.code >= 10000 else "ValidationFault"
    return Answer({"Fault": {"Error": [error], "type": kind}, "time": at}, status)


def _limits(asked: Asked) -> Iterable[Limit]:
    pace = asked.world.quickbooks.pace
    yield Limit("minute", A_MINUTE, 60 / pace)
    if asked.world.quickbooks.sandbox:
        yield Limit("second", A_SECOND_IN_SANDBOXES, 1 / pace)
    if asked.path.endswith("/batch"):
        yield Limit("batches", BATCHES_A_MINUTE, 60 / pace)


def _headers(asked: Asked) -> Mapping[str, str]:
    return {"intuit_tid": f"1-{len(asked.world.requests):08x}"}


# ---- answers ---------------------------------------------------------------------------------------------------------


def _time(books: QuickBooksBooks) -> str:
    return books.clock.now().astimezone(PACIFIC).isoformat(timespec="milliseconds")


Handler = Callable[[QuickBooksBooks, Asked], Row]


def _answering(handle: Handler) -> Callable[[Asked], Answer]:
    """A handler whose faults are answered as QuickBooks answers them, and which says what time it is."""

    def answer(asked: Asked) -> Answer:
        books = asked.world.quickbooks
        try:
            return Answer({**handle(books, asked), "time": _time(books)})
        except Fault as fault:
            return _fault(fault, at=_time(books))

    return answer


def _once(handle: Handler) -> Handler:
    """A request that writes: for each requestid it is carried out once, and then answered as it was."""

    def answer(books: QuickBooksBooks, asked: Asked) -> Row:
        key = asked.query.get("requestid", "")
        if len(key) > LONGEST_REQUESTID:
            raise Fault(2050, "String length is either shorter or longer than supported", "", "requestid")
        if key and key in books.replies:
            return books.replies[key]
        found = handle(books, asked)
        if key:
            books.replies[key] = _copied(found)
        return found

    return answer


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copied(each) for name, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value


def _written(entity: str) -> Handler:
    def answer(books: QuickBooksBooks, asked: Asked) -> Row:
        body, operation = asked.body, asked.query.get("operation", "update")
        if not isinstance(body, dict):
            raise Fault(2010, "Request has invalid or unsupported property", "The body is no object")
        if operation == "delete":
            return {entity: rows.deleted(books, entity, rows.current(books, entity, body))}
        if operation == "void":
            return {entity: rows.voided(books, entity, rows.current(books, entity, body))}
        duplicates = "allowduplicatedocnum" in asked.query.get("include", "")
        return {entity: rows.written(books, entity, body, duplicates)}

    return answer


def _named(entity: str) -> Handler:
    """A row of a list that is made; this twin updates none."""

    def answer(books: QuickBooksBooks, asked: Asked) -> Row:
        if not isinstance(asked.body, dict):
            raise Fault(2010, "Request has invalid or unsupported property", "The body is no object")
        return {entity: names.made(books, entity, asked.body)}

    return answer


def _info(books: QuickBooksBooks, asked: Asked) -> Row:
    """The company's own row, which is asked for by the company's id."""
    if asked.parts["id"] != books.realm:
        raise Fault(610, "Object Not Found", f"Object Not Found : CompanyInfo {asked.parts['id']}")
    return {"CompanyInfo": books.find("CompanyInfo", "1")}


def _read(entity: str) -> Handler:
    return lambda books, asked: {entity: books.find(entity, asked.parts["id"])}


def _attachable(books: QuickBooksBooks, asked: Asked) -> Row:
    body = dict(asked.body)
    if asked.query.get("operation") == "delete":
        row = rows.current(books, "Attachable", body)
        books.remove("Attachable", row["Id"])
        books.files.pop(row["Id"], None)
        return {"Attachable": {"status": "Deleted", "domain": "QBO", "Id": row["Id"]}}
    return {"Attachable": attachable(books, body)}


def _upload(books: QuickBooksBooks, asked: Asked) -> Row:
    return uploaded(books, asked.headers.get("content-type", ""), asked.body)


def _query(books: QuickBooksBooks, asked: Asked) -> Row:
    select = asked.query.get("query") or (asked.body.decode("utf-8", "replace") if asked.body else "")
    return {"QueryResponse": query(books, select)}


def _batch(books: QuickBooksBooks, asked: Asked) -> Row:
    """Queries alone: documents are written one by one here."""
    items = asked.body.get("BatchItemRequest", []) if isinstance(asked.body, dict) else []
    if not 1 <= len(items) <= MOST_IN_A_BATCH:
        raise Fault(1040, "Batch size exceeded", f"A batch has 1 to {MOST_IN_A_BATCH} items")
    return {"BatchItemResponse": [_item(books, each) for each in items]}


def _item(books: QuickBooksBooks, item: Row) -> Row:
    own = {"bId": item.get("bId", "")}
    if "Query" not in item:
        return {**own, **_fault(Fault(500, "Unsupported Operation", "This twin reads in batches only")).content}
    try:
        return {**own, "QueryResponse": query(books, item["Query"])}
    except Fault as fault:
        return {**own, "Fault": _fault(fault).content["Fault"]}


def _changes(books: QuickBooksBooks, asked: Asked) -> Row:
    since: datetime = asked.query["changedSince"]
    entities = [each.strip() for each in asked.query["entities"].split(",")]
    for entity in entities:
        if entity not in CHANGES:
            raise Fault(2010, "Request has invalid or unsupported property", f"{entity} is not supported by CDC")
    if books.clock.now() - since > LOOK_BACK:
        raise Fault(2030, "Invalid value for the parameter", "changedSince is more than 30 days ago", "changedSince")
    left, found = MOST_CHANGES, []
    for entity in entities:
        changed = [row for row in books.rows[entity].values() if _changed(row) >= since]
        gone = [_gone(books, each.id, each.at) for each in books.gone if each.entity == entity and each.at >= since]
        told = [*changed, *gone][:left]
        left -= len(told)
        found.append({entity: told, "startPosition": 1, "maxResults": len(told)} if told else {})
    return {"CDCResponse": [{"QueryResponse": found}]}


def _changed(row: Row) -> datetime:
    return datetime.fromisoformat(row["MetaData"]["LastUpdatedTime"])


def _gone(books: QuickBooksBooks, own: str, at: datetime) -> Row:
    return {"domain": "QBO", "status": "Deleted", "Id": own, "MetaData": {"LastUpdatedTime": books.said(at)}}


def _rate(books: QuickBooksBooks, asked: Asked) -> Row:
    code = asked.query["sourcecurrencycode"]
    day: date = date.fromisoformat(asked.query.get("asofdate", books.said(books.clock.now())[:10]))
    rate = exact(RATES.get(code, "1"))
    row = {"SourceCurrencyCode": code, "TargetCurrencyCode": books.home, "Rate": rate, "AsOfDate": str(day)}
    return {"ExchangeRate": row}


# ---- routes ----------------------------------------------------------------------------------------------------------

_MINOR: dict[str, Kind] = {"minorversion": number(1)}
_WRITE: dict[str, Kind] = {"requestid": text, "include": text, "operation": one_of("update", "delete", "void")}
_REFERENCE = "page: accounting API,"


def _get(path: str, handle: Handler, query: Mapping[str, Kind] = _MINOR, **more: Any) -> Route:
    own = path.strip("/").split("/")[0]
    return Route(
        "GET",
        f"/company/{{realm}}{path}",
        _answering(handle),
        f"{_REFERENCE} {own}",
        {**_MINOR, **query},
        **more,
    )


def _post(path: str, handle: Handler, query: Mapping[str, Kind] = _MINOR, **more: Any) -> Route:
    return replace(_get(path, handle, query, **more), method="POST")


def _routes() -> Iterator[Route]:
    for entity in SALES:
        yield _post(f"/{entity.lower()}", _once(_written(entity)), _WRITE, body=anything)
    for entity in ("Customer", "Item"):
        yield _post(f"/{entity.lower()}", _once(_named(entity)), {"requestid": text}, body=anything)
    for entity in (*TRANSACTIONS, *NAMED, "Attachable"):
        yield _get(f"/{entity.lower()}/{{id}}", _read(entity), {"include": text})
    yield _get("/companyinfo/{id}", _info)
    yield _get("/preferences", lambda books, _: {"Preferences": books.preferences})
    yield _get("/query", _query, {"query": text}, needs=("query",), records="QueryResponse.Invoice", spoils="TotalAmt")
    yield _post("/query", _query, raw=True)
    yield _post("/batch", _batch, body=anything)
    changes: dict[str, Kind] = {"entities": text, "changedSince": moment}
    yield _get("/cdc", _changes, changes, needs=("entities", "changedSince"))
    yield _post("/attachable", _once(_attachable), _WRITE, body=anything)
    yield _post("/upload", _upload, {"requestid": text}, raw=True)
    yield _get("/exchangerate", _rate, {"sourcecurrencycode": text, "asofdate": text}, needs=("sourcecurrencycode",))
