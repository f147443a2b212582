"""When the daemon does what, as it may be written in tieout.yaml under `schedule:`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from billing.occasions import FORMS, When, when
from config.values import Strict
from connectors.references import Reference


def _rhythm(text: Any) -> When | None:
    if isinstance(text, When) or text is None:
        return text
    try:
        return when(str(text))
    except ValueError as problem:
        words = "is {given}; {forms}"
        raise PydanticCustomError("schedule", words, {"given": repr(text), "forms": str(problem)}) from problem


Rhythm = Annotated[
    When | None,
    BeforeValidator(_rhythm),
    WithJsonSchema({"type": "string", "description": FORMS, "examples": FORMS.split(" · ")}),
]


def _at_first(text: str) -> Any:
    return Field(default=text, validate_default=True)


class ScheduleModel(Strict):
    """Each thing the daemon does by itself, and when; `no` switches it off."""

    pull: Rhythm = _at_first("every 15 minutes")
    poll: Rhythm = _at_first("every minute")
    follow: Rhythm = _at_first("every hour")
    reminders: Rhythm = _at_first("business days 09:00")
    weekly: Rhythm = _at_first("Monday 08:00")
    readiness: Rhythm = _at_first("last business day 09:00")
    approvals_close: Rhythm = _at_first("1st business day 12:00")
    bill: Rhythm = _at_first("2nd business day 06:00")
    metrics: Rhythm = _at_first("5th business day 09:00")


class Ping(Strict):
    """What is asked after each proven pull and billing of the daemon, so that somebody notices when it is silent."""

    url: Reference


DESCRIBED: Mapping[type[BaseModel], Mapping[str, str]] = {
    Ping: {"url": "The address that is asked: a reference such as ${PING_URL}, or the address itself."},
    ScheduleModel: {
        "pull": "All trackers are asked for what is new, and their totals compared.",
        "poll": "Trackers that send no webhooks are asked for what is new.",
        "follow": "Ledgers are asked what became of documents.",
        "reminders": "Missing time and unapproved time are told to those who can mend it.",
        "weekly": "Each account lead is told of the week, and operations of what is overdue.",
        "readiness": "Who has submitted time for the month, and what is approved, pending or missing.",
        "approvals_close": "All that is still unapproved is told to operations.",
        "bill": "The month before is pulled, proven and drafted; what may be shown in books by itself is.",
        "metrics": "The figures of the month before.",
    },
}
