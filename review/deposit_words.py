"""What people's words about the rest of deposits come to: how much of each was paid back, and how much kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from billing.records import TAKES_BACK
from mappings.store import Transaction

PAY_BACK, KEEP = "pay-back", "keep"


@dataclass(frozen=True, slots=True)
class Given:
    """Cents of one deposit that no invoice uses any more."""

    paid_back: int = 0
    kept: int = 0

    @property
    def minor(self) -> int:
        """All of them."""
        return self.paid_back + self.kept


def subject_of(contract: str, deposit: str) -> str:
    """What decisions about a deposit are about."""
    return f"deposit {contract} {deposit}"


def given_back(tx: Transaction, contract: str, ids: Iterable[str]) -> dict[str, Given]:
    """What was paid back or kept of some deposits of a contract; those of which nothing was are not there."""
    by_subject = {subject_of(contract, each): each for each in ids}
    found = {}
    for subject, said in tx.decisions.standing(by_subject).items():
        sums = {kind: sum(each.cost_minor or 0 for each in said if each.kind == kind) for kind in (PAY_BACK, KEEP)}
        found[by_subject[subject]] = Given(sums[PAY_BACK], sums[KEEP])
    return {key: each for key, each in found.items() if each.minor}


def on_its_way_back(tx: Transaction, ids: Iterable[str]) -> dict[str, int]:
    """Cents that credit notes take back of some deposits and that are not in the books yet: no invoice may use them."""
    found = {}
    for key, live in tx.placements.of_entries(sorted(ids)).items():
        back = [each.portion.minor for each in live if each.portion.number > TAKES_BACK and not each.settled]
        if back:
            found[key] = -sum(back)
    return found
