"""Files that are no YAML, folders that lack files, and many problems at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.folders import ACME, ACME_FILE, FILES, MAIN, PEOPLE, folder_of, folder_with, problems

# ---- the form of a file ----


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "1:1: must be a block of keys; see the example that `tieout init` writes"),
        ("# only a comment\n", "1:1: must be a block of keys; see the example that `tieout init` writes"),
        ("- a\n- b\n", "1:1: must be a block of keys; see the example that `tieout init` writes"),
        ("id: a\nid: b\n", "2:1: id: stands here a second time (first on line 1); remove one"),
        (
            "id: a\nrates:\n  - {rate: 1, rate: 2}\n",
            "3:15: rates[0].rate: stands here a second time (first on line 3); remove one",
        ),
        ("id: &name acme\nclient: *name\n", "1:5: uses an anchor or alias (& or *); write the value out in each place"),
        ("id: acme\n---\nid: b\n", "3:1: has several documents; remove the lines that read ---"),
        ("id: acme\n? [a, b]\n: c\n", "2:3: has a key that is a list or a block; write a word before the colon"),
        ("id: acme\nclient: Ac\x07me\n", "2:11: contains a character that YAML does not allow; remove it"),
        ("[" * 5000, "1:1: is nested too deeply; close its brackets"),
        ("id: " + "[" * 3000 + "]" * 3000, "1:1: is nested too deeply; close its brackets"),
        (b"id: acme\nclient: K\xe4se\n", "2:10: is not in UTF-8; save it again as UTF-8"),
        ("id: acme\n".encode("utf-16"), "1:1: is not in UTF-8; save it again as UTF-8"),
    ],
)
def test_a_file_that_is_no_block_of_keys_is_told_with_what_to_mend(
    tmp_path: Path, text: str | bytes, problem: str
) -> None:
    assert problems(folder_of(tmp_path, {**FILES, ACME_FILE: text})) == [f"{ACME_FILE}:{problem}"]


@pytest.mark.parametrize(
    ("text", "place"),
    [("id: {a\nclient: b\n", "2:7"), ("id: 'acme\n", "2:1"), ("id:\n\tx: y\n", "2:1"), ("a: b: c\n", "1:5")],
)
def test_broken_yaml_is_told_with_its_place(tmp_path: Path, text: str, place: str) -> None:
    (found,) = problems(folder_of(tmp_path, {**FILES, ACME_FILE: text}))
    assert found.startswith(f"{ACME_FILE}:{place}: is not YAML (")
    assert found.endswith("check indentation, quotes and brackets here")


# ---- missing files ----


def test_a_folder_that_is_none_is_told_once_with_the_command_that_makes_one(tmp_path: Path) -> None:
    folder = tmp_path / "nowhere"
    assert problems(folder) == [
        f"{folder}/tieout.yaml:1:1: is not there; run `tieout init {folder}` to write one, "
        "with --example for one to look at, or name the folder with --config"
    ]


@pytest.mark.parametrize("name", ["tieout.yaml", "people.yaml"])
def test_a_missing_file_does_not_hide_the_problems_of_the_others(tmp_path: Path, name: str) -> None:
    folder = folder_with(tmp_path, ACME_FILE, "id: acme", "id: ACME")
    (folder / name).unlink()
    assert problems(folder) == [
        f"{ACME_FILE}:1:1: id: must be small letters, digits, - and _, and start with a letter or digit",
        f"{name}:1:1: is not there; write it, after the example that `tieout init` makes in an empty folder",
    ]


@pytest.mark.parametrize("a_file_instead", [False, True])
def test_a_missing_folder_of_contracts_is_told(tmp_path: Path, a_file_instead: bool) -> None:
    (tmp_path / "tieout.yaml").write_text(MAIN)
    (tmp_path / "people.yaml").write_text(PEOPLE)
    if a_file_instead:
        (tmp_path / "contracts").write_text("")
    assert problems(tmp_path) == ["contracts:1:1: is not there or no folder; make it, with one file for each contract"]


# ---- all together ----


def test_all_problems_of_a_folder_come_together_sorted_by_file_and_line(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path,
        {
            "tieout.yaml": MAIN.replace("country: US", "country: XX").replace("sqlite:///tieout.db", "${NO_DB}"),
            "people.yaml": PEOPLE.replace("role: senior", "rolle: senior"),
            ACME_FILE: ACME.replace("rate: 150", "rate: 150, workstream: NONE").replace("PO-2", "PO-1"),
            "contracts/beta.yaml": "id: beta\nclient: B\n\tx",
        },
    )
    assert [line.split(": ")[0] for line in problems(folder)] == [
        f"{ACME_FILE}:7:6",
        f"{ACME_FILE}:9:17",
        "contracts/beta.yaml:3:1",
        "people.yaml:4:5",
        "tieout.yaml:4:1",
        "tieout.yaml:5:1",
    ]
