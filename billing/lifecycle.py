"""The life of a draft: what each event makes of it. One literal table, the same for every kind of books."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Where a draft stands. Superseded revisions are history; a posted document is never changed.

    One that is voided is in the books no more: nothing of it counts, and what was on it waits for a person.
    """

    DRAFT = "draft"
    OUTDATED = "outdated"
    HELD = "held"
    APPROVED = "approved"
    PUSHED = "pushed"
    POSTED = "posted"
    VOIDED = "voided"
    SUPERSEDED = "superseded"


class Event(StrEnum):
    """What can happen to a draft: people approve, hold, release and push; time changes; a plan replaces it.

    An invoice can be voided or deleted in the books: by hand, or by whoever keeps them.
    """

    APPROVE = "approve"
    HOLD = "hold"
    RELEASE = "release"
    PUSH = "push"
    TIME_CHANGED = "its time changed"
    REPLACED = "a new plan"
    VOID = "void"


S, E = Status, Event
GONE = (S.SUPERSEDED, S.VOIDED)
"""What does not stand (any more)."""
NEXT: dict[tuple[Status, Event], Status] = {
    (S.DRAFT, E.APPROVE): S.APPROVED,
    (S.DRAFT, E.HOLD): S.HELD,
    (S.DRAFT, E.PUSH): S.PUSHED,
    (S.DRAFT, E.TIME_CHANGED): S.OUTDATED,
    (S.DRAFT, E.REPLACED): S.SUPERSEDED,
    (S.OUTDATED, E.HOLD): S.HELD,
    (S.OUTDATED, E.TIME_CHANGED): S.OUTDATED,
    (S.OUTDATED, E.REPLACED): S.SUPERSEDED,
    (S.HELD, E.RELEASE): S.DRAFT,
    (S.HELD, E.TIME_CHANGED): S.HELD,
    (S.HELD, E.REPLACED): S.SUPERSEDED,
    (S.APPROVED, E.HOLD): S.HELD,
    (S.APPROVED, E.RELEASE): S.DRAFT,
    (S.APPROVED, E.PUSH): S.POSTED,
    (S.APPROVED, E.TIME_CHANGED): S.OUTDATED,
    (S.APPROVED, E.REPLACED): S.SUPERSEDED,
    (S.PUSHED, E.APPROVE): S.APPROVED,
    (S.PUSHED, E.HOLD): S.HELD,
    (S.PUSHED, E.PUSH): S.PUSHED,
    (S.PUSHED, E.TIME_CHANGED): S.OUTDATED,
    (S.PUSHED, E.REPLACED): S.SUPERSEDED,
    (S.POSTED, E.VOID): S.VOIDED,
}
"""What is not in the table cannot happen, and the person who wants it is told why."""

_AGAIN = "what it is made of has changed since it was planned; run the month again"
_ISSUED = "it is in the books as an invoice, which stays as it is; what has changed since is billed on the next one"
_NO_INVOICE = "it is no invoice yet, so there is nothing left to void in the books; hold it if it must not go there"
_VOIDED = "it was voided; what was on it waits for a person: `tieout exceptions` lists it, `tieout drafts` what stands"
_GONE = "a newer plan has taken its place; `tieout drafts` shows what stands"

_WHY_NOT: dict[tuple[Status, Event], str] = {
    (S.DRAFT, E.RELEASE): "it is neither held nor approved, so there is nothing to take back",
    (S.OUTDATED, E.APPROVE): f"{_AGAIN}, then approve it",
    (S.OUTDATED, E.RELEASE): f"it is neither held nor approved, so there is nothing to take back; {_AGAIN}",
    (S.OUTDATED, E.PUSH): f"{_AGAIN}, then push it",
    (S.HELD, E.APPROVE): "it is held; release it first",
    (S.HELD, E.HOLD): "it is held already; release it when it may go on",
    (S.HELD, E.PUSH): "it is held; release it first",
    (S.APPROVED, E.APPROVE): "it is approved already; push it",
    (S.PUSHED, E.RELEASE): "it is neither held nor approved, so there is nothing to take back",
    (S.POSTED, E.APPROVE): "it is in the books as an invoice already; there is nothing left to approve",
    (S.POSTED, E.HOLD): "it is in the books as an invoice; that is corrected with a credit, not held",
    (S.POSTED, E.RELEASE): "it is in the books as an invoice; that is corrected with a credit, not taken back",
    (S.POSTED, E.PUSH): "it is in the books as an invoice already; there is nothing left to push",
    (S.POSTED, E.TIME_CHANGED): _ISSUED,
    (S.POSTED, E.REPLACED): _ISSUED,
    **{(status, E.VOID): _NO_INVOICE for status in (S.DRAFT, S.OUTDATED, S.HELD, S.APPROVED, S.PUSHED)},
    **{(S.VOIDED, event): _VOIDED for event in Event},
    **{(S.SUPERSEDED, event): _GONE for event in Event},
}


def after(status: Status, event: Event) -> Status | None:
    """What an event makes of a draft, or None when it cannot happen."""
    return NEXT.get((status, event))


def why_not(status: Status, event: Event) -> str:
    """Why an event cannot happen to a draft, and what to do instead."""
    return _WHY_NOT[status, event]
