"""A folder of YAML as one checked configuration, or all of its problems at once.

A file whose own form is wrong is compared with no other: what only shows between its parts, or beside the rest, is told
once that is mended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import chain
from pathlib import Path

from billing.catalogue import Catalogue
from billing.charges import Charge
from billing.ids import canonical, digest
from billing.milestones import Milestone
from billing.money import Money
from billing.records import Contract, Dated
from config.address import Unusable, database_address
from config.build import to_catalogue, to_contract, to_costs
from config.charges import Charges, to_charges
from config.check import cross_check
from config.check_charges import FILE as CHARGES
from config.check_charges import check_charges
from config.fixed import to_milestones
from config.models import ContractModel, Main, People
from config.opening import to_money
from config.problems import BadConfiguration, Problem
from config.validate import validated
from config.yaml_tree import Document, read_yaml
from connectors.base import ConnectorConfig, LedgerConfig, TaskConfig
from connectors.notifiers import NotifierConfig
from connectors.references import Unresolved


@dataclass(frozen=True)
class Configuration:
    """All that an operator has said, checked as a whole. `catalogue` is the part that decides about entries."""

    folder: Path
    main: Main
    catalogue: Catalogue
    database: str = field(repr=False)
    charges: tuple[Charge, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    costs: Mapping[str, tuple[Dated[Decimal], ...]] = field(default_factory=dict, repr=False)
    """What an hour of each person costs: for reports of the house, part of no plan and of no snapshot."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The file of each contract, by the contract's id."""

    @property
    def connectors(self) -> Mapping[str, ConnectorConfig]:
        """The time sources by name, in the order of tieout.yaml."""
        return self.main.sources

    @property
    def task_trackers(self) -> Mapping[str, TaskConfig]:
        """The task trackers by name, in the order of tieout.yaml."""
        return self.main.task_trackers

    @property
    def books(self) -> Mapping[str, LedgerConfig]:
        """The books by name; a folder of files where none are configured."""
        return self.main.books

    @property
    def notifiers(self) -> Mapping[str, NotifierConfig]:
        """What tells people something, by name, in the order of tieout.yaml."""
        return self.main.notifiers

    @cached_property
    def contracts(self) -> Mapping[str, Contract]:
        """The contracts by id."""
        return {contract.id: contract for contract in self.catalogue.contracts}

    @property
    def expense_limit(self) -> Money | None:
        """The most that one expense may cost where a contract states no limit of its own, in the company's currency."""
        limit = self.main.exceptions.expense_limit
        return None if limit is None else to_money(limit, self.main.company.currency)

    @cached_property
    def snapshot(self) -> str:
        """The canonical text that is stored with every plan; comments, order of keys and secrets are not in it."""
        left_out = {"database", "connectors", "schedule", "notify", "webhooks", "ping"}
        main = self.main.model_dump(mode="json", by_alias=True, exclude=left_out)
        billed = {"charges": self.charges, "milestones": self.milestones}
        return canonical({"main": main, "catalogue": self.catalogue, **billed})

    @cached_property
    def hash(self) -> str:
        """What the snapshot is stored under."""
        return digest(self.snapshot)


Adjust = Callable[[ContractModel, Main], ContractModel]
"""What is to be taken for a contract instead of what its file says."""


def load(folder: Path, environment: Mapping[str, str], adjust: Adjust | None = None) -> Configuration:
    """The configuration in a folder. Raises BadConfiguration with every problem that can be told yet."""
    files = _files(folder)
    problems: list[Problem] = _no_contracts(folder)
    documents = {name: read_yaml(folder / name, name) for name in (*files, *_optional(folder))}
    main, more = validated(documents["tieout.yaml"], Main)
    problems += more
    people, more = validated(documents["people.yaml"], People)
    problems += more
    contracts: dict[str, ContractModel] = {}
    for name in files[2:]:
        contract, more = validated(documents[name], ContractModel)
        problems += more
        if contract is not None:
            contracts[name] = adjust(contract, main) if adjust and main else contract
    problems += cross_check(main, people, contracts, documents)
    charges, more = _charges(folder, main, contracts, documents)
    problems += more
    database, more = _database(main, documents["tieout.yaml"], environment, folder) if main else ("", [])
    problems += more
    if problems or main is None or people is None:
        raise BadConfiguration(sorted(set(problems)))
    made = tuple(to_contract(contract, main, documents[name]) for name, contract in contracts.items())
    billed = to_charges(charges, made, main.go_live)
    pairs = zip(contracts.values(), made, strict=True)
    since, zone = main.go_live, main.company.timezone
    owed = chain.from_iterable(to_milestones(model, contract, since, zone) for model, contract in pairs)
    catalogue = to_catalogue(main, people, made)
    paths = {contract.id: name for name, contract in contracts.items()}
    return Configuration(folder, main, catalogue, database, billed, tuple(owed), to_costs(people), paths)


def files_of(folder: Path) -> list[str]:
    """The files that a configuration is read from, by path inside its folder. Raises BadConfiguration if none is."""
    return [*_files(folder), *_optional(folder)]


def _charges(
    folder: Path, main: Main | None, contracts: Mapping[str, ContractModel], documents: Mapping[str, Document]
) -> tuple[Charges | None, list[Problem]]:
    """The charges, if there is a file of them."""
    if (folder / "charges.yml").exists():
        return None, [Problem("charges.yml", 1, 1, "", f"is not read under this name; rename it to {CHARGES}")]
    if CHARGES not in documents:
        return None, []
    charges, problems = validated(documents[CHARGES], Charges)
    return charges, [*problems, *check_charges(charges, main, contracts, documents, folder)]


def _optional(folder: Path) -> list[str]:
    return [CHARGES] if (folder / CHARGES).exists() else []


def _files(folder: Path) -> list[str]:
    if not any((folder / name).exists() for name in ("tieout.yaml", "people.yaml", "contracts")):
        words = (
            f"is not there; run `tieout init {folder}` to write one, with --example for one to look at, or name the "
            "folder with --config"
        )
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
    try:
        return database_address(main.database, environment, folder), []
    except (Unresolved, Unusable) as problem:
        return "", [document.problem(("database",), str(problem))]
