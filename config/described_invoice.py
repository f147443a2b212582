"""What each key about a contract's invoices means, in a sentence that an editor shows beside it."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from config import cadence, least
from config.models import InvoiceModel

DESCRIBED: Mapping[type[BaseModel], Mapping[str, str]] = {
    InvoiceModel: {
        "every": "How often the client is billed, by the month without it.",
        "one_per": "What gets an invoice of its own.",
        "lines_by": "What gets a line of its own.",
        "date": "Which date the invoice bears.",
        "when_time_is_held": "What happens while some of the month's time is held back.",
        "late_time": "What becomes of time that arrives after its month was closed.",
        "bill_after": "So long after its end a period is billed, and not before, such as 2 business days.",
        "minimum": "What becomes of an invoice that would be too small.",
        "completed": "The days on which work that is billed on completion was completed.",
        "final": "yes makes the last invoice a final one: everything is billed by then, and it is called so.",
        "show": "What the client may see.",
        "no_charge_lines": "yes shows non-billable work on the invoice too, at 0.00.",
        "texts": "The words of the invoice.",
    },
    **cadence.DESCRIBED,
    **least.DESCRIBED,
}
