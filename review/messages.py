"""What people were told and what waits, as it is listed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from billing.alert_records import to_tree
from mappings.alerts import Raised
from mappings.messages import GIVEN_UP, SENDING, WAITING, Message
from review.tables import Section, section, sentences

NOT_SENT = (WAITING, SENDING, GIVEN_UP)


def to_json(found: Sequence[Message]) -> list[dict[str, Any]]:
    """With stable keys; null for what has not happened."""
    return [
        {
            "id": each.id,
            "message_id": each.wire_id,
            "kind": each.kind,
            "subject": each.subject,
            "notifier": each.channel,
            "recipient": each.recipient,
            "state": each.state,
            "attempts": each.attempts,
            "raised_at": each.made_at.isoformat(),
            "try_at": _iso(each.try_at),
            "sent_at": _iso(each.sent_at),
            "problem": each.problem or None,
        }
        for each in found
    ]


def to_sections(found: Sequence[Message]) -> list[Section]:
    """For people: the newest last."""
    if not found:
        return [sentences("No message.")]
    headers = (">message", "raised", "subject", "notifier", "recipient", "state", ">tries", "problem")
    rows = [
        (
            each.id,
            _short(each.made_at),
            each.subject,
            each.channel,
            each.recipient,
            f"{each.state} {_short(each.sent_at)}" if each.sent_at else each.state,
            each.attempts,
            each.problem,
        )
        for each in found
    ]
    given_up = any(each.state == GIVEN_UP for each in found)
    return [section("Messages", headers, rows, ["To try again: tieout notify resend NUMBER"] if given_up else [])]


def alerts_json(found: Sequence[Raised]) -> list[dict[str, Any]]:
    """The alerts, with their bodies as plain structure."""
    return [
        {
            "key": each.alert.key,
            "kind": each.alert.kind,
            "for": each.alert.audience,
            "about": each.alert.about or None,
            "subject": each.alert.subject,
            "body": to_tree(each.alert.body),
            "raised_at": each.raised_at.isoformat(),
            "ended_at": _iso(each.ended_at),
        }
        for each in found
    ]


def alerts_sections(found: Sequence[Raised]) -> list[Section]:
    """The alerts for people: the newest last."""
    if not found:
        return [sentences("No alert stands.")]
    rows = [(_short(each.raised_at), each.alert.audience, each.alert.about, each.alert.subject) for each in found]
    return [section("Alerts that stand", ("since", "for", "whose", "subject"), rows)]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _short(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""
