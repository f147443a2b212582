"""The life of an intent: what each step makes of it. One literal table, and nothing else changes them.

What may have happened elsewhere while one is intended is not known here: the books are asked for that. Each step has a
test in `tests/crash/test_intents.py` that kills the program just before it is committed, and just after.
"""

from __future__ import annotations

from enum import StrEnum

NOTHING, INTENDED, CONFIRMED, GIVEN_UP = "", "intended", "confirmed", "given up"


class Step(StrEnum):
    """What is noted of an intent. The names are those of the methods that do it."""

    INTEND = "intend"
    """It is about to be carried out."""
    CONFIRM = "confirm"
    """It is in the books."""
    GIVE_UP = "give_up"
    """It certainly was not carried out. What is confirmed is never given up: the next intent takes another key."""
    INTEND_AGAIN = "intend_again"
    """What it made is gone from a folder, and the same is about to be written there once more."""


NEXT: dict[tuple[str, Step], str] = {
    (NOTHING, Step.INTEND): INTENDED,
    (INTENDED, Step.CONFIRM): CONFIRMED,
    (INTENDED, Step.GIVE_UP): GIVEN_UP,
    (CONFIRMED, Step.INTEND_AGAIN): INTENDED,
}
