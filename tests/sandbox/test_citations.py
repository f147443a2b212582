"""Every route of a vendor on loopback says what it imitates, and that is there to be looked at."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox.ledger_world import LEDGER_VENDORS
from sandbox.routes import Route, Service
from sandbox.seeds import VENDORS
from sandbox.server import services
from sandbox.task_world import TASK_VENDORS
from sandbox.world import World

REFERENCE = Path(os.environ.get("TIEOUT_REFERENCE") or Path(__file__).parents[3] / "shared")
ROUTES = [(service, route) for service in services(World()) for route in service.routes]
IDS = [f"{service.mount} {route.method} {route.path}" for service, route in ROUTES]


@cache
def spec(name: str) -> dict[str, Any]:
    text = (REFERENCE / "specs" / name).read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # both are safe
    return loaded


@pytest.mark.parametrize(("service", "route"), ROUTES, ids=IDS)
def test_each_route_says_what_it_imitates(service: Service, route: Route) -> None:
    assert service.vendor in (*VENDORS, *TASK_VENDORS, *LEDGER_VENDORS)
    assert re.fullmatch(r"(GET|POST|PUT|PATCH|DELETE) /\S+|recording: \S+\.json|page: .{3,}", route.cites)
    assert route.cites.startswith(f"{route.method} ") or ": " in route.cites
    assert route.records is None or route.spoils or route.records == "results"


@pytest.mark.parametrize(("service", "route"), ROUTES, ids=IDS)
def test_what_a_route_cites_is_there(service: Service, route: Route) -> None:
    if not (REFERENCE / "specs").is_dir():
        pytest.skip(f"the optional reference data is not in {REFERENCE}")
    if route.cites.startswith("recording: "):
        name = route.cites.removeprefix("recording: ")
        assert (REFERENCE / "recordings" / service.vendor / name).is_file()
    elif not route.cites.startswith("page: "):
        method, path = route.cites.split(" ")
        operations = spec(service.spec)["paths"][service.spec_prefix + path]
        assert method.lower() in operations
        own = [part for part in route.path.split("/") if part]
        cited = [part for part in (service.spec_prefix + path).split("/") if part]
        assert [part if "{" not in part else "{}" for part in own[-len(cited) :]] == [
            part if "{" not in part else "{}" for part in cited
        ], "it is another path than the one it cites"


def test_no_two_routes_answer_the_same_request() -> None:
    seen = [(service.mount, route.method, re.sub(r"\{\w+\}", "{}", route.path)) for service, route in ROUTES]
    assert len(set(seen)) == len(seen)
