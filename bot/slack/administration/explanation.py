"""What decided an answer as Slack shows it: the reasons in words, then each passage with its scores; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.administration.reporting.explanation import Explanation, Row
from bot.slack.message import Element, Message
from bot.slack.showing import elements, escape, limits
from bot.words.catalogue import decimal, say
from corpus.types import Language

_ROWS = 8
_QUOTE = 200


def explanation_message(explanation: Explanation, language: Language) -> Message:
    """The explanation of one thing asked."""
    text = limits.cut_escaped(escape.mrkdwn(" ".join(explanation.reasons)), limits.FALLBACK_TEXT)
    return Message(text, (*_blocks(explanation, language), _legend(language)))


def explanation_view(
    explanations: Sequence[Explanation], notes: Sequence[str], language: Language, added: Sequence[Element] = ()
) -> dict[str, Any]:
    """The modal: remarks in Slack's markup, then each thing asked, then what is `added`."""
    blocks = [elements.section(note) for note in notes]
    blocks += [block for each in explanations for block in _blocks(each, language)]
    blocks = [*blocks[: limits.BLOCKS_PER_VIEW - 1 - len(added)], _legend(language), *added]
    return elements.modal(say("why.title", language), say("window.close", language), blocks)


def _blocks(explanation: Explanation, language: Language) -> Iterator[Element]:
    asked = elements.rich_section(elements.text_run(_cut(explanation.question), bold=True))
    reasons = [elements.rich_section(elements.text_run(_cut(reason))) for reason in explanation.reasons]
    yield elements.rich_text(asked, *([elements.rich_list(*reasons)] if reasons else []))
    if explanation.rows:
        lead = elements.rich_section(elements.text_run(say("why.weighed", language), bold=True))
        rows = [elements.rich_section(*_row(row, language)) for row in explanation.rows[:_ROWS]]
        yield elements.rich_text(lead, elements.rich_list(*rows))


def _legend(language: Language) -> Element:
    return elements.context(say("why.legend", language))


def _row(row: Row, language: Language) -> Iterator[Element]:
    place = " · ".join(part for part in (row.title, row.heading) if part)
    yield elements.text_run(_cut(place))
    yield elements.text_run(f": {_cut(row.quote)}\n")
    scores = say("why.scores", language, dense=decimal(row.dense, 3, language),
                 lexical=decimal(row.lexical, 1, language), fused=decimal(row.fused, 3, language),
                 probability=decimal(row.probability, 2, language))  # fmt: skip
    yield elements.text_run(scores, bold=True)


def _cut(text: str) -> str:
    return limits.cut(escape.one_line(text), _QUOTE) or "–"
