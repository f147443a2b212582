"""A backup, a restore, and the books afterwards: nothing is lost in silence, and nothing is made twice."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from billing.calendar import month
from mappings.lock import only_runner, turn
from mappings.store import Store
from mappings.trouble import CannotCopy, StoreUnavailable
from sandbox.quickbooks_admin import act
from sync import backing_up
from sync.backing_up import CannotWrite, back_up, restore
from sync.pipeline import follow_ledgers, run_period
from sync.scanning import scan
from sync.serving import SERVE
from sync.standing_still import StandsStill
from tests.laws.house import House, house_of
from tests.sync.ledgers import TWINS, Twin, ledger_house
from tests.sync.pushing import AGENCY, NETS, OCTOBER, ROWS, bring, documents, refusals, row


@pytest.fixture(autouse=True)
def _each() -> None:
    """A file that is replaced is SQLite's alone: these run once."""


@pytest.fixture(params=sorted(TWINS))
def restored(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Restoring, Twin]]:
    with ledger_house(str(request.param)) as (house, twin):
        bring(house, *ROWS)
        yield Restoring(house, tmp_path / "backup.zip"), twin


@pytest.fixture
def in_folder(tmp_path: Path) -> Iterator[Restoring]:
    with house_of(AGENCY) as house:
        bring(house, *ROWS)
        yield Restoring(house, tmp_path / "backup.zip")


class Restoring:
    """A house that was backed up, and can be put back."""

    def __init__(self, house: House, file: Path) -> None:
        self.house, self.file = house, file
        self.url = house.store.url
        self.configuration = replace(house.worker.configuration, database=self.url)

    def back_up(self) -> None:
        back_up(self.configuration, self.file, self.house.worker.clock, "kim")

    def restore(self) -> Path | None:
        """Puts it back, and opens it as the next command does."""
        self.house.store.close()
        done = restore(self.configuration, self.file, self.house.worker.clock, "kim")
        self.house.worker = replace(self.house.worker, store=Store.open(self.url))
        self.house._watching = None
        return done.kept


# ---- the ledgers ----


def test_what_was_pushed_after_a_backup_is_adopted_and_never_made_twice(restored: tuple[Restoring, Twin]) -> None:
    back, twin = restored
    house = back.house
    house.push()
    back.back_up()
    house.bill()
    there = twin.there()
    back.restore()
    with pytest.raises(StandsStill, match="scan them first: tieout restore --scan"):
        house.bill()
    assert twin.there() == there
    found, done = scan(house.worker, (), "")
    assert done, found
    assert refusals(house.push()) == {}
    assert [(each.stage, each.net) for each in twin.there()] == [("posted", net) for net in NETS]
    assert {item.status.value for item in house.drafts()} == {"posted"}
    assert house.statement(OCTOBER).difference_seconds == 0


@pytest.mark.parametrize("shown", [False, True])
def test_documents_of_which_a_backup_knows_nothing_are_found_by_our_mark(
    restored: tuple[Restoring, Twin], shown: bool
) -> None:
    back, twin = restored
    house = back.house
    back.back_up()
    house.push() if shown else house.bill()
    back.restore()
    ((books),), done = scan(house.worker, (), "")
    assert done, books
    assert len(books.adopted) == len(NETS)
    assert refusals(house.bill() if shown else house.push()) == {}
    assert [(each.stage, each.net) for each in twin.there()] == [("posted", net) for net in NETS]
    assert house.rows("SELECT count(*) FROM audit WHERE what = 'restore' OR what = 'scan'") == [(2,)]


def test_a_ledger_that_does_not_answer_keeps_pushing_locked(restored: tuple[Restoring, Twin]) -> None:
    back, twin = restored
    back.back_up()
    back.house.bill()
    back.restore()
    twin.vendors.fault(twin.kind, "500", "", times=0)
    ((books),), done = scan(back.house.worker, (), "")
    assert not done
    assert books.problem
    with pytest.raises(StandsStill):
        back.house.push()
    twin.vendors.world.faults.clear()
    assert scan(back.house.worker, (), "")[1]


def test_what_cannot_be_placed_keeps_pushing_locked_until_its_month_was_run_or_a_person_leaves_it(
    restored: tuple[Restoring, Twin],
) -> None:
    back, twin = restored
    house = back.house
    back.back_up()
    bring(house, row(1), row(2, 10800, "AAA-TWO"), row(3, 1800, "BBB-ONE"))
    house.bill()
    longer = [*NETS[:2], Decimal(300)]
    assert [each.net for each in twin.there()] == longer
    back.restore()
    ((books),), done = scan(house.worker, (), "")
    assert not done
    (left,) = books.left
    assert "it comes to 300.00 USD there" in left
    bring(house, row(1), row(2, 10800, "AAA-TWO"), row(3, 1800, "BBB-ONE"))
    assert scan(house.worker, (), "")[1]
    assert refusals(house.push()) == {}
    assert [(each.stage, each.net) for each in twin.there()] == [("posted", net) for net in longer]


def test_a_run_shows_nothing_by_itself_while_pushing_is_locked(restored: tuple[Restoring, Twin]) -> None:
    back, twin = restored
    back.back_up()
    back.restore()
    twin.vendors.world.requests.clear()
    run_period(back.house.worker, month(OCTOBER))
    assert not twin.vendors.world.requests
    assert [each.problem for each in follow_ledgers(back.house.worker)] == [""], "reading goes on"


# ---- a folder ----


def test_what_lies_in_the_folder_is_adopted_with_its_number(in_folder: Restoring) -> None:
    house = in_folder.house
    in_folder.back_up()
    house.bill()
    lying = documents(house)
    kept = in_folder.restore()
    assert kept is not None
    assert kept.exists()
    ((books),), done = scan(house.worker, (), "")
    assert done, books
    assert refusals(house.push()) == {}
    assert documents(house) == lying
    assert sorted(number for (number,) in house.rows("SELECT number FROM push WHERE action = 'post'")) == [
        "INV-1001",
        "INV-1002",
        "INV-1003",
    ]


# ---- the file ----


def test_a_backup_is_whole_and_writes_over_nothing(in_folder: Restoring) -> None:
    in_folder.back_up()
    with zipfile.ZipFile(in_folder.file) as packed:
        said = json.loads(packed.read("manifest.json"))
        assert packed.testzip() is None
    assert said["company"] == "North"
    assert said["rows"]["entry"] == len(ROWS)
    assert [path.name for path in in_folder.file.parent.iterdir()] == ["backup.zip"]
    before = in_folder.file.read_bytes()
    with pytest.raises(CannotCopy, match="is there already"):
        in_folder.back_up()
    assert in_folder.file.read_bytes() == before


def test_a_backup_is_made_while_somebody_writes_and_while_the_daemon_serves(in_folder: Restoring) -> None:
    store = in_folder.house.store
    with only_runner(store), turn(store, SERVE) as mine, store.read() as tx:
        assert mine
        assert tx.entries.get("nothing") is None
        in_folder.back_up()
    assert in_folder.file.exists()


def test_nothing_is_restored_while_somebody_serves_or_runs(in_folder: Restoring) -> None:
    in_folder.back_up()
    store = in_folder.house.store
    with turn(store, SERVE), pytest.raises(StoreUnavailable, match="`tieout serve` uses"):
        restore(in_folder.configuration, in_folder.file, in_folder.house.worker.clock, "kim")
    with only_runner(store), pytest.raises(StoreUnavailable, match="another tieout is working"):
        restore(in_folder.configuration, in_folder.file, in_folder.house.worker.clock, "kim")


def rewritten(file: Path, **said: Any) -> None:
    """A backup whose manifest says something else."""
    with zipfile.ZipFile(file) as packed:
        database, manifest = packed.read("tieout.db"), json.loads(packed.read("manifest.json"))
    database = said.pop("database", database)
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("tieout.db", database)
        packed.writestr("manifest.json", json.dumps(manifest | said))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"company": "South"}, "is a backup of South, and tieout.yaml is that of North"),
        ({"schema": "9999"}, "newer Tieout"),
        ({"made_by": "somebody"}, "is no backup of Tieout"),
        ({"database": b"SQLite format 3"}, "is damaged: its database is not the one that was written"),
    ],
)
def test_a_backup_that_does_not_fit_is_refused_and_nothing_is_touched(
    in_folder: Restoring, said: dict[str, Any], words: str
) -> None:
    in_folder.back_up()
    rewritten(in_folder.file, **said)
    _refused(in_folder, words)


@pytest.mark.parametrize("content", [b"", b"PK", b"something else altogether"])
def test_a_file_that_is_no_backup_is_refused(in_folder: Restoring, content: bytes) -> None:
    in_folder.file.write_bytes(content)
    _refused(in_folder, "is no backup of Tieout")


def _refused(back: Restoring, words: str) -> None:
    path = Path(back.url.removeprefix("sqlite:///"))
    back.house.store.close()
    before = path.read_bytes()
    with pytest.raises(CannotCopy, match=words):
        restore(back.configuration, back.file, back.house.worker.clock, "kim")
    assert path.read_bytes() == before
    assert not [each for each in path.parent.iterdir() if "restoring" in each.name]


def test_a_damaged_database_can_be_replaced_and_is_kept(in_folder: Restoring) -> None:
    in_folder.back_up()
    in_folder.house.store.close()
    path = Path(in_folder.url.removeprefix("sqlite:///"))
    path.write_bytes(b"nothing but rubbish" * 1000)
    kept = in_folder.restore()
    assert kept is not None
    assert kept.read_bytes().startswith(b"nothing but rubbish")
    assert len(in_folder.house.drafts()) == len(NETS)


def test_a_disk_that_is_full_leaves_nothing_behind(in_folder: Restoring, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backing_up, "_pack", full)
    with pytest.raises(CannotWrite, match="No space left on device; mend that or make room"):
        in_folder.back_up()
    assert list(in_folder.file.parent.iterdir()) == []


def test_what_is_restored_has_the_newest_schema_and_one_file(in_folder: Restoring) -> None:
    in_folder.back_up()
    in_folder.restore()
    path = Path(in_folder.url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT what FROM standstill").fetchall() == [("push",)]
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert not (path.parent / f".{path.name}.restoring").exists()


# ---- estimates that became invoices since the backup ----


@pytest.mark.parametrize("keeps_note", [True, False])
def test_an_invoice_that_somebody_made_of_an_estimate_since_the_backup_is_not_made_again(
    tmp_path: Path, keeps_note: bool
) -> None:
    with ledger_house("quickbooks") as (house, twin):
        bring(house, *ROWS)
        restoring = Restoring(house, tmp_path / "backup.zip")
        restoring.back_up()
        house.push()
        twin.approve(twin.there()[2].id)
        (made,) = [each for each in twin.there() if each.stage == "posted"]
        if not keeps_note:
            said = {"entity": "Invoice", "id": made.id, "fields": {"PrivateNote": ""}}
            act(twin.vendors.world.quickbooks, "edit", said)
        restoring.restore()
        _, done = scan(house.worker, (), "")
        assert done
        assert refusals(house.bill()) == {}
        assert [(each.stage, each.net) for each in twin.there()] == [("posted", net) for net in NETS]


def test_an_estimate_of_an_invoice_that_was_made_since_the_backup_is_told_when_it_is_open_again(tmp_path: Path) -> None:
    with ledger_house("quickbooks") as (house, twin):
        bring(house, *ROWS)
        restoring = Restoring(house, tmp_path / "backup.zip")
        restoring.back_up()
        house.push()
        house.bill()
        restoring.restore()
        _, done = scan(house.worker, (), "")
        assert done
        twin.void(twin.there()[-1].id)
        follow_ledgers(house.worker)
        assert "estimate_open_again" in {issue.code for issue in house.issues()}
        twin.approve(next(each.id for each in twin.there() if each.stage == "draft"))
        follow_ledgers(house.worker)
        assert "estimate_invoiced_again" in {issue.code for issue in house.issues()}


def test_a_credit_note_that_was_applied_since_the_backup_is_never_passed_over(tmp_path: Path) -> None:
    with ledger_house("xero") as (house, twin):
        bring(house, *ROWS)
        house.push()
        restoring = Restoring(house, tmp_path / "backup.zip")
        restoring.back_up()
        house.bill()
        dearest = max(house.drafts(), key=lambda item: item.draft.total.minor).draft.id
        note = house.credit(dearest, "leave").note.id
        house.move("approve", note)
        assert refusals(house.push()) == {}
        assert [each.kind for each in twin.there()].count("CreditNote") == 1
        restoring.restore()
        (found,), done = scan(house.worker, (), "")
        assert not done
        assert any("no draft here is what it was made of" in each for each in found.left), found


# ---- what a killed backup left ----


def test_a_backup_that_was_killed_before_it_wrote_anything_is_cleared_away_and_nothing_of_others(
    in_folder: Restoring,
) -> None:
    safe = in_folder.file.parent
    (safe / ".one.zip.partial").touch()
    (safe / ".theirs.partial").write_text("half of something")
    in_folder.back_up()
    assert {path.name for path in safe.iterdir() if path.is_file()} == {in_folder.file.name, ".theirs.partial"}
