"""Xero's published description and recorded answers beside the connector and its twin: the same keys and types.

Optional reference data, looked for in the folder that TIEOUT_REFERENCE names, else in `shared` beside the checkout.
"""

from __future__ import annotations

import copy
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import respx
import yaml

from billing.money import Money
from connectors.ledgers import CREDIT_NOTE, CUSTOMER, INVOICE, ITEM, Act, Names, NewName, Stage, Wanted
from connectors.xero.config import Config
from connectors.xero.ledger import Ledger
from sandbox import xero as twin
from sandbox import xero_rows
from sandbox.xero_apps import GRANULAR, App
from tests.connectors.ledger_contract import document, line
from tests.connectors.test_xero import POSTING, config, post
from tests.connectors.vendors import FakeTime, Vendors

VENDOR = "xero"
REFERENCE = Path(os.environ.get("TIEOUT_REFERENCE") or Path(__file__).parents[3] / "shared")
SPEC = REFERENCE / "specs" / twin.SPEC
RECORDINGS = REFERENCE / "recordings" / "xero"
APP = App("A1B2C3D4E5F6", "secret", scopes=GRANULAR)

needs_spec = pytest.mark.skipif(not SPEC.is_file(), reason=f"the optional reference data is not in {SPEC}")
needs_recordings = pytest.mark.skipif(
    not RECORDINGS.is_dir(), reason=f"the optional reference data is not in {RECORDINGS}"
)

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
RECORDED: dict[str, Json] = {
    "Invoice": {"DateString": TEXT, "DueDateString": TEXT},
    "CreditNote": {"DateString": TEXT, "ID": TEXT, "InvoiceAddresses": {"type": "array"}},
    "LineItem": {"ValidationErrors": {"type": "array"}},
}
"""What recordings have and the description leaves out."""
ENVELOPE = {"Id": TEXT, "Status": {"enum": ["OK"]}, "ProviderName": TEXT, "DateTimeUTC": TEXT}


@dataclass
class Held:
    """A token that is good."""

    held: str

    def token(self) -> str:
        return self.held

    def renew(self, refused: str) -> str:
        raise AssertionError("it was good")


# ---- the published description ----


@pytest.fixture(scope="module")
def spec() -> Json:
    text = SPEC.read_text(encoding="utf-8")
    loaded: Json = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # both are safe
    return loaded


def closed(spec: Json, name: str, answer: bool) -> Any:
    """A schema by name that allows no other keys. Of answers any text may be null; requests have nothing read-only."""
    schemas = copy.deepcopy(spec["components"]["schemas"])
    for title, schema in schemas.items():
        properties = schema.get("properties")
        if properties is None:
            continue
        schema["additionalProperties"] = False
        if answer:
            properties.update(copy.deepcopy(RECORDED.get(title, {})))
            for each in properties.values():
                if each.get("type") == "string" and "enum" not in each:
                    each["type"] = ["string", "null"]
        else:
            schema["properties"] = {key: each for key, each in properties.items() if not each.get("readOnly")}
    if answer:
        schemas[name]["properties"].update(ENVELOPE)
        schemas["Organisation"]["properties"]["Class"]["enum"].append(xero_rows.NEW_EDITION)
    root = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
    return jsonschema.Draft4Validator(root)


def operation(spec: Json, method: str, path: str) -> tuple[str, Json, set[str]]:
    """The path, the operation and the parameters of the description for a path of the API."""
    own = path.removeprefix(twin.API)
    found = [
        (template, known)
        for template, known in spec["paths"].items()
        if method.lower() in known and re.fullmatch(re.sub(r"\{\w+\}", r"[^/]+", template), own)
    ]
    template, known = min(found, key=lambda each: (each[0].count("{"), "FileName" not in each[0]))
    parameters = [*known.get("parameters", ()), *known[method.lower()].get("parameters", ())]
    shared = spec["components"]["parameters"]
    resolved = [shared[each["$ref"].split("/")[-1]] if "$ref" in each else each for each in parameters]
    return template, known[method.lower()], {each["name"] for each in resolved if each["in"] == "query"}


def referred(content: Json) -> str:
    """The name of the schema that a request or an answer refers to."""
    return str(content["content"]["application/json"]["schema"]["$ref"].split("/")[-1])


def opened(vendors: Vendors) -> Ledger:
    identity = vendors.world.xero.identity
    token = identity.tokens(identity.register(APP), APP.scopes)["access_token"]
    return Ledger(config(vendors), Held(token), vendors.time.timer)


def everything(vendors: Vendors) -> None:
    """Asks for all that the connector may ever ask for, and writes all that it may write."""
    ledger = opened(vendors)
    ledger.company()
    names = Names.of(list(ledger.names()))
    ledger.create(NewName(CUSTOMER, "Zephyr Works", "EUR", "ap@zephyr.test"), names, "0")
    draft = ledger.send(ledger.prepare(replace(post(branding="Special Projects"), act=Act.DRAFT), names), "1")
    invoice = ledger.send(ledger.prepare(replace(post(), stands=draft), names), "2")
    note = document("Acme Corp", line("-1", "112.3456", POSTING), number="CN-0001")
    wanted = Wanted(Act.DRAFT, CREDIT_NOTE, note, "k-2", None, invoice.id)
    drafted = ledger.send(ledger.prepare(wanted, names), "3")
    credit = ledger.send(ledger.prepare(replace(wanted, act=Act.POST, stands=drafted), names), "4")
    ledger.send(ledger.prepare_allocation(credit, invoice, Money(100, "USD"), date(2026, 11, 3)), "5")
    again = replace(post(number="INV-0002"), act=Act.DRAFT, token="k-3")
    other = ledger.send(ledger.prepare(again, names), "6")
    ledger.send(ledger.prepare(replace(again, act=Act.WITHDRAW, stands=other), names), "7")
    vendors.world.xero.pay(invoice.id, Decimal("50.00"))
    ledger.seek(ledger.prepare(post(number="INV-0003"), names))
    ledger.attach(INVOICE, invoice.id, "a.csv", b"a,b", "8")
    ledger.attach(CREDIT_NOTE, credit.id, "a.csv", b"a,b", "9")
    list(ledger.changed(datetime(2026, 11, 1, tzinfo=UTC)))
    list(ledger.changed(None, [invoice.id, credit.id]))
    assert len(list(ledger.papers(date(2026, 11, 1), date(2026, 11, 30)))) == 3
    ledger.close()


@needs_spec
def test_every_request_is_one_of_the_description_with_its_parameters_and_body(vendors: Vendors, spec: Json) -> None:
    everything(vendors)
    seen = set()
    for each in vendors.asked("xero", twin.API):
        template, known, query = operation(spec, each.method, each.path)
        assert each.status == 200, each
        assert each.params.keys() <= query, f"{each.path} has other parameters"
        if each.method != "GET" and "Attachments" not in template:
            schema = closed(spec, referred(known["requestBody"]), answer=False)
            assert [problem.message for problem in schema.iter_errors(each.body)] == []
        seen.add(f"{each.method} {template}")
    assert {
        "PUT /Contacts",
        "PUT /Invoices",
        "POST /Invoices/{InvoiceID}",
        "PUT /CreditNotes",
        "POST /CreditNotes/{CreditNoteID}",
        "PUT /CreditNotes/{CreditNoteID}/Allocations",
        "PUT /Invoices/{InvoiceID}/Attachments/{FileName}",
        "GET /CreditNotes/{CreditNoteID}/Attachments",
        "GET /Payments",
        "GET /TrackingCategories",
    } <= seen
    assert len(seen) == 23


@needs_spec
def test_every_answer_of_the_twin_fits_the_description_and_has_nothing_else(vendors: Vendors, spec: Json) -> None:
    everything(vendors)
    books = vendors.world.xero
    token = next(iter(books.identity.access))
    headers = {"Authorization": f"Bearer {token}", "xero-tenant-id": books.organisation.id}
    checked = set()
    vendors.time.passed += 60  # a new minute with its sixty requests
    for each in [each for each in vendors.asked("xero", twin.API) if each.method == "GET" or "Attach" not in each.path]:
        body = _again(each.body) if each.method != "GET" else None
        vendors.time.passed += 1
        answer = httpx.request(
            each.method, f"{vendors.base}/xero{each.path}", params=each.params, json=body, headers=headers
        )
        template, known, _ = operation(spec, each.method, each.path)
        if answer.status_code == 200:
            schema = closed(spec, referred(known["responses"]["200"]), answer=True)
            wrong = schema.iter_errors(answer.json())
            assert [f"{template} {list(one.absolute_path)}: {one.message}" for one in wrong] == []
            checked.add(f"{each.method} {template}")
        else:
            assert answer.json()["Type"] == "ValidationException", answer.text
    assert {
        "PUT /Contacts",
        "PUT /Invoices",
        "PUT /CreditNotes",
        "GET /Contacts",
        "GET /Organisation",
        "GET /Payments",
    } <= checked
    assert len(checked) >= 17


def _again(sent: Any) -> Any:
    """A request's body with other numbers, so that it is made once more."""
    found = copy.deepcopy(sent)
    for each in [*found.get("Invoices", ()), *found.get("CreditNotes", ())]:
        for key in ("InvoiceNumber", "CreditNoteNumber"):
            if key in each:
                each[key] += "-B"
    for each in found.get("Contacts", ()):
        each["Name"] += " B"
    return found


@needs_spec
def test_the_schemas_are_closed_and_would_see_a_wrong_key_or_type(vendors: Vendors, spec: Json) -> None:
    everything(vendors)
    sent = next(each for each in vendors.asked("xero", f"{twin.API}/Invoices") if each.method == "PUT")
    assert isinstance(sent.body, dict)
    schema, good = closed(spec, "Invoices", answer=False), sent.body["Invoices"][0]
    wrong: Json
    for wrong in ({"Typ": "ACCREC"}, {"Type": "SALES"}, {"LineItems": "none"}, {"Total": 1}, {"InvoiceNumber": 7}):
        assert not schema.is_valid({"Invoices": [{**good, **wrong}]})
    assert schema.is_valid({"Invoices": [good]})


# ---- recorded answers ----


def answered(part: str) -> Json:
    """What was answered in a recording."""
    [each, *_] = json.loads((RECORDINGS / f"recorded_{part}.json").read_text())["interactions"]
    found: Json = each["response"]["body"]
    return found


@pytest.fixture
def real() -> Iterator[tuple[respx.MockRouter, Ledger]]:
    """Xero's own address, which answers what was recorded of two test organisations."""
    stated = Config(kind="xero", client_id="A1B2C3D4E5F6", connect="pkce", organisation="NangoAPI")
    ledger = Ledger(stated, Held("token"), FakeTime().timer)
    with respx.mock(base_url="https://api.xero.com", assert_all_called=False) as router:
        router.get("/connections").respond(json=answered("list-tenants"))
        yield router, ledger
    ledger.close()


@needs_recordings
@pytest.mark.parametrize(
    ("part", "kind", "stage", "total", "paid"),
    [
        ("create-invoice", INVOICE, Stage.OPEN, 10825, 0),
        ("update-invoice", INVOICE, Stage.OPEN, 2170, 0),
        ("create-credit-note", CREDIT_NOTE, Stage.DRAFT, 10825, 0),
    ],
)
def test_recorded_documents_are_read(
    real: tuple[respx.MockRouter, Ledger], part: str, kind: str, stage: Stage, total: int, paid: int
) -> None:
    router, ledger = real
    body = answered(part)
    own = body[f"{'Invoices' if kind == INVOICE else 'CreditNotes'}"][0]
    path = f"/api.xro/2.0/{'Invoices' if kind == INVOICE else 'CreditNotes'}/{own[f'{_word(kind)}ID']}"
    asked = router.get(path).respond(json=body)
    found = ledger.read(kind, own[f"{_word(kind)}ID"])
    assert found is not None
    assert (found.kind, found.stage, found.total, found.paid.minor) == (kind, stage, Money(total, "USD"), paid)
    assert (found.net + found.tax, found.token) == (found.total, "")
    assert str(found.issued) == own["DateString"][:10]
    sent = asked.calls.last.request
    assert sent.headers["xero-tenant-id"] == "8fecd03b-d211-491a-a3bb-7203920abac7"
    assert (sent.headers["accept"], sent.url.params["unitdp"]) == ("application/json", "4")


@needs_recordings
def test_recorded_lists_are_read_and_what_is_suppliers_left_out(real: tuple[respx.MockRouter, Ledger]) -> None:
    router, ledger = real
    body = answered("list-invoices")
    router.get("/api.xro/2.0/Invoices").respond(json=body)
    router.get("/api.xro/2.0/CreditNotes").respond(json={"CreditNotes": []})
    router.get("/api.xro/2.0/Payments").respond(json={"Payments": []})
    found = list(ledger.changed(datetime(2026, 1, 1, tzinfo=UTC)))
    assert len(found) == sum(each["Type"] == "ACCREC" for each in body["Invoices"])
    credited = next(each for each in found if each.number == "INV-0010")
    assert (credited.stage, credited.credited, credited.paid.minor) == (Stage.PAID, Money(54125, "USD"), 0)
    assert credited.linked == ("602f5486-664e-492f-b4d1-e12df1d4b8ba",)


@needs_recordings
def test_recorded_names_are_read(real: tuple[respx.MockRouter, Ledger]) -> None:
    router, ledger = real
    contacts, items = answered("list-contacts"), answered("list-items")
    router.get("/api.xro/2.0/Contacts").respond(json=contacts)
    router.get("/api.xro/2.0/Items").respond(json=items)
    names = list(ledger.names((CUSTOMER, ITEM)))
    assert sum(each.kind == CUSTOMER for each in names) == len(contacts["Contacts"])
    book = Names.of(names).find(ITEM, "BOOK")
    assert book is not None and book.fits and book.name == "Fish out of Water: Finding Your Brand"


def _word(kind: str) -> str:
    return "Invoice" if kind == INVOICE else "CreditNote"
