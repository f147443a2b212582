"""What Toggl means by its answers: a quota that is used up, a plan that lacks something, a token it does not know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from connectors.errors import Changed, ConnectorError, Reconnect, Refused, Retry
from connectors.http import Reply, judged, said

BACK_OFF_SECONDS = 60
"""After a 429 without Retry-After: the vendor asks to stay away for some minutes."""
HOUR_SECONDS = 3600
_OF_A_QUOTA = re.compile(r"\bquota\b|hourly limit|limit for api calls", re.IGNORECASE)
_OF_A_PLAN = re.compile(r"\bfeature\b|\bavailable for\b|\bpremium\b", re.IGNORECASE)
_RESETS = re.compile(r"reset in (\d{1,5}) second", re.IGNORECASE)
_OF_SIGNING_IN = re.compile(r"username|password|credential|token|authenti|unauthori[sz]ed", re.IGNORECASE)
NEW_TOKEN = (
    "copy the API token again from the foot of track.toggl.com/profile into the variable or file that `token:` names"
)
_TOGGL_2 = (
    "the token is one of Toggl 2.0 (toggl_sk_…), which is another product with another API; Tieout reads Toggl Track: "
    + NEW_TOKEN
)


@dataclass(slots=True)
class Quota:
    """How many requests are left (None: not known) until a moment of the connector's own clock."""

    left: int | None = None
    resets: float = 0

    def note(self, headers: Mapping[str, str], now: float) -> None:
        """Remembers what an answer says about it, if it does."""
        left, seconds = _number(headers, "x-toggl-quota-remaining"), _number(headers, "x-toggl-quota-resets-in")
        if left is not None:
            self.left, self.resets = left, now + (HOUR_SECONDS if seconds is None else seconds)

    def wait(self, now: float) -> float:
        """In how many seconds a request may be sent again."""
        return max(self.resets - now, 0) if self.left is not None and self.left <= 0 else 0


def problem_of_token(token: str) -> Reconnect | None:
    """What can be seen of a token without sending it: Toggl 2.0 has others."""
    return Reconnect(_TOGGL_2) if token.startswith("toggl_") else None


def judge(reply: Reply, wall: float) -> ConnectorError | None:
    """What an answer means, by the vendor's own signals first. An HTML page under 400 is its gateway's rate limit."""
    words = f"{reply.what} was answered with {reply.status}: {said(reply).rstrip('.')}"
    if reply.status == 402:
        return _payment(reply, words)
    if reply.status in (401, 403):
        return _forbidden(reply, words)
    if reply.status == 410:
        return Changed(f"{words}; this route has been taken away")
    problem = judged(reply, wall)
    crowded = reply.status == 429 or (reply.status == 400 and reply.content.lstrip()[:1] == b"<")
    if crowded and not (isinstance(problem, Retry) and problem.retry_after is not None):
        return Retry(words, BACK_OFF_SECONDS)
    return problem


def _payment(reply: Reply, words: str) -> ConnectorError:
    text = reply.content[:1000].decode("utf-8", "replace")
    left = _number(reply.headers, "x-toggl-quota-remaining")
    used_up = left is not None and left <= 0 and not _OF_A_PLAN.search(text)
    if not (used_up or _OF_A_QUOTA.search(text)):
        return Refused(f"{words}; the workspace's plan does not have this", 402)
    told = _RESETS.search(text)
    seconds = _number(reply.headers, "x-toggl-quota-resets-in")
    return out_of_quota(seconds if seconds is not None else int(told[1]) if told else HOUR_SECONDS)


def out_of_quota(seconds: float) -> Retry:
    """Says that the quota is used up, and until when."""
    minutes = max(round(seconds / 60), 1)
    return Retry(
        f"Toggl's hourly quota is used up for another {minutes} minutes; a pull after that takes it up again",
        max(seconds, 1),
    )


def _forbidden(reply: Reply, words: str) -> ConnectorError:
    """Toggl answers 403 to a token that it does not know, and to what this token's person may not see."""
    of_the_person = reply.what.endswith("/api/v9/me") or "/api/v9/me/" in reply.what
    if reply.status == 401 or of_the_person or not reply.content.strip() or _OF_SIGNING_IN.search(said(reply)):
        return Reconnect(f"{words}; Toggl does not accept the token: {NEW_TOKEN}")
    return Refused(f"{words}; either `workspace:` is not one of this token's, or its person may not see this", 403)


def _number(headers: Mapping[str, str], name: str) -> int | None:
    text = headers.get(name, "").strip()
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else None
