"""The image: its Dockerfile keeps the rules, which are rules that can be broken; what gets into its build is stated."""

from __future__ import annotations

import re
import tomllib

import pytest

from cli.main import app
from tests.docker.commands import unknown_words
from tests.docker.dockerfile import complaints, instructions
from tests.docker.tools import DOCKER, ROOT, checked

TEXT = (DOCKER / "Dockerfile").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
IGNORE = (ROOT / ".dockerignore").read_text().splitlines()


def test_the_dockerfile_keeps_the_rules() -> None:
    assert complaints(TEXT) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("python:3.13-slim", "python:latest", "another one tomorrow"),
        ("python:3.13-slim", "python", "another one tomorrow"),
        ("\nFROM ${BASE}\n", "\nFROM python:3.13-slim\n", "does not take its base as an argument"),
        ("USER 10001:10001\n", "", "does not run as a user"),
        ("USER 10001:10001\n", "USER 0:0\n", "does not run as a user"),
        ("USER 10001:10001\n", "USER root\n", "does not run as a user"),
        ("HEALTHCHECK", "# HEALTHCHECK", "does not ask whether it is well"),
        ("--require-hashes -r docker/build.lock", "-r docker/build.lock", "installs what no hash proves"),
        ("--no-index --no-deps", "", "installs what no hash proves"),
        ("ENV PATH=", "ENV HARVEST_TOKEN=abc PATH=", "has a secret"),
        ("USER 10001", "ARG DB_PASSWORD\nUSER 10001", "has a secret"),
        ("COPY --from=builder /opt/tieout /opt/tieout", "COPY . /opt/tieout", "takes the source into what runs"),
        ("\nFROM ${BASE}\n", "\n", "has one stage"),
    ],
)
def test_a_dockerfile_that_breaks_a_rule_is_seen(old: str, new: str, words: str) -> None:
    assert old in TEXT
    assert any(words in each for each in complaints(TEXT.replace(old, new)))


def test_hadolint_finds_no_fault_with_the_dockerfile() -> None:
    assert checked("hadolint", "docker/Dockerfile") == ""


def test_what_it_runs_is_a_command_with_options_that_exist() -> None:
    said = {name: rest for name, rest in instructions(TEXT) if name in ("ENTRYPOINT", "CMD")}
    assert said["ENTRYPOINT"] == '["tieout"]'
    assert unknown_words(app, re.findall(r'"([^"]+)"', said["CMD"])) == []


def test_only_the_program_gets_into_the_build() -> None:
    packages = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    needed = {*packages, "LICENSE", "README.md", "pyproject.toml", "docker/build.lock", "docker/requirements.lock"}
    assert "*" in IGNORE
    assert {line.removeprefix("!") for line in IGNORE if line.startswith("!")} == needed
    copied = [rest for name, rest in instructions(TEXT) if name == "COPY"]
    assert copied[:2] == ["docker/build.lock docker/requirements.lock docker/", ". ."]


def test_the_image_has_the_versions_that_are_tested() -> None:
    def pinned(name: str) -> dict[str, str]:
        return dict(re.findall(r"(?m)^([a-z0-9-]+)==(\S+)", (ROOT / name).read_text()))

    tested, inside = pinned("requirements-dev.lock"), pinned("docker/requirements.lock")
    assert len(inside) > 50
    assert {name: version for name, version in inside.items() if tested.get(name) != version} == {}
    assert {"psycopg", "psycopg-binary", "psycopg-pool"} <= set(inside)
    assert not {"pytest", "hatchling", "mypy"} & set(inside)
    assert pinned("docker/build.lock").items() <= tested.items()


@pytest.mark.parametrize("words", [["sever"], ["serve", "--hosts", "0.0.0.0"], ["serve", "--port", "many"]])
def test_a_command_line_that_the_program_refuses_is_seen(words: list[str]) -> None:
    assert unknown_words(app, words) != []
