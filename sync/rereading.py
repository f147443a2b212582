"""The configuration as a process that keeps running reads it: anew when a file has changed, else as it was.

A file that cannot be used stops what it is about and nothing else: a contract's own file that contract, any other file
all contracts. What is stopped keeps its drafts as they are until the file is mended; pulling goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.loader import Configuration, files_of, load
from config.problems import BadConfiguration, Problem

CONTRACTS = "contracts/"

Stamps = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Read:
    """What is worked by, the contracts that are stopped, and why."""

    configuration: Configuration
    stopped: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Reader:
    """Reads a folder again and again; the first time everything must be right. Raises BadConfiguration then."""

    folder: Path
    environment: Mapping[str, str] = field(repr=False)
    _seen: Stamps = field(default_factory=dict)
    _last: Read | None = None
    _good: Configuration | None = None
    _when_good: Stamps = field(default_factory=dict)

    def read(self) -> Read:
        """What is worked by now."""
        seen = self._stamps()
        if self._last is None or seen != self._seen:
            self._last = self._anew(seen)
            self._seen = seen
        return self._last

    def _anew(self, seen: Stamps) -> Read:
        try:
            self._good = load(self.folder, self.environment)
        except BadConfiguration as bad:
            if self._good is None:
                raise
            return Read(self._good, self._stopped(bad.problems, self._good, seen), tuple(bad.problems))
        self._when_good = seen
        return Read(self._good)

    def _stopped(self, problems: list[Problem], good: Configuration, seen: Stamps) -> frozenset[str]:
        """The contracts whose files have problems, or are others than when all was right; all, if any other file is."""
        files = {problem.file for problem in problems}
        files |= {name for name in seen.keys() | self._when_good.keys() if seen.get(name) != self._when_good.get(name)}
        if not all(name.startswith(CONTRACTS) for name in files):
            return frozenset(good.contracts)
        return frozenset(id_ for id_, name in good.files.items() if name in files)

    def _stamps(self) -> Stamps:
        """The files with their times and sizes."""
        found = {}
        for name in _names(self.folder):
            try:
                stat = (self.folder / name).stat()
            except OSError:
                continue
            found[name] = (stat.st_mtime_ns, stat.st_size)
        return found


def _names(folder: Path) -> list[str]:
    try:
        return files_of(folder)
    except BadConfiguration:
        return []
