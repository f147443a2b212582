"""An export read back: every row of every table as it was, on both databases, and the sums of the statement."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tempfile
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, ForeignKey, Table, insert, select

from config.loader import Configuration, load
from mappings.database import HEAD
from mappings.schema_books import metadata
from mappings.store import Store
from mappings.whole import tables
from review.export_files import ExportFile
from review.export_of_billing import LEFT_OUT
from review.export_text import FILES
from review.statement import to_json
from sync.export_folder import CannotExport
from sync.exporting import export
from sync.worker import no_progress
from tests.agencies import HOSTILE, MONTHS, TODAY, Agency, agencies
from tests.databases import KINDS, empty_store, stores_on
from tests.laws.house import house_of
from tests.mappings.dump import HOUSE

SECRET = b"SEALED-IN-THE-VAULT"
CURRENCIES = ("USD", "JPY", "BHD", "", "XXZ")

# ---- a store with rows of every kind ----


@st.composite
def stuff(draw: st.DrawFn) -> dict[str, list[Any]]:
    """Values of each kind that a column may hold, to be used in turn."""
    letters = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
    texts = st.lists(st.sampled_from(HOSTILE) | letters, min_size=3, max_size=5)
    moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
    json_values = st.recursive(st.none() | st.booleans() | st.integers(-9, 9) | letters, st.lists, max_leaves=4)
    return {
        "text": draw(texts),
        "integer": draw(st.lists(st.integers(-(2**31), 2**31 - 1), min_size=1, max_size=4)),
        "decimal": [Decimal(number).scaleb(-4) for number in draw(st.lists(st.integers(-(10**9), 10**9), min_size=1))],
        "day": draw(st.lists(st.dates(date(1, 1, 1)), min_size=1, max_size=3)),
        "moment": draw(st.lists(moments, min_size=1, max_size=3)),
        "yes or no": draw(st.lists(st.booleans(), min_size=1, max_size=3)),
        "JSON": draw(st.lists(json_values.filter(lambda value: value is not None), min_size=1, max_size=3)),
    }


def fill(connection: Connection, of: dict[str, list[Any]]) -> None:
    """Three rows in each table, which point to each other as they must."""
    for table in metadata.sorted_tables:
        for number in range(3):
            row = {column.name: _value(connection, column, number, of) for column in table.c}
            connection.execute(insert(table).values(row))


def _value(connection: Connection, column: Column[Any], number: int, of: dict[str, list[Any]]) -> Any:
    table, kind = column.table, tables()[str(column.table.name)][column.name]
    key: ForeignKey | None = next(iter(column.foreign_keys), None)
    if key is not None and key.column.table is table:
        return None
    if key is not None:
        return connection.execute(select(key.column).order_by(key.column)).scalars().all()[number]
    if kind == "content":
        said = {"plan": zlib.compress(b'{"a":[1,"\xc3\xbc"]}'), "push": b'{"total":"1.00"}' if number else b"\xff\x00"}
        return said.get(str(table.name), SECRET)
    if (str(table.name), column.name) == ("entry", "kind"):
        return ("time", "expense", "time")[number]
    if column.name == "currency":
        return CURRENCIES[(number + len(of["text"])) % len(CURRENCIES)]
    if _must_differ(column):
        return number + 1 if kind == "integer" else f"{'aBä'[number]}{of['text'][number % len(of['text'])]}"
    values = of[kind] if not column.nullable else [*of[kind], None]
    return values[(number + len(column.name)) % len(values)]


def _must_differ(column: Column[Any]) -> bool:
    table: Any = column.table
    unique = [each for each in table.constraints if type(each).__name__ == "UniqueConstraint"]
    kinds = tables()[str(table.name)]
    return kinds[column.name] in ("text", "integer") and (
        column.primary_key or any(column.name in each.columns for each in unique)
    )


def configured(store: Store) -> Configuration:
    return replace(load(HOUSE, {}), database=store.url)


@contextmanager
def exported(store: Store, at: datetime = TODAY) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        done = export(configured(store), Path(folder) / "out", lambda: at, no_progress)
        assert done.place == Path(folder) / "out"
        yield done.place


# ---- reading it back ----


def read_back(folder: Path, file: ExportFile) -> list[tuple[Any, ...]]:
    """The rows of a file as the store has them."""
    kinds = tables()[file.table]
    lines = (folder / f"{file.name}.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    records = [json.loads(line) for line in lines]
    assert all(list(record) == [name for name, _, _ in file.fields] for record in records)
    return [tuple(_stored(record[name], kinds[name]) for name in file.columns) for record in records]


def _stored(value: Any, kind: str) -> Any:
    reading: dict[str, Any] = {"decimal": Decimal, "day": date.fromisoformat, "moment": datetime.fromisoformat}
    return reading[kind](value) if value is not None and kind in reading else value


def there(connection: Connection, table: Table, file: ExportFile) -> list[tuple[Any, ...]]:
    rows = [tuple(row) for row in connection.execute(select(*(table.c[name] for name in file.columns)))]
    return [tuple(_text(value) if isinstance(value, bytes) else value for value in row) for row in rows]


def _text(value: bytes) -> str:
    if value == b"\xff\x00":
        return "base64:/wA="
    return (zlib.decompress(value) if value.startswith(b"x") else value).decode()


def as_set(rows: list[tuple[Any, ...]]) -> list[str]:
    """Comparable rows: a decimal is the same with zeros at its end, and rows have no order here."""
    return sorted(repr([value.normalize() if isinstance(value, Decimal) else value for value in row]) for row in rows)


@settings(max_examples=5, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(of=stuff())
def test_reading_the_json_lines_back_gives_every_row_of_every_table(of: dict[str, list[Any]]) -> None:
    with empty_store() as store:
        with store.writer.begin() as connection:
            fill(connection, of)
        with exported(store) as folder, store.reader.connect() as connection:
            listed = json.loads((folder / "manifest.json").read_text())["files"]
            for table in metadata.sorted_tables:
                files = [file for file in FILES if file.table == table.name]
                assert bool(files) != (table.name in LEFT_OUT)
                read = [row for file in files for row in read_back(folder, file)]
                assert as_set(read) == as_set(there(connection, table, files[0]) if files else [])
                assert sum(listed[f"{file.name}.jsonl"]["rows"] for file in files) == (3 if files else 0)
            for file in FILES:
                text = (folder / f"{file.name}.csv").read_bytes().decode("utf-8-sig")
                head, *rows = csv.reader(io.StringIO(text, newline=""))
                assert tuple(head) == file.flat
                assert len(rows) == listed[f"{file.name}.csv"]["rows"] == listed[f"{file.name}.jsonl"]["rows"]
                assert not [cell for row in rows for cell in row if cell[:1] in ("=", "@", "+", "\t", "\r")]
            everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
            assert SECRET not in everything


def test_both_databases_give_the_same_bytes_and_so_does_a_second_time() -> None:
    of: dict[str, list[Any]] = {
        "text": list(HOSTILE[:3]),
        "integer": [5, -7],
        "decimal": [Decimal("1.5")],
        "day": [date(2026, 10, 5)],
        "moment": [TODAY],
        "yes or no": [True],
        "JSON": [["a", {"b": 1}]],
    }
    found: list[dict[str, bytes]] = []
    for kind in KINDS:
        with stores_on(kind), empty_store() as store:
            with store.writer.begin() as connection:
                fill(connection, of)
            for at in (TODAY, TODAY + timedelta(days=1)):
                with exported(store, at) as folder:
                    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.*")}
                    stamp = at.isoformat().encode()
                    assert files["manifest.json"].count(stamp) == 1
                    files["manifest.json"] = files["manifest.json"].replace(stamp, b"")
                    found.append(files)
    assert all(files == found[0] for files in found)
    assert len(found[0]) == 2 * len(FILES) + 2 + len(list(HOUSE.rglob("*.yaml")))


def test_the_manifest_has_the_hash_of_every_file_and_the_configuration_is_as_it_was() -> None:
    with empty_store() as store, exported(store) as folder:
        manifest = json.loads((folder / "manifest.json").read_text())
        paths = [path for path in folder.rglob("*") if path.is_file()]
        there = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
        del there["manifest.json"]
        assert manifest["files"].keys() == there.keys()
        for name, content in there.items():
            assert manifest["files"][name]["sha256"] == hashlib.sha256(content).hexdigest()
            assert manifest["files"][name]["bytes"] == len(content)
        assert (manifest["schema"], manifest["exported_at"]) == (HEAD, TODAY.isoformat())
        copied = {name.removeprefix("configuration/"): content for name, content in there.items() if "/" in name}
        assert copied == {str(path.relative_to(HOUSE)): path.read_bytes() for path in HOUSE.rglob("*.yaml")}


@settings(max_examples=6, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(agencies())
def test_the_totals_are_those_of_the_statements(agency: Agency) -> None:
    with house_of(agency) as house:
        house.go()
        with exported(house.store) as folder:
            totals = json.loads((folder / "manifest.json").read_text())["totals"]
            for name in MONTHS:
                said = to_json(house.statement(name))
                assert totals["seconds_by_month"].get(name, 0) == said["tracked_seconds"] - _unread(folder, said)
                net = {row["currency"]: row["net"] for row in said["money"]}
                drafts = totals["drafts_by_period"].get(name, {})
                assert {currency: each["amount"] for currency, each in drafts.items()} == net
            lines = [json.loads(line) for line in (folder / "lines.jsonl").read_text().split("\n")[:-1]]
            drafts = [json.loads(line) for line in (folder / "drafts.jsonl").read_text().split("\n")[:-1]]
            for draft in drafts:
                own = [each for each in lines if (each["draft"], each["revision"]) == (draft["id"], draft["revision"])]
                assert sum(each["amount_minor"] for each in own) == draft["total_minor"]


def _unread(folder: Path, said: dict[str, Any]) -> int:
    """The seconds of rows that could not be read, which a statement counts and no entry has."""
    entries = [json.loads(line) for line in (folder / "entries.jsonl").read_text().split("\n")[:-1]]
    own = [each for each in entries if each["running"] and each["present"] and each["day"][:7] == said["period"]]
    return int(said["unreadable_or_running_seconds"]) - sum(int(each["seconds"]) for each in own)


@pytest.mark.proof
def test_a_large_table_is_never_in_memory_whole() -> None:
    of = {name: [value] for name, value in ROW.items()}
    with empty_store() as store:
        with store.writer.begin() as connection:
            fill(connection, {**of, "text": ["a", "b", "c"]})
            row = dict(connection.execute(select(metadata.tables["entry"])).mappings().first() or {})
            many = [{**row, "id": f"many{number}", "note": f"{number} {'x' * 8000}"} for number in range(2_000)]
            connection.execute(insert(metadata.tables["entry"]), many)
            del many
        tracemalloc.start()
        with exported(store) as folder:
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert (folder / "entries.jsonl").stat().st_size > 16_000_000
        assert peak < 8_000_000


ROW: dict[str, Any] = {
    "integer": 5,
    "decimal": Decimal("1.5"),
    "day": date(2026, 10, 5),
    "moment": TODAY,
    "yes or no": True,
    "JSON": ["a"],
}


def test_nothing_is_exported_and_nothing_made_before_there_is_a_store(tmp_path: Path) -> None:
    configuration = replace(load(HOUSE, {}), database=f"sqlite:///{tmp_path / 'none.db'}")
    with pytest.raises(CannotExport, match="nothing to export yet"):
        export(configuration, tmp_path / "out", lambda: TODAY, no_progress)
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_is_interrupted_leaves_the_earlier_one_and_nothing_half(tmp_path: Path) -> None:
    with empty_store() as store:
        with store.writer.begin() as connection:
            fill(connection, {**{name: [value] for name, value in ROW.items()}, "text": ["a", "b", "c"]})
        for earlier in ("", "earlier"):
            if earlier:
                export(configured(store), tmp_path / "out", lambda: TODAY, no_progress)
            before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
            for stop_at in (FILES[0].name, "entries", FILES[-1].name):

                def pressed(what: str, done: int, of: int, at: str = stop_at) -> None:
                    if what == at and done == of:
                        raise KeyboardInterrupt

                with pytest.raises(KeyboardInterrupt):
                    export(configured(store), tmp_path / "out", lambda: TODAY, pressed)
                assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
                assert [path.name for path in tmp_path.iterdir()] == (["out"] if earlier else [])
