"""The demo organisation in Xero: the agency's clients as contacts, where work is posted, and what else a file grows."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sandbox.clock import Clock
from sandbox.northwind.contracts import CONTRACTS
from sandbox.xero_apps import App
from sandbox.xero_books import (
    ARCHIVED,
    Account,
    Contact,
    Item,
    Organisation,
    TaxRate,
    Tracking,
    XeroBooks,
)

APPS = (
    App("NORTHWIND0WEB0APP", "northwind-web-secret"),
    App("NORTHWIND0DESKTOP0APP"),
    App("NORTHWIND0CUSTOM0APP", "northwind-custom-secret", custom=True),
)
"""The agency's own apps: one with a secret, one without (PKCE), and a custom connection."""

OLD_CLIENT, MERGED_CLIENT = "Oakfield Archive", "Acme Corporation"
"""A client of former years, and one that was entered twice."""


def demo_books(clock: Clock) -> XeroBooks:
    """The agency's own organisation."""
    books = XeroBooks(Organisation("Northwind AI"), clock)
    books.identity.apps = {each.client_id: each for each in APPS}
    since = clock.now() - timedelta(days=200)
    clients = [Contact(each.client, f"ap@{each.id}.test", since) for each in CONTRACTS]
    acme = next(each for each in clients if each.name == "Acme Corp")
    clients.append(Contact(OLD_CLIENT, "", since, ARCHIVED))
    clients.append(Contact(MERGED_CLIENT, "", since, ARCHIVED, acme.id))
    books.contacts = {each.id: each for each in clients}
    books.accounts = [
        Account("090", "Checking Account", "BANK", "ASSET", "NONE"),
        Account("200", "Consulting Revenue", "REVENUE", "REVENUE", "OUTPUT"),
        Account("210", "Reimbursed Expenses", "REVENUE", "REVENUE", "NONE"),
        Account("220", "Support Revenue (old)", "REVENUE", "REVENUE", "OUTPUT", ARCHIVED),
        Account("260", "Other Revenue", "OTHERINCOME", "REVENUE", "OUTPUT"),
        Account("400", "Advertising", "EXPENSE", "EXPENSE", "INPUT"),
        Account("610", "Accounts Receivable", "CURRENT", "ASSET", "NONE"),
        Account("860", "Rounding", "EXPENSE", "EXPENSE", "NONE"),
    ]
    books.items = [
        Item("CONSULT", "Consulting", "200", "OUTPUT"),
        Item("EXP", "Expenses", "210", "NONE"),
        Item("PAPER", "Paper", "400", "INPUT", sold=False),
    ]
    books.taxes = [
        TaxRate("OUTPUT", "Tax on Sales", Decimal("8.25")),
        TaxRate("TAX001", "Reduced Tax on Sales", Decimal("4.0000")),
        TaxRate("INPUT", "Tax on Purchases", Decimal("8.25"), revenue=False),
        TaxRate("NONE", "Tax Exempt", Decimal(0)),
        TaxRate("TAX009", "Old Tax on Sales", Decimal("7.5"), status="DELETED"),
    ]
    books.tracking = [Tracking("Region", ("North", "South", "Overseas"), archived=("Overseas",))]
    books.currencies = ["USD", "EUR", "GBP", "JPY"]
    books.themes = ["Standard", "Special Projects"]
    return books
