"""Cells of every kind as people read them, and strangers' text on one printable line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from billing.money import Money
from review.tables import Cell, Hours, flat_table, section, shown


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("text", "text"),
        ("", ""),
        (1234, "1234"),
        (0, "0"),
        (Decimal("3.5"), "3.50"),
        (Decimal("0.2778"), "0.2778"),
        (Decimal("-1"), "-1.00"),
        (date(2026, 10, 31), "2026-10-31"),
        (Money(250_252, "USD"), "2502.52"),
        (Money(1_200, "JPY"), "1200"),
        (Money(-5, "BHD"), "-0.005"),
        (Hours(5_400), "1:30"),
        (Hours(36), "0:00:36"),
        (Hours(-5_400), "-1:30"),
    ],
)
def test_a_cell_is_shown_as_its_kind_is_read(cell: Cell, text: str) -> None:
    assert shown(cell) == text


def test_strangers_text_becomes_one_printable_line_everywhere_in_a_section() -> None:
    hostile = "two\nlines \x1b[2J\u202e"
    made = section(hostile, ("a",), [(hostile,)], [hostile], (hostile,))
    assert [made.title, made.rows[0][0], made.after[0], made.total[0]] == ["two lines [2J"] * 4


def test_a_table_for_a_terminal_cuts_long_cells_and_a_flat_one_keeps_whole_sentences() -> None:
    long = "word " * 200
    assert len(shown(section("", ("a",), [(long,)]).rows[0][0])) == 400
    assert flat_table(["a"], [(long,)]).rows[0][0] == long.strip()
