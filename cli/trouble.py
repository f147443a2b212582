"""Every way a command can fail, as a sentence and an exit code."""

from __future__ import annotations

import os
import traceback

from cli.output import complain

BAD_INPUT, FAILED = 2, 3


def told(problem: Exception) -> int:
    """Tells a person what went wrong and what to do, and returns the exit code."""
    from config.problems import BadConfiguration
    from sync.pipeline import CannotWrite
    from sync.sources import ConnectorError, Retry
    from sync.worker import StoreUnavailable

    if isinstance(problem, BadConfiguration):
        complain(
            *(str(each) for each in problem.problems), "", "The configuration cannot be used; mend it and try again."
        )
        return BAD_INPUT
    if isinstance(problem, _refusals()):
        complain(str(problem))
        return BAD_INPUT
    if isinstance(problem, ConnectorError):
        complain(str(problem))
        return FAILED if isinstance(problem, Retry) else BAD_INPUT
    if isinstance(problem, StoreUnavailable | CannotWrite):
        complain(str(problem))
        return FAILED
    if isinstance(problem, OSError):
        complain(f"{problem.filename or 'the machine'}: {problem.strerror or problem}; nothing was half written")
        return FAILED
    if os.environ.get("TIEOUT_LOG_LEVEL") == "debug":
        traceback.print_exception(problem)
    complain(
        f"Tieout has a defect ({type(problem).__name__}); nothing was half written.",
        "Please report it with the output of the same command under TIEOUT_LOG_LEVEL=debug.",
    )
    return FAILED


def _refusals() -> tuple[type[Exception], ...]:
    """What a person asked for that cannot be done; each says in its own words what to do instead."""
    from config.keys import BadKey
    from config.opening_text import CannotWriteOpening
    from config.starter import FolderInUse
    from review.approvals import CannotMove
    from review.closing import CannotClose
    from review.decide import CannotDecide
    from review.of_client import UnknownClient
    from review.trace import NotFound
    from sync.backing_up import CannotCopy
    from sync.exporting import CannotExport
    from sync.importing import BadFile
    from sync.openings import CannotPropose
    from sync.planning import CannotReplay, PlanChanged
    from sync.sources import CannotConnect

    asked = (BadFile, NotFound, UnknownClient, FolderInUse, CannotDecide, CannotClose, CannotMove)
    planned = (CannotReplay, PlanChanged, CannotPropose, CannotWriteOpening, CannotCopy)
    return (*asked, *planned, BadKey, CannotConnect, CannotExport)
