"""What the people of Northwind AI spent in October 2026 and entered into Harvest and Clockify, with planted totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sandbox.northwind.contracts import WORKSTREAMS
from sandbox.northwind.records import CLOCKIFY, HARVEST, TOGGL

UNITS: dict[str, tuple[str, int]] = {"Mileage": ("mile", 67), "Per diem": ("day", 6000)}
"""Categories with a price for each unit, in cents; every other is what the receipt says."""

CATEGORIES = ("Air travel", "Lodging", "Meals", "Mileage", "Per diem", "Software", "Taxi", "Train")


@dataclass(frozen=True, slots=True)
class Slip:
    """One expense: `minor` is in the minor unit of the client's currency."""

    person: str
    day: date
    workstream: str
    category: str
    note: str
    minor: int
    quantity: Decimal = Decimal(1)
    unit_minor: int | None = None
    unit: str = ""
    billable: bool = True
    approved: bool = True
    receipt: bool = True


# person | day of October | workstream | category | amount, or quantity × of a category with units | note | marks
_HARVEST = """
Rosa Delgado    |  1 | DEL-CARE   | Train      | 48.20  | Return ticket to the clinic |
Rosa Delgado    |  1 | DEL-CARE   | Meals      | 17.45  | Lunch at the clinic |
Kim Allen       |  2 | ACME-IMPL  | Taxi       | 23.10  | To the kick-off |
Kim Allen       |  6 | JUN-KYC    | Train      | 96.00  | Workshop at the bank |
Priya Raman     |  7 | DEL-TRIAGE | Lodging    | 214.90 | One night, training of nurses |
Priya Raman     |  8 | DEL-TRIAGE | Per diem   | x 2    | Training of nurses |
Owen Gallagher  |  8 | MAR-VISION | Air travel | 412.60 | To the shop floor and back |
Owen Gallagher  |  9 | MAR-VISION | Lodging    | 187.00 | One night near the plant |
Hannah Weiss    |  9 | MAR-VISION | Mileage    | x 84   | Plant and back |
Tomás Rivera    | 13 | FJO-FCST   | Train      | 71.30  | Trading desk |
Lena Fischer    | 13 | EMB-SEARCH | Software   | 59.00  | Search log viewer, one month |
Lena Fischer    | 14 | EMB-SEARCH | Meals      | 32.80  | Dinner with the shop's team | internal
Yuki Tanaka     | 14 | HAN-CHAT   | Meals      | 4200   | Lunch with the store managers |
Yuki Tanaka     | 15 | HAN-CHAT   | Taxi       | 3150   | To the head office |
Marcus Webb     | 15 | COB-CLAIMS | Software   | 120.00 | Image labels, first batch |
Daniel Cho      | 16 | JUN-KYC    | Taxi       | 18.75  | Late meeting at the bank | no receipt
Sam Ortiz       | 19 | ACME-SUP   | Meals      | 14.20  | Night shift | internal, no receipt
Grace Okafor    | 20 | LUM-TUTOR  | Mileage    | x 31   | Classroom test |
Rosa Delgado    | 21 | BLUE-ROUTE | Lodging    | 163.40 | Depot visit |
Rosa Delgado    | 22 | BLUE-ROUTE | Mileage    | x 112  | Two depots |
Hannah Weiss    | 26 | IRIS-LAB   | Train      | 54.60  | Lab visit | not approved
Priya Raman     | 27 | DEL-CARE   | Taxi       | 27.30  | Pilot clinic |
Owen Gallagher  | 29 | JUN-KYC    | Meals      | 88.15  | Steering committee |
Kim Allen       | 30 | ACME-IMPL  | Software   | 640.00 | Load generator, licence |
"""
_CLOCKIFY = """
Elena Rossi     |  1 | KES-ARCH   | Train      | 39.90  | Tape store |
Elena Rossi     |  2 | KES-TAGS   | Meals      | 21.60  | Lunch with editors |
Jack Nguyen     |  6 | MAR-VISION | Air travel | 398.20 | To the shop floor and back |
Jack Nguyen     |  7 | MAR-VISION | Lodging    | 187.00 | One night near the plant |
Jack Nguyen     |  7 | MAR-VISION | Per diem   | x 2    | At the plant |
Zoe Adler       |  8 | MAR-UX     | Software   | 45.00  | Prototype tool, one month |
Zoe Adler       |  9 | MAR-UX     | Mileage    | x 96   | Usability test |
Will Carter     | 13 | ACME-SUP   | Taxi       | 16.40  | Evening call |
Will Carter     | 14 | BLUE-ROUTE | Mileage    | x 45   | Depot |
Sofia Lindqvist | 15 | DEL-TRIAGE | Train      | 63.00  | Audit at the hospital |
Sofia Lindqvist | 16 | LUM-TUTOR  | Meals      | 12.90  | School visit | internal
Theo Laurent    | 19 | COB-EVAL   | Software   | 210.00 | Claims test set |
Theo Laurent    | 20 | COB-EVAL   | Taxi       | 22.80  | Bias review | no receipt
Elena Rossi     | 21 | KES-TAGS   | Software   | 149.00 | Speech to text, 20 hours |
Jack Nguyen     | 26 | MAR-VISION | Meals      | 35.70  | Line team | not approved
Zoe Adler       | 28 | LUM-TUTOR  | Mileage    | x 18   | Classroom |
"""

TOTALS_MINOR = {
    HARVEST: {"USD": 239_774, "EUR": 16_310, "JPY": 7_350},
    CLOCKIFY: {"USD": 142_803},
    TOGGL: {},
}
"""Worked out by hand from the tables above, in each currency's minor unit."""

COUNTS = {HARVEST: 24, CLOCKIFY: 16, TOGGL: 0}


def expenses_of(connector: str) -> tuple[Slip, ...]:
    """The expenses in a tracker, oldest first."""
    text = {HARVEST: _HARVEST, CLOCKIFY: _CLOCKIFY, TOGGL: ""}[connector]
    return tuple(_slip([cell.strip() for cell in line.split("|")]) for line in text.strip().splitlines())


def _slip(cells: list[str]) -> Slip:
    person, day, workstream, category, amount, note, marks = cells
    quantity, minor = Decimal(1), 0
    unit, unit_minor = UNITS.get(category, ("", None))
    if unit_minor is not None:
        quantity = Decimal(amount.removeprefix("x"))
        minor = int(quantity * unit_minor)
    else:
        minor = int(Decimal(amount) * (1 if WORKSTREAMS[workstream][0].currency == "JPY" else 100))
    return Slip(
        person,
        date(2026, 10, int(day)),
        workstream,
        category,
        note,
        minor,
        quantity,
        unit_minor,
        unit,
        billable="internal" not in marks,
        approved="not approved" not in marks,
        receipt="no receipt" not in marks,
    )


def receipt_pdf(title: str, amount: str) -> bytes:
    """A receipt of one page, as small as a PDF can be."""
    words = f"BT /F1 14 Tf 72 740 Td ({_plain(title)}) Tj 0 -24 Td ({_plain(amount)}) Tj ET".encode(
        "latin-1", "replace"
    )
    bodies = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(words), words),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(content))
        content += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(bodies) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return content + end % (count, table, count, len(content))


def _plain(text: str) -> str:
    return text.replace("\\", "").replace("(", "[").replace(")", "]")
