"""First contracts from what a tracker knows: in order for any account, nothing made up, nothing written over."""

from __future__ import annotations

import tempfile
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rates import rule
from billing.records import Contract, Work
from config.from_tracker import First, Standing, Tracker, first_files, in_order, standing_in
from config.loader import Configuration
from config.starter import Answers, Files, add_files, connector_text, main_file, write_files
from connectors.sources import ACTIVITY, CLIENT, PERSON, PROJECT, TAG, Reference
from tests.billing.properties import proven
from tests.config.folders import loaded, problems

MAIN = main_file(Answers(), connector_text("harvest", {"kind": "harvest"}))
ACME = Reference(CLIENT, "1", "Acme Corp", detail={"currency": "USD"})
KIM = Reference(PERSON, "7", "Kim Allen", email="kim@x.test", detail={"rate": "180.0", "roles": ["Senior"]})
SAM = Reference(PERSON, "8", "Sam Ortiz", email="sam@x.test", detail={"rate": "140.0"})


def project(name: str, code: str = "", client: str = "1", **detail: Any) -> Reference:
    said = {"billable": True, "bill_by": "Project", "rate": "150.0", **detail}
    return Reference(PROJECT, f"p-{name}-{code}-{client}", name, code, parent=client, detail=said)


def first_of(
    *references: Reference, standing: Standing | None = None, main: bytes = MAIN, there: Files | None = None
) -> First:
    others = {"tieout.yaml": main, "people.yaml": b"people: []\n", **(there or {})}
    first = first_files(Tracker("harvest", "Harvest", references), standing or Standing())
    return in_order(first, others, {})


def made(folder: Path, *references: Reference) -> Configuration:
    add_files(folder, {**first_of(*references).files, "tieout.yaml": MAIN})
    return loaded(folder)


def text_of(first: First, name: str) -> str:
    return first.files[name].decode()


def price(contract: Contract, code: str, person: str = "", role: str = "", activity: str = "") -> str:
    """What an hour costs on the second of November; empty where nothing or too much says so."""
    work = Work("e", 1, date(2026, 11, 2), 3600, code, person, role, activity)
    winner = rule(contract.rates, work).winner
    return str(winner.price) if winner else ""


# ---- rates ----


def test_projects_of_one_rate_make_one_rate_for_the_contract(tmp_path: Path) -> None:
    found = made(tmp_path, ACME, KIM, project("Site", "ACME-SITE"), project("Shop", "ACME-SHOP"))
    contract = found.contracts["acme-corp"]
    assert (contract.client, contract.currency) == ("Acme Corp", "USD")
    assert [(str(rate.price), rate.conditions) for rate in contract.rates] == [("150", ())]
    assert {stream.code: stream.name for stream in contract.workstreams} == {"ACME-SITE": "Site", "ACME-SHOP": "Shop"}


def test_projects_of_different_rates_each_have_their_own(tmp_path: Path) -> None:
    found = made(tmp_path, ACME, KIM, project("Site", "ACME-SITE"), project("Shop", "ACME-SHOP", rate="97.5"))
    contract = found.contracts["acme-corp"]
    assert (price(contract, "ACME-SITE"), price(contract, "ACME-SHOP")) == ("150", "97.50")


def test_task_rates_hold_for_their_activity_and_nothing_else(tmp_path: Path) -> None:
    tasks = [{"name": "Design", "rate": "120"}, {"name": "Workshop", "rate": "190"}, {"name": "Travel"}]
    found = made(tmp_path, ACME, KIM, project("Site", "ACME-SITE", bill_by="Tasks", rate=None, activities=tasks))
    contract = found.contracts["acme-corp"]
    assert price(contract, "ACME-SITE", activity="Workshop") == "190"
    assert price(contract, "ACME-SITE", activity="Travel") == ""


def test_dated_rates_of_people_keep_their_dates(tmp_path: Path) -> None:
    rates = [{"amount": "100.0", "until": "2026-10-14"}, {"amount": "140.0", "since": "2026-10-15"}]
    kim = Reference(PERSON, "7", "Kim Allen", email="kim@x.test", detail={"rates": rates})
    here = project("Site", "ACME-SITE", bill_by="People", people=[{"id": "7", "default_rate": True}])
    (contract,) = made(tmp_path, ACME, kim, here).contracts.values()
    assert [(str(rate.price), rate.conditions, rate.since) for rate in contract.rates] == [
        ("100", (("person", "Kim Allen"),), None),
        ("140", (("person", "Kim Allen"),), date(2026, 10, 15)),
    ]


def test_a_rate_that_ended_in_nothing_is_not_written_as_if_it_went_on(tmp_path: Path) -> None:
    rates = [{"amount": "100.0"}, {"amount": "0.0", "since": "2026-10-15"}]
    kim = Reference(PERSON, "7", "Kim Allen", email="kim@x.test", detail={"rates": rates})
    here = project("Site", "ACME-SITE", bill_by="People", people=[{"id": "7", "default_rate": True}])
    assert "contracts/acme-corp.yaml.draft" in first_of(ACME, kim, here).files


def test_a_role_has_a_rate_where_all_of_its_people_have_the_same(tmp_path: Path) -> None:
    lee = Reference(PERSON, "9", "Lee Park", email="lee@x.test", detail=KIM.detail)
    assigned = [{"id": key, "default_rate": True} for key in ("7", "8", "9")]
    (contract,) = made(
        tmp_path, ACME, KIM, SAM, lee, project("Site", "ACME-SITE", bill_by="People", people=assigned)
    ).contracts.values()
    assert sorted(rate.conditions for rate in contract.rates) == [
        (("person", "Sam Ortiz"),),
        (("role", "Senior"),),
    ]


def test_somebody_s_own_rate_never_ties_with_that_of_their_role(tmp_path: Path) -> None:
    lee = Reference(PERSON, "9", "Lee Park", email="lee@x.test", detail=KIM.detail)
    default = [{"id": "7", "default_rate": True}, {"id": "9", "default_rate": True}]
    own = [{"id": "7", "default_rate": False, "rate": "200"}, {"id": "9", "default_rate": True}]
    site = project("Site", "ACME-SITE", bill_by="People", people=default)
    shop = project("Shop", "ACME-SHOP", bill_by="People", people=own)
    (contract,) = made(tmp_path, ACME, KIM, lee, site, shop).contracts.values()
    assert price(contract, "ACME-SITE", "Kim Allen", "Senior") == "180"
    assert price(contract, "ACME-SHOP", "Kim Allen", "Senior") == "200"
    assert price(contract, "ACME-SHOP", "Lee Park", "Senior") == "180"


def test_a_task_s_rate_wins_over_a_person_s_where_tasks_belong_to_projects(tmp_path: Path) -> None:
    people = [{"id": "7", "rate": "200"}]
    site = Reference(PROJECT, "p", "Site", "ACME-SITE", parent="1", detail={"rate": "150", "people": people})
    task = Reference(ACTIVITY, "t", "Workshop", parent="p", detail={"rate": "300"})
    (contract,) = made(tmp_path, ACME, KIM, site, task).contracts.values()
    assert price(contract, "ACME-SITE", "Kim Allen") == "200"
    assert price(contract, "ACME-SITE", "Kim Allen", activity="Workshop") == "300"
    assert price(contract, "ACME-SITE", "Sam Ortiz", activity="Workshop") == "300"
    assert price(contract, "ACME-SITE", "Sam Ortiz") == "150"


def test_people_s_own_rates_are_not_taken_for_those_of_another_currency() -> None:
    kim = Reference(PERSON, "7", "Kim Allen", email="kim@x.test", detail={"rate": "180", "currency": "USD"})
    client = Reference(CLIENT, "1", "Acme Corp", detail={"currency": "GBP"})
    site = Reference(PROJECT, "p", "Site", "ACME-SITE", parent="1", detail={"billable": True})
    assert "contracts/acme-corp.yaml.draft" in first_of(client, kim, site).files


# ---- what cannot be billed yet ----


def test_a_client_without_any_rate_waits_as_a_draft_that_asks_for_it(tmp_path: Path) -> None:
    first = first_of(ACME, project("Site", "ACME-SITE", rate="0.0"))
    write_files(tmp_path, {**first.files, "tieout.yaml": MAIN})
    assert loaded(tmp_path).contracts == {}
    draft = tmp_path / "contracts" / "acme-corp.yaml.draft"
    contract = draft.rename(draft.with_suffix(""))
    (problem,) = problems(tmp_path)
    assert ": rates: " in problem
    contract.write_text(contract.read_text().replace("# - {workstream: ACME-SITE, rate: AGREED RATE}", "- {rate: 1}"))
    assert problems(tmp_path) == []
    assert any("nothing says what an hour costs" in note for note in first.notes)


def test_a_workstream_without_a_rate_is_never_billed_at_another_s(tmp_path: Path) -> None:
    found = made(tmp_path, ACME, project("Site", "ACME-SITE"), project("Shop", "ACME-SHOP", bill_by="none"))
    contract = found.contracts["acme-corp"]
    assert (price(contract, "ACME-SITE"), price(contract, "ACME-SHOP")) == ("150", "")
    assert "NO RATE for ACME-SHOP" in (tmp_path / "contracts" / "acme-corp.yaml").read_text()


def test_a_fixed_fee_stands_as_a_comment_that_works_when_it_is_uncommented(tmp_path: Path) -> None:
    fixed = project("Pilot", "ACME-PILOT", fixed_fee=True, fee="12000.0", bill_by="none")
    found = made(tmp_path, ACME, project("Site", "ACME-SITE"), fixed)
    assert [stream.code for stream in found.contracts["acme-corp"].workstreams] == ["ACME-SITE"]
    path = tmp_path / "contracts" / "acme-corp.yaml"
    text = path.read_text()
    milestones = next(line for line in text.splitlines() if line.startswith("  # milestones:"))
    text = text.replace("  # - {code: ACME-PILOT", "  - {code: ACME-PILOT")
    text = text.replace("rates:\n", "rates:\n  - {workstream: ACME-PILOT, rate: 0}\n")
    path.write_text(f"{text}{milestones.removeprefix('  # ')}\n")
    assert problems(tmp_path) == []
    (milestone,) = loaded(tmp_path).milestones
    assert (milestone.code, milestone.workstream) == ("M1", "ACME-PILOT")


def test_a_non_billable_project_is_a_non_billable_workstream(tmp_path: Path) -> None:
    found = made(tmp_path, ACME, project("Presales", "ACME-PRE", billable=False, bill_by="none"))
    (stream,) = found.contracts["acme-corp"].workstreams
    assert not stream.billable


def test_a_code_of_two_clients_is_given_to_neither(tmp_path: Path) -> None:
    beta = Reference(CLIENT, "2", "Beta", detail={"currency": "USD"})
    here = (ACME, beta, project("Site", "WEB-1"), project("Shop", "ACME-2"), project("Site", "WEB-1", "2"))
    first = first_of(*here)
    assert set(first.files) == {"contracts/acme-corp.yaml", "contracts/beta.yaml.draft", "people.yaml"}
    (contract,) = made(tmp_path, *here).contracts.values()
    assert [stream.code for stream in contract.workstreams] == ["ACME-2"]


def test_projects_of_one_code_are_one_workstream_if_their_rates_agree(tmp_path: Path) -> None:
    same = (project("Site", "ACME-1"), project("Shop", "ACME-1"), project("Old", "ACME-2"))
    (contract,) = made(tmp_path, ACME, *same).contracts.values()
    assert [stream.code for stream in contract.workstreams] == ["ACME-1", "ACME-2"]
    other = (project("Site", "ACME-1"), project("Shop", "ACME-1", rate="99"), project("Old", "ACME-2"))
    (contract,) = made(tmp_path / "other", ACME, *other).contracts.values()
    assert (price(contract, "ACME-1"), price(contract, "ACME-2")) == ("", "150")


def test_a_client_with_two_currencies_has_two_contracts(tmp_path: Path) -> None:
    found = made(tmp_path, ACME, project("Site", "A-1"), project("Shop", "A-2", currency="EUR"))
    assert {each.id: each.currency for each in found.contracts.values()} == {
        "acme-corp-eur": "EUR",
        "acme-corp-usd": "USD",
    }


@pytest.mark.parametrize(
    ("client", "why"),
    [
        (Reference(CLIENT, "1", "Acme", detail={"currency": "XQX"}), "'XQX' is no currency"),
        (Reference(CLIENT, "2", "Somebody else"), "these projects have no client"),
    ],
)
def test_an_unknown_currency_and_no_client_wait_for_a_person(client: Reference, why: str) -> None:
    first = first_of(client, project("Site", "A-1"))
    assert any(name.endswith(".draft") for name in first.files)
    assert any(why in note for note in first.notes)


def test_an_account_with_nothing_in_it_shows_what_a_contract_looks_like(tmp_path: Path) -> None:
    assert made(tmp_path).contracts == {}
    assert first_of().notes[0].startswith("Harvest has no client with a project; ")
    draft = tmp_path / "contracts" / "first-client.yaml.draft"
    draft.rename(draft.with_suffix(""))
    assert list(loaded(tmp_path).contracts) == ["first-client"]


# ---- codes and names ----


def test_a_code_in_the_project_s_name_is_its_code(tmp_path: Path) -> None:
    (contract,) = made(tmp_path, ACME, project("ACME-SITE New site"), project("Shop [ACME-SHOP]")).contracts.values()
    assert {stream.code: stream.name for stream in contract.workstreams} == {
        "ACME-SITE": "New site",
        "ACME-SHOP": "Shop [ACME-SHOP]",
    }


def test_a_new_code_is_said_and_stands_in_no_name_that_entries_already_have(tmp_path: Path) -> None:
    tag = Reference(TAG, "t", "ACME-NEW-SITE")
    first = first_of(ACME, project("New site"), project("A like ACME-NEW-SITE-2 and ACME-OTHER", "ACME-X"), tag)
    text = text_of(first, "contracts/acme-corp.yaml")
    assert "- {code: ACME-NEW-SITE-3, name: New site" in text
    assert "tieout map accept harvest 'p-New site--1' ACME-NEW-SITE-3 --why" in text
    assert any("New site → ACME-NEW-SITE-3" in note for note in first.notes)


def test_an_uncoded_project_beside_one_of_the_same_name_says_so() -> None:
    first = first_of(ACME, project("Site"), project("Site", "ACME-WEB"))
    assert "ACME-WEB has the same name." in text_of(first, "contracts/acme-corp.yaml")


def test_archived_ones_are_left_out_and_counted() -> None:
    old = Reference(PROJECT, "o", "Old site", "ACME-OLD", parent="1", archived=True, detail={"rate": "1"})
    paul = Reference(PERSON, "9", "Paul Stone", email="paul@x.test", archived=True)
    idle = Reference(CLIENT, "3", "Idle Ltd")
    first = first_of(ACME, idle, KIM, paul, old, project("Site", "ACME-SITE"))
    assert "# 1 archived project is left out: Old site." in text_of(first, "contracts/acme-corp.yaml")
    assert "Paul Stone" in text_of(first, "people.yaml").partition("people:")[0]
    assert "ACME-OLD" not in text_of(first, "contracts/acme-corp.yaml")
    assert "clients without a project are left out (1): Idle Ltd" in first.notes


def test_people_of_one_name_and_of_one_address_are_told_apart(tmp_path: Path) -> None:
    people = [
        Reference(PERSON, "1", "Kim Allen", email="kim@x.test"),
        Reference(PERSON, "2", "Kim  Allen", email="KIM@x.test"),
        Reference(PERSON, "3", "Kim Allen"),
        Reference(PERSON, "4", "", detail={"weekly_capacity_seconds": "135000"}),
    ]
    found = made(tmp_path, *people).catalogue.people
    assert [(each.name, each.emails) for each in found] == [
        ("Kim Allen", ("kim@x.test",)),
        ("Kim Allen (2)", ()),
        ("Kim Allen (3)", ()),
        ("Person 4", ()),
    ]
    assert found[3].weekly_capacity_seconds == 135000


# ---- folders that have something already ----


def standing_of(folder: Path) -> Standing:
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml*")]
    return standing_in(loaded(folder), names)


def test_what_is_there_is_kept_and_a_new_client_is_added(tmp_path: Path) -> None:
    made(tmp_path, ACME, KIM, project("Site", "ACME-SITE"))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.yaml")}
    there = {path.relative_to(tmp_path).as_posix(): content for path, content in before.items()}
    beta = Reference(CLIENT, "2", "Beta")
    people = [{"id": "7", "default_rate": True}, {"id": "8", "default_rate": True}]
    more = (project("App", "BETA-APP", "2", bill_by="People", people=people), project("Site", "ACME-SITE", "2"))
    first = first_of(
        ACME, beta, KIM, SAM, project("Site", "ACME-SITE"), *more, standing=standing_of(tmp_path), there=there
    )
    assert list(first.files) == ["contracts/beta.yaml"]
    add_files(tmp_path, first.files)
    assert {path: path.read_bytes() for path in before} == before
    (rate,) = loaded(tmp_path).contracts["beta"].rates
    assert rate.conditions == (("person", "Kim Allen"),), "Sam is not in people.yaml"
    assert first.left == ("Acme Corp has the contract acme-corp already", "people.yaml is there already")


def test_a_contract_that_the_rest_of_the_folder_refuses_becomes_a_draft() -> None:
    books = "  xero: {kind: files, import_csv: [xero], dates: dmy, numbering: {next: 1}}\n"
    main = main_file(Answers(), connector_text("harvest", {"kind": "harvest"}) + books)
    first = first_of(ACME, project("Site", "ACME-SITE"), main=main)
    assert set(first.files) == {"contracts/acme-corp.yaml.draft", "people.yaml"}
    assert "because the rest of the folder asks for more: contracts/acme-corp.yaml:" in first.notes[-1]


# ---- laws ----

TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["", "yes", "007", "a: b", "- x", "# y", "${HOME}", "$${A}", "null", "A-1", "{", "\ufffe", "é\u200d", "~"]
    ),
)
AMOUNTS = st.one_of(st.none(), st.sampled_from(["0", "0.0", "150", "97.5", "1.23456", "1e3", "-5", "9" * 10]))
DAYS = st.sampled_from(["", "2026-10-01", "2026-10-15", "2026-13-40"])
KEYS = [str(number) for number in range(5)]
PERSON_DETAIL = st.fixed_dictionaries(
    {},
    optional={
        "rate": AMOUNTS,
        "rates": st.lists(st.fixed_dictionaries({"amount": AMOUNTS}, optional={"since": DAYS}), max_size=3),
        "roles": st.lists(TEXTS, max_size=2),
        "weekly_capacity_seconds": st.sampled_from(["0", "144000", "9999999", "x"]),
        "currency": st.sampled_from(["USD", "EUR"]),
    },
)
ASSIGNED = st.fixed_dictionaries(
    {"id": st.sampled_from(KEYS)}, optional={"rate": AMOUNTS, "default_rate": st.booleans()}
)
PROJECT_DETAIL = st.fixed_dictionaries(
    {},
    optional={
        "billable": st.booleans(),
        "bill_by": st.sampled_from(["Project", "Tasks", "People", "none"]),
        "rate": AMOUNTS,
        "fee": AMOUNTS,
        "fixed_fee": st.booleans(),
        "currency": st.sampled_from(["USD", "EUR", "QQQ", ""]),
        "budget": AMOUNTS,
        "starts_on": DAYS,
        "people": st.lists(
            st.fixed_dictionaries(
                {"id": st.sampled_from(KEYS)}, optional={"rate": AMOUNTS, "default_rate": st.booleans()}
            ),
            max_size=4,
        ),
        "activities": st.lists(st.fixed_dictionaries({"name": TEXTS, "rate": AMOUNTS}), max_size=3),
    },
)
CODES = st.one_of(st.just(""), st.sampled_from(["A-1", "A-1 ", "B", "é"]), TEXTS)


@st.composite
def accounts(draw: st.DrawFn) -> list[Reference]:
    found = []
    for key in KEYS[: draw(st.integers(0, 5))]:
        email = draw(st.one_of(st.just(""), st.sampled_from(["k@x.test", "K@x.test"]), TEXTS))
        found.append(Reference(PERSON, key, draw(TEXTS), "", email, "", draw(st.booleans()), draw(PERSON_DETAIL)))
    for key in KEYS[: draw(st.integers(0, 4))]:
        money = draw(st.sampled_from([{}, {"currency": "USD"}, {"currency": "?"}]))
        found.append(Reference(CLIENT, key, draw(TEXTS), archived=draw(st.booleans()), detail=money))
    for number in range(draw(st.integers(0, 6))):
        owner, code, detail = draw(st.sampled_from(["", *KEYS])), draw(CODES), draw(PROJECT_DETAIL)
        found.append(Reference(PROJECT, f"p{number}", draw(TEXTS), code, "", owner, draw(st.booleans()), detail))
    for number in range(draw(st.integers(0, 3))):
        stated = {"rate": draw(AMOUNTS)} if draw(st.booleans()) else {}
        found.append(Reference(ACTIVITY, f"t{number}", draw(TEXTS), parent=f"p{number}", detail=stated))
    return found


def tied(found: Configuration) -> list[str]:
    """Work whose rate would be ambiguous: everybody, in every role, at every activity, in every workstream."""
    facts = [(person.key, role.value) for person in found.catalogue.people for role in person.roles]
    facts += [(person.key, "") for person in found.catalogue.people if not person.roles]
    works = []
    for contract in found.contracts.values():
        activities = {value for rate in contract.rates for name, value in rate.conditions if name == "activity"}
        for stream, (person, role), activity in product(contract.workstreams, facts, ("", *activities)):
            work = Work("e", 1, date(2026, 11, 2), 3600, stream.code, person, role, activity)
            works += [f"{stream.code} {person} {activity}"] if len(rule(contract.rates, work).tied) > 1 else []
    return works


@proven
@given(accounts())
def test_any_account_gives_a_folder_that_loads_without_a_rate_of_nothing_and_without_ties(
    account: list[Reference],
) -> None:
    with tempfile.TemporaryDirectory() as place:
        found = made(Path(place), *account)
        assert all(rate.price > 0 for contract in found.contracts.values() for rate in contract.rates)
        assert not tied(found)
        active = [each for each in account if each.kind == PERSON and not each.archived]
        assert len(found.catalogue.people) == len(active)
        again = first_of(*account, standing=standing_of(Path(place)))
        assert all(name.endswith(".draft") or name not in again.files for name in again.files)


@proven
@given(accounts())
def test_no_contract_needed_to_be_put_right_afterwards(account: list[Reference]) -> None:
    assert not [note for note in first_of(*account).notes if "the rest of the folder asks" in note]
