"""Words for clients: what may not be told is taken out of texts, and only plain web addresses become links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from billing.calendar import month
from billing.texts import clean
from billing.wording import month as month_in_words

MAX_LINK = 500
MIN_INSIDE = 12
"""A hidden note shorter than this is looked for at the end of a text only: `call` is in many an honest word."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names that are not told, each with what is said instead (a role, or nothing)."""

    instead: Mapping[str, str]
    _found: re.Pattern[str] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        longest_first = sorted((name for name in self.instead if name), key=lambda name: (-len(name), name))
        pattern = "|".join(re.escape(name) for name in longest_first)
        found = re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE) if pattern else None
        object.__setattr__(self, "_found", found)

    def taken_out(self, text: str, here: Mapping[str, str]) -> str:
        """The text without these names; `here` says what stands for some of them in this place."""
        if self._found is None or not self._found.search(text):
            return text
        said = {name.casefold(): words for name, words in {**self.instead, **here}.items()}
        return tidy(self._found.sub(lambda found: said.get(found[0].casefold(), ""), text))


def without_notes(text: str, notes: Iterable[str], instead: str) -> str:
    """A text without notes that became part of it; one that ends it is replaced by other words."""
    for note in sorted(set(notes) - {""}, key=lambda note: (-len(note), note)):
        if text == note or text.endswith(f": {note}"):
            text = text.removesuffix(note) + instead
        elif len(note) >= MIN_INSIDE and stands_in(note, text):
            text = tidy(re.sub(_bounded(note), "", text, flags=re.IGNORECASE))
    return text


def stands_in(words: str, text: str) -> bool:
    """Whether some words stand in a text, not as a part of other words."""
    return re.search(_bounded(words), text, re.IGNORECASE) is not None


def tidy(text: str) -> str:
    """A text from which words were taken, without the blanks and signs that they leave behind."""
    return re.sub(r"\s+([:,;.])", r"\1", " ".join(text.split())).strip(" :,;-–—·")


def name_of(person: str) -> str:
    """A person's name without the e-mail address that tells people of one name apart."""
    return clean(re.sub(r" <[^<>]*>$", "", person))


def months(late: str, language: str) -> str:
    """Months such as `2026-08, 2026-09` in words."""
    return ", ".join(_month(name.strip(), language) for name in late.split(",") if name.strip())


def web_address(url: str) -> str:
    """A link that may be put into a document: http or https, without credentials in it; else empty."""
    if len(url) > MAX_LINK or not url.isprintable() or any(char in url for char in ' "<>\\'):
        return ""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return ""
    return url if usable else ""


def _month(name: str, language: str) -> str:
    try:
        return month_in_words(month(name).first, language)
    except ValueError:
        return clean(name)


def _bounded(words: str) -> str:
    return rf"(?<!\w){re.escape(words)}(?!\w)"
