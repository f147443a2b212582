"""What an export says of itself: all of its files, the README.txt in it, and the same for the guide."""

from __future__ import annotations

from textwrap import wrap

from review.export_files import ExportFile
from review.export_of_billing import BILLING, BOOKS, LEFT_OUT, PEOPLE
from review.export_of_serving import SERVING
from review.export_of_sources import SOURCES

CONFIGURATION, MANIFEST, README = "configuration", "manifest.json", "README.txt"
"""The folder with the configuration files, and the two files beside those of the store."""

FILES: tuple[ExportFile, ...] = (*SOURCES, *PEOPLE, *BILLING, *BOOKS, *SERVING)
"""Every file of an export, in the order in which they are written."""

FORM = (
    "NAME.jsonl has every field, one JSON object a line, in UTF-8; NAME.csv has the same rows by RFC 4180, for a "
    "spreadsheet.",
    "Days are 2026-10-31 and moments 2026-10-31T12:00:00Z, in UTC. Durations are whole seconds. Prices and quantities "
    "are decimal text. An amount is a whole number of the currency's minor unit (cents; whole yen), and beside it the "
    "same as decimal text; the field `currency` of its row says in which currency. What is not stated is null, or an "
    "empty text.",
    "In the CSV, yes and no stand for true and false, lists and objects are JSON in one cell, and each cell is one "
    "printable line of at most 32,000 characters. A text that a spreadsheet could take for a formula begins with an "
    "apostrophe. What is marked as text of JSON is too long for a cell and stands in the JSON lines alone.",
)
"""How things are written, for people who read the files."""

WIDTH = 100


def readme() -> str:
    """The README.txt of an export."""
    parts = ["Everything that Tieout knew", "===========================", ""]
    parts += [
        line
        for text in (
            *FORM,
            f"{CONFIGURATION}/ has the configuration files as they were. {MANIFEST} has the version of the schema, and "
            "of each file its rows, its bytes and its SHA-256; its totals are seconds by month of the entries that "
            "their sources still have, and the money on drafts that stand.",
        )
        for line in (*wrap(text, WIDTH), "")
    ]
    for file in FILES:
        parts += [file.name, "-" * len(file.name), *wrap(file.what, WIDTH)]
        for name, kind, words in file.fields:
            parts += wrap(f"{name} ({kind}): {words}", WIDTH, initial_indent="  ", subsequent_indent="      ")
        parts.append("")
    parts += ["What is left out", "----------------"]
    for name, words in LEFT_OUT.items():
        parts += wrap(f"{name}: {words}", WIDTH, initial_indent="  ", subsequent_indent="      ")
    parts += wrap("Keys, tokens and .env files are never copied.", WIDTH, initial_indent="  ")
    return "\n".join(parts) + "\n"


def guide() -> str:
    """The part of the guide's page that lists files and columns."""
    parts: list[str] = []
    for file in FILES:
        parts += [f"### `{file.name}`", "", file.what, "", "| field | holds | meaning |", "|---|---|---|"]
        parts += [f"| `{name}` | {kind} | {words} |" for name, kind, words in file.fields]
        parts.append("")
    parts += ["## What is left out", "", "| table of the store | why |", "|---|---|"]
    parts += [f"| `{name}` | {words} |" for name, words in LEFT_OUT.items()]
    return "\n".join(parts) + "\n"
