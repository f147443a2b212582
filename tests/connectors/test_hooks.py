"""What every vendor's reader of deliveries does, and what only one of them does."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as some

from connectors.hooks import ACTIVE, MANY, PENDING, UNREADABLE, Delivery, Handshake, Hint, Place, Read, Refused
from connectors.registry import HOOKS, hook_reader
from tests.connectors.hooked import ORGANISATION, REALM, SECRET, VENDORS, Vendor

REFERENCE = Path(os.environ.get("TIEOUT_REFERENCE") or Path(__file__).parents[3] / "shared")
every_vendor = pytest.mark.parametrize("vendor", VENDORS.values(), ids=VENDORS)


def read(vendor: Vendor | str, headers: dict[str, str], body: bytes, place: Place | None = None) -> Read:
    kind = vendor if isinstance(vendor, str) else vendor.kind
    return hook_reader(kind)(place or Place(ACTIVE, SECRET), headers, body)


def delivered(vendor: Vendor, said: Any) -> Delivery:
    body = json.dumps(said).encode()
    found = read(vendor, vendor.signed(body), body)
    assert isinstance(found, Delivery)
    return found


def hints_of(found: Read) -> list[tuple[str, str, str]]:
    assert isinstance(found, Delivery)
    return [(hint.kind, hint.id, hint.day) for note in found.notes for hint in note.hints]


def test_there_is_a_vendor_here_for_each_that_tells_what_changed() -> None:
    assert set(HOOKS) == set(VENDORS)


# ---- what all do alike ----


@every_vendor
def test_a_genuine_delivery_is_read_as_hints(vendor: Vendor) -> None:
    found = read(vendor, vendor.signed(vendor.body), vendor.body)
    assert hints_of(found) == list(vendor.hints)
    assert isinstance(found, Delivery) and [note.account for note in found.notes] == [vendor.account]
    assert (found.answer.status, found.answer.body) == (200, b"")


@every_vendor
def test_the_same_delivery_has_the_same_key_and_another_has_another(vendor: Vendor) -> None:
    one, again = (read(vendor, vendor.signed(vendor.body), vendor.body) for _ in range(2))
    assert one == again
    other: dict[str, Any] = {"events": []} if vendor.kind in ("asana", "xero") else {}
    changed = json.dumps(other).encode()
    assert read(vendor, vendor.signed(changed), changed) != one


@every_vendor
def test_only_clockify_may_say_the_same_of_two_changes(vendor: Vendor) -> None:
    found = read(vendor, vendor.signed(vendor.body), vendor.body)
    assert isinstance(found, Delivery)
    assert [note.unnumbered for note in found.notes] == [vendor.kind == "clockify"] * len(found.notes)


@every_vendor
def test_a_wrong_secret_is_refused(vendor: Vendor) -> None:
    assert read(vendor, vendor.signed(vendor.body, "another secret"), vendor.body) == Refused(
        401, "the signature is wrong"
    )


@every_vendor
def test_without_a_signature_it_is_refused(vendor: Vendor) -> None:
    assert read(vendor, {"content-type": "application/json"}, vendor.body) == Refused(401, "the signature is missing")


@every_vendor
def test_a_place_without_a_secret_takes_nothing_not_even_what_is_signed_with_nothing(vendor: Vendor) -> None:
    headers = vendor.signed(vendor.body, "")
    assert isinstance(read(vendor, headers, vendor.body, Place(PENDING, "")), Refused)


@every_vendor
def test_a_body_that_is_written_anew_is_refused_where_the_body_is_signed(vendor: Vendor) -> None:
    headers, anew = vendor.signed(vendor.body), json.dumps(vendor.said, indent=1).encode()
    found = read(vendor, headers, anew)
    assert isinstance(found, Refused if vendor.over_body else Delivery)


@every_vendor
def test_a_body_that_was_cut_is_refused_where_the_body_is_signed(vendor: Vendor) -> None:
    found = read(vendor, vendor.signed(vendor.body), vendor.body[:-3])
    if vendor.over_body:
        assert found == Refused(401, "the signature is wrong")
    else:
        assert hints_of(found) == [(UNREADABLE, "", "")]


@every_vendor
@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"null", b"7", b'"text"', b"[[[[", b'{"events": 7}', b"[" * 100_000, b'{"a": NaN}'],
    ids=["empty", "half", "no text", "null", "number", "text", "lists", "events", "deep", "nan"],
)
def test_what_is_genuine_and_cannot_be_read_is_a_hint_that_anything_changed(vendor: Vendor, body: bytes) -> None:
    found = read(vendor, vendor.signed(body), body)
    assert isinstance(found, Delivery)
    assert found.answer.status == 200
    assert [note.account for note in found.notes] == [""]
    assert hints_of(found) == [(UNREADABLE, "", "")]


@every_vendor
@given(body=some.binary(max_size=200), given=some.text(max_size=80))
def test_whatever_is_sent_is_answered_and_never_taken_without_the_secret(
    vendor: Vendor, body: bytes, given: str
) -> None:
    for name in vendor.signs(SECRET, body):
        headers = {"content-type": "application/json", name: given}
        assert isinstance(read(vendor, headers, body), Refused) or given == SECRET
    assert isinstance(read(vendor, vendor.signed(body), body), Delivery)


@every_vendor
def test_a_signature_is_compared_whole(vendor: Vendor) -> None:
    for name, value in vendor.signs(SECRET, vendor.body).items():
        if name in ("x-atlassian-webhook-identifier", "clockify-webhook-event-type"):
            continue
        for wrong in (value[:-1], value + "0", value.upper() if vendor.over_body else value[1:], " "):
            headers = {**vendor.signed(vendor.body), name: wrong}
            assert isinstance(read(vendor, headers, vendor.body), Refused)


# ---- what one does ----


def test_toggl_s_ping_is_answered_with_its_validation_code() -> None:
    vendor = VENDORS["toggl"]
    found = delivered(vendor, {"event_id": 0, "payload": "ping", "validation_code": "89627dd7"})
    assert found.notes == ()
    assert json.loads(found.answer.body) == {"validation_code": "89627dd7"}
    assert found.answer.headers["content-type"] == "application/json"
    assert delivered(vendor, {"event_id": 0, "payload": "ping"}).answer.body == b""


def test_asana_s_handshake_is_taken_once_by_a_place_that_waits_for_it() -> None:
    offered = {"x-hook-secret": "b537207f20cbfa02357cf448134da559"}
    found = read("asana", offered, b"", Place(PENDING, ""))
    assert isinstance(found, Handshake) and found.secret == offered["x-hook-secret"]
    assert (found.answer.status, dict(found.answer.headers)) == (200, {"X-Hook-Secret": found.secret})
    assert found.secret not in repr(found.__class__(found.secret, found.answer)).replace(repr(found.answer), "")
    for place in (Place(ACTIVE, SECRET), Place(PENDING, SECRET), Place(ACTIVE, "")):
        assert read("asana", offered, b"", place) == Refused(401, "the place has its secret already")
    for wrong in ("x" * 300, "täglich"):
        assert isinstance(read("asana", {"x-hook-secret": wrong}, b"", Place(PENDING, "")), Refused)


def test_asana_s_heartbeat_and_xero_s_question_note_nothing() -> None:
    assert delivered(VENDORS["asana"], {"events": []}) == Delivery()
    asked = {"events": [], "firstEventSequence": 0, "lastEventSequence": 0, "entropy": "NLDZ"}
    assert delivered(VENDORS["xero"], asked) == Delivery()


def test_quickbooks_older_format_says_the_same_as_the_newer_one() -> None:
    entity = {"name": "Invoice", "id": "145", "operation": "Update", "lastUpdated": "2026-11-20T20:52:31.657Z"}
    legacy = {"eventNotifications": [{"realmId": REALM, "dataChangeEvent": {"entities": [entity]}}]}
    found = delivered(VENDORS["quickbooks"], legacy)
    assert hints_of(found) == list(VENDORS["quickbooks"].hints)
    assert [note.account for note in found.notes] == [REALM]


@pytest.mark.parametrize("kind", ["quickbooks", "xero"])
def test_companies_in_one_delivery_are_told_apart(kind: str) -> None:
    vendor = VENDORS[kind]
    events = list(vendor.said if kind == "quickbooks" else vendor.said["events"])
    name = "intuitaccountid" if kind == "quickbooks" else "tenantId"
    events = [*events, {**events[0], name: "another"}]
    found = delivered(vendor, events if kind == "quickbooks" else {**vendor.said, "events": events})
    assert [note.account for note in found.notes] == [REALM if kind == "quickbooks" else ORGANISATION, "another"]
    assert len({note.key for note in found.notes}) == 2


def test_jira_s_retries_have_the_same_key_and_worklogs_name_their_issue() -> None:
    vendor = VENDORS["jira"]
    again = json.dumps({**vendor.said, "timestamp": 1}).encode()
    one = read(vendor, vendor.signed(vendor.body), vendor.body)
    other = read(vendor, vendor.signed(again), again)
    assert isinstance(one, Delivery) and isinstance(other, Delivery) and one.notes[0].key == other.notes[0].key
    worklog = {"webhookEvent": "worklog_created", "worklog": {"issueId": "10412", "timeSpentSeconds": 5400}}
    assert hints_of(delivered(vendor, worklog)) == [("issue", "10412", "")]


def test_clockify_in_an_envelope_is_read_as_without_it() -> None:
    vendor = VENDORS["clockify"]
    wrapped = {"webhookEvent": "TIME_ENTRY_UPDATED", "payloadType": "TIME_ENTRY", "payload": vendor.said}
    assert hints_of(delivered(vendor, wrapped)) == list(vendor.hints)


def test_no_more_hints_than_are_kept_and_each_is_short() -> None:
    event = VENDORS["asana"].said["events"][0]
    many = [{**event, "resource": {"gid": str(number), "resource_type": "task"}} for number in range(500)]
    found = delivered(VENDORS["asana"], {"events": many})
    assert len(found.notes[0].hints) == 201 and found.notes[0].hints[-1] == Hint(MANY, "")
    assert max(map(len, Hint("x" * 9000, "y" * 9000).plain().values())) == 200


# ---- the vendors' own examples ----


def vectors() -> list[dict[str, Any]]:
    path = REFERENCE / "recordings" / "webhooks" / "signature_vectors.yaml"
    return list(yaml.safe_load(path.read_text(encoding="utf-8"))["vectors"]) if path.is_file() else []


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector["id"])
def test_published_signatures_are_judged_rightly(vector: dict[str, Any]) -> None:
    headers = {vector["header"].lower(): vector["value"]}
    found = read(vector["service"], headers, vector["raw_body"].encode(), Place(ACTIVE, vector["secret"]))
    assert isinstance(found, Delivery if vector["valid"] else Refused)


@pytest.mark.skipif(not vectors(), reason=f"the optional reference data is not in {REFERENCE}")
@pytest.mark.parametrize(
    ("name", "hints"),
    [
        ("asana_task_changed", [("task", "1202178854270531", "2026-05-20")]),
        ("clockify_new-time-entry", [("time_entry", "65f7c3a4b8e8a31234567891", "2026-05-24")]),
        ("quickbooks_cloudevents", [("account", "1234", "2025-09-10")]),
        ("quickbooks_legacy", [("account", "1234", "2025-09-08")]),
        ("toggl_ping", []),
        (
            "xero_two_events",
            [
                ("invoice", "ed255415-e141-4150-aab7-89c3bbbb851c", "2026-09-28"),
                ("contact", "430fa14a-f945-44d3-9f97-5df5e28441b8", "2026-09-28"),
            ],
        ),
    ],
)
def test_recorded_deliveries_are_read(name: str, hints: list[tuple[str, str, str]]) -> None:
    said = json.loads((REFERENCE / "recordings" / "webhooks" / f"{name}.json").read_text())["payload"]
    vendor = VENDORS[name.partition("_")[0]]
    assert hints_of(delivered(vendor, said.get("payload", said) if vendor.kind == "clockify" else said)) == hints
