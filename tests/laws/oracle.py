"""What the laws are judged by: sums and searches written a second time, from the bare rows, as plainly as possible."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from billing.draft_records import Draft
from billing.ids import stable_id
from billing.records import Entry
from billing.wishes import ADJUSTING
from tests.agencies import Yaml
from tests.laws.house import House, Rows

HOLDING = ("draft", "approved", "pushed", "posted")
"""Drafts that hold all the time that stands on their lines."""

DECIMALS = {"USD": 2, "EUR": 2, "JPY": 0, "BHD": 3}


def check_once(house: House, *, divided: bool = False) -> None:
    """Law 2 on the bare tables: allocations fold to placements, portions sum to entries, lines to their portions.

    `divided`: contracts divide entries of several tasks, each of which may be on a line of its own.
    """
    live = _folded(house)
    placed = {(row[0], row[1]): row[2:] for row in house.rows(_PLACEMENTS)}
    assert live == placed
    _check_entries(house, divided=divided)
    _check_lines(house)


_PLACEMENTS = (
    "SELECT entry, portion, number, version, state, line, plan, seconds, minor, currency, reason FROM placement"
)
_ALLOCATIONS = (
    "SELECT entry, portion, number, version, state, line, plan, seconds, minor, currency, reason, reverses "
    "FROM allocation ORDER BY entry, number"
)


def _folded(house: House) -> dict[tuple[str, int], tuple[object, ...]]:
    live: dict[tuple[str, int], tuple[object, ...]] = {}
    for entry, portion, *content, reverses in house.rows(_ALLOCATIONS):
        if reverses is None:
            assert (entry, portion) not in live, "a portion is live twice"
            live[(entry, portion)] = tuple(content)
        else:
            taken = live.pop((entry, portion))
            assert taken[0] == reverses and (taken[5], taken[6]) == (-content[5], -content[6])
    return live


def _check_entries(house: House, *, divided: bool) -> None:
    """What is settled stays when its tracker changes it; until the next run has placed the difference, it is open."""
    per_entry = f"SELECT entry, sum(seconds), count(DISTINCT {_BILLED_ON}) FROM placement p GROUP BY entry"  # noqa: S608
    seconds: dict[str, int] = dict(house.rows("SELECT id, seconds FROM entry WHERE present"))
    settled = {entry for (entry,) in house.rows("SELECT entry FROM placement WHERE settled")}
    orders: dict[str, int] = dict(house.rows(_ORDERS_OF_ENTRIES))
    for entry, total, lines in house.rows(per_entry):
        assert total == seconds.get(entry, 0) or entry in settled, "the live portions of an entry are not its seconds"
        assert divided or lines <= orders.get(entry, 1), "an entry is on two lines that are not of two purchase orders"


_BILLED_ON = """CASE WHEN p.line != '' AND p.portion < 1000
AND NOT EXISTS (SELECT 1 FROM placement b WHERE b.entry = p.entry AND b.portion = p.portion + 1000)
AND NOT EXISTS (SELECT 1 FROM line c WHERE c.id = p.line AND c.kind = 'correction') THEN p.line END"""
"""The line that bills a portion: corrections and what they take back stand beside it."""
_ORDERS_OF_ENTRIES = """
SELECT p.entry, count(DISTINCT d.purchase_order) FROM placement p
JOIN line l ON l.id = p.line JOIN draft d ON d.id = l.draft AND d.revision = l.revision GROUP BY p.entry
"""


def _check_lines(house: House) -> None:
    portions: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for line, entry, seconds, minor in house.rows("SELECT line, entry, seconds, minor FROM placement WHERE line != ''"):
        portions[line].append((entry, seconds, minor))
    standing = {item.draft.id: item for item in house.drafts()}
    for item in standing.values():
        for line in item.draft.lines if item.status in HOLDING else ():
            on_line = portions[line.id]
            assert sorted(entry for entry, _, _ in on_line) == sorted(line.entries)
            assert sum(seconds for _, seconds, _ in on_line) == line.seconds
            assert sum(minor for _, _, minor in on_line) == (0 if line.kind in ADJUSTING else line.amount.minor)
    lines = {line.id for item in standing.values() for line in item.draft.lines}
    assert {line for line, on_line in portions.items() if on_line} <= lines, "time is on a line that is superseded"


def history(house: House) -> dict[str, set[tuple[object, ...]]]:
    """Everything that must stay as it is once it is there, as the bare database has it."""
    superseded = "JOIN draft d ON d.id = l.draft AND d.revision = l.revision WHERE d.status = 'superseded'"
    queries = {
        "allocations": "SELECT * FROM allocation",
        "plans": "SELECT * FROM plan",
        "history": "SELECT * FROM entry_history",
        "references": "SELECT * FROM source_ref",
        "superseded drafts": "SELECT * FROM draft WHERE status = 'superseded'",
        "superseded lines": f"SELECT l.* FROM line l {superseded}",  # noqa: S608
        "every draft but its status": "SELECT id, revision, plan, total_minor, content_hash FROM draft",
        "every line": "SELECT * FROM line",
        "configurations": "SELECT * FROM configuration",
    }
    return {name: set(house.rows(query)) for name, query in queries.items()}


def check_history_stays(before: dict[str, set[tuple[object, ...]]], house: House) -> None:
    """Law 6: whatever was there is there, byte for byte."""
    now = history(house)
    for name, rows in before.items():
        assert rows <= now[name], f"{name}: rows were changed or removed"


def check_nothing_is_forgotten(house: House) -> None:
    """After all months were run, time that is not billed has a row in the exception report.

    It is the entry's own, or, in its month's report, that of the invoice that waits with it: a later one, if it is
    carried forward.
    """
    known = {issue.entry_id for issue in house.issues()}
    waiting: dict[str, set[str]] = {}
    for entry, day, state, unit in house.rows(_UNBILLED):
        month = str(day)[:7]
        if month not in waiting:
            waiting[month] = {each.subject for each in house.issues(month) if each.code == "invoice_waits"}
        assert entry in known or unit in waiting[month], f"{entry} is {state}, and nobody is told"


_UNBILLED = """
SELECT e.id, coalesce(m.day, e.day), coalesce(p.state, 'open'), coalesce(plan.contract || ' ' || plan.period, '')
FROM entry e LEFT JOIN match m ON m.entry = e.id
LEFT JOIN placement p ON p.entry = e.id LEFT JOIN plan ON plan.id = p.plan
WHERE e.present AND NOT e.running AND coalesce(p.state, 'open') IN ('open', 'held')
"""
"""The entries that wait, with their client's day, and the contract and period whose plan lets them wait."""


def check_milestones_once(house: House) -> None:
    """No milestone is on two lines of drafts that hold what is on them, and none on two invoices that were written."""
    holding = [item.draft for item in house.drafts() if item.status in HOLDING]
    on_lines = Counter(entry for draft in holding for entry in _milestones_on(draft) if not draft.is_credit)
    given_back = Counter(entry for draft in holding for entry in _milestones_on(draft) if draft.is_credit)
    posted = {draft.id for item in house.drafts() if (draft := item.draft).is_credit and item.status == "posted"}
    back = Counter(entry for draft in holding for entry in _milestones_on(draft) if draft.id in posted)
    assert all(count - back[entry] <= 1 for entry, count in on_lines.items()), "a milestone is on two drafts"
    assert given_back <= on_lines, "a milestone was credited more often than billed"
    void = {draft for (draft,) in house.rows("SELECT draft FROM push WHERE action = 'void'")}
    records = [json.loads(text) for path, text in posted_files(house).items() if path.endswith("document.json")]
    invoiced: Counter[str] = Counter()
    for record in records:
        for line in record["lines"]:
            if line["kind"] == "milestone" and record["draft"] not in void:
                sign = -1 if record["kind"] == "credit note" else 1
                invoiced.update({entry["id"]: sign for entry in line["entries"]})
    assert set(invoiced.values()) <= {0, 1}, "a milestone was invoiced twice"


def _milestones_on(draft: Draft) -> list[str]:
    return [entry for line in draft.lines if line.kind == "milestone" for entry in line.entries]


def check_milestones(house: House) -> None:
    """After all months were run, the milestones that are due, and no others, are billed or wait with their invoice.

    The last word that stands counts, but for what is settled.
    """
    words: dict[str, str] = dict(house.rows(_WORDS))
    placed = {str(entry) for (entry,) in house.rows("SELECT entry FROM placement")}
    fixed = {str(entry) for (entry,) in house.rows("SELECT entry FROM placement WHERE settled")}
    void = {str(key) for (key,) in house.rows("SELECT subject FROM decision WHERE kind = 'void'")}
    for contract in house.agency.contracts:
        for milestone in contract["milestones"]:
            key = stable_id("m", contract["id"], milestone["code"])
            detail = words.get(f"{contract['id']} {milestone['code']}")
            said = json.loads(detail)["day"] if detail else milestone.get("due", "")
            due = said >= house.agency.main["go_live"]
            waits = key in void
            assert key in fixed or (key in placed) == due or waits, f"{milestone['code']} of {contract['id']}, {said}"


_WORDS = """
SELECT d.subject, d.detail FROM decision d LEFT JOIN decision u ON u.undoes = d.id
WHERE d.kind = 'milestone' AND u.id IS NULL ORDER BY d.id
"""


def check_placed(house: House) -> None:
    """After all months were run, the portions of every entry are its seconds, whatever was settled before."""
    placed: dict[str, int] = dict(house.rows("SELECT entry, sum(seconds) FROM placement GROUP BY entry"))
    present = "SELECT id, CASE WHEN present AND NOT running THEN seconds ELSE 0 END FROM entry"
    for entry, seconds in house.rows(present):
        assert placed.get(entry, 0) == seconds, f"{entry} is not where its seconds say"


def check_states_follow_drafts(house: House) -> None:
    """Time stands as its document does: drafted in Tieout, pushed as a draft, or billed."""
    states: dict[str, set[str]] = defaultdict(set)
    for line, state in house.rows("SELECT line, state FROM placement WHERE line != ''"):
        states[line].add(state)
    for item in house.drafts():
        of_draft = {state for line in item.draft.lines for state in states[line.id]} - {"non_billable"}
        if item.status == "posted":
            assert of_draft <= {"billed"}
        elif item.status == "pushed":
            assert of_draft <= {"pushed"}, f"the draft is in the books as a draft, and its time is {of_draft}"
        else:
            assert of_draft <= {"drafted", "pushed"}


# ---- what is settled, and what is in the books ----

Settled = dict[tuple[object, ...], tuple[object, ...]]


def settled(house: House) -> Settled:
    """Every portion that nothing may move, and whether its draft is in the books as an invoice."""
    rows = house.rows(
        "SELECT p.entry, p.portion, p.line, p.version, p.seconds, p.charged_seconds, p.minor, p.currency,"
        " max(CASE WHEN d.status = 'posted' THEN 1 ELSE 0 END) FROM placement p JOIN line l ON l.id = p.line"
        " JOIN draft d ON d.id = l.draft AND d.revision = l.revision WHERE p.settled"
        " GROUP BY p.entry, p.portion, p.line, p.version, p.seconds, p.charged_seconds, p.minor, p.currency"
    )
    return {tuple(row[:-1]): row[-1:] for row in rows}


def check_settled_stays(before: Settled, house: House, reopened: bool) -> None:
    """Law 3: what is settled keeps its line, seconds and cents; a reopening lets go of all but what was posted.

    What stood on an invoice that is void by now is let go of, too.
    """
    now = settled(house)
    void = {line for (line,) in house.rows(_VOID_LINES)}
    for portion, (posted,) in before.items():
        let_go = portion[2] in void or (reopened and not posted)
        assert portion in now or let_go, "a settled portion was moved or changed"


_VOID_LINES = """
SELECT l.id FROM line l JOIN draft d ON d.id = l.draft AND d.revision = l.revision WHERE d.status = 'voided'
"""


def check_credits(house: House) -> None:
    """Law 2: a portion is taken back once, and never by more than it came to."""
    own: dict[tuple[str, int], tuple[int, int]] = {}
    back: dict[tuple[str, int], tuple[int, int]] = {}
    for entry, portion, seconds, minor in house.rows("SELECT entry, portion, seconds, minor FROM placement"):
        (back if portion > 1000 else own)[(entry, portion)] = (seconds, minor)
    for (entry, portion), (seconds, minor) in back.items():
        billed_seconds, billed = own[(entry, portion - 1000)]
        assert seconds == -billed_seconds
        assert min(0, billed) <= -minor <= max(0, billed)


def confirmed(house: House) -> set[tuple[object, ...]]:
    """The settled time that included hours or a fixed price paid for."""
    query = "SELECT entry, portion, seconds, charged_seconds, reason, plan FROM placement WHERE state = 'covered'"
    return set(house.rows(f"{query} AND settled"))


def posted_files(house: House) -> dict[str, bytes]:
    """Every file of every posted document."""
    places = house.rows("SELECT place FROM push WHERE action = 'post' AND status = 'confirmed'")
    folders = [house.folder / "documents" / place for (place,) in places]
    return {str(path): path.read_bytes() for folder in folders for path in sorted(folder.iterdir())}


def check_books(house: House) -> None:
    """Law 3: each posted draft is one document with a number of its own, without gaps; no other draft is one."""
    posted = house.rows("SELECT draft, number, place FROM push WHERE action = 'post' ORDER BY id")
    void = house.rows("SELECT draft FROM push WHERE action = 'void' ORDER BY id")
    standing = [draft for (draft,) in void] + [i.draft.id for i in house.drafts() if i.status == "posted"]
    assert sorted(draft for draft, _, _ in posted) == sorted(standing)
    for prefix, notes in (("INV", False), ("CN", True)):
        numbers = [number for draft, number, _ in posted if str(draft).startswith("n") is notes]
        assert numbers == [f"{prefix}-{n + 1:04}" for n in range(len(numbers))]
    root = house.folder / "documents"
    invoices: list[str] = []
    for path in sorted(root.glob("*/*")) if root.exists() else ():
        document = json.loads((path / "document.json").read_bytes())
        invoices += [document["draft"]] if document["status"] == "posted" else []
    assert sorted(invoices) == sorted(draft for draft, _, _ in posted)


def drafts_table(house: House) -> Rows:
    """All revisions of all drafts."""
    return house.rows("SELECT * FROM draft ORDER BY id, revision")


# ---- money and rates, once more ----


def half_up(value: Decimal, decimals: int) -> Decimal:
    """Rounded half up to some decimals."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def role_of(people: Yaml, name: str, day: date) -> str:
    """The role people.yaml gives someone on a day, or nothing."""
    person = next(person for person in people["people"] if person["name"] == name)
    said = person["role"] if isinstance(person["role"], list) else [{"role": person["role"]}]
    in_force = [role for role in said if role.get("from", "0") <= day.isoformat()]
    return str(max(in_force, key=lambda role: role.get("from", "0"))["role"]) if in_force else ""


def best_rates(contract: Yaml, people: Yaml, entry: Entry, workstream: str, day: date) -> list[Yaml]:
    """Every rate that no other one beats, found by trying all of them."""
    facts = {
        "person": {entry.record.person},
        "role": {role_of(people, entry.record.person, day)},
        "workstream": {workstream},
        "activity": {entry.record.activity, *entry.record.tags},
    }
    fitting = [rate for rate in contract["rates"] if _fits(rate, facts, day)]
    return [rate for rate in fitting if not any(_beats(other, rate) for other in fitting)]


def _fits(rate: Yaml, facts: dict[str, set[str]], day: date) -> bool:
    return rate.get("from", "0") <= day.isoformat() and all(
        value in facts[name] for name, value in rate.items() if name in facts
    )


def _beats(one: Yaml, other: Yaml) -> bool:
    conditions, others = ({pair for pair in rate.items() if pair[0] not in ("rate", "from")} for rate in (one, other))
    return others < conditions or (others == conditions and one.get("from", "0") > other.get("from", "0"))


def order_holds(contract: Yaml, number: str, day: date) -> bool:
    """Whether an order is good for a work date."""
    orders = [order for order in contract.get("purchase_orders") or [] if order["number"] == number]
    return any(order.get("from", "0") <= day.isoformat() <= order.get("until", "9") for order in orders)
