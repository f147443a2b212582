"""Which fields of a site are meant: a name is looked up among its fields, and what is kept is the id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from connectors.errors import Refused
from connectors.jira.payloads import Field

_ASSETS = "com.atlassian.jira.plugins.cmdb"


def found(fields: Sequence[Field], written: str, setting: str) -> tuple[Field, ...]:
    """The fields that a setting names: a name, an id, or several ids with commas. Raises Refused with what to write.

    Team-managed projects have fields of their own, so one meaning may have several ids.
    """
    ids = [part.strip() for part in written.split(",")]
    by_id = {field.id: field for field in fields}
    if all(own in by_id for own in ids):
        return tuple(_readable(by_id[own], setting) for own in ids)
    named = [field for field in fields if field.name.casefold() == written.strip().casefold()]
    if len(named) == 1:
        return (_readable(named[0], setting),)
    if named:
        raise Refused(
            f"{setting}: {written} is the name of several fields of Jira; write the id of the one that is meant, or "
            f"all with commas between them: {_listed(named)}"
        )
    raise Refused(_unknown(fields, written, ids, setting))


def _readable(field: Field, setting: str) -> Field:
    if field.schema and field.schema.custom.startswith(_ASSETS):
        raise Refused(
            f"{setting}: {field.name} ({field.id}) is a field of Assets, whose values Jira does not tell here; "
            "choose a field of text or of choices"
        )
    return field


def _unknown(fields: Sequence[Field], written: str, ids: Iterable[str], setting: str) -> str:
    known = {field.id for field in fields}
    custom = sorted((field for field in fields if field.custom), key=lambda field: field.name)
    lost = next((own for own in ids if own.startswith("customfield_") and own not in known), "")
    what = f"the field {lost}" if lost else f"a field named {written}"
    return (
        f"{setting}: Jira does not show {what}; it was removed, or renamed, or the token's owner may not see it. "
        f"Custom fields are: {_listed(custom[:20]) or 'none'}"
    )


def _listed(fields: Iterable[Field]) -> str:
    return ", ".join(f"{field.id} ({_where(field)})" for field in fields)


def _where(field: Field) -> str:
    own = field.scope.project.id if field.scope and field.scope.project else ""
    return f"{field.name}, of the project {own} alone" if own else field.name
