"""The alert rules: every figure and label that they name is one that /metrics tells, and they fire when they should."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from billing.kinds import BLOCKS
from cli.main import app
from config.starter import write_example
from sync.duties import DUTIES
from sync.figures import figures
from sync.serving import serving
from sync.status import status_of
from sync.worker import system_clock
from tests.docker.commands import unknown_words
from tests.docker.tools import DOCKER, checked
from tests.laws.house import house_of
from tests.laws.small import AGENCY, worked
from tests.laws.small import bring as bring_in
from web.metrics import metrics_of

RULES: list[dict[str, Any]] = yaml.safe_load((DOCKER / "alerts.rules.yaml").read_text())["groups"][0]["rules"]
OF_PROMETHEUS = {"up": {"job", "instance"}}


def named(rule: dict[str, Any]) -> list[tuple[str, dict[str, str]]]:
    """The figures of a rule, each with what is asked of its labels."""
    found = re.findall(r"\b(tieout_\w+|up)\b(?:\{([^}]*)\})?", rule["expr"])
    return [(name, dict(re.findall(r'(\w+)=~?"([^"]*)"', labels))) for name, labels in found]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The figures that /metrics tells of a new folder, each with its labels."""
    folder = tmp_path_factory.mktemp("served")
    write_example(folder)
    with serving(folder, {}, system_clock) as served:
        names = set(re.findall(r"(?m)^# TYPE (\w+)", metrics_of(served).decode()))
        labels = {each.name: set(each.labels) for each in figures(served.worker)}
    assert set(labels) <= names
    return {name: labels.get(name, set()) | {"instance", "job"} for name in names}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_a_rule_names_figures_and_labels_that_are_told(rule: dict[str, Any], told: dict[str, set[str]]) -> None:
    known = {**told, **OF_PROMETHEUS}
    assert named(rule)
    for name, labels in named(rule):
        assert set(labels) <= known[name], name
    shown = set(re.findall(r"\$labels\.(\w+)", str(rule["annotations"])))
    assert shown <= set().union(*(known[name] for name, _ in named(rule))) - {"instance"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_a_rule_says_what_to_do(rule: dict[str, Any]) -> None:
    todo = rule["annotations"]["todo"]
    for words in re.findall(r"tieout ((?:[a-z]+)(?: \{\{[^}]*\}\})?)", todo):
        assert unknown_words(app, re.sub(r"\{\{[^}]*\}\}", "books", words).split()) == [], words
    assert re.search(r"tieout [a-z]+|log|/readyz", todo)


def test_what_the_rules_ask_of_labels_are_values_that_occur() -> None:
    asked = [(name, labels) for rule in RULES for name, labels in named(rule)]
    assert {labels["duty"] for _, labels in asked if "duty" in labels} <= set(DUTIES)
    assert {labels["severity"] for _, labels in asked if "severity" in labels} == {BLOCKS}
    with house_of(AGENCY) as house:
        bring_in(house, worked("10-05"), worked("10-06", on="BBB-ONE"))
        house.run(["2026-10"])
        house.move("approve", house.drafts()[0].draft.id)
        waiting = {each.what for each in status_of(house.worker).waiting}
    [wanted] = [labels["what"] for _, labels in asked if "what" in labels]
    assert set(wanted.split("|")) <= waiting


def test_promtool_finds_no_fault_and_the_rules_fire_when_they_should() -> None:
    assert f"{len(RULES)} rules found" in checked("promtool", "check", "rules", "alerts.rules.yaml", folder=DOCKER)
    assert "SUCCESS" in checked("promtool", "test", "rules", "alerts.test.yaml", folder=DOCKER)
