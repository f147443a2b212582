"""A vendor of prepared answers on loopback, in a process of its own, whose memory and time are not those of a run.

It answers the requests that were prepared for, counts them, and refuses and notes all others.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

HERE = b"http://vendor.test"
"""Stands in prepared answers where the vendor's own address is to stand."""
DATE = "Tue, 03 Nov 2026 11:00:00 GMT"
_INDEX = "answers.json"
_ROOT = Path(__file__).parent.parent

Params = tuple[tuple[str, str], ...]
Request = tuple[str, Params]
"""A path and its parameters."""


def target(path: str, params: Params = ()) -> str:
    """What is asked for, whatever the order of its parameters is."""
    return f"{path}?{urlencode(sorted(params))}"


@dataclass(slots=True)
class Answers:
    """Answers that are being prepared in a folder. Those of a scene hold while it is shown, all others always."""

    folder: Path
    files: dict[str, dict[str, str]] = field(default_factory=dict)

    def put(self, path: str, params: Params, content: bytes, scene: str = "") -> None:
        """What a request is answered with."""
        known = self.files.setdefault(scene, {})
        name = f"{scene or 'always'}-{len(known)}.json"
        (self.folder / name).write_bytes(content)
        known[target(path, params)] = name

    def close(self) -> None:
        """Writes down which answer is where."""
        (self.folder / _INDEX).write_text(json.dumps(self.files), encoding="utf-8")


class Vendor:
    """A vendor at `base` while a `with` block lasts, which ends with an error if anything else was asked of it."""

    base = ""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Vendor:
        command = [sys.executable, "-m", "bench.vendor", str(self._folder)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=_ROOT)
        self.base = self._told("base")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        unexpected = self._told("unexpected")
        self._process.communicate()
        assert not unexpected, f"requests that nothing was prepared for: {unexpected}"

    def show(self, scene: str) -> None:
        """Answers with what is different in a scene from now on."""
        self._told(f"show {scene}")

    @property
    def requests(self) -> int:
        """How many requests were answered so far."""
        return int(self._told("requests"))

    def _told(self, question: str) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"{question}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


# ---- the process ----


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.files: dict[str, dict[str, str]] = json.loads((folder / _INDEX).read_text(encoding="utf-8"))
        self.base = f"http://127.0.0.1:{self.server_address[1]}"
        self.scene = ""
        self.requests = 0
        self.unexpected: list[str] = []

    def answer(self, address: str) -> bytes | None:
        asked = urlsplit(address)
        self.requests += 1
        known = target(asked.path, tuple(parse_qsl(asked.query, keep_blank_values=True)))
        name = self.files.get(self.scene, {}).get(known) or self.files[""].get(known)
        if name is None:
            self.unexpected.append(address)
            return None
        return (self.folder / name).read_bytes().replace(HERE, self.base.encode())

    def tell(self, question: str) -> Any:
        what, _, scene = question.partition(" ")
        if what == "show":
            self.scene = scene
        return getattr(self, "scene" if what == "show" else what)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        content = self.server.answer(self.path)
        self.send_response_only(200 if content is not None else 400)
        body = content if content is not None else b'{"message": "nothing was prepared for this"}'
        for name, value in (("Date", DATE), ("Content-Type", "application/json"), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def main(folder: Path) -> None:
    """Serves until nobody asks any more: what is asked of the process itself comes and goes by lines."""
    server = _Server(folder)
    Thread(target=server.serve_forever, daemon=True).start()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(server.tell(line.strip())) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
