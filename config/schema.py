"""JSON Schemas of the operator's files, for editors: they describe what may be typed, not what becomes of it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from config.cadence import SHORT_FORM, as_every
from config.charges import Charges
from config.described import description_of
from config.expenses import PERCENT_FORM
from config.models import ContractModel, Main, People, as_roles, as_terms
from config.retainers import SHORT_FORMS
from config.taxes import as_rates
from config.values import TERMS_FORM, as_list

FOLDER = ".schema"
"""Where `tieout init` puts the schemas, inside the configuration folder."""

FILES: dict[str, tuple[str, type[BaseModel]]] = {
    "tieout": ("tieout.yaml", Main),
    "people": ("people.yaml", People),
    "contract": ("a file in contracts/", ContractModel),
    "charges": ("charges.yaml", Charges),
}
"""What has a schema: its name, the file it is for, and the model that reads it."""

_TEXT = ["string", "number"]
_SHORT_FORMS: Mapping[Callable[..., Any], JsonSchemaValue] = {
    as_roles: {"type": _TEXT, "minLength": 1},
    as_terms: TERMS_FORM,
    as_rates: {"type": "string", "pattern": f"^{PERCENT_FORM}$"},
    as_every: SHORT_FORM,
    **SHORT_FORMS,
}


def schema_of(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) with a name of FILES."""
    title, model = FILES[name]
    found = model.model_json_schema(schema_generator=_Typed)
    return {"$schema": _Typed.schema_dialect, **found, "title": f"Tieout: {title}"}


def file_name(name: str) -> str:
    """What a schema's file is called."""
    return f"{name}.schema.json"


def to_text(name: str) -> str:
    """A schema as the text of its file: the same bytes every time."""
    return json.dumps(schema_of(name), indent=2, ensure_ascii=False) + "\n"


def write_schemas(folder: Path, names: Iterable[str]) -> list[Path]:
    """Writes schemas into a folder, over older ones, and returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    targets = {folder / file_name(name): to_text(name) for name in names}
    for target, text in targets.items():
        beside = target.with_name(f".{target.name}.new")
        with beside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    return list(targets)


class _Typed(GenerateJsonSchema):
    """Every scalar is read as text, so 007, 7 and "7" are all texts, and numbers may be quoted."""

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        return {**super().str_schema(schema), "type": _TEXT}

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:
        return {"enum": ["yes", "no", True, False, "true", "false", "on", "off"]}

    def literal_schema(self, schema: core_schema.LiteralSchema) -> JsonSchemaValue:
        words = [word for word in schema["expected"] if word != ""]
        unquoted = {"yes": True, "no": False}
        return {"enum": [*words, *(unquoted[word] for word in words if word in unquoted), *map(int, _digits(words))]}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        convert = schema["function"]["function"]
        inner = self.generate_inner(schema["schema"])
        if convert is as_list:
            return {"anyOf": [inner["items"], inner]}
        short = _SHORT_FORMS.get(convert)
        return {"anyOf": [short, inner]} if short else {}

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        inner = self.generate_inner(schema["schema"])
        default = schema.get("default")
        if isinstance(default, bool):
            return {**inner, "default": "yes" if default else "no"}
        return {**inner, "default": default} if default and isinstance(default, str) else inner

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        found = super().tagged_union_schema(schema)
        return {name: value for name, value in found.items() if name != "discriminator"}

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        found = super().model_schema(schema)
        found.pop("title", None)
        for key, value in found["properties"].items():
            found["properties"][key] = {**value, "description": description_of(schema["cls"], key)}
        return found

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def _digits(words: list[Any]) -> list[str]:
    return [word for word in words if isinstance(word, str) and word.isdecimal()]
