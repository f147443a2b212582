"""The benchmark of webhooks, small: each delivery is noted before it is answered, and a flood stays bounded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.small import report

ROWS = 600


@pytest.mark.proof
def test_every_delivery_is_noted_and_a_flood_besides_is_sent_away_within_bounded_memory(place: Path) -> None:
    floor, ours = (report(place, "webhook", part) for part in ("floor", "measured"))
    assert floor["done"] == {"deliveries": ROWS}
    assert ours["done"] == {"deliveries": ROWS, "noted": ROWS}
    more, peak = ours["more"], ours["peak_mb"]
    assert isinstance(more, dict) and isinstance(peak, float)
    assert 0 < more["quiet_mb"] <= peak < more["quiet_mb"] + 50
    assert ours["unit"] == "s" and ours["seconds"]
