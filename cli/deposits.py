"""The command about deposits: what is left of them, and what people say becomes of the rest."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import typer

from cli.deciding import By, Why, run_again, signature
from cli.deliver import FormatOption, Output, wanted
from cli.opened import ConfigDir, Json, Opened, heading_of, number_of
from cli.reports import show

ACTIONS = "pay-back, keep or undo"


def deposits(
    action: Annotated[str, typer.Argument(help=f"What becomes of the rest: {ACTIONS} [default: shows all]")] = "",
    contract: Annotated[str, typer.Argument(help="The contract, by its id.")] = "",
    deposit: Annotated[str, typer.Argument(help="The deposit, by its id, if several are left; or what to undo.")] = "",
    amount: Annotated[str, typer.Option("--amount", help="Only so much of it, in its currency.")] = "",
    client: Annotated[str, typer.Option("--client", help="Only deposits of this client or contract.")] = "",
    why: Why = "",
    by: By = "",
    config: ConfigDir = None,
    format: FormatOption = None,
    output: Output = None,
    json: Json = False,
) -> None:
    """Show deposits and what is left of them; or say that the rest of one is paid back or kept."""
    from review import deposit_ends as ends
    from review import deposits as report
    from review.decide import CannotDecide

    asked = wanted(json, format, output)
    part = _checked(action, contract, deposit, amount, stated=bool(amount or why or by))
    with Opened(config) as worker:
        if not action:
            with worker.store.read() as tx:
                found = report.deposits(tx, worker.configuration.contracts, client)
            show(report, found, heading_of(worker, "Deposits"), asked)
            return
        of = worker.configuration.contracts.get(contract)
        if of is None:
            known = ", ".join(sorted(worker.configuration.contracts)[:12]) or "none"
            raise CannotDecide(f"there is no contract {contract}; known: {known}")
        signed = signature(worker, by, why)
        with worker.store.write() as tx:
            if action == ends.UNDO:
                done = ends.take_back(tx, of, int(deposit), signed)
            else:
                done = ends.end(tx, of, ends.Wish(action, deposit, part), signed)
        run_again(worker, list(done.months), done.what)


def _checked(action: str, contract: str, deposit: str, amount: str, *, stated: bool) -> Decimal | None:
    """The amount that is stated. Raises BadParameter where it is not clear what is said."""
    if action not in ("", "pay-back", "keep", "undo"):
        raise typer.BadParameter(f"write {ACTIONS}; without it, deposits are shown", param_hint="ACTION")
    if stated and not action:
        raise typer.BadParameter(f"say what becomes of the rest: {ACTIONS}", param_hint="ACTION")
    if action and not contract:
        raise typer.BadParameter("name the contract by its id", param_hint="CONTRACT")
    if action == "undo" and (amount or not deposit.isdecimal()):
        raise typer.BadParameter("write the decision's number, without an amount", param_hint="DEPOSIT")
    return number_of(amount, "--amount") if amount else None
