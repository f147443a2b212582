"""Where the database is: the address as the operator wrote it, made whole, or why it cannot be used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from connectors.references import resolve

FILE = "sqlite:///"
SCHEMES = ("postgresql", "postgresql+psycopg")
EXAMPLE = "postgresql://USER@HOST/DATABASE"

_REFERENCE = re.compile(r"\$\{[^}:]*(?::-(?P<default>[^}]*)|:[^}]*)?\}")
_PASSWORD = re.compile(r"(postgresql(?:\+psycopg)?://[^/@:]*:)(\$\{[^}]*\})(@.*)")


class Unusable(Exception):
    """An address that cannot be used; the message says what to write and never repeats a password."""


def database_address(written: str, environment: Mapping[str, str], folder: Path) -> str:
    """The address with its references replaced; a file's is relative to the folder. Raises Unusable or Unresolved."""
    address = _resolved(written, environment, folder)
    if address.startswith(FILE):
        return _file(address, folder)
    if address.partition("://")[0] not in SCHEMES:
        raise Unusable(f"must begin with {FILE} or postgresql://; write one such as {FILE}tieout.db or {EXAMPLE}")
    _check_server(address)
    if _has_password(_REFERENCE.sub(lambda found: found["default"] or "", written)):
        words = "a password must not stand in this file; write ${NAME} in its place and set that variable"
        raise Unusable(words)
    return address


def _resolved(written: str, environment: Mapping[str, str], folder: Path) -> str:
    """A reference that is the password may lead to any letters: they are written as an address needs them."""
    found = _PASSWORD.fullmatch(written)
    if found is None:
        return resolve(written, environment, folder)
    before, password, after = (resolve(part, environment, folder) for part in found.groups())
    return before + quote(password, safe="") + after


def _file(address: str, folder: Path) -> str:
    if address == FILE:
        raise Unusable(f"names no file; write one such as {FILE}tieout.db")
    return FILE + str((folder / address.removeprefix(FILE)).absolute())


def _check_server(address: str) -> None:
    try:
        parts = urlsplit(address)
        well_formed = (parts.port or 0) >= 0 and parts.netloc.count("@") <= 1 and "@" not in parts.path + parts.fragment
    except ValueError:
        well_formed = False
    if not well_formed:
        raise Unusable(f"is not an address such as {EXAMPLE}; in a password write %40 for @, %2F for /, %3A for :")
    if not parts.path.strip("/"):
        raise Unusable(f"names no database; write one such as {EXAMPLE}")


def _has_password(literal: str) -> bool:
    try:
        parts = urlsplit(literal)
    except ValueError:
        return "@" in literal
    return bool(parts.password or parse_qs(parts.query).get("password"))
