"""Books are no time source: a file that is imported for them is a sentence, not an import."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from mappings.store import Store
from sync.reading import BadFile, ImportOptions, read_source
from sync.worker import Worker
from tests.config.folders import MAIN, folder_with, loaded

HEADER = "Date,Project,Task,Hours,First Name,Last Name\n2026-10-05,Pilot,Design,1.00,Kim,Allen\n"


@pytest.mark.parametrize("books", ["files", "ledger"])
def test_importing_a_file_for_books_names_what_to_write(tmp_path: Path, books: str) -> None:
    assert "kind: harvest" in MAIN
    more = "kind: harvest" if books == "files" else "kind: harvest\n  ledger: {kind: files}"
    configuration = loaded(folder_with(tmp_path, "tieout.yaml", "kind: harvest", more))
    (tmp_path / "export.csv").write_text(HEADER)
    worker = Worker(configuration, cast(Store, None), lambda: datetime(2026, 11, 3, tzinfo=UTC))
    with pytest.raises(BadFile, match=f"{books} are books, and no time is read from books; name a tracker"):
        read_source(worker, tmp_path / "export.csv", ImportOptions(connector=books))
