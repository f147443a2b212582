"""What stands in the columns of a client's document: figures with equal decimals, and the work by task."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from billing.money import minor_digits
from billing.wording import money, number
from review.client import ClientDocument, ClientEntry, ClientGroup, ClientTask

HOURS_DIGITS, MOST_LINKS = 2, 12


@dataclass(frozen=True, slots=True)
class Columns:
    """The heads of a group's columns, the figures of its lines, and those of its subtotal; only what is shown."""

    heads: list[str]
    rows: list[list[str]]
    subtotal: list[str]


@dataclass(frozen=True, slots=True)
class Piece:
    """A task, or the words of a line that names none, with the work on it in order of day."""

    words: str
    tasks: tuple[ClientTask, ...]
    entries: tuple[ClientEntry, ...]

    @property
    def hours(self) -> Decimal:
        """All the hours on it."""
        return sum((entry.hours for entry in self.entries), Decimal(0))


def columns(document: ClientDocument, group: ClientGroup) -> Columns:
    """The figures of one group; the subtotal counts hours, but not quantities of things."""
    words, lines = document.labels, group.lines
    least = minor_digits(document.total.currency)
    summed = sum((line.quantity or Decimal(0) for line in lines), Decimal(0))
    quantities = aligned([*(line.quantity for line in lines), summed], document.language, group.of_time * HOURS_DIGITS)
    prices = aligned([line.unit_price for line in lines], document.language, least)
    amounts = aligned([line.amount.decimal for line in lines] + [group.subtotal.decimal], document.language, least)
    names = (words.hours, words.rate) if group.of_time else (words.quantity, words.unit_price)
    rows = zip(quantities, prices, amounts, strict=False)
    return Columns(
        heads=_kept(document, *names, f"{words.amount} ({document.total.currency})"),
        rows=[_kept(document, *row) for row in rows],
        subtotal=_kept(document, quantities[-1] if group.of_time else "", "", amounts[-1]),
    )


def totals(document: ClientDocument) -> list[tuple[str, str]]:
    """What a document comes to, named and in its language: the last is what its client is expected to owe."""
    tax, language, usual = document.tax, document.language, document.labels.total
    if tax is None or tax.gross is None:
        return [(tax.net_label if tax else usual, money(document.total, language))]
    rows = [(tax.net_label, document.total), *tax.parts] if tax.parts else []
    found = [*rows, (tax.gross_label if tax.parts else usual, tax.gross)]
    return [(words, money(amount, language)) for words, amount in found]


def with_links(text: str, tasks: Sequence[ClientTask]) -> list[tuple[str, str]]:
    """The parts of a text in order, each with the address that it leads to: keys of tasks lead to these."""
    urls = {task.key: task.url for task in tasks[:MOST_LINKS] if task.key and task.url}
    if not urls:
        return [(text, "")]
    longest_first = sorted(urls, key=lambda key: (-len(key), key))
    keys = re.compile(rf"(?<!\w)({'|'.join(re.escape(key) for key in longest_first)})(?!\w)")
    return [(part, urls[part] if place % 2 else "") for place, part in enumerate(keys.split(text))]


def aligned(values: Iterable[Decimal | None], language: str, least: int) -> list[str]:
    """Numbers with as many decimals as the one with most needs, so that they stand under each other; None is empty."""
    found = list(values)
    digits = max([least, *(_digits(value) for value in found if value is not None)])
    return ["" if value is None else number(value, language, digits) for value in found]


def pieces(document: ClientDocument) -> list[Piece]:
    """The work on a document by task, as its line names that, or by line where it names none; in the order of lines."""
    found: dict[tuple[object, ...], list[tuple[str, ClientEntry]]] = {}
    for group in document.groups:
        for line in group.lines:
            titles = _titles(line.tasks)
            for entry in line.entries:
                keys = tuple(task.key for task in entry.tasks)
                named = (f"{task.key} {titles.get(task.key, task.title)}".strip() for task in entry.tasks)
                words = ", ".join(named) or line.description
                found.setdefault((group.heading, keys or words), []).append((words, entry))
    return [_piece(words, [entry for _, entry in same]) for same in found.values() for words, _ in same[:1]]


def _titles(tasks: Sequence[ClientTask]) -> dict[str, str]:
    """The title of each key; of one that trackers share, an entry's own says which task is meant."""
    keys = [task.key for task in tasks]
    return {task.key: task.title for task in tasks if keys.count(task.key) == 1}


def _piece(words: str, entries: list[ClientEntry]) -> Piece:
    """Work of one day that reads the same is one row: where neither people nor notes are shown, a day is one."""
    alike: dict[tuple[object, ...], ClientEntry] = {}
    for entry in sorted(entries, key=lambda entry: entry.day):
        key = (entry.day, entry.who, entry.note)
        known = alike.get(key)
        alike[key] = (
            replace(known, hours=known.hours + entry.hours, amount=known.amount + entry.amount) if known else entry
        )
    return Piece(words, entries[0].tasks, tuple(alike.values()))


def _digits(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int), "a figure is finite"
    return max(0, -exponent)


def _kept(document: ClientDocument, quantity: str, price: str, amount: str) -> list[str]:
    show = document.show
    return [*([quantity] if show.hours else []), *([price] if show.rates else []), amount]
