"""A person who is forgotten: nowhere by name but in what was posted, and every second and cent where it was."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from billing.catalogue import AcceptedPerson
from mappings.erasing import pseudonym_of
from mappings.references import Known
from mappings.schema_books import metadata
from review.decide import CannotDecide, Signature
from sync.erasing import erase, would_erase
from sync.planning import replay
from tests.agencies import TODAY, Row, people
from tests.laws.house import House, house_of
from tests.sync.pushing import AGENCY, OCTOBER, bring, contract, refusals, row

WHY = Signature("lee", TODAY, "asked to be forgotten")
NAME, MAIL = "Kim Allen", "kim@north.test"
PSEUDONYM = pseudonym_of(NAME)
POSTED = {"push.body", "line.description", "plan.inputs", "configuration.snapshot"}
"""What was posted stays as it was sent, with what proves its cents: the only place that still names them."""
BY_PERSON = {"invoice": {"one_per": "workstream", "lines_by": "person"}}


@pytest.fixture
def house() -> Iterator[House]:
    contracts = (contract("a", "AAA-ONE", "AAA-TWO", **BY_PERSON), contract("b", "BBB-ONE"))
    with house_of(replace(AGENCY, contracts=contracts)) as made:
        bring(made, *ROWS)
        yield made


ROWS: tuple[Row, ...] = (
    row(1),
    replace(row(2, 7200, "AAA-TWO"), note="Kim Allen's own note, kim allen"),
    row(3, 1800, "BBB-ONE"),
    replace(row(4, 3600, "BBB-ONE"), person="Sam Ortiz", note="with Kim Allen, not with Kim Allenby"),
)


def said(house: House) -> dict[str, list[str]]:
    """The columns in which the store names the person, with the values."""
    found: dict[str, list[str]] = {}
    with house.store.read() as tx:
        for table in metadata.sorted_tables:
            for values in tx._connection.execute(select(table)).mappings():
                for name, value in values.items():
                    text = _text(value).casefold().replace("kim allenby", "")
                    if NAME.casefold() in text or MAIL in text:
                        found.setdefault(f"{table.name}.{name}", []).append(text)
    return found


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        try:
            return zlib.decompress(value).decode()
        except zlib.error:
            return value.decode(errors="replace")
    return str(value)


def forget(house: House) -> None:
    """The operator writes the pseudonym into people.yaml, and forgets the person."""
    stated = people()
    stated["people"][0] = {"name": PSEUDONYM, "role": "senior"}
    house.configure(replace(house.agency, people=stated))
    erase(house.worker, NAME, WHY)


def fill(house: House) -> None:
    """The person in as many places as people can bring them to."""
    first = house.rows("SELECT id FROM entry ORDER BY day")[0][0]
    house.decide("defer", first, to="2026-11", why="Kim Allen said so")
    with house.store.write() as tx:
        tx.decided.accept_person(AcceptedPerson("harvest", MAIL, NAME), WHY, {"name": NAME, "email": MAIL})
        tx.decisions.add("map", {f"harvest person {MAIL} → {NAME}": {"other": NAME, "seen": {"email": MAIL}}}, WHY)
        tx.references.keep("harvest", [Known("harvest", "person", "7", NAME, email=MAIL, detail={"n": NAME})], 1)
    house.run([OCTOBER])


def test_nothing_names_a_person_who_is_forgotten_but_what_was_posted(house: House) -> None:
    fill(house)
    house.bill()
    before = said(house)
    assert {"entry.person", "entry.note", "match.person", "identity.user", "line.description", "plan.inputs"} <= {
        *before
    }
    statement = house.statement(OCTOBER)
    totals = [(item.draft.id, item.draft.total) for item in house.drafts()]
    forget(house)
    assert {*said(house)} == POSTED
    assert house.statement(OCTOBER).states == statement.states
    assert house.statement(OCTOBER).difference_seconds == 0
    assert [(item.draft.id, item.draft.total) for item in house.drafts()] == totals
    assert ("kim allenby" in " ".join(str(row) for row in house.rows("SELECT note FROM entry")).casefold()) is True


def test_the_plans_of_what_was_posted_come_to_the_same_cents(house: House) -> None:
    house.bill()
    forget(house)
    plans = [key for (key,) in house.rows("SELECT id FROM plan")]
    replayed = [each for key in plans for each in replay(house.worker, key)]
    assert len(replayed) == 3
    assert all(each.same for each in replayed), replayed
    assert house.drift() == []


def test_what_was_never_posted_is_gone_once_it_was_planned_anew(house: House) -> None:
    fill(house)
    forget(house)
    house.run([OCTOBER])
    erase(house.worker, NAME, WHY)
    assert {*said(house)} <= {"plan.inputs", "configuration.snapshot"}
    assert "kim allen" not in str(house.rows("SELECT description FROM line")).casefold()
    assert {item.status.value for item in house.drafts()} == {"draft"}
    assert house.statement(OCTOBER).difference_seconds == 0
    assert refusals(house.bill()) == {}


def test_neither_a_run_nor_a_new_import_brings_the_name_back(house: House) -> None:
    fill(house)
    house.bill()
    forget(house)
    versions = house.rows("SELECT id, version, person FROM entry ORDER BY id")
    own = [replace(each, note=each.note.replace("with Kim Allen, ", "")) for each in ROWS]
    bring(house, *own, row(5))
    assert {*said(house)} == POSTED
    again = house.rows("SELECT id, version, person FROM entry ORDER BY id")
    others = {key for (key,) in house.rows("SELECT id FROM entry WHERE person = 'Sam Ortiz'")}
    assert {each for each in versions if each[0] not in others} <= {*again}
    assert len(again) == len(versions) + 1
    assert house.rows("SELECT DISTINCT person FROM match ORDER BY person") == [(PSEUDONYM,), ("Sam Ortiz",)]
    assert house.statement(OCTOBER).difference_seconds == 0


def test_a_second_time_keeps_who_is_forgotten(house: House) -> None:
    forget(house)
    with house.store.read() as tx:
        before = tx.erasing.all()
    erase(house.worker, NAME, WHY)
    with house.store.read() as tx:
        assert tx.erasing.all() == before
        assert tx.decided.all() == []


def test_a_person_whom_the_configuration_names_is_not_forgotten_yet(house: House) -> None:
    with pytest.raises(CannotDecide, match=f"put {PSEUDONYM} in the place of the name in people.yaml"):
        erase(house.worker, NAME, WHY)
    assert would_erase(house.worker, NAME).names[0] == NAME
    with pytest.raises(CannotDecide, match="nobody is called"):
        would_erase(house.worker, "Nobody Here")
    with pytest.raises(CannotDecide, match="say why"):
        erase(house.worker, NAME, replace(WHY, why=" "))
    assert said(house)
