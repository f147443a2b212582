"""E-mail: its part of the configuration, and what an address is."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from connectors.addresses import is_loopback
from connectors.notifiers import MAX_ADDRESS, NotifierConfig
from connectors.references import Secret

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.:-]{0,252}[A-Za-z0-9])?")
PORTS = {"starttls": 587, "tls": 465, "none": 25}


def is_address(text: str) -> bool:
    """Whether a text is one e-mail address, without a name beside it."""
    return len(text) <= MAX_ADDRESS and _ADDRESS.fullmatch(text) is not None


def _address(text: str) -> str:
    if not is_address(text):
        raise PydanticCustomError("mail_address", "is not an e-mail address; write one such as ops@example.com")
    return text


Address = Annotated[str, AfterValidator(_address)]
"""One e-mail address, without a name beside it."""


def _host(text: str) -> str:
    if not _HOST.fullmatch(text):
        raise PydanticCustomError("mail_host", "is not the name of a server; write one such as smtp.example.com")
    return text


class Config(NotifierConfig):
    """A mail server that takes messages by SMTP."""

    kind: Literal["email"]
    host: Annotated[str, AfterValidator(_host)]
    sender: Address = Field(alias="from")
    security: Literal["starttls", "tls", "none"] = "starttls"
    """How the way there is kept secret; `none` only to this machine."""
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    user: str = ""
    password: Secret | None = Field(default=None, validate_default=True)

    @field_validator("security")
    @classmethod
    def _none_only_here(cls, stated: str, info: ValidationInfo) -> str:
        if stated == "none" and "host" in info.data and not is_loopback(info.data["host"]):
            words = "is none, and anybody on the way could read it; write starttls or tls"
            raise PydanticCustomError("mail_security", words)
        return stated

    @field_validator("password")
    @classmethod
    def _both_or_none(cls, stated: str | None, info: ValidationInfo) -> str | None:
        if bool(info.data.get("user")) != (stated is not None):
            words = "and user belong together; write both, or neither where the server asks for none"
            raise PydanticCustomError("mail_password", words)
        return stated

    @property
    def needs_address(self) -> bool:
        """It reaches people by their address."""
        return True

    @property
    def port_number(self) -> int:
        """The port that is stated, else the usual one."""
        return self.port or PORTS[self.security]


DESCRIBED = {
    "kind": "email: messages are sent by SMTP.",
    "host": "The mail server that takes messages, such as smtp.example.com.",
    "from": "The address that messages come from.",
    "security": "starttls (the usual way), tls from the first byte on, or none, to this machine only.",
    "port": "The server's port; 587 for starttls, 465 for tls.",
    "user": "The name to sign in with, where the server asks for one.",
    "password": "Its password, as a reference such as ${SMTP_PASSWORD}.",
}
"""What each key means, in a sentence that an editor shows beside it."""
