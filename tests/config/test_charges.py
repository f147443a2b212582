"""charges.yaml and the terms of expenses: what is read, and what is refused with its place and remedy."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from billing.charges import Charge, Price, Schedule
from billing.expense_terms import ExpenseTerms
from billing.money import Money
from billing.wishes import LineKind
from tests.config.folders import ACME as DATED
from tests.config.folders import ACME_FILE, FILES, MAIN, folder_of, loaded, problems

CHARGES = "charges.yaml"
ACME = DATED.replace("from: 2026-10-05", "from: 2026-10-01")
ONE = """\
charges:
  - id: acme-hosting
    contract: acme
    workstream: ACME-IMPL
    description: "Hosting {month}"
    amount: 49.00
    every: month
    from: 2026-10-01
"""


def with_charges(folder: Path, text: str, contract: str = ACME, main: str = MAIN) -> Path:
    """The valid folder with a file of charges."""
    return folder_of(folder, {**FILES, "tieout.yaml": main, ACME_FILE: contract, CHARGES: text})


def changed(folder: Path, old: str, new: str, contract: str = ACME) -> list[str]:
    """What is wrong when one text of the valid charge is replaced."""
    assert ONE.count(old) == 1
    return problems(with_charges(folder, ONE.replace(old, new), contract))


# ---- what is read ----


def test_a_folder_needs_no_charges(tmp_path: Path) -> None:
    assert loaded(folder_of(tmp_path)).charges == ()


def test_a_recurring_charge_is_read(tmp_path: Path) -> None:
    assert loaded(with_charges(tmp_path, ONE)).charges == (
        Charge(
            id="acme-hosting",
            contract="acme",
            client="Acme Corp",
            currency="USD",
            workstream="ACME-IMPL",
            description="Hosting {month}",
            price=Price(amount=Money(4900, "USD")),
            schedule=Schedule(date(2026, 10, 1), months=1),
            not_before=date(2026, 10, 1),
        ),
    )


def test_one_offs_usage_markups_and_receipts_are_read(tmp_path: Path) -> None:
    (tmp_path / "receipts").mkdir()
    (tmp_path / "receipts" / "licence.pdf").write_bytes(b"")
    text = """\
charges:
  - {id: tokens, contract: acme, workstream: ACME-IMPL, description: "Inference {month}", unit_price: 0.0021,
     unit: 1k tokens, usage: [{month: 2026-11, quantity: 0}, {month: 2026-10, quantity: 1200.5}],
     every: month, from: 2026-10-01, until: 2027-03-31, day: last}
  - {id: licence, contract: acme, workstream: ACME-IMPL, description: Licence, cost: 45.45, markup: 10 %,
     on: 2026-10-05, receipt: receipts/licence.pdf}
  - {id: domain, contract: acme, workstream: ACME-IMPL, description: Domain, kind: disbursement, amount: 12,
     every: year, from: 2026-11-01, receipt: "https://registrar.test/1"}
"""
    domain, licence, tokens = loaded(with_charges(tmp_path, text)).charges
    assert tokens.price == Price(
        unit_price=Decimal("0.0021"),
        unit="1k tokens",
        usage=(("2026-10", Decimal("1200.5")), ("2026-11", Decimal(0))),
    )
    assert tokens.schedule == Schedule(date(2026, 10, 1), date(2027, 3, 31), 1, on_last_day=True)
    assert licence.price == Price(cost=Money(4545, "USD"), markup_percent=Decimal(10))
    assert (licence.schedule, licence.receipt) == (Schedule(date(2026, 10, 5)), "receipts/licence.pdf")
    assert (domain.kind, domain.schedule.months, domain.receipt) == (
        LineKind.DISBURSEMENT,
        12,
        "https://registrar.test/1",
    )


def test_charges_are_part_of_the_snapshot(tmp_path: Path) -> None:
    before = loaded(folder_of(tmp_path)).hash
    one = loaded(with_charges(tmp_path, ONE)).hash
    assert len({before, one, loaded(with_charges(tmp_path, ONE.replace("49.00", "59.00"))).hash}) == 3
    reordered = ONE + ONE.removeprefix("charges:\n").replace("acme-hosting", "acme-domain")
    first, second = (
        reordered,
        "charges:\n"
        + "".join(f"  - id: {part}" for part in reversed(reordered.removeprefix("charges:\n").split("  - id: ")[1:])),
    )
    assert loaded(with_charges(tmp_path, first)).hash == loaded(with_charges(tmp_path, second)).hash


def test_a_charge_without_an_end_ends_with_its_workstream_or_contract(tmp_path: Path) -> None:
    ending = ACME.replace("client: Acme Corp", "client: Acme Corp\nuntil: 2027-03-31")
    ending = ending.replace("time and materials}", "time and materials, until: 2026-12-31}")
    (charge,) = loaded(with_charges(tmp_path, ONE, ending)).charges
    assert charge.schedule.until == date(2026, 12, 31)


def test_the_guide_s_example_is_in_order(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "guide" / "charges.md").read_text(encoding="utf-8")
    example = page.partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "receipts").mkdir()
    (tmp_path / "receipts" / "vectors.pdf").write_bytes(b"")
    assert len(loaded(with_charges(tmp_path, example)).charges) == 3


# ---- what is refused ----


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("acme-hosting", "Acme hosting", "2:5: charges[0].id: must be small letters, digits, - and _"),
        ("contract: acme", "contract: acne", "3:5: charges[0].contract: there is no contract acne; did you mean acme?"),
        (
            "ACME-IMPL",
            "ACME-IMP",
            "4:5: charges[0].workstream: there is no workstream ACME-IMP; did you mean ACME-IMPL?",
        ),
        ("amount:", "ammount:", "6:5: charges[0].ammount: is not known here; did you mean amount?"),
        ("amount: 49.00", "amount: 49.005", "6:5: charges[0].amount: is 49.005, and USD has 2 decimals; write"),
        ("amount: 49.00", "amount: -49", "6:5: charges[0].amount: must be an amount of 0 or more"),
        ("amount: 49.00", "amount: 0", "6:5: charges[0].amount: is 0, which bills nothing; write what it costs"),
        ("    amount: 49.00\n", "", "2:5: charges[0]: says no price; write amount:, or unit_price:"),
        ("amount: 49.00", "amount: 49\n    cost: 40", "7:5: charges[0].cost: stands beside amount:; a charge has one"),
        ("amount: 49.00", "unit_price: 1", "6:5: charges[0].unit_price: needs either a quantity:, or a usage:"),
        (
            "amount: 49.00",
            "unit_price: 1\n    quantity: 2\n    usage: []",
            "6:5: charges[0].unit_price: needs either a quantity:, or a usage:",
        ),
        ("amount: 49.00", "unit_price: 0.00001\n    quantity: 2", "6:5: charges[0].unit_price: must be an amount of"),
        ("amount: 49.00", "unit_price: 1\n    quantity: 0.00001", "7:5: charges[0].quantity: has more than 4 decimals"),
        ("amount: 49.00", "unit_price: 1\n    quantity: -1", "7:5: charges[0].quantity: must be a quantity of 0"),
        ("amount: 49.00", "unit_price: 1\n    quantity: 0", "7:5: charges[0].quantity: is 0, which bills nothing"),
        ("amount: 49.00", "amount: 1\n    quantity: 2", "7:5: charges[0].quantity: belongs to unit_price:"),
        ("amount: 49.00", "amount: 1\n    unit: GB", "7:5: charges[0].unit: belongs to unit_price:"),
        ("amount: 49.00", "amount: 1\n    markup: 10 %", "7:5: charges[0].markup: is added to a cost:"),
        ("amount: 49.00", "cost: 1\n    markup: 10", "7:5: charges[0].markup: must be a percentage with its sign"),
        ("amount: 49.00", "cost: 1\n    markup: 1001 %", "7:5: charges[0].markup: is more than 1000 %; correct it"),
        (
            "amount: 49.00",
            "cost: 1\n    markup: 10 %\n    kind: disbursement",
            "7:5: charges[0].markup: cannot stand beside kind: disbursement, which is passed on at cost",
        ),
        ("    every: month\n", "", "2:5: charges[0]: does not say when; write on: with a day, or every: month"),
        ("every: month", "every: week", "7:5: charges[0].every: is 'week'; write month, quarter or year"),
        ("every: month", "every: month\n    on: 2026-10-05", "8:5: charges[0].on: stands beside every:; remove one"),
        ("every: month", "on: 2026-10-05", "8:5: charges[0].from: belongs to every:; remove it"),
        ("    from: 2026-10-01\n", "", "2:5: charges[0].from: is missing; write the first day of the first month"),
        (
            "from: 2026-10-01",
            "from: 2026-10-02",
            "8:5: charges[0].from: must be the first day of a month, such as 2026-11-01",
        ),
        (
            "from: 2026-10-01",
            "from: 2026-10-01\n    until: 2026-12-30",
            "9:5: charges[0].until: must be the last day of a month that is counted from 2026-10-01: "
            "2026-11-30 or 2026-12-31",
        ),
        (
            "from: 2026-10-01",
            "from: 2026-10-01\n    until: 2026-01-31",
            "9:5: charges[0].until: must be the last day of a month that is counted from 2026-10-01: 2026-10-31",
        ),
        (
            "{month}",
            "{mouth}",
            "5:5: charges[0].description: has no field {mouth} here; write only {month} {from} {to}",
        ),
        ("{month}", "{month", "5:5: charges[0].description: has a brace that belongs to no field; write only {month}"),
        ("Hosting", "H\\e[2J", "5:5: charges[0].description: must be one line of at most 200 printable characters"),
        ("Hosting", "H" * 200, "5:5: charges[0].description: must be one line of at most 200 printable characters"),
        ("amount: 49.00", "amount: 49\n    receipt: r.pdf", "7:5: charges[0].receipt: is no file in this folder"),
        (
            "amount: 49.00",
            f"amount: 49\n    receipt: {'r' * 5000}",
            "7:5: charges[0].receipt: is no file in this folder",
        ),
        ("amount: 49.00", "amount: 49\n    receipt: ${SECRET}", "7:5: charges[0].receipt: references such as ${NAME}"),
        ("amount: 49.00", "amount: 49\n    receipt:", "7:5: charges[0].receipt: is empty; write a value"),
    ],
)
def test_what_is_wrong_with_a_charge_is_told_with_place_and_remedy(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    told = changed(tmp_path, old, new)
    assert [text for text in told if text.startswith(f"{CHARGES}:{problem}")], told


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("every: quarter\n    from: 2026-10-01", "description: has no field {month} here; write only {from} {to}"),
        ("every: quarter\n    from: 2026-10-01\n    until: 2026-11-30", "until: must be the last day of a quarter"),
        ("on: 2026-09-30", "on: is 2026-09-30, before go_live 2026-10-01: it was billed before Tieout; remove"),
    ],
)
def test_what_is_wrong_with_the_time_of_a_charge_is_told(tmp_path: Path, lines: str, problem: str) -> None:
    told = changed(tmp_path, "every: month\n    from: 2026-10-01", lines)
    assert any(f": charges[0].{problem}" in text for text in told), told


USAGE = "unit_price: 1\n    usage: "


@pytest.mark.parametrize(
    ("usage", "problem"),
    [
        ("[{month: 2026-10, quantity: 1}, {month: 2026-10, quantity: 1}]", "usage[1].month: 2026-10 stands here twice"),
        ("[{month: 2026-09, quantity: 1}]", "usage[0].month: 2026-09 is not a month of this charge"),
        ("[{month: October, quantity: 1}]", "usage[0].month: must be a month such as 2026-10"),
        ("[{month: 2026-10}]", "usage[0].quantity: is missing; write it"),
    ],
)
def test_what_is_wrong_with_a_usage_is_told(tmp_path: Path, usage: str, problem: str) -> None:
    told = changed(tmp_path, "amount: 49.00", USAGE + usage)
    assert any(f"charges[0].{problem}" in text for text in told), told


def test_usage_is_stated_by_month_only(tmp_path: Path) -> None:
    text = ONE.replace("amount: 49.00", USAGE + "[]").replace("every: month", "every: year").replace(" {month}", "")
    (told,) = problems(with_charges(tmp_path, text))
    assert told == (
        "charges.yaml:7:5: charges[0].usage: is stated by month; write every: month, or quantity: instead of it"
    )


def test_an_id_belongs_to_one_charge(tmp_path: Path) -> None:
    (told,) = problems(with_charges(tmp_path, ONE + ONE.removeprefix("charges:\n")))
    assert told == (
        "charges.yaml:9:5: charges[1].id: acme-hosting is the id of the charge on line 2 already; choose another"
    )


def test_a_charge_keeps_to_the_dates_of_its_contract_and_workstream(tmp_path: Path) -> None:
    dated = ACME.replace("client: Acme Corp", "client: Acme Corp\nuntil: 2026-12-15")
    dated = dated.replace("from: 2026-10-01", "from: 2026-10-15")
    told = changed(tmp_path, "from: 2026-10-01", "from: 2026-10-01\n    until: 2026-12-31", dated)
    assert told == [
        "charges.yaml:8:5: charges[0].from: is 2026-10-01, before contract acme begins on 2026-10-15; "
        "write a later day, and bill what it owes before then by a charge of its own, on:",
        "charges.yaml:9:5: charges[0].until: is 2026-12-31, after contract acme ends on 2026-12-15; "
        "write an earlier day",
    ]
    once = changed(tmp_path, "every: month\n    from: 2026-10-01", "on: 2026-12-16", dated)
    assert once == [
        "charges.yaml:7:5: charges[0].on: is 2026-12-16, after contract acme ends on 2026-12-15; write an earlier day"
    ]


def test_a_charge_never_ends_silently_in_the_middle_of_a_month(tmp_path: Path) -> None:
    ending = ACME.replace("time and materials}", "time and materials, until: 2026-12-15}")
    assert problems(with_charges(tmp_path, ONE, ending)) == [
        "charges.yaml:2:5: charges[0].until: is missing, and 2026-12-15, when its contract or workstream ends, "
        "is inside a month; write 2026-11-30"
    ]


def test_work_that_is_not_billable_has_no_charges(tmp_path: Path) -> None:
    free = ACME.replace("time and materials", "non-billable")
    (told,) = problems(with_charges(tmp_path, ONE, free))
    assert told.startswith("charges.yaml:4:5: charges[0].workstream: ACME-IMPL is non-billable; name a workstream")


def test_a_contract_with_troubles_of_its_own_is_not_called_unknown(tmp_path: Path) -> None:
    told = problems(with_charges(tmp_path, ONE, ACME.replace("rate: 150", "rate: x")))
    assert [text.partition(":")[0] for text in told] == ["contracts/acme.yaml"]


def test_a_file_under_another_name_is_not_overlooked(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {**FILES, "charges.yml": ONE})
    assert problems(folder) == ["charges.yml:1:1: is not read under this name; rename it to charges.yaml"]


def test_a_file_that_is_no_list_of_charges_is_told(tmp_path: Path) -> None:
    assert problems(with_charges(tmp_path, "- id: x\n"))[0].startswith("charges.yaml:1:1: must be a block of keys")


# ---- terms of expenses ----


def with_terms(folder: Path, terms: str, main: str = MAIN, currency: str = "USD") -> Path:
    """The valid folder whose contract says something about expenses."""
    text = ACME.replace("client: Acme Corp", f"client: Acme Corp\ncurrency: {currency}\nexpenses: {terms}")
    return folder_of(folder, {**FILES, "tieout.yaml": main, ACME_FILE: text})


def test_a_contract_s_terms_of_expenses_are_read(tmp_path: Path) -> None:
    assert loaded(folder_of(tmp_path)).contracts["acme"].expenses is None
    assert loaded(with_terms(tmp_path, "{}")).contracts["acme"].expenses == ExpenseTerms()
    stated = "{markup: 7.5%, as: expense, require_receipt: no, limit: 500}"
    assert loaded(with_terms(tmp_path, stated)).contracts["acme"].expenses == ExpenseTerms(
        LineKind.EXPENSE, Decimal("7.5"), False, Money(50000, "USD")
    )
    passed_on = loaded(with_terms(tmp_path, "{as: disbursement, markup: 0 %}")).contracts["acme"].expenses
    assert passed_on == ExpenseTerms(LineKind.DISBURSEMENT)


@pytest.mark.parametrize(
    ("terms", "problem"),
    [
        ("{as: disbursement, markup: 5 %}", "4:30: expenses.markup: cannot stand beside as: disbursement, which is"),
        ("{as: gift}", "4:12: expenses.as: is 'gift'; write expense or disbursement"),
        ("{markup: 5}", "4:12: expenses.markup: must be a percentage with its sign, such as 10 % or 7.5 %"),
        ("{limit: 1.001}", "4:12: expenses.limit: is 1.001, and USD has 2 decimals; write the exact amount"),
        ("{require_receipt: perhaps}", "4:12: expenses.require_receipt: is 'perhaps'; write yes or no"),
        ("{basis: net}", "4:12: expenses.basis: needs tax_included: write the tax in expenses, such as 19 %"),
        ("{tax_included: 19 %}", "4:12: expenses.tax_included: is taken off for basis: net alone; write that, too"),
        (
            "{basis: net, as: disbursement, tax_included: 19 %}",
            "4:12: expenses.basis: cannot stand beside as: disbursement, which is passed on as it was paid",
        ),
        (
            "{basis: net, tax_included: [{tax: 19 %, category: Hotel}, {tax: 7 %, category: Hotel}]}",
            "4:69: expenses.tax_included[1]: is the second tax for category Hotel; keep one",
        ),
        (
            "{exchange_rates: [{currency: USD, rate: 2, from: 2026-10-01, source: bank}]}",
            "4:30: expenses.exchange_rates[0].currency: is the contract's own; name the one that USD buys",
        ),
        (
            "{exchange_rates: [{currency: EUR, rate: 0, from: 2026-10-01, source: bank}]}",
            "4:45: expenses.exchange_rates[0].rate: must be what one unit is worth, such as 1.0825",
        ),
        (
            "{exchange_rates: [{currency: EUR, rate: 1.08, from: 2026-10-01}]}",
            "4:29: expenses.exchange_rates[0].source: is missing; write it",
        ),
        ("{recipt: no}", "4:12: expenses.recipt: is not known here"),
    ],
)
def test_what_is_wrong_with_terms_of_expenses_is_told(tmp_path: Path, terms: str, problem: str) -> None:
    (told,) = problems(with_terms(tmp_path, terms))
    assert told.startswith(f"{ACME_FILE}:{problem}")


LIMITED = MAIN.replace("require_task: warn", "require_task: warn, expense_limit: 500")


def test_the_company_s_limit_for_an_expense_is_in_its_currency(tmp_path: Path) -> None:
    assert loaded(folder_of(tmp_path)).expense_limit is None
    assert loaded(folder_of(tmp_path, {**FILES, "tieout.yaml": LIMITED})).expense_limit == Money(50000, "USD")
    (told,) = problems(folder_of(tmp_path, {**FILES, "tieout.yaml": LIMITED.replace("500}", "500.001}")}))
    assert told.startswith("tieout.yaml:11:34: exceptions.expense_limit: is 500.001, and USD has 2 decimals")


def test_a_contract_in_another_currency_states_its_own_limit(tmp_path: Path) -> None:
    (told,) = problems(with_terms(tmp_path, "{}", LIMITED, "EUR"))
    assert told == (
        "contracts/acme.yaml:4:1: expenses.limit: is missing: expense_limit of tieout.yaml is in USD, and this "
        "contract in EUR; write the most that one expense may cost in EUR"
    )
    assert loaded(with_terms(tmp_path, "{limit: 400}", LIMITED, "EUR"))
