"""What a person types about billed work that changed: drift, correct, credit, void, from first look to the books."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.test_deciding import OCTOBER, Tieout, answer
from tests.cli.test_deciding import example as example
from tests.cli.test_deciding import tieout as tieout


def billed(tieout: Tieout) -> str:
    """The number of October's invoice, once it is in the books."""
    assert tieout("approve", *OCTOBER).returncode == 0
    (pushed,) = answer(tieout, "push", *OCTOBER)
    return str(pushed["number"])


def changed(tieout: Tieout, folder: Path, old: str = "0.5,Yes", new: str = "0.25,Yes") -> None:
    """The export as it is after somebody mended it."""
    path = folder / "exports" / "example.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert tieout("import", str(path), "--complete", "2026-10").returncode in (0, 1)
    tieout("run", *OCTOBER)


def test_a_change_after_billing_is_shown_with_its_money_and_corrected_by_a_credit_note(
    tieout: Tieout, tmp_path: Path
) -> None:
    number = billed(tieout)
    changed(tieout, tmp_path)
    (row,) = answer(tieout, "drift")
    assert (row["document"], row["money_old"], row["money_new"]) == (number, "75.00", "45.00")
    assert row["difference"] == "-30.00" and row["seconds"] == -900
    assert [each["by"] for each in row["corrections"]] == ["adjustment", "credit-note", "leave"]
    assert "45.00" in tieout("drift").stdout
    for words in (("drift",), ("correct", "--by", "leave", "--yes", "--why", "agreed")):
        refused = tieout(*words, "--client", "Acne")
        assert refused.returncode == 2 and "no client and no contract is called 'Acne'" in refused.stderr
    shown = tieout("correct", "--by", "credit-note", *OCTOBER, "--why", "agreed")
    assert shown.returncode == 1 and "Nothing is decided yet" in shown.stdout
    assert answer(tieout, "drift")
    done = tieout("correct", row["entry"], "--by", "credit-note", "--why", "agreed")
    assert done.returncode == 0 and "1 corrected" in done.stdout + done.stderr
    assert answer(tieout, "drift") == []
    (note,) = [each for each in answer(tieout, "drafts", *OCTOBER) if each["id"].startswith("n")]
    assert note["total"] == "-30.00"
    assert tieout("approve", note["id"]).returncode == 0
    (pushed,) = [each for each in answer(tieout, "push", note["id"]) if each["draft"] == note["id"]]
    assert pushed["number"] == "CN-0001"
    record = json.loads((Path(pushed["place"]) / "document.json").read_text(encoding="utf-8"))
    assert (record["kind"], record["credits"]["number"], record["total"]) == ("credit note", number, "-30.00")
    assert (Path(pushed["place"]) / "statement.pdf").read_bytes().startswith(b"%PDF")
    chain = answer(tieout, "trace", record["credits"]["draft"])["corrections"]
    assert [each["kind"] for each in chain] == ["credited by", "corrected by"]
    assert chain[0]["number"] == "CN-0001"


def test_what_is_left_as_it_was_billed_is_not_said_to_be_corrected(tieout: Tieout, tmp_path: Path) -> None:
    billed(tieout)
    changed(tieout, tmp_path)
    (row,) = answer(tieout, "drift")
    done = tieout("correct", row["entry"], "--by", "leave", "--why", "agreed")
    assert done.stdout.startswith("leave: 1 left as it was billed. Ran 2026-10 again")
    assert answer(tieout, "drift") == []


def test_a_correction_is_taken_back_until_it_is_billed(tieout: Tieout, tmp_path: Path) -> None:
    billed(tieout)
    changed(tieout, tmp_path)
    (row,) = answer(tieout, "drift")
    assert tieout("correct", row["entry"], "--by", "adjustment", "--why", "agreed").returncode == 0
    tieout("run", "--period", "2026-11")
    (draft,) = answer(tieout, "drafts", "--period", "2026-11")
    assert draft["total"] == "-30.00"
    number = next(each["number"] for each in answer(tieout, "decide", "list") if each["kind"] == "correct")
    assert tieout("decide", "undo", str(number), "--why", "x").returncode == 2
    assert tieout("correct", "--undo", str(number), "--why", "not agreed").returncode == 0
    assert answer(tieout, "drafts", "--period", "2026-11") == []
    assert [each["entry"] for each in answer(tieout, "drift")] == [row["entry"]]


def test_an_invoice_is_credited_with_its_prices_and_billed_again(tieout: Tieout) -> None:
    number = billed(tieout)
    assert "say what becomes of the work" in tieout("credit", number, "--why", "wrong customer").stderr
    done = tieout("credit", number, "--then", "bill-again", "--why", "wrong customer")
    assert done.returncode == 0
    again = tieout("credit", number, "--then", "leave", "--why", "twice")
    assert again.returncode == 2 and "on credit notes already" in again.stderr
    number_of = next(each["number"] for each in answer(tieout, "decide", "list") if each["kind"] == "credit")
    assert tieout("correct", "--undo", str(number_of), "--why", "too early").returncode == 0
    assert [each["status"] for each in answer(tieout, "drafts", *OCTOBER)] == ["posted"]
    assert tieout("credit", number, "--then", "bill-again", "--why", "wrong customer").returncode == 0
    note, invoice = sorted(answer(tieout, "drafts", *OCTOBER), key=lambda each: each["status"] == "posted")
    assert note["total"] == f"-{invoice['total']}"
    assert [line["unit_price"] for line in note["lines"]] == [line["unit_price"] for line in invoice["lines"]]
    tieout("approve", note["id"])
    tieout("push", note["id"])
    tieout("run", "--period", "2026-11")
    (later,) = answer(tieout, "drafts", "--period", "2026-11")
    assert later["total"] == invoice["total"]
    (money,) = answer(tieout, "statement", *OCTOBER)["money"]
    assert (money["net"], money["rows"]["credits"], money["difference"]) == ("0.00", f"-{invoice['total']}", "0.00")


def test_a_void_invoice_waits_for_a_decision_and_its_papers_stay(tieout: Tieout, tmp_path: Path) -> None:
    number = billed(tieout)
    files = {path: path.read_bytes() for path in (tmp_path / "documents").rglob("*") if path.is_file()}
    assert tieout("void", number).returncode == 2
    assert tieout("void", number, "--why", "deleted in the books").returncode == 0
    assert {path: path.read_bytes() for path in files} == files
    codes = [each["code"] for each in answer(tieout, "exceptions", *OCTOBER)]
    assert codes.count("document_voided") == 5
    assert "no invoice that stands" in tieout("void", number, "--why", "twice").stderr
    done = tieout("decide", "bill-again", "--code", "document_voided", "--why", "on the next one", "--yes")
    assert done.returncode == 0
    tieout("run", "--period", "2026-11")
    (later,) = answer(tieout, "drafts", "--period", "2026-11")
    assert len({entry for line in later["lines"] for entry in line["entries"]}) == 5


def test_only_what_was_credited_or_is_void_is_billed_again(tieout: Tieout) -> None:
    (draft,) = answer(tieout, "drafts", *OCTOBER)
    entry = draft["lines"][0]["entries"][0]
    refused = tieout("decide", "bill-again", entry, "--why", "x")
    assert refused.returncode == 2 and "billed by itself" in refused.stderr
    assert tieout("decide", "credit", entry, "--why", "x").returncode == 2


def test_a_change_in_a_billed_month_is_named_until_that_month_is_run(tieout: Tieout, tmp_path: Path) -> None:
    billed(tieout)
    path = tmp_path / "exports" / "example.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("0.5,Yes", "0.25,Yes"), encoding="utf-8")
    tieout("import", str(path), "--complete", "2026-10")
    said = "changed or were deleted, in months that were not run since: 1 of 2026-10. Next: tieout run --period 2026-10"
    ran = tieout("run", "--period", "2026-11")
    assert ran.returncode == 0 and said in ran.stdout
    assert answer(tieout, "run", "--period", "2026-11")["changed_unseen"] == {"2026-10": 1}
    november = ("exceptions", "--period", "2026-11")
    assert said in tieout(*november).stdout and said in tieout(*november, "--format", "html").stdout
    tieout("run", *OCTOBER)
    assert "not run since" not in tieout(*november).stdout + tieout("exceptions").stdout
