"""One YAML document into one model, with every problem in the operator's own words and place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from billing.texts import nearest
from config.problems import Problem
from config.yaml_tree import Document, Location, empty_in
from connectors.registry import KINDS

Model = TypeVar("Model", bound=BaseModel)


def validated(document: Document, model: type[Model]) -> tuple[Model | None, list[Problem]]:
    """The model of a document, or None with all that is wrong with it."""
    if document.problems:
        return None, document.problems
    if not isinstance(document.tree, dict):
        return None, [document.problem((), "must be a block of keys; see the example that `tieout init` writes")]
    empty = [document.problem(*_without_value(location)) for location in empty_in(document)]
    if empty:
        return None, empty
    try:
        return model.model_validate(document.tree), []
    except ValidationError as refused:
        errors = [error for error in refused.errors(include_url=False) if not _follows(error)]
        found = [_problem(document, model, error) for error in errors]
        return None, list(dict.fromkeys(found))


def _without_value(location: Location) -> tuple[Location, str]:
    """What to say of a key without a value; `line: {tasks}` without quotes is one, and a template is meant."""
    if "texts" in location[1:-2]:
        return location[:-1], "begins with a brace and is not in quotes; write it as '{tasks}', in quotes"
    return location, "is empty; write a value, or remove the key"


def _follows(error: ErrorDetails) -> bool:
    """Whether a list counts as too short only because its items are refused, which is told already."""
    return error["type"] == "too_short" and bool(error["input"])


def _problem(document: Document, model: type[BaseModel], error: ErrorDetails) -> Problem:
    location = document.written(tuple(part for part in error["loc"] if part != "[key]"))
    words = _WORDS.get(error["type"])
    if error["type"] == "extra_forbidden":
        return document.problem(location, _unknown(model, location, str(error["loc"][2:3])))
    return document.problem(location, words(error) if words else _converted(error))


def _unknown(model: type[BaseModel], location: Location, tag: str) -> str:
    owner = _owner(model, location[:-1], tag)
    key = str(location[-1])
    if owner is None:
        return "is not known here; remove it"
    known = [field.alias or name for name, field in owner.model_fields.items()]
    close = nearest(key, known)
    return f"is not known here; did you mean {close}?" if close else f"is not known here; known: {', '.join(known)}"


def _owner(model: type[BaseModel], location: Location, tag: str) -> type[BaseModel] | None:
    """The model that a place of a document is validated by; the tag is a connector's kind, where it is in one."""
    owner: type[BaseModel] | None = model
    for part in location:
        if owner is None or isinstance(part, int):
            continue
        named = {field.alias or name: field for name, field in owner.model_fields.items()}
        if part in named:
            models = _models_in(named[part].annotation)
            owner = next((each for each in models if _kind_of(each) in tag), next(iter(models), None))
    return owner


def _kind_of(model: type[BaseModel]) -> str:
    kind = model.model_fields.get("kind")
    return str(get_args(kind.annotation)[0]) if kind and get_args(kind.annotation) else "no kind"


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]


# ---- words ----


def _converted(error: ErrorDetails) -> str:
    message = error["msg"]
    return f"{message[0].lower()}{message[1:]}"


def _choices(error: ErrorDetails) -> str:
    expected = str(error["ctx"]["expected"]).replace("'", "")
    return f"is {error['input']!r}; write {expected}"


def _billing(error: ErrorDetails) -> str:
    given = str(error["input"])
    if error["loc"][-1] == "billing" and given == "milestones":
        known = "time and materials, fixed, retainer, prepaid and non-billable"
        return f"{given} is not built yet; this version bills {known}"
    return _choices(error)


def _kind(error: ErrorDetails) -> str:
    given = str(error["ctx"]["tag"])
    return f"kind {given} is not known; write {', '.join(KINDS)}"


_WORDS: dict[str, Callable[[ErrorDetails], str]] = {
    "missing": lambda error: "is missing; write it",
    "literal_error": _billing,
    "union_tag_invalid": _kind,
    "union_tag_not_found": lambda error: f"has no kind; write kind: and one of {', '.join(KINDS)}",
    "literal_secret": lambda error: "must not stand in this file; write ${NAME} or ${file:path} instead",
    "date_from_datetime_parsing": lambda error: f"is {error['input']!r}; write a date such as 2026-10-01",
    "date_parsing": lambda error: f"is {error['input']!r}; write a date such as 2026-10-01",
    "bool_parsing": lambda error: f"is {error['input']!r}; write yes or no",
    "decimal_type": lambda error: "must be a number such as 150 or 97.50",
    "finite_number": lambda error: f"is {error['input']!r}; write a number such as 150 or 97.50",
    "bool_type": lambda error: "must be yes or no",
    "decimal_parsing": lambda error: f"is {error['input']!r}; write a number such as 150 or 97.50",
    "string_type": lambda error: "is empty or a list; write a text",
    "string_too_short": lambda error: "is empty; write a text",
    "too_short": lambda error: "is empty; write at least one",
    "tuple_type": lambda error: "must be a list; begin each item with - or write [a, b]",
    "model_type": lambda error: "must be a block of keys",
    "model_attributes_type": lambda error: "must be a block of keys",
    "dict_type": lambda error: "must be a block of keys",
}
