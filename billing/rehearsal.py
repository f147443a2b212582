"""A rehearsal: what we would bill of a client's month beside what was billed, and what explains each cent between.

What is about the same is found by what lines name, the most certain first: our own document, a task, a person or
workstream, the words of a stated amount. Lines and pieces are in one pair each. What is not certain is unexplained.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from billing.rehearsal_names import Names
from billing.rehearsal_records import Both, Explained, Paired, Piece, Stated, Why
from billing.rehearsal_ways import agrees, explain, listed, numbers
from billing.texts import squashed

Groups = list[tuple[list[Piece], list[Stated]]]


@dataclass(slots=True)
class _Left:
    """What is in no pair yet, and the pairs so far."""

    currency: str
    pieces: list[Piece]
    lines: list[Stated]
    pairs: list[Paired] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    """The documents of which a line names what it is for."""

    def pair(self, pieces: Iterable[Piece], lines: Iterable[Stated], explained: Iterable[Explained]) -> None:
        """Puts some together; they are left no more."""
        ours, theirs = tuple(pieces), tuple(lines)
        self.pairs.append(Paired(ours, theirs, tuple(explained)))
        gone_pieces, gone_lines = set(map(id, ours)), set(map(id, theirs))
        self.pieces = [each for each in self.pieces if id(each) not in gone_pieces]
        self.lines = [each for each in self.lines if id(each) not in gone_lines]

    def pair_named(self, pieces: Sequence[Piece], lines: Sequence[Stated], *, only_known: bool = False) -> None:
        """Puts together what names the same, with what explains the difference, or only where something does."""
        found = explain(pieces, lines, self.currency)
        if only_known and any(each.why is Why.UNEXPLAINED for each in found):
            return
        self.named |= {each.document for each in lines}
        self.pair(pieces, lines, found)


def compare(both: Both) -> tuple[Paired, ...]:
    """Every piece and every line in one pair; the explanations come to ours − theirs, to the cent."""
    left = _Left(both.currency, list(both.pieces), list(both.lines))
    for step in (_our_documents, _credits, _other_months, _by_name, _by_words, _by_amount):
        step(left)
    _elsewhere(left, both.elsewhere)
    _lumps(left)
    _rest(left)
    return tuple(left.pairs)


def _our_documents(left: _Left) -> None:
    """Documents that we made have what their draft has, unless somebody changed them there."""
    drafts = {each.draft for each in left.lines if each.draft}
    for draft in sorted(drafts):
        lines = [each for each in left.lines if each.draft == draft]
        pieces = [each for each in left.pieces if each.draft == draft]
        left.named |= {each.document for each in lines}
        rest = _sum(pieces) - _sum(lines)
        words = f"made of our draft {draft}, and other than that there"
        found = [Explained(Why.UNEXPLAINED, rest, words, documents=numbers(lines))] if rest else []
        left.pair(pieces, lines, found)


def _credits(left: _Left) -> None:
    for each in [line for line in left.lines if line.credit]:
        words = f"taken back: {each.words}"
        left.pair((), (each,), [Explained(Why.CREDITED, -each.minor, words, documents=(each.number,))])


def _other_months(left: _Left) -> None:
    for each in [line for line in left.lines if line.month]:
        words = f"states {each.month}: {each.words}"
        left.pair((), (each,), [Explained(Why.PERIOD, -each.minor, words, documents=(each.number,))])


def _by_name(left: _Left) -> None:
    """By tasks first, then by people and workstreams: what a more certain line is about is left to it.

    What several tasks were worked on at once may stand under one of them, so that a line which its own tasks do not
    explain is looked at again with all that has any of them.
    """
    names = Names.of(left.pieces)
    for pieces, lines in _connected(left, names.by_tasks):
        left.pair_named(pieces, lines, only_known=True)
    for select in (names.by_task, names.by_owner):
        for pieces, lines in _connected(left, select):
            left.pair_named(pieces, lines)


def _connected(left: _Left, select: Callable[[Stated, Sequence[Piece]], list[Piece]]) -> Groups:
    """Lines with the pieces that they name; lines that share a piece are together."""
    own = [(line, select(line, left.pieces)) for line in left.lines]
    groups: list[tuple[dict[int, Piece], list[Stated]]] = []
    for line, named in own:
        if not named:
            continue
        pieces, lines = {id(each): each for each in named}, [line]
        sharing = [group for group in groups if group[0].keys() & pieces.keys()]
        for group in sharing:
            pieces, lines = group[0] | pieces, [*group[1], *lines]
        groups = [group for group in groups if all(group is not each for each in sharing)]
        groups.append((pieces, lines))
    return [(list(pieces.values()), lines) for pieces, lines in groups]


def _by_words(left: _Left) -> None:
    """Stated amounts with the same words."""
    by_words: dict[str, list[Piece]] = defaultdict(list)
    for piece in left.pieces:
        if not piece.hours:
            by_words[squashed(piece.words)].append(piece)
    for line in list(left.lines):
        same = by_words.get(squashed(line.words))
        if same:
            left.pair_named([same.pop(0)], [line])


def _by_amount(left: _Left) -> None:
    """Stated amounts that no other line or piece of the client has, and that both have."""
    ours, theirs = defaultdict(list), defaultdict(list)
    for piece in left.pieces:
        ours[piece.minor].append(piece)
    for line in left.lines:
        theirs[line.minor].append(line)
    for minor, pieces in ours.items():
        lines = theirs.get(minor, [])
        if minor and len(pieces) == len(lines) == 1 and not pieces[0].hours:
            left.pair_named(pieces, lines)


def _elsewhere(left: _Left, elsewhere: Sequence[Stated]) -> None:
    """Work that a document of another month bills, and says that it is of this one: it must be the same hours."""
    names = Names.of(left.pieces)
    beside = _Left(left.currency, left.pieces, list(elsewhere))
    for select in (names.by_task, names.by_owner):
        for pieces, lines in _connected(beside, select):
            own = [each for each in pieces if not each.aside]
            if own and agrees(own, lines):
                words = f"billed on {listed(numbers(lines))}, a document of another month"
                left.pair(own, (), [_of(Why.PERIOD, own, words, lines)])
        beside = _Left(left.currency, left.pieces, beside.lines)


def _lumps(left: _Left) -> None:
    """Documents that name nothing bill whatever is left, or something else: only the sums can tell."""
    lumps = [each for each in left.lines if each.document not in left.named]
    ours = [each for each in left.pieces if not each.aside]
    if lumps and ours:
        left.pair(ours, lumps, explain(ours, lumps, left.currency))


def _rest(left: _Left) -> None:
    for line in list(left.lines):
        words = f"nothing here stands behind it: {line.words}"
        left.pair((), (line,), [Explained(Why.UNKNOWN, -line.minor, words, documents=(line.number,))])
    by_line: dict[tuple[str, str], list[Piece]] = defaultdict(list)
    for piece in left.pieces:
        by_line[piece.draft, piece.words].append(piece)
    for pieces in by_line.values():
        found = [_of(Why.NEVER, pieces, pieces[0].words, ())] if _sum(pieces) else []
        left.pair(pieces, (), found)


def _of(why: Why, pieces: Sequence[Piece], words: str, lines: Sequence[Stated]) -> Explained:
    entries = tuple(each.entry for each in pieces)
    return Explained(why, _sum(pieces), words, entries, sum(each.seconds for each in pieces), numbers(lines))


def _sum(found: Iterable[Piece | Stated]) -> int:
    return sum(each.minor for each in found)
