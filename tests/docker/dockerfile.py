"""A Dockerfile as its instructions, and what is wrong with it by the rules of this project."""

from __future__ import annotations

import re
from collections.abc import Iterator

Instruction = tuple[str, str]
_SECRET = re.compile(r"(?i)(token|secret|passw|api_?key|private|credential)")
_UNPROVEN_INSTALL = re.compile(r"pip\b[^&|;]*\b(install|wheel|download)\b[^&|;]*")


def instructions(text: str) -> list[Instruction]:
    """The instructions in order, lines that are continued as one; comments are not in it."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    whole = re.sub(r"\\\n", " ", "\n".join(lines))
    found = (line.strip().partition(" ") for line in whole.splitlines() if line.strip())
    return [(name.upper(), " ".join(rest.split())) for name, _, rest in found]


def complaints(text: str) -> list[str]:
    """What is wrong with it, in sentences; nothing if it keeps the rules."""
    found = instructions(text)
    stages = [number for number, (name, _) in enumerate(found) if name == "FROM"]
    last = found[stages[-1] :]
    return [*_base(found, stages), *_user(last), *_health(last), *_installs(found), *_secrets(found), *_copies(last)]


def _base(found: list[Instruction], stages: list[int]) -> Iterator[str]:
    if len(stages) < 2:
        yield "has one stage: what builds it would be in it"
    defaults = [rest.partition("=")[2] for name, rest in found[: stages[0]] if name == "ARG"]
    named = [*defaults, *(rest.split()[0] for name, rest in found if name == "FROM")]
    for image in named:
        tag = image.rpartition("/")[2].partition(":")[2]
        if not image.startswith("$") and (not tag or tag == "latest"):
            yield f"stands on {image}, which is another one tomorrow"
    if not all(rest.startswith("${BASE}") for name, rest in found if name == "FROM"):
        yield "does not take its base as an argument"


def _user(last: list[Instruction]) -> Iterator[str]:
    users = [rest for name, rest in last if name == "USER"]
    if not users or not re.fullmatch(r"[1-9]\d*:[1-9]\d*", users[-1]):
        yield "does not run as a user by a number that is not root's"


def _health(last: list[Instruction]) -> Iterator[str]:
    asked = [rest for name, rest in last if name == "HEALTHCHECK"]
    if len(asked) != 1 or "/healthz" not in asked[0] or asked[0].startswith("NONE"):
        yield "does not ask whether it is well"


def _installs(found: list[Instruction]) -> Iterator[str]:
    for name, rest in found:
        for each in _UNPROVEN_INSTALL.finditer(rest if name == "RUN" else ""):
            if "--require-hashes" not in each[0] and "--no-index" not in each[0]:
                yield f"installs what no hash proves: {each[0].strip()}"


def _secrets(found: list[Instruction]) -> Iterator[str]:
    for name, rest in found:
        if name in ("ARG", "ENV") and _SECRET.search(rest):
            yield f"has a secret in what everybody can read in an image: {name} {rest}"


def _copies(last: list[Instruction]) -> Iterator[str]:
    for name, rest in last:
        if name in ("COPY", "ADD") and not rest.startswith("--from="):
            yield f"takes the source into what runs: {name} {rest}"
