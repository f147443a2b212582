"""The systemd unit and the proxies: their own checkers find no fault, and what they say is what the program does."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from cli.main import app
from cli.trouble import BAD_INPUT
from config.keys import NAMING_A_FILE
from tests.docker.commands import unknown_words
from tests.docker.tools import DOCKER, checked
from web.server import WEB_ENDS_WITHIN, WORK_ENDS_WITHIN

UNIT = (DOCKER / "tieout.service").read_text()


def stated(name: str) -> list[str]:
    return re.findall(rf"(?m)^{name}=(.*)$", UNIT)


def test_the_unit_runs_a_command_that_exists_as_a_user_of_its_own() -> None:
    [command] = stated("ExecStart")
    program, *words = shlex.split(command)
    assert program == "/opt/tieout/bin/tieout"
    assert unknown_words(app, words) == []
    assert stated("User") == stated("Group") == ["tieout"]


def test_the_unit_is_started_again_unless_its_configuration_cannot_be_used() -> None:
    assert stated("Restart") == ["on-failure"]
    assert stated("RestartPreventExitStatus") == [str(BAD_INPUT)]
    [seconds] = stated("TimeoutStopSec")
    assert int(seconds) > WEB_ENDS_WITHIN + WORK_ENDS_WITHIN
    assert NAMING_A_FILE in UNIT


def test_systemd_finds_no_fault_with_the_unit_and_little_that_is_exposed(tmp_path: Path) -> None:
    unit = tmp_path / "tieout.service"
    unit.write_text(UNIT.replace("/opt/tieout/bin/tieout", "/bin/true"))
    said = checked("systemd-analyze", "verify", str(unit))
    assert "tieout.service" not in said
    shown = checked("systemd-analyze", "security", "--offline=yes", "--threshold=20", "--no-pager", str(unit))
    assert "exposure level for tieout.service" in shown


def test_nginx_finds_no_fault_with_its_file(tmp_path: Path) -> None:
    text = (DOCKER / "nginx.conf").read_text()
    for name, option in (("fullchain.pem", "cert.pem"), ("privkey.pem", "key.pem")):
        text = text.replace(f"/etc/letsencrypt/live/tieout.example.com/{name}", str(tmp_path / option))
    checked("openssl", *_certificate(tmp_path))
    (tmp_path / "site.conf").write_text(text)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = " ".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
    whole = f"pid {tmp_path}/pid; events {{}} http {{ access_log off; {places} include {tmp_path}/site.conf; }}"
    (tmp_path / "nginx.conf").write_text(whole)
    assert "test is successful" in checked("nginx", "-t", "-e", "stderr", "-c", str(tmp_path / "nginx.conf"))


def _certificate(folder: Path) -> list[str]:
    return [
        *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=tieout.example.com"),
        *("-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")),
    ]


def test_caddy_finds_no_fault_with_its_file() -> None:
    assert "Valid configuration" in checked(
        "caddy", "validate", "--adapter", "caddyfile", "--config", str(DOCKER / "Caddyfile")
    )


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_a_proxy_lets_deliveries_in_and_nothing_else(name: str) -> None:
    text = re.sub(r"#.*", "", (DOCKER / name).read_text())
    assert "/hooks/" in text
    assert not re.search("metrics|healthz|readyz|callback", text)
    assert "404" in text and "POST" in text
