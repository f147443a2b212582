"""Every kind of alert, declared once: whom it is for, its subject, when it is raised, and when it is over."""

from __future__ import annotations

from dataclasses import dataclass

from billing.alert_records import APPROVER, LEAD, OPERATIONS, PERSON, SECOND


@dataclass(frozen=True, slots=True)
class AlertKind:
    """One kind. `subject` may name the alert's facts in braces; `raised` and `over` are for the guide."""

    code: str
    audiences: tuple[str, ...]
    subject: str
    raised: str
    over: str
    at_once: bool = False
    """Whether operations is told at the same time: then nothing comes there in place of somebody else."""


HOUSE = (LEAD, OPERATIONS)
TOLD = "when it was told: it is news, not a state"

_DECLARED = [
    # what is used up
    AlertKind(
        "budget_reached",
        HOUSE,
        "{percent} % of the budget of {name} ({client}) are reached",
        "when a threshold of a budget is passed, once; a new budget is armed anew",
        "when less than the threshold is used",
        at_once=True,
    ),
    AlertKind(
        "cap_reached",
        HOUSE,
        "{cap} of {client} is used up",
        "when time goes beyond a cap, once; a new limit is armed anew",
        "when nothing goes beyond it",
        at_once=True,
    ),
    AlertKind(
        "order_reached",
        HOUSE,
        "{percent} % of purchase order {order} ({client}) are reached",
        "when a threshold of an order's limit is passed, once; a new limit is armed anew",
        "when its month is planned anew without it, or closed",
        at_once=True,
    ),
    AlertKind(
        "order_used_up",
        HOUSE,
        "Purchase order {order} of {client} is used up",
        "when work finds no room in an order, once; a new limit is armed anew",
        "when all work finds room",
        at_once=True,
    ),
    AlertKind(
        "retainer_reached",
        HOUSE,
        "{percent} % of the hours bought of {workstream} ({client}) are used",
        "when a threshold of prepaid hours is passed, once; other hours are armed anew",
        "when its month is planned anew without it, or closed",
        at_once=True,
    ),
    # time
    AlertKind(
        "missing_time",
        (PERSON,),
        "Your time of the week from {monday} is not complete",
        "weekly, of the week before: a business day without any time, or a whole day less than the weekly capacity; "
        "days off and holidays are not expected",
        TOLD,
    ),
    AlertKind(
        "unapproved_time",
        (APPROVER, SECOND, OPERATIONS),
        "Time that came on {since} waits for approval",
        "two business days after time came here unapproved, to its approver; two later to the second approver; two "
        "later to operations. Where the connector says `require_approval: yes`",
        "when it is approved",
    ),
    AlertKind(
        "readiness",
        (OPERATIONS,),
        "{month} before its end: what is approved, what waits, what is missing",
        "on the last business day of a month",
        TOLD,
    ),
    AlertKind(
        "approvals_closed",
        (APPROVER, OPERATIONS),
        "Approvals of {month} close: {hours} wait",
        "on the 1st, if time of the month before is not approved: to each approver, and all of it to operations",
        TOLD,
        at_once=True,
    ),
    AlertKind(
        "still_unapproved",
        (APPROVER,),
        "{hours} of earlier months still wait for approval",
        "weekly, as long as time of a month that is over is not approved",
        TOLD,
    ),
    # billing
    AlertKind(
        "billed",
        (OPERATIONS,),
        "{month} is billed: {totals}",
        "once for each month, when its drafts were made: totals, links, exceptions",
        TOLD,
    ),
    AlertKind(
        "drafts_waiting",
        (APPROVER,),
        "{drafts} wait for your approval",
        "weekly, as long as drafts of a month that is over are not approved",
        TOLD,
    ),
    AlertKind("weekly", (LEAD,), "Your clients in the week from {monday}", "weekly, for each account lead", TOLD),
    AlertKind("ageing", (OPERATIONS,), "What clients owe on {day}", "weekly, if anything is owed in a ledger", TOLD),
    AlertKind("metrics", (OPERATIONS,), "How billing went: {month}", "monthly, of the month before", TOLD),
    # trouble
    AlertKind(
        "run_failed",
        (OPERATIONS,),
        "A run of Tieout failed: {kind}",
        "when a run ends with a failure, once for each series of failures of its kind",
        "when a run of its kind ends well",
    ),
    AlertKind("run_missed", (OPERATIONS,), "A run was missed: {kind}", "when a run that was due did not happen", TOLD),
    AlertKind(
        "not_pulled",
        (OPERATIONS,),
        "{connector} could not be asked",
        "when a tracker could not be asked, once for each series of failures",
        "when it was asked again",
    ),
    AlertKind(
        "not_proven",
        (OPERATIONS,),
        "{month} of {connector} is not proven",
        "when a month's totals do not agree with the tracker's own",
        "when they do",
    ),
    AlertKind(
        "connection_ending",
        (OPERATIONS,),
        "The sign-in to {connector} ends, or has ended",
        "60 days before a sign-in ends for good, 14 before one ends unused, and when it has ended",
        "when somebody signs in again",
    ),
    AlertKind(
        "webhook_silent",
        (OPERATIONS,),
        "{connector} delivers nothing to its webhook",
        "when nothing came for three days although what the vendor has changed (Asana: nine hours, whatever changed)",
        "when it delivers again",
    ),
    AlertKind(
        "configuration_broken",
        (OPERATIONS,),
        "The configuration cannot be used: {count} problems",
        "when the configuration was changed and cannot be read; the last one that could be read counts until then",
        "when it can be read",
    ),
    AlertKind(
        "standstill",
        (OPERATIONS,),
        "{what} is at a standstill",
        "when something is not done until a person has looked, such as pushing after a restore",
        "when it is done again",
    ),
    AlertKind(
        "notifier_broken",
        (OPERATIONS,),
        "{channel} takes no messages",
        "when a notifier needs a person, such as another password; once a day",
        TOLD,
    ),
    AlertKind(
        "undeliverable",
        (OPERATIONS,),
        "{recipient} cannot be reached by {channel}",
        "when a message was given up, once for each recipient and day",
        TOLD,
    ),
]

ALERT_KINDS = {kind.code: kind for kind in _DECLARED}
"""All kinds by their code, in the order of the guide."""

STANDING = frozenset(code for code, kind in ALERT_KINDS.items() if kind.over != TOLD)
"""The kinds that are a state, which ends; the others are over once they were told."""
