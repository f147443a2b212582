"""What is stopped while a file is broken: all that is another than when everything was right, again and again."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.starter import write_example
from sync.rereading import Reader


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two contracts that are in order."""
    write_example(tmp_path)
    acme = (tmp_path / "contracts" / "acme.yaml").read_text()
    other = acme.replace("id: acme", "id: other").replace("ACME-", "OTHER-").replace("PO-", "OT-")
    (tmp_path / "contracts" / "other.yaml").write_text(other)
    return tmp_path


def test_a_contract_that_was_changed_while_another_is_broken_stays_stopped(folder: Path) -> None:
    acme, other = folder / "contracts" / "acme.yaml", folder / "contracts" / "other.yaml"
    reader, right = Reader(folder, {}), acme.read_text()
    assert reader.read().stopped == frozenset()
    acme.write_text(right.replace("rates:", "ratse:"))
    assert reader.read().stopped == {"acme"}
    other.write_text(other.read_text() + "# agreed anew\n")
    assert reader.read().stopped == {"acme", "other"}
    acme.write_text(right.replace("rates:", "ratess:"))
    assert reader.read().stopped == {"acme", "other"}, "what was changed before is not what it was when all was right"
    acme.write_text(right)
    assert reader.read().stopped == frozenset()


def test_a_contract_that_is_gone_while_another_is_broken_is_stopped(folder: Path) -> None:
    acme, other = folder / "contracts" / "acme.yaml", folder / "contracts" / "other.yaml"
    reader = Reader(folder, {})
    reader.read()
    acme.write_text(acme.read_text().replace("rates:", "ratse:"))
    other.unlink()
    assert reader.read().stopped == {"acme", "other"}


def test_people_who_were_changed_while_a_contract_is_broken_stop_all(folder: Path) -> None:
    acme, people = folder / "contracts" / "acme.yaml", folder / "people.yaml"
    reader = Reader(folder, {})
    reader.read()
    acme.write_text(acme.read_text().replace("rates:", "ratse:"))
    people.write_text(people.read_text() + "# somebody has another role\n")
    assert reader.read().stopped == {"acme", "other"}
