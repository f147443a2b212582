"""Commands by which people decide: about entries and exceptions, milestones, and whether a month is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from cli.opened import NEEDED, ConfigDir, Json, Opened, month_of

if TYPE_CHECKING:
    from datetime import date

    from review.decide import Filter, Signature
    from review.tables import Section
    from sync.worker import Worker

Why = Annotated[str, typer.Option("--why", help="The reason, for whoever asks later.")]
By = Annotated[str, typer.Option("--by", help="Who decides [default: $TIEOUT_USER, else the user who is signed in]")]
KINDS = "accept, write-off, defer, non-billable, billed-elsewhere, duplicate-of, link, undo or list"
ACCEPT, LINK = "accept", "link"


def decide(
    kind: Annotated[str, typer.Argument(help=f"What is decided: {KINDS}.")],
    ids: Annotated[
        list[str] | None,
        typer.Argument(help="Entries or exceptions; to link, the task's key after them; to undo, decisions."),
    ] = None,
    why: Why = "",
    by: By = "",
    to: Annotated[str, typer.Option("--to", help="The month that a deferral is billed in.")] = "",
    of: Annotated[str, typer.Option("--of", help="The entry that a duplicate repeats.")] = "",
    period: Annotated[str, typer.Option("--period", help="All exceptions of this month.")] = "",
    client: Annotated[str, typer.Option("--client", help="All exceptions of this client.")] = "",
    person: Annotated[str, typer.Option("--person", help="All exceptions of this person.")] = "",
    code: Annotated[str, typer.Option("--code", help="All exceptions of this kind.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Decide about all that fit, not only show them.")] = False,
    anyway: Annotated[bool, typer.Option("--anyway", help="Link a task of another client, too.")] = False,
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Accept, write off, defer or otherwise settle entries, or link them to a task; decisions can be undone."""
    from cli.output import print_json, print_sections
    from review import decide as review
    from review import decide_words as words
    from sync.taking_back import months_of

    wanted = review.Filter(month_of(period, "--period").name if period else "", client, person, code)
    if anyway and kind != LINK:
        raise typer.BadParameter(f"it belongs to link; {kind} does without it", param_hint="--anyway")
    with Opened(config) as worker:
        if kind == "list":
            with worker.store.read() as tx:
                print_json(words.to_json(tx)) if json else print_sections(words.history(tx))
            return
        if kind == "undo":
            _undo(worker, ids or [], signature(worker, by, why))
            return
        wish = review.wish(kind, to, of)
        if kind == LINK:
            _link(worker, ids or [], wanted, signature(worker, by, why), shown=not yes, anyway=anyway)
            return
        if ids and wanted.stated:
            raise typer.BadParameter("name ids, or which exceptions with --period and the like, not both")
        if not ids and not yes:
            with worker.store.read() as tx:
                targets = review.filtered(tx, wanted)
                review.must_be_decidable(tx, wish, targets)
                _show(words.preview(wish, targets))
        with worker.store.write() as tx:
            targets = review.named(tx, ids) if ids else review.filtered(tx, wanted)
            done = review.decide(tx, wish, targets, signature(worker, by, why))
        by_entry = kind == ACCEPT or all(target.entry is not None for target in done)
        months = review.months_of(done, to) if by_entry else months_of(worker)
        run_again(worker, months, f"{kind}: decided about {len(done)}")


def close(
    period: Annotated[str, typer.Argument(help="The month, such as 2026-10, or one period of it by its name.")],
    contract: Annotated[
        list[str] | None, typer.Option("--contract", help="Only this contract; may be repeated.")
    ] = None,
    why: Why = "the month is done",
    by: By = "",
    config: ConfigDir = None,
) -> None:
    """Close a month: its drafts stay as they are, and time that comes later is late."""
    from cli.output import say
    from review import closing
    from review.not_over import closed_early
    from review.tables import counted

    name = period_name_of(period, "PERIOD")
    with Opened(config) as worker:
        with worker.store.write() as tx:
            wanted = closing.periods_to_close(tx, name, contract or ())
            closed = [closing.close(tx, *each, signature(worker, by, why)) for each in wanted]
        for each in closed:
            left = f", {counted(each.left, 'entry').replace('entrys', 'entries')} not on them" if each.left else ""
            say(f"{each.contract} {each.period} is closed: {counted(each.drafts, 'draft')} to push{left}.")
        say(*closed_early((each.period for each in closed), worker.today))
        if not closed:
            say(f"{name}: there is nothing to close: every contract that was run for it is closed already.")


def reopen(
    period: Annotated[str, typer.Argument(help="The month, such as 2026-10, or one period of it by its name.")],
    contract: Annotated[list[str], typer.Option("--contract", help="The contract; may be repeated.")],
    why: Why = "",
    by: By = "",
    config: ConfigDir = None,
) -> None:
    """Open a closed month again, apart from its invoices."""
    from review import closing

    name = period_name_of(period, "PERIOD")
    with Opened(config) as worker:
        with worker.store.write() as tx:
            for each in closing.periods_to_reopen(tx, name, contract):
                closing.reopen(tx, *each, signature(worker, by, why))
            rows = tx.units.of()
            months = {row.period for row in rows if row.period >= name or (row.contract in contract and not row.closed)}
        run_again(worker, sorted(months), f"{', '.join(contract)} {name} is open again")


def milestone(
    contract: Annotated[str, typer.Argument(help="The contract, by its id.")],
    code: Annotated[str, typer.Argument(help="The milestone, by its code [default: lists all of them]")] = "",
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="It is reached on this day.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take back what was said about it.")] = False,
    why: Why = "",
    by: By = "",
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Say that a milestone is reached, so that it is billed; or take that back; or list a contract's milestones."""
    from cli.output import print_json, print_sections
    from review import milestones as review

    _check_words(code, on, undo=undo, explained=bool(why or by))
    day = day_of(on, "--on") if on else None
    with Opened(config) as worker:
        stated, contracts = worker.configuration.milestones, sorted(worker.configuration.contracts)
        found = review.chosen(stated, contracts, contract, code)
        if day is None and not undo:
            with worker.store.read() as tx:
                listed = review.standing(tx, found, worker.today)
            print_json(review.to_json(listed)) if json else print_sections(review.to_sections(listed, contract))
            return
        (one,) = found
        signed = signature(worker, by, why)
        with worker.store.write() as tx:
            said = review.take_back(tx, one, signed) if day is None else review.reach(tx, one, day, signed)
        what = "taken back" if day is None else f"reached on {day}"
        billed = (
            f"it is billed in {said.bill_in}" if said.bill_in else "it waits until a person says that it is reached"
        )
        run_again(worker, list(said.months), f"{code} of {contract}: {what}; {billed}")


def _check_words(code: str, on: str, *, undo: bool, explained: bool) -> None:
    """Raises BadParameter where it is not clear what is said about a milestone."""
    if on and undo:
        raise typer.BadParameter("say when it was reached, or take that back, not both", param_hint="--on and --undo")
    if (on or undo or explained) and not code:
        raise typer.BadParameter("name the milestone; `tieout milestone CONTRACT` lists them", param_hint="CODE")
    if explained and not (on or undo):
        raise typer.BadParameter("say on which day it was reached, or take that back with --undo", param_hint="--on")


def period_name_of(text: str, option: str) -> str:
    """The name of a month, or of a contract's period: the day on which it ends. Raises BadParameter."""
    return day_of(text, option).isoformat() if text.count("-") > 1 else month_of(text, option).name


def day_of(text: str, option: str) -> date:
    """The day of an option. Raises BadParameter with what to write."""
    import re
    from datetime import date

    try:
        if re.fullmatch(r"20\d\d-\d\d-\d\d", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise typer.BadParameter(f"{text!r} is not a date such as 2026-11-20", param_hint=option)


def signature(worker: Worker, by: str, why: str) -> Signature:
    """Who signs a decision, when, and why."""
    import os

    from review.decide import Signature

    who = by.strip() or os.environ.get("TIEOUT_USER", "").strip() or _signed_in()
    return Signature(who, worker.clock(), why)


def _signed_in() -> str:
    """Who is signed in to the machine; in a container that may be nobody it knows. Raises BadParameter."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError) as problem:
        raise typer.BadParameter("say who decides, with --by or $TIEOUT_USER", param_hint="--by") from problem


def _undo(worker: Worker, numbers: list[str], signed: Signature) -> None:
    from review import decide as review
    from sync.taking_back import months_of

    if not numbers or not all(number.isdecimal() for number in numbers):
        raise typer.BadParameter("name the decision by its number; `tieout decide list` shows them", param_hint="IDS")
    with worker.store.write() as tx:
        subjects = [review.undo(tx, int(number), signed).subject for number in numbers]
        targets = review.named(tx, [subject for subject in subjects if tx.entries.get(subject) is not None])
    months = review.months_of(targets) if len(targets) == len(set(subjects)) else months_of(worker)
    run_again(worker, months, f"undone: {len(numbers)}")


def _link(worker: Worker, words: list[str], wanted: Filter, signed: Signature, *, shown: bool, anyway: bool) -> None:
    """Links entries, or the rows of the exception report that fit, to the task that is named last."""
    from review import decide as review
    from review import task_link
    from review.task_owners import Owners

    *ids, name = words or [""]
    if not name or (not ids and not wanted.stated):
        raise typer.BadParameter("name the entries, then the task: tieout decide link ENTRY KEY", param_hint="IDS")
    if ids and wanted.stated:
        raise typer.BadParameter("name ids, or which exceptions with --period and the like, not both")
    with worker.store.write() if ids or not shown else worker.store.read() as tx:
        task = task_link.task_named(tx, name, worker.configuration.task_trackers)
        targets = review.named(tx, ids) if ids else review.filtered(tx, wanted)
        if not ids and shown:
            _show(task_link.preview(task, targets))
        owners = Owners.of(worker.configuration.contracts.values())
        done = task_link.link(tx, task_link.Link(task, owners, anyway), targets, signed)
    run_again(worker, review.months_of(done), f"link: {task.key}, decided about {len(done)}")


def _show(sections: list[Section]) -> NoReturn:
    """Shows what would be decided, and ends the command."""
    from cli.output import print_sections

    print_sections(sections)
    raise typer.Exit(NEEDED)


def run_again(worker: Worker, months: list[str], done: str) -> None:
    """What was decided takes effect at once in the months that were run before."""
    from cli.output import say
    from review.tables import counted
    from sync.pipeline import rerun

    reports = rerun(worker, months)
    changed = counted(sum(report.changed for report in reports), "contract")
    names = ", ".join(report.period.name for report in reports)
    say(f"{done}." + (f" Ran {names} again: {changed} planned anew." if reports else ""))
