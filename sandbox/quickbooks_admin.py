"""What the bookkeeper does in QuickBooks Online, and the settings there: below /_admin/quickbooks."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.kinds import anything, boolean, day, moment, object_of, optional, text, whole
from sandbox.quickbooks_books import SALES, Fault, QuickBooksBooks, Row, number
from sandbox.quickbooks_rows import current, deleted, in_open_books, resettled, voided, written
from sandbox.tracker import Unknown

Act = Callable[[QuickBooksBooks, Any], Any]


def act(books: QuickBooksBooks, name: str, body: Any) -> Any:
    """Does what the bookkeeper is asked to; raises Unknown or ValueError with why it cannot be done."""
    if name not in ACTS:
        raise Unknown(f"there is nothing {name!r} to do; write one of {', '.join(ACTS)}")
    try:
        return ACTS[name](books, body or {})
    except Fault as fault:
        raise ValueError(f"{fault.code}: {fault.detail}") from fault


def money(value: Any) -> Decimal:
    """An amount such as 12.50."""
    try:
        return Decimal(text(value))
    except InvalidOperation as problem:
        raise ValueError("must be an amount such as 12.50") from problem


def pay(books: QuickBooksBooks, body: Any) -> Row:
    """A payment of an invoice, of all that is open or of a part; with `credit`, a credit memo is applied instead."""
    stated = object_of({"invoice": text, "amount": money, "on": day, "credit": text}, ("invoice",))(body)
    invoice = books.find("Invoice", stated["invoice"])
    amount = stated.get("amount", Decimal(invoice["Balance"]))
    on = str(stated["on"]) if "on" in stated else books.said(books.clock.now())[:10]
    in_open_books(books, "Payment", on)
    lines = [_applied(amount, invoice["Id"], "Invoice")]
    if "credit" in stated:
        memo = books.find("CreditMemo", stated["credit"])
        lines.append(_applied(amount, memo["Id"], "CreditMemo"))
    row = {name: invoice[name] for name in ("CustomerRef", "CurrencyRef")} | {"TxnDate": on, "Line": lines}
    row |= {"TotalAmt": 0 if "credit" in stated else number(amount), "UnappliedAmt": 0, "ProcessPayment": False}
    payment = books.add("Payment", row)
    for line in lines:
        resettled(books, line["LinkedTxn"][0]["TxnType"], line["LinkedTxn"][0]["TxnId"])
    return payment


def _applied(amount: Decimal, own: str, entity: str) -> Row:
    return {"Amount": number(amount), "LinkedTxn": [{"TxnId": own, "TxnType": entity}]}


def _one(books: QuickBooksBooks, body: Any) -> tuple[str, Row]:
    stated = object_of({"entity": text, "id": text}, ("entity", "id"))(body)
    return stated["entity"], books.find(stated["entity"], stated["id"])


def void(books: QuickBooksBooks, body: Any) -> Row:
    """Voids an invoice or a credit memo."""
    entity, row = _one(books, body)
    return voided(books, entity, row)


def delete(books: QuickBooksBooks, body: Any) -> Row:
    """Deletes a document or a payment."""
    entity, row = _one(books, body)
    return deleted(books, entity, row)


def edit(books: QuickBooksBooks, body: Any) -> Row:
    """Changes fields of a document, as its form would; the rest stays."""
    stated = object_of({"entity": text, "id": text, "fields": anything}, ("entity", "id", "fields"))(body)
    entity, row = _one(books, {"entity": stated["entity"], "id": stated["id"]})
    sparse = {"Id": row["Id"], "SyncToken": row["SyncToken"], "sparse": True}
    if entity in SALES:
        return written(books, entity, {**sparse, **stated["fields"]}, duplicates=True)
    current(books, entity, sparse)
    row.update(stated["fields"])
    books.touch(row)
    return row


def convert(books: QuickBooksBooks, body: Any) -> Row:
    """Makes an invoice of an estimate, as the button there does: with its lines, and linked to it."""
    estimate = books.find("Estimate", object_of({"estimate": text}, ("estimate",))(body)["estimate"])
    kept = ("CustomerRef", "CurrencyRef", "CustomerMemo", "PrivateNote", "SalesTermRef", "DueDate", "BillEmail", "Line")
    row = {name: estimate[name] for name in kept if name in estimate}
    row["Line"] = [{k: v for k, v in line.items() if k != "Id"} for line in row["Line"]]
    return written(books, "Invoice", {**row, "LinkedTxn": [{"TxnId": estimate["Id"], "TxnType": "Estimate"}]})


def send(books: QuickBooksBooks, body: Any) -> Row:
    """Mails a document to the client."""
    _, row = _one(books, body)
    row["EmailStatus"] = "EmailSent"
    books.touch(row)
    return row


def retire(books: QuickBooksBooks, body: Any) -> Row:
    """Makes a row of a list inactive."""
    _, row = _one(books, body)
    row["Active"] = False
    for name in ("DisplayName", "Name", "FullyQualifiedName"):
        if name in row:
            row[name] = f"{row[name]} (deleted)"
    books.touch(row)
    return row


def merge(books: QuickBooksBooks, body: Any) -> Row:
    """Merges a customer into another: its documents are the other's, and it is inactive."""
    stated = object_of({"customer": text, "into": text}, ("customer", "into"))(body)
    kept = books.find("Customer", stated["into"])
    for entity in (*SALES, "Payment"):
        for row in books.rows[entity].values():
            if row["CustomerRef"]["value"] == stated["customer"]:
                row["CustomerRef"] = {"value": kept["Id"], "name": kept["FullyQualifiedName"]}
                books.touch(row)
    return retire(books, {"entity": "Customer", "id": stated["customer"]})


def close(books: QuickBooksBooks, body: Any) -> Row:
    """Closes the books up to a day, or opens them again."""
    until = object_of({"until": optional(day)}, ("until",))(body)["until"]
    books.prefer("AccountingInfoPrefs", BookCloseDate=str(until) if until else None)
    return books.preferences


def prefer(books: QuickBooksBooks, body: Any) -> Row:
    """Sets preferences of a group."""
    stated = object_of({"group": text, "values": anything}, ("group", "values"))(body)
    books.prefer(stated["group"], **stated["values"])
    return books.preferences


def pace(books: QuickBooksBooks, body: Any) -> Row:
    """Makes the limits wider by a factor."""
    books.pace = object_of({"factor": whole(1)}, ("factor",))(body)["factor"]
    return {"factor": books.pace}


def token(books: QuickBooksBooks, body: Any) -> Row:
    """A new access token, or none: with `revoke` the connection ends."""
    stated = object_of({"revoke": boolean, "seconds": whole(1), "at": moment})(body)
    if stated.get("revoke"):
        books.revoke()
        return {}
    return {"access_token": books.token(stated.get("seconds", 3600)), "refresh_token": books.grant().refresh}


ACTS: dict[str, Act] = {
    "pay": pay,
    "void": void,
    "delete": delete,
    "edit": edit,
    "convert": convert,
    "send": send,
    "retire": retire,
    "merge": merge,
    "close": close,
    "prefer": prefer,
    "pace": pace,
    "token": token,
    "rows": lambda books, _: {each: list(books.rows[each].values()) for each in (*SALES, "Payment", "Attachable")},
}
