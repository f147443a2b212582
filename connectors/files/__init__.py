"""Books that are a folder: documents written as files, with our numbers, and as CSV that a ledger's own import reads.

Sign-in, paging, limits: none. What Xero's and QuickBooks Online's imports are known to take: docs/connectors/files.md.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from pydantic_core import PydanticCustomError

from connectors.base import LedgerConfig

LAYOUTS = ("xero", "quickbooks")
"""The ledgers whose import files can be written."""


def _place(text: str) -> str:
    path = PurePosixPath(text)
    if not text.isprintable() or text != text.strip() or path.parts[:1] in ((), ("contracts",)):
        raise PydanticCustomError("folder", "must name a folder of its own, such as documents")
    return text


def _prefix(text: str) -> str:
    if not re.fullmatch(r"([A-Za-z0-9][A-Za-z0-9 /._-]{0,11})?", text):
        words = "must be at most 12 letters, digits, spaces and / . _ -, and begin with a letter or digit: INV-"
        raise PydanticCustomError("prefix", words)
    return text


def _whole(text: Any) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", str(text)) or int(text) == 0:
        raise PydanticCustomError("whole", "must be a whole number of 1 or more, such as 1001")
    return int(text)


def _digits(value: int) -> int:
    if value > 9:
        raise PydanticCustomError("digits", "must be a number from 1 to 9")
    return value


def _ours(value: Any) -> Any:
    if isinstance(value, str):
        words = "must be a block such as {prefix: INV-, next: 1001}: a folder of files has no numbers of its own"
        raise PydanticCustomError("numbering", words)
    return value


def _each_once(value: Any) -> Any:
    layouts = value if isinstance(value, list) else [value]
    if len(layouts) != len({str(layout) for layout in layouts}):
        raise PydanticCustomError("twice", "names a ledger twice; remove one")
    return layouts


class Numbering(BaseModel):
    """How invoices are numbered: INV-0001, INV-0002, … unless the operator says otherwise."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prefix: Annotated[str, AfterValidator(_prefix)] = "INV-"
    next: Annotated[int, BeforeValidator(_whole), WithJsonSchema({"type": "integer", "minimum": 1})] = 1
    digits: Annotated[
        int,
        BeforeValidator(_whole),
        AfterValidator(_digits),
        WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 9}),
    ] = 4

    def number(self, value: int) -> str:
        """The number of an invoice, in full."""
        return f"{self.prefix}{value:0{self.digits}d}"


NOTES = Numbering(prefix="CN-")


class Config(LedgerConfig):
    """A folder of documents, relative to that of the configuration, and the ledgers to write import files for."""

    kind: Literal["files"]
    folder: Annotated[str, AfterValidator(_place)] = "documents"
    numbering: Annotated[Numbering, BeforeValidator(_ours), WithJsonSchema(Numbering.model_json_schema())] = Numbering()
    credit_notes: Annotated[Numbering, BeforeValidator(_ours), WithJsonSchema(Numbering.model_json_schema())] = NOTES
    import_csv: Annotated[
        tuple[Literal["xero", "quickbooks"], ...],
        BeforeValidator(_each_once),
        WithJsonSchema({"type": "array", "items": {"enum": list(LAYOUTS)}}),
    ] = ()
    dates: Literal["dmy", "mdy", "ymd"] | None = None

    def series(self, *, credit: bool) -> Numbering:
        """How invoices, or credit notes, are numbered."""
        return self.credit_notes if credit else self.numbering


IMPLIED = Config(kind="files")
"""The books of a company that configures none."""
