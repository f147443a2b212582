"""Asana: its part of the configuration, and how its tasks are named elsewhere: by number, custom id, or address."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from connectors.base import TaskConfig

OWN_URL = "https://app.asana.com/api/1.0"

_GID = re.compile(r"[0-9]+")
_CUSTOM_ID = re.compile(r"[A-Za-z][A-Za-z0-9]*-[0-9]+")
_OLD_ADDRESS = re.compile(r"/0/(?P<project>[0-9]+)/(?P<task>[0-9]+)(?:/f)?/?")
_ADDRESS = re.compile(r"/1/[0-9]+/(?:project/(?P<project>[0-9]+)/|.+/)?task/(?P<task>[0-9]+)(?:/.*)?")
_HOST = re.compile(r"https?://app\.asana\.com(/[^?#\s]*)")


def _workspace(text: str) -> str:
    if text != text.strip() or not text.isprintable():
        raise PydanticCustomError("workspace", "is not the name or number of a workspace of Asana")
    return text


class Config(TaskConfig):
    """A workspace or organization of Asana, by its number or name; where the token opens only one, it is that.

    `projects` are numbers (or exact names) of projects.
    """

    kind: Literal["asana"]
    workspace: Annotated[str, AfterValidator(_workspace)] = ""


def gid_of(key: str) -> str:
    """The number of the task that a key names: the number itself, or an address of a task, old or new; else nothing."""
    if _GID.fullmatch(key):
        return key
    found = _address(key)
    return found["task"] if found else ""


def project_of(key: str) -> str:
    """The number of the project in an address of a task, else nothing. The task may have left it since."""
    found = _address(key)
    return (found["project"] or "").lstrip("0") if found else ""


def is_address(key: str) -> bool:
    """Whether a key is an address of Asana's, of a task or of anything else."""
    return _HOST.match(key) is not None


def _address(key: str) -> re.Match[str] | None:
    host = _HOST.match(key)
    return (_OLD_ADDRESS.fullmatch(host[1]) or _ADDRESS.fullmatch(host[1])) if host else None


def is_custom_id(key: str) -> bool:
    """Whether a key has the form of a custom id, such as ACME-42."""
    return _CUSTOM_ID.fullmatch(key) is not None


def is_gid(text: str) -> bool:
    """Whether a text is a number as Asana gives to everything."""
    return _GID.fullmatch(text) is not None
