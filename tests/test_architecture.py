"""The walls of the house: which folder may import what, and where clocks, floats and broad excepts are allowed."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from pathlib import Path

import pytest

from connectors.registry import SOURCES

ROOT = Path(__file__).parent.parent
OURS = ("billing", "cli", "config", "connectors", "mappings", "review", "sandbox", "sync", "web")

MAY_IMPORT: dict[str, set[str]] = {
    "billing": {"billing", "iso4217", "holidays", "babel"},
    "connectors": {
        "billing",
        "connectors",
        "pydantic",
        "pydantic_core",
        "structlog",
        "msgspec",
        "httpx",
        "tenacity",
        "pyrate_limiter",
        "quickbooks",
        "xero_python",
    },
    "mappings": {"billing", "mappings", "sqlalchemy", "alembic", "structlog", "tenacity"},
    "sync": {"billing", "connectors", "mappings", "config", "review", "sync", "structlog"},
    "review": {"billing", "mappings", "review", "structlog", "xlsxwriter", "reportlab", "rapidfuzz"},
    "config": {
        "billing",
        "connectors",
        "config",
        "pydantic",
        "pydantic_core",
        "pydantic_settings",
        "cryptography",
        "yaml",
        "structlog",
    },
    "web": {"sync", "web", "starlette", "uvicorn", "apscheduler", "prometheus_client", "structlog"},
    "cli": {"sync", "review", "config", "sandbox", "cli", "web", "typer", "rich", "structlog", "babel"},
    "sandbox": {"sandbox", "starlette", "uvicorn"},
}
"""Beside the standard library."""

ONLY_IN = {
    "holidays": {"billing/calendar.py"},
    "iso4217": {"billing/money.py"},
    "babel": {"billing/wording.py", "cli/ask.py"},
    "xlsxwriter": {"review/sheets.py"},
    "reportlab": {"review/client_pdf.py"},
    "rapidfuzz": {"review/alike.py"},
    "httpx": {"connectors/http.py"},
    "tenacity": {"connectors/http.py", "mappings/sqlite.py"},
    "pyrate_limiter": {"connectors/http.py"},
    "quickbooks": {"connectors/quickbooks/transport.py"},
    "xero_python": {"connectors/xero/transport.py"},
    "alembic": {"mappings/migrations/__init__.py", "mappings/migrations/env.py"},
    "cryptography": {"config/keys.py"},
    "apscheduler": {"web/server.py"},
    "prometheus_client": {"web/metrics.py"},
}
SECTIONS = ("__init__", "config", "payloads", "reading", "records", "references", "api", "source")
"""The files that every tracker over an API has."""
TRACKERS = {
    "harvest": {"proof", "zones"},
    "toggl": {"book", "hooks", "signals", "windows"},
    "clockify": {"book", "changes", "counting", "hooks", "marking", "reports"},
}
"""And those that only one of them needs."""
TOPS = {"cli/main.py", "sync/outliving.py"}
"""Where everything ends that a command, or a duty of the daemon, can die of."""
CLOCKS = {"now", "today", "utcnow", "time", "monotonic", "perf_counter", "sleep", "uuid1", "uuid4"}
CLOCK_MODULES = {"datetime", "date", "time", "uuid"}


def sources() -> list[Path]:
    return [path for folder in OURS for path in sorted((ROOT / folder).rglob("*.py")) if "versions" not in path.parts]


def outside_the_sandbox() -> list[Path]:
    return [path for path in sources() if "sandbox" not in path.parts]


@cache
def text_of(path: Path) -> str:
    return path.read_text()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path))


@cache
def imported(path: Path) -> frozenset[str]:
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{shown(path)}:{node.lineno}: imports are absolute"
            found.add(node.module or "")
    return frozenset(found)


def packages(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)} - set(sys.stdlib_module_names)


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_is_something_to_look_at() -> None:
    assert len(sources()) > 500
    assert {path.relative_to(ROOT).parts[0] for path in sources()} == set(OURS)


def test_each_folder_imports_only_what_the_table_allows() -> None:
    strays = {shown(path): packages(path) - MAY_IMPORT[path.relative_to(ROOT).parts[0]] for path in sources()}
    assert {name: found for name, found in strays.items() if found} == {}


def test_some_libraries_stay_in_one_place() -> None:
    for library, places in ONLY_IN.items():
        assert {shown(path) for path in sources() if library in packages(path)} <= places, library


def test_only_the_worker_asks_for_the_time() -> None:
    asking = [
        f"{shown(path)}:{node.lineno}"
        for path in sources()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS and isinstance(node.value, ast.Name)
        if node.value.id in CLOCK_MODULES and shown(path) != "sync/worker.py"
    ]
    assert asking == []


def test_chance_decides_nothing() -> None:
    assert [shown(path) for path in outside_the_sandbox() if {"random", "secrets", "uuid"} & imported(path)] == []


def test_no_float_touches_an_amount() -> None:
    floats = [
        f"{shown(path)}:{getattr(node, 'lineno', 0)}"
        for path in outside_the_sandbox()
        for node in ast.walk(tree_of(path))
        if is_float(node)
    ]
    assert floats == []


def is_float(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"


def test_only_the_top_catches_everything() -> None:
    broad = [
        f"{shown(path)}:{node.lineno}"
        for path in sources()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler) and swallows(node) and shown(path) not in TOPS
    ]
    assert broad == []


def swallows(node: ast.ExceptHandler) -> bool:
    broad = node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException")
    return broad and not any(isinstance(inner, ast.Raise) and inner.exc is None for inner in ast.walk(node))


def test_each_module_says_its_purpose_in_its_first_line() -> None:
    said = {shown(path): ast.get_docstring(tree_of(path)) for path in sources() if path.name != "__init__.py"}
    assert [name for name, text in said.items() if not text or len(text.splitlines()[0]) > 120] == []


def test_files_and_functions_stay_readable() -> None:
    long_files = [shown(path) for path in sources() if text_of(path).count("\n") > 400]
    assert long_files == [], "they have become places for everything"
    long_functions = [
        f"{shown(path)}:{node.lineno} {node.name}"
        for path in sources()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 60
    ]
    assert long_functions == []


@pytest.mark.parametrize(("vendor", "own"), TRACKERS.items(), ids=TRACKERS.keys())
def test_trackers_have_the_same_files_and_say_which(vendor: str, own: set[str]) -> None:
    folder = ROOT / "connectors" / vendor
    assert {path.stem for path in folder.glob("*.py")} == {*SECTIONS, *own}
    text = ast.get_docstring(ast.parse((folder / "__init__.py").read_text())) or ""
    assert {name.removesuffix(".py") for name in re.findall(r"\w+\.py", text)} == {*SECTIONS, *own} - {"__init__"}


def test_the_table_of_trackers_speaks_of_each_that_is_asked_over_its_api() -> None:
    assert set(SOURCES) == set(TRACKERS)


def test_the_table_speaks_of_every_folder_with_code() -> None:
    with_code = {path.parent.name for path in ROOT.glob("*/*.py")} - {"bench", "tests"}
    assert with_code == set(OURS) == set(MAY_IMPORT)


def test_no_lock_file_records_where_packages_come_from() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "--index" not in text
