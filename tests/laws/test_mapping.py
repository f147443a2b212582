"""The laws of mappings: what is taken back leaves no trace in what is billed, nor does the order of accepting."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review import mapping, mapping_named
from review.mapping_known import Counterpart
from tests.agencies import MONTHS, Agency, agencies
from tests.laws.house import House, house_of
from tests.review.mapped import SIGNED, carry_out, exported, known, outcome, read

Pick = tuple[Counterpart, str]


def picks(house: House, numbers: list[int]) -> list[Pick]:
    """Some of what sources name, each with something that it could be."""
    found = known(house).counterparts
    catalogue = house.worker.configuration.catalogue
    codes = sorted(stream.code for contract in catalogue.contracts for stream in contract.workstreams)
    people = sorted(person.key for person in catalogue.people)
    chosen = {found[number % len(found)]: number for number in numbers} if found else {}
    targets = {"project": codes, "person": people}
    return [(each, targets[each.kind][number % len(targets[each.kind])]) for each, number in chosen.items()]


def accept(house: House, chosen: list[Pick]) -> None:
    """Accepts them one after the other, and runs the months again."""
    for each, target in chosen:
        with house.store.write() as tx:
            mapping.accept(tx, [mapping_named.Wanted(each, target)], SIGNED)
    house.run()


def reject(house: House, chosen: list[Pick]) -> None:
    """Takes them back one after the other, and runs the months again."""
    for each, _ in chosen:
        found = known(house)
        with house.store.write() as tx:
            mapping.reject(tx, found, [each.connector, each.key], None, SIGNED)
    house.run()


NUMBERS = st.lists(st.integers(0, 40), min_size=1, max_size=4)


@given(agencies(broken=False), NUMBERS)
def test_accepting_and_taking_back_leaves_everything_as_it_was(agency: Agency, numbers: list[int]) -> None:
    with house_of(agency) as house:
        house.go()
        before, chosen = outcome(house), picks(house, numbers)
        accept(house, chosen)
        balanced(house)
        reject(house, chosen)
        assert outcome(house) == before


@given(agencies(broken=False), NUMBERS)
def test_the_order_of_accepting_does_not_matter(agency: Agency, numbers: list[int]) -> None:
    with house_of(agency) as house, house_of(agency) as other:
        house.go()
        other.go()
        accept(house, picks(house, numbers))
        accept(other, picks(other, numbers)[::-1])
        assert outcome(house) == outcome(other)
        balanced(house)


@given(agencies(broken=False), NUMBERS)
def test_what_is_exported_and_imported_again_changes_nothing(agency: Agency, numbers: list[int]) -> None:
    with house_of(agency) as house:
        house.go()
        chosen = picks(house, numbers)
        accept(house, chosen)
        before, content = outcome(house), exported(house)
        found = read(house, content)
        assert (found.changes, found.problems, found.unchanged) == ((), (), len(chosen))
        carry_out(house, content)
        house.run()
        assert outcome(house) == before


@pytest.mark.usefixtures("each_database")
@given(agencies(broken=False), NUMBERS)
def test_an_exported_file_brings_the_same_mappings_into_another_house(agency: Agency, numbers: list[int]) -> None:
    with house_of(agency) as house, house_of(agency) as other:
        house.go()
        other.go()
        accept(house, picks(house, numbers))
        carry_out(other, exported(house))
        other.run()
        assert outcome(other) == outcome(house)


def balanced(house: House) -> None:
    """No second is lost, whatever is mapped to what."""
    assert {house.statement(name).difference_seconds for name in MONTHS} == {0}
