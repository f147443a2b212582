"""`tieout notify`, `tieout ready`, and what `tieout check` says of notifiers, against a mail server on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from billing import alerts
from sandbox.mailbox import Mailbox, MailServer
from sync.alerting import tell
from sync.worker import open_worker
from tests.agencies import Agency
from tests.cli.conftest import InAgency, Refused, Tieout
from tests.notify.office import ACME, PASSWORD, PEOPLE, main_of, row

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)


@pytest.fixture
def box() -> Mailbox:
    return Mailbox("ops", PASSWORD)


@pytest.fixture
def tieout(in_agency: InAgency, box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tieout]:
    with MailServer(box) as server:
        main = main_of(server.port)
        for other in ("chat", "hook"):
            del main["connectors"][other]
        monkeypatch.setenv("P", PASSWORD)
        rows = (row("2026-10-05", "8:00", approved="Yes"), row("2026-10-06", "4:00"))
        yield in_agency(Agency(main, PEOPLE, (ACME,), rows))


def trouble() -> None:
    worker = open_worker(Path(), {}, lambda: NOW)
    tell(worker, None, [alerts.standstill("push", "it was restored", NOW)], NOW)
    worker.store.close()


def test_a_message_that_waits_is_listed_sent_and_not_sent_again(tieout: Tieout, box: Mailbox) -> None:
    assert tieout("notify", "list").strip() == "No message."
    trouble()
    (waits,) = json.loads(tieout("notify", "list", "--waiting", "--json"))
    assert {key: waits[key] for key in ("id", "kind", "notifier", "recipient", "state", "attempts")} == {
        "id": 1,
        "kind": "standstill",
        "notifier": "mail",
        "recipient": "ops@x.test",
        "state": "waiting",
        "attempts": 0,
    }
    assert tieout("notify", "resend", "1", code=0) == "1: sent\n"
    (mail,) = box.taken
    assert waits["message_id"] in str(mail.message["Message-ID"])
    assert "waits or was given up" in tieout("notify", "resend", "1", code=2).replace("│", " ").replace("\n", " ")
    assert "Push is at a standstill" in tieout("notify", "list", "--standing")
    (alert,) = json.loads(tieout("notify", "list", "--standing", "--json"))
    assert (alert["for"], alert["about"], alert["ended_at"]) == ("operations", None, None)
    assert "sent 2026-11-03 12:00" in tieout("notify", "list")


def test_a_test_reaches_operations_or_an_address_and_says_why_not(tieout: Tieout, box: Mailbox) -> None:
    assert tieout("notify", "test", code=0) == "mail → ops@x.test: taken\n"
    assert tieout("notify", "test", "mail", "--to", "two@x.test", code=0) == "mail → two@x.test: taken\n"
    assert [mail.recipient for mail in box.taken] == ["ops@x.test", "two@x.test"]
    box.faults.append("unknown")
    (answer,) = json.loads(tieout("notify", "test", "--json", code=1))
    assert "nobody of that name" in answer["problem"]


def test_a_notifier_that_is_not_there_is_refused(tieout: Tieout, refused: Refused) -> None:
    assert "there is no notifier chat; there are mail" in refused("notify", "test", "chat")


def test_check_signs_in_and_sends_nothing(tieout: Tieout, box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "mail: 127.0.0.1 takes mail from tieout@x.test, signed in as ops." in tieout("check")
    monkeypatch.setenv("P", "wrong")
    answer = json.loads(tieout("check", "--json", code=1))
    assert [(each["notifier"], each["ok"]) for each in answer["notifiers"]] == [("mail", False)]
    assert answer["unreachable"] == []
    assert "wrong" not in answer["notifiers"][0]["problem"]
    assert box.taken == []


def test_ready_tells_what_is_approved_pending_and_missing(tieout: Tieout) -> None:
    tieout("run", "--period", "2026-10")
    answer = json.loads(tieout("ready", "--month", "2026-10", "--json"))
    (kim,) = [each for each in answer["rows"] if each["person"] == "Kim Allen"]
    assert {key: kim[f"{key}_seconds"] for key in ("submitted", "approved", "pending")} == {
        "submitted": 43200,
        "approved": 28800,
        "pending": 14400,
    }
    assert kim["client"] == "Acme Corp"
    assert "2026-10-12" not in kim["missing_days"], "a holiday"
    assert len(kim["missing_days"]) == 19
    assert "12:00" in tieout("ready", "--month", "2026-10")
    header, line, *_ = tieout("ready", "--month", "2026-10", "--format", "csv").splitlines()
    assert header == "person,client,submitted,approved,pending,without_approval,missing_days"
    assert line.startswith("Kim Allen,Acme Corp,12.0")


def test_without_notify_nothing_is_said_of_it(in_agency: InAgency) -> None:
    main = main_of(1)
    main["connectors"] = {"harvest": {"kind": "harvest"}}
    del main["notify"]
    tieout = in_agency(replace(Agency(main, PEOPLE, (ACME,), ()), rows=(row("2026-10-05", "1:00"),)))
    assert json.loads(tieout("check", "--json"))["notifiers"] == []
    assert "has no notifier" in tieout("notify", "test", code=2)
