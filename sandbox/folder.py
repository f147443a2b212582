"""A configuration folder for the vendors on loopback: the agency's own, with connectors that point to them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from sandbox.asana_rows import WORKSPACE
from sandbox.northwind.contracts import CONTRACTS
from sandbox.northwind.people import PEOPLE
from sandbox.northwind.records import CLOCKIFY, HARVEST, TOGGL
from sandbox.northwind.yaml_text import MAIN, contract_yaml, people_yaml
from sandbox.quickbooks_books import QuickBooksBooks
from sandbox.seeds import VENDORS
from sandbox.synthetic import SyntheticSeed
from sandbox.task_seed import ADMINISTRATOR, APPROVAL_FIELD, PROJECT_CODE, SITES
from sandbox.world import World
from sandbox.xero_seed import APPS

HEAD = "# Northwind AI, an agency that never was, at vendors that `tieout sandbox` plays on this machine.\n"
JIRA, ASANA, XERO, QUICKBOOKS = "jira", "asana", "xero", "quickbooks"
TOKENS = {
    HARVEST: "HARVEST_TOKEN",
    TOGGL: "TOGGL_TOKEN",
    CLOCKIFY: "CLOCKIFY_TOKEN",
    JIRA: "JIRA_TOKEN",
    ASANA: "ASANA_TOKEN",
}
"""The environment variables that the folder takes its tokens from."""


BOOKS = "books"
POSTED = {
    XERO: {"items": "CONSULT", "accounts": "Consulting Revenue", "tax": "Tax on Sales"},
    QUICKBOOKS: {"items": "Consulting", "tax": "NON"},
}
"""Where each ledger posts the lines of the agency's documents."""


TASK_TRACKERS = f"""  jira:
    kind: jira                      # the tasks of most clients
    project_code_field: {PROJECT_CODE}
    approval_field: {APPROVAL_FIELD}
  asana:
    kind: asana                     # those of the others
    project_code_field: {PROJECT_CODE}
"""
"""What stands under connectors besides, apart from the keys of each."""


class FolderInUse(Exception):
    """The folder has a configuration of somebody's own; the message says what to do."""


def token_of(world: World, vendor: str, holder: str = "administrator") -> str:
    """The token of a holder at a vendor, of time or of tasks."""
    return (world.trackers | world.tasks)[vendor].token(holder)


def email_of(world: World, vendor: str, name: str) -> str:
    """The e-mail address that somebody has at a vendor of tasks."""
    return next(each.email for each in world.tasks[vendor].people.values() if each.name == name)


def environment(world: World) -> dict[str, str]:
    """The administrator's tokens, by the variables that the folder takes them from."""
    return {name: token_of(world, vendor) for vendor, name in TOKENS.items()}


def keys_of(world: World, base: str) -> dict[str, dict[str, str]]:
    """What to write in tieout.yaml to ask each vendor at a base address, the token aside."""
    accounts = {vendor: world.trackers[vendor].account for vendor in VENDORS}
    return {
        HARVEST: {
            "account": str(accounts[HARVEST].id),
            "base_url": f"{base}/harvest/v2",
            "identity_url": f"{base}/harvest-id",
        },
        TOGGL: {"workspace": str(accounts[TOGGL].id), "base_url": f"{base}/toggl"},
        CLOCKIFY: {
            "workspace": accounts[CLOCKIFY].hex,
            "base_url": f"{base}/clockify/api/v1",
            "reports_url": f"{base}/clockify-reports/v1",
        },
        JIRA: {
            "site": SITES[JIRA],
            "email": email_of(world, JIRA, ADMINISTRATOR),
            "base_url": f"{base}/jira",
        },
        ASANA: {"workspace": WORKSPACE, "base_url": f"{base}/asana/api/1.0"},
    }


def ledger_keys(base: str) -> dict[str, dict[str, str]]:
    """What to write in tieout.yaml to connect to each ledger at a base address, the secret of the app aside."""
    identity = f"{base}/xero-identity"
    return {
        XERO: {
            "client_id": APPS[0].client_id,
            "base_url": f"{base}/xero",
            "login_url": identity,
            "identity_url": identity,
        },
        QUICKBOOKS: {
            "client_id": "${QUICKBOOKS_CLIENT_ID}",
            "base_url": f"{base}/quickbooks/v3",
            "oauth_url": f"{base}/quickbooks-oauth",
        },
    }


def ledger_environment() -> dict[str, str]:
    """What the app at each ledger is known by, by the variables that the folder takes it from."""
    return {
        "XERO_CLIENT_SECRET": APPS[0].secret,
        "QUICKBOOKS_CLIENT_ID": QuickBooksBooks.client_id,
        "QUICKBOOKS_CLIENT_SECRET": QuickBooksBooks.client_secret,
    }


def write_folder(folder: Path, world: World, base: str, ledger: str = "") -> None:
    """Writes or overwrites the configuration, with books in a ledger if one is named.

    Raises FolderInUse where another one is in the folder.
    """
    main = folder / "tieout.yaml"
    if main.exists() and not main.read_text(encoding="utf-8").startswith(HEAD):
        raise FolderInUse(f"{folder} has another configuration; name another folder: tieout sandbox --folder FOLDER")
    (folder / "contracts").mkdir(parents=True, exist_ok=True)
    main.write_text(_main(keys_of(world, base), _books(base, ledger) if ledger else ""), encoding="utf-8")
    (folder / "people.yaml").write_text(_people(world), encoding="utf-8")
    for contract in CONTRACTS:
        path = folder / "contracts" / f"{contract.id}.yaml"
        billed = f"\nbill_to: {{customer: {contract.client}}}\n" if ledger else ""
        path.write_text(contract_yaml(contract, with_tasks=True) + billed, encoding="utf-8")


def _books(base: str, ledger: str) -> str:
    """Books in a ledger, and where lines are posted there, as it stands under connectors."""
    keys = {**ledger_keys(base)[ledger], "client_secret": f"${{{ledger.upper()}_CLIENT_SECRET}}", **POSTED[ledger]}
    stated = "".join(f'    {name}: "{value}"\n' for name, value in keys.items())
    return f"  {BOOKS}:\n    kind: {ledger}                      # where drafts become invoices\n{stated}"


def _main(keys: Mapping[str, Mapping[str, str]], books: str = "") -> str:
    """The agency's tieout.yaml with the keys of each connector under its kind."""

    def with_keys(found: re.Match[str]) -> str:
        stated = "".join(f'    {name}: "{value}"\n' for name, value in keys[found[2]].items())
        return f'{found[1]}\n{stated}    token: "${{{TOKENS[found[2]]}}}"\n'

    head, mark, rest = MAIN.partition("\n")[2].partition("\n# Time that is not client work")
    body = f"{head}{TASK_TRACKERS}{books}{mark}{rest}"
    return HEAD + re.sub(rf"^(    kind: ({'|'.join(keys)})\b.*)\n", with_keys, body, flags=re.MULTILINE)


def _people(world: World) -> str:
    seeds = [tracker.seed for tracker in world.trackers.values()]
    invented = [person for seed in seeds if isinstance(seed, SyntheticSeed) for person in seed.people]
    rows = (f"  - {{name: {each.name}, email: {each.email}, role: {each.role}}}\n" for each in invented)
    return people_yaml(PEOPLE) + "".join(rows)
