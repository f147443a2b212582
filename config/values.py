"""Single values of the operator's files: each arrives as text, is converted here, or says what to write instead."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from billing.calendar import terms_in_words
from billing.money import minor_digits
from billing.records import Terms


class Strict(BaseModel):
    """A block of keys in which every key must be known."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


def _currency(text: str) -> str:
    try:
        minor_digits(text)
    except ValueError as problem:
        raise PydanticCustomError("currency", "is not a currency; write an ISO 4217 code such as EUR") from problem
    return text


def _identifier(text: str) -> str:
    if not re.fullmatch(_IDENTIFIER, text):
        raise PydanticCustomError(
            "identifier", "must be small letters, digits, - and _, and start with a letter or digit"
        )
    return text


def _code(text: str) -> str:
    if not text or text != text.strip() or not text.isprintable() or len(text) > 64:
        raise PydanticCustomError("code", "must be 1 to 64 printable characters without spaces around them")
    return text


def _number(text: Any) -> Any:
    if not isinstance(text, str):
        raise PydanticCustomError("number", "must be a number such as 150 or 97.50")
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", text):
        raise PydanticCustomError("number", "is {given}; write a number such as 150 or 97.50", {"given": repr(text)})
    return text


def _price(value: Decimal) -> Decimal:
    if value < 0 or value >= 10**9 or value != round(value, 4):
        raise PydanticCustomError(
            "price", "must be an amount of 0 or more with at most 4 decimals, such as 150 or 97.50"
        )
    return value


def _amount(value: Decimal) -> Decimal:
    if not 0 <= value < 10**12:
        raise PydanticCustomError("amount", "must be an amount of 0 or more, such as 12500.00")
    return value


def _duration(text: Any) -> int:
    found = re.fullmatch(_DURATION, str(text).strip())
    if not found:
        raise PydanticCustomError("duration", "must be a length of time such as 6 minutes or 30 seconds")
    seconds = Decimal(found[1]) * {"s": 1, "m": 60, "h": 3600}[found[2][0]]
    if seconds != int(seconds) or seconds > 24 * 3600:
        raise PydanticCustomError("duration", "must be whole seconds and at most 24 hours")
    return int(seconds)


def _hours(value: Decimal) -> int:
    if not 0 <= value <= 168:
        raise PydanticCustomError("hours", "must be a number of hours from 0 to 168")
    return int(value * 3600)


def _opening_hours(text: Any) -> int:
    clock = re.fullmatch(_CLOCK, str(text))
    if clock:
        seconds = Decimal(int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3] or 0))
    else:
        seconds = Decimal(str(text)) * 3600 if _numeric(text) else Decimal("0.5")
    if seconds != int(seconds) or seconds > 10**5 * 3600:
        raise PydanticCustomError("hours", "must be a number of hours in whole seconds, such as 4, 2.5 or 4:06:40")
    return int(seconds)


def _terms(text: Any) -> Terms:
    try:
        return terms_in_words(str(text))
    except ValueError as problem:
        raise PydanticCustomError("terms", "must be one of: {forms}", {"forms": str(problem)}) from problem


def _day(text: Any) -> date:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(text)):
            return date.fromisoformat(str(text))
    except ValueError:
        pass
    raise PydanticCustomError("day", "must be a date such as 2026-10-01")


AMOUNT_FORM = {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": r"^\d{1,15}(\.\d{1,15})?$"}]}
_CLOCK = r"(\d{1,6}):([0-5]\d)(?::([0-5]\d))?"
HOURS_FORM = {"anyOf": [*AMOUNT_FORM["anyOf"], {"type": "string", "pattern": f"^{_CLOCK}$"}]}
_DURATION = r"(\d+(?:\.\d+)?) ?(seconds?|minutes?|hours?|s|m|min|h)"
TERMS_FORM = {
    "type": "string",
    "pattern": r"^(net \d{1,3}( end of month)?|due on receipt|day (0?[1-9]|[12]\d|3[01]) of next month)$",
    "examples": ["net 30", "due on receipt", "net 30 end of month", "day 15 of next month"],
}
_IDENTIFIER = r"[a-z0-9][a-z0-9_-]{0,62}"

Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "examples": ["2026-10-01"]}),
]
Currency = Annotated[
    str,
    AfterValidator(_currency),
    WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["USD", "EUR", "JPY"]}),
]
Identifier = Annotated[
    str, AfterValidator(_identifier), WithJsonSchema({"type": "string", "pattern": f"^{_IDENTIFIER}$"})
]
Code = Annotated[
    str,
    AfterValidator(_code),
    WithJsonSchema({"type": ["string", "number"], "minLength": 1, "maxLength": 64, "examples": ["ACME-IMPL"]}),
]
Price = Annotated[
    Decimal,
    BeforeValidator(_number),
    AfterValidator(_price),
    WithJsonSchema({**AMOUNT_FORM, "examples": [150, "97.50"]}),
]
Amount = Annotated[
    Decimal,
    BeforeValidator(_number),
    AfterValidator(_amount),
    WithJsonSchema({**AMOUNT_FORM, "examples": ["12500.00", 0]}),
]
Duration = Annotated[
    int,
    BeforeValidator(_duration),
    WithJsonSchema({"type": "string", "pattern": f"^{_DURATION}$", "examples": ["6 minutes", "30 seconds"]}),
]
Hours = Annotated[
    int,
    BeforeValidator(lambda value: _hours(Decimal(str(value))) if _numeric(value) else _not_hours()),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": 168},
                {"type": "string", "pattern": r"^\d+(\.\d+)?$"},
            ],
            "examples": [40],
        }
    ),
]
Percent = Annotated[
    int,
    BeforeValidator(lambda text: whole_number(text, 100, "a whole percentage from 1 to 100, such as 75")),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 100, "examples": [75, 90]}),
]
Priority = Annotated[
    int,
    BeforeValidator(lambda text: whole_number(text, 1000, "a whole number from 1 to 1000; 1 is used first")),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 1000, "examples": [1]}),
]
OpeningHours = Annotated[
    int, BeforeValidator(_opening_hours), WithJsonSchema({**HOURS_FORM, "examples": [4, "2.5", "4:06:40"]})
]
TermsText = Annotated[
    Terms,
    BeforeValidator(_terms),
    PlainSerializer(lambda terms: terms.text),
    WithJsonSchema(TERMS_FORM),
]


def _numeric(value: Any) -> bool:
    return re.fullmatch(r"\d+(\.\d+)?", str(value)) is not None


def whole_number(text: Any, most: int, form: str) -> int:
    """A whole number from 1 to the most there may be; `form` says what to write instead."""
    if not re.fullmatch(r"\d{1,6}", str(text)) or not 1 <= int(text) <= most:
        raise PydanticCustomError("whole", "must be {form}", {"form": form})
    return int(text)


def _not_hours() -> int:
    raise PydanticCustomError("hours", "must be a number of hours, such as 40")


def as_list(value: Any) -> Any:
    """One value as the list that it may be too."""
    return value if isinstance(value, list | tuple) or value is None else [value]
