"""Slack: its part of the configuration. An incoming webhook, or a bot's token and a channel."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from connectors.addresses import BaseUrl
from connectors.notifiers import NotifierConfig
from connectors.references import Secret

API = "https://slack.com"


def _channel(text: str) -> str:
    if not re.fullmatch(r"[CGD][A-Z0-9]{6,}|#[^\s#&<>]{1,80}", text):
        words = "is not a channel; write its id such as C0123456789 (About, at the bottom), or #its-name"
        raise PydanticCustomError("slack_channel", words)
    return text


class Config(NotifierConfig):
    """A channel of a Slack workspace."""

    kind: Literal["slack"]
    url: Secret | None = None
    """The address of an incoming webhook: who knows it may write there, so it is a secret."""
    token: Secret | None = Field(default=None, validate_default=True)
    channel: Annotated[str, AfterValidator(_channel)] | None = Field(default=None, validate_default=True)
    base_url: BaseUrl = API

    @field_validator("token")
    @classmethod
    def _one_of_them(cls, stated: str | None, info: ValidationInfo) -> str | None:
        if "url" in info.data and (stated is None) == (info.data["url"] is None):
            words = "or url: write one of them, the address of an incoming webhook or a bot's token with its channel"
            raise PydanticCustomError("slack_way", words)
        return stated

    @field_validator("channel")
    @classmethod
    def _with_the_token(cls, stated: str | None, info: ValidationInfo) -> str | None:
        if "token" in info.data and (stated is None) != (info.data["token"] is None):
            words = "belongs to token, and token needs it; an incoming webhook knows its own channel"
            raise PydanticCustomError("slack_channel", words)
        return stated


DESCRIBED = {
    "kind": "slack: messages are posted in a channel.",
    "url": "The address of an incoming webhook, as a reference such as ${SLACK_URL}.",
    "token": "A bot's token with chat:write, as a reference such as ${SLACK_TOKEN}; instead of url.",
    "channel": "The channel that the bot writes to: its id such as C0123456789, or #its-name.",
    "base_url": "Where Slack's API is; Slack's own address by default.",
}
"""What each key means, in a sentence that an editor shows beside it."""
