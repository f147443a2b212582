"""The README's tour, typed as written: each command's output must be the one that is printed there.

`pytest tests/test_tour.py --regenerate` (make tour) writes the outputs anew, to be reviewed like code. The hash of
the plan that is applied follows the one that was shown; other ids that are typed are corrected by hand.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parent.parent / "README.md"
BLOCK = re.compile(r"^```console\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
APPLIED = re.compile(r"^(\$ tieout bill --apply )\w+", re.MULTILINE)
SHOWN = re.compile(r"^To do exactly this: tieout bill --apply (\w+)", re.MULTILINE)
MARK = "\x1e"
SETTING_UP = ("make --silent install", 'export PATH="$PWD/.venv/bin:$PATH"')
"""Commands that need a fresh clone; the tour's programs are on the PATH of the test already."""


def commands(block: str) -> list[str]:
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]


def typed(all_commands: list[str], folder: Path) -> list[str]:
    """The output of each command, run one after the other in one shell."""
    steps = [f"printf '{MARK}'\n" + ("true" if command in SETTING_UP else command) for command in all_commands]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TIEOUT_")},
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "TIEOUT_NOW": "2026-11-03T12:00:00Z",
        "COLUMNS": "120",
    }
    script = "exec 2>&1\n" + "\n".join(steps)
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=900
    )
    return done.stdout.split(MARK)[1:]


def with_outputs(readme: str, folder: Path) -> str:
    blocks = [commands(found[1]) for found in BLOCK.finditer(readme)]
    outputs = iter(typed([command for block in blocks for command in block], folder))
    written = iter(["".join(f"$ {command}\n{next(outputs)}" for command in block) for block in blocks])
    return BLOCK.sub(lambda _: f"```console\n{next(written)}```\n", readme)


def with_its_plan(readme: str) -> str:
    """The tour with the hash of the plan that its outputs show."""
    shown = SHOWN.search(readme)
    assert shown, "the tour shows a plan"
    return APPLIED.sub(rf"\g<1>{shown[1]}", readme)


def test_the_tour_typed_as_written_prints_what_the_readme_shows(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    readme = README.read_text()
    expected = with_outputs(readme, tmp_path)
    if request.config.getoption("--regenerate"):
        again = tmp_path / "again"
        again.mkdir()
        expected = with_outputs(with_its_plan(expected), again)
        README.write_text(expected)
    assert README.read_text() == expected


def test_the_tour_is_long_enough_to_prove_something() -> None:
    blocks = BLOCK.findall(README.read_text())
    assert sum(len(commands(block)) for block in blocks) >= 15
    assert any("ACME-14 Prompt revision for intake bot" in block for block in blocks)
