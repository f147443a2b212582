"""An opening as YAML: written into a contract's file with the rest of it untouched, whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from config.check_opening import OPENING
from config.from_tracker_names import readable
from config.loader import files_of, load
from config.opening import OpeningModel
from config.problems import BadConfiguration, Problem
from config.starter import scalar
from config.yaml_tree import Tree, read_yaml

HEADER = "# Proposed by `tieout openings`; each figure was to be checked by a person."
RETAINERS, MILESTONES, DEPOSITS = "retainers", "milestones_billed", "deposits"
_EXACT = 9
"""So many seconds are a number of hours with an end."""


class CannotWriteOpening(Exception):
    """Why an opening cannot be written into a file, and what to do; nothing was written."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is written: below which keys, its text, what is said beside it, and whether it is in a list."""

    at: tuple[str, ...]
    text: str
    beside: str = ""
    item: bool = False


def hours_text(seconds: int) -> str:
    """Hours as a number where that is exact, else as 4:06:40."""
    if seconds % _EXACT == 0:
        return f"{(Decimal(seconds) / 3600).normalize():f}"
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def tree_of(as_of: date, figures: Sequence[Figure]) -> dict[str, Any]:
    """The opening that figures come to, as a file has it."""
    tree: dict[str, Any] = {"as_of": as_of.isoformat()}
    for each in figures:
        *above, last = each.at
        node = tree
        for key in above:
            node = node.setdefault(key, {})
        if each.item:
            node.setdefault(last, []).append(each.text)
        else:
            node[last] = {} if each.text == "{}" else each.text
    return tree


def same(one: Tree, other: Tree) -> bool:
    """Whether two openings state the same; one that cannot be read is the same as no other."""
    return one is not None and other is not None and _stated(one) == _stated(other) != {}


def _stated(tree: Tree) -> dict[str, Any]:
    try:
        model = OpeningModel.model_validate(tree)
    except ValueError:
        return {}
    return {**model.model_dump(), MILESTONES: sorted(model.milestones_billed)}


def figures_in(tree: Tree, above: tuple[str, ...] = ()) -> Iterator[Figure]:
    """The figures that an opening states, but for its day."""
    if isinstance(tree, dict):
        if above and not tree:
            yield Figure(above, "{}")
        for key, child in tree.items():
            if (*above, key) != ("as_of",):
                yield from figures_in(child, (*above, key))
    elif isinstance(tree, list):
        yield from (Figure(above, str(each), item=True) for each in tree)
    elif tree is not None:
        yield Figure(above, tree)


# ---- the file ----


def with_opening(content: bytes, file: str, as_of: date, figures: Sequence[Figure]) -> bytes:
    """A contract's file with its opening added at the end, or in place of the one that is there.

    Raises CannotWriteOpening where the file is written in a form to which nothing can be added.
    """
    text = content.decode("utf-8")
    end = "\r\n" if "\r\n" in text else "\n"
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode) or root.flow_style or not root.value:
        raise CannotWriteOpening(f"{file} is not written as lines of keys; write the opening into it by hand")
    indent = " " * root.value[0][0].start_mark.column
    written = [f"{indent}{line}{end}" for line in (HEADER, *_lines(as_of, figures))]
    lines = text.splitlines(keepends=True)
    place = _place(root, lines, HEADER)
    if place is None:
        if lines and not lines[-1].endswith(("\n", "\r")):
            lines[-1] += end
        lines += [end, *written]
    else:
        lines[place[0] : place[1]] = written
    return "".join(lines).encode("utf-8")


def _place(root: yaml.MappingNode, lines: Sequence[str], header: str) -> tuple[int, int] | None:
    """The lines of the opening that is there: the first, and the one after its last."""
    for key, value in root.value:
        if key.value == OPENING:
            first = key.start_mark.line
            above = first - 1 if first and lines[first - 1].strip() == header else first
            return above, _last_line(value) + 1
    return None


def _last_line(node: yaml.Node) -> int:
    inner = node.value if isinstance(node, yaml.MappingNode | yaml.SequenceNode) and not node.flow_style else ()
    children = [part for each in inner for part in (each if isinstance(each, tuple) else (each,))]
    return max(map(_last_line, children)) if children else int(node.end_mark.line)


def _lines(as_of: date, figures: Sequence[Figure]) -> Iterator[str]:
    yield f"{OPENING}:"
    yield f"  as_of: {as_of}"
    order = list(OpeningModel.model_fields)
    before: tuple[str, ...] = ()
    for each in sorted(figures, key=lambda each: order.index(each.at[0])):
        above = each.at if each.item else each.at[:-1]
        for depth, key in enumerate(above):
            if above[: depth + 1] != before[: depth + 1]:
                yield f"{'  ' * (depth + 1)}{scalar(key)}:"
        before = above
        beside = f"    # {readable(each.beside, limit=200)}" if each.beside else ""
        if each.item:
            yield f"{'  ' * (len(above) + 1)}- {scalar(each.text)}{beside}"
        else:
            value = each.text if each.text == "{}" else scalar(each.text)
            yield f"{'  ' * len(each.at)}{scalar(each.at[-1])}: {value}{beside}"


def refused_with(folder: Path, contents: Mapping[str, bytes], environment: Mapping[str, str]) -> list[Problem]:
    """What would be wrong in some files of a folder if they had other contents, beside all others as they are."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="tieout-") as trial:
        for name in files_of(folder):
            (Path(trial) / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(trial) / name).write_bytes(contents.get(name) or (folder / name).read_bytes())
        try:
            load(Path(trial), environment)
        except BadConfiguration as refused:
            return [each for each in refused.problems if each.file in contents]
    return []


def write(folder: Path, file: str, before: bytes, content: bytes) -> None:
    """Puts a contract's file in place of what it was, whole. Raises CannotWriteOpening; then nothing was written.

    It is refused where somebody changed the file meanwhile, and where anything but the opening would read otherwise.
    """
    target = (folder / file).resolve()
    partial = target.with_name(f".{target.name}.new")
    if target.read_bytes() != before:
        raise CannotWriteOpening(f"{file} was changed meanwhile; try again")
    try:
        with partial.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        old, new = read_yaml(target, file), read_yaml(partial, file)
        if new.problems or _rest(old.tree) != _rest(new.tree):
            raise CannotWriteOpening(f"{file} ends in a way to which no opening can be added; write it by hand")
        shutil.copymode(target, partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _rest(tree: Tree) -> Tree:
    return {key: value for key, value in tree.items() if key != OPENING} if isinstance(tree, dict) else tree
