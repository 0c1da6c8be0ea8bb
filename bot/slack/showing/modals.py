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
    """The passage around each quote, the quote bold, and the answer's receipt; a plain sentence where the answer is no
    longer stored. `added` are buttons below."""
    quoted = () if answer is None else answer.answers
    blocks = [block for each in quoted for block in _around(each, language)]
    last = [*receipt_blocks(answer, language), *([elements.actions(*added)] if added else [])] if blocks else []
    blocks = [*blocks[: limits.BLOCKS_PER_VIEW - len(last)], *last]
    blocks = blocks or [elements.section(say("answer.more_gone", language))]
    return elements.modal(say("answer.more_title", language), say("window.close", language), blocks)


def receipt_blocks(answer: Answer | None, language: Language) -> list[Element]:
    """The line that proves an answer later, and what it is for; nothing where there is none."""
    if answer is None or not answer.receipt:
        return []
    lead = elements.rich_section(elements.text_run(say("receipt.title", language), bold=True))
    return [
        elements.rich_text(lead, elements.rich_line(answer.receipt)),
        elements.context(say("receipt.hint", language)),
    ]


def _around(quoted: QuotedAnswer, language: Language) -> Iterator[Element]:
    yield elements.context(source_words(quoted.citation, language))
    yield from passage_blocks(quoted.passage, quoted.quote)
    yield elements.divider()


def passage_blocks(passage: str, quote: str) -> Iterator[Element]:
    """A passage with a quote of it bold."""
    runs = [
        (piece, bold)
        for text, bold in _parts(passage, quote)
        for piece in limits.pieces(escape.made_visible(text), limits.RICH_TEXT)
        if piece.strip()
    ]
    together = sum(len(piece) for piece, _ in runs) <= limits.RICH_TEXT
    # One paragraph where it fits: a block of its own for each run would break sentences apart.
    for group in [runs] if together and runs else [[run] for run in runs]:
        yield elements.rich_text(elements.rich_section(*(elements.text_run(piece, bold) for piece, bold in group)))


def _parts(passage: str, quote: str) -> Iterator[tuple[str, bool]]:
    """The passage before, in and after the quote; of a very long one as much around the quote as a modal holds."""
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
