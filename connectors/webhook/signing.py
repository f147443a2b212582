"""How an outgoing webhook is signed, and how whoever gets it proves that it is ours, whole, and of now."""

from __future__ import annotations

import hashlib
import hmac
import re

SIGNATURE, ID = "Tieout-Signature", "Tieout-Id"
TOLERANCE_SECONDS = 300
LEAST_SECRET = 16


def signature(secret: str, body: bytes, at: int) -> str:
    """The header `t=SECONDS,v1=HEX`: the HMAC-SHA256 of the moment, a full stop and the body as it is sent."""
    return f"t={at},v1={_code(secret, body, at)}"


def proves(secret: str, body: bytes, header: str, now: int) -> bool:
    """Whether a header was made with the secret for exactly this body, and not longer ago than five minutes."""
    found = re.fullmatch(r"t=(\d{1,12}),v1=([0-9a-f]{64})", header)
    if found is None or abs(now - int(found[1])) > TOLERANCE_SECONDS:
        return False
    return hmac.compare_digest(_code(secret, body, int(found[1])), found[2])


def _code(secret: str, body: bytes, at: int) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
