"""What tieout.yaml and people.yaml can have wrong: where it stands, what is wrong, and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.folders import folder_of, folder_with, problems

KINDS = "harvest, toggl, clockify, csv, expenses, jira, asana, files, quickbooks, xero, email, slack, webhook"


def test_the_folder_these_tests_start_from_is_in_order(tmp_path: Path) -> None:
    assert problems(folder_of(tmp_path)) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("version: 1", "version: 2", "1:1: version: is '2'; write 1"),
        ("name: Northwind AI", "name: ''", "2:11: company.name: is empty; write a text"),
        (
            "America/New_York",
            "New York",
            "2:31: company.timezone: is not a time zone; write an IANA name such as Europe/Berlin",
        ),
        (
            "currency: USD",
            "currency: usd",
            "2:59: company.currency: is not a currency; write an ISO 4217 code such as EUR",
        ),
        (", currency: USD", "", "2:1: company.currency: is missing; write it"),
        ("2026-10-01", "10/01/2026", "3:1: go_live: must be a date such as 2026-10-01"),
        ("2026-10-01", "2026-02-30", "3:1: go_live: must be a date such as 2026-10-01"),
        ("2026-10-01", "2026-10-01T00:00:00", "3:1: go_live: must be a date such as 2026-10-01"),
        (
            "country: US",
            "country: XX",
            "4:1: calendar: no holidays are known for the country 'XX'; write its ISO code, such as US or GB",
        ),
        ("{country: US}", "US", "4:1: calendar: must be a block of keys"),
        (
            "database: sqlite:///tieout.db",
            "database: mysql://localhost/tieout",
            "5:1: database: must begin with sqlite:/// or postgresql://; write one such as sqlite:///tieout.db or "
            "postgresql://USER@HOST/DATABASE",
        ),
        ("tieout.db", "", "5:1: database: names no file; write one such as sqlite:///tieout.db"),
        ("sqlite:///tieout.db", "${A-B}", "5:1: database: is not a reference such as ${NAME} or ${file:path}"),
        (
            "sqlite:///tieout.db",
            "${TIEOUT_DB}",
            "5:1: database: the environment variable TIEOUT_DB is not set; set it before starting tieout",
        ),
        (
            "require_task: warn",
            "require_task: maybe",
            "11:14: exceptions.require_task: is 'maybe'; write no, warn or hold",
        ),
        (
            "require_task: warn",
            "max_hours_per_day: ten",
            "11:14: exceptions.max_hours_per_day: must be a number of hours, such as 40",
        ),
        (
            "require_task: warn",
            "max_hours_per_day: 200",
            "11:14: exceptions.max_hours_per_day: must be a number of hours from 0 to 168",
        ),
        (
            "require_task: warn",
            "expense_limit: -500",
            "11:14: exceptions.expense_limit: must be an amount of 0 or more, such as 12500.00",
        ),
        (
            "version: 1",
            "version: 1\nschedule: {bill: 2nd workday}",
            "2:12: schedule.bill: is '2nd workday'; write one of: every 15 minutes · business days 09:00 · "
            "Monday 08:00 · 2nd business day 06:00 · last business day 09:00 · no",
        ),
        ("calendar:", "calender: {}\ncalendar:", "4:1: calender: is not known here; did you mean calendar?"),
    ],
)
def test_what_is_wrong_in_the_main_file_is_told_with_place_and_remedy(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    assert problems(folder_with(tmp_path, "tieout.yaml", old, new)) == [f"tieout.yaml:{problem}"]


def test_an_unknown_subdivision_is_told_with_the_known_ones(tmp_path: Path) -> None:
    found = problems(folder_with(tmp_path, "tieout.yaml", "country: US", "country: GB, subdivision: XX"))
    assert found == ["tieout.yaml:4:1: calendar: GB has no subdivision 'XX'; known: ENG, NIR, SCT, WLS"]


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        (
            "kind: xero\n    client_id: A1B2C3D4",
            "7:3: connectors.harvest.client_secret: is missing; connect: code needs it; write client_secret: "
            "${XERO_CLIENT_SECRET}",
        ),
        (
            "kind: xero\n    client_id: A1B2C3D4\n    connect: pkce\n    client_secret: ${XERO}",
            "11:5: connectors.harvest.client_secret: is stated, and connect: pkce has none; remove one of them",
        ),
        (
            "kind: xero\n    client_id: A1 B2\n    connect: pkce",
            "9:5: connectors.harvest.client_id: is not the client id of an app; copy it from developer.xero.com",
        ),
        ("kind: smtp", f"7:3: connectors.harvest: kind smtp is not known; write {KINDS}"),
        ("kind: harvset", f"7:3: connectors.harvest: kind harvset is not known; write {KINDS}"),
        ("account: a", f"7:3: connectors.harvest: has no kind; write kind: and one of {KINDS}"),
        ("just text", "7:3: connectors.harvest: must be a block of keys"),
        ("[kind, harvest]", "7:3: connectors.harvest: must be a block of keys"),
        ("kind: harvest\n    tokn: x", "9:5: connectors.harvest.tokn: is not known here; did you mean token?"),
        (
            "kind: harvest\n    token: pat-1234",
            "9:5: connectors.harvest.token: must not stand in this file; write ${NAME} or ${file:path} instead",
        ),
        (
            "kind: toggl\n    token: ${TOKEN:-pat-1234}",
            "9:5: connectors.harvest.token: must not stand in this file; write ${NAME} or ${file:path} instead",
        ),
        (
            "kind: clockify\n    workspace: ${WORKSPACE}",
            "9:5: connectors.harvest.workspace: references such as ${NAME} work only in database, in ping.url, and "
            "in token, client_id, client_secret, password, secret and url of a connector",
        ),
        (
            "kind: harvest\n    timezone: Berlin",
            "9:5: connectors.harvest.timezone: is not a time zone; write an IANA name such as Europe/Berlin",
        ),
        (
            "kind: harvest\n    project_code: '[A-Z'",
            "9:5: connectors.harvest.project_code: is not a regular expression (unterminated character set at "
            "position 0); correct it, such as [A-Z]+-[A-Z]+",
        ),
        ("kind: harvest\n    dates: american", "9:5: connectors.harvest.dates: is 'american'; write mdy, dmy or ymd"),
        ("kind: harvest\n    decimal_mark: '.'", "9:5: connectors.harvest.decimal_mark: is '.'; write point or comma"),
        (
            "kind: harvest\n    billable: always",
            "9:5: connectors.harvest.billable: is 'always'; write from tracker or from contract",
        ),
        (
            "kind: harvest\n    require_approval: perhaps",
            "9:5: connectors.harvest.require_approval: is 'perhaps'; write yes or no",
        ),
        (
            "kind: harvest\n    require_approval: [yes]",
            "9:5: connectors.harvest.require_approval: must be yes or no",
        ),
        (
            "kind: harvest\n    columns: {nots: Bemerkung}",
            "9:15: connectors.harvest.columns.nots: there is no field nots; did you mean note?",
        ),
        (
            "kind: csv",
            "7:3: connectors.harvest.columns: is missing; name the header of each field, such as "
            "{date: Datum, person: Name, hours: Stunden}",
        ),
    ],
)
def test_what_is_wrong_with_a_connector_is_told_with_place_and_remedy(tmp_path: Path, block: str, problem: str) -> None:
    assert problems(folder_with(tmp_path, "tieout.yaml", "kind: harvest", block)) == [f"tieout.yaml:{problem}"]


def test_a_connector_s_name_is_small_letters(tmp_path: Path) -> None:
    assert problems(folder_with(tmp_path, "tieout.yaml", "  harvest:", "  Our Harvest:")) == [
        "tieout.yaml:7:3: connectors.Our Harvest: must be small letters, digits, - and _, "
        "and start with a letter or digit"
    ]


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (
            "{connector: harvst, why: x}",
            "10:6: ignore[0].connector: there is no connector harvst; did you mean harvest?",
        ),
        ("{connector: zebra, why: x}", "10:6: ignore[0].connector: there is no connector zebra; known: harvest"),
        ("{why: x}", "10:5: ignore[0]: would ignore everything; name a connector, project, client or person"),
        ("{project: Internal}", "10:5: ignore[0].why: is missing; write it"),
        ("{projects: x, project: y, why: z}", "10:6: ignore[0].projects: is not known here; did you mean project?"),
        ("Internal", "10:5: ignore[0]: must be a block of keys"),
    ],
)
def test_what_is_wrong_with_an_ignore_rule_is_told(tmp_path: Path, rule: str, problem: str) -> None:
    folder = folder_with(tmp_path, "tieout.yaml", "{project: Internal, why: not client work}", rule)
    assert problems(folder) == [f"tieout.yaml:{problem}"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("name: Kim Allen\n    ", "", "2:5: people[0].name: is missing; write it"),
        ("name: Sam Ortiz", "name:", "5:5: people[1].name: is empty; write a value, or remove the key"),
        (
            "sam@x.test",
            "KIM@x.test",
            "6:5: people[1].email: KIM@x.test belongs to Kim Allen already; remove it from one",
        ),
        (
            "sam@x.test",
            "[sam@x.test, sam@x.test]",
            "6:5: people[1].email: sam@x.test belongs to Sam Ortiz already; remove it from one",
        ),
        (
            "name: Sam Ortiz\n    email: sam@x.test",
            "name: Kim Allen",
            "5:5: people[1].name: Kim Allen stands twice; give both an e-mail address or different names",
        ),
        (
            "name: Sam Ortiz\n    email: sam@x.test",
            "name: Kim Allen\n    email: kim@x.test",
            "6:5: people[1].email: kim@x.test belongs to Kim Allen already; remove it from one",
        ),
        (
            "email: sam@x.test",
            "cost_rate: lots",
            "6:5: people[1].cost_rate: is 'lots'; write a number such as 150 or 97.50",
        ),
        ("email: sam@x.test", "e_mail: x", "6:5: people[1].e_mail: is not known here; did you mean email?"),
        (
            "email: sam@x.test",
            "role: [{role: a}, {role: b}]",
            "6:23: people[1].role[1]: has the same `from:` date as an earlier one; give each its own",
        ),
        (
            "email: sam@x.test",
            "role: [{role: a, from: soon}]",
            "6:22: people[1].role[0].from: must be a date such as 2026-10-01",
        ),
        (
            "email: sam@x.test",
            "days_off: [2026-13-01]",
            "6:16: people[1].days_off[0]: must be a date such as 2026-10-01",
        ),
        (
            "email: sam@x.test",
            "weekly_capacity: full",
            "6:5: people[1].weekly_capacity: must be a number of hours, such as 40",
        ),
    ],
)
def test_what_is_wrong_with_a_person_is_told(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert problems(folder_with(tmp_path, "people.yaml", old, new)) == [f"people.yaml:{problem}"]
