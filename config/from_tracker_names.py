"""What a tracker's texts are called in a configuration: names that YAML reads back, ids, and codes that are unique."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import Any

from billing.money import minor_digits
from billing.texts import clean
from config.starter import identifier, scalar

_CODE_IN_NAME = re.compile(r"(?<![\w-])[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+(?![\w-])")
_SHOWN = 5


def readable(text: object, otherwise: str = "", limit: int = 120) -> str:
    """A stranger's text as one line that a configuration may hold; what else to call it where nothing is left."""
    assigned = "".join(char for char in str(text) if unicodedata.category(char) != "Cn")
    line = clean(assigned, limit)
    while "${" in line:
        line = line.replace("${", "$ {")
    return line.strip() or otherwise


def comment(text: str, indent: str = "") -> str:
    """A line of YAML that is a comment."""
    return f"{indent}# {readable(text, limit=1000)}\n"


def block(**values: str) -> str:
    """A block of keys on one line; keys without a text are left out."""
    return "{" + ", ".join(f"{name}: {scalar(text)}" for name, text in values.items() if text) + "}"


def some(names: Iterable[str]) -> str:
    """The first few of many names, and how many more there are."""
    listed = list(names)
    more = len(listed) - _SHOWN
    return ", ".join(listed[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def known_currency(text: object) -> str:
    """A currency, or nothing where there is none of this code."""
    try:
        minor_digits(str(text))
    except ValueError:
        return ""
    return str(text)


def price_of(text: object) -> Decimal | None:
    """A price for an hour; None for none, for zero, and for what is no price."""
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,15})?", text):
        return None
    price = Decimal(text)
    return price if price > 0 and price == round(price, 4) else None


def number(value: object) -> str:
    """A stated number as people write it, without zeros at its end; else as it is stated."""
    text = str(value)
    if re.fullmatch(r"[0-9]+\.[0-9]+", text):
        text = text.rstrip("0").rstrip(".")
    return readable(text)


def texts_in(value: Any) -> list[str]:
    """The texts of a list, as far as it is one."""
    return [each for each in value if isinstance(each, str)] if isinstance(value, list | tuple) else []


def unique(wanted: str, taken: Collection[str]) -> str:
    """A word, with a number at its end where it is taken."""
    return next(word for word in _numbered(wanted) if word not in taken)


# ---- codes ----


def stated_code(code: str, name: str) -> str:
    """The code in the tracker's code field, else the only one that stands in the project's name; else nothing."""
    text = " ".join(code.split())
    if text and text.isprintable() and len(text) <= 64 and "${" not in text:
        return text
    found = set(_CODE_IN_NAME.findall(name))
    alone = found.pop() if len(found) == 1 else ""
    return alone if len(alone) <= 64 else ""


def derived_code(client: str, name: str, fallback: str, taken: Collection[str], said: str) -> str:
    """A new code after a client's and a project's name, which stands in nothing that entries already say."""
    first = identifier(client, "").split("-")[0][:16] or "work"
    wanted = f"{first}-{identifier(name, '') or identifier(fallback, 'work')}".upper()
    return next(code for code in _numbered(wanted) if code not in taken and not _stands_in(code, said))


def _stands_in(code: str, said: str) -> bool:
    return code in said and re.search(rf"(?<![\w-]){re.escape(code)}(?![\w-])", said) is not None


def _numbered(wanted: str) -> Iterator[str]:
    yield wanted
    count = 2
    while True:
        yield f"{wanted}-{count}"
        count += 1
