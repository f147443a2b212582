"""Every connector, key, option, command and kind of issue is documented, and every link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer
from pydantic import BaseModel

from billing.alert_kinds import ALERT_KINDS
from billing.decisions import CHANGED_AFTERWARDS
from billing.issues import KINDS, WARNS, Kind
from cli.main import app
from config.cadence import EveryModel
from config.charges import ChargeModel, Charges
from config.discounts import DiscountModel, MinimumModel
from config.expenses import ExpensesModel
from config.least import LeastModel
from config.milestones import MilestoneModel, WhenModel
from config.models import (
    ContractModel,
    Exceptions,
    InvoiceModel,
    Main,
    OrderModel,
    PersonModel,
    RateModel,
    RoundingModel,
    WorkstreamModel,
)
from config.notify import NotifyModel, OperationsModel
from config.opening import OpeningModel, RetainerOpening
from config.prepaid import BlockModel
from config.retainers import DatedFee, DatedHours, DatedOverage, PauseModel, RolloverModel
from config.taxes import TaxModel
from connectors.exports import EXPENSE_FIELDS, FIELDS
from connectors.mail import config as mail
from connectors.registry import EXPENSES, LAYOUTS, NOTIFIERS
from connectors.slack import config as slack
from connectors.webhook import config as webhook

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "docs" / "guide"
MODELS = (
    Main,
    Exceptions,
    PersonModel,
    RateModel,
    OrderModel,
    RoundingModel,
    InvoiceModel,
    EveryModel,
    LeastModel,
    WorkstreamModel,
    OpeningModel,
    RetainerOpening,
    ContractModel,
    DiscountModel,
    MinimumModel,
    ExpensesModel,
    Charges,
    ChargeModel,
    MilestoneModel,
    WhenModel,
    DatedFee,
    DatedHours,
    DatedOverage,
    RolloverModel,
    PauseModel,
    TaxModel,
    BlockModel,
    NotifyModel,
    OperationsModel,
    mail.Config,
    slack.Config,
    webhook.Config,
)
TOLD = ("<!-- the kinds, from billing/alert_kinds.py -->\n", "\n<!-- until here -->")
HEAD = """# Exceptions

Every kind, in the order of the report. What blocks billing waits for someone to mend it; the rest is to be looked at:
its time is billed, or has its reason not to be. Words in braces are filled in.

Some can be accepted, with [`tieout decide accept`](commands.md) and a reason. That counts until time, cost or day of
the entry change, or, where no single entry is concerned, until the exception says something else. Any entry that is
still to be billed can also be written off, deferred, or called non-billable, billed elsewhere or a duplicate.

"""


def kind_text(kind: Kind) -> str:
    instead = [f"*Where no line has it:* {kind.on_no_line}"] if kind.on_no_line else []
    parts = (kind.sentence, f"*What to do:* {kind.remedy}", *instead, f"*Can be accepted:* {accepting(kind)}")
    return "\n\n".join((f"## `{kind.code}`: {kind.severity}", *parts)) + "\n"


def accepting(kind: Kind) -> str:
    if kind.code in CHANGED_AFTERWARDS:
        return "yes; what was gained or lost is written off, and the invoice stays as it is."
    if kind.severity == WARNS:
        return "yes; it is not shown any more."
    return "yes; it is billed as it is." if kind.acceptable else "no."


def test_the_page_of_exceptions_is_the_one_in_the_code(request: pytest.FixtureRequest) -> None:
    page = GUIDE / "exceptions.md"
    expected = HEAD + "\n".join(kind_text(kind) for kind in KINDS.values())
    if request.config.getoption("--regenerate"):
        page.write_text(expected)
    assert page.read_text() == expected


def test_the_table_of_alerts_is_the_one_in_the_code(request: pytest.FixtureRequest) -> None:
    page = GUIDE / "notifications.md"
    before, _, rest = page.read_text().partition(TOLD[0])
    _, _, after = rest.partition(TOLD[1])
    rows = [
        f"| `{kind.code}` | {', '.join(kind.audiences)} | {kind.subject} | {kind.raised} | {kind.over} |"
        for kind in ALERT_KINDS.values()
    ]
    head = "| kind | for | subject | raised | over |\n|---|---|---|---|---|"
    expected = "\n".join([head, *rows])
    if request.config.getoption("--regenerate"):
        page.write_text(f"{before}{TOLD[0]}{expected}{TOLD[1]}{after}")
    assert f"{TOLD[0]}{expected}{TOLD[1]}" in page.read_text()


def test_every_command_and_option_is_in_the_guide() -> None:
    text = (GUIDE / "commands.md").read_text()
    group = typer.main.get_command(app)
    commands = getattr(group, "commands")  # noqa: B009  # typer does not export the type of a group
    assert len(commands) >= 9
    for name, command in commands.items():
        part = text.partition(f"## `tieout {name}")[2].partition("\n## ")[0]
        assert part, f"tieout {name} has no section"
        for parameter in command.params:
            for option in (each for each in parameter.opts if each.startswith("--") and each != "--help"):
                assert f"`{option}" in part, f"tieout {name} {option}"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_is_in_the_guide(model: type[BaseModel]) -> None:
    text = (GUIDE / "configuration.md").read_text()
    for name, field in model.model_fields.items():
        assert f"`{field.alias or name}`" in text


def test_every_field_of_columns_is_in_the_guide() -> None:
    text = (GUIDE / "configuration.md").read_text()
    assert [field for field in (*FIELDS, *EXPENSE_FIELDS) if f"`{field}`" not in text] == []


def test_every_connector_has_a_page_that_names_what_is_unproven() -> None:
    for kind in (*LAYOUTS, *EXPENSES, *NOTIFIERS):
        page = (ROOT / "docs" / "connectors" / f"{kind}.md").read_text()
        assert f"`{kind}`" in page
        assert kind == "csv" or "| unproven" in page


def test_every_link_in_the_documents_leads_somewhere() -> None:
    pages = [path for path in ROOT.rglob("*.md") if not {".venv", "demo", "my-agency"} & set(path.parts)]
    assert len(pages) >= 15
    for page in pages:
        for target in re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} → {target}"


def test_every_folder_of_code_says_what_it_owns() -> None:
    folders = {path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"}
    assert len(folders) == 10
    assert [folder.name for folder in sorted(folders) if not (folder / "README.md").exists()] == []


@pytest.mark.parametrize("folder", ["billing", "cli", "config", "review", "sync", "web"])
def test_the_page_of_a_folder_names_every_module_and_no_other(folder: str) -> None:
    modules = {path.name for path in (ROOT / folder).glob("*.py")} - {"__init__.py"}
    named = set(re.findall(r"`(\w+\.py)`", (ROOT / folder / "README.md").read_text()))
    assert (sorted(modules - named), sorted(named - modules)) == ([], [])
