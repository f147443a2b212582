"""Whether mappings still hold: what can change about them is found, with what to do, until somebody has done it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from mappings.decided import Mapped
from mappings.references import Known
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, bring, contract, worked
from tests.review import mapped
from tests.review.mapped import accept, findings, health, listed, project, reject, user


@pytest.fixture
def house() -> Iterator[House]:
    """A project with the id 7 and a user with the id 1, both mapped."""
    with house_of(AGENCY) as made:
        listed(made, project("7", "Shop", code="S-1"), user("1", "K. Allen", "k@old.test"))
        accept(made, "Shop", "AAA-ONE")
        accept(made, "k@old.test", "Kim Allen")
        yield made


USER = user("1", "K. Allen", "k@old.test")
SHOP = project("7", "Shop", code="S-1")


def test_what_is_as_it_was_accepted_needs_nobody(house: House) -> None:
    assert health(house) == []


@pytest.mark.parametrize(
    ("now", "code", "words"),
    [
        (project("7", "Store", code="S-1"), "renamed", "Client a / Shop of toggl is mapped to AAA-ONE, and is called "),
        (project("7", "Shop", code="S-2"), "recoded", "its code in toggl was S-1 and is S-2 now"),
        (project("7", "Shop"), "recoded", "its code in toggl was S-1 and is none now"),
        (project("7", "Shop", code="BBB-ONE"), "code_differs", "its code in toggl says BBB-ONE now"),
    ],
)
def test_a_project_that_changed_is_found_until_a_person_confirms_it(
    house: House, now: Known, code: str, words: str
) -> None:
    listed(house, now, USER)
    (found,) = health(house)
    assert (found.code, found.needs) == (code, True)
    assert words in found.sentence
    assert "tieout map accept toggl id:7 AAA-ONE --why …" in found.remedy
    accept(house, "id:7", "AAA-ONE")
    assert health(house) == []


def test_a_code_that_now_says_what_the_mapping_says_is_only_another_code(house: House) -> None:
    listed(house, project("7", "Shop", code="AAA-ONE"), USER)
    assert findings(house) == ["recoded"]


def test_a_project_that_is_archived_is_only_to_be_known(house: House) -> None:
    listed(house, replace(SHOP, archived=True), USER)
    assert [(each.code, each.needs) for each in health(house)] == [("archived", False)]


def test_a_project_that_is_gone_is_found_until_its_mapping_is_ended(house: House) -> None:
    listed(house, USER)
    (found,) = health(house)
    assert (found.code, found.needs) == ("gone", True)
    assert "tieout map reject toggl id:7 --from 2026-11-03 --why …" in found.remedy
    reject(house, "id:7", since="2026-11-03")
    assert health(house) == []


def test_a_name_that_no_entry_has_any_more_is_gone() -> None:
    with house_of(AGENCY) as house:
        bring(house, worked("10-05", project="Website"))
        accept(house, "Website", "AAA-ONE")
        assert health(house) == []
        bring(house, worked("10-05", project="Web site"), complete="2026-10")
        assert findings(house) == ["gone", "not_mapped"]


def test_a_name_whose_time_is_invoiced_elsewhere_is_not_gone() -> None:
    with house_of(AGENCY) as house:
        row = replace(worked("10-05", project="Website"), connector="harvest", start=None)
        bring(house, row)
        with house.store.write() as tx:
            tx.decided.accept(Mapped("project", "harvest", "Client / Website", "AAA-ONE", signature=mapped.SIGNED))
        bring(house, replace(row, invoiced="Yes"))
        assert health(house) == []


def test_a_user_with_another_e_mail_is_found(house: House) -> None:
    listed(house, SHOP, user("1", "K. Allen", "k@new.test"))
    (found,) = health(house)
    assert (found.code, found.needs) == ("other_email", True)
    assert "its e-mail was k@old.test and is k@new.test now" in found.sentence


def test_a_workstream_or_a_person_that_is_no_more_is_found(house: House) -> None:
    nobody = {"people": [{"name": "Sam Ortiz"}]}
    house.configure(replace(AGENCY, contracts=(contract("b", "BBB-ONE"),), people=nobody))
    assert findings(house) == ["person_gone", "workstream_gone"]
    assert all(each.needs for each in health(house))


def test_a_connector_that_is_no_more_is_found(house: House) -> None:
    with house.store.write() as tx:
        tx.decided.accept(replace(tx.decided.all()[1], connector="tracker", seen={"name": "Shop"}))
    (found,) = health(house)
    assert (found.code, found.needs) == ("connector_gone", True)
    assert found.sentence == "Shop of tracker is mapped, and tieout.yaml has no connector tracker"


def test_someone_of_people_yaml_who_is_deactivated_is_only_to_be_known(house: House) -> None:
    listed(house, SHOP, USER, user("2", "Kim", "kim@north.test", archived=True))
    (found,) = health(house)
    assert (found.code, found.needs) == ("left", False)
    assert found.sentence == "Kim Allen is deactivated in toggl, and still in people.yaml"


def test_projects_of_two_trackers_may_be_the_same_workstream(house: House) -> None:
    bring(house, replace(worked("10-05", project="Website"), connector="harvest", start=None))
    with house.store.write() as tx:
        tx.decided.accept(replace(tx.decided.all()[1], connector="harvest", key="Client / Website", seen={}))
    assert [each[:2] for each in mapped.standing(house)] == [
        ("id:1", "Kim Allen"),
        ("Client / Website", "AAA-ONE"),
        ("id:7", "AAA-ONE"),
    ]
    assert health(house) == []


def test_time_that_waits_needs_a_person(house: House) -> None:
    bring(house, worked("10-05", project="Website"), worked("10-06", project="App"))
    (found,) = health(house)
    assert (found.code, found.needs) == ("not_mapped", True)
    assert found.sentence == "2 projects are not mapped, and 2:00 h of work waits for that"
