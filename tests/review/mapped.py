"""A house whose trackers name projects and users that nothing maps, and what people do about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from billing.records import SourceRecord
from connectors.sources import Page
from mappings.decided import Mapped
from mappings.references import Known
from review import mapping, mapping_file, mapping_health, mapping_named, mapping_suggest
from review.decide import Signature
from review.mapping_health import Finding
from review.mapping_known import Sources, sources
from review.mapping_suggest import Suggestion
from sync.pages import Counts, Taken, take_page
from sync.worker import running
from tests.laws.house import House, Rows

SIGNED = Signature("kim", datetime(2026, 11, 3, 12, tzinfo=UTC), "asked the team")


def project(key: str, name: str, parent: str = "c1", **more: object) -> Known:
    """A project of Toggl Track's, of the client c1."""
    return Known("toggl", "project", key, name, parent=parent, **more)  # type: ignore[arg-type]  # fields of Known


def user(key: str, name: str, email: str = "", **more: object) -> Known:
    """A user of Toggl Track's."""
    return Known("toggl", "person", key, name, email=email, **more)  # type: ignore[arg-type]  # fields of Known


CLIENT = Known("toggl", "client", "c1", "Client a")


def listed(house: House, *known: Known) -> None:
    """What Toggl Track lists now, and nothing else."""
    with running(house.worker, "pull") as run, house.store.write() as tx:
        tx.references.keep("toggl", [CLIENT, *known], run.id)


def pulled(house: House, *records: SourceRecord) -> None:
    """Time that came over the API."""
    page = Page(records, tuple(f"{record.project_id} {record.day}" for record in records))
    with running(house.worker, "pull") as run, house.store.write() as tx:
        take_page(tx, run, "toggl", page, Taken(Counts(), "time"))


def time_of(project: str, project_id: str, day: str = "2026-10-05", person_id: str = "u1") -> SourceRecord:
    """An hour of Kim's over the API."""
    when, who, mail = date.fromisoformat(day), "Kim Allen", "kim@north.test"
    own = SourceRecord(when, 3600, who, mail, "Client a", project, billable=True)
    return replace(own, project_id=project_id, person_id=person_id)


def known(house: House) -> Sources:
    """Everything that can be mapped."""
    with house.store.read() as tx:
        return sources(tx, house.worker.catalogue(tx))


def suggested(house: House) -> list[Suggestion]:
    """What waits, with what it may be."""
    with house.store.read() as tx:
        return mapping_suggest.suggest(tx, house.worker.catalogue(tx))


def offers(house: House) -> dict[str, list[str]]:
    """What each that waits may be, by its key, the best first."""
    return {each.counterpart.key: [one.target for one in each.candidates] for each in suggested(house)}


def accept(house: House, *words: str, since: str = "", until: str = "", signed: Signature = SIGNED) -> list[Mapped]:
    """Accepts by words, as the command does; the connector is toggl."""
    days = date.fromisoformat(since) if since else None, date.fromisoformat(until) if until else None
    wish = mapping_named.wanted(known(house), house.worker.configuration.catalogue, ["toggl", *words], days)
    with house.store.write() as tx:
        return [each.mapped for each in mapping.accept(tx, [wish], signed)]


def accept_suggested(house: House, *ids: str) -> None:
    """Accepts suggestions by id or number."""
    chosen = mapping_named.chosen(suggested(house), ids)
    wishes = [mapping_named.Wanted(each.counterpart, one.target) for each, one in chosen]
    with house.store.write() as tx:
        mapping.accept(tx, wishes, SIGNED)


def reject(house: House, *words: str, since: str = "", signed: Signature = SIGNED) -> list[str]:
    """Takes back or ends by words; the connector is toggl. Says what was done."""
    day = date.fromisoformat(since) if since else None
    found = known(house)
    with house.store.write() as tx:
        return [each.what for each in mapping.reject(tx, found, ["toggl", *words], day, signed)]


def reject_suggested(house: House, *ids: str) -> None:
    """Says that suggestions are wrong."""
    chosen = mapping_named.chosen(suggested(house), ids)
    with house.store.write() as tx:
        mapping.reject_suggestions(tx, chosen, SIGNED)


def health(house: House) -> list[Finding]:
    """What is to be said of mappings."""
    with house.store.read() as tx:
        return mapping_health.health(tx, house.worker.catalogue(tx), house.worker.today)


def findings(house: House) -> list[str]:
    """The same by code."""
    return [each.code for each in health(house)]


def standing(house: House) -> list[tuple[str, str, str, str]]:
    """What is mapped: key, target, from, until."""
    with house.store.read() as tx:
        return [(each.key, each.target, str(each.since or ""), str(each.until or "")) for each in tx.decided.all()]


def exported(house: House) -> bytes:
    """What `tieout map export` writes."""
    with house.store.read() as tx:
        catalogue = house.worker.catalogue(tx)
        found = sources(tx, catalogue)
        return mapping_file.export(tx.decided.all(), mapping_suggest.suggest(tx, catalogue, found), found)


def read(house: House, content: bytes, why: str = "asked the team") -> mapping_file.Read:
    """What a file would change."""
    signed = Signature(SIGNED.by, SIGNED.at, why)
    with house.store.read() as tx:
        catalogue = house.worker.configuration.catalogue
        return mapping_file.read(tx, catalogue, sources(tx, house.worker.catalogue(tx)), content, signed)


def carry_out(house: House, content: bytes, why: str = "asked the team") -> None:
    """Does what a file says."""
    found = read(house, content, why)
    with house.store.write() as tx:
        mapping_file.carry_out(tx, found)


def outcome(house: House) -> Sequence[object]:
    """Everything that mappings decide about: what is mapped, where entries belong and stand, what drafts say."""
    tables: list[Rows] = [
        house.rows("SELECT connector, project, code, since, until, seen FROM mapping ORDER BY 1, 2, 3, 4"),
        house.rows('SELECT connector, "user", person, seen FROM identity ORDER BY 1, 2'),
        house.rows("SELECT entry, basis, verdict, code, person, contract, bill_in FROM match ORDER BY 1"),
        house.rows("SELECT entry, state, seconds, minor, line FROM placement ORDER BY 1, 2, 3, 4, 5"),
        house.rows("SELECT id FROM issue WHERE resolved_run IS NULL ORDER BY 1"),
    ]
    return [*tables, sorted((item.draft.id, str(item.draft.total), item.draft.lines) for item in house.drafts())]
