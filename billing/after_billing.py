"""What changed of an entry after it was billed: whether that can touch an invoice, and the issue that tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType

from billing.decisions import changed_code
from billing.issues import Issue, facts, hours
from billing.reconcile import project_label, worth
from billing.records import Entry, SourceRecord
from billing.texts import squashed


def matters_after_billing(billed: Entry | None, now: Entry | None) -> bool:
    """Whether what changed since can touch an invoice: marks cannot, nor clocks and rates of the tracker, receipts, an
    address of the same name, white space, and what only its API states of it, since an export has no column for that.

    That may lead it elsewhere all the same (`says_more`). None is an entry that is gone: now, or when that was
    corrected or credited.
    """
    if billed is None or now is None:
        return billed is not now
    return bool(_changed(billed.record, now.record))


def says_more(billed: Entry, now: Entry) -> bool:
    """Whether one of two versions alone states something by which its project, person or day is found."""
    return bool(_stated_by_one(billed.record, now.record))


_ON_A_LINE: Mapping[str, str] = MappingProxyType({})


def after_billing(
    billed: Entry, now: Entry | None, *, back: bool = False, aside: Mapping[str, str] = _ON_A_LINE
) -> Issue:
    """The issue of an entry whose source changed, or lost it (`now` is None), after it left the house.

    `back`: it was gone when that was corrected or credited, and is there again. `aside`: the contract and the period
    that took it, where nothing of it is on a line.
    """
    record = billed.record
    code = changed_code(present=now is not None)
    named = {"connector": billed.connector, "project": project_label(record), **worth(record), **aside}
    return Issue(
        code,
        entry_id=billed.id,
        client=squashed(record.client),
        person=squashed(record.person or record.email),
        day=record.day,
        seconds=record.seconds,
        link=record.task_url,
        facts=facts(**named, change=_BACK if back else _change(record, now.record) if now else ""),
    )


_BACK = "it was gone, which was corrected or credited, and is there again"


def _change(old: SourceRecord, new: SourceRecord) -> str:
    changed = _changed(old, new) or _stated_by_one(old, new)
    if "seconds" in changed:
        return f"{hours(old.seconds)} became {hours(new.seconds)}"
    if "cost_minor" in changed:
        return f"{worth(old)['hours']} became {worth(new)['hours']}"
    return f"another {' and '.join(name.replace('_', ' ') for name in changed) or 'content'}"


_UNTOUCHED = frozenset({"approved", "invoiced", "ended", "clock_seconds", "rate", "receipt"})
"""No invoice has these: hours are the tracker's own, rates are the contract's, a receipt only proves an amount."""
_IF_BOTH_STATE = frozenset({"person_id", "project_id", "project_code", "client", "started"})
"""What an export may not say at all, or says in other fields too."""


def _changed(old: SourceRecord, new: SourceRecord) -> list[str]:
    names = [each.name for each in fields(SourceRecord) if each.name not in _UNTOUCHED]
    return [name for name in names if _is_another(name, old, new)]


def _stated_by_one(old: SourceRecord, new: SourceRecord) -> list[str]:
    return [name for name in sorted(_IF_BOTH_STATE) if bool(getattr(old, name)) != bool(getattr(new, name))]


def _is_another(name: str, old: SourceRecord, new: SourceRecord) -> bool:
    one, other = _compared(name, old), _compared(name, new)
    if one == other or (name in _IF_BOTH_STATE and not (one and other)):
        return False
    if name == "email":
        return not squashed(old.person) or _compared("person", old) != _compared("person", new)
    return name != "task_url" or bool(one)


def _compared(name: str, record: SourceRecord) -> object:
    """What a record says in a field, as far as that can make a difference."""
    said = getattr(record, name)
    if name == "billable":
        return said is not False
    if name == "currency" and record.cost_minor is None:
        return ""
    if name == "tags":
        return sorted(map(squashed, said))
    text = squashed(said) if isinstance(said, str) else said
    return text.casefold() if name == "person" else text
