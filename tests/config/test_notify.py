"""Who is told what, as written: read as stated, or refused with the place and what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.mail.config import Config as MailConfig
from connectors.mail.config import is_address
from connectors.slack.config import Config as SlackConfig
from tests.config.folders import ACME_FILE, FILES, MAIN, folder_of, folder_with, loaded, problems

MAIL = "  mail: {kind: email, host: smtp.x.test, from: a@x.test, user: a, password: '${P}'}\n"
CHAT = "  chat: {kind: slack, url: '${U}'}\n"
NOTIFY = "notify: {operations: {to: ops@x.test, by: [mail, chat]}, leads: mail, second_approver: Kim Allen}\n"


def files(connectors: str = MAIL + CHAT, notify: str = NOTIFY) -> dict[str, str]:
    return {**FILES, "tieout.yaml": MAIN.replace("    kind: harvest\n", f"    kind: harvest\n{connectors}") + notify}


def test_it_is_read_as_written(tmp_path: Path) -> None:
    said = loaded(folder_of(tmp_path, files()))
    assert list(said.notifiers) == ["mail", "chat"]
    assert said.main.notify is not None
    assert said.main.notify.operations.by == ("mail", "chat")
    assert said.main.notify.leads == ("mail",)
    mail = said.notifiers["mail"]
    assert isinstance(mail, MailConfig)
    assert (mail.port_number, mail.security, mail.sender) == (587, "starttls", "a@x.test")
    assert not said.main.has_books


def test_who_is_told_changes_no_plan(tmp_path: Path) -> None:
    with_it = loaded(folder_of(tmp_path, files())).hash
    assert loaded(folder_of(tmp_path, FILES)).hash == with_it


@pytest.mark.parametrize(
    ("notify", "expected"),
    [
        ("notify: {operations: {by: mail}}", "14:10: notify.operations.to: is missing; mail needs an address"),
        ("notify: {operations: {to: ops, by: mail}}", "notify.operations.to: is not an e-mail address"),
        ("notify: {operations: {to: a@x.test, by: male}}", "there is no notifier male under connectors"),
        ("notify: {operations: {to: a@x.test, by: male}}", "did you mean mail?"),
        ("notify: {operations: {to: a@x.test, by: harvest}}", "there is no notifier harvest"),
        ("notify: {operations: {by: []}}", "notify.operations.by: is empty; write at least one"),
        ("notify: {leads: mail}", "notify.operations: is missing; write it"),
        ("notify: {operations: {by: chat}, leads: [mail, mail]}", "notify.leads[1]: mail stands here twice"),
        ("notify: {operations: {by: chat}, second_approver: Kim Alen}", "is nobody; did you mean Kim Allen?"),
        ("notify: {operations: {by: chat}, lead: mail}", "notify.lead: is not known here; did you mean leads?"),
    ],
)
def test_what_contradicts_is_refused_with_its_place(tmp_path: Path, notify: str, expected: str) -> None:
    found = problems(folder_of(tmp_path, files(notify=f"{notify}\n")))
    assert any(expected in each and each.startswith("tieout.yaml:") for each in found), found


@pytest.mark.parametrize(
    ("connector", "expected"),
    [
        ("{kind: email, from: a@x.test, host: x.test, security: none}", "security: is none, and anybody on the way"),
        ("{kind: email, from: a@x.test, host: x.test, user: a}", "password: and user belong together"),
        (
            "{kind: email, from: a@x.test, host: x.test, user: a, password: abc}",
            "password: must not stand in this file",
        ),
        ("{kind: email, from: 'Ops <a@x.test>', host: x.test}", "from: is not an e-mail address"),
        ("{kind: email, from: a@x.test, host: 'x.test/y'}", "host: is not the name of a server"),
        ("{kind: email, from: a@x.test}", "host: is missing; write it"),
        ("{kind: slack}", "token: or url: write one of them"),
        ("{kind: slack, url: https://hooks.slack.test/abc}", "url: must not stand in this file"),
        ("{kind: slack, token: '${T}'}", "channel: belongs to token"),
        ("{kind: slack, token: '${T}', channel: general}", "channel: is not a channel"),
        ("{kind: webhook, url: '${U}'}", "secret: is missing; write it"),
    ],
)
def test_a_notifier_that_cannot_be_is_refused(tmp_path: Path, connector: str, expected: str) -> None:
    found = problems(folder_of(tmp_path, files(connectors=f"  mail: {connector}\n{CHAT}")))
    assert any(f"connectors.mail.{expected}" in each for each in found), found


def test_an_approver_of_a_workstream_must_be_somebody(tmp_path: Path) -> None:
    old = "billing: time and materials}"
    folder = folder_with(tmp_path, ACME_FILE, old, f"{old[:-1]}, approver: Kim Alen}}")
    (folder / "tieout.yaml").write_text(files()["tieout.yaml"])
    (found,) = problems(folder)
    assert found.startswith(f"{ACME_FILE}:13:74:")
    assert found.endswith("workstreams[0].approver: is nobody; did you mean Kim Allen?")
    (folder / ACME_FILE).write_text(FILES[ACME_FILE].replace(old, f"{old[:-1]}, approver: Sam Ortiz}}"))
    assert loaded(folder).contracts["acme"].workstreams[0].approver == "Sam Ortiz"


@pytest.mark.parametrize("text", ["a@x.test", "first.last+tag@sub.example.com", "o'neil@x.test"])
def test_addresses(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text", ["", "a", "a@", "@x.test", "a@x.test,b@x.test", "a@x.test\n", "a b@x.test", "ä@x.test"]
)
def test_no_addresses(text: str) -> None:
    assert not is_address(text)


def test_a_channel_of_a_workspace() -> None:
    assert SlackConfig(kind="slack", token="${T}", channel="#billing").channel == "#billing"
