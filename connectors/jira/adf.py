"""Rich text as plain text: Atlassian Document Format, a tree of nodes, some of whose words stand in attributes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

Node = Mapping[str, Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LINES = ("paragraph", "heading", "codeBlock", "blockquote", "panel", "expand", "nestedExpand")
_MEDIA = ("media", "mediaSingle", "mediaGroup", "mediaInline")
_CARDS = ("inlineCard", "blockCard", "embedCard")


def to_text(value: Any) -> str:
    """The words of a document, one line for each of its blocks; a text is itself."""
    if isinstance(value, str):
        return value.strip()
    return _node(value).strip() if isinstance(value, Mapping) else ""


def _node(node: Any) -> str:
    if not isinstance(node, Mapping):
        return ""
    kind, attributes = str(node.get("type", "")), _attributes(node)
    if kind in _WORDS:
        return _WORDS[kind](node, attributes)
    if kind in _MEDIA:
        return "[attachment]"
    if kind in _CARDS:
        return str(attributes.get("url", ""))
    return _line(_inner(node)) if kind in _LINES else _inner(node)


def _attributes(node: Node) -> Node:
    found = node.get("attrs")
    return found if isinstance(found, Mapping) else {}


def _content(node: Node) -> list[Any]:
    found = node.get("content")
    return found if isinstance(found, list) else []


def _inner(node: Node) -> str:
    return "".join(map(_node, _content(node)))


def _line(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"


def _text(node: Node, _: Node) -> str:
    text = str(node.get("text", ""))
    for mark in node.get("marks") or ():
        target = _attributes(mark).get("href") if isinstance(mark, Mapping) and mark.get("type") == "link" else None
        if target and target != text:
            text = f"{text} ({target})"
    return text


def _date(_: Node, attributes: Node) -> str:
    stamp = str(attributes.get("timestamp", ""))
    if not re.fullmatch(r"-?[0-9]{1,13}", stamp):
        return ""
    return (_EPOCH + timedelta(milliseconds=int(stamp))).date().isoformat()


def _list(node: Node, attributes: Node) -> str:
    items = enumerate(_content(node), start=1)
    numbered = node.get("type") == "orderedList"
    return "".join(_line(f"{number}. {_node(item)}" if numbered else f"- {_node(item)}") for number, item in items)


def _tasks(node: Node, _: Node) -> str:
    return "".join(map(_node, _content(node)))


def _task(node: Node, attributes: Node) -> str:
    return _line(f"[{'x' if attributes.get('state') == 'DONE' else ' '}] {_inner(node)}")


def _row(node: Node, _: Node) -> str:
    return _line(" | ".join(_inner(cell).strip() for cell in _content(node) if isinstance(cell, Mapping)))


_WORDS: dict[str, Callable[[Node, Node], str]] = {
    "text": _text,
    "hardBreak": lambda _, __: "\n",
    "mention": lambda _, attributes: str(attributes.get("text", "")),
    "status": lambda _, attributes: str(attributes.get("text", "")),
    "emoji": lambda _, attributes: str(attributes.get("text") or attributes.get("shortName", "")),
    "date": _date,
    "bulletList": _list,
    "orderedList": _list,
    "taskList": _tasks,
    "taskItem": _task,
    "decisionItem": lambda node, _: _line(f"- {_inner(node)}"),
    "tableRow": _row,
    "rule": lambda _, __: "---\n",
}
