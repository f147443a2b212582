"""What QuickBooks Online on loopback does with a customer or an item that is made: one name for one of them, for ever.

A name is unique among customers, vendors and employees (6240), has no colon, tab or line end (2040), and a customer
keeps the currency that it was made with.
"""

from __future__ import annotations

import re

from sandbox.quickbooks_books import Fault, QuickBooksBooks, Row, ref
from sandbox.quickbooks_rows import active
from sandbox.quickbooks_seed import CURRENCIES

PEOPLE = ("Customer", "Vendor", "Employee")
WRITABLE = {
    "Customer": {
        *("DisplayName", "CompanyName", "PrimaryEmailAddr", "CurrencyRef", "SalesTermRef", "BillAddr", "Notes"),
        *("ParentRef", "Job", "BillWithParent", "Taxable"),
    },
    "Item": {"Name", "Type", "IncomeAccountRef", "Taxable", "UnitPrice", "Description"},
}
LONGEST = {"Customer": 500, "Item": 100}
INCOME = ("Income", "Other Income")


def made(books: QuickBooksBooks, entity: str, body: Row) -> Row:
    """A new row as it is kept. Raises Fault; what is there already is not updated here."""
    for name in body:
        if name not in WRITABLE[entity]:
            detail = f"Property Name:{name} specified is unsupported or invalid"
            raise Fault(2010, "Request has invalid or unsupported property", detail, name)
    row = _customer(books, body) if entity == "Customer" else _item(books, body)
    return books.add(entity, row | {"Active": True})


def _customer(books: QuickBooksBooks, body: Row) -> Row:
    name = _own_name(books, "Customer", "DisplayName", body)
    row = {"Taxable": False, "Job": False, "Balance": 0, "FullyQualifiedName": name, **body}
    parent = active(books, "Customer", body["ParentRef"]) if "ParentRef" in body else None
    if parent is not None:
        level = int(parent.get("Level", 0)) + 1
        row |= {"FullyQualifiedName": f"{parent['FullyQualifiedName']}:{name}", "Level": level}
    usual = parent["CurrencyRef"]["value"] if parent else books.home
    currency = body.get("CurrencyRef", {}).get("value", usual)
    known = {books.home, *(each["Code"] for each in books.rows["CompanyCurrency"].values())}
    if currency not in known or (parent is not None and currency != usual):
        raise Fault(2500, "Invalid Reference Id", f"Invalid Reference Id : Currency {currency}", "CurrencyRef")
    if currency != books.home and not books.prefers("CurrencyPrefs", "MultiCurrencyEnabled"):
        raise Fault(6000, "A business validation error has occurred", "Multi currency is not enabled")
    return row | {"CurrencyRef": {"value": currency, "name": CURRENCIES[currency]}}


def _item(books: QuickBooksBooks, body: Row) -> Row:
    name = _own_name(books, "Item", "Name", body)
    if body.get("Type") != "Service":
        raise Fault(2170, "Invalid Enumeration", "This twin makes services alone", "Type")
    if "IncomeAccountRef" not in body:
        raise Fault(2020, "Required param missing, need to supply the required value", "", "IncomeAccountRef")
    account = active(books, "Account", body["IncomeAccountRef"])
    if account["AccountType"] not in INCOME:
        raise Fault(6000, "A business validation error has occurred", "The account of an item must be income")
    usual = {"Taxable": False, "UnitPrice": 0, "FullyQualifiedName": name}
    return {**usual, **body, "IncomeAccountRef": ref(account)}


def _own_name(books: QuickBooksBooks, entity: str, field: str, body: Row) -> str:
    name = str(body.get(field, ""))
    if not name:
        raise Fault(2020, "Required param missing, need to supply the required value for the API", "", field)
    if len(name) > LONGEST[entity]:
        raise Fault(2050, "String length is either shorter or longer than supported by specification", "", field)
    if re.search(r"[:\t\n]", name):
        raise Fault(2040, "Invalid String. The string has unsupported chars", f"Property Name:{field}", field)
    for kind in PEOPLE if entity == "Customer" else (entity,):
        for row in books.rows[kind].values():
            if str(row.get(field, "")).casefold() == name.casefold():
                detail = f"The name supplied already exists. : Another {kind.lower()} is already using this name."
                raise Fault(6240, "Duplicate Name Exists Error", detail)
    return name
