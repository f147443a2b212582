"""What lines of others name: orders, milestones, workstreams; and which doubts a history leaves."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from billing.opening_records import Asked, Billed, Certainty, Evidence, History, Proposal
from billing.records import Contract
from billing.texts import clean, squashed

_HOURS = re.compile(r"(?<![\w-])(?:hours?|hrs?|h)(?![\w-])", re.IGNORECASE)
_BEFORE = r"(?:po|p\.o|order|invoice|inv|bill|number|no|nr|milestone|phase|ref|reference|#)"
_LONG = 6
"""A number of so many digits is no amount and no count of hours."""
_FEW = 4
SHOWN = 60


def names_in(text: str, names: Iterable[str]) -> set[str]:
    """Which of some names stand in a text as words of their own; where one holds another, the longer one alone.

    A short number is one only after a word such as order or invoice, or where it is all of the text.
    """
    known: dict[str, list[str]] = defaultdict(list)
    for name in names:
        if squashed(name):
            known[squashed(name).casefold()].append(name)
    said = squashed(text).casefold()
    found = set(_words(sorted(known, key=lambda name: (-len(name), name))).findall(said)) if known else set()
    return {name for one in found if _is_named(one, said) for name in known[one]}


def _words(longest_first: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")


def _is_named(name: str, said: str) -> bool:
    if not name.isdecimal() or len(name) >= _LONG or name == said:
        return True
    return re.search(rf"(?<!\w){_BEFORE}[\s.:#]*{name}(?![\w-])", said) is not None


def states_hours(line: Billed, contract: Contract) -> bool:
    """Whether the quantity of a line is certainly hours: it says so, or its price is one of the contract's rates."""
    if line.quantity is None or line.price is None:
        return False
    return bool(_HOURS.search(line.words)) or line.price in {rate.price for rate in contract.rates if rate.price}


@dataclass(slots=True)
class Sorted:
    """Lines by what they are for; those that may be for several, and those that name nothing."""

    of: dict[str, list[Billed]] = field(default_factory=lambda: defaultdict(list))
    several: dict[str, list[Billed]] = field(default_factory=lambda: defaultdict(list))
    """Lines of which it is not known for which of several they are, by each of them."""
    beside: dict[str, list[Billed]] = field(default_factory=lambda: defaultdict(list))
    """Lines that name nothing, on a document of which another line names only this."""
    nothing: list[Billed] = field(default_factory=list)


def by_name(lines: Iterable[Billed], names: Sequence[str]) -> Sorted:
    """Puts each line to what it names, else to what its document's reference names.

    A credit note that names nothing belongs to what the invoice is for that it is linked with or names.
    """
    found, documents = Sorted(), _documents(lines)
    for key in sorted(documents, key=lambda key: documents[key][0].credit):
        own = documents[key]
        in_lines = {id(line): names_in(line.words, names) for line in own}
        in_reference = names_in(own[0].reference, names) or _of_invoice(own, documents, found, names)
        anywhere = set().union(*in_lines.values())
        for line in own:
            _put(line, in_lines[id(line)] or in_reference, anywhere, found)
    return found


def _put(line: Billed, named: set[str], anywhere: set[str], found: Sorted) -> None:
    if len(named) == 1:
        found.of[next(iter(named))].append(line)
    elif named or len(anywhere) > 1:
        for name in named or anywhere:
            found.several[name].append(line)
    elif anywhere:
        found.beside[next(iter(anywhere))].append(line)
    else:
        found.nothing.append(line)


def _documents(lines: Iterable[Billed]) -> dict[str, list[Billed]]:
    found: dict[str, list[Billed]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: (line.day or date.min, line.document)):
        found[line.document].append(line)
    return found


def _of_invoice(
    own: Sequence[Billed], documents: dict[str, list[Billed]], found: Sorted, names: Sequence[str]
) -> set[str]:
    """What the invoices are for that a credit note takes something back of, where it names nothing itself."""
    if not own[0].credit:
        return set()
    numbers = {lines[0].number: key for key, lines in documents.items() if not lines[0].credit and lines[0].number}
    said = [own[0].reference, *(line.words for line in own)]
    named = {numbers[number] for text in said for number in names_in(text, numbers)}
    meant = named | {key for key in own[0].linked if key in documents}
    whole = {line.document for line in found.nothing} | {
        line.document for lines in (*found.several.values(), *found.beside.values()) for line in lines
    }
    if not meant or meant & whole:
        return set()
    return {name for name, lines in found.of.items() if any(line.document in meant for line in lines)}


# ---- evidence, and doubts ----


def evidence(lines: Iterable[Billed], worth: Callable[[Billed], int]) -> tuple[Evidence, ...]:
    """One piece for each document, by day and number."""
    of: dict[str, list[Billed]] = defaultdict(list)
    for line in lines:
        of[line.document].append(line)
    made = [
        Evidence(
            own[0].number, sum(map(worth, own)), own[0].day, "; ".join(sorted({clean(x.words, SHOWN) for x in own}))
        )
        for own in of.values()
    ]
    return tuple(sorted(made, key=lambda each: (str(each.day or ""), each.what, each.worth, each.words)))


def _short(line: Billed) -> str:
    return clean(line.words, SHOWN)


def numbers(lines: Iterable[Billed]) -> str:
    """The numbers of the documents of some lines, each once; of many only some."""
    listed = sorted({line.number for line in lines})
    more = len(listed) - _FEW
    return ", ".join(listed[:_FEW]) + (f" and {more} more" if more > 0 else "")


def doubts(asked: Asked, history: History) -> list[str]:
    """What a history does not show, whatever is looked for in it."""
    found = []
    begins = asked.contract.since
    if begins is None or begins < history.since:
        found.append(f"documents before {history.since} were not read; --since reads further back")
    if history.unread:
        found.append(f"could not be counted in: {', '.join(sorted(history.unread)[:_FEW])}")
    return found


def unknown(asked: Asked, key: str, name: str, *why: str, evidence: tuple[Evidence, ...] = ()) -> Proposal:
    """A balance that nobody can know from here, and why."""
    return Proposal(asked.contract.id, key, name, Certainty.UNKNOWN, None, evidence, why)


def known(asked: Asked, key: str, name: str, found: tuple[Evidence, ...], doubts: Sequence[str]) -> Proposal:
    """A balance that its evidence comes to; proven where nothing is doubtful."""
    certainty = Certainty.CHECK if doubts else Certainty.PROVEN
    return Proposal(asked.contract.id, key, name, certainty, sum(each.worth for each in found), found, tuple(doubts))
