"""The statement as of an earlier moment: what stood then, each document once, whatever was planned since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from billing.calendar import month
from review.statement import MoneyRow, statement_then
from tests.agencies import TODAY, Agency, Row, people
from tests.laws.house import House, house_of
from tests.sync.pushing import OCTOBER, bring, contract, main, row

FIRST, SECOND, THIRD = TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=2)


@pytest.fixture
def house() -> Iterator[House]:
    """A house that bills 500 a month at least to one of its two clients."""
    least = {"minimum": {"amount": "500"}}
    agency = Agency(main(), people(), (contract("a", "AAA-ONE", **least), contract("b", "BBB-ONE")), ())
    with house_of(agency) as found:
        yield found


def at(house: House, moment: datetime, *rows: Row) -> None:
    """On a day the month has these rows, and is run."""
    house.worker = replace(house.worker, clock=lambda: moment)
    bring(house, *rows)


def money(house: House, moment: datetime) -> MoneyRow:
    """The month's money as of a moment."""
    with house.store.read() as tx:
        (found,) = statement_then(tx, month(OCTOBER), moment, {}).money
    return found


def test_a_draft_that_was_planned_again_is_one_document_with_one_minimum(house: House) -> None:
    at(house, FIRST, row(1), row(2, 7200), row(3, 1800, "BBB-ONE"))
    at(house, SECOND, row(1), row(2, 3600), row(3, 1800, "BBB-ONE"))
    for moment, time, minimum in ((FIRST, 35000, 20000), (SECOND, 25000, 30000)):
        found = money(house, moment)
        assert found.documents == 2
        assert {kind: amount.minor for kind, amount in found.kinds} == {"time": time, "minimum": minimum}
        assert (found.net.minor, found.difference.minor) == (55000, 0)


def test_a_draft_that_was_withdrawn_stood_until_then(house: House) -> None:
    at(house, FIRST, row(1), row(3, 1800, "BBB-ONE"))
    at(house, SECOND, row(1))
    assert [money(house, moment).documents for moment in (FIRST, SECOND)] == [2, 1]
    assert [money(house, moment).net.minor for moment in (FIRST, SECOND)] == [55000, 50000]


def test_an_invoice_that_is_void_stood_until_then_and_a_credit_note_since_it_was_written(house: House) -> None:
    at(house, FIRST, row(1), row(3, 1800, "BBB-ONE"))
    house.push()
    house.bill()
    house.worker = replace(house.worker, clock=lambda: SECOND)
    minimum, small = (min(house.drafts(), key=lambda each: sign * each.draft.total.minor) for sign in (-1, 1))
    house.credit(minimum.draft.id, "leave")
    house.worker = replace(house.worker, clock=lambda: THIRD)
    house.void(small.draft.id)
    found = [money(house, moment) for moment in (FIRST, SECOND, THIRD)]
    assert [each.documents for each in found] == [2, 3, 2]
    assert [each.net.minor for each in found] == [55000, 5000, 0]
    assert [each.difference.minor for each in found] == [0, 0, 0]


def test_a_draft_that_takes_the_place_of_a_void_invoice_is_not_billed_yet(house: House) -> None:
    at(house, FIRST, row(3, 1800, "BBB-ONE"))
    house.push()
    house.bill()
    house.worker = replace(house.worker, clock=lambda: SECOND)
    (invoice,) = house.drafts()
    house.void(invoice.draft.id)
    house.decide("bill-again", *(key for line in invoice.draft.lines for key in line.entries))
    house.worker = replace(house.worker, clock=lambda: THIRD)
    house.reopen(invoice.draft.contract, OCTOBER)
    house.run([OCTOBER])
    assert [each.draft.id for each in house.drafts()] == [invoice.draft.id], "the same document, in another revision"
    then = [money(house, moment).billed for moment in (FIRST, THIRD)]
    assert [each and each.minor for each in then] == [5000, 0]
