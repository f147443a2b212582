"""What invoices say: labels and dates by language, exact amounts, and templates that can do no harm."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest

from billing.draft_records import Draft, Line
from billing.labels import PHRASES
from billing.line_words import line_words
from billing.money import Money
from billing.records import Contract, Period, Task, Work, Workstream
from billing.wishes import Texts, Wishes
from billing.wording import (
    FIELDS,
    LANGUAGES,
    day,
    document_words,
    fields_in,
    filled,
    labels,
    money,
    month,
    number,
    problem,
    terms,
)

NBSP, NARROW = "\u00a0", "\u202f"
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1), "2026-10")


# ---- languages ----


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_of_every_language_has_words(language: str) -> None:
    words = labels(language)
    assert [field.name for field in fields(words) if not getattr(words, field.name).strip()] == []
    assert [field.name for field in fields(PHRASES[language]) if not getattr(PHRASES[language], field.name)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_usual_sentences_keep_the_fields_of_the_english_ones(language: str) -> None:
    for field in fields(PHRASES["en"]):
        english, here = getattr(PHRASES["en"], field.name), getattr(PHRASES[language], field.name)
        assert sorted(fields_in(here)) == sorted(fields_in(english)), field.name


def test_labels_are_in_their_language() -> None:
    assert [labels(language).invoice for language in ("en", "de", "fr", "es", "nl")] == [
        "Invoice",
        "Rechnung",
        "Facture",
        "Factura",
        "Factuur",
    ]


@pytest.mark.parametrize(
    ("language", "shown_day", "shown_month"),
    [
        ("en", "October 5, 2026", "October 2026"),
        ("en-GB", "5 October 2026", "October 2026"),
        ("de", "5. Oktober 2026", "Oktober 2026"),
        ("fr", "5 octobre 2026", "octobre 2026"),
        ("es", "5 de octubre de 2026", "octubre de 2026"),
        ("nl", "5 oktober 2026", "oktober 2026"),
    ],
)
def test_days_and_months_are_written_as_the_language_does(language: str, shown_day: str, shown_month: str) -> None:
    assert day(date(2026, 10, 5), language) == shown_day
    assert month(date(2026, 10, 5), language) == shown_month


@pytest.mark.parametrize(
    ("minor", "currency", "language", "shown"),
    [
        (123450, "USD", "en", "$1,234.50"),
        (-5, "USD", "en", "-$0.05"),
        (123450, "EUR", "de", f"1.234,50{NBSP}€"),
        (123450, "EUR", "fr", f"1{NARROW}234,50{NBSP}€"),
        (1234500, "EUR", "es", f"12.345,00{NBSP}€"),
        (123450, "EUR", "nl", f"€{NBSP}1.234,50"),
        (123450, "JPY", "en", "¥123,450"),
        (123450, "JPY", "de", f"123.450{NBSP}¥"),
        (123450, "BHD", "en", f"BHD{NBSP}123.450"),
        (123450, "BHD", "de", f"123,450{NBSP}BHD"),
        (0, "IQD", "en", f"IQD{NBSP}0.000"),
        (9_007_199_254_740_993, "USD", "en", "$90,071,992,547,409.93"),
    ],
)
def test_amounts_have_exactly_the_decimals_of_their_currency(
    minor: int, currency: str, language: str, shown: str
) -> None:
    assert money(Money(minor, currency), language) == shown


@pytest.mark.parametrize(
    ("value", "language", "least", "shown"),
    [
        ("0.2778", "en", 2, "0.2778"),
        ("0.2778", "de", 2, "0,2778"),
        ("97.5", "en", 2, "97.50"),
        ("97.125", "en", 2, "97.125"),
        ("1234.5", "fr", 2, f"1{NARROW}234,50"),
        ("1E+3", "en", 0, "1,000"),
        ("-2.5", "nl", 2, "-2,50"),
        ("0", "de", 2, "0,00"),
    ],
)
def test_numbers_keep_all_their_decimals(value: str, language: str, least: int, shown: str) -> None:
    assert number(Decimal(value), language, least) == shown


def test_terms_are_translated_and_stay_as_written_in_english() -> None:
    forms = ("net 30", "due on receipt", "net 30 end of month", "day 15 of next month")
    assert [terms(form, "en") for form in forms] == list(forms)
    assert [terms(form, "de") for form in forms] == [
        "30 Tage netto",
        "zahlbar sofort nach Erhalt",
        "30 Tage netto zum Monatsende",
        "zahlbar am 15. des Folgemonats",
    ]
    assert all(terms(form, language) for form in forms for language in LANGUAGES)
    assert terms("", "de") == ""


# ---- templates ----


def test_values_stand_where_their_fields_are() -> None:
    assert filled("{workstream}, {month}", {"workstream": "Design", "month": "May 2026"}) == "Design, May 2026"


def test_a_value_with_braces_or_control_characters_does_no_harm() -> None:
    said = filled("Note: {note}", {"note": "{person}\x1b[31m {0.__class__}\nred\u202e %s $x \\1", "person": "Kim"})
    assert said == "Note: {person} [31m {0.__class__} red %s $x \\1"


def test_a_value_of_any_length_is_bounded() -> None:
    assert len(filled("{note}", {"note": "x" * 100_000})) == 1000
    assert len(filled("{note}" * 30, {"note": "x" * 100_000})) == 2000


def test_a_field_without_value_takes_its_own_brackets_with_it() -> None:
    assert filled("Design ({activity})", {"activity": ""}) == "Design"
    assert filled("Design ({activity})", {"activity": "Review"}) == "Design (Review)"


@pytest.mark.parametrize("key", FIELDS)
def test_every_field_of_a_template_is_accepted_and_said(key: str) -> None:
    template = " ".join(f"{{{name}}}" for name in FIELDS[key])
    assert problem(key, template) == ""
    assert filled(template, {name: name.upper() for name in FIELDS[key]}) == " ".join(FIELDS[key]).upper()


@pytest.mark.parametrize(
    ("key", "template", "wrong"),
    [
        ("order", "{order} {rate}", "has no field {rate}; write only {order} {client}"),
        ("order", "one\ntwo", "has several lines; write it on one"),
        ("order", " ", "has no words, or characters that cannot be printed; write plain text"),
        ("order", "a\u202eb", "has no words, or characters that cannot be printed; write plain text"),
        ("order", "x" * 201, "is longer than 200 characters; shorten it"),
        ("note", "x" * 1001, "is longer than 1000 characters; shorten it"),
    ],
)
def test_what_is_wrong_with_a_template_is_told(key: str, template: str, wrong: str) -> None:
    assert problem(key, template) == wrong


@pytest.mark.parametrize(
    "template",
    ["{}", "{order.x}", "{order[0]}", "{order!r}", "{order:>9}", "{{order}}", "{ order }", "{0}", "PO {order", "PO }"],
)
def test_fields_are_plain_names_and_nothing_else_may_stand_in_braces(template: str) -> None:
    assert problem("order", template) == (
        "has a brace that belongs to no field; write fields as a plain {name}, of {order} {client}"
    )


def test_a_header_and_a_note_may_have_several_lines() -> None:
    assert problem("note", "Thank you, {client}.\nBank: 12 34") == ""
    assert filled("Thank you, {client}.\nBank: 12 34", {"client": "Acme"}) == "Thank you, Acme.\nBank: 12 34"


# ---- a document ----


def _line(late: str = "") -> Line:
    return Line(
        id="l1",
        workstream="ACME-IMPL",
        description="Work",
        quantity=Decimal(1),
        unit_price=Decimal(100),
        amount=Money(10000, "USD"),
        seconds=3600,
        rounded_seconds=3600,
        service_from=date(2026, 10, 5),
        service_to=date(2026, 10, 20),
        tasks=(),
        entries=("e1",),
        rate_rule="",
        late=late,
    )


DRAFT = Draft(
    id="d1",
    contract="acme",
    client="Acme Corp",
    period="2026-10",
    part="all",
    total=Money(10000, "USD"),
    order="PO-7781",
    terms="net 30",
    invoice_date="issue day",
    service_from=date(2026, 10, 5),
    service_to=date(2026, 10, 20),
    lines=(_line(),),
)


def test_a_document_without_templates_says_the_usual_words() -> None:
    words = document_words(DRAFT, Wishes())
    assert words.service_period == "Services from October 5, 2026 to October 20, 2026"
    assert words.order == "Your purchase order PO-7781"
    assert (words.header, words.late, words.note) == ("", "", "")


def test_a_document_says_them_in_the_clients_language() -> None:
    late = replace(DRAFT, lines=(_line("2026-09"), _line("2026-08"), _line("2026-09"), _line()))
    words = document_words(late, Wishes(texts=Texts(language="de")))
    assert words.service_period == "Leistungen vom 5. Oktober 2026 bis 20. Oktober 2026"
    assert words.order == "Ihre Bestellung PO-7781"
    assert words.late == "Diese Rechnung enthält Leistungen aus: August 2026, September 2026."


def test_a_document_without_an_order_says_nothing_of_orders() -> None:
    words = document_words(replace(DRAFT, order=""), Wishes(texts=Texts(order="PO {order}")))
    assert words.order == ""


def test_the_contracts_own_templates_are_filled() -> None:
    texts = Texts(
        header="{client}: {month}, {contract}",
        service_period="{from} – {to}",
        order="Ref. {order}",
        late="Also {months}",
        note="{terms}\nThank you",
        language="en-GB",
    )
    words = document_words(replace(DRAFT, lines=(_line("2026-09"),)), Wishes(texts=texts))
    assert words.header == "Acme Corp: October 2026, acme"
    assert words.service_period == "5 October 2026 – 20 October 2026"
    assert words.order == "Ref. PO-7781"
    assert words.late == "Also September 2026"
    assert words.note == "net 30\nThank you"


# ---- a line ----


def _contract(lines_by: str, texts: Texts) -> Contract:
    stream = Workstream("ACME-IMPL", "Implementation", True)
    return Contract(
        "acme", "Acme Corp", "USD", (stream,), (), lines_by=lines_by, wishes=Wishes(texts=texts)
    )  # fmt: skip


def _work(person: str, at: date, role: str = "", activity: str = "", note: str = "") -> Work:
    return Work("e1", 1, at, 3600, "ACME-IMPL", person, role, activity=activity, note=note)


@pytest.mark.parametrize(
    ("language", "without_task", "by_month"),
    [
        ("en", "Implementation: work without a task", "Implementation, October 2026"),
        ("de", "Implementation: Arbeiten ohne Aufgabe", "Implementation, Oktober 2026"),
        ("fr", "Implementation : travaux sans tâche", "Implementation, octobre 2026"),
        ("es", "Implementation: trabajos sin tarea", "Implementation, octubre de 2026"),
        ("nl", "Implementation: werk zonder taak", "Implementation, oktober 2026"),
    ],
)
def test_the_usual_words_of_a_line_follow_the_language(language: str, without_task: str, by_month: str) -> None:
    works, texts = [_work("Kim Allen", date(2026, 10, 5))], Texts(language=language)
    assert line_words(_contract("task", texts), OCTOBER, works, ()) == without_task
    assert line_words(_contract("workstream", texts), OCTOBER, works, ()) == by_month


def test_a_line_of_many_tasks_spells_out_five() -> None:
    tasks = tuple(Task(f"A-{place}", f"Task {place}") for place in range(1, 8))
    said = line_words(_contract("task", Texts()), OCTOBER, [_work("Kim Allen", date(2026, 10, 5))], tasks)
    assert said == "A-1 Task 1, A-2 Task 2, A-3 Task 3, A-4 Task 4, A-5 Task 5 and 2 more tasks"


def test_a_template_names_everybody_on_the_line_once() -> None:
    works = [
        _work("Sam Ortiz", date(2026, 10, 5), "senior", "Design"),
        _work("Kim Allen", date(2026, 10, 6), "junior", "Design"),
        _work("Sam Ortiz", date(2026, 10, 9), "senior"),
    ]
    texts = Texts(line="{code} {workstream} ({activity}): {person}; {role}; {from} to {to}")
    assert line_words(_contract("task", texts), OCTOBER, works, ()) == (
        "ACME-IMPL Implementation (Design): Kim Allen, Sam Ortiz; junior, senior; October 5, 2026 to October 9, 2026"
    )


def test_the_month_of_a_line_is_when_it_was_worked() -> None:
    works = [_work("Kim Allen", date(2026, 9, 30)), _work("Kim Allen", date(2026, 10, 1))]
    texts = Texts(line="{month}")
    assert line_words(_contract("task", texts), OCTOBER, works, ()) == "September 2026 – October 2026"
    assert line_words(_contract("task", texts), OCTOBER, works[:1], ()) == "September 2026"
    late = [replace(works[0], late=True)]
    assert line_words(_contract("workstream", Texts()), OCTOBER, late, ()) == "Implementation, September 2026"


def test_a_strangers_note_with_a_field_in_it_is_not_filled() -> None:
    texts = Texts(line="{day}: {note}")
    works = [_work("Kim Allen", date(2026, 10, 5), note="Secret {person}\x07 {note}")]
    assert line_words(_contract("entry", texts), OCTOBER, works, ()) == "October 5, 2026: Secret {person} {note}"
