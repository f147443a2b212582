"""The connectors there are, by role: what knows a vendor by name finds it here, in `Config` and its role's table.

Only `tieout init` names vendors, too: in its help, which a test compares with these tables, and where `--from` signs
in.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING

from connectors import csvfile, expenses, files
from connectors.asana import config as asana
from connectors.base import Layout, TaskConfig, TrackerConfig
from connectors.clockify import config as clockify
from connectors.harvest import config as harvest
from connectors.jira import config as jira
from connectors.mail import config as mail
from connectors.quickbooks import config as quickbooks
from connectors.slack import config as slack
from connectors.toggl import config as toggl
from connectors.webhook import config as webhook
from connectors.xero import config as xero

if TYPE_CHECKING:
    from connectors.access import Access
    from connectors.base import LedgerConfig
    from connectors.hooks import Hooks, Reader
    from connectors.ledgers import Ledger
    from connectors.notifiers import Notifier, NotifierConfig, Opening
    from connectors.sources import Setting, TimeSource
    from connectors.tasks import TaskSource
    from connectors.waiting import Timer

Config = (
    harvest.Config
    | toggl.Config
    | clockify.Config
    | csvfile.Config
    | expenses.Config
    | jira.Config
    | asana.Config
    | files.Config
    | quickbooks.Config
    | xero.Config
    | mail.Config
    | slack.Config
    | webhook.Config
)
"""What may stand under `connectors:`; a time source is a ConnectorConfig, a task tracker a TaskConfig, books are a
LedgerConfig, and what tells people something is a NotifierConfig."""

LAYOUTS: dict[str, Layout] = {
    layout.kind: layout for layout in (harvest.EXPORT, toggl.EXPORT, clockify.EXPORT, csvfile.EXPORT)
}
"""The time sources, and how each kind's exports are laid out."""

SOURCES = {kind: f"connectors.{kind}.source" for kind in ("harvest", "toggl", "clockify")}
"""The trackers with an API, and where asking them stands: imported only then, with the HTTP library it needs."""

EXPENSES: dict[str, Layout] = {expenses.EXPORT.kind: expenses.EXPORT}
"""The sources of expenses, and how their files are laid out."""

TASKS = {kind: f"connectors.{kind}.source" for kind in ("jira", "asana")}
"""The task trackers, and where asking them stands: imported only then."""

TASK_NAMES = {
    "jira": re.compile(r"[A-Z][A-Z0-9_]*-[0-9]+"),
    "asana": re.compile(r"[0-9]{10,}|[A-Za-z][A-Za-z0-9]*-[0-9]+"),
}
"""What entries may call a task of each kind: a key with the prefix of its project, or a number."""

HOSTS = {"asana": "app.asana.com"}
"""Where the links of a kind lead that has one address for everybody."""

LEDGER_APIS = {kind: f"connectors.{kind}.ledger" for kind in ("quickbooks", "xero")}
"""The ledgers with an API, and where asking them stands: imported only then."""

HOOKS = {kind: f"connectors.{kind}.hooks" for kind in ("toggl", "clockify", "asana", "jira", "quickbooks", "xero")}
"""The vendors that tell what changed, and where that is read. Harvest has nothing of the kind."""

LEDGERS = ("files", *LEDGER_APIS)
"""The kinds of books."""

NOTIFIERS = {"email": "connectors.mail", "slack": "connectors.slack", "webhook": "connectors.webhook"}
"""What tells people something, and where that stands: imported only then."""

SECRETS = {"email": ("password",), "slack": ("url", "token"), "webhook": ("url", "secret")}
"""The keys of each kind of notifier that are references to secrets."""

KINDS = (*LAYOUTS, *EXPENSES, *TASKS, *LEDGERS, *NOTIFIERS)


def open_source(config: TrackerConfig, setting: Setting) -> TimeSource:
    """The tracker that a connector's configuration names."""
    source: TimeSource = import_module(SOURCES[config.kind]).Source(config, setting)
    return source


def open_tasks(config: TaskConfig, setting: Setting) -> TaskSource:
    """The task tracker that a connector's configuration names."""
    source: TaskSource = import_module(TASKS[config.kind]).Source(config, setting)
    return source


def open_ledger(config: LedgerConfig, access: Access, account: str, timer: Timer) -> Ledger:
    """The ledger that some books' configuration names, with the company that was signed in to. Raises Refused."""
    ledger: Ledger = import_module(LEDGER_APIS[config.kind]).Ledger(config, access, timer, account)
    return ledger


def open_notifier(config: NotifierConfig, opening: Opening) -> Notifier:
    """The notifier that a connector's configuration names. Raises Refused."""
    notifier: Notifier = import_module(f"{NOTIFIERS[config.kind]}.notifier").Notifier(config, opening)
    return notifier


def hook_reader(kind: str) -> Reader:
    """What reads the deliveries of a kind of vendor."""
    reader: Reader = import_module(HOOKS[kind]).read
    return reader


def hook_steps(kind: str) -> tuple[str, ...]:
    """What a person does at a vendor that cannot be asked to deliver; nothing where it can be asked."""
    steps: tuple[str, ...] = getattr(import_module(HOOKS[kind]), "BY_HAND", ())
    return steps


def open_hooks(config: TrackerConfig | TaskConfig, setting: Setting) -> Hooks:
    """The vendor of a connector, to be asked to deliver."""
    hooks: Hooks = import_module(HOOKS[config.kind]).Hooks(config, setting)
    return hooks


def host_of(config: TaskConfig) -> str:
    """The host of the links that a task tracker gives for its tasks."""
    return config.site if isinstance(config, jira.Config) else HOSTS[config.kind]
