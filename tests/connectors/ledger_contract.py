"""What every ledger over its API must do, whoever the vendor is: once each, to the cent, and nothing written over.

A test class of a vendor inherits `LedgerContract`, gives it the fixtures `ledger` (connected, over loopback) and `twin`
(what people do in its books), and says what its demo company calls things.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar, Protocol

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from billing.money import Money, amount, total
from billing.wishes import LineKind, Posting
from connectors.errors import Reconnect, Refused, Retry, Unknown
from connectors.files.records import LedgerDocument, LedgerLine
from connectors.ledgers import (
    CREDIT_NOTE,
    CURRENCY,
    CUSTOMER,
    INVOICE,
    TAX,
    Act,
    Document,
    Ledger,
    Names,
    Prepared,
    Stage,
    Unfit,
    Wanted,
)
from connectors.papers import Paper
from sandbox.faults import Fault

DAY = date(2026, 11, 3)
SLOW = 400
"""Seconds after which no answer is waited for any more."""
GONE = (Stage.DELETED, Stage.VOIDED)


class LedgerTwin(Protocol):
    """A ledger on loopback, and what people do in its books. Documents are named as the connector read them."""

    def fault(self, kind: str, **more: int | str) -> Fault:
        """Plans trouble for requests that write a document."""

    def calm(self) -> None:
        """No trouble that was planned comes any more."""

    def documents(self, kind: str) -> int:
        """How many documents of a kind are there, deleted and voided ones not among them."""

    def pay(self, document: Document, paid: Money) -> None:
        """Money comes in."""

    def void(self, document: Document) -> None:
        """Somebody voids a posted document."""

    def delete(self, document: Document) -> None:
        """Somebody deletes a draft."""

    def edit(self, document: Document) -> None:
        """Somebody writes other words on a line."""

    def lock(self, until: date) -> None:
        """Somebody closes the books."""

    def make(self, like: Document) -> None:
        """Somebody makes a document of the same customer, day and amount by hand."""

    def refused(self) -> int:
        """How many requests were over a limit."""

    def later(self) -> None:
        """A minute passes there."""


def line(
    quantity: str, price: str, posting: Posting, currency: str = "USD", words: str = "ACME-11 Intake form"
) -> LedgerLine:
    """A line of time whose amount is rounded as billing rounds it."""
    hours, rate = Decimal(quantity), Decimal(price)
    return LedgerLine(words, hours, rate, amount(hours, rate, currency), LineKind.TIME, "ACME-IMPL", posting, DAY)


def document(customer: str, *lines: LedgerLine, number: str = "INV-0001", **more: object) -> LedgerDocument:
    """A document of some lines, issued on the day of the vendors' clock."""
    currency = lines[0].amount.currency
    made = LedgerDocument(
        draft_id="d-1",
        contract="acme",
        number=number,
        issued=DAY,
        due=DAY + timedelta(days=30),
        customer=customer,
        email="",
        branding="",
        currency=currency,
        home_currency="USD",
        order="PO-7781",
        terms="net 30",
        total=total([each.amount for each in lines], currency),
        lines=lines,
        notes=("Tasks: ACME-11, ACME-12",),
    )
    return replace(made, **more)  # type: ignore[arg-type]  # the fields are those of a document


_over_http = settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)
"""Each example asks over HTTP, and the books grow: none is made smaller."""
TROUBLE = (
    "before write",
    "after write",
    "before reply",
    "slow reply",
    "500 after write",
    "twice",
    "500",
    "html",
    "cut",
)
HOURS = st.decimals(Decimal("-40"), Decimal("900"), places=4)
PRICES = st.decimals(Decimal("0.0001"), Decimal("5000"), places=4)


class LedgerContract:
    """The tests. What a vendor's demo company calls things is said by the class that inherits them."""

    customer: ClassVar[str] = "Acme Corp"
    merged: ClassVar[str] = "Acme Corporation"
    """A customer that was merged into `customer`; empty where the ledger does not tell into whom."""
    inactive: ClassVar[str] = "Oakfield Archive"
    posting: ClassVar[Posting]
    """Where lines are posted, untaxed or taxed by one rate."""
    draft_kind: ClassVar[str] = INVOICE
    """What a draft is there: an invoice, or an estimate."""
    numbers_are_unique: ClassVar[bool] = True
    """Whether a number that another document has is refused."""

    # ---- helpers ----

    def invoice(self, *lines: LedgerLine, number: str = "INV-0001", **more: object) -> LedgerDocument:
        """An invoice to the usual customer; two lines without others."""
        found = lines or (line("7.25", "112.3456", self.posting), line("0.3333", "150", self.posting, words="Review"))
        return replace(document(self.customer, *found, number=number), **more)  # type: ignore[arg-type]  # as above

    def wanted(self, act: Act = Act.POST, token: str = "k-1", stands: Document | None = None, **more: object) -> Wanted:
        """An invoice that is to be there."""
        kind = self.draft_kind if act is not Act.POST else INVOICE
        return Wanted(act, kind, self.invoice(**more), token, stands)  # type: ignore[arg-type]

    def names(self, ledger: Ledger) -> Names:
        """Everything that the ledger knows by name."""
        return Names.of(list(ledger.names()))

    def made(self, ledger: Ledger, wanted: Wanted, key: str = "key-1") -> Document:
        """A document that is made without trouble."""
        return ledger.send(ledger.prepare(wanted, self.names(ledger)), key)

    # ---- whose books, which names ----

    def test_it_says_whose_books_they_are(self, ledger: Ledger) -> None:
        company = ledger.company()
        assert (company.name, company.currency) == ("Northwind AI", "USD")
        assert company.locked_until is None

    def test_it_knows_its_names_archived_and_merged_ones_too(self, ledger: Ledger) -> None:
        names = self.names(ledger)
        customer = names.find(CUSTOMER, self.customer)
        assert customer is not None and customer.active and customer.fits
        if self.merged:
            assert names.find(CUSTOMER, self.merged) == customer, "what was merged leads to what took its place"
        inactive = names.find(CUSTOMER, self.inactive)
        assert inactive is not None and not inactive.active
        assert names.find(TAX, self.posting.tax) is not None
        assert names.find(CURRENCY, "USD") is not None
        assert {each.kind for each in ledger.names((CUSTOMER,))} == {CUSTOMER}

    # ---- exactly once ----

    def test_what_is_prepared_is_the_same_bytes_every_time_and_nothing_is_sent(self, ledger: Ledger) -> None:
        names = self.names(ledger)
        before = ledger.sent()
        first, second = (ledger.prepare(self.wanted(), names) for _ in range(2))
        assert first == second
        assert ledger.sent() == before

    def test_a_posted_document_is_there_with_everything_that_was_stated(self, ledger: Ledger, twin: LedgerTwin) -> None:
        made = self.made(ledger, self.wanted())
        assert (made.kind, made.number, made.stage, made.token) == (INVOICE, "INV-0001", Stage.OPEN, "k-1")
        assert (made.issued, made.due) == (DAY, DAY + timedelta(days=30))
        assert made.net == self.invoice().total
        assert made.total == made.net + made.tax
        assert made.paid.minor == made.credited.minor == 0
        assert made.url.startswith("https://")
        assert ledger.read(INVOICE, made.id) == made, "it reads back as it was answered"
        assert twin.documents(INVOICE) == 1

    def test_the_same_request_under_the_same_key_makes_one_document(self, ledger: Ledger, twin: LedgerTwin) -> None:
        prepared = ledger.prepare(self.wanted(), self.names(ledger))
        assert ledger.send(prepared, "key-1") == ledger.send(prepared, "key-1")
        assert twin.documents(INVOICE) == 1

    def test_a_request_that_is_delivered_twice_makes_one_document(self, ledger: Ledger, twin: LedgerTwin) -> None:
        prepared = ledger.prepare(self.wanted(), self.names(ledger))
        twin.fault("twice")
        assert ledger.send(prepared, "key-1").token == "k-1"
        assert twin.documents(INVOICE) == 1

    @pytest.mark.parametrize(
        ("kind", "arrived"),
        [
            ("before write", False),
            ("after write", True),
            ("before reply", True),
            ("slow reply", True),
            ("500 after write", True),
            ("cut", True),
        ],
    )
    def test_after_an_unknown_outcome_it_is_found_or_made_and_never_both(
        self, ledger: Ledger, twin: LedgerTwin, kind: str, arrived: bool
    ) -> None:
        prepared = ledger.prepare(self.wanted(), self.names(ledger))
        twin.fault(kind, seconds=SLOW)
        with pytest.raises(Unknown):
            ledger.send(prepared, "key-1")
        assert twin.documents(INVOICE) == arrived, "it was sent once, and not again by itself"
        found = ledger.seek(prepared)
        assert (found is not None) == arrived
        made = found or ledger.send(prepared, "key-1")
        assert (made.token, made.net) == ("k-1", self.invoice().total)
        assert twin.documents(INVOICE) == 1

    @_over_http
    @given(st.lists(st.sampled_from(TROUBLE), max_size=5), st.sampled_from([Act.DRAFT, Act.POST]))
    def test_whatever_happens_on_the_way_there_is_one_document_in_the_end(
        self, names_once: Names, ledger: Ledger, twin: LedgerTwin, trouble: list[str], act: Act
    ) -> None:
        twin.calm()
        own = f"T-{ledger.sent()}"
        wanted = self.wanted(act, token=own, number=own)
        before, prepared = twin.documents(wanted.kind), ledger.prepare(wanted, names_once)
        for place, kind in enumerate(trouble):
            twin.fault(kind, seconds=SLOW, after=place)
        made = None
        for _ in range(len(trouble) + 1):
            try:
                made = ledger.seek(prepared) or ledger.send(prepared, own)
            except Retry:
                continue
        made = made or ledger.seek(prepared) or ledger.send(prepared, own)
        assert made.token == own
        assert twin.documents(wanted.kind) == before + 1

    def test_only_our_token_says_that_it_is_ours(self, ledger: Ledger, twin: LedgerTwin) -> None:
        names = self.names(ledger)
        first = self.made(ledger, self.wanted())
        twin.make(first)
        other = ledger.prepare(self.wanted(token="k-2", number="INV-0002"), names)
        assert ledger.seek(other) is None, "the same customer, day and amount are no proof"
        assert ledger.seek(ledger.prepare(self.wanted(), names)) == first

    def test_a_number_that_another_document_has_is_never_written_over(self, ledger: Ledger, twin: LedgerTwin) -> None:
        first = self.made(ledger, self.wanted())
        prepared = ledger.prepare(self.wanted(token="k-2"), self.names(ledger))
        if self.numbers_are_unique:
            with pytest.raises(Refused, match="number"):
                ledger.send(prepared, "key-2")
        else:
            assert ledger.send(prepared, "key-2").id != first.id
        assert ledger.read(INVOICE, first.id) == first

    # ---- drafts ----

    def test_a_draft_posts_nothing_and_is_written_over_in_its_place(self, ledger: Ledger, twin: LedgerTwin) -> None:
        draft = self.made(ledger, self.wanted(Act.DRAFT))
        assert draft.stage is Stage.DRAFT
        lines = (line("2", "150", self.posting),)
        again = Wanted(Act.DRAFT, self.draft_kind, self.invoice(*lines), "k-2", draft)
        newer = self.made(ledger, again, "key-2")
        assert (newer.id, newer.stage, newer.token) == (draft.id, Stage.DRAFT, "k-2")
        assert newer.net == Money(30000, "USD")
        assert newer.ours != draft.ours
        assert twin.documents(self.draft_kind) == 1

    def test_a_draft_that_is_posted_is_one_document_in_the_books(self, ledger: Ledger, twin: LedgerTwin) -> None:
        draft = self.made(ledger, self.wanted(Act.DRAFT))
        posted = self.made(ledger, self.wanted(Act.POST, "k-2", draft), "key-2")
        assert (posted.kind, posted.stage, posted.token) == (INVOICE, Stage.OPEN, "k-2")
        assert posted.net == draft.net
        assert twin.documents(INVOICE) == 1
        left = ledger.read(draft.kind, draft.id)
        assert left is None or left.stage is not Stage.DRAFT

    @pytest.mark.parametrize("kind", ["before write", "after write", "before reply"])
    def test_posting_a_draft_is_found_out_too(self, ledger: Ledger, twin: LedgerTwin, kind: str) -> None:
        draft = self.made(ledger, self.wanted(Act.DRAFT))
        prepared = ledger.prepare(self.wanted(Act.POST, "k-2", draft), self.names(ledger))
        twin.fault(kind, method="POST")
        with pytest.raises(Unknown):
            ledger.send(prepared, "key-2")
        made = ledger.seek(prepared) or ledger.send(prepared, "key-2")
        assert (made.stage, made.token) == (Stage.OPEN, "k-2")
        assert twin.documents(INVOICE) == 1

    def test_a_draft_is_taken_away(self, ledger: Ledger, twin: LedgerTwin) -> None:
        draft = self.made(ledger, self.wanted(Act.DRAFT))
        prepared = ledger.prepare(self.wanted(Act.WITHDRAW, "k-2", draft), self.names(ledger))
        assert ledger.seek(prepared) is None
        ledger.send(prepared, "key-2")
        left = ledger.read(draft.kind, draft.id)
        assert left is None or left.stage in GONE
        assert twin.documents(self.draft_kind) == 0
        arrived = ledger.seek(prepared)
        assert arrived is None or arrived.stage in GONE

    def test_what_is_posted_is_neither_written_over_nor_taken_away(self, ledger: Ledger) -> None:
        names, posted = self.names(ledger), self.made(ledger, self.wanted())
        for act in (Act.DRAFT, Act.WITHDRAW):
            with pytest.raises(Unfit) as problem:
                ledger.prepare(Wanted(act, INVOICE, self.invoice(), "k-2", posted), names)
            assert problem.value.sentences

    def test_an_edit_by_a_person_is_seen(self, ledger: Ledger, twin: LedgerTwin) -> None:
        draft = self.made(ledger, self.wanted(Act.DRAFT))
        read = ledger.read(draft.kind, draft.id)
        assert read is not None and read.ours == draft.ours
        twin.later()
        twin.edit(draft)
        edited = ledger.read(draft.kind, draft.id)
        assert edited is not None
        assert edited.ours != draft.ours
        assert edited.version != draft.version
        assert edited.token == draft.token

    # ---- to the cent ----

    @_over_http
    @given(st.lists(st.tuples(HOURS, PRICES), min_size=1, max_size=6), st.booleans())
    def test_every_line_comes_to_our_cents(
        self, names_once: Names, ledger: Ledger, lines: list[tuple[Decimal, Decimal]], itemised: bool
    ) -> None:
        found = [replace(line(str(hours), str(price), self.posting), itemised=itemised) for hours, price in lines]
        gross = total([each.amount for each in found], "USD")
        if gross.minor <= 0:
            found.append(line("1", str(1 - gross.decimal), self.posting))  # more than the cents of its taxes' rounding
        number = f"P-{ledger.sent()}"
        wanted = Wanted(Act.POST, INVOICE, self.invoice(*found, number=number), number)
        made = ledger.send(ledger.prepare(wanted, names_once), number)
        assert made.net == total([each.amount for each in found], "USD")
        read = ledger.read(INVOICE, made.id)
        assert read == made

    @_over_http
    @given(HOURS, PRICES)
    def test_numbers_are_written_with_exactly_their_digits(
        self, names_once: Names, ledger: Ledger, hours: Decimal, price: Decimal
    ) -> None:
        shown = line(str(abs(hours)), str(price), self.posting)
        prepared = ledger.prepare(Wanted(Act.POST, INVOICE, self.invoice(shown), "k-1"), names_once)
        digits: list[str] = []
        json.loads(prepared.body, parse_float=digits.append, parse_int=digits.append)
        numbers = {Decimal(each) for each in digits}
        assert shown.amount.decimal in numbers or {shown.quantity, shown.unit_price} <= numbers
        assert not any("e" in each.lower() for each in digits), "no number has an exponent"

    @pytest.fixture
    def names_once(self, ledger: Ledger) -> Names:
        """The names, asked for once."""
        return self.names(ledger)

    # ---- refused in sentences ----

    def test_wrong_names_are_refused_in_sentences_all_at_once(self, ledger: Ledger) -> None:
        usual = self.posting
        wrong = replace(
            usual,
            item=usual.item and "Nowhere 1",
            account=usual.account and "Nowhere 2",
            tax=usual.tax and "Nowhere 3",
        )
        names = self.names(ledger)
        before = ledger.sent()
        with pytest.raises(Unfit) as problem:
            ledger.prepare(Wanted(Act.POST, INVOICE, document("Nobody Ltd", line("1", "10", wrong)), "k-1"), names)
        said = " | ".join(problem.value.sentences)
        assert "Nobody Ltd" in said
        stated = [each for each in (wrong.item, wrong.account, wrong.tax) if each]
        assert stated and all(each in said for each in stated)
        assert all(each.startswith("acme: ") and len(each) < 300 for each in problem.value.sentences)
        assert ledger.sent() == before

    def test_a_customer_that_is_missing_or_inactive_is_refused_and_a_merged_one_followed(self, ledger: Ledger) -> None:
        names = self.names(ledger)
        for customer in ("", self.inactive):
            with pytest.raises(Unfit) as problem:
                ledger.prepare(Wanted(Act.POST, INVOICE, self.invoice(customer=customer), "k-1"), names)
            assert "bill_to" in problem.value.sentences[0] or self.inactive in problem.value.sentences[0]
        if self.merged:
            followed = ledger.prepare(Wanted(Act.POST, INVOICE, self.invoice(customer=self.merged), "k-1"), names)
            assert followed == ledger.prepare(self.wanted(), names)

    def test_an_unknown_currency_is_refused(self, ledger: Ledger) -> None:
        with pytest.raises(Unfit, match="BHD"):
            ledger.prepare(
                Wanted(Act.POST, INVOICE, self.invoice(line("1", "10", self.posting, "BHD")), "k-1"), self.names(ledger)
            )

    def test_locked_books_are_told_and_refuse(self, ledger: Ledger, twin: LedgerTwin) -> None:
        twin.lock(DAY)
        assert ledger.company().locked_until == DAY
        with pytest.raises((Refused, Unfit)) as problem:
            self.made(ledger, self.wanted())
        assert not isinstance(problem.value, Retry)
        assert "lock" in str(problem.value) or "closed" in str(problem.value)
        assert twin.documents(INVOICE) == 0

    # ---- files ----

    def test_files_are_there_once_each(self, ledger: Ledger) -> None:
        made = self.made(ledger, self.wanted())
        assert dict(ledger.attached(INVOICE, made.id)) == {}
        ledger.attach(INVOICE, made.id, "statement INV-0001.pdf", b"%PDF first", "f-1")
        before = ledger.sent()
        ledger.attach(INVOICE, made.id, "statement INV-0001.pdf", b"%PDF first", "f-1")
        assert ledger.sent() - before <= 1, "what is there in full is not sent again"
        ledger.attach(INVOICE, made.id, "entries.csv", b"a,b\n", "f-2")
        ledger.attach(INVOICE, made.id, "entries.csv", b"a,b\n1,2\n", "f-3")
        assert dict(ledger.attached(INVOICE, made.id)) == {"statement INV-0001.pdf": 10, "entries.csv": 8}

    def test_the_first_file_of_a_new_document_is_one_request(self, ledger: Ledger) -> None:
        made = self.made(ledger, self.wanted())
        before = ledger.sent()
        ledger.attach_first(INVOICE, made.id, "statement INV-0001.pdf", b"%PDF first", "f-1")
        assert ledger.sent() - before == 1
        assert dict(ledger.attached(INVOICE, made.id)) == {"statement INV-0001.pdf": 10}

    # ---- what people did since ----

    def test_payments_voids_and_deletions_are_told(self, ledger: Ledger, twin: LedgerTwin) -> None:
        paid, part, voided, alone = (
            self.made(ledger, self.wanted(token=f"k-{place}", number=f"INV-000{place}"), f"key-{place}")
            for place in range(1, 5)
        )
        draft = self.made(ledger, self.wanted(Act.DRAFT, token="k-9", number="INV-0009"), "key-9")
        twin.later()
        since = ledger.read(INVOICE, alone.id)
        assert since is not None and since.changed_at is not None
        moment = since.changed_at + timedelta(seconds=1)
        twin.pay(paid, paid.total)
        twin.pay(part, Money(100, "USD"))
        twin.void(voided)
        twin.delete(draft)
        found = {each.id: each for each in ledger.changed(moment)}
        assert (found[paid.id].stage, found[paid.id].paid) == (Stage.PAID, paid.total)
        assert found[paid.id].paid_on is not None
        assert (found[part.id].stage, found[part.id].paid) == (Stage.OPEN, Money(100, "USD"))
        assert found[voided.id].stage in GONE
        assert draft.id not in found or found[draft.id].stage in GONE
        assert alone.id not in found
        assert {found[each.id].token for each in (paid, part, voided)} <= {"k-1", "k-2", "k-3", ""}

    def test_documents_are_read_by_their_ids(self, ledger: Ledger) -> None:
        made = [
            self.made(ledger, self.wanted(token=f"k-{place}", number=f"INV-000{place}"), f"key-{place}")
            for place in range(1, 4)
        ]
        found = {each.id: each for each in ledger.changed(None, [each.id for each in made[:2]])}
        assert found == {each.id: each for each in made[:2]}
        assert list(ledger.changed(None)) == []

    def test_what_is_not_there_is_nothing(self, ledger: Ledger) -> None:
        assert ledger.read(INVOICE, "00000000-0000-0000-0000-000000000001") is None

    # ---- trouble ----

    def test_a_limit_is_waited_for_and_nothing_is_written_twice(self, ledger: Ledger, twin: LedgerTwin) -> None:
        prepared = ledger.prepare(self.wanted(), self.names(ledger))
        twin.fault("429 seconds", seconds=20)
        assert ledger.send(prepared, "key-1").token == "k-1"
        assert twin.documents(INVOICE) == 1

    def test_a_connection_that_was_ended_asks_for_a_person_and_says_no_secret(
        self, ledger: Ledger, twin: LedgerTwin, secrets: list[str]
    ) -> None:
        prepared = ledger.prepare(self.wanted(), self.names(ledger))
        twin.fault("revoked")
        with pytest.raises(Reconnect) as problem:
            ledger.send(prepared, "key-1")
        assert "connect" in str(problem.value)
        assert not any(secret in str(problem.value) for secret in secrets if secret)
        assert twin.documents(INVOICE) == 0

    def test_a_web_page_in_place_of_an_answer_is_an_unknown_outcome(self, ledger: Ledger, twin: LedgerTwin) -> None:
        prepared = ledger.prepare(self.wanted(), self.names(ledger))
        twin.fault("html")
        with pytest.raises(Unknown):
            ledger.send(prepared, "key-1")
        assert ledger.seek(prepared) is None

    def test_it_says_when_it_was_asked_and_how_often(self, ledger: Ledger) -> None:
        ledger.company()
        told = ledger.told_at()
        assert told is not None and told.date() == DAY
        assert ledger.sent() >= 1
        assert ledger.limits()

    def test_it_keeps_within_the_limits_by_itself(self, ledger: Ledger, twin: LedgerTwin) -> None:
        for _ in range(20):
            assert self.names(ledger).find(CUSTOMER, self.customer)
        assert ledger.sent() >= 100
        assert twin.refused() == 0

    # ---- credit notes ----

    def test_a_credit_note_is_positive_there_and_takes_nothing_by_itself(
        self, ledger: Ledger, twin: LedgerTwin
    ) -> None:
        invoice = self.made(ledger, self.wanted())
        lines = (line("-2", "150", self.posting),)
        note = document(self.customer, *lines, number="CN-0001")
        made = self.made(ledger, Wanted(Act.POST, CREDIT_NOTE, note, "k-2", None, invoice.id), "key-2")
        assert (made.kind, made.number, made.stage, made.token) == (CREDIT_NOTE, "CN-0001", Stage.OPEN, "k-2")
        assert made.net == Money(30000, "USD")
        assert ledger.read(CREDIT_NOTE, made.id) == made
        assert twin.documents(CREDIT_NOTE) == 1

    def test_a_credit_note_of_nothing_takes_back_what_the_client_paid_in_advance_and_what_it_paid_for(
        self, ledger: Ledger, twin: LedgerTwin
    ) -> None:
        lines = (line("-2", "150", self.posting), line("-2", "-150", self.posting))
        note = document(self.customer, *lines, number="CN-0001")
        self.made(ledger, Wanted(Act.POST, CREDIT_NOTE, note, "k-2"), "key-2")
        (paper,) = [each for each in ledger.papers(DAY, DAY) if isinstance(each, Paper)]
        assert [each.amount for each in paper.lines] == [Money(30000, "USD"), Money(-30000, "USD")]

    def test_a_credit_note_that_the_client_would_have_to_pay_is_refused(self, ledger: Ledger, twin: LedgerTwin) -> None:
        note = document(self.customer, line("-2", "-150", self.posting), number="CN-0001")
        with pytest.raises(Unfit, match=r"its credit note comes to 300\.00 USD"):
            ledger.prepare(Wanted(Act.POST, CREDIT_NOTE, note, "k-2"), self.names(ledger))
        assert twin.documents(CREDIT_NOTE) == 0

    # ---- documents that anybody made ----

    def test_all_documents_of_some_days_are_read_with_their_lines_whoever_made_them(
        self, ledger: Ledger, twin: LedgerTwin
    ) -> None:
        made = self.made(ledger, self.wanted())
        voided = self.made(ledger, self.wanted(token="k-2", number="INV-0002"), "key-2")
        twin.make(made)
        twin.void(voided)
        note = document(self.customer, line("-2", "150", self.posting), number="CN-0001")
        self.made(ledger, Wanted(Act.POST, CREDIT_NOTE, note, "k-3", None, made.id), "key-3")
        papers = [each for each in ledger.papers(DAY, DAY) if isinstance(each, Paper)]
        by_token = {each.document.token: each for each in papers}
        own, credit = by_token["k-1"], by_token["k-3"]
        assert own.document == ledger.read(INVOICE, made.id)
        assert [each.amount for each in own.lines] == [each.amount for each in self.invoice().lines]
        for each in own.lines:
            assert each.quantity is not None and each.price is not None
            assert amount(each.quantity, each.price, "USD") == each.amount
        assert "Review" in own.lines[1].description
        assert (credit.document.kind, credit.document.net) == (CREDIT_NOTE, Money(30000, "USD"))
        by_hand = by_token[""]
        assert by_hand.document.net == made.net
        customer = self.names(ledger).find(CUSTOMER, self.customer)
        assert customer is not None
        assert {each.customer for each in papers} == {customer.id}
        assert own.customer_name == self.customer
        assert [each.document.id for each in papers if each.document.stage is Stage.VOIDED] == [voided.id]
        assert len(papers) == 4
        for paper in papers:
            assert total([each.amount for each in paper.lines], "USD") == paper.document.net
        assert list(ledger.papers(DAY - timedelta(days=30), DAY - timedelta(days=1))) == []

    def test_reading_documents_writes_nothing(self, ledger: Ledger, twin: LedgerTwin) -> None:
        made = self.made(ledger, self.wanted())
        assert len(list(ledger.papers(DAY - timedelta(days=40), DAY + timedelta(days=40)))) == 1
        assert ledger.read(INVOICE, made.id) == made
        assert twin.documents(INVOICE) == 1


__all__ = ["DAY", "LedgerContract", "LedgerTwin", "Prepared", "document", "line"]
