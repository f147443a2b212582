"""QuickBooks Online's query language, as far as it is documented: one entity, AND, ORDERBY, pages of at most 1000."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sandbox.quickbooks_books import NAMED, Fault, QuickBooksBooks, Row

LARGEST, USUAL = 1000, 100
_TXN = {"Id", "DocNumber", "TxnDate", "CustomerRef", "TotalAmt", "MetaData.LastUpdatedTime", "MetaData.CreateTime"}
_NAME = {"Id", "Name", "Active", "MetaData.LastUpdatedTime", "MetaData.CreateTime"}
FILTERS = {
    "Invoice": _TXN | {"DueDate", "Balance"},
    "Estimate": _TXN,
    "CreditMemo": _TXN | {"Balance"},
    "Payment": _TXN - {"DocNumber"},
    "Customer": _NAME | {"DisplayName", "FullyQualifiedName"},
    "Item": _NAME | {"Type", "FullyQualifiedName"},
    "Account": _NAME | {"AccountType", "FullyQualifiedName"},
    "Term": _NAME,
    "TaxCode": _NAME,
    "TaxRate": _NAME,
    "Class": _NAME | {"FullyQualifiedName"},
    "CompanyCurrency": {"Id", "Code", "Active"},
    "CompanyInfo": {"Id"},
    "Preferences": {"Id"},
    "Attachable": {"Id", "FileName", "AttachableRef.EntityRef.Type", "AttachableRef.EntityRef.value"},
}
"""The properties of each entity by which it can be asked for."""
_SELECT = re.compile(
    r"\s*select\s+(?P<what>\*|count\(\*\)|[\w.]+(?:\s*,\s*[\w.]+)*)\s+from\s+(?P<entity>\w+)"
    r"(?:\s+where\s+(?P<where>.*?))?"
    r"(?:\s+order\s?by\s+(?P<order>[\w.]+)(?:\s+(?P<way>asc|desc))?)?"
    r"(?:\s+startposition\s+(?P<start>\d+))?(?:\s+maxresults\s+(?P<most>\d+))?(?:\s+startposition\s+(?P<late>\d+))?\s*",
    re.IGNORECASE | re.DOTALL,
)
_VALUE = r"'(?:[^'\\]|\\.)*'|true|false|[\d.]+"
_CONDITION = re.compile(
    rf"\s*(?P<name>[\w.]+)\s*(?P<op>=|<=|>=|<|>|\bin\b|\blike\b)\s*"
    rf"(?P<value>\(\s*(?:{_VALUE})(?:\s*,\s*(?:{_VALUE}))*\s*\)|{_VALUE})\s*(?:and\b|$)",
    re.IGNORECASE,
)
Test = Callable[[Row], bool]


def query(books: QuickBooksBooks, text: str) -> Row:
    """What a select answers, below QueryResponse. Raises Fault."""
    found = _SELECT.fullmatch(text)
    if found is None:
        raise Fault(4000, "Error parsing query", "QueryParserError: Encountered an error in the select")
    entity = found["entity"]
    if entity not in FILTERS:
        raise Fault(4001, "Invalid query", f"QueryValidationError: Entity {entity} is not supported")
    tests = _conditions(entity, found["where"] or "")
    if entity in NAMED and "Active" not in (found["where"] or ""):
        tests.append(lambda row: bool(row.get("Active", True)))
    rows = [row for row in books.rows[entity].values() if all(test(row) for test in tests)]
    if found["what"].lower() == "count(*)":
        return {"totalCount": len(rows)}
    order = found["order"] or "Id"
    rows.sort(key=lambda row: _key(_value(row, order)), reverse=(found["way"] or "").lower() == "desc")
    return _page(entity, rows, int(found["start"] or found["late"] or 1), int(found["most"] or USUAL))


def _page(entity: str, rows: list[Row], start: int, most: int) -> Row:
    if not 1 <= most <= LARGEST or start < 1:
        raise Fault(4001, "Invalid query", f"QueryValidationError: maxresults must be from 1 to {LARGEST}")
    page = rows[start - 1 : start - 1 + most]
    return {entity: page, "startPosition": start, "maxResults": len(page)} if page else {}


def _conditions(entity: str, text: str) -> list[Test]:
    tests: list[Test] = []
    place = 0
    while text.strip() and place < len(text):
        found = _CONDITION.match(text, place)
        if found is None:
            raise Fault(4000, "Error parsing query", f"QueryParserError: {text[place:]}")
        if found["name"] not in FILTERS[entity]:
            raise Fault(4001, "Invalid query", f"QueryValidationError: Property {found['name']} not found for {entity}")
        tests.append(_test(found["name"], found["op"].lower(), found["value"]))
        place = found.end()
    return tests


def _test(name: str, op: str, text: str) -> Test:
    wanted = [_literal(each) for each in re.findall(_VALUE, text, re.IGNORECASE)]

    def test(row: Row) -> bool:
        return any(_holds(_typed(value, like), op, like) for value in _values(row, name) for like in wanted)

    return test


def _holds(value: Any, op: str, wanted: str) -> bool:
    if value is None:
        return False
    other = _typed(wanted, wanted) if not isinstance(value, (datetime, Decimal)) else _as(value, wanted)
    if op in ("=", "in"):
        return bool(value == other)
    if op == "like":
        pattern = "".join(".*" if part == "%" else re.escape(part) for part in re.split("(%)", wanted))
        return re.fullmatch(pattern, str(value), re.IGNORECASE) is not None
    compared = {"<": value < other, ">": value > other, "<=": value <= other, ">=": value >= other}
    return bool(compared[op])


def _as(value: Any, wanted: str) -> Any:
    if isinstance(value, Decimal):
        return Decimal(wanted)
    found = datetime.fromisoformat(wanted)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _typed(value: Any, _: str) -> Any:
    """A value as it is compared: moments and numbers by what they are, everything else as text."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, Decimal)):
        return Decimal(value)
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value):
        return datetime.fromisoformat(value)
    return value


def _literal(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text.startswith("'") else text.lower()


def _values(row: Row, name: str) -> list[Any]:
    """The values of a property, of each element where it is in a list; of a reference its id."""
    if name.startswith("AttachableRef.EntityRef."):
        inner = "type" if name.endswith("Type") else "value"
        found = [each["EntityRef"][inner] for each in row.get("AttachableRef", ())]
        return [each.lower() for each in found] if inner == "type" else found
    return [_value(row, name)]


def _value(row: Row, name: str) -> Any:
    value: Any = row
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value["value"] if isinstance(value, dict) and "value" in value else value


def _key(value: Any) -> tuple[int, Any]:
    if isinstance(value, str) and value.isdigit():
        return (0, int(value))
    return (1, str(value)) if value is not None else (2, "")
