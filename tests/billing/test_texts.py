"""Strangers' words as one harmless printable line."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.texts import MAX_TITLE, clean, nearest, squashed, title_after, usual
from tests.billing.properties import proven


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  two\r\nlines\tand\x0btabs ", "two lines and tabs"),
        ("\x1b[31mred\x1b[0m\x07", "[31mred [0m"),
        ("a\u202eb\u2066c\u200bd\ufeffe\u2028f", "a b c d e f"),
        ("soft\u00adhyphen \ue000private", "soft hyphen private"),
        ("👩\u200d👩\u200d👧 stays", "👩\u200d👩\u200d👧 stays"),
        ("x" * 121, "x" * 119 + "…"),
        ("x" * 120, "x" * 120),
        ("", ""),
    ],
)
def test_control_characters_overrides_and_length_are_tamed(text: str, shown: str) -> None:
    assert clean(text) == shown


@proven
@given(st.text(max_size=400))
def test_whatever_comes_in_one_short_line_without_controls_comes_out(text: str) -> None:
    shown = clean(text)
    assert len(shown) <= MAX_TITLE
    assert shown == clean(shown)
    assert not any(unicodedata.category(char) in ("Cc", "Zl", "Zp", "Cs") for char in shown)
    assert not any(char in shown for char in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize(
    ("note", "title"),
    [
        ("ACME-14 Prompt revision", "Prompt revision"),
        ("ACME-14: Prompt revision\nsecond line", "Prompt revision"),
        ("[ACME-14] - Prompts", "Prompts"),
        ("Prompts (ACME-14)", "Prompts"),
        ("before\nReview ACME-14", "Review"),
        ("ACME-14", ""),
        ("no key here", "no key here"),
        ("ACME-14 =SUM(A1)", "=SUM(A1)"),
        ("[ACME-14] (old) form and f(a[1]).", "(old) form and f(a[1])"),
        ("ACME-14 (one) and (two)", "(one) and (two)"),
        ("(ACME-14 Fix login)", "Fix login"),
        ("ACME-14 (Fix login)", "Fix login"),
    ],
)
def test_a_title_is_what_stands_after_its_key_or_before_it(note: str, title: str) -> None:
    assert title_after("ACME-14", note) == title


def test_the_title_used_most_wins_then_the_longest_then_the_alphabet() -> None:
    assert usual(["a", "bb", "a", ""]) == "a"
    assert usual(["a", "bb", "cc"]) == "bb"
    assert usual([]) == usual(["", ""]) == ""


def test_names_are_compared_by_their_letters_only() -> None:
    assert squashed(" Jose\u0301   Nun\u0303ez\n") == "José Nuñez"
    assert nearest("acme-impl", ["ACME-IMPL", "ACME-CARE"]) == "ACME-IMPL"
    assert nearest("zzz", ["ACME-IMPL"]) == ""
