"""The benchmark of webhooks that wake, small: what was changed is in the store, by the requests that the floor asks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.woken import TIMES
from tests.bench.small import done


@pytest.mark.proof
def test_what_is_changed_is_in_the_store_and_the_floor_asks_for_the_very_same(place: Path) -> None:
    assert done(place, "webhook-to-store", "measured") == {"changes": TIMES}
    assert done(place, "webhook-to-store", "floor") == {"changes": TIMES}
    asked = json.loads((place / "woken" / "requests.json").read_text(encoding="utf-8"))
    assert [each["path"].rpartition("/")[2] for each in asked].count("time_entries") == 1, "one page of what changed"
