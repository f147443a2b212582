"""Delivery: each message once for its reader, whatever breaks, and one broken way stops no other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from billing import alerts
from connectors.mail import notifier as mail
from connectors.notifiers import Letter
from sync.alerting import tell
from sync.delivering import CLAIMED, MAX_ATTEMPTS, WAITS, sign_in
from sync.routing import unreachable
from tests.notify.office import ACME, NOTIFY, PEOPLE, Office, office

BY_ALL = NOTIFY | {"operations": {"to": ["ops@x.test", "two@x.test"], "by": ["mail", "chat", "hook"]}}


@pytest.fixture
def made() -> Iterator[Office]:
    with office(notify=BY_ALL) as opened:
        yield opened


def trouble(made: Office, what: str = "push") -> None:
    now = made.house.worker.clock()
    tell(made.house.worker, None, [alerts.standstill(what, "the backup was restored", now)], now)


def states(made: Office) -> dict[str, str]:
    with made.house.store.read() as tx:
        return {f"{each.channel} {each.recipient}": each.state for each in tx.messages.of_state()}


def later(made: Office, wait: timedelta) -> None:
    made.at((made.clock + wait).strftime("%Y-%m-%d %H:%M:%S"))


def test_a_message_goes_each_way_once(made: Office) -> None:
    trouble(made)
    assert made.deliver().sent == 4
    assert made.deliver().sent == 0
    trouble(made)
    assert made.deliver().sent == 0
    assert made.subjects() == {address: ["Push is at a standstill"] for address in ("ops@x.test", "two@x.test")}
    assert [post["text"] for post in made.listeners.posts] == ["Push is at a standstill"]
    (heard,) = made.listeners.heard.values()
    assert (heard["kind"], heard["for"]) == ("standstill", "operations")


def test_one_broken_way_stops_no_other_and_waits_longer_each_time(made: Office) -> None:
    made.box.faults += ["busy"] * len(WAITS)
    trouble(made)
    for wait in WAITS[:3]:
        report = made.deliver()
        assert list(report.broken) == ["mail"]
        assert report.later == 1
        later(made, wait - timedelta(seconds=1))
        first = made.box.sessions
        made.deliver()
        later(made, timedelta(seconds=1))
        assert first <= made.box.sessions
    assert len(made.listeners.posts) == 1
    assert len(made.listeners.heard) == 1
    made.box.faults.clear()
    later(made, WAITS[3])
    made.deliver()
    assert set(made.subjects()) == {"ops@x.test", "two@x.test"}


def test_a_slow_way_keeps_no_other_waiting(made: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    passed = [0.0]

    def takes_its_time(_: mail.Notifier, __: Letter) -> None:
        passed[0] += 50

    monkeypatch.setattr(mail.Notifier, "send", takes_its_time)
    for number in range(6):
        trouble(made, f"thing {number}")
    worker = made.house.worker
    made.house.worker = replace(worker, timer=replace(worker.timer, now=lambda: passed[0]))
    assert made.deliver().sent < 24
    assert (len(made.listeners.posts), len(made.listeners.heard)) == (6, 6)


def test_whoever_is_never_reached_is_given_up_and_operations_knows(made: Office) -> None:
    made.box.faults.append("unknown")
    trouble(made)
    report = made.deliver()
    assert (report.given_up, report.sent) == (1, 3)
    made.deliver()
    assert made.subjects()["two@x.test"] == ["Push is at a standstill", "Ops@x.test cannot be reached by mail"]
    with made.house.store.read() as tx:
        (lost, *_) = tx.messages.of_state("given up")
    assert "nobody of that name" in lost.problem
    assert "\x1b" not in lost.problem


def test_another_password_is_told_by_the_other_ways_and_everything_waits(made: Office) -> None:
    made.box.password = "changed there"
    trouble(made)
    report = made.deliver()
    assert "does not take the user and password" in report.broken["mail"]
    made.deliver()
    assert [post["text"] for post in made.listeners.posts] == ["Push is at a standstill", "Mail takes no messages"]
    made.box.password = "correct horse battery"
    later(made, timedelta(minutes=6))
    made.deliver()
    assert sorted(made.subjects()["ops@x.test"]) == ["Mail takes no messages", "Push is at a standstill"]


def test_a_process_that_dies_after_handing_over_sends_again_under_the_same_id(
    made: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """The process is gone: nothing of ours runs after it."""

    def send(self: Any, letter: Any) -> None:
        usual(self, letter)
        raise Killed

    usual = mail.Notifier.send
    trouble(made)
    with monkeypatch.context() as patched:
        patched.setattr(mail.Notifier, "send", send)
        with pytest.raises(Killed):
            made.deliver()
    assert states(made)["mail ops@x.test"] == "sending"
    assert made.deliver().sent == 3, "the others go at once; who has the claimed one may still live"
    later(made, CLAIMED)
    assert made.deliver().sent == 1
    assert len([each for each in made.box.taken if each.recipient == "ops@x.test"]) == 2
    assert made.subjects()["ops@x.test"] == ["Push is at a standstill"], "its reader sees it once"
    assert set(states(made).values()) == {"sent"}


def test_a_lost_answer_is_no_second_message_for_its_readers(made: Office) -> None:
    made.listeners.faults += ["late", "late"]
    trouble(made)
    made.deliver()
    later(made, WAITS[0])
    made.deliver()
    assert made.listeners.deliveries == 2
    assert len(made.listeners.heard) == 1
    assert set(states(made).values()) == {"sent"}


def test_two_deliveries_at_a_time_send_nothing_twice(made: Office) -> None:
    trouble(made)
    now = made.house.worker.clock()
    with made.house.store.read() as tx:
        seen = tx.messages.waiting(now)
    with made.house.store.write() as tx:
        assert [tx.messages.claim(each, now, now + CLAIMED) for each in seen] == [True] * 4
    with made.house.store.write() as tx:
        assert [tx.messages.claim(each, now, now + CLAIMED) for each in seen] == [False] * 4
    assert made.deliver().sent == 0


def test_a_message_is_given_up_in_the_end_and_sent_again_by_hand(made: Office) -> None:
    made.box.faults += ["busy"] * 1000
    trouble(made)
    for _ in range(MAX_ATTEMPTS * 3):
        made.deliver()
        later(made, timedelta(days=1))
    made.box.faults.clear()
    with made.house.store.write() as tx:
        lost = next(each for each in tx.messages.of_state("given up") if each.recipient == "ops@x.test")
        assert (lost.subject, lost.attempts) == ("Push is at a standstill", MAX_ATTEMPTS)
        assert tx.messages.again(lost.id, made.clock)
        sent = next(each.id for each in tx.messages.of_state("sent"))
        assert not tx.messages.again(sent, made.clock)
    made.deliver()
    assert "Push is at a standstill" in made.subjects()["ops@x.test"]


def test_a_notifier_that_is_gone_from_the_configuration_keeps_nothing_waiting(made: Office) -> None:
    trouble(made)
    agency = made.house.agency
    del agency.main["connectors"]["hook"]
    agency.main["notify"] = NOTIFY
    made.house.configure(agency)
    made.deliver()
    assert states(made)["hook operations"] == "given up"


def test_nothing_is_sent_without_notify_and_all_of_it_is_kept() -> None:
    with office() as made:
        agency = made.house.agency
        del agency.main["notify"]
        made.house.configure(agency)
        trouble(made)
        assert made.deliver().sent == 0
        with made.house.store.read() as tx:
            assert [each.alert.kind for each in tx.alerts.standing()] == ["standstill"]


def test_check_signs_in_and_says_who_cannot_be_reached(made: Office) -> None:
    found = {each.name: each for each in sign_in(made.house.worker.outside)}
    assert {name for name, each in found.items() if each.problem} == set()
    assert "signed in as ops" in found["mail"].said
    assert made.box.taken == []
    assert unreachable(made.house.worker.configuration) == []


def test_a_lead_without_an_address_is_told_by_check() -> None:
    people = {"people": [*PEOPLE["people"], {"name": "Ada Ng", "weekly_capacity": "40"}]}
    with office([ACME | {"account_lead": "Somebody"}], people) as made:
        assert unreachable(made.house.worker.configuration) == [
            "the account lead of acme (Somebody) cannot be reached by mail, so operations is told instead",
            "Ada Ng cannot be reached by mail, so operations is told instead",
        ]
