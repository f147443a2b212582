"""How Xero on loopback takes new contacts (PUT /Contacts): each name once among the active ones, or it is refused."""

from __future__ import annotations

from typing import Any

from sandbox import xero_rows as rows
from sandbox.kinds import list_of, object_of, text
from sandbox.routes import Answer, Asked
from sandbox.xero_books import ACTIVE, Contact, XeroBooks
from sandbox.xero_documents import once, validation
from sandbox.xero_writing import Invalid

LONGEST_NAME = 255
CONTACT = object_of({"Name": text, "EmailAddress": text, "DefaultCurrency": text})
BODY = object_of({"Contacts": list_of(CONTACT)}, ("Contacts",))
Json = dict[str, Any]


def _put(asked: Asked) -> Answer:
    books: XeroBooks = asked.world.xero
    made, wrong = [], []
    for given in asked.body["Contacts"]:
        try:
            made.append(_created(books, given))
        except Invalid as problem:
            said = [{"Message": each} for each in problem.words]
            wrong.append({**given, "HasValidationErrors": True, "ValidationErrors": said})
    if wrong:
        return validation(wrong)
    return Answer(rows.reply(asked, "Contacts", [rows.contact(each) for each in made]))


put = once(_put)


def _created(books: XeroBooks, given: Json) -> Contact:
    """A new contact. Raises Invalid."""
    name = given.get("Name", "")
    if not name:
        raise Invalid("The contact name must be specified.")
    if len(name) > LONGEST_NAME:
        raise Invalid(f"The contact name must be at most {LONGEST_NAME} characters.")
    if any(each.status == ACTIVE and each.name.casefold() == name.casefold() for each in books.contacts.values()):
        raise Invalid(
            f"The contact name {name} is already assigned to another contact. "
            "The contact name must be unique across all active contacts."
        )
    currency = given.get("DefaultCurrency", "")
    if currency and currency not in books.currencies:
        raise Invalid(f"Organisation is not subscribed to currency {currency}")
    made = Contact(name, given.get("EmailAddress", ""), books.now(), id=books.new_id("contact"), currency=currency)
    books.contacts[made.id] = made
    return made
