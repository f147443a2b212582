"""The image, really built by buildah and run: `make image-test`. It takes minutes, a base, and a way to packages.

$TIEOUT_IMAGE is the base, or `default` for that of the Dockerfile; $TIEOUT_IMAGE_FLAGS has more options for the build.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.keys import new_key
from tests.docker.test_compose import read
from tests.docker.tools import ROOT

BASE = os.environ.get("TIEOUT_IMAGE", "")
IMAGE = "localhost/tieout:image-test"
ENVIRONMENT = {**os.environ, "STORAGE_DRIVER": "vfs", "BUILDAH_ISOLATION": "chroot"}
PATIENCE = 120
TO_END = 10

pytestmark = [
    pytest.mark.skipif(not BASE, reason="builds a whole image; make image-test does"),
    pytest.mark.skipif(shutil.which("buildah") is None, reason="buildah is not installed here, so no image was built"),
]


def buildah(*arguments: str, code: int = 0, limit: int = 1800) -> str:
    """What buildah prints; it must end as is expected."""
    command = ["buildah", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=limit, check=False
    )
    assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout[-4000:]}{done.stderr[-4000:]}"
    return done.stdout


@dataclass(frozen=True, slots=True)
class Container:
    """One container of the image."""

    id: str
    health: tuple[str, ...]
    secrets: Path

    def command(self, *words: str, **variables: str) -> list[str]:
        """The words of a run in it, as the image's own user."""
        stated = [part for name, value in variables.items() for part in ("--env", f"{name}={value}")]
        mounted = ["--volume", f"{self.secrets}:/run/secrets:ro"]
        return ["run", *stated, *mounted, self.id, "--", *words]

    def run(self, *words: str, code: int = 0, **variables: str) -> str:
        """What a program in it prints."""
        return buildah(*self.command(*words, **variables), code=code)

    def start(self, *words: str, **variables: str) -> subprocess.Popen[str]:
        """A program in it that goes on; it prints a line once it has begun."""
        command = ["buildah", *self.command(*words, **variables)]
        return subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True)

    def until_well(self) -> None:
        """Waits until the image's own check of its health is content."""
        end = time.monotonic() + PATIENCE
        command = ["buildah", *self.command(*self.health)]
        while subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, check=False).returncode:
            assert time.monotonic() < end, "it never became well"

    def until_said(self, expected: str, *words: str, **variables: str) -> None:
        """Tries a program until it prints what is expected: the daemon may be at work."""
        end = time.monotonic() + PATIENCE
        command = ["buildah", *self.command(*words, **variables)]
        while True:
            done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False)
            if expected in done.stdout:
                return
            assert time.monotonic() < end, done.stdout + done.stderr


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    secrets = tmp_path_factory.mktemp("secrets")
    (secrets / "tieout_key").write_text(f"{new_key()}\n")
    secrets.chmod(0o755)
    base = [] if BASE == "default" else ["--build-arg", f"BASE={BASE}"]
    flags = shlex.split(os.environ.get("TIEOUT_IMAGE_FLAGS", ""))
    buildah("bud", "--format", "docker", *base, *flags, "--file", "docker/Dockerfile", "--tag", IMAGE, ".")
    stated = json.loads(buildah("inspect", "--type", "image", IMAGE))["Docker"]["config"]
    assert (stated["User"], stated["Entrypoint"]) == ("10001:10001", ["tieout"])
    id_ = buildah("from", IMAGE).strip()
    try:
        yield Container(id_, tuple(stated["Healthcheck"]["Test"][1:]), secrets)
    finally:
        buildah("rm", id_)


def test_it_runs_the_program_as_nobody_in_particular_and_has_nothing_else_in_it(container: Container) -> None:
    assert container.run("tieout", "--version") == "tieout 0.1.0\n"
    assert container.run("id", "-u") == "10001\n"
    for absent in ("/source", "/build", "/wheels", "/opt/tieout/bin/pip"):
        container.run("test", "!", "-e", absent)
    container.run("touch", "/opt/tieout/x", code=1)
    container.run("python3", "-c", "import psycopg, psycopg_pool; psycopg.pq.version()")


def test_the_demo_ends_well_in_it(container: Container) -> None:
    assert "exactly those that were planted" in container.run("tieout", "demo", "demo")


def test_it_serves_says_that_it_is_well_and_ends_when_it_is_told_to(container: Container) -> None:
    container.run("tieout", "init", "--example", TIEOUT_KEY_FILE="/run/secrets/tieout_key")
    container.run("test", "!", "-e", "tieout.key")
    said = container.run("tieout", "keys", "check", TIEOUT_KEY_FILE="/run/secrets/tieout_key")
    assert said == "/run/secrets/tieout_key, which TIEOUT_KEY_FILE names, has 1 key.\n"
    container.run(*container.health, code=1)
    process = container.start("tieout", "serve", "--host", "0.0.0.0")
    try:
        container.until_well()
        began = time.monotonic()
        container.run("python3", "-c", _TERMINATE)
        assert process.wait(TO_END * 3) == 0
        assert time.monotonic() - began < TO_END * 3
    finally:
        ended(process)
    container.run(*container.health, code=1)


def ended(process: subprocess.Popen[str]) -> None:
    """Nothing is left of it."""
    process.kill()
    process.wait(TO_END)
    if process.stdout:
        process.stdout.close()


_TERMINATE = """
import os, pathlib, signal
for each in pathlib.Path("/proc").glob("[0-9]*"):
    try:
        words = (each / "cmdline").read_bytes().split(b"\\0")
    except OSError:
        continue
    if words[0].endswith(b"python") and words[1:3] == [b"/opt/tieout/bin/tieout", b"serve"]:
        os.kill(int(each.name), signal.SIGTERM)
"""
"""Chroots share the processes of their machine; of these, only those of the image's own user can be reached."""


def test_the_demo_of_compose_pulls_from_its_vendors_and_bills(container: Container) -> None:
    services = read("compose.demo.yaml")["services"]
    folder = "/var/lib/tieout/agency"
    words = [each.replace("/var/lib/tieout", folder) for each in services["sandbox"]["command"]]
    variables = {**services["tieout"]["environment"], "TIEOUT_CONFIG": folder}
    vendors = container.start("tieout", *words)
    try:
        assert vendors.stdout
        vendors.stdout.readline()
        served = container.start("tieout", *services["tieout"]["command"], **variables)
        try:
            container.until_well()
            container.until_said("drafts written", "tieout", "run", "--period", "2026-10", **variables)
            container.run("python3", "-c", _TERMINATE)
            assert served.wait(TO_END * 3) == 0
        finally:
            ended(served)
    finally:
        container.run("python3", "-c", _TERMINATE.replace("serve", "sandbox"))
        vendors.wait(TO_END * 3)
        ended(vendors)
