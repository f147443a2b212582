"""The walls of the house: which folder may import what, and where clocks, floats and broad excepts are allowed."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
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
    "web": {"sync", "web", "starlette", "uvicorn", "prometheus_client", "structlog"},
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


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""


def packages(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(ast.parse(path.read_text()))} - set(sys.stdlib_module_names)


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", sources(), ids=shown)
def test_each_folder_imports_only_what_the_table_allows(path: Path) -> None:
    folder = path.relative_to(ROOT).parts[0]
    assert packages(path) <= MAY_IMPORT[folder]


@pytest.mark.parametrize("path", sources(), ids=shown)
def test_some_libraries_stay_in_one_place(path: Path) -> None:
    for library, places in ONLY_IN.items():
        if library in packages(path):
            assert shown(path) in places


@pytest.mark.parametrize("path", sources(), ids=shown)
def test_only_the_worker_asks_for_the_time(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS and isinstance(node.value, ast.Name):
            asks = node.value.id in CLOCK_MODULES
            assert not asks or shown(path) == "sync/worker.py", f"{shown(path)}:{node.lineno} asks for the time"


@pytest.mark.parametrize("path", [p for p in sources() if "sandbox" not in p.parts], ids=shown)
def test_chance_decides_nothing(path: Path) -> None:
    assert not {"random", "secrets", "uuid"} & set(imported(ast.parse(path.read_text())))


@pytest.mark.parametrize("path", [p for p in sources() if "sandbox" not in p.parts], ids=shown)
def test_no_float_touches_an_amount(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        is_float = isinstance(node, ast.Constant) and isinstance(node.value, float)
        calls_float = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
        assert not (is_float or calls_float), f"{shown(path)}:{getattr(node, 'lineno', 0)}"


@pytest.mark.parametrize("path", sources(), ids=shown)
def test_only_the_top_catches_everything(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ExceptHandler):
            caught = getattr(node.type, "id", "")
            broad = node.type is None or caught in ("Exception", "BaseException")
            reraises = any(isinstance(inner, ast.Raise) and inner.exc is None for inner in ast.walk(node))
            assert not broad or reraises or shown(path) in TOPS, f"{shown(path)}:{node.lineno}"


@pytest.mark.parametrize("path", [p for p in sources() if p.name != "__init__.py"], ids=shown)
def test_each_module_says_its_purpose_in_its_first_line(path: Path) -> None:
    text = ast.get_docstring(ast.parse(path.read_text()))
    assert text
    assert len(text.splitlines()[0]) <= 120


@pytest.mark.parametrize("path", sources(), ids=shown)
def test_files_and_functions_stay_readable(path: Path) -> None:
    lines = path.read_text().count("\n")
    assert lines <= 400, f"{lines} lines: it has become a place for everything"
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, f"{shown(path)}:{node.lineno} {node.name}"


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
