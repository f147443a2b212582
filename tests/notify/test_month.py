"""A month of notifications, as the file beside this one tells it: store, alerts, routing, SMTP and inboxes for real."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.notify.office import ACME, Office, office, row

SCENARIOS = yaml.load((Path(__file__).parent / "month.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[each["title"] for each in SCENARIOS])
def test_everybody_is_told_what_they_should_be_and_once(scenario: dict[str, Any]) -> None:
    contract = {key: value for key, value in {**ACME, **scenario["contract"]}.items() if value != ""}
    with office([contract]) as made:
        for step in scenario["steps"]:
            before = {address: len(found) for address, found in made.subjects().items()}
            _step(made, step)
            now = made.subjects()
            new = {address: found[before.get(address, 0) :] for address, found in now.items()}
            assert {address: found for address, found in new.items() if found} == step["mail"], step["at"]


def _step(made: Office, step: dict[str, Any]) -> None:
    made.at(step["at"])
    if "budget" in step:
        agency = made.house.agency
        agency.contracts[0]["budget"] = step["budget"]
        environment = made.house.worker.environment
        made.house.configure(agency)
        assert made.house.worker.environment == environment
    if "time" in step:
        made.track(*(row(each["day"], each["hours"], approved=each["approved"].title()) for each in step["time"]))
    made.house.run(["2026-10"] if "time" in step and "run" not in step else step.get("run", []))
    made.derive(*step["on"])
    assert made.deliver().broken == {}
