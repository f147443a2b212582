"""What is raised when the database cannot be used."""

from __future__ import annotations


class CannotCopy(Exception):
    """The database cannot be copied, or not to there; the message says why and what to do."""


class StoreUnavailable(Exception):
    """The database cannot be used now; the message says why and what to do."""


class Taken(StoreUnavailable):
    """Another tieout is at work on the database; it may be done soon."""
