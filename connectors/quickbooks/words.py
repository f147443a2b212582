"""What a line says in QuickBooks Online: its description, hours and rate, and its tasks, as far as there is room."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from billing.money import plain
from billing.texts import clean
from billing.wishes import LineKind
from connectors.files.records import LedgerLine

LONGEST_TEXT = 4000


def described(line: LedgerLine, factors: str = "") -> str:
    """A line's words, then the keys of its tasks, then their links: what does not fit is left out from the end."""
    text = clean(line.description, LONGEST_TEXT - len(factors)) + factors
    keys = [task.key for task in line.tasks if task.key and task.key not in text]
    text = extended(text, "\n", _joined(keys, LONGEST_TEXT - len(text) - 1))
    for link in dict.fromkeys(task.url for task in line.tasks if task.url):
        text = extended(text, "\n", link)
    return text


def extended(text: str, between: str, more: str) -> str:
    """A text and more of it, where that still fits; else the text alone."""
    longer = f"{text}{between}{more}"
    return longer if more and len(longer) <= LONGEST_TEXT else text


def _joined(keys: Sequence[str], room: int) -> str:
    """As many keys as there is room for, and how many more there are."""
    for count in range(len(keys), 0, -1):
        left = len(keys) - count
        text = ", ".join(keys[:count]) + (f", +{left}" if left else "")
        if len(text) <= room:
            return text
    return ""


def factors_of(line: LedgerLine, quantity: Decimal, price: Decimal) -> str:
    """Hours and rate in words, for a line that cannot show them as its quantity and price."""
    unit = " h" if line.kind in (LineKind.TIME, LineKind.NO_CHARGE) else ""
    return f" ({plain(quantity)}{unit} × {plain(price)} {line.amount.currency})"
