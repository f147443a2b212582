"""The kinds of issue about caps and budgets."""

from __future__ import annotations

from billing.kinds import BLOCKS, WARNS, Kind

BEYOND_CAP, NO_TASK_FOR_CAP = "beyond_cap", "no_task_for_cap"

CAP_KINDS = [
    Kind(
        BEYOND_CAP,
        BLOCKS,
        "{person}'s {hours} on {date} for {workstream} do not fit {cap} of {client}: {left} of {limit} are left{why}.",
        "Agree on a higher cap with the client and write it into contract {contract}, or write there what becomes of "
        "time beyond it: `beyond: write off`, or `beyond: order` and its number. Accepted time is billed beyond it.",
        acceptable=True,
    ),
    Kind(
        NO_TASK_FOR_CAP,
        BLOCKS,
        "{person}'s {hours} on {date} for {workstream} name no task, and contract {contract} caps each task.",
        "Write the task's key into the entry's note, task or tag in its tracker. Accepted time is billed without a cap "
        "on its task.",
        acceptable=True,
    ),
    Kind(
        "cap_written_off",
        WARNS,
        "{time} of {period} go beyond {cap} of {client} ({limit}) and are written off, as contract {contract} says.",
        "Agree on a higher cap with the client, or tell the team to stop; `tieout budgets` shows what is left.",
    ),
    Kind(
        "budget_reached",
        WARNS,
        "{share} % of the budget of {name} of {client} are used, {used} of {limit}, counting {of}; "
        "people are told at {percent} %.",
        "Look at what is left to do, and agree on a new budget or cap in time; `tieout budgets` shows all of them.",
    ),
]
"""In the order of the report."""
