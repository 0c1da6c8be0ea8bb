"""Tokens with which programs ask the bot, each with a name and what it is good for."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass

ASK, BULLETINS = "ask", "bulletins"
"""What a token is good for where nothing else stands behind it: answers and timelines; lists and whole bulletins."""

ANY_SHELF = "shelf:*"
_LEAST_CHARACTERS = 20
_ENTRY = re.compile(r"[;\n]")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_SCOPE = re.compile(r"ask|bulletins|shelf:(?:\*|[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?)")


@dataclass(frozen=True, slots=True)
class Token:
    """Who calls with a token, the SHA-256 of its text, and its scopes: `ask`, `bulletins`, and `shelf:NAME` for a shelf
    that is not public."""

    name: str
    digest: bytes
    scopes: frozenset[str]


def read_tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a setting: one a line, or with semicolons between, each `NAME TOKEN` and its scopes; ValueError
    where one is none, without a word of it."""
    entries = [entry.split() for entry in _ENTRY.split(text) if entry.strip()]
    tokens = tuple(map(_token, entries))
    if len({token.name for token in tokens}) < len(tokens) or len({token.digest for token in tokens}) < len(tokens):
        raise ValueError("a name or a token stands twice")
    if not tokens:
        raise ValueError("no token")
    return tokens


def token_of(tokens: Iterable[Token], given: str) -> Token | None:
    """Whose token was given; None for nobody's. Every token is compared, so that the time tells nothing."""
    digest, found = _digest(given), None
    for token in tokens:
        if hmac.compare_digest(token.digest, digest):
            found = token
    return found


def _token(words: list[str]) -> Token:
    if len(words) < 2 or not _NAME.fullmatch(words[0]):
        raise ValueError("no name and token")
    name, secret, *scopes = words
    if len(secret) < _LEAST_CHARACTERS or not re.fullmatch(r"[!-~]+", secret):
        raise ValueError("a token that is too short or holds other than ASCII")
    if not all(map(_SCOPE.fullmatch, scopes)):
        raise ValueError("a scope that there is not")
    wide = {ASK, BULLETINS} if not {ASK, BULLETINS} & set(scopes) else set()
    return Token(name, _digest(secret), frozenset(scopes) | wide)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
