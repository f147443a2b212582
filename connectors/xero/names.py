"""What documents in Xero refer to, kind by kind: contacts, items, accounts, tax rates, tracking, currencies, themes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from connectors.errors import Changed
from connectors.ledgers import ACCOUNT, BRANDING, CURRENCY, CUSTOMER, ITEM, TAX, TRACKING, Name
from connectors.xero.payloads import (
    Accounts,
    Categories,
    Contact,
    Contacts,
    Currencies,
    Items,
    Option,
    TaxRates,
    Themes,
    goes_on,
)
from connectors.xero.transport import Api

PAGE_SIZE = 1000
MOST_PAGES = 10_000
ACTIVE = ("ACTIVE", None)
"""A status that is not told counts as active; a word that is new does not."""


def names(api: Api, kinds: Collection[str]) -> Iterator[Name]:
    """All names of some kinds, archived and merged ones too. Terms are none in Xero: an invoice states its due date."""
    for kind, read in _READ.items():
        if kind in kinds:
            yield from read(api)


def _contacts(api: Api) -> Iterator[Name]:
    for page in range(1, MOST_PAGES):
        reply = api.ask("get_contacts", page=page, page_size=PAGE_SIZE, include_archived="true", order="ContactID")
        told = reply.decode(Contacts)
        yield from (to_name(each) for each in told.contacts if each.id)
        if not goes_on(told.pagination, page, full=len(told.contacts) >= PAGE_SIZE):
            return
    raise Changed(f"the list of contacts has more than {MOST_PAGES} pages")


def to_name(found: Contact) -> Name:
    """A contact as a customer."""
    return Name(
        CUSTOMER,
        found.id or "",
        found.name or "",
        active=found.contact_status in ACTIVE,
        currency=found.default_currency or "",
        email=found.email_address or "",
        merged_into=found.merged_to or "",
    )


def _accounts(api: Api) -> Iterator[Name]:
    for each in api.ask("get_accounts").decode(Accounts).accounts:
        if each.id and each.code:
            fits = each.group == "REVENUE"
            yield Name(ACCOUNT, each.id, each.name or "", each.code, each.status in ACTIVE, fits)


def _items(api: Api) -> Iterator[Name]:
    for each in api.ask("get_items", unitdp="4").decode(Items).items:
        if each.id and each.code:
            yield Name(ITEM, each.id, each.name or each.code, each.code, fits=each.is_sold is not False)


def _taxes(api: Api) -> Iterator[Name]:
    for each in api.ask("get_tax_rates").decode(TaxRates).tax_rates:
        if each.tax_type:
            fits = each.can_apply_to_revenue is not False or each.tax_type == "NONE"
            yield Name(TAX, each.tax_type, each.name or "", each.tax_type, each.status in ACTIVE, fits)


def _tracking(api: Api) -> Iterator[Name]:
    found = api.ask("get_tracking_categories", include_archived="true").decode(Categories)
    for category in found.tracking_categories:
        for option in category.options or ():
            if category.id and option.id:
                active = category.status in ACTIVE and option.status in ACTIVE
                name = f"{category.name or ''}: {_name(option)}"
                yield Name(TRACKING, option.id, name, active=active, parent=category.id)


def _name(option: Option) -> str:
    return option.name or ""


def _currencies(api: Api) -> Iterator[Name]:
    for each in api.ask("get_currencies").decode(Currencies).currencies or ():
        if each.code:
            yield Name(CURRENCY, each.code, each.code, each.code, currency=each.code)


def _themes(api: Api) -> Iterator[Name]:
    for each in api.ask("get_branding_themes").decode(Themes).branding_themes:
        if each.id:
            yield Name(BRANDING, each.id, each.name or "")


_READ: dict[str, Callable[[Api], Iterator[Name]]] = {
    CUSTOMER: _contacts,
    ITEM: _items,
    ACCOUNT: _accounts,
    TAX: _taxes,
    TRACKING: _tracking,
    CURRENCY: _currencies,
    BRANDING: _themes,
}
