"""Marking entries as invoiced, or as not: the only thing that is ever written to Clockify, and only where switched on.

API: docs.clockify.me, "Mark time entries as invoiced". Doing it twice is doing it once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connectors.clockify.api import PLAN, Api, Missing
from connectors.errors import Refused

AT_ONCE = 100


def mark(api: Api, ids: Sequence[str], *, invoiced: bool) -> Mapping[str, str]:
    """Marks entries, and says of those that were refused why; entries that are gone need no mark.

    Where some are refused the others are marked one by one. Raises ConnectorError.
    """
    refused: dict[str, str] = {}
    for start in range(0, len(ids), AT_ONCE):
        portion = ids[start : start + AT_ONCE]
        try:
            _send(api, portion, invoiced=invoiced)
        except Refused:
            refused |= _singly(api, portion, invoiced=invoiced)
    return refused


def _singly(api: Api, ids: Sequence[str], *, invoiced: bool) -> Mapping[str, str]:
    refused = {}
    for own in ids:
        try:
            _send(api, [own], invoiced=invoiced)
        except Missing:
            continue
        except Refused as problem:
            if problem.status in PLAN:
                words = "Clockify lets nobody mark entries here: the plan has no invoicing, or the key's owner may not"
                raise Refused(f"{words}; remove mark_invoiced, or use the key of an owner ({problem})") from problem
            refused[own] = str(problem)
    return refused


def _send(api: Api, ids: Sequence[str], *, invoiced: bool) -> None:
    api.change(f"{api.place}/time-entries/invoiced", {"timeEntryIds": list(ids), "invoiced": invoiced})
