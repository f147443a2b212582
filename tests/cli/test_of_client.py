"""Reports about one client: by its name or a contract's id, and refused by the name of nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cli.conftest import InAgency, Refused, Tieout
from tests.laws.small import AGENCY, contract, worked

REPORTS = ("orders", "budgets", "fixed", "deposits", "retainers", "tasks")


@pytest.fixture
def tieout(in_agency: InAgency) -> Tieout:
    """The commands in a folder with two clients, of which neither has agreed to anything special."""
    contracts = (contract("alpha", "AAA-ONE"), contract("b", "BBB-ONE"))
    return in_agency(replace(AGENCY, contracts=contracts).with_rows([worked("10-05")]))


@pytest.mark.parametrize("report", REPORTS)
def test_a_client_that_nobody_knows_is_refused_with_the_closest_name(
    tieout: Tieout, refused: Refused, report: str
) -> None:
    assert refused(report, "--client", "Client alpa") == (
        "no client and no contract is called 'Client alpa'; did you mean Client alpha?"
    )
    assert "known: " in refused(report, "--client", "zzz") and tieout(report, "--client", "Client b")


def test_a_contract_may_be_named_by_its_id(tieout: Tieout, refused: Refused) -> None:
    assert "There are no purchase orders" in tieout("orders", "--client", "alpha")
    assert "did you mean alpha?" in refused("orders", "--client", "alfa")
