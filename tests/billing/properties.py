"""How hard properties of pure functions are tried: the same examples in `make test`, fresh ones and more in a proof."""

from __future__ import annotations

import os

from hypothesis import settings

_PROOF = bool(os.environ.get("TIEOUT_PROOF"))
proven = settings(max_examples=300 if _PROOF else 60, deadline=None, derandomize=not _PROOF, database=None)
