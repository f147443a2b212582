"""What each key about notifications means, in a sentence that an editor shows beside it."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from config.notify import NotifyModel, OperationsModel
from connectors.mail import config as mail
from connectors.slack import config as slack
from connectors.webhook import config as webhook

DESCRIBED: Mapping[type[BaseModel], Mapping[str, str]] = {
    NotifyModel: {
        "operations": "Who runs billing; whatever reaches nobody else comes here, too.",
        "leads": "By which notifiers account leads are told; operations is told instead without it.",
        "approvers": "By which notifiers approvers are told; operations is told instead without it.",
        "people": "By which notifiers people are reminded of missing time; operations is told instead without it.",
        "second_approver": "Who is told next of time that nobody approves: a name of people.yaml or an address.",
    },
    OperationsModel: {
        "to": "The e-mail addresses, where one of the notifiers is mail.",
        "by": "By which notifiers: names under connectors.",
    },
    mail.Config: mail.DESCRIBED,
    slack.Config: slack.DESCRIBED,
    webhook.Config: webhook.DESCRIBED,
}
"""What each key means, in a sentence that an editor shows beside it."""
