"""Every kind of issue, declared once: its severity, the sentence an operations manager reads, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from billing.adjust_kinds import ADJUST_KINDS
from billing.cap_kinds import CAP_KINDS
from billing.charge_kinds import CHARGE_KINDS
from billing.correction_kinds import CORRECTION_KINDS
from billing.deposit_kinds import DEPOSIT_KINDS
from billing.final_kinds import FINAL_KINDS
from billing.ids import ISSUE, stable_id
from billing.kinds import BLOCKS, WARNS, Kind
from billing.ledger_kinds import LEDGER_KINDS
from billing.milestone_kinds import CHANGED_KINDS, MILESTONE_KINDS
from billing.order_kinds import ORDER_KINDS
from billing.retainer_kinds import RETAINER_KINDS
from billing.task_kinds import TASK_KINDS
from billing.tax_kinds import TAX_KINDS

__all__ = ["BLOCKS", "KINDS", "ORDER", "WARNS", "Issue", "Kind", "facts", "hours"]


@dataclass(frozen=True, slots=True)
class Issue:
    """One row of the exception report: a kind, whom it concerns, and the facts its sentence names.

    `subject` distinguishes issues of one kind that concern no single entry; it must not depend on the clock.
    """

    code: str
    entry_id: str = ""
    client: str = ""
    person: str = ""
    day: date | None = None
    seconds: int = 0
    link: str = ""
    month: str = ""
    """The month that bills it, where that is not its day's own."""
    subject: str = ""
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        """The same for the same trouble in every run, so that a report can say since when it stands."""
        return stable_id(ISSUE, self.code, self.entry_id, self.subject)

    @property
    def kind(self) -> Kind:
        """What is known of this kind."""
        return KINDS[self.code]

    @property
    def sentence(self) -> str:
        """What is wrong, in words."""
        return self._filled(self.kind.sentence)

    @property
    def remedy(self) -> str:
        """What to do about it, in words."""
        return self._filled(("period" in dict(self.facts) and self.kind.on_no_line) or self.kind.remedy)

    def _filled(self, template: str) -> str:
        own = {
            "person": self.person or "someone",
            "date": self.day.isoformat() if self.day else "an unknown day",
            "client": self.client or "no client",
            "hours": hours(self.seconds),
            "entry": self.entry_id or self.id,
        }
        return template.format_map({**own, **dict(self.facts)})


def facts(**named: object) -> tuple[tuple[str, str], ...]:
    """Facts for a sentence, in a stable order."""
    return tuple(sorted((name, str(value)) for name, value in named.items()))


def hours(seconds: int) -> str:
    """A duration for people, to the second where it matters: 1:30 h, 0:00:36 h."""
    minutes, rest = divmod(abs(seconds), 60)
    text = f"{minutes // 60}:{minutes % 60:02}" + (f":{rest:02}" if rest else "")
    return f"{'-' if seconds < 0 else ''}{text} h"


_DECLARED = [
    # which workstream
    Kind(
        "missing_project_code",
        BLOCKS,
        "{person} tracked {hours} on {date} on {project}, and nothing names a project code.",
        "Give the project a code in {connector} (its code field, its name or a tag), export again and import; "
        "or say what it is: `tieout map suggest`.",
    ),
    Kind(
        "unknown_project_code",
        BLOCKS,
        "{person} tracked {hours} on {date} on {project}; its code {code} is in no contract{nearest}.",
        "Add a workstream with the code {code} to the client's contract, or correct the code in {connector}; "
        "or say what the project is: `tieout map suggest`.",
    ),
    Kind(
        "conflicting_project_codes",
        BLOCKS,
        "{person} tracked {hours} on {date} on {project}, and two codes speak: {codes}.",
        "Make the entry's code, project name and tags in {connector} agree, then export again and import.",
    ),
    Kind(
        "unknown_connector",
        BLOCKS,
        "{person} tracked {hours} on {date} on {project}, imported as {connector}, which tieout.yaml no longer has.",
        "Name the connector {connector} again: under another name the same time would be billed twice.",
    ),
    # who
    Kind(
        "unknown_person",
        BLOCKS,
        "{who} tracked {hours} on {date} on {project} and is not in people.yaml.",
        "Add {who} to people.yaml, with the e-mail address that {connector} uses; "
        "or say who it is: `tieout map suggest`.",
    ),
    Kind(
        "ambiguous_person",
        BLOCKS,
        "{who} tracked {hours} on {date} on {project}, and people.yaml has that name {count} times.",
        "Give these people different names in people.yaml, or export with e-mail addresses.",
    ),
    # the rate
    Kind(
        "no_rate",
        BLOCKS,
        "No rate of contract {contract} fits {person} ({role}) on {date} for {workstream}.",
        "Add a rate to the contract: a default one, or one with this role, person or activity, from {date} or earlier.",
    ),
    Kind(
        "ambiguous_rate",
        BLOCKS,
        "Rates of contract {contract} tie for {person} on {date} for {workstream}: {rates}.",
        "Add a rate that states all of these conditions together, or remove one of the rates.",
    ),
    Kind(
        "tracker_rate_differs",
        WARNS,
        "{connector} has {tracker_rate} an hour for {person} on {project}; contract {contract} says {contract_rate} "
        "({hours}).",
        "The contract's rate is billed. Correct the rate in {connector}, or in the contract if it is the wrong one.",
    ),
    *TASK_KINDS,
    # the entry itself
    Kind(
        "not_approved",
        BLOCKS,
        "{hours} of {person} on {date} on {project} are not approved in {connector}.",
        "Have the timesheet approved in {connector}, export again and import; or accept it.",
        acceptable=True,
    ),
    Kind(
        "running",
        BLOCKS,
        "A timer of {person} started on {date} on {project} is still running.",
        "Stop the timer in {connector}, export again and import.",
    ),
    Kind(
        "zero_duration",
        WARNS,
        "{person} has an entry of no length on {date} on {project}.",
        "Delete it in {connector}, or give it its time, then export again and import.",
    ),
    Kind(
        "in_the_future",
        BLOCKS,
        "{person} tracked {hours} on {date} on {project}, which is still to come.",
        "Correct the date in {connector}, or run again once the day has passed; or accept it.",
        acceptable=True,
    ),
    Kind(
        "over_day_limit",
        WARNS,
        "{person} tracked {hours} on {date}, more than the {limit} that tieout.yaml allows for a day.",
        "Ask {person} whether the day is right; correct it in the tracker if not.",
    ),
    Kind(
        "overlapping",
        WARNS,
        "Two entries of {person} on {date} overlap by {overlap}: {project}, and {other_project} ({other}).",
        "Correct the times of one of them in the tracker, export again and import.",
    ),
    Kind(
        "same_work_twice",
        BLOCKS,
        "{person} tracked {hours} on {date} in {connector} and the same in {other_connector} ({other}).",
        "Delete one of the two in its tracker, then export again and import with --complete; or accept it, if "
        "both are right.",
        acceptable=True,
    ),
    Kind(
        "clock_differs",
        WARNS,
        "{person} on {date} on {project}: the duration is {hours}, but the clock times say {clock}.",
        "The duration is billed. Switch off rounding of reports in {connector} and export again, or correct the entry.",
    ),
    Kind(
        "missing_timesheet",
        WARNS,
        "{person} tracked nothing on {count}: {days}.",
        "Ask {person} for the time, or add the days to days_off in people.yaml.",
    ),
    Kind(
        "billed_elsewhere",
        WARNS,
        "{connector} marks {hours} of {person} on {date} on {project} as invoiced; Tieout leaves it alone.",
        "Nothing, if another invoice has it. Else remove the mark in {connector}, export again and import.",
    ),
    Kind(
        "non_billable_in_billable",
        WARNS,
        "{person} tracked {hours} in {workstream} that {connector} marks as not billable ({count}).",
        "Nothing, if that is meant. Else mark it billable in {connector}, or set `billable: from contract`.",
    ),
    # expenses and charges
    Kind(
        "no_expense_terms",
        BLOCKS,
        "{person} spent {cost} on {date} ({what}), and contract {contract} says nothing about expenses.",
        "Write `expenses:` with its `markup` into the contract; or mark the expense as not billable in {connector}.",
    ),
    Kind(
        "expense_currency",
        BLOCKS,
        "{person} spent {cost} on {date} ({what}), and contract {contract} is billed in {currency}.",
        "Write what it is worth in {currency} into the contract's `expenses: exchange_rates:`, from that day or before "
        "on, with its source; or write the amount in {currency} into the expense, export again and import.",
    ),
    Kind(
        "expense_tax_unknown",
        BLOCKS,
        "{person} spent {cost} on {date} ({what}), and contract {contract} pays net and states no tax for {category}.",
        "Write the tax that such an expense includes into the contract's `expenses: tax_included:`.",
    ),
    Kind(
        "expense_refund",
        BLOCKS,
        "{person} has a refund on {date} ({what}: {cost}), by which {client} gets back {back} ({how}).",
        "Accept it, and the client is given that back on the next invoice. If what it belongs to was billed with "
        "another markup, delete both in {connector}: `tieout drift` then gives back what was billed.",
        acceptable=True,
    ),
    Kind(
        "receipt_missing",
        BLOCKS,
        "{person} spent {cost} on {date} ({what}) and has no receipt for it.",
        "Add the receipt's file or link, export again and import; or accept it; or write `require_receipt: no`.",
        acceptable=True,
    ),
    Kind(
        "expense_over_limit",
        BLOCKS,
        "{person} spent {cost} on {date} ({what}), more than the {limit} that is allowed for one expense.",
        "Ask the client for consent, then accept it; or raise `limit` in the contract's `expenses`.",
        acceptable=True,
    ),
    Kind(
        "receipt_not_found",
        WARNS,
        "The receipt of {person}'s expense on {date} ({what}: {cost}) is to be {receipt}, and no such file is there.",
        "Put the file there, or correct its name in the expense, export again and import. It holds nothing back.",
    ),
    Kind(
        "same_expense_twice",
        WARNS,
        "{person} has two expenses of {cost} on {date} ({what} and {other_what}; {other}){receipt}.",
        "Nothing, if both were paid. Else delete one of the two, export again and import with --complete.",
    ),
    Kind(
        "same_expense_elsewhere",
        BLOCKS,
        "{person} has an expense of {cost} on {date} in {connector} ({what}) and one in {other_connector} "
        "({other_what}; {other}).",
        "If it is the same one, delete it in {connector}, or say so with `tieout decide duplicate-of`; or accept it, "
        "if both were paid.",
        acceptable=True,
    ),
    Kind(
        "zero_expense",
        WARNS,
        "{person} has an expense of nothing on {date} on {project}.",
        "Delete it in {connector}, or give it its amount, then export again and import.",
    ),
    Kind(
        "usage_missing",
        BLOCKS,
        "The usage of charge {charge} in {usage} is not stated, so {client} cannot be billed for it.",
        "Add the month with its quantity to the charge's `usage` in charges.yaml; 0 if there was none.",
    ),
    # the contract
    Kind(
        "outside_contract_dates",
        BLOCKS,
        "{person} tracked {hours} on {date} for {workstream}, which runs {dates}.",
        "Extend the dates in the contract, or correct the entry's date or project; or accept it.",
        acceptable=True,
    ),
    *ORDER_KINDS,
    *RETAINER_KINDS,
    *FINAL_KINDS,
    *LEDGER_KINDS,
    *ADJUST_KINDS,
    *TAX_KINDS,
    *CAP_KINDS,
    Kind(
        "invoice_waits",
        BLOCKS,
        "The {period} invoice of {client} waits with {hours}, because {held} of its time is held.",
        "Resolve the other rows of {client}, or write `when_time_is_held: bill the rest` into the contract.",
    ),
    # late, and decided
    Kind(
        "late",
        WARNS,
        "{person}'s {hours} on {date} on {project} came after {period} had closed; they are billed in {bill_in}.",
        "Nothing, if that is right. Else `tieout decide defer` or `write-off`, or reopen {period}.",
    ),
    Kind(
        "late_held",
        BLOCKS,
        "{person}'s {hours} on {date} on {project} came after {period} had closed.",
        "Accept them for the next invoice, defer them or write them off with `tieout decide`, or reopen {period}.",
        acceptable=True,
    ),
    Kind(
        "duplicate_of_gone",
        BLOCKS,
        "{person}'s {hours} on {date} on {project} are a duplicate of {other}, and that is gone from its tracker.",
        "Undo that decision with `tieout decide undo`, so that they are billed, or decide write-off or non-billable.",
    ),
    Kind(
        "changed_since_decision",
        WARNS,
        "{person}'s {hours} on {date} on {project} were {then} when it was decided: {decision}.",
        "Decide again with `tieout decide` if the decision should be another now.",
    ),
    # after billing
    *CORRECTION_KINDS,
    # what the trackers were asked for
    Kind(
        "unproven_month",
        BLOCKS,
        "{period} of {connector} ({kind}) is not proven, so nothing of it is billed: {reason}.",
        "Pull it again with `tieout pull --connector {connector} --period {period}`. To go on with exports instead, "
        "take the connector's token out of tieout.yaml and import the month whole: `tieout import FILE --complete "
        "{period}`.",
    ),
    Kind(
        "expenses_not_read",
        WARNS,
        "The expenses of {connector} in {period} were not read to the end before its token was taken out, and exports "
        "of time have none.",
        "Look there whether it has more than stand on the month's drafts; import those as a file of their own (`tieout "
        "import --kind expenses FILE`), or state them in charges.yaml. Then accept it.",
    ),
    Kind(
        "tasks_not_refreshed",
        WARNS,
        "{tracker} was not asked for the tasks of {period} before it was planned: {reason}.",
        "Mend that, then `tieout run --period {period}`; until then tasks are what they were when last asked for.",
    ),
    Kind(
        "only_in_export",
        WARNS,
        "{person}'s {hours} on {date} on {project} were in an export of {connector}, whose own list has them not.",
        "Track them in {connector} if they are work; else nothing: they are no longer billed.",
    ),
    *MILESTONE_KINDS,
    *CHANGED_KINDS,
    *CHARGE_KINDS,
    *DEPOSIT_KINDS,
    # files
    Kind(
        "id_used_again",
        WARNS,
        "Id {own} of {connector} was {was}, and is {now} now: the former is there no more.",
        "If it is the same, and was edited, accept it. Else its source uses ids again: import the file that had the "
        "former once more, so that it is there again; then take `id` out of the connector's `columns:` in tieout.yaml, "
        "and import the later file.",
    ),
    Kind(
        "bad_row",
        BLOCKS,
        "{file} line {line}: {reason}.",
        "Correct the entry, export to the same file and import again, or import the whole month with --complete.",
    ),
]

KINDS: dict[str, Kind] = {kind.code: kind for kind in _DECLARED}
ORDER: dict[str, int] = {kind.code: place for place, kind in enumerate(_DECLARED)}
"""Where a kind stands in the report: entries without a project code first."""
