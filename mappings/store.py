"""The mapping store: one place for what is known, read and written in transactions.

`with store.write() as tx:` commits everything done through `tx`, or nothing. A part of `tx` is one area of the store,
and each of its methods answers one question or makes one change.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Connection, Engine

from mappings.alerts import Alerts
from mappings.audit import ITSELF, Audit
from mappings.database import database_at, in_words, open_engines
from mappings.decided import Decided
from mappings.decisions import Decisions
from mappings.documents import Documents
from mappings.drafts import Drafts
from mappings.due import Due
from mappings.entries import Entries
from mappings.erasing import Erasing
from mappings.evidence import Evidence
from mappings.history import History
from mappings.hooks import Deliveries, Hooks
from mappings.issues import Issues
from mappings.items import Items
from mappings.matches import Matches
from mappings.messages import Messages
from mappings.occasions import Occasions
from mappings.placements import Placements
from mappings.plans import Plans
from mappings.pulled import Pulled
from mappings.pushes import Pushes
from mappings.references import References
from mappings.runs import Runs
from mappings.seen import Seen
from mappings.servers import Servers
from mappings.signs import Signs
from mappings.standstills import Standstills
from mappings.sums import Sums
from mappings.tasks import Tasks
from mappings.thinning import Thinning
from mappings.tidying import Tidying
from mappings.timesheets import Timesheets
from mappings.units import Units
from mappings.vault import Vault
from mappings.whole import Whole
from mappings.worked import PeoplesWork
from mappings.works import Works
from mappings.worth import Worth


class Transaction:
    """One transaction and the areas of the store it reaches; `by` signs what nobody else has signed."""

    def __init__(self, connection: Connection, by: str = ITSELF) -> None:
        self._connection = connection
        self._by = by

    @cached_property
    def audit(self) -> Audit:
        """What was done by whom."""
        return Audit(self._connection, self._by)

    @cached_property
    def worth(self) -> Worth:
        """Sums for reports of the house: revenue, hours, work in progress."""
        return Worth(self._connection)

    @cached_property
    def runs(self) -> Runs:
        """Runs, imported files and configuration snapshots."""
        return Runs(self._connection)

    @cached_property
    def occasions(self) -> Occasions:
        """What the schedule asked for, and how it went."""
        return Occasions(self._connection)

    @cached_property
    def tidying(self) -> Tidying:
        """What nobody will ask for any more."""
        return Tidying(self._connection)

    @cached_property
    def thinning(self) -> Thinning:
        """Lines of drafts that others took the place of."""
        return Thinning(self._connection)

    @cached_property
    def servers(self) -> Servers:
        """The processes that serve."""
        return Servers(self._connection)

    @cached_property
    def erasing(self) -> Erasing:
        """Who is forgotten, and forgetting somebody."""
        return Erasing(self._connection)

    @cached_property
    def standstills(self) -> Standstills:
        """What is not done until a reason is gone."""
        return Standstills(self._connection)

    @cached_property
    def seen(self) -> Seen:
        """What the sources have named so far, before anything is matched."""
        return Seen(self._connection)

    @cached_property
    def entries(self) -> Entries:
        """Entries, their history and how sources call them."""
        return Entries(self._connection)

    @cached_property
    def decided(self) -> Decided:
        """What people decided: mappings of projects and identities."""
        return Decided(self._connection)

    @cached_property
    def matches(self) -> Matches:
        """Where each entry belongs, with reasons."""
        return Matches(self._connection)

    @cached_property
    def peoples_work(self) -> PeoplesWork:
        """What people worked in a month."""
        return PeoplesWork(self._connection)

    @cached_property
    def works(self) -> Works:
        """What contracts' periods are made of."""
        return Works(self._connection)

    @cached_property
    def placements(self) -> Placements:
        """Where each portion stands, and every step that brought it there."""
        return Placements(self._connection)

    @cached_property
    def plans(self) -> Plans:
        """What each unit was planned from."""
        return Plans(self._connection)

    @cached_property
    def drafts(self) -> Drafts:
        """Drafts and their lines."""
        return Drafts(self._connection)

    @cached_property
    def decisions(self) -> Decisions:
        """What people decided about entries, exceptions, drafts and periods."""
        return Decisions(self._connection, self.audit)

    @cached_property
    def due(self) -> Due:
        """What must be looked at again."""
        return Due(self._connection)

    @cached_property
    def units(self) -> Units:
        """Contracts' periods: how each was planned, and whether it is closed."""
        return Units(self._connection, self.audit)

    @cached_property
    def pushes(self) -> Pushes:
        """Intents to write to the books, and the documents that came of them."""
        return Pushes(self._connection)

    @cached_property
    def documents(self) -> Documents:
        """What stands in ledgers elsewhere, as it was last seen."""
        return Documents(self._connection)

    @cached_property
    def items(self) -> Items:
        """What is billed once."""
        return Items(self._connection)

    @cached_property
    def sums(self) -> Sums:
        """The sums that statements are made of."""
        return Sums(self._connection)

    @cached_property
    def history(self) -> History:
        """The store as it was at an earlier moment."""
        return History(self._connection)

    @cached_property
    def pulled(self) -> Pulled:
        """Which months of which vendors are proven."""
        return Pulled(self._connection)

    @cached_property
    def references(self) -> References:
        """What the vendors call people and projects."""
        return References(self._connection)

    @cached_property
    def tasks(self) -> Tasks:
        """Tasks as their trackers have them, and which entries name them."""
        return Tasks(self._connection)

    @cached_property
    def evidence(self) -> Evidence:
        """What task trackers told of milestones."""
        return Evidence(self._connection)

    @cached_property
    def vault(self) -> Vault:
        """What vendors granted us, sealed."""
        return Vault(self._connection)

    @cached_property
    def hooks(self) -> Hooks:
        """Where vendors deliver to."""
        return Hooks(self._connection)

    @cached_property
    def deliveries(self) -> Deliveries:
        """What vendors said has changed, until it was read again."""
        return Deliveries(self._connection)

    @cached_property
    def whole(self) -> Whole:
        """Every row of every table, for those who leave."""
        return Whole(self._connection)

    @cached_property
    def alerts(self) -> Alerts:
        """What somebody must be told."""
        return Alerts(self._connection)

    @cached_property
    def messages(self) -> Messages:
        """Alerts on their way to somebody."""
        return Messages(self._connection)

    @cached_property
    def signs(self) -> Signs:
        """Signs of trouble."""
        return Signs(self._connection)

    @cached_property
    def timesheets(self) -> Timesheets:
        """Time by person and day, and what of it is approved."""
        return Timesheets(self._connection)

    @cached_property
    def issues(self) -> Issues:
        """The rows of the exception report."""
        return Issues(self._connection)


@dataclass(frozen=True, slots=True)
class Store:
    """An open database on the newest schema."""

    url: str = field(repr=False)
    reader: Engine
    writer: Engine
    by: str = ITSELF
    """Who opened it, and signs what is done by itself there: the person of a command, or the daemon."""

    @classmethod
    def open(cls, url: str, by: str = ITSELF) -> Store:
        """The store at an address, created or upgraded where needed. Raises StoreUnavailable."""
        return cls(url, *open_engines(url), by)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A consistent view; writing through it is refused by the database."""
        with in_words(self.url), self.reader.connect() as connection, connection.begin():
            yield Transaction(connection, self.by)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A short writing transaction: committed at the end of the block, rolled back when it raises."""
        with in_words(self.url), self.writer.begin() as connection:
            yield Transaction(connection, self.by)

    def keep_at_hand(self) -> None:
        """Keeps more of the database in memory from now on: for work on a whole month."""
        with in_words(self.url):
            database_at(self.url).at_hand((self.reader, self.writer))

    def close(self) -> None:
        """Gives the database's files back."""
        self.reader.dispose()
        self.writer.dispose()
