"""Slack and the signed webhook against receivers that verify what real ones verify."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from billing.alert_records import Body, grid
from connectors.errors import Changed, Reconnect, Refused
from connectors.notifiers import Notifier, Opening
from connectors.slack.config import Config as SlackConfig
from connectors.slack.notifier import MAX_TEXT, mrkdwn, to_payload
from connectors.slack.notifier import Notifier as Slack
from connectors.webhook.config import Config as HookConfig
from connectors.webhook.notifier import Notifier as Hook
from connectors.webhook.signing import signature
from sandbox.listeners import CHANNEL, HOOK, LISTENER, TOKEN, Listeners, ListenServer
from tests.connectors.notifier_contract import NOW_SECONDS, TIMER, NotifierContract, letter

SECRET = "whsec-0123456789abcdef"


class ListenerTests(NotifierContract):
    """What Slack and webhooks have in common: they are posted to."""

    passing = ("429", "500")

    @pytest.fixture(autouse=True)
    def _server(self) -> Iterator[None]:
        self.listeners = Listeners(SECRET, lambda: NOW_SECONDS)
        with ListenServer(self.listeners) as server:
            self.address = server.address
            yield

    def strike(self, *faults: str) -> None:
        self.listeners.faults += faults

    def hurry(self, notifier: Notifier) -> None:
        client: httpx.Client = getattr(notifier, "_http")._client  # noqa: B009  # the role has no such thing
        client.timeout = httpx.Timeout(0.3)


class SlackTests(ListenerTests):
    for_good = ()
    lost = "late"
    secrets = (TOKEN, HOOK.strip("/"), "abcdefghijklmnopqrstuvwx")

    def seen(self) -> list[str]:
        texts = {each["blocks"][-1]["elements"][0]["text"]: _as_shown(each) for each in self.listeners.posts}
        return list(texts.values())

    def came(self) -> int:
        return len(self.listeners.posts)

    def test_a_gone_place_needs_a_person(self) -> None:
        self.strike("moved")
        with pytest.raises(Changed):
            self.make().send(letter())


class TestSlackByItsWebhook(SlackTests):
    def make(self, *, wrong: bool = False) -> Notifier:
        url = self.address + (HOOK.replace("B0000000", "B1111111") if wrong else HOOK)
        return Slack(SlackConfig(kind="slack", url="${U}"), Opening({"url": url}, TIMER))

    def test_an_address_that_is_none_is_refused_without_being_shown(self) -> None:
        with pytest.raises(Refused) as caught:
            Slack(SlackConfig(kind="slack", url="${U}"), Opening({"url": "http://hooks.test/secret"}, TIMER))
        assert "hooks.test" not in str(caught.value)


class TestSlackByItsToken(SlackTests):
    def make(self, *, wrong: bool = False, channel: str = CHANNEL) -> Notifier:
        config = SlackConfig(kind="slack", token="${T}", channel=channel, base_url=self.address)
        return Slack(config, Opening({"token": "xoxb-another" if wrong else TOKEN}, TIMER))

    def test_signing_in_says_who_we_are(self) -> None:
        assert self.make().sign_in() == f"tieout of Northwind writes to {CHANNEL}"

    def test_a_channel_without_the_bot_needs_a_person(self) -> None:
        with pytest.raises(Changed, match="invite the bot"):
            self.make(channel="C9999999999").send(letter())


def _as_shown(said: dict[str, Any]) -> str:
    parts = [each.get("text") or each["elements"][0] for each in said["blocks"]]
    return "\n".join(each["text"] for each in parts).replace("&amp;", "&").replace("\u200b", "")


def test_nothing_in_a_text_calls_anybody_or_is_a_link() -> None:
    said = "<!channel> <@U123> <https://evil.test|click> *bold* _it_ ~no~ `code` & co"
    shown = mrkdwn(said)
    assert "<" not in shown
    assert ">" not in shown
    assert shown.count("\u200b") == 8
    assert shown.replace("\u200b", "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == said


def test_a_long_table_is_divided_and_no_block_is_too_long() -> None:
    rows = [(f"Client number {number}", "x" * 200, "12:30") for number in range(55)]
    payload = to_payload(letter(said=Body((grid(("client", "what", ">hours"), rows), "y" * 5000))))
    sections = [each["text"]["text"] for each in payload["blocks"] if each["type"] == "section"]
    assert max(map(len, sections)) <= MAX_TEXT
    assert sum(text.count("12:30") for text in sections) == 55


class TestWebhook(ListenerTests):
    for_good = ()
    lost = "late"
    secrets = (SECRET, LISTENER.strip("/"), "abcdefg")

    def make(self, *, wrong: bool = False) -> Notifier:
        secrets = {"url": self.address + LISTENER, "secret": "another-secret-of-16" if wrong else SECRET}
        return Hook(HookConfig(kind="webhook", url="${U}", secret="${S}"), Opening(secrets, TIMER))

    def seen(self) -> list[str]:
        return [f"{each['subject']}\n{each['text']}" for each in self.listeners.heard.values()]

    def came(self) -> int:
        return self.listeners.deliveries - len(self.listeners.refused)

    def test_its_keys_are_those_of_the_guide(self) -> None:
        self.make().send(letter())
        (said,) = self.listeners.heard.values()
        keys = ["id", "kind", "for", "company", "raised_at", "subject", "paragraphs", "tables", "links", "text"]
        assert list(said) == keys
        assert said["tables"][0]["headers"] == ["client", "hours"]
        assert said["paragraphs"][0].endswith("=SUM(A1)")

    @pytest.mark.parametrize("fault", ["gone", "moved"])
    def test_a_listener_that_left_needs_a_person(self, fault: str) -> None:
        self.strike(fault)
        with pytest.raises(Reconnect):
            self.make().send(letter())

    def test_a_short_secret_is_refused(self) -> None:
        config = HookConfig(kind="webhook", url="${U}", secret="${S}")
        with pytest.raises(Refused, match="too short"):
            Hook(config, Opening({"url": self.address + LISTENER, "secret": "short"}, TIMER))


def test_a_signature_holds_as_the_guide_verifies_it(monkeypatch: pytest.MonkeyPatch) -> None:
    page = Path(__file__).parents[2] / "docs" / "connectors" / "webhook.md"
    (example,) = re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)
    names: dict[str, Any] = {}
    exec(example, names)  # noqa: S102  # our own guide
    is_ours, clock = names["is_ours"], [1_000_300]
    monkeypatch.setattr(names["time"], "time", lambda: clock[0])
    body = json.dumps({"id": "m1"}).encode()
    header = signature(SECRET, body, 1_000_000)
    assert is_ours(SECRET, body, header)
    assert not is_ours(SECRET, body + b" ", header)
    assert not is_ours("another", body, header)
    assert not is_ours(SECRET, body, header.replace("t=1000000", "t=1000200"))
    clock[0] += 1
    assert not is_ours(SECRET, body, header)
