"""Requests to ledgers as intents keep them: all that is needed to send the very same, or to look for what it made."""

from __future__ import annotations

import json
from datetime import date, datetime

from connectors.ledgers import Prepared
from mappings.pushes import Push


def kept(prepared: Prepared, seller: str, since: datetime | None) -> bytes:
    """The request in full; with it who sells, and since when, by the ledger's clock, what it makes may be there."""
    said = {
        "seller": seller,
        "where": prepared.where,
        "kind": prepared.kind,
        "token": prepared.token,
        "customer": prepared.customer,
        "issued": prepared.issued.isoformat(),
        "ours": prepared.ours,
        "body": prepared.body.decode(),
    } | ({"since": since.isoformat()} if since else {})
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()


def prepared_of(begun: Push) -> Prepared:
    """The request of an intent, as it was kept."""
    said: dict[str, str] = json.loads(begun.body)
    return Prepared(
        where=said["where"],
        body=said["body"].encode(),
        token=said["token"],
        kind=said["kind"],
        customer=said["customer"],
        issued=date.fromisoformat(said["issued"]),
        ours=said["ours"],
        since=datetime.fromisoformat(said["since"]) if "since" in said else None,
    )


def is_for_a_ledger(item: Push) -> bool:
    """Whether an intent is a request to a ledger, whatever its books are called now."""
    return bool(item.body) and "where" in json.loads(item.body)
