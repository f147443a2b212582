"""Tax codes as written: read as stated, or refused with what to write."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from billing.records import Dated
from billing.tax_records import Taxation, TaxCode, TaxKind
from tests.config.folders import ACME, ACME_FILE, FILES, MAIN, folder_of, loaded, problems

S20 = "taxes: {S20: {rate: 20 %}}\n"


def files(taxes: str, contract: str = "") -> dict[str, str]:
    return {**FILES, "tieout.yaml": MAIN + taxes, ACME_FILE: ACME + contract}


def test_taxes_are_read_as_written_with_the_words_of_the_clients_language(tmp_path: Path) -> None:
    taxes = (
        "taxes:\n"
        "  20% (VAT on Income): {rate: [{rate: 17.5 %}, {rate: 20 %, from: 2027-01-01}], name: Mehrwertsteuer}\n"
        "  RC: {kind: reverse charge}\n"
        "  EX: {kind: exempt, note: Frei nach § 4.}\n"
    )
    more = "posting: {tax: RC}\nbill_to: {tax_number: DE123456789}\n"
    german = {**files(taxes, more)}
    german[ACME_FILE] = german[ACME_FILE].replace("{lines_by: task}", "{lines_by: task, texts: {language: de}}")
    assert loaded(folder_of(tmp_path, german)).contracts["acme"].taxation == Taxation(
        (
            TaxCode(
                "20% (VAT on Income)",
                TaxKind.STANDARD,
                "Mehrwertsteuer",
                (Dated(None, Decimal("17.5")), Dated(date(2027, 1, 1), Decimal(20))),
            ),
            TaxCode("RC", TaxKind.REVERSE_CHARGE, "USt.", (), "Steuerschuldnerschaft des Leistungsempfängers"),
            TaxCode("EX", TaxKind.EXEMPT, "USt.", (), "Frei nach § 4."),
        ),
        "line",
        "DE123456789",
    )


def test_books_say_how_they_round_and_which_code_is_usual(tmp_path: Path) -> None:
    written = files(S20)
    books = "  books: {kind: files, tax: S20, tax_rounding: code}\n"
    written["tieout.yaml"] = written["tieout.yaml"].replace("ignore:", f"{books}ignore:")
    found = loaded(folder_of(tmp_path, written)).contracts["acme"].taxation
    assert found is not None
    assert found.rounding == "code"


def test_a_contract_without_codes_is_as_without_taxes(tmp_path: Path) -> None:
    assert loaded(folder_of(tmp_path, files(S20))).contracts["acme"].taxation is None
    assert loaded(folder_of(tmp_path, files("", "posting: {tax: S20}\n"))).contracts["acme"].taxation is None


@pytest.mark.parametrize(
    ("taxes", "contract", "said"),
    [
        ("taxes: {S: {}}\n", "", "tieout.yaml:12:9: taxes.S.rate: is missing; write it, such as 20 %"),
        ("taxes: {S: {rate: 20}}\n", "", "taxes.S.rate: must be a percentage with its sign"),
        ("taxes: {S: {rate: 101 %}}\n", "", "taxes.S.rate: is 101 %, more than 100 %; correct it"),
        ("taxes: {S: {rate: 5 %, kind: exempt}}\n", "", "taxes.S.rate: stands beside kind: exempt"),
        ("taxes: {S: {rate: 5 %, kind: zero}}\n", "", "taxes.S.rate: stands beside kind: zero"),
        ("taxes: {S: {kind: free}}\n", "", "taxes.S.kind: is 'free'; write standard, zero, exempt"),
        (
            "taxes: {S: {rate: [{rate: 5 %}, {rate: 6 %}]}}\n",
            "",
            "taxes.S.rate[1]: has the same `from:` date as an earlier one",
        ),
        (S20, "posting: {tax: S2}\n", "contracts/acme.yaml:15:11: posting.tax: there is no tax code S2 under taxes:"),
        (S20, "posting: {fee: {tax: TAX-FREE}}\n", "posting.fee.tax: there is no tax code TAX-FREE under taxes:"),
        (
            "taxes: {RC: {kind: reverse charge}}\n",
            "posting: {tax: RC}\n",
            "bill_to: has no tax_number, and RC is a reverse charge",
        ),
        (
            "taxes: {RC: {kind: reverse charge}}\n",
            "posting: {tax: RC}\nbill_to: {customer: Acme}\n",
            "contracts/acme.yaml:16:1: bill_to: has no tax_number, and RC is a reverse charge",
        ),
    ],
)
def test_what_is_refused(tmp_path: Path, taxes: str, contract: str, said: str) -> None:
    found = problems(folder_of(tmp_path, files(taxes, contract)))
    assert len(found) == 1
    assert said in found[0]


def test_a_code_of_the_books_that_nobody_knows_is_refused_where_it_stands(tmp_path: Path) -> None:
    written = files(S20)
    written["tieout.yaml"] = written["tieout.yaml"].replace("ignore:", "  books: {kind: files, tax: S2}\nignore:")
    (found,) = problems(folder_of(tmp_path, written))
    said = "connectors.books.tax: there is no tax code S2 under taxes: in tieout.yaml; did you mean S20?"
    assert found.endswith(said)
