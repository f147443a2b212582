"""What every notifier must do and say, whatever takes its letters: the test of each kind inherits this."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import structlog

from billing.alert_records import Body, Link, body, grid
from connectors.errors import ConnectorError, Reconnect, Refused, Retry, Unknown
from connectors.notifiers import Letter, Notifier
from connectors.waiting import Timer

AT = datetime(2026, 10, 29, 14, 30, tzinfo=UTC)
NOW_SECONDS = 1_793_284_200
TIMER = Timer(lambda: 0.0, lambda seconds: None, lambda: float(NOW_SECONDS))
WORDS = "80 % of the budget of <Site> & Shop are used; *not* bold, =SUM(A1)"
BODY = body(
    WORDS,
    grid(("client", ">hours"), [("Acme <Corp>", "12:30"), ("Müller & Söhne `x`", "0:15")]),
    links=[Link("The report", "https://tieout.test/reports?a=1&b=2")],
)


def letter(number: str = "m1", subject: str = "Budget reached: Acme", said: Body = BODY, to: str = "") -> Letter:
    return Letter(number, "budget_reached", to or "lead@x.test", subject, said, AT, "Northwind AI")


class NotifierContract:
    """The contract. A kind says how it is opened, what breaks, and what its readers see."""

    passing: tuple[str, ...]
    """Faults that may pass."""
    for_good: tuple[str, ...]
    """Faults by which one letter will never be taken."""
    lost: str
    """The fault by which the answer is lost although the letter was taken."""
    secrets: tuple[str, ...]

    def make(self, *, wrong: bool = False) -> Notifier:
        """The notifier, or one with a wrong secret."""
        raise NotImplementedError

    def strike(self, *faults: str) -> None:
        """Faults, for the next requests."""
        raise NotImplementedError

    def seen(self) -> list[str]:
        """What readers see, as texts, each letter once."""
        raise NotImplementedError

    def came(self) -> int:
        """How many letters were taken, however often the same."""
        raise NotImplementedError

    def hurry(self, notifier: Notifier) -> None:
        """Makes it wait for a third of a second at most."""
        raise NotImplementedError

    # ---- what everybody may expect ----

    def test_a_letter_arrives_with_all_that_it_says(self) -> None:
        notifier = self.make()
        notifier.send(letter())
        notifier.close()
        (text,) = self.seen()
        for words in ("Budget reached: Acme", "12:30", "The report", "https://tieout.test/reports?a=1", "Northwind AI"):
            assert words in text

    def test_two_letters_go_one_after_the_other(self) -> None:
        notifier = self.make()
        notifier.send(letter("m1"))
        notifier.send(letter("m2", "Second"))
        notifier.close()
        assert len(self.seen()) == 2

    def test_signing_in_sends_nothing(self) -> None:
        notifier = self.make()
        assert notifier.sign_in()
        notifier.close()
        assert self.came() == 0

    def test_a_subject_with_line_breaks_begins_no_header_and_no_other_message(self) -> None:
        notifier = self.make()
        notifier.send(letter(subject="Hello\r\nBcc: eve@x.test\r\n\r\n.\r\nMAIL FROM:<eve@x.test>\n\x1b[31mred"))
        notifier.close()
        (text,) = self.seen()
        assert "Hello Bcc: eve@x.test . MAIL FROM:" in text.replace("&lt;", "<")
        assert "\x1b" not in text
        assert self.came() == 1

    def test_trouble_that_may_pass_is_left_for_later(self) -> None:
        for fault in self.passing:
            self.strike(fault)
            notifier = self.make()
            with pytest.raises(Retry):
                notifier.send(letter())
            notifier.send(letter())
            notifier.close()
        assert len(self.seen()) == 1

    def test_a_letter_that_is_never_taken_is_refused_and_the_next_one_goes(self) -> None:
        for number, fault in enumerate(self.for_good):
            self.strike(fault)
            notifier = self.make()
            with pytest.raises(Refused):
                notifier.send(letter("m1"))
            notifier.send(letter(f"m2-{number}"))
            notifier.close()
        assert self.came() == len(self.for_good)

    def test_whoever_is_not_known_must_sign_in_anew(self) -> None:
        notifier = self.make(wrong=True)
        with pytest.raises(Reconnect):
            notifier.send(letter())
        notifier.close()
        assert self.came() == 0

    def test_who_does_not_answer_is_not_waited_for(self) -> None:
        notifier = self.make()
        self.hurry(notifier)
        self.strike("hangs")
        with pytest.raises(Retry):
            notifier.send(letter())
        notifier.close()

    def test_a_lost_answer_leads_to_a_second_try_that_readers_know_again(self) -> None:
        self.strike(self.lost)
        notifier = self.make()
        with pytest.raises(Unknown):
            notifier.send(letter())
        notifier.send(letter())
        notifier.close()
        assert self.came() == 2
        assert len(self.seen()) == 1

    def test_no_secret_is_in_an_error_or_a_log(self) -> None:
        said = []
        with structlog.testing.capture_logs() as logs:
            for fault in (*self.passing, *self.for_good, self.lost, ""):
                self.strike(*([fault] if fault else []))
                notifier = self.make(wrong=not fault)
                with pytest.raises(ConnectorError) as caught:
                    notifier.send(letter())
                notifier.close()
                said += [str(caught.value), repr(caught.value), repr(notifier), str(caught.value.__cause__)]
        text = " ".join([*said, str(logs)])
        assert not [secret for secret in self.secrets if secret in text]
