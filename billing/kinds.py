"""What a kind of issue is: how grave it is, the sentence for it, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

BLOCKS, WARNS = "blocks billing", "warns"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `sentence` and `remedy` may use {person}, {date}, {client}, {hours} and the issue's own facts.

    {entry} is the entry it concerns.
    """

    code: str
    severity: str
    sentence: str
    remedy: str
    acceptable: bool = False
    """Whether a person may accept it, so that its time is billed as it is. What only warns can always be accepted."""
    on_no_line: str = ""
    """What to do instead where nothing of it is on a line: its facts name the contract and its period then."""
