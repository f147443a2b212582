"""The invoice as a PDF that an agency can send: the lines and their total, then the work behind them."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    CallerMacro,
    HRFlowable,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
)

from billing.wording import day
from review.client import ClientDocument, ClientEntry, ClientGroup, ClientLine, ClientTask
from review.client_figures import HOURS_DIGITS, Columns, Piece, aligned, columns, pieces, totals, with_links

REGULAR, STRONG = "Lato-Regular", "Lato-Semibold"
REPLACEMENT = "□"
"""What stands for a character that the fonts do not have."""

INK, QUIET, HAIR, ACCENT = HexColor(0x1D2429), HexColor(0x66727B), HexColor(0xD9DFE3), HexColor(0x0B5A6B)
MARGIN, GUTTER, PADDING, HAIRLINE = 22 * mm, 14, 6, mm / 6
LETTER_CURRENCIES = ("USD", "CAD")
HOURS_WIDTH = 60


def to_pdf(document: ClientDocument) -> bytes:
    """The document as PDF/1.4 bytes, the same for equal documents, with its fonts in it and its text selectable.

    It is on Letter where the currency is that of a country that prints on it, else on A4.
    """
    _load_fonts()
    file = io.BytesIO()
    page = LETTER if document.total.currency in LETTER_CURRENCIES else A4
    sheet = _Sheet(document, page[0] - 2 * MARGIN)
    template = SimpleDocTemplate(
        file,
        pagesize=page,
        leftMargin=MARGIN - PADDING,
        rightMargin=MARGIN - PADDING,
        topMargin=24 * mm,
        bottomMargin=24 * mm,
        title=sheet.title,
        author=_shown(document.seller[0]) if document.seller else "",
        subject=_shown(document.service_words),
        creator="Tieout",
        lang=document.language,
        displayDocTitle=1,
        invariant=1,
        pageCompression=1,
        initialFontName=REGULAR,
    )
    frame = _Frame(document, sheet.title, page)
    template.build([*sheet.story(), CallerMacro(frame.last)], onFirstPage=frame.first, onLaterPages=frame.later)
    return file.getvalue()


# ---- text and fonts ----


@cache
def _load_fonts() -> None:
    for name in (REGULAR, STRONG):
        pdfmetrics.registerFont(TTFont(name, str(Path(__file__).parent / "fonts" / f"{name}.ttf")))


@cache
def _known() -> frozenset[int]:
    """The code points that every one of our fonts can show."""
    _load_fonts()
    return frozenset.intersection(*(frozenset(pdfmetrics.getFont(name).face.charToGlyph) for name in (REGULAR, STRONG)))


def _shown(text: str) -> str:
    """A text as the fonts can show it: in its plain form where they lack a character, else with a replacement."""
    composed = unicodedata.normalize("NFC", text).replace("\u202f", "\u00a0")
    return "".join(_glyph(char) for char in composed)


@cache
def _glyph(char: str) -> str:
    if char in "\u200c\u200d" or "\ufe00" <= char <= "\ufe0f":
        return ""  # it joins or varies what is beside it, and has no looks of its own
    if ord(char) in _known():
        return char
    plain = unicodedata.normalize("NFKC", char)
    return plain if all(ord(part) in _known() for part in plain) else REPLACEMENT


def _marked(text: str) -> str:
    return escape(_shown(text))


def _linked(text: str, tasks: Sequence[ClientTask]) -> str:
    """The text as markup, with the keys of tasks in it as links to them."""
    return "".join(_link(words, url) if url else _marked(words) for words, url in with_links(text, tasks))


def _link(words: str, url: str) -> str:
    return f'<a href={quoteattr(url)} color="{ACCENT.hexval().replace("0x", "#")}">{_marked(words)}</a>'


def _style(size: int, color: Any = INK, font: str = REGULAR, **more: Any) -> ParagraphStyle:
    leading = size + max(3, size * 2 // 5)
    return ParagraphStyle(
        f"{font}{size}", fontName=font, fontSize=size, leading=leading, textColor=color, splitLongWords=1, **more
    )


BODY, LABEL, BODY_RIGHT = _style(9), _style(9, QUIET), _style(9, alignment=TA_RIGHT)
BOLD, BOLD_RIGHT = _style(9, font=STRONG), _style(9, font=STRONG, alignment=TA_RIGHT)
SMALL, SMALL_RIGHT, AFTER = _style(8, QUIET), _style(8, QUIET, alignment=TA_RIGHT), _style(8, QUIET, spaceBefore=10)
GROUP, CHAPTER = _style(10, ACCENT, STRONG), _style(15, INK, STRONG)
SELLER, CLIENT = _style(13, INK, STRONG), _style(12, INK, STRONG)
TITLE, MARK = _style(21, INK, alignment=TA_RIGHT), _style(8, ACCENT, STRONG, alignment=TA_RIGHT)
SUM_LABEL = _style(8, QUIET, alignment=TA_RIGHT)
SUMS = [_style(size, ACCENT, STRONG, alignment=TA_RIGHT) for size in (21, 17, 13, 9)]
TOTAL, TOTAL_RIGHT = _style(11, INK, STRONG), _style(11, INK, STRONG, alignment=TA_RIGHT)
TOTAL_LOOKS = [
    ("SPAN", (1, -1), (-1, -1)),
    ("TOPPADDING", (0, -1), (-1, -1), 8),
    ("LINEABOVE", (0, -1), (-1, -1), HAIRLINE * 3, ACCENT),
]


# ---- every page ----


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands around the text of each page."""

    document: ClientDocument
    title: str
    page: tuple[Any, Any]

    def first(self, canvas: Any, template: Any) -> None:
        canvas.bookmarkPage("document")
        canvas.addOutlineEntry(self.title, "document")
        self._foot(canvas)

    def later(self, canvas: Any, template: Any) -> None:
        top = self.page[1] - 15 * mm
        self._write(canvas, top, self.document.client, self.title)
        canvas.setStrokeColor(HAIR)
        canvas.line(MARGIN, top - 6, self.page[0] - MARGIN, top - 6)
        self._foot(canvas)

    def last(self, macro: Any) -> None:
        """Fills in the number of pages, which every page refers to."""
        macro.canv.beginForm("pages")
        macro.canv.setFont(REGULAR, 8)
        macro.canv.setFillColor(QUIET)
        macro.canv.drawString(0, 0, str(macro.canv.getPageNumber()))
        macro.canv.endForm()

    def _foot(self, canvas: Any) -> None:
        words = self.document.labels
        text = _shown(f"{words.page} {canvas.getPageNumber()} {words.of} ")
        state = f"{self.document.called} · {words.not_yet_issued} · " if self.document.is_draft else ""
        canvas.setFont(REGULAR, 8)
        canvas.setFillColor(QUIET)
        canvas.drawString(MARGIN, 13 * mm, text)
        canvas.saveState()
        canvas.translate(MARGIN + pdfmetrics.stringWidth(text, REGULAR, 8), 13 * mm)
        canvas.doForm("pages")
        canvas.restoreState()
        self._write(canvas, 13 * mm, "", f"{state}{self.document.token}")

    def _write(self, canvas: Any, height: Any, left: str, right: str) -> None:
        room = self.page[0] - 2 * MARGIN
        shown = _fitting(_shown(right), room * 3 // 5)
        canvas.setFont(REGULAR, 8)
        canvas.setFillColor(QUIET)
        canvas.drawString(MARGIN, height, _fitting(_shown(left), room - _width(shown) - GUTTER))
        canvas.drawRightString(self.page[0] - MARGIN, height, shown)


def _fitting(text: str, room: Any) -> str:
    while _width(text) > room:
        text = f"{text[:-2].rstrip()}…"
    return text


def _width(text: str, font: str = REGULAR, size: int = 8) -> Any:
    return pdfmetrics.stringWidth(text, font, size)


# ---- what stands on the pages ----


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The parts of one document, in order."""

    document: ClientDocument
    width: Any

    @property
    def title(self) -> str:
        """What the document is called in its properties and on later pages."""
        return _shown(" ".join(part for part in (self.document.called, self.document.number) if part))

    def story(self) -> list[Any]:
        """Everything that flows over the pages."""
        document = self.document
        found = [*self._head(), *self._parties(), *self._before()]
        figures = [columns(document, group) for group in document.groups]
        widths = self._widths(figures)
        for group, its in zip(document.groups, figures, strict=True):
            found.append(self._group(group, its, widths))
        notes = document.tax.notes if document.tax else ()
        said = [text for text in (*notes, document.late, *document.note.split("\n")) if text]
        found += [Paragraph(_marked(text), SMALL if place else AFTER) for place, text in enumerate(said)]
        return [*found, *self._appendix()]

    def _head(self) -> list[Any]:
        words = self.document.labels
        name, *address = self.document.seller or ("",)
        right = [Paragraph(_marked(self.document.called), TITLE)]
        if self.document.is_draft:
            right += [Spacer(0, 2), Paragraph(_marked(words.not_yet_issued), MARK)]
        left = [Paragraph(_marked(name), SELLER), *(Paragraph(_marked(line), SMALL) for line in address)]
        line = HRFlowable("100%", thickness=1, color=ACCENT, spaceBefore=10, spaceAfter=16)
        return [_grid([[left, right]], (self.width // 2, self.width - self.width // 2)), line]

    def _parties(self) -> list[Any]:
        document, words = self.document, self.document.labels
        facts = [
            (words.number, document.number),
            (words.credited_invoice, document.credits),
            (words.date, day(document.issued, document.language) if document.issued else ""),
            (words.due, day(document.due, document.language) if document.due else ""),
            (words.order, document.order),
            (words.terms, document.terms),
            *((document.tax.number,) if document.tax else ()),
        ]
        rows = [[Paragraph(_marked(name), LABEL), Paragraph(_marked(value), BODY)] for name, value in facts if value]
        label = max(_width(_shown(name), REGULAR, 9) for name, _ in facts) + GUTTER
        third = self.width // 3
        left = [Paragraph(_marked(words.bill_to), SMALL), Spacer(0, 2), Paragraph(_marked(document.client), CLIENT)]
        middle: Any = _grid(rows, (label, third + GUTTER * 2 - label)) if rows else ""
        amount = _shown(totals(document)[-1][1])
        sizes = [style for style in SUMS if _width(amount, STRONG, style.fontSize) < third - GUTTER]
        style = sizes[0] if sizes else SUMS[-1]
        right = [Paragraph(_marked(words.total), SUM_LABEL), Spacer(0, 2), Paragraph(escape(amount), style)]
        return [_grid([[left, middle, right]], (third - GUTTER, third + GUTTER * 2, third - GUTTER)), Spacer(0, 20)]

    def _before(self) -> list[Any]:
        document = self.document
        said = [Paragraph(_marked(document.service_words), BOLD)] if document.service_words else []
        texts = [text for text in (document.order_words, *document.header.split("\n")) if text]
        said += [Spacer(0, 4), *(Paragraph(_marked(text), BODY) for text in texts)] if texts else []
        return [*said, Spacer(0, 2)] if said else []

    # ---- lines ----

    def _group(self, group: ClientGroup, figures: Columns, widths: Sequence[Any]) -> Any:
        """One table; a total after the last one stays with the line before it."""
        rows: list[list[Any]] = [[Paragraph(_marked(group.heading), GROUP), *_right(figures.heads, SMALL_RIGHT)]]
        for line, row in zip(group.lines, figures.rows, strict=True):
            rows.append([_described(line, self.document), *map(_shown, row)])
        looks: list[Any] = [("LINEBELOW", (0, 0), (-1, 0), HAIRLINE * 2, INK), ("ALIGN", (1, 1), (-1, -1), "RIGHT")]
        looks += [("LINEBELOW", (0, 1), (-1, len(group.lines)), HAIRLINE, HAIR)]
        if len(self.document.groups) > 1 and len(group.lines) > 1:
            rows.append(
                [Paragraph(_marked(self.document.labels.subtotal), BOLD), *_right(figures.subtotal, BOLD_RIGHT)]
            )
        if group is self.document.groups[-1]:
            sums = self._totals(len(figures.heads))
            rows += sums
            looks += [*TOTAL_LOOKS, *(("SPAN", (1, -place), (-1, -place)) for place in range(2, len(sums) + 1))]
        together = len(rows) - len(group.lines) - 1
        looks += [("NOSPLIT", (0, -1 - together), (-1, -1))] if together else []
        table = _grid(rows, widths, looks, heads=1)
        table.spaceBefore = 17  # and nothing after it: a gap at the end of a page would begin another one
        return table

    def _totals(self, figures: int) -> list[list[Any]]:
        """The total, below what it is made of where there is tax."""
        *made_of, whole = totals(self.document)
        rows = [*((*row, BODY, BODY_RIGHT) for row in made_of), (*whole, TOTAL, TOTAL_RIGHT)]
        pairs = [[Paragraph(_marked(name), left), *_right([sums], right)] for name, sums, left, right in rows]
        return [[*pair, *[""] * (figures - 1)] for pair in pairs]

    def _widths(self, found: Sequence[Columns]) -> list[Any]:
        """The same columns for all groups, each as wide as its widest figure."""
        rows = [row for group in found for row in (group.heads, group.subtotal, *group.rows)]
        figures = [max(_width(_shown(text), STRONG, 9) for text in column) for column in zip(*rows, strict=True)]
        return [self.width - sum(figures) - GUTTER * len(figures), *(width + GUTTER for width in figures)]

    # ---- the work behind them ----

    def _appendix(self) -> list[Any]:
        """The work by task, or by line where it names none; nothing where entries are not shown."""
        found = pieces(self.document)
        if not found:
            return []
        words, show = self.document.labels, self.document.show
        who = {"no": [], "roles": [words.role], "names": [words.person]}[show.people]
        heads = [words.day, *who, words.note if show.notes else ""]
        widths = self._work_widths(found, heads)
        row = [*(Paragraph(_marked(head), SMALL) for head in heads), *_right([words.hours], SMALL_RIGHT)]
        title = [PageBreak(), CallerMacro(_bookmark(words.entries)), Paragraph(_marked(words.entries), CHAPTER)]
        top = _grid([row], widths, [("LINEBELOW", (0, 0), (-1, 0), HAIRLINE * 2, INK)], heads=1)
        return [*title, Spacer(0, 4), top, *(self._piece(piece, widths) for piece in found)]

    def _piece(self, piece: Piece, widths: Sequence[Any]) -> Any:
        hours = aligned([*(entry.hours for entry in piece.entries), piece.hours], self.document.language, HOURS_DIGITS)
        heading = Paragraph(_linked(piece.words, piece.tasks), BOLD)
        rows: list[list[Any]] = [[heading, *[""] * (len(widths) - 2), *_right(hours[-1:], BOLD_RIGHT)]]
        for entry, shown in zip(piece.entries, hours, strict=False):
            rows.append([*self._entry(entry, widths), _shown(shown)])
        looks = [
            ("SPAN", (0, 0), (-2, 0)),
            ("ALIGN", (-1, 1), (-1, -1), "RIGHT"),
            ("LINEBELOW", (0, 0), (-1, -1), HAIRLINE, HAIR),
        ]
        return _grid(rows, widths, looks, heads=1)

    def _entry(self, entry: ClientEntry, widths: Sequence[Any]) -> list[Any]:
        """Its words; only what may need several lines is broken into them, since that takes its time."""
        who, note = _shown(entry.who), Paragraph(_marked(entry.note), BODY) if entry.note else ""
        fits = _width(who, REGULAR, 9) <= widths[1] - GUTTER
        named = [who if fits else Paragraph(escape(who), BODY)] if self.document.show.people != "no" else []
        return [_shown(day(entry.day, self.document.language)), *named, note]

    def _work_widths(self, found: Sequence[Piece], heads: Sequence[str]) -> list[Any]:
        """Columns for days, perhaps people, notes and hours."""
        entries = [entry for piece in found for entry in piece.entries]
        days = [day(each, self.document.language) for each in {entry.day for entry in entries}]
        names = {entry.who for entry in entries}
        widths = [
            max(_width(_shown(text), REGULAR, 9) for text in texts) + GUTTER
            for texts in ([*days, heads[0]], [*names, heads[1]])
        ]
        who = [min(widths[1], self.width // 4)] if len(heads) > 2 else []
        return [widths[0], *who, self.width - widths[0] - sum(who) - HOURS_WIDTH, HOURS_WIDTH]


def _bookmark(title: str) -> Any:
    def mark(macro: Any) -> None:
        macro.canv.bookmarkPage("entries")
        macro.canv.addOutlineEntry(_shown(title), "entries")

    return mark


def _described(line: ClientLine, document: ClientDocument) -> list[Any]:
    late = f"{document.labels.late_work}: {line.late}"
    return [
        Paragraph(_linked(line.description, line.tasks), BODY),
        *([Paragraph(_marked(late), SMALL)] if line.late else []),
    ]


def _right(texts: Sequence[str], style: ParagraphStyle) -> list[Any]:
    return [Paragraph(_marked(text), style) for text in texts]


def _grid(rows: list[list[Any]], widths: Sequence[Any], looks: Sequence[Any] = (), heads: int = 0) -> Any:
    """A table without lines but those asked for; its first column begins, and its last ends, at the margin."""
    padding = 5 if heads else 1
    plain = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), padding),
        ("BOTTOMPADDING", (0, 0), (-1, -1), padding),
        ("FONT", (0, 0), (-1, -1), REGULAR, 9, 12),
        ("TEXTCOLOR", (0, 0), (-1, -1), INK),
    ]
    plain += [("VALIGN", (0, 0), (-1, heads - 1), "BOTTOM")] if heads else []
    return Table(
        rows, colWidths=list(widths), style=[*plain, *looks], repeatRows=heads, hAlign="LEFT", spaceBefore=9 * heads
    )
