"""What a company's settings mean for its documents, and which of them hinder or endanger us."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.ledgers import ESTIMATE, INVOICE
from connectors.quickbooks.config import Config
from connectors.quickbooks.documents import UNITED_STATES, Settings
from connectors.quickbooks.payloads import CompanyInfo, Preferences


def settings_of(config: Config, info: CompanyInfo, preferences: Preferences) -> Settings:
    """What the two records of a company's settings mean for its documents.

    Fields after `CompanyInfo` and `Preferences` of the vendor's API.
    A company that says nothing is American, in dollars.
    """
    sales, accounting = preferences.sales_forms_prefs, preferences.accounting_info_prefs
    currencies = preferences.currency_prefs
    return Settings(
        country=info.country or UNITED_STATES,
        home=currencies.home_currency.value if currencies.home_currency else "USD",
        multi_currency=currencies.multi_currency_enabled,
        custom_numbers=sales.custom_txn_numbers,
        class_per_line=accounting.class_tracking_per_txn_line,
        class_per_document=accounting.class_tracking_per_txn,
        estimates=sales.allow_estimates,
        service_dates=sales.allow_service_date,
        draft_as=config.draft_as,
        closed_until=accounting.book_close_date,
        po_name=config.po_number,
        po_field=_field_of(preferences, config.po_number),
    )


def _field_of(preferences: Preferences, name: str) -> str:
    """The id (1 to 3) of the custom field of a name: `SalesFormsPrefs.SalesCustomName1` says the name of the first."""
    for group in preferences.sales_forms_prefs.custom_field:
        for field in group.custom_field:
            if name and field.string_value == name and field.name[-1:].isdigit():
                return field.name[-1]
    return ""


def problems_of(config: Config, preferences: Preferences, settings: Settings) -> Iterator[str]:
    """Settings of the company that hinder or endanger us, each as a sentence."""
    yield from _of_drafts(config, settings)
    yield from _of_what_it_does(preferences)
    if not settings.service_dates:
        yield "Service dates are off, so lines go without theirs: turn them on under Account and settings, Sales."
    if settings.po_name and not settings.po_field:
        yield f"Sales forms have no custom field {settings.po_name}: add it there, or correct po_number."
    if not settings.multi_currency:
        yield f"Multicurrency is off: only documents in {settings.home} can be made there."


def _of_drafts(config: Config, settings: Settings) -> Iterator[str]:
    if config.draft_as == ESTIMATE and not settings.estimates:
        yield (
            "Estimates are off, so no draft can be shown there: turn them on under Account and settings, Sales, or "
            "write draft_as: invoice."
        )
    if config.draft_as == INVOICE:
        yield "draft_as: invoice shows no drafts there: an invoice posts as soon as it is pushed."
    if config.numbering != "ledger" and not settings.custom_numbers:
        yield (
            "numbering is ours, and Custom transaction numbers are off there: turn them on under Account and settings, "
            "Sales, or write numbering: ledger."
        )


def _of_what_it_does(preferences: Preferences) -> Iterator[str]:
    sales = preferences.sales_forms_prefs
    if sales.auto_apply_credit:
        yield (
            "QuickBooks applies credits to invoices by itself: a credit note may pay another invoice than the one it "
            "takes something back of. Turn it off under Account and settings, Advanced, Automation."
        )
    if sales.using_progress_invoicing:
        yield "Progress invoicing is on: whoever converts an estimate there by hand may invoice only a part of it."
    if preferences.tax_prefs.partner_tax_enabled:
        yield "QuickBooks works out sales tax itself, from addresses: its tax may differ from what was expected."
