"""New contacts in Xero: what a request to make one says, and what its answer is (Accounting API, PUT /Contacts)."""

from __future__ import annotations

from typing import Any

import msgspec

from connectors.errors import Changed, Unknown
from connectors.ledgers import CURRENCY, CUSTOMER, Name, Names, NewName, Unfit
from connectors.xero.names import to_name
from connectors.xero.payloads import Contacts
from connectors.xero.transport import Api

LONGEST_NAME = 255


def contact(api: Api, wanted: NewName, names: Names, key: str) -> Name:
    """Makes a contact, once for each key. Raises Unfit, Unknown, or Refused in Xero's words."""
    reply = api.ask("create_contacts", body_of(wanted, names), idempotency_key=key)
    try:
        found = reply.decode(Contacts).contacts
        if len(found) != 1 or not found[0].id:
            raise Changed(f"the answer to {reply.what} has no contact")
    except Changed as problem:
        raise Unknown(f"{reply.what} was answered, but not as documented: {problem}") from problem
    return to_name(found[0])


def body_of(wanted: NewName, names: Names) -> bytes:
    """The request, to the byte. A default currency is stated where the organisation uses it. Raises Unfit."""
    if wanted.kind != CUSTOMER:
        raise Unfit([f"make the {wanted.kind} {wanted.name} in Xero: making one here takes the right to all settings"])
    if len(wanted.name) > LONGEST_NAME:
        raise Unfit([f"the name {wanted.name} is longer than the {LONGEST_NAME} characters of Xero"])
    made: dict[str, Any] = {"Name": wanted.name}
    if wanted.email:
        made["EmailAddress"] = wanted.email
    if names.find(CURRENCY, wanted.currency) is not None:
        made["DefaultCurrency"] = wanted.currency
    return msgspec.json.encode({"Contacts": [made]})
