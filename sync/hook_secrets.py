"""Secrets that sign deliveries: sealed by the vault's keys, and bound to their connector and place."""

from __future__ import annotations

import json

from billing.ids import canonical
from config.keys import BadKey, Keys
from mappings.hooks import REMOVED, StoredHook
from mappings.store import Transaction


def sealed_secret(keys: Keys, connector: str, place: str, secret: str) -> bytes:
    """A secret as it is kept. Whose it is is inside, so that it can be no other's."""
    return keys.seal(canonical({"connector": connector, "place": place, "secret": secret}).encode())


def opened_secret(keys: Keys, hook: StoredHook) -> str:
    """The secret of a place; empty while it has none. Raises BadKey, also where it is another place's."""
    if not hook.sealed:
        return ""
    try:
        plain = json.loads(keys.open(hook.sealed))
    except BadKey as problem:
        raise BadKey(f"no key of {keys.source} opens the secret of the webhook {hook.id}; {_again(hook)}") from problem
    if (plain["connector"], plain["place"]) != (hook.connector, hook.place):
        raise BadKey(f"the secret of the webhook {hook.id} was made for another place and put there; {_again(hook)}")
    return str(plain["secret"])


def _again(hook: StoredHook) -> str:
    remove, register = f"tieout webhooks remove {hook.connector}", f"tieout webhooks register {hook.connector}"
    return f"end it and make another one: {remove}, then {register}"


def seal_secrets_anew(tx: Transaction, keys: Keys) -> int:
    """Seals all secrets with the newest key; how many were not. Raises BadKey."""
    sealed = 0
    for hook in tx.hooks.all():
        if hook.state != REMOVED and hook.sealed and not keys.is_newest(hook.sealed):
            secret = opened_secret(keys, hook)
            tx.hooks.keep_secret(hook.id, sealed_secret(keys, hook.connector, hook.place, secret))
            sealed += 1
    return sealed
