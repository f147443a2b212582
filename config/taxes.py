"""What the operator writes of tax: codes of the books, with their rates and what is printed about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field

from config.expenses import IncludedTaxModel, Percent
from config.values import Day, Strict
from connectors.base import ExactName


class DatedTax(Strict):
    """A rate from a day on."""

    rate: Percent
    since: Day | None = Field(default=None, alias="from")


def as_rates(value: Any) -> Any:
    """One rate that always holds, as the list it may be too."""
    return value if isinstance(value, list | tuple) or value is None else [{"rate": value}]


class TaxModel(Strict):
    """What a tax code of the books means."""

    kind: Literal["standard", "zero", "exempt", "reverse charge", "decided by the ledger"] = "standard"
    rate: Annotated[tuple[DatedTax, ...], BeforeValidator(as_rates)] = ()
    name: str = Field(default="", min_length=1, max_length=60)
    note: str = Field(default="", min_length=1, max_length=300)


DESCRIBED: Mapping[type[BaseModel], Mapping[str, str]] = {
    TaxModel: {
        "kind": "standard has a rate; the others add no tax, or leave it to the ledger.",
        "rate": "In percent of the net amount, such as 20 %: one, or a dated list.",
        "name": "What the client reads; the language's word for the tax without it.",
        "note": "What is printed below the total.",
    },
    IncludedTaxModel: {
        "tax": "In percent of the net amount, such as 19 %.",
        "category": "The category of expenses it is for; without it, all others.",
    },
    DatedTax: {"rate": "In percent of the net amount.", "from": "The first day of service on which it holds."},
}
"""What the keys mean, for editors."""

Taxes = dict[ExactName, TaxModel]
"""`{S19: {rate: 19 %}}`: tax codes by their exact names in the books."""
