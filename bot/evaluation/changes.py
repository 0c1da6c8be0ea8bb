"""Facts that are said more than once: whether the value that holds stands first, or an outdated one is marked; pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.administration.reporting.shares import Share
from bot.evaluation.judgments import Course, Judgment, WantedValue
from bot.evaluation.runner import Outcome


@dataclass(frozen=True, slots=True)
class Changes:
    """Shares over the questions about facts that are said more than once; silence counts as wrong.

    `current` and `outdated`: of the questions for what holds now of something that changed, the current value first,
    another one first. `then`: of those that name a time or a stage, that one's value first. `repeated` and `different`:
    right first where nothing changed. `notified` is of the answers in `outdated`, how many tell of something newer;
    `notified_wrongly` of the answers where nothing changed, how many do. `before` is of the answers with the current
    value first, how many name another value as the earlier one; `before_wrongly` of the answers where nothing changed,
    how many name any.
    """

    current: Share
    outdated: Share
    then: Share
    repeated: Share
    different: Share
    notified: Share
    notified_wrongly: Share
    before: Share
    before_wrongly: Share

    @property
    def questions(self) -> int:
        return self.current.of + self.then.of + self.repeated.of + self.different.of


def changes(outcomes: Sequence[Outcome]) -> Changes:
    """Sum up the outcomes whose judgment says what became of the fact; all others are passed over."""
    current = _of(outcomes, lambda one: one.course is Course.CHANGED and one.wanted is WantedValue.CURRENT)
    then = _of(outcomes, lambda one: one.course is Course.CHANGED and one.wanted is WantedValue.THEN)
    repeated = _of(outcomes, lambda one: one.course is Course.REPEATED)
    different = _of(outcomes, lambda one: one.course is Course.DIFFERENT)
    unchanged = [one for one in (*repeated, *different) if one.answered]
    return Changes(
        current=_share(current, lambda one: one.right_first),
        outdated=_share(current, lambda one: one.other_first),
        then=_share(then, lambda one: one.right_first),
        repeated=_share(repeated, lambda one: one.right_first),
        different=_share(different, lambda one: one.right_first),
        notified=_share([one for one in current if one.other_first], lambda one: one.newer_told),
        notified_wrongly=_share(unchanged, lambda one: one.newer_told),
        before=_share([one for one in current if one.right_first], lambda one: one.before_right),
        before_wrongly=_share(unchanged, lambda one: one.before_told),
    )


def _of(outcomes: Sequence[Outcome], which: Callable[[Judgment], bool]) -> list[Outcome]:
    return [one for one in outcomes if which(one.judgment)]


def _share(outcomes: Sequence[Outcome], flag: Callable[[Outcome], bool]) -> Share:
    return Share(sum(map(flag, outcomes)), len(outcomes))
