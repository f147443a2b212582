"""The part of Xero's `where` and `order` that the twin reads: comparisons joined by AND, on the fields it optimises."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from sandbox.routes import Problem
from sandbox.xero_books import INVOICE, Paper
from sandbox.xero_writing import TYPES

_ONE = re.compile(
    r'\s*([A-Za-z.]+)\s*(==|>=|<=|>|<)\s*("([^"]*)"|DateTime\((\d{4}),\s*(\d{1,2}),\s*(\d{1,2})\)|guid\("([^"]+)"\))\s*',
    re.IGNORECASE,
)
_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_FIELDS: dict[str, Callable[[Paper], Any]] = {
    "Type": lambda paper: TYPES[paper.kind],
    "Status": lambda paper: paper.status,
    "Date": lambda paper: paper.day,
    "DueDate": lambda paper: paper.due or date.min,
    "Reference": lambda paper: paper.reference,
    "Contact.ContactID": lambda paper: paper.contact,
    "InvoiceNumber": lambda paper: paper.number if paper.kind == INVOICE else "",
    "CreditNoteNumber": lambda paper: "" if paper.kind == INVOICE else paper.number,
}
_ORDERS: dict[str, Callable[[Paper], Any]] = {
    "UpdatedDateUTC": lambda paper: (paper.updated, paper.id),
    "InvoiceID": lambda paper: paper.id,
    "CreditNoteID": lambda paper: paper.id,
    "Date": lambda paper: (paper.day, paper.id),
}


def where(papers: Iterable[Paper], text: str) -> list[Paper]:
    """The documents that a condition holds for. Raises Problem for one that cannot be read."""
    found = list(papers)
    for part in re.split(r"\s+AND\s+", text) if text else ():
        read = _ONE.fullmatch(part)
        if read is None or read[1] not in _FIELDS:
            raise Problem("wrong type", f"No property or field: {part}", "where")
        value = date(*(int(read[place]) for place in (5, 6, 7))) if read[5] else read[4] or read[8] or ""
        field, sign = _FIELDS[read[1]], _SIGNS[read[2]]
        found = [paper for paper in found if sign(field(paper), value)]
    return found


def ordered(papers: Iterable[Paper], text: str) -> list[Paper]:
    """The documents in an order such as `UpdatedDateUTC ASC`; by their change where none is said."""
    name, _, way = (text or "UpdatedDateUTC ASC").partition(" ")
    if name not in _ORDERS:
        raise Problem("wrong type", f"No property or field '{name}' exists", "order")
    return sorted(papers, key=_ORDERS[name], reverse=way.upper() == "DESC")
