"""What the bulletins say happens when: one entry for each thing, with the days that hold now and those before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.answering.calendar.dated import Dated
from bot.answering.calendar.days import Days
from bot.answering.calendar.moves import tells_of_move
from bot.answering.changing.excerpts import stems
from bot.answering.changing.related import SURELY_CHANGED, Comparer
from bot.answering.showing.citations import citation_of
from bot.answering.types import Citation
from corpus.language.names import any_names
from corpus.language.words import folded_words
from index.types import Comparison, Excerpt, Hit

_COMPARED = 3
"""Things that a statement is compared with: those whose words it shares most of."""

_LEAST_SHARED = 2
_LEAST_SHARE = 0.4
"""How many of the words that carry meaning two statements about one thing share, of the shorter one's. Where the later
one says that something has moved a single one will do: "Starten flyttas till den 5 februari"."""

_AGAIN = 0.5
"""The probability that a statement says the same again from which it does, where its days meet the earlier ones."""

_SAID_AGAIN = 0.75
"""The same where they name the same days, so that nothing need be compared."""


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """Something that a bulletin dates. `uid` stays while bulletins move it; `replaced` are the earlier statements with
    other days, oldest first."""

    uid: str
    dated: Dated
    replaced: tuple[Dated, ...] = ()

    @property
    def days(self) -> Days:
        return self.dated.days

    @property
    def citation(self) -> Citation:
        """Where it stands, with a link to it."""
        return citation_of(Hit(self.dated.passage, self.dated.bulletin, 0.0, 0.0, 0.0), self.dated.sentence)


def calendar_entries(statements: Iterable[Dated], comparer: Comparer | None = None) -> list[CalendarEntry]:
    """One entry for each thing that is dated, by its first day.

    The statements are taken oldest first. One that says again, or otherwise, when a thing happens that an older
    bulletin has dated moves that thing; what replaces what is decided by the comparer that decides it for answers, from
    the probabilities from which these name an earlier value. Without a comparer only what is said again is recognised.
    """
    chains: list[list[Dated]] = []
    for dated in sorted(statements, key=lambda one: (one.bulletin.date_key, one.bulletin.id, one.sentence.start)):
        chain = _continued(chains, dated, comparer)
        if chain is None:
            chains.append([dated])
        elif not chain[-1].days.is_within(dated.days):
            chain.append(dated)
        elif chain[-1].days == dated.days:
            # What is said again is quoted from where it is said last; what is only said more vaguely is not.
            chain[-1:] = [*([chain[-1]] if len(chain) == 1 else []), dated]
    entries = [_entry(chain) for chain in chains]
    return sorted(entries, key=lambda entry: (entry.days.first, entry.days.last, entry.uid))


def _continued(chains: Sequence[list[Dated]], dated: Dated, comparer: Comparer | None) -> list[Dated] | None:
    """The chain that a statement continues; None where it dates something new."""
    shared = [(_share(chain[-1], dated), chain) for chain in chains]
    near = sorted((pair for pair in shared if pair[0] > 0.0), key=lambda pair: -pair[0])
    for _, chain in near:
        if dated.instead is not None and chain[-1].days.is_alike(dated.instead):
            return chain
    near = near[:_COMPARED]
    for share, chain in near:
        if share >= _SAID_AGAIN and chain[-1].days == dated.days:
            return chain
    if comparer is None or not near:
        return None
    found = [(_compared(comparer, chain[-1], dated), chain) for _, chain in near]
    sure = [(max(one.same, one.changed), chain) for one, chain in found if _is_one_thing(one, chain[-1], dated)]
    return max(sure, key=lambda pair: pair[0])[1] if sure else None


def _compared(comparer: Comparer, older: Dated, later: Dated) -> Comparison:
    """What the later statement says to when the older one's thing happens. Asked by the later one's own words, 6 of 96
    pairs of other things in four programmes were taken to be one that moved; asked by the older one's, one."""
    return comparer.compare(f"När {older.subject.rstrip('.')}?", [(_excerpt(older), _excerpt(later))])[0]


def _is_one_thing(found: Comparison, older: Dated, later: Dated) -> bool:
    """Whether the later statement surely says the time of the older one's thing: anew, or again."""
    return found.changed >= SURELY_CHANGED or (found.same >= _AGAIN and older.days.meets(later.days))


def _share(older: Dated, later: Dated) -> float:
    """How much two statements share; 0 for those that cannot be of one thing at two times: of other places or people,
    or with nothing but somebody's name in common."""
    mine, its = later.bulletin.date, older.bulletin.date
    if mine is None or its is None or not mine.is_surely_after(its):
        return 0.0
    one, other = stems(older.subject), stems(later.subject)
    names = _names(older.subject), _names(later.subject)
    shared = {word for word in one & other if not tells_of_move(word)}
    share = len(shared) / max(min(len(one), len(other)), 1)
    if not tells_of_move(later.text) and (len(shared) < _LEAST_SHARED or share < _LEAST_SHARE):
        return 0.0
    if not shared - (names[0] | names[1]):
        return 0.0
    # The shorter may leave out what the other names, and neither may name what the other does not.
    if not (names[0] <= stems(later.text) or names[1] <= stems(older.text)):
        return 0.0
    return share


def _names(text: str) -> set[str]:
    return {stem for span in any_names(text) for stem in stems(text[span.start : span.end])}


def _excerpt(dated: Dated) -> Excerpt:
    return Excerpt(dated.passage.context, dated.text)


def _entry(chain: Sequence[Dated]) -> CalendarEntry:
    replaced = [one for one, following in pairwise(chain) if one.days != following.days]
    return CalendarEntry(_uid(chain[0]), chain[-1], tuple(replaced))


def _uid(first: Dated) -> str:
    """Of the statement that dated the thing first: whatever later bulletins say, it stays."""
    said = f"{first.bulletin.id}\n{' '.join(folded_words(first.text))}\n{first.days}"
    return f"{hashlib.blake2b(said.encode(), digest_size=12).hexdigest()}@fvm-svar"
