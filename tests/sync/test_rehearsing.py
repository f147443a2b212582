"""A month is rehearsed against ledgers on loopback: what we made ourselves, what others made, and nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from billing.calendar import month
from billing.money import Money
from billing.rehearsal_records import Why
from review.rehearsal import OfClient, Rehearsal, to_sections
from sandbox.by_hand import Bill, Line, into_quickbooks, into_xero
from sync.rehearsing import rehearse
from tests.laws.house import House
from tests.sync.ledgers import TWINS, Twin, ledger_house
from tests.sync.pushing import OCTOBER, ROWS, bring

ACME, BLUEFIN = "Acme Corp", "Bluefin Logistics"


@pytest.fixture(params=sorted(TWINS))
def ledger(request: pytest.FixtureRequest) -> Iterator[tuple[House, Twin]]:
    with ledger_house(str(request.param)) as (house, twin):
        bring(house, *ROWS)
        yield house, twin


def typed(twin: Twin, *bills: Bill) -> None:
    """Somebody types these documents."""
    world = twin.vendors.world
    into_xero(world.xero, bills) if twin.kind == "xero" else into_quickbooks(world.quickbooks, bills)


def bill(number: str, client: str, *lines: tuple[str, str, str], **more: object) -> Bill:
    """A document by hand, dated at the end of October."""
    said = tuple(Line(words, Decimal(hours), Decimal(price)) for words, hours, price in lines)
    made = Bill(number, client, "USD", said)
    return replace(made, **more)  # type: ignore[arg-type]  # the fields are those of a document


def reasons(found: Rehearsal) -> list[tuple[str, str, int]]:
    return [(each.client, one.why.value, one.minor) for each in found.clients for one in each.explained]


def client(found: Rehearsal, name: str) -> OfClient:
    (own,) = (each for each in found.clients if each.client == name)
    return own


def rows_of_all(house: House) -> list[tuple[object, ...]]:
    """What the store has of all that a run writes."""
    tables = ("run", "entry", "decision", "plan", "draft", "line", "placement", "allocation", "unit", "due", "issue")
    return [tuple(row) for name in tables for row in house.rows(f"SELECT * FROM {name}")]  # noqa: S608  # our own names


@pytest.mark.everywhere
def test_documents_of_ours_are_right_and_what_is_not_billed_yet_is_left_behind(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    nothing = rehearse(house.worker, month(OCTOBER))
    assert {why for _, why, _ in reasons(nothing)} == {"never billed"}
    assert nothing.left_behind("USD") == Money(35000, "USD")
    house.push()
    drafts = rehearse(house.worker, month(OCTOBER))
    assert len(drafts.not_counted) == (3 if twin.kind == "xero" else 0), "estimates are no invoices"
    assert drafts.left_behind("USD") == Money(35000, "USD"), "a draft posts nothing"
    house.bill()
    before, there = rows_of_all(house), twin.there()
    billed = rehearse(house.worker, month(OCTOBER))
    assert reasons(billed) == []
    assert billed.ties_out
    assert client(billed, ACME).ours == client(billed, ACME).theirs == Money(30000, "USD")
    assert billed.adoptable == (), "what we made ourselves is billed already"
    assert rows_of_all(house) == before
    assert twin.there() == there


@pytest.mark.everywhere
def test_a_month_before_go_live_is_planned_as_if_tieout_had_begun_with_it(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    typed(twin, bill("H-1", ACME, ("Work AAA-ONE", "1", "100"), ("Work AAA-TWO", "1.5", "100")))
    said = house.worker.configuration
    later = replace(
        said,
        main=said.main.model_copy(update={"go_live": date(2026, 11, 1)}),
        catalogue=replace(said.catalogue, go_live=date(2026, 11, 1)),
    )
    house.worker = replace(house.worker, configuration=later)
    found = rehearse(house.worker, month(OCTOBER))
    assert found.before_go_live
    assert found.adoptable == ()
    assert client(found, ACME).ours == Money(30000, "USD")
    assert sorted(reasons(found)) == [(ACME, "unexplained", 5000), (BLUEFIN, "never billed", 5000)]
    assert "before go_live" in str(to_sections(found))


def test_a_month_of_everything_at_once_is_counted_and_named(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    typed(
        twin,
        bill("H-1", ACME, ("Work AAA-ONE", "1", "100")),
        bill("H-2", ACME, ("Work AAA-TWO", "2", "90"), ("Domain", "1", "12")),
        bill("H-3", ACME, ("Work AAA-ONE", "1", "100"), credit=True),
        bill("H-4", BLUEFIN, ("Work BBB-ONE", "0.5", "100"), status="voided"),
        bill("H-5", "Nobody we know", ("Anything", "3", "10")),
        bill("H-6", BLUEFIN, ("Support of 2026-08", "1", "75"), ("Hosting", "1", "5")),
    )
    found = rehearse(house.worker, month(OCTOBER))
    assert sorted(reasons(found)) == sorted(
        [
            (ACME, "other rate", 2000),
            (ACME, "unknown line", -1200),
            (ACME, "credit note", 10000),
            (BLUEFIN, "other period", -7500),
            (BLUEFIN, "unexplained", 4500),
            ("Nobody we know", "unknown line", -3000),
        ]
    )
    assert [(each.number, each.why) for each in found.not_counted] == [("H-4", "voided")]
    assert client(found, ACME).documents and not client(found, "Nobody we know").contract
    by_kind = found.sums("USD")
    total = sum(each.difference.minor for each in found.clients)
    assert sum(by_kind.values()) == total
    assert by_kind[Why.CREDITED] == 10000
    assert found.left_behind("USD") == Money(2000, "USD")
    assert {each.number for each in found.adoptable} == {"H-1", "H-2"}


def test_documents_of_other_months_are_left_to_their_own_rehearsal(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    typed(
        twin,
        bill("H-1", ACME, ("Old work", "1", "100"), dated="2026-10-07"),
        bill("H-2", ACME, ("Work AAA-ONE", "1", "100"), dated="2026-11-05"),
        bill("H-3", ACME, ("Plan of 2026-11", "1", "100"), dated="2026-10-31"),
    )
    found = rehearse(house.worker, month(OCTOBER), ACME)
    assert client(found, ACME).documents == ("H-2",)
    assert found.dated == ("H-2",)
    assert found.other_months == 2
    assert reasons(found) == [(ACME, "never billed", 20000)]


def test_what_was_billed_there_and_is_not_charged_here_says_so(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    ((entry,),) = house.rows("SELECT id FROM entry WHERE seconds = 7200")
    house.decide("write-off", entry)
    typed(twin, bill("H-1", ACME, ("Work AAA-ONE", "1", "100"), ("Work AAA-TWO", "2", "100")))
    found = rehearse(house.worker, month(OCTOBER), ACME)
    assert reasons(found) == [(ACME, "not charged here", -20000)]
    assert found.waiting_seconds == 0
    ((said,),) = ([each.entries for each in client(found, ACME).explained],)
    assert said == (entry,)
    assert entry not in {each for one in found.adoptable for each in one.entries}
