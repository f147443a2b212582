"""Who delivers in the webhook benchmark: at a rate that does not wait for answers, or as much as can be sent."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import sys
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CONNECTIONS = 64
"""How many are open at once; one that is free is used again."""


@dataclass(slots=True)
class Client:
    """Connections to a server, and what came of each request."""

    host: str
    port: int
    free: deque[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=deque)
    taken: list[int] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(CONNECTIONS))

    async def send(self, request: bytes, due: int) -> None:
        """Sends a request, and notes how it was answered and how long after it was due."""
        async with self.turn:
            reader, writer = self.free.popleft() if self.free else await asyncio.open_connection(self.host, self.port)
            try:
                writer.write(request)
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0] or b"0")
                await reader.readexactly(length)
            except (OSError, asyncio.IncompleteReadError):
                self.statuses["no answer"] += 1
                writer.close()
                return
            self.taken.append(time.perf_counter_ns() - due)
            self.statuses[head[9:12].decode()] += 1
            if b"connection: close" in head:
                writer.close()
            else:
                self.free.append((reader, writer))


def request(client: Client, word: str, secret: str, number: int, name: str) -> bytes:
    """A delivery as Toggl sends it, each of another event."""
    event = hashlib.sha256(f"{name} {number}".encode()).hexdigest()[:13]
    said = {
        "event_id": int(event, 16),
        "metadata": {"action": "updated", "model": "time_entry", "workspace_id": "7435584"},
        "payload": {"id": 3_095_000_000 + number, "duration": 3001, "start": "2026-08-22T11:50:51Z", "tags": None},
        "subscription_id": 10713,
        "timestamp": "2026-08-22T12:43:36.17Z",
    }
    body = json.dumps(said).encode()
    if name == "flood":
        return _of_a_flood(client, word, body, number)
    return _written(client, word, body, hmac.new(secret.encode(), body, hashlib.sha256).hexdigest())


def _of_a_flood(client: Client, word: str, body: bytes, number: int) -> bytes:
    """By turns: forged, to an unknown place, and one that says it is far too large."""
    if number % 3 == 1:
        return _written(client, f"{word}-{number}", body, "0")
    if number % 3 == 2:
        large = b"Connection: close\r\nContent-Length: 99999"
        return _written(client, word, body, "0").replace(b"Content-Length: ", large)
    return _written(client, word, body, "0")


def _written(client: Client, word: str, body: bytes, signature: str) -> bytes:
    head = (
        f"POST /hooks/toggl/{word} HTTP/1.1\r\nHost: {client.host}:{client.port}\r\nUser-Agent: Toggl\r\n"
        f"Content-Type: application/json\r\nX-Webhook-Signature-256: sha256={signature}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def deliver(client: Client, requests: list[bytes], a_second: int) -> None:
    """Sends each when it is due; all at once where no rate is stated."""
    began, sent = time.perf_counter_ns() + 10**8, []
    for number, each in enumerate(requests):
        due = began + number * 10**9 // a_second if a_second else time.perf_counter_ns()
        ahead = due - time.perf_counter_ns()
        if a_second and ahead > 0:
            await asyncio.sleep(ahead / 1e9)
        sent.append(asyncio.create_task(client.send(each, due)))
    await asyncio.gather(*sent)


def main(base: str, word: str, secret: str, *how: str) -> None:
    """Delivers so many, so many a second, under a name, and says what came of it."""
    rows, a_second, name = int(how[0]), int(how[1]), how[2]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {int(os.environ["BENCH_PROCESSOR"])})
    parts = urlsplit(base)
    client = Client(parts.hostname or "", parts.port or 80)
    requests = [request(client, word, secret, number, name) for number in range(rows)]
    asyncio.run(deliver(client, requests, a_second))
    sys.stdout.write(json.dumps({"taken": client.taken, "statuses": client.statuses}))


if __name__ == "__main__":
    main(*sys.argv[1:])
