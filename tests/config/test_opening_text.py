"""An opening is written into a contract's file whole or not at all, and everything else in it stays as it is."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from config.opening import OpeningModel
from config.opening_text import (
    HEADER,
    CannotWriteOpening,
    Figure,
    figures_in,
    hours_text,
    same,
    tree_of,
    with_opening,
    write,
)
from config.unopened import load_opened_or_not, load_unopened, unopened
from config.yaml_tree import Tree
from tests.billing.properties import proven

DAY = date(2026, 10, 1)
FIGURES = (
    Figure(("deposits",), "5.00", "INV-9; check"),
    Figure(("orders", "PO: 1"), "1200.00", "INV-1, INV-2; proven"),
    Figure(("orders", "2"), "0"),
    Figure(("retainers", "CARE", "hours"), "4:06:40"),
    Figure(("retainers", "CARE", "used"), "1.5"),
    Figure(("task_caps", "CARE"), "{}"),
    Figure(("task_cap_hours", "CARE", "C-1"), "2"),
    Figure(("milestones_billed",), "M1", "INV-3; proven", item=True),
    Figure(("milestones_billed",), "M2", item=True),
)
BLOCK = f"""\
{HEADER}
opening:
  as_of: 2026-10-01
  orders:
    "PO: 1": 1200.00    # INV-1, INV-2; proven
    2: 0
  retainers:
    CARE:
      hours: "4:06:40"
      used: 1.5
  task_caps:
    CARE: {{}}
  task_cap_hours:
    CARE:
      C-1: 2
  milestones_billed:
    - M1    # INV-3; proven
    - M2
  deposits: 5.00    # INV-9; check
"""


def written(text: str) -> str:
    return with_opening(text.encode(), "contracts/a.yaml", DAY, FIGURES).decode()


def test_it_is_added_at_the_end_in_the_order_of_the_guide() -> None:
    assert written("id: a    # mine\n") == f"id: a    # mine\n\n{BLOCK}"
    assert written("id: a") == f"id: a\n\n{BLOCK}"
    assert yaml.load(BLOCK, yaml.BaseLoader)["opening"] == tree_of(DAY, FIGURES)  # all of it is text
    assert OpeningModel.model_validate(tree_of(DAY, FIGURES)).retainers["CARE"].hours == 4 * 3600 + 400


@pytest.mark.parametrize(
    "stands",
    [
        "opening: {as_of: 2026-09-01, orders: {PO-1: 3}}    # by hand\n",
        "opening:\n  as_of: 2026-09-01\n\n  # why\n  orders:\n    PO-1: 3    # mine\n",
        "opening: {\n  as_of: 2026-09-01,\n  milestones_billed: [M1]\n}\n",
        BLOCK,
    ],
)
def test_it_takes_the_place_of_one_that_is_there(stands: str) -> None:
    before, after = "# A contract.\nid: a\n\n", "\n# Workstreams below.\nworkstreams: [{code: X}]\n"
    assert written(f"{before}{stands}{after}") == f"{before}{BLOCK}{after}"
    assert written(written(f"{before}{stands}{after}")) == f"{before}{BLOCK}{after}"


def test_line_ends_and_indentation_are_those_of_the_file() -> None:
    assert written("id: a\r\n") == f"id: a\r\n\r\n{BLOCK}".replace("\r\n", "\n").replace("\n", "\r\n")
    indented = "".join(f"  {line}\n" for line in BLOCK.splitlines())
    assert written("  id: a\n") == f"  id: a\n\n{indented}"


def test_what_has_no_lines_of_keys_is_refused() -> None:
    for text in ('{"id": "a"}', "", "- a\n"):
        with pytest.raises(CannotWriteOpening, match="by hand"):
            written(text)


def test_a_comment_is_one_line_whatever_a_ledger_calls_its_documents() -> None:
    nasty = Figure(("orders", "PO-1"), "1", "INV-1\nopening: {}\x1b[2J ${SECRET}")
    lines = with_opening(b"id: a\n", "a.yaml", DAY, [nasty]).decode().splitlines()
    assert lines[-1] == "    PO-1: 1    # INV-1 opening: {} [2J $ {SECRET}"


def test_a_file_that_somebody_changed_or_that_would_read_otherwise_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    text = b"id: a\nnote: |+\n  words\n\n"
    path.write_bytes(text)
    with pytest.raises(CannotWriteOpening, match="changed meanwhile"):
        write(tmp_path, "a.yaml", b"id: b\n", b"id: b\nopening: {}\n")
    with pytest.raises(CannotWriteOpening, match="to which no opening can be added"):
        write(tmp_path, "a.yaml", text, with_opening(text, "a.yaml", DAY, FIGURES))
    assert path.read_bytes() == text
    assert os.listdir(tmp_path) == ["a.yaml"]


def test_a_link_stays_one_and_a_mode_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "shared.yaml").write_bytes(b"id: a\n")
    (tmp_path / "shared.yaml").chmod(0o640)
    (tmp_path / "a.yaml").symlink_to("shared.yaml")
    write(tmp_path, "a.yaml", b"id: a\n", with_opening(b"id: a\n", "a.yaml", DAY, FIGURES))
    assert (tmp_path / "a.yaml").is_symlink()
    assert (tmp_path / "shared.yaml").read_text() == f"id: a\n\n{BLOCK}"
    assert (tmp_path / "shared.yaml").stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(tmp_path)) == ["a.yaml", "shared.yaml"]


def test_the_same_is_the_same_however_it_is_written() -> None:
    one: dict[str, Tree] = {"as_of": "2026-10-01", "orders": {"A": "1.0", "B": "2"}, "milestones_billed": ["M2", "M1"]}
    other: dict[str, Tree] = {
        "as_of": "2026-10-01",
        "milestones_billed": ["M1", "M2"],
        "orders": {"B": "2.00", "A": "1"},
    }
    assert same(one, other)
    assert not same(one, {**other, "deposits": "1"})
    assert not same(one, {**one, "orders": "x"}) and not same(None, None)


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=6)
TREES = st.fixed_dictionaries(
    {},
    optional={
        "orders": st.dictionaries(NAMES, st.integers(0, 10**9).map(str), min_size=1, max_size=3),
        "task_caps": st.dictionaries(NAMES, st.dictionaries(NAMES, st.just("1.5"), max_size=2), min_size=1, max_size=2),
        "milestones_billed": st.lists(NAMES, min_size=1, max_size=3),
        "cap_hours": st.dictionaries(NAMES, st.integers(0, 10**6).map(hours_text), min_size=1, max_size=3),
    },
)


@proven
@given(TREES)
def test_what_is_written_reads_back(tree: dict[str, Any]) -> None:
    figures = list(figures_in(tree))
    text = with_opening(b"id: a    # kept\n", "a.yaml", DAY, figures)
    read = yaml.load(text, yaml.BaseLoader)  # all of it is text
    assert read == {"id": "a", "opening": {"as_of": "2026-10-01", **tree}}
    assert with_opening(text, "a.yaml", DAY, figures) == text


@proven
@given(st.integers(0, 10**7))
def test_hours_are_exact_to_the_second(seconds: int) -> None:
    opening = OpeningModel.model_validate({"as_of": "2026-10-01", "order_hours": {"PO-1": hours_text(seconds)}})
    assert opening.order_hours["PO-1"] == seconds


MAIN = """\
version: 1
company: {name: North, timezone: America/New_York, currency: USD}
go_live: 2026-10-12
calendar: {country: US}
"""
CONTRACT = """\
id: a
client: Acme
purchase_orders: [{number: PO-1}]
use_deposits: 50 %
milestones: [{code: M1, workstream: X, description: Done, amount: 5, due: 2026-01-01}]
cap: {amount: 100, per: task}
rates: [{rate: 1}]
workstreams:
  - {code: X, name: Work, billing: time and materials}
  - {code: C, name: Care, billing: retainer, bill: in arrears, fee: 1, includes_hours: 2}
"""


def test_a_folder_whose_openings_alone_are_missing_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "contracts").mkdir()
    (tmp_path / "tieout.yaml").write_text(MAIN)
    (tmp_path / "people.yaml").write_text("people: []\n")
    (tmp_path / "contracts" / "a.yaml").write_text(CONTRACT)
    for load in (load_unopened, load_opened_or_not):
        assert [each.opening for each in load(tmp_path, {}).catalogue.contracts] == [None]
    (file,) = unopened(tmp_path, date(2026, 10, 12))
    needed = [(each.key, each.name) for each in file.needed]
    assert needed == [("orders", "PO-1"), ("task_caps", "a"), ("retainers", "C")]
    assert (file.file, file.stands) == ("contracts/a.yaml", None)
    (tmp_path / "contracts" / "a.yaml").write_text(CONTRACT.replace("rate: 1", "rate: one"))
    for load in (load_unopened, load_opened_or_not):
        with pytest.raises(Exception, match="rates"):
            load(tmp_path, {})
