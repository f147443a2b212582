"""Every kind of issue reads as a sentence with its facts."""

from __future__ import annotations

import re
from datetime import date

import pytest

from billing.issues import BLOCKS, KINDS, ORDER, WARNS, Issue, facts, hours

OWN = {"person", "date", "client", "hours"}
PLACEHOLDER = re.compile(r"{(\w*)}")


@pytest.mark.parametrize("code", KINDS)
def test_each_kind_renders_with_its_facts_and_no_braces(code: str) -> None:
    kind = KINDS[code]
    named = sorted(set(PLACEHOLDER.findall(kind.sentence + kind.remedy)) - OWN)
    issue = Issue(
        code,
        client="Acme",
        person="Kim",
        day=date(2026, 10, 5),
        seconds=5400,
        facts=facts(**{name: f"<{name}>" for name in named}),
    )
    for text in (issue.sentence, issue.remedy):
        assert "{" not in text and "}" not in text
        assert text == text.strip() and text.endswith(".") and "  " not in text
    assert all(f"<{name}>" in issue.sentence + issue.remedy for name in named)
    assert kind.severity in (BLOCKS, WARNS)


def test_braces_in_a_strangers_words_are_only_words() -> None:
    issue = Issue("bad_row", facts=facts(file="{person}.csv", line=3, reason="{0} %s {{x}}"))
    assert issue.sentence == "{person}.csv line 3: {0} %s {{x}}."


def test_what_is_not_known_is_said_so() -> None:
    issue = Issue("running", facts=facts(project="Site", connector="toggl"))
    assert issue.sentence == "A timer of someone started on an unknown day on Site is still running."


def test_the_report_begins_with_what_names_no_project() -> None:
    assert min(ORDER, key=lambda code: ORDER[code]) == "missing_project_code"
    assert len(ORDER) == len(KINDS)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00 h"), (5400, "1:30 h"), (36, "0:00:36 h"), (90061, "25:01:01 h"), (-60, "-0:01 h")]
)
def test_durations_are_exact(seconds: int, text: str) -> None:
    assert hours(seconds) == text
