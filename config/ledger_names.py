"""The names of a ledger that a folder of YAML states, each with the place where it stands, so that it can be mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from config.loader import Configuration
from config.problems import Problem
from config.yaml_tree import Document, Location, read_yaml
from connectors.ledgers import ACCOUNT, BRANDING, CUSTOMER, ITEM, TAX, TRACKING

_KEYS = {"item": ITEM, "account": ACCOUNT, "tax": TAX}
_OF_BOOKS = {"items": ITEM, "accounts": ACCOUNT, "tax": TAX}
_OF_CUSTOMER = {"customer": CUSTOMER, "branding": BRANDING}


@dataclass(frozen=True, slots=True)
class Stated:
    """A name of a kind as some books should have it, and where that is written. `contract` is empty for all of them."""

    books: str
    contract: str
    kind: str
    name: str
    document: Document
    location: Location

    def problem(self, message: str) -> Problem:
        """What is wrong with it, at its place."""
        return self.document.problem(self.location, message)


@dataclass(frozen=True, slots=True)
class Places:
    """Where names stand, and the file of each contract."""

    stated: tuple[Stated, ...]
    documents: dict[str, Document]

    def problem(self, contract: str, key: Location, message: str) -> Problem:
        """What is wrong with a contract, at one of its keys or as near to it as there is something."""
        return self.documents[contract].problem(key, message)


def places_of(configuration: Configuration) -> Places:
    """All names that contracts and books state for ledgers, by file and line; the files are read again."""
    folder = configuration.folder
    files = sorted(path.name for path in (folder / "contracts").glob("*") if path.suffix.lower() in (".yaml", ".yml"))
    read = (read_yaml(folder / "contracts" / name, f"contracts/{name}") for name in files)
    documents = {str(each.tree["id"]): each for each in read if isinstance(each.tree, dict) and "id" in each.tree}
    known = {key: each for key, each in configuration.contracts.items() if key in documents}
    found = [
        Stated(contract.bill_to.books, key, kind, name, documents[key], location)
        for key, contract in known.items()
        for kind, name, location in _of_contract(documents[key])
    ]
    main = read_yaml(folder / "tieout.yaml", "tieout.yaml")
    of_books = (
        Stated(books, "", kind, name, main, location)
        for books in configuration.books
        for kind, name, location in _of_books(main, books)
    )
    return Places((*found, *of_books), {key: documents[key] for key in known})


def _of_contract(document: Document) -> Iterator[tuple[str, str, Location]]:
    for location in document.positions:
        value = _at(document, location)
        if not isinstance(value, str):
            continue
        last = location[-1]
        if location[:-1] == ("bill_to",) and last in _OF_CUSTOMER:
            yield _OF_CUSTOMER[str(last)], value, location
        elif "posting" in location[:-1] and location[-2] == "tracking":
            yield TRACKING, f"{last}: {value}", location
        elif "posting" in location[:-1] and last in _KEYS:
            yield _KEYS[str(last)], value, location


def _of_books(main: Document, books: str) -> Iterator[tuple[str, str, Location]]:
    for location in main.positions:
        value, own = _at(main, location), location[2:3]
        if location[:2] == ("connectors", books) and own and own[0] in _OF_BOOKS and isinstance(value, str):
            yield _OF_BOOKS[str(own[0])], value, location


def _at(document: Document, location: Location) -> object:
    value: object = document.tree
    for part in location:
        if isinstance(value, dict):
            value = value.get(str(part))
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return None
    return value
