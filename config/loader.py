"""A folder of YAML as one checked configuration, or all of its problems at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from billing.ids import canonical, digest
from billing.reconcile import Catalogue
from billing.records import Contract
from config.build import to_catalogue, to_contract
from config.check import cross_check
from config.models import ContractModel, Main, People
from config.problems import BadConfiguration, Problem
from config.validate import validated
from config.yaml_tree import Document, read_yaml
from connectors.base import ConnectorConfig
from connectors.references import Unresolved, resolve


@dataclass(frozen=True, slots=True)
class Configuration:
    """All that an operator has said, checked as a whole. `catalogue` is the part that decides about entries."""

    folder: Path
    main: Main
    catalogue: Catalogue
    database: str

    @property
    def connectors(self) -> Mapping[str, ConnectorConfig]:
        """The connectors by name, in the order of tieout.yaml."""
        return self.main.connectors

    @property
    def contracts(self) -> Mapping[str, Contract]:
        """The contracts by id."""
        return {contract.id: contract for contract in self.catalogue.contracts}

    @property
    def snapshot(self) -> str:
        """The canonical text that is stored with every plan; comments, order of keys and secrets are not in it."""
        main = self.main.model_dump(mode="json", by_alias=True, exclude={"database", "connectors"})
        return canonical({"main": main, "catalogue": self.catalogue})

    @property
    def hash(self) -> str:
        """What the snapshot is stored under."""
        return digest(self.snapshot)


def load(folder: Path, environment: Mapping[str, str]) -> Configuration:
    """The configuration in a folder. Raises BadConfiguration with every problem in it."""
    files = _files(folder)
    problems: list[Problem] = _no_contracts(folder)
    documents = {name: read_yaml(folder / name, name) for name in files}
    main, more = validated(documents["tieout.yaml"], Main)
    problems += more
    people, more = validated(documents["people.yaml"], People)
    problems += more
    contracts: dict[str, ContractModel] = {}
    for name in files[2:]:
        contract, more = validated(documents[name], ContractModel)
        problems += more
        if contract is not None:
            contracts[name] = contract
    problems += cross_check(main, people, contracts, documents)
    database, more = _database(main, documents["tieout.yaml"], environment, folder) if main else ("", [])
    problems += more
    if problems or main is None or people is None:
        raise BadConfiguration(sorted(set(problems)))
    made = tuple(to_contract(contract, main, documents[name]) for name, contract in contracts.items())
    return Configuration(folder, main, to_catalogue(main, people, made), database)


def _files(folder: Path) -> list[str]:
    if not any((folder / name).exists() for name in ("tieout.yaml", "people.yaml", "contracts")):
        words = f"is not there; run `tieout init {folder}` to make an example, or name the folder with --config"
        raise BadConfiguration([Problem(str(folder / "tieout.yaml"), 1, 1, "", words)])
    contracts = sorted(
        path.name for path in (folder / "contracts").glob("*") if path.suffix.lower() in (".yaml", ".yml")
    )
    return ["tieout.yaml", "people.yaml", *(f"contracts/{name}" for name in contracts)]


def _no_contracts(folder: Path) -> list[Problem]:
    if (folder / "contracts").is_dir():
        return []
    return [Problem("contracts", 1, 1, "", "is not there or no folder; make it, with one file for each contract")]


def _database(
    main: Main, document: Document, environment: Mapping[str, str], folder: Path
) -> tuple[str, list[Problem]]:
    prefix = "sqlite:///"
    try:
        address = resolve(main.database, environment, folder)
    except Unresolved as problem:
        return "", [document.problem(("database",), str(problem))]
    if not address.startswith(prefix):
        return "", [document.problem(("database",), "must begin with sqlite:///; PostgreSQL is not built yet")]
    if address == prefix:
        return "", [document.problem(("database",), "names no file; write one such as sqlite:///tieout.db")]
    return prefix + str((folder / address.removeprefix(prefix)).absolute()), []
