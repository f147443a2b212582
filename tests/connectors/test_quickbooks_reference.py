"""QuickBooks Online's published schema and recorded answers beside the connector and its twin: same names and types.

Optional reference data, looked for in the folder that TIEOUT_REFERENCE names, else in `shared` beside the checkout.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import msgspec
import pytest

from connectors.ledgers import ACCOUNT, CREDIT_NOTE, CUSTOMER, ESTIMATE, INVOICE, ITEM, Act, Names, NewName, Stage
from connectors.quickbooks.documents import ENTITIES
from connectors.quickbooks.payloads import One, Queried, Sales
from connectors.quickbooks.reading import Known, to_document, to_names
from connectors.quickbooks.transport import multipart
from sandbox.quickbooks_books import QuickBooksBooks
from tests.connectors.books import line
from tests.connectors.test_quickbooks import act, made, opened, wanted
from tests.connectors.vendors import Vendors

VENDOR = "quickbooks"
REFERENCE = Path(os.environ.get("TIEOUT_REFERENCE") or Path(__file__).parents[3] / "shared")
SPEC = REFERENCE / "specs" / "qbo-v3-xsd"
RECORDINGS = REFERENCE / "recordings" / "quickbooks"
needs_spec = pytest.mark.skipif(not SPEC.is_dir(), reason=f"the optional reference data is not in {SPEC}")
needs_recordings = pytest.mark.skipif(
    not RECORDINGS.is_dir(), reason=f"the optional reference data is not in {RECORDINGS}"
)

Json = dict[str, Any]
XS = "{http://www.w3.org/2001/XMLSchema}"
PLAIN: dict[str, tuple[type, ...]] = {
    "xs:string": (str,),
    "xs:boolean": (bool,),
    "xs:decimal": (int, Decimal, float),
    "xs:int": (int,),
    "xs:long": (int,),
    "xs:integer": (int,),
    "xs:positiveInteger": (int,),
    "xs:date": (str,),
    "xs:dateTime": (str,),
    "xs:anyURI": (str,),
    "id": (str,),
}
FORMS = {"xs:date": r"\d{4}-\d\d-\d\d", "xs:dateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d"}
ATTRIBUTES = {"domain", "status", "sparse"}
ELSEWHERE = {("SalesFormsPrefs", "CustomField")}
"""What the API has in another form than its schema."""


@dataclass
class Shape:
    """The elements of a complex type: their types, and which must be there."""

    elements: dict[str, str] = field(default_factory=dict)
    needs: set[str] = field(default_factory=set)
    text: bool = False


# ---- the schema ----


@cache
def schema() -> tuple[dict[str, ElementTree.Element], dict[str, set[str]]]:
    """The complex types by name, and the words of enumerations."""
    types: dict[str, ElementTree.Element] = {}
    words: dict[str, set[str]] = {}
    for path in sorted(SPEC.glob("*.xsd")):
        root = ElementTree.parse(path).getroot()  # a file that was put there by hand
        types |= {each.get("name", ""): each for each in root.iter(f"{XS}complexType")}
        for each in root.iter(f"{XS}simpleType"):
            words[each.get("name", "")] = {one.get("value", "") for one in each.iter(f"{XS}enumeration")}
    return types, words


@cache
def shape(name: str) -> Shape:
    """What a complex type has, with what it extends."""
    found = Shape()
    element = schema()[0][name]
    extended = element.find(f".//{XS}extension")
    base = extended.get("base", "") if extended is not None else ""
    if element.find(f"{XS}simpleContent") is not None:
        found.text = True
        return found
    if base in schema()[0]:
        inherited = shape(base)
        found.elements |= inherited.elements
        found.needs |= inherited.needs
    _collect(element, found, optional=False)
    return found


def _collect(element: ElementTree.Element, found: Shape, optional: bool) -> None:
    for each in element:
        if each.tag == f"{XS}element" and each.get("name"):
            found.elements[each.get("name", "")] = each.get("type", "xs:string")
            if not optional and each.get("minOccurs", "1") != "0":
                found.needs.add(each.get("name", ""))
        else:
            _collect(each, found, optional or each.tag == f"{XS}choice")


def problems(value: Any, kind: str, path: str = "") -> Iterator[str]:
    """What of a value is not as the schema says."""
    if isinstance(value, list):
        for each in value:
            yield from problems(each, kind, f"{path}[]")
    elif kind in PLAIN:
        if (
            not isinstance(value, PLAIN[kind])
            or (isinstance(value, bool) and kind != "xs:boolean")
            or (kind in FORMS and not re.fullmatch(FORMS[kind], str(value)))
        ):
            yield f"{path}: {value!r} is no {kind}"
    elif kind in schema()[1]:
        known = schema()[1][kind]
        if known and value not in known:
            yield f"{path}: {value!r} is none of {kind}"
    else:
        yield from _of_object(value, kind, path)


def _of_object(value: Any, kind: str, path: str) -> Iterator[str]:
    there = shape(kind)
    if not isinstance(value, dict):
        yield f"{path}: {value!r} is no object"
    elif there.text:
        unknown = set(value) - {"value", "name", "type"}
        yield from (f"{path}.{name} is unknown" for name in unknown)
    else:
        for name, each in value.items():
            if name in ATTRIBUTES or (kind, name) in ELSEWHERE:
                continue
            if name not in there.elements:
                yield f"{path}.{name} is unknown to {kind}"
            else:
                yield from problems(each, there.elements[name], f"{path}.{name}")
        yield from (f"{path} needs {name}" for name in there.needs - set(value))


def everything(vendors: Vendors) -> None:
    """Makes one of all documents that we make, and lets people do all that they do."""
    found = opened(vendors, po_number="P.O. Number")
    names = Names.of(list(found.names()))
    income = names.find(ACCOUNT, "Consulting income")
    assert income is not None
    found.create(NewName(CUSTOMER, "Acme Corp:Hangar", "USD", "ap@hangar.test"), names, "k-01")
    found.create(NewName(ITEM, "Night shifts", account=income.id), names, "k-02")
    draft = made(found, wanted(Act.DRAFT))
    draft = made(found, wanted(Act.DRAFT, token="k-2", stands=draft))
    invoice = made(found, wanted(Act.POST, token="k-3", stands=draft))
    credit = made(found, wanted(Act.POST, CREDIT_NOTE, token="k-4", lines=(line("1", "-100", "-100.00"),)))
    euros = line("0.3333", "130", "43.33", currency="EUR")
    made(found, wanted(Act.POST, token="k-5", customer="Ember Retail Group", lines=(euros,), notes=("ACME-1",)))
    other = made(found, wanted(Act.DRAFT, token="k-6"))
    made(found, wanted(Act.WITHDRAW, token="k-7", stands=other))
    found.attach(INVOICE, invoice.id, "statement.pdf", b"%PDF", "k-8")
    act(vendors, "pay", invoice=invoice.id, amount="100.00", credit=credit.id)
    act(vendors, "pay", invoice=invoice.id, amount="10.50")
    assert len(list(found.papers(date(2026, 11, 1), date(2026, 11, 30)))) == 3
    found.close()


@needs_spec
def test_what_we_send_is_as_the_schema_says(vendors: Vendors) -> None:
    everything(vendors)
    seen = set()
    for each in vendors.asked("quickbooks"):
        entity = next((e for e in (*ENTITIES.values(), "Customer", "Item") if each.path.endswith(f"/{e.lower()}")), "")
        if entity and each.method == "POST":
            seen.add((entity, each.params.get("operation", "")))
            assert list(problems(each.body, entity, entity)) == []
            assert isinstance(each.body, dict)
            assert each.params["minorversion"] == "75" and 0 < len(each.params["requestid"]) <= 50
    made_there = {("Customer", ""), ("Item", "")}
    assert seen == {*made_there, ("Estimate", ""), ("Estimate", "delete"), ("Invoice", ""), ("CreditMemo", "")}


@needs_spec
def test_the_metadata_of_a_file_is_as_the_schema_says() -> None:
    body = multipart("b", ("Invoice", "1"), "a.pdf", b"x")
    [about] = re.findall(rb"\r\n\r\n(\{.*\})\r\n", body)
    assert list(problems(json.loads(about), "Attachable", "Attachable")) == []


@needs_spec
def test_what_the_twin_keeps_is_as_the_schema_says(vendors: Vendors) -> None:
    everything(vendors)
    books = vendors.world.quickbooks
    found = [
        problem
        for entity, kept in books.rows.items()
        if entity != "TaxRate"
        for row in kept.values()
        for problem in problems(json.loads(json.dumps(row, default=float)), entity, entity)
    ]
    assert sorted(set(found)) == []
    assert {"Invoice", "Estimate", "CreditMemo", "Payment", "Customer", "Item", "Attachable"} <= set(books.rows)


# ---- the recordings ----


def recorded(pattern: str) -> Iterator[tuple[Json, Json]]:
    """The requests and answers of the recordings whose names fit."""
    for path in sorted(RECORDINGS.glob(f"recorded_{pattern}.json")):
        for each in json.loads(path.read_text())["interactions"]:
            yield each["request"], each["response"]["body"]


KNOWN = Known("USD", "https://app.qbo.intuit.com/app")
OF = {INVOICE: "invoice", ESTIMATE: "estimate", CREDIT_NOTE: "credit_memo"}


@needs_recordings
@pytest.mark.parametrize("kind", OF)
def test_recorded_documents_are_read(kind: str) -> None:
    entity = ENTITIES[kind]
    name = {"CreditMemo": "credit-memo"}.get(entity, entity.lower())
    count = 0
    for verb in ("create", "get", "update"):
        for _, body in recorded(f"{verb}-{name}"):
            row: Sales | None = getattr(msgspec.json.decode(json.dumps(body), type=One), OF[kind])
            assert row is not None
            said = body[entity]
            document = to_document(kind, row, KNOWN)
            assert document.total.decimal == Decimal(str(said["TotalAmt"]))
            assert document.tax.decimal == Decimal(str(said.get("TxnTaxDetail", {}).get("TotalTax", 0)))
            assert (document.number, document.version) == (said["DocNumber"], said["SyncToken"])
            assert document.issued is not None and document.issued.isoformat() == said["TxnDate"]
            assert document.changed_at is not None
            count += 1
    assert count >= 3


@needs_recordings
def test_a_recorded_estimate_that_was_invoiced_is_converted() -> None:
    [(_, body)] = recorded("get-estimate")
    row = msgspec.json.decode(json.dumps(body), type=One).estimate
    assert row is not None
    assert to_document(ESTIMATE, row, KNOWN).stage is Stage.CONVERTED


@needs_recordings
def test_recorded_lists_are_read_whole() -> None:
    counts = {}
    for name in ("list-invoices", "list-customers", "list-items", "query-entities"):
        for _, body in recorded(name):
            found = msgspec.json.decode(json.dumps(body), type=Queried).query_response
            [(entity, rows)] = [(k, v) for k, v in body["QueryResponse"].items() if isinstance(v, list)]
            assert found.rows == len(rows)
            if entity != "Invoice":
                assert len(list(to_names(found))) == len(rows)
            for each in found.invoice:
                document = to_document(INVOICE, each, KNOWN)
                assert document.paid.minor + (each.balance or 0) * 100 == document.total.minor
                assert (document.stage is Stage.PAID) == (each.balance == 0 and each.total_amt > 0)
            counts[name] = len(rows)
    assert len(counts) == 4 and all(counts.values())


@needs_recordings
@pytest.mark.parametrize("name", ["create-credit-memo", "create-estimate", "create-invoice"])
def test_the_twin_takes_what_was_recorded_and_answers_with_the_same_fields(vendors: Vendors, name: str) -> None:
    books: QuickBooksBooks = vendors.world.quickbooks
    for request, body in recorded(name):
        entity = next(iter(set(body) - {"time"}))
        address = f"{vendors.base}/quickbooks/v3/company/{books.realm}/{entity.lower()}"
        answer = httpx.post(address, json=request["body"], headers={"Authorization": f"Bearer {books.token()}"})
        assert answer.status_code == 200, answer.text
        said, expected = answer.json()[entity], body[entity]
        theirs = {"ShipFromAddr", "BillAddr", "ShipAddr", "FreeFormAddress", "ApplyTaxAfterDiscount", "PrintStatus"}
        theirs |= {"InvoiceLink", "CustomField", "BillEmail", "DeliveryInfo", "DueDate", "SalesTermRef", "LinkedTxn"}
        assert {each for each in expected if not each.startswith("Allow")} - theirs <= set(said)
        for field_name in ("TotalAmt", "Balance", "RemainingCredit", "TxnStatus", "SyncToken"):
            assert said.get(field_name) == expected.get(field_name)
        assert [each["DetailType"] for each in said["Line"]] == [each["DetailType"] for each in expected["Line"]]


@needs_recordings
def test_recorded_updates_are_sparse_and_keep_the_rest() -> None:
    [(request, body)] = recorded("update-invoice")
    assert request["body"]["sparse"] is True
    assert int(body["Invoice"]["SyncToken"]) == int(request["body"]["SyncToken"]) + 1
    assert body["Invoice"]["Line"]
