"""Every `tieout …` in the documents, the README and the exceptions' remedies is a command with options that exist."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from billing.issues import KINDS, WARNS
from tests.guide.typed import command_line

ROOT = Path(__file__).parents[2]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "connectors/README.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
TYPED = re.compile(r"^(?: {4})?(?:\$ )?(tieout .*)$", re.MULTILINE)
SPAN = re.compile(r"`(tieout [^`]+)`")
OPTION = re.compile(r"`(--[a-z][a-z-]*)[^`]*`")


def whole(page: str) -> Iterator[str]:
    """What is typed as it stands: in code that is set apart."""
    inside = "\n".join(FENCE.findall(page))
    apart = "\n".join(re.findall(r"^ {4}tieout .*$", FENCE.sub("", page), re.MULTILINE))
    for found in TYPED.findall(f"{inside}\n{apart}"):
        yield re.split(r"\s+[#|>]\s?|\s&&\s", found)[0]


def mentioned(page: str) -> Iterator[str]:
    """What is named in a sentence, perhaps with parts left out."""
    yield from SPAN.findall(FENCE.sub("", page))


def named(line: str) -> tuple[Any, str, list[str]]:
    """The command that a line begins with, its name, and what follows it."""
    _, *words = shlex.split(re.sub(r"[\[\]]", "", line))
    command, name = command_line(), "tieout"
    while hasattr(command, "commands") and words and words[0] in command.commands:
        name = words.pop(0)
        command = command.commands[name]
    return command, name, words


def options(command: Any) -> set[str]:
    """All options of a command."""
    found = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    return found | {"--help", "-h"}


def wrong(line: str) -> str:
    """What is wrong with a line that may leave out parts; nothing if it is right."""
    command, _, words = named(line)
    given = {word.partition("=")[0] for word in words if word.startswith("-")}
    if hasattr(command, "commands") and words and not words[0].startswith("-"):
        return f"there is no command {words[0]}"
    return " ".join(sorted(each for each in given - options(command) if len(each) > 1))


def refused(line: str) -> str:
    """Why a line that is typed as it stands would not be understood; nothing if it would."""
    command, name, words = named(line)
    if hasattr(command, "commands"):
        return wrong(line)
    try:
        command.make_context(name, words)
    except Exception as problem:  # noqa: BLE001  # whatever the command line refuses it with
        return str(problem) or type(problem).__name__
    return ""


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", PAGES, ids=shown)
def test_what_a_page_types_is_understood_by_the_command_line(path: Path) -> None:
    page = path.read_text()
    assert {line: refused(line) for line in whole(page) if refused(line)} == {}
    assert {line: wrong(line) for line in mentioned(page) if wrong(line)} == {}


def test_there_is_enough_that_is_typed() -> None:
    pages = [path.read_text() for path in PAGES]
    assert len({line for page in pages for line in whole(page)}) >= 80
    assert len({line for page in pages for line in mentioned(page)}) >= 100


@pytest.mark.parametrize("line", ["tieout nothing", "tieout run --perod 2026-10", "tieout map nothing", "tieout close"])
def test_a_line_that_would_be_refused_is_found(line: str) -> None:
    assert refused(line)


def test_every_option_in_a_sentence_belongs_to_some_command() -> None:
    commands = [command_line(), *command_line().commands.values()]
    commands += [each for command in commands[1:] for each in getattr(command, "commands", {}).values()]
    known = set().union(*map(options, commands))
    assert {
        (shown(path), each) for path in PAGES for each in OPTION.findall(path.read_text()) if each not in known
    } == set()


# ---- exceptions ----


@pytest.mark.parametrize("code", KINDS)
def test_the_commands_of_a_remedy_exist(code: str) -> None:
    remedy = KINDS[code].remedy
    spans = [re.sub(r"\{\w+\}", "7", line) for line in SPAN.findall(remedy)]
    assert {line: wrong(line) for line in spans if wrong(line)} == {}
    assert {line: refused(line) for line in spans if "7" in line and refused(line)} == {}
    assert len(spans) == remedy.count("tieout "), "a command stands in backticks"


@pytest.mark.parametrize("code", KINDS)
def test_a_remedy_speaks_of_accepting_where_that_is_possible(code: str) -> None:
    kind = KINDS[code]
    speaks = re.search(r"\b[Aa]ccept (it|them)\b|\bAccepted\b", kind.remedy)
    assert not speaks or kind.acceptable or kind.severity == WARNS
    assert not kind.acceptable or kind.severity == WARNS or speaks
