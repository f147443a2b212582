"""A mail server on loopback, as strict as real ones: order of commands, sign-in, and the form of messages."""

from __future__ import annotations

import base64
import binascii
import re
import socketserver
import ssl
import threading
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default

MAX_LINE = 1000
"""With its end (RFC 5321, 4.5.3.1.6)."""
NEEDED = ("From", "To", "Date", "Message-ID", "Subject")
FAULTS = ("greylisted", "unknown", "busy", "refused", "hangs", "cut", "late")
"""What can be struck: 451 and 550 for a recipient, 421 at once, 554 after DATA, silence, hanging up before the message
was taken (`cut`) and after it (`late`)."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A message that was taken, as it came."""

    sender: str
    recipient: str
    raw: bytes
    secure: bool
    user: str

    @property
    def message(self) -> Message:
        """It, parsed."""
        return message_from_bytes(self.raw, policy=default)


@dataclass(slots=True)
class Mailbox:
    """What the server knows and has taken. `faults` are struck one after the other, by the sessions that reach them."""

    user: str = ""
    password: str = field(default="", repr=False)
    tls: ssl.SSLContext | None = None
    faults: list[str] = field(default_factory=list)
    taken: list[Mail] = field(default_factory=list)
    sessions: int = 0
    refused: list[str] = field(default_factory=list)
    """Why messages or commands were not in order."""
    released: threading.Event = field(default_factory=threading.Event)

    def inbox(self, address: str) -> dict[str, Mail]:
        """What somebody sees: messages by their Message-ID, each once however often it came."""
        return {str(each.message["Message-ID"]): each for each in self.taken if each.recipient == address}

    def strikes(self, *faults: str) -> str:
        """The next fault, if it is one of these."""
        return self.faults.pop(0) if self.faults and self.faults[0] in faults else ""


class MailServer(socketserver.ThreadingTCPServer):
    """The server; use it as a context manager, its port is `server_address[1]`."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, box: Mailbox) -> None:
        self.box = box
        super().__init__(("127.0.0.1", 0), _Session)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def __enter__(self) -> MailServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.box.released.set()
        self.shutdown()
        self._thread.join()
        self.server_close()


class _HangUp(Exception):
    """The connection ends here."""


class _Session(socketserver.StreamRequestHandler):
    """One conversation."""

    server: MailServer

    def setup(self) -> None:
        super().setup()
        self.box = self.server.box
        self.box.sessions += 1
        self.greeted = self.secure = False
        self.user = self.sender = self.recipient = ""

    def finish(self) -> None:
        """Lets go of the connection, which STARTTLS has made another one."""
        try:
            super().finish()
        finally:
            self.request.close()

    def handle(self) -> None:
        """Speaks until somebody hangs up."""
        try:
            if self.box.strikes("busy"):
                self._say("421 4.3.2 too busy, come back later")
                return
            if self.box.strikes("hangs"):
                self.box.released.wait(10)
                return
            self._say("220 mail.test ESMTP")
            while line := self._line():
                verb, _, rest = line.partition(" ")
                answer = getattr(self, f"on_{verb.lower()}", None)
                self._say(answer(rest) if answer else "500 5.5.2 no such command")
        except (_HangUp, OSError):
            return

    def _line(self) -> str:
        raw = self.rfile.readline(MAX_LINE + 1)
        if raw and not raw.endswith(b"\r\n"):
            self.box.refused.append("a line that does not end with CRLF")
            self._say("500 5.5.2 lines end with CRLF")
            raise _HangUp
        return raw[:-2].decode("ascii", "replace")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")
        if text.startswith("221"):
            raise _HangUp

    def _no(self, text: str) -> str:
        self.box.refused.append(text)
        return text

    # ---- commands ----

    def on_ehlo(self, rest: str) -> str:
        """What is offered: AUTH only where nobody can listen (RFC 4954), except without any TLS at all."""
        if not rest:
            return self._no("501 5.5.4 say who you are")
        self.greeted = True
        offers = ["mail.test", "SIZE 1000000", "8BITMIME"]
        if self.box.tls and not self.secure:
            offers.append("STARTTLS")
        elif self.box.user:
            offers.append("AUTH PLAIN LOGIN")
        *first, last = offers
        return "\r\n".join([*(f"250-{each}" for each in first), f"250 {last}"])

    def on_starttls(self, rest: str) -> str:
        """From here on under TLS; what was said before counts no more (RFC 3207, 4.2)."""
        if self.box.tls is None or self.secure or rest:
            return self._no("503 5.5.1 not now")
        self._say("220 2.0.0 go ahead")
        self.request = self.box.tls.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
        self.secure, self.greeted = True, False
        return self._again()

    def _again(self) -> str:
        verb, _, rest = self._line().partition(" ")
        return self.on_ehlo(rest) if verb.upper() == "EHLO" else self._no("503 5.5.1 EHLO first")

    def on_auth(self, rest: str) -> str:
        """PLAIN (RFC 4616) or LOGIN."""
        if not self.greeted or not self.box.user or (self.box.tls and not self.secure):
            return self._no("503 5.5.1 not now")
        way, _, said = rest.partition(" ")
        try:
            if way.upper() == "PLAIN":
                _, user, password = self._decoded(said or self._asked("")).split("\0")
            else:
                user = self._decoded(said or self._asked("VXNlcm5hbWU6"))
                password = self._decoded(self._asked("UGFzc3dvcmQ6"))
        except (ValueError, binascii.Error):
            return self._no("501 5.5.2 not to be understood")
        if (user, password) != (self.box.user, self.box.password):
            return f"535 5.7.8 no: {said}"
        self.user = user
        return "235 2.7.0 welcome"

    def _asked(self, question: str) -> str:
        self._say(f"334 {question}")
        return self._line()

    def _decoded(self, text: str) -> str:
        return base64.b64decode(text, validate=True).decode()

    def on_mail(self, rest: str) -> str:
        """The sender, once, from somebody who signed in."""
        found = re.match(r"FROM:<([^<>\s@]+@[^<>\s@]+)>", rest, re.IGNORECASE)
        if not self.greeted or self.sender:
            return self._no("503 5.5.1 not now")
        if self.box.user and not self.user:
            return "530 5.7.0 sign in first"
        if found is None:
            return self._no("501 5.1.7 who sends it?")
        self.sender = found[1]
        return "250 2.1.0 ok"

    def on_rcpt(self, rest: str) -> str:
        """The recipient; with greylisting and unknown people where that is struck."""
        found = re.fullmatch(r"TO:<([^<>\s@]+@[^<>\s@]+)>.*", rest, re.IGNORECASE)
        if not self.sender or found is None:
            return self._no("503 5.5.1 not now")
        if self.box.strikes("greylisted"):
            return "451 4.7.1 come back in some minutes"
        if self.box.strikes("unknown"):
            return "550 5.1.1 nobody of that name\x1b[31m"
        self.recipient = found[1]
        return "250 2.1.5 ok"

    def on_data(self, rest: str) -> str:
        """The message, which must be in the form of RFC 5322."""
        if not self.recipient or rest:
            return self._no("503 5.5.1 not now")
        if self.box.strikes("cut"):
            raise _HangUp
        self._say("354 end with a full stop")
        raw = self._message()
        if self.box.strikes("refused"):
            return "554 5.7.1 this looks like spam"
        wrong = _wrong_with(raw)
        if wrong:
            return self._no(f"550 5.6.0 {wrong}")
        self.box.taken.append(Mail(self.sender, self.recipient, raw, self.secure, self.user))
        self.sender = self.recipient = ""
        if self.box.strikes("late"):
            raise _HangUp
        return "250 2.0.0 taken"

    def _message(self) -> bytes:
        lines = list[bytes]()
        while True:
            line = self.rfile.readline(MAX_LINE + 1)
            if not line.endswith(b"\r\n") or b"\r" in line[:-2]:
                self._no("a line of a message that does not end with CRLF, or is too long")
                raise _HangUp
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line[1:] if line.startswith(b".") else line)

    def on_rset(self, rest: str) -> str:
        """Forgets sender and recipient."""
        self.sender = self.recipient = ""
        return "250 2.0.0 ok"

    def on_noop(self, rest: str) -> str:
        """Nothing."""
        return "250 2.0.0 ok"

    def on_quit(self, rest: str) -> str:
        """The end."""
        return "221 2.0.0 bye"


def _wrong_with(raw: bytes) -> str:
    """What a server that checks messages would say of one, or nothing."""
    if any(byte > 127 for byte in raw):
        return "8-bit data that was not announced"
    message = message_from_bytes(raw, policy=default)
    if message.defects:
        return f"it does not parse: {type(message.defects[0]).__name__}"
    for name in NEEDED:
        if len(message.get_all(name, [])) != 1:
            return f"it has {len(message.get_all(name, []))} {name} headers"
    if not re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", str(message["Message-ID"])):
        return "its Message-ID is none"
    if message["Bcc"] or message["Cc"]:
        return "it goes to others, too"
    return ""
