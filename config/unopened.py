"""Contracts whose opening is not written yet: read as if it were, for those who look for what it must say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from config.check_opening import OPENING, needed_of
from config.fixed import stated
from config.loader import Configuration, files_of, load
from config.models import ContractModel, Main
from config.needed import Needed
from config.opening import OpeningModel
from config.problems import BadConfiguration
from config.validate import validated
from config.yaml_tree import Tree, read_yaml


@dataclass(frozen=True, slots=True)
class Unopened:
    """A contract's file: what its opening must state, and what it states now, as text; None: there is none."""

    contract: str
    file: str
    needed: tuple[Needed, ...]
    stands: Tree = None


def load_unopened(folder: Path, environment: Mapping[str, str]) -> Configuration:
    """The configuration in a folder, without openings; that they are missing or wrong is no problem.

    Raises BadConfiguration with all other problems.
    """
    found = load(folder, environment, _as_if_opened)
    contracts = tuple(replace(each, opening=None) for each in found.catalogue.contracts)
    return replace(found, catalogue=replace(found.catalogue, contracts=contracts))


def load_opened_or_not(folder: Path, environment: Mapping[str, str]) -> Configuration:
    """The configuration in a folder; where only openings are missing or wrong, without them.

    Raises BadConfiguration with every problem, if there is any other.
    """
    try:
        return load(folder, environment)
    except BadConfiguration as refused:
        try:
            return load_unopened(folder, environment)
        except BadConfiguration:
            raise refused from None


def unopened(folder: Path, go_live: date) -> list[Unopened]:
    """All contracts of a folder that can be read, in the order of their files."""
    found = []
    for name in files_of(folder):
        if not name.startswith("contracts/"):
            continue
        document = read_yaml(folder / name, name)
        model, _ = validated(document, ContractModel)
        if model is not None:
            stands = document.tree.get(OPENING) if isinstance(document.tree, dict) else None
            found.append(Unopened(model.id, name, tuple(needed_of(model, go_live)), stands))
    return found


def _as_if_opened(contract: ContractModel, main: Main) -> ContractModel:
    """A contract with an opening that states all it must; its figures mean nothing."""
    said: dict[str, Any] = {"as_of": main.go_live.isoformat()}
    within = main.go_live.day != 1
    for each in needed_of(contract, main.go_live):
        hours = {"hours": "0", "used": "0"} if within else {"hours": "0"}
        zero: Any = hours if each.key == "retainers" else {} if each.key.startswith("task_") else "0"
        said.setdefault(each.key, {})[each.name] = zero
    billed = [each.model.code for each in stated(contract) if each.model.due and each.model.due < main.go_live]
    deposits = {"deposits": "1"} if contract.use_deposits is not None and not contract.deposits else {}
    opening = OpeningModel.model_validate({**said, "milestones_billed": billed, **deposits})
    return contract.model_copy(update={"opening": opening})
