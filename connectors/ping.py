"""A word to a watchman: an address that is asked after each proven run, and that raises alarm when nobody asks it."""

from __future__ import annotations

from urllib.parse import urlsplit

from connectors.addresses import problem_of_address
from connectors.errors import ConnectorError, Refused
from connectors.http import Http
from connectors.waiting import Timer


def ping(url: str, timer: Timer) -> None:
    """Asks the address; no answer is tried again at once. Raises ConnectorError, whose words hide what is secret."""
    problem = problem_of_address(url.partition("?")[0])
    if problem:
        raise Refused(f"ping.url {problem}")
    split = urlsplit(url)
    base = f"{split.scheme}://{split.netloc}"
    hidden = tuple(each for each in (split.path.strip("/"), split.query, split.netloc.rpartition("@")[0]) if each)
    http = Http(base, {}, (), timer, secrets=hidden, patience=0)
    try:
        http.get(url.removeprefix(base) or "/")
    except ConnectorError as told:
        told.args = (str(told).replace(split.path, "/•••") if len(split.path) > 1 else str(told),)
        raise
    finally:
        http.close()
