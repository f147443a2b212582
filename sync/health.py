"""Whether a process that serves is well: alive while it ticks, ready while its store answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sync.serving import Serving
from sync.worker import StoreUnavailable

STUCK_AFTER = timedelta(minutes=30)
"""A pull of a large month may take longer, but says so after each page; what says nothing for so long is stuck."""


@dataclass(frozen=True, slots=True)
class Health:
    """Well, or why not, in sentences."""

    why: tuple[str, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to say."""
        return not self.why


def is_alive(serving: Serving) -> Health:
    """Whether the process should be left to run: it looks what is due, or gets on with it, and notes deliveries."""
    if not serving.takes_deliveries():
        return Health(("nothing that is delivered is noted any more; restart the process",))
    silent = serving.pulse.silent()
    if silent > STUCK_AFTER:
        last = serving.clock() - silent
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
