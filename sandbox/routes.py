"""How a twin declares what it answers: routes with their parameters and sources, sign-in, limits and error shapes.

A twin's module has `services(world)`: one Service for each place it is mounted at. Whatever is not declared is refused
in the vendor's own words, so that a connector cannot lean on something its vendor does not have.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sandbox.limits import Limit, Use
from sandbox.records import Access
from sandbox.task_world import TaskTracker
from sandbox.tracker import Tracker, Unknown
from sandbox.world import World

Kind = Callable[[Any], Any]
"""Turns what was sent into a value; raises ValueError with what it should have been."""


class Problem(Exception):
    """Why a request is refused. `kind` is one of KINDS; the vendor's `refuse` gives it its status and shape."""

    def __init__(self, kind: str, words: str = "", where: str = "", use: Use | None = None, wait: str = "") -> None:
        assert kind in KINDS, kind
        super().__init__(words or kind)
        self.kind, self.words, self.where, self.use, self.wait = kind, words, where, use, wait


KINDS = (
    "no credentials",
    "bad token",
    "expired",
    "wrong account",
    "forbidden",
    "unknown route",
    "wrong method",
    "unknown parameter",
    "missing parameter",
    "wrong type",
    "not found",
    "too many",
    "quota",
    "plan",
    "broken",
)
"""`where` is the parameter concerned; `use` the limit that was reached; `wait` the text of Retry-After, or empty."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered: JSON values, or bytes as they are. A Decimal becomes a JSON number."""

    content: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    media: str = "application/json"

    def body(self) -> bytes:
        """The bytes that are sent."""
        return self.content if isinstance(self.content, bytes) else encode(self.content)


def encode(content: Any) -> bytes:
    """JSON as the vendors write it, without spaces."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=_number).encode()


def _number(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and value.as_tuple().exponent == 0 else float(value)
    raise TypeError(f"{value!r} has no JSON")


@dataclass(slots=True)
class Asked:
    """A request that was understood: parameters have the types that its route declares, absent ones are absent."""

    world: World
    vendor: str
    method: str
    path: str
    base: str
    """The address the service is mounted at, such as http://127.0.0.1:8765/harvest, for absolute links."""
    headers: Mapping[str, str]
    query: dict[str, Any] = field(default_factory=dict)
    parts: dict[str, Any] = field(default_factory=dict)
    """What the braces of the route's path matched."""
    body: Any = None
    access: Access | None = None
    at_once: int = 1
    """How many requests of the service are open, this one among them."""
    uses: list[Use] = field(default_factory=list)
    """What is left of the limits that this request counted in, for headers."""

    @property
    def tracker(self) -> Tracker:
        """What the vendor keeps, if it tracks time."""
        return self.world.trackers[self.vendor]

    @property
    def tasks(self) -> TaskTracker:
        """What the vendor keeps, if it tracks tasks."""
        return self.world.tasks[self.vendor]

    @property
    def only(self) -> int | None:
        """The one person whose data the token opens, or None for everybody's."""
        return self.access.only if self.access else None


@dataclass(frozen=True, slots=True)
class Route:
    """One thing that can be asked. `path` has parts in braces: `/users/{id}`; `parts` gives them kinds other than text.

    `query` and `body` are closed: what they do not name is refused. `cites` says what is imitated: an operation of the
    vendor's spec such as `GET /time_entries`, `recording: file name`, or `page: section` of the vendor's documentation.
    `records` is where the answer has its records (a dotted path; "" is the answer itself; None where it has none),
    `spoils` a field in each that a fault may give a wrong type.
    """

    method: str
    path: str
    handle: Callable[[Asked], Answer]
    cites: str
    query: Mapping[str, Kind] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    """Parameters of the address without which it is refused."""
    body: Kind | None = None
    raw: bool = False
    """Whether the body is handed on as the bytes that it is: a form, or a file."""
    parts: Mapping[str, Kind] = field(default_factory=dict)
    records: str | None = None
    spoils: str = ""
    open: bool = False
    """Whether it is answered without signing in."""

    def match(self, path: str) -> dict[str, str] | None:
        """What the parts of a path are, or None where it is another."""
        found = re.fullmatch(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(self.path)), path)
        return found.groupdict() if found else None


@dataclass(frozen=True, slots=True)
class Service:
    """One API of a vendor as it is mounted. `spec` is the file name of its published description, if there is one."""

    vendor: str
    mount: str
    routes: tuple[Route, ...]
    sign_in: Callable[[Asked], Access]
    """Who is asking; raises Problem."""
    refuse: Callable[[Problem], Answer]
    limits: Callable[[Asked], Iterable[Limit]] = lambda asked: ()
    """Which limits a request counts in."""
    headers: Callable[[Asked], Mapping[str, str]] = lambda asked: {}
    """What every answer carries besides, such as what is left of a quota."""
    spec: str = ""
    spec_prefix: str = ""
    """What stands before a cited path in the spec."""


def find(service: Service, method: str, path: str) -> tuple[Route, dict[str, str]]:
    """The route for a request and the parts of its path. Raises Problem."""
    fitting = [(route, parts) for route in service.routes if (parts := route.match(path)) is not None]
    if not fitting:
        raise Problem("unknown route", f"there is no route {path}", path)
    for route, parts in fitting:
        if route.method == method:
            return route, parts
    raise Problem("wrong method", f"{method} is not allowed at {path}", path)


def read_query(route: Route, sent: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The parameters of the address with their types; repeated ones become lists. Raises Problem."""
    texts: dict[str, Any] = {}
    for name, text in sent:
        if name not in route.query:
            raise Problem("unknown parameter", f"{name} is not a parameter of {route.method} {route.path}", name)
        texts[name] = [*texts[name], text] if isinstance(texts.get(name), list) else text
        if getattr(route.query[name], "repeated", False) and not isinstance(texts[name], list):
            texts[name] = [text]
    missing = next((name for name in route.needs if name not in texts), "")
    if missing:
        raise Problem("missing parameter", f"{missing} is missing", missing)
    return {name: read(route.query[name], value, name) for name, value in texts.items()}


def read(kind: Kind, value: Any, where: str) -> Any:
    """A value by its kind. Raises Problem."""
    try:
        return kind(value)
    except ValueError as problem:
        raise Problem("wrong type", f"{where}: {problem}", where) from problem


def read_body(route: Route, content: bytes) -> Any:
    """The body by its kind; a body that is not asked for is refused. Raises Problem."""
    if route.raw:
        return content
    if route.body is None:
        if content:
            raise Problem("unknown parameter", f"{route.method} {route.path} takes no body", "body")
        return None
    try:
        value = json.loads(content or b"null", parse_float=Decimal)
    except ValueError as problem:
        raise Problem("wrong type", "the body is not JSON", "body") from problem
    return read(route.body, value, "body")


def respond(asked: Asked, route: Route) -> Answer:
    """What a route answers; what it does not know becomes the vendor's words for it."""
    try:
        return route.handle(asked)
    except Unknown as problem:
        raise Problem("not found", str(problem)) from problem
