"""The configuration for a bug report: which keys are there and what kind of value each has; no value, no name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from config.described import DESCRIPTIONS
from config.loader import files_of
from config.problems import BadConfiguration
from config.yaml_tree import read_yaml
from connectors.references import has_reference
from connectors.registry import KINDS

_WORDS = frozenset(name for fields in DESCRIPTIONS.values() for name in fields)
_PLAIN = frozenset(("yes", "no", "true", "false", ""))
_OPTIONAL = ("charges.yaml",)


def redacted(folder: Path) -> dict[str, Any]:
    """Each file by what it is, not by its name: its structure, and how many things are wrong with its form."""
    try:
        names = files_of(folder)
    except BadConfiguration:
        names = ["tieout.yaml", "people.yaml"]
    found, contracts = {}, 0
    for name in (*names, *(each for each in _OPTIONAL if (folder / each).exists())):
        contracts += name.startswith("contracts/")
        document = read_yaml(folder / name, name)
        shown = f"contracts/{contracts}" if name.startswith("contracts/") else name
        found[shown] = {"problems": len(document.problems), "structure": _redacted(document.tree, "")}
    return found


def _redacted(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        return {_shown(name, place): _redacted(each, str(name)) for place, (name, each) in enumerate(value.items(), 1)}
    if isinstance(value, list | tuple):
        return [_redacted(each, key) for each in value]
    return _kind(str(value), key) if value is not None else None


def _shown(name: Any, place: int) -> str:
    """A key that the program knows, else its place: connectors and fields are called as operators wish."""
    return str(name) if name in _WORDS else f"<key {place}>"


def _kind(text: str, key: str) -> str:
    if text.casefold() in _PLAIN or (key == "kind" and text in KINDS):
        return text
    if has_reference(text):
        return "<reference>"
    if re.fullmatch(r"[+-]?\d[\d.,_]*", text):
        return "<number>"
    if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", text):
        return "<date>"
    return "<text>"
