"""Alerts of thresholds that were passed, and of trouble: the same findings give the same keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from billing.alert_kinds import ALERT_KINDS
from billing.alert_records import LEAD, MAX_SUBJECT, OPERATIONS, Alert, Body, body
from billing.ids import digest
from billing.issues import Issue, hours
from billing.records import Contract
from billing.texts import clean

THRESHOLDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "budget_reached": ("budget_reached", ("contract", "name", "of", "limit", "percent")),
    "beyond_cap": ("cap_reached", ("contract", "cap", "limit")),
    "cap_written_off": ("cap_reached", ("contract", "cap", "limit")),
    "order_nearly_used_up": ("order_reached", ("contract", "order", "limit", "percent")),
    "order_used_up": ("order_used_up", ("contract", "order", "limit")),
    "charge_over_order": ("order_used_up", ("contract", "order", "limit")),
    "prepaid_nearly_used": ("retainer_reached", ("contract", "workstream", "blocks", "bought", "percent")),
}
"""Which exceptions are thresholds: the kind of alert, and the facts by which it is one and the same.

The limit is among them: whoever agrees on another one is told when that is reached. So are the blocks of hours that are
used, since the next one may be as large as the last.
"""


SHOWN = 12
"""So much of a hash tells one text from another."""


def made(code: str, audience: str, about: str, parts: Sequence[object], said: Body, **facts: object) -> Alert:
    """An alert of a kind, under a key of its kind, audience and parts."""
    kind = ALERT_KINDS[code]
    assert audience in kind.audiences, f"{code} is not for {audience}"
    key = f"{code}/{audience}:{':'.join(str(each) for each in parts)}"
    subject = clean(kind.subject.format_map({name: str(value) for name, value in facts.items()}), MAX_SUBJECT)
    return Alert(key, code, audience, about, subject[:1].upper() + subject[1:], said)


# ---- thresholds ----


def thresholds(issues: Iterable[Issue], contracts: Mapping[str, Contract]) -> list[Alert]:
    """An alert for each threshold that stands in the exception report, to operations and to the client's lead."""
    groups: dict[tuple[str, ...], list[Issue]] = {}
    for each in issues:
        if each.code in THRESHOLDS:
            code, names = THRESHOLDS[each.code]
            said = dict(each.facts)
            groups.setdefault((code, *(said.get(name, "") for name in names)), []).append(each)
    found = []
    for (code, contract, *rest), together in sorted(groups.items()):
        lead = contracts[contract].account_lead if contract in contracts else ""
        for audience, about in ((LEAD, lead), (OPERATIONS, "")):
            if audience == OPERATIONS or about:
                found.append(_threshold(code, audience, about, [contract, *rest], together))
    return found


def _threshold(code: str, audience: str, about: str, parts: list[str], together: list[Issue]) -> Alert:
    first = min(together, key=lambda each: (each.month, each.day.isoformat() if each.day else "", each.id))
    waits = sum(each.seconds for each in together if each.entry_id)
    more = f"{len(together)} entries, {hours(waits)}, are concerned so far." if waits else ""
    facts = {"client": first.client, **dict(first.facts)}
    return made(code, audience, about, parts, body(first.sentence, more, first.remedy), **facts)


# ---- trouble ----


def run_failed(kind: str, first_run: int, since: datetime, why: str) -> Alert:
    """Runs of a kind that fail, since the first of the series."""
    said = body(
        f"Each run of {kind} since {since:%Y-%m-%d %H:%M} UTC has failed (run {first_run}).",
        f"The last one said: {why}." if why else "",
        "Look into the logs; what was finished before is kept, and the next run goes on from there.",
    )
    return made("run_failed", OPERATIONS, "", (kind, first_run), said, kind=kind)


def run_missed(kind: str, due: datetime, reason: str = "") -> Alert:
    """A run that was due and did not happen."""
    words = f"{kind} was due on {due:%Y-%m-%d at %H:%M} UTC and did not happen{f': {reason}' if reason else ''}."
    said = body(words, "It is made up for as far as that can be done; see the list of runs.")
    return made("run_missed", OPERATIONS, "", (kind, due.isoformat()), said, kind=kind)


def not_pulled(connector: str, first_run: int, since: datetime, why: str) -> Alert:
    """A tracker that could not be asked, since the first run of the series."""
    said = body(
        f"{connector} could not be asked since {since:%Y-%m-%d %H:%M} UTC (run {first_run}).",
        f"It said: {why}." if why else "",
        "Nothing of its time that changed since is here; nothing is taken for deleted. `tieout check` signs in again.",
    )
    return made("not_pulled", OPERATIONS, "", (connector, first_run), said, connector=connector)


def not_proven(connector: str, kind: str, month: str, why: str) -> Alert:
    """A month of which nothing is billed, because its totals do not agree with the tracker's."""
    words = (
        f"{month} of {connector} ({kind}) does not agree with the tracker's own totals: {why or 'no reason is known'}."
    )
    said = body(
        words, f"Nothing of it is billed before it does: `tieout pull --connector {connector} --period {month}`."
    )
    return made("not_proven", OPERATIONS, "", (connector, kind, month), said, connector=connector, month=month)


def connection_ending(connector: str, connected_at: datetime, state: str, warnings: Sequence[str]) -> Alert:
    """A sign-in that ends, or has ended; another sign-in is another alert, and so is another day on which it ends."""
    parts = (connector, connected_at.isoformat(), state, digest(list(warnings))[:SHOWN])
    said = body(*(f"{each[:1].upper()}{each[1:]}." for each in warnings))
    return made("connection_ending", OPERATIONS, "", parts, said, connector=connector)


def webhook_silent(connector: str, hook: int, last: datetime | None, why: str) -> Alert:
    """A vendor whose deliveries have stopped although what it has changes; once for each time it falls silent."""
    said = body(f"{why}.", "Nothing is lost: the regular pull reads it all.")
    since = last.isoformat() if last else ""
    return made("webhook_silent", OPERATIONS, "", (connector, hook, since), said, connector=connector)


def configuration_broken(day: date, problems: Sequence[str]) -> Alert:
    """A configuration that cannot be read, since a day. The same mistake on another day is another alert."""
    said = body(
        "The configuration was changed and cannot be used; the last good one counts until it is mended.", *problems
    )
    parts = (day.isoformat(), digest(list(problems))[:SHOWN])
    return made("configuration_broken", OPERATIONS, "", parts, said, count=len(problems))


def standstill(what: str, why: str, since: datetime) -> Alert:
    """Something that is not done until a person has looked."""
    said = body(f"{what[:1].upper()}{what[1:]} is at a standstill since {since:%Y-%m-%d %H:%M} UTC: {why}.")
    return made("standstill", OPERATIONS, "", (what, since.isoformat()), said, what=what)


def undeliverable(channel: str, recipient: str, day: str, subject: str, problem: str) -> Alert:
    """A message that was given up."""
    said = body(
        f"A message to {recipient} by {channel} was given up: {problem}.",
        f"It was: {subject}.",
        "Mend the address or the notifier, and send it again: `tieout notify list`, `tieout notify resend`.",
    )
    return made("undeliverable", OPERATIONS, "", (channel, recipient, day), said, recipient=recipient, channel=channel)


def notifier_broken(channel: str, day: str, problem: str) -> Alert:
    """A notifier that needs a person, told by the others."""
    said = body(f"{channel} takes no messages: {problem}.", "They wait, and go when it is mended: `tieout check`.")
    return made("notifier_broken", OPERATIONS, "", (channel, day), said, channel=channel)
