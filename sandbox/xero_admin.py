"""The admin routes for Xero's books: what a bookkeeper does there, whom they let in, and how fast limits pass."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from sandbox.admin import admin_route
from sandbox.kinds import day, object_of, optional, text, whole
from sandbox.world import World
from sandbox.xero_books import CREDIT_NOTE, INVOICE, Contact, Paper, XeroBooks


def _amount(value: Any) -> Decimal:
    try:
        return Decimal(text(value))
    except InvalidOperation as problem:
        raise ValueError("must be an amount such as 150.00") from problem


def routes(world: World) -> list[Route]:
    """The routes below /_admin/xero. `id` is a document's id or number, `name` a contact's."""
    keeper = _Bookkeeper(world.xero)
    return [
        admin_route("GET", "/xero/documents", keeper.documents),
        admin_route("POST", "/xero/documents/{id}/pay", keeper.pay),
        admin_route("POST", "/xero/documents/{id}/void", keeper.void),
        admin_route("POST", "/xero/documents/{id}/delete", keeper.delete),
        admin_route("POST", "/xero/documents/{id}/approve", keeper.approve),
        admin_route("POST", "/xero/documents/{id}/edit", keeper.edit),
        admin_route("POST", "/xero/contacts/{name}/archive", keeper.archive),
        admin_route("POST", "/xero/contacts/{name}/merge", keeper.merge),
        admin_route("POST", "/xero/lock", keeper.lock),
        admin_route("POST", "/xero/revoke", keeper.revoke),
        admin_route("POST", "/xero/pace", keeper.hurry),
    ]


class _Bookkeeper:
    """What each route does; the answers are JSON values."""

    def __init__(self, books: XeroBooks) -> None:
        self._books = books

    def documents(self, _: Request, __: Any) -> Any:
        return [_shown(each) for each in self._books.papers.values()]

    def pay(self, request: Request, body: Any) -> Any:
        stated = object_of({"amount": _amount, "day": day})(body or {})
        own = request.path_params["id"]
        self._books.pay(own, stated.get("amount"), stated.get("day"))
        return _shown(self._books.paper(INVOICE, own))

    def void(self, request: Request, _: Any) -> Any:
        return _shown(self._books.void(*self._named(request)))

    def delete(self, request: Request, _: Any) -> Any:
        return _shown(self._books.delete(*self._named(request)))

    def approve(self, request: Request, _: Any) -> Any:
        return _shown(self._books.approve(*self._named(request)))

    def edit(self, request: Request, body: Any) -> Any:
        words = object_of({"words": text}, ("words",))(body)["words"]
        return _shown(self._books.edit(*self._named(request), words))

    def archive(self, request: Request, _: Any) -> Any:
        return _contact(self._books.archive(request.path_params["name"]))

    def merge(self, request: Request, body: Any) -> Any:
        into = object_of({"into": text}, ("into",))(body)["into"]
        return _contact(self._books.merge(request.path_params["name"], into))

    def lock(self, _: Request, body: Any) -> Any:
        self._books.organisation.period_lock = object_of({"until": optional(day)}, ("until",))(body)["until"]
        return {"until": self._books.organisation.period_lock}

    def revoke(self, _: Request, __: Any) -> Any:
        self._books.revoke()

    def hurry(self, _: Request, body: Any) -> Any:
        self._books.pace = object_of({"pace": whole(1, 3600)}, ("pace",))(body)["pace"]
        return {"pace": self._books.pace}

    def _named(self, request: Request) -> tuple[str, str]:
        """The kind and the id of the document that the path names. Raises Unknown."""
        own = request.path_params["id"]
        note = self._books.papers.get(own.lower()) or self._books.numbered(CREDIT_NOTE, own)
        return (CREDIT_NOTE if note is not None and note.kind == CREDIT_NOTE else INVOICE), own


def _shown(paper: Paper) -> Mapping[str, Any]:
    return {
        "kind": paper.kind,
        "id": paper.id,
        "number": paper.number,
        "status": paper.status,
        "total": paper.total,
        "left": paper.left,
        "files": sorted(paper.files),
    }


def _contact(found: Contact) -> Mapping[str, Any]:
    return {"id": found.id, "name": found.name, "status": found.status, "merged_to": found.merged_to}
