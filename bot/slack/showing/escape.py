"""Foreign text made harmless: nothing in it can notify, link, format or turn the reading direction; pure."""

from __future__ import annotations

import re
import unicodedata

from bot.answering.question.surroundings import unwrapped
from corpus.language.characters import without_signs

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_WORD_JOINER = "\u2060"
_LOOK_ALIKE = {"*": "\u2217", "`": "\u02cb", "_": "\u02cd", "~": "\u223c"}
_FORMATTING = re.compile(r"[*`]|(?<!\w)[_~]|[_~](?!\w)")
_QUOTE_AT_START = re.compile(r"(?m)^([^\S\n]*+)&gt;")
_EMOJI = re.compile(r":(?=[\w+'-]+:)")
_AUTOLINK = re.compile(r"(?i)(?<=[a-z])(:)(?=//)|(?<=mailto)(:)|(@)(?=\w)|(#)(?=\w)")
_MARKUP = re.compile(r"<(?P<mark>[@#!]?)(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_KEPT_CONTROLS = "\n\t"


def made_visible(text: str) -> str:
    """The text without control, direction and private characters; line breaks and tabs stay."""
    composed = unicodedata.normalize("NFC", text)
    # Each different character is judged once: a long text has few of them.
    hidden = {ord(character): None for character in set(composed) if not _is_visible(character)}
    return composed.translate(hidden) if hidden else composed


def _is_visible(character: str) -> bool:
    return character in _KEPT_CONTROLS or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def one_line(text: str) -> str:
    """The visible text with all white space collapsed."""
    return " ".join(made_visible(text).split())


def mrkdwn(text: str) -> str:
    """Foreign text for a `mrkdwn` field or a message's `text`, shown as it is.

    `&`, `<` and `>` become entities; `*`, backticks and edge `_` and `~` become characters that look like them and
    format nothing; an invisible word joiner keeps emoji codes, bare addresses and `@name` from being read as such.
    """
    escaped = made_visible(text).translate(_ENTITIES)
    escaped = _FORMATTING.sub(lambda match: _LOOK_ALIKE[match.group(0)], escaped)
    escaped = _EMOJI.sub(f":{_WORD_JOINER}", escaped)
    escaped = _AUTOLINK.sub(lambda match: match.group(0) + _WORD_JOINER, escaped)
    return _QUOTE_AT_START.sub(rf"\1{_WORD_JOINER}&gt;", escaped)


def spoken_text(text: str) -> str:
    """What a person wrote, read from Slack's markup: emoji and addresses gone, links as their labels, entities
    undone."""
    return without_signs(_read(text))


def asked_text(text: str, bot_user: str = "") -> str:
    """As `spoken_text`, of a message to the bot: without its mention, and without what stands around a question in
    lines of its own."""
    without_bot = re.sub(rf"<@{re.escape(bot_user)}(?:\|[^<>]*)?>", " ", text) if bot_user else text
    return without_signs(unwrapped(made_visible(_read(without_bot))))


def _read(markup: str) -> str:
    return _without_entities(_MARKUP.sub(_read_markup, markup))


def _without_entities(text: str) -> str:
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


def _read_markup(match: re.Match[str]) -> str:
    if match["label"]:
        return match["label"]
    return "" if match["mark"] else match["target"]


def said_text(text: str, bot_user: str, bot_mention: str) -> str:
    """What a person said, its lines kept, with emoji, the mentions of people as Slack writes them, and `bot_mention`
    for the bot's."""
    marked = re.sub(rf"<@{re.escape(bot_user)}(?:\|[^<>]*)?>", bot_mention, text)
    kept = _MARKUP.sub(lambda match: match[0] if match["mark"] == "@" else _read_markup(match), marked)
    return "\n".join(map(one_line, made_visible(_without_entities(kept)).splitlines()))


def safe_address(url: str | None, limit: int) -> str | None:
    """The address if it is http(s), whole, without white space or angle brackets and short enough to be a link."""
    if url is None or len(url) > limit or not re.match(r"(?i)https?://[^\s<>|\"\\]+\Z", url):
        return None
    return url if url == made_visible(url) else None
