"""A report in the form that was asked for, on standard output or in a file that is written whole or not at all."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from review.forms import Forms

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Format(StrEnum):
    """The forms of a report."""

    TABLE = "table"
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    HTML = "html"


ENDINGS = {
    ".txt": Format.TABLE,
    ".csv": Format.CSV,
    ".xlsx": Format.XLSX,
    ".json": Format.JSON,
    ".html": Format.HTML,
    ".htm": Format.HTML,
}


def form_named(name: str) -> Format:
    """The form of a name. Raises BadParameter with those there are."""
    try:
        return Format(name)
    except ValueError:
        raise typer.BadParameter(f"there is no form {name!r}; write one of {', '.join(Format)}") from None


FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format",
        parser=form_named,
        metavar=f"[{'|'.join(Format)}]",
        help="[default: what the file's ending says, else table]",
    ),
]
Output = Annotated[Path | None, typer.Option("--output", help="The file to write [default: standard output]")]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to give, and where: None is standard output."""

    format: Format
    output: Path | None


def wanted(json: bool, asked: Format | None, output: Path | None) -> Wanted:
    """The form and place of --json, --format and --output together. Raises BadParameter with what to write."""
    if json and asked not in (None, Format.JSON):
        raise typer.BadParameter(f"write --json or --format {asked}, not both", param_hint="--format")
    by_ending = ENDINGS.get(output.suffix.lower()) if output else None
    form = Format.JSON if json else asked or by_ending or Format.TABLE
    if output is None:
        if form is Format.XLSX:
            raise typer.BadParameter(
                "a workbook needs a file; add for example --output report.xlsx", param_hint="--format"
            )
        return Wanted(form, None)
    if by_ending not in (None, form):
        raise typer.BadParameter(
            f"{output} ends like {by_ending}; end it with .{_ending(form)}, or write --format {by_ending}",
            param_hint="--output",
        )
    place = _place(output.expanduser(), form, by_ending)
    if output.suffix and not (json or asked or by_ending):
        *endings, last = ENDINGS
        words = f"no report ends with {output.suffix}; end it with {', '.join(endings)} or {last}, or write --format"
        raise _unwritable(words)
    return Wanted(form, place)


def deliver(forms: Forms, asked: Wanted) -> None:
    """Gives a report. Raises BadParameter if its file cannot be written where it should be."""
    from cli.output import print_bytes, print_json, print_sections, say

    if asked.output is not None:
        mark = BYTE_ORDER_MARK if asked.format is Format.CSV else b""
        write_file(asked.output, mark + _content(forms, asked.format))
        say(f"wrote {asked.output}")
    elif asked.format is Format.TABLE:
        print_sections(forms.sections())
    elif asked.format is Format.JSON:
        print_json(forms.json())
    else:
        print_bytes(_content(forms, asked.format))


def write_file(path: Path, content: bytes) -> None:
    """A file with this content in the place of an older one; a write that fails leaves the older one as it was.

    Raises BadParameter where nothing can be written, and OSError if the machine fails on the way.
    """
    target = path.resolve()
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        file = beside.open("xb")
    except OSError as problem:
        said = problem.strerror or str(problem)
        raise _unwritable(f"{path} cannot be written ({said}); name a file in a folder of yours") from problem
    try:
        with file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            beside.chmod(stat.S_IMODE(target.stat().st_mode))
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _settle(target.parent)


def _content(forms: Forms, form: Format) -> bytes:
    from cli.output import json_bytes, sections_text

    if form is Format.TABLE:
        return sections_text(forms.sections()).encode(errors="backslashreplace")
    if form is Format.JSON:
        return json_bytes(forms.json())
    if form is Format.HTML:
        return forms.page().encode(errors="xmlcharrefreplace")
    from review.sheets import to_csv, to_xlsx

    if form is Format.CSV:
        return to_csv(forms.table())
    return to_xlsx(forms.sheets(), forms.heading.title, forms.heading.as_of)


def _place(path: Path, form: Format, by_ending: Format | None) -> Path:
    """The path, if a report of this form may stand there."""
    if path.is_dir():
        raise _unwritable(f"{path} is a folder; name a file in it, such as {path / f'report.{_ending(form)}'}")
    if path.exists() and not path.is_file():
        raise _unwritable(f"{path} is not a file; leave --output out to print the report")
    if path.exists() and by_ending is None:
        raise _unwritable(f"{path} is there already and does not end with .{_ending(form)}; name another file")
    if path.exists() and not os.access(path, os.W_OK):
        raise _unwritable(f"{path} is read-only; name another file")
    return path


def _ending(form: Format) -> str:
    return "txt" if form is Format.TABLE else form.value


def _unwritable(sentence: str) -> typer.BadParameter:
    return typer.BadParameter(sentence, param_hint="--output")


def _settle(folder: Path) -> None:
    """The folder's own entry reaches the disk, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
