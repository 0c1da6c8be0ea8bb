"""robots.txt: which addresses of a host a program may visit, and how fast; pure. See RFC 9309."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

AGENT = "fvm-svar"
"""The name that a robots.txt addresses this program by."""

LARGEST = 500_000
"""Bytes of a robots.txt that are read."""

_SLOWEST = 60.0


@dataclass(frozen=True, slots=True)
class _Rule:
    path: str
    allows: bool

    def matches(self, path: str) -> bool:
        # No regular expression: a hostile rule of many stars would take it very long.
        first, *others = self.path.removesuffix("$").split("*")
        if not path.startswith(first):
            return False
        at = len(first)
        for piece in others:
            at = path.find(piece, at)
            if at < 0:
                return False
            at += len(piece)
        return at == len(path) or not self.path.endswith("$") or self._ends(path)

    def _ends(self, path: str) -> bool:
        """Whether a rule with `$` and at least one star reaches the path's end with its last piece."""
        last = self.path.removesuffix("$").rpartition("*")[2]
        return "*" in self.path and path.endswith(last)


@dataclass(frozen=True, slots=True)
class Robots:
    """What one robots.txt asks of us; `delay` is in seconds between two visits, None where it asks for none."""

    rules: tuple[_Rule, ...] = ()
    delay: float | None = None

    def allows(self, address: str) -> bool:
        """Whether a page may be visited: the longest rule that matches decides, allowing wins a tie."""
        parts = urlsplit(address)
        path = unquote(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        matching = [rule for rule in self.rules if rule.matches(path)]
        return max(matching, key=lambda rule: (len(rule.path), rule.allows)).allows if matching else True


EVERYTHING = Robots()
"""What a host without a robots.txt allows."""

NOTHING = Robots((_Rule("/", False),))
"""What a host allows whose robots.txt cannot be read just now."""


def read_robots(text: str, agent: str = AGENT) -> Robots:
    """The rules of the groups that name `agent`, else of those for everybody."""
    groups = list(_groups(text))
    own = [lines for agents, lines in groups if agent.casefold() in agents]
    chosen = own or [lines for agents, lines in groups if "*" in agents]
    return _robots(line for lines in chosen for line in lines)


def _groups(text: str) -> Iterator[tuple[set[str], list[tuple[str, str]]]]:
    agents: set[str] = set()
    lines: list[tuple[str, str]] = []
    for key, value in _pairs(text):
        if key == "user-agent":
            if lines:
                yield agents, lines
                agents, lines = set(), []
            agents.add(value.split("/")[0].casefold())
        elif agents:
            lines.append((key, value))
    yield agents, lines


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for line in text.removeprefix("\ufeff").splitlines():
        key, colon, value = line.split("#", 1)[0].partition(":")
        if colon:
            yield key.strip().casefold(), value.strip()


def _robots(lines: Iterable[tuple[str, str]]) -> Robots:
    rules, delay = [], None
    for key, value in lines:
        if key in {"allow", "disallow"} and value:
            rules.append(_Rule(unquote(value), key == "allow"))
        elif key == "crawl-delay" and re.fullmatch(r"\d{1,4}(?:\.\d+)?", value):
            delay = min(float(value), _SLOWEST)
    return Robots(tuple(rules), delay)
