"""One file for a bug report: versions, the configuration's structure, sums and outcomes; nobody's business."""

from __future__ import annotations

import json
import os
import platform
import zipfile
from collections.abc import Mapping
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from config.loader import load
from config.problems import BadConfiguration
from config.redacted import redacted
from connectors.files.folder import CannotWrite
from mappings.condition import condition
from mappings.existing import existing_store
from mappings.trouble import CannotCopy
from sync.worker import Clock, StoreUnavailable

REPORT = "report.json"
LIBRARIES = (
    "tieout",
    "alembic",
    "httpx",
    "msgspec",
    "psycopg",
    "pydantic",
    "sqlalchemy",
    "structlog",
    "tenacity",
    "typer",
)


def examine(folder: Path, environment: Mapping[str, str], clock: Clock) -> dict[str, Any]:
    """What a bug report needs, whatever is broken: what cannot be examined is said to be so."""
    return {
        "made_by": "tieout doctor",
        "at": clock().isoformat(),
        "log_level": environment.get("TIEOUT_LOG_LEVEL", "") if _is_level(environment) else "<other>",
        "python": platform.python_version(),
        "platform": {"system": platform.system(), "release": platform.release(), "machine": platform.machine()},
        "libraries": {
            name: each.version for each in distributions() if (name := (each.name or "").casefold()) in LIBRARIES
        },
        "configuration": redacted(folder),
        "store": _store(folder, environment),
    }


def write(found: Mapping[str, Any], where: Path) -> Path:
    """Writes the bundle, whole or not at all and over nothing. Raises CannotCopy and CannotWrite."""
    where = where.expanduser().absolute()
    partial = where.with_name(f".{where.name}.partial")
    if where.exists():
        raise CannotCopy(f"{where} is there already, and is not written over; name another file")
    try:
        where.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(REPORT, json.dumps(found, indent=1, sort_keys=True))
        os.link(partial, where)
    except OSError as problem:
        said = problem.strerror or str(problem)
        raise CannotWrite(f"{where} cannot be written ({said}); make room, or name another file") from problem
    finally:
        partial.unlink(missing_ok=True)
    return where


def _store(folder: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """How the database is, or the kind of what hinders; a sentence would say where it is."""
    try:
        configuration = load(folder, environment)
    except BadConfiguration as bad:
        return {"unknown": "the configuration cannot be used", "problems": len(bad.problems)}
    try:
        store = existing_store(configuration.database)
    except StoreUnavailable:
        return {"unknown": "the database cannot be used", "kind": configuration.database.partition(":")[0]}
    if store is None:
        return {"unknown": "there is no database yet"}
    try:
        return condition(store)
    except StoreUnavailable:
        return {"unknown": "the database was lost", "kind": configuration.database.partition(":")[0]}
    finally:
        store.close()


def _is_level(environment: Mapping[str, str]) -> bool:
    return environment.get("TIEOUT_LOG_LEVEL", "") in ("", "debug", "info", "warning", "error")
