"""What can happen to an agency between two runs: its trackers, its configuration, and what its people decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from billing.periods import month_of_period
from mappings.drafts import StoredDraft
from review.approvals import CannotMove
from review.closing import CannotClose
from review.decide import CannotDecide
from review.reductions import Off
from sync.planning import PlanChanged
from tests.agencies import Agency, Row, Yaml
from tests.laws.house import House

Step = tuple[str, int, int]
EDITS = ("edit", "delete", "revive", "move")
TERMS = ("rate", "zone", "swap codes", "drop contract", "wish")
MORE_TERMS = ("rounding", "late", "go-live")
DECISIONS = ("accept", "write-off", "defer", "non-billable", "billed-elsewhere", "duplicate-of", "undo")
CORRECTIONS = ("correct", "credit", "void", "take back a correction", "bill-again")
WORDS = ("milestone", "take back")
OFF = ("take off", "put back")
BOOKS = ("approve", "hold", "release", "push", "bill", "close", "reopen", "apply")
PERIODS = ("2026-10", "2026-11", "2026-12", "2027-01")
"""Months in which time of October and November can be billed, the first three of which these people close."""


MILESTONES: tuple[Yaml, ...] = (
    {"code": "M1", "description": "Design accepted", "amount": "12000", "due": "2026-10-20"},
    {"code": "M2", "description": "In use", "amount": "333"},
)


def with_milestones(agency: Agency) -> Agency:
    """The agency with two milestones in each contract: one with a day, one that waits for a word."""
    return replace(agency, contracts=tuple(_owing(contract) for contract in agency.contracts))


def _owing(contract: Yaml) -> Yaml:
    code = contract["workstreams"][0]["code"]
    paid = (
        {"deposits": [each | {"workstream": code} for each in contract["deposits"]]} if "deposits" in contract else {}
    )
    return contract | {"milestones": [milestone | {"workstream": code} for milestone in MILESTONES]} | paid


def changed(step: Step, agency: Agency, anchors: int, deleted: list[Row]) -> Agency:
    """The agency after one edit or other terms; the anchors stand first and are never touched."""
    what, place, how = step
    fixed, rows = list(agency.rows[:anchors]), list(agency.rows[anchors:])
    chosen = place % len(rows) if rows else 0
    if what == "edit" and rows:
        rows[chosen] = _edited(rows[chosen], how)
    elif what == "move" and rows:
        day = rows[chosen].day
        rows[chosen] = replace(rows[chosen], day=day.replace(day=28 - day.day % 28, month=10 + how % 2))
    elif what == "delete" and rows:
        deleted.append(rows.pop(chosen))
    elif what == "revive" and deleted:
        rows.append(deleted.pop())
    elif what in MORE_TERMS:
        return _other_terms(what, how, agency)
    else:
        return _reconfigured(what, how, agency)
    return agency.with_rows((*fixed, *rows))


def _edited(row: Row, how: int) -> Row:
    changes: list[Yaml] = [
        {"seconds": row.seconds + 61},
        {"note": row.note + "!"},
        {"person": "Ada Ng"},
        {"billable": "No" if row.billable == "Yes" else "Yes"},
        {"project": "Internal"},
        {"activity": "Design"},
    ]
    return replace(row, **changes[how])


def _reconfigured(what: str, how: int, agency: Agency) -> Agency:
    first, *others = agency.contracts
    if what == "rate":
        first = first | {"rates": [{"rate": str(100 + how)}]}
    elif what == "zone":
        first = first | {"zone": ("Asia/Tokyo", "America/Los_Angeles", "Europe/London")[how % 3]}
    elif what == "wish":
        grouped = {"one_per": ("client", "workstream")[how % 2], "lines_by": ("task", "person", "entry")[how % 3]}
        first = first | {"invoice": grouped}
    elif what == "drop contract" and others:
        return replace(agency, contracts=tuple(others))
    elif what == "swap codes" and others:
        streams = first["workstreams"], others[0]["workstreams"]
        plain = [{k: v for k, v in c.items() if k != "rates"} | {"rates": [{"rate": "90"}]} for c in (first, others[0])]
        swapped = plain[0] | {"workstreams": streams[1]}, plain[1] | {"workstreams": streams[0]}
        first, others[0] = (_owing(each) if "milestones" in each else each for each in swapped)
    return replace(agency, contracts=(first, *others))


def _other_terms(what: str, how: int, agency: Agency) -> Agency:
    first, *others = agency.contracts
    if what == "rounding":
        first = first | {"rounding": {"to": "15 minutes", "direction": "up", "per": ("entry", "line")[how % 2]}}
    elif what == "late":
        late = {"late_time": ("next invoice", "hold", "write off")[how % 3]}
        first = first | {"invoice": first.get("invoice", {}) | late}
    else:
        moved = {"go_live": ("2026-10-03", "2026-10-01", "2026-10-08")[how % 3]}
        return replace(agency, main=agency.main | moved, contracts=tuple(_opened(c, moved) for c in agency.contracts))
    return replace(agency, contracts=(first, *others))


def _opened(contract: Yaml, moved: Yaml) -> Yaml:
    """Openings are stated as of the day of going live."""
    if "opening" not in contract:
        return contract
    return contract | {"opening": contract["opening"] | {"as_of": moved["go_live"]}}


# ---- what people decide ----

REFUSALS = (CannotDecide, CannotMove, CannotClose, PlanChanged)


def acted(step: Step, house: House) -> bool:
    """Lets a person do something, as far as the program lets them; whether it did."""
    what, place, how = step
    try:
        _ACTS.get(what, _decide)(house, what, place, how)
    except REFUSALS:
        return False
    return True


def _decide(house: House, kind: str, place: int, how: int) -> None:
    ids = [str(key) for (key,) in house.rows("SELECT id FROM entry ORDER BY id")]
    chosen, other = ids[place % len(ids)], ids[(place + how) % len(ids)]
    if kind == "accept":
        waiting = [issue.entry_id or issue.id for issue in house.issues()] or ids
        chosen = waiting[place % len(waiting)]
    if kind == "bill-again":
        back = [str(key) for (key,) in house.rows(_TAKEN_BACK)] or ids
        chosen = back[place % len(back)]
    more = {"defer": {"to": PERIODS[1 + how % 2]}, "duplicate-of": {"of": other}}
    house.decide(kind, chosen, **more.get(kind, {}))


_TAKEN_BACK = """
SELECT DISTINCT subject FROM decision WHERE kind IN ('void', 'credit') AND subject IN (SELECT id FROM entry) ORDER BY 1
"""


def _undo(house: House, _: str, place: int, __: int) -> None:
    with house.store.read() as tx:
        known = [logged.decision.id for logged in tx.decisions.history() if logged.undone_by is None]
    house.undo(known[-1 - place % len(known)] if known else 1)


def _milestone(house: House, _: str, place: int, how: int) -> None:
    house.reach(
        _contract(house, how), MILESTONES[place % 2]["code"], ("2026-10-20", "2026-11-05", "2026-12-01")[how % 3]
    )


def _take_back(house: House, _: str, place: int, how: int) -> None:
    house.take_back(_contract(house, how), MILESTONES[place % 2]["code"])


def _move(house: House, event: str, place: int, _: int) -> None:
    ids = [item.draft.id for item in house.drafts()] or ["d234567"]
    house.move(event, ids[place % len(ids)])


def _push(house: House, *_: object) -> None:
    house.push()


def _bill(house: House, _: str, place: int, __: int) -> None:
    ids = [item.draft.id for item in house.drafts() if item.status in ("draft", "pushed")]
    if ids:
        house.move("approve", ids[place % len(ids)])
        house.push(ids[place % len(ids)])


def _close(house: House, _: str, place: int, how: int) -> None:
    contract = _contract(house, place)
    house.close(contract, _period(house, contract, place, how))


def _reopen(house: House, _: str, place: int, how: int) -> None:
    closed = sorted(house.rows("SELECT contract, period FROM unit WHERE closed"))
    house.reopen(*(closed[place % len(closed)] if closed else (_contract(house, place), PERIODS[how % 3])))


def _apply(house: House, _: str, place: int, how: int) -> None:
    plan = house.plan(PERIODS[how % 3])
    if place % 4 == 0:
        _decide(house, "write-off", place, how)
    house.apply(PERIODS[how % 3], plan.hash)


def _take_off(house: House, _: str, place: int, how: int) -> None:
    contract = _contract(house, place)
    drafts = ["", *(item.draft.id for item in house.drafts() if item.draft.contract == contract)]
    amount, percent = (None, Decimal(how * 15 + 5)) if how % 2 else (Decimal(how * 40 + 10), None)
    off = Off(("write-down", "goodwill")[place % 2], percent, amount, drafts[place % len(drafts)])
    house.take_off(contract, _period(house, contract, place, how), off, "agreed")


def _put_back(house: House, _: str, place: int, how: int) -> None:
    query = "SELECT id, subject FROM decision WHERE kind IN ('write-down', 'goodwill') ORDER BY id"
    known = [(number, *str(subject).split()[1:]) for number, subject in house.rows(query)]
    number, contract, period = known[place % len(known)] if known else (1, _contract(house, place), PERIODS[how % 3])
    if contract in house.worker.configuration.contracts:
        house.put_back(contract, period, number, "not agreed")


def _period(house: House, contract: str, place: int, how: int) -> str:
    """One of a contract's periods that end in a month, if it has any there; the month's own name if not."""
    query = f"SELECT period FROM unit WHERE contract = '{contract}' ORDER BY period"  # noqa: S608
    known = [str(name) for (name,) in house.rows(query) if str(name).startswith(PERIODS[how % 3])]
    return known[place % len(known)] if known else PERIODS[how % 3]


def _correct(house: House, _: str, place: int, how: int) -> None:
    changed = house.drift()
    if not changed:
        raise CannotDecide("nothing changed after it was billed")
    chosen = [changed[(place + more) % len(changed)].entry.id for more in range(1 + how % 2)]
    ways = [each.by for each in changed[place % len(changed)].proposals]
    house.correct(ways[how % len(ways)], *chosen)


def _invoice(house: House, place: int) -> StoredDraft:
    posted = [item for item in house.drafts() if item.status == "posted" and not item.draft.is_credit]
    if not posted:
        raise CannotDecide("there is no invoice yet")
    return posted[place % len(posted)]


def _credit(house: House, _: str, place: int, how: int) -> None:
    invoice = _invoice(house, place)
    lines = [invoice.draft.lines[place % len(invoice.draft.lines)].id] if how > 3 else []
    note = house.credit(invoice.draft.id, ("bill-again", "write-off", "leave")[how % 3], *lines).note
    if place % 3:
        house.move("approve", note.id)
        house.push(note.id)


def _void(house: House, _: str, place: int, __: int) -> None:
    house.void(_invoice(house, place).draft.id)


def _bill_all(house: House, *_: object) -> None:
    """Approves and pushes all that can be of the months that these people close."""
    drafts = [item for item in house.drafts() if month_of_period(item.draft.period) in PERIODS[:3]]
    ids = [item.draft.id for item in drafts if item.status in ("draft", "pushed")]
    if ids:
        house.move("approve", *ids)
    house.push(*(item.draft.id for item in house.drafts() if item.status == "approved"))


def _undo_correction(house: House, _: str, place: int, __: int) -> None:
    rows = house.rows("SELECT id FROM decision WHERE kind IN ('correct', 'credit') ORDER BY id")
    house.undo_correction(int(rows[-1 - place % min(2, len(rows))][0]) if rows else 1)


def _contract(house: House, place: int) -> str:
    return str(house.agency.contracts[place % len(house.agency.contracts)]["id"])


_ACTS: dict[str, Callable[[House, str, int, int], None]] = {
    "undo": _undo,
    "milestone": _milestone,
    "take back": _take_back,
    "approve": _move,
    "hold": _move,
    "release": _move,
    "push": _push,
    "bill": _bill,
    "close": _close,
    "reopen": _reopen,
    "apply": _apply,
    "take off": _take_off,
    "put back": _put_back,
    "bill all": _bill_all,
    "correct": _correct,
    "credit": _credit,
    "void": _void,
    "take back a correction": _undo_correction,
}
