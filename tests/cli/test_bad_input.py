"""The real program on broken input: the right exit code, one clear sentence, no traceback, nothing half written."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from config.starter import write_example
from tests import programs

HEADER = "Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,First Name,Last Name"
ROW = "2026-10-{day:02},Acme,Implementation,ACME-IMPL,Design,work {day},1.5,Yes,Kim,Allen"
GOOD = "\n".join([HEADER, *(ROW.format(day=day) for day in range(1, 6))]) + "\n"
PROGRAM = (sys.executable, "-c", "from cli.start import main; main()")


@dataclass(frozen=True)
class Answer:
    """How the program ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def sentences(self) -> list[str]:
        """The lines on standard error, without empty ones and log lines."""
        return [line for line in self.err.splitlines() if line.strip() and not line.startswith("timestamp=")]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configuration with five imported entries, and the export they came from."""
    folder = tmp_path_factory.mktemp("built")
    write_example(folder / "agency")
    (folder / "good.csv").write_text(GOOD)
    assert tieout(folder, "import", "good.csv").code == 0
    assert entries(folder) == 5
    return folder


@pytest.fixture
def house(built: Path, tmp_path: Path) -> Path:
    """A test's own copy of it."""
    return Path(shutil.copytree(built, tmp_path / "house"))


def tieout(folder: Path, *arguments: str, **variables: str) -> Answer:
    done = programs.run_text(arguments, folder, environment(folder, **variables))
    assert "Traceback" not in done.stderr
    assert "Traceback" not in done.stdout
    return Answer(done.returncode, done.stdout, done.stderr)


def environment(folder: Path, **variables: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TIEOUT_", "LC_", "LANG"))}
    return {
        **kept,
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "TIEOUT_CONFIG": str(folder / "agency"),
        "TIEOUT_NOW": "2026-11-03T06:00:00Z",
        **variables,
    }


def database(folder: Path) -> Path:
    return folder / "agency" / "tieout.db"


def entries(folder: Path) -> int:
    with sqlite3.connect(database(folder)) as connection:
        found = connection.execute("SELECT count(*) FROM entry").fetchone()[0]
    connection.close()
    return int(found)


# ---- files that are none ----


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)


UNREADABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a folder": (lambda path: path.mkdir(), "is a folder; name the CSV file inside it"),
    "a missing file": (lambda path: None, "does not exist; check the name"),
    "an empty file": (lambda path: path.touch(), "is empty; export the report again"),
    "a binary file": (
        lambda path: path.write_bytes(b"PK\x03\x04\0\0\0\0"),
        "is not a CSV file (spreadsheet or archive?)",
    ),
    "UTF-16": (lambda path: path.write_bytes(GOOD.encode("utf-16")), "is in UTF-16; save it again as 'CSV UTF-8'"),
    "cp1252": (
        lambda path: path.write_bytes(GOOD.replace("work 3", "Käse").encode("cp1252")),
        "is not in UTF-8 (line 4); save it again as 'CSV UTF-8'",
    ),
    "two gigabytes": (sparse, "has more than 300 MB; export one month at a time"),
    "someone else's CSV": (
        lambda path: path.write_text("id;colour\n1;red\n"),
        "is none of Harvest's detailed time report",
    ),
    "a localised header": (
        lambda path: path.write_text("Datum,Kunde,Projekt\n"),
        "export the detailed report in English",
    ),
    "a missing column": (
        lambda path: path.write_text(GOOD.replace("Hours", "Effort")),
        "looks like Harvest's detailed time report but has no column hours",
    ),
}


def test_each_unreadable_file_is_refused_in_one_sentence_and_changes_nothing(house: Path) -> None:
    names = [f"{case}.csv" for case in UNREADABLE]
    for name, (make, _) in zip(names, UNREADABLE.values(), strict=True):
        make(house / name)
    answer = tieout(house, "import", *names)
    assert (answer.code, answer.out) == (2, "")
    for name, (_, words), sentence in zip(names, UNREADABLE.values(), answer.sentences, strict=True):
        assert sentence.startswith(f"{name} was not imported: ")
        assert words in sentence
    assert entries(house) == 5


def test_ambiguous_dates_are_refused_and_then_read_as_stated(house: Path) -> None:
    (house / "bad.csv").write_text(f"{HEADER}\n05/10/2026,A,P,ACME-IMPL,T,n,1,Yes,Kim,Allen\n")
    answer = tieout(house, "import", "bad.csv")
    assert (answer.code, len(answer.sentences)) == (2, 1)
    assert (
        "can be read two ways (such as 05/10/2026); say which order holds with --dates mdy or --dates dmy" in answer.err
    )
    assert tieout(house, "import", "bad.csv", "--dates", "dmy").code == 0
    assert entries(house) == 6


def test_a_header_alone_is_a_month_without_time_and_changes_nothing(house: Path) -> None:
    (house / "header.csv").write_text(f"{HEADER}\n")
    answer = tieout(house, "import", "header.csv", "--json")
    assert (answer.code, answer.err) == (0, "")
    assert [(report["rows"], report["new"], report["gone"]) for report in json.loads(answer.out)] == [(0, 0, 0)]
    assert entries(house) == 5


def test_a_bad_file_stops_neither_the_good_ones_nor_the_json(house: Path) -> None:
    (house / "more.csv").write_text(f"{HEADER}\n{ROW.format(day=20)}\n2026-10-21,A,P,C,T,n,abc,Yes,Kim,Allen\n")
    (house / "empty.csv").touch()
    (house / "semicolons.csv").write_text("\ufeff" + GOOD.replace(",", ";"))
    files = ("empty.csv", "semicolons.csv", "more.csv", "none.csv")
    answer = tieout(house, "import", *files, "--json", TIEOUT_LOG_LEVEL="debug")
    assert answer.code == 2
    same, report = json.loads(answer.out)
    assert (same["file"], same["unchanged"], same["new"]) == ("semicolons.csv", 5, 0)
    assert (report["file"], report["rows"], report["entries"]) == ("more.csv", 2, 1)
    assert report["rejected"] == [{"line": 3, "reason": "its duration is 'abc', which is not a number"}]
    assert [line.split(" was ")[0] for line in answer.sentences] == ["empty.csv", "none.csv"]
    assert entries(house) == 6


def test_a_bad_row_needs_a_person_and_the_others_are_imported(house: Path) -> None:
    (house / "more.csv").write_text(f'{HEADER}\n2026-10-20,A,P,C,"open,n,1,Yes,Kim,Allen\n{ROW.format(day=21)}\n')
    answer = tieout(house, "import", "more.csv")
    assert answer.code == 1
    assert "quotation mark" in " ".join(answer.out.split())
    assert entries(house) == 6


def test_an_unknown_connector_or_order_of_dates_is_refused(house: Path) -> None:
    answer = tieout(house, "import", "good.csv", "--connector", "harvset")
    assert answer.code == 2
    assert answer.sentences == [
        "good.csv was not imported: there is no connector harvset in tieout.yaml; it has harvest"
    ]
    assert tieout(house, "import", "good.csv", "--dates", "american").code == 2
    assert entries(house) == 5


def test_an_export_of_a_tracker_that_the_house_does_not_have_is_refused_unless_it_is_named(house: Path) -> None:
    header = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration"
    row = "Kim Allen,kim@x.com,Acme,Implementation,,n,Yes,2026-10-20,09:00:00,2026-10-20,10:00:00,01:00:00"
    (house / "theirs.csv").write_text(f"{header}\n{row}\n")
    answer = tieout(house, "import", "theirs.csv")
    assert answer.code == 2
    assert answer.sentences == [
        "theirs.csv was not imported: it is an export of toggl, and tieout.yaml has no connector of that kind, only "
        "harvest; if it is yours, write one, or import it with --connector toggl"
    ]
    assert entries(house) == 5
    assert tieout(house, "import", "theirs.csv", "--connector", "toggl").code == 0
    assert entries(house) == 6
    wrong = tieout(house, "import", "theirs.csv", "--connector", "harvest")
    assert wrong.code == 2
    assert wrong.sentences == [
        "theirs.csv was not imported: its header is Toggl Track's detailed report's, and harvest is a connector of "
        "Harvest's detailed time report; name the connector that the file belongs to, or, if that is harvest, name "
        "the file's columns there (`columns:` in tieout.yaml)"
    ]
    assert entries(house) == 6


# ---- configurations that are none ----


@pytest.mark.parametrize("command", [("import", "good.csv"), ("statement", "--json")], ids=" ".join)
def test_broken_yaml_is_told_by_writing_and_reading_commands_with_its_place(
    house: Path, command: tuple[str, ...]
) -> None:
    (house / "agency" / "people.yaml").write_text("people: [\n")
    answer = tieout(house, *command)
    assert (answer.code, answer.out) == (2, "")
    assert answer.sentences[0].startswith("people.yaml:2:1: is not YAML")
    assert len(answer.sentences) == 2
    assert entries(house) == 5


def test_all_problems_of_a_folder_are_listed_and_as_json_too(house: Path) -> None:
    (house / "agency" / "people.yaml").write_text("people: none\n")
    (house / "agency" / "contracts" / "beta.yaml").write_text("id: beta\nklient: B\n")
    answer = tieout(house, "check")
    assert (answer.code, answer.sentences[-1]) == (2, "4 problems to mend")
    assert [line.split(": ")[0] for line in answer.sentences[:-1]] == [
        "contracts/beta.yaml:1:1",
        "contracts/beta.yaml:1:1",
        "contracts/beta.yaml:2:1",
        "people.yaml:1:1",
    ]
    answer = tieout(house, "check", "--json")
    told = json.loads(answer.out)
    assert (answer.code, answer.err, told["ok"], len(told["problems"])) == (2, "", False, 4)
    assert set(told["problems"][0]) == {"file", "line", "column", "path", "message"}


@pytest.mark.parametrize("command", [("check",), ("import", "good.csv")], ids=" ".join)
def test_a_missing_folder_is_told_with_the_command_that_makes_one(house: Path, command: tuple[str, ...]) -> None:
    answer = tieout(house, *command, "--config", "nowhere")
    assert (answer.code, answer.out) == (2, "")
    assert answer.sentences[0].startswith("nowhere/tieout.yaml:1:1: is not there; run `tieout init nowhere`")
    assert not (house / "nowhere").exists()


def test_an_unusable_setting_is_bad_input_not_a_defect(house: Path) -> None:
    answer = tieout(house, "import", "good.csv", TIEOUT_NOW="2026-11-03T06:00", TIEOUT_LOG_LEVEL="loud")
    assert (answer.code, answer.out) == (2, "")
    assert [line.split(":")[0] for line in answer.sentences[:2]] == ["TIEOUT_LOG_LEVEL", "TIEOUT_NOW"]


# ---- databases that cannot be used ----


def test_a_locked_database_is_told_and_nothing_is_written(house: Path) -> None:
    (house / "more.csv").write_text(f"{HEADER}\n{ROW.format(day=20)}\n")
    holder = sqlite3.connect(database(house), isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        answer = tieout(house, "import", "more.csv")
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert (answer.code, answer.out) == (3, "")
    assert answer.sentences == [f"another program is writing to {database(house)}; wait until it is done and try again"]
    assert entries(house) == 5


def test_a_database_that_is_none_is_told_by_reading_and_writing_commands_and_kept(house: Path) -> None:
    clear(house)
    text = b"this is a letter to a friend, not a database. " * 100
    database(house).write_bytes(text)
    for command in (("import", "good.csv"), ("statement",)):
        answer = tieout(house, *command)
        assert (answer.code, answer.out) == (3, "")
        assert answer.sentences == [
            f"{database(house)} is not a Tieout database; change `database:` or restore a backup"
        ]
    assert database(house).read_bytes() == text


def test_a_database_that_is_a_folder_or_in_no_folder_is_told(house: Path) -> None:
    clear(house)
    database(house).mkdir()
    assert tieout(house, "import", "good.csv").sentences == [
        f"{database(house)} cannot be opened; check the folder's permissions"
    ]
    main = house / "agency" / "tieout.yaml"
    main.write_text(main.read_text().replace("sqlite:///tieout.db", "sqlite:///none/tieout.db"))
    answer = tieout(house, "import", "good.csv")
    assert answer.code == 3
    assert answer.sentences == [
        f"the folder {house / 'agency' / 'none'} does not exist; create it or change `database:`"
    ]


def test_a_database_of_a_newer_tieout_is_refused_and_left_alone(house: Path) -> None:
    with sqlite3.connect(database(house)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    for command in (("import", "good.csv"), ("drafts", "--json")):
        answer = tieout(house, *command)
        assert (answer.code, answer.out) == (3, "")
        assert len(answer.sentences) == 1
        assert "was written by a newer Tieout (schema 9999" in answer.err
        assert "upgrade Tieout" in answer.err
    assert entries(house) == 5


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_read_only_database_is_told(house: Path, what: str) -> None:
    if os.geteuid() == 0:
        pytest.skip("root writes to read-only files anyway")
    path = database(house) if what == "file" else database(house).parent
    mode = path.stat().st_mode
    path.chmod(0o444 if what == "file" else 0o555)
    (house / "more.csv").write_text(f"{HEADER}\n{ROW.format(day=20)}\n")
    try:
        answer = tieout(house, "import", "more.csv")
    finally:
        path.chmod(mode)
    assert (answer.code, answer.out, len(answer.sentences)) == (3, "", 1)
    assert "writable" in answer.err or "permissions" in answer.err
    assert entries(house) == 5


def clear(house: Path) -> None:
    for path in database(house).parent.glob("tieout.db*"):
        path.unlink()


# ---- arguments ----


def test_init_never_writes_over_a_configuration(house: Path) -> None:
    people = house / "agency" / "people.yaml"
    people.write_text("mine")
    answer = tieout(house, "init", "agency")
    assert (answer.code, answer.out, len(answer.sentences)) == (2, "", 1)
    assert "is there already; name an empty folder: tieout init FOLDER" in answer.err
    assert people.read_text() == "mine"


def test_init_into_a_file_is_bad_input(house: Path) -> None:
    answer = tieout(house, "init", "good.csv")
    assert (answer.code, answer.sentences) == (2, ["good.csv is a file; name a folder: tieout init FOLDER"])
    assert (house / "good.csv").read_text() == GOOD


@pytest.mark.parametrize(("command", "period"), [("run", "nonsense"), ("statement", "2026-13")])
def test_a_period_that_is_none_is_refused(house: Path, command: str, period: str) -> None:
    answer = tieout(house, command, "--period", period, "--json", COLUMNS="200")
    assert (answer.code, answer.out) == (2, "")
    assert f"'{period}' is not a month; write one such as 2026-10" in answer.err


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("", "'' is too short; type at least three characters"),
        ("e%_", "nothing has the id e%_; `tieout drafts` and `tieout exceptions` show ids"),
    ],
)
def test_an_id_that_is_unknown_or_too_short_to_trace_is_told(house: Path, wanted: str, words: str) -> None:
    answer = tieout(house, "trace", wanted, "--json")
    assert (answer.code, answer.out, len(answer.sentences)) == (2, "", 1)
    assert words in answer.err
    assert entries(house) == 5


def test_an_id_that_fits_several_is_told_with_them(house: Path) -> None:
    rows = "\n".join(f"2026-10-07,A,P,ACME-IMPL,T,note {number},1,Yes,Kim,Allen" for number in range(600))
    (house / "many.csv").write_text(f"{HEADER}\n{rows}\n")
    assert tieout(house, "import", "many.csv").code == 0
    with sqlite3.connect(database(house)) as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM entry ORDER BY id")]
    connection.close()
    doubled = next(one[:3] for one, other in pairwise(ids) if one[:3] == other[:3])
    answer = tieout(house, "trace", doubled)
    assert (answer.code, answer.out, len(answer.sentences)) == (2, "", 1)
    shown = [word for word in ids if word.startswith(doubled) and word in answer.err]
    assert len(shown) >= 2


def test_a_file_name_that_is_no_utf8_does_not_break_the_json(house: Path) -> None:
    name = os.fsdecode(b"bad\xff.csv")
    (house / name).write_text((house / "good.csv").read_text())
    answer = tieout(house, "import", name, "--json", PYTHONIOENCODING="utf-8:strict")
    assert answer.code == 0
    assert json.loads(answer.out)[0]["unchanged"] > 0


# ---- interruption ----


def _hears_interruptions() -> None:
    """What a shell starts in the background, such as these tests, ignores Ctrl-C, and so would what it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


INTERRUPTED_WHILE = """
import os, signal, sys
class Press:
    def find_spec(self, name, *_):
        if name == {name!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Press())
from cli.start import main
main()
"""
"""The program as if somebody pressed Ctrl-C while it loads a module."""


@pytest.mark.parametrize("name", ["typer", "cli.webhooks", "sync.worker"])
def test_an_interruption_while_the_program_is_loaded_ends_with_130(house: Path, name: str) -> None:
    process = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_WHILE.format(name=name), "drafts"],
        cwd=house,
        env=environment(house),
        capture_output=True,
        text=True,
        preexec_fn=_hears_interruptions,
        check=False,
    )
    assert (process.returncode, process.stdout) == (130, "")
    assert process.stderr.startswith("\ninterrupted: ") and "Traceback" not in process.stderr


def test_an_interrupted_import_ends_with_130_and_leaves_the_store_as_it_was(house: Path) -> None:
    rows = "\n".join(f"2026-10-07,A,P,ACME-IMPL,T,note {number},1,Yes,Kim,Allen" for number in range(60_000))
    (house / "large.csv").write_text(f"{HEADER}\n{rows}\n")
    process = subprocess.Popen(
        [*PROGRAM, "import", "large.csv"],
        cwd=house,
        env=environment(house, TIEOUT_LOG_LEVEL="info"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_hears_interruptions,
    )
    assert process.stderr is not None
    assert "run_started" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert "interrupted: what was finished is kept, nothing is half written" in err
    assert "Traceback" not in err
    assert entries(house) == 5
    assert tieout(house, "import", "good.csv").code == 0
