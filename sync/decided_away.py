"""What people said is billed to nobody, and what goes on beside it: another source may bring the same work again."""

from __future__ import annotations

from collections.abc import Sequence

from billing.decisions import going_on_beside, in_force, is_said
from billing.records import Entry, Match, State
from mappings.store import Transaction

_ENDED = (State.WRITTEN_OFF, State.OUTSIDE, State.NON_BILLABLE, State.CREDITED, State.HELD)
"""Held by people's word is what waits for another one, since its document is void."""


def decided_away(tx: Transaction, worked: Sequence[tuple[Entry, Match]]) -> dict[str, frozenset[str]]:
    """The entries that people said are billed to nobody, each with what was to be billed beside it by then.

    Only those of people whose work comes from several sources are asked about.
    """
    sources: dict[str, set[str]] = {}
    for entry, found in worked:
        sources.setdefault(found.who, set()).add(entry.connector)
    versions = {
        entry.id: entry.version
        for entry, found in worked
        if found.verdict in _ENDED and len(sources[found.who]) > 1 and is_said(found.verdict_reason)
    }
    words = tx.decisions.standing(versions) if versions else {}
    beside = {key: going_on_beside(in_force(words.get(key, ()), version)) for key, version in versions.items()}
    return {key: ids for key, ids in beside.items() if ids is not None}
