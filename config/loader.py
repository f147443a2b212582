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
    documents = {name: read_yaml(folder / name, name) for name in files}
    problems: list[Problem] = []
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
    if problems or main is None or people is None:
        raise BadConfiguration(sorted(set(problems)))
    made = tuple(to_contract(contract, main, documents[name]) for name, contract in contracts.items())
    return Configuration(
        folder, main, to_catalogue(main, people, made), _database(main, documents, environment, folder)
    )


def _files(folder: Path) -> list[str]:
    missing = [name for name in ("tieout.yaml", "people.yaml", "contracts") if not (folder / name).exists()]
    if missing:
        words = f"is not there; run `tieout init {folder}` to make an example, or name the folder with --config"
        raise BadConfiguration([Problem(str(folder / missing[0]), 1, 1, "", words)])
    contracts = sorted(path.name for path in (folder / "contracts").iterdir() if path.suffix in (".yaml", ".yml"))
    return ["tieout.yaml", "people.yaml", *(f"contracts/{name}" for name in contracts)]


def _database(main: Main, documents: Mapping[str, Document], environment: Mapping[str, str], folder: Path) -> str:
    try:
        address = resolve(main.database, environment, folder)
    except Unresolved as problem:
        raise BadConfiguration([documents["tieout.yaml"].problem(("database",), str(problem))]) from problem
    prefix = "sqlite:///"
    if not address.startswith(prefix):
        words = "must begin with sqlite:///; PostgreSQL is not built yet"
        raise BadConfiguration([documents["tieout.yaml"].problem(("database",), words)])
    return prefix + str((folder / address.removeprefix(prefix)).absolute())
