"""The demo folder: the planted truth first, then the configuration and the exports a product has to make sense of."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from sandbox.northwind.agency import northwind
from sandbox.northwind.exports import WRITERS
from sandbox.northwind.manifest import FILES
from sandbox.northwind.records import WITH_TASKS, Due, Manifest, Planted, Total
from sandbox.northwind.yaml_text import MAIN, contract_yaml, people_yaml

PLANTED = "planted.json"
EXPORTS = "exports"


def write_demo(folder: Path) -> Manifest:
    """The known truth about the demo, after writing its files into a folder: the same bytes every time.

    What is written is the truth about the exports; rows that only show where task trackers are asked are left out.

    Files of the demo that are there already are overwritten, others are left alone.
    """
    agency = northwind()
    issues = tuple(each for each in agency.manifest.issues if each.where != WITH_TASKS)
    write_planted(folder, replace(agency.manifest, issues=issues))
    _write(folder / "tieout.yaml", MAIN.encode())
    _write(folder / "people.yaml", people_yaml(agency.people).encode())
    for contract in agency.contracts:
        _write(folder / "contracts" / f"{contract.id}.yaml", contract_yaml(contract).encode())
    for connector, entries in agency.entries.items():
        _write(folder / EXPORTS / FILES[connector], WRITERS[connector](entries))
    return agency.manifest


def write_planted(folder: Path, manifest: Manifest) -> None:
    """Writes what the exception report must show, and what each source adds up to."""
    _write(folder / PLANTED, _as_json(manifest))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _as_json(manifest: Manifest) -> bytes:
    content: dict[str, list[dict[str, str | int | None]]] = {
        "issues": [_issue(planted) for planted in manifest.issues],
        "totals": [_total(total) for total in manifest.totals],
    }
    if manifest.milestones:
        content["milestones"] = [_due(due) for due in manifest.milestones]
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def _issue(planted: Planted) -> dict[str, str | int | None]:
    row: dict[str, str | int | None] = {
        "code": planted.code,
        "client": planted.client,
        "person": planted.person,
        "date": planted.day.isoformat() if planted.day else None,
        "seconds": planted.seconds,
    }
    if planted.count is not None:
        row["count"] = planted.count
    if planted.file:
        row |= {"file": planted.file, "line": planted.line}
    return row | {"note": planted.note}


def _due(due: Due) -> dict[str, str | int | None]:
    day = due.day.isoformat() if due.day else None
    return {"contract": due.contract, "code": due.code, "amount": str(due.amount), "date": day, "note": due.note}


def _total(total: Total) -> dict[str, str | int | None]:
    return {
        "connector": total.connector,
        "rows": total.rows,
        "entries": total.entries,
        "seconds": total.seconds,
        "rejected": total.rejected,
    }
