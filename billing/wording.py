"""What invoices say, in the client's language: labels, dates, amounts, and the contract's own templates filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from billing.calendar import terms_in_words
from billing.labels import LABELS, PHRASES, Phrases
from billing.labels import Labels as Labels
from billing.money import Money, minor_digits
from billing.texts import clean

if TYPE_CHECKING:
    from babel import Locale

    from billing.draft_records import Draft
    from billing.wishes import Wishes

LANGUAGES = tuple(LABELS)
"""Languages that documents can be written in; `en` writes dates as in the United States, `en-GB` day first."""

_DOCUMENT = ("client", "contract", "month", "from", "to", "order", "terms")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "header": _DOCUMENT,
    "service_period": ("client", "month", "from", "to"),
    "line": ("workstream", "code", "tasks", "person", "role", "activity", "note", "day", "month", "from", "to"),
    "order": ("order", "client"),
    "late": ("months", "client"),
    "note": _DOCUMENT,
}
"""The fields that may stand in each template."""

_SEVERAL_LINES = ("header", "note")
_LIMITS = dict.fromkeys(FIELDS, 200) | dict.fromkeys(_SEVERAL_LINES, 1000)
_LONGEST_VALUE = 1000
_LONGEST_LINE = 2000
_FIELD = re.compile(r"\{([a-z_]+)\}")
_BRACKETED = re.compile(r" ?[(\[]\{([a-z_]+)\}[)\]]")


@dataclass(frozen=True, slots=True)
class DocumentWords:
    """The sentences of one document; one that has nothing to say is empty. Header and note may have several lines."""

    header: str
    service_period: str
    order: str
    late: str
    note: str


# ---- words by language ----


def labels(language: str) -> Labels:
    """The labels of a language that is in LANGUAGES."""
    return LABELS[language]


def phrases(language: str) -> Phrases:
    """The usual sentences of a language that is in LANGUAGES."""
    return PHRASES[language]


@cache
def day(value: date, language: str) -> str:
    """A day in full: October 5, 2026; 5. Oktober 2026."""
    from babel.dates import format_date

    return format_date(value, "long", locale=_locale(language))


@cache
def month(first: date, language: str) -> str:
    """The month that a day is in: October 2026; octubre de 2026."""
    from babel.dates import format_skeleton

    return format_skeleton("yMMMM", first, locale=_locale(language))


def money(value: Money, language: str) -> str:
    """An amount with its currency and exactly the decimals that ISO 4217 gives it: $1,234.50; 1.234,50 €."""
    from babel.numbers import format_currency, get_currency_symbol

    locale = _locale(language)
    pattern = _with_decimals(locale.currency_formats["standard"].pattern, minor_digits(value.currency))
    if get_currency_symbol(value.currency, locale)[-1].isalpha():
        pattern = pattern.replace("¤#", "¤\N{NO-BREAK SPACE}#")
    return format_currency(value.decimal, value.currency, format=pattern, locale=locale, currency_digits=False)


def number(value: Decimal, language: str, least: int = 2) -> str:
    """A quantity or price with all its decimals, and at least `least` of them; nothing is rounded."""
    from babel.numbers import format_decimal

    locale = _locale(language)
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int), "a number is finite"
    pattern = _with_decimals(locale.decimal_formats[None].pattern, max(least, -exponent))
    return format_decimal(value, format=pattern, locale=locale)


def terms(text: str, language: str) -> str:
    """Payment terms as the contract writes them, in the client's language."""
    if not text or language.startswith("en"):
        return text
    words, stated = phrases(language), terms_in_words(text)
    if text == "due on receipt":
        return words.due_on_receipt
    template = {"net": words.net, "end of month": words.end_of_month, "day of next month": words.day_of_next_month}
    return filled(template[stated.kind], {"days": str(stated.days)})


@cache
def _locale(language: str) -> Locale:
    from babel import Locale

    return Locale.parse(language, sep="-")


def _with_decimals(pattern: str, digits: int) -> str:
    """A number pattern with exactly so many decimals, in both its halves where it has one for negative numbers."""
    return re.sub(r"0(\.[0#]+)?", "0." + "0" * digits if digits else "0", pattern)


# ---- templates ----


def filled(template: str, values: Mapping[str, str]) -> str:
    """A template with its fields replaced. Values are made one bounded line; braces inside them stay as they are.

    A field in brackets of its own that has no value takes its brackets with it.
    """
    whole = _BRACKETED.sub(lambda found: found[0] if clean(values[found[1]]) else "", template)
    text = _FIELD.sub(lambda found: clean(values[found[1]], _LONGEST_VALUE), whole)
    lines = [clean(line, _LONGEST_LINE) for line in text.strip().split("\n")]
    return "\n".join(lines)


def problem(key: str, template: str) -> str:
    """What is wrong with the template written under a key, as a sentence that says what to write; empty if nothing."""
    fields = " ".join(f"{{{name}}}" for name in FIELDS[key])
    unknown = next((name for name in fields_in(template) if name not in FIELDS[key]), "")
    if unknown:
        return f"has no field {{{unknown}}}; write only {fields}"
    if "{" in (rest := _FIELD.sub("", template)) or "}" in rest:
        return f"has a brace that belongs to no field; write fields as a plain {{name}}, of {fields}"
    if "\n" in template.strip() and key not in _SEVERAL_LINES:
        return "has several lines; write it on one"
    if not template.strip() or _has_controls(template):
        return "has no words, or characters that cannot be printed; write plain text"
    if len(template) > _LIMITS[key]:
        return f"is longer than {_LIMITS[key]} characters; shorten it"
    return ""


def fields_in(template: str) -> tuple[str, ...]:
    """The names in braces in a template, each once, in the order they stand."""
    return tuple(dict.fromkeys(_FIELD.findall(template)))


def _has_controls(template: str) -> bool:
    visible = "".join(template.split())
    return clean(visible, len(visible) + 1) != visible


# ---- the words of one document ----


def document_words(draft: Draft, wishes: Wishes) -> DocumentWords:
    """The sentences of a draft: the contract's own templates, or the usual words of its language."""
    texts, usual = wishes.texts, phrases(wishes.texts.language)
    late = _late_months((line.late for line in draft.lines), texts.language)
    values = _values(draft, texts.language) | {"months": late}
    return DocumentWords(
        header=filled(texts.header, values),
        service_period=filled(texts.service_period or usual.service_period, values),
        order=filled(texts.order or usual.order, values) if draft.order else "",
        late=filled(texts.late or usual.late, values) if late else "",
        note=filled(texts.note, values),
    )


def _values(draft: Draft, language: str) -> dict[str, str]:
    return {
        "client": draft.client,
        "contract": draft.contract,
        "month": _months_of(draft, language),
        "from": day(draft.service_from, language),
        "to": day(draft.service_to, language),
        "order": draft.order,
        "terms": terms(draft.terms, language),
    }


def _months_of(draft: Draft, language: str) -> str:
    """The month that a document bills, or those of its work where its period is another."""
    if len(draft.period) == len("2026-10"):
        return _month_named(draft.period, language)
    first, last = month(draft.service_from, language), month(draft.service_to, language)
    return first if first == last else f"{first} – {last}"


def _late_months(texts: Iterable[str], language: str) -> str:
    named = {part.strip() for text in texts for part in text.split(",") if part.strip()}
    return ", ".join(_month_named(part, language) for part in sorted(named))


def _month_named(name: str, language: str) -> str:
    """A month written as 2026-10, in words; any other name, as that of a period by its last day, as it is."""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", name):
        return name
    return month(date.fromisoformat(f"{name}-01"), language)
