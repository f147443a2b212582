"""How an outgoing webhook is signed; docs/connectors/webhook.md says how whoever gets it verifies that."""

from __future__ import annotations

import hashlib
import hmac

SIGNATURE, ID = "Tieout-Signature", "Tieout-Id"
LEAST_SECRET = 16


def signature(secret: str, body: bytes, at: int) -> str:
    """The header `t=SECONDS,v1=HEX`: the HMAC-SHA256 of the moment, a full stop and the body as it is sent."""
    code = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={code.hexdigest()}"
