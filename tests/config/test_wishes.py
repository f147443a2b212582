"""A client's wishes, posting keys and books: how they are read, and what may be wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from billing.records import Contract
from billing.wishes import BillTo, LineKind, Posting, PostingRule, Show, Texts, Wishes, posting_for
from connectors.files import Config, Numbering
from connectors.quickbooks import config as quickbooks
from tests.config.folders import ACME, ACME_FILE, FILES, MAIN, folder_of, loaded, problems

STREAM = "  - {code: ACME-IMPL, name: Implementation, billing: time and materials}"
CARE = f"{STREAM}\n  - {{code: ACME-CARE, name: Care, billing: time and materials}}"
NO_EMAIL = "is not an e-mail address; write one such as ap@acme.test"
SHOW = "show: [people: roles, hours, rates, tasks]"


def folder(
    path: Path, *, contract: str = "", invoice: str = "lines_by: task", streams: str = STREAM, books: str = ""
) -> Path:
    """The valid folder with more keys in the contract, its invoice, its workstreams, or with books."""
    acme = ACME.replace("lines_by: task", invoice).replace(STREAM, streams) + contract
    main = MAIN.replace("    kind: harvest\n", f"    kind: harvest\n{books}")
    return folder_of(path, {**FILES, "tieout.yaml": main, ACME_FILE: acme})


def contract_of(path: Path, **parts: str) -> Contract:
    return loaded(folder(path, **parts)).contracts["acme"]


def told(path: Path, **parts: str) -> list[str]:
    """What is wrong, without the name of the contract's file."""
    return [each.removeprefix(f"{ACME_FILE}:") for each in problems(folder(path, **parts))]


# ---- what is read ----


def test_a_contract_without_wishes_shows_the_usual(tmp_path: Path) -> None:
    contract = contract_of(tmp_path)
    assert contract.wishes == Wishes(Show(people="no", hours=True, rates=True, tasks=True, notes=False))
    assert contract.bill_to == BillTo(books="files")
    assert (contract.posting, contract.late_time) == ((), "next invoice")


def test_all_wishes_are_read(tmp_path: Path) -> None:
    contract = contract_of(
        tmp_path,
        contract="bill_to: {customer: Acme Corporation, email: ap@acme.test, branding: Modern}\n",
        invoice="lines_by: task, show: [people: roles, hours, tasks, notes], no_charge_lines: yes, "
        "late_time: write off, "
        "texts: {language: de, header: 'Für {client}', line: '{workstream}: {role}', note: Danke}",
    )
    assert contract.bill_to == BillTo("files", "Acme Corporation", "ap@acme.test", "Modern")
    assert contract.wishes == Wishes(
        Show(people="roles", hours=True, rates=False, tasks=True, notes=True),
        Texts(language="de", header="Für {client}", line="{workstream}: {role}", note="Danke"),
        no_charge_lines=True,
    )
    assert contract.late_time == "write off"


@pytest.mark.parametrize(
    ("invoice", "show"),
    [
        ("lines_by: person", Show(people="names")),
        ("lines_by: person and task", Show(people="names")),
        ("lines_by: entry", Show(people="names", notes=True)),
        ("lines_by: person, texts: {line: '{workstream}'}", Show(people="no")),
        ("lines_by: task, texts: {line: '{role}'}", Show(people="roles")),
        ("lines_by: task, show: []", Show("no", hours=False, rates=False, tasks=False)),
    ],
)
def test_without_show_the_client_sees_what_the_lines_are_made_of(tmp_path: Path, invoice: str, show: Show) -> None:
    if show.tasks:
        assert contract_of(tmp_path, invoice=invoice).wishes.show == show
    else:
        assert contract_of(tmp_path, invoice=f"{invoice}, texts: {{line: '{{workstream}}'}}").wishes.show == show


def test_wishes_and_posting_change_the_plan_and_its_snapshot(tmp_path: Path) -> None:
    books = "  books: {kind: files, items: {time: Consulting}}\n"
    one, two, three = (tmp_path / name for name in ("one", "two", "three"))
    for each in (one, two, three):
        each.mkdir()
    plain, noted = loaded(folder(one)), loaded(folder(two, invoice="texts: {note: Danke}"))
    posted = loaded(folder(three, books=books))
    assert len({each.hash for each in (plain, noted, posted)}) == 3


# ---- books ----


def test_a_company_without_books_has_a_folder_of_documents(tmp_path: Path) -> None:
    assert loaded(folder(tmp_path)).books == {"files": Config(kind="files")}
    assert loaded(folder(tmp_path)).books["files"].model_dump(include={"folder", "import_csv"}) == {
        "folder": "documents",
        "import_csv": (),
    }


def test_books_are_no_time_source(tmp_path: Path) -> None:
    configuration = loaded(folder(tmp_path, books="  ledger: {kind: files, folder: out}\n"))
    assert list(configuration.connectors) == ["harvest"]
    assert list(configuration.books) == ["ledger"]
    assert configuration.contracts["acme"].bill_to.books == "ledger"


def test_numbers_are_ours_and_count_from_the_stated_one(tmp_path: Path) -> None:
    books = "  books: {kind: files, numbering: {prefix: 2026/, next: 0042, digits: 5}}\n"
    stated = loaded(folder(tmp_path, books=books)).books["books"]
    assert isinstance(stated, Config)
    assert (stated.numbering.next, stated.numbering.number(42)) == (42, "2026/00042")
    assert Numbering().number(1) == "INV-0001"
    assert Numbering(prefix="", digits=1).number(1001) == "1001"


QUICKBOOKS = "  books: {kind: quickbooks, client_id: '${ID}', client_secret: '${SECRET}'%s}\n"


def test_quickbooks_can_be_named_under_connectors(tmp_path: Path) -> None:
    more = ", draft_as: invoice, environment: sandbox, company: '9341453', po_number: P.O. Number, items: Consulting"
    stated = loaded(folder(tmp_path, books=QUICKBOOKS % more)).books["books"]
    assert isinstance(stated, quickbooks.Config)
    assert (stated.draft_as, stated.numbering, stated.company) == ("invoice", "ledger", "9341453")
    assert stated.address == "https://sandbox-quickbooks.api.intuit.com/v3"
    ours = loaded(folder(tmp_path, books=QUICKBOOKS % ", numbering: {prefix: INV-, next: 7}")).books["books"]
    assert isinstance(ours, quickbooks.Config) and isinstance(ours.numbering, Numbering)
    assert ours.numbering.number(7) == "INV-0007"


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        (", numbering: mine", "numbering: must be ledger, or a block such as {prefix: INV-, next: 1001}"),
        (", draft_as: draft", "draft_as: is 'draft'; write estimate or invoice"),
        (", environment: test", "environment: is 'test'; write production or sandbox"),
        (", folder: out", "folder: is not known here"),
        (", base_url: http://books.test", "base_url: is plain http"),
    ],
)
def test_what_is_wrong_with_quickbooks_is_told(tmp_path: Path, more: str, problem: str) -> None:
    assert any(problem in each for each in problems(folder(tmp_path, books=QUICKBOOKS % more)))


def test_a_secret_of_quickbooks_must_be_a_reference(tmp_path: Path) -> None:
    literal = (QUICKBOOKS % "").replace("${SECRET}", "abc123")
    [found] = problems(folder(tmp_path, books=literal))
    assert "client_secret: must not stand in this file" in found and "abc123" not in found


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        ("folder: ''", "9:24: connectors.books.folder: must name a folder of its own, such as documents"),
        ("folder: .", "9:24: connectors.books.folder: must name a folder of its own, such as documents"),
        ("folder: contracts", "9:24: connectors.books.folder: must name a folder of its own, such as documents"),
        (
            "numbering: ledger",
            "9:24: connectors.books.numbering: must be a block such as {prefix: INV-, next: 1001}: a folder of files "
            "has no numbers of its own",
        ),
        (
            "numbering: {next: 0}",
            "9:36: connectors.books.numbering.next: must be a whole number of 1 or more, such as 1001",
        ),
        (
            "numbering: {next: -5}",
            "9:36: connectors.books.numbering.next: must be a whole number of 1 or more, such as 1001",
        ),
        ("numbering: {digits: 12}", "9:36: connectors.books.numbering.digits: must be a number from 1 to 9"),
        (
            "numbering: {prefix: =A}",
            "9:36: connectors.books.numbering.prefix: must be at most 12 letters, digits, spaces and / . _ -, and "
            "begin with a letter or digit: INV-",
        ),
        ("numbering: {nxt: 1}", "9:36: connectors.books.numbering.nxt: is not known here; did you mean next?"),
        ("import_csv: [sage]", "9:37: connectors.books.import_csv[0]: is 'sage'; write xero or quickbooks"),
        ("import_csv: [xero, xero]", "9:24: connectors.books.import_csv: names a ledger twice; remove one"),
        (
            "items: {tiem: Consulting}",
            "9:32: connectors.books.items.tiem: is no kind of line; write time, no charge, expense, disbursement, "
            "charge, milestone",
        ),
        (
            "items: ''",
            "9:24: connectors.books.items: must be 1 to 255 printable characters without spaces around them",
        ),
        ("token: x", "9:24: connectors.books.token: is not known here"),
        ("timezone: UTC", "9:24: connectors.books.timezone: is not known here"),
    ],
)
def test_what_is_wrong_with_books_is_told(tmp_path: Path, block: str, problem: str) -> None:
    found = problems(folder(tmp_path, books=f"  books: {{kind: files, {block}}}\n"))
    assert len(found) == 1
    assert found[0].startswith(f"tieout.yaml:{problem}")


@pytest.mark.parametrize(
    ("books", "contract", "problem"),
    [
        ("", "bill_to: {books: boks}\n", "15:11: bill_to.books: there are no books boks; known: files"),
        ("", "bill_to: {books: harvest}\n", "15:11: bill_to.books: harvest is a tracker, not books; write files"),
        (
            "  one: {kind: files, folder: a}\n  two: {kind: files, folder: b}\n",
            "bill_to: {email: ap@acme.test}\n",
            "15:1: bill_to.books: names no books, and there are several; write books: one or two there",
        ),
        (
            "  one: {kind: files, folder: a}\n  two: {kind: files, folder: b}\n",
            "",
            "1:1: bill_to: names no books, and there are several; write books: one or two there",
        ),
    ],
)
def test_every_contract_is_billed_in_books_that_are_there(
    tmp_path: Path, books: str, contract: str, problem: str
) -> None:
    assert told(tmp_path, books=books, contract=contract) == [problem]


def test_two_books_do_not_write_to_one_folder(tmp_path: Path) -> None:
    books = "  one: {kind: files}\n  two: {kind: files, folder: documents/}\n"
    assert problems(folder(tmp_path, books=books, contract="bill_to: {books: one}\n")) == [
        "tieout.yaml:10:22: connectors.two.folder: is the folder of one already; give each its own"
    ]


# ---- posting ----


def rules_for(path: Path, **parts: str) -> Mapping[tuple[str, LineKind], Posting]:
    contract = contract_of(path, **parts)
    codes = [stream.code for stream in contract.workstreams]
    return {(code, kind): posting_for(contract.posting, code, kind) for code in codes for kind in LineKind}


def test_the_books_state_what_contracts_do_not(tmp_path: Path) -> None:
    books = "  books: {kind: files, items: {time: Consulting, expense: Reimbursable}, accounts: '200', tax: NON}\n"
    found = rules_for(tmp_path, books=books)
    assert found["ACME-IMPL", LineKind.TIME] == Posting("Consulting", "200", "NON")
    assert found["ACME-IMPL", LineKind.NO_CHARGE] == Posting("Consulting", "200", "NON")
    assert found["ACME-IMPL", LineKind.EXPENSE] == Posting("Reimbursable", "200", "NON")
    assert found["ACME-IMPL", LineKind.CHARGE] == Posting("", "200", "NON")


def test_a_contract_outranks_the_books_and_a_workstream_the_contract(tmp_path: Path) -> None:
    found = rules_for(
        tmp_path,
        books="  books: {kind: files, items: {time: Consulting, expense: Reimbursable}, tax: NON}\n",
        contract="posting: {item: Acme work, tracking: {Region: North}}\n",
        streams=CARE.replace("name: Care,", "name: Care, posting: {time: {item: Care plan}, expense: {tax: TAX}},"),
    )
    assert found["ACME-IMPL", LineKind.TIME] == Posting("Acme work", "", "NON", (("Region", "North"),))
    assert found["ACME-IMPL", LineKind.EXPENSE].item == "Acme work"
    assert found["ACME-CARE", LineKind.TIME] == Posting("Care plan", "", "NON", (("Region", "North"),))
    assert found["ACME-CARE", LineKind.NO_CHARGE].item == "Care plan"
    assert found["ACME-CARE", LineKind.EXPENSE] == Posting("Acme work", "", "TAX", (("Region", "North"),))


def test_posting_that_is_the_same_for_all_kinds_is_one_rule(tmp_path: Path) -> None:
    assert contract_of(tmp_path, contract="posting: {account: '200'}\n").posting == (
        PostingRule(Posting(account="200")),
    )


@pytest.mark.parametrize(
    ("contract", "problem"),
    [
        ("posting: {tiem: {item: x}}\n", "15:11: posting.tiem: is not known here; did you mean time?"),
        ("posting: {time: {itm: x}}\n", "15:18: posting.time.itm: is not known here; did you mean item?"),
        ("posting: {time: Consulting}\n", "15:11: posting.time: must be a block of keys"),
        (
            "posting: {tax: NON, time: {item: x}}\n",
            "15:1: posting: states tax for all kinds of line and time apart; write tax under each kind instead",
        ),
        (
            "posting: {tracking: {Region: North, region: South}}\n",
            "15:11: posting.tracking: names the same category twice; remove one",
        ),
        (
            "posting: {tracking: {Region: North, Region: South}}\n",
            "15:37: posting.tracking.Region: stands here a second time (first on line 15); remove one",
        ),
        (
            "posting: {account: ' 200'}\n",
            "15:11: posting.account: must be 1 to 255 printable characters without spaces around them",
        ),
        ("bill_to: {email: acme.test}\n", f"15:11: bill_to.email: {NO_EMAIL}"),
        ("bill_to: {email: 'a@b.test, c@d.test'}\n", f"15:11: bill_to.email: {NO_EMAIL}"),
        ("bill_to: {custmer: x}\n", "15:11: bill_to.custmer: is not known here; did you mean customer?"),
    ],
)
def test_what_is_wrong_with_posting_and_receiver_is_told(tmp_path: Path, contract: str, problem: str) -> None:
    assert told(tmp_path, contract=contract) == [problem]


def test_posting_for_an_unknown_workstream_has_no_place_to_be_written(tmp_path: Path) -> None:
    assert told(tmp_path, contract="posting: {ACME-IMPL: {item: x}}\n")[0].startswith(
        "15:11: posting.ACME-IMPL: is not known here; "
    )


# ---- what is shown and said ----


@pytest.mark.parametrize(
    ("invoice", "problem"),
    [
        ("show: hours", "invoice.show: must be a list such as [people: roles, hours, rates, tasks]"),
        ("show: [people]", "invoice.show: does not know people; did you mean people: roles?"),
        ("show: [people: all]", "invoice.show: does not know people: all; did you mean people: roles?"),
        ("show: [costs]", "invoice.show: does not know costs; did you mean notes?"),
        ("show: [hours, tasks, hours]", "invoice.show: says hours twice; write it once"),
        ("show: [people: roles, people: names]", "invoice.show: says people twice; write it once"),
        (
            "show: [rates, tasks]",
            "invoice.show: shows rates without hours, so no amount could be followed; add hours or remove rates",
        ),
        (
            "show: [hours], lines_by: person",
            "invoice.show: does not show people's names, but lines_by: person prints them; add people: names or "
            "change lines_by",
        ),
        (
            "show: [hours], lines_by: task",
            "invoice.show: does not show tasks, but lines_by: task prints them; add tasks or change lines_by",
        ),
        (
            "show: [people: names, hours], lines_by: entry",
            "invoice.show: does not show notes, but lines_by: entry prints them; add notes or change it",
        ),
        (
            f"{SHOW}, texts: {{line: '{{person}}'}}",
            "invoice.texts.line: has {person}, which show: hides; add people: names there, or remove the field",
        ),
        (
            "show: [hours], texts: {line: '{tasks}'}",
            "invoice.texts.line: has {tasks}, which show: hides; add tasks there, or remove the field",
        ),
        (
            "texts: {line: '{note}'}",
            "invoice.texts.line: has {note}, which only lines_by: entry has one of; remove the field",
        ),
        (
            "texts: {line: '{day}'}",
            "invoice.texts.line: has {day}, which only lines_by: day or entry has one of; remove the field",
        ),
        ("texts: {language: xx}", "invoice.texts.language: is 'xx'; write en, en-GB, de, fr, es, nl"),
        (
            "texts: {order: 'PO {nr}'}",
            "invoice.texts.order: has no field {nr}; write only {order} {client}",
        ),
        (
            "texts: {late: '{months!r}'}",
            "invoice.texts.late: has a brace that belongs to no field; write fields as a plain {name}, of {months} "
            "{client}",
        ),
        (
            "texts: {line: {tasks}}",
            "invoice.texts.line: begins with a brace and is not in quotes; write it as '{tasks}', in quotes",
        ),
        ("texts: {footer: x}", "invoice.texts.footer: is not known here; did you mean note?"),
        ("late_time: later", "invoice.late_time: is 'later'; write next invoice, hold or write off"),
        ("no_charge_lines: perhaps", "invoice.no_charge_lines: is 'perhaps'; write yes or no"),
    ],
)
def test_what_is_wrong_with_the_looks_of_an_invoice_is_told(tmp_path: Path, invoice: str, problem: str) -> None:
    place, _, words = told(tmp_path, invoice=invoice)[0].partition(" ")
    assert place.startswith("4:")
    assert words == problem


# ---- import files ----

IMPORT = "  books: {kind: files, import_csv: [%s], dates: mdy, numbering: {next: 1001}%s}\n"


def test_an_import_needs_the_order_of_dates_and_the_next_number(tmp_path: Path) -> None:
    books = "  books: {kind: files, import_csv: xero, items: A, accounts: '200', tax: NON, numbering: {prefix: A}}\n"
    assert problems(folder(tmp_path, books=books, contract="bill_to: {customer: Acme}\n")) == [
        "tieout.yaml:9:3: connectors.books.dates: is missing; import_csv needs the order in which the ledger reads "
        "dates: write mdy, dmy or ymd",
        "tieout.yaml:9:79: connectors.books.numbering: has no next; import_csv needs the first number that is free in "
        "the ledger: {prefix: INV-, next: 1001}",
    ]


def test_what_xero_needs_and_nobody_wrote_is_told_with_where_to_write_it(tmp_path: Path) -> None:
    assert told(tmp_path, books=IMPORT % ("xero", "")) == [
        "1:1: bill_to: has no customer; write bill_to: {customer: …} in its contract, exactly as Xero names "
        "the contact",
        "1:1: posting: time lines of ACME-IMPL have no account, which Xero's import needs; write account: under "
        "posting: in the contract, or accounts: on the books in tieout.yaml, exactly as it is called there",
        "1:1: posting: time lines of ACME-IMPL have no tax, which Xero's import needs; write tax: under posting: in "
        "the contract, or tax: on the books in tieout.yaml, exactly as it is called there",
    ]


def test_what_quickbooks_needs_and_nobody_wrote_is_told(tmp_path: Path) -> None:
    books, streams = (
        IMPORT % ("quickbooks", ""),
        CARE.replace("name: Care,", "name: Care, posting: {tax: NON, tracking: {Region: North}},"),
    )
    found = told(tmp_path, books=books, streams=streams, contract="posting: {item: A}\nbill_to: {customer: Acme}\n")
    assert [each.partition(": posting: ")[2].partition(";")[0] for each in found] == [
        "has the tracking category Region, and QuickBooks Online's import has only Class",
        "time lines of ACME-IMPL have no tax, which QuickBooks Online needs on every line as soon as one has it",
    ]


def test_lines_without_charge_need_their_posting_only_where_they_are_wished(tmp_path: Path) -> None:
    contract = "bill_to: {customer: Acme}\nposting: {expense: {item: Costs}, no charge: {account: '200'}}\n"
    books = IMPORT % ("quickbooks", "")
    without = told(tmp_path, books=books, contract=contract)
    wished = told(tmp_path, books=books, contract=contract, invoice="no_charge_lines: yes")
    assert [each.split()[2] for each in without] == ["time"]
    assert [each.split()[2] for each in wished] == ["no", "time"]


def test_a_contract_that_is_complete_for_both_imports_is_in_order(tmp_path: Path) -> None:
    books = IMPORT % ("xero, quickbooks", ", items: Consulting, accounts: '200', tax: Tax Exempt")
    contract = "bill_to: {customer: Acme Corp}\nposting: {tracking: {Class: North}}\n"
    assert told(tmp_path, books=books, contract=contract) == []


def test_a_contract_without_billed_work_needs_nothing(tmp_path: Path) -> None:
    streams = STREAM.replace("time and materials", "non-billable")
    assert told(tmp_path, books=IMPORT % ("xero", ""), streams=streams) == []


def test_a_number_that_quickbooks_would_cut_is_told(tmp_path: Path) -> None:
    books = IMPORT % ("quickbooks", ", items: A")
    books = books.replace("{next: 1001}", "{next: 1001, prefix: ABCDEFGHIJKL}")
    assert "makes numbers such as ABCDEFGHIJKL1000000000: has more than 21" in problems(
        folder(tmp_path, books=books, contract="bill_to: {customer: Acme}\n")
    )[0]  # fmt: skip
