"""Any other CSV with time in it, through a `columns:` mapping that the operator writes."""

from __future__ import annotations

from typing import Literal

from connectors.base import ConnectorConfig, Layout


class Config(ConnectorConfig):
    """Any CSV; `columns` names the header of each field: `{date: Datum, person: Name, hours: Stunden}`."""

    kind: Literal["csv"]


EXPORT = Layout(
    kind="csv",
    title="a CSV with mapped columns",
    columns={},
    required=(("date", "start_date"), ("person", "first_name", "email"), ("duration", "hours", "end_time")),
)
