"""Frozen records that are made by the hundred thousand: the type checker keeps them frozen, not the interpreter.

A dataclass that is frozen while the program runs sets each field by a detour that takes many times as long: a third of
the time of billing a large month.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool, slots: bool):
        """The same as of the standard library, hashed as a frozen one, without the detour."""
        return dataclasses.dataclass(slots=slots, unsafe_hash=frozen)


__all__ = ["dataclass"]
