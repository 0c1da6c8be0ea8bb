"""robots.txt: which addresses of a host a program may visit, and how fast; pure. RFC 9309, matched by protego."""

from __future__ import annotations

import re
from dataclasses import dataclass

from protego import Protego

AGENT = "fvm-svar"
"""The name that a robots.txt addresses this program by."""

LARGEST = 500_000
"""Bytes of a robots.txt that are read."""

_SLOWEST = 60.0
_AGENT_LINE = re.compile(r"\s*user(?:-|\s*)agent(?=[\s:]|$)[\s:]*([^#]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Robots:
    """What one robots.txt asks of us; `delay` is in seconds between two visits, None where it asks for none."""

    rules: Protego
    delay: float | None = None

    def allows(self, address: str) -> bool:
        """Whether a page may be visited: the longest rule that matches decides, allowing wins a tie."""
        return self.rules.can_fetch(address, AGENT)


def read_robots(text: str) -> Robots:
    """The rules of the groups that name this program, else of those for everybody."""
    rules = Protego.parse("\n".join(map(_bounded, text.removeprefix("\ufeff").splitlines())))
    delay = rules.crawl_delay(AGENT)
    return Robots(rules, None if delay is None else min(delay, _SLOWEST))


def _bounded(line: str) -> str:
    """The line, with every program but this one under one name.

    Protego keeps each rule once for each name of its group, which is the square of a hostile file's lines; and it takes
    `fvm-svar/1.0` and `fvm` for other names than RFC 9309 does.
    """
    match = _AGENT_LINE.match(line)
    if match is None:
        return line
    name = match[1].split("/")[0].strip().casefold()
    return f"User-agent: {name if name in {AGENT, '*'} else 'other'}"


EVERYTHING = read_robots("")
"""What a host without a robots.txt allows."""

NOTHING = read_robots("User-agent: *\nDisallow: /")
"""What a host allows whose robots.txt cannot be read just now."""
