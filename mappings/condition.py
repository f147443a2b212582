"""How the database is, for a bug report: versions, sums and outcomes; nothing that anybody has written into it."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import func, select

from mappings.database import HEAD
from mappings.issues import Issues
from mappings.schema import run
from mappings.schema_books import draft, metadata, push
from mappings.store import Store

LAST_RUNS = 100
_PRAGMAS = ("journal_mode", "page_count", "page_size", "freelist_count", "user_version", "auto_vacuum")


def condition(store: Store) -> dict[str, Any]:
    """What can be said of the database without saying what is in it."""
    with store.read() as tx:
        connection = tx._connection
        rows = {
            table.name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
            for table in metadata.sorted_tables
        }
        last = select(run.c.id, run.c.kind, run.c.started_at, run.c.finished_at, run.c.outcome)
        runs = connection.execute(last.order_by(run.c.id.desc()).limit(LAST_RUNS)).all()
        grouped = {
            "drafts": select(draft.c.status, func.count()).group_by(draft.c.status),
            "pushes": select(push.c.action + " " + push.c.status, func.count()).group_by(push.c.action, push.c.status),
        }
        return {
            "schema": HEAD,
            **_engine(store, connection),
            "rows": rows,
            "issues": Issues(connection).counts(),
            **{name: {str(key): int(count) for key, count in connection.execute(q)} for name, q in grouped.items()},
            "runs": [
                {
                    "id": each.id,
                    "kind": each.kind,
                    "started": each.started_at.isoformat(),
                    "finished": each.finished_at.isoformat() if each.finished_at else None,
                    "outcome": each.outcome,
                }
                for each in runs
            ],
        }


def _engine(store: Store, connection: Any) -> dict[str, Any]:
    if not store.url.startswith("sqlite"):
        (version,) = connection.exec_driver_sql("SHOW server_version").one()
        return {"database": "postgresql", "server": str(version)}
    pragmas = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in _PRAGMAS}
    whole = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() == "ok"
    return {"database": "sqlite", "sqlite": sqlite3.sqlite_version, "pragmas": pragmas, "whole": whole}
