"""The questions of `tieout init`: each answer is checked at once by the rules of the configuration, and asked again."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import typer
from babel.core import get_global
from babel.localtime import get_localzone
from babel.numbers import get_territory_currencies

from config.starter import TRACKERS, Answers, refusal, usual_code

Clock = Callable[[], datetime]
Ask = Callable[[str, str], str]
"""Shows a question and a default, and returns what was typed; empty takes the default."""

MAIN_ZONES = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "DE": "Europe/Berlin",
    "ES": "Europe/Madrid",
    "ID": "Asia/Jakarta",
    "MX": "America/Mexico_City",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
}
"""Where a country has several zones: the one to propose."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the answer it is about, its words, and its default, which may depend on earlier answers."""

    name: str
    words: str
    default: Callable[[Answers, Clock], str]


QUESTIONS = (
    Question("company", "Your company's name", lambda so_far, _: so_far.company),
    Question("country", "Country whose holidays count (ISO code)", lambda *_: own_country()),
    Question("timezone", "Time zone (IANA name)", lambda so_far, _: zone_of(so_far.country)),
    Question("currency", "Usual currency (ISO code)", lambda so_far, _: currency_of(so_far.country)),
    Question("tracker", f"Trackers: {', '.join(TRACKERS)}", lambda so_far, _: so_far.tracker),
    Question("go_live", "First day that Tieout bills", lambda so_far, clock: str(month_begun(clock, so_far.timezone))),
    Question("client", "Your first client's name", lambda so_far, _: so_far.client),
    Question("code", "Project code of the work for it", lambda so_far, _: usual_code(so_far.client)),
    Question("rate", "Price of one hour", lambda so_far, _: so_far.rate),
    Question("database", "Database file", lambda so_far, _: so_far.database),
)


def answers_from(
    given: Mapping[str, str], environment: Mapping[str, str], clock: Clock, ask: Ask | None = None
) -> Answers:
    """The answers: those given as options, then those typed, where someone is there to ask; else the defaults.

    Raises BadParameter for an option that is refused, and for a default that an earlier answer makes impossible.
    """
    answers = Answers()
    for question in QUESTIONS:
        if question.name in given:
            answers = _given(question, given[question.name], answers, environment)
        elif ask is None:
            answers = _given(question, question.default(answers, clock), answers, environment)
        else:
            answers = _asked(question, answers, environment, (clock, ask))
    return answers


def _given(question: Question, value: str, answers: Answers, environment: Mapping[str, str]) -> Answers:
    trial = replace(answers, **{question.name: value})
    wrong = refusal(trial, environment)
    if wrong:
        raise typer.BadParameter(wrong, param_hint=f"--{question.name.replace('_', '-')}")
    return trial


def _asked(question: Question, answers: Answers, environment: Mapping[str, str], via: tuple[Clock, Ask]) -> Answers:
    clock, ask = via
    default = question.default(answers, clock)
    words = question.words
    while True:
        trial = replace(answers, **{question.name: ask(words, default).strip() or default})
        wrong = refusal(trial, environment)
        if not wrong:
            return trial
        words = f"  {wrong}\n{question.words}"


def typed(words: str, default: str) -> str:
    """What a person types at the terminal. Raises KeyboardInterrupt when they end it (Ctrl-C, Ctrl-D)."""
    try:
        return input(f"{words} [{default}]: ")
    except EOFError as ended:
        raise KeyboardInterrupt from ended


# ---- defaults ----


def own_country() -> str:
    """The country of the machine's language settings, else US."""
    said = (
        re.match(r"[a-z]{2,3}_([A-Z]{2})\b", os.environ.get(name, "")) for name in ("LC_ALL", "LC_MONETARY", "LANG")
    )
    return next((found[1] for found in said if found), "US")


def zone_of(country: str) -> str:
    """The machine's zone if it is one of the country; else the country's main one, else UTC."""
    zones = sorted(zone for zone, territory in get_global("zone_territories").items() if territory == country)
    own = _own_zone()
    if own in zones or not zones:
        return own or "Etc/UTC"
    return MAIN_ZONES.get(country, zones[0])


def currency_of(country: str) -> str:
    """The currency of a country, else USD."""
    return next(iter(get_territory_currencies(country)), "USD")


def month_begun(clock: Clock, zone: str) -> date:
    """The first day of the current month."""
    return clock().astimezone(ZoneInfo(zone)).date().replace(day=1)


def _own_zone() -> str:
    try:
        return str(getattr(get_localzone(), "key", ""))
    except LookupError:
        return ""
