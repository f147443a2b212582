"""Setting up: `init` with answers, options or neither; `check` and what is still missing; `schema`."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import pty
import select
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from cli.ask import QUESTIONS, answers_from, currency_of, own_country, zone_of
from cli.interrupts import listen
from cli.logs import set_up_logs
from cli.main import app
from cli.output import Progress
from config.starter import Answers
from connectors.registry import LAYOUTS, SOURCES
from tests.config.folders import loaded

TIEOUT = Path(sys.executable).parent / "tieout"
ENVIRONMENT = {
    "TIEOUT_NOW": "2026-11-03T12:00:00Z",
    "PATH": "/usr/bin:/bin",
    "COLUMNS": "200",
    "LANG": "en_GB.UTF-8",
    "TZ": "Europe/London",
}
CTRL_C = b"\x03"
HEAD = "Date,Project,Project Code,Task,Notes,Hours,First Name,Last Name,External Reference URL\n"

Tieout = Callable[..., Result]


def clock() -> datetime:
    return datetime(2026, 11, 3, 12, tzinfo=UTC)


@pytest.fixture
def tieout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tieout:
    """The commands, in an empty folder, without a terminal."""
    monkeypatch.chdir(tmp_path)
    for name, value in {**ENVIRONMENT, "LC_ALL": "", "LC_MONETARY": ""}.items():
        monkeypatch.setenv(name, value)

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(app, arguments)

    return call


# ---- questions ----


def told(answers: dict[str, list[str]]) -> tuple[Callable[[str, str], str], list[tuple[str, str]]]:
    """Someone who types these answers by the beginning of the question, else Enter; and what they were shown."""
    shown: list[tuple[str, str]] = []

    def ask(words: str, default: str) -> str:
        shown.append((words, default))
        question = words.splitlines()[-1]
        typed = next((left for start, left in answers.items() if question.startswith(start)), [])
        return typed.pop(0) if typed else ""

    return ask, shown


def test_enter_through_everything_gives_answers_that_are_in_order() -> None:
    ask, shown = told({})
    answers = answers_from({}, {}, clock, ask)
    assert len(shown) == len(QUESTIONS) == len(Answers.__slots__)
    assert [default for _, default in shown] == [getattr(answers, question.name) for question in QUESTIONS]
    assert answers.go_live == "2026-11-01"


def test_a_default_follows_from_earlier_answers() -> None:
    ask, _ = told({"Country": ["JP"], "Your first client": ["Acme Corp"]})
    answers = answers_from({}, {}, clock, ask)
    assert (answers.timezone, answers.currency, answers.code) == ("Asia/Tokyo", "JPY", "ACME-WORK")


def test_the_month_begins_where_the_company_is() -> None:
    def new_year() -> datetime:
        return datetime(2026, 12, 31, 20, tzinfo=UTC)

    assert answers_from({"timezone": "Asia/Tokyo"}, {}, new_year).go_live == "2027-01-01"
    assert answers_from({"timezone": "America/New_York"}, {}, new_year).go_live == "2026-12-01"


def test_an_answer_is_asked_again_with_what_is_wrong_until_it_fits() -> None:
    ask, shown = told({"Country": ["Germany", "DE"], "Price": ["a lot", "-1", "120"]})
    answers = answers_from({}, {}, clock, ask)
    assert (answers.country, answers.rate) == ("DE", "120")
    again = [words for words, _ in shown if "\n" in words]
    assert again == [
        "  no holidays are known for the country 'Germany'; write its ISO code, such as US or GB\n"
        "Country whose holidays count (ISO code)",
        "  is 'a lot'; write a number such as 150 or 97.50\nPrice of one hour",
        "  must be an amount of 0 or more with at most 4 decimals, such as 150 or 97.50\nPrice of one hour",
    ]


def test_what_was_given_as_an_option_is_not_asked() -> None:
    ask, shown = told({})
    answers = answers_from({"company": "North", "rate": "99"}, {}, clock, ask)
    assert (answers.company, answers.rate) == ("North", "99")
    assert len(shown) == len(QUESTIONS) - 2


def test_an_option_that_is_refused_names_itself() -> None:
    with pytest.raises(typer.BadParameter, match="must be a date such as 2026-10-01") as refused:
        answers_from({"go_live": "soon"}, {}, clock)
    assert refused.value.param_hint == "--go-live"


@pytest.mark.parametrize(
    ("country", "currency"), [("DE", "EUR"), ("GB", "GBP"), ("JP", "JPY"), ("BH", "BHD"), ("XX", "USD")]
)
def test_a_country_has_its_currency(country: str, currency: str) -> None:
    assert currency_of(country) == currency


@pytest.mark.parametrize(
    ("everything", "language", "country"),
    [
        ("C", "de_AT.UTF-8", "AT"),
        ("", "pt_BR", "BR"),
        ("fr_CH.UTF-8", "de_DE", "CH"),
        ("", "C.UTF-8", "US"),
        ("", "", "US"),
    ],
)
def test_the_machine_s_language_says_in_which_country_it_is(
    monkeypatch: pytest.MonkeyPatch, everything: str, language: str, country: str
) -> None:
    monkeypatch.setenv("LC_ALL", everything)
    monkeypatch.setenv("LC_MONETARY", "")
    monkeypatch.setenv("LANG", language)
    assert own_country() == country


@pytest.mark.parametrize(
    ("machine", "country", "zone"),
    [
        ("Europe/Berlin", "DE", "Europe/Berlin"),
        ("America/Chicago", "US", "America/Chicago"),  # the machine's, where the country has it
        ("Europe/Berlin", "US", "America/New_York"),
        ("Europe/Berlin", "AU", "Australia/Sydney"),
        ("Europe/Berlin", "PL", "Europe/Warsaw"),
        ("Europe/Berlin", "XX", "Europe/Berlin"),
        ("Mars/Base", "XX", "Etc/UTC"),
    ],
)
def test_a_country_has_its_time_zone(monkeypatch: pytest.MonkeyPatch, machine: str, country: str, zone: str) -> None:
    monkeypatch.setenv("TZ", machine)
    assert zone_of(country) == zone


# ---- init ----


def typed_at_a_terminal(folder: Path, keys: list[bytes], *arguments: str, patience: float = 2) -> tuple[int, str]:
    """The real program at a terminal where one of these is typed at each question: its exit code, what it showed.

    Who pressed Ctrl-C presses it again whenever nothing has happened for so many seconds.
    """
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        signal.signal(signal.SIGINT, signal.default_int_handler)  # who runs the tests may ignore it
        os.execve(str(TIEOUT), ["tieout", *arguments], {**ENVIRONMENT, "TERM": "dumb"})
    shown, left, key = b"", list(keys), b""
    while part := read_from(terminal, again=key, patience=patience):
        shown += part
        if left and shown.endswith(b"]: "):
            key = left.pop(0)
            os.write(terminal, key)
    _, status = os.waitpid(process, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.decode()


def read_from(terminal: int, again: bytes, patience: float) -> bytes:
    """What a terminal shows next; nothing at its end, which Linux reports as an error.

    Ctrl-C is pressed again after a while, as people do: one that comes in the instant in which Python begins to wait
    for a line is noticed only with the next key.
    """
    for _ in range(int(60 / patience)):
        if select.select([terminal], [], [], patience)[0]:
            break
        if again == CTRL_C:
            os.write(terminal, again)
    else:
        raise AssertionError("the program waits for something that nobody types")
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


def test_a_person_who_takes_every_default_has_a_folder_that_is_in_order(tmp_path: Path, tieout: Tieout) -> None:
    code, shown = typed_at_a_terminal(tmp_path, [b"\n"] * len(QUESTIONS), "init", "agency")
    assert code == 0, shown
    assert "Your company's name [My company]: " in shown
    assert "Time zone (IANA name) [Europe/London]: " in shown
    assert loaded(tmp_path / "agency").main.go_live.isoformat() == "2026-11-01"
    assert tieout("check", "--config", "agency").exit_code == 0


@pytest.mark.parametrize("key", [CTRL_C, b"\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_who_ends_the_questions_leaves_nothing_behind(tmp_path: Path, key: bytes) -> None:
    code, shown = typed_at_a_terminal(tmp_path, [b"North\n", b"US\n", key], "init", "agency")
    assert code == 130
    assert "interrupted: nothing is written; the same command begins anew" in shown
    assert list(tmp_path.iterdir()) == []


def test_whoever_presses_ctrl_c_again_and_again_ends_it_the_same_way(tmp_path: Path) -> None:
    code, shown = typed_at_a_terminal(tmp_path, [CTRL_C], "init", "agency", patience=0.005)
    assert (code, shown.count("interrupted:")) == (130, 1)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_use_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "tieout.yaml").write_text("mine")
    code, shown = typed_at_a_terminal(tmp_path, [], "init")
    assert code == 2
    assert "tieout.yaml is there already" in shown
    assert "company" not in shown


def test_a_script_says_it_all_with_options(tmp_path: Path, tieout: Tieout) -> None:
    options = "--company North --country DE --timezone Europe/Berlin --currency EUR --tracker toggl --tracker harvest"
    more = "--go-live 2026-11-01 --client Acme --code ACME-1 --rate 120 --database books.db"
    done = tieout("init", "agency", *options.split(), *more.split())
    assert (done.exit_code, done.stderr) == (0, "")
    assert "wrote agency/contracts/acme.yaml\n" in done.stdout
    found = loaded(tmp_path / "agency")
    assert list(found.connectors) == ["toggl", "harvest"]
    assert found.database.endswith("/agency/books.db")


def test_yes_takes_the_defaults_for_what_is_not_given(tmp_path: Path, tieout: Tieout) -> None:
    assert tieout("init", "--yes", "--currency", "EUR").exit_code == 0
    found = loaded(tmp_path)
    assert (found.main.company.currency, found.main.company.timezone) == ("EUR", "Europe/London")


def test_an_option_that_is_refused_writes_nothing(tmp_path: Path, tieout: Tieout) -> None:
    done = tieout("init", "agency", "--rate", "much")
    assert done.exit_code == 2
    assert "--rate: is 'much'; write a number such as 150 or 97.50" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [(), ("--example",)])
def test_without_a_terminal_and_options_the_example_is_written(
    tmp_path: Path, tieout: Tieout, arguments: tuple[str, ...]
) -> None:
    assert tieout("init", *arguments).exit_code == 0
    assert list(loaded(tmp_path).contracts) == ["acme"]
    assert (tmp_path / "exports" / "example.csv").exists()


def test_the_example_takes_no_other_option(tieout: Tieout) -> None:
    assert tieout("init", "--example", "--rate", "1").exit_code == 2


# ---- check ----


def still_missing(tieout: Tieout) -> list[tuple[str, list[str]]]:
    found = json.loads(tieout("check", "--json").stdout)["missing"]
    return [(each["code"], each["subjects"]) for each in found]


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def bring(tieout: Tieout, folder: Path, *rows: str) -> None:
    (folder / "more.csv").write_text(HEAD + "".join(f"{row}\n" for row in rows))
    done = tieout("import", "more.csv")
    assert done.exit_code == 0, done.stderr


def test_check_names_what_is_missing_in_order_and_makes_no_database(tmp_path: Path, tieout: Tieout) -> None:
    tieout("init")
    change(tmp_path / "tieout.yaml", "    require_approval: no", "  toggl:\n    kind: toggl\n    require_approval: no")
    done = tieout("check")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[1:] == [
        "",
        "1. nothing of harvest has been imported yet",
        "→ tieout import EXPORT.csv --connector harvest",
        "2. nothing of toggl has been imported yet",
        "→ tieout import EXPORT.csv --connector toggl",
    ]
    assert not (tmp_path / "tieout.db").exists()


def test_check_is_content_once_the_example_was_imported(tieout: Tieout) -> None:
    tieout("init")
    tieout("import", "exports/example.csv")
    done = tieout("check")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[1:] == ["Nothing is missing. Next: tieout run"]


def test_people_and_codes_that_nobody_wrote_down_are_named_and_need_a_person(tmp_path: Path, tieout: Tieout) -> None:
    tieout("init")
    bring(
        tieout,
        tmp_path,
        "2026-10-05,Intake bot,ACME-IMPL,Design,ACME-1 x,2.0,Zoe,Stranger,",
        "2026-10-06,Intake bot,ACME-IMPL,Design,ACME-1 y,1.5,Zoe,Stranger,",
        "2026-10-06,Other,BETA-1,Design,z,1.0,Kim,Allen,",
        "2026-10-06,Internal,BETA-2,Design,ignored,1.0,Not,Ours,",
        "2026-09-30,Old,BETA-3,Design,before go-live,1.0,Old,Hand,",
    )
    done = tieout("check")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[2:] == [
        "1. 1 name in the exports, but not in people.yaml: Zoe Stranger (3:30 h)",
        "→ add them to people.yaml, with the e-mail or the exact name that the export has",
        "2. 1 project code in the exports, but in no contract: BETA-1 (1:00 h)",
        "→ give the work a workstream with this code in contracts/, or correct the code in the tracker",
    ]
    assert still_missing(tieout) == [("unknown_people", ["Zoe Stranger"]), ("unknown_codes", ["BETA-1"])]


def test_names_from_exports_are_shown_as_plain_text_and_only_the_longest(tmp_path: Path, tieout: Tieout) -> None:
    tieout("init")
    rows = [f"2026-10-05,P,ACME-IMPL,Design,n{n},{n}.0,Stranger,\x1b[2J{n}," for n in range(1, 10)]
    bring(tieout, tmp_path, *rows)
    done = tieout("check")
    assert "\x1b" not in done.stdout
    assert "Stranger [2J9 (9:00 h), Stranger [2J8 (8:00 h)" in done.stdout
    assert "and 3 more" in done.stdout
    assert len(still_missing(tieout)[0][1]) == 9


def test_months_that_are_over_and_have_no_time_are_named(tmp_path: Path, tieout: Tieout) -> None:
    tieout("init")
    change(tmp_path / "tieout.yaml", "go_live: 2026-10-01", "go_live: 2026-08-01")
    change(tmp_path / "contracts" / "acme.yaml", "as_of: 2026-10-01", "as_of: 2026-08-01")
    tieout("import", "exports/example.csv")
    assert still_missing(tieout) == [("month_not_imported", ["2026-08", "2026-09"])]


def test_a_go_live_to_come_is_said_and_nothing_is_asked_for(tmp_path: Path, tieout: Tieout) -> None:
    tieout("init", "--yes", "--go-live", "2027-01-01", "--rate", "100")
    assert still_missing(tieout) == [("go_live_in_the_future", []), ("no_people", [])]
    assert tieout("check").exit_code == 0


def test_a_role_without_a_rate_and_a_contract_without_an_address_are_named(tmp_path: Path, tieout: Tieout) -> None:
    tieout("init")
    tieout("import", "exports/example.csv")
    change(tmp_path / "contracts" / "acme.yaml", "  - {rate: 150}\n", "  - {person: Kim Allen, rate: 150}\n")
    assert still_missing(tieout) == [("no_rate_for_role", ["acme (junior)"])]
    change(tmp_path / "tieout.yaml", "  harvest:\n", "  books: {kind: files}\n  harvest:\n")
    assert still_missing(tieout) == [("no_rate_for_role", ["acme (junior)"]), ("no_bill_to_email", ["acme"])]
    assert tieout("check").exit_code == 0


@pytest.mark.parametrize(
    ("billing", "missing"),
    [
        ("retainer, fee: 1000, bill: in arrears, includes_hours: 10", [("no_rate_for_role", ["acme (junior)"])]),
        ("retainer, fee: 1000, bill: in arrears, includes_hours: 10, overage_rate: 175", []),
        ("fixed, price: 5000", []),
    ],
    ids=["beyond its hours the rate card holds", "an overage rate", "a fixed price"],
)
def test_rates_are_missed_only_where_time_is_priced_by_them(
    tmp_path: Path, tieout: Tieout, billing: str, missing: list[tuple[str, list[str]]]
) -> None:
    tieout("init")
    tieout("import", "exports/example.csv")
    acme = tmp_path / "contracts" / "acme.yaml"
    change(acme, "  - {rate: 150}\n", "  - {person: Kim Allen, rate: 150}\n")
    change(acme, "billing: time and materials", f"from: 2026-10-01, billing: {billing}")
    done = "milestones: [{code: M1, workstream: ACME-IMPL, description: All of it, amount: 5000}]\n"
    change(acme, "workstreams:\n", (done if "fixed" in billing else "") + "workstreams:\n")
    assert still_missing(tieout) == missing


def test_a_configuration_with_problems_is_not_looked_at_further(tmp_path: Path, tieout: Tieout) -> None:
    tieout("init")
    change(tmp_path / "tieout.yaml", "currency: USD", "currency: dollars")
    found: dict[str, Any] = json.loads(tieout("check", "--json").stdout)
    assert (found["ok"], list(found)) == (False, ["ok", "problems"])


# ---- schema ----


def test_a_schema_is_shown_or_written(tmp_path: Path, tieout: Tieout) -> None:
    shown = json.loads(tieout("schema", "people").stdout)
    assert shown["title"] == "Tieout: people.yaml"
    assert list(json.loads(tieout("schema").stdout)) == ["tieout", "people", "contract", "charges"]
    done = tieout("schema", "--output", "editor")
    assert done.stdout.splitlines()[0] == "wrote editor/tieout.schema.json"
    assert json.loads((tmp_path / "editor" / "people.schema.json").read_text()) == shown


def test_init_writes_what_schema_shows(tmp_path: Path, tieout: Tieout) -> None:
    tieout("init")
    tieout("schema", "--output", "again")
    for path in (tmp_path / "again").iterdir():
        assert path.read_bytes() == (tmp_path / ".schema" / path.name).read_bytes()


def test_a_schema_that_is_none_is_bad_input(tieout: Tieout) -> None:
    done = tieout("schema", "invoice")
    assert done.exit_code == 2
    assert "there is no schema 'invoice'; write one of tieout, people, contract" in done.stderr


def test_an_interruption_that_is_lost_is_raised_by_the_next_progress() -> None:
    progress, before = Progress(), signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        listen()
        with contextlib.suppress(KeyboardInterrupt):  # as Python does where it cleans up
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            progress("billing", 1, 2)
        progress("billing", 2, 2)
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_program_that_ignores_interruptions_goes_on_ignoring_them() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        listen()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_an_interruption_that_meets_the_connection_pool_is_not_told_as_a_defect(
    caplog: pytest.LogCaptureFixture,
) -> None:
    set_up_logs()
    pool = logging.getLogger("sqlalchemy.pool")
    for trouble in (KeyboardInterrupt, OSError):
        try:
            raise trouble("while a connection was given back")
        except trouble:
            pool.error("Exception during reset or similar", exc_info=True)
    told = [record.exc_info[0] for record in caplog.records if record.exc_info]
    assert told == [OSError]


def test_the_help_of_init_names_the_trackers_there_are() -> None:
    parameters = {each.name: each for each in typer.main.get_command(app).commands["init"].params}  # type: ignore[attr-defined]  # typer does not export the type of a group
    *kinds, last = LAYOUTS
    assert parameters["tracker"].help.startswith(f"{', '.join(kinds)} or {last};")
    *kinds, last = SOURCES
    assert parameters["source"].help.endswith(f"from {', '.join(kinds)} or {last}.")
