from __future__ import annotations

import pytest

from bot.administration.reporting.error_rate import (
    Advice,
    JudgedReply,
    ReplyVerdict,
    error_object,
    error_report,
    rate_lines,
)
from corpus.types import Language


def replies(right: int, wrong: int, refused_rightly: int = 0, missed: int = 0) -> list[JudgedReply]:
    def some(count: int, answered: bool, verdict: ReplyVerdict) -> list[JudgedReply]:
        return [JudgedReply(answered, False, Language.SV, verdict)] * count

    return [*some(right, True, ReplyVerdict.RIGHT), *some(wrong, True, ReplyVerdict.WRONG),
            *some(refused_rightly, False, ReplyVerdict.RIGHT), *some(missed, False, ReplyVerdict.EXISTS)]  # fmt: skip


@pytest.mark.parametrize(
    ("judged", "max_error", "advice"),
    [
        ([], None, Advice.FEW),
        (replies(3, 0), None, Advice.FEW),
        (replies(20, 30), None, Advice.STRICTER),
        (replies(48, 2), None, Advice.KEEP),
        (replies(48, 2, refused_rightly=3, missed=27), None, Advice.LAXER),
        (replies(48, 2, refused_rightly=20, missed=10), None, Advice.KEEP),
        (replies(40, 10), 0.05, Advice.STRICTER),
    ],
)
def test_the_threshold_ought_to_move_only_where_chance_does_not_explain_it(
    judged: list[JudgedReply], max_error: float | None, advice: Advice
) -> None:
    assert error_report(judged, max_error).advice is advice


def test_an_answer_that_another_bulletin_would_have_given_counts_as_wrong() -> None:
    found = error_report([JudgedReply(True, True, Language.EN, ReplyVerdict.EXISTS)], None)
    assert (found.all.answers.hits, found.all.answers.of, found.by_itself.of) == (0, 1, 1)
    assert list(found.by_language) == [Language.EN]


def test_the_report_names_shares_with_intervals_by_language() -> None:
    judged = [*replies(9, 1, refused_rightly=4, missed=1), JudgedReply(True, True, Language.EN, ReplyVerdict.RIGHT)]
    lines = rate_lines(error_report(judged, None), Language.SV)
    assert lines[0] == "Granskade svar: 11, varav rätta: 10 (i längden troligen 62 till 98 %)."
    assert any(line.startswith("På engelska. Granskade svar: 1") for line in lines)
    assert "svarar själv" in lines[-2]
    assert error_object(error_report(judged, None))["answers_right"] == {
        "right": 10, "of": 11, "share": 10 / 11, "low": 0.623, "high": 0.984}  # fmt: skip
