"""Whose expenses a file holds, and the sentences for time that is given as expenses and the reverse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connectors.base import BadFile, ConnectorConfig, Layout
from connectors.expenses import EXPORT
from connectors.exports import find_columns, recognise_layout
from connectors.registry import EXPENSES, LAYOUTS
from connectors.tables import Table

Connectors = Mapping[str, ConnectorConfig]


def expense_connector(table: Table, connectors: Connectors, stated: str) -> tuple[str, Layout]:
    """The connector that a file of expenses belongs to: the stated one, else the only one whose columns it has.

    Without any in tieout.yaml it goes by the name of its kind. Raises BadFile.
    """
    ours = {name: config for name, config in connectors.items() if config.kind in EXPENSES}
    if stated and stated not in ours and (stated != EXPORT.kind or ours or stated in connectors):
        what = "is a connector of time" if stated in connectors else "is not in tieout.yaml"
        raise BadFile(f"{stated} {what}; name a connector of kind {EXPORT.kind} ({', '.join(ours) or 'there is none'})")
    _refuse_time(table, connectors)
    if stated in ours:
        return stated, EXPENSES[ours[stated].kind]
    fitting = [name for name, config in ours.items() if _fits(table.header, config.columns)] or list(ours)
    if len(fitting) > 1:
        raise BadFile(f"it may belong to {' or '.join(fitting)}; say which with --connector")
    if not fitting and EXPORT.kind in connectors:
        raise BadFile(f"{EXPORT.kind} is a connector of time; add one of kind {EXPORT.kind} to tieout.yaml")
    return (fitting[0] if fitting else EXPORT.kind), EXPORT


def looks_like_expenses(table: Table, connectors: Connectors) -> bool:
    """Whether a file has the columns of expenses, by the usual names or those of a connector."""
    known = [config.columns for config in connectors.values() if config.kind in EXPENSES]
    return any(_fits(table.header, columns) for columns in (*known, {}))


def _refuse_time(table: Table, connectors: Connectors) -> None:
    configured = [(LAYOUTS[each.kind], each.columns) for each in connectors.values() if each.kind in LAYOUTS]
    try:
        time = recognise_layout(table.header, configured, [(layout, {}) for layout in LAYOUTS.values()])
    except BadFile:
        return
    raise BadFile(f"it is {time.title}, which holds time, not expenses; import it without --kind expenses")


def _fits(header: Sequence[str], renamed: Mapping[str, str]) -> bool:
    columns = find_columns(header, EXPORT, renamed)
    return not columns.absent and not columns.missing(EXPORT)
