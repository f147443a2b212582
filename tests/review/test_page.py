"""Pages read with a parser: complete in themselves, every value there, strangers' text shown and never obeyed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from billing.records import Contract, State
from review.drafts import to_sections
from review.page import drafts_page, exceptions_page, statement_page
from review.tables import sentences
from tests.review.made_up import HEADING, TODAY, drafts, issues, statement

NO_CONTRACTS: dict[str, Contract] = {}
PAGES: dict[str, Callable[[], str]] = {
    "exceptions": lambda: exceptions_page(issues(), HEADING),
    "statement": lambda: statement_page(statement(), HEADING),
    "drafts": lambda: drafts_page(drafts(), to_sections(drafts(), NO_CONTRACTS, TODAY), HEADING),
    "no exceptions": lambda: exceptions_page([], HEADING),
    "no drafts": lambda: drafts_page([], to_sections([], NO_CONTRACTS, TODAY), HEADING),
}
VOID = {"meta", "br"}


class Read(HTMLParser):
    """A page taken apart: its tags with their attributes, its text, and the cells of each table by row."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.rows: list[list[str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"{tag} ends something else"

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)
        if self.rows and {"th", "td"} & set(self.open):
            self.rows[-1][-1] += data

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def read(name: str) -> Read:
    return Read(PAGES[name]())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_complete_in_itself(name: str) -> None:
    page, found = PAGES[name](), read(name)
    assert not {"script", "link", "img", "iframe", "object", "embed", "form", "base", "svg"} & {
        tag for tag, _ in found.tags
    }
    for _, attributes in found.tags:
        assert not {"src", "srcset", "background", "action", "data", "ping"} & attributes.keys()
        assert not [key for key in attributes if key.startswith("on")]
        assert (attributes.get("href") or "#").startswith("#")
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert not re.search(r"url\(|@import|@font-face|expression|https?:", style)
    (policy,) = [each["content"] for each in found.named("meta") if each.get("http-equiv") == "Content-Security-Policy"]
    assert str(policy).startswith("default-src 'none'")
    assert not found.open, "everything that was opened was closed"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_what_it_is_whose_and_as_of_when(name: str) -> None:
    page, found = PAGES[name](), read(name)
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">')
    assert "<title>Report of 2026-10 · Northwind &lt;AI&gt; &amp; &quot;Sons&quot;</title>" in page
    assert 'Northwind <AI> & "Sons" Report of 2026-10 as of 2026-11-03 12:00 UTC' in found.text
    assert any(each.get("name") == "viewport" for each in found.named("meta"))
    assert len(found.named("h1")) == 1


@pytest.mark.parametrize("name", PAGES)
def test_tables_say_what_their_rows_and_columns_are(name: str) -> None:
    found = read(name)
    assert len(found.named("table")) == len(found.named("caption")) == len(found.named("thead"))
    assert {each["scope"] for each in found.named("th")} <= {"col", "row"}
    assert all(each["data-label"] for each in found.named("td"))


@pytest.mark.parametrize("name", ["exceptions", "drafts"])
def test_links_lead_to_places_on_the_page(name: str) -> None:
    found = read(name)
    anchors = [str(attributes["id"]) for _, attributes in found.tags if "id" in attributes]
    assert len(anchors) == len(set(anchors))
    assert [str(each["href"]) for each in found.named("a")] == [f"#{anchor}" for anchor in anchors] != []


@pytest.mark.parametrize("name", ["exceptions", "drafts"])
def test_a_strangers_text_is_shown_and_not_obeyed(name: str) -> None:
    page, found = PAGES[name](), read(name)
    assert '=HYPERLINK("http://evil.test","x") <script src=//evil.test>alert(1)</script> [2J' in found.text
    assert not {"\x1b", "\u202e"} & set(page)


def test_the_exceptions_are_counted_by_kind_with_severity_and_remedy() -> None:
    found = read("exceptions")
    assert found.rows[:4] == [
        ["kind", "severity", "rows", "hours"],
        ["Missing project code", "blocks billing", "2", "3:01:40"],
        ["No task", "warns", "1", "0:00:36"],
        ["Bad row", "blocks billing", "1", "0:00"],
    ]
    assert "3 to resolve before that time is billed 1 to look at" in found.text
    assert "What to do: Give the project a code in harvest (its code field" in found.text
    assert found.text.count("Give the project a code") == 1, "one remedy for all rows of a kind stands above them"
    assert any(row[1:] == ["Acme <Corp>", "2026-10-19", "2:45", "e1"] for row in found.rows)
    assert "https://tasks.test/ACME-14?a=1&b=2" in found.text
    assert "october.csv line 10: its duration is 'soon'." in found.text


def test_the_statement_begins_with_its_proof() -> None:
    found = read("statement")
    start = found.text.partition("UTC ")[2]
    assert start.startswith(
        "tracked 18:10:12 h = in the states below 18:00:12 h + unreadable or running 0:10 h + difference 0:00 h "
        "The difference is 0: every tracked second is in exactly one state."
    )
    assert "Held 0:50 h 4.6 % Drafted 15:10:12 h 84.3 % Non billable 2:00 h 11.1 %" in found.text
    assert ["Acme <Corp>", "harvest", "17:10:12", "0:00", "15:10:12", "2:00"] in found.rows
    assert ["all", "", "18:00:12", "0:50", "15:10:12", "2:00"] in found.rows
    assert ["USD", "2", "2,952.00", "0.00", "-0.01"] in found.rows
    assert ["JPY", "1", "3,656,500", "0", "0"] in found.rows
    assert "toggl: 1 entries, 1:00 h; it says 1:00 h" in found.text


def test_a_state_that_is_less_than_nothing_is_told_and_has_no_share() -> None:
    made = statement()
    (first, *others) = made.clients
    shorter = replace(first, states={**first.states, State.OPEN: -3_600})
    page = Read(statement_page(replace(made, clients=(shorter, *others)), HEADING))
    words = " ".join(" ".join(page.words).split())
    assert "Open -1:00 h billed, and shorter since" in words
    shares = [float(share) for share in re.findall(r"(\d+\.\d) %", words)]
    assert sum(shares) == pytest.approx(100, abs=0.2)
    grown = [dict(attributes)["style"] for tag, attributes in page.tags if tag == "i" and "style" in dict(attributes)]
    assert all("-" not in str(style).partition(":")[2] for style in grown)


def test_a_statement_that_does_not_balance_says_so() -> None:
    found = Read(statement_page(statement(lost=7), HEADING))
    assert "difference 0:00:07 h The difference is not 0. This month is not proven: do not bill it" in found.text
    assert [each for each in found.named("p") if each.get("class") == "verdict bad"]


def test_a_month_without_time_has_a_page() -> None:
    found = statement()
    empty = type(found)(found.period, found.as_of, (), (), 0, 0, 0, 0, (), 0)
    assert "tracked 0:00 h = in the states below 0:00 h" in Read(statement_page(empty, HEADING)).text


def test_the_drafts_are_summed_by_currency_and_listed_with_every_line() -> None:
    found = read("drafts")
    assert "70,000 JPY net, on 1 draft 240,774.10 USD net, on 1 draft" in found.text
    assert ["Acme <Corp>", "2026-10", "", "draft", "3", "0:50", "240,774.10", "USD"] in found.rows
    assert ["Hanami & Co", "2026-10", "", "outdated", "1", "0:16:40", "70,000", "JPY"] in found.rows
    assert ["Work", "1234.50", "195.1255", "240,882.43", "l2"] in found.rows
    assert ["-1 h taken back", "-1.00", "150.00", "-150.00", "l3"] in found.rows
    assert ["total", "", "", "240,774.10", ""] in found.rows
    assert (
        "service 2026-10-05 to 2026-10-06 · terms net 30 · if issued today: dated 2026-11-03, due 2026-12-03"
        in found.text
    )


def test_drafts_made_with_an_older_configuration_are_marked_on_top() -> None:
    warned = [sentences("The configuration has changed since the drafts of 2026-10 were made.")]
    found = Read(drafts_page(drafts(), to_sections(drafts(), NO_CONTRACTS, TODAY), HEADING, warned))
    assert found.text.partition("UTC ")[2].startswith("The configuration has changed since")


def test_numbers_stand_to_the_right() -> None:
    page = PAGES["drafts"]()
    assert '<td class="n" data-label="net">240,774.10</td>' in page
    assert '<th scope="col" class="n">hours</th>' in page
    assert "font-variant-numeric: tabular-nums" in page


def test_a_page_prints_on_a4_and_knows_dark_screens_and_phones() -> None:
    page = PAGES["statement"]()
    assert "@page { size: A4;" in page
    assert "@media print" in page
    assert "prefers-color-scheme: dark" in page
    assert "@media (max-width: 700px)" in page
