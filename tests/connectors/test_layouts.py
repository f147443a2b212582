"""Whose file it is, by its header; and columns that operators name themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from connectors.base import BadFile, Layout
from connectors.exports import recognise_layout, written_by_another
from connectors.registry import LAYOUTS
from tests.connectors.exported import CLOCKIFY, HARVEST, TOGGL, only, read


def kind_of(header: str, connectors: Mapping[str, Mapping[str, str]] | None = None) -> str:
    configured = [(LAYOUTS[kind], columns) for kind, columns in (connectors or {}).items()]
    others: list[tuple[Layout, Mapping[str, str]]] = [
        (layout, {}) for kind, layout in LAYOUTS.items() if kind not in (connectors or {})
    ]
    return recognise_layout([" ".join(name.strip('"').split()) for name in header.split(",")], configured, others).kind


# ---- whose file it is ----


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (
            "Date,Client,Project,Project Code,Task,Notes,Hours,Hours Rounded,Billable?,Invoiced?,Approved?,First Name,"
            "Last Name,Employee Id,Roles,Teams,Employee?,Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,"
            "External Reference URL",
            "harvest",
        ),
        ("Date,Client,Project,Task,Notes,Hours,First Name,Last Name", "harvest"),
        ("Date,Client,Project,Project Code,Task,Notes,Started At,Ended At,Hours,First Name,Last Name", "harvest"),
        (TOGGL, "toggl"),
        (TOGGL + ",Amount (EUR)", "toggl"),
        (TOGGL + ",Amount ()", "toggl"),
        (TOGGL + ",Amount (EUR),Amount (USD),Client External Reference,Team", "toggl"),
        ("Email,Project,Description,Start date,Start time,End date,End time,Duration", "toggl"),
        ("Member,Client,Project,Description,Start date,Start time,End date,End time,Duration", "toggl"),
        (CLOCKIFY, "clockify"),
        (
            '"Project","Client","Description","Task","User","Group","Email","Tags","Type","Billable","Invoiced",'
            '"Invoice ID","Start Date","Start Time","End Date","End Time","Duration (h)","Duration (decimal)",'
            '"Billable Rate (EUR)","Billable Amount (EUR)","Date of creation"',
            "clockify",
        ),
        (
            '"Project","Description","Activity","User","Group","Email","Tag","Start Date","Start Time","End Date",'
            '"End Time","Duration (h)","Duration (decimal)","PO number"',
            "clockify",
        ),
    ],
)
def test_a_file_is_recognised_by_its_header(header: str, kind: str) -> None:
    assert kind_of(header) == kind


def test_the_order_of_columns_and_the_case_of_their_names_do_not_matter() -> None:
    assert kind_of(",".join(reversed(HARVEST.upper().split(",")))) == "harvest"


@pytest.mark.parametrize(
    "header",
    ["Datum,Kunde,Projekt,Aufgabe,Notizen,Stunden,Vorname,Nachname", "id,colour,size", "Date", ""],
)
def test_a_localised_or_foreign_header_is_refused_with_a_sentence(header: str) -> None:
    with pytest.raises(BadFile) as refused:
        kind_of(header)
    assert "export the detailed report in English, or map its columns on a connector of kind csv" in str(refused.value)
    assert header.split(",", maxsplit=1)[0] in str(refused.value)


def test_a_header_that_fits_two_vendors_is_refused_until_the_connector_is_stated() -> None:
    with pytest.raises(BadFile, match=r"fits Toggl Track's .* and Clockify's .*; say which with --connector"):
        kind_of("User,Email,Project,Description,Start Date,Start Time,End Date,End Time")


@pytest.mark.parametrize(
    ("header", "stated", "kind"),
    [
        (CLOCKIFY, "toggl", "clockify"),
        (TOGGL + ",Amount ()", "clockify", "toggl"),
        (HARVEST, "toggl", "harvest"),
        ("User,Project,Start date,Duration", "clockify", "toggl"),
        (CLOCKIFY, "clockify", ""),
        (HARVEST, "csv", ""),
        ("User,Email,Project,Description,Start Date,Start Time,End Date,End Time", "toggl", ""),
        ("Date,Who,Hours", "harvest", ""),
        ("User,Email,Project,Start Date,Start Time,End Date,End Time,Duration", "clockify", ""),
        ("User,Email,Project,Start date,Start time,End date,End time,Group", "toggl", ""),
    ],
)
def test_a_header_that_is_plainly_another_vendors_is_known_though_a_connector_is_stated(
    header: str, stated: str, kind: str
) -> None:
    others: list[tuple[Layout, Mapping[str, str]]] = [(layout, {}) for layout in LAYOUTS.values()]
    found = written_by_another([name.strip('"') for name in header.split(",")], LAYOUTS[stated], others)
    assert (found.kind if found else "") == kind


def test_two_connectors_of_one_kind_do_not_make_its_header_doubtful() -> None:
    none: Mapping[str, str] = {}
    known = [(LAYOUTS["harvest"], none), (LAYOUTS["harvest"], none), (LAYOUTS["toggl"], none)]
    assert recognise_layout(HARVEST.split(","), known, []).kind == "harvest"


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ("Date,Client,Project,Project Code,Task,Notes,First Name,Last Name", "hours"),
        ("Date,Client,Project,Project Code,Task,Notes,Hrs,First Name,Last Name", "hours"),
        ("Date,Client,Projects,Project Code,Task,Notes,Hours,First Name,Last Name", r"project \(is it 'Projects'\?\)"),
        ("Project,Group,User,Start Time,Duration (h),Duration (decimal)", "start date"),
        ("Project,Group,Start Date,Duration (h),Duration (decimal)", "user or email"),
    ],
)
def test_a_missing_column_of_a_vendor_is_named(header: str, named: str) -> None:
    with pytest.raises(BadFile, match=rf"has no column {named}.*export it with that column, or name the column"):
        kind_of(header)


def test_a_missing_column_is_named_too_when_the_connector_was_stated(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"looks like Harvest's detailed time report but has no column date, hours"):
        read(tmp_path, "Client,Project,Task,First Name,Last Name\n", "harvest")


# ---- columns that operators name ----


def test_any_csv_is_read_through_mapped_columns(tmp_path: Path) -> None:
    columns = {"date": "Datum", "person": "Name", "hours": "Stunden", "project_code": "Auftrag", "note": "Was getan"}
    text = "Datum;Name;Stunden;Auftrag;Was getan\n31.10.2026;Kim Allen;1,5;ACME-IMPL;Entwurf\n"
    record = only(read(tmp_path, text, "csv", columns=columns))
    assert (record.day, record.seconds, record.person) == (date(2026, 10, 31), 5400, "Kim Allen")
    assert (record.project_code, record.note) == ("ACME-IMPL", "Entwurf")
    assert kind_of("Datum,Name,Stunden,Auftrag,Was  getan", {"csv": columns}) == "csv"


def test_a_vendor_column_that_was_renamed_is_found_by_its_new_name(tmp_path: Path) -> None:
    text = (
        TOGGL.replace("Project", "Engagement")
        + "\n"
        + ("Kim,kim@x.test,Acme,ACME-IMPL,,note,Yes,2026-10-05,09:00:00,2026-10-05,10:00:00,01:00:00,\n")
    )
    with pytest.raises(BadFile, match="no column project"):
        read(tmp_path, text, "toggl")
    assert only(read(tmp_path, text, "toggl", columns={"project": " engagement"})).project == "ACME-IMPL"
    assert kind_of(text.split("\n")[0], {"toggl": {"project": "Engagement"}}) == "toggl"


@pytest.mark.parametrize("field", ["note", "hours", "billable"])
def test_a_mapped_column_that_a_file_lacks_is_refused_by_its_own_name_never_left_out(
    tmp_path: Path, field: str
) -> None:
    columns = {"date": "Datum", "person": "Name", "duration": "Dauer", field: "Angabe"}
    text = "Datum,Name,Dauer,Angaben\n2026-10-05,Kim,1:00,x\n"
    with pytest.raises(BadFile, match=r"has no column Angabe \(is it 'Angaben'\?\), which a connector's `columns:`"):
        read(tmp_path, text, "csv", columns=columns)


def test_a_required_mapped_column_that_is_missing_is_named_while_recognising(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="has no column Datum"):
        kind_of("Tag,Name,Stunden", {"csv": {"date": "Datum", "person": "Name", "hours": "Stunden"}})


def test_columns_nobody_knows_are_ignored(tmp_path: Path) -> None:
    text = "Colour,Date,Project,Task,Hours,First Name,Last Name\nred,2026-10-05,P,T,1.25,Kim,Allen\n"
    assert only(read(tmp_path, text, "harvest")).seconds == 4500


def test_a_configured_csv_wins_over_a_vendor_that_nobody_configured() -> None:
    mapping = {"csv": {"date": "Date", "person": "First Name", "hours": "Hours"}}
    assert kind_of(HARVEST, mapping) == "csv"
    assert kind_of(HARVEST, {"harvest": {}, **mapping}) == "harvest"


def test_a_vendor_that_nobody_configured_is_still_told_from_one_that_is() -> None:
    assert kind_of(CLOCKIFY, {"toggl": {}}) == "clockify"
    assert kind_of(TOGGL, {"clockify": {}}) == "toggl"


def test_a_column_that_the_operator_names_takes_the_place_of_the_usual_one(tmp_path: Path) -> None:
    text = "Date,Client,Project,Task,Notes,Hours,Hours Rounded,First Name,Last Name\n2026-10-05,A,P,T,n,3,4,Kim,Allen\n"
    assert only(read(tmp_path, text, "harvest")).seconds == 10800
    assert only(read(tmp_path, text, "harvest", columns={"hours": "Hours Rounded"})).seconds == 14400
