"""Backups: one file with the whole database as it was at one moment, checked; and putting one back."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from config.loader import Configuration
from connectors.files.folder import CannotWrite
from mappings.copies import copy, fold_in, held_in, is_newer, nobody_else, put_in_place
from mappings.existing import existing_store
from mappings.standstills import PUSH, Standstill
from mappings.store import Store
from mappings.trouble import CannotCopy
from sync.serving import SERVE
from sync.worker import Clock

__all__ = ["BackedUp", "CannotCopy", "CannotWrite", "Restored", "back_up", "lock_pushes", "restore"]

OF = "tieout backup"
MANIFEST, DATABASE = "manifest.json", "tieout.db"
FOLDER = "backups"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A finished backup: where it is, when it was made, and how many rows it has."""

    place: Path
    at: datetime
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place: from when it is, and where the database is that was there, if any was."""

    at: datetime
    rows: Mapping[str, int]
    kept: Path | None


def back_up(configuration: Configuration, place: Path | None, clock: Clock, by: str) -> BackedUp:
    """Writes a backup, whole or not at all and over nothing; others go on working.

    Raises CannotCopy where there is nothing yet, something else is there, or another tool has to do it; CannotWrite.
    """
    store = existing_store(configuration.database, by)
    if store is None:
        raise CannotCopy("there is nothing to back up yet; begin with `tieout pull` or `tieout import FILE`")
    now = clock()
    named = place or configuration.folder / FOLDER / f"tieout-{now:%Y%m%dT%H%M%SZ}.zip"
    where = named.expanduser().absolute()
    with closing(store), _in_words(where):
        if where.exists():
            raise CannotCopy(f"{where} is there already, and no backup is written over; name another file")
        where.parent.mkdir(parents=True, exist_ok=True)
        _clear_away(where.parent)
        with _alone(where) as partial:
            raw = partial.with_name(f"{partial.name}.db")
            raw.unlink(missing_ok=True)
            try:
                held = copy(store, raw)
                said: dict[str, Any] = {
                    "made_by": OF,
                    "version": version("tieout"),
                    "company": configuration.main.company.name,
                }
                said |= {"at": now.isoformat(), "schema": held.schema, "sha256": _sha256(raw), "rows": dict(held.rows)}
                _pack(partial, raw, said)
                os.link(partial, where)
                _sync(where.parent)
            finally:
                raw.unlink(missing_ok=True)
        with store.write() as tx:
            tx.audit.add("backup", where.name, now, {"sha256": said["sha256"]})
    return BackedUp(where, now, held.rows)


def restore(configuration: Configuration, backup: Path, clock: Clock, by: str) -> Restored:
    """Puts a backup in the place of the database, which is kept beside it; then nothing is pushed until a scan.

    Raises CannotCopy where it is no whole backup of this company by this Tieout or an older one; StoreUnavailable while
    somebody works on the database; CannotWrite.
    """
    backup = backup.expanduser().absolute()
    with nobody_else(configuration.database, SERVE), _in_words(backup):
        path = Path(configuration.database.removeprefix("sqlite:///"))
        workshop = path.with_name(f".{path.name}.restoring")
        shutil.rmtree(workshop, ignore_errors=True)
        workshop.mkdir()
        try:
            said = _unpack(backup, workshop / DATABASE, configuration.main.company.name)
            at, now = datetime.fromisoformat(said["at"]), clock()
            url = f"sqlite:///{workshop / DATABASE}"
            with closing(Store.open(url, by)) as store:
                lock_pushes(store, at, now, {"sha256": said["sha256"], "made_by_version": said["version"]})
            fold_in(workshop / DATABASE)
            held = held_in(workshop / DATABASE)
            kept = _free(path.with_name(f"{path.name}.before-restore-{now:%Y%m%dT%H%M%SZ}"))
            there = path.exists()
            put_in_place(workshop / DATABASE, configuration.database, kept)
        finally:
            shutil.rmtree(workshop, ignore_errors=True)
    return Restored(at, held.rows, kept if there else None)


def lock_pushes(store: Store, at: datetime, now: datetime, said: Mapping[str, Any]) -> None:
    """Nothing is pushed from a database that is as it was at a moment, until the books were scanned."""
    why = (
        f"this database was restored as it was on {at:%Y-%m-%d %H:%M} UTC; the books may hold documents that it does "
        "not know, and they would be made twice"
    )
    with store.write() as tx:
        tx.standstills.begin(Standstill(PUSH, why, at))
        tx.audit.add("restore", f"as of {at.isoformat()}", now, said)


# ---- the file ----


def _pack(partial: Path, raw: Path, said: Mapping[str, Any]) -> None:
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(raw, DATABASE)
        packed.writestr(MANIFEST, json.dumps(said, indent=1, sort_keys=True, ensure_ascii=False))
    with partial.open("rb") as file:
        os.fsync(file.fileno())


def _unpack(backup: Path, to: Path, company: str) -> dict[str, Any]:
    """The manifest of a backup, when its database lies there, whole. Raises CannotCopy."""
    not_ours = f"{backup} is no backup of Tieout; name a file that `tieout backup` wrote"
    try:
        with zipfile.ZipFile(backup) as packed:
            said: dict[str, Any] = json.loads(packed.read(MANIFEST))
            if said["made_by"] != OF:
                raise CannotCopy(not_ours)
            _check_fits(backup, said, company)
            with packed.open(DATABASE) as inside, to.open("xb") as file:
                _copy(inside, file)
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, EOFError) as problem:
        raise CannotCopy(f"{not_ours}, or it is damaged ({problem})") from problem
    if _sha256(to) != said["sha256"]:
        raise CannotCopy(f"{backup} is damaged: its database is not the one that was written; take another backup")
    held_in(to)
    return said


def _check_fits(backup: Path, said: Mapping[str, Any], company: str) -> None:
    if is_newer(str(said["schema"])):
        raise CannotCopy(
            f"{backup} was written by a newer Tieout ({said['version']}, schema {said['schema']}); upgrade Tieout first"
        )
    if said["company"] != company:
        raise CannotCopy(
            f"{backup} is a backup of {said['company']}, and tieout.yaml is that of {company}; name another file, or, "
            "if the company was renamed, put its old name back for the time of the restore"
        )


def _copy(inside: IO[bytes], file: IO[bytes]) -> None:
    while block := inside.read(_BLOCK):
        file.write(block)
    file.flush()
    os.fsync(file.fileno())


def _clear_away(folder: Path) -> None:
    """What backups left that were killed, also before they wrote anything; one that is under way holds its lock."""
    for left in folder.glob(".*.partial"):
        raw, done = left.with_name(f"{left.name}.db"), left.with_name(left.name[1:].removesuffix(".partial"))
        with suppress(FileNotFoundError):  # who wrote it has ended meanwhile
            if not (raw.exists() or not left.stat().st_size or (done.exists() and done.samefile(left))):
                continue
            with left.open("ab") as lock, suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                raw.unlink(missing_ok=True)
                left.unlink(missing_ok=True)


@contextmanager
def _alone(where: Path) -> Iterator[Path]:
    """A file under way beside the place, which nobody else writes meanwhile; it is gone in the end."""
    partial = where.with_name(f".{where.name}.partial")
    with partial.open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise CannotCopy(f"another `{OF}` writes {where}; wait until it is done") from problem
        try:
            yield partial
        finally:
            partial.unlink(missing_ok=True)


@contextmanager
def _in_words(place: Path) -> Iterator[None]:
    """Turns what the machine refuses into a sentence."""
    try:
        yield
    except OSError as problem:
        said = problem.strerror or str(problem)
        raise CannotWrite(
            f"{problem.filename or place}: {said}; mend that or make room: nothing is half written"
        ) from problem


def _free(wanted: Path) -> Path:
    number, found = 1, wanted
    while found.exists():
        number, found = number + 1, wanted.with_name(f"{wanted.name}-{number + 1}")
    return found


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
