"""What `tieout export` writes of the daemon: what people were told, and what was done by whom."""

from __future__ import annotations

from review.export_files import ExportFile

SERVING = (
    ExportFile(
        "alerts",
        "alert",
        "What somebody had to be told.",
        {
            "key": "what makes one alert of it, however often it is found",
            "kind": "what it is about",
            "audience": "operations, lead, approver, second approver or person",
            "about": "whose it is: the name or address of a lead or an approver, the key of a person",
            "subject": "its first line",
            "body": "the rest",
            "raised_at": "when it was found",
            "ended_at": "when it was so no more",
            "run": "the run that found it",
        },
        unflat=("body",),
    ),
    ExportFile(
        "messages",
        "message",
        "Alerts on their way to somebody.",
        {
            "id": "a number",
            "alert": "key in alerts",
            "channel": "the notifier, by its name in tieout.yaml",
            "recipient": "to whom",
            "state": "waiting, sending, sent or given up",
            "attempts": "how often it was tried",
            "try_at": "when it is tried next",
            "sent_at": "when it was taken",
            "problem": "why it was not",
        },
    ),
    ExportFile(
        "audit",
        "audit",
        "What was done by whom.",
        {
            "id": "a number",
            "at": "when",
            "who": "who did it",
            "what": "what was done",
            "subject": "to what",
            "detail": "the rest",
        },
        unflat=("detail",),
    ),
)
