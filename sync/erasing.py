"""A person who asks to be forgotten: their names go from the store, and do not come back with the next pull."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from billing.texts import squashed
from mappings.copies import compact
from mappings.decided import Signature
from mappings.due import UNIT
from mappings.erasing import pseudonym_of
from review.decide import CannotDecide, explained
from sync.worker import Worker, running


@dataclass(frozen=True, slots=True)
class Erasure:
    """Who is, or would be, forgotten: all that they are called, and what they are called from then on."""

    pseudonym: str
    names: tuple[str, ...]
    rows: Mapping[str, int]


def would_erase(worker: Worker, person: str) -> Erasure:
    """What would be replaced. Raises CannotDecide where nobody is called so."""
    with worker.store.read() as tx:
        names = tx.erasing.names_of(squashed(person))
        known = any(each.kind == "person" and each.name in names for each in tx.references.of())
        if names == {squashed(person)} and not known and not tx.erasing.is_named(person):
            raise CannotDecide(f"nobody is called {person!r} here; write the name as people.yaml or the tracker has it")
    return Erasure(pseudonym_of(squashed(person)), tuple(sorted(names)), {})


def erase(worker: Worker, person: str, signature: Signature) -> Erasure:
    """Forgets a person, all or nothing. Raises CannotDecide while the configuration names them; StoreUnavailable."""
    explained(signature)
    found = would_erase(worker, person)
    named = [each for each in found.names if each.casefold() in worker.configuration.snapshot.casefold()]
    if named:
        raise CannotDecide(
            f"the configuration names {', '.join(named)} still, and the next run would write that down again; put "
            f"{found.pseudonym} in the place of the name in people.yaml and contracts, and take the e-mail out"
        )
    with running(worker, "erase") as run:
        with worker.store.write() as tx:
            rows = tx.erasing.forget(found.names, found.pseudonym, signature)
            tx.due.mark(UNIT, {(row.contract, row.period) for row in tx.units.of() if not row.closed})
            tx.audit.add("erase", found.pseudonym, signature.at, {"rows": sum(rows.values())}, signature.by)
        compact(worker.store)
        run.detail.update(rows=sum(rows.values()))
    return Erasure(found.pseudonym, found.names, rows)
