"""What tests of the benchmarks share: a folder with set-ups, each made when it is first needed."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="package")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the set-ups are."""
    return tmp_path_factory.mktemp("bench")
