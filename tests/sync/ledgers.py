"""A month that is ready to be pushed into a ledger on loopback, signed in to as a person does, and its twin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from threading import Event
from time import monotonic
from typing import Any, ClassVar, Protocol

import httpx

from config.keys import VARIABLE
from sandbox.clock import START, Clock
from sandbox.faults import Fault
from sandbox.quickbooks_admin import act
from sandbox.quickbooks_books import QuickBooksBooks
from sandbox.server import Serving, services
from sandbox.world import World
from sandbox.xero_apps import App
from sandbox.xero_books import DELETED, DRAFT, INVOICE, VOIDED, XeroBooks
from sync.connecting import connecting
from sync.worker import machine_timer
from tests.agencies import Agency, Yaml, people
from tests.connectors.vendors import FakeTime, Vendors, world_for
from tests.laws.house import House, house_of
from tests.sync.connected import KEY
from tests.sync.pushing import EACH, contract, main

APP, SECRET = "A1B2C3D4E5F6", "the-secret-of-an-app"
BOOKS = "ledger"


@dataclass(frozen=True)
class There:
    """A document in the twin's books: how far it is, its net amount, and the names of its files."""

    kind: str
    id: str
    stage: str
    net: Decimal
    files: int


class Twin(Protocol):
    """What stands in a twin's books, and what people do there."""

    @property
    def vendors(self) -> Vendors:
        """Where it is served."""

    @property
    def kind(self) -> str:
        """The vendor."""

    @property
    def writes(self) -> str:
        """How the path of what writes a document begins."""

    @property
    def posts(self) -> str:
        """How the path begins of what posts an invoice."""

    @property
    def posting(self) -> Yaml:
        """Where lines are posted."""

    @property
    def shows(self) -> str:
        """As what it shows a draft."""

    def config(self) -> Yaml:
        """How it is connected to."""

    def secrets(self) -> dict[str, str]:
        """What its configuration refers to."""

    def there(self) -> list[There]:
        """What stands there, by kind and id."""

    def pay(self, document: str) -> None:
        """The client pays all."""

    def void(self, document: str) -> None:
        """Somebody voids an invoice."""

    def approve(self, document: str) -> None:
        """Somebody makes an invoice of a draft."""

    def edit(self, document: str) -> None:
        """Somebody changes the words of a draft."""

    def delete(self, document: str) -> None:
        """Somebody deletes a draft."""

    def change_price(self, document: str, price: Decimal) -> None:
        """Somebody writes another price on the first line of an invoice."""


@dataclass(frozen=True)
class XeroTwin:
    """Xero's."""

    vendors: Vendors
    kind = "xero"
    writes = "/api.xro/2.0/Invoices"
    posting: ClassVar[Yaml] = {"item": "CONSULT", "account": "Consulting Revenue", "tax": "Tax on Sales"}
    shows = INVOICE

    @property
    def books(self) -> XeroBooks:
        return self.vendors.world.xero

    @property
    def posts(self) -> str:
        return self.writes

    def config(self) -> Yaml:
        self.books.identity.register(App(APP, SECRET))
        identity = f"{self.vendors.base}/xero-identity"
        sign_in = {"login_url": identity, "identity_url": identity}
        secret = {"client_id": APP, "client_secret": "${APP_SECRET}"}
        return {"kind": "xero", **secret, "base_url": f"{self.vendors.base}/xero", **sign_in}

    def secrets(self) -> dict[str, str]:
        return {"APP_SECRET": SECRET}

    def there(self) -> list[There]:
        found = [each for each in self.books.papers.values() if each.status not in (DELETED, VOIDED)]
        rows = [
            There(each.kind, each.id, "draft" if each.status == DRAFT else "posted", each.net, len(each.files))
            for each in found
        ]
        return sorted(rows, key=lambda row: (row.kind, row.net))

    def pay(self, document: str) -> None:
        self.books.pay(document)

    def void(self, document: str) -> None:
        self.books.void(INVOICE, document)

    def approve(self, document: str) -> None:
        self.books.approve(INVOICE, document)

    def edit(self, document: str) -> None:
        self.books.edit(INVOICE, document, "Other words")

    def delete(self, document: str) -> None:
        self.books.delete(INVOICE, document)

    def change_price(self, document: str, price: Decimal) -> None:
        line = self.books.paper(INVOICE, document).lines[0]
        line.unit = price
        self.books.edit(INVOICE, document, line.description or "")


@dataclass(frozen=True)
class QuickBooksTwin:
    """QuickBooks Online's, with drafts as estimates."""

    vendors: Vendors
    kind = "quickbooks"
    writes = "/company"
    posting: ClassVar[Yaml] = {"item": "Consulting", "tax": "NON"}
    shows = "Estimate"

    @property
    def books(self) -> QuickBooksBooks:
        return self.vendors.world.quickbooks

    @property
    def posts(self) -> str:
        return f"/company/{self.books.realm}/invoice"

    def config(self) -> Yaml:
        secret = {"client_id": "${APP_ID}", "client_secret": "${APP_SECRET}"}
        base = self.vendors.base
        return {
            "kind": "quickbooks",
            **secret,
            "base_url": f"{base}/quickbooks/v3",
            "oauth_url": f"{base}/quickbooks-oauth",
        }

    def secrets(self) -> dict[str, str]:
        return {"APP_ID": self.books.client_id, "APP_SECRET": self.books.client_secret}

    def there(self) -> list[There]:
        found = []
        for kind in ("Estimate", "Invoice"):
            for each in self.books.rows[kind].values():
                if each.get("TxnStatus") == "Closed" or str(each.get("PrivateNote", "")).startswith("Voided"):
                    continue
                lines = [line for line in each["Line"] if line["DetailType"] == "SalesItemLineDetail"]
                net = sum((Decimal(str(line["Amount"])) for line in lines), Decimal(0))
                stage = "draft" if kind == "Estimate" else "posted"
                found.append(There(kind, each["Id"], stage, net, self._files(kind, each["Id"])))
        return sorted(found, key=lambda row: (row.kind, row.net))

    def _files(self, kind: str, own: str) -> int:
        wanted = {"type": kind, "value": own}
        refs = [ref["EntityRef"] for row in self.books.rows["Attachable"].values() for ref in row["AttachableRef"]]
        return sum({"type": each["type"], "value": each["value"]} == wanted for each in refs)

    def pay(self, document: str) -> None:
        act(self.books, "pay", {"invoice": document})

    def void(self, document: str) -> None:
        act(self.books, "void", {"entity": "Invoice", "id": document})

    def approve(self, document: str) -> None:
        act(self.books, "convert", {"estimate": document})

    def edit(self, document: str) -> None:
        act(self.books, "edit", {"entity": "Estimate", "id": document, "fields": {"CustomerMemo": {"value": "Hello"}}})

    def delete(self, document: str) -> None:
        act(self.books, "delete", {"entity": "Estimate", "id": document})

    def change_price(self, document: str, price: Decimal) -> None:
        lines = [dict(line) for line in self.books.rows["Invoice"][document]["Line"] if "Id" in line]
        detail = lines[0]["SalesItemLineDetail"] | {"UnitPrice": price}
        lines[0] |= {"SalesItemLineDetail": detail, "Amount": Decimal(str(detail["Qty"])) * price}
        act(self.books, "edit", {"entity": "Invoice", "id": document, "fields": {"Line": lines}})


TWINS: dict[str, Any] = {"xero": XeroTwin, "quickbooks": QuickBooksTwin}


@contextmanager
def ledger_house(
    kind: str, codes: Sequence[str] = ("AAA-ONE", "AAA-TWO"), *, hurried: bool = False
) -> Iterator[tuple[House, Twin]]:
    """A house whose only books are a ledger, to which a person has signed in; a document for each code, and one more.

    `hurried`: time is this machine's, for programs of their own, and the ledger's limits pass 3,600 times as fast.
    """
    time = FakeTime()
    world = World(Clock(START, monotonic)) if hurried else world_for(time)
    if hurried:
        world.xero.pace = world.quickbooks.pace = 3600
    with Serving(world, 0, services(world, (kind,))) as serving:
        twin: Twin = TWINS[kind](Vendors(serving.base, world, time))
        contracts = (
            {**contract("a", *codes, **EACH), **_billed_to("Acme Corp", twin)},
            {**contract("b", "BBB-ONE"), **_billed_to("Bluefin Logistics", twin)},
        )
        stated = {**main(**{BOOKS: twin.config()}), "database": "${DATABASE:-sqlite:///tieout.db}"}
        agency = Agency(stated, people(), contracts, ())
        with house_of(agency) as house:
            environment = {VARIABLE: KEY, **twin.secrets()}
            timer = machine_timer(Event()) if hurried else time.timer
            house.worker = replace(house.worker, environment=environment, timer=timer)
            sign_in(house)
            yield house, twin


def sign_in(house: House) -> None:
    """A person signs in and consents."""
    made = connecting(house.worker.outside, house.store, BOOKS)
    asking = made.asking("http://localhost:8425/callback")
    made.finish(asking, _consented(asking.address), "")


def _consented(address: str) -> str:
    """Where the browser ends when the person says yes."""
    answer = httpx.get(address)
    assert answer.is_redirect, (address, answer.text)
    return answer.headers["location"]


def _billed_to(client: str, twin: Twin) -> Yaml:
    return {"client": client, "bill_to": {"customer": client}, "posting": twin.posting}


def trouble(twin: Twin, fault: str, **more: Any) -> Fault:
    """Plans trouble for what writes a document."""
    return twin.vendors.fault(twin.kind, fault, twin.writes, **{"method": "", **more})


def writes(twin: Twin, fault: str, action: str = "post", **more: Any) -> None:
    """Trouble for what writes drafts, or invoices."""
    path = twin.posts if action == "post" else twin.posts.replace("/invoice", "/estimate")
    for method in ("PUT", "POST"):
        twin.vendors.fault(twin.kind, fault, path, method=method, **more)
