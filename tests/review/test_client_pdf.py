"""The client's PDF, read back: its words, links, fonts and pages, and nothing that `show:` hides."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from billing.records import Dated, Task
from billing.tax import expected_tax
from billing.tax_records import Taxation, TaxCode, TaxKind
from billing.wishes import LineKind, Posting, Show, Texts
from billing.wording import LANGUAGES, labels
from review.client import ClientDocument
from review.client_pdf import to_pdf
from tests.review.client_samples import (
    EVERYTHING,
    FACTS,
    INTAKE,
    ISSUED,
    RETRIEVAL,
    URL,
    document,
    draft_of,
    entry,
    item,
    line,
    task,
    usual,
)


def read(of: ClientDocument) -> PdfReader:
    return PdfReader(io.BytesIO(to_pdf(of)))


def text_of(of: ClientDocument) -> str:
    return squashed("\n".join(page.extract_text() for page in read(of).pages))


def squashed(text: str) -> str:
    return " ".join(text.split())


def links(reader: PdfReader) -> set[str]:
    annotations = [each.get_object() for page in reader.pages for each in page.get("/Annots", [])]
    return {str(each["/A"]["/URI"]) for each in annotations}


def long(lines: int, show: Show = Show()) -> ClientDocument:
    parts = []
    for number in range(lines):
        named = task(f"ACME-{number}", "Work on it")
        parts.append(line(f"ACME-{number} Work on it", "150", [entry(1 + number % 28, 3600, tasks=[named])]))
    return document(draft_of(*parts), show, ISSUED)


def test_the_first_page_says_who_owes_what_to_whom_and_until_when() -> None:
    first = squashed(read(document(usual(), facts=ISSUED)).pages[0].extract_text())
    for words in (
        "Northwind AI",
        "18 Harbour Street",
        "Invoice",
        "Acme Corp",
        "INV-1001",
        "November 3, 2026",
        "December 3, 2026",
        "PO-7781",
        "net 30",
        "$1,702.03",
        "Services from October 5, 2026 to October 15, 2026",
        "Page 1 of 3",
    ):
        assert words in first
    assert "Draft" not in first


def test_every_page_of_a_draft_says_that_it_is_one() -> None:
    for page in read(document(usual())).pages:
        assert "Draft invoice · Not yet issued" in squashed(page.extract_text())


def test_lines_amounts_and_the_work_behind_them_can_be_read() -> None:
    text = text_of(document(usual(), facts=ISSUED))
    assert "ACME-14 Prompt revision for intake bot 3.4167 187.50 640.63" in text
    assert "Work from earlier months: September 2026" in text
    assert "Seats of the review tool 12 15.00 180.00" in text
    assert "October 6, 2026 Kim Allen second pass 2.0278" in text


def test_task_keys_are_links_where_their_address_is_a_plain_one() -> None:
    dangerous = Task("ACME-9", "Odd", "javascript:alert(1)")
    made = draft_of(
        line("ACME-14, ACME-9 and ACME-15", "90", [entry(5, 3600, tasks=[INTAKE, dangerous, RETRIEVAL])]),
    )
    assert links(read(document(made))) == {f"{URL}ACME-14", f"{URL}ACME-15"}


def test_an_address_with_odd_characters_stays_as_it_is() -> None:
    odd = Task("K-1", "Odd", "https://tasks.test/?a=1&b='2'&c=ü")
    assert links(read(document(draft_of(line("K-1 Odd", "90", [entry(5, 60, tasks=[odd])]))))) == {odd.url}


@pytest.mark.parametrize("people", ["no", "roles"])
def test_what_is_hidden_is_nowhere_in_the_pages_or_properties(people: str) -> None:
    reader = read(document(usual(), Show(people=people, rates=False, tasks=False)))
    text = " ".join([*(page.extract_text() for page in reader.pages), str(reader.metadata)])
    hidden = ("Sam Ortiz", "Kim Allen", "Lee Wong", "187.50", "240.00", "ACME-14", "second pass")
    assert not [words for words in hidden if words in text]
    assert links(reader) == set()
    assert ("senior" in text) == (people == "roles")


def test_hidden_hours_leave_no_hours_and_no_appendix() -> None:
    text = text_of(document(usual(), Show(people="names", hours=False)))
    assert not [
        words for words in ("3.4167", "Hours", "Rate", "Quantity", "Time entries", "Sam Ortiz") if words in text
    ]
    assert "ACME-14 Prompt revision for intake bot 640.63" in text


def test_fonts_are_embedded_and_none_else_is_used() -> None:
    reader = read(document(usual()))
    found = [
        each for each in map(reader.get_object, range(1, len(reader.xref[0]) + 1)) if isinstance(each, DictionaryObject)
    ]
    described = [each for each in found if each.get("/Type") == "/FontDescriptor"]
    assert {str(each["/FontName"]).split("+")[1][:4] for each in described} == {"Lato"}
    assert all("/FontFile2" in each for each in described)
    assert {str(each["/BaseFont"]).split("+")[-1][:4] for each in found if each.get("/Type") == "/Font"} == {"Lato"}


def test_properties_name_the_document_its_seller_and_its_language() -> None:
    reader = read(document(usual(), facts=ISSUED, texts=Texts(language="de")))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Rechnung INV-1001", "Northwind AI")
    assert str(reader.metadata.creation_date_raw).startswith("D:20000101"), "no clock was asked"
    assert str(reader.root_object["/Lang"]) == "de"
    assert [str(each["/Title"]) for each in reader.outline if isinstance(each, dict)] == [
        "Rechnung INV-1001",
        "Zeiteinträge",
    ]


def test_equal_documents_are_equal_files_in_every_process() -> None:
    here = to_pdf(document(usual(), facts=ISSUED))
    assert here == to_pdf(document(usual(), facts=ISSUED))
    script = "import sys; from tests.review.client_samples import *; from review.client_pdf import to_pdf; "
    script += "sys.stdout.buffer.write(to_pdf(document(usual(), facts=ISSUED)))"
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)}
    there = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, env=environment)
    assert there.stdout == here


def test_a_long_document_repeats_its_heads_and_counts_its_pages() -> None:
    reader = read(long(45))
    pages = [squashed(page.extract_text()) for page in reader.pages]
    assert [f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1)] == [True] * len(pages)
    with_lines = [page for page in pages if "150.00" in page]
    assert len(with_lines) > 1
    assert all("Implementation Hours Rate Amount (USD)" in page for page in with_lines)
    assert "Total $6,750.00" in with_lines[-1]
    assert with_lines[-1].count("150.00") > 2, "the total does not stand alone on a page"


def test_every_line_of_three_hundred_is_there_once() -> None:
    text = text_of(long(300, Show(hours=False)))
    found = re.findall(r"ACME-(\d+) Work on it 150\.00", text)
    assert sorted(map(int, found)) == list(range(300))


@pytest.mark.parametrize("lines", range(16, 22))
def test_a_total_never_stands_alone_wherever_the_page_ends(lines: int) -> None:
    pages = [squashed(page.extract_text()) for page in read(long(lines, Show(hours=False))).pages]
    assert f"ACME-{lines - 1} Work on it 150.00 Total ${150 * lines:,}.00" in pages[-1]


def test_the_lines_tested_end_a_page() -> None:
    assert {len(read(long(lines, Show(hours=False))).pages) for lines in (16, 21)} == {1, 2}


HOSTILE = '<b>&"{}</b> <a href="http://evil.test">x</a> &amp; <para> %s \\ {client}'


def test_markup_of_strangers_is_shown_and_not_obeyed() -> None:
    bad = Task("<K>&1", HOSTILE, URL + "1")
    made = draft_of(
        line(f"<K>&1 {HOSTILE}", "90", [entry(5, 3600, HOSTILE, HOSTILE, [bad])]), client=HOSTILE, order="<&>"
    )
    shown = document(made, EVERYTHING, replace(ISSUED, seller=f"{HOSTILE}\n{HOSTILE}", number="<n>&"))
    reader = read(shown)
    text = squashed(" ".join(page.extract_text() for page in reader.pages))
    assert text.count('<b>&"{}</b>') >= 6
    assert "evil.test" not in str(links(reader))
    assert links(reader) == {URL + "1"}


def test_a_character_that_the_fonts_lack_is_replaced_and_never_dropped() -> None:
    made = draft_of(line("A 日本 B שלום C 😀 D\u2011E ﬁn \U0001f468\u200d\U0001f469 F", "90", [entry(5, 3600)]))
    assert "A □□ B □□□□ C □ D‐E" in text_of(document(made))
    assert "□□ F" in text_of(document(made)), "an invisible joiner needs no sign"


def test_words_without_a_blank_are_broken_and_whole() -> None:
    made = draft_of(line("W" * 500, "90", [entry(5, 3600, "P" * 110, "N" * 390)]))
    text = "".join(page.extract_text() for page in read(document(made)).pages)
    assert text.count("W") == 1000 + text.count("Wo"), "once as a line, once over its work"
    assert (text.count("P") >= 110, text.count("N") >= 390) == (True, True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_all_its_letters(language: str) -> None:
    draft, entries = usual()
    design, _ = item("Design accepted", "12000", LineKind.MILESTONE)
    made = replace(draft, lines=(*draft.lines, design), total=draft.total + design.amount)
    text = text_of(document((made, entries), texts=Texts(language=language)))
    words = labels(language)
    for label in (
        words.draft_invoice,
        words.total,
        words.expenses,
        words.disbursements,
        words.no_charge,
        words.milestones,
        words.entries,
    ):
        assert label in text
    assert "□" not in text


@pytest.mark.parametrize(
    ("currency", "language", "total", "size"),
    [
        ("JPY", "en", "¥180", (595, 842)),
        ("BHD", "en", "BHD 180.000", (595, 842)),
        ("EUR", "de", "180,00 €", (595, 842)),
        ("USD", "en", "$180.00", (612, 792)),
    ],
)
def test_amounts_have_the_decimals_of_their_currency(
    currency: str, language: str, total: str, size: tuple[int, int]
) -> None:
    made = draft_of(item("Hosting", "180", LineKind.CHARGE, currency=currency))
    page = read(document(made, texts=Texts(language=language))).pages[0]
    assert f"{labels(language).total} {total}" in squashed(page.extract_text())
    assert (int(page.mediabox.width), int(page.mediabox.height)) in (size, (size[0], size[1] - 1))


def test_an_amount_too_wide_for_its_place_is_smaller_and_not_broken() -> None:
    made = draft_of(item("All of it", "98765432109.12", LineKind.CHARGE))
    assert text_of(document(made)).count("$98,765,432,109.12") == 2


def taxed(*kinds: TaxKind, language: str = "en-GB") -> str:
    """The text of a document whose lines of 100.00 have a code of each of these kinds."""
    codes = tuple(
        TaxCode(kind, kind, "VAT", (Dated(None, Decimal("7.5")),) if kind is TaxKind.STANDARD else (), f"Note: {kind}.")
        for kind in kinds
    )
    draft, entries = draft_of(*(item(kind, "100", LineKind.CHARGE, currency="EUR") for kind in kinds))
    lines = [replace(each, posting=Posting(tax=kind)) for each, kind in zip(draft.lines, kinds, strict=True)]
    draft = replace(draft, lines=tuple(lines))
    facts = replace(FACTS, tax=expected_tax(draft, Taxation(codes, number="DE123456789")))
    return text_of(document((draft, entries), facts=facts, texts=Texts(language)))


def test_tax_stands_below_the_lines_and_the_total_has_it() -> None:
    text = taxed(TaxKind.STANDARD)
    assert "Net amount €100.00 VAT 7.5 % €7.50 Total including VAT €107.50" in text
    assert "Customer VAT number DE123456789" in text
    assert text.index("€107.50") < text.index("Net amount"), "what is to be paid stands at the top, too"


def test_each_rate_names_its_base_and_what_is_exempt_has_its_note() -> None:
    text = taxed(TaxKind.STANDARD, TaxKind.EXEMPT)
    assert "Net amount €200.00 VAT 7.5 % (€100.00) €7.50 Total including VAT €207.50" in text
    assert "Note: exempt." in text


@pytest.mark.parametrize("kind", [TaxKind.EXEMPT, TaxKind.REVERSE_CHARGE])
def test_without_any_tax_the_total_is_as_ever_and_the_note_says_why(kind: TaxKind) -> None:
    text = taxed(kind)
    assert "Net amount" not in text
    assert f"Note: {kind.value}." in text


def test_what_the_ledger_decides_is_left_to_it() -> None:
    text = taxed(TaxKind.STANDARD, TaxKind.BY_LEDGER)
    assert "Net amount €200.00" in text
    assert "7.50" not in text
    assert "Note: decided by the ledger." in text
