"""Xero's own library over our way out: it knows paths and parameters; sending, waiting and judging are `Http`'s.

Of `xero-python` only `AccountingApi` is used, with a client of ours in the place of its `ApiClient`: no transport of
its own (which repeats creating requests and sleeps for hours), no settings that are shared by all, and no serialiser:
bodies are the bytes that are handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from xero_python.accounting import AccountingApi

from connectors.http import Http, Reply

_OURS = {"user-agent", "authorization"}


class Client:
    """What `AccountingApi` sends by. It answers with a Reply; an empty tenant is not sent (custom connections)."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def select_header_accept(self, accepts: Sequence[str]) -> str:
        """Always JSON: Xero's default is XML."""
        return "application/json"

    def select_header_content_type(self, types: Sequence[str]) -> str:
        """JSON wherever that is possible, else what the request is for."""
        return "application/json" if "application/json" in types or not types else types[0]

    def call_api(
        self, url: str, method: str, path: Mapping[str, str], query: Sequence[Any], header: Any, **more: Any
    ) -> Reply:
        """Sends what the library made up. Raises ConnectorError, Unknown among them."""
        for name, value in path.items():
            url = url.replace(f"{{{name}}}", quote(str(value), safe=""))
        csv = more.get("collection_formats") or {}
        params = tuple((name, ",".join(value) if name in csv else str(value)) for name, value in query)
        headers = {name: str(value) for name, value in header.items() if value and name.lower() not in _OURS}
        if method == "GET":
            return self._http.get(url, params, headers)
        body = more.get("body")
        assert isinstance(body, bytes), "what is written is made by documents.py, to the byte"
        return self._http.write(method, url, body, params, headers)


class Api:
    """The Accounting API of one organisation, asked by the names that the library gives its requests."""

    def __init__(self, http: Http, base_url: str) -> None:
        self._api: Any = AccountingApi(Client(http), f"{base_url}/api.xro/2.0")
        self.tenant = ""

    def ask(self, name: str, *parts: str | bytes, **more: Any) -> Reply:
        """What a request is answered, by its name in the library, such as `get_invoices`."""
        method: Callable[..., Reply] = getattr(self._api, name)
        return method(self.tenant, *parts, _preload_content=False, **more)
