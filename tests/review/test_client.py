"""What a client may see of a document: what `show:` hides is in no field of it, and its sums hold."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from billing.ids import canonical
from billing.money import Money
from billing.records import Task
from billing.wishes import LineKind, Show, Texts, Wishes
from review.client import ClientLine, DocumentFacts, client_document, told_of_lines
from review.client_figures import pieces
from review.client_words import web_address
from tests.review.client_samples import (
    EVERYTHING,
    FACTS,
    INTAKE,
    ISSUED,
    RETRIEVAL,
    document,
    draft_of,
    entry,
    item,
    line,
    usual,
)

NAMES = ("Sam Ortiz", "Kim Allen", "Lee Wong")


def only_line(
    description: str, show: Show, person: str = "Kim Allen", note: str = "", tasks: tuple[Task, ...] = ()
) -> ClientLine:
    found = document(draft_of(line(description, "180", [entry(5, 3600, person, note, tasks)])), show)
    return found.groups[0].lines[0]


def test_lines_are_grouped_by_workstream_then_by_kind_and_sum_to_the_total() -> None:
    found = document(usual(), facts=ISSUED)
    assert [(group.heading, str(group.subtotal)) for group in found.groups] == [
        ("Implementation", "904.63 USD"),
        ("Care plan", "75.00 USD"),
        ("No charge", "0.00 USD"),
        ("Other charges", "529.00 USD"),
        ("Expenses", "118.40 USD"),
        ("Disbursements", "75.00 USD"),
    ]
    assert sum(group.subtotal.minor for group in found.groups) == found.total.minor == 170203


def test_work_by_task_is_headed_as_its_line_names_the_task_and_not_as_one_of_its_notes_does() -> None:
    """Without a task tracker a title comes from notes; the line has the one that is used most."""
    form, handover = Task("HAF-14", "Form", ""), Task("HAF-14", "Handover", "")
    works = [entry(5, 3600, tasks=[form]), entry(6, 3600, tasks=[handover]), entry(7, 3600, tasks=[handover])]
    made, entries = line("HAF-14 Handover", "140", works)
    (piece,) = pieces(document(draft_of((replace(made, tasks=(handover,)), entries))))
    assert (piece.words, len(piece.entries)) == ("HAF-14 Handover", 3)


def test_milestones_stand_apart_after_the_time_and_before_charges() -> None:
    time = line("Call", "100", [entry(5, 3600)])
    hosting, design = item("Hosting", "49", LineKind.CHARGE), item("Design accepted", "12000", LineKind.MILESTONE)
    found = document(draft_of(hosting, time, design), texts=Texts(language="de"))
    assert [(group.heading, group.of_time) for group in found.groups] == [
        ("Implementation", True),
        ("Meilensteine", False),
        ("Weitere Positionen", False),
    ]
    assert [each.description for each in found.groups[1].lines] == ["Design accepted"]


def test_hours_of_entries_sum_to_the_hours_of_their_line() -> None:
    works = [entry(day, 1000) for day in (5, 6, 7)]
    found = document(draft_of(line("Three short calls", "90", works)))
    shown = found.groups[0].lines[0]
    assert [work.hours for work in shown.entries] == [Decimal("0.2778"), Decimal("0.2778"), Decimal("0.2777")]
    assert sum(work.hours for work in shown.entries) == shown.quantity == Decimal("0.8333")


def test_hours_that_a_client_sees_are_those_charged() -> None:
    made, works = line("Call", "100", [entry(5, 3600)])
    worked = replace(made, seconds=3000), [replace(works[0], seconds=3000)]
    assert document(draft_of(worked)).groups[0].lines[0].entries[0].hours == Decimal(1)


def test_late_work_names_the_month_it_was_done_in() -> None:
    found = document(
        draft_of(line("Call", "90", [entry(5, 3600)], late="2026-08, 2026-09")), texts=Texts(language="de")
    )
    assert found.groups[0].lines[0].late == "August 2026, September 2026"


def test_hidden_hours_hide_quantity_rate_and_entries_and_leave_amounts() -> None:
    found = document(usual(), Show(people="names", hours=False, rates=True, notes=True))
    lines = [each for group in found.groups for each in group.lines]
    assert {(each.quantity, each.unit_price, each.entries) for each in lines} == {(None, None, ())}
    assert [each.amount.minor for each in lines] == [64063, 26400, 7500, 0, 34900, 18000, 11840, 7500]


def test_hidden_rates_leave_the_hours() -> None:
    shown = document(usual(), Show(rates=False)).groups[0].lines[0]
    assert (shown.quantity, shown.unit_price) == (Decimal("3.4167"), None)


@pytest.mark.parametrize("people", ["no", "roles"])
@pytest.mark.parametrize("tasks", [True, False])
@pytest.mark.parametrize("notes", [True, False])
@pytest.mark.parametrize("hours", [True, False])
def test_what_is_hidden_is_nowhere_in_the_record(people: str, tasks: bool, notes: bool, hours: bool) -> None:
    text = canonical(document(usual(), Show(people=people, hours=hours, rates=False, tasks=tasks, notes=notes)))
    assert not [name for name in NAMES if name in text]
    assert ("senior" in text) == (people == "roles" and hours)
    assert ("ACME-14" in text) == ("Retrieval" in text) == ("atlassian" in text) == tasks
    assert ("second pass" in text) == (notes and hours)
    assert "187.5" not in text
    assert "e000" not in text, "our own ids of entries stay with us"


def test_costs_ids_and_ledger_names_are_not_part_of_the_record() -> None:
    made, works = usual()
    billed = replace(made, bill_to=replace(made.bill_to, customer="58", email="ap@acme.test", books="books"))
    text = canonical(client_document(billed, works, Wishes(EVERYTHING), FACTS))
    assert not [
        word for word in ("ap@acme.test", '"58"', "rate_rule", "for role senior", works[0].line_id) if word in text
    ]


@pytest.mark.parametrize(
    ("description", "people", "shown"),
    [
        ("Kim Allen: Pilot", "no", "Pilot"),
        ("Kim Allen: Pilot", "roles", "senior: Pilot"),
        ("Kim Allen: Pilot", "names", "Kim Allen: Pilot"),
        ("2026-10-05 Kim Allen: Pilot", "no", "2026-10-05: Pilot"),
        ("KIM ALLEN", "no", "Implementation"),
        ("Kim Allenby interview", "no", "Kim Allenby interview"),
    ],
)
def test_a_description_that_names_a_person_is_told_without(description: str, people: str, shown: str) -> None:
    assert only_line(description, Show(people=people)).description == shown


def test_a_person_of_another_line_is_not_named_either() -> None:
    parts = line("Handover to Sam Ortiz", "90", [entry(5, 3600, "Kim Allen")]), line("Call", "90", [entry(6, 3600)])
    assert document(draft_of(*parts), Show()).groups[0].lines[0].description == "Handover to"


def test_a_person_told_apart_by_an_address_is_shown_without_it() -> None:
    shown = only_line("Call", EVERYTHING, person="Kim Allen <kim@northwind.test>")
    assert shown.entries[0].who == "Kim Allen"


def test_a_note_that_became_the_description_is_told_only_where_notes_are() -> None:
    described = "2026-10-05 Kim Allen: argued about scope"
    hidden = only_line(described, Show(people="names"), note="argued about scope")
    shown = only_line(described, EVERYTHING, note="argued about scope")
    assert hidden.description == "2026-10-05 Kim Allen: Implementation"
    assert shown.description == described


def test_a_note_that_is_the_title_of_a_shown_task_stays_in_the_description() -> None:
    words = "ACME-14 Prompt revision for intake bot"
    assert only_line(words, Show(), note=words, tasks=(INTAKE,)).description == words


def test_a_short_note_does_not_eat_words_of_a_description() -> None:
    assert (
        only_line("Conference call with the team", Show(), note="call").description == "Conference call with the team"
    )


def test_a_line_named_by_its_task_falls_back_to_its_workstream() -> None:
    assert only_line("ACME-14 and others", Show(tasks=False), tasks=(INTAKE,)).description == "Implementation"


@pytest.mark.parametrize("show", [Show(), EVERYTHING, Show(people="roles"), Show(tasks=False)])
def test_what_is_told_of_a_line_elsewhere_is_what_the_document_says_of_it(show: Show) -> None:
    made, works = usual()
    told = told_of_lines(made, works, Wishes(show), FACTS.workstreams)
    lines = [each for group in document((made, works), show).groups for each in group.lines]
    assert sorted(words for words, _ in told.values()) == sorted(each.description for each in lines)
    assert any(tasks for _, tasks in told.values()) == show.tasks
    if show == EVERYTHING:
        assert [words for words, _ in told.values()] == [each.description for each in made.lines]


def test_what_is_told_of_a_line_elsewhere_is_not_cut_off_and_has_no_name_in_a_title() -> None:
    words, titled = " ".join(["Prompts"] * 200), Task("", "Call of Kim Allen")
    made, works = draft_of(line(words, "90", [entry(5, 3600, "Kim Allen", tasks=[titled, Task("", "Kim Allen")])]))
    ((said, tasks),) = told_of_lines(made, works, Wishes(Show()), FACTS.workstreams).values()
    assert said == words
    assert [task.title for task in tasks] == ["Call of"]


def test_the_document_has_the_contract_own_words_and_no_second_order() -> None:
    texts = Texts(header="Dear {client},\nthank you.", order="PO {order}, as agreed", note="Thanks")
    found = document(usual(), texts=texts)
    assert (found.header, found.order_words, found.note) == (
        "Dear Acme Corp,\nthank you.",
        "PO PO-7781, as agreed",
        "Thanks",
    )
    assert document(usual()).order_words == "", "the order stands among the facts already"


def test_a_draft_has_no_number_and_says_that_it_is_one() -> None:
    assert document(usual()).is_draft
    assert not document(usual(), facts=ISSUED).is_draft


def test_lines_that_do_not_sum_to_the_total_are_a_programming_error() -> None:
    made, works = usual()
    with pytest.raises(AssertionError, match="sum to its total"):
        client_document(replace(made, total=Money(170204, "USD")), works, Wishes(), FACTS)


def test_entries_that_do_not_sum_to_their_line_are_a_programming_error() -> None:
    made, works = usual()
    with pytest.raises(AssertionError, match="come to"):
        client_document(made, works[1:], Wishes(), FACTS)


def test_an_entry_of_another_draft_is_a_programming_error() -> None:
    made, works = usual()
    with pytest.raises(AssertionError, match="on no line"):
        client_document(made, [*works, replace(works[0], line_id="lother")], Wishes(), FACTS)


def test_a_workstream_without_a_known_name_is_called_by_its_code() -> None:
    found = document(draft_of(line("Call", "90", [entry(5, 3600)])), facts=DocumentFacts("Northwind AI"))
    assert found.groups[0].heading == "ACME-IMPL"


def test_an_expense_keeps_its_words_and_quantity() -> None:
    found = document(draft_of(item("Seats of the review tool", "15", LineKind.CHARGE, "12")))
    assert (found.groups[0].of_time, found.groups[0].lines[0].quantity) == (False, Decimal(12))


def test_text_of_strangers_is_one_printable_line() -> None:
    shown = only_line("a\x1b[31m\nb\u202ec", EVERYTHING, note="x\ty\x00z", tasks=(RETRIEVAL,))
    assert (shown.description, shown.entries[0].note) == ("a [31m b c", "x y z")


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://northwind.atlassian.net/browse/ACME-14?a=1&b=2", True),
        ("http://tasks.test/1", True),
        ("javascript:alert(1)", False),
        ("https://user:secret@tasks.test/1", False),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("https://[::1", False),
        ('https://tasks.test/"onclick', False),
        ("https://tasks.test/\u202egpj", False),
        ("https://tasks.test/" + "a" * 2000, False),
        ("", False),
    ],
)
def test_only_plain_web_addresses_become_links(url: str, kept: bool) -> None:
    assert web_address(url) == (url if kept else "")


def test_a_seller_of_many_lines_still_fits_a_page() -> None:
    assert len(document(usual(), facts=replace(FACTS, seller="Northwind AI\n" * 200)).seller) == 10
