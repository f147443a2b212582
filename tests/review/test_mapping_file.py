"""Mappings in a spreadsheet: what is written, read back, changed, refused; all of it or nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

import pytest

from review.mapping_named import CannotMap
from tests.agencies import HOSTILE
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, OCTOBER, bring, totals, worked
from tests.review import mapped
from tests.review.mapped import accept, carry_out, exported, outcome, read, standing

Cells = list[list[str]]


@pytest.fixture
def house() -> Iterator[House]:
    """A project that is mapped for some days, and one that waits."""
    with house_of(AGENCY) as made:
        bring(made, worked("10-05", project="Website"), worked("10-06", project="App"))
        accept(made, "Website", "AAA-ONE", since="2026-10-02", until="2026-11-10")
        yield made


def cells(house: House) -> Cells:
    """What an export has, header and rows."""
    return list(csv.reader(io.StringIO(exported(house).decode(), newline="")))


def filled(rows: Cells, delimiter: str = ",") -> bytes:
    """The same cells as a spreadsheet saves them."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return ("\ufeff" + file.getvalue()).encode()


def test_an_export_has_what_stands_and_what_waits(house: House) -> None:
    header, *rows = cells(house)
    assert header == "connector kind id name mapped_to from until why hours suggested".split()
    name = "Client / Website"
    assert rows[0] == ["toggl", "project", name, name, "AAA-ONE", "2026-10-02", "2026-11-10", "asked the team", "", ""]
    assert rows[1][:9] == ["toggl", "project", "Client / App", "Client / App", "", "", "", "", "1.00"]
    assert len(rows) == 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_filling_in_a_code_accepts_and_emptying_it_takes_back(house: House, delimiter: str) -> None:
    header, website, app = cells(house)
    website[4], app[4] = "", "BBB-ONE"
    carry_out(house, filled([header, website, app], delimiter))
    assert standing(house) == [("Client / App", "BBB-ONE", "", "")]
    house.run([OCTOBER])
    assert totals(house) == {"b 2026-10": "100.00"}


def test_a_row_that_is_left_out_changes_nothing(house: House) -> None:
    before = outcome(house)
    carry_out(house, filled([cells(house)[0]]))
    assert outcome(house) == before


def test_another_day_and_a_second_row_replace_what_stood(house: House) -> None:
    header, website, _ = cells(house)
    website[6] = "2026-10-31"
    after = [*website[:4], "BBB-ONE", "2026-11-01", "", "the second phase", "", ""]
    found = read(house, filled([header, website, after]), why="")
    assert [(each.line, each.why) for each in found.changes] == [(2, ""), (3, "the second phase")]
    carry_out(house, filled([header, website, after]))
    assert standing(house) == [
        ("Client / Website", "AAA-ONE", "2026-10-02", "2026-10-31"),
        ("Client / Website", "BBB-ONE", "2026-11-01", ""),
    ]


def test_a_change_needs_a_reason_of_its_own_the_old_one_does_not_count(house: House) -> None:
    header, website, _ = cells(house)
    website[4] = "BBB-ONE"
    before = outcome(house)
    with pytest.raises(CannotMap, match="line 2: say why in its column, or with --why"):
        carry_out(house, filled([header, website]), why="")
    assert outcome(house) == before


@pytest.mark.parametrize(
    ("since", "until"),
    [("10/2/2026", "11/10/2026"), ("2.10.2026", "10.11.2026"), ("02/10/2026", "10/11/2026"), ("2026/10/2", "10-11-26")],
)
def test_dates_that_a_spreadsheet_rewrote_are_the_same_dates(house: House, since: str, until: str) -> None:
    header, website, _ = cells(house)
    website[5:7] = since, until
    found = read(house, filled([header, website]))
    assert (found.changes, found.problems, found.unchanged) == ((), (), 1)


@pytest.mark.parametrize(
    ("place", "cell", "sentence"),
    [
        (0, "harvst", "line 2: tieout.yaml has no connector 'harvst'; write one of: harvest, toggl"),
        (1, "task", "line 2: kind is 'task'; write project or person"),
        (2, "", "line 2: it has no id; leave the id as `tieout map export` wrote it"),
        (4, "AAA-ON", "line 2: no contract has the project code AAA-ON; did you mean AAA-ONE?"),
        (5, "3/4/2026", "line 2: from is '3/4/2026'; write a date such as 2026-10-01"),
        (5, "soon", "line 2: from is 'soon'; write a date such as 2026-10-01"),
        (5, "2026-12-01", "line 2: until 2026-11-10 is before from 2026-12-01"),
        (7, "another reason", "line 2: only its reason is another one"),
    ],
)
def test_a_cell_that_means_nothing_is_refused_with_its_line_and_nothing_is_done(
    house: House, place: int, cell: str, sentence: str
) -> None:
    header, website, app = cells(house)
    website[place], app[4] = cell, "BBB-ONE"
    before = outcome(house)
    (problem,) = read(house, filled([header, website, app])).problems
    assert problem.startswith(sentence)
    with pytest.raises(CannotMap):
        carry_out(house, filled([header, website, app]))
    assert outcome(house) == before


def test_all_problems_are_named_together(house: House) -> None:
    header, website, app = cells(house)
    website[4], app[4] = "X", "Y"
    assert [problem[:7] for problem in read(house, filled([header, website, app, app])).problems] == [
        "line 2:",
        "line 3:",
        "line 4:",
    ]


def test_two_rows_for_the_same_days_are_refused(house: House) -> None:
    header, website, _ = cells(house)
    (problem,) = read(
        house, filled([header, website, [*website[:4], "BBB-ONE", "", "2026-10-02", "", "", ""]])
    ).problems
    assert problem == "line 3: line 2 says already what Client / Website is in these days"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the file has no column connector, kind, id, mapped_to, from, until; change one that"),
        (b"connector,kind,id,mapped_to,until\n", "the file has no column from; change one that"),
        ("connector,kind,id,mapped_to,from,until\ntoggl,project,Müller,,,\n".encode("latin-1"), "is not in UTF-8"),
    ],
)
def test_what_is_no_such_file_is_refused(house: House, content: bytes, sentence: str) -> None:
    with pytest.raises(CannotMap, match=sentence):
        read(house, content)


def test_names_that_look_like_formulas_are_harmless_and_come_back_as_they_are() -> None:
    with house_of(AGENCY) as house:
        names = ("=1+1", "'=quoted", "-minus", "@at", *HOSTILE)
        bring(house, *(replace(worked(f"10-{day:02}"), project=name) for day, name in enumerate(names, start=5)))
        for each in mapped.suggested(house):
            mapped.accept(house, each.counterpart.key, "AAA-ONE")
        before = outcome(house)
        assert len(standing(house)) == len(names) - 1, "one of them names tasks only, and is a project like the others"
        assert not [cell for row in cells(house) for cell in row if cell[:1] in ("=", "+", "-", "@")]
        found = read(house, exported(house))
        assert (found.changes, found.problems, found.unchanged) == ((), (), len(standing(house)))
        carry_out(house, exported(house))
        assert outcome(house) == before
