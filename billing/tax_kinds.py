"""The kinds of issue about expected tax."""

from __future__ import annotations

from billing.kinds import WARNS, Kind

TAX_KINDS = [
    Kind(
        "tax_not_stated",
        WARNS,
        "Lines of {client} for {period} ({what}) come to {amount} and have no tax code, while the contract's others "
        "have one; so no tax is expected of draft {draft}.",
        "Write `tax:` under `posting:` of contract {contract}, or for all contracts on the books in tieout.yaml, then "
        "run again.",
    ),
    Kind(
        "tax_not_known",
        WARNS,
        "Lines of {client} for {period} ({what}) come to {amount} and have the tax code {code}, for which `taxes:` "
        "says nothing on {day}; so no tax is expected of draft {draft}.",
        "Write the code, or its rate on that day, under `taxes:` in tieout.yaml, then run again.",
    ),
]
"""In the order of the report."""
