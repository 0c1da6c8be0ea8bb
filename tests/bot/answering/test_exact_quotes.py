"""Whatever is asked, what is quoted stands in the bulletin."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.answering.answerer import Answerer, Searcher
from bot.answering.choosing.calibration import shipped_calibration
from bot.answering.choosing.heuristic import HeuristicExtractor
from bot.answering.question.intent import Intent, intent_of
from bot.answering.types import Answer
from corpus.types import BlockKind, Bulletin
from tests.examples import examples

MakeSearcher = Callable[[Sequence[Bulletin]], Searcher]

ASKED = ["när", "vem", "hur många", "vilka", "varför", "är", "var", "when", "who", "how many", "which", "vad"]


class Bold(HeuristicExtractor):
    """Answers everything, so that every quote is seen."""

    def threshold(self, max_error: float | None) -> float:
        return 0.0


@cache
def _words(body: str) -> list[str]:
    return re.findall(r"\w+", body)


def collapsed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@settings(examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_quote_is_a_substring_of_its_bulletin(
    data: st.DataObject, shipped: tuple[Bulletin, ...], make_searcher: MakeSearcher
) -> None:
    bulletin = data.draw(st.sampled_from(shipped))
    asked = data.draw(st.lists(st.sampled_from(_words(bulletin.body)), min_size=1, max_size=6))
    question = f"{data.draw(st.sampled_from(ASKED))} {' '.join(asked)}"
    assume(intent_of(question) is Intent.QUESTION)
    extractor = Bold(shipped_calibration())
    answer = Answerer(make_searcher(shipped), extractor).answer(question)
    assert answer.answers
    check(answer, {one.id: one for one in shipped})


def check(answer: Answer, bulletins: dict[str, Bulletin]) -> None:
    for quoted in answer.answers:
        bulletin = bulletins[quoted.citation.bulletin_id]
        assert collapsed(quoted.quote) in collapsed(bulletin.body)
        assert quoted.quote == quoted.quote.strip() != ""
        assert quoted.span_text is None or quoted.span_text in quoted.quote
        headings = {bulletin.body[block.start : block.end] for block in bulletin.blocks
                    if block.kind is BlockKind.HEADING}  # fmt: skip
        assert not headings & set(quoted.quote.splitlines())
        start = bulletin.body.index(quoted.quote)
        assert start == 0 or bulletin.body[start - 1].isspace()
        assert quoted.quote[-1] in '.!?:)”"*' or bulletin.body[start + len(quoted.quote) :][:1] in ("", "\n")
