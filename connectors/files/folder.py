"""Documents in a folder: each a folder of its own, written whole or not at all, known again by its fingerprint."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

PARTIAL, REPLACED = ".partial", ".replaced"


class CannotWrite(Exception):
    """The folder cannot be written; the message says which and what to do."""


def fingerprint(files: Mapping[str, bytes]) -> str:
    """The hash of a document's files by name; equal for equal files."""
    whole = hashlib.blake2b(digest_size=16)
    for name in sorted(files):
        for part in (name.encode(), files[name]):
            whole.update(len(part).to_bytes(8))
            whole.update(part)
    return whole.hexdigest()


def fingerprint_there(place: Path) -> str:
    """The fingerprint of what stands at a place, or nothing where nothing does."""
    if not place.is_dir():
        return ""
    return fingerprint({path.name: path.read_bytes() for path in place.iterdir() if path.is_file()})


def write(place: Path, files: Mapping[str, bytes]) -> None:
    """Writes a document, in the place of one that may stand there: after a crash there is the old one or the new one.

    Raises CannotWrite.
    """
    partial, replaced = (place.with_name(f"{place.name}{end}") for end in (PARTIAL, REPLACED))
    try:
        for left in (partial, replaced):
            shutil.rmtree(left, ignore_errors=True)
        partial.mkdir(parents=True)
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
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_file(partial, content)
        partial.replace(path)
        _sync(path.parent)
    except OSError as problem:
        raise CannotWrite(f"{path} cannot be written ({problem.strerror}); mend that and push again") from problem


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
