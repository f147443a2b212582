"""What each key of trackers, task trackers and books means, in a sentence that an editor shows beside it."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from connectors import expenses, files
from connectors.asana import config as asana
from connectors.base import ConnectorConfig, LedgerApiConfig, LedgerConfig, TaskConfig
from connectors.jira import config as jira
from connectors.quickbooks import config as quickbooks
from connectors.xero import config as xero

DESCRIBED: Mapping[type[BaseModel], Mapping[str, str]] = {
    ConnectorConfig: {
        "kind": "Which tracker it is.",
        "timezone": "The zone of the person who exports; the company's without it.",
        "dates": "The order of dates, where a file cannot prove its own.",
        "decimal_mark": "The decimal mark, where a file cannot prove its own.",
        "require_approval": "yes holds back time that nobody approved in the tracker.",
        "billable": "Whether the tracker's billable mark counts, or the contract alone.",
        "project_code": "A regular expression that finds a code in a project's name and in tags.",
        "columns": "Other names for columns: our field, then the header in the file.",
        "entries": "Whose time is expected over the API: everyone's, or own for a company of one person.",
        "account": "The number of the Harvest account.",
        "workspace": "The workspace: its number at Toggl Track, its id of 24 digits and letters at Clockify.",
        "token": "For asking the tracker; a reference such as ${NAME}, never the token itself. Without it, files only.",
        "base_url": "The address of the API; the vendor's own by default.",
        "identity_url": "The address where Harvest says which accounts a token opens.",
        "contact": "The e-mail address or link that Harvest asks every program to send.",
        "region": "Where the Clockify workspace is kept: euc1, use2, euw2 or apse2; nothing for the usual place.",
        "subdomain": "The workspace's own name before .clockify.me, if it has one.",
        "reports_url": "The address of Clockify's reports; stated together with base_url.",
        "mark_invoiced": "yes marks entries in Clockify as invoiced once their invoice is in the books; no by default.",
        "code_field": "The custom field of Clockify that holds the project code.",
    },
    expenses.Config: {"currency": "The currency of amounts, where a file has no column for it."},
    TaskConfig: {
        "kind": "Which task tracker it is.",
        "token": "For asking the tracker; a reference such as ${NAME}, never the token itself.",
        "base_url": "The address of the API; the vendor's own by default.",
        "projects": "The projects whose tasks are read, by key or id; all that are shown without it.",
        "project_code_field": "The custom field that holds the project code, by its name or id.",
    },
    jira.Config: {
        "site": "The host of the site, such as northwind.atlassian.net.",
        "email": "The e-mail address of the token's owner.",
        "cloud_id": "The site's cloud id, for scoped tokens.",
        "token_expires_on": "The day the token ends; from 30 days before it on, there is a warning.",
        "fields": "More custom fields that are read, by name or id.",
        "approval_field": "The custom field in which somebody approves or rejects, by name or id.",
        "approved": "What that field says where work is approved.",
        "rejected": "What it says where work is rejected; anything else is pending.",
        "cancelled": "Statuses and resolutions of issues that ended without being done.",
        "issue_security": "yes if security levels hide single issues: then none counts as missing for certain.",
    },
    asana.Config: {"workspace": "The workspace or organization, by its number or exact name."},
    LedgerConfig: {
        "kind": "Which books they are.",
        "items": "The product or service of each kind of line, by its exact name in the ledger.",
        "accounts": "The revenue account of each kind of line, as the ledger has it.",
        "tax": "The tax code or rate of lines, by its exact name in the ledger.",
        "tax_rounding": "line: tax is rounded on each line (Xero, QuickBooks Online); code: on the sum of each code.",
    },
    LedgerApiConfig: {
        "push": "automatic: each run shows drafts there, which posts nothing; by hand: only `tieout push` does.",
    },
    files.Config: {
        "folder": "Where documents are written, relative to the configuration.",
        "numbering": "How invoices are numbered.",
        "credit_notes": "How credit notes are numbered, CN-0001 by default.",
        "import_csv": "The ledgers whose import files are written besides.",
        "dates": "The order in which the ledger reads dates.",
    },
    xero.Config: xero.DESCRIBED,
    quickbooks.Config: quickbooks.DESCRIBED,
    files.Numbering: {
        "prefix": "What every number begins with.",
        "next": "The first number that is free.",
        "digits": "How many digits a number has at least.",
    },
}
"""What each key means, in a sentence that an editor shows beside it."""
