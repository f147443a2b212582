"""What `tieout init` writes: in order whatever was answered, with schemas beside it, and all of it or nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from config import starter
from config.starter import Answers, FolderInUse, refusal, usual_code, write_answers, write_example
from tests.config.folders import loaded

HOSTILE = [
    "null",
    "yes",
    "2026",
    "- a",
    "a: b",
    "a # b",
    '"quoted" \\ ',
    "'",
    "{x}",
    "[x",
    "Ünïcode 株式会社",
    "&x *y",
    "!",
]


def listing(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


# ---- what is written ----


def test_answers_become_a_folder_that_is_in_order(tmp_path: Path) -> None:
    answers = Answers(
        "Smith & Sons", "DE", "Europe/Berlin", "EUR", "toggl, csv", "2026-11-01", "Müller AG", "MUL-1", "95.5"
    )
    write_answers(tmp_path, answers)
    found = loaded(tmp_path)
    (contract,) = found.contracts.values()
    assert (found.main.company.name, found.main.calendar.country, found.main.go_live.isoformat()) == (
        "Smith & Sons",
        "DE",
        "2026-11-01",
    )
    assert list(found.connectors) == ["toggl", "csv"]
    assert (contract.id, contract.client, contract.currency) == ("muller-ag", "Müller AG", "EUR")
    assert (contract.workstreams[0].code, str(contract.rates[0].price)) == ("MUL-1", "95.5")


def test_the_defaults_alone_are_in_order(tmp_path: Path) -> None:
    assert refusal(Answers(), {}) == ""
    write_answers(tmp_path, Answers())
    assert loaded(tmp_path).catalogue.people == ()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_kept_exactly(tmp_path: Path, name: str) -> None:
    answers = Answers(company=name, client=name, code=name.strip(), database=f"{name.strip()}.db")
    assert refusal(answers, {}) == ""
    write_answers(tmp_path, answers)
    found = loaded(tmp_path)
    (contract,) = found.contracts.values()
    assert (found.main.company.name, contract.client, contract.workstreams[0].code) == (name, name, name.strip())
    assert found.database == f"sqlite:///{tmp_path / name.strip()}.db"


def test_every_yaml_file_begins_with_the_way_to_its_schema(tmp_path: Path) -> None:
    written = [*write_example(tmp_path / "example"), *write_answers(tmp_path / "answers", Answers())]
    pages = [path for path in written if path.suffix == ".yaml"]
    assert len(pages) == 6
    for path in pages:
        first = path.read_text(encoding="utf-8").splitlines()[0]
        schema = (path.parent / first.removeprefix("# yaml-language-server: $schema=")).resolve()
        name = "contract" if path.parent.name == "contracts" else path.stem
        assert schema in [each.resolve() for each in written]
        assert schema.name == f"{name}.schema.json"


@pytest.mark.parametrize(
    ("name", "answer", "sentence"),
    [
        ("company", "", "is empty; write a text"),
        ("company", "${NAME}", "references such as ${NAME} work only in database, in ping.url, and in token,"),
        ("company", "\udcff", "contains bytes that are no text; type it in UTF-8"),
        ("country", "XX", "no holidays are known for the country 'XX'; write its ISO code, such as US or GB"),
        ("timezone", "Mars/Base", "is not a time zone; write an IANA name such as Europe/Berlin"),
        ("currency", "dollars", "is not a currency; write an ISO 4217 code such as EUR"),
        ("tracker", "tempo", "kind tempo is not known; write harvest, toggl, clockify, csv"),
        ("go_live", "tomorrow", "must be a date such as 2026-10-01"),
        ("code", " ", "must be 1 to 64 printable characters without spaces around them"),
        ("rate", "150 USD", "is '150 USD'; write a number such as 150 or 97.50"),
        ("database", "${DB}", "the environment variable DB is not set; set it before starting tieout"),
    ],
)
def test_an_answer_is_refused_as_check_would_refuse_it(name: str, answer: str, sentence: str) -> None:
    assert refusal(replace(Answers(), **{name: answer}), {}).startswith(sentence)


@pytest.mark.parametrize(
    ("client", "code"), [("Acme Corp", "ACME-WORK"), ("Müller & Co", "MULLER-WORK"), ("株式会社", "CLIENT-WORK")]
)
def test_a_project_code_is_proposed(client: str, code: str) -> None:
    assert usual_code(client) == code


# ---- all or nothing ----


@pytest.mark.parametrize(
    "name",
    [
        "tieout.yaml",
        "people.yaml",
        "charges.yaml",
        "contracts/other.yaml",
        "contracts/other.yml",
        ".schema/people.schema.json",
    ],
)
def test_a_configuration_that_is_there_is_never_touched(tmp_path: Path, name: str) -> None:
    mine = tmp_path / name
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine")
    with pytest.raises(FolderInUse, match=r"is there already; name an empty folder"):
        write_answers(tmp_path, Answers())
    assert listing(tmp_path) == [name]
    assert mine.read_text() == "mine"


def test_other_files_of_the_folder_stay(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    write_answers(tmp_path, Answers())
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_folder_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "contracts").write_text("a file where a folder should be")
    with pytest.raises(OSError, match="contracts"):
        write_example(tmp_path)
    assert listing(tmp_path) == ["contracts"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["contracts"]


@pytest.mark.parametrize("last", [1, 4, 7])
def test_an_interruption_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: int) -> None:
    written: list[Path] = []
    write = starter._write

    def interrupted(path: Path, content: bytes) -> None:
        written.append(path)
        write(path, content)
        if len(written) == last:
            raise KeyboardInterrupt

    monkeypatch.setattr(starter, "_write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_answers(tmp_path / "new" / "agency", Answers())
    assert len(written) == last
    assert list(tmp_path.iterdir()) == []


def test_leftovers_of_a_killed_start_are_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / ".tieout.yaml.new").write_text("half")
    write_answers(tmp_path, Answers())
    assert not [name for name in listing(tmp_path) if name.endswith(".new")]
    assert loaded(tmp_path).main.company.name == "My company"
