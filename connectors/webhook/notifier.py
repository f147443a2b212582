"""The outgoing webhook: a letter as JSON, posted with a signature and the letter's id, by which it is known again."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec

from connectors.addresses import problem_of_address
from connectors.errors import ConnectorError, Reconnect, Refused
from connectors.http import Http, Reply, judged
from connectors.notifiers import Letter, Opening, to_json
from connectors.webhook.config import Config
from connectors.webhook.signing import ID, LEAST_SECRET, SIGNATURE, signature

SHORT = 3
"""A path of so few characters is no secret, and stands in many words."""


class Notifier:
    """An address that listens."""

    def __init__(self, config: Config, opening: Opening) -> None:
        url, self._secret = opening.secrets["url"], opening.secrets["secret"]
        problem = problem_of_address(url)
        if problem:
            raise Refused(f"its url {problem}")
        if len(self._secret) < LEAST_SECRET:
            raise Refused(f"its secret is too short to sign with; take one of at least {LEAST_SECRET} characters")
        self._timer, self._host = opening.timer, urlsplit(url).hostname or ""
        path = urlsplit(url).path.strip("/")
        secrets = (self._secret, url, *([path] if len(path) > SHORT else []))
        self._http = Http(url, {}, (), opening.timer, secrets, judge=_judged, patience=0)

    def sign_in(self) -> str:
        """What can be said without posting."""
        return f"{self._host} is told nothing before there is something to tell; `tieout notify test` posts to it"

    def send(self, letter: Letter) -> None:
        """Posts a letter; any 2xx takes it. Raises ConnectorError."""
        body = msgspec.json.encode(to_json(letter))
        headers = {SIGNATURE: signature(self._secret, body, int(self._timer.wall())), ID: letter.id}
        self._http.write("POST", "", body, headers=headers)

    def close(self) -> None:
        """Lets go of the connection."""
        self._http.close()


def _judged(reply: Reply, wall: float) -> ConnectorError | None:
    """404 and 410 say that nobody listens there any more: a person must give another address."""
    if reply.status in (403, 404, 410):
        return Reconnect(f"nobody listens there any more ({reply.status}); give another url")
    if 300 <= reply.status < 400:
        return Reconnect(f"it is answered with {reply.status}: it has moved; give its new url")
    return judged(reply, wall)
