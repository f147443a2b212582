"""What each key of the operator's files means, in a sentence that an editor shows beside it."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from config.charges import ChargeModel, Charges, UsageModel
from config.expenses import ExpensesModel
from config.milestones import MilestoneModel, WhenModel
from config.models import (
    Calendar,
    Company,
    ContractModel,
    DatedRole,
    DatedTerms,
    Exceptions,
    IgnoreRule,
    InvoiceModel,
    Main,
    OrderModel,
    People,
    PersonModel,
    RateModel,
    RoundingModel,
    WorkstreamModel,
)
from config.opening import OpeningModel, RetainerOpening
from config.wishes import BillToModel, PostingKeys, PostingModel, TextsModel
from connectors import expenses, files
from connectors.asana import config as asana
from connectors.base import ConnectorConfig, LedgerConfig, TaskConfig
from connectors.jira import config as jira

_FROM = "The first day on which it holds; from the beginning without it."
_UNTIL = "The last day on which it holds, this day included."

DESCRIPTIONS: Mapping[type[BaseModel], Mapping[str, str]] = {
    Main: {
        "version": "The version of this file's form: 1.",
        "company": "Who invoices.",
        "go_live": "Work before this day was billed before Tieout: it is counted and never billed.",
        "calendar": "Which days are business days.",
        "database": "Where everything is kept: sqlite:///tieout.db, relative to this folder.",
        "connectors": "Your trackers and books, by names that you choose and never change.",
        "ignore": "Time that is not client work.",
        "exceptions": "What the exception report watches for.",
    },
    Company: {
        "name": "The company's name.",
        "timezone": "The IANA zone in which the company's days begin, such as Europe/Berlin.",
        "currency": "The usual currency, as an ISO 4217 code; a contract may name another.",
    },
    Calendar: {
        "country": "The ISO code of the country whose public holidays are no business days.",
        "subdivision": "A state or region with holidays of its own.",
        "closed": "Days on which the company is closed besides.",
    },
    IgnoreRule: {
        "connector": "The name of a connector above.",
        "client": "The client as the tracker names it.",
        "project": "The project as the tracker names it.",
        "person": "The person as the tracker names them.",
        "activity": "The task or activity as the tracker names it.",
        "why": "The reason, which the statement shows.",
    },
    Exceptions: {
        "max_hours_per_day": "A person's day with more hours than this is an exception.",
        "require_task": "Whether work must name a task: no, warn, or hold it back.",
        "expense_limit": "The most that one expense may cost, in the company's currency; more is an exception.",
    },
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
    },
    files.Config: {
        "folder": "Where documents are written, relative to the configuration.",
        "numbering": "How invoices are numbered.",
        "import_csv": "The ledgers whose import files are written besides.",
        "dates": "The order in which the ledger reads dates.",
    },
    files.Numbering: {
        "prefix": "What every number begins with.",
        "next": "The first number that is free.",
        "digits": "How many digits a number has at least.",
    },
    People: {"people": "Everyone who tracks time."},
    PersonModel: {
        "name": "The full name; trackers without e-mails are matched by it.",
        "email": "One address or a list; entries with an e-mail are matched by it alone.",
        "role": "What rates may depend on: one role, or a dated list.",
        "weekly_capacity": "Hours a week; with it, business days without any time are reported.",
        "days_off": "Days on which no time is expected.",
    },
    DatedRole: {"role": "The role.", "from": _FROM},
    ContractModel: {
        "id": "Never changes: every draft's identity derives from it.",
        "client": "The client's name on drafts.",
        "currency": "The company's without it.",
        "zone": "Where the client's own midnight decides about the day of an entry.",
        "from": "The contract's first day.",
        "until": "The contract's last day.",
        "account_lead": "The e-mail address of who is asked about the work.",
        "approver": "The e-mail address of who approves the drafts.",
        "terms": "When invoices are due: one of the forms, or a dated list.",
        "invoice": "How the client wants its invoices.",
        "purchase_orders": "The client's orders, chosen by the day of the work.",
        "rates": "Prices for an hour; the one with the most conditions wins.",
        "rounding": "How worked time becomes charged time: one rule, or a dated list.",
        "bill_to": "Who receives the invoices, and in which books.",
        "posting": "Where lines go in the ledger, by the ledger's exact names.",
        "expenses": "How the client pays for expenses.",
        "milestones": "Amounts that are billed once each, on a day or when they are reached.",
        "opening": "What had been billed before go_live, where the contract is older.",
        "task_projects": "The client's projects in task trackers, as connector:key.",
        "several_tasks": "What becomes of an entry that names several tasks.",
        "workstreams": "What is worked on; each is named by its project code.",
    },
    DatedTerms: {"terms": "When invoices are due.", "from": _FROM},
    InvoiceModel: {
        "every": "How often the client is billed.",
        "one_per": "What gets an invoice of its own.",
        "lines_by": "What gets a line of its own.",
        "date": "Which date the invoice bears.",
        "when_time_is_held": "What happens while some of the month's time is held back.",
        "late_time": "What becomes of time that arrives after its month was closed.",
        "show": "What the client may see.",
        "no_charge_lines": "yes shows non-billable work on the invoice too, at 0.00.",
        "texts": "The words of the invoice.",
    },
    OrderModel: {
        "number": "The order's number as the client writes it.",
        "from": _FROM,
        "until": _UNTIL,
        "workstreams": "The project codes it is for; all without it.",
    },
    RateModel: {
        "rate": "The price of one hour.",
        "role": "Only for people with this role.",
        "person": "Only for this person.",
        "activity": "Only for this activity or tag.",
        "workstream": "Only for this project code.",
        "from": _FROM,
    },
    RoundingModel: {
        "to": "The step, such as 6 minutes.",
        "direction": "Where to round to.",
        "per": "What is rounded: each entry, a person's day, or a line.",
        "grace": "Time over a full step that goes free, such as 30 seconds.",
        "from": _FROM,
    },
    WorkstreamModel: {
        "code": "The project code by which entries are recognised; one workstream's alone.",
        "name": "What lines call it.",
        "billing": "Whether its time is billed.",
        "posting": "Where its lines go in the ledger, before what the contract says.",
        "from": _FROM,
        "until": _UNTIL,
    },
    OpeningModel: {
        "as_of": "The day of go_live.",
        "orders": "What had been billed on each order before that day, net of tax; 0 if nothing.",
        "retainers": "The hours of each retainer that were carried over, by project code.",
        "caps": "What had been billed against each cap before that day, by project code.",
        "milestones_billed": "The codes of milestones that had been billed: they are never billed again.",
        "deposits": "What the client had paid in advance and not yet used.",
    },
    MilestoneModel: {
        "code": "Unique within the contract, and never used again.",
        "workstream": "The project code it is billed under.",
        "description": "What the line says.",
        "amount": "What is billed, once.",
        "due": "The day on which it falls due; without it, its task or `tieout milestone` says when.",
        "when": "The task that brings it about, and what that must say.",
    },
    WhenModel: {
        "task": "The name of a task tracker under connectors, and the task's key or number: jira:ACME-14.",
        "status": "The status that the task must have.",
        "section": "The section that the task must be in (Asana).",
        "approval": "approved: somebody must have approved it.",
        "field": "A custom field by its name, and the value that it must have.",
        "completed": "yes: the task must be done.",
    },
    RetainerOpening: {"hours": "The hours that were carried over."},
    BillToModel: {
        "books": "The name of the books under connectors.",
        "customer": "The client's exact name in the ledger; the contract's client without it.",
        "email": "Where invoices are sent.",
        "branding": "The ledger's theme or template for the invoice.",
    },
    PostingKeys: {
        "item": "The product or service.",
        "account": "The revenue account.",
        "tax": "The tax code or rate.",
        "tracking": "A class or tracking category, and one of its options.",
    },
    PostingModel: {
        "time": "For lines of time.",
        "no charge": "For lines of work at 0.00.",
        "expense": "For lines of expenses.",
        "disbursement": "For costs passed on without tax.",
        "charge": "For lines of charges.yaml.",
        "milestone": "For lines of milestones.",
    },
    TextsModel: {
        "language": "The language of the usual words.",
        "header": "What stands above the lines.",
        "service_period": "How the months of the work are named.",
        "line": "What a line says.",
        "order": "How the purchase order is named.",
        "late": "How work of an earlier month is marked.",
        "note": "What stands below the lines.",
    },
    ExpensesModel: {
        "markup": "What is added to the cost, such as 10 %.",
        "as": "expense is billed as revenue, disbursement is passed on at cost and without tax.",
        "require_receipt": "no bills expenses without a receipt, too.",
        "limit": "The most that one expense may cost; more is an exception.",
    },
    Charges: {"charges": "What is billed at a stated price: licences, hosting, usage."},
    UsageModel: {"month": "The month of the usage.", "quantity": "How much was used."},
    ChargeModel: {
        "id": "Never changes and is never used again.",
        "contract": "The id of the contract.",
        "workstream": "The project code it is billed under.",
        "description": "What the line says; {month}, {from} and {to} are filled in.",
        "kind": "charge, or disbursement: passed on at cost and without tax.",
        "amount": "What is billed each time.",
        "unit_price": "The price of one unit.",
        "quantity": "How many units are billed each time.",
        "usage": "How many units were used in each month.",
        "unit": "What a unit is called.",
        "cost": "What it costs you; with markup, what is billed follows from it.",
        "markup": "What is added to the cost, such as 10 %.",
        "on": "The day of a charge that comes once.",
        "every": "How often it comes.",
        "from": "The first day of a charge that comes again.",
        "until": "Its last day.",
        "day": "Whether it falls on the first or the last day of its month, quarter or year.",
        "receipt": "A path or link to the receipt.",
    },
}


def description_of(model: type[BaseModel], key: str) -> str:
    """What a key of a model means, or empty where nobody has said."""
    said = (DESCRIPTIONS[each].get(key, "") for each in model.__mro__ if each in DESCRIPTIONS)
    return next((text for text in said if text), "")
