"""Xero as a ledger, over real HTTP against its twin on loopback."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.money import Money
from billing.wishes import Posting
from connectors.errors import Changed, Reconnect, Refused, Retry, Unknown
from connectors.http import Reply
from connectors.ledgers import (
    ACCOUNT,
    CREDIT_NOTE,
    CURRENCY,
    CUSTOMER,
    ESTIMATE,
    INVOICE,
    TAX,
    Act,
    Document,
    Name,
    Names,
    Stage,
    Unfit,
    Wanted,
)
from connectors.papers import Paper, Unread
from connectors.registry import open_ledger
from connectors.waiting import Window
from connectors.xero import config as config_of
from connectors.xero.config import Config
from connectors.xero.documents import prepare
from connectors.xero.errors import judge, told
from connectors.xero.ledger import Ledger
from connectors.xero.papers import to_paper
from connectors.xero.payloads import Papers
from connectors.xero.reading import to_document
from sandbox import xero_books as there
from sandbox.faults import Fault
from sandbox.routes import Asked
from sandbox.xero_apps import GRANULAR, App
from sandbox.xero_books import FOUR, XeroBooks, rounded
from sandbox.xero_writing import create
from tests.connectors.ledger_contract import HOURS, PRICES, LedgerContract, document, line
from tests.connectors.vendors import Vendors

VENDOR = "xero"
POSTING = Posting(item="CONSULT", account="Consulting Revenue", tax="Tax on Sales", tracking=(("Region", "North"),))


@dataclass
class Fixed:
    """Tokens of an app as somebody else holds them: one that is good, and how often another was asked for."""

    books: XeroBooks
    app: App
    now: str = ""
    renewed: int = 0

    def token(self) -> str:
        """The one that is held, if there is any."""
        self.now = self.now or self._new()
        return self.now

    def renew(self, refused: str) -> str:
        """Another one, while the connection stands."""
        if not self.books.connected:
            raise Reconnect("somebody ended the connection in Xero; connect again: tieout connect")
        self.renewed += 1
        self.now = self._new()
        return self.now

    def _new(self) -> str:
        return self.books.identity.tokens(self.app, self.app.scopes)["access_token"]


@dataclass
class Books:
    """What people do in the twin's books, in the words of every ledger."""

    vendors: Vendors

    @property
    def books(self) -> XeroBooks:
        return self.vendors.world.xero

    def fault(self, kind: str, **more: int | str) -> Fault:
        """Trouble for requests that write invoices."""
        return self.vendors.fault("xero", kind, "/api.xro/2.0/Invoices", **more)

    def calm(self) -> None:
        self.vendors.world.faults.clear()

    def documents(self, kind: str) -> int:
        papers = [each for each in self.books.papers.values() if each.kind == _kind(kind)]
        return sum(each.status not in (there.DELETED, there.VOIDED) for each in papers)

    def pay(self, document: Document, paid: Money) -> None:
        self.books.pay(document.id, paid.decimal)

    def void(self, document: Document) -> None:
        self.books.void(_kind(document.kind), document.id)

    def delete(self, document: Document) -> None:
        self.books.delete(_kind(document.kind), document.id)

    def edit(self, document: Document) -> None:
        self.books.edit(_kind(document.kind), document.id, "Other words")

    def lock(self, until: date) -> None:
        self.books.organisation.period_lock = until

    def make(self, like: Document) -> None:
        lines = [{"Description": "By hand", "Quantity": 1, "UnitAmount": like.net.decimal, "AccountCode": "200"}]
        stated = {"Contact": {"Name": "Acme Corp"}, "Date": str(like.issued), "LineItems": lines}
        create(self.books, there.INVOICE, stated, True)

    def refused(self) -> int:
        return sum(each.status == 429 for each in self.vendors.asked("xero"))

    def later(self) -> None:
        self.vendors.time.passed += 60


def _kind(kind: str) -> str:
    return there.CREDIT_NOTE if kind == CREDIT_NOTE else there.INVOICE


def config(vendors: Vendors, **more: Any) -> Config:
    """How the twin is connected to."""
    stated = {
        "kind": "xero",
        "client_id": "A1B2C3D4E5F6",
        "client_secret": "${XERO}",
        "base_url": f"{vendors.base}/xero",
    }
    return Config(**{**stated, **more})


def opened(vendors: Vendors, app: App | None = None, **more: Any) -> tuple[Ledger, Fixed]:
    """The connector over a connection that somebody consented to."""
    books = vendors.world.xero
    found = app or App("A1B2C3D4E5F6", "secret", scopes=GRANULAR)
    access = Fixed(books, books.identity.register(found))
    OPENED.append(Ledger(config(vendors, **more), access, vendors.time.timer))
    return OPENED[-1], access


OPENED: list[Ledger] = []


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    while OPENED:
        OPENED.pop().close()


@pytest.fixture
def access_and_ledger(vendors: Vendors) -> tuple[Ledger, Fixed]:
    return opened(vendors)


@pytest.fixture
def ledger(access_and_ledger: tuple[Ledger, Fixed]) -> Ledger:
    return access_and_ledger[0]


@pytest.fixture
def secrets(access_and_ledger: tuple[Ledger, Fixed]) -> list[str]:
    return [access_and_ledger[1].token()]


@pytest.fixture
def twin(vendors: Vendors) -> Books:
    return Books(vendors)


class TestXero(LedgerContract):
    posting: ClassVar[Posting] = POSTING


# ---- which organisation, and who may -------------------------------------------------------------------------------


def test_several_organisations_need_a_name_and_a_wrong_one_is_told_with_those_there_are(vendors: Vendors) -> None:
    ledger, _ = opened(vendors, organisation="Northwind AI")
    assert ledger.company().name == "Northwind AI"
    wrong, _ = opened(vendors, organisation="Southwind")
    with pytest.raises(Refused, match="does not open the organisation Southwind; write one of Northwind AI"):
        wrong.company()
    vendors.world.xero.connected.clear()
    with pytest.raises(Refused, match="opens no organisation"):
        opened(vendors)[0].names()


def test_a_custom_connection_names_no_tenant(vendors: Vendors) -> None:
    app = App("A1B2C3D4E5F6", "secret", custom=True, scopes=GRANULAR[1:])
    ledger, _ = opened(vendors, app, connect="custom")
    assert ledger.company().name == "Northwind AI"
    assert [each.path for each in vendors.asked("xero")] == ["/api.xro/2.0/Organisation"]


@pytest.mark.parametrize("scopes", [config_of.GRANULAR, config_of.BROAD])
def test_either_preset_of_scopes_suffices(vendors: Vendors, scopes: tuple[str, ...]) -> None:
    ledger, _ = opened(vendors, App("A1B2C3D4E5F6", "secret", scopes=scopes))
    made = ledger.send(ledger.prepare(post(), Names.of(list(ledger.names()))), "key")
    ledger.attach(INVOICE, made.id, "a.csv", b"a", "f")
    assert list(ledger.changed(datetime(2026, 11, 1, tzinfo=UTC))) != []


def test_a_missing_scope_asks_for_a_person(vendors: Vendors) -> None:
    ledger, _ = opened(vendors, App("A1B2C3D4E5F6", "secret", scopes=("accounting.settings.read",)))
    with pytest.raises(Reconnect, match="lacks a scope"):
        list(ledger.names())


def test_a_token_that_ended_is_renewed_once_and_the_request_made_once(vendors: Vendors) -> None:
    ledger, access = opened(vendors)
    prepared = ledger.prepare(post(), Names.of(list(ledger.names())))
    vendors.time.passed += 31 * 60
    assert ledger.send(prepared, "key").token == "k-1"
    assert access.renewed == 1
    assert len(vendors.world.xero.papers) == 1


def test_what_endangers_us_is_said(vendors: Vendors) -> None:
    ledger, _ = opened(vendors)
    assert ledger.company().problems == ()
    vendors.world.xero.organisation.year_lock = date(2025, 12, 31)
    vendors.world.xero.organisation.period_lock = date(2026, 9, 30)
    assert ledger.company().locked_until == date(2026, 9, 30)


# ---- what is written -----------------------------------------------------------------------------------------------


def post(**more: Any) -> Wanted:
    """An invoice of one line."""
    made = document("Acme Corp", line("7.25", "112.3456", POSTING))
    return Wanted(Act.POST, INVOICE, replace(made, **more), "k-1")


def body(ledger: Ledger, wanted: Wanted) -> Any:
    """The one document of a request, with exact numbers."""
    prepared = ledger.prepare(wanted, Names.of(list(ledger.names())))
    return next(iter(json.loads(prepared.body, parse_float=Decimal).values()))[0]


def test_a_request_is_exactly_this(ledger: Ledger, vendors: Vendors) -> None:
    prepared = ledger.prepare(post(), Names.of(list(ledger.names())))
    books = vendors.world.xero
    region = books.tracking[0]
    assert prepared.where == "PUT /Invoices"
    assert prepared.body.decode() == (
        '{"Invoices":[{"Type":"ACCREC","Status":"AUTHORISED",'
        f'"Contact":{{"ContactID":"{books.contact("Acme Corp").id}"}},'
        '"Date":"2026-11-03","DueDate":"2026-12-03","InvoiceNumber":"INV-0001","Reference":"PO-7781",'
        '"LineAmountTypes":"Exclusive","CurrencyCode":"USD","LineItems":['
        '{"Description":"ACME-11 Intake form","Quantity":7.25,"UnitAmount":112.3456,"ItemCode":"CONSULT",'
        '"AccountCode":"200","TaxType":"OUTPUT","Tracking":[{"TrackingCategoryID":"'
        f'{region.id}","TrackingOptionID":"{region.option_id("North")}"}}]}},'
        '{"Description":"Tasks: ACME-11, ACME-12"},{"Description":"Tieout: k-1"}]}]}'
    )
    made = ledger.send(prepared, "key")
    assert (made.net, made.tax, made.total) == (Money(81451, "USD"), Money(6720, "USD"), Money(88171, "USD"))
    sent = vendors.asked("xero", "/api.xro/2.0/Invoices")[-1]
    assert (sent.method, sent.params) == ("PUT", {"summarizeErrors": "false", "unitdp": "4"})


def test_a_line_that_xero_would_round_otherwise_is_one_times_its_amount(ledger: Ledger) -> None:
    lines = (
        line("1.2345", "21000", replace(POSTING, tax="Tax Exempt"), "JPY"),
        replace(line("0.3333", "150", POSTING, "JPY"), itemised=False),
    )
    found = body(ledger, Wanted(Act.POST, INVOICE, document("Acme Corp", *lines), "k-1"))["LineItems"]
    assert [(each["Quantity"], each["UnitAmount"]) for each in found[:2]] == [(1, 25925), (1, 50)]
    assert found[0]["Description"] == "ACME-11 Intake form (1.2345 h × 21000.00 JPY)"
    assert found[1]["Description"] == "ACME-11 Intake form", "what the client may not see is in no text either"


def test_reference_holds_the_order_alone_and_long_words_are_cut(ledger: Ledger) -> None:
    wanted = post(order="PO " + "9" * 300, notes=("x" * 5000, "links"), branding="Special Projects")
    found = body(ledger, wanted)
    assert len(found["Reference"]) == 255
    assert [len(each["Description"]) for each in found["LineItems"][-3:]] == [4000, 5, len("Tieout: k-1")]
    assert found["LineItems"][-1]["Description"] == "Tieout: k-1"
    assert found["BrandingThemeID"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"branding": "Gold"}, "no branding theme 'Gold'; correct bill_to: branding: or add it in Xero"),
        ({"customer": "Oakfield Archive"}, "'Oakfield Archive' is archived in Xero"),
        ({"lines": (line("1", "1", replace(POSTING, account="Advertising")),)}, "does not take on sales"),
        ({"lines": (line("1", "1", replace(POSTING, account="220")),)}, "account '220' is archived in Xero"),
        ({"lines": (line("1", "1", replace(POSTING, item="PAPER")),)}, "'PAPER' is an item that Xero does not take"),
        ({"lines": (line("1", "1", replace(POSTING, tax="")),)}, "time lines of ACME-IMPL have no tax"),
        ({"lines": (line("1", "1", Posting(tax="NONE")),)}, "time lines of ACME-IMPL have no account"),
        ({"lines": (line("1", "1", replace(POSTING, tracking=(("Region", "Overseas"),))),)}, "is archived"),
        ({"lines": (line("1", "1", replace(POSTING, tracking=(("Team", "Red"),))),)}, "option 'Team: Red'"),
        ({"lines": (line("-1", "1", POSTING),), "total": Money(-100, "USD")}, "takes no negative invoice"),
        ({"lines": ()}, "no empty document"),
        ({"number": "9" * 256}, "is longer than 255"),
    ],
)
def test_what_is_missing_is_a_sentence_with_what_to_do(ledger: Ledger, more: Any, said: str) -> None:
    with pytest.raises(Unfit, match=re.escape(said)):
        ledger.prepare(post(**more), Names.of(list(ledger.names())))


def test_an_estimate_is_refused(ledger: Ledger) -> None:
    with pytest.raises(Unfit, match="estimate"):
        ledger.prepare(replace(post(), kind=ESTIMATE), Names())


@given(st.lists(st.tuples(HOURS, PRICES), min_size=1, max_size=5), st.sampled_from(["USD", "EUR", "JPY"]))
def test_by_xeros_arithmetic_each_line_comes_to_our_amount(lines: list[tuple[Decimal, Decimal]], currency: str) -> None:
    """Quantity and unit amount of four decimals, their product rounded half away from zero."""
    known = Names.of([Name(CUSTOMER, "c", "Acme Corp"), Name(TAX, "T", "T"), Name(CURRENCY, currency, currency)])
    known = Names({**known.known, (ACCOUNT, "A"): Name(ACCOUNT, "a", "A", "200")})
    found = [line(str(hours), str(price), Posting(account="A", tax="T"), currency) for hours, price in lines]
    made = document("Acme Corp", *found)
    wanted = Wanted(Act.POST, INVOICE if made.total.minor >= 0 else CREDIT_NOTE, made, "k")
    sign = 1 if made.total.minor >= 0 else -1
    sent = json.loads(prepare(wanted, known).body, parse_float=Decimal, parse_int=Decimal)
    items = next(iter(sent.values()))[0]["LineItems"]
    for ours, theirs in zip(found, items, strict=False):
        quantity, unit = rounded(theirs["Quantity"], FOUR), rounded(theirs["UnitAmount"], FOUR)
        assert (quantity, unit) == (theirs["Quantity"], theirs["UnitAmount"]), "nothing is lost at four decimals"
        assert rounded(quantity * unit) == ours.amount.decimal * sign


# ---- exactly once, where Xero is peculiar --------------------------------------------------------------------------


def test_a_request_whose_key_is_forgotten_is_not_made_again(ledger: Ledger, twin: Books) -> None:
    prepared = ledger.prepare(post(), Names.of(list(ledger.names())))
    first = ledger.send(prepared, "key")
    twin.vendors.time.passed += 3600
    assert ledger.send(prepared, "key") == first, "the number is taken by this very document"
    assert twin.documents(INVOICE) == 1


def test_a_document_is_found_after_a_person_moved_it_to_another_contact_or_day(ledger: Ledger, twin: Books) -> None:
    prepared = ledger.prepare(post(), Names.of(list(ledger.names())))
    made = ledger.send(prepared, "key")
    paper = twin.books.papers[made.id]
    paper.contact = twin.books.contact("Bluefin Logistics").id
    assert (ledger.seek(prepared) or made).id == made.id
    paper.day = date(2026, 11, 5)
    found = ledger.seek(prepared)
    assert found is not None and found.id == made.id


def test_a_merged_contact_is_found_again(ledger: Ledger, twin: Books) -> None:
    prepared = ledger.prepare(post(), Names.of(list(ledger.names())))
    ledger.send(prepared, "key")
    twin.books.merge("Acme Corp", "Bluefin Logistics")
    assert ledger.seek(prepared) is not None


def test_a_document_whose_money_has_another_type_stops_the_connector(ledger: Ledger, twin: Books) -> None:
    prepared = ledger.prepare(post(), Names.of(list(ledger.names())))
    twin.vendors.fault("xero", "all bad", "/api.xro/2.0/Invoices/", method="GET")
    made = ledger.send(prepared, "key")
    with pytest.raises(Changed):
        ledger.read(INVOICE, made.id)


def test_an_answer_to_writing_that_cannot_be_read_is_an_unknown_outcome(ledger: Ledger, twin: Books) -> None:
    prepared = ledger.prepare(post(), Names.of(list(ledger.names())))
    twin.fault("all bad")
    with pytest.raises(Unknown, match="not as documented"):
        ledger.send(prepared, "key")
    found = ledger.seek(prepared)
    assert found is not None and found.token == "k-1"


def test_a_draft_is_not_made_again_of_what_a_person_approved_meanwhile(ledger: Ledger, twin: Books) -> None:
    names = Names.of(list(ledger.names()))
    draft = ledger.send(ledger.prepare(replace(post(), act=Act.DRAFT), names), "key")
    twin.books.approve("Invoice", draft.id)
    for act in (Act.DRAFT, Act.WITHDRAW):
        with pytest.raises(Refused, match="look at it there"):
            ledger.send(ledger.prepare(replace(post(), act=act, stands=draft, token="k-2"), names), f"key-{act}")
    assert twin.books.papers[draft.id].status == "AUTHORISED"


def test_the_registry_opens_it(vendors: Vendors) -> None:
    books = vendors.world.xero
    access = Fixed(books, books.identity.register(App("A1B2C3D4E5F6", "secret", scopes=GRANULAR)))
    opened_there = open_ledger(config(vendors), access, "", vendors.time.timer)
    assert (opened_there.title, opened_there.company().name) == ("Xero", "Northwind AI")
    opened_there.close()


def test_limits_may_be_others_than_the_vendors_own(vendors: Vendors) -> None:
    books = vendors.world.xero
    access = Fixed(books, books.identity.register(App("A1B2C3D4E5F6", "secret", scopes=GRANULAR)))
    fast = (Window(60, 1),)
    OPENED.append(Ledger(config(vendors), access, vendors.time.timer, limits=fast))
    assert OPENED[-1].limits() == fast


def test_a_draft_that_a_person_approved_meanwhile_is_not_written_over(ledger: Ledger, twin: Books) -> None:
    names = Names.of(list(ledger.names()))
    draft = ledger.send(ledger.prepare(replace(post(), act=Act.DRAFT), names), "key")
    twin.books.approve("Invoice", draft.id)
    twin.books.pay(draft.id)
    with pytest.raises(Refused, match="somebody approved, voided or deleted it in Xero"):
        ledger.send(ledger.prepare(replace(post(), stands=draft, token="k-2"), names), "key-2")
    there = ledger.read(INVOICE, draft.id)
    assert there is not None and (there.stage, there.token, there.ours) == (Stage.PAID, "k-1", draft.ours)


def test_writing_over_takes_back_what_is_not_stated_any_more(ledger: Ledger) -> None:
    names = Names.of(list(ledger.names()))
    draft = ledger.send(ledger.prepare(replace(post(), act=Act.DRAFT), names), "key")
    plain = replace(post(), document=replace(post().document, order="", notes=()), stands=draft, token="k-2")
    ledger.send(ledger.prepare(plain, names), "key-2")
    assert ledger.seek(ledger.prepare(plain, names)) is not None


# ---- credit notes --------------------------------------------------------------------------------------------------


def noted(ledger: Ledger) -> tuple[Document, Document]:
    """An approved invoice, and an approved credit note of a part of it."""
    names = Names.of(list(ledger.names()))
    invoice = ledger.send(ledger.prepare(post(), names), "key")
    note = document("Acme Corp", line("-1", "112.3456", POSTING), number="CN-0001")
    wanted = Wanted(Act.POST, CREDIT_NOTE, note, "k-2", None, invoice.id)
    return invoice, ledger.send(ledger.prepare(wanted, names), "key-2")


@pytest.mark.parametrize("kind", ["", "before write", "after write", "before reply", "twice"])
def test_a_credit_note_is_taken_off_its_invoice_once(ledger: Ledger, twin: Books, kind: str) -> None:
    invoice, note = noted(ledger)
    prepared = ledger.prepare_allocation(note, invoice, note.total, date(2026, 11, 3))
    assert ledger.seek(prepared) is None
    if kind:
        twin.vendors.fault("xero", kind, "/api.xro/2.0/CreditNotes", method="PUT")
    try:
        done = ledger.send(prepared, "key-3")
    except Unknown:
        done = ledger.seek(prepared) or ledger.send(prepared, "key-3")
    assert (done.id, done.stage, done.credited, done.linked) == (note.id, Stage.PAID, note.total, (invoice.id,))
    there = ledger.read(INVOICE, invoice.id)
    assert there is not None and (there.credited, there.paid.minor, there.linked) == (note.total, 0, (note.id,))
    found = {each.id: each for each in ledger.changed(datetime(2026, 11, 3, 11, tzinfo=UTC))}
    assert found[note.id] == done


def test_more_than_is_left_is_refused(ledger: Ledger) -> None:
    invoice, note = noted(ledger)
    more = Money(note.total.minor + 1, "USD")
    with pytest.raises(Refused, match="exceeds what is left"):
        ledger.send(ledger.prepare_allocation(note, invoice, more, date(2026, 11, 3)), "key-3")


def test_credit_notes_are_read_by_their_ids_too(ledger: Ledger) -> None:
    invoice, note = noted(ledger)
    assert {each.id for each in ledger.changed(None, [note.id, invoice.id])} == {note.id, invoice.id}


def test_changes_are_asked_for_from_some_minutes_before_since_lists_may_lag(ledger: Ledger, twin: Books) -> None:
    ledger.company()
    told = ledger.told_at()
    assert told is not None
    assert twin.vendors.world.clock.now() - told >= timedelta(minutes=2)


# ---- what is told late, oddly, or by others ------------------------------------------------------------------------


def test_a_payment_that_does_not_date_its_invoice_is_seen_all_the_same(ledger: Ledger, twin: Books) -> None:
    made = ledger.send(ledger.prepare(post(), Names.of(list(ledger.names()))), "key")
    old = twin.books.papers[made.id].updated
    twin.later()
    since = twin.vendors.world.clock.now()
    twin.pay(made, Money(100, "USD"))
    twin.books.papers[made.id].updated = old
    assert [each.paid for each in ledger.changed(since)] == [Money(100, "USD")]


def test_what_is_void_and_missing_in_the_list_of_changes_is_told_if_it_was_open(ledger: Ledger, twin: Books) -> None:
    names = Names.of(list(ledger.names()))
    wanted = [replace(post(number=f"INV-{place}"), token=f"k-{place}") for place in range(42)]
    made = [ledger.send(ledger.prepare(each, names), f"key-{place}") for place, each in enumerate(wanted)]
    credited = document("Acme Corp", line("-1", "112.3456", POSTING), number="CN-0001")
    note = ledger.send(ledger.prepare(Wanted(Act.POST, CREDIT_NOTE, credited, "k-n"), names), "key-n")
    old = {own: paper.updated for own, paper in twin.books.papers.items()}
    twin.later()
    since = twin.vendors.world.clock.now()
    for kind, gone in ((there.INVOICE, made[-1]), (there.CREDIT_NOTE, note)):
        twin.books.void(kind, gone.id)
        twin.books.papers[gone.id].updated = old[gone.id]
    ids = [each.id for each in (*made, note)]
    assert list(ledger.changed(since, ids)) == []
    before = ledger.sent()
    found = {each.id: each.stage for each in ledger.changed(since, ids, ids)}
    assert found == {made[-1].id: Stage.VOIDED, note.id: Stage.VOIDED}
    assert ledger.sent() - before == 3 + 2 + 1, "the lists, the invoices in two portions, and the credit note"


def test_changes_come_in_pages_and_none_is_missed(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.xero.listing.PAGE_SIZE", 2)
    names = Names.of(list(ledger.names()))
    made = set()
    for place in range(5):
        wanted = replace(post(number=f"INV-{place}"), token=f"k-{place}")
        made.add(ledger.send(ledger.prepare(wanted, names), f"key-{place}").id)
    assert {each.id for each in ledger.changed(datetime(2026, 11, 1, tzinfo=UTC))} == made


def test_pages_that_are_smaller_than_asked_for_are_read_to_the_last_that_is_stated(
    ledger: Ledger, twin: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = list(ledger.names())
    names = Names.of(known)
    wanted = [replace(post(number=f"INV-{place}"), token=f"k-{place}") for place in range(3)]
    prepared = [ledger.prepare(each, names) for each in wanted]
    made = [ledger.send(each, f"key-{place}") for place, each in enumerate(prepared)]

    def page_of(asked: Asked, found: Sequence[Any]) -> tuple[Sequence[Any], dict[str, Any]]:
        page = asked.query["page"]
        pages = {"page": page, "pageSize": 1, "pageCount": len(found), "itemCount": len(found)}
        return found[page - 1 : page], pages

    for module in ("xero", "xero_documents"):
        monkeypatch.setattr(f"sandbox.{module}.page_of", page_of)
    assert {each.id for each in ledger.names()} == {each.id for each in known}
    assert [ledger.seek(each) for each in prepared] == made
    old = {each.id: twin.books.papers[each.id].updated for each in made}
    twin.later()
    since = twin.vendors.world.clock.now()
    for each in made:
        twin.pay(each, Money(100, "USD"))
        twin.books.papers[each.id].updated = old[each.id]
    assert {each.id for each in ledger.changed(since)} == set(old), "payments come in pages, too"


def test_documents_of_some_days_come_in_pages_suppliers_and_other_days_left_out(
    ledger: Ledger, twin: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.xero.listing.PAGE_SIZE", 2)
    made = {create(twin.books, there.INVOICE, by_hand(date(2026, 10, day)), True).id for day in range(1, 6)}
    create(twin.books, there.INVOICE, by_hand(date(2026, 9, 30)), True)
    create(twin.books, there.INVOICE, by_hand(date(2026, 11, 1)), True)
    found = [each for each in ledger.papers(date(2026, 10, 1), date(2026, 10, 31)) if isinstance(each, Paper)]
    assert {each.document.id for each in found} == made


def test_amounts_that_include_tax_are_read_without_it(ledger: Ledger) -> None:
    lines = [{"Description": "Work", "Quantity": 1, "UnitAmount": 120, "LineAmount": 120, "TaxAmount": 20}]
    row: dict[str, Any] = {
        "InvoiceID": "i-1",
        "CurrencyCode": "GBP",
        "LineAmountTypes": "Inclusive",
        "LineItems": lines,
    }
    row |= {"SubTotal": 100, "TotalTax": 20, "Total": 120, "Status": "AUTHORISED"}
    read = msgspec.json.decode(json.dumps({"Invoices": [row]}), type=Papers).all[0]
    found = to_paper(read)
    assert isinstance(found, Paper)
    assert [each.amount for each in found.lines] == [Money(10000, "GBP")]


def test_what_cannot_be_counted_in_is_named_and_lines_always_come_to_the_document() -> None:
    odd: dict[str, Any] = {
        "InvoiceID": "i-1",
        "InvoiceNumber": "INV-7",
        "CurrencyCode": "XXX",
        "Contact": {"Name": "Acme Corp"},
    }
    less = {"InvoiceID": "i-2", "CurrencyCode": "USD", "SubTotal": 90, "LineItems": [{"LineAmount": 100}, {}]}
    papers = msgspec.json.decode(json.dumps({"Invoices": [odd, less]}), type=Papers).all
    unread, read = map(to_paper, papers)
    assert isinstance(unread, Unread) and isinstance(read, Paper)
    assert (unread.number, unread.customer_name) == ("INV-7", "Acme Corp")
    assert "XXX" in unread.why
    assert [each.amount.minor for each in read.lines] == [10000, -1000]


def by_hand(day: date) -> dict[str, Any]:
    """An invoice that a person makes."""
    lines = [{"Description": "By hand", "Quantity": 1, "UnitAmount": 50, "AccountCode": "200"}]
    return {"Contact": {"Name": "Acme Corp"}, "Date": str(day), "LineItems": lines}


def test_the_limit_of_a_day_is_left_to_the_next_run(ledger: Ledger, twin: Books) -> None:
    ledger.company()
    twin.vendors.fault("xero", "402", "/api.xro/2.0/Organisation", seconds=40_000)
    with pytest.raises(Retry, match="limit of a day") as problem:
        ledger.company()
    assert problem.value.retry_after == 40_000
    assert twin.vendors.time.slept == []


@pytest.mark.parametrize(
    ("limit", "told_seconds", "seconds"),
    [("concurrent", "", 5), ("Minute", "", 60), ("day", "", 3600), ("day", "41000", 41000), ("new", "", None)],
)
def test_each_limit_is_waited_for_as_long_as_is_told_or_usual(
    limit: str, told_seconds: str, seconds: int | None
) -> None:
    headers = {"x-rate-limit-problem": limit} | ({"retry-after": told_seconds} if told_seconds else {})
    found = judge(Reply(429, headers, b"", "GET /Invoices"), 0)
    assert isinstance(found, Retry)
    assert found.retry_after == seconds


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("Invoice # must be unique.", "rename it in Xero"),
        ("The document date cannot be before the period lock date, currently 31 May 2026", "move the lock date"),
        ("Organisation is not subscribed to currency CHF", "add the currency in Xero"),
        ("Account code '999' is not a valid code for this document.", "account: under posting:"),
        ("The TaxType code 'X' does not exist or cannot be used for this type of transaction.", "tax: under posting:"),
        ("Something that nobody has seen before", ""),
    ],
)
def test_each_refusal_has_xeros_words_and_what_to_do(said: str, remedy: str) -> None:
    found = told([said, said])
    assert found.count(said.rstrip(".")) == 1
    assert remedy in found


NULLS = b'{"Invoices":[{"Type":null,"InvoiceID":"i","InvoiceNumber":null,"Reference":null,"Status":"ARCHIVED_BY_XERO",'
NULLS += b'"Contact":null,"Date":null,"CurrencyCode":"USD","LineItems":[{"Description":null,"Quantity":null,'
NULLS += b'"Tracking":null}],"SubTotal":null,"Total":12.30,"UpdatedDateUTC":"/Date(-80006400000+0000)/","New":{}}]}'


def test_nulls_and_words_that_are_new_are_read() -> None:
    found = to_document(msgspec.json.decode(NULLS, type=Papers).all[0])
    assert (found.number, found.stage, found.total, found.token) == ("", Stage.OPEN, Money(1230, "USD"), "")
    assert found.changed_at == datetime(1967, 6, 20, tzinfo=UTC)


@given(st.decimals(Decimal("-99999999999.9999"), Decimal("99999999999.9999"), places=4))
def test_numbers_are_read_with_exactly_their_digits(value: Decimal) -> None:
    text = f'{{"Invoices":[{{"Total":{value:f}}}]}}'
    assert msgspec.json.decode(text, type=Papers).all[0].total == value
