"""Trouble that writing meets: a request that is lost before or after it is carried out, comes twice, or comes too late.

It takes effect where a request is carried out (`carried_out`) and where its answer leaves (`held_back`, `Dropped`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sandbox.faults import Fault
from sandbox.routes import Answer, Problem
from sandbox.world import World


class Dropped(Exception):
    """The connection ends without an answer."""


def carried_out(world: World, faults: Sequence[Fault], write: Callable[[], Answer]) -> Answer:
    """What a request is answered, whose faults may end it before, after or instead of that.

    Raises Dropped where no answer leaves, Problem where an error leaves in the place of the answer.
    """
    planned = {fault.kind: fault for fault in faults}
    if "revoked" in planned:
        world.ledgers[planned["revoked"].vendor].revoke()
        raise Problem("bad token")
    if "before write" in planned:
        _told(world, planned["before write"])
        raise Dropped
    if "twice" in planned:
        _first_of_two(write)
    answer = write()
    if "500 after write" in planned:
        world.ledgers[planned["500 after write"].vendor].forget_reply()
        raise Problem("broken")
    if "after write" in planned:
        world.ledgers[planned["after write"].vendor].forget_reply()
        _told(world, planned["after write"])
        raise Dropped
    if "before reply" in planned:
        _told(world, planned["before reply"])
        raise Dropped
    return answer


def held_back(faults: Sequence[Fault]) -> int:
    """How many seconds an answer is held back before its first byte."""
    return sum(fault.seconds for fault in faults if fault.kind == "slow reply")


def _first_of_two(write: Callable[[], Answer]) -> None:
    """The first delivery of a request that arrives twice: nobody sees its answer."""
    try:
        write()
    except Problem:
        return


def _told(world: World, fault: Fault) -> None:
    """Tells a test that the point is reached, at which it may end the program that asks."""
    if world.when_struck is not None:
        world.when_struck(fault)
