"""The demo agency's company in QuickBooks Online: its clients as customers, items, accounts, terms, taxes, classes."""

from __future__ import annotations

from sandbox.clock import Clock
from sandbox.northwind.contracts import CONTRACTS
from sandbox.quickbooks_books import QuickBooksBooks, Row, ref

COMPANY = "Northwind AI"
SUB_CUSTOMER = "Acme Corp:Support desk"
RETIRED = ("Oakfield Archive", "Acme Corporation")
"""Inactive customers: one that is not served any more, and one that was merged into Acme Corp."""
ITEMS = {
    "Consulting": "Consulting income",
    "Reimbursable": "Reimbursed expenses",
    "Fixed fee": "Consulting income",
    "Discount": "Discounts given",
}
"""Services, and the account that each posts to."""
TERMS = {"Due on receipt": 0, "Net 14": 14, "Net 15": 15, "Net 21": 21, "Net 30": 30, "Net 45": 45, "Net 60": 60}
CLASSES = ("Consulting", "Support")
CURRENCIES = {
    "USD": "United States Dollar",
    "EUR": "Euro",
    "GBP": "British Pound Sterling",
    "JPY": "Japanese Yen",
}
RATES = {"EUR": "1.0874", "GBP": "1.2731", "JPY": "0.0066"}
"""What one unit of a currency is worth in home currency, as QuickBooks would fill it in."""


def demo_books(clock: Clock, country: str = "US") -> QuickBooksBooks:
    """A company in the United States, or one elsewhere, whose lines have real tax codes."""
    books = QuickBooksBooks(clock, country=country)
    home = "USD" if country == "US" else "GBP"
    _company(books, home)
    _lists(books)
    _taxes(books)
    _customers(books)
    return books


def _company(books: QuickBooksBooks, home: str) -> None:
    info = {"CompanyName": COMPANY, "LegalName": COMPANY, "Country": books.country}
    offers = [{"Name": "OfferingSku", "Value": "QuickBooks Online Plus"}]
    books.add("CompanyInfo", {**info, "Id": "1", "FiscalYearStartMonth": "January", "NameValue": offers})
    _preferences(books, home)
    for code, name in CURRENCIES.items():
        if code != home:
            books.add("CompanyCurrency", {"Code": code, "Name": name, "Active": True})


def _preferences(books: QuickBooksBooks, home: str) -> None:
    sales = dict.fromkeys(("AllowEstimates", "AllowServiceDate", "AllowDiscount"), True)
    sales |= dict.fromkeys(("CustomTxnNumbers", "AutoApplyCredit", "UsingProgressInvoicing"), False)
    field = {"Name": "SalesFormsPrefs.SalesCustomName1", "Type": "StringType", "StringValue": "P.O. Number"}
    shown = {"Name": "SalesFormsPrefs.UseSalesCustom1", "Type": "BooleanType", "BooleanValue": True}
    books.add(
        "Preferences",
        {
            "Id": "1",
            "AccountingInfoPrefs": {
                "FirstMonthOfFiscalYear": "January",
                "ClassTrackingPerTxn": False,
                "ClassTrackingPerTxnLine": True,
                "TrackDepartments": False,
            },
            "SalesFormsPrefs": {**sales, "CustomField": [{"CustomField": [shown]}, {"CustomField": [field]}]},
            "TaxPrefs": {"UsingSalesTax": True},
            "CurrencyPrefs": {"MultiCurrencyEnabled": True, "HomeCurrency": {"value": home}},
        },
    )


def _lists(books: QuickBooksBooks) -> None:
    accounts = dict.fromkeys(ITEMS.values(), "Income") | {"Checking": "Bank", "Office supplies": "Expense"}
    for name, kind in accounts.items():
        books.add("Account", {"Name": name, "FullyQualifiedName": name, "AccountType": kind, **_active()})
    income = {row["Name"]: row for row in books.rows["Account"].values()}
    for name, account in ITEMS.items():
        row = {"Name": name, "FullyQualifiedName": name, "Type": "Service", "Taxable": False, "UnitPrice": 0}
        books.add("Item", {**row, "IncomeAccountRef": ref(income[account]), **_active()})
    for name, days in TERMS.items():
        books.add("Term", {"Name": name, "Type": "STANDARD", "DueDays": days, **_active()})
    for name, day in (("The 15th of next month", 15), ("The last of next month", 31)):
        due = {"DayOfMonthDue": day, "DueNextMonthDays": 31, "DiscountDayOfMonth": 0}
        books.add("Term", {"Name": name, "Type": "DATE_DRIVEN", **due, **_active()})
    for name in CLASSES:
        books.add("Class", {"Name": name, "FullyQualifiedName": name, "SubClass": False, **_active()})


def _taxes(books: QuickBooksBooks) -> None:
    """In the United States lines have TAX or NON, which are in no list, and the document one of these."""
    rates = {"New York": "8.875"} if books.country == "US" else {"20.0% S": "20", "0.0% Z": "0"}
    for name, percent in rates.items():
        row = {"Name": name, "Description": name, "Taxable": percent != "0", "TaxGroup": True, **_active()}
        code = books.add("TaxCode", row)
        books.add("TaxRate", {"Id": code["Id"], "Name": name, "RateValue": percent, **_active()})


def _customers(books: QuickBooksBooks) -> None:
    for contract in CONTRACTS:
        books.add("Customer", _customer(contract.client, contract.currency))
    parent = next(row for row in books.rows["Customer"].values() if row["DisplayName"] == "Acme Corp")
    for name in RETIRED:
        gone = {"DisplayName": f"{name} (deleted)", "FullyQualifiedName": f"{name} (deleted)", "Active": False}
        books.add("Customer", _customer(name, "USD") | gone)
    own = {"Job": True, "Level": 1, "ParentRef": {"value": parent["Id"]}, "FullyQualifiedName": SUB_CUSTOMER}
    books.add("Customer", {**_customer("Support desk", "USD"), **own})


def _customer(name: str, currency: str) -> Row:
    mail = f"ap@{name.split()[0].lower()}.test"
    row = {"DisplayName": name, "FullyQualifiedName": name, "CompanyName": name, "Taxable": False, "Job": False}
    return {**row, "CurrencyRef": {"value": currency}, "PrimaryEmailAddr": {"Address": mail}, "Balance": 0, **_active()}


def _active() -> Row:
    return {"Active": True}
