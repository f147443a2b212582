"""Fixed prices and what is owed once: which part of a price each milestone is, and the records that billing reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from billing.milestones import Milestone
from billing.money import Money, minor_digits
from billing.records import Contract
from billing.wishes import LineKind
from config.milestones import DepositModel, MilestoneModel, to_condition
from config.models import ContractModel, WorkstreamModel
from config.opening import to_money
from config.yaml_tree import Location

FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Stated:
    """A milestone or deposit as a contract states it, with where it stands and its workstream, which may be unknown."""

    location: Location
    workstream: str
    model: MilestoneModel | DepositModel

    @property
    def milestone(self) -> MilestoneModel | None:
        """The milestone; None: it is a deposit."""
        return self.model if isinstance(self.model, MilestoneModel) else None

    @property
    def percent(self) -> Decimal | None:
        """Which part of a fixed price it is, if it says so."""
        return self.milestone.percent if self.milestone else None

    @property
    def change_order(self) -> str:
        """The change order that it belongs to, if any."""
        return (self.milestone.change_order or "") if self.milestone else ""

    @property
    def words(self) -> str:
        """What its line says."""
        return self.model.words if isinstance(self.model, MilestoneModel) else self.model.description.strip()


def stated(contract: ContractModel) -> list[Stated]:
    """Everything that a contract owes once: its milestones, those of its workstreams, and its deposits."""
    own = [Stated(("milestones", place), each.workstream, each) for place, each in enumerate(contract.milestones)]
    of_streams = [
        Stated(("workstreams", number, "milestones", place), each.workstream or stream.code, each)
        for number, stream in enumerate(contract.workstreams)
        for place, each in enumerate(stream.milestones)
    ]
    deposits = [Stated(("deposits", place), each.workstream, each) for place, each in enumerate(contract.deposits)]
    return [*own, *of_streams, *deposits]


def parts_of(contract: ContractModel, stream: WorkstreamModel) -> list[Stated]:
    """The milestones that a workstream's price is divided into, in the order in which they are written."""
    return [each for each in stated(contract) if _is_part(each, stream)]


def _is_part(each: Stated, stream: WorkstreamModel) -> bool:
    return each.workstream == stream.code and each.milestone is not None and not each.change_order


def base_price(contract: ContractModel, stream: WorkstreamModel) -> Decimal:
    """The price without change orders: the stated one, else what the milestones come to."""
    if stream.price is not None:
        return stream.price
    return sum((each.model.amount or Decimal(0) for each in parts_of(contract, stream)), Decimal(0))


def full_price(contract: ContractModel, stream: WorkstreamModel) -> Decimal:
    """The price with all change orders."""
    added = (each.model.amount for each in stated(contract) if each.workstream == stream.code and each.change_order)
    return base_price(contract, stream) + sum((amount or Decimal(0) for amount in added), Decimal(0))


def amounts(contract: ContractModel, stream: WorkstreamModel, currency: str) -> dict[Location, Decimal]:
    """What each milestone with a percentage comes to; the cents that rounding leaves are the last one's."""
    parts = parts_of(contract, stream)
    price, cent = base_price(contract, stream), Decimal(1).scaleb(-minor_digits(currency))
    shares = [each for each in parts if each.percent is not None]
    found = {each.location: (price * (each.percent or 0) / 100).quantize(cent, ROUND_HALF_UP) for each in shares[:-1]}
    if shares:
        named = sum((each.model.amount or Decimal(0) for each in parts if each.percent is None), Decimal(0))
        found[shares[-1].location] = price - named - sum(found.values(), Decimal(0))
    return found


def to_price(model: ContractModel, stream: WorkstreamModel, currency: str) -> Money | None:
    """The fixed price of a workstream as billing reads it; None where it has none."""
    return to_money(full_price(model, stream), currency) if stream.billing == FIXED else None


def to_milestones(model: ContractModel, contract: Contract, go_live: date, zone: str) -> tuple[Milestone, ...]:
    """What a contract owes once, by code; what is of days before go-live was billed before Tieout."""
    billed = contract.opening.milestones_billed if contract.opening else ()
    shares: dict[Location, Decimal] = {}
    for stream in model.workstreams:
        shares |= amounts(model, stream, contract.currency)
    made = [
        Milestone(
            contract=contract.id,
            code=each.model.code,
            workstream=each.workstream,
            description=each.words,
            amount=to_money(shares.get(each.location) or each.model.amount or Decimal(0), contract.currency),
            not_before=go_live,
            due=each.model.due,
            billed_before=each.model.code in billed,
            when=to_condition(each.model.when, zone) if each.model.when else None,
            part=_in_words(model, each, contract.currency),
            change_order=each.change_order,
            kind=LineKind.MILESTONE if each.milestone else LineKind.DEPOSIT,
        )
        for each in stated(model)
    ]
    return tuple(sorted(made, key=lambda milestone: milestone.code))


def _in_words(contract: ContractModel, each: Stated, currency: str) -> str:
    if each.percent is None:
        return ""
    (stream,) = _streams(contract.workstreams, each.workstream)
    return f"{plain_percent(each.percent)} % of {to_money(base_price(contract, stream), currency)}"


def plain_percent(percent: Decimal) -> str:
    """A percentage without zeros that say nothing."""
    return f"{percent.normalize():f}"


def _streams(streams: Sequence[WorkstreamModel], code: str) -> Iterator[WorkstreamModel]:
    return (stream for stream in streams if stream.code == code)
