"""Reports as one HTML page each, complete in itself: no script, nothing fetched, for screen, phone and paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from html import escape
from itertools import groupby
from pathlib import Path

from billing.issues import BLOCKS, Issue
from billing.lifecycle import Status
from billing.money import Money, total
from billing.records import State
from mappings.drafts import StoredDraft
from review import statement as statement_report
from review import task_time
from review.exceptions import blocking
from review.statement import Statement
from review.tables import Cell, Hours, Section, clock, counted, is_number, name_of, one_line, shown
from review.task_suggest import NOTHING, Suggested, TaskSuggestion
from review.task_time import TaskTime

STYLE = Path(__file__).with_name("page.css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
IDS = {"id", "entry"}
"""Headers of columns that hold our ids."""

MOST_REMEDIES_ON_TOP = 3
"""More of them than that for a kind stand with their rows."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands on top of a page."""

    title: str
    company: str
    as_of: datetime


# ---- the three reports ----


def exceptions_page(
    issues: Sequence[Issue], heading: Heading, suggested: Suggested = NOTHING, notes: Sequence[str] = ()
) -> str:
    """The exception report: how much blocks billing, the kinds with their counts, and each kind with what to do."""
    noted = [_verdict(text, good=False) for text in notes]
    blocks = blocking(list(issues))
    kinds = [(code, list(group)) for code, group in groupby(issues, key=lambda issue: issue.code)]
    tiles = _tiles(
        [
            (str(blocks), "to resolve before that time is billed", "bad" if blocks else ""),
            (str(len(issues) - blocks), "to look at; that time is billed, or has its reason not to be", "care"),
        ]
    )
    if not issues:
        nothing = _verdict("No exceptions: all time that was run has found its place.", good=True)
        return _document(heading, "exceptions", [nothing, *noted])
    parts = [_kind_section(code, of_kind, suggested) for code, of_kind in kinds]
    return _document(heading, "exceptions", [*noted, tiles, _kinds_overview(kinds), *parts])


def statement_page(found: Statement, heading: Heading, tasks: Sequence[TaskTime] = ()) -> str:
    """The statement: the proof as an equation, where the hours are, and the tables of every client and source."""
    first, *others = statement_report.to_sections(found)
    parts = [
        _proof(found),
        _titled("Hours by client, source and state", first, "Hours by the day of the work; empty states are left out"),
        *(_titled(each.title, each) for each in others),
        *(_titled(each.title, each) for each in (task_time.to_wide(tasks, found.period.name) if tasks else ())),
    ]
    return _document(heading, "statement", parts)


def tasks_page(tasks: Sequence[TaskTime], period: str, heading: Heading) -> str:
    """The time that was logged on tasks in a month, beside their estimates."""
    return _document(heading, "statement", [_titled(each.title, each) for each in task_time.to_wide(tasks, period)])


def sections_page(sections: Sequence[Section], heading: Heading) -> str:
    """A report of nothing but tables."""
    return _document(heading, "statement", [_titled(each.title, each) for each in sections])


def drafts_page(
    found: Sequence[StoredDraft], sections: Sequence[Section], heading: Heading, warnings: Sequence[Section] = ()
) -> str:
    """The draft invoices: what they come to, a list that leads to each, and each with its lines."""
    if not found:
        return _document(heading, "drafts", [_verdict(" ".join(sections[0].after), good=True)])
    parts = [_draft_section(item, table) for item, table in zip(found, sections, strict=True)]
    warned = [_verdict(text, good=False) for part in warnings for text in part.after]
    return _document(heading, "drafts", [*warned, _tiles(_sums(found)), _drafts_overview(found), *parts])


# ---- parts of the exception report ----


def _kinds_overview(kinds: Sequence[tuple[str, list[Issue]]]) -> str:
    rows = [
        f'<tr><th scope="row"><a href="#{_e(code)}">{_e(_in_words(code))}</a></th>'
        f'<td data-label="severity">{_severity(of_kind[0])}</td>'
        f'<td class="n" data-label="rows">{len(of_kind)}</td>'
        f'<td class="n" data-label="hours">{clock(sum(issue.seconds for issue in of_kind))}</td></tr>'
        for code, of_kind in kinds
    ]
    head = _head(("kind", "severity", ">rows", ">hours"))
    caption = f"{counted(sum(len(group) for _, group in kinds), 'exception')} of {counted(len(kinds), 'kind')}"
    return _section(_e("By kind"), _table(_e(caption), head, rows))


def _kind_section(code: str, issues: Sequence[Issue], suggested: Suggested) -> str:
    remedies = list(dict.fromkeys(issue.remedy for issue in issues))
    on_top = len(remedies) == 1 or len(remedies) < min(len(issues), MOST_REMEDIES_ON_TOP + 1)
    shared = "".join(_remedy("p", text) for text in remedies) if on_top else ""
    head = _head(("what", "client", "date", ">hours", "entry"))
    rows = [_issue_row(issue, suggested.get(issue.id, ()), own_remedy=not on_top) for issue in issues]
    seconds = sum(issue.seconds for issue in issues)
    caption = f"{counted(len(issues), 'row')}, {clock(seconds)} h" if seconds else counted(len(issues), "row")
    title = f"{_e(_in_words(code))} {_severity(issues[0])}"
    return _section(title, f"{shared}{_table(_e(caption), head, rows)}", code)


def _issue_row(issue: Issue, closest: Sequence[TaskSuggestion], *, own_remedy: bool) -> str:
    what = _e(one_line(issue.sentence))
    link = f'<br><span class="id">{_e(one_line(issue.link))}</span>' if issue.link else ""
    remedy = _remedy("span", issue.remedy) if own_remedy else ""
    day: Cell = issue.day or ""
    hours: Cell = Hours(issue.seconds) if issue.seconds else ""
    cells = [("client", issue.client), ("date", day), (">hours", hours), ("entry", issue.entry_id)]
    facts = "".join(_cell(*cell) for cell in cells)
    return f'<tr><th scope="row">{what}{link}{remedy}{_closest(closest)}</th>{facts}</tr>'


def _closest(suggestions: Sequence[TaskSuggestion]) -> str:
    """What an entry may be, as a list below its row."""
    items = "".join(
        f"<li>{_e(one_line(each.words))} <span>{_e(one_line(each.task.status))}"
        f"{_e(one_line(f', {each.because}' if each.because else ''))}</span>"
        f'<br><span class="id">{_e(one_line(each.command))}</span></li>'
        for each in suggestions
    )
    return f'<ul class="closest">{items}</ul>' if items else ""


def _remedy(tag: str, text: str) -> str:
    return f'<{tag} class="remedy"><b>What to do:</b> {_e(one_line(text))}</{tag}>'


def _severity(issue: Issue) -> str:
    return f'<span class="badge {"bad" if issue.kind.severity == BLOCKS else "care"}">{_e(issue.kind.severity)}</span>'


# ---- parts of the statement ----


def _proof(found: Statement) -> str:
    proven = found.difference_seconds == 0
    terms = [
        ("", "tracked", found.tracked_seconds, ""),
        ("=", "in the states below", sum(found.states.values()), ""),
        ("+", "unreadable or running", found.unreadable_or_running_seconds, "small"),
        ("+", "difference", found.difference_seconds, "good" if proven else "bad"),
    ]
    equation = "".join(_term(*term) for term in terms)
    verdict = (
        "The difference is 0: every tracked second is in exactly one state."
        if proven
        else "The difference is not 0. This month is not proven: do not bill it, and report this page as a defect."
    )
    parts = f'<dl class="equation">{equation}</dl>{_verdict(verdict, good=proven)}{_bar(found.states)}'
    return f'<section aria-label="Proof">{parts}</section>'


def _term(sign: str, name: str, seconds: int, kind: str) -> str:
    before = f'<div class="sign" aria-hidden="true">{sign}</div>' if sign else ""
    return f'{before}<div class="{kind}"><dt>{name}</dt><dd>{clock(seconds)} h</dd></div>'


def _bar(states: Mapping[State, int]) -> str:
    used = {state: seconds for state, seconds in states.items() if seconds}
    whole = sum(seconds for seconds in used.values() if seconds > 0)
    bar = "".join(
        f'<i class="{state.value}" style="flex-grow:{seconds}"></i>' for state, seconds in used.items() if seconds > 0
    )
    legend = "".join(
        f'<li><i class="{state.value}"></i>{_e(_in_words(state.value))} {clock(seconds)} h '
        f"<span>{_percent(seconds, whole)}</span></li>"
        for state, seconds in used.items()
    )
    return f'<div class="bar" aria-hidden="true">{bar}</div><ul class="legend">{legend}</ul>' if used else ""


def _percent(part: int, whole: int) -> str:
    """The share of a whole; none where a state is less than nothing, because billed time has become shorter."""
    if part < 0:
        return "billed, and shorter since"
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10} %" if tenths else "under 0.1 %"


# ---- parts of the drafts ----


def _sums(found: Sequence[StoredDraft]) -> list[tuple[str, str, str]]:
    amounts: dict[str, list[Money]] = {}
    for item in found:
        amounts.setdefault(item.draft.total.currency, []).append(item.draft.total)
    return [
        (f"{_grouped(total(each, currency).decimal)} {currency}", f"net, on {counted(len(each), 'draft')}", "")
        for currency, each in sorted(amounts.items())
    ]


def _drafts_overview(found: Sequence[StoredDraft]) -> str:
    rows = [
        f'<tr><th scope="row"><a href="#{_e(item.draft.id)}">{_e(one_line(item.draft.client))}</a></th>'
        + _cell("period", item.draft.period)
        + _cell("part", "" if item.draft.part == "all" else item.draft.part)
        + f'<td data-label="status">{_status(item)}</td>'
        + _cell(">lines", len(item.draft.lines))
        + _cell(">hours worked", Hours(sum(line.seconds for line in item.draft.lines)))
        + _cell(">net", item.draft.total)
        + _cell("currency", item.draft.total.currency)
        + "</tr>"
        for item in found
    ]
    head = _head(("client", "period", "part", "status", ">lines", ">hours worked", ">net", "currency"))
    return _section(_e("All drafts"), _table(_e(counted(len(found), "draft")), head, rows))


def _draft_section(item: StoredDraft, table: Section) -> str:
    draft = item.draft
    name = table.title.removeprefix(f"{one_line(draft.client)} · ")
    facts = "".join(f'<p class="meta">{_e(text)}</p>' for text in (name, *table.after))
    body = _section_table(table, _e(f"Lines in {draft.total.currency}, net of tax"))
    return _section(f"{_e(one_line(draft.client))} {_status(item)}", f"{facts}{body}", draft.id)


def _status(item: StoredDraft) -> str:
    kind = "bad" if item.status == Status.OUTDATED else "plain" if item.status == Status.DRAFT else "care"
    return f'<span class="badge {kind}">{_e(item.status)}</span>'


# ---- what every page is made of ----


def _document(heading: Heading, kind: str, parts: Iterable[str]) -> str:
    title, company = _e(one_line(heading.title)), _e(one_line(heading.company))
    as_of = f"{heading.as_of.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    body = "\n".join(parts)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>{title} · {company}</title>
<style>
{STYLE.read_text(encoding="utf-8")}</style>
</head>
<body class="{kind}">
<main>
<header>
<p class="company">{company}</p>
<h1>{title}</h1>
<p class="as-of">as of {as_of}</p>
</header>
{body}
<footer>Made by Tieout. This page is complete in itself: it runs nothing and fetches nothing.</footer>
</main>
</body>
</html>
"""


def _titled(title: str, found: Section, words: str = "") -> str:
    """A section of a page whose table bears the title itself."""
    name = f"<h2>{_e(title)}</h2>" if title else ""
    table = _section_table(found, f"{name}{_e(words)}") if found.headers else name
    return f"<section>\n{table}{_notes(found.after)}\n</section>"


def _section(title: str, body: str, anchor: str = "") -> str:
    identity = f' id="{_e(anchor)}"' if anchor else ""
    return f"<section{identity}>\n<h2>{title}</h2>\n{body}\n</section>"


def _section_table(found: Section, caption: str) -> str:
    rows = [_row(found.headers, row) for row in found.rows]
    foot = f"<tfoot>{_row(found.headers, found.total)}</tfoot>" if found.total else ""
    return _table(caption, _head(found.headers), rows, foot)


def _table(caption: str, head: str, rows: Iterable[str], foot: str = "") -> str:
    body = "\n".join(rows)
    return (
        f'<div class="scroll"><table><caption>{caption}</caption>\n{head}\n<tbody>\n{body}\n</tbody>\n'
        f"{foot}</table></div>"
    )


def _head(headers: Iterable[str]) -> str:
    cells = "".join(
        f'<th scope="col"{_class(["n"] if is_number(header) else [])}>{_e(name_of(header))}</th>' for header in headers
    )
    return f"<thead><tr>{cells}</tr></thead>"


def _row(headers: Sequence[str], cells: Sequence[Cell]) -> str:
    first = f'<th scope="row">{_e(shown(cells[0]))}</th>'
    return f"<tr>{first}{''.join(_cell(*pair) for pair in zip(headers[1:], cells[1:], strict=True))}</tr>"


def _cell(header: str, cell: Cell) -> str:
    """A cell with its header's name, which a phone shows beside it."""
    name = name_of(header)
    is_zero = cell == 0 or (isinstance(cell, Hours) and not cell.seconds)
    classes = {
        "n": is_number(header),
        "zero": is_zero,
        "id": name in IDS,
        "day": isinstance(cell, date) or name == "period",
    }
    chosen = [name for name, applies in classes.items() if applies]
    return f'<td{_class(chosen)} data-label="{_e(name)}">{_e(one_line(_human(cell)))}</td>'


def _class(names: Sequence[str]) -> str:
    return f' class="{" ".join(names)}"' if names else ""


def _human(cell: Cell) -> str:
    """A cell as on a terminal, with thousands of an amount apart."""
    return _grouped(cell.decimal) if isinstance(cell, Money) else shown(cell)


def _grouped(amount: Decimal) -> str:
    return f"{amount:,f}"


def _tiles(tiles: Iterable[tuple[str, str, str]]) -> str:
    items = "".join(
        f"<li{_class([kind] if kind else [])}><strong>{_e(figure)}</strong><span>{_e(words)}</span></li>"
        for figure, words, kind in tiles
    )
    return f'<ul class="tiles">{items}</ul>'


def _verdict(text: str, *, good: bool) -> str:
    return f'<p class="verdict {"good" if good else "bad"}">{_e(text)}</p>'


def _notes(texts: Iterable[str]) -> str:
    items = "".join(f"<li>{_e(text)}</li>" for text in texts)
    return f'<ul class="notes">{items}</ul>' if items else ""


def _in_words(code: str) -> str:
    return code.replace("_", " ").capitalize()


def _e(text: str) -> str:
    return escape(text, quote=True)
