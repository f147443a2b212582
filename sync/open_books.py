"""The books that tieout.yaml names, opened for a push, each once."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import TracebackType

from connectors.errors import ConnectorError
from connectors.registry import LEDGER_APIS, open_ledger
from mappings.pushes import Push
from sync.books import Books, LeftAlone
from sync.connecting import CannotConnect, access_of
from sync.folder_books import FolderBooks
from sync.ledger_books import LedgerBooks
from sync.places import config_of
from sync.worker import Worker


@dataclass(slots=True)
class OpenBooks:
    """Books by name, as long as a `with` block lasts."""

    worker: Worker
    _open: dict[str, Books] = field(default_factory=dict)

    def __enter__(self) -> OpenBooks:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        for books in self._open.values():
            if isinstance(books, LedgerBooks):
                books.ledger.close()

    def of(self, name: str, shown: Push | None = None) -> Books | None:
        """The books of a name, or None where there are none; a folder is found under a new name by what lies there.

        Raises LeftAlone where a ledger was not signed in to.
        """
        if name in self._open:
            return self._open[name]
        if name in self.ledgers():
            return self.ledger(name)
        config = config_of(self.worker, name, shown)
        if config is None:
            return None
        found = FolderBooks(self.worker, name, config)
        if name in self.worker.configuration.books:
            self._open[name] = found
        return found

    def ledgers(self) -> list[str]:
        """The names of all books that are ledgers with an API."""
        return [name for name, config in self.worker.configuration.books.items() if config.kind in LEDGER_APIS]

    def ledger(self, name: str) -> LedgerBooks:
        """A ledger by the name of its books. Raises LeftAlone where nobody has signed in to it."""
        known = self._open.get(name)
        if isinstance(known, LedgerBooks):
            return known
        try:
            access = access_of(self.worker.outside, self.worker.store, name)
            ledger = open_ledger(self.worker.configuration.books[name], access, access.account, self.worker.timer)
        except (CannotConnect, ConnectorError) as problem:
            raise LeftAlone(str(problem)) from problem
        found = LedgerBooks(self.worker, name, ledger)
        self._open[name] = found
        return found
