"""Every example of docs/guide/contracts.md typed as written: each command prints what stands on the page.

`pytest tests/guide --regenerate` writes the outputs anew, to be reviewed like code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from config.cadence import EveryModel
from config.models import ContractModel, WorkstreamModel
from tests.guide.typed import Folder, folder

PAGE = Path(__file__).parents[2] / "docs" / "guide" / "contracts.md"
HEADING = re.compile(r"^(?=###? )", re.MULTILINE)
BLOCK = re.compile(r"^```(yaml|csv|console)(?: (\S+))?\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
CONTRACT = "contracts/acme.yaml"
QUIETLY = ("tieout import time.csv", "tieout run --period 2026-10")
SHARED = "## What the examples share"

Files = dict[str, str]


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the page: a file with its name, or a console without one."""

    kind: str
    name: str
    text: str


def blocks(section: str) -> list[Block]:
    """The blocks of a part. A file is named by its first line or beside its kind; without a name it is the contract."""
    found = []
    for kind, name, text in BLOCK.findall(section):
        named = re.match(r"# (\S+\.yaml)\n", text)
        found.append(Block(kind, name or (named[1] if named else CONTRACT), text))
    return found


def sections() -> list[str]:
    """The parts of the page, one after the other."""
    return HEADING.split(PAGE.read_text())


def title(section: str) -> str:
    """What a part of the page is called."""
    return section.partition("\n")[0].lstrip("# ")


def shared() -> Files:
    """The files that all examples begin with."""
    (section,) = [each for each in sections() if each.startswith(SHARED)]
    return {each.name: each.text for each in blocks(section)}


def examples() -> Iterator[str]:
    """The parts of the page that show what is typed."""
    yield from (each for each in sections() if "```console\n" in each)


def files_of(section: str) -> Files:
    """All files of an example's folder."""
    files = shared()
    for each in blocks(section):
        if each.kind != "console":
            files[each.name] = files.get(each.name, "") + each.text
    return files


def commands(block: str) -> list[str]:
    """What is typed in a console."""
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]


def typed(at: Folder, block: str, patch: pytest.MonkeyPatch) -> str:
    """A console with what its commands print."""
    shown = []
    for command in commands(block):
        name, _, value = command.removeprefix("export ").partition("=")
        if command.startswith("export "):
            patch.setenv(name, value)
        printed = "" if command.startswith("export ") else at.type(command).printed
        shown.append(f"$ {command}\n" + "".join(f"{line.rstrip()}\n" for line in printed.rstrip().splitlines()))
    return "".join(shown)


def as_it_is(section: str, path: Path) -> str:
    """A part of the page with the outputs that its commands have."""
    with folder(path) as at, pytest.MonkeyPatch.context() as patch:
        for name, text in files_of(section).items():
            at.write(name, text)
        for command in QUIETLY:
            at.type(command)
        consoles = {each.text: typed(at, each.text, patch) for each in blocks(section) if each.kind == "console"}
    for old, new in consoles.items():
        section = section.replace(f"```console\n{old}```\n", f"```console\n{new}```\n")
    return section


@pytest.mark.parametrize("number", range(len(list(examples()))), ids=[title(each) for each in examples()])
def test_an_example_prints_what_the_page_shows(number: int, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    section = list(examples())[number]
    expected = as_it_is(section, tmp_path / "agency")
    if request.config.getoption("--regenerate"):
        PAGE.write_text(PAGE.read_text().replace(section, expected))
    assert list(examples())[number] == expected


# ---- that no shape is missing ----


def contracts() -> list[dict[str, Any]]:
    """What the contracts of all examples say."""
    return [yaml.load(files_of(each)[CONTRACT], Loader=yaml.BaseLoader) for each in examples()]


def streams() -> list[dict[str, Any]]:
    return [stream for contract in contracts() for stream in contract["workstreams"]]


def choices(model: type[Any], key: str) -> set[str]:
    """The words that a key may have."""
    return set(get_args(model.model_fields[key].annotation))


def test_every_way_of_billing_and_every_rhythm_has_an_example() -> None:
    assert {stream["billing"] for stream in streams()} == choices(WorkstreamModel, "billing")
    every = [contract.get("invoice", {}).get("every", "month") for contract in contracts()]
    rhythms = {said if isinstance(said, str) else said["period"] for said in every}
    assert rhythms == choices(EveryModel, "period")


def test_every_key_of_a_contract_is_in_an_example_or_named_at_the_end() -> None:
    used = {key for contract in contracts() for key in contract}
    last = sections()[-1]
    fields = {field.alias or name for name, field in ContractModel.model_fields.items()}
    assert [key for key in sorted(fields - used) if f"`{key}`" not in last] == []


def test_every_key_of_a_workstream_is_in_an_example_or_one_of_contracts_or_named_at_the_end() -> None:
    used = {key for stream in streams() for key in stream} | {key for contract in contracts() for key in contract}
    fields = {field.alias or name for name, field in WorkstreamModel.model_fields.items()}
    assert [key for key in sorted(fields - used) if f"`{key}`" not in sections()[-1]] == []


def test_every_example_is_typed_and_prints_something() -> None:
    assert len(list(examples())) >= 40
    consoles = [each for section in examples() for each in blocks(section) if each.kind == "console"]
    assert all(re.search(r"^[^$]", each.text, re.MULTILINE) for each in consoles)
