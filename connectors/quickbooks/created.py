"""New customers and services in QuickBooks Online: what a request to make one says (accounting API, customer and item).

A name is unique among customers, vendors and employees, inactive ones too (6240); a colon in it is a level (2040).
"""

from __future__ import annotations

from typing import Any

import msgspec

from connectors.errors import Unknown
from connectors.ledgers import CURRENCY, CUSTOMER, Name, Names, NewName, Unfit
from connectors.quickbooks.documents import Settings
from connectors.quickbooks.payloads import Found
from connectors.quickbooks.reading import to_names

LONGEST_CUSTOMER, LONGEST_ITEM = 500, 100
Json = dict[str, Any]


def body_of(wanted: NewName, names: Names, settings: Settings) -> bytes:
    """The request, to the byte. Raises Unfit where the company cannot have it."""
    return msgspec.json.encode(_customer(wanted, names, settings) if wanted.kind == CUSTOMER else _item(wanted))


def made(found: Found, kind: str) -> Name:
    """What an answer says was made. Raises Unknown where it says nothing of it: it may be there."""
    name = next((each for each in to_names(found) if each.kind == kind), None)
    if name is None:
        raise Unknown(f"the answer to a request that makes a {kind} has none")
    return name


def _customer(wanted: NewName, names: Names, settings: Settings) -> Json:
    above, _, own = wanted.name.rpartition(":")
    if not own.strip() or len(own) > LONGEST_CUSTOMER:
        raise Unfit([f"{wanted.name} is no name that QuickBooks takes; correct it in bill_to:"])
    body: Json = {"DisplayName": own}
    if above:
        body |= {"ParentRef": {"value": _parent(above, names)}, "Job": True}
    if settings.multi_currency:
        body |= {"CurrencyRef": {"value": _currency(wanted, names)}}
    elif wanted.currency != settings.home:
        raise Unfit([f"the company keeps {settings.home} alone; turn on Multicurrency there before you make it"])
    return body | ({"PrimaryEmailAddr": {"Address": wanted.email}} if wanted.email else {})


def _parent(above: str, names: Names) -> str:
    found = names.find(CUSTOMER, above)
    if found is None or not found.active:
        raise Unfit([f"there is no active customer {above}, below which it would stand; make that one first"])
    return found.id


def _currency(wanted: NewName, names: Names) -> str:
    found = names.find(CURRENCY, wanted.currency)
    if found is None:
        raise Unfit([f"add the currency {wanted.currency} in QuickBooks under Currencies first"])
    return found.id


def _item(wanted: NewName) -> Json:
    if not wanted.account:
        raise Unfit([f"which account the item {wanted.name} posts to is not stated; write account: beside item:"])
    if ":" in wanted.name or len(wanted.name) > LONGEST_ITEM:
        raise Unfit([f"make the item {wanted.name} in QuickBooks: it stands in a category, or its name is too long"])
    return {"Name": wanted.name, "Type": "Service", "IncomeAccountRef": {"value": wanted.account}}
