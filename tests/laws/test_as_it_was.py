"""A statement as of an earlier moment is the statement that was printed then, whatever has happened since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from hypothesis import given

from billing.calendar import month
from mappings.history import Past
from review.statement import Statement
from tests.agencies import MONTHS, Agency, agencies
from tests.laws.histories import EVERYTHING, LENGTHS, SEEDS, check_history, half, story
from tests.laws.house import House
from tests.laws.steps import CORRECTIONS

Picture = tuple[dict[str, int], dict[str, int], dict[str, tuple[int, int, int, dict[str, int]]]]
"""Seconds by connector and by state; by currency documents, cents of their portions and in the books, lines by kind."""


@half()
@given(agencies(most=8, broken=False), SEEDS, LENGTHS)
def test_a_statement_as_of_a_run_is_the_one_of_then(agency: Agency, seed: int, length: int) -> None:
    album: dict[tuple[str, int], Picture] = {}

    def look(house: House) -> None:
        ((run,),) = house.rows("SELECT max(id) FROM run")
        album.update({(name, run): _now(house.statement(name)) for name in MONTHS})

    def compare(house: House) -> None:
        with house.store.read() as tx:
            then = {(name, run): _then(tx.history.as_of(month(name), run)) for name, run in album}
        assert then == album

    check_history(agency, story(agency, seed, length, (*EVERYTHING, *CORRECTIONS)), look, [compare])


def _now(found: Statement) -> Picture:
    money = {}
    for row in found.money:
        assert row.billed is not None
        kinds = _known({kind: each.minor for kind, each in row.kinds})
        if row.documents:
            money[row.currency] = row.documents, row.portions.minor, row.billed.minor, kinds
    return _known({each.connector: each.ours_seconds for each in found.sources}), _known(found.states), money


def _then(past: Past) -> Picture:
    states: Counter[str] = Counter()
    for each in past.states:
        states[each.state] += each.seconds
    totals = {connector: seconds for connector, _, seconds, _ in past.totals}
    money = {
        currency: (len(found.documents), found.portions, found.billed, _known(found.kinds))
        for currency, found in past.drafted.items()
    }
    return _known(totals), _known(states), money


def _known(seconds: Mapping[Any, int]) -> dict[str, int]:
    return {str(name): count for name, count in sorted(seconds.items()) if count}
