"""What the people of Northwind AI do all day: tasks with their keys, activities, and the words they write down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Task:
    """A unit of work: its key and its title, which never changes."""

    key: str
    title: str

    def __str__(self) -> str:
        return f"{self.key} {self.title}"


_TITLES: dict[str, tuple[int, tuple[str, ...]]] = {
    "ACME-IMPL": (
        12,
        (
            "Intake form schema",
            "Prompt revision for intake bot",
            "Fallback to a human agent",
            "Handover summary for agents",
            "Guardrails for personal data",
            "Streaming answers in the widget",
            "Load test with recorded calls",
        ),
    ),
    "ACME-SUP": (
        60,
        ("Weekly review of failed intakes", "Alert on slow answers", "Update of the knowledge base", "Login problem"),
    ),
    "ACME-PRE": (90, ("Proposal for the voice channel", "Demo for the sales team")),
    "BLUE-ROUTE": (
        7,
        (
            "Dispatcher chat prototype",
            "Explain a suggested route",
            "Constraint parser for delivery windows",
            "Driver feedback loop",
            "Shadow mode in two depots",
            "Rollback switch for dispatchers",
        ),
    ),
    "BLUE-DATA": (
        50,
        (
            "Ingest carrier status messages",
            "Deduplicate shipments",
            "Backfill of the year 2025",
            "Data quality dashboard",
            "Nightly export for planning",
        ),
    ),
    "COB-CLAIMS": (
        21,
        (
            "Extract damage from photos",
            "Claims summary for adjusters",
            "Confidence shown next to each field",
            "Letter templates",
            "Fraud hints, first version",
            "Retention of claim documents",
        ),
    ),
    "COB-EVAL": (
        70,
        (
            "Golden set of 400 claims",
            "Regression suite for prompts",
            "Bias review with compliance",
            "Cost per claim report",
        ),
    ),
    "DEL-TRIAGE": (
        31,
        (
            "Symptom questionnaire",
            "Escalation rules with the nurses",
            "Spanish translation of prompts",
            "Audit log of advice",
            "Test with simulated patients",
            "Consent screen",
        ),
    ),
    "DEL-CARE": (
        80,
        ("Training for care teams", "Rollout plan for clinics", "Feedback from the pilot clinic", "Help pages"),
    ),
    "EMB-SEARCH": (
        15,
        (
            "Synonyms from search logs",
            "Vector index for the catalogue",
            "Ranking experiment on the shoe category",
            "Zero-result pages",
            "Search in French and German",
            "Latency budget",
        ),
    ),
    "EMB-RECO": (
        75,
        ("Outfit suggestions", "Cold start for new customers", "Recommendation cards", "Offline evaluation"),
    ),
    "FJO-FCST": (
        4,
        (
            "Weather features",
            "Hourly model for the north grid",
            "Holiday effects",
            "Forecast intervals",
            "Retraining job",
            "Dashboard for the trading desk",
        ),
    ),
    "GRAN-DRAFT": (
        40,
        (
            "Clause library import",
            "Drafting of side letters",
            "Citations in drafts",
            "House style checks",
            "Word add-in, first release",
            "Review mode for partners",
        ),
    ),
    "GRAN-REDACT": (110, ("Name detection", "Redaction preview", "Batch upload", "Evaluation on court bundles")),
    "HAN-CHAT": (
        9,
        (
            "Polite forms in answers",
            "Allergen questions",
            "Store finder tool",
            "Order status tool",
            "Conversation tests in Japanese",
            "Peak load before the holidays",
        ),
    ),
    "HAN-OPS": (55, ("Weekly quality report", "Monitoring of answer costs", "Runbook for night shifts")),
    "IRIS-LAB": (
        18,
        (
            "Parser for old lab notebooks",
            "Search by compound",
            "Access rights by study",
            "Answers with sources",
            "Units and quantities",
        ),
    ),
    "IRIS-DOCS": (60, ("Validation documents", "User guide for scientists", "Description of the retrieval pipeline")),
    "JUN-KYC": (
        25,
        (
            "Document type classifier",
            "Address match",
            "Sanctions list lookup",
            "Reviewer queue",
            "Reasons shown to reviewers",
            "Target design for batch checks",
        ),
    ),
    "JUN-AUDIT": (90, ("Model card", "Drift report", "Sampling plan for auditors", "Answers to the regulator")),
    "KES-TAGS": (
        33,
        (
            "Tag vocabulary",
            "Speech to text for interviews",
            "Face blur for minors",
            "Editor feedback round",
            "Tagging of sports",
        ),
    ),
    "KES-ARCH": (80, ("Tape catalogue import", "Checksum of migrated files", "Proxy videos", "Cut-over rehearsal")),
    "LUM-TUTOR": (
        11,
        (
            "Reading level estimate",
            "Hints instead of answers",
            "Teacher dashboard",
            "Safe topics filter",
            "Classroom test with grade 4",
            "Offline mode for tablets",
        ),
    ),
    "LUM-PRE": (70, ("Pilot report", "Offer for the second district")),
    "MAR-VISION": (
        5,
        (
            "Labelling of shiny parts",
            "Grasp point model",
            "Camera calibration",
            "Cycle time below two seconds",
            "Synthetic training data",
            "Failure review with the line team",
        ),
    ),
    "MAR-UX": (60, ("Operator screens", "Alarm wording", "Usability test on the shop floor", "Icon set")),
    "NIM-DEMO": (3, ("Retrieval demo", "Partner day talk", "Cost calculator")),
}


def _numbered(code: str) -> tuple[Task, ...]:
    start, titles = _TITLES[code]
    prefix = code.partition("-")[0]
    return tuple(Task(f"{prefix}-{start + 3 * place - place % 2}", title) for place, title in enumerate(titles))


TASKS: dict[str, tuple[Task, ...]] = {code: _numbered(code) for code in _TITLES}

LAST_DAY: dict[str, date] = {
    "BLUE-58": date(2026, 10, 7),
    "MAR-13": date(2026, 10, 7),
    "COB-29": date(2026, 10, 8),
    "GRAN-118": date(2026, 10, 8),
    "JUN-39": date(2026, 10, 28),
    "LUM-25": date(2026, 10, 28),
    "EMB-83": date(2026, 9, 30),
    "KES-88": date(2026, 9, 30),
}
"""Tasks that were done, cancelled or accepted in the month, and the last day on which people are right to name them.

Two were made by mistake, and nobody was to work on them at all. Work on what a client rejected goes on.
"""


def is_current(task: Task, day: date) -> bool:
    """Whether people are right to work on a task on a day."""
    return day <= LAST_DAY.get(task.key, date.max)


ACTIVITIES: dict[str, tuple[str, ...]] = {
    "junior": ("Development", "Development", "Testing", "Meetings"),
    "engineer": ("Development", "Development", "Development", "Testing", "Code review", "Meetings"),
    "senior": ("Development", "Development", "Architecture", "Code review", "Meetings"),
    "principal": ("Architecture", "Workshop", "Code review", "Meetings"),
    "designer": ("Design", "Design", "Research", "Meetings"),
    "consultant": ("Project management", "Workshop", "Meetings"),
}
"""By role; what is done more often stands more often."""

DETAILS: dict[str, tuple[str, ...]] = {
    "Development": (
        "Pairing",
        "Fix after review",
        "First version",
        "Clean-up",
        "Finished and merged",
        "Deployed to staging",
    ),
    "Testing": ("Test cases", "Ran the suite, two findings", "Checked the fix", "Edge cases"),
    "Code review": ("Review", "Review, second round", "Comments for the author"),
    "Meetings": ("Call with the client", "Stand-up and follow-up", "Planning", "Demo, questions answered"),
    "Architecture": ("Options compared", "Design notes", "Review of the data flow", "Sizing"),
    "Workshop": ("Preparation", "Workshop with the client's team", "Minutes and actions"),
    "Design": ("Sketches", "Prototype", "Revised after feedback", "Handed over to developers"),
    "Research": ("Interviews", "Findings", 'Competitors, "good" and bad'),
    "Project management": ("Status report", "Plan updated", "Risks, budget, next steps", "Alignment with the sponsor"),
}
"""What people add to a task, or write alone when its key stands elsewhere."""

KEYLESS: tuple[str, ...] = (
    "Various follow-ups",
    "Call with the client, no agenda",
    "Catching up on messages",
    "Small fixes",
    "Sync with the team",
    "Mail and questions",
)
"""Notes of people who forgot the task."""

INTERNAL: tuple[str, ...] = (
    "Weekly team meeting",
    "Hiring interviews",
    "Expense report and timesheet",
    "Reading group on evaluation",
    "Laptop setup",
    "One to one",
    "Company lunch talk",
)
"""Notes of time that is not client work."""
