"""Tables that do not fit beside each other: words, ids and figures stay whole, so that they can be read and copied."""

from __future__ import annotations

import pytest

from cli.output import print_sections
from review.tables import Section

ID, CODE = "msdhwxdv7lya6", "ACME-CARE"


def printed(section: Section, width: int, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> list[str]:
    patch.setenv("COLUMNS", str(width))
    print_sections([section])
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("width", [20, 40, 80])
def test_a_table_becomes_wider_than_the_terminal_before_a_word_is_broken(
    width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = ("client", "work", "what", "id")
    section = Section("", headers, (("Acme Corp", CODE, "drafted with the month before", ID),))
    lines = printed(section, width, capsys, monkeypatch)
    text = "\n".join(lines)
    assert (
        ID in text and CODE in text and all(word in text for word in "Acme Corp drafted with the month before".split())
    )


def test_a_long_sentence_is_folded_where_there_is_room_for_its_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    section = Section("", ("id", "what"), ((ID, "many words that go on " * 10),))
    assert max(map(len, printed(section, 60, capsys, monkeypatch))) <= 60


def test_a_word_without_end_is_broken(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    section = Section("", ("id", "what"), ((ID, "z" * 500),))
    lines = printed(section, 60, capsys, monkeypatch)
    assert max(map(len, lines)) <= 60 and sum(line.count("z") for line in lines) == 500


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120])
def test_no_figure_is_cut_not_even_in_the_row_that_adds_up_the_others(
    width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = ("client", *(f">state {number} that is long" for number in range(6)), ">EUR")
    rows = (("Acme Corp", *["0:45"] * 6, "3650.00"),) * 3
    section = Section("", headers, rows, total=("all", *["114:45:49"] * 6, "1210950.00"))
    *_, total = printed(section, width, capsys, monkeypatch)
    assert total.split()[-7:] == ["114:45:49"] * 6 + ["1210950.00"]
