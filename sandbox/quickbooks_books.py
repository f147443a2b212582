"""A QuickBooks Online company as the twin keeps it: rows by entity as the API writes them, who may ask, numbers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.clock import Clock
from sandbox.records import hex_for

Row = dict[str, Any]
REALM = "9341453950123456"
PACIFIC = ZoneInfo("America/Los_Angeles")
"""The zone of QuickBooks' own moments."""

TRANSACTIONS = ("Invoice", "Estimate", "CreditMemo", "Payment")
SALES = ("Invoice", "Estimate", "CreditMemo")
POSTING = ("Invoice", "CreditMemo", "Payment")
"""Transactions that closed books refuse; an estimate posts nothing."""
NAMED = ("Customer", "Item", "Account", "Term", "TaxCode", "Class")
"""Lists whose inactive rows a plain query leaves out."""
TOKEN_SECONDS = 3600
REFRESH_SECONDS = 8_726_400
CONSENT_SECONDS = 5 * 365 * 86_400


class Fault(Exception):
    """What QuickBooks answers with a `Fault`: its code, message, detail and the field concerned."""

    def __init__(self, code: int, message: str, detail: str = "", element: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.detail, self.element = code, message, detail or message, element


@dataclass(frozen=True, slots=True)
class Gone:
    """A deleted row, which change data capture tells of."""

    entity: str
    id: str
    at: datetime


@dataclass(slots=True)
class Grant:
    """What somebody consented to: the refresh token that is good, and until when."""

    refresh: str
    ends: datetime
    hard_ends: datetime
    """Five years after the consent, however it is used."""
    old: list[str] = field(default_factory=list)


@dataclass
class QuickBooksBooks:
    """One company. `pace` is by what factor its limits are wider than the vendor's, for benchmarks."""

    clock: Clock
    realm: str = REALM
    country: str = "US"
    client_id: str = "ABquickbooksclient"
    client_secret: str = "quickbooks-client-secret"
    rows: dict[str, dict[str, Row]] = field(default_factory=lambda: defaultdict(dict))
    gone: list[Gone] = field(default_factory=list)
    replies: dict[str, Row] = field(default_factory=dict)
    """What was answered to each requestid."""
    files: dict[str, bytes] = field(default_factory=dict)
    """The content of attachments, by their ids."""
    pace: int = 1
    sandbox: bool = False
    """Whether it is one of Intuit's companies for trying things out, which has a limit by the second, too."""
    access: dict[str, datetime] = field(default_factory=dict)
    """Access tokens, and when they end."""
    grants: list[Grant] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    """Codes that were not exchanged yet, with the address they were given to."""
    made: int = 0

    # ---- rows ----

    def find(self, entity: str, own: str) -> Row:
        """A row by its id. Raises Fault 610."""
        row = self.rows[entity].get(own)
        if row is None:
            raise Fault(610, "Object Not Found", f"Object Not Found : {entity} {own}")
        return row

    def new_id(self, entity: str) -> str:
        """The next free id; transactions share theirs."""
        kinds = TRANSACTIONS if entity in TRANSACTIONS else (entity,)
        known = [int(own) for kind in kinds for own in self.rows[kind]]
        known += [int(each.id) for each in self.gone if each.entity in kinds]
        return str(max(known, default=0) + 1)

    def add(self, entity: str, row: Row) -> Row:
        """Keeps a new row under an id, with its first version."""
        own = str(row.pop("Id", "") or self.new_id(entity))
        now = self.said(self.clock.now())
        found = {**row, "domain": "QBO", "sparse": False, "Id": own, "SyncToken": "0"}
        found["MetaData"] = {"CreateTime": now, "LastUpdatedTime": now}
        self.rows[entity][own] = found
        return found

    def touch(self, row: Row, version: bool = True) -> None:
        """Notes that a row changed; being linked is no new version of it."""
        if version:
            row["SyncToken"] = str(int(row["SyncToken"]) + 1)
        row["MetaData"] = {**row["MetaData"], "LastUpdatedTime": self.said(self.clock.now())}

    def remove(self, entity: str, own: str) -> None:
        """Deletes a row, which is told afterwards."""
        del self.rows[entity][own]
        self.gone.append(Gone(entity, own, self.clock.now()))

    def said(self, moment: datetime) -> str:
        """A moment as QuickBooks writes it."""
        return moment.astimezone(PACIFIC).isoformat(timespec="seconds")

    # ---- settings ----

    @property
    def preferences(self) -> Row:
        """The one row of preferences."""
        return self.rows["Preferences"]["1"]

    def prefers(self, group: str, name: str) -> Any:
        """A preference; None where it is not set."""
        return self.preferences.get(group, {}).get(name)

    def prefer(self, group: str, **values: Any) -> None:
        """Sets preferences of a group."""
        self.preferences[group] = {**self.preferences.get(group, {}), **values}

    @property
    def home(self) -> str:
        """The home currency."""
        return str(self.prefers("CurrencyPrefs", "HomeCurrency")["value"])

    @property
    def closed_until(self) -> date | None:
        """The day up to which the books are closed."""
        stated = self.prefers("AccountingInfoPrefs", "BookCloseDate")
        return date.fromisoformat(stated) if stated else None

    def next_number(self, entity: str) -> str:
        """The number after the last one; invoices and credit memos share theirs."""
        kinds = ("Estimate",) if entity == "Estimate" else ("Invoice", "CreditMemo")
        used = [row.get("DocNumber", "") for kind in kinds for row in self.rows[kind].values()]
        return str(max((int(each) for each in used if each.isdigit()), default=1000) + 1)

    # ---- who may ask ----

    def token(self, seconds: int = TOKEN_SECONDS) -> str:
        """A new access token."""
        self.made += 1
        text = f"eyJ{hex_for('quickbooks', 'access', self.realm, self.made)}"
        self.access[text] = self.clock.now() + timedelta(seconds=seconds)
        return text

    def accepts(self, token: str) -> bool:
        """Whether an access token is good now."""
        return self.clock.now() < self.access.get(token, datetime.min.replace(tzinfo=UTC))

    def consent(self, redirect: str) -> str:
        """A code for somebody who consented."""
        self.made += 1
        code = f"AB1{hex_for('quickbooks', 'code', self.realm, self.made)}"
        self.codes[code] = redirect
        return code

    def grant(self) -> Grant:
        """A new consent with its refresh token."""
        now = self.clock.now()
        found = Grant(
            self._refresh(), now + timedelta(seconds=REFRESH_SECONDS), now + timedelta(seconds=CONSENT_SECONDS)
        )
        self.grants.append(found)
        return found

    def renew(self, refresh: str) -> Grant | None:
        """The consent of a refresh token, which is another one from now on; the one before is good once more."""
        now = self.clock.now()
        for each in self.grants:
            if now < min(each.ends, each.hard_ends) and refresh in (each.refresh, *each.old[-1:]):
                each.old, each.refresh = [*each.old, each.refresh], self._refresh()
                each.ends = now + timedelta(seconds=REFRESH_SECONDS)
                return each
        return None

    def revoke(self) -> None:
        """Ends every consent and every access token."""
        self.grants.clear()
        self.access.clear()

    def end(self, token: str) -> bool:
        """Ends the consent that a token belongs to; access tokens end, too. Whether it was known."""
        ended = [each for each in self.grants if token in (each.refresh, *each.old)]
        known = bool(ended) or token in self.access
        self.grants = [each for each in self.grants if each not in ended]
        if known:
            self.access.clear()
        return known

    def forget_reply(self) -> None:
        """Forgets the answer that was last kept for a requestid."""
        if self.replies:
            self.replies.popitem()

    def _refresh(self) -> str:
        self.made += 1
        return f"RT1-{hex_for('quickbooks', 'refresh', self.realm, self.made)}"


def number(value: Any) -> int | Decimal:
    """A number as QuickBooks writes it: without a decimal point where it is whole."""
    exact = Decimal(str(value))
    whole = exact == exact.to_integral_value()
    return int(exact) if whole else exact.normalize()


def ref(row: Row, name: str = "Name") -> Row:
    """A reference to a row."""
    return {"value": row["Id"], "name": row.get("FullyQualifiedName") or row.get(name, "")}
