"""Tables as files for a spreadsheet: CSV and XLSX, with real numbers and dates, and no text that becomes a formula."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from billing.money import SECONDS_PER_HOUR, Money, minor_digits, plain, quantity
from review.tables import Cell, Hours, Percent, Section, Sheet, is_number, name_of, shown

if TYPE_CHECKING:  # imported where a workbook is made: every push writes CSV, and few people ask for this
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FORMULA_SIGNS = frozenset("=+-@\u2212")
CONTROL_SIGNS = ("\t", "\r", "\n")
UNSEEN = ("Cc", "Cf")
MAX_NAME = 31
FORBIDDEN_IN_NAMES = "[]:*?/\\"
NARROW, WIDE = 8, 60
"""Of columns, in characters."""

LINE_HEIGHT = 15
A4 = 9

DAY, COUNT = "yyyy-mm-dd", "0"
HOURS, PERCENT = "#,##0.00", "0.0"
QUANTITY = "#,##0.00##"
"""Prices and quantities: two decimals, up to four where they are needed."""

HEAD = {"bold": True, "bg_color": "#E8EEF1", "bottom": 1, "bottom_color": "#5B7480", "valign": "vcenter"}
TOTAL = {"bold": True, "top": 1}
LEFT, RIGHT = {"align": "left", "indent": 1}, {"align": "right"}


# ---- CSV ----


def to_csv(table: Section) -> bytes:
    """A table by RFC 4180 in UTF-8: a header, a line for each row and its total; hours are decimal, at 4 decimals."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([name_of(header) for header in table.headers])
    writer.writerows([_csv_text(cell) for cell in row] for row in _all_rows(table))
    return file.getvalue().encode(errors="backslashreplace")


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that could be begins with an apostrophe."""
    first = next((char for char in text if not char.isspace() and unicodedata.category(char) not in UNSEEN), "")
    risky = unicodedata.normalize("NFKC", first) in FORMULA_SIGNS or text.startswith(CONTROL_SIGNS)
    return f"'{text}" if risky else text


def _csv_text(cell: Cell) -> str:
    if isinstance(cell, str):
        return neutral(cell)
    return plain(quantity(cell.seconds)) if isinstance(cell, Hours) else shown(cell)


# ---- XLSX ----


def to_xlsx(sheets: Sequence[Sheet], title: str, as_of: datetime) -> bytes:
    """A workbook with a sheet each; the same sheets of the same moment give the same bytes."""
    from xlsxwriter import Workbook

    file = io.BytesIO()
    workbook = Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": _inert(title), "created": as_of.astimezone(UTC).replace(tzinfo=None)})
    styles = _Styles(workbook)
    for name, sheet in zip(sheet_names(sheet.name for sheet in sheets), sheets, strict=True):
        _fill(workbook.add_worksheet(name), sheet.section, styles)
    workbook.close()
    return file.getvalue()


def sheet_names(wanted: Iterable[str]) -> list[str]:
    """Names as Excel allows them: 31 characters, some of them forbidden, no two alike in any case of letters."""
    taken: set[str] = set()
    return [_free_name(name, taken) for name in wanted]


class _Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, bool, bool], Format] = {}
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.sentence = workbook.add_format({"font_color": "#4A5A63"})
        self.header = workbook.add_format({**HEAD, **LEFT})
        self.number_header = workbook.add_format({**HEAD, **RIGHT})

    def of(self, cell: Cell, right: bool, *, total: bool) -> Format:
        """The format of a cell: its kind's number format, to the right in columns of numbers, bold in a total."""
        key = (_number_format(cell), right, total)
        if key not in self._made:
            wanted = {"num_format": key[0], "valign": "top", "text_wrap": isinstance(cell, str)}
            aligned = RIGHT if right else LEFT
            self._made[key] = self._workbook.add_format({**wanted, **aligned, **(TOTAL if total else {})})
        return self._made[key]


def _fill(sheet: Worksheet, section: Section, styles: _Styles) -> None:
    top = 0
    if section.title:
        sheet.write_string(0, 0, _inert(section.title), styles.title)
        top = 2
    for column, header in enumerate(section.headers):
        style = styles.number_header if is_number(header) else styles.header
        sheet.write_string(top, column, name_of(header), style)
    for number, row in enumerate(_all_rows(section), top + 1):
        total = number > top + len(section.rows)
        for column, (cell, header) in enumerate(zip(row, section.headers, strict=True)):
            _write(sheet, (number, column), cell, styles.of(cell, is_number(header), total=total))
    for number, text in enumerate(section.after, top + len(_all_rows(section)) + 2 if section.headers else top):
        sheet.write_string(number, 0, _inert(text), styles.sentence)
    if section.headers:
        _arrange(sheet, section, top)


def _write(sheet: Worksheet, place: tuple[int, int], cell: Cell, style: Format) -> None:
    if cell == "":
        sheet.write_blank(*place, None, style)
    elif isinstance(cell, str):
        sheet.write_string(*place, _inert(cell), style)
    elif isinstance(cell, date):
        sheet.write_datetime(*place, cell, style)
    else:
        sheet.write_number(*place, _number(cell), style)


def _arrange(sheet: Worksheet, section: Section, top: int) -> None:
    """What makes a table handy: its header stays in view and filters, columns fit, and it prints on A4."""
    sheet.freeze_panes(top + 1, 0)
    sheet.autofilter(top, 0, top + len(section.rows), len(section.headers) - 1)
    widths = _widths(section)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for number, row in enumerate(_all_rows(section), top + 1):
        lines = max(-(-_width(shown(cell)) // (width - 4)) for cell, width in zip(row, widths, strict=True))
        if lines > 1:
            sheet.set_row(number, lines * LINE_HEIGHT)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)


def _widths(section: Section) -> list[int]:
    columns = zip(section.headers, *_all_rows(section), strict=True)
    return [
        min(WIDE, max(NARROW, _width(name_of(header)), *(_width(shown(cell)) for cell in cells)) + 4)
        for header, *cells in columns
    ]


def _all_rows(section: Section) -> list[tuple[Cell, ...]]:
    return [*section.rows, section.total] if section.total else list(section.rows)


def _number(cell: int | Decimal | Money | Hours | Percent) -> int | Decimal:
    """What a spreadsheet calculates with. Hours are decimal and not rounded, so that their sums are exact."""
    if isinstance(cell, Hours):
        return Decimal(cell.seconds) / SECONDS_PER_HOUR
    if isinstance(cell, Percent):
        return cell.value
    return cell.decimal if isinstance(cell, Money) else cell


def _number_format(cell: Cell) -> str:
    if isinstance(cell, str):
        return ""
    if isinstance(cell, Money):
        digits = minor_digits(cell.currency)
        return f"#,##0.{'0' * digits}" if digits else "#,##0"
    if isinstance(cell, Decimal):
        return QUANTITY
    if isinstance(cell, Hours):
        return HOURS
    if isinstance(cell, Percent):
        return PERCENT
    return DAY if isinstance(cell, date) else COUNT


def _inert(text: str) -> str:
    """A text that stays one: the writer takes what stands between <r> and </r> for its own markup."""
    return f"{text} " if text.endswith("</r>") else text


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _free_name(wanted: str, taken: set[str]) -> str:
    plain_text = "".join(" " if char in FORBIDDEN_IN_NAMES or not char.isprintable() else char for char in wanted)
    name = " ".join(plain_text.split())[:MAX_NAME].strip("' ") or "Sheet"
    found, number = name, 1
    while found.casefold() in taken | {"history"}:
        number += 1
        found = f"{name[: MAX_NAME - len(str(number)) - 1].rstrip()} {number}"
    taken.add(found.casefold())
    return found
