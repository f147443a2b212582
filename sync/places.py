"""Where documents lie in the books' folders."""

from __future__ import annotations

from pathlib import Path

from connectors.files import Config
from connectors.files.folder import fingerprint_there
from mappings.drafts import StoredDraft
from mappings.pushes import Push
from sync.worker import Worker


def draft_place(item: StoredDraft) -> str:
    """Where a draft lies that is only to be looked at, within the folder of its books."""
    return f"{item.draft.period}/draft {item.draft.contract} {item.draft.id}"


def invoice_place(item: StoredDraft, number: str) -> str:
    """Where an invoice lies within the folder of its books; a number is one name there, whatever is in it."""
    return f"{item.draft.period}/{number.replace('/', '-')} {item.draft.contract}"


def config_of(worker: Worker, books: str, shown: Push | None = None) -> Config | None:
    """The books of a name, or None where tieout.yaml has none; found under a new name by a document that lies there."""
    config = worker.configuration.books.get(books)
    if config is not None or shown is None:
        return config if isinstance(config, Config) else None
    others = [each for each in worker.configuration.books.values() if isinstance(each, Config)]
    holds = (each for each in others if fingerprint_there(root_of(worker, each) / shown.place) == shown.fingerprint)
    return next(holds, None)


def root_of(worker: Worker, config: Config) -> Path:
    """The folder of some books."""
    return worker.configuration.folder / config.folder
