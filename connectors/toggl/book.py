"""What the ids of a Toggl Track workspace stand for: names, and project codes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from connectors.toggl.payloads import Client, Member, Project, Tag, Task


@dataclass(slots=True)
class Book:
    """Reference data by id."""

    people: dict[int, Member] = field(default_factory=dict)
    clients: dict[int, Client] = field(default_factory=dict)
    projects: dict[int, Project] = field(default_factory=dict)
    tasks: dict[int, Task] = field(default_factory=dict)
    tags: dict[int, Tag] = field(default_factory=dict)
    pattern: str = ""
    """What of an external reference is a project's code; empty: all of it."""

    def code(self, project: Project | None) -> str:
        """A project's code, or nothing: its external reference, as far as the pattern finds a code there."""
        text = ((project.external_reference if project else "") or "").strip()
        if not (self.pattern and text):
            return text
        found = re.search(self.pattern, text)
        return str(found.group(1 if found.re.groups else 0) or "") if found else ""
