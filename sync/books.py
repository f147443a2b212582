"""What the push stage asks of books, whatever they are: a folder here, or a ledger elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from mappings.documents import Standing
from mappings.drafts import StoredDraft
from mappings.pushes import Push
from mappings.store import Transaction
from sync.documents import Papers


class LeftAlone(Exception):
    """Why a draft is not pushed now, as a sentence. Nothing was written."""


class NotMade(LeftAlone):
    """An intent that certainly was not carried out, and why: it is at its end, and the draft may be pushed again."""


class Pending(LeftAlone):
    """An intent of which nobody knows yet whether it was carried out, or of which something is still to be done."""


class Seen(Enum):
    """A document of ours as it is in its books now."""

    GONE = "gone"
    OURS = "as we wrote it"
    TOUCHED = "changed by somebody else"


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a push: the hash of all that was written, where that is, and the number that it bears.

    `problems` are sentences about a document that is there, and not as it should be.
    """

    fingerprint: str
    place: str
    number: str
    problems: tuple[str, ...] = ()
    standing: Standing | None = None
    """The document as a ledger has it."""
    told_at: datetime | None = None
    """The ledger's clock before it was written."""

    @property
    def is_gone(self) -> bool:
        """Whether a person voided or deleted it before it was known here that it had been made."""
        return self.standing is not None and self.standing.stage in ("voided", "deleted")


class Books(Protocol):
    """Books of one name. Any method may raise CannotWrite: mend what it says and push again."""

    @property
    def same_again(self) -> bool:
        """Whether a document that is gone is written by the same intent once more; else another one is made."""

    def where(self, item: Push) -> str:
        """Where a document is or will be, for people."""

    def seen(self, item: Push) -> Seen:
        """What has become of a document of ours."""

    def check(self, item: StoredDraft, action: str) -> None:
        """Asks all that must be known before a draft is pushed. Raises LeftAlone where these books cannot have it."""

    def fix(self, tx: Transaction, papers: Papers, wanted: Push) -> Push:
        """The intent with number, dates, place and exact bytes. Nothing is asked elsewhere. Raises LeftAlone."""

    def withdrawal(self, standing: Push, papers: Papers) -> Push:
        """The intent to take a draft away that stands there as we wrote it. Raises LeftAlone."""

    def carry_out(self, begun: Push, papers: Papers | None, earlier: Push | None, *, again: bool) -> Done:
        """Does what was intended; doing it twice is doing it once. `papers` is None for what needs none.

        `again` says that it may have been done before. Raises NotMade or Pending.
        """

    def changed_by_hand(self, item: Push) -> str:
        """That somebody else has changed a document, and what to do, as a sentence."""
