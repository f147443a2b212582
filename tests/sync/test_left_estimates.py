"""An estimate of ours whose invoice is void: it may be open again, and an invoice made of it counts nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from billing.issues import Issue
from sandbox.quickbooks_admin import act
from sandbox.quickbooks_books import Row
from sync.pipeline import follow_ledgers
from tests.laws.house import House
from tests.sync.ledgers import QuickBooksTwin, ledger_house
from tests.sync.pushing import OCTOBER, ROWS, bring, refusals

NOVEMBER = "2026-11"
OPEN, AGAIN = "estimate_open_again", "estimate_invoiced_again"


@pytest.fixture
def billed() -> Iterator[tuple[House, QuickBooksTwin]]:
    """A house whose drafts were estimates and are invoices."""
    with ledger_house("quickbooks") as (house, twin):
        assert isinstance(twin, QuickBooksTwin)
        bring(house, *ROWS)
        house.push()
        house.bill()
        yield house, twin


def told(house: House, *codes: str) -> list[Issue]:
    """What stands of some kinds."""
    return [issue for issue in house.issues() if issue.code in (codes or (OPEN, AGAIN))]


def voided(twin: QuickBooksTwin) -> tuple[str, str]:
    """Somebody voids the dearest invoice; its id, and that of the estimate that it was made of."""
    invoice = [each for each in twin.there() if each.stage == "posted"][-1].id
    (estimate,) = [each["TxnId"] for each in twin.books.rows["Invoice"][invoice]["LinkedTxn"]]
    twin.void(invoice)
    return invoice, estimate


def invoiced(twin: QuickBooksTwin, estimate: str) -> str:
    """Somebody makes an invoice of an estimate; its id."""
    before = {each.id for each in twin.there()}
    twin.approve(estimate)
    (made,) = [each.id for each in twin.there() if each.id not in before]
    return made


def rejected(twin: QuickBooksTwin, estimate: str) -> None:
    act(twin.books, "edit", {"entity": "Estimate", "id": estimate, "fields": {"TxnStatus": "Rejected"}})


def closed(twin: QuickBooksTwin, estimate: str) -> None:
    act(twin.books, "edit", {"entity": "Estimate", "id": estimate, "fields": {"TxnStatus": "Closed"}})


@pytest.mark.parametrize("end", [rejected, closed, QuickBooksTwin.delete])
def test_an_estimate_that_is_open_again_is_told_until_nobody_can_invoice_it(
    billed: tuple[House, QuickBooksTwin], end: Callable[[QuickBooksTwin, str], None]
) -> None:
    house, twin = billed
    _, estimate = voided(twin)
    for _ in range(2):
        follow_ledgers(house.worker)
        (issue,) = told(house)
        number = twin.books.rows["Estimate"][estimate]["DocNumber"]
        assert issue.sentence == f"Estimate {number} in ledger is open again, since its invoice is void."
    end(twin, estimate)
    follow_ledgers(house.worker)
    assert told(house) == []
    house.run([OCTOBER])
    assert house.statement(OCTOBER).difference_seconds == 0


def test_it_is_told_also_where_a_person_said_first_that_the_invoice_is_void(
    billed: tuple[House, QuickBooksTwin],
) -> None:
    house, twin = billed
    voided(twin)
    house.void(max(house.drafts(), key=lambda item: item.draft.total.minor).draft.id)
    assert told(house) == []
    follow_ledgers(house.worker)
    assert [issue.code for issue in told(house)] == [OPEN]


def test_it_is_told_where_the_list_of_changes_leaves_the_estimate_out(billed: tuple[House, QuickBooksTwin]) -> None:
    house, twin = billed
    twin.vendors.time.timer.sleep(3600)
    follow_ledgers(house.worker)
    before = {key: dict(row["MetaData"]) for key, row in twin.books.rows["Estimate"].items()}
    _, estimate = voided(twin)
    twin.books.rows["Estimate"][estimate]["MetaData"] = before[estimate]
    follow_ledgers(house.worker)
    assert [issue.code for issue in told(house)] == [OPEN]


def test_nothing_is_told_where_the_estimate_stays_closed(billed: tuple[House, QuickBooksTwin]) -> None:
    house, twin = billed
    invoice, estimate = voided(twin)
    row: Row = twin.books.rows["Estimate"][estimate]
    row |= {"LinkedTxn": [{"TxnId": invoice, "TxnType": "Invoice"}], "TxnStatus": "Closed"}
    (followed,) = follow_ledgers(house.worker)
    assert any("waits for a decision" in each for each in followed.acts)
    assert told(house) == []


def test_an_invoice_that_somebody_makes_of_it_is_told_until_it_is_void(billed: tuple[House, QuickBooksTwin]) -> None:
    house, twin = billed
    _, estimate = voided(twin)
    follow_ledgers(house.worker)
    again = invoiced(twin, estimate)
    follow_ledgers(house.worker)
    (issue,) = told(house)
    number = twin.books.rows["Invoice"][again]["DocNumber"]
    assert issue.sentence == (
        f"{number} in ledger comes to 200.00 USD before tax and was made of an estimate whose invoice is void; it "
        "counts nowhere here."
    )
    twin.pay(again)
    follow_ledgers(house.worker)
    assert [issue.code for issue in told(house)] == [AGAIN]
    twin.void(again)
    follow_ledgers(house.worker)
    assert [issue.code for issue in told(house)] == [OPEN]


def test_an_invoice_made_of_it_approves_nothing_that_is_shown_since(billed: tuple[House, QuickBooksTwin]) -> None:
    house, twin = billed
    _, estimate = voided(twin)
    follow_ledgers(house.worker)
    house.run([OCTOBER])
    house.decide("bill-again", *(issue.entry_id for issue in house.issues() if issue.code == "document_voided"))
    house.run([NOVEMBER])
    assert refusals(house.push()) == {}
    shown = [each for each in twin.there() if each.stage == "draft" and each.id != estimate]
    assert [each.net for each in shown] == [Decimal(200)]
    again = invoiced(twin, estimate)
    follow_ledgers(house.worker)
    assert [issue.code for issue in told(house)] == [AGAIN]
    assert statuses(house) == ["pushed"], "what is shown now was not approved by it"
    act(twin.books, "delete", {"entity": "Invoice", "id": again})
    follow_ledgers(house.worker)
    assert [issue.code for issue in told(house)] == [OPEN]
    assert statuses(house) == ["pushed"]


def statuses(house: House) -> list[str]:
    """How November's drafts stand."""
    return [item.status.value for item in house.drafts() if item.draft.period.startswith(NOVEMBER)]
