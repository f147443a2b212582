"""What a contract may say about its invoices: who gets them, what they show and say, and where lines are posted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, WithJsonSchema, field_validator
from pydantic import model_validator as validator
from pydantic_core import PydanticCustomError

from billing.texts import nearest
from billing.wording import FIELDS, LANGUAGES, problem
from config.values import Strict
from connectors.base import ExactName


def _email(text: str) -> str:
    if not re.fullmatch(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+", text) or not text.isprintable():
        raise PydanticCustomError("email", "is not an e-mail address; write one such as ap@acme.test")
    return text


Email = Annotated[str, AfterValidator(_email)]


class BillToModel(Strict):
    """Who receives the invoice, and in which books."""

    books: str = Field(default="", min_length=1)
    customer: ExactName = ""
    email: Email = ""
    branding: ExactName = ""
    tax_number: ExactName = ""


# ---- posting ----


class PostingKeys(Strict):
    """Where lines go in the ledger."""

    item: ExactName = ""
    account: ExactName = ""
    tax: ExactName = ""
    tracking: Mapping[ExactName, ExactName] = {}

    @field_validator("tracking")
    @classmethod
    def _categories_once(cls, tracking: Mapping[str, str]) -> Mapping[str, str]:
        names = [name.casefold() for name in tracking]
        if len(set(names)) < len(names):
            raise PydanticCustomError("twice", "names the same category twice; remove one")
        return tracking


class PostingModel(PostingKeys):
    """Where lines go: flat for all kinds of line, or a block for each kind, never both."""

    time: PostingKeys | None = None
    no_charge: PostingKeys | None = Field(default=None, alias="no charge")
    expense: PostingKeys | None = None
    disbursement: PostingKeys | None = None
    charge: PostingKeys | None = None
    milestone: PostingKeys | None = None
    fee: PostingKeys | None = None
    minimum: PostingKeys | None = None
    discount: PostingKeys | None = None
    write_down: PostingKeys | None = Field(default=None, alias="write-down")
    goodwill: PostingKeys | None = None
    deposit: PostingKeys | None = None

    @property
    def by_kind(self) -> dict[str, PostingKeys]:
        """The blocks by the kind of line, `` for all kinds."""
        stated = {field.alias or name: getattr(self, name) for name, field in PostingModel.model_fields.items()}
        return {"": self} | {kind: block for kind, block in stated.items() if isinstance(block, PostingKeys)}

    @validator(mode="after")
    def _flat_or_by_kind(self) -> PostingModel:
        flat = [name for name in PostingKeys.model_fields if getattr(self, name)]
        kinds = [kind for kind in self.by_kind if kind]
        if flat and kinds:
            words = "states {flat} for all kinds of line and {kinds} apart; write {flat} under each kind instead"
            raise PydanticCustomError("mixture", words, {"flat": " and ".join(flat), "kinds": " and ".join(kinds)})
        return self


# ---- what an invoice shows ----


class ShowModel(Strict):
    """What the client may see; what is not listed is not shown."""

    people: Literal["no", "roles", "names"] = "no"
    hours: bool = False
    rates: bool = False
    tasks: bool = False
    notes: bool = False


_SHOWN = ("people: roles", "people: names", "hours", "rates", "tasks", "notes")


def _shown(value: Any) -> Any:
    """The list that an operator writes, as the keys of ShowModel."""
    if not isinstance(value, list):
        raise PydanticCustomError("show", "must be a list such as [people: roles, hours, rates, tasks]")
    keys: dict[str, object] = {}
    for item in value:
        key, stated = _one_shown(item)
        if key in keys:
            raise PydanticCustomError("show", "says {key} twice; write it once", {"key": key})
        keys[key] = stated
    return keys


def _one_shown(item: Any) -> tuple[str, object]:
    if item in ("hours", "rates", "tasks", "notes"):
        return str(item), True
    if item in ({"people": "roles"}, {"people": "names"}):
        return "people", item["people"]
    written = ", ".join(f"{key}: {value}" for key, value in item.items()) if isinstance(item, dict) else str(item)
    close = nearest(written, _SHOWN)
    hint = f"did you mean {close}?" if close else f"known: {', '.join(_SHOWN)}"
    raise PydanticCustomError("show", "does not know {written}; {hint}", {"written": written, "hint": hint})


Show = Annotated[
    ShowModel,
    BeforeValidator(_shown),
    WithJsonSchema(
        {
            "type": "array",
            "items": {
                "anyOf": [
                    {"enum": ["hours", "rates", "tasks", "notes"]},
                    {
                        "type": "object",
                        "properties": {"people": {"enum": ["roles", "names"]}},
                        "additionalProperties": False,
                    },
                ]
            },
        }
    ),
]
"""`[people: roles, hours, rates, tasks, notes]`."""


# ---- what an invoice says ----


def _language(text: str) -> str:
    if text not in LANGUAGES:
        words = "is {given}; write {known}"
        raise PydanticCustomError("language", words, {"given": repr(text), "known": ", ".join(LANGUAGES)})
    return text


class TextsModel(Strict):
    """The words of an invoice: its language, and templates with fields in braces."""

    language: Annotated[str, AfterValidator(_language), WithJsonSchema({"enum": list(LANGUAGES)})] = "en"
    header: str = ""
    service_period: str = ""
    line: str = ""
    order: str = ""
    late: str = ""
    note: str = ""

    @field_validator(*FIELDS)
    @classmethod
    def _template(cls, text: str, info: ValidationInfo) -> str:
        wrong = problem(info.field_name or "", text)
        if wrong:
            raise PydanticCustomError("template", "{wrong}", {"wrong": wrong})
        return text
