"""When what two sources may have came, and what people had ended by then: what is alike and came later waits."""

from __future__ import annotations

from collections.abc import Sequence

from billing.decisions import ended_after, in_force, is_said
from billing.records import Entry, Match, State
from mappings.store import Transaction

_ENDED = (State.WRITTEN_OFF, State.OUTSIDE, State.NON_BILLABLE, State.CREDITED)


def came_and_ended(tx: Transaction, worked: Sequence[tuple[Entry, Match]]) -> tuple[dict[str, int], dict[str, int]]:
    """The run that first brought each entry, and for what people said is billed to nobody the newest run of then.

    Nothing is asked of people whose work comes from one source, nor of those about whose work nobody said so.
    """
    sources: dict[str, set[str]] = {}
    for entry, found in worked:
        sources.setdefault(found.who, set()).add(entry.connector)
    several = [(entry, found) for entry, found in worked if len(sources[found.who]) > 1]
    versions = {
        entry.id: entry.version for entry, found in several if found.verdict in _ENDED and is_said(found.verdict_reason)
    }
    if not versions:
        return {}, {}
    words = tx.decisions.standing(versions)
    after = {key: ended_after(in_force(words.get(key, ()), version)) for key, version in versions.items()}
    ended = {key: number for key, number in after.items() if number is not None}
    return tx.entries.came_with([entry.id for entry, _ in several]), ended
