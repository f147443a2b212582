"""Pages of the guide: what each must have in it, and that what they say of the product is so."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml

from billing.lifecycle import Status
from billing.records import State
from config.loader import load
from connectors.registry import KINDS
from tests.guide.typed import folder

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"
CONSOLE = re.compile(r"^```console\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
YAML = re.compile(r"^```yaml\n(.*?)^```\n", re.MULTILINE | re.DOTALL)


def text(name: str) -> str:
    """A page of the guide."""
    return (GUIDE / name).read_text()


def part(page: str, heading: str) -> str:
    """What stands under a heading."""
    return re.split(r"^## ", page.partition(f"\n## {heading}\n")[2], flags=re.MULTILINE)[0]


def first_cells(page: str) -> list[str]:
    """What the first column of all tables has."""
    return re.findall(r"^\| ([^|]+?) \|", page, re.MULTILINE)


# ---- the index ----


def test_the_index_has_every_page_of_the_guide() -> None:
    index = text("README.md")
    assert [page.name for page in sorted(GUIDE.glob("*.md")) if f"]({page.name})" not in index] == ["README.md"]


# ---- glossary ----


def test_every_state_of_time_and_of_drafts_is_in_the_glossary() -> None:
    page = text("glossary.md")
    for heading, states in (("States of time", State), ("States of a draft", Status)):
        named = {cell.strip("`") for cell in first_cells(part(page, heading))} - {"state", "---"}
        assert named == {state.value for state in states}


def test_every_word_of_the_design_is_in_the_glossary() -> None:
    words = part((ROOT / "docs" / "design.md").read_text(), "Words")
    named = " ".join(first_cells(text("glossary.md"))) + " " + " ".join(re.findall(r"\*(.+?)\*", text("glossary.md")))
    terms = [term.lower() for term in re.findall(r"\*([^*]+)\*", words)]
    assert len(terms) >= 25
    assert [term for term in terms if term not in named.lower()] == []


def test_no_word_of_the_glossary_is_there_twice() -> None:
    words = part(text("glossary.md"), "What was worked") + part(text("glossary.md"), "What was agreed")
    words += part(text("glossary.md"), "What becomes of it") + part(text("glossary.md"), "The books")
    cells = [cell for cell in first_cells(words) if cell not in ("word", "---")]
    assert len(cells) == len(set(cells)) >= 60


# ---- vendors ----


def test_each_vendor_has_its_lines_and_they_are_accepted(tmp_path: Path) -> None:
    example = next(each for each in YAML.findall(text("contracts.md")) if each.startswith("# tieout.yaml"))
    said = [yaml.load(block, Loader=yaml.BaseLoader)["connectors"] for block in YAML.findall(text("vendors.md"))]
    kinds = {one["kind"] for block in said for one in block.values()}
    assert kinds == set(KINDS)
    (tmp_path / "people.yaml").write_text("people: []\n")
    (tmp_path / "contracts").mkdir()
    secrets = dict.fromkeys(re.findall(r"\$\{(\w+)\}", text("vendors.md")), "secret")
    for connectors in said:
        main = yaml.load(example, Loader=yaml.BaseLoader) | {"connectors": connectors}
        (tmp_path / "tieout.yaml").write_text(json.dumps(main))
        load(tmp_path, secrets)


def test_each_vendor_leads_to_its_page() -> None:
    pages = {page.name for page in (ROOT / "docs" / "connectors").glob("*.md")}
    assert set(re.findall(r"\]\(\.\./connectors/([\w-]+\.md)\)", text("vendors.md"))) == pages


# ---- installing ----


def test_what_is_said_of_installing_is_so() -> None:
    page = text("install.md")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert f"Python {project['requires-python'].removeprefix('>=')} or newer" in page
    assert set(re.findall(r"'\.\[(\w+)\]'", page)) <= project["optional-dependencies"].keys()
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"(?:^ *|`)make ([a-z]+)", page, re.MULTILINE):
        assert f"\n{target}:" in makefile, target
    for line in re.findall(r"^\.venv/bin/python -m pip (install .*)$", page, re.MULTILINE):
        assert any(set(line.split()) <= set(said.split()) for said in makefile.splitlines()), line


# ---- the end of a month ----

MENDED_IN_THE_TRACKER = ((",soon,", ",1.5,"), (",Pilot,,", ",Pilot,ACME-IMPL,"))


def test_the_month_ends_as_the_page_says(tmp_path: Path) -> None:
    lines = [line for block in CONSOLE.findall(text("month-end.md")) for line in block.splitlines()]
    with folder(tmp_path / "agency") as at:
        at.type("tieout init --example")
        printed: list[str] = []
        for command in (line.removeprefix("$ ") for line in lines):
            printed.append(at.type(command).printed)
            if command.startswith("tieout exceptions"):
                assert "blocks billing" in printed[-1]
                for old, new in MENDED_IN_THE_TRACKER:
                    at.edit("exports/example.csv", old, new)
        proof, drafts = (next(text for text in printed if word in text) for word in ("Statement of", "to approve"))
        assert "difference 0:00 h" in proof
        assert "ACME-16" in drafts
        assert "nothing to close" in printed[-1]
        assert "INV-0001" in printed[-2]
        assert "blocks billing" not in at.type("tieout exceptions --period 2026-10").printed
        assert "posted" in at.type("tieout drafts --period 2026-10").printed


def test_the_minutes_of_the_month_come_to_what_its_first_line_says() -> None:
    page = text("month-end.md")
    minutes = re.findall(r"^\| \[\d\. .*?\]\(#.*?\) \| (\d+) \|", page, re.MULTILINE)
    assert sum(map(int, minutes)) == 30 and "Thirty minutes" in page


# ---- links within pages ----


@pytest.mark.parametrize("page", sorted(GUIDE.glob("*.md")), ids=lambda page: page.name)
def test_every_link_to_a_heading_leads_to_one(page: Path) -> None:
    for target, heading in re.findall(r"\]\((?!https?://)([^)#]*)#([^)]+)\)", page.read_text()):
        there = (page.parent / target).read_text() if target else page.read_text()
        assert heading in map(_anchor, re.findall(r"^#+ (.+)$", there, re.MULTILINE)), (
            f"{page.name} → {target}#{heading}"
        )


def _anchor(heading: str) -> str:
    """How GitHub calls a heading."""
    plain = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
