"""Xero on loopback: the Accounting API 2.0 of one organisation, its list of connections, and its sign-in.

Requests are answered one after another, so only those whose answers are held back are open at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from sandbox import xero_identity
from sandbox import xero_rows as rows
from sandbox.kinds import Kind, anything, boolean, flag, list_of, number, object_of, one_of, text
from sandbox.limits import Limit
from sandbox.records import Access
from sandbox.routes import Answer, Asked, Problem, Route, Service
from sandbox.world import World
from sandbox.xero_apps import BROAD
from sandbox.xero_books import CREDIT_NOTE, INVOICE, XeroBooks, id_for
from sandbox.xero_contacts import BODY as CONTACTS
from sandbox.xero_contacts import put as put_contacts
from sandbox.xero_documents import (
    allocate,
    attach,
    files,
    has_changed,
    history,
    listed,
    note,
    once,
    one,
    page_of,
    updated,
    write_all,
)

SPEC = "xero_accounting.yaml"
API = "/api.xro/2.0"
AT_ONCE, A_MINUTE, A_DAY, APP_MINUTE = 5, 60, 5000, 10_000
LARGEST_PAGE = 1000
Json = dict[str, Any]


def services(world: World) -> tuple[Service, ...]:
    """The API with the list of connections, and the sign-in, whose hosts are others at the vendor."""
    identity = tuple(xero_identity.routes(world.xero.identity))
    return (
        Service("xero", "/xero", tuple(_routes()), _sign_in, _refuse, _limits, _headers, SPEC),
        Service("xero", "/xero-identity", identity, xero_identity.nobody, xero_identity.refuse),
    )


# ---- who asks, and how that is refused -------------------------------------------------------------------------------

_SCOPES = {
    "Invoices": ("accounting.invoices", BROAD[0]),
    "CreditNotes": ("accounting.invoices", BROAD[0]),
    "Items": ("accounting.invoices", "accounting.settings.read", BROAD[0], BROAD[2]),
    "Payments": ("accounting.payments.read", BROAD[0], BROAD[1]),
    "Contacts": ("accounting.contacts", "accounting.contacts.read"),
    "new contacts": ("accounting.contacts",),
    "Attachments": ("accounting.attachments",),
    "connections": (),
}
"""The scopes of which one is needed, by the part of the path; all others are settings."""


def _sign_in(asked: Asked) -> Access:
    """A token that has not ended, of an app that may do this, for an organisation that it is connected to."""
    kind, _, token = asked.headers.get("authorization", "").partition(" ")
    if kind != "Bearer":
        raise Problem("no credentials")
    books = asked.world.xero
    grant = books.identity.access.get(token)
    if grant is None:
        raise Problem("bad token")
    if grant.until < books.clock.now():
        raise Problem("expired", f"TokenExpired: token expired at {grant.until:%m/%d/%Y %H:%M:%S}")
    parts = asked.path.removeprefix(API).strip("/").split("/")
    part = "Attachments" if "Attachments" in parts else parts[0]
    part = "new contacts" if (part, asked.method) == ("Contacts", "PUT") else part
    needed = _SCOPES.get(part, ("accounting.settings.read", BROAD[2]))
    tenant = asked.headers.get("xero-tenant-id", "")
    named = grant.app.custom or parts[0] == "connections" or (tenant in books.connected)
    if not named or (needed and not set(needed) & set(grant.scopes)):
        raise Problem("wrong account")
    if asked.at_once > AT_ONCE:
        raise Problem("too many", "concurrent")
    return Access(books.organisation.id, 1, admin=True)  # limits count by organisation, whatever the token


_STATUS = {
    "no credentials": (401, "Unauthorized", "AuthenticationUnsuccessful"),
    "bad token": (401, "Unauthorized", "AuthenticationUnsuccessful"),
    "expired": (401, "Unauthorized", "TokenExpired: token expired"),
    "wrong account": (403, "Forbidden", "AuthenticationUnsuccessful"),
    "forbidden": (403, "Forbidden", "AuthorizationUnsuccessful"),
}


def _refuse(problem: Problem) -> Answer:
    """Xero's shapes of error: one for sign-in, one for what it cannot read, and none where limits are reached."""
    if problem.kind in _STATUS:
        status, title, detail = _STATUS[problem.kind]
        said = problem.words if problem.kind == "expired" and problem.words != "expired" else detail
        shape: Json = {"Type": None, "Title": title, "Status": status, "Detail": said, "Instance": "", "Extensions": {}}
        return Answer(shape, status)
    if problem.kind in ("too many", "quota"):
        return _too_many(problem)
    if problem.kind == "broken":
        return Answer(b"An error occurred in Xero. Check the API Status page.", 500, media="text/html")
    status = {"unknown route": 404, "not found": 404, "wrong method": 405}.get(problem.kind, 400)
    if status != 400:
        return Answer(b"The resource you're looking for cannot be found", status, media="text/html")
    kind, number_ = (
        ("QueryParseException", 16) if problem.where in ("where", "order") else ("PostDataInvalidException", 14)
    )
    return Answer({"ErrorNumber": number_, "Type": kind, "Message": problem.words}, 400)


def _too_many(problem: Problem) -> Answer:
    limit = problem.use.limit.name if problem.use else problem.words
    named = {"concurrent": "concurrent", "day": "day", "fault": "day"}.get(limit, "minute")
    headers = {"X-Rate-Limit-Problem": named}
    wait = problem.wait or (str(problem.use.resets_in) if problem.use else "")
    return Answer(b"", 429, headers | ({"Retry-After": wait} if wait else {}), "text/html")


def _limits(asked: Asked) -> Iterable[Limit]:
    """Each organisation has its own; the connections and the app as a whole have one that is far away."""
    pace = asked.world.xero.pace
    if asked.path == "/connections":
        return ()
    return (
        Limit("minute", A_MINUTE, 60 / pace, rolling=False),
        Limit("day", A_DAY, 86_400 / pace, rolling=False),
        Limit("appminute", APP_MINUTE, 60 / pace, rolling=False),
    )


def _headers(asked: Asked) -> Mapping[str, str]:
    names = {"minute": "X-MinLimit-Remaining", "day": "X-DayLimit-Remaining", "appminute": "X-AppMinLimit-Remaining"}
    return {names[use.limit.name]: str(use.remaining) for use in asked.uses}


# ---- what documents refer to -----------------------------------------------------------------------------------------


def _connections(asked: Asked) -> Answer:
    books: XeroBooks = asked.world.xero
    own = books.organisation
    shown = {
        "id": id_for("connection", own.id),
        "authEventId": id_for("consent", own.id),
        "tenantId": own.id,
        "tenantType": "ORGANISATION",
        "tenantName": own.name,
        "createdDateUtc": "2026-04-20T11:47:10.3365440",
        "updatedDateUtc": "2026-04-20T16:35:19.5282060",
    }
    return Answer([shown] if own.id in books.connected else [])


def _organisation(asked: Asked) -> Answer:
    return Answer(rows.reply(asked, "Organisations", [rows.organisation(asked.world.xero.organisation)]))


def _contacts(asked: Asked) -> Answer:
    query, books = asked.query, asked.world.xero
    found = [
        each
        for each in books.contacts.values()
        if (query.get("includeArchived") or each.status == "ACTIVE")
        and has_changed(asked, each.updated)
        and (not query.get("IDs") or each.id in query["IDs"].split(","))
    ]
    page, pages = page_of(asked, found) if "page" in query else (found, None)
    return Answer(rows.reply(asked, "Contacts", [rows.contact(each) for each in page], pages))


def _payments(asked: Asked) -> Answer:
    books = asked.world.xero
    found = [
        (paper, each)
        for paper in books.papers.values()
        for each in paper.payments
        if paper.kind == INVOICE and not each.credit and has_changed(asked, each.updated)
    ]
    page, pages = page_of(asked, found) if "page" in asked.query else (found, None)
    return Answer(rows.reply(asked, "Payments", [rows.payment(books, *each) for each in page], pages))


def _all(name: str, of: Callable[[Asked], Iterable[Json]]) -> Callable[[Asked], Answer]:
    return lambda asked: Answer(rows.reply(asked, name, list(of(asked))))


# ---- routes ----------------------------------------------------------------------------------------------------------


def _either(*kinds: type) -> Kind:
    def kind(value: Any) -> Any:
        if value is not None and (not isinstance(value, kinds) or isinstance(value, bool)):
            raise ValueError("must be of another type")  # all kinds refuse alike
        return value

    return kind


_TEXT, _NUMBER = _either(str), _either(int, Decimal)
_LINE = object_of(
    {
        **dict.fromkeys(("LineItemID", "Description", "ItemCode", "AccountCode", "TaxType"), _TEXT),
        **dict.fromkeys(("Quantity", "UnitAmount", "LineAmount"), _NUMBER),
        "Tracking": list_of(
            object_of(dict.fromkeys(("TrackingCategoryID", "TrackingOptionID", "Name", "Option"), _TEXT))
        ),
    }
)
_COMMON: dict[str, Kind] = {
    "Contact": object_of({"ContactID": _TEXT, "Name": _TEXT}),
    "LineItems": list_of(_LINE),
    **dict.fromkeys(("Date", "DueDate", "Reference", "BrandingThemeID", "CurrencyCode"), _TEXT),
    "Status": one_of("DRAFT", "SUBMITTED", "AUTHORISED", "DELETED", "VOIDED"),
    "LineAmountTypes": one_of("Exclusive", "Inclusive", "NoTax"),
    "SentToContact": boolean,
}
_INVOICE = object_of({**_COMMON, "Type": one_of("ACCREC"), "InvoiceID": _TEXT, "InvoiceNumber": _TEXT, "Url": _TEXT})
_CREDIT = object_of({**_COMMON, "Type": one_of("ACCRECCREDIT"), "CreditNoteID": _TEXT, "CreditNoteNumber": _TEXT})
_BODIES = {
    INVOICE: object_of({"Invoices": list_of(_INVOICE)}, ("Invoices",)),
    CREDIT_NOTE: object_of({"CreditNotes": list_of(_CREDIT)}, ("CreditNotes",)),
}
_ALLOCATION = object_of(
    {"Amount": _NUMBER, "Date": _TEXT, "Invoice": object_of({"InvoiceID": _TEXT}, ("InvoiceID",))},
    ("Amount", "Date", "Invoice"),
)
_UNIT: dict[str, Kind] = {"unitdp": number(2, 4)}
_LISTED: dict[str, Kind] = {"where": text, "order": text}
_PAGED: dict[str, Kind] = {**_LISTED, "page": number(1), "pageSize": number(1, LARGEST_PAGE)}
_ASKS: dict[str, Kind] = {
    **_PAGED,
    **_UNIT,
    **dict.fromkeys(("IDs", "InvoiceNumbers", "ContactIDs", "Statuses", "searchTerm"), text),
    **dict.fromkeys(("includeArchived", "createdByMyApp", "summaryOnly"), flag),
}


def _route(method: str, path: str, handle: Callable[[Asked], Answer], **more: Any) -> Route:
    return Route(method, f"{API}{path}", handle, f"{method} {path}", **more)


def _routes() -> Iterator[Route]:
    yield Route("GET", "/connections", _connections, "recording: recorded_list-tenants.json")
    yield _route(
        "GET", "/Organisation", _all("Organisations", lambda a: [rows.organisation(a.world.xero.organisation)])
    )
    yield from _references()
    yield _route("GET", "/Payments", _payments, query=_PAGED, records="Payments", spoils="Amount")
    for kind, name in rows.KINDS.items():
        yield from _documents(kind, f"/{name}")
    body = object_of({"Allocations": list_of(_ALLOCATION)}, ("Allocations",))
    yield _route(
        "PUT", "/CreditNotes/{CreditNoteID}/Allocations", once(allocate), query={"summarizeErrors": flag}, body=body
    )


def _bad(path: str) -> dict[str, str]:
    """Where an answer has its documents, and what a fault may spoil in them."""
    return {"records": path[1:], "spoils": "Total"}


def _documents(kind: str, path: str) -> Iterator[Route]:
    asks = _ASKS if kind == INVOICE else {**_PAGED, **_UNIT}
    own, writes = f"{path}/{{{kind}ID}}", {**_UNIT, "summarizeErrors": flag}
    notes = object_of({"HistoryRecords": list_of(object_of({"Details": text}, ("Details",)))}, ("HistoryRecords",))
    yield _route("GET", path, listed(kind), query=asks, **_bad(path))
    yield _route("PUT", path, write_all(kind, False), query=writes, body=_BODIES[kind], **_bad(path))
    yield _route("POST", path, write_all(kind, True), query=writes, body=_BODIES[kind], **_bad(path))
    yield _route("GET", own, one(kind), query=_UNIT, **_bad(path))
    yield _route("POST", own, updated(kind), query=_UNIT, body=_BODIES[kind], **_bad(path))
    yield _route("GET", f"{own}/Attachments", files(kind), records="Attachments", spoils="ContentLength")
    online = {"IncludeOnline": anything}
    yield _route("PUT", f"{own}/Attachments/{{FileName}}", attach(kind), query=online, raw=True)
    yield _route("GET", f"{own}/History", history(kind), records="HistoryRecords", spoils="Details")
    yield _route("PUT", f"{own}/History", note(kind), body=notes)


def _references() -> Iterator[Route]:
    contacts = {**_PAGED, "IDs": text, "searchTerm": text, "includeArchived": flag, "summaryOnly": flag}
    yield _route("GET", "/Contacts", _contacts, query=contacts, records="Contacts", spoils="Name")
    new = {"summarizeErrors": flag}
    yield _route("PUT", "/Contacts", put_contacts, query=new, body=CONTACTS, records="Contacts", spoils="Name")
    lists: dict[str, Callable[[Asked], Iterable[Json]]] = {
        "Accounts": lambda asked: map(rows.account, asked.world.xero.accounts),
        "Items": lambda asked: map(rows.item, asked.world.xero.items),
        "TaxRates": lambda asked: map(rows.tax_rate, asked.world.xero.taxes),
        "TrackingCategories": lambda asked: (
            rows.tracking(each, asked.query.get("includeArchived", False)) for each in asked.world.xero.tracking
        ),
        "Currencies": lambda asked: (
            {"Code": each, "Description": rows.CURRENCIES.get(each, each)} for each in asked.world.xero.currencies
        ),
        "BrandingThemes": lambda asked: (rows.theme(each, place) for place, each in enumerate(asked.world.xero.themes)),
    }
    queries: dict[str, dict[str, Kind]] = {
        "Items": {**_LISTED, **_UNIT},
        "TrackingCategories": {**_LISTED, "includeArchived": flag},
        "BrandingThemes": {},
    }
    for name, of in lists.items():
        code = "Code" if name == "Currencies" else "Name"
        query = queries.get(name, _LISTED)
        yield _route("GET", f"/{name}", _all(name, of), query=query, records=name, spoils=code)
