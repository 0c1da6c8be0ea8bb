from __future__ import annotations

from bot.evaluation.figures import figures_of
from bot.evaluation.judgments import UNANSWERABLE, Judgment
from bot.evaluation.runner import Outcome
from bot.lab.measuring.ablation import HEAD, VARIANTS, KeptParts, at_threshold, row
from corpus.types import Language


def outcome(kind: str, answered: bool, right: bool) -> Outcome:
    judgment = Judgment("1", Language.SV, "vem?", kind, accepted=("Bo",))
    return Outcome(judgment, answered, 0.5, right, right, None, False, 0.12)


def test_each_variant_leaves_out_one_part() -> None:
    assert VARIANTS["everything"] == KeptParts()
    for name, parts in VARIANTS.items():
        left_out = [part for part in KeptParts.__slots__ if not getattr(parts, part)]
        assert len(left_out) == (name != "everything")


def test_a_row_has_the_shares_under_their_headings() -> None:
    figured = figures_of(
        [outcome("who", True, True), outcome("who", False, False), outcome(UNANSWERABLE, False, False)]
    )
    never_silent = figures_of([outcome("who", True, True), outcome("who", True, True)])
    line = row("everything", figured, never_silent)
    assert line == "| everything | 50 % | 50 % | 100 % | 100 % | 50 % | 120 |"
    assert all(one.count("|") == line.count("|") for one in HEAD.splitlines())


def test_below_the_threshold_there_is_silence() -> None:
    right = outcome("who", True, True)
    assert at_threshold(right, 0.5) == right
    silent = at_threshold(right, 0.6)
    assert (silent.answered, silent.right_first, silent.right_within_three) == (False, False, False)
