"""Whether a process that serves is well: alive while it ticks, ready while its store answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sync.serving import Serving
from sync.worker import StoreUnavailable

STUCK_AFTER = timedelta(minutes=30)
"""A tick may take as long as a pull of a large month; one that is not seen for longer is stuck."""


@dataclass(frozen=True, slots=True)
class Health:
    """Well, or why not, in sentences."""

    why: tuple[str, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to say."""
        return not self.why


def is_alive(serving: Serving) -> Health:
    """Whether the process should be left to run: it has ticked lately, or the store is away, and notes deliveries."""
    if not serving.takes_deliveries():
        return Health(("nothing that is delivered is noted any more; restart the process",))
    last = max(serving.last_tick or serving.me.began_at, serving.last_try or serving.me.began_at)
    if serving.clock() - last > STUCK_AFTER:
        return Health((f"nothing has been looked at since {last:%Y-%m-%d %H:%M} UTC; restart the process",))
    return Health()


def is_ready(serving: Serving) -> Health:
    """Whether the process can do its work: its store answers, and its configuration can be used."""
    why = []
    try:
        with serving.store.read() as tx:
            tx.servers.first()
    except StoreUnavailable as problem:
        why.append(str(problem))
    if serving.trouble and serving.trouble not in why:
        why.append(serving.trouble)
    return Health((*why, *(str(each) for each in serving.problems)))
