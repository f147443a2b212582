"""The kinds of issue about retainers."""

from __future__ import annotations

from billing.kinds import BLOCKS, WARNS, Kind

EXPIRED = "late_beyond_retainer"
GONE, KEPT = "workstream_gone", "fee_kept_back"
FEE_CHANGED, NOT_RUN = "fee_changed_after_billing", "month_not_run"
ELSEWHERE = "billed_by_another_contract"
NEARLY_USED = "prepaid_nearly_used"

RETAINER_KINDS = [
    Kind(
        EXPIRED,
        WARNS,
        "{late} of {workstream} worked in {worked_in} are billed after that month was closed, and none of its included "
        "hours are there for them: they were used, or have ended. {client} is charged for them with {period}.",
        "If it is billed again, and the hours of its month shall pay for it: `tieout reopen` that month and run it. If "
        "the client shall not pay, write it off: `tieout decide write-off`; `tieout retainers` shows what became of "
        "the hours.",
    ),
    Kind(
        GONE,
        BLOCKS,
        "Contract {contract} no longer has the workstream {code}, for which {amount} are billed: what that has used of "
        "hours and caps does not count for another code. Fees that are kept back for it are told beside this.",
        "Write {code} back into contract {contract}: a code is for good; where the work has ended, with `until:`.",
    ),
    Kind(
        KEPT,
        BLOCKS,
        "{what} of {workstream} ({days}, {amount}) is kept back: it is taken for {was} of {code} ({paid_days}, "
        "{paid}), which contract {contract} has billed or closed already{since}, and it has no {code} any more.",
        "If it is another service, or shall be billed all the same: `tieout decide bill-again {entry} --why …`. If it "
        "is the same, write {code} back into contract {contract}, a code is for good; or let {workstream} begin with "
        "days that are not billed (`from:`); or `tieout decide billed-elsewhere {entry} --why …`.",
    ),
    Kind(
        ELSEWHERE,
        BLOCKS,
        "Contract {contract} bills {what}, {amount} in all, which contract {other} has billed or closed "
        "already{billed}.",
        "If {contract} goes on with what {other} had, let it begin with what is not billed yet: write `from:` into the "
        "contract, its workstream or its charge, and take milestones out. If it is something else, accept it. If "
        "{other} should not have billed it, `tieout credit` its invoice; if its month is only closed, `tieout reopen` "
        "that.",
        acceptable=True,
    ),
    Kind(
        FEE_CHANGED,
        WARNS,
        "The fee of {workstream} for {service} is billed with {billed}, and contract {contract} says {amount} now.",
        "What is billed stays as it is. Write what was agreed for that month (`from:`), and bill or give back the rest "
        "by a charge in charges.yaml; if its month is only closed, `tieout reopen` that and run again.",
    ),
    Kind(
        NOT_RUN,
        BLOCKS,
        "{amount} that {client} owes by contract {contract} fell due in months that were not run since: {months}.",
        "Run each of them: `tieout run --period {first}`; if they were billed before Tieout, move `go_live`.",
    ),
    Kind(
        NEARLY_USED,
        WARNS,
        "{client} has used {percent} % of the hours that it bought of {workstream}: with {period} {used} of {bought}, "
        "and {left} are left.",
        "Agree on the next block and write it under `blocks:` of {workstream} in contract {contract}; what goes beyond "
        "them is charged.",
    ),
]
"""In the order of the report."""
