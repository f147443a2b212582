"""The compose files: they run commands that exist, open nothing without need, and have no secret in them."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.main import app
from config.address import database_address
from config.keys import NAMING_A_FILE
from sandbox.folder import environment
from sandbox.world import World
from tests.docker.commands import unknown_words
from tests.docker.tools import DOCKER, ROOT

FILES = ("compose.sqlite.yaml", "compose.postgres.yaml", "compose.demo.yaml")
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
OURS = f"tieout:{VERSION}"


def read(name: str) -> dict[str, Any]:
    found = yaml.safe_load((DOCKER / name).read_text())
    assert isinstance(found, dict)
    return found


def services(name: str) -> list[tuple[str, dict[str, Any]]]:
    return list(read(name)["services"].items())


ALL = [pytest.param(name, each, id=f"{name}-{service}") for name in FILES for service, each in services(name)]
OWN = [each for each in ALL if each.id != "compose.postgres.yaml-db"]


def test_there_are_as_many_services_as_are_looked_at() -> None:
    assert (len(ALL), len(OWN)) == (5, 4)


@pytest.mark.parametrize(("name", "service"), OWN)
def test_what_a_service_runs_is_a_command_with_options_that_exist(name: str, service: dict[str, Any]) -> None:
    assert unknown_words(app, service["command"]) == []


@pytest.mark.parametrize(("name", "service"), ALL)
def test_ports_are_open_to_this_machine_alone(name: str, service: dict[str, Any]) -> None:
    assert [port for port in service.get("ports", []) if not re.fullmatch(r"127\.0\.0\.1:[0-9-]+:8425", port)] == []


@pytest.mark.parametrize(("name", "service"), ALL)
def test_nothing_stands_on_an_image_that_is_another_one_tomorrow(name: str, service: dict[str, Any]) -> None:
    assert re.search(r":[0-9][0-9.]*$", service["image"])
    assert service["image"] == OURS or service["image"].startswith("docker.io/library/postgres:")


@pytest.mark.parametrize(("name", "service"), OWN)
def test_our_services_have_no_rights_that_they_do_not_need(name: str, service: dict[str, Any]) -> None:
    assert (service["cap_drop"], service["security_opt"]) == (["ALL"], ["no-new-privileges:true"])
    assert not service.get("privileged")
    assert [each for each in service["volumes"] if "docker.sock" in each] == []


@pytest.mark.parametrize("name", FILES)
def test_everything_that_is_named_is_there(name: str) -> None:
    whole = read(name)
    declared = {kind: set(whole.get(kind, {})) for kind in ("secrets", "volumes")}
    used = {"secrets": set[str](), "volumes": set[str]()}
    for _, service in services(name):
        used["secrets"] |= set(service.get("secrets", []))
        used["volumes"] |= {each.partition(":")[0] for each in service["volumes"] if not each.startswith("${")}
        assert set(service.get("depends_on", {})) <= set(whole["services"])
        for other in service.get("depends_on", {}):
            assert "healthcheck" in whole["services"][other], "it is waited for until it is well"
    assert used == declared


@pytest.mark.parametrize("name", FILES[:2])
def test_secrets_come_from_files_and_nowhere_else(name: str) -> None:
    for _, service in services(name):
        named = [key for key in service["environment"] if re.search("TOKEN|KEY|PASSWORD|SECRET", key)]
        assert [key for key in named if not key.endswith("_FILE")] == []
        assert [service["environment"][key].rpartition("/")[0] for key in named] == ["/run/secrets"] * len(named)
        assert {service["environment"][key].rpartition("/")[2] for key in named} <= set(service["secrets"])
    ours = read(name)["services"]["tieout"]
    assert ours["environment"][NAMING_A_FILE] == "/run/secrets/tieout_key"


def test_the_tokens_of_the_demo_are_those_of_vendors_that_are_only_played() -> None:
    stated = read("compose.demo.yaml")["services"]["tieout"]["environment"]
    assert {name: value for name, value in stated.items() if name.endswith("_TOKEN")} == environment(World())


def test_the_address_of_the_database_in_the_comment_is_one_that_is_taken(tmp_path: Path) -> None:
    text = (DOCKER / "compose.postgres.yaml").read_text()
    found = re.search(r"#   database: (\S+)", text)
    assert found
    (tmp_path / "db_password").write_text("p@ss/word\n")
    written = found[1].replace("/run/secrets", str(tmp_path))
    assert database_address(written, {}, tmp_path) == "postgresql://tieout:p%40ss%2Fword@db/tieout"
    db = read("compose.postgres.yaml")["services"]["db"]["environment"]
    assert (db["POSTGRES_USER"], db["POSTGRES_DB"]) == ("tieout", "tieout")


@pytest.mark.parametrize("name", FILES)
def test_docker_compose_finds_no_fault_with_it(name: str) -> None:
    docker = shutil.which("docker")
    if not docker or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip(f"docker compose is not installed here, so docker/{name} was not shown to it")
    variables = {"TIEOUT_FOLDER": "/srv/tieout", "TIEOUT_SECRETS": "/srv/secrets", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [docker, "compose", "-f", name, "config", "--quiet"],
        cwd=DOCKER,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
