"""Documents in a folder: each a folder of its own, written whole or not at all, known again by its fingerprint."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

PARTIAL, REPLACED = ".partial", ".replaced"
UNSEEN = (".DS_Store", "Thumbs.db", "desktop.ini")
"""What a desktop writes into a folder that somebody only looks at."""


class CannotWrite(Exception):
    """The folder cannot be written; the message says which and what to do."""


def fingerprint(files: Mapping[str, bytes]) -> str:
    """The hash of a document's files by name; equal for equal files."""
    whole = hashlib.blake2b(digest_size=16)
    for name in sorted(files):
        for part in (os.fsencode(name), files[name]):
            whole.update(len(part).to_bytes(8))
            whole.update(part)
    return whole.hexdigest()


def fingerprint_there(place: Path) -> str:
    """The fingerprint of what stands at a place, whatever it is, or nothing where nothing does. Raises CannotWrite."""
    try:
        found = dict(_standing(place))
    except OSError as problem:
        raise CannotWrite(f"{place} cannot be read ({problem.strerror}); mend that and push again") from problem
    return fingerprint(found) if found else ""


def write(place: Path, files: Mapping[str, bytes]) -> None:
    """Writes a document, in the place of one that may stand there: it is there whole, or not.

    For the moment between two renames the old one is only there as `.replaced`; writing again always ends it.
    Raises CannotWrite.
    """
    partial, replaced = (place.with_name(f"{place.name}{end}") for end in (PARTIAL, REPLACED))
    try:
        _make(place.parent)
        for left in (partial, replaced):
            shutil.rmtree(left, ignore_errors=True)
        partial.mkdir()
        for name, content in files.items():
            _write_file(partial / name, content)
        _sync(partial)
        if place.exists():
            place.rename(replaced)
        partial.rename(place)
        _sync(place.parent)
        shutil.rmtree(replaced, ignore_errors=True)
    except OSError as problem:
        raise CannotWrite(
            f"{place} cannot be written ({problem.strerror}); mend that and push again, nothing is half written"
        ) from problem


def remove(place: Path) -> None:
    """Takes a document away; it is gone at once or not at all. Raises CannotWrite."""
    replaced = place.with_name(f"{place.name}{REPLACED}")
    try:
        shutil.rmtree(replaced, ignore_errors=True)
        if place.exists():
            place.rename(replaced)
            _sync(place.parent)
        shutil.rmtree(replaced, ignore_errors=True)
    except OSError as problem:
        raise CannotWrite(f"{place} cannot be removed ({problem.strerror}); mend that and push again") from problem


def write_file(path: Path, content: bytes) -> None:
    """Writes one file, whole or not at all. Raises CannotWrite."""
    partial = path.with_name(f"{path.name}{PARTIAL}")
    try:
        _make(path.parent)
        _write_file(partial, content)
        partial.replace(path)
        _sync(path.parent)
    except OSError as problem:
        raise CannotWrite(f"{path} cannot be written ({problem.strerror}); mend that and push again") from problem


def _standing(place: Path) -> Iterator[tuple[str, bytes]]:
    """What stands at a place, by name within it: also what is no file of ours is a change, and must not be lost."""
    if not place.is_dir():
        if place.exists() or place.is_symlink():
            yield "", b""
        return
    for path in place.rglob("*"):
        if path.name not in UNSEEN:
            yield path.relative_to(place).as_posix(), path.read_bytes() if path.is_file() else b""


def _make(folder: Path) -> None:
    """A folder and those above it, each on the disk before the next."""
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync(folder.parent)


def _write_file(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
