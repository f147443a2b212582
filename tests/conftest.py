"""Options of the test run."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--regenerate` writes golden texts anew instead of comparing them."""
    parser.addoption("--regenerate", action="store_true", help="write golden texts anew, to be reviewed like code")
