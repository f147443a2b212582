"""The commands as a person and as a program use them: stable keys, pure JSON, strangers' text made plain."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import programs

NOW = "2026-11-03T12:00:00Z"
HOSTILE = "ACME-99 \x1b[2J\x1b[31m[bold red]owned[/] \u202eevil\u2066 =cmd|' /C calc'!A0 <script>alert(1)</script>"

Tieout = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def tieout(tmp_path: Path) -> Tieout:
    """The real program, in an example folder."""

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {"TIEOUT_NOW": NOW, "PATH": "/usr/bin:/bin", "COLUMNS": "200"}
        return programs.run_text(arguments, tmp_path, environment)

    assert call("init").returncode == 0
    return call


def answer(tieout: Tieout, *arguments: str) -> Any:
    done = tieout(*arguments, "--json")
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_import_answers_with_stable_keys(tieout: Tieout) -> None:
    (report,) = answer(tieout, "import", "exports/example.csv")
    assert list(report) == "file kind connector rows entries seconds new changed unchanged gone costs rejected".split()
    assert report["rows"] == report["entries"] + len(report["rejected"]) == 9
    assert (report["kind"], report["connector"], report["seconds"]) == ("harvest", "harvest", 61812)
    assert report["rejected"][0]["line"] == 10


def test_import_of_expenses_answers_with_what_they_cost(tieout: Tieout, tmp_path: Path) -> None:
    path = tmp_path / "expenses.csv"
    path.write_text("Date,Person,Amount,Currency\n2026-10-05,Kim Allen,12.50,USD\n2026-10-06,Kim Allen,0.5,EUR\n")
    (report,) = answer(tieout, "import", "--kind", "expenses", str(path))
    assert report["costs"] == [{"amount": "0.50", "currency": "EUR"}, {"amount": "12.50", "currency": "USD"}]
    shown = tieout("import", "--kind", "expenses", str(path)).stdout
    assert "0.50 EUR, 12.50 USD" in shown
    assert "write time or expenses" in tieout("import", "--kind", "money", str(path)).stderr


def test_statement_answers_with_stable_keys_and_balances(tieout: Tieout) -> None:
    tieout("import", "exports/example.csv")
    tieout("run")
    found = answer(tieout, "statement", "--period", "2026-10")
    assert set(found) >= {"period", "as_of", "tracked_seconds", "states", "difference_seconds", "rounding_seconds"}
    assert set(found) >= {"unreadable_or_running_seconds", "money", "sources"}
    states = "open held deferred drafted pushed billed covered non_billable written_off credited outside"
    assert list(found["states"]) == [*states.split(), "out_of_scope", "duplicate"]
    assert found["tracked_seconds"] == sum(found["states"].values()) + found["unreadable_or_running_seconds"] == 61812
    assert found["difference_seconds"] == 0
    assert found["sources"] == [
        {"connector": "harvest", "ours_seconds": 61812, "ours_count": 8, "theirs_seconds": None, "theirs_count": None}
    ]
    assert found["money"][0]["currency"] == "USD"


def test_drafts_answer_with_stable_keys(tieout: Tieout) -> None:
    tieout("import", "exports/example.csv")
    tieout("run")
    (draft,) = answer(tieout, "drafts")
    keys = {"id", "client", "contract", "period", "currency", "total", "purchase_order", "status", "lines"}
    assert set(draft) >= keys
    line_keys = {"id", "description", "quantity", "unit_price", "amount", "seconds", "tasks", "entries", "rate_rule"}
    assert all(set(line) >= line_keys for line in draft["lines"])
    assert (draft["total"], draft["purchase_order"], draft["status"]) == ("2113.50", "PO-7781", "draft")
    first = draft["lines"][0]
    assert first["description"] == "ACME-14 Prompt revision for intake bot"
    assert (first["quantity"], first["unit_price"], first["amount"]) == ("3.50", "180.00", "630.00")
    assert first["tasks"] == ["ACME-14"]


def test_exceptions_answer_with_stable_keys_and_missing_codes_first(tieout: Tieout) -> None:
    tieout("import", "exports/example.csv")
    tieout("run")
    rows = answer(tieout, "exceptions")
    keys = "id code severity entry client person date seconds sentence remedy link suggestions".split()
    assert [list(row) for row in rows] == [keys] * 4
    assert [row["code"] for row in rows] == ["missing_project_code", "tracker_rate_differs", "no_task", "bad_row"]
    assert rows[1]["entry"] is None


def test_trace_of_a_line_reaches_the_row_of_the_file(tieout: Tieout) -> None:
    tieout("import", "exports/example.csv")
    tieout("run")
    line = answer(tieout, "drafts")[0]["lines"][0]
    found = answer(tieout, "trace", line["id"])
    (traced,) = found["lines"]
    assert [entry["origin"] for entry in traced["entries"]] == ["example.csv line 2"]
    assert sum(int(entry["seconds"]) for entry in traced["entries"]) == line["seconds"]
    assert traced["entries"][0]["amount"] == line["amount"]
    (entry,) = traced["entries"]
    assert (entry["kind"], entry["external_id"], entry["read_at"]) == ("time", None, "2026-11-03T12:00:00+00:00")


def test_trace_of_an_entry_tells_its_whole_history(tieout: Tieout, tmp_path: Path) -> None:
    tieout("import", "exports/example.csv")
    tieout("run")
    export = tmp_path / "exports" / "example.csv"
    export.write_text(export.read_text().replace(",Pilot,,", ",Pilot,ACME-IMPL,"))
    entry = answer(tieout, "exceptions")[0]["entry"]
    tieout("import", "exports/example.csv")
    tieout("run")
    found = answer(tieout, "trace", entry)
    assert [version["version"] for version in found["versions"]] == [1, 2]
    assert [(step["state"], step["reverses"]) for step in found["history"]] == [
        ("held", None),
        ("held", 1),
        ("drafted", None),
    ]
    assert found["match"]["project_code"] == "ACME-IMPL"
    assert found["exceptions"] == []
    assert [version["said"].get("project_code") for version in found["versions"]] == [None, "ACME-IMPL"]
    shown = tieout("trace", entry).stdout
    assert "project code none → ACME-IMPL" in shown
    (charged,) = found["charged"]
    assert (charged["line"], charged["rounded_with"]["entries"]) == (found["history"][-1]["line"], [entry])
    assert f"on line {charged['line']}: 2:45 h worked, 2:48 h charged (up to 6 minutes per entry" in shown


def test_a_run_that_leaves_blocking_exceptions_needs_a_person(tieout: Tieout, tmp_path: Path) -> None:
    assert tieout("import", "exports/example.csv").returncode == 1
    assert tieout("run").returncode == 1
    export = tmp_path / "exports" / "example.csv"
    export.write_text(export.read_text().replace(",Pilot,,", ",Pilot,ACME-IMPL,").replace("soon", "1"))
    assert tieout("import", "exports/example.csv").returncode == 0
    assert tieout("run").returncode == 0


def test_a_note_is_hostile_everywhere_it_is_shown(tieout: Tieout, tmp_path: Path) -> None:
    export = tmp_path / "exports" / "example.csv"
    text = export.read_text().replace("ACME-15 Retrieval design", HOSTILE)
    export.write_text(text.replace(",Pilot,", f",{HOSTILE.replace(',', ' ')},"))
    tieout("import", "exports/example.csv")
    tieout("run")
    line = next(line for line in answer(tieout, "drafts")[0]["lines"] if "owned" in line["description"])
    shown = [
        tieout("drafts").stdout,
        tieout("exceptions").stdout,
        tieout("trace", line["id"]).stdout,
        tieout("trace", line["entries"][0]).stdout,
        line["description"],
    ]
    assert all("owned" in text for text in shown)
    for text in shown:
        assert not {"\x1b", "\u202e", "\u2066"} & set(text)
    assert "[bold red]owned[/]" in shown[0], "markup is shown, not obeyed"


def test_calendar_needs_no_folder(tieout: Tieout, tmp_path: Path) -> None:
    (tmp_path / "tieout.yaml").unlink()
    asked = ("calendar", "--country", "GB", "--subdivision", "SCT", "--month", "2027-01", "--nth", "2")
    assert answer(tieout, *asked) == {"date": "2027-01-06"}


def test_init_does_not_overwrite_what_is_there(tieout: Tieout, tmp_path: Path) -> None:
    (tmp_path / "people.yaml").write_text("people: []\n")
    done = tieout("init")
    assert done.returncode == 2
    assert "is there already" in done.stderr
    assert (tmp_path / "people.yaml").read_text() == "people: []\n"


def test_help_imports_nothing_heavy() -> None:
    heavy = ("sqlalchemy", "alembic", "pydantic", "yaml", "structlog", "holidays", "rich.table", "billing", "mappings")
    program = (
        "import sys; sys.argv = ['tieout', '--help']\n"
        "from cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"sys.stderr.write(' '.join(name for name in {heavy!r} if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert "draft invoices" in done.stdout
    assert [name for name in done.stderr.split() if name != "rich.table"] == []
