"""The outgoing webhook: its part of the configuration. Zapier, Make, n8n and programs of your own can listen."""

from __future__ import annotations

from typing import Literal

from connectors.notifiers import NotifierConfig
from connectors.references import Secret


class Config(NotifierConfig):
    """An address that is told of each message."""

    kind: Literal["webhook"]
    url: Secret
    """Who knows it may write there, so it is a secret."""
    secret: Secret
    """What messages are signed with."""


DESCRIBED = {
    "kind": "webhook: messages are posted as signed JSON.",
    "url": "Where to post, as a reference such as ${HOOK_URL}: who knows the address may write there.",
    "secret": "What messages are signed with, as a reference such as ${HOOK_SECRET}; at least 16 characters.",
}
"""What each key means, in a sentence that an editor shows beside it."""
