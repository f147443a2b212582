"""The words about tax on client documents, in each language, and the notes that are printed where no others are."""

from __future__ import annotations

from dataclasses import dataclass

from billing.tax_records import TaxKind


@dataclass(frozen=True, slots=True)
class TaxWords:
    """The words around tax. `reverse_charge` is the wording that article 226 (11a) of the VAT directive asks for."""

    tax: str
    net: str
    gross: str
    number: str
    reverse_charge: str
    exempt: str
    by_ledger: str


_ENGLISH = TaxWords(
    tax="Tax",
    net="Net amount",
    gross="Total including tax",
    number="Customer tax number",
    reverse_charge="Reverse charge: the customer accounts for the tax.",
    exempt="Exempt from tax.",
    by_ledger="Tax is added where it applies.",
)
_WORDS = {
    "en": _ENGLISH,
    "en-GB": TaxWords(
        tax="VAT",
        net="Net amount",
        gross="Total including VAT",
        number="Customer VAT number",
        reverse_charge="Reverse charge: the customer accounts for the VAT.",
        exempt="Exempt from VAT.",
        by_ledger="VAT is added where it applies.",
    ),
    "de": TaxWords(
        tax="USt.",
        net="Nettobetrag",
        gross="Bruttobetrag",
        number="USt-IdNr. des Kunden",
        reverse_charge="Steuerschuldnerschaft des Leistungsempfängers",
        exempt="Steuerfrei.",
        by_ledger="Zuzüglich der gesetzlichen Steuer.",
    ),
    "fr": TaxWords(
        tax="TVA",
        net="Total HT",
        gross="Total TTC",
        number="N° de TVA du client",
        reverse_charge="Autoliquidation",
        exempt="Exonéré de TVA.",
        by_ledger="Taxes en sus, le cas échéant.",
    ),
    "es": TaxWords(
        tax="IVA",
        net="Base imponible",
        gross="Total con IVA",
        number="NIF-IVA del cliente",
        reverse_charge="Inversión del sujeto pasivo",
        exempt="Exento de IVA.",
        by_ledger="Más los impuestos que correspondan.",
    ),
    "nl": TaxWords(
        tax="Btw",
        net="Totaal excl. btw",
        gross="Totaal incl. btw",
        number="Btw-nummer van de klant",
        reverse_charge="Btw verlegd",
        exempt="Vrijgesteld van btw.",
        by_ledger="Exclusief eventuele belasting.",
    ),
}


def tax_words(language: str) -> TaxWords:
    """The words of a language that documents can be written in."""
    return _WORDS[language]


def usual_note(kind: TaxKind, language: str) -> str:
    """What is printed about a kind of tax code where nothing else is stated; nothing for most."""
    words = tax_words(language)
    said = {
        TaxKind.REVERSE_CHARGE: words.reverse_charge,
        TaxKind.EXEMPT: words.exempt,
        TaxKind.BY_LEDGER: words.by_ledger,
    }
    return said.get(kind, "")
