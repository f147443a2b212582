"""The folder that an export goes into: there whole or not at all, and never in the place of anything else."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from connectors.files.folder import UNSEEN, CannotWrite

MANIFEST = "manifest.json"
MARK = "unfinished"
"""Stands in a folder while it is written, and is locked as long as somebody does."""

OF = "tieout export"
_BLOCK = 1 << 20


class CannotExport(Exception):
    """Nothing can be exported, or not there; the message says why and what to do."""


@dataclass(slots=True)
class Written:
    """A file under way: what has been written to it so far."""

    file: BinaryIO = field(repr=False)
    rows: int | None = None
    size: int = 0
    _hash: Any = field(default_factory=hashlib.sha256, repr=False)

    def write(self, content: bytes) -> None:
        """Adds to the file."""
        self.file.write(content)
        self._hash.update(content)
        self.size += len(content)

    def to_json(self) -> dict[str, Any]:
        """The file as the manifest has it."""
        counted = {} if self.rows is None else {"rows": self.rows}
        return {**counted, "bytes": self.size, "sha256": self._hash.hexdigest()}


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder under way, and what has been written into it."""

    path: Path
    written: dict[str, Written] = field(default_factory=dict)

    @contextmanager
    def file(self, name: str) -> Iterator[Written]:
        """A new file in it, on the disk when the block ends; those made before stay listed in their order."""
        path = self.path / name
        path.parent.mkdir(exist_ok=True)
        with path.open("xb") as file:
            yield self.written.setdefault(name, Written(file))
            file.flush()
            os.fsync(file.fileno())

    def finish(self, manifest: dict[str, Any]) -> None:
        """Writes the manifest, which lists the files."""
        listed = {name: written.to_json() for name, written in sorted(self.written.items())}
        text = json.dumps({"made_by": OF, **manifest, "files": listed}, indent=1, ensure_ascii=False)
        with self.file(MANIFEST) as file:
            file.write(f"{text}\n".encode(errors="backslashreplace"))


@contextmanager
def writing(place: Path) -> Iterator[Folder]:
    """A folder to write into; at the end of the block it stands at `place`, and if the block raises, nothing does.

    An earlier export there is replaced, if it is as it was written. Raises CannotExport if something else is there, and
    CannotWrite where the machine fails.
    """
    place = place.expanduser().resolve()
    partial, replaced = (place.with_name(f".{place.name}.{end}") for end in ("partial", "replaced"))
    try:
        refuse_if_in_use(place)
        place.parent.mkdir(parents=True, exist_ok=True)
        with _alone(partial) as folder:
            yield folder
            for inside in {partial, *(path.parent for path in partial.rglob("*"))}:
                _sync(inside)
            refuse_if_in_use(place)
            _swap(partial, place, replaced)
    except OSError as problem:
        said = problem.strerror or str(problem)
        raise CannotWrite(
            f"{place} cannot be written ({said}); make room or name another folder: nothing is half written"
        ) from problem


def refuse_if_in_use(place: Path) -> None:
    """Raises CannotExport unless nothing is at a place, or an empty folder, or an export as it was written."""
    if not place.exists():
        return
    if not place.is_dir():
        raise CannotExport(f"{place} is a file; name a folder: tieout export FOLDER")
    names = {path.relative_to(place).as_posix() for path in place.rglob("*") if not path.is_dir()}
    names = {name for name in names if Path(name).name not in UNSEEN}
    if not names and not any(path.name not in UNSEEN for path in place.iterdir()):
        return
    listed = _listed(place)
    if listed is None:
        raise CannotExport(f"{place} holds something else; name a new folder: tieout export FOLDER")
    for name in sorted(names - {MANIFEST}):
        if name not in listed:
            raise CannotExport(f"{place / name} is not of the export; move it away, or name a new folder")
        if listed[name] != _sha256(place / name):
            raise CannotExport(f"{place / name} was changed since it was exported; move it away, or name a new folder")


@contextmanager
def _alone(partial: Path) -> Iterator[Folder]:
    """A new folder that nobody else writes into; it is removed if the block raises."""
    _remove_unfinished(partial)
    try:
        partial.mkdir()
    except FileExistsError as problem:
        raise CannotExport(f"another `{OF}` writes there; wait until it is done") from problem
    try:
        with (partial / MARK).open("xb") as mark:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield Folder(partial)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _remove_unfinished(partial: Path) -> None:
    """Takes away what an export left that was killed."""
    if not partial.exists():
        return
    mark = partial / MARK
    if not mark.exists() and _listed(partial) is None and any(partial.iterdir()):
        raise CannotExport(f"{partial} holds something else, and is needed for a moment; move it away")
    if mark.exists():
        with mark.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as problem:
                raise CannotExport(f"another `{OF}` writes there; wait until it is done") from problem
    shutil.rmtree(partial)


def _swap(partial: Path, place: Path, replaced: Path) -> None:
    """Puts the new folder in the place of the old one, which comes back if that fails."""
    if replaced.exists():
        if _listed(replaced) is None and any(replaced.iterdir()):
            raise CannotExport(f"{replaced} holds something else, and is needed for a moment; move it away")
        shutil.rmtree(replaced)
    (partial / MARK).unlink()
    if place.exists():
        place.rename(replaced)
    try:
        partial.rename(place)
    except BaseException:
        if replaced.exists() and not place.exists():
            replaced.rename(place)
        raise
    _sync(place.parent)
    shutil.rmtree(replaced, ignore_errors=True)


def _listed(folder: Path) -> dict[str, str] | None:
    """The hashes of an export's files by name, or None where there is no export."""
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
        if found["made_by"] != OF:
            return None
        return {str(name): str(each["sha256"]) for name, each in found["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _sha256(path: Path) -> str:
    whole = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            whole.update(block)
    return whole.hexdigest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
