"""Which of several statements stands first: the one that holds now, or the one that held when it is asked for; pure."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.answering.changing.related import SURELY_CHANGED, Related
from bot.answering.choosing.calibration import logistic
from bot.answering.choosing.extraction import Candidate
from bot.answering.times.asked_time import AskedTime
from bot.answering.times.effective import holds_from
from corpus.language.words import folded_words, is_function_word

SURE = 0.5
"""The weighed probability of a change from which the later statement stands first, and the other value is named as what
held before or after. What it gains and costs: `bot/lab/fitting/changed.py`."""
LIKELY = 0.3
"""That from which a reader is told of it."""
_AGREEING = 0.5
_SHARED = 1.4
"""How many points of log-odds a halved number of rivals is worth, by e: the joint calibration's own weight."""
_TIME_BONUS = 0.1
_YEAR_BONUS = 0.3


@dataclass(frozen=True, slots=True)
class Arranged:
    """Candidates in the order in which they are shown.

    `before` is what held before the first of them and `after` what has replaced it since, the nearest in time first;
    neither stands among `candidates`. `newer` likely replaces the first one, too unsurely to stand before it; `coming`
    replaces it on a day that is still to come.
    """

    candidates: tuple[Candidate, ...]
    before: tuple[Candidate, ...] = ()
    after: tuple[Candidate, ...] = ()
    newer: Candidate | None = None
    coming: Candidate | None = None


def by_asked_time(candidates: Sequence[Candidate], asked: AskedTime | None) -> list[Candidate]:
    """Those of the time that the question names a little before equally good ones."""
    if asked is None:
        return list(candidates)
    bonus = _TIME_BONUS if asked.year is None else _YEAR_BONUS
    return sorted(candidates, key=lambda one: -(one.score + bonus * asked.holds(one.hit.bulletin.date)))


def arranged(
    candidates: Sequence[Candidate],
    related: Sequence[Related],
    today: datetime.date,
    asked: AskedTime | None = None,
    *,
    first: bool = False,
) -> Arranged:
    """Puts the statement first that holds now; with `asked` the one that held then, with `first` the earliest.

    `related` are statements to the same question as the first candidate's.
    """
    related = [_as_the_same(one, candidates[0]) for one in related]
    best = _sure_of_its_own(candidates, related)
    chain = _chain(best, related)
    chain, coming = _until(chain, today)
    wanted = _wanted(chain, asked, first=first)
    place = next(place for place, one in enumerate(chain) if one.candidate is wanted)
    told = [one for one in chain if one.candidate is not wanted and _is_told(one, best, chain[place])]
    before = [one.candidate for one in chain[:place] if one in told]
    after = [one.candidate for one in chain[place + 1 :] if one in told]
    held = {one.candidate.hit.passage.id for one in (*told, *coming, chain[place])}
    shown = replace(wanted, score=best.score, probability=best.probability, own_probability=best.own_probability)
    rest = [one for one in candidates if one.hit.passage.id not in held]
    if after or asked is not None or first:
        return Arranged((shown, *rest), _distinct(reversed(before)), _distinct(after))
    next_one = coming[0].candidate if coming else None
    return Arranged((shown, *rest), _distinct(reversed(before)), (), _likely(wanted, related), next_one)


def _is_told(one: Related, best: Candidate, wanted: Related) -> bool:
    """Whether a statement surely had another value than the wanted one."""
    sure = wanted if one.candidate is best else one
    return _has_changed(sure) and not _says_the_same(one.candidate, wanted.candidate)


def _has_changed(one: Related) -> bool:
    return one.changed >= (SURE if one.later else SURELY_CHANGED)


def _as_the_same(one: Related, best: Candidate) -> Related:
    """What gives the same words as the best quote has not changed it, whatever the comparison says."""
    if one.changed <= one.same or not _says_the_same(one.candidate, best):
        return one
    return replace(one, same=one.changed + one.same, changed=0.0)


def _chain(best: Candidate, related: Sequence[Related]) -> list[Related]:
    """The statements of one thing with the values that it had, oldest first; the best one alone if it never changed."""
    itself = Related(best, later=False, same=1.0, changed=0.0)
    if not any(map(_has_changed, related)):
        return [itself]
    # What is said again after a change holds again.
    sure = [one for one in related if _has_changed(one) or one.same >= SURELY_CHANGED]
    return sorted([itself, *sure], key=lambda one: (one.candidate.hit.bulletin.date_key, one.changed))


def _until(chain: list[Related], today: datetime.date) -> tuple[list[Related], list[Related]]:
    """What holds by today, and after the last of it what is yet to hold; all of it where none holds by today."""
    last = len(chain)
    while last > 1 and _is_coming(chain[last - 1].candidate, today):
        last -= 1
    return chain[:last], chain[last:]


def _is_coming(candidate: Candidate, today: datetime.date) -> bool:
    day = holds_from(candidate.text, candidate.hit.bulletin.date)
    return day is not None and day > today


def _wanted(chain: Sequence[Related], asked: AskedTime | None, *, first: bool) -> Candidate:
    if first:
        return chain[0].candidate
    if asked is None or asked.year is None:
        return chain[-1].candidate
    held = [one.candidate for one in chain if not asked.is_before(one.candidate.hit.bulletin.date)]
    return held[-1] if held else chain[0].candidate


def _likely(wanted: Candidate, related: Sequence[Related]) -> Candidate | None:
    """What most likely replaces the wanted statement, where that is likely but not sure."""
    later = [
        one
        for one in related
        if one.later and LIKELY <= one.changed < SURE
        and one.candidate.hit.bulletin.date_key > wanted.hit.bulletin.date_key
    ]  # fmt: skip
    return max(later, key=lambda one: one.changed).candidate if later else None


def _sure_of_its_own(candidates: Sequence[Candidate], related: Sequence[Related]) -> Candidate:
    """The best candidate as probable as it is without the rivals that answer the same question: they speak for it."""
    best = candidates[0]
    agreeing = {one.candidate.hit.passage.id for one in related if one.same + one.changed >= _AGREEING}
    rivals = [one for one in candidates[1:] if one.hit.passage.id not in agreeing]
    if len(rivals) == len(candidates) - 1 or best.score <= 0.0 or not 0.0 < best.probability < 1.0:
        return best
    gain = math.log(sum(one.score for one in candidates) / (best.score + sum(one.score for one in rivals)))
    odds = math.log(best.probability / (1.0 - best.probability))
    probability = logistic(odds + _SHARED * gain)
    return replace(best, score=probability, probability=probability)


def _says_the_same(one: Candidate, other: Candidate) -> bool:
    """Whether one's answering words hold all that carry meaning of the other's: "den 12 mars", "måndag den 12 mars"."""
    if one.span_text is None or other.span_text is None:
        return False
    mine, its = (
        {word for word in folded_words(text) if not is_function_word(word)} for text in (one.span_text, other.span_text)
    )
    return bool(mine and its) and (mine <= its or its <= mine)


def _distinct(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    kept: list[Candidate] = []
    for one in candidates:
        if not any(_says_the_same(one, other) for other in kept):
            kept.append(one)
    return tuple(kept)
