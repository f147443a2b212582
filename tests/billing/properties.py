"""How hard properties of pure functions are tried: the same examples in `make test`, fresh ones in a proof."""

from __future__ import annotations

import os

from hypothesis import settings

proven = settings(max_examples=150, deadline=None, derandomize=not os.environ.get("TIEOUT_PROOF"), database=None)
