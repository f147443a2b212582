"""The kinds of issue about an entry's tasks."""

from __future__ import annotations

from billing.kinds import BLOCKS, WARNS, Kind

_LINK = "`tieout decide link {entry} KEY --why …`"

TASK_KINDS = [
    Kind(
        "no_task",
        WARNS,
        "{person} tracked {hours} on {date} on {project} and named no task.",
        "Write the task's key into the entry's note, task or tag in {connector}, export again and import.",
    ),
    Kind(
        "no_task_held",
        BLOCKS,
        "{person} tracked {hours} on {date} on {project} and named no task, and tieout.yaml requires one.",
        "Write the task's key into the entry's note, task or tag in {connector}, export again and import; or accept "
        "it.",
        acceptable=True,
    ),
    Kind(
        "task_of_another_client",
        BLOCKS,
        "{person} tracked {hours} on {date} on {project} and names {key} ({title}), which is a task of {owner}.",
        f"Correct the key or the project in {{connector}}; or say which task it was: {_LINK}; or accept it.",
        acceptable=True,
    ),
    Kind(
        "several_tasks",
        BLOCKS,
        "{person} tracked {hours} on {date} on {project} and names several tasks: {keys}.",
        "Make it one entry for each task in {connector}; or accept it, so that one line names them all; "
        f"or say which task it was: {_LINK}.",
        acceptable=True,
    ),
    Kind(
        "task_times_differ",
        BLOCKS,
        "{person} tracked {hours} on {date} on {project} and names several tasks, whose times are not those {hours}: "
        "{stated}.",
        "Write each task with its time into the note in {connector} (ACME-12 1h, ACME-14 30m); or accept it, so that "
        f"one line names them all; or say which task it was: {_LINK}.",
        acceptable=True,
    ),
    Kind(
        "task_not_found",
        WARNS,
        "{person} tracked {hours} on {date} on {project} and names {key}, which {tracker} does not have{deleted}.",
        f"Correct the key in {{connector}}; or say which task it was: {_LINK}.",
    ),
    Kind(
        "task_not_visible",
        WARNS,
        "{person} tracked {hours} on {date} on {project} and names {key}, which {tracker} does not show us.",
        "Let the user of Tieout's token browse the task's project in {tracker}, then `tieout pull`; "
        f"or say which task it was: {_LINK}.",
    ),
    Kind(
        "task_not_checked",
        WARNS,
        "{person} tracked {hours} on {date} on {project} and names {key}, which was not looked up in {tracker} yet.",
        f"Look it up with `tieout pull`; or say which task it was: {_LINK}.",
    ),
    Kind(
        "ambiguous_task",
        WARNS,
        "{person} tracked {hours} on {date} on {project} and names {key}, and that is more than one task: {tasks}.",
        f"Write the task's link into the note in {{connector}}; or say which task it was: {_LINK}.",
    ),
    Kind(
        "task_closed_before",
        WARNS,
        "{person} tracked {hours} on {date} on {project} for {key} ({title}), which was {status} since {closed}.",
        f"Correct the day or the task in {{connector}}; or say which task it was: {_LINK}; or accept it.",
    ),
    Kind(
        "task_owner_unknown",
        WARNS,
        "{person} tracked {hours} on {date} on {project} for {key} ({title}), and nothing says whose project {of} is.",
        "Write `task_projects: [{of}]` into the client's contract, or give the task its project code in {tracker}.",
    ),
]
"""In the order of the report."""
