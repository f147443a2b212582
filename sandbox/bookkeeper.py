"""What people do in a ledger of the sandbox, over its routes: they consent, approve what is shown, and pay."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener


class _Stay(HTTPRedirectHandler):
    """Leaves a redirect to whoever asked: where it leads is the answer."""

    def redirect_request(self, *_: Any) -> None:
        """Nothing further is asked."""


@dataclass(frozen=True, slots=True)
class Bookkeeper:
    """The people of one ledger at an address. What cannot be done there raises urllib's HTTPError."""

    base: str
    ledger: str

    def consent(self, address: str) -> str:
        """Where the browser is sent by the page on which somebody consents."""
        try:
            build_opener(_Stay).open(address).close()
        except HTTPError as answer:
            with answer:
                if answer.code in (302, 303):
                    return str(answer.headers["location"])
            raise
        raise ValueError(f"{address} does not lead back to the program")

    def approve(self, document: str) -> None:
        """Makes an invoice of what was shown, by its id there: a draft is approved, an estimate is turned into one."""
        if self.ledger == "xero":
            self._does(f"xero/documents/{document}/approve")
        else:
            self._does("quickbooks/convert", {"estimate": document})

    def pay(self, invoice: str, amount: Decimal) -> None:
        """Pays so much of an invoice, by its id there."""
        if self.ledger == "xero":
            self._does(f"xero/documents/{invoice}/pay", {"amount": str(amount)})
        else:
            self._does("quickbooks/pay", {"invoice": invoice, "amount": str(amount)})

    def _does(self, path: str, body: Mapping[str, str] | None = None) -> None:
        content = json.dumps(body).encode() if body is not None else b""
        headers = {"Content-Type": "application/json"}
        build_opener().open(
            Request(f"{self.base}/_admin/{path}", content, headers)
        ).close()  # our own address, over loopback
