"""The only way out to the vendors: one client with time-outs, limits, retries and errors that say what happens next."""

from __future__ import annotations

import logging
import math
import re
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec
import structlog
from pyrate_limiter import InMemoryBucket, Rate, RateItem
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    retry_if_not_exception_type,
    wait_exponential_jitter,
)

from connectors.access import Access
from connectors.addresses import is_loopback, problem_of_address
from connectors.errors import Changed, ConnectorError, Reconnect, Refused, Retry, Unknown
from connectors.waiting import Timer, Window, least_seconds

__all__ = ["Http", "Judge", "Reply", "Timer", "Window", "judged", "least_seconds", "retry_after", "said"]

T = TypeVar("T")
Headers = Mapping[str, str]
NONE: Headers = {}
Params = tuple[tuple[str, str], ...]

PATIENCE_SECONDS = 120
"""How long one request may wait for its vendor in all; a longer wait is left to the next pull."""
MAX_ATTEMPTS = 6
MAX_SECONDS_A_PAGE = 300
MAX_BYTES_A_PAGE = 256 * 1024 * 1024
MAX_SAID = 200

USER_AGENT = "Tieout"
"""Who asks, where a vendor wants no more of it in its own header."""

logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log addresses with their queries
logging.getLogger("httpcore").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Reply:
    """A vendor's answer; `headers` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    what: str
    """Which request it answers, for messages: method and path, never the query."""
    clean: Callable[[str], str] = field(default=str, repr=False, compare=False)
    """Takes what is secret out of a text."""

    @property
    def told(self) -> datetime | None:
        """The vendor's clock when it answered, in UTC; None where it does not say."""
        return _moment(self.headers.get("date", ""))

    def decode(self, kind: type[T]) -> T:
        """The body as a type of ours. Raises Changed with the path of what does not fit."""
        try:
            return msgspec.json.decode(self.content, type=kind)
        except msgspec.ValidationError as problem:
            raise Changed(self.clean(f"the answer to {self.what} does not fit: {problem}")) from problem
        except (msgspec.DecodeError, UnicodeDecodeError) as problem:
            raise Changed(self.clean(f"the answer to {self.what} is not JSON: {said(self)}")) from problem


def retry_after(headers: Mapping[str, str], wall: float) -> float | None:
    """In how many seconds to come back, by a Retry-After of either form (RFC 9110, 10.2.3); None where none is said."""
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    if re.fullmatch(r"\d{1,9}(\.\d+)?", text):
        return math.ceil(Decimal(text))
    until, told = _moment(text), _moment(headers.get("date", ""))
    if until is None:
        return None
    return max(
        until.timestamp() - (told.timestamp() if told else wall), 0
    )  # by its own clock, so that ours may be wrong


def _moment(text: str) -> datetime | None:
    """A date as headers have it; one without a zone is UTC's (RFC 5322, 3.3)."""
    try:
        found = parsedate_to_datetime(text)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def said(reply: Reply) -> str:
    """What a vendor's error says, in one line: the words of the usual JSON shapes, or the beginning of its text."""
    text = reply.content[:10_000].decode("utf-8", "replace")
    try:
        body = msgspec.json.decode(reply.content) if len(reply.content) <= 100_000 else None
    except (msgspec.DecodeError, UnicodeDecodeError):
        body = None
    words = _words(body) if body is not None else ""
    if not words and text.lstrip().lower().startswith(("<!doctype", "<html")):
        words = "a web page instead of an answer"
    line = " ".join("".join(each if each.isprintable() else " " for each in words or text).split())
    return (line[:MAX_SAID] + "…" if len(line) > MAX_SAID else line) or "nothing"


def _words(body: Any) -> str:
    if isinstance(body, str):
        return body
    if isinstance(body, list):
        return "; ".join(filter(None, (_words(each) for each in body[:3])))
    if isinstance(body, dict):
        keys = ("error_description", "message", "detail", "error", "errors", "title")
        return next((words for key in keys if (words := _words(body.get(key)))), "")
    return ""


def judged(reply: Reply, wall: float) -> ConnectorError | None:
    """What most vendors mean by a status, or None where it is an answer. The status speaks, whatever the body is."""
    status = reply.status
    if 200 <= status < 300:
        return None
    words = f"{reply.what} was answered with {status}: {said(reply)}"
    if status == 401:
        return Reconnect(words)
    if status in (408, 425, 429) or status >= 500:
        return Retry(words, retry_after(reply.headers, wall))
    if 300 <= status < 400:
        return Changed(f"{reply.what} leads elsewhere (status {status}); check base_url")
    return Refused(words, status)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request, however often it is sent."""

    method: str
    address: str
    params: Params
    body: bytes | None = None
    headers: Headers = field(default_factory=dict, repr=False)
    writes: bool = False

    @property
    def what(self) -> str:
        """What it is called in messages: never with its query."""
        return f"{self.method} {urlsplit(self.address).path}"


Judge = Callable[[Reply, float], ConnectorError | None]


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed. Reading them takes a twentieth of a second, so it is done once."""
    return httpx.create_ssl_context()


@dataclass(slots=True)
class Http:
    """A vendor's API under one address. `secrets` never stand in a message; `judge` knows the vendor's own signals."""

    base_url: str
    headers: Mapping[str, str] = field(repr=False)
    windows: Iterable[Window]
    timer: Timer
    secrets: tuple[str, ...] = field(default=(), repr=False)
    judge: Judge = judged
    access: Access | None = field(default=None, repr=False)
    """Whose token every request bears, where tokens end; without it `headers` say who we are."""
    patience: int = PATIENCE_SECONDS
    """How many seconds one request may wait for its vendor in all; 0 leaves every wait to whoever asks."""
    requests: int = 0
    told: datetime | None = field(default=None, init=False)
    """The vendor's clock at its first answer, in UTC."""
    _client: httpx.Client = field(init=False)
    _tokens: set[str] = field(default_factory=set, init=False, repr=False)
    _bucket: InMemoryBucket | None = field(init=False)

    def __post_init__(self) -> None:
        assert not problem_of_address(self.base_url), f"{self.base_url} was checked with the configuration"
        rates = [Rate(window.requests, window.seconds * 1000) for window in self.windows]
        self._bucket = InMemoryBucket(rates) if rates else None
        self._client = httpx.Client(
            headers={"User-Agent": USER_AGENT, **self.headers},
            timeout=httpx.Timeout(60, connect=10),
            follow_redirects=False,
            verify=_trusted(),
            trust_env=not is_loopback(urlsplit(self.base_url).hostname or ""),
        )

    def get(self, path: str, params: Iterable[tuple[str, str]] = (), headers: Headers = NONE) -> Reply:
        """What a path, or a whole address under `base_url`, answers. Raises ConnectorError."""
        return self._patiently(_Asked("GET", self._address(path), tuple(params), headers=headers))

    def read(self, path: str, body: object, params: Iterable[tuple[str, str]] = ()) -> Reply:
        """What a POST that only asks answers: it may be sent again. Raises ConnectorError."""
        return self._patiently(_Asked("POST", self._address(path), tuple(params), msgspec.json.encode(body)))

    def write(
        self, method: str, path: str, content: bytes, params: Iterable[tuple[str, str]] = (), headers: Headers = NONE
    ) -> Reply:
        """What a request that writes is answered. It is repeated only where it was certainly not carried out.

        Raises Unknown where it may have been, else ConnectorError.
        """
        return self._patiently(_Asked(method, self._address(path), tuple(params), content, headers, writes=True))

    def close(self) -> None:
        """Lets go of the connections."""
        self._client.close()

    # ---- one request, however often it takes ----

    def _patiently(self, asked: _Asked) -> Reply:
        attempts = Retrying(
            retry=retry_if_exception_type(Retry) & retry_if_not_exception_type(Unknown),
            wait=_wait,
            stop=lambda state: _enough(state, self.patience),
            sleep=self.timer.sleep,
            before_sleep=_told,
            reraise=True,
        )
        return attempts(self._once, asked)

    def _address(self, path: str) -> str:
        if not path.startswith(("http://", "https://")):
            return self.base_url.rstrip("/") + path
        ours, theirs = urlsplit(self.base_url), urlsplit(path)
        if (ours.scheme, ours.netloc) != (theirs.scheme, theirs.netloc):
            raise Changed(f"an answer leads to {theirs.netloc}, which is not {ours.netloc}; nothing was sent there")
        return path

    def _once(self, asked: _Asked) -> Reply:
        token = self.access.token() if self.access else ""
        reply = self._answer(asked, token)
        if reply.status == 401 and self.access:
            reply = self._answer(asked, self.access.renew(token))
        self.told = self.told or reply.told
        wrong = self.judge(reply, self.timer.wall())
        if wrong is not None:
            unsure = asked.writes and (reply.status >= 500 or reply.status == 408)
            wrong = Unknown(str(wrong), wrong.retry_after) if unsure and isinstance(wrong, Retry) else wrong
            wrong.args = (self._clean(str(wrong)),)
            raise wrong
        return reply

    def _answer(self, asked: _Asked, token: str) -> Reply:
        turn = self._take_turn()
        self._tokens.add(token)
        what, lost = self._clean(asked.what), Unknown if asked.writes else Retry
        try:
            return self._send(asked, token)
        except (httpx.ConnectError, httpx.ConnectTimeout) as problem:
            raise Retry(f"{what} failed: {self._clean(str(problem)) or 'nobody answers there'}") from problem
        except httpx.TimeoutException as problem:
            raise lost(f"{what} had no answer in time") from problem
        except httpx.LocalProtocolError as problem:
            raise Refused(f"{what} could not be sent: a header is not one ({type(problem).__name__})") from None
        except httpx.DecodingError as problem:
            raise lost(f"the answer to {what} does not unpack: {self._clean(str(problem))}") from problem
        except httpx.TransportError as problem:
            raise lost(f"{what} failed: {self._clean(str(problem)) or 'the connection was lost'}") from problem
        finally:
            turn.timestamp = math.ceil(self.timer.now() * 1000)

    def _send(self, asked: _Asked, token: str) -> Reply:
        self.requests += 1
        headers = {"Content-Type": "application/json"} if asked.body is not None else {}
        headers |= {**asked.headers, **({"Authorization": f"Bearer {token}"} if token else {})}
        what, lost = self._clean(asked.what), Unknown if asked.writes else Retry
        deadline = self.timer.now() + MAX_SECONDS_A_PAGE
        with self._client.stream(
            asked.method, asked.address, params=asked.params or None, content=asked.body, headers=headers
        ) as response:
            content = bytearray()
            for part in response.iter_bytes():
                content += part
                if self.timer.now() > deadline:
                    raise lost(f"{what} was not answered in full within {MAX_SECONDS_A_PAGE} seconds")
                if len(content) > MAX_BYTES_A_PAGE:
                    raise Changed(f"the answer to {what} is larger than {MAX_BYTES_A_PAGE} bytes")
            names = {name.lower(): value for name, value in response.headers.items()}
            return Reply(response.status_code, names, bytes(content), what, self._clean)

    def _take_turn(self) -> RateItem:
        """Waits until every window has room for one more request.

        The vendor counts it when it arrives, which is not known here. Counted from its answer on, it counts at least as
        long as there, so that none comes too early because it was faster on its way than one before.
        """
        while True:
            now = int(self.timer.now() * 1000)
            item = RateItem("request", now)
            if self._bucket is None:
                return item
            self._bucket.leak(now)
            if self._bucket.put(item):
                return item
            wait = self._bucket.waiting(item)
            assert isinstance(wait, int), "this bucket answers at once"
            seconds = max(wait, 1) / 1000
            if seconds > PATIENCE_SECONDS:
                raise Retry("as many requests as the vendor allows were sent", seconds)
            self.timer.sleep(seconds)

    def _clean(self, text: str) -> str:
        for secret in (*self.secrets, *self._tokens):
            text = text.replace(secret, "•••") if secret else text
        return text


_jitter = wait_exponential_jitter(max=30)


def _wait(state: RetryCallState) -> float:
    """As long as the vendor says, else longer each time."""
    problem = state.outcome.exception() if state.outcome else None
    stated = problem.retry_after if isinstance(problem, Retry) else None
    return stated if stated is not None else _jitter(state)


def _enough(state: RetryCallState, patience: int) -> bool:
    return state.attempt_number >= MAX_ATTEMPTS or state.idle_for + state.upcoming_sleep > patience


def _told(state: RetryCallState) -> None:
    problem = state.outcome.exception() if state.outcome else None
    structlog.get_logger().info(
        "request_delayed", why=str(problem), seconds=round(state.upcoming_sleep, 1), attempt=state.attempt_number
    )
