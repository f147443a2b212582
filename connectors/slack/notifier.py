"""Slack: a letter as a message in a channel, by an incoming webhook or by `chat.postMessage`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import msgspec

from billing.alert_records import Grid
from connectors.addresses import problem_of_address
from connectors.errors import Changed, ConnectorError, Reconnect, Refused, Retry
from connectors.http import Http, Reply, judged
from connectors.notifiers import Letter, Opening, lines_of, subject_of
from connectors.slack.config import Config

MAX_TEXT = 2900
"""A section of a message takes 3000 characters."""
MAX_BLOCKS = 48
"""A message takes 50 blocks."""
_WHO = {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope"}
_WHERE = {"channel_not_found", "not_in_channel", "is_archived", "restricted_action"}
_LATER = {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
_GONE = {"no_service", "no_active_hooks", "invalid_token", "no_team", "team_disabled"}


class _Answer(msgspec.Struct):
    ok: bool
    error: str = ""
    user: str = ""
    team: str = ""


class Notifier:
    """A channel of a workspace."""

    def __init__(self, config: Config, opening: Opening) -> None:
        self._config = config
        token, url = opening.secrets.get("token", ""), opening.secrets.get("url", "")
        if url and (problem := problem_of_address(url)):
            raise Refused(f"its url {problem}")
        secrets = (token, url, urlsplit(url).path.strip("/"))
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        address = url or config.base_url
        self._http = Http(address, headers, (), opening.timer, secrets, judge=_judged, patience=0)

    def sign_in(self) -> str:
        """Who we are there; nothing is posted. Raises ConnectorError."""
        if self._config.url:
            return "an incoming webhook cannot be asked who it is; `tieout notify test` posts to it"
        answer = _of(self._http.read("/api/auth.test", {}))
        return f"{answer.user} of {answer.team} writes to {self._config.channel}"

    def send(self, letter: Letter) -> None:
        """Posts a letter; its id stands below it, by which people know a second one again. Raises ConnectorError."""
        said = to_payload(letter)
        if self._config.url:
            self._http.write("POST", "", msgspec.json.encode(said))
            return
        body = msgspec.json.encode(said | {"channel": self._config.channel})
        _of(self._http.write("POST", "/api/chat.postMessage", body))

    def close(self) -> None:
        """Lets go of the connection."""
        self._http.close()


# ---- the message ----


def to_payload(letter: Letter) -> dict[str, Any]:
    """The message: a headline, its parts in order, its links; every text escaped, so that nobody is called by it."""
    headline = f"*{mrkdwn(subject_of(letter))}*\nFor {mrkdwn(letter.to)}"
    texts = [headline]
    for part in letter.body.parts:
        texts += _fenced(part) if isinstance(part, Grid) else [mrkdwn(part)]
    texts += [f"<{_target(each.address)}|{mrkdwn(each.title).replace('|', '¦')}>" for each in letter.body.links]
    blocks = [_section(text) for text in texts]
    foot = {"type": "context", "elements": [{"type": "mrkdwn", "text": mrkdwn(f"{letter.company} · {letter.id}")}]}
    return {"text": mrkdwn(subject_of(letter)), "blocks": [*blocks[:MAX_BLOCKS], foot], "unfurl_links": False}


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": _cut(text), "verbatim": True}}


def mrkdwn(text: str) -> str:
    """A text in which nothing is a link, a mention or emphasis."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"{each}\u200b" if each in "*_~`" else each for each in plain)


def _target(address: str) -> str:
    return address.replace("&", "&amp;").replace("<", "%3C").replace(">", "%3E").replace("|", "%7C")


def _fenced(found: Grid) -> list[str]:
    """A table in type of equal width, in as many blocks as it needs."""
    blocks, block = list[str](), ""
    for line in lines_of(found):
        safe = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("`", "'")[:MAX_TEXT]
        if block and len(block) + len(safe) > MAX_TEXT - 10:
            blocks.append(block)
            block = ""
        block += safe + "\n"
    return [f"```{each}```" for each in [*blocks, block]]


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


# ---- what Slack means ----


def _of(reply: Reply) -> _Answer:
    """An answer that is a yes. Raises ConnectorError for a no, which comes with status 200."""
    answer = reply.decode(_Answer)
    if answer.ok:
        return answer
    raise _meaning(answer.error or "no reason")


def _judged(reply: Reply, wall: float) -> ConnectorError | None:
    """A webhook answers 4xx with the reason as its text."""
    if 400 <= reply.status < 500 and reply.status not in (401, 408, 425, 429):
        return _meaning(reply.content[:100].decode("utf-8", "replace").strip())
    return judged(reply, wall)


def _meaning(error: str) -> ConnectorError:
    words = f"Slack says {error}" if error.isprintable() else "Slack says no"
    if error in _WHO:
        return Reconnect(f"{words}: give another token, with chat:write")
    if error in _GONE:
        return Reconnect(f"{words}: the incoming webhook is gone; make another and give its address")
    if error in _WHERE:
        return Changed(f"{words}: invite the bot to the channel, or name another")
    return Retry(words) if error in _LATER else Refused(words)
