"""What connectors offer, by role: time sources (their configuration, their exports), task trackers, and books."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from pydantic_core import PydanticCustomError

from billing.money import Money
from billing.records import SourceRecord
from billing.wishes import REDUCING, LineKind
from connectors.addresses import BaseUrl
from connectors.references import Secret

if TYPE_CHECKING:
    from connectors.files import Numbering


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _zone(text: str) -> str:
    if text not in _zones():
        raise PydanticCustomError("zone", "is not a time zone; write an IANA name such as Europe/Berlin")
    return text


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as problem:
        words = "is not a regular expression ({why}); correct it, such as [A-Z]+-[A-Z]+"
        raise PydanticCustomError("pattern", words, {"why": str(problem)}) from problem
    return text


Zone = Annotated[str, AfterValidator(_zone)]
"""The IANA name of a time zone."""

Pattern = Annotated[str, AfterValidator(_pattern)]
"""A regular expression."""


class ConnectorConfig(BaseModel):
    """What the operator may say about any time source."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    timezone: Zone = ""
    dates: Literal["mdy", "dmy", "ymd"] | None = None
    decimal_mark: Literal["point", "comma"] | None = None
    require_approval: bool = False
    billable: Literal["from tracker", "from contract"] = "from tracker"
    project_code: Pattern = ""
    columns: Mapping[str, str] = {}
    entries: Literal["everyone", "own"] = "everyone"
    """Whose time is expected when the tracker is asked: an own token's part of it is refused unless it is all."""


class TrackerConfig(ConnectorConfig):
    """What the operator may say about a time source that can be asked over its API: it is, if it has a token."""

    token: Secret | None = None
    base_url: BaseUrl
    """The vendor's own address unless another is stated, for tests."""

    @property
    def named_account(self) -> str:
        """The account or workspace that is chosen there, or nothing."""
        raise NotImplementedError

    @property
    def marks_invoiced(self) -> bool:
        """Whether entries are marked there as invoiced once they are: only if the operator switched it on."""
        return False


def _exact_name(text: str) -> str:
    if not text or text != text.strip() or not text.isprintable() or len(text) > 255:
        raise PydanticCustomError("name", "must be 1 to 255 printable characters without spaces around them")
    return text


ExactName = Annotated[str, AfterValidator(_exact_name)]
"""A name or id exactly as a ledger has it."""


class TaskConfig(BaseModel):
    """What the operator may say about any task tracker: where it is, what of it is read, and where project codes stand.

    Time is no part of it, and nothing is imported from it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    token: Secret
    base_url: BaseUrl = ""
    """Another address than the vendor's own, for tests; empty is the vendor's own."""
    projects: tuple[ExactName, ...] = ()
    """Keys or ids of the projects whose tasks are read, else all that are shown. What entries name is found anyway."""
    project_code_field: str = ""
    """The custom field with the project code, by its name or id."""


_KINDS = [kind.value for kind in LineKind if kind not in (LineKind.DEPOSIT_USED, LineKind.CORRECTION)]
"""Kinds of line that are posted somewhere of their own; what uses a deposit or corrects goes where that was posted."""
_FOR_ALL = [kind for kind in _KINDS if kind not in REDUCING]
"""Kinds that one name is for; what reduces others goes where those are posted, unless it is stated for it alone."""


def _for_all_kinds(value: object) -> object:
    return dict.fromkeys(_FOR_ALL, value) if isinstance(value, str) else value


def _line_kind(text: str) -> str:
    if text not in _KINDS:
        raise PydanticCustomError("line_kind", "is no kind of line; write {known}", {"known": ", ".join(_KINDS)})
    return text


LineKindName = Annotated[str, AfterValidator(_line_kind)]
_BY_KIND = {"type": "object", "propertyNames": {"enum": _KINDS}, "additionalProperties": {"type": "string"}}
ByKind = Annotated[
    Mapping[LineKindName, ExactName],
    BeforeValidator(_for_all_kinds),
    WithJsonSchema({"anyOf": [{"type": "string"}, _BY_KIND]}),
]
"""One name for all kinds of line, or one for each kind."""


class LedgerConfig(BaseModel):
    """What the operator may say about any books: where lines are posted unless a contract says otherwise, by line kind.

    Books are no time source: nothing is imported from them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    items: ByKind = {}
    accounts: ByKind = {}
    tax: ByKind = {}
    tax_rounding: Literal["line", "code"] = "line"
    """Whether they round the tax of each line, as Xero and QuickBooks Online do, or the sum of each code."""

    def series(self, *, credit: bool) -> Numbering | None:
        """How our invoices, or credit notes, are numbered; None where the books number them."""
        return None


class LedgerApiConfig(LedgerConfig):
    """What the operator may say about books that are a ledger over its API."""

    push: Literal["by hand", "automatic"] = "by hand"
    """`automatic`: each run shows drafts there; what posts is only ever pushed by hand, once it is approved."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How one vendor's detailed time export is laid out: the header names of each of our fields, in lower case.

    A name may end in `(*)` for a currency: `amount (*)` is `Amount (USD)`. `signature` are names only this vendor
    writes; every group of `required` must have at least one of its fields.
    """

    kind: str
    title: str
    columns: Mapping[str, tuple[str, ...]]
    required: tuple[tuple[str, ...], ...]
    signature: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read one file: the connector it belongs to, its layout, and what the operator stated."""

    connector: str
    layout: Layout
    zone: str
    dates: str = ""
    decimal_mark: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    currency: str = ""
    """Of expenses, where the file does not say it."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be read: where, why, and what could still be made of it."""

    line: int
    reason: str
    day: date | None = None
    seconds: int = 0
    content: str = ""
    """The hash of the row as written, by which the same bad row is known again in another file."""


@dataclass(frozen=True, slots=True)
class Export:
    """A file, read: its records with their line numbers, and the rows that were refused."""

    records: tuple[SourceRecord, ...]
    lines: tuple[int, ...]
    rejected: tuple[Rejected, ...]
    ids: tuple[str, ...] = ()
    """What the source itself calls each record; empty where it has no ids."""

    @property
    def rows(self) -> int:
        """Rows of the file, read or refused."""
        return len(self.records) + len(self.rejected)

    @property
    def seconds(self) -> int:
        """Seconds of the records."""
        return sum(record.seconds for record in self.records)

    @property
    def costs(self) -> tuple[Money, ...]:
        """What its expenses cost together, by currency; nothing for time."""
        costs: dict[str, int] = {}
        for record in self.records:
            if record.cost_minor is not None:
                costs[record.currency] = costs.get(record.currency, 0) + record.cost_minor
        return tuple(Money(minor, currency) for currency, minor in sorted(costs.items()))


class BadFile(Exception):
    """A file that cannot be read at all; the message says why and what to do."""
