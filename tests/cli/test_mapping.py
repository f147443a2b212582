"""Mapping as a person types it: suggestions, accepting with effect at once, a spreadsheet there and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer

from cli.mapping import app
from tests.cli.test_deciding import OCTOBER, Tieout, answer, example, tieout, total

__all__ = ["example", "tieout"]

PILOT = "Acme Corp / Pilot"
GUIDE = Path(__file__).parents[2] / "docs" / "guide"


def plain(text: str) -> str:
    """What was said, without the frame and the line breaks of a message."""
    return " ".join(text.replace("│", " ").split())


def candidate(tieout: Tieout, target: str) -> str:
    """The id of what the pilot project may be."""
    (waiting,) = answer(tieout, "map", "suggest")
    return next(str(each["id"]) for each in waiting["candidates"] if each["mapped_to"] == target)


def test_what_waits_is_suggested_and_accepted_with_effect_at_once(tieout: Tieout) -> None:
    before = total(tieout)
    (waiting,) = answer(tieout, "map", "suggest")
    assert (waiting["connector"], waiting["id"], waiting["seconds"]) == ("harvest", PILOT, 9900)
    assert {each["mapped_to"] for each in waiting["candidates"]} == {"ACME-IMPL", "ACME-SALES"}
    done = tieout("map", "accept", "--suggested", candidate(tieout, "ACME-IMPL")[:6], "--why", "asked Jo")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"accepted: harvest {PILOT} → ACME-IMPL",
        "Ran 2026-10 again: 1 contract planned anew.",
    ]
    assert total(tieout) != before
    assert answer(tieout, "map", "suggest") == []
    (mapped,) = answer(tieout, "map", "list")
    assert (mapped["mapped_to"], mapped["by"], mapped["why"]) == ("ACME-IMPL", "lee", "asked Jo")
    assert mapped["seen"] == {"name": "Pilot", "client": "Acme Corp"}
    taken = tieout("map", "reject", "harvest", "Pilot", "--why", "it was another", "--by", "kim")
    assert taken.stdout.splitlines()[0] == f"taken back: harvest {PILOT} → ACME-IMPL"
    assert total(tieout) == before
    assert [each["kind"] for each in answer(tieout, "decide", "list")] == ["map", "unmap"]


def test_a_number_only_shows_what_it_stands_for_until_yes(tieout: Tieout) -> None:
    shown = tieout("map", "accept", "--suggested", "1", "--why", "asked Jo")
    assert shown.returncode == 1
    assert shown.stdout.startswith(f"harvest {PILOT} → ACME-")
    assert shown.stdout.endswith("Nothing is accepted yet: add --yes.\n")
    assert answer(tieout, "map", "list") == []
    assert tieout("map", "accept", "--suggested", "1", "--why", "asked Jo", "--yes").returncode == 0
    assert len(answer(tieout, "map", "list")) == 1


def test_what_was_said_to_be_wrong_is_not_suggested_again(tieout: Tieout) -> None:
    wrong = candidate(tieout, "ACME-SALES")
    done = tieout("map", "reject", wrong, "--why", "it is client work")
    assert (done.returncode, done.stdout) == (0, f"not suggested again: harvest {PILOT} → ACME-SALES\n")
    (waiting,) = answer(tieout, "map", "suggest")
    assert [each["mapped_to"] for each in waiting["candidates"]] == ["ACME-IMPL"]
    again = tieout("map", "reject", wrong, "--why", "it is client work")
    assert (again.returncode, again.stderr) == (
        2,
        f"no suggestion has the id {wrong}; `tieout map suggest` lists them\n",
    )


def test_a_mapping_by_words_has_dates_and_is_ended(tieout: Tieout) -> None:
    words = ("map", "accept", "harvest", "Pilot", "ACME-IMPL", "--why", "asked Jo")
    assert tieout(*words, "--from", "2026-10-01", "--until", "2026-12-31").returncode == 0
    ended = tieout("map", "reject", "harvest", "Pilot", "--from", "2026-11-01", "--why", "phase two")
    assert ended.stdout.startswith("ended with 2026-10-31: ")
    (mapped,) = answer(tieout, "map", "list")
    assert (mapped["from"], mapped["until"]) == ("2026-10-01", "2026-10-31")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["accept", "--why", "x"], "name a suggestion with --suggested, or write CONNECTOR PROJECT-OR-USER"),
        (["accept", "harvest", "Pilot", "--why", "x"], "or write CONNECTOR PROJECT-OR-USER CODE-OR-PERSON"),
        (["accept", "harvest", "Pilot", "ACME-IMPL", "--suggested", "1", "--why", "x"], "name a suggestion"),
        (["accept", "harvest", "Pilot", "ACME-IMP", "--why", "x"], "did you mean ACME-IMPL?"),
        (["accept", "harvst", "Pilot", "ACME-IMPL", "--why", "x"], "of a connector harvst; there is harvest"),
        (["accept", "harvest", "Pilot", "ACME-IMPL"], "say why with --why"),
        (["accept", "harvest", "Pilot", "ACME-IMPL", "--from", "soon", "--why", "x"], "'soon' is not a date such as"),
        (["accept", "--suggested", "9", "--yes", "--why", "x"], "no suggestion 9 has a candidate"),
        (["reject", "--why", "x"], "name ids of suggestions, or write CONNECTOR"),
        (["reject", "mabcdef", "--from", "2026-10-01", "--why", "x"], "a suggestion has no dates"),
        (["reject", "harvest", "Pilot", "--why", "x"], "no mapping of Pilot in harvest stands"),
        (["import", "nothing.csv"], "nothing.csv cannot be read (No such file or directory)"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_exit_code_2(tieout: Tieout, arguments: list[str], sentence: str) -> None:
    done = tieout("map", *arguments)
    assert done.returncode == 2, done.stdout
    assert sentence in plain(done.stderr)
    assert answer(tieout, "decide", "list") == []


def test_a_spreadsheet_there_and_back(tieout: Tieout, tmp_path: Path) -> None:
    file = tmp_path / "mappings.csv"
    assert tieout("map", "export", "--output", str(file)).stdout == f"wrote {file}\n"
    assert file.read_bytes() == b"\xef\xbb\xbf" + tieout("map", "export").stdout.encode()
    unchanged = tieout("map", "import", str(file))
    assert (unchanged.returncode, unchanged.stdout.strip()) == (0, "0 mappings to accept, 0 to take back, 0 unchanged.")
    file.write_text(file.read_text().replace(f"{PILOT},,,,,", f"{PILOT},ACME-IMPL,2026-10-01,,,"))
    shown = tieout("map", "import", str(file))
    assert shown.returncode == 1
    assert "1 mapping to accept, 0 to take back, 0 unchanged. Nothing is changed yet: add --yes." in shown.stdout
    silent = tieout("map", "import", str(file), "--yes")
    assert silent.returncode == 2
    assert silent.stderr.startswith(f"{file} line 2: say why in its column, or with --why\n")
    done = tieout("map", "import", str(file), "--yes", "--why", "asked Jo", "--json")
    assert done.returncode == 0
    assert '"becomes": "ACME-IMPL from 2026-10-01"' in done.stdout
    assert "no code" not in tieout("exceptions", *OCTOBER).stdout
    (mapped,) = answer(tieout, "map", "list")
    assert (mapped["mapped_to"], mapped["from"], mapped["why"]) == ("ACME-IMPL", "2026-10-01", "asked Jo")


def test_a_file_with_a_bad_line_is_refused_whole(tieout: Tieout, tmp_path: Path) -> None:
    file = tmp_path / "mappings.csv"
    tieout("map", "export", "--output", str(file))
    file.write_text(file.read_text() + "harvest,person,Kim Allen,,Kim Alen,,,x,,\nharvest,task,x,,y,,,,,\n")
    done = tieout("map", "import", str(file), "--yes", "--why", "x")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        f"{file} line 3: people.yaml has nobody called Kim Alen; did you mean Kim Allen? Else add them to people.yaml",
        f"{file} line 4: kind is 'task'; write project or person",
        "",
        "Nothing was changed; mend the file and try again.",
    ]


def test_health_ends_with_1_while_a_person_is_needed(tieout: Tieout, tmp_path: Path) -> None:
    waits = tieout("map", "health")
    assert waits.returncode == 1
    assert "1 project is not mapped, and 2:45 h of work waits for that." in plain(waits.stdout)
    tieout("map", "accept", "harvest", "Pilot", "ACME-IMPL", "--why", "asked Jo")
    well = tieout("map", "health")
    assert (well.returncode, well.stdout.strip()) == (
        0,
        "Every mapping is as it was accepted, and nothing waits to be mapped.",
    )
    contract = tmp_path / "contracts" / "acme.yaml"
    contract.write_text(contract.read_text().replace("code: ACME-IMPL", "code: ACME-BUILD"))
    done = tieout("map", "health", "--json")
    assert done.returncode == 1
    assert [each["code"] for each in json.loads(done.stdout)] == ["workstream_gone", "not_mapped"]


def test_the_remedy_of_an_exception_names_the_command(tieout: Tieout) -> None:
    assert "or say what it is: `tieout map suggest`." in plain(tieout("exceptions", *OCTOBER).stdout)


def test_every_command_and_option_of_it_is_in_the_guide() -> None:
    text = (GUIDE / "commands.md").read_text()
    for name, command in getattr(typer.main.get_command(app), "commands").items():  # noqa: B009  # a group, untyped
        part = text.partition(f"## `tieout map {name}")[2].partition("\n## ")[0]
        assert part, f"tieout map {name} has no section"
        for parameter in command.params:
            for option in (each for each in parameter.opts if each.startswith("--") and each != "--help"):
                assert f"`{option}" in part, f"tieout map {name} {option}"
