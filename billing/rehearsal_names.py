"""Which of our pieces a line of somebody else's names: by task, or by person, day and workstream."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from billing.rehearsal_records import Piece, Stated
from billing.stated_months import days_in


@dataclass(frozen=True, slots=True)
class Names:
    """What pieces can be named by, each once, as patterns; it must stand as a word of its own."""

    tasks: re.Pattern[str]
    people: re.Pattern[str]
    streams: re.Pattern[str]

    @classmethod
    def of(cls, pieces: Iterable[Piece]) -> Names:
        """The names of some pieces of time."""
        timed = [each for each in pieces if each.hours]
        return cls(
            _any(task for each in timed for task in each.tasks),
            _any(each.person for each in timed),
            _any(name for each in timed for name in (each.workstream, each.stream)),
        )

    def by_tasks(self, line: Stated, pieces: Sequence[Piece]) -> list[Piece]:
        """The pieces with just the tasks that a line names; of these whom and what else it names."""
        named = _found(self.tasks, line.words)
        exactly = [each for each in pieces if each.hours and _tasks(each) == named]
        return self._narrowed(line, exactly) if named else []

    def by_task(self, line: Stated, pieces: Sequence[Piece]) -> list[Piece]:
        """The pieces with any of the tasks that a line names; of these whom and what else it names."""
        named = _found(self.tasks, line.words)
        return self._narrowed(line, [each for each in pieces if each.hours and _tasks(each) & named])

    def by_owner(self, line: Stated, pieces: Sequence[Piece]) -> list[Piece]:
        """The pieces of the person, the day and the workstream that a line names, where it names no task."""
        if _found(self.tasks, line.words):
            return []
        timed = [each for each in pieces if each.hours]
        people, streams = _found(self.people, line.words), _found(self.streams, line.words)
        on_days = days_in(line.words) & {each.day for each in timed}
        return self._narrowed(line, timed) if people or streams or on_days else []

    def _narrowed(self, line: Stated, pieces: list[Piece]) -> list[Piece]:
        """Those of the people, days and workstreams that are named, too; a name that fits none of them says nothing."""
        people, streams, days = _found(self.people, line.words), _found(self.streams, line.words), days_in(line.words)
        own = [each for each in pieces if not people or each.person.casefold() in people] or pieces
        own = [each for each in own if not days or each.day in days] or own
        return [
            each for each in own if not streams or {each.workstream.casefold(), each.stream.casefold()} & streams
        ] or own


def _tasks(piece: Piece) -> frozenset[str]:
    return _folded(piece.tasks)


@lru_cache(4096)
def _folded(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(each.casefold() for each in names)


def _any(names: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted({name for name in names if name}, key=lambda name: (-len(name), name))
    inner = "|".join(map(re.escape, longest_first)) or r"(?!)"
    return re.compile(rf"(?<![\w-])(?:{inner})(?![\w-])", re.IGNORECASE)


def _found(pattern: re.Pattern[str], text: str) -> set[str]:
    return {each.casefold() for each in pattern.findall(text)}
