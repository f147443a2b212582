"""What can go wrong between us and a vendor, named by what happens next."""

from __future__ import annotations


class ConnectorError(Exception):
    """A vendor could not be asked, or answered otherwise than it should; the message says what a person should do."""


class Retry(ConnectorError):
    """Later it may work: `retry_after` is in how many seconds, if the vendor said so."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unknown(Retry):
    """A vendor was asked to write something and may have done it: it is looked for before it is asked again."""


class Reconnect(ConnectorError):
    """The vendor does not accept who we are; a person must sign in again or give another token."""


class Refused(ConnectorError):
    """The vendor understood the request and said no to it; `status` is HTTP's."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class Changed(ConnectorError):
    """The vendor's answer is not what its documentation says: this connector stops until someone looks."""
