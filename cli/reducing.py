"""The command by which people take something off a month: write-downs and goodwill."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.deciding import By, Why, period_name_of, run_again, signature
from cli.opened import ConfigDir, Json, Opened, number_of

if TYPE_CHECKING:
    from review.reductions import Off


def write_down(
    contract: Annotated[str, typer.Argument(help="The contract, by its id.")],
    period: Annotated[str, typer.Argument(help="The month, such as 2026-10, or one period of it by its name.")],
    percent: Annotated[str, typer.Option("--percent", help="So much of a hundred is taken off, such as 10.")] = "",
    amount: Annotated[str, typer.Option("--amount", help="So much is taken off, in the contract's currency.")] = "",
    draft: Annotated[str, typer.Option("--draft", help="Off this draft alone, by its id.")] = "",
    goodwill: Annotated[bool, typer.Option("--goodwill", help="It is goodwill, a line of its own kind.")] = False,
    text: Annotated[str, typer.Option("--text", help="What the client reads, instead of the usual word.")] = "",
    undo: Annotated[int | None, typer.Option("--undo", metavar="NUMBER", help="Take this decision back.")] = None,
    why: Why = "",
    by: By = "",
    config: ConfigDir = None,
    json: Json = False,
) -> None:
    """Take a percentage or an amount off a month, as a write-down or goodwill; or list what was taken off."""
    from cli.output import print_json, print_sections
    from review import reductions as review
    from review.decide import CannotDecide

    name = period_name_of(period, "PERIOD")
    off = _off(percent, amount, draft, text, goodwill=goodwill, undoing=undo is not None)
    with Opened(config) as worker:
        found = worker.configuration.contracts.get(contract)
        if found is None:
            known = ", ".join(sorted(worker.configuration.contracts)[:12]) or "none"
            raise CannotDecide(f"there is no contract {contract}; known: {known}")
        if off is None and undo is None:
            with worker.store.read() as tx:
                listed = review.listed(tx, found, name)
            print_json(review.to_json(listed)) if json else print_sections(review.to_sections(listed, contract, name))
            return
        signed = signature(worker, by, why)
        with worker.store.write() as tx:
            if off is not None:
                review.take_off(tx, found, name, off, signed)
            elif undo is not None:
                review.take_back(tx, found, name, undo, signed)
        done = f"{off.kind} of {contract}" if off is not None else f"decision {undo} is taken back"
        run_again(worker, [name], f"{done}, {name}")


def _off(percent: str, amount: str, draft: str, text: str, *, goodwill: bool, undoing: bool) -> Off | None:
    """What is to be taken off, or None where nothing is said of it. Raises BadParameter."""
    from review.reductions import Off

    if percent and amount:
        raise typer.BadParameter("take off a percentage or an amount, not both", param_hint="--percent and --amount")
    stated = bool(percent or amount)
    if undoing and (stated or draft or text or goodwill):
        raise typer.BadParameter("it stands alone, with --why", param_hint="--undo")
    if (draft or text or goodwill) and not stated:
        raise typer.BadParameter("say how much with --percent or --amount", param_hint="--percent")
    if not stated:
        return None
    number = number_of(percent.removesuffix("%").strip() if percent else amount, "--percent" if percent else "--amount")
    kind = "goodwill" if goodwill else "write-down"
    return Off(kind, number if percent else None, None if percent else number, draft.strip(), text.strip())
