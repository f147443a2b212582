"""Who we are to a vendor that gives tokens which end: one that is good now, and another one when it was refused."""

from __future__ import annotations

from typing import Protocol


class Access(Protocol):
    """A connection's access token, renewed by whoever holds the connection; every method may raise Reconnect."""

    def token(self) -> str:
        """An access token that is good for some minutes more."""

    def renew(self, refused: str) -> str:
        """Another one, because the vendor refused this one; one that was renewed meanwhile is given at once."""
