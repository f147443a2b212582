"""Backups, the audit log, forgetting somebody and bug reports, as a person types them."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from sync.standing_still import StandsStill
from tests.cli.conftest import InAgency, Tieout
from tests.sync.pushing import AGENCY, ROWS


@pytest.fixture
def tieout(in_agency: InAgency) -> Tieout:
    made = in_agency(replace(AGENCY, rows=tuple(ROWS)))
    made("run", "--period", "2026-10")
    return made


def test_a_backup_is_put_back_and_pushing_waits_for_the_scan(tieout: Tieout) -> None:
    said = json.loads(tieout("backup", "safe.zip", "--json"))
    assert said["file"].endswith("safe.zip")
    assert said["rows"]["entry"] == 3
    drafts = [each["id"] for each in json.loads(tieout("drafts", "--json"))]
    tieout("approve", *drafts, "--why", "seen")
    tieout("push")
    assert "The database is as it was on 2026-11-03 12:00 UTC." in tieout("restore", "safe.zip")
    with pytest.raises(StandsStill, match="scan them first: tieout restore --scan"):
        tieout("push")
    assert "Pushing goes on." in tieout("restore", "--scan")
    assert {each["status"] for each in json.loads(tieout("drafts", "--json"))} == {"posted"}
    what = [each["what"] for each in json.loads(tieout("audit", "--json"))]
    assert what.count("push: post") == 3
    assert [each for each in what if each in ("restore", "scan")] == ["restore", "scan"]


def test_who_did_what_is_told_and_can_be_asked_for(tieout: Tieout) -> None:
    (first, *_) = [each["id"] for each in json.loads(tieout("drafts", "--json"))]
    tieout("hold", first, "--why", "the client asks", "--by", "lee")
    tieout("release", first, "--why", "agreed")
    rows = json.loads(tieout("audit", "--json"))
    assert [(each["who"], each["what"], each["subject"], each["why"]) for each in rows] == [
        ("lee", "hold", first, "the client asks"),
        ("kim", "release", first, "agreed"),
    ]
    assert [each["what"] for each in json.loads(tieout("audit", "--who", "lee", "--json"))] == ["hold"]
    assert json.loads(tieout("audit", "--since", "2026-11-04", "--json")) == []
    assert json.loads(tieout("audit", "--since", "2026-11-03", "--json")) == rows, "a day begins in the morning"
    assert "the client asks" in tieout("audit")
    assert tieout("audit", "--format", "csv").splitlines()[0].endswith("at,who,what,subject,why,detail")


def test_forgetting_is_shown_first_and_needs_the_configuration(tieout: Tieout) -> None:
    assert "Would be replaced by Person 845839: Kim Allen." in tieout("erase", "Kim Allen", code=1)


def test_a_bug_report_is_a_file_that_names_nobody(tieout: Tieout, tmp_path: Path) -> None:
    tieout("doctor", "report.zip")
    with zipfile.ZipFile(tmp_path / "report.zip") as packed:
        said = packed.read("report.json").decode()
    assert "Kim Allen" not in said
    assert json.loads(said)["store"]["rows"]["entry"] == 3
