"""Mappings: what is suggested and why, what accepting and rejecting do, and the sentences that refuse the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from review.alike import alike
from review.mapping_named import CannotMap
from review.mapping_suggest import closest
from tests.agencies import Agency
from tests.laws.house import House, house_of
from tests.laws.small import AGENCY, OCTOBER, bring, contract, states, totals, worked
from tests.review import mapped
from tests.review.mapped import SIGNED, accept, listed, offers, project, pulled, reject, standing, time_of, user

TWO_EACH = replace(
    AGENCY,
    contracts=(
        contract("a", "AAA-ONE", "AAA-WEB") | {"client": "Acme Corp"},
        contract("b", "BBB-ONE") | {"client": "Bluefin Systems"},
    ),
)


@pytest.fixture
def house() -> Iterator[House]:
    """Two hours of October on a project that names no code, and one on a project that does."""
    with house_of(AGENCY) as made:
        bring(made, worked("10-05", project="Website"), worked("10-06", project="Website", note="y"), worked("10-07"))
        made.run([OCTOBER])
        yield made


def refusal(house: House, *words: str, since: str = "", until: str = "") -> str:
    """The sentence that a mapping is refused with; nothing was written."""
    before = mapped.outcome(house), house.rows("SELECT * FROM decision ORDER BY id")
    with pytest.raises(CannotMap) as refused:
        accept(house, *words, since=since, until=until)
    assert (mapped.outcome(house), house.rows("SELECT * FROM decision ORDER BY id")) == before
    return str(refused.value)


# ---- suggestions ----


def test_what_nothing_maps_is_suggested_with_the_time_that_waits_the_most_first(house: House) -> None:
    bring(house, worked("10-08", project="App", seconds=8000), worked("10-09", person="Nobody Known"))
    found = [
        (each.counterpart.kind, each.counterpart.key, each.counterpart.seconds) for each in mapped.suggested(house)
    ]
    assert found == [
        ("project", "Client / App", 8000),
        ("project", "Client / Website", 7200),
        ("person", "nobody@north.test", 3600),
    ]


def test_time_that_is_ignored_running_invoiced_or_older_than_go_live_waits_for_nothing() -> None:
    ignored = AGENCY.main | {"ignore": [{"project": "Internal", "why": "not client work"}]}
    with house_of(replace(AGENCY, main=ignored)) as house:
        bring(
            house,
            worked("10-05", project="Internal"),
            worked("09-30", project="Old"),
            replace(worked("10-06", project="Timer"), running=True),
        )
        bring(house, replace(worked("10-05", project="Billed"), connector="harvest", start=None, invoiced="Yes"))
        assert mapped.suggested(house) == []


def test_an_unknown_code_waits_and_codes_that_disagree_do_not() -> None:
    with house_of(AGENCY) as house:
        bring(house, replace(worked("10-05", project="Site ABC-1"), connector="harvest", code="ABC-1", start=None))
        bring(house, worked("10-06", project="AAA-ONE and BBB-ONE"))
        assert [each.counterpart.label for each in mapped.suggested(house)] == ["Client / Site ABC-1"]


def test_projects_are_ranked_by_code_then_client_then_name_and_say_why() -> None:
    with house_of(TWO_EACH) as house:
        pulled(house, replace(time_of("Web", "7"), client="Acme Corp.", project_code="bbb one"))
        (only,) = [each for each in mapped.suggested(house) if each.counterpart.kind == "project"]
        assert [(each.target, each.reason) for each in only.candidates] == [
            ("BBB-ONE", "its code is bbb one"),
            ("AAA-WEB", "same client, similar name"),
            ("AAA-ONE", "same client, another name"),
        ]


def test_a_similar_name_of_another_client_comes_last_and_says_so() -> None:
    streams = [{"code": "AAA-WEB", "name": "Website relaunch", "billing": "time and materials"}]
    agency = replace(TWO_EACH, contracts=(contract("a") | {"client": "Acme Corp", "workstreams": streams},))
    with house_of(agency) as house:
        pulled(house, replace(time_of("Relaunch website", "7"), client="Bluefin"), replace(time_of("Other", "8")))
        (one, other) = [each for each in mapped.suggested(house) if each.counterpart.kind == "project"]
        assert [each.reason for each in one.candidates] == ["similar name, but of client Acme Corp"]
        assert other.candidates == ()


def test_a_project_of_which_another_source_has_a_mapped_twin_is_suggested_as_that() -> None:
    with house_of(TWO_EACH) as house:
        bring(house, replace(worked("10-05", project="Zebra"), connector="harvest", start=None))
        bring(house, worked("10-05", project="Zebra"))
        accept(house, "Zebra", "BBB-ONE")
        assert offers(house) == {"Client / Zebra": ["BBB-ONE"]}


def test_people_are_ranked_by_e_mail_then_name() -> None:
    with house_of(AGENCY) as house:
        listed(
            house,
            user("1", "K. Allen", "KIM@old.test"),
            user("2", "Ortiz Sam", "so@elsewhere.test"),
            user("3", "Someone Else", "who@elsewhere.test"),
        )
        found = {each.counterpart.key: each.candidates for each in mapped.suggested(house)}
        assert [(each.target, each.reason) for each in found["id:1"]] == [
            ("Kim Allen", "the same before the @ of their e-mail")
        ]
        assert [(each.target, each.reason) for each in found["id:2"]] == [
            ("Sam Ortiz", "same name, but so@elsewhere.test")
        ]
        assert found["id:3"] == ()


def test_what_a_vendor_lists_without_any_time_is_suggested_last_and_not_once_archived_or_gone(house: House) -> None:
    listed(house, project("7", "New site"), project("8", "Old site", archived=True), project("9", "Site AAA-ONE"))
    assert list(offers(house)) == ["Client / Website", "id:7"]
    listed(house)
    assert list(offers(house)) == ["Client / Website"]


def test_a_suggestion_that_was_rejected_does_not_come_again(house: House) -> None:
    bring(house, worked("10-05", project="Ones AAA"))
    (best,) = [each for each in mapped.suggested(house) if each.counterpart.name == "Ones AAA"]
    mapped.reject_suggested(house, best.candidates[0].id[:6])
    assert offers(house)["Client / Ones AAA"] == [each.target for each in best.candidates[1:]]
    mapped.outcome(house)
    ((kind, subject),) = house.rows("SELECT kind, subject FROM decision")
    assert (kind, subject) == ("reject-map", f"toggl project Client / Ones AAA → {best.candidates[0].target}")


def test_names_are_alike_whatever_the_order_of_words_case_and_punctuation() -> None:
    assert alike("Website relaunch", "RELAUNCH (website)") == 100
    assert alike("", "") == alike("***", "***") == 0
    assert closest("ACME-IMP", ["ACME-IMPL", "BLUE-OPS"]) == ["ACME-IMPL"]


# ---- accepting ----


def test_an_accepted_project_is_billed_at_the_next_run_without_a_mark(house: House) -> None:
    assert states(house) == {"drafted": 1, "held": 2}
    accept(house, "Website", "BBB-ONE")
    house.run([OCTOBER])
    assert states(house) == {"drafted": 3}
    assert totals(house) == {"a 2026-10": "100.00", "b 2026-10": "200.00"}
    assert standing(house) == [("Client / Website", "BBB-ONE", "", "")]
    assert mapped.suggested(house) == []


def test_an_accepted_person_is_who_the_time_is_of(house: House) -> None:
    bring(house, worked("10-08", person="Nobody Known"))
    accept(house, "nobody@north.test", "Ada Ng")
    house.run([OCTOBER])
    assert "unknown_person" not in {issue.code for issue in house.issues()}
    assert house.rows("SELECT person FROM match WHERE day = '2026-10-08'") == [("Ada Ng",)]


def test_a_name_that_a_vendor_knows_by_an_id_is_mapped_by_the_id(house: House) -> None:
    pulled(house, time_of("Shop", "7", "2026-10-12"), time_of("Shop", "7", "2026-10-13"))
    listed(house, project("7", "Shop"))
    for words in ("Shop", "7", "id:7", "client a / shop"):
        accept(house, words, "AAA-ONE")
        assert standing(house) == [("id:7", "AAA-ONE", "", "")]
        reject(house, words)
    accept(house, "Shop", "AAA-ONE")
    listed(house, project("7", "Renamed"))
    pulled(house, time_of("Renamed", "7", "2026-10-14"))
    house.run([OCTOBER])
    assert totals(house) == {"a 2026-10": "400.00"}, "the id decides, also once the project is renamed"


def test_time_from_files_of_a_project_that_is_mapped_by_its_id_is_mapped_by_its_name_besides(house: House) -> None:
    listed(house, project("7", "Website", parent=""))
    accept(house, "id:7", "AAA-ONE")
    assert list(offers(house)) == ["Client / Website"]
    accept(house, "Website", "AAA-ONE")
    assert standing(house) == [("Client / Website", "AAA-ONE", "", ""), ("id:7", "AAA-ONE", "", "")]


@pytest.mark.usefixtures("each_database")
def test_dates_bound_a_mapping_and_another_may_follow() -> None:
    with house_of(AGENCY) as house:
        bring(house, worked("10-05", project="Website"), worked("10-06", project="Website", note="y"))
        accept(house, "Website", "AAA-ONE", until="2026-10-05")
        assert mapped.suggested(house)[0].counterpart.seconds == 3600, "the second day waits again"
        accept(house, "Website", "BBB-ONE", since="2026-10-06")
        house.run([OCTOBER])
        assert totals(house) == {"a 2026-10": "100.00", "b 2026-10": "100.00"}


def test_a_suggestion_is_accepted_by_the_beginning_of_its_id_or_by_its_number(house: House) -> None:
    bring(house, worked("10-05", project="Ones AAA"))
    wanted = [each for each in mapped.suggested(house) if each.candidates]
    mapped.accept_suggested(house, wanted[0].candidates[0].id[:5])
    assert standing(house) == [("Client / Ones AAA", wanted[0].candidates[0].target, "", "")]
    with pytest.raises(CannotMap, match="no suggestion 7 has a candidate"):
        mapped.accept_suggested(house, "7")
    with pytest.raises(CannotMap, match="no suggestion has the id mzzz"):
        mapped.accept_suggested(house, "mzzz")


def test_every_step_is_kept_as_a_signed_decision(house: House) -> None:
    accept(house, "Website", "AAA-ONE")
    reject(house, "Website", since="2026-10-06")
    reject(house, "Website")
    assert house.rows("SELECT kind, subject, decided_by, why FROM decision ORDER BY id") == [
        (kind, "toggl project Client / Website → AAA-ONE", "kim", "asked the team")
        for kind in ("map", "end-map", "unmap")
    ]
    assert standing(house) == []


def test_what_stands_already_is_confirmed_once_its_source_says_otherwise(house: House) -> None:
    listed(house, project("7", "Shop"))
    accept(house, "id:7", "AAA-ONE")
    assert "is mapped to AAA-ONE already" in refusal(house, "id:7", "AAA-ONE")
    listed(house, project("7", "Store"))
    assert mapped.findings(house)[0] == "renamed"
    accept(house, "id:7", "AAA-ONE")
    assert "renamed" not in mapped.findings(house)
    assert standing(house) == [("id:7", "AAA-ONE", "", "")]


# ---- refused ----


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("Website", "AAA-ON"), "no contract has the project code AAA-ON; did you mean AAA-ONE? Else add a workstream"),
        (("Website", "ZZZ"), "no contract has the project code ZZZ; add a workstream in contracts/"),
        (("Webseite", "AAA-ONE"), "toggl has no project and no person 'Webseite'; did you mean Website or"),
        (("", "AAA-ONE"), "toggl has no project and no person ''; `tieout map suggest` lists what is not mapped"),
        (
            ("Website", "Kim Allen"),
            "Website is a project in toggl, and Kim Allen is a person; map it to a project code",
        ),
        (("Kim Allen", "AAA-ONE"), "Kim Allen is a person in toggl, and AAA-ONE is a project code; map it to a person"),
        (("Kim Allen", "Kim Alen"), "people.yaml has nobody called Kim Alen; did you mean Kim Allen? Else add them"),
    ],
)
def test_words_that_mean_nothing_are_refused_with_what_is_near(
    house: House, words: tuple[str, str], sentence: str
) -> None:
    assert refusal(house, *words).startswith(sentence)


def test_overlapping_days_are_refused_with_the_way_out(house: House) -> None:
    accept(house, "Website", "AAA-ONE", since="2026-10-06", until="2026-10-10")
    for since, until in (("", ""), ("2026-10-10", ""), ("", "2026-10-06"), ("2026-10-07", "2026-10-08")):
        said = refusal(house, "Website", "BBB-ONE", since=since, until=until)
        assert "is mapped to AAA-ONE from 2026-10-06 until 2026-10-10 already (kim, 2026-11-03: asked the team)" in said
        assert "tieout map reject toggl 'Client / Website' --why …, or end it with --from DATE" in said
    accept(house, "Website", "BBB-ONE", since="2026-10-11")


def test_days_that_make_no_sense_are_refused(house: House) -> None:
    assert refusal(house, "Website", "AAA-ONE", since="2026-10-06", until="2026-10-05").startswith("--until 2026-10-05")
    assert refusal(house, "Kim Allen", "Ada Ng", since="2026-10-06").startswith("who somebody is has no dates")


def test_nobody_maps_without_a_reason(house: House) -> None:
    silent = replace(SIGNED, why=" ")
    with pytest.raises(CannotMap, match="say why with --why"):
        accept(house, "Website", "AAA-ONE", signed=silent)
    accept(house, "Website", "AAA-ONE")
    with pytest.raises(CannotMap, match="say why with --why"):
        reject(house, "Website", signed=silent)


def test_two_of_one_name_are_refused_until_the_id_says_which(house: House) -> None:
    listed(house, project("7", "Shop"), project("8", "Shop"))
    assert refusal(house, "Shop", "AAA-ONE").startswith(
        "2 are called Shop: id:7 (Client a / Shop), id:8 (Client a / Shop)"
    )
    accept(house, "id:8", "AAA-ONE")


def test_two_people_of_one_name_are_refused_until_the_e_mail_says_which() -> None:
    two = {"people": [{"name": "Kim Allen", "email": "kim@north.test"}, {"name": "Kim Allen", "email": "kim@two.test"}]}
    agency: Agency = replace(AGENCY, people=two)
    with house_of(agency) as house:
        bring(house, worked("10-05", person="Nobody Known"))
        assert refusal(house, "Nobody Known", "Kim Allen").startswith(
            "people.yaml has Kim Allen 2 times; write one of: "
        )
        accept(house, "Nobody Known", "kim@two.test")


# ---- rejecting ----


def test_a_mapping_is_ended_before_a_day_and_what_was_before_stays(house: House) -> None:
    accept(house, "Website", "AAA-ONE")
    assert reject(house, "Website", since="2026-10-06") == ["ended with 2026-10-05"]
    house.run([OCTOBER])
    assert states(house) == {"drafted": 2, "held": 1}
    with pytest.raises(CannotMap, match="has ended before 2026-12-01 already"):
        reject(house, "Website", since="2026-12-01")


def test_of_several_mappings_of_a_project_one_is_taken_back_by_its_code(house: House) -> None:
    accept(house, "Website", "AAA-ONE", until="2026-10-05")
    accept(house, "Website", "BBB-ONE", since="2026-10-06")
    reject(house, "Website", "BBB-ONE")
    assert standing(house) == [("Client / Website", "AAA-ONE", "", "2026-10-05")]
    with pytest.raises(CannotMap, match="no mapping of Website in toggl to BBB-ONE stands"):
        reject(house, "Website", "BBB-ONE")


def test_a_mapping_of_what_is_gone_can_still_be_taken_back(house: House) -> None:
    listed(house, project("7", "Shop"))
    accept(house, "Shop", "AAA-ONE")
    listed(house)
    reject(house, "shop")
    assert standing(house) == []
