"""E-mail against a server that takes nothing that is not in order."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import connectors.mail.notifier as module
from connectors.errors import Changed, Reconnect, Refused
from connectors.mail.config import Config
from connectors.mail.notifier import Notifier, to_message
from connectors.notifiers import Notifier as Role
from connectors.notifiers import Opening
from sandbox.mailbox import Mailbox, MailServer
from tests.connectors.notifier_contract import AT, TIMER, WORDS, NotifierContract, letter

PASSWORD = "correct horse battery"


def opening(password: str = PASSWORD) -> Opening:
    return Opening({"password": password}, TIMER)


class TestMail(NotifierContract):
    passing = ("greylisted", "busy", "cut")
    for_good = ("unknown", "refused")
    lost = "late"
    secrets = (PASSWORD, "AG9wcwBjb3JyZWN0IGhvcnNlIGJhdHRlcnk=")

    @pytest.fixture(autouse=True)
    def _server(self) -> Iterator[None]:
        self.box = Mailbox("ops", PASSWORD)
        with MailServer(self.box) as server:
            self.port = server.port
            yield
        assert self.box.refused == []

    def make(self, *, wrong: bool = False) -> Role:
        said = {"kind": "email", "host": "127.0.0.1", "port": self.port, "security": "none", "from": "tieout@x.test"}
        config = Config.model_validate(said | {"user": "ops", "password": "${P}"})
        return Notifier(config, opening("wrong" if wrong else PASSWORD))

    def strike(self, *faults: str) -> None:
        self.box.faults += faults

    def seen(self) -> list[str]:
        return [_as_read(each.message) for each in self.box.inbox("lead@x.test").values()]

    def came(self) -> int:
        return len(self.box.taken)

    def hurry(self, notifier: Role) -> None:
        self._seconds.setattr(module, "SECONDS", 0.3)

    @pytest.fixture(autouse=True)
    def _patience(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._seconds = monkeypatch

    def test_the_same_letter_is_the_same_bytes_with_its_own_id(self) -> None:
        once, again = (to_message(letter("m7k2"), "tieout@x.test").as_bytes() for _ in range(2))
        assert once == again
        assert b"Message-ID: <m7k2@x.test>" in once
        assert to_message(letter("m7k2"), "tieout@x.test")["Date"] == "Thu, 29 Oct 2026 14:30:00 +0000"

    def test_the_html_part_escapes_and_the_plain_part_says_it_as_it_is(self) -> None:
        with closing(self.make()) as notifier:
            notifier.send(letter())
        message: Any = self.box.taken[0].message
        html = message.get_body(("html",)).get_content()
        plain = message.get_body(("plain",)).get_content()
        assert "&lt;Site&gt; &amp; Shop" in html
        assert "<Site>" not in html
        assert "Acme &lt;Corp&gt;" in html
        assert "reports?a=1&amp;b=2" in html
        assert WORDS in plain

    def test_a_recipient_that_is_no_address_is_refused_before_anything_is_said(self) -> None:
        for to in ("a@x.test, eve@x.test", "a@x.test\r\nBcc: eve@x.test", "Kim <kim@x.test>", "kim"):
            with pytest.raises(Refused):
                self.make().send(replace(letter(), to=to))
        assert self.box.sessions == 0

    def test_a_sign_in_that_may_be_taken_later_is_no_reason_to_ask_a_person(self) -> None:
        with pytest.raises(Reconnect, match="does not take the user and password"):
            self.make(wrong=True).sign_in()


def _as_read(message: Any) -> str:
    assert isinstance(message, EmailMessage)
    plain: Any = message.get_body(("plain",))
    return f"{message['Subject']}\n{plain.get_content()}"


class TestSecrecy:
    """STARTTLS: nothing is said to a server whose certificate nobody vouches for."""

    def test_a_server_that_is_vouched_for_gets_the_letter_under_tls(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        context, authority = _certified(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        box = Mailbox("ops", PASSWORD, context)
        with MailServer(box) as server, closing(_starttls(server.port)) as notifier:
            notifier.send(letter())
        assert [(each.secure, each.user) for each in box.taken] == [(True, "ops")]

    def test_a_server_that_nobody_vouches_for_gets_neither_password_nor_letter(self, tmp_path: Path) -> None:
        context, _ = _certified(tmp_path)
        box = Mailbox("ops", PASSWORD, context)
        with MailServer(box) as server, pytest.raises(Changed, match="certificate"):
            _starttls(server.port).send(letter())
        assert box.taken == []

    def test_a_server_without_starttls_gets_no_password(self) -> None:
        box = Mailbox("ops", PASSWORD)
        with MailServer(box) as server, pytest.raises(Changed, match="STARTTLS"):
            _starttls(server.port).send(letter())
        assert box.taken == []


def _starttls(port: int) -> Notifier:
    said = {"kind": "email", "host": "localhost", "port": port, "from": "tieout@x.test", "user": "ops"}
    return Notifier(Config.model_validate(said | {"password": "${P}"}), opening())


def _certified(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's side of TLS for `localhost`, and the file of who vouches for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(AT - timedelta(days=4000))
        .not_valid_after(AT + timedelta(days=4000))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    public, private = folder / "public.pem", folder / "private.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return context, public
