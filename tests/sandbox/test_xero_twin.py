"""Xero on loopback as programs that know nothing of us would meet it: its sign-in, its writing, its limits."""

from __future__ import annotations

import hashlib
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from connectors.xero.config import Config
from sandbox.clock import Clock
from sandbox.faults import Fault
from sandbox.folder import ledger_keys
from sandbox.ledger_world import LEDGER_VENDORS
from sandbox.server import Serving, services
from sandbox.world import World
from sandbox.xero_apps import GRANULAR
from sandbox.xero_seed import APPS
from tests.connectors.vendors import FakeTime, Vendors, world_for

WEB, DESKTOP, CUSTOM = APPS
BACK = "http://127.0.0.1:8123/callback"
VERIFIER = "v" * 64
CHALLENGE = urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
Json = dict[str, Any]


class House:
    """The twin, and a client of its API that is signed in by the web app."""

    def __init__(self, vendors: Vendors) -> None:
        self.vendors, self.books = vendors, vendors.world.xero
        self.identity = httpx.Client(base_url=f"{vendors.base}/xero-identity")
        self.admin = httpx.Client(base_url=f"{vendors.base}/_admin")
        self.client = httpx.Client(base_url=f"{vendors.base}/xero/api.xro/2.0")
        self.signed(self.token({"grant_type": "authorization_code", "code": self.code(), "redirect_uri": BACK}).json())

    def signed(self, tokens: Json) -> None:
        tenant = self.books.organisation.id
        self.client.headers.update({"Authorization": f"Bearer {tokens['access_token']}", "xero-tenant-id": tenant})
        self.refresh = tokens.get("refresh_token", "")

    def code(self, **more: str) -> str:
        return parse_qs(urlsplit(self.consent(**more).headers["location"]).query)["code"][0]

    def consent(self, **more: str) -> httpx.Response:
        asked = {"response_type": "code", "client_id": WEB.client_id, "redirect_uri": BACK, "state": "s1"}
        return self.identity.get("/connect/authorize", params={**asked, "scope": " ".join(GRANULAR), **more})

    def token(self, form: Json, app: Any = WEB) -> httpx.Response:
        if app.secret:
            return self.identity.post("/connect/token", data=form, auth=(app.client_id, app.secret))
        return self.identity.post("/connect/token", data={**form, "client_id": app.client_id})

    def put(self, *invoices: Json, key: str = "", **params: Any) -> httpx.Response:
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.put("/Invoices", json={"Invoices": list(invoices)}, headers=headers, params=params)

    def post(self, invoice: Json, path: str = "/Invoices", **params: Any) -> httpx.Response:
        return self.client.post(path, json={"Invoices": [invoice]}, params=params)

    def close(self) -> None:
        for each in (self.identity, self.admin, self.client):
            each.close()


@pytest.fixture
def house() -> Iterator[House]:
    time = FakeTime()
    world = world_for(time)
    with Serving(world, 0, services(world, LEDGER_VENDORS)) as serving:
        found = House(Vendors(serving.base, world, time))
        yield found
        found.close()


def invoice(**more: Any) -> Json:
    line = {"Description": "Work", "Quantity": 7.25, "UnitAmount": 112.3456, "AccountCode": "200"}
    stated = {"Type": "ACCREC", "Contact": {"Name": "Acme Corp"}, "Date": "2026-11-03", "DueDate": "2026-12-03"}
    return {**stated, "LineItems": [line], **more}


def made(answer: httpx.Response) -> Json:
    found: Json = answer.json()["Invoices"][0]
    return found


# ---- sign-in ----


def test_consent_leads_back_with_a_code_that_is_good_once(house: House) -> None:
    answer = house.consent()
    assert answer.status_code == 302
    back = parse_qs(urlsplit(answer.headers["location"]).query)
    assert answer.headers["location"].startswith(f"{BACK}?code=")
    assert back["state"] == ["s1"]
    form = {"grant_type": "authorization_code", "code": back["code"][0], "redirect_uri": BACK}
    first = house.token(form).json()
    assert (first["expires_in"], first["token_type"], first["scope"]) == (1800, "Bearer", " ".join(GRANULAR))
    assert house.token(form).json() == {"error": "invalid_grant"}
    listed = httpx.get(
        f"{house.vendors.base}/xero/connections", headers={"Authorization": f"Bearer {first['access_token']}"}
    ).json()
    assert [(each["tenantName"], each["tenantType"]) for each in listed] == [("Northwind AI", "ORGANISATION")]


def test_an_app_without_a_secret_proves_itself_by_its_verifier(house: House) -> None:
    asked = {"client_id": DESKTOP.client_id, "code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    form = {"grant_type": "authorization_code", "redirect_uri": BACK}
    assert (
        "access_token" in house.token({**form, "code": house.code(**asked), "code_verifier": VERIFIER}, DESKTOP).json()
    )
    for wrong in ({"code_verifier": "w" * 64}, {}, {"code_verifier": VERIFIER, "redirect_uri": "http://127.0.0.1/"}):
        answer = house.token({**form, "code": house.code(**asked), **wrong}, DESKTOP)
        assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})
    assert "error=invalid_request" in house.consent(client_id=DESKTOP.client_id).headers["location"]


def test_a_refresh_token_is_replaced_and_good_for_half_an_hour_more(house: House) -> None:
    old = {"grant_type": "refresh_token", "refresh_token": house.refresh}
    second = house.token(old).json()
    assert second["refresh_token"] != house.refresh
    house.vendors.time.passed += 29 * 60
    assert "access_token" in house.token(old).json(), "an answer that was lost may be asked for again"
    house.vendors.time.passed += 2 * 60
    assert house.token(old).json() == {"error": "invalid_grant"}
    assert "access_token" in house.token({**old, "refresh_token": second["refresh_token"]}).json()
    house.vendors.time.passed += 61 * 24 * 3600
    assert house.token({**old, "refresh_token": second["refresh_token"]}).json() == {"error": "invalid_grant"}


def test_a_custom_connection_has_no_refresh_token_and_needs_no_tenant(house: House) -> None:
    tokens = house.token({"grant_type": "client_credentials"}, CUSTOM).json()
    assert "refresh_token" not in tokens
    house.signed(tokens)
    del house.client.headers["xero-tenant-id"]
    assert house.client.get("/Organisation").status_code == 200
    assert house.token({"grant_type": "client_credentials"}).json() == {"error": "unauthorized_client"}


@pytest.mark.parametrize(
    ("more", "error"),
    [({"scope": "accounting.journals.read"}, "invalid_scope"), ({"scope": ""}, "invalid_scope")],
)
def test_scopes_that_the_app_does_not_have_are_refused(house: House, more: Json, error: str) -> None:
    assert f"error={error}" in house.consent(**more).headers["location"]


def test_a_person_may_say_no_and_an_unknown_app_is_told_nothing(house: House) -> None:
    house.books.identity.consenting = False
    assert "error=access_denied" in house.consent().headers["location"]
    assert house.consent(client_id="nobody").status_code == 400
    assert house.consent(redirect_uri="https://elsewhere.test/").status_code == 400
    assert house.token({"grant_type": "password"}).json() == {"error": "unsupported_grant_type"}
    wrong = house.identity.post("/connect/token", data={"grant_type": "refresh_token"}, auth=(WEB.client_id, "wrong"))
    assert wrong.json() == {"error": "invalid_client"}


def test_revoking_ends_every_token_of_the_app(house: House) -> None:
    auth = (WEB.client_id, WEB.secret)
    assert house.identity.post("/connect/revocation", data={"token": house.refresh}, auth=auth).status_code == 200
    assert house.client.get("/Organisation").status_code == 401
    assert (
        house.token({"grant_type": "refresh_token", "refresh_token": house.refresh}).json()["error"] == "invalid_grant"
    )


def test_a_token_ends_after_half_an_hour(house: House) -> None:
    house.vendors.time.passed += 1801
    answer = house.client.get("/Organisation")
    assert answer.status_code == 401
    assert answer.json()["Detail"].startswith("TokenExpired: token expired at ")


def test_another_tenant_is_forbidden(house: House) -> None:
    house.client.headers["xero-tenant-id"] = "00000000-0000-0000-0000-000000000000"
    answer = house.client.get("/Organisation")
    assert (answer.status_code, answer.json()["Detail"]) == (403, "AuthenticationUnsuccessful")


def test_the_folder_says_how_to_connect(house: House) -> None:
    keys = ledger_keys(house.vendors.base)["xero"]
    stated = Config(kind="xero", client_secret="${XERO}", **keys)
    assert stated.client_id == WEB.client_id
    assert httpx.get(f"{stated.login_url}/connect/authorize").status_code == 400
    assert httpx.post(f"{stated.identity_url}/connect/token").json() == {"error": "invalid_client"}
    assert httpx.get(f"{stated.base_url}/connections").status_code == 401


# ---- writing ----


def test_put_never_writes_over_and_post_does(house: House) -> None:
    first = made(house.put(invoice(InvoiceNumber="A-1")))
    again = house.put(invoice(InvoiceNumber="A-1"))
    assert again.status_code == 400
    assert again.json()["Elements"][0]["ValidationErrors"] == [{"Message": "Invoice # must be unique."}]
    over = made(house.post(invoice(InvoiceNumber="A-1", Reference="PO-1")))
    assert (over["InvoiceID"], over["Reference"]) == (first["InvoiceID"], "PO-1")
    assert len(house.books.papers) == 1


def test_unit_amounts_have_two_decimals_unless_four_are_asked_for(house: House) -> None:
    two, four = made(house.put(invoice())), made(house.put(invoice(), unitdp=4))
    assert [each["LineItems"][0]["UnitAmount"] for each in (two, four)] == [112.35, 112.3456]
    assert [each["SubTotal"] for each in (two, four)] == [814.54, 814.51]
    assert four["TotalTax"] == 67.20
    assert four["Total"] == 881.71
    changed = made(house.post({"Reference": "PO-2"}, f"/Invoices/{four['InvoiceID']}"))
    assert changed["LineItems"][0]["UnitAmount"] == 112.35, "lines that are not given are made anew"


@pytest.mark.parametrize(
    ("way", "ends"),
    [
        (("SUBMITTED", "AUTHORISED", "VOIDED"), "VOIDED"),
        (("AUTHORISED",), "AUTHORISED"),
        (("DELETED",), "DELETED"),
        (("AUTHORISED", "DELETED"), "AUTHORISED"),
        (("AUTHORISED", "DRAFT"), "AUTHORISED"),
        (("VOIDED",), "DRAFT"),
        (("DELETED", "DRAFT"), "DELETED"),
    ],
)
def test_statuses_follow_each_other_as_they_may(house: House, way: tuple[str, ...], ends: str) -> None:
    own = made(house.put(invoice()))["InvoiceID"]
    answers = [house.post({"Status": status}, f"/Invoices/{own}").status_code for status in way]
    assert house.client.get(f"/Invoices/{own}").json()["Invoices"][0]["Status"] == ends
    assert (answers[-1] == 200) == (way[-1] == ends)


def test_one_bad_document_among_good_ones(house: House) -> None:
    bad = invoice(LineItems=[{"Description": "x", "Quantity": 1, "UnitAmount": 1, "AccountCode": "999"}])
    summed = house.put(invoice(InvoiceNumber="A-1"), bad)
    assert summed.status_code == 400
    words = "Account code '999' is not a valid code for this document."
    assert summed.json()["Elements"][0]["LineItems"][0]["ValidationErrors"] == [{"Message": words}]
    assert [each.number for each in house.books.papers.values()] == ["A-1"], "the good one was made all the same"
    each = house.put(invoice(InvoiceNumber="A-2"), bad, summarizeErrors="false")
    assert [one["StatusAttributeString"] for one in each.json()["Invoices"]] == ["OK", "ERROR"]


def test_a_key_is_answered_as_before_for_some_minutes(house: House) -> None:
    first = house.put(invoice(), key="k")
    assert house.put(invoice(), key="k").content == first.content
    assert house.put(invoice(Reference="other"), key="k").status_code == 400
    assert house.put(invoice(), key="k" * 129).status_code == 400
    house.vendors.time.passed += 361
    assert made(house.put(invoice(), key="k"))["InvoiceID"] != made(first)["InvoiceID"]
    assert len(house.books.papers) == 2


def test_a_new_name_makes_a_contact_and_an_archived_one_is_refused(house: House) -> None:
    count = len(house.books.contacts)
    assert house.put(invoice(Contact={"Name": "Somebody New"})).status_code == 200
    assert len(house.books.contacts) == count + 1
    refused = house.put(invoice(Contact={"Name": "Oakfield Archive"}))
    assert "archived" in refused.json()["Elements"][0]["ValidationErrors"][0]["Message"]


def test_files_are_written_over_by_name_and_ten_are_the_most(house: House) -> None:
    own = made(house.put(invoice()))["InvoiceID"]
    for content in (b"a", b"abc"):
        house.client.put(f"/Invoices/{own}/Attachments/a%20b.csv", content=content)
    listed = house.client.get(f"/Invoices/{own}/Attachments").json()["Attachments"]
    assert [(each["FileName"], each["ContentLength"]) for each in listed] == [("a b.csv", 3)]
    answers = [house.client.put(f"/Invoices/{own}/Attachments/{place}.pdf", content=b"x") for place in range(10)]
    assert [each.status_code for each in answers] == [200] * 9 + [400]


def test_history_keeps_notes_of_bounded_length(house: House) -> None:
    own = made(house.put(invoice()))["InvoiceID"]
    note: Json = {"HistoryRecords": [{"Details": "Made from 12 entries"}]}
    assert house.client.put(f"/Invoices/{own}/History", json=note).status_code == 200
    shown = house.client.get(f"/Invoices/{own}/History").json()["HistoryRecords"]
    assert [each["Changes"] for each in shown] == ["Note", "Created"]
    note["HistoryRecords"][0]["Details"] = "x" * 251
    assert house.client.put(f"/Invoices/{own}/History", json=note).status_code == 400


def test_lists_have_lines_only_with_a_page_and_only_what_changed(house: House) -> None:
    for place in range(3):
        house.put(invoice(InvoiceNumber=f"A-{place}"))
    assert made(house.client.get("/Invoices"))["LineItems"] == []
    page = house.client.get("/Invoices", params={"page": 2, "pageSize": 2}).json()
    assert page["pagination"] == {"page": 2, "pageSize": 2, "pageCount": 2, "itemCount": 3}
    assert len(page["Invoices"]) == 1 and page["Invoices"][0]["LineItems"]
    house.vendors.time.passed += 60
    since = {"If-Modified-Since": f"{house.books.clock.now():%Y-%m-%dT%H:%M:%S}"}
    house.books.pay(house.books.approve("Invoice", "A-1").id, Decimal(1))
    assert [each["InvoiceNumber"] for each in house.client.get("/Invoices", headers=since).json()["Invoices"]] == [
        "A-1"
    ]
    some = house.client.get("/Invoices", params={"where": 'Date==DateTime(2026,11,03) AND Status=="DRAFT"'})
    assert {each["InvoiceNumber"] for each in some.json()["Invoices"]} == {"A-0", "A-2"}
    assert house.client.get("/Invoices", params={"where": "Total>1"}).json()["ErrorNumber"] == 16


# ---- limits ----


def test_limits_are_told_with_every_answer_and_pass_as_fast_as_they_are_set(house: House) -> None:
    house.books.pace = 60
    answers = [house.client.get("/Organisation") for _ in range(61)]
    assert [answers[0].headers[f"x-{name}-remaining"] for name in ("minlimit", "daylimit", "appminlimit")] == [
        "59",
        "4999",
        "9999",
    ]
    assert [each.status_code for each in answers] == [200] * 60 + [429]
    assert (answers[-1].headers["x-rate-limit-problem"], answers[-1].headers["retry-after"]) == ("minute", "1")
    house.vendors.time.passed += 1
    assert house.client.get("/Organisation").status_code == 200


def test_a_sixth_request_at_once_is_refused() -> None:
    world = World(Clock())
    with Serving(world, 0, services(world, LEDGER_VENDORS)) as serving:
        tokens = world.xero.identity.tokens(WEB, WEB.scopes)
        headers = {"Authorization": f"Bearer {tokens['access_token']}", "xero-tenant-id": world.xero.organisation.id}
        world.faults.append(Fault("xero", "slow reply", "/api.xro/2.0/Organisation", times=0, seconds=1))
        answers: list[httpx.Response] = []
        address = f"{serving.base}/xero/api.xro/2.0/Organisation"
        threads = [
            threading.Thread(target=lambda: answers.append(httpx.get(address, headers=headers))) for _ in range(6)
        ]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert sorted(each.status_code for each in answers) == [200] * 5 + [429]
    refused = next(each for each in answers if each.status_code == 429)
    assert refused.headers["x-rate-limit-problem"] == "concurrent"


# ---- what people do ----


def test_a_bookkeeper_acts_through_the_admin_routes(house: House) -> None:
    house.put(invoice(InvoiceNumber="A-1"), invoice(InvoiceNumber="A-2"), invoice(InvoiceNumber="A-3"))
    assert house.admin.post("/xero/documents/A-1/edit", json={"words": "Other"}).json()["status"] == "DRAFT"
    assert house.admin.post("/xero/documents/A-1/approve").json()["status"] == "AUTHORISED"
    assert house.admin.post("/xero/documents/A-1/pay", json={"amount": "100.00"}).json()["status"] == "AUTHORISED"
    assert house.admin.post("/xero/documents/A-1/void").status_code == 400
    assert house.admin.post("/xero/documents/A-1/pay").json()["status"] == "PAID"
    house.admin.post("/xero/documents/A-2/approve")
    assert house.admin.post("/xero/documents/A-2/void").json()["status"] == "VOIDED"
    assert house.admin.post("/xero/documents/A-3/delete").json()["status"] == "DELETED"
    assert [each["status"] for each in house.admin.get("/xero/documents").json()] == ["PAID", "VOIDED", "DELETED"]
    assert house.admin.post("/xero/documents/none/void").status_code == 404
    assert house.admin.post("/xero/contacts/Acme Corp/archive").json()["status"] == "ARCHIVED"
    merged = house.admin.post("/xero/contacts/Bluefin Logistics/merge", json={"into": "Ember Retail Group"})
    assert merged.json()["merged_to"] == house.books.contact("Ember Retail Group").id
    house.admin.post("/xero/lock", json={"until": "2026-11-03"})
    refused = house.put(invoice(Contact={"Name": "Ember Retail Group"}))
    assert "lock date" in refused.json()["Elements"][0]["ValidationErrors"][0]["Message"]
    assert house.admin.post("/xero/pace", json={"pace": 60}).json() == {"pace": 60}
    house.admin.post("/xero/revoke")
    assert house.client.get("/Organisation").status_code == 401


# ---- contacts ----


def test_a_contact_is_made_once_and_its_name_is_taken_while_it_is_active(house: House) -> None:
    def put(*contacts: Json, key: str = "") -> httpx.Response:
        headers = {"Idempotency-Key": key} if key else {}
        return house.client.put("/Contacts", json={"Contacts": list(contacts)}, headers=headers)

    new = {"Name": "Zephyr Works", "EmailAddress": "ap@zephyr.test", "DefaultCurrency": "EUR"}
    (made_there,) = put(new, key="k").json()["Contacts"]
    assert (made_there["Name"], made_there["DefaultCurrency"], made_there["ContactStatus"]) == (
        "Zephyr Works",
        "EUR",
        "ACTIVE",
    )
    assert put(new, key="k").json()["Contacts"][0]["ContactID"] == made_there["ContactID"]
    refused = put(new).json()
    assert refused["Type"] == "ValidationException"
    assert "must be unique across all active contacts" in refused["Elements"][0]["ValidationErrors"][0]["Message"]
    house.books.archive("Zephyr Works")
    assert put(new).status_code == 200
    for wrong in ({}, {"Name": ""}, {"Name": "A" * 256}, {"Name": "A", "DefaultCurrency": "CHF"}):
        assert put(wrong).status_code == 400, wrong


def test_whoever_may_only_read_contacts_makes_none(house: House) -> None:
    reading = " ".join(each for each in GRANULAR if each != "accounting.contacts")
    form = {"grant_type": "authorization_code", "code": house.code(scope=reading), "redirect_uri": BACK}
    house.signed(house.token(form).json())
    assert house.client.get("/Contacts").status_code == 200
    assert house.client.put("/Contacts", json={"Contacts": [{"Name": "Zephyr Works"}]}).status_code == 403
