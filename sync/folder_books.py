"""Books that are a folder: a document is a folder of files there, and its number one of ours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from connectors.files import Config
from connectors.files.folder import CannotWrite, fingerprint, fingerprint_there, remove, write
from mappings.drafts import StoredDraft
from mappings.pushes import INTENDED, POST, WITHDRAW, Push
from mappings.store import Transaction
from sync.books import Done, LeftAlone, Seen
from sync.documents import Papers, dates_of, lacking
from sync.numbering import next_free
from sync.places import draft_place, invoice_place, root_of
from sync.worker import Worker


@dataclass(frozen=True, slots=True)
class FolderBooks:
    """The books of a name, in their folder."""

    worker: Worker
    name: str
    config: Config

    @property
    def same_again(self) -> bool:
        """The same files at the same place."""
        return True

    def where(self, item: Push) -> str:
        """The path of a document's folder."""
        return str(self._folder(item))

    def seen(self, item: Push) -> Seen:
        """What stands in a document's folder. Raises CannotWrite where that cannot be read."""
        there = fingerprint_there(self._folder(item))
        return Seen.GONE if not there else Seen.OURS if there == item.fingerprint else Seen.TOUCHED

    def check(self, item: StoredDraft, action: str) -> None:
        """A folder can have every draft."""

    def fix(self, tx: Transaction, papers: Papers, wanted: Push) -> Push:
        """The intent with number, dates, place and the record's bytes. Raises LeftAlone."""
        item = papers.stored
        wanted = replace(wanted, place=draft_place(item))
        if wanted.action == POST:
            if not item.draft.is_credit:  # import files hold no credit notes
                self._check_can_be_imported(papers, wanted)
            number = next_free(tx, self.worker, self.name, self.config.series(credit=item.draft.is_credit))
            issued, due = dates_of(item, self.worker.today)
            wanted = replace(wanted, number=number, issued=issued, due=due, place=invoice_place(item, number))
        self._check_place_is_free(tx, wanted)
        return replace(wanted, body=papers.record(wanted))

    def withdrawal(self, standing: Push, papers: Papers) -> Push:
        """The intent to take a draft's folder away."""
        return replace(standing, key=f"{standing.key}-{WITHDRAW}", action=WITHDRAW, status=INTENDED, body=b"")

    def carry_out(self, begun: Push, papers: Papers | None, earlier: Push | None, *, again: bool) -> Done:
        """Writes the files, or takes them away. Raises CannotWrite."""
        place = self._folder(begun)
        files = papers.files(begun) if papers else {}
        ours = ["", fingerprint(files), earlier.fingerprint if earlier and earlier.place == begun.place else ""]
        if fingerprint_there(place) not in ours:
            raise CannotWrite(self.changed_by_hand(begun))
        if papers is None:
            remove(place)
            return Done("", begun.place, begun.number)
        write(place, files)
        if earlier is not None and earlier.place != begun.place and self.seen(earlier) is not Seen.TOUCHED:
            remove(self._folder(earlier))
        return Done(fingerprint(files), begun.place, begun.number)

    def changed_by_hand(self, item: Push) -> str:
        """That a document's folder was changed, and what to do."""
        return f"{self._folder(item)} was changed by hand and is left alone; move it away, then push again"

    def _folder(self, item: Push) -> Path:
        return root_of(self.worker, self.config) / item.place

    def _check_can_be_imported(self, papers: Papers, wanted: Push) -> None:
        missing = lacking(papers.for_ledger(replace(wanted, number="(new)")), self.config)
        if missing:
            raise LeftAlone("; ".join(missing))

    def _check_place_is_free(self, tx: Transaction, wanted: Push) -> None:
        standing = tx.pushes.of_drafts([wanted.draft]).get(wanted.draft)
        own = standing is not None and standing.place == wanted.place
        if own or not fingerprint_there(self._folder(wanted)):
            return
        more = " or, if a backup was restored, let numbering begin at the first free number" if wanted.number else ""
        raise LeftAlone(
            f"{self._folder(wanted)} is there already and this database knows nothing of it; move it away{more}, "
            "then push again"
        )
