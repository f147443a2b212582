"""What `tieout init` writes: an example, or a folder made from answers; both in order, with comments on everything."""

from __future__ import annotations

import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from config import keys, schema
from config.loader import Configuration, load
from config.problems import BadConfiguration
from connectors.registry import LAYOUTS

EXAMPLE = Path(__file__).parent / "example"
TEMPLATE = Path(__file__).parent / "template"
TRACKERS = tuple(LAYOUTS)
"""What `tracker` may be answered with, several of them by commas."""
CSV_COLUMNS = "columns: {date: Date, person: Person, hours: Hours, project: Project, note: Note}"

Files = Mapping[str, bytes]
"""Contents by path inside the folder."""


class FolderInUse(Exception):
    """The folder has a configuration already; the message says so and what to do."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a new folder is made from, as typed; these values alone make a folder that is in order."""

    company: str = "My company"
    country: str = "US"
    timezone: str = "America/New_York"
    currency: str = "USD"
    tracker: str = "harvest"
    go_live: str = "2026-10-01"
    client: str = "First client"
    code: str = "FIRST-WORK"
    rate: str = "150"
    database: str = "tieout.db"


def write_example(folder: Path) -> list[Path]:
    """Writes the example's files and returns their paths. Raises FolderInUse, before writing, if one is there."""
    sources = (path for path in EXAMPLE.rglob("*") if path.is_file())
    return write_files(folder, {path.relative_to(EXAMPLE).as_posix(): path.read_bytes() for path in sources})


def write_answers(folder: Path, answers: Answers) -> list[Path]:
    """Writes a folder made from answers that nothing is wrong with. Raises FolderInUse, before writing."""
    return write_files(folder, _files_of(answers))


def refusal(answers: Answers, environment: Mapping[str, str]) -> str:
    """What is wrong with the folder that these answers would make, by the rules of `tieout check`; else empty."""
    unknown = next((each for each in _trackers(answers) if each not in TRACKERS), None)
    if unknown is not None:
        return f"kind {unknown} is not known; write {', '.join(TRACKERS)}"
    try:
        files = _files_of(answers)
    except UnicodeEncodeError:
        return "contains bytes that are no text; type it in UTF-8"
    try:
        tried(files, environment)
    except BadConfiguration as refused:
        return refused.problems[0].message
    return ""


def tried(files: Files, environment: Mapping[str, str]) -> Configuration:
    """The configuration that files would make, before they are written anywhere. Raises BadConfiguration."""
    with tempfile.TemporaryDirectory(prefix="tieout-") as trial:
        (Path(trial) / "contracts").mkdir()
        for name, content in files.items():
            target = Path(trial) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return load(Path(trial), environment)


def main_file(answers: Answers, connectors: str) -> bytes:
    """The file tieout.yaml of a new folder, with its connectors as written."""
    return _filled(TEMPLATE / "tieout.yaml", {**_written(answers), "connectors": connectors}).encode()


def contract_draft() -> bytes:
    """A contract with comments on everything in it, for a folder that has none yet."""
    return _filled(TEMPLATE / "contract.yaml", _written(Answers())).encode()


def connector_text(name: str, keys: Mapping[str, str]) -> str:
    """A connector as it stands in tieout.yaml; keys without a text are left out."""
    lines = (f"    {key}: {_quoted(text)}\n" for key, text in keys.items() if text)
    return f"  {scalar(name)}:\n" + "".join(lines)


def usual_code(client: str) -> str:
    """A project code to begin with: the first word of a client's name, and WORK."""
    return f"{identifier(client).split('-')[0].upper()}-WORK"


# ---- contents ----


def _files_of(answers: Answers) -> Files:
    connectors = "".join(_connector(name) for name in _trackers(answers)) or "  {}\n"
    written = {**_written(answers), "connectors": connectors}
    contract = f"contracts/{identifier(answers.client)}.yaml"
    names = {"tieout.yaml": "tieout.yaml", "people.yaml": "people.yaml", contract: "contract.yaml"}
    return {name: _filled(TEMPLATE / template, written).encode() for name, template in names.items()}


def _trackers(answers: Answers) -> list[str]:
    return list(dict.fromkeys(name for name in re.split(r"[\s,]+", answers.tracker) if name))


def _written(answers: Answers) -> dict[str, str]:
    return {
        **{name: scalar(getattr(answers, name)) for name in Answers.__slots__},
        "id": scalar(identifier(answers.client)),
        "database": scalar(_address(answers.database)),
    }


def _filled(template: Path, written: Mapping[str, str]) -> str:
    text = template.read_text(encoding="utf-8")
    return re.sub(r"<<(\w+)>>", lambda found: written[found[1]], text)


def _connector(name: str) -> str:
    columns = f"    # The header of each field in your files.\n    {CSV_COLUMNS}\n" if name == "csv" else ""
    return f"  {scalar(name)}:\n    kind: {scalar(name)}\n{columns}"


def _address(database: str) -> str:
    return database if "://" in database or "${" in database else f"sqlite:///{database}"


_PLAIN = re.compile(r"[^\W_](?:[\w .&'+@/()-]*[\w.)])?")
_WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}


def scalar(text: str) -> str:
    """A text as YAML reads it back: as it is where that is safe, else in double quotes."""
    if text.startswith("sqlite:///") and _PLAIN.fullmatch(text.removeprefix("sqlite:///")):
        return text
    is_plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return text if is_plain else _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def identifier(name: str, otherwise: str = "client") -> str:
    """A name in small letters, digits and hyphens; what else to call it where nothing is left of it."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:40].strip("-") or otherwise


# ---- writing: all files or none ----


def refuse_if_in_use(folder: Path, names: Mapping[str, bytes] | tuple[str, ...] = ()) -> None:
    """Raises FolderInUse if a configuration, or one of these files, is there already."""
    if folder.exists() and not folder.is_dir():
        raise FolderInUse(f"{folder} is a file; name a folder: tieout init FOLDER")
    contracts = (path.relative_to(folder).as_posix() for path in folder.glob("contracts/*.y*ml"))
    for name in sorted({"charges.yaml", "people.yaml", "tieout.yaml", *contracts, *names}):
        if (folder / name).exists():
            raise FolderInUse(f"{folder / name} is there already; name an empty folder: tieout init FOLDER")


def write_files(folder: Path, files: Files) -> list[Path]:
    """Writes a configuration with its schemas and a key, all files or none. Raises FolderInUse, before writing."""
    schemas = {f"{schema.FOLDER}/{schema.file_name(name)}": schema.to_text(name).encode() for name in schema.FILES}
    wanted = {**files, **schemas}
    refuse_if_in_use(folder, wanted)
    return _write_all(folder, {**wanted, **_not_committed(folder)})


def _not_committed(folder: Path) -> Files:
    """The key that sign-ins are kept under, unless the environment has it, and what git leaves out; none twice."""
    files = {keys.FILE: f"{keys.new_key()}\n".encode(), ".gitignore": keys.IGNORED.encode()}
    wanted = [".gitignore"] if keys.in_environment(os.environ) else list(files)
    return {name: files[name] for name in wanted if not (folder / name).exists()}


def add_files(folder: Path, files: Files) -> list[Path]:
    """Writes those files that are not there yet beside those that are, all or none; the paths that were written."""
    return _write_all(folder, {name: content for name, content in files.items() if not (folder / name).exists()})


def _write_all(folder: Path, wanted: Files) -> list[Path]:
    targets = {folder / name: wanted[name] for name in sorted(wanted, key=_main_file_last)}
    with _undone_if_it_fails() as made:
        for target, content in targets.items():
            _make_folders(target.parent, made)
            made.append(_beside(target))
            _write(_beside(target), content)
        for target in targets:
            made.append(target)
            _beside(target).rename(target)
    return sorted(targets)


def _main_file_last(name: str) -> tuple[bool, str]:
    return name == "tieout.yaml", name


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}.new")


def _write(path: Path, content: bytes) -> None:
    mode = 0o600 if path == _beside(path.with_name(keys.FILE)) else 0o666
    with open(path, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _make_folders(folder: Path, made: list[Path]) -> None:
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        made.append(each)
        each.mkdir()


@contextmanager
def _undone_if_it_fails() -> Iterator[list[Path]]:
    """Collects what is made, in order; when the block fails or is interrupted, all of it is gone again."""
    made: list[Path] = []
    try:
        yield made
    except BaseException:
        for path in reversed(made):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        raise
