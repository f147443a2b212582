"""Expenses and charges through the whole pipeline: read once, billed once, and what waits says why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from billing.calendar import month
from billing.decisions import DecisionKind
from billing.wishes import LineKind
from mappings.decided import Signature
from review.decide import Filter, Wish, decide, filtered
from review.decide_words import preview
from sync.importing import FileReport, ImportOptions
from sync.pipeline import import_files
from tests.agencies import TODAY, Agency, Yaml, people, write_export
from tests.laws.house import House, house_of
from tests.sync.test_stages import MAIN, OCTOBER, contract, row

HEADER = "Date,Person,Project,Category,Notes,Amount,Currency,Receipt"
TRAIN = "2026-10-05,Kim Allen,Site AAA-ONE,Travel,Train to Boston,120.00,USD,https://x.test/r/1"
HOTEL = "2026-10-06,Kim Allen,Site AAA-ONE,Travel,Hotel,300.50,USD,https://x.test/r/2"
LUNCH = "2026-11-02,Kim Allen,Site AAA-ONE,Travel,Lunch,20.00,USD,https://x.test/r/1"
SOURCES: Yaml = {**MAIN["connectors"], "spending": {"kind": "expenses"}}
TERMS: Yaml = {"markup": "10 %"}
AGENCY = Agency(
    {**MAIN, "connectors": SOURCES},
    people(),
    (contract("a", "AAA-ONE", expenses=TERMS), contract("b", "BBB-ONE")),
    (),
)


@pytest.fixture
def house() -> Iterator[House]:
    with house_of(AGENCY) as made:
        yield made


def written(house: House, *rows: str, header: str = HEADER, name: str = "expenses.csv") -> Path:
    path = house.folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def read(house: House, path: Path, **options: str) -> FileReport:
    (report,), refused = import_files(house.worker, [path], ImportOptions(**{"kind": "expenses", **options}))  # type: ignore[arg-type]
    assert refused == []
    return report


def bring(house: House, *rows: str, header: str = HEADER) -> FileReport:
    return read(house, written(house, *rows, header=header))


def refusal(house: House, path: Path, **options: str) -> str:
    reports, ((_, problem),) = import_files(house.worker, [path], ImportOptions(**options))  # type: ignore[arg-type]
    assert reports == []
    return str(problem)


def lines(house: House) -> list[tuple[str, str, str]]:
    """Each line of the drafts: what kind, what it says, and its amount."""
    return [
        (line.kind.value, line.description, str(line.amount.decimal))
        for item in house.drafts()
        for line in item.draft.lines
    ]


def codes(house: House) -> list[str]:
    return sorted(issue.code for issue in house.issues())


# ---- reading ----


def test_expenses_are_read_once_and_billed_with_their_markup(house: House) -> None:
    report = bring(house, TRAIN, HOTEL)
    assert (report.connector, report.kind, report.entries, report.new, report.seconds) == (
        "spending",
        "expenses",
        2,
        2,
        0,
    )
    assert [str(cost) for cost in report.costs] == ["420.50 USD"]
    again = bring(house, HOTEL, TRAIN)
    assert (again.new, again.changed, again.unchanged, again.unseen) == (0, 0, 2, 0)
    house.run([OCTOBER])
    assert sorted(lines(house)) == [
        ("expense", "Travel: Hotel", "330.55"),
        ("expense", "Travel: Train to Boston", "132.00"),
    ]
    assert house.rows("SELECT sum(cost_minor), sum(seconds), count(*) FROM entry") == [(42050, 0, 2)]
    assert (codes(house), house.statement(OCTOBER).tracked_seconds) == ([], 0)
    (again_run,) = house.run([OCTOBER])
    assert again_run.changed == 0


def test_an_edited_amount_is_a_change_and_not_a_second_expense(house: House) -> None:
    bring(house, TRAIN, HOTEL)
    house.run([OCTOBER])
    report = bring(house, TRAIN.replace("120.00", "125.00"), HOTEL)
    assert (report.new, report.changed, report.unchanged) == (0, 1, 1)
    house.run([OCTOBER])
    assert ("expense", "Travel: Train to Boston", "137.50") in lines(house)
    assert len(lines(house)) == 2


def test_an_id_of_the_source_follows_an_expense_wherever_it_goes(house: House) -> None:
    named = replace(AGENCY, main={**AGENCY.main, "connectors": {**SOURCES, "spending": _WITH_IDS}})
    house.configure(named)
    bring(house, f"17,{TRAIN}", f"18,{TRAIN}", header=f"No,{HEADER}")
    moved = TRAIN.replace("2026-10-05", "2026-11-02").replace("120.00", "1.00").replace("Train to Boston", "Bus")
    report = bring(house, f"17,{moved}", header=f"No,{HEADER}")
    assert (report.new, report.changed, report.unchanged) == (0, 1, 0)
    assert bring(house, f"18,{TRAIN}", f"17,{moved}", header=f"No,{HEADER}").unchanged == 2
    assert house.rows("SELECT day, cost_minor FROM entry WHERE present ORDER BY day") == [
        ("2026-10-05", 12000),
        ("2026-11-02", 100),
    ]
    house.run()
    assert sorted(lines(house)) == [
        ("expense", "Travel: Bus", "1.10"),
        ("expense", "Travel: Train to Boston", "132.00"),
    ]


@pytest.mark.parametrize("is_billed", [False, True])
def test_an_id_that_stands_for_another_expense_is_told_until_it_is_what_it_was(house: House, is_billed: bool) -> None:
    house.configure(replace(AGENCY, main={**AGENCY.main, "connectors": {**SOURCES, "spending": _WITH_IDS}}))
    bring(house, f"1,{TRAIN}", header=f"No,{HEADER}")
    if is_billed:
        house.run([OCTOBER])
        house.bill()
    for _ in range(2):
        bring(house, f"1,{LUNCH}", header=f"No,{HEADER}")
        house.run()
        (issue,) = [each for each in house.issues() if each.code != "edited_after_billing"]
        assert issue.sentence == (
            "Id 1 of spending was 120.00 USD of Kim Allen on 2026-10-05 (Train to Boston), and is 20.00 USD of Kim "
            "Allen on 2026-11-02 (Lunch) now: the former is there no more."
        )
        bring(house, f"1,{TRAIN}", header=f"No,{HEADER}")
        house.run()
        assert codes(house) == []
    house.configure(AGENCY)
    bring(house, LUNCH)
    house.run()
    assert (len(lines(house)), codes(house)) == (2, [])


def test_an_id_that_stands_for_another_expense_is_told_though_that_one_is_edited_then(house: House) -> None:
    house.configure(replace(AGENCY, main={**AGENCY.main, "connectors": {**SOURCES, "spending": _WITH_IDS}}))
    for train in (TRAIN, LUNCH, LUNCH.replace("Lunch", "Lunch for two")):
        bring(house, f"1,{train}", header=f"No,{HEADER}")
    assert codes(house) == ["id_used_again"], "nobody has answered, and the train is not there"
    bring(house, f"1,{TRAIN}", header=f"No,{HEADER}")
    assert codes(house) == []


@pytest.mark.parametrize("again", ["120.00", "125.00"])
def test_an_id_is_what_it_was_as_any_edit_had_left_it(house: House, again: str) -> None:
    house.configure(replace(AGENCY, main={**AGENCY.main, "connectors": {**SOURCES, "spending": _WITH_IDS}}))
    for expense in (TRAIN, TRAIN.replace("120.00", "125.00"), LUNCH):
        bring(house, f"1,{expense}", header=f"No,{HEADER}")
    assert codes(house) == ["id_used_again"]
    bring(house, f"1,{TRAIN.replace('120.00', again)}", header=f"No,{HEADER}")
    assert codes(house) == []


@pytest.mark.parametrize("is_accepted", [False, True])
def test_an_id_that_stands_for_a_third_expense_is_told_with_all_that_it_was_since_it_was_accepted(
    house: House, is_accepted: bool
) -> None:
    house.configure(replace(AGENCY, main={**AGENCY.main, "connectors": {**SOURCES, "spending": _WITH_IDS}}))
    dinner = LUNCH.replace("2026-11-02", "2026-11-09").replace("20.00", "60.00").replace("Lunch", "Dinner")
    bring(house, f"1,{TRAIN}", header=f"No,{HEADER}")
    bring(house, f"1,{LUNCH}", header=f"No,{HEADER}")
    if is_accepted:
        accept(house, "id_used_again")
    for _ in range(2):
        bring(house, f"1,{dinner}", header=f"No,{HEADER}")
        (issue,) = house.issues()
        before = "" if is_accepted else "120.00 USD of Kim Allen on 2026-10-05 (Train to Boston), then "
        assert issue.sentence == (
            f"Id 1 of spending was {before}20.00 USD of Kim Allen on 2026-11-02 (Lunch), and is 60.00 USD of Kim Allen "
            "on 2026-11-09 (Dinner) now: the former is there no more."
        )
        bring(house, f"1,{LUNCH if is_accepted else TRAIN}", header=f"No,{HEADER}")
        assert codes(house) == []
        bring(house, f"1,{LUNCH}", header=f"No,{HEADER}")


@pytest.mark.parametrize(
    ("was", "now"), [("120.00", "125.00"), ("Train to Boston", "Bus"), ("2026-10-05", "2026-11-02")]
)
def test_an_id_that_was_edited_is_not_asked_about(house: House, was: str, now: str) -> None:
    house.configure(replace(AGENCY, main={**AGENCY.main, "connectors": {**SOURCES, "spending": _WITH_IDS}}))
    bring(house, f"1,{TRAIN}", header=f"No,{HEADER}")
    bring(house, f"1,{TRAIN.replace(was, now)}", header=f"No,{HEADER}")
    house.run()
    assert codes(house) == []


_WITH_IDS: Yaml = {"kind": "expenses", "columns": {"id": "No"}}


def test_a_complete_file_retires_the_expenses_it_no_longer_has(house: House) -> None:
    bring(house, TRAIN, HOTEL)
    options = ImportOptions("spending", "", month(OCTOBER))
    (report,), _ = import_files(house.worker, [written(house, HOTEL)], options)
    assert (report.unchanged, report.gone) == (1, 1)
    house.run([OCTOBER])
    assert lines(house) == [("expense", "Travel: Hotel", "330.55")]


def test_a_bad_row_of_expenses_is_reported_and_the_rest_is_read(house: House) -> None:
    report = bring(house, TRAIN, HOTEL.replace("300.50", "300.505"))
    assert report.rejected == ((3, "its amount is '300.505', which has more decimals than USD has (2)"),)
    assert codes(house) == ["bad_row"]
    bring(house, TRAIN, HOTEL)
    assert codes(house) == []


# ---- whose file it is ----


def test_without_a_connector_of_expenses_they_go_by_the_name_of_their_kind(house: House) -> None:
    house.configure(replace(AGENCY, main=MAIN))
    assert bring(house, TRAIN).connector == "expenses"
    house.run([OCTOBER])
    assert lines(house) == [("expense", "Travel: Train to Boston", "132.00")]


def test_a_named_connector_of_expenses_needs_no_kind(house: House) -> None:
    assert read(house, written(house, TRAIN), connector="spending", kind="").connector == "spending"


def test_the_columns_tell_which_of_two_connectors_it_is(house: House) -> None:
    cards = {"kind": "expenses", "columns": {"amount": "Charged"}}
    house.configure(replace(AGENCY, main={**AGENCY.main, "connectors": {**SOURCES, "cards": cards}}))
    path = written(house, TRAIN, header=HEADER.replace("Amount", "Charged"))
    assert read(house, path).connector == "cards"
    same = {"kind": "expenses"}
    house.configure(replace(AGENCY, main={**AGENCY.main, "connectors": {**SOURCES, "cards": same}}))
    assert refusal(house, written(house, TRAIN), kind="expenses") == (
        "it may belong to spending or cards; say which with --connector"
    )


def test_time_and_expenses_are_not_taken_for_each_other(house: House) -> None:
    time = house.folder / "time.csv"
    write_export(time, "harvest", [row(1)])
    expenses = written(house, TRAIN)
    assert refusal(house, time, kind="expenses") == (
        "it is Harvest's detailed time report, which holds time, not expenses; import it without --kind expenses"
    )
    assert refusal(house, time, connector="spending").startswith("it is Harvest's detailed time report")
    assert refusal(house, expenses) == "it holds expenses, not time; import it with --kind expenses"
    assert refusal(house, expenses, connector="harvest").startswith("it looks like Harvest's detailed time report but")
    assert refusal(house, expenses, kind="expenses", connector="harvest") == (
        "harvest is a connector of time; name a connector of kind expenses (spending)"
    )
    assert refusal(house, expenses, kind="expenses", connector="cards") == (
        "cards is not in tieout.yaml; name a connector of kind expenses (spending)"
    )
    assert refusal(house, expenses, kind="time", connector="spending") == (
        "spending is a connector of expenses; name one of time, or import with --kind expenses"
    )
    assert house.rows("SELECT count(*) FROM entry") == [(0,)]


# ---- what waits ----


def test_what_cannot_be_billed_yet_says_why_and_nothing_is_lost(house: House) -> None:
    bring(
        house,
        TRAIN.replace("https://x.test/r/1", ""),
        HOTEL.replace("USD", "EUR"),
        TRAIN.replace("120.00", "-20.00").replace("Train to Boston", "Refund"),
        TRAIN.replace("AAA-ONE", "BBB-ONE").replace("Train", "Bus"),
        TRAIN.replace("Site AAA-ONE", "Pilot").replace("Train", "Cab"),
        TRAIN.replace("120.00", "0").replace("Train", "Walk"),
    )
    house.run([OCTOBER])
    assert lines(house) == []
    assert codes(house) == [
        "expense_currency",
        "expense_refund",
        "missing_project_code",
        "no_expense_terms",
        "receipt_missing",
        "zero_expense",
    ]
    assert house.rows("SELECT count(*) FROM placement WHERE state = 'held'") == [(6,)]


def test_an_expense_over_the_company_s_limit_waits(house: House) -> None:
    limited = {**AGENCY.main, "exceptions": {"require_task": "no", "expense_limit": "300"}}
    house.configure(replace(AGENCY, main=limited))
    bring(house, TRAIN, HOTEL)
    house.run([OCTOBER])
    assert (lines(house), codes(house)) == (
        [("expense", "Travel: Train to Boston", "132.00")],
        ["expense_over_limit"],
    )


def test_two_equal_expenses_of_one_source_are_billed_and_looked_at(house: House) -> None:
    bring(house, TRAIN, TRAIN.replace("Train to Boston", "Amtrak"))
    house.run([OCTOBER])
    assert (len(lines(house)), codes(house)) == (2, ["same_expense_twice"])


# ---- what a person accepts ----


def accept(house: House, code: str) -> None:
    """A person accepts every row of the report of one kind, and the months are run again."""
    with house.store.write() as tx:
        targets = filtered(tx, Filter(code=code))
        decide(tx, Wish(DecisionKind.ACCEPT), targets, Signature("Kim", TODAY, "the client agreed"))
    house.run([OCTOBER])


def test_what_a_person_accepts_is_billed_as_it_is(house: House) -> None:
    bring(house, TRAIN.replace("https://x.test/r/1", ""), HOTEL.replace("300.50", "-300.50"))
    house.run([OCTOBER])
    assert (lines(house), codes(house)) == ([], ["expense_refund", "receipt_missing"])
    accept(house, "receipt_missing")
    assert (lines(house), codes(house)) == ([("expense", "Travel: Train to Boston", "132.00")], ["expense_refund"])
    accept(house, "expense_refund")
    assert (sorted(lines(house))[0], codes(house)) == (("expense", "Travel: Hotel", "-330.55"), [])


def test_a_person_may_accept_that_a_receipt_is_not_there(house: House) -> None:
    bring(house, TRAIN.replace("https://x.test/r/1", "train.pdf"))
    house.run([OCTOBER])
    assert codes(house) == ["receipt_not_found"]
    accept(house, "receipt_not_found")
    assert codes(house) == []


def test_what_would_be_accepted_shows_what_expenses_cost_beside_the_time(house: House) -> None:
    bring(house, TRAIN, HOTEL, HOTEL.replace("USD", "EUR").replace("Site AAA-ONE", "Site"))
    write_export(house.folder / "time.csv", "harvest", [row(5, 5400, "Site")])
    import_files(house.worker, [house.folder / "time.csv"], ImportOptions())
    house.run([OCTOBER])
    with house.store.read() as tx:
        (shown,) = preview(Wish(DecisionKind.ACCEPT), filtered(tx, Filter(code="missing_project_code")))
    assert {(each[1], each[3]) for each in shown.rows} == {("2026-10-06", "300.50 EUR"), ("2026-10-05", "1:30")}
    assert shown.after == ("accept 2 rows, 1:30 h and 300.50 EUR. Nothing is decided yet: add --yes.",)


def test_a_usage_that_is_not_stated_can_be_met_in_a_decision_about_everything(house: House) -> None:
    (house.folder / "charges.yaml").write_text(CHARGES, encoding="utf-8")
    house.configure(AGENCY)
    house.run(["2026-11"])
    with house.store.read() as tx:
        (target,) = filtered(tx, Filter(code="usage_missing"))
    assert (target.entry, [issue.code for issue in target.issues]) == (None, ["usage_missing"])


def test_consent_to_an_amount_is_no_consent_to_another(house: House) -> None:
    bring(house, TRAIN.replace("https://x.test/r/1", ""))
    house.run([OCTOBER])
    accept(house, "receipt_missing")
    bring(house, TRAIN.replace("https://x.test/r/1", "").replace("120.00", "9120.00"))
    house.run([OCTOBER])
    assert (lines(house), codes(house)) == ([], ["receipt_missing"])


# ---- receipts ----


def test_a_receipt_is_looked_for_beside_its_file_in_every_run(house: House) -> None:
    path = written(house, TRAIN.replace("https://x.test/r/1", "receipts/train.pdf"), name="exports/expenses.csv")
    read(house, path)
    assert house.rows("SELECT receipt FROM entry") == [("exports/receipts/train.pdf",)]
    house.run([OCTOBER])
    (issue,) = house.issues()
    assert issue.sentence == (
        "The receipt of Kim Allen's expense on 2026-10-05 (Train to Boston: 120.00 USD) is to be "
        "exports/receipts/train.pdf, and no such file is there."
    )
    assert lines(house) == [("expense", "Travel: Train to Boston", "132.00")], "a warning does not hold it back"
    (house.folder / "exports" / "receipts").mkdir()
    (house.folder / "exports" / "receipts" / "train.pdf").write_bytes(b"%PDF")
    house.run([OCTOBER])
    assert house.issues() == []


@pytest.mark.parametrize("receipt", ["r" * 5000, "a\x1b[2J/\u202e.pdf", "../../nowhere.pdf", "{person}"])
def test_a_receipt_that_can_be_no_file_is_only_not_found(house: House, receipt: str) -> None:
    bring(house, TRAIN.replace("https://x.test/r/1", receipt))
    house.run([OCTOBER])
    (issue,) = house.issues()
    assert issue.code == "receipt_not_found"
    assert issue.sentence.isprintable() and len(issue.sentence) < 500


@pytest.mark.parametrize("receipt", ["r/train.pdf", ""], ids=["in another folder", "taken out"])
def test_another_receipt_alone_is_no_question_about_what_is_billed(house: House, receipt: str) -> None:
    read(house, written(house, TRAIN.replace("https://x.test/r/1", "r/train.pdf"), name="one/e.csv"))
    house.run([OCTOBER])
    assert codes(house) == ["receipt_not_found"]
    house.bill()
    again = read(house, written(house, TRAIN.replace("https://x.test/r/1", receipt), name="two/e.csv"))
    house.run()
    assert (again.changed, codes(house), house.drift()) == (1, [], [])


# ---- charges ----

CHARGES = """\
charges:
  - {id: hosting, contract: a, workstream: AAA-ONE, description: "Hosting {month}", amount: 49, every: month,
     from: 2026-10-01}
  - {id: tokens, contract: a, workstream: AAA-ONE, description: Inference, unit_price: 0.0021, unit: 1k tokens,
     usage: [{month: 2026-10, quantity: 1200.5}], every: month, from: 2026-10-01, day: last}
  - {id: stamp, contract: b, workstream: BBB-ONE, description: Court fee, kind: disbursement, cost: 12,
     on: 2026-11-05}
"""


def test_charges_are_billed_in_their_months_beside_time_and_expenses(house: House) -> None:
    (house.folder / "charges.yaml").write_text(CHARGES, encoding="utf-8")
    house.configure(AGENCY)
    path = house.folder / "time.csv"
    write_export(path, "harvest", [row(1, 3600)])
    house.read(path, "harvest")
    bring(house, TRAIN)
    house.run()
    assert sorted(lines(house)) == [
        ("charge", "Hosting November 2026", "49.00"),
        ("charge", "Hosting October 2026", "49.00"),
        ("charge", "Inference", "2.52"),
        ("disbursement", "Court fee", "12.00"),
        ("expense", "Travel: Train to Boston", "132.00"),
        ("time", "AAA-ONE: work without a task", "100.00"),
    ]
    assert {line.kind for item in house.drafts() for line in item.draft.lines} <= set(LineKind)
    assert codes(house) == ["usage_missing"], "November's usage is not stated"
    assert [report.changed for report in house.run()] == [0, 0], "a second run plans nothing"


def test_a_stated_rate_bills_what_waited_for_it_and_a_new_one_changes_the_draft(house: House) -> None:
    bring(house, HOTEL.replace("USD", "EUR"))
    house.run([OCTOBER])
    assert (lines(house), codes(house)) == ([], ["expense_currency"])
    for rate, amount in (("1.08", "356.99"), ("1.10", "363.61")):
        rates = [{"currency": "EUR", "rate": rate, "from": "2026-10-01", "source": "the bank"}]
        terms = {**TERMS, "exchange_rates": rates}
        house.configure(replace(AGENCY, contracts=(contract("a", "AAA-ONE", expenses=terms), AGENCY.contracts[1])))
        house.run([OCTOBER])
        assert (lines(house), codes(house)) == ([("expense", "Travel: Hotel", amount)], [])
    assert [row.difference.minor for row in house.statement(OCTOBER).money] == [0]
