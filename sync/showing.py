"""Books with `push: automatic`: each run shows the drafts of its month there, as true drafts, and posts nothing.

An approved draft is left to `tieout push`, and so are credit notes, which post.
"""

from __future__ import annotations

from billing.lifecycle import Status
from billing.records import Period
from connectors.base import LedgerApiConfig
from sync.push import Pushed, show
from sync.worker import Run, Worker

AUTOMATIC = "automatic"


def show_drafts(worker: Worker, run: Run, period: Period) -> list[Pushed]:
    """Shows what is new or changed of a month, and takes away what no plan proposes any more. Raises CannotWrite."""
    books = worker.configuration.books
    named = {name for name, said in books.items() if isinstance(said, LedgerApiConfig) and said.push == AUTOMATIC}
    if not named:
        return []
    with worker.store.read() as tx:
        standing = [item for item in tx.drafts.current(period.name) if item.draft.contract not in worker.stopped]
    wanted = [
        item
        for item in standing
        if item.status is Status.DRAFT and item.draft.bill_to.books in named and not item.draft.is_credit
    ]
    return show(worker, run, wanted, named)
