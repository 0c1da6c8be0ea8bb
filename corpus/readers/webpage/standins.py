"""Pages that a server shows in place of the one that was asked for: a login, an error, maintenance."""

from __future__ import annotations

import enum
import re
from typing import Any

_SHORT = 120
"""Words of a page that has little more than its form to log in."""
_LOGIN = re.compile(
    r"(?:logga in|inloggning|du måste logga in|åtkomst nekad|behörighet saknas|log ?in|sign in|log on|access denied|"
    r"authentication required|unauthori[sz]ed|forbidden)(?: [–|-] .{0,60})?",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"(?:(?:fel|error|http)?\s{0,3}404(?:\s{0,3}(?:[-–:|]|not found|error|fel|sidan).{0,60})?|"
    r"(?:(?:den )?(?:här )?(?:sidan|sida|dokumentet|innehållet|artikeln|filen|page|the page|this page|content|file)"
    r"(?: (?:du|you)(?: \w+){1,4})? )?(?:kunde inte|kan inte|gick inte att|går inte att|could not be|"
    r"cannot be|can't be|can ?not be|was not|not)(?: att)? (?:hittas?|found|visas)\b.{0,60}|"
    r"(?:sidan|sida|page)(?: \w+){0,3} (?:hittades|hittas) inte\b.{0,60}|"
    r"(?:sidan|sida|page)(?: \w+){0,3} (?:finns inte|saknas|har tagits bort|är borttagen|does not exist|doesn't exist|"
    r"is gone|has been removed)\b.{0,60}|oj[,!]? .{0,40}(?:hitta|fel)\w*.{0,40})",
    re.IGNORECASE,
)
_MAINTENANCE = re.compile(
    r"(?:(?:webbplatsen|sajten|sidan|tjänsten|(?:the |this )?(?:web)?site|service)(?: \w+)? "
    r"(?:är|is|har|ligger)\b.{0,40}"
    r"(?:otillgänglig|underhåll|nere|stängd|unavailable|maintenance|down)\b.{0,40}|"
    r"(?:planerat |tekniskt |driftunder|pågående )?underhåll(?: pågår)?|(?:under |scheduled )?maintenance|"
    r"(?:tillfälligt|temporarily) (?:otillgänglig|stängd|nere|unavailable).{0,40}|service unavailable|"
    r"vi är snart tillbaka.{0,40}|we(?:'ll| will) be (?:right )?back.{0,40})",
    re.IGNORECASE,
)


class StandIn(enum.Enum):
    """What stands in place of a page; the values are the command line's words."""

    LOGIN = "it lies behind a login; save the page while you are logged in and add it as a file"
    MISSING = "its server says that there is no such page; check the address in a browser"
    MAINTENANCE = "its server says that it is being maintained; try again later"


def stand_in(root: Any, title: str, words: int) -> StandIn | None:
    """What a page is in place of what was asked for, by its title and its form; None for a page of its own."""
    if _MISSING.fullmatch(title):
        return StandIn.MISSING
    if _MAINTENANCE.fullmatch(title):
        return StandIn.MAINTENANCE
    asks = bool(root.xpath("//input[translate(@type, 'PASWORD', 'pasword') = 'password']"))
    return StandIn.LOGIN if _LOGIN.fullmatch(title) or (asks and words < _SHORT) else None
