"""Values that stand elsewhere: `${NAME}`, `${NAME:-default}` and `${file:path}` in fields typed Secret or Reference."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

_REFERENCE = re.compile(r"\$\{(?:file:(?P<file>[^}]+)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^}]*))?)\}")


class Unresolved(Exception):
    """A reference that leads nowhere; the message names the variable or file, never a value."""


def resolve(text: str, environment: Mapping[str, str], folder: Path) -> str:
    """The text with each reference replaced. Raises Unresolved for an unset variable or an unreadable file."""
    return _REFERENCE.sub(lambda found: _value(found, environment, folder), text)


def has_reference(text: str) -> bool:
    """Whether a text contains `${`, well-formed or not."""
    return "${" in text


def _value(found: re.Match[str], environment: Mapping[str, str], folder: Path) -> str:
    if found["file"]:
        path = folder / found["file"]
        try:
            return path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as problem:
            raise Unresolved(f"the file {path} cannot be read; create it with the value in it") from problem
    value = environment.get(found["name"]) or found["default"]
    if value is None:
        raise Unresolved(f"the environment variable {found['name']} is not set; set it before starting tieout")
    return value


def _only_a_reference(text: str) -> str:
    found = _REFERENCE.fullmatch(text)
    if found is None or found["default"]:
        raise PydanticCustomError("literal_secret", "a secret must not stand in this file")
    return text


def _well_formed(text: str) -> str:
    if has_reference(_REFERENCE.sub("", text)):
        raise PydanticCustomError("bad_reference", "is not a reference such as ${NAME} or ${file:path}")
    return text


Secret = Annotated[str, AfterValidator(_only_a_reference)]
"""The reference to a secret, never the secret itself: `${NAME}` or `${file:path}`."""

Reference = Annotated[str, AfterValidator(_well_formed)]
"""A text in which references are allowed, such as the database's address."""
