"""The modals: the text around a quote, and what was wrong with an answer; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.answering.types import Answer, QuotedAnswer
from bot.slack.message import Element
from bot.slack.showing import elements, escape, limits
from bot.slack.showing.human import ask_button
from bot.slack.showing.sources import contact_place, source_words
from bot.words.catalogue import say
from corpus.types import Language

WHY, REASON, COMMENT = "why_bad", "reason", "comment"
"""The callback id and the block ids of the modal that asks what was wrong."""

REASONS = ("wrong", "old", "missing", "unclear", "other")
_COMMENT_LIMIT = 2000


def passage_view(answer: Answer | None, language: Language, added: Sequence[Element] = ()) -> dict[str, Any]:
    """The passage around each quote, the quote bold; a plain sentence where the answer is no longer stored. `added` are
    buttons below."""
    quoted = () if answer is None else answer.answers
    blocks = [block for each in quoted for block in _around(each, language)]
    if blocks and added:
        blocks = [*blocks[: limits.BLOCKS_PER_VIEW - 1], elements.actions(*added)]
    blocks = blocks or [elements.section(say("answer.more_gone", language))]
    return elements.modal(say("answer.more_title", language), say("window.close", language), blocks)


def _around(quoted: QuotedAnswer, language: Language) -> Iterator[Element]:
    yield elements.context(source_words(quoted.citation, language))
    runs = [
        (piece, bold)
        for text, bold in _parts(quoted)
        for piece in limits.pieces(escape.made_visible(text), limits.RICH_TEXT)
        if piece.strip()
    ]
    together = sum(len(piece) for piece, _ in runs) <= limits.RICH_TEXT
    # One paragraph where it fits: a block of its own for each run would break sentences apart.
    for group in [runs] if together and runs else [[run] for run in runs]:
        yield elements.rich_text(elements.rich_section(*(elements.text_run(piece, bold) for piece, bold in group)))
    yield elements.divider()


def _parts(quoted: QuotedAnswer) -> Iterator[tuple[str, bool]]:
    """The passage before, in and after the quote; of a very long one as much around the quote as a modal holds."""
    passage, quote = quoted.passage, quoted.quote
    start = max(passage.find(quote), 0)
    room = limits.PASSAGE_TEXT // 2
    yield passage[max(start - room, 0) : start], False
    yield limits.cut(passage[start : start + len(quote)], limits.PASSAGE_TEXT), True
    yield limits.cut(passage[start + len(quote) :], room), False


def why_view(reference: str, language: Language, contact: str = "") -> dict[str, Any]:
    """Asks for the reason of a thumbs-down and for free words; with a channel or a person as `contact` a button asks
    them."""
    reasons = [elements.option(say(f"reason.{key}", language), key) for key in REASONS]
    blocks: list[Element] = [
        {
            "type": "input",
            "block_id": REASON,
            "label": elements.plain_text(say("rating.reason", language), limits.BUTTON_TEXT),
            "element": {"type": "radio_buttons", "action_id": REASON, "options": reasons},
        },
        {
            "type": "input",
            "block_id": COMMENT,
            "optional": True,
            "label": elements.plain_text(say("rating.comment", language), limits.BUTTON_TEXT),
            "hint": elements.plain_text(say("rating.hint", language), limits.BUTTON_TEXT),
            "element": {
                "type": "plain_text_input",
                "action_id": COMMENT,
                "multiline": True,
                "max_length": _COMMENT_LIMIT,
            },
        },
    ]
    if contact_place(contact):
        blocks.append(elements.actions(ask_button(reference, language)))
    view = elements.modal(say("rating.title", language), say("window.close", language), blocks)
    submit = elements.plain_text(say("window.send", language), limits.VIEW_TITLE)
    return view | {"callback_id": WHY, "private_metadata": reference, "submit": submit}


def submitted(view: dict[str, Any]) -> tuple[str, str, str]:
    """Reference, reason and comment of a submitted modal; an unknown reason counts as other."""
    values = view["state"]["values"]
    chosen = (values[REASON][REASON].get("selected_option") or {}).get("value", "")
    reason = chosen if chosen in REASONS else "other"
    comment = escape.made_visible(values[COMMENT][COMMENT].get("value") or "")
    return view.get("private_metadata", ""), reason, comment
