"""The schemas for editors: valid, complete, and kind to everything that the program itself takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from config.schema import FILES, schema_of, to_text, write_schemas
from config.starter import Answers, write_answers, write_example
from sandbox.northwind.folder import write_demo
from tests.config.folders import ACME


class AsAnEditor(yaml.SafeLoader):
    """YAML 1.2 as editors read it: yes, no and dates are texts; numbers, true and false are not."""

    yaml_implicit_resolvers = {  # noqa: RUF012  # the library's own attribute
        first: [(tag, pattern) for tag, pattern in rules if not tag.endswith((":timestamp", ":bool"))]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


AsAnEditor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


def wrong(name: str, text: str, loader: Any = AsAnEditor) -> list[str]:
    found = Draft202012Validator(schema_of(name)).iter_errors(yaml.load(text, Loader=loader))
    return sorted(error.json_path for error in found)


def files_of(folder: Path) -> Iterator[tuple[str, Path]]:
    yield from (("tieout", folder / "tieout.yaml"), ("people", folder / "people.yaml"))
    yield from (("contract", path) for path in sorted((folder / "contracts").iterdir()))


@pytest.mark.parametrize("name", FILES)
def test_a_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(schema_of(name))
    assert schema_of(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert to_text(name) == to_text(name)


@pytest.mark.parametrize("loader", [AsAnEditor, yaml.BaseLoader], ids=["as an editor", "as text"])
def test_everything_that_is_written_for_the_operator_is_accepted(tmp_path: Path, loader: type[Any]) -> None:
    write_demo(tmp_path / "demo")
    write_example(tmp_path / "example")
    write_answers(tmp_path / "starter", Answers(company="2026", client="No", tracker="harvest, toggl, csv"))
    checked = [
        (path, wrong(name, path.read_text(encoding="utf-8"), loader))
        for folder in ("demo", "example", "starter")
        for name, path in files_of(tmp_path / folder)
    ]
    assert len(checked) >= 20
    assert [(path, errors) for path, errors in checked if errors] == []


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("client: Acme Corp", "client: 4711", []),
        ("terms: net 30", "terms: [{terms: net 30}, {terms: net 14, from: 2026-11-01}]", []),
        ("{to: 6 minutes, direction: up}", "[{to: 0.25 hours, direction: nearest}]", []),
        ("rate: 150", 'rate: "97.50"', []),
        ("id: acme", "id: acme\nopening: {as_of: 2026-10-01, orders: {PO-1: 0}, retainers: {X: {hours: 4.5}}}", []),
        ("terms: net 30", "terms: net thirty", ["$.terms"]),
        ("rate: 150", "rate: -1", ["$.rates[0].rate"]),
        ("rate: 150", "rate: many", ["$.rates[0].rate"]),
        ("until: 2026-12-31", "until: December", ["$.purchase_orders[0].until"]),
        ("lines_by: task", "lines_by: tasks", ["$.invoice.lines_by"]),
        ("to: 6 minutes", "to: 6", ["$.rounding"]),
        ("id: acme", "id: Acme Corp", ["$.id"]),
        ("client: Acme Corp", "clint: Acme Corp", ["$", "$"]),
        ("terms: net 30", "terms:", ["$.terms"]),
    ],
)
def test_an_editor_sees_what_the_program_would_refuse(old: str, new: str, place: list[str]) -> None:
    assert ACME.count(old) == 1
    assert wrong("contract", ACME.replace(old, new)) == place


@pytest.mark.parametrize("name", FILES)
def test_every_key_says_what_it_means(name: str) -> None:
    schema = schema_of(name)
    blocks = {schema["title"]: schema, **schema["$defs"]}
    silent = [
        f"{title}: {key}"
        for title, block in blocks.items()
        for key, value in block.get("properties", {}).items()
        if not value.get("description")
    ]
    assert silent == [], "write a sentence for each into config/described.py"


def test_schemas_are_written_over_older_ones(tmp_path: Path) -> None:
    (tmp_path / "people.schema.json").write_text("{}")
    (path,) = write_schemas(tmp_path, ["people"])
    assert path == tmp_path / "people.schema.json"
    assert json.loads(path.read_text())["title"] == "Tieout: people.yaml"
    assert [each.name for each in tmp_path.iterdir()] == ["people.schema.json"]
