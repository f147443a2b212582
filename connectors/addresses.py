"""The addresses of vendors' APIs: https, or plain http to this machine only."""

from __future__ import annotations

import ipaddress
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def problem_of_address(address: str) -> str:
    """What is wrong with the address of an API, or nothing: https, or plain http to this machine only."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return "is not an address; write one such as https://api.example.com"
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment or parts.username:
        return "is not the address of an API; write one such as https://api.example.com"
    if parts.scheme == "http" and not is_loopback(host):
        return "is plain http, which anybody on the way can read; write https, or http to this machine only"
    return ""


def _address(text: str) -> str:
    problem = problem_of_address(text)
    if problem:
        raise PydanticCustomError("address", "{problem}", {"problem": problem})
    return text.rstrip("/")


BaseUrl = Annotated[str, AfterValidator(_address)]
"""Where a vendor's API is, without a slash at its end."""
