"""Checkers that are programs of their own. Where one is not installed, its check is skipped and says so."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
DOCKER = ROOT / "docker"
_PLACES = (str(Path(sys.executable).parent), "/usr/sbin")
_LIMIT = 60
"""Seconds after which a checker hangs."""


def checked(name: str, *arguments: str, folder: Path = ROOT) -> str:
    """What a checker says of a file that it must not find fault with."""
    program = shutil.which(name) or next((found for each in _PLACES if (found := shutil.which(name, path=each))), None)
    if program is None:
        pytest.skip(f"{name} is not installed here, so {' '.join(arguments)} was not asked for")
    done = subprocess.run(
        [program, *arguments], cwd=folder, capture_output=True, text=True, timeout=_LIMIT, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
