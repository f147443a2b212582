"""One runner at a time: a lock on a file beside the database, which the system lets go when the process dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mappings.database import StoreUnavailable


@contextmanager
def only_runner(database: Path) -> Iterator[None]:
    """Holds the lock for the time of the block. Raises StoreUnavailable when another process has it."""
    path = database.with_name(f"{database.name}.lock")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as problem:
        raise StoreUnavailable(f"{path} cannot be written ({problem.strerror}); make its folder writable") from problem
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as problem:
        raise StoreUnavailable(f"another tieout is working on {database}; wait until it is done") from problem
    finally:
        os.close(handle)
