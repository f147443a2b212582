"""`tieout init --from`: signs in to a tracker and writes what it knows as first contracts and people."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.opened import BAD_INPUT, FAILED, clock_of

if TYPE_CHECKING:
    from config.from_tracker import First, Standing
    from config.loader import Configuration
    from config.starter import Answers
    from sync.first_contracts import Timer, Told

_MANY = 20
_COMPANY = ("company", "country", "timezone", "currency", "go_live", "database")
_OPTION_OF = {"account": "--account", "workspace": "--account", "token": "--token-from", "base_url": "--base-url"}
_KEEPS = ("tieout.yaml", "people.yaml")


@dataclass(frozen=True, slots=True)
class Access:
    """How a tracker is reached, as the options say: all of it is empty where a folder names the connector already."""

    account: str = ""
    base_url: str = ""
    reports_url: str = ""
    token_from: str = ""


def init_from(
    folder: Path, connector: str, given: Mapping[str, str], access: Access, timer: Timer | None = None
) -> None:
    """Writes first contracts into a new folder, or into one whose tieout.yaml names the connector.

    `timer` is how to wait for the tracker: by the machine's clock unless it is given.
    """
    other = [name for name in given if name not in _COMPANY]
    if other:
        words = f"the tracker says it; leave --{other[0].replace('_', '-')} out"
        raise typer.BadParameter(words, param_hint="--from")
    if (folder / "tieout.yaml").exists():
        _into(folder, connector, [*given, *(name for name in Access.__slots__ if getattr(access, name))], timer)
    else:
        _anew(folder, connector, given, access, timer)


# ---- a new folder ----


def _anew(folder: Path, kind: str, given: Mapping[str, str], access: Access, timer: Timer | None) -> None:
    from cli.ask import answers_from
    from config.from_tracker import Standing, main_currency
    from config.problems import BadConfiguration
    from config.starter import connector_text, main_file, refuse_if_in_use, tried, write_files

    refuse_if_in_use(folder)
    keys = _keys(kind, access)
    own = answers_from({**given, "tracker": kind}, os.environ, clock_of())
    text = connector_text(kind, keys)
    others = {"tieout.yaml": main_file(own, text), "people.yaml": b"people: []\n"}
    try:
        configuration = tried(others, os.environ)
    except BadConfiguration as refused:
        problem = refused.problems[0]
        option = _OPTION_OF.get(problem.path.rpartition(".")[2], "--reports-url")
        raise typer.BadParameter(problem.message, param_hint=option) from refused
    told = _ask(folder, configuration, kind, timer)
    answers = _completed(own, given, told, main_currency(told.references))
    others["tieout.yaml"] = main_file(answers, text)
    first = _first(kind, told, Standing(), others)
    written = write_files(folder, {**first.files, "tieout.yaml": others["tieout.yaml"]})
    _say(folder, first, written, answers.go_live)


def _keys(kind: str, access: Access) -> dict[str, str]:
    """The connector's keys. Raises BadParameter, which never repeats what may be a token."""
    from sync.first_contracts import SOURCES

    if kind not in SOURCES:
        words = f"there is no tracker {kind!r} to ask; name one of {', '.join(SOURCES)}"
        raise typer.BadParameter(words, param_hint="--from")
    variable = access.token_from or f"{kind.upper()}_TOKEN"
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", variable):
        words = "is not the name of an environment variable; write its name, never the token itself"
        raise typer.BadParameter(words, param_hint="--token-from")
    if not os.environ.get(variable):
        words = "that variable is not set" if access.token_from else f"{variable} is not set"
        words += "; set it to the tracker's API token (docs/connectors says where to get one), or name another variable"
        raise typer.BadParameter(words, param_hint="--token-from")
    if not all(text.isprintable() for text in (access.account, access.base_url, access.reports_url)):
        raise typer.BadParameter("contains characters that no account and no address has", param_hint="--account")
    return {
        "kind": kind,
        "account" if kind == "harvest" else "workspace": access.account,
        "token": f"${{{variable}}}",
        "base_url": access.base_url,
        "reports_url": access.reports_url,
        # The token goes where the person says and nowhere else: Harvest would be asked for its accounts elsewhere.
        "identity_url": access.base_url if kind == "harvest" else "",
    }


def _completed(own: Answers, given: Mapping[str, str], told: Told, currency: str) -> Answers:
    """What was not given as an option is what the tracker says, as far as it can stand in a configuration."""
    from cli.ask import answers_from
    from config.from_tracker import company_of
    from config.starter import refusal

    answers = own
    said = {"company": company_of(told.account.account), "timezone": told.account.zone, "currency": currency}
    known = {**{name: getattr(own, name) for name in _COMPANY if name != "go_live"}, "tracker": own.tracker}
    for name, value in said.items():
        trial = {**known, name: value}
        if name not in given and value and not refusal(_with(answers, name, value), os.environ):
            known = trial
            answers = _with(answers, name, value)
    stated = {"go_live": given["go_live"]} if "go_live" in given else {}
    return answers_from({**known, **stated}, os.environ, clock_of())


def _with(answers: Answers, name: str, value: str) -> Answers:
    from dataclasses import replace

    return replace(answers, **{name: value})


# ---- a folder that names the connector ----


def _into(folder: Path, connector: str, stated: Sequence[str], timer: Timer | None) -> None:
    from config.from_tracker import standing_in
    from config.starter import add_files, tried
    from sync.sources import connected

    if stated:
        words = f"{folder / 'tieout.yaml'} is there and says it; leave --{stated[0].replace('_', '-')} out"
        raise typer.BadParameter(words, param_hint="--from")
    there = _there(folder)
    others = {"people.yaml": b"people: []\n", **there}
    configuration = tried(others, os.environ)
    if connector not in connected(configuration):
        known = ", ".join(connected(configuration)) or "none"
        words = f"{folder / 'tieout.yaml'} has no tracker {connector!r} with a token; it has {known}"
        raise typer.BadParameter(words, param_hint="--from")
    told = _ask(folder, configuration, connector, timer)
    first = _first(connector, told, standing_in(configuration, _names(folder)), others)
    _say(folder, first, add_files(folder, first.files), str(configuration.main.go_live))


def _there(folder: Path) -> dict[str, bytes]:
    """The configuration of a folder as it is."""
    contracts = (path for path in folder.glob("contracts/*") if path.suffix.lower() in (".yaml", ".yml"))
    paths = [*(folder / name for name in _KEEPS), *contracts]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths if path.exists()}


def _names(folder: Path) -> list[str]:
    paths = (folder / "people.yaml", *folder.glob("contracts/*"))
    return [path.relative_to(folder).as_posix() for path in paths if path.exists()]


# ---- both ----


def _ask(folder: Path, configuration: Configuration, connector: str, timer: Timer | None) -> Told:
    """What the tracker knows; a failure ends the command with its sentence."""
    from dataclasses import replace
    from threading import Event

    from cli.output import complain
    from sync.first_contracts import CannotTell, told_by
    from sync.sources import Outside, connected
    from sync.worker import machine_timer

    waits = timer or machine_timer(Event())
    try:
        return told_by(Outside(replace(configuration, folder=folder), os.environ, waits), connector)
    except CannotTell as problem:
        named = connected(configuration)[connector].named_account
        complain(f"{problem}.", "Nothing was written." if named else "Nothing was written. Name it with --account.")
        raise typer.Exit(FAILED if problem.later else BAD_INPUT) from problem


def _first(connector: str, told: Told, standing: Standing, others: Mapping[str, bytes]) -> First:
    from config.from_tracker import Tracker, first_files, in_order

    first = first_files(Tracker(connector, told.title, told.references), standing)
    return in_order(first, others, os.environ)


def _say(folder: Path, first: First, written: Sequence[Path], go_live: str) -> None:
    """What was written and what was left, what to look at, and the next commands."""
    from cli.output import say
    from review.tables import one_line

    say(*_listed(folder, written), *(one_line(f"left as it is: {each}") for each in first.left))
    looked = [*first.notes, f"work before {go_live} is not billed: go_live in tieout.yaml is the first day that is"]
    say("", "Look at this before anything is billed:")
    say(*(one_line(f"{number}. {note}") for number, note in enumerate(looked, 1)))
    here = "" if folder == Path() else f" --config {folder}"
    month = go_live[:7]
    commands = ("check", "pull", f"run --period {month}", f"statement --period {month}")
    say("", "Next:", *(f"  tieout {command}{here}" for command in commands))


def _listed(folder: Path, written: Sequence[Path]) -> list[str]:
    """Each file, or how many where there are very many contracts; schemas are not worth a line each."""
    named = [path for path in written if ".schema" not in path.parts]
    contracts = [path for path in named if path.parent.name == "contracts"]
    if len(contracts) > _MANY:
        drafts = sum(path.suffix == ".draft" for path in contracts)
        named = [path for path in named if path not in contracts]
        lines = [f"wrote {folder / 'contracts'}: {len(contracts) - drafts} contracts, {drafts} drafts"]
    else:
        lines = []
    return [*(f"wrote {path}" for path in named), *lines] or ["wrote nothing: all of it is there already"]
