"""What a bug report may have: nothing that anybody has written anywhere, and enough to see what is wrong."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import LargeBinary, Text, UniqueConstraint, insert

from mappings.condition import condition
from mappings.schema import run
from mappings.schema_books import metadata
from mappings.store import Store
from mappings.trouble import CannotCopy
from mappings.types import Json
from sync.doctor import examine, write
from tests.agencies import TODAY
from tests.laws.house import House, house_of
from tests.sync.pushing import AGENCY, ROWS, bring

CANARY = "cAnAry"
CODED = {
    ("issue", "code"),
    ("run", "kind"),
    ("run", "outcome"),
    ("draft", "status"),
    ("push", "action"),
    ("push", "status"),
}
"""Columns of words that are ours alone."""


def house_with_canaries(house: House) -> None:
    """Every text that the store can hold has a canary in it, where it is not a word of ours or a key."""
    with house.store.write() as tx:
        connection = tx._connection
        connection.execute(insert(run).values(kind="pull", started_at=TODAY, outcome="failed", detail={"n": CANARY}))
        for table in metadata.sorted_tables:
            alike = {
                each.name for own in table.constraints if isinstance(own, UniqueConstraint) for each in own.columns
            }
            values = {
                each.name: _canary(each.type)
                for each in table.c
                if _canary(each.type) is not None
                and not (each.primary_key or each.foreign_keys or each.name in alike)
                and (table.name, each.name) not in CODED
            }
            if values and table.name != "audit":
                connection.execute(table.update().values(values))
        tx.audit.add(CANARY, CANARY, TODAY, {"x": CANARY}, by=CANARY)


def _canary(kind: object) -> Any:
    if isinstance(kind, Json):
        return {"x": CANARY}
    if isinstance(kind, LargeBinary):
        return CANARY.encode()
    return CANARY if isinstance(kind, Text) else None


def configure_with_canaries(folder: Path) -> None:
    """Every value of the configuration that is free text, and every name that an operator chooses, has one, too."""
    for path in (folder / "tieout.yaml", folder / "people.yaml", *(folder / "contracts").glob("*.yaml")):
        path.write_text(yaml.safe_dump(_with_canaries(yaml.safe_load(path.read_text()))))
    (folder / "contracts" / f"{CANARY}.yaml").write_text(f"{CANARY}: [{CANARY}, {{amount: 123456.78}}]\n")


def _with_canaries(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _with_canaries(each) for name, each in value.items()} | {f"{CANARY} key": CANARY}
    if isinstance(value, list):
        return [*(_with_canaries(each) for each in value), CANARY]
    return f"{value} {CANARY}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with house_of(AGENCY) as house:
        bring(house, *ROWS)
    replace(AGENCY, main={**AGENCY.main, "database": f"sqlite:///{tmp_path}/tieout.db"}).write_configuration(tmp_path)
    return tmp_path


def examined(folder: Path, **environment: str) -> tuple[str, dict[str, Any]]:
    """The bundle as it is sent, unpacked."""
    where = write(examine(folder, environment, lambda: TODAY), folder / "bundle.zip")
    with zipfile.ZipFile(where) as packed:
        assert packed.namelist() == ["report.json"]
        said = packed.read("report.json").decode()
    return said, json.loads(said)


def test_no_canary_leaves_the_database(each_database: str) -> None:
    with house_of(AGENCY) as house:
        bring(house, *ROWS)
        house.bill()
        house_with_canaries(house)
        said = condition(house.store)
    assert CANARY not in json.dumps(said)
    assert said["rows"]["entry"] == len(ROWS)
    assert said["runs"][0]["outcome"] == "failed"
    assert said["drafts"] == {"posted": 3}
    assert said["database"] in ("sqlite", "postgresql")


def test_no_canary_leaves_the_configuration(folder: Path) -> None:
    configure_with_canaries(folder)
    said, found = examined(folder, TIEOUT_LOG_LEVEL=CANARY, HARVEST_TOKEN=CANARY)
    assert CANARY.casefold() not in said.casefold()
    for secret in ("Kim Allen", "kim@north.test", "North", "123456", str(folder)):
        assert secret not in said
    assert found["store"]["unknown"] == "the configuration cannot be used"
    structure = found["configuration"]["tieout.yaml"]["structure"]
    assert {"company", "connectors", "calendar"} <= {*structure}
    assert structure["company"]["name"] == "<text>"


def test_a_whole_report_says_what_is_needed(folder: Path) -> None:
    Store.open(f"sqlite:///{folder}/tieout.db").close()
    said, found = examined(folder)
    assert "Kim Allen" not in said
    assert found["store"]["whole"] is True
    assert found["store"]["schema"] >= "0006"
    assert found["libraries"]["sqlalchemy"]
    assert found["configuration"]["people.yaml"]["structure"]["people"][0]["name"] == "<text>"
    with pytest.raises(CannotCopy, match="is there already"):
        write(found, folder / "bundle.zip")


def test_a_damaged_database_is_said_to_be_one(folder: Path) -> None:
    (folder / "tieout.db").write_bytes(b"rubbish" * 1000)
    _, found = examined(folder)
    assert found["store"] == {"unknown": "the database cannot be used", "kind": "sqlite"}
