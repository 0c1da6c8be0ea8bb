"""Slack's limits on what is posted, and texts cut to them at a word's end; pure."""

from __future__ import annotations

BLOCKS_PER_VIEW = 100
SECTION_TEXT = 3000
HEADER_TEXT = 150
BUTTON_TEXT = 75
BUTTON_VALUE = 2000
OPTION_TEXT = 75
ACCESSIBILITY_LABEL = 75
VIEW_TITLE = 24
URL = 3000
FALLBACK_TEXT = 4000
"""The longest `text` that Slack advises beside blocks; longer ones may be cut by Slack itself."""
RICH_TEXT = 3000
"""Ours: Slack states none for one rich text element; a quote is a few sentences."""
PASSAGE_TEXT = 12_000
"""Ours: the longest passage that a modal shows."""
PROMPTS = 4
PROMPT_TITLE = 60
"""Ours: Slack states none; longer ones are cut on a telephone."""

_ELLIPSIS = "…"


def cut(text: str, limit: int) -> str:
    """The text, at most `limit` characters, cut at a word's end with an ellipsis where one is near."""
    if len(text) <= limit:
        return text
    head = text[: max(limit - 1, 0)]
    at_word = head.rfind(" ")
    if at_word > limit * 2 // 3:
        head = head[:at_word]
    return (head.rstrip() + _ELLIPSIS)[:limit]


def cut_escaped(text: str, limit: int) -> str:
    """Escaped text cut so that no entity is broken."""
    if len(text) <= limit:
        return text
    short = cut(text, limit)
    entity = short.rfind("&", max(len(short) - 6, 0))
    if entity >= 0 and ";" not in short[entity:]:
        return short[:entity].rstrip() + _ELLIPSIS
    return short


def pieces(text: str, limit: int) -> list[str]:
    """The text in pieces of at most `limit` characters, divided at line breaks or words where possible."""
    parts = []
    rest = text
    while len(rest) > limit:
        at = max(rest.rfind("\n", 0, limit), rest.rfind(" ", 0, limit))
        at = at if at > limit // 2 else limit
        parts.append(rest[:at])
        rest = rest[at:].lstrip()
    return [*parts, rest] if rest else parts
