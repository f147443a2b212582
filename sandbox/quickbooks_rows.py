"""What QuickBooks Online does with a document that is written: checks, numbers, lines, sums, links; void and delete."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sandbox.quickbooks_books import POSTING, Fault, QuickBooksBooks, Row, number, ref
from sandbox.quickbooks_seed import CURRENCIES, RATES

CENT = Decimal("0.01")
AUTO = "AUTO_GENERATE"
OPEN_ESTIMATES = ("Pending", "Accepted")
"""Only these can be linked to an invoice; others are ignored without a word."""
_LENGTHS = {"DocNumber": 21, "PrivateNote": 4000}
_WRITABLE = {
    *("CustomerRef", "TxnDate", "DueDate", "SalesTermRef", "DocNumber", "CurrencyRef", "ExchangeRate", "PrivateNote"),
    *("CustomerMemo", "EmailStatus", "PrintStatus", "BillEmail", "CustomField", "DepartmentRef", "ClassRef", "Line"),
    *("GlobalTaxCalculation", "TxnTaxDetail", "LinkedTxn", "BillAddr", "ShipAddr", "ApplyTaxAfterDiscount"),
}
WRITABLE = {
    "Invoice": _WRITABLE,
    "CreditMemo": _WRITABLE - {"DueDate", "LinkedTxn"},
    "Estimate": (_WRITABLE - {"LinkedTxn"}) | {"TxnStatus", "ExpirationDate"},
    "Payment": {"CustomerRef", "TotalAmt", "TxnDate", "CurrencyRef", "PrivateNote", "Line"},
}
_READ_ONLY = {
    *("Id", "SyncToken", "sparse", "domain", "MetaData", "TotalAmt", "Balance", "HomeTotalAmt", "HomeBalance"),
    *("RemainingCredit", "LinkedTxn", "AllowIPNPayment", "AllowOnlinePayment", "UnappliedAmt"),
}
"""Fields that may be sent back and have no effect."""
_BASES = ("TaxExcluded", "TaxInclusive", "NotApplicable")
"""What amounts may be, in companies outside the United States (GlobalTaxCalculationEnum in the published schema)."""
_LINE = {"Id", "LineNum", "Description", "Amount", "DetailType", "LinkedTxn"}
_DETAIL = {"ItemRef", "ClassRef", "UnitPrice", "Qty", "ServiceDate", "TaxCodeRef", "ItemAccountRef"}
_DETAILS = {
    "SalesItemLineDetail": "SalesItemLineDetail",
    "DescriptionOnly": "DescriptionLineDetail",
    "SubTotalLineDetail": "SubTotalLineDetail",
}


def written(books: QuickBooksBooks, entity: str, body: Row, duplicates: bool = False) -> Row:
    """A sales document as it is once it was created or updated. Raises Fault."""
    _known(entity, body)
    earlier = _current(books, entity, body) if body.get("Id") else None
    row = _merged(entity, earlier, body)
    _checked(books, entity, row, earlier)
    row = row | _numbered(books, entity, row, earlier, duplicates)
    row = row | _references(books, row)
    row["Line"] = [_line(books, entity, line, earlier) for line in row["Line"]]
    row["Line"] = _with_ids(row["Line"], earlier)
    row |= {"Id": earlier["Id"], "LinkedTxn": earlier.get("LinkedTxn", [])} if earlier else {"Id": ""}
    total(books, entity, row)
    estimates = _estimates(books, body.get("LinkedTxn") or [])
    kept = books.add(entity, row) if earlier is None else _replaced(books, earlier, row)
    _link(books, kept, estimates)
    return kept


def _replaced(books: QuickBooksBooks, earlier: Row, row: Row) -> Row:
    for name in set(earlier) - set(row) - _READ_ONLY:
        del earlier[name]
    earlier.update(row)
    books.touch(earlier)
    return earlier


def _known(entity: str, body: Row) -> None:
    """Refuses what the entity does not have."""
    for name in body:
        if name not in WRITABLE[entity] | _READ_ONLY:
            detail = f"Property Name:{name} specified is unsupported or invalid"
            raise Fault(2010, "Request has invalid or unsupported property", detail, name)
    for name, most in _LENGTHS.items():
        if len(str(body.get(name, ""))) > most:
            raise Fault(2050, "String length is either shorter or longer than supported by specification", "", name)
    if body.get("GlobalTaxCalculation", _BASES[0]) not in _BASES:
        raise Fault(2170, "Invalid Enumeration", "The enumeration value is invalid", "GlobalTaxCalculation")
    if len(str((body.get("CustomerMemo") or {}).get("value", ""))) > 1000:
        raise Fault(2050, "String length is either shorter or longer than supported by specification", "", "Memo")


def _current(books: QuickBooksBooks, entity: str, body: Row) -> Row:
    """The row that a body means, if its version is the latest. Raises Fault 610, 2020, 5010."""
    earlier = books.find(entity, str(body["Id"]))
    if body.get("SyncToken") is None:
        raise Fault(2020, "Required param missing, need to supply the required value for the API", "", "SyncToken")
    if str(body["SyncToken"]) != earlier["SyncToken"]:
        detail = "Stale Object Error : You and someone else were working on this at the same time."
        raise Fault(5010, "Stale Object Error", detail)
    return earlier


def current(books: QuickBooksBooks, entity: str, body: Row) -> Row:
    """The same, for voiding and deleting."""
    return _current(books, entity, body)


def _merged(entity: str, earlier: Row | None, body: Row) -> Row:
    """The fields as they shall be: a sparse update keeps what it does not name, a full one clears it."""
    stated = {name: value for name, value in body.items() if name in WRITABLE[entity] and name != "LinkedTxn"}
    if earlier is not None and body.get("sparse"):
        stated = {name: earlier[name] for name in WRITABLE[entity] if name in earlier} | stated
    return {name: value for name, value in stated.items() if value is not None and name != "LinkedTxn"}


def _checked(books: QuickBooksBooks, entity: str, row: Row, earlier: Row | None) -> None:
    for name in ("CustomerRef", "Line"):
        if not row.get(name):
            raise Fault(2020, "Required param missing, need to supply the required value for the API", "", name)
    for name in ("TxnDate", "DueDate", "ExpirationDate"):
        if name in row and not re.fullmatch(r"\d{4}-\d\d-\d\d", str(row[name])):
            raise Fault(2030, "Invalid value for the parameter", f"{name} is no date", name)
    row.setdefault("TxnDate", books.said(books.clock.now())[:10])
    for day in (row["TxnDate"], *([earlier["TxnDate"]] if earlier else ())):
        in_open_books(books, entity, day)
    if entity == "Estimate" and not books.prefers("SalesFormsPrefs", "AllowEstimates"):
        raise Fault(5020, "Feature not supported", "Estimates are not turned on for this company")
    currency = row.get("CurrencyRef", {}).get("value", books.home)
    if currency != books.home and not books.prefers("CurrencyPrefs", "MultiCurrencyEnabled"):
        raise Fault(6000, "A business validation error has occurred", "Multi currency is not enabled")


def in_open_books(books: QuickBooksBooks, entity: str, day: str) -> None:
    """Refuses what would change closed books."""
    closed = books.closed_until
    if entity in POSTING and closed and date.fromisoformat(day) <= closed:
        detail = "Account Period Closed, Cannot Update Through Services : The account period has closed"
        raise Fault(6210, "Account Period Closed, Cannot Update Through Services", detail)


def _numbered(books: QuickBooksBooks, entity: str, row: Row, earlier: Row | None, duplicates: bool) -> Row:
    """The document's number: stated, the next one, or (with custom numbers) none at all."""
    stated, custom = row.get("DocNumber"), books.prefers("SalesFormsPrefs", "CustomTxnNumbers")
    if stated == AUTO or (not stated and not custom):
        had = earlier.get("DocNumber") if earlier else None
        return {"DocNumber": had or books.next_number(entity)}
    own = earlier["Id"] if earlier else ""
    for each in books.rows[entity].values():
        if stated and custom and not duplicates and each["Id"] != own and each.get("DocNumber") == stated:
            detail = (
                "Duplicate Document Number Error : You must specify a different number. This number has already been "
                f"used. DocNumber={stated} is assigned to TxnType={entity} with TxnId={each['Id']}"
            )
            raise Fault(6140, "Duplicate Document Number Error", detail)
    return {}


def _references(books: QuickBooksBooks, row: Row) -> Row:
    """The document's references with their names."""
    customer = active(books, "Customer", row["CustomerRef"])
    home = books.home
    currency = row.get("CurrencyRef", {}).get("value", customer["CurrencyRef"]["value"])
    if currency != customer["CurrencyRef"]["value"]:
        raise Fault(6000, "A business validation error has occurred", "The customer has another currency")
    found: Row = {"CustomerRef": {"value": customer["Id"], "name": customer["FullyQualifiedName"]}}
    found["CurrencyRef"] = {"value": currency, "name": CURRENCIES[currency]}
    if currency != home:
        found["ExchangeRate"] = row.get("ExchangeRate") or number(RATES[currency])
    if "SalesTermRef" in row:
        found["SalesTermRef"] = ref(active(books, "Term", row["SalesTermRef"]))
    if "ClassRef" in row:
        found["ClassRef"] = ref(active(books, "Class", row["ClassRef"]))
    return found | {"EmailStatus": row.get("EmailStatus", "NotSet")}


def active(books: QuickBooksBooks, entity: str, stated: Mapping[str, Any]) -> Row:
    """The row that a reference names. Raises Fault 2500 where there is none, 610 where it is inactive."""
    row = books.rows[entity].get(str(stated.get("value", "")))
    if row is None:
        detail = f"Invalid Reference Id : {entity} element id {stated.get('value')} not found"
        raise Fault(2500, "Invalid Reference Id", detail)
    if not row.get("Active", True):
        detail = f"Object Not Found : Something you're trying to use has been made inactive ({entity} {row['Id']})"
        raise Fault(610, "Object Not Found", detail)
    return row


# ---- lines ----


def _line(books: QuickBooksBooks, entity: str, line: Row, earlier: Row | None) -> Row:
    kind = line.get("DetailType")
    if kind not in _DETAILS:
        raise Fault(2170, "Invalid Enumeration", f"DetailType {kind} is not supported", "Line.DetailType")
    for name in line:
        if name not in _LINE | {_DETAILS[kind]} | {"CustomExtensions"}:
            raise Fault(2010, "Request has invalid or unsupported property", f"Property Name:{name}", f"Line.{name}")
    if len(line.get("Description") or "") > 4000:
        raise Fault(2050, "String length is either shorter or longer than supported", "", "Line.Description")
    if kind != "SalesItemLineDetail":
        return dict(line)
    if line.get("Amount") is None:
        raise Fault(2020, "Required param missing, need to supply the required value for the API", "", "Line.Amount")
    return {**line, "Amount": number(line["Amount"]), kind: _detail(books, line)}


def _detail(books: QuickBooksBooks, line: Row) -> Row:
    detail: Row = dict(line.get("SalesItemLineDetail") or {})
    for name in detail:
        if name not in _DETAIL:
            raise Fault(2010, "Request has invalid or unsupported property", f"Property Name:{name}", name)
    amount, quantity, price = (
        None if each is None else Decimal(str(each))
        for each in (line["Amount"], detail.get("Qty"), detail.get("UnitPrice"))
    )
    if quantity is not None and price is not None and _rounded(quantity * price) != amount:
        told = f"Amount is not equal to UnitPrice * Qty. Supplied value:{amount}"
        raise Fault(6070, "Amount calculation incorrect in the request", told, "Line.Amount")
    if detail.get("ServiceDate") == "":
        raise Fault(2030, "Invalid value for the parameter", "ServiceDate is no date", "ServiceDate")
    if "ItemRef" in detail:
        item = active(books, "Item", detail["ItemRef"])
        detail |= {"ItemRef": ref(item), "ItemAccountRef": item["IncomeAccountRef"]}
    if "ClassRef" in detail:
        detail["ClassRef"] = ref(active(books, "Class", detail["ClassRef"]))
    detail["TaxCodeRef"] = {"value": _tax_code(books, detail.get("TaxCodeRef"))}
    return detail | {name: number(detail[name]) for name in ("Qty", "UnitPrice") if detail.get(name) is not None}


def _tax_code(books: QuickBooksBooks, stated: Mapping[str, Any] | None) -> str:
    if books.country != "US":
        if stated is None:
            raise Fault(6000, "A business validation error has occurred", "Each line needs a tax rate")
        return str(active(books, "TaxCode", stated)["Id"])
    code = "NON" if stated is None else str(stated.get("value"))
    if code not in ("TAX", "NON"):
        raise Fault(6100, "Invalid tax code", f"The tax code {code} is not TAX or NON", "TaxCodeRef")
    return code


def _with_ids(lines: list[Row], earlier: Row | None) -> list[Row]:
    """Lines with their ids: those that were there keep theirs; QuickBooks makes subtotals itself."""
    had = {line.get("Id") for line in earlier["Line"]} if earlier else set()
    last = max((int(own) for own in had if own), default=0)
    found = []
    for place, line in enumerate((each for each in lines if each["DetailType"] != "SubTotalLineDetail"), 1):
        if line.get("Id") not in had or not line.get("Id"):
            last += 1
            line = {**line, "Id": str(last)}
        found.append({**line, "LineNum": place})
    return found


# ---- sums ----


def total(books: QuickBooksBooks, entity: str, row: Row) -> None:
    """Works out subtotal, tax, total and balance of a document."""
    lines = [line for line in row["Line"] if line["DetailType"] != "SubTotalLineDetail"]
    charged = [line for line in lines if "ItemRef" in line.get("SalesItemLineDetail", {})]
    net = sum((Decimal(line["Amount"]) for line in charged), Decimal(0))
    tax = sum((_tax(books, row, line) for line in charged), Decimal(0))
    row["Line"] = [*lines, {"Amount": number(net), "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}]
    row["TxnTaxDetail"] = {**(row.get("TxnTaxDetail") or {}), "TotalTax": number(tax)}
    if net + tax < 0:
        raise Fault(6000, "A business validation error has occurred", "Transaction amount must be 0 or greater")
    row["TotalAmt"] = number(net + tax)
    if row["CurrencyRef"]["value"] != books.home:
        row["HomeTotalAmt"] = number(_rounded((net + tax) * Decimal(row["ExchangeRate"])))
    settle(books, entity, row)


def settle(books: QuickBooksBooks, entity: str, row: Row) -> None:
    """Works out what is still open of a document, and names the payments that are linked to it."""
    if entity == "Estimate":
        row.setdefault("TxnStatus", "Pending")
        return
    paid, payments = Decimal(0), []
    for payment in books.rows["Payment"].values():
        mine = [
            line for line in payment["Line"] if {"TxnId": row["Id"], "TxnType": entity} in line.get("LinkedTxn", [])
        ]
        paid += sum((Decimal(line["Amount"]) for line in mine), Decimal(0))
        payments += [{"TxnId": payment["Id"], "TxnType": "Payment"}] * bool(mine)
    others = [each for each in row.get("LinkedTxn", []) if each["TxnType"] != "Payment"]
    row["LinkedTxn"] = others + payments
    row["Balance"] = number(Decimal(row["TotalAmt"]) - paid)
    if entity == "CreditMemo":
        row["RemainingCredit"] = row["Balance"]


def _tax(books: QuickBooksBooks, row: Row, line: Row) -> Decimal:
    code = line["SalesItemLineDetail"]["TaxCodeRef"]["value"]
    if code == "NON":
        return Decimal(0)
    if code == "TAX":
        code = (row.get("TxnTaxDetail") or {}).get("TxnTaxCodeRef", {}).get("value", "")
    rate = books.rows["TaxRate"].get(code)
    return _rounded(Decimal(line["Amount"]) * Decimal(rate["RateValue"]) / 100) if rate else Decimal(0)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


# ---- links, void, delete ----


def _estimates(books: QuickBooksBooks, linked: list[Row]) -> list[Row]:
    """The estimates that a new document names. Raises Fault."""
    wanted = [str(each.get("TxnId")) for each in linked if each.get("TxnType") == "Estimate"]
    for own in wanted:
        if own not in books.rows["Estimate"]:
            raise Fault(2500, "Invalid Reference Id", f"Invalid Reference Id : Estimate {own} not found")
    return [books.rows["Estimate"][own] for own in wanted]


def _link(books: QuickBooksBooks, row: Row, estimates: list[Row]) -> None:
    """Closes the estimates that an invoice was made of, if they are still open; others are ignored."""
    for estimate in estimates:
        if estimate["TxnStatus"] in OPEN_ESTIMATES:
            row["LinkedTxn"] = [*row.get("LinkedTxn", []), {"TxnId": estimate["Id"], "TxnType": "Estimate"}]
            estimate["LinkedTxn"] = [{"TxnId": row["Id"], "TxnType": "Invoice"}]
            estimate["TxnStatus"] = "Closed"
            books.touch(estimate, version=False)


def _unlink(books: QuickBooksBooks, entity: str, row: Row) -> None:
    for estimate in books.rows["Estimate"].values():
        if {"TxnId": row["Id"], "TxnType": entity} in estimate.get("LinkedTxn", []):
            estimate["LinkedTxn"], estimate["TxnStatus"] = [], "Pending"
            books.touch(estimate, version=False)


def voided(books: QuickBooksBooks, entity: str, row: Row) -> Row:
    """A document after it was voided: it stays, and comes to nothing."""
    in_open_books(books, entity, row["TxnDate"])
    _release(books, entity, row)
    for line in row["Line"]:
        line["Amount"] = 0
        if "Qty" in line.get("SalesItemLineDetail", {}):
            line["SalesItemLineDetail"] = {**line["SalesItemLineDetail"], "Qty": 0}
    row["PrivateNote"] = f"Voided - {row.get('PrivateNote', '')}".rstrip(" -")
    row["LinkedTxn"] = []
    books.touch(row)
    total(books, entity, row)
    _unlink(books, entity, row)
    return row


def deleted(books: QuickBooksBooks, entity: str, row: Row) -> Row:
    """What is answered when a document was deleted."""
    in_open_books(books, entity, row["TxnDate"])
    linked = [line["LinkedTxn"][0] for line in row["Line"] if line.get("LinkedTxn")] if entity == "Payment" else []
    _release(books, entity, row)
    books.remove(entity, row["Id"])
    _unlink(books, entity, row)
    for each in linked:
        resettled(books, each["TxnType"], each["TxnId"])
    return {"status": "Deleted", "domain": "QBO", "Id": row["Id"]}


def _release(books: QuickBooksBooks, entity: str, row: Row) -> None:
    """Takes a document out of the payments that are applied to it, whose money is unapplied then."""
    for payment in books.rows["Payment"].values():
        kept = [
            line for line in payment["Line"] if {"TxnId": row["Id"], "TxnType": entity} not in line.get("LinkedTxn", [])
        ]
        if len(kept) < len(payment["Line"]):
            payment["Line"] = kept
            applied = sum((Decimal(line["Amount"]) for line in kept), Decimal(0))
            payment["UnappliedAmt"] = number(Decimal(payment["TotalAmt"]) - applied)
            books.touch(payment)


def resettled(books: QuickBooksBooks, entity: str, own: str) -> None:
    """Works out again what is open of a document after a payment changed."""
    row = books.rows.get(entity, {}).get(own)
    if row is not None:
        settle(books, entity, row)
        books.touch(row)
