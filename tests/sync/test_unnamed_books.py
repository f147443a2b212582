"""Ledgers that tieout.yaml names no more: what is open there is told, since nobody sees what becomes of it."""

from __future__ import annotations

from dataclasses import replace

from billing.issues import Issue
from review.exceptions import exceptions
from sync.pipeline import follow_ledgers
from tests.agencies import Yaml
from tests.laws.house import House
from tests.sync.ledgers import BOOKS, Twin
from tests.sync.pushing import OCTOBER

CODE = "books_not_named"


def named(house: House, **books: Yaml) -> None:
    """The operator names other books."""
    connectors = {"harvest": house.agency.main["connectors"]["harvest"], **books}
    house.configure(replace(house.agency, main={**house.agency.main, "connectors": connectors}))


def told(house: House) -> list[Issue]:
    return [issue for issue in house.issues() if issue.code == CODE]


def renamed(house: House, twin: Twin) -> Issue:
    """What is told of a ledger with three invoices, after the operator has given it another name."""
    house.push()
    house.bill()
    named(house, accounting=twin.config())
    house.run([OCTOBER])
    (issue,) = told(house)
    return issue


def test_books_under_another_name_are_told_until_the_old_name_is_back(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    issue = renamed(house, twin)
    assert issue.sentence == f"3 documents of ours are open in {BOOKS}, and no ledger in tieout.yaml has that name."
    twin.void(twin.there()[-1].id)
    follow_ledgers(house.worker)
    assert told(house) == [issue]
    named(house, **{BOOKS: twin.config()})
    follow_ledgers(house.worker)
    house.run([OCTOBER])
    assert not told(house)
    assert "document_voided" in {issue.code for issue in house.issues()}, "what happened there meanwhile is seen"


def test_drafts_that_stand_there_are_told_by_following_too(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    house.push()
    named(house, accounting=twin.config())
    follow_ledgers(house.worker)
    (issue,) = told(house)
    assert issue.sentence.startswith("3 documents of ours")


def test_what_is_paid_needs_nobody(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    house.push()
    house.bill()
    posted = [each for each in twin.there() if each.stage == "posted"]
    for each in posted[1:]:
        twin.pay(each.id)
    follow_ledgers(house.worker)
    named(house, accounting=twin.config())
    house.run([OCTOBER])
    (issue,) = told(house)
    assert issue.sentence.startswith("1 document of ours is open in")
    named(house, **{BOOKS: twin.config()})
    twin.pay(posted[0].id)
    follow_ledgers(house.worker)
    named(house, accounting=twin.config())
    house.run([OCTOBER])
    assert not told(house)


def test_who_leaves_a_ledger_for_good_accepts_it(ledger: tuple[House, Twin]) -> None:
    house, twin = ledger
    issue = renamed(house, twin)
    house.decide("accept", issue.id, why="we moved; the old ledger is looked after by hand")
    house.run([OCTOBER])
    with house.store.read() as tx:
        assert CODE not in {issue.code for issue in exceptions(tx, None)}


def test_a_folder_of_that_name_follows_nothing(ledger: tuple[House, Twin]) -> None:
    house, _ = ledger
    house.push()
    named(house, **{BOOKS: {"kind": "files", "folder": "books"}})
    follow_ledgers(house.worker)
    (issue,) = told(house)
    assert issue.sentence.startswith("3 documents of ours")
