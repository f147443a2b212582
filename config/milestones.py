"""What a contract says of its milestones and deposits, as typed models."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from billing.milestones import APPROVAL, COMPLETED, FIELD, SECTION, STATUS, Condition
from config.expenses import Percent
from config.values import Amount, Code, Day, Strict
from connectors.base import ExactName

CONDITIONS = (STATUS, SECTION, APPROVAL, FIELD, COMPLETED)
"""What may be asked of a task; a milestone asks for one of them."""
_PLACE = r"[a-z0-9][a-z0-9_-]{0,62}:[A-Za-z0-9][A-Za-z0-9_-]{0,62}"


def _place(text: str) -> str:
    if not re.fullmatch(_PLACE, text):
        words = "must be the name of a task tracker and the key or number of a task, such as jira:ACME-14"
        raise PydanticCustomError("task", words)
    return text


TaskPlace = Annotated[
    str,
    AfterValidator(_place),
    WithJsonSchema({"type": "string", "pattern": f"^{_PLACE}$", "examples": ["jira:ACME-14"]}),
]
"""A task by the connector that has it, and its key or number there."""


class WhenModel(Strict):
    """A task, and the one thing that it must say: its status, its section, an approval, a field, or that it is done."""

    task: TaskPlace
    status: ExactName = ""
    section: ExactName = ""
    approval: Literal["approved"] | None = None
    field: Mapping[ExactName, ExactName] = {}
    completed: Literal["yes"] | None = None

    @property
    def stated(self) -> list[str]:
        """What it asks for; it should be one."""
        return [name for name in CONDITIONS if getattr(self, name)]

    @property
    def connector(self) -> str:
        """The name of the task tracker."""
        return self.task.partition(":")[0]


class DepositModel(Strict):
    """What a client pays in advance: billed once, like a milestone, and taken off later invoices."""

    code: Code
    workstream: str = Field(min_length=1)
    description: str = Field(min_length=1)
    amount: Amount
    due: Day | None = None
    when: WhenModel | None = None


class MilestoneModel(Strict):
    """An amount that is billed once: on a day, by a task, or from when a person says that it is reached.

    `percent` is its part of a fixed price. At a workstream it need not name that, and `name` is its description.
    """

    code: Code
    workstream: str = Field(default="", min_length=1)
    description: str = Field(default="", min_length=1)
    name: str = Field(default="", min_length=1)
    amount: Amount | None = None
    percent: Percent | None = None
    due: Day | None = None
    when: WhenModel | None = None
    change_order: Code | None = None

    @property
    def words(self) -> str:
        """What its line says."""
        return (self.description or self.name).strip()


def to_condition(model: WhenModel, zone: str) -> Condition:
    """What a task must say, of a model that states one thing; its days are those of a zone."""
    (what,) = model.stated
    connector, _, task = model.task.partition(":")
    if what == FIELD:
        ((name, value),) = model.field.items()
        return Condition(connector, task, what, value, zone, name)
    return Condition(connector, task, what, str(getattr(model, what)), zone)
