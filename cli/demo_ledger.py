"""The demo's second half: drafts go into a ledger on this machine, are approved there and paid, and all comes back."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from cli.output import complain, print_sections, say
from cli.tables import pushed_section
from review import receivables, trace_text
from review.landed import Landed, landed, shortest_line
from sandbox.bookkeeper import Bookkeeper
from sandbox.folder import BOOKS
from sandbox.world import World
from sync.connecting import connecting
from sync.pipeline import follow_ledgers, push_drafts
from sync.worker import Worker

LEDGERS = ("xero", "quickbooks")
PACE = 3600
"""So many times as fast do the ledger's limits pass: nobody waits for a minute to see a demo."""


def show_ledger(worker: Worker, world: World, there: Bookkeeper) -> int:
    """Takes the month's drafts through a ledger, and shows each step. 0 if all of them arrived, to the cent."""
    world.xero.pace = world.quickbooks.pace = PACE
    worker = replace(worker, timer=worker.timer.jumping())
    _sign_in(worker, there)
    with worker.store.read() as tx:
        drafts = [item for item in tx.drafts.current() if item.status == "draft"]
    pushed = push_drafts(worker, drafts)
    print_sections([pushed_section(pushed)])
    with worker.store.read() as tx:
        shown = landed(tx, BOOKS, drafts).documents
    for each in shown:
        there.approve(each.id)
    follow_ledgers(worker)
    with worker.store.read() as tx:
        approved = landed(tx, BOOKS, drafts)
    _pay(there, approved)
    acts = [act for each in follow_ledgers(worker) for act in each.acts]
    with worker.store.read() as tx:
        now = landed(tx, BOOKS, drafts)
        owed = receivables.to_sections(receivables.receivables(tx, worker.today))
        number, behind = shortest_line(tx, now.invoices)
    paid = Counter(each.stage for each in now.invoices)
    say(
        f"The bookkeeper approved all {len(shown)} of them there, and clients paid: {paid['paid']} are paid, "
        f"{paid['open']} are open.",
        "",
        *acts,
    )
    print_sections(owed)
    say("", f"What stands behind a line of {number}, as `tieout trace {number}` shows all of it:", "")
    print_sections(trace_text.to_sections(behind))
    wrong = [*(f"{each.draft}: {each.refused}" for each in pushed if each.refused), *now.differences]
    complain(*(f"DEMO WRONG: {line}" for line in wrong))
    if not wrong:
        say(f"Each of the {len(drafts)} drafts is one invoice in the ledger, equal to the cent.")
    return 3 if wrong else 0


def _sign_in(worker: Worker, there: Bookkeeper) -> None:
    """Somebody signs in and consents, as in a browser."""
    made = connecting(worker.outside, worker.store, BOOKS)
    asking = made.asking("http://localhost:8425/callback")
    made.finish(asking, there.consent(asking.address), "")


def _pay(there: Bookkeeper, approved: Landed) -> None:
    """Of three clients one pays all, one about a half, one nothing."""
    for number, each in enumerate(approved.invoices):
        if number % 3 == 0:
            there.pay(each.id, each.owed.decimal)
        elif number % 3 == 1:
            there.pay(each.id, each.owed.decimal // 2)
