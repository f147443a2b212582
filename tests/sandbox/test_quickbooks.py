"""QuickBooks Online on loopback, asked by hand: signing in, versions, queries, limits, and what the bookkeeper does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from sandbox.faults import Fault
from sandbox.quickbooks_books import QuickBooksBooks
from sandbox.server import Serving
from sandbox.world import World
from tests.connectors.vendors import FakeTime, world_for

Json = dict[str, Any]
CALLBACK = "http://localhost:9999/callback"
LINE = {
    "DetailType": "SalesItemLineDetail",
    "Amount": 150.5,
    "SalesItemLineDetail": {"ItemRef": {"value": "1"}, "Qty": 1, "UnitPrice": 150.5},
}
INVOICE = {"CustomerRef": {"value": "1"}, "TxnDate": "2026-11-03", "Line": [LINE]}


class Here:
    """The twin, served."""

    def __init__(self, base: str, world: World, time: FakeTime) -> None:
        self.base, self.world, self.books, self.time = base, world, world.quickbooks, time
        self.app = (world.quickbooks.client_id, world.quickbooks.client_secret)
        self.token, self.client = world.quickbooks.token(), httpx.Client(limits=httpx.Limits(max_connections=20))

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        address = f"{self.base}/quickbooks/v3/company/{self.books.realm}{path}"
        headers = {"Authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        return self.client.request(method, address, headers=headers, **more)

    def write(self, body: Any, entity: str = "invoice", **params: str) -> httpx.Response:
        return self.ask("POST", f"/{entity}", json=body, params=params)

    def made(self, body: Any, entity: str = "invoice", **params: str) -> Json:
        answer = self.write(body, entity, **params)
        assert answer.status_code == 200, answer.text
        found: Json = next(value for name, value in answer.json().items() if name != "time")
        return found

    def fault(self, body: Any, entity: str = "invoice", **params: str) -> Json:
        answer = self.write(body, entity, **params)
        assert answer.status_code == 400, answer.text
        [found] = answer.json()["Fault"]["Error"]
        assert isinstance(found, dict)
        return found

    def select(self, query: str) -> Json:
        answer = self.ask("GET", "/query", params={"query": query})
        found: Json = answer.json()
        return found.get("QueryResponse", found)  # type: ignore[no-any-return]  # of a fault all of it

    def act(self, name: str, **body: Any) -> httpx.Response:
        return httpx.post(f"{self.base}/_admin/quickbooks/{name}", json=body)

    def oauth(self, path: str, **form: str) -> httpx.Response:
        return httpx.post(f"{self.base}/quickbooks-oauth{path}", data=form, auth=self.app)

    def code(self) -> str:
        asked = {"client_id": self.books.client_id, "redirect_uri": CALLBACK, "state": "s", "response_type": "code"}
        address = f"{self.base}/quickbooks-oauth/connect/oauth2"
        answer = httpx.get(address, params={**asked, "scope": "com.intuit.quickbooks.accounting"})
        assert answer.status_code == 302
        back = parse_qs(urlsplit(answer.headers["location"]).query)
        assert (back["state"], back["realmId"]) == (["s"], [self.books.realm])
        return back["code"][0]


@pytest.fixture
def here() -> Iterator[Here]:
    time = FakeTime()
    world = world_for(time)
    with Serving(world) as served:
        found = Here(served.base, world, time)
        yield found
        found.client.close()


# ---- signing in ----


def test_a_code_is_exchanged_once_and_refresh_tokens_rotate(here: Here) -> None:
    code = here.code()
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    known, here.app = here.app, ("x", "y")
    assert here.oauth("/oauth2/v1/tokens/bearer", **form).status_code == 401
    here.app = known
    first = here.oauth("/oauth2/v1/tokens/bearer", **form).json()
    assert (first["expires_in"], first["x_refresh_token_expires_in"]) == (3600, 8_726_400)
    assert here.oauth("/oauth2/v1/tokens/bearer", **form).json()["error"] == "invalid_grant"
    refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = here.oauth("/oauth2/v1/tokens/bearer", **refresh).json()
    assert second["refresh_token"] != first["refresh_token"]
    again = here.oauth("/oauth2/v1/tokens/bearer", **refresh)
    assert again.status_code == 200, "the one before is shown once more"
    assert here.oauth("/oauth2/v1/tokens/bearer", **refresh).json()["error"] == "invalid_grant"
    here.token = again.json()["access_token"]
    assert here.ask("GET", "/preferences").status_code == 200


def test_tokens_end(here: Here) -> None:
    here.world.clock.advance(3601)
    refused = here.ask("GET", "/preferences")
    assert refused.status_code == 401
    assert refused.json()["fault"]["error"][0]["code"] == "3200", "the gateway's fault is lower-case"
    here.token = here.books.token()
    grant = here.books.grant()
    address = f"{here.base}/quickbooks-oauth/v2/oauth2/tokens/revoke"
    assert httpx.post(address, json={"token": "never"}, auth=here.app).status_code == 400
    assert httpx.post(address, json={"token": grant.refresh}, auth=here.app).status_code == 200
    assert here.ask("GET", "/preferences").status_code == 401


def test_revocation_takes_json_as_it_is_documented_and_no_form(here: Here) -> None:
    grant = here.books.grant()
    address = f"{here.base}/quickbooks-oauth/v2/oauth2/tokens/revoke"
    assert httpx.post(address, data={"token": grant.refresh}, auth=here.app).status_code == 400
    assert httpx.post(address, content=f'"{grant.refresh}"', auth=here.app).status_code == 400
    assert here.books.grants == [grant]
    assert httpx.post(address, json={"token": grant.refresh}, auth=here.app).status_code == 200
    assert here.books.grants == []


def test_when_a_consent_ends_for_good_is_told_to_who_asks_for_it(here: Here) -> None:
    form = {"grant_type": "authorization_code", "code": here.code(), "redirect_uri": CALLBACK}
    address = f"{here.base}/quickbooks-oauth/oauth2/v1/tokens/bearer"
    asks = {"x-include-refresh-token-hard-expires-in": "true"}
    first = httpx.post(address, data=form, auth=here.app, headers=asks).json()
    assert first["x_refresh_token_hard_expires_in"] == 5 * 365 * 86_400
    here.world.clock.advance(86_400)
    refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = httpx.post(address, data=refresh, auth=here.app, headers=asks).json()
    assert second["x_refresh_token_hard_expires_in"] == (5 * 365 - 1) * 86_400
    assert (
        "x_refresh_token_hard_expires_in"
        not in here.oauth(
            "/oauth2/v1/tokens/bearer", grant_type="refresh_token", refresh_token=second["refresh_token"]
        ).json()
    )


def test_another_company_is_refused(here: Here) -> None:
    answer = httpx.get(
        f"{here.base}/quickbooks/v3/company/1/preferences", headers={"Authorization": f"Bearer {here.token}"}
    )
    assert (answer.status_code, answer.json()["fault"]["error"][0]["code"]) == (403, "3100")


# ---- documents ----


def test_numbers_have_a_point_only_where_they_need_one(here: Here) -> None:
    text = here.write({**INVOICE, "Line": [LINE, {**LINE, "Amount": 100, "SalesItemLineDetail": {}}]}).text
    assert '"TotalAmt":150.5' in text and '"Amount":100,' in text
    assert '"DetailType":"SubTotalLineDetail"' in text


def test_an_update_needs_the_latest_version(here: Here) -> None:
    row = here.made(INVOICE)
    sparse = {"Id": row["Id"], "sparse": True, "PrivateNote": "a"}
    assert here.fault(sparse)["code"] == "2020"
    assert here.made({**sparse, "SyncToken": "0"})["SyncToken"] == "1"
    assert here.fault({**sparse, "SyncToken": "0"})["code"] == "5010"
    assert here.fault({**sparse, "Id": "99", "SyncToken": "0"})["code"] == "610"


def test_a_sparse_update_keeps_and_a_full_one_clears(here: Here) -> None:
    row = here.made({**INVOICE, "PrivateNote": "mine", "CustomerMemo": {"value": "PO-1"}})
    own = {"Id": row["Id"], "SyncToken": "0"}
    kept = here.made({**own, "sparse": True, "PrivateNote": "new"})
    assert kept["CustomerMemo"] == {"value": "PO-1"} and kept["Line"][0]["Id"] == row["Line"][0]["Id"]
    cleared = here.made({**INVOICE, **own, "SyncToken": "1", "PrivateNote": "newer"})
    assert "CustomerMemo" not in cleared and cleared["DocNumber"] == row["DocNumber"]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        ({"CustomerRef": {"value": "999"}}, "2500"),
        ({"CustomerRef": None}, "2020"),
        ({"Nonsense": 1}, "2010"),
        ({"DueDate": ""}, "2030"),
        ({"PrivateNote": "x" * 4001}, "2050"),
        ({"Line": [{**LINE, "Amount": 150.49}]}, "6070"),
        ({"Line": [{**LINE, "DetailType": "Odd"}]}, "2170"),
        ({"Line": [{**LINE, "SalesItemLineDetail": {"TaxCodeRef": {"value": "2"}}}]}, "6100"),
        ({"Line": [{**LINE, "SalesItemLineDetail": {"ItemRef": {"value": "1"}}, "Amount": -5}]}, "6000"),
        ({"CurrencyRef": {"value": "EUR"}}, "6000"),
        ({"LinkedTxn": [{"TxnId": "77", "TxnType": "Estimate"}]}, "2500"),
    ],
)
def test_what_is_wrong_is_refused_and_leaves_nothing(here: Here, spoil: Json, code: str) -> None:
    assert here.fault({**INVOICE, **spoil}, requestid="r")["code"] == code
    assert not here.books.rows["Invoice"] and not here.books.replies


def test_closed_books_refuse_what_posts(here: Here) -> None:
    row = here.made(INVOICE)
    assert here.act("close", until="2026-11-03").status_code == 200
    own = {"Id": row["Id"], "SyncToken": row["SyncToken"]}
    assert here.fault(INVOICE)["code"] == here.fault(own, operation="delete")["code"] == "6210"
    assert here.fault(own, operation="void")["code"] == "6210"
    assert here.act("pay", invoice=row["Id"], on="2026-11-03").status_code == 400
    here.made(INVOICE, "estimate")


def test_a_duplicate_number_names_the_other_document(here: Here) -> None:
    here.books.prefer("SalesFormsPrefs", CustomTxnNumbers=True)
    first = here.made({**INVOICE, "DocNumber": "A-1"})
    fault = here.fault({**INVOICE, "DocNumber": "A-1"})
    assert fault["code"] == "6140"
    assert fault["Detail"].endswith(f"DocNumber=A-1 is assigned to TxnType=Invoice with TxnId={first['Id']}")
    here.made({**INVOICE, "DocNumber": "A-1"}, include="allowduplicatedocnum")
    assert "DocNumber" not in here.made(INVOICE), "with custom numbers there is none by itself"
    assert here.made({**INVOICE, "DocNumber": "AUTO_GENERATE"})["DocNumber"] == "1001"


def test_a_requestid_is_carried_out_once_and_failures_are_not_kept(here: Here) -> None:
    first = here.write(INVOICE, requestid="r-1")
    assert here.write({**INVOICE, "PrivateNote": "other"}, requestid="r-1").json()["Invoice"] == first.json()["Invoice"]
    assert len(here.books.rows["Invoice"]) == 1
    assert here.fault(INVOICE, requestid="x" * 51)["code"] == "2050"


def test_only_an_open_estimate_is_linked(here: Here) -> None:
    estimate = here.made(INVOICE, "estimate")
    here.made({"Id": estimate["Id"], "SyncToken": "0", "sparse": True, "TxnStatus": "Rejected"}, "estimate")
    link = {**INVOICE, "LinkedTxn": [{"TxnId": estimate["Id"], "TxnType": "Estimate"}]}
    assert here.made(link).get("LinkedTxn") == [], "others are ignored without a word"
    here.made({"Id": estimate["Id"], "SyncToken": "1", "sparse": True, "TxnStatus": "Accepted"}, "estimate")
    invoice = here.made(link)
    assert invoice["LinkedTxn"] == [{"TxnId": estimate["Id"], "TxnType": "Estimate"}]
    row = here.books.rows["Estimate"][estimate["Id"]]
    assert (row["TxnStatus"], row["SyncToken"]) == ("Closed", "2")
    here.made({"Id": invoice["Id"], "SyncToken": invoice["SyncToken"]}, operation="delete")
    assert row["TxnStatus"] == "Pending"


def test_a_voided_invoice_stays_and_comes_to_nothing(here: Here) -> None:
    row = here.made({**INVOICE, "PrivateNote": "mine"})
    here.act("pay", invoice=row["Id"], amount="50.50")
    voided = here.act("void", entity="Invoice", id=row["Id"]).json()
    assert (voided["TotalAmt"], voided["Balance"], voided["PrivateNote"]) == (0, 0, "Voided - mine")
    [payment] = here.books.rows["Payment"].values()
    assert (payment["Line"], float(payment["UnappliedAmt"])) == ([], 50.5)


# ---- reading ----


def test_queries_have_their_documented_limits(here: Here) -> None:
    for place in range(3):
        here.made({**INVOICE, "TxnDate": f"2026-11-0{place + 1}"})
    found = here.select("select * from Invoice where TxnDate >= '2026-11-02' orderby TxnDate desc maxresults 1")
    assert (found["Invoice"][0]["Id"], found["maxResults"]) == ("3", 1)
    assert here.select("SELECT COUNT(*) FROM Invoice WHERE CustomerRef = '1'") == {"totalCount": 3}
    assert here.select("select * from Invoice where Balance > '200'") == {}
    assert len(here.select("select * from Invoice where Id in ('1', '3') and TotalAmt = '150.5'")["Invoice"]) == 2
    for wrong in (
        "select * from Invoice where PrivateNote = 'x'",
        "select * from Invoice maxresults 1001",
        "select * from Nothing",
        "select * from Invoice where Id = '1' or Id = '2'",
    ):
        assert here.select(wrong)["Fault"]["Error"][0]["code"] in ("4000", "4001")


def test_a_name_with_an_apostrophe_is_found_and_an_inactive_one_only_if_asked(here: Here) -> None:
    here.books.add("Class", {"Name": "O'Hara", "FullyQualifiedName": "O'Hara", "Active": True})
    assert here.select("select * from Class where Name = 'O\\'Hara'")["Class"]
    here.act("retire", entity="Class", id="3")
    assert here.select("select * from Class where Id = '3'") == {}
    assert here.select("select * from Class where Active in (true, false) and Id = '3'")["Class"]


def test_changes_are_told_for_thirty_days_deletions_too(here: Here) -> None:
    row = here.made(INVOICE)
    since = here.world.clock.now() + timedelta(seconds=1)
    here.world.clock.advance(60)
    here.made({"Id": row["Id"], "SyncToken": "0"}, operation="delete")
    asked = {"entities": "Invoice,Estimate", "changedSince": since.isoformat()}
    answer = here.ask("GET", "/cdc", params=asked).json()
    [[told], estimates] = [each.get("Invoice", each) for each in answer["CDCResponse"][0]["QueryResponse"]]
    assert (told["Id"], told["status"], estimates) == (row["Id"], "Deleted", {})
    here.world.clock.advance(86_400 * 30)
    here.token = here.books.token()
    assert here.ask("GET", "/cdc", params=asked).status_code == 400
    assert here.ask("GET", "/cdc", params={**asked, "entities": "TaxCode"}).status_code == 400


def test_a_batch_reads_up_to_thirty_at_once(here: Here) -> None:
    items = [{"bId": str(each), "Query": "select * from Term"} for each in range(30)]
    answer = here.write({"BatchItemRequest": items}, "batch").json()
    assert len(answer["BatchItemResponse"]) == 30
    assert here.write({"BatchItemRequest": [*items, items[0]]}, "batch").status_code == 400


# ---- limits and trouble ----


def test_the_limit_is_five_hundred_a_minute_times_the_pace(here: Here) -> None:
    codes = [here.ask("GET", "/preferences").status_code for _ in range(501)]
    assert codes == [200] * 500 + [429]
    here.time.passed += 1
    assert here.ask("GET", "/preferences").status_code == 429
    assert here.act("pace", factor=60).status_code == 200
    assert here.ask("GET", "/preferences").status_code == 200, "a minute is a second then"


def test_eleven_requests_at_once_are_one_too_many() -> None:
    world = world_for(FakeTime())
    world.faults.append(Fault("quickbooks", "slow reply", times=0))

    async def until_all_have_come(_: float) -> None:
        while len(world.requests) < 11:
            await asyncio.sleep(0)

    world.pause = until_all_have_come
    with Serving(world) as served, ThreadPoolExecutor(11) as threads:
        here = Here(served.base, world, FakeTime())
        answers = list(threads.map(lambda _: here.ask("GET", "/preferences").status_code, range(11)))
        here.client.close()
    assert sorted(answers) == [200] * 10 + [429]


@pytest.mark.parametrize(("kind", "header"), [("429", None), ("429 seconds", "30")])
def test_a_limit_is_refused_with_and_without_the_time_to_wait(here: Here, kind: str, header: str | None) -> None:
    here.world.faults.append(Fault("quickbooks", kind))
    answer = here.ask("GET", "/preferences")
    assert (answer.status_code, answer.headers.get("retry-after")) == (429, header)
    assert answer.json()["fault"]["error"][0]["code"] == "3001"


def test_the_bookkeeper_is_told_what_cannot_be_done(here: Here) -> None:
    assert here.act("dance").status_code == 404
    assert here.act("pay", invoice="77").json()["message"].startswith("610")
    assert here.act("pay", invoice=here.made(INVOICE)["Id"], amount="a lot").status_code == 400
    assert set(here.act("rows").json()) == {"Invoice", "Estimate", "CreditMemo", "Payment", "Attachable"}


def test_a_merged_customer_is_inactive_and_its_documents_are_the_others(here: Here) -> None:
    row = here.made(INVOICE)
    here.act("merge", customer="1", into="2")
    books: QuickBooksBooks = here.books
    assert books.rows["Invoice"][row["Id"]]["CustomerRef"]["value"] == "2"
    assert here.fault(INVOICE)["code"] == "610"


# ---- customers and items ----


def test_a_name_is_there_once_whoever_has_it(here: Here) -> None:
    row = here.made({"DisplayName": "Zephyr Works", "CurrencyRef": {"value": "EUR"}}, "customer", requestid="1")
    assert (row["FullyQualifiedName"], row["CurrencyRef"]["value"], row["SyncToken"]) == ("Zephyr Works", "EUR", "0")
    again = here.made({"DisplayName": "Zephyr Works", "CurrencyRef": {"value": "EUR"}}, "customer", requestid="1")
    assert again["Id"] == row["Id"], "a key is answered once more"
    assert here.fault({"DisplayName": "ZEPHYR WORKS"}, "customer")["code"] == "6240"
    here.act("retire", entity="Customer", id=row["Id"])
    here.made({"DisplayName": "Zephyr Works"}, "customer")
    here.books.add("Employee", {"DisplayName": "Kim Allen"})
    assert here.fault({"DisplayName": "Kim Allen"}, "customer")["code"] == "6240"


@pytest.mark.parametrize(
    ("entity", "body", "code"),
    [
        ("customer", {}, "2020"),
        ("customer", {"DisplayName": "A:B"}, "2040"),
        ("customer", {"DisplayName": "A" * 501}, "2050"),
        ("customer", {"DisplayName": "A", "Id": "1"}, "2010"),
        ("customer", {"DisplayName": "A", "ParentRef": {"value": "99"}}, "2500"),
        ("customer", {"DisplayName": "A", "CurrencyRef": {"value": "CHF"}}, "2500"),
        ("item", {"Name": "A", "Type": "Service"}, "2020"),
        ("item", {"Name": "A", "Type": "Inventory"}, "2170"),
        ("item", {"Name": "Consulting", "Type": "Service"}, "6240"),
        ("item", {"Name": "A", "Type": "Service", "IncomeAccountRef": {"value": "99"}}, "2500"),
    ],
)
def test_names_that_cannot_be_are_refused(here: Here, entity: str, body: Json, code: str) -> None:
    before = len(here.books.rows["Customer"]), len(here.books.rows["Item"])
    assert here.fault(body, entity)["code"] == code
    assert (len(here.books.rows["Customer"]), len(here.books.rows["Item"])) == before


def test_an_item_posts_to_an_account_of_income(here: Here) -> None:
    accounts = {row["Name"]: row["Id"] for row in here.books.rows["Account"].values()}
    wanted = {"Name": "Night shifts", "Type": "Service"}
    assert here.fault({**wanted, "IncomeAccountRef": {"value": accounts["Checking"]}}, "item")["code"] == "6000"
    row = here.made({**wanted, "IncomeAccountRef": {"value": accounts["Consulting income"]}}, "item")
    sold = {"ItemRef": {"value": row["Id"]}, "Qty": 1, "UnitPrice": 5}
    line = {"DetailType": "SalesItemLineDetail", "Amount": 5, "SalesItemLineDetail": sold}
    assert here.made({**INVOICE, "Line": [line]})["TotalAmt"] == 5
