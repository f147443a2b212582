"""Which tasks an entry names, and what only looks like one."""

from __future__ import annotations

from datetime import date

import pytest

from billing.records import SourceRecord, Task
from billing.tasks import by_key, key_of_url, tasks_of

DAY = date(2026, 10, 1)


def keys(note: str, codes: frozenset[str] = frozenset()) -> list[str]:
    return [task.key for task in tasks_of(SourceRecord(DAY, 60, note=note), codes)]


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("ACME-14 Prompt revision", ["ACME-14"]),
        ("[ACME-14], (ACME-9); ACME-14 again", ["ACME-14", "ACME-9"]),
        ("A1_B-7: x", ["A1_B-7"]),
        ("UTF-8 and ISO-9001 during COVID-19 with GPT-4 over TLS-1", []),
        ("acme-14 XACME-14x pre-ACME-14 ACME-14-fix ACME-0 ACME-014 A-1", []),
        ("ACME-1234567890123", []),
        ("", []),
    ],
)
def test_keys_are_found_exactly_and_standards_are_none(note: str, expected: list[str]) -> None:
    assert keys(note) == expected


def test_a_project_code_is_no_task_although_it_looks_like_one() -> None:
    assert keys("ACME-2026 ACME-14", frozenset({"ACME-2026"})) == ["ACME-14"]


def test_places_speak_in_order_and_each_key_counts_once() -> None:
    found = tasks_of(SourceRecord(DAY, 60, activity="ACME-3", tags=("ACME-2",), note="ACME-1 ACME-3 Title"), ())
    assert [(task.key, task.reason) for task in found] == [
        ("ACME-3", "key in the task field"),
        ("ACME-2", "key in a tag"),
        ("ACME-1", "key in the note"),
    ]
    assert found[0].title == "Title"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://north.atlassian.net/browse/ACME-14", "ACME-14"),
        ("https://north.atlassian.net/browse/ACME-14?focusedId=7#comment", "ACME-14"),
        ("https://app.asana.com/0/77/12001", "12001"),
        ("https://app.asana.com/0/77/12001/f", "12001"),
        ("https://app.asana.com/1/5/project/77/task/12001?focus=true", "12001"),
        ("https://tracker.test/issues/4711", "4711"),
        ("https://tracker.test/", ""),
        ("no link at all", "no link at all"),
        ("http://[::1", ""),  # no URL can be made of it; an entry never stops a run
        ("", ""),
    ],
)
def test_a_link_names_its_task(url: str, key: str) -> None:
    assert key_of_url(url) == key


def test_the_trackers_own_reference_comes_first_with_its_link_and_the_notes_words() -> None:
    link = "https://north.atlassian.net/browse/ACME-14"
    (task,) = tasks_of(SourceRecord(DAY, 60, note="ACME-14: Prompts\nmore", task_url=link), ())
    assert task == Task("ACME-14", "Prompts", link)
    assert task.reason == "the tracker's own reference"


@pytest.mark.parametrize("text", ["odd-²", "odd-٣x", "-", "", "12001", "x-" + "9" * 30])
def test_every_text_can_be_sorted_as_a_key(text: str) -> None:
    assert sorted([text, "ACME-14", "ACME-9"], key=by_key).index("ACME-9") < sorted(
        [text, "ACME-14", "ACME-9"], key=by_key
    ).index("ACME-14")
