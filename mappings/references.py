"""People, clients, projects, activities and tags as the vendors know them: ids decide, names may change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select, update

from mappings.bulk import execute_many, upsert
from mappings.schema_pulled import reference

_KEYS = ("connector", "kind", "external_id")
_SAID = ("name", "code", "email", "parent", "archived", "detail")


@dataclass(frozen=True, slots=True)
class Known:
    """A counterpart at a vendor as it was last seen; `present` is no once the vendor no longer lists it."""

    connector: str
    kind: str
    external_id: str
    name: str
    code: str = ""
    email: str = ""
    parent: str = ""
    archived: bool = False
    detail: Mapping[str, Any] = field(default_factory=dict)
    present: bool = True


class References:
    """Questions about counterparts, and changes to them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, connector: str = "", kind: str = "") -> list[Known]:
        """What a connector or all of them know, of a kind or all, in order."""
        query = select(*(reference.c[name] for name in Known.__slots__))
        query = query.where(reference.c.connector == connector) if connector else query
        query = query.where(reference.c.kind == kind) if kind else query
        rows = self._connection.execute(query.order_by(*(reference.c[name] for name in _KEYS)))
        return [Known(*row) for row in rows]

    def keep(self, connector: str, listed: Iterable[Known], run: int) -> tuple[int, bool]:
        """Replaces what a connector knows by what it lists now; what it no longer lists is kept as gone.

        Says how many were new, changed or gone, and whether any that was known before has another name or code.
        """
        known = {(each.kind, each.external_id): each for each in self.of(connector)}
        now = {(each.kind, each.external_id): each for each in listed}
        changed = [each for key, each in now.items() if known.get(key) != each]
        gone = [key for key, each in known.items() if key not in now and each.present]
        statement = upsert(self._connection, reference, _KEYS, (*_SAID, "present", "run"))
        rows = [{name: getattr(each, name) for name in Known.__slots__} | {"run": run} for each in changed]
        execute_many(self._connection, statement, rows)
        for kind, external_id in gone:
            which = (reference.c.connector == connector) & (reference.c.kind == kind)
            leaves = update(reference).where(which, reference.c.external_id == external_id)
            self._connection.execute(leaves.values(present=False, run=run))
        named = (known[key] for key in now if key in known)
        return len(changed) + len(gone), any(_said(each) != _said(now[each.kind, each.external_id]) for each in named)


def _said(each: Known) -> tuple[str, str, str, str]:
    """What entries show of a counterpart."""
    return each.name, each.code, each.email, each.parent
