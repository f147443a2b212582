"""How planned faults take effect on one request: before it is answered, instead of the answer, and in its body."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

from sandbox.faults import BEFORE, IN_THE_BODY, INSTEAD, REFUSALS, Fault, spoiled
from sandbox.limits import Limit, Use
from sandbox.listing import Listing
from sandbox.records import TimeEntry
from sandbox.routes import Answer, Problem, Route
from sandbox.tracker import Tracker
from sandbox.world import World

WEB_PAGE = "<html><head><title>{0} {1}</title></head><body><center><h1>{0} {1}</h1></center><hr>nginx</body></html>\r\n"


def struck_by(world: World, vendor: str, method: str, path: str) -> list[Fault]:
    """The faults that this request meets."""
    return [fault for fault in world.faults if fault.strikes(vendor, method, path)]


def before(world: World, faults: list[Fault]) -> Answer | None:
    """Lets lists change, and gives the answer that a fault puts in the place of the vendor's. Raises Problem."""
    for fault in faults:
        if fault.kind in BEFORE:
            _change(world.trackers[fault.vendor], fault)
    for fault in faults:
        if fault.kind in REFUSALS:
            raise _refusal(world, fault)
        if fault.kind in INSTEAD:
            return _web_page(fault)
    return None


def after(route: Route, faults: list[Fault], answer: Answer) -> Answer:
    """The answer with the wrong types that faults put into it."""
    for fault in faults:
        if fault.kind in IN_THE_BODY and route.records is not None and answer.status == 200:
            field = fault.field or route.spoils
            content = spoiled(answer.body(), route.records, field, fault.kind == "all bad")
            answer = Answer(content, answer.status, answer.headers, answer.media)
    return answer


def _refusal(world: World, fault: Fault) -> Problem:
    wait = ""
    if fault.kind == "429 seconds":
        wait = str(fault.seconds)
    elif fault.kind == "429 date":
        wait = format_datetime(world.clock.now() + timedelta(seconds=fault.seconds), usegmt=True)
    use = Use(Limit("fault", 0, fault.seconds), 0, fault.seconds, over=True)
    return Problem(REFUSALS[fault.kind], use=use if fault.kind == "402" else None, wait=wait)


def _web_page(fault: Fault) -> Answer:
    status, words = (429, "Too Many Requests") if fault.kind == "html 429" else (503, "Service Temporarily Unavailable")
    return Answer(WEB_PAGE.format(status, words).encode(), status, media="text/html")


def _change(tracker: Tracker, fault: Fault) -> None:
    listed = tracker.listed
    if listed is None or not len(listed):
        return
    if fault.kind == "inserted":
        front = listed[0]
        tracker.add(front, **_in_front(front, listed))
    elif fault.kind == "moved":
        entry = tracker.entry(fault.entry) if fault.entry else listed[-1]
        tracker.change(entry.id, day=listed[0].day, **_in_front(listed[0], listed))
    else:
        chosen = listed[0] if fault.kind == "deleted" else listed[-1]
        tracker.delete(fault.entry or chosen.id)


def _in_front(front: TimeEntry, listed: Listing) -> dict[str, object]:
    """The clock times by which an entry comes before the first one of a listing."""
    if front.started is None:
        return {}
    started = front.started + timedelta(seconds=60 if listed.backwards else -60)
    return {"started": started, "ended": started + timedelta(seconds=front.seconds)}
