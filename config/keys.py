"""The keys that what vendors granted is kept under: in a variable, in the file that one names, else in tieout.key."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # it takes 6 MB, and most runs open no connection: whoever seals or opens imports it then
    from cryptography.fernet import Fernet

VARIABLE, FILE = "TIEOUT_KEY", "tieout.key"
NAMING_A_FILE = "TIEOUT_KEY_FILE"
"""The variable that says where containers and service managers put the keys."""
IGNORED = (
    f"# What is secret or can be made again, and is never committed.\n{FILE}\n{FILE}.new\n*.db\n*.db-*\n*.db.*\n"
    "*.lock\nexport/\nbackups/\n"
)
"""The .gitignore of a new folder."""


class BadKey(Exception):
    """The keys cannot be used; the message says why and what to do, and has no key in it."""


@dataclass(frozen=True, slots=True)
class Keys:
    """All keys, the newest first: that one seals, any of them opens. `source` says where they stand."""

    source: str
    _keys: tuple[str, ...] = field(repr=False)

    @property
    def count(self) -> int:
        """How many there are; more than one only until a rotation is done."""
        return len(self._keys)

    def seal(self, plain: bytes) -> bytes:
        """A text that only who has the newest key can read, and nobody can change."""
        return self._newest.encrypt(plain)

    def open(self, sealed: bytes) -> bytes:
        """What was sealed. Raises BadKey."""
        from cryptography.fernet import Fernet, InvalidToken, MultiFernet

        try:
            return MultiFernet([Fernet(key) for key in self._keys]).decrypt(sealed)
        except InvalidToken:
            raise BadKey(
                f"no key of {self.source} opens what is kept for this connection: it was kept under another one. Put "
                "that key behind the others, or sign in again with `tieout connect NAME`"
            ) from None

    def is_newest(self, sealed: bytes) -> bool:
        """Whether something is sealed by the newest key already."""
        from cryptography.fernet import InvalidToken

        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            return False
        return True

    def newest_alone(self) -> Keys:
        """The newest key without those before it."""
        return Keys(self.source, self._keys[:1])

    def behind(self, newer: str) -> Keys:
        """These keys behind a newer one."""
        return Keys(self.source, (newer, *self._keys))

    @property
    def _newest(self) -> Fernet:
        from cryptography.fernet import Fernet

        return Fernet(self._keys[0])


def keys_of(folder: Path, environment: Mapping[str, str]) -> Keys:
    """The keys of a folder. Raises BadKey."""
    variable = in_environment(environment)
    if variable == VARIABLE:
        return _checked(VARIABLE, environment[VARIABLE])
    if variable:
        return _of_named_file(folder / environment[variable])
    path = folder / FILE
    try:
        mode = path.stat().st_mode
        text = _read(path)
    except FileNotFoundError:
        words = f"there is no key: make one with `tieout keys new`, or set {VARIABLE}, before a connection is made"
        raise BadKey(words) from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise BadKey(f"{path} can be read by others on this machine; type: chmod 600 {path}")
    return _checked(str(path), text)


def _of_named_file(path: Path) -> Keys:
    """The keys of a file whose rights are the matter of who put it there."""
    try:
        return _checked(f"{path}, which {NAMING_A_FILE} names,", _read(path))
    except FileNotFoundError:
        words = f"{path} is not there; put the key there, or let {NAMING_A_FILE} name where it is"
        raise BadKey(words) from None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        raise
    except (OSError, UnicodeDecodeError) as problem:
        raise BadKey(f"{path} cannot be read as a key; restore it from where you keep it safe") from problem


def in_environment(environment: Mapping[str, str]) -> str:
    """The variable that has the keys or names their file, if one does: then the folder's own file is not read.

    Raises BadKey where both are set.
    """
    found = [name for name in (VARIABLE, NAMING_A_FILE) if environment.get(name)]
    if len(found) > 1:
        raise BadKey(f"{VARIABLE} and {NAMING_A_FILE} are both set; take one of them away")
    return "".join(found)


def new_key() -> str:
    """A key that nobody had before."""
    from cryptography.fernet import Fernet

    return Fernet.generate_key().decode()


def write_first_key(folder: Path) -> Path:
    """Makes the key file of a folder, for its owner alone. Raises BadKey where there is one: it is never replaced."""
    path = folder / FILE
    try:
        os.link(_written_beside(folder, (new_key(),)), path)
    except FileExistsError:
        words = "is there already, and what is kept under it would be lost; `tieout keys rotate` takes another one"
        raise BadKey(f"{path} {words}") from None
    except OSError as problem:
        raise BadKey(f"{path} cannot be written ({problem.strerror}); make its folder writable") from problem
    finally:
        (folder / f"{FILE}.new").unlink(missing_ok=True)
    _sync_folder(folder)
    return path


def rewrite(folder: Path, keys: Keys) -> None:
    """Writes the keys into the file of a folder, all or none of them. Raises BadKey."""
    try:
        _written_beside(folder, keys._keys).replace(folder / FILE)
        _sync_folder(folder)
    except OSError as problem:
        raise BadKey(f"{folder / FILE} cannot be written ({problem.strerror}); make its folder writable") from problem


def _written_beside(folder: Path, keys: Sequence[str]) -> Path:
    beside = folder / f"{FILE}.new"
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write("".join(f"{key}\n" for key in keys).encode("ascii"))
        file.flush()
        os.fsync(file.fileno())
    return beside


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _checked(source: str, text: str) -> Keys:
    found: Sequence[str] = [each for each in re.split(r"[\s,]+", text) if each]
    if not found:
        raise BadKey(f"{source} has no key in it; make one with `tieout keys new`")
    for place, key in enumerate(found, 1):
        if not re.fullmatch(r"[A-Za-z0-9_-]{43}=", key):
            words = (
                "is not a key; a key has 44 letters and digits and ends with =, as `tieout keys new --print` makes it"
            )
            raise BadKey(f"number {place} in {source} {words}")
    return Keys(source, tuple(dict.fromkeys(found)))
