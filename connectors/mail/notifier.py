"""E-mail: a letter as a message with a plain and an HTML part, handed to the server by SMTP (RFC 5321, 5322)."""

from __future__ import annotations

import smtplib
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from connectors.errors import Changed, Reconnect, Refused, Retry, Unknown
from connectors.http import USER_AGENT
from connectors.mail.config import Config, is_address
from connectors.notifiers import Letter, Opening, subject_of, to_html, to_plain

SECONDS = 30
"""How long the server may take for one answer."""
MAX_SAID = 200


class Notifier:
    """A mail server. It is signed in to once, for the letters of one delivery."""

    def __init__(self, config: Config, opening: Opening) -> None:
        self._config = config
        self._password = opening.secrets.get("password", "")
        plain = f"\0{config.user}\0{self._password}" if self._password else ""
        self._secrets = (self._password, *(b64encode(each.encode()).decode() for each in (plain, self._password)))
        self._server: smtplib.SMTP | None = None

    def sign_in(self) -> str:
        """Who we are there; nothing is sent. Raises ConnectorError."""
        with self._in_words(writes=False):
            self._connected().noop()
        who = f"as {self._config.user}" if self._config.user else "without a name"
        return f"{self._config.host} takes mail from {self._config.sender}, signed in {who}"

    def send(self, letter: Letter) -> None:
        """Hands a letter to the server, under a Message-ID made from the letter's own id. Raises ConnectorError."""
        message = to_message(letter, self._config.sender)
        with self._in_words(writes=False):
            server = self._connected()
            code, said = server.mail(self._config.sender)
            if code != 250:
                raise smtplib.SMTPSenderRefused(code, said, self._config.sender)
            code, said = server.rcpt(letter.to)
            if code not in (250, 251):
                raise smtplib.SMTPRecipientsRefused({letter.to: (code, said)})
        with self._in_words(writes=True):
            code, said = server.data(message.as_bytes(policy=SMTP))
            if code != 250:
                raise smtplib.SMTPDataError(code, said)

    def close(self) -> None:
        """Ends the conversation."""
        server, self._server = self._server, None
        if server is not None:
            try:
                server.quit()
            except (smtplib.SMTPException, OSError):
                server.close()

    # ---- the conversation ----

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            config = self._config
            server = _opened(config)
            self._server = server
            if config.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            server.ehlo_or_helo_if_needed()
            if config.user:
                server.login(config.user, self._password)
        return self._server

    @contextmanager
    def _in_words(self, *, writes: bool) -> Iterator[None]:
        """Turns what goes wrong into the four errors; after any of them, the conversation begins anew."""
        try:
            yield
        except (smtplib.SMTPException, OSError, UnicodeError) as problem:
            self._hang_up()
            raise self._meaning(problem, writes) from None

    def _hang_up(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def _meaning(self, problem: Exception, writes: bool) -> Exception:
        host = self._config.host
        if isinstance(problem, ssl.SSLCertVerificationError):
            return Changed(f"the certificate of {host} cannot be believed ({problem.verify_message}); ask who runs it")
        if isinstance(problem, smtplib.SMTPNotSupportedError):
            return Changed(f"{host} does not offer what is needed: {self._said(str(problem))} (security:, port:)")
        if isinstance(problem, UnicodeError):
            return Reconnect("its user and password must be plain ASCII; give others")
        if isinstance(problem, smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException):
            return self._answered(problem)
        if type(problem) is smtplib.SMTPException:
            return Changed(f"{host} offers no way to sign in that is understood here: {self._said(str(problem))}")
        lost = Unknown if writes else Retry
        return lost(f"{host} could not be reached, or hung up: {self._said(str(problem)) or type(problem).__name__}")

    def _answered(self, problem: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> Exception:
        """What an answer of the server means: about a person, about who we are, or about this one message."""
        host = self._config.host
        if isinstance(problem, smtplib.SMTPRecipientsRefused):
            ((code, why),) = problem.recipients.values()
            return _by_code(code, f"{host} does not take mail for this address: {self._said(why)}", Refused)
        said = self._said(problem.smtp_error)
        if isinstance(problem, smtplib.SMTPAuthenticationError):
            return _by_code(problem.smtp_code, f"{host} does not take the user and password: {said}", Reconnect)
        if isinstance(problem, smtplib.SMTPSenderRefused):
            words = f"{host} does not take mail from {self._config.sender}: {said}"
            return _by_code(problem.smtp_code, words, Reconnect)
        return _by_code(problem.smtp_code, f"{host} answered {problem.smtp_code}: {said}", Refused)

    def _said(self, text: bytes | str) -> str:
        """A server's words as one line, without our password."""
        words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        for secret in self._secrets:
            words = words.replace(secret, "•••") if secret else words
        line = " ".join("".join(each if each.isprintable() else " " for each in words).split())
        return line[:MAX_SAID]


def _opened(config: Config) -> smtplib.SMTP:
    if config.security == "tls":
        return smtplib.SMTP_SSL(config.host, config.port_number, timeout=SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(config.host, config.port_number, timeout=SECONDS)


def _by_code(code: int, words: str, for_good: Callable[[str], Exception]) -> Exception:
    """What a reply means: 4yz may pass, 5yz does not (RFC 5321, 4.2.1); -1 is smtplib's for a connection that ended."""
    return Retry(words) if code < 500 else for_good(words)


def to_message(letter: Letter, sender: str) -> EmailMessage:
    """The message: the same bytes for the same letter at every try. Raises Refused."""
    if not is_address(letter.to):
        raise Refused("its recipient is no e-mail address")
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = subject_of(letter)
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Mailer"] = USER_AGENT
    message.set_content(to_plain(letter), cte="quoted-printable")
    message.add_alternative(to_html(letter), subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{letter.id}")
    return message
