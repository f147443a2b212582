"""What a folder in order says: texts as written, dated lists, terms, references, and its hash."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from billing.records import Dated, Order, Rate, Rounding, Terms
from config.problems import BadConfiguration
from config.settings import Settings
from config.starter import FolderInUse, write_example
from config.yaml_tree import read_yaml
from tests.config.folders import ACME, ACME_FILE, FILES, MAIN, folder_of, folder_with, loaded, problems


def test_the_example_folder_is_in_order(tmp_path: Path) -> None:
    written = write_example(tmp_path)
    found = loaded(tmp_path)
    assert tmp_path / "contracts" / "acme.yaml" in written
    assert list(found.contracts) == ["acme"]
    assert [person.name for person in found.catalogue.people] == ["Kim Allen", "Sam Ortiz"]
    assert list(found.connectors) == ["harvest"]


def test_the_example_is_never_written_over_a_file(tmp_path: Path) -> None:
    mine = tmp_path / "people.yaml"
    mine.write_text("mine")
    with pytest.raises(FolderInUse, match=r"people\.yaml is there already; name an empty folder"):
        write_example(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["people.yaml"]
    assert mine.read_text() == "mine"


def test_the_example_is_not_written_into_a_file(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(FolderInUse, match="taken is a file; name a folder"):
        write_example(tmp_path / "taken")


# ---- texts stay as written ----


@pytest.mark.parametrize(
    "text", ["007", "NO", "12:30", "10.10", "1_000", "0x1F", "2026-10-05", "1e3", "yes", "~x", ".5", "0o17"]
)
def test_a_text_that_yaml_would_turn_into_something_else_stays_as_written(tmp_path: Path, text: str) -> None:
    (tmp_path / "one.yaml").write_text(f"code: {text}\nlist: [{text}]\n")
    assert read_yaml(tmp_path / "one.yaml", "one.yaml").tree == {"code": text, "list": [text]}


def test_only_an_empty_or_null_value_is_none_and_a_quoted_one_is_text(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("a:\nb: null\nc: ~\nd: ''\ne: 'null'\n")
    assert read_yaml(tmp_path / "one.yaml", "one.yaml").tree == {"a": None, "b": None, "c": None, "d": "", "e": "null"}


@pytest.mark.parametrize("code", ["007", "NO", "12:30", "10.10", "1e3"])
def test_a_code_or_number_of_an_order_stays_text(tmp_path: Path, code: str) -> None:
    files = {**FILES, ACME_FILE: ACME.replace("ACME-IMPL", code).replace("PO-1", code)}
    contract = loaded(folder_of(tmp_path, files)).contracts["acme"]
    assert (contract.workstreams[0].code, contract.orders[0].number) == (code, code)


def test_a_file_may_begin_with_a_byte_order_mark_and_a_document_mark_and_end_its_lines_as_windows_does(
    tmp_path: Path,
) -> None:
    text = "\ufeff---\n" + ACME
    folder = folder_of(tmp_path, {**FILES, ACME_FILE: text.replace("\n", "\r\n")})
    assert loaded(folder).contracts["acme"].client == "Acme Corp"


@pytest.mark.parametrize(
    ("word", "meant"), [("yes", True), ("no", False), ("true", True), ("false", False), ("on", True), ("Yes", True)]
)
def test_yes_and_no_are_understood_in_their_usual_words(tmp_path: Path, word: str, meant: bool) -> None:
    folder = folder_with(tmp_path, "tieout.yaml", "kind: harvest", f"kind: harvest\n    require_approval: {word}")
    assert loaded(folder).catalogue.sources[0].require_approval is meant


# ---- terms ----


@pytest.mark.parametrize(
    ("text", "kind", "days"),
    [
        ("net 30", "net", 30),
        ("net 0", "net", 0),
        ("due on receipt", "net", 0),
        ("net 30 end of month", "end of month", 30),
        ("day 15 of next month", "day of next month", 15),
        ("day 31 of next month", "day of next month", 31),
    ],
)
def test_terms_of_payment_are_understood(tmp_path: Path, text: str, kind: str, days: int) -> None:
    contract = loaded(folder_with(tmp_path, ACME_FILE, "net 30", text)).contracts["acme"]
    assert contract.terms == (Dated(None, Terms(kind, days, text)),)


def test_terms_may_be_a_dated_list(tmp_path: Path) -> None:
    dated = "[{terms: net 30}, {terms: due on receipt, from: 2026-11-01}]"
    contract = loaded(folder_with(tmp_path, ACME_FILE, "net 30", dated)).contracts["acme"]
    assert contract.terms == (
        Dated(None, Terms("net", 30, "net 30")),
        Dated(date(2026, 11, 1), Terms("net", 0, "due on receipt")),
    )


def test_a_role_may_be_one_word_or_a_dated_list(tmp_path: Path) -> None:
    dated = "[{role: junior}, {role: senior, from: 2026-10-15}]"
    folder = folder_with(tmp_path, "people.yaml", "email: sam@x.test", f"role: {dated}")
    kim, sam = loaded(folder).catalogue.people
    assert kim.roles == (Dated(None, "senior"),)
    assert sam.roles == (Dated(None, "junior"), Dated(date(2026, 10, 15), "senior"))


def test_an_e_mail_may_be_one_or_a_list(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "people.yaml", "email: sam@x.test", "email: [sam@x.test, s.ortiz@x.test]")
    kim, sam = loaded(folder).catalogue.people
    assert (kim.emails, sam.emails) == (("kim@x.test",), ("sam@x.test", "s.ortiz@x.test"))


@pytest.mark.parametrize(
    ("text", "rounding"),
    [
        ("{to: 6 minutes, direction: up}", (Dated(None, Rounding(360, "up")),)),
        (
            "{to: 0.25 hours, direction: up, per: line, grace: 30 s}",
            (Dated(None, Rounding(900, "up", "line", 30)),),
        ),
        (
            "[{to: 1 h, direction: up}, {to: 1 minute, direction: down, from: 2026-11-01}]",
            (Dated(None, Rounding(3600, "up")), Dated(date(2026, 11, 1), Rounding(60, "down"))),
        ),
    ],
)
def test_rounding_may_be_one_rule_or_a_dated_list(
    tmp_path: Path, text: str, rounding: tuple[Dated[Rounding], ...]
) -> None:
    folder = folder_with(tmp_path, ACME_FILE, "{to: 6 minutes, direction: up}", text)
    assert loaded(folder).contracts["acme"].rounding == rounding


def test_a_contract_says_its_rates_with_the_lines_they_stand_on(tmp_path: Path) -> None:
    folder = folder_with(
        tmp_path, ACME_FILE, "{rate: 150}", "{rate: 0097.50, activity: Design, role: senior, from: 2026-10-15}"
    )
    rates = loaded(folder).contracts["acme"].rates
    assert rates == (
        Rate(Decimal("97.50"), (("activity", "Design"), ("role", "senior")), date(2026, 10, 15)),
        Rate(Decimal(180), (("role", "senior"),)),
    )
    assert [rate.written_at for rate in rates] == [f"{ACME_FILE}:9", f"{ACME_FILE}:10"]


def test_orders_are_good_until_the_day_before_the_next(tmp_path: Path) -> None:
    assert loaded(folder_of(tmp_path)).contracts["acme"].orders == (
        Order("PO-1", None, date(2026, 12, 31)),
        Order("PO-2", date(2027, 1, 1), None),
    )


def test_orders_of_different_workstreams_may_overlap(tmp_path: Path) -> None:
    text = (
        ACME.replace("{number: PO-1, until: 2026-12-31}", "{number: PO-1, workstreams: [ACME-IMPL]}")
        .replace("{number: PO-2, from: 2027-01-01}", "{number: PO-2, workstreams: [ACME-CARE]}")
        .replace("workstreams:\n", "workstreams:\n  - {code: ACME-CARE, name: Care, billing: non-billable}\n")
    )
    assert problems(folder_of(tmp_path, {**FILES, ACME_FILE: text})) == []


def test_a_contract_without_a_currency_has_the_company_s(tmp_path: Path) -> None:
    beta = ACME.replace("id: acme", "id: beta\ncurrency: JPY").replace("ACME-IMPL", "BETA-IMPL")
    contracts = loaded(folder_of(tmp_path, {**FILES, "contracts/beta.yml": beta})).contracts
    assert {name: contract.currency for name, contract in contracts.items()} == {"acme": "USD", "beta": "JPY"}


def test_non_billable_work_needs_no_rate(tmp_path: Path) -> None:
    text = ACME.replace("rates:\n  - {rate: 150}\n  - {rate: 180, role: senior}\n", "")
    folder = folder_of(tmp_path, {**FILES, ACME_FILE: text.replace("time and materials", "non-billable")})
    assert loaded(folder).contracts["acme"].workstreams[0].billable is False


# ---- references ----


@pytest.mark.parametrize(
    ("text", "environment", "file"),
    [
        ("sqlite:///tieout.db", {}, "tieout.db"),
        ("sqlite:///data/${NAME}.db", {"NAME": "october"}, "data/october.db"),
        ("${DB:-sqlite:///fallback.db}", {}, "fallback.db"),
        ("${DB:-sqlite:///fallback.db}", {"DB": "sqlite:///real.db"}, "real.db"),
        ("${file:address}", {}, "from-a-file.db"),
    ],
)
def test_the_database_may_be_a_reference_and_is_relative_to_the_folder(
    tmp_path: Path, text: str, environment: dict[str, str], file: str
) -> None:
    folder = folder_with(tmp_path, "tieout.yaml", "database: sqlite:///tieout.db", f"database: '{text}'")
    (folder / "address").write_text("sqlite:///from-a-file.db\n")
    assert loaded(folder, environment).database == f"sqlite:///{tmp_path / file}"


def test_an_absolute_database_stays_where_it_is(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "tieout.yaml", "sqlite:///tieout.db", "sqlite:////var/lib/tieout/t.db")
    assert loaded(folder).database == "sqlite:////var/lib/tieout/t.db"


def test_a_file_that_a_reference_names_and_that_is_not_there_is_told(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "tieout.yaml", "sqlite:///tieout.db", "${file:none}")
    assert problems(folder) == [
        f"tieout.yaml:5:1: database: the file {tmp_path}/none cannot be read; create it with the value in it"
    ]


@pytest.mark.parametrize("token", ["${HARVEST_TOKEN}", "${file:secrets/harvest}"])
def test_a_token_is_a_reference_and_is_not_looked_up_by_loading(tmp_path: Path, token: str) -> None:
    folder = folder_with(tmp_path, "tieout.yaml", "kind: harvest", f"kind: harvest\n    token: {token}")
    assert problems(folder) == []


# ---- the hash ----


def hash_of(folder: Path, name: str, files: dict[str, str]) -> str:
    place = folder / name
    place.mkdir()
    return loaded(folder_of(place, {**FILES, **files})).hash


def test_the_hash_ignores_comments_empty_lines_and_quotes(tmp_path: Path) -> None:
    one = hash_of(tmp_path, "one", {})
    text = "# a comment\n\n\n" + ACME.replace("client: Acme Corp", 'client: "Acme Corp"   # another')
    assert hash_of(tmp_path, "two", {ACME_FILE: text}) == one


def test_the_hash_ignores_the_order_of_keys(tmp_path: Path) -> None:
    both = MAIN.replace("    kind: harvest\n", "    kind: harvest\n  toggl:\n    kind: toggl\n")
    turned = "\n".join(
        [
            "connectors: {toggl: {kind: toggl}, harvest: {kind: harvest}}",
            "database: sqlite:///tieout.db",
            "exceptions: {require_task: warn}",
            "ignore:",
            "  - {why: not client work, project: Internal}",
            "company: {currency: USD, timezone: America/New_York, name: Northwind AI}",
            "calendar: {country: US}",
            "go_live: 2026-10-01",
            "version: 1",
        ]
    )
    lines = ACME.replace("{rate: 180, role: senior}", "{role: senior, rate: 180}").split("workstreams:\n")
    one = hash_of(tmp_path, "one", {"tieout.yaml": both})
    assert hash_of(tmp_path, "two", {"tieout.yaml": turned, ACME_FILE: f"workstreams:\n{lines[1]}{lines[0]}"}) == one


def test_the_hash_ignores_how_a_number_is_written_and_where_the_database_is(tmp_path: Path) -> None:
    one = hash_of(tmp_path, "one", {})
    assert hash_of(tmp_path, "two", {ACME_FILE: ACME.replace("rate: 150}", "rate: 150.00}")}) == one
    assert hash_of(tmp_path, "three", {"tieout.yaml": MAIN.replace("tieout.db", "other.db")}) == one


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (ACME_FILE, "rate: 150}", "rate: 150.01}"),
        (ACME_FILE, "rate: 150}", "rate: 150, from: 2026-10-02}"),
        (ACME_FILE, "net 30", "net 31"),
        (ACME_FILE, "6 minutes", "7 minutes"),
        (ACME_FILE, "PO-1", "PO-3"),
        (ACME_FILE, "Acme Corp", "Acme Inc"),
        ("people.yaml", "role: senior", "role: junior\n    days_off: [2026-10-01]\n  - {name: X, role: senior}"),
        ("tieout.yaml", "2026-10-01", "2026-10-02"),
        ("tieout.yaml", "kind: harvest", "kind: harvest\n    require_approval: yes"),
        ("tieout.yaml", "project: Internal", "project: Interns"),
    ],
)
def test_the_hash_changes_with_everything_that_decides_about_money(
    tmp_path: Path, file: str, old: str, new: str
) -> None:
    assert FILES[file].replace(old, new) != FILES[file]
    assert hash_of(tmp_path, "one", {}) != hash_of(tmp_path, "two", {file: FILES[file].replace(old, new)})


def test_no_token_reaches_the_snapshot(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "tieout.yaml", "kind: harvest", "kind: harvest\n    token: ${HARVEST_TOKEN}")
    found = loaded(folder, {"HARVEST_TOKEN": "pat-very-secret"})
    assert "pat-very-secret" not in found.snapshot
    assert "HARVEST_TOKEN" not in found.snapshot


# ---- settings of the process ----


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("TIEOUT_LOG_LEVEL", "loud", "TIEOUT_LOG_LEVEL:1:1: is not a level; write debug, info, warning or error"),
        (
            "TIEOUT_NOW",
            "2026-11-03T06:00",
            "TIEOUT_NOW:1:1: is not a moment with its zone; write one such as 2026-11-03T06:00:00Z",
        ),
    ],
)
def test_a_setting_that_is_not_usable_is_told_as_a_problem(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, problem: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadConfiguration) as refused:
        Settings()
    assert [str(found) for found in refused.value.problems] == [problem]
