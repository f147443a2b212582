"""The kinds of issue about milestones: those that fall due by a task or a word, and those that were changed."""

from __future__ import annotations

from billing.kinds import BLOCKS, WARNS, Kind

GONE, REACHED_GONE = "milestone_gone", "reached_milestone_gone"
BEFORE_GO_LIVE = "milestone_before_go_live"

MILESTONE_KINDS = [
    Kind(
        "milestone_task_not_found",
        BLOCKS,
        "Milestone {milestone} of {client} falls due by {task}, and {connector} has no such task.",
        "Name the right task under `when:` of the milestone in contract {contract}, then run again; "
        "or say that it is reached: `tieout milestone {contract} {milestone} --on DAY --why …`.",
    ),
    Kind(
        "milestone_task_not_visible",
        WARNS,
        "Milestone {milestone} of {client} falls due by {task}, which {connector} does not show us; {stands}.",
        "Give the owner of the token in {connector} access to the task, or name the right one in contract {contract}; "
        "or say yourself when it is reached: `tieout milestone {contract} {milestone} --on DAY --why …`.",
    ),
    Kind(
        "milestone_not_checked",
        WARNS,
        "Milestone {milestone} of {client} falls due by {task}; {connector} could not be asked: {reason}; {stands}.",
        "Mend that, or wait, and run again; or say yourself when it is reached: "
        "`tieout milestone {contract} {milestone} --on DAY --why …`.",
    ),
    Kind(
        BEFORE_GO_LIVE,
        WARNS,
        "Milestone {milestone} of {client} was reached before go_live, so it is not billed: {evidence}.",
        "If it was billed before Tieout, write {milestone} into `opening: milestones_billed` of contract {contract}; "
        "else say on which day to bill it: `tieout milestone {contract} {milestone} --on DAY --why …`.",
    ),
    Kind(
        "milestone_evidence_gone",
        WARNS,
        "Milestone {milestone} of {client} is {where}, because {evidence}; {connector} does not say so any more.",
        "Ask whether it was taken back. What is billed stays as it is: if that is wrong, `tieout credit` its "
        "invoice; if its month is only closed, `tieout reopen` that and run again.",
    ),
]
CHANGED_KINDS = [
    Kind(
        "milestone_changed_after_billing",
        WARNS,
        "The {what} {milestone} of {client} is {where} with {billed}, and contract {contract} says {amount} now.",
        "What is billed stays as it is. Write the amount that was billed, and bill the rest as a milestone of its own, "
        "with a `change_order:` where the price is fixed; if too much was billed, `tieout credit` its "
        "invoice; if its month is only closed, `tieout reopen` that and run again.",
    ),
    Kind(
        GONE,
        BLOCKS,
        "The {what} {description} of {client} is {where} with {billed}, and contract {contract} has no {what} with its "
        "code any more: under another code it is billed again.",
        "Write it back into contract {contract} with the code that it had: a code is for good, and what is billed "
        "stays as it is. If it was taken out because it is done, and is stated under no other code, accept it. If it "
        "should not have been billed, `tieout credit` its invoice; if its month is only closed, `tieout reopen` that "
        "and run again.",
        acceptable=True,
    ),
    Kind(
        REACHED_GONE,
        BLOCKS,
        "{milestone} of contract {contract} was reached on {reached} ({said}), and no contract has it under that code "
        "any more: nothing is billed for it.",
        "Write it back into contract {contract} with the code that it had: a code is for good. If it stands under "
        "another code or contract now, say there that it is reached: `tieout milestone CONTRACT CODE --on {reached} "
        "--why …`, then accept this row. If nothing is owed for it, accept it.",
        acceptable=True,
    ),
]
"""In the order of the report."""
