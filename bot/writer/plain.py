"""What a language model wrote as plain text: no markup, links, mentions or invisible characters; pure."""

from __future__ import annotations

import re

from corpus.language.characters import visible

_LABELLED_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\((?:[^()\n]|\([^()\n]*\))*\)")
_ANGLED_LINK = re.compile(r"<(?:https?|mailto|tel)[^<>|]*\|([^<>]*)>", re.IGNORECASE)
_ANGLED = re.compile(r"<[@#!/?]?[^\W\d_][^<>\n]*>|<[@#!][^<>\n]*>")
_ADDRESS = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]*:/{2}|\bwww\.)\S*[^\s.,;:!?)\]]|\b(?:mailto|tel|javascript):\S+", re.IGNORECASE
)
_MAILBOX = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+")
_MENTION = re.compile(r"(?<!\w)[@#](?=\w)[\w.-]*\w")
_EMOJI = re.compile(r"(?<!\w):[a-z0-9_+'-]+:(?!\w)", re.IGNORECASE)
_OPENING = re.compile(r"^[^\S\n]*+(?:[-*•–>#]+\s+|\d{1,2}[.)]\s+)+", re.MULTILINE)
_FORMATTING = re.compile(r"[*`|<>{}\\[\]]|~~|(?<!\w)_+|_+(?!\w)")
_SPACE = re.compile(r"\s+")
_BEFORE_STOP = re.compile(r"(?<!\s)\s+(?=[.,;:!?])")


def plain(text: str) -> str:
    """One line that no surface can read as markup; a link keeps its words and loses its address."""
    bare = visible(text)
    for pattern, kept in (
        (_LABELLED_LINK, r"\1"), (_ANGLED_LINK, r"\1"), (_ANGLED, " "), (_ADDRESS, " "), (_MAILBOX, " "),
        (_MENTION, " "), (_EMOJI, " "), (_OPENING, ""), (_FORMATTING, ""), (_SPACE, " "), (_BEFORE_STOP, ""),
    ):  # fmt: skip
        bare = pattern.sub(kept, bare)
    return bare.strip()
