"""A witness in the database: which process has written to which table, in the order of their commits.

Writing transactions come one after the other, each from its first statement on, so that this order is that of the
numbers. Whoever is ended before its commit has written nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mappings.occasions import SCHEDULED, UNFINISHED
from mappings.schema_books import metadata
from mappings.store import Store

ANYBODYS = ("serving", "delivery", "hook", "connection")
"""Tables that a process writes to whoever's turn it is: that it lives, what it is told, and who it is at a vendor."""

_MADE = """
CREATE TABLE witness (number bigserial, who text, what text, run bigint, kind text, outcome text, begins boolean);
CREATE FUNCTION witnessed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO witness (who, what) VALUES (current_setting('application_name'), TG_TABLE_NAME);
  RETURN NULL;
END $$;
CREATE FUNCTION witnessed_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO witness (who, what, run, kind, outcome, begins) VALUES (
    current_setting('application_name'), TG_TABLE_NAME, NEW.id, NEW.kind, NEW.outcome,
    NEW.outcome = 'unfinished' AND (TG_OP = 'INSERT' OR NEW.due_at IS NOT NULL)
  );
  RETURN NULL;
END $$;
CREATE TRIGGER witnessed_run AFTER INSERT OR UPDATE ON run FOR EACH ROW EXECUTE FUNCTION witnessed_run();
"""


@dataclass(frozen=True, slots=True)
class Written:
    """Something was written: by whom, and to which table; to that of runs, which one, and how that stands then.

    `begins`: the run began, or something scheduled was begun once more.
    """

    who: str
    what: str
    run: int | None
    kind: str | None
    outcome: str | None
    begins: bool | None


def watch(store: Store) -> None:
    """Has the database write down from now on who writes."""
    with store.writer.begin() as connection:
        connection.exec_driver_sql(_MADE)
        for table in metadata.sorted_tables:
            if table.name != "run":
                connection.exec_driver_sql(
                    f'CREATE TRIGGER witnessed AFTER INSERT OR UPDATE OR DELETE ON "{table.name}" '
                    "FOR EACH STATEMENT EXECUTE FUNCTION witnessed()"
                )


def written(store: Store) -> list[Written]:
    """All that was written, in order."""
    with store.reader.connect() as connection:
        rows = connection.exec_driver_sql("SELECT who, what, run, kind, outcome, begins FROM witness ORDER BY number")
        return [Written(*row) for row in rows]


def out_of_turn(rows: Iterable[Written], names: str) -> Iterator[str]:
    """What processes (whose names begin so) wrote although another one had begun something since."""
    whose = ""
    for number, row in enumerate(rows):
        if not row.who.startswith(names):
            continue
        if row.begins:
            whose = row.who
        elif row.what not in ANYBODYS and row.who != whose:
            yield f"{number}: {row.who} wrote to {row.what} {row.run or ''} while it was the turn of {whose}"


def overlapping(rows: Iterable[Written]) -> Iterator[str]:
    """Runs that came to their end although another one of their sort had begun since: stages, or what is scheduled."""
    under_way: dict[bool, tuple[int | None, str]] = {}
    ended = set[int | None]()
    for row in rows:
        if row.what != "run":
            continue
        scheduled = (row.kind or "").startswith(SCHEDULED)
        if row.begins:
            under_way[scheduled] = (row.run, row.who)
        elif row.outcome != UNFINISHED and row.run not in ended:
            ended.add(row.run)
            if under_way.get(scheduled) != (row.run, row.who):
                yield f"{row.kind} {row.run} was ended by {row.who}, and {under_way.get(scheduled)} was under way"


def taken_over(rows: Iterable[Written]) -> int:
    """How often one process has begun again what another had begun."""
    whose: dict[int | None, str] = {}
    found = 0
    for row in rows:
        if row.begins:
            found += whose.get(row.run, row.who) != row.who
            whose[row.run] = row.who
    return found
