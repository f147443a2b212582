"""YAML as text with positions: every scalar stays as written, and each place knows its line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from config.problems import Problem

Location = tuple[str | int, ...]
Tree = str | None | list["Tree"] | dict[str, "Tree"]


@dataclass(slots=True)
class Document:
    """One YAML file: its values as text, the position of each, and what was wrong with its form."""

    file: str
    tree: Tree = None
    positions: dict[Location, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def position(self, location: Location) -> tuple[int, int]:
        """Line and column of a place, or of the nearest place around it; both count from 1."""
        while location not in self.positions and location:
            location = location[:-1]
        return self.positions.get(location, (1, 1))

    def written(self, location: Location) -> Location:
        """A place as it is written here: without what a model adds, such as the list around a single value."""
        kept: Location = ()
        node = self.tree
        for part in location:
            last_key = part == location[-1] and isinstance(part, str) and isinstance(node, dict)
            if (*kept, part) in self.positions or last_key:
                kept = (*kept, part)
                node = _child(node, part)
        return kept

    def problem(self, location: Location, message: str) -> Problem:
        """A problem at a place of this file."""
        location = self.written(location)
        line, column = self.position(location)
        return Problem(self.file, line, column, dotted(location), message)


def _child(node: Tree, part: str | int) -> Tree:
    if isinstance(node, dict):
        return node.get(str(part))
    return node[part] if isinstance(node, list) and isinstance(part, int) and part < len(node) else None


def dotted(location: Location) -> str:
    """A place in words: `rates[2].rate`."""
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{_key(part)}" if text else _key(part)
    return text


def _key(part: str) -> str:
    """A key as it stands in the file; a secret that became one because its colon is missing is not repeated."""
    return f"{part.split()[0]} …" if _SWALLOWED.match(part) else part


def read_yaml(path: Path, shown: str) -> Document:
    """A file's document. What cannot be read as YAML, or repeats a key, is among its problems."""
    document = Document(shown)
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        _Reader(document).read(text)
    except FileNotFoundError:
        words = "is not there; write it, after the example that `tieout init` makes in an empty folder"
        document.problems.append(Problem(shown, 1, 1, "", words))
    except RecursionError:
        document.problems.append(Problem(shown, 1, 1, "", "is nested too deeply; close its brackets"))
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark
        where = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        words = f"is not YAML ({problem.problem}); check indentation, quotes and brackets here"
        document.problems.append(Problem(shown, *where, "", words))
    except yaml.reader.ReaderError as problem:
        where = _place(text[: problem.position])
        words = "contains a character that YAML does not allow; remove it"
        document.problems.append(Problem(shown, *where, "", words))
    except UnicodeDecodeError as problem:
        where = _place(problem.object[: problem.start].decode("utf-8"))
        document.problems.append(Problem(shown, *where, "", "is not in UTF-8; save it again as UTF-8"))
    except (OverflowError, ValueError):
        words = "contains an escape such as \\UFFFFFFFF that is no character; remove it"
        document.problems.append(Problem(shown, 1, 1, "", words))
    except OSError as problem:
        document.problems.append(
            Problem(shown, 1, 1, "", f"cannot be read ({problem.strerror}); check its permissions")
        )
    return document


def _place(before: str) -> tuple[int, int]:
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


_SWALLOWED = re.compile(r"(?i)(token|secret|password|database)\s")


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document

    def read(self, text: str) -> None:
        nodes, alias = _composed(text)
        if len(nodes) > 1:
            self._complain_at(_start(nodes[1]), "has several documents; remove the lines that read ---")
        if nodes and nodes[0] is not None:
            if alias is not None:
                self._complain_at(alias, "uses an anchor or alias (& or *); write the value out in each place")
                return
            self.document.tree = self._value(nodes[0], ())

    def _value(self, node: yaml.Node, location: Location) -> Tree:
        self.document.positions.setdefault(location, (node.start_mark.line + 1, node.start_mark.column + 1))
        if isinstance(node, yaml.MappingNode):
            return dict(self._pairs(node, location))
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*location, place)) for place, item in enumerate(node.value)]
        is_null = node.tag == "tag:yaml.org,2002:null" and getattr(node, "style", None) is None
        return None if is_null else str(node.value)

    def _pairs(self, node: yaml.MappingNode, location: Location) -> Iterator[tuple[str, Tree]]:
        seen: dict[str, int] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._complain_at(
                    _start(key_node), "has a key that is a list or a block; write a word before the colon"
                )
                continue
            key, line = str(key_node.value), key_node.start_mark.line + 1
            place = (*location, key)
            if key in seen:
                self.document.problems.append(
                    Problem(
                        self.document.file,
                        line,
                        key_node.start_mark.column + 1,
                        dotted(place),
                        f"stands here a second time (first on line {seen[key]}); remove one",
                    )
                )
                continue
            seen[key] = line
            self.document.positions[place] = (line, key_node.start_mark.column + 1)
            yield key, self._value(value_node, place)

    def _complain_at(self, where: tuple[int, int], message: str) -> None:
        self.document.problems.append(Problem(self.document.file, *where, "", message))


class _Loader(yaml.SafeLoader):
    """Notes, while it composes, where the first anchor or alias is.

    It is not the quicker one in C, which places empty values elsewhere and takes tabs for indentation.
    """

    alias: yaml.Event | None = None

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """A node, by the event that is next."""
        event = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs say nothing of it
        if self.alias is None and getattr(event, "anchor", None):
            self.alias = event
        return super().compose_node(parent, index)


def _composed(text: str) -> tuple[list[Any], tuple[int, int] | None]:
    """The documents of a text, and where its first anchor or alias is."""
    loader = _Loader(text)
    nodes: list[Any] = []
    try:
        while loader.check_node():
            nodes.append(loader.get_node())
    finally:
        loader.dispose()
    return nodes, _start(loader.alias) if loader.alias else None


def _start(part: yaml.Node | yaml.Event) -> tuple[int, int]:
    assert part.start_mark is not None, "whatever is read from a text has a place"
    return part.start_mark.line + 1, part.start_mark.column + 1


def has_reference_outside(document: Document, allowed: Sequence[tuple[str, ...]]) -> Iterator[Location]:
    """Places whose text contains `${` although no allowed path (with * for any key) leads there."""
    for location, text in _scalars(document.tree, ()):
        fits = (
            len(path) == len(location) and all(p in ("*", str(k)) for p, k in zip(path, location, strict=True))
            for path in allowed
        )
        if text and "${" in text and not any(fits):
            yield location


def empty_in(document: Document) -> Iterator[Location]:
    """Places where a key has no value: neither a text nor the key's absence says what is meant."""
    return (location for location, text in _scalars(document.tree, ()) if text is None)


def _scalars(tree: Tree, location: Location) -> Iterator[tuple[Location, str | None]]:
    if isinstance(tree, str) or tree is None:
        yield location, tree
    else:
        children = tree.items() if isinstance(tree, dict) else enumerate(tree)
        for key, child in children:
            yield from _scalars(child, (*location, key))
