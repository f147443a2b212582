"""Where the database is: what an operator may write, and what is refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.config.folders import folder_with, loaded, problems

WRITTEN = "database: sqlite:///tieout.db"


def database(folder: Path, text: str, environment: dict[str, str]) -> str:
    return loaded(folder_with(folder, "tieout.yaml", WRITTEN, f"database: '{text}'"), environment).database


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://tieout@db.example.com/tieout",
        "postgresql+psycopg://tieout@db.example.com:5433/tieout?sslmode=verify-full",
        "postgresql:///tieout",
        "postgresql://tieout@/tieout?host=/run/postgresql",
    ],
)
def test_a_server_is_used_as_it_is_written(tmp_path: Path, text: str) -> None:
    assert database(tmp_path, text, {}) == text


@pytest.mark.parametrize("password", ["plain", "p@ss/w:rd#?%41 é", "${NO}"])
def test_a_password_behind_a_reference_may_have_any_letters(tmp_path: Path, password: str) -> None:
    address = database(tmp_path, "postgresql://tieout:${PASSWORD}@db.example.com/tieout", {"PASSWORD": password})
    url = make_url(address)
    assert (url.username, url.password, url.host, url.database) == ("tieout", password, "db.example.com", "tieout")


def test_a_password_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret!\n")
    address = database(tmp_path, "postgresql://tieout:${file:secret}@db.example.com/tieout", {})
    assert make_url(address).password == "s3cret!"


def test_a_whole_address_may_stand_elsewhere(tmp_path: Path) -> None:
    whole = "postgresql://tieout:s3cret%40@db.example.com/tieout"
    assert database(tmp_path, "${DATABASE_URL}", {"DATABASE_URL": whole}) == whole


SHAPE = "is not an address such as postgresql://USER@HOST/DATABASE; in a password write %40 for @, %2F for /, %3A for :"
LITERAL = "a password must not stand in this file; write ${NAME} in its place and set that variable"
SCHEME = (
    "must begin with sqlite:/// or postgresql://; write one such as sqlite:///tieout.db or "
    "postgresql://USER@HOST/DATABASE"
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("mysql://tieout@db.example.com/tieout", SCHEME),
        ("postgres://tieout@db.example.com/tieout", SCHEME),
        ("postgresql+asyncpg://tieout@db.example.com/tieout", SCHEME),
        ("tieout.db", SCHEME),
        ("sqlite:///", "names no file; write one such as sqlite:///tieout.db"),
        ("postgresql://db.example.com", "names no database; write one such as postgresql://USER@HOST/DATABASE"),
        ("postgresql://db.example.com/", "names no database; write one such as postgresql://USER@HOST/DATABASE"),
        ("postgresql://tieout@db.example.com:many/tieout", SHAPE),
        ("postgresql://tieout:hush@db.example.com/tieout", LITERAL),
        ("postgresql://tieout:${PASSWORD:-hush}@db.example.com/tieout", LITERAL),
        ("${URL:-postgresql://tieout:hush@db.example.com/tieout}", LITERAL),
        ("postgresql://tieout@db.example.com/tieout?password=hush", LITERAL),
        ("${WHOLE}", SHAPE),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_write_and_without_the_password(
    tmp_path: Path, text: str, words: str
) -> None:
    folder = folder_with(tmp_path, "tieout.yaml", WRITTEN, f"database: '{text}'")
    (problem,) = problems(folder, {"WHOLE": "postgresql://tieout:hu/sh@db.example.com/tieout"})
    assert problem == f"tieout.yaml:5:1: database: {words}"
    assert "hush" not in problem


def test_a_configuration_that_is_printed_does_not_show_where_its_database_is(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "tieout.yaml", WRITTEN, "database: 'postgresql://tieout:${PASSWORD}@host/tieout'")
    configuration = loaded(folder, {"PASSWORD": "hush"})
    assert "hush" not in repr(configuration)
    assert "hush" not in configuration.snapshot
