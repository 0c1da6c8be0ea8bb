"""What someone should look at in a page that was read: a closed list, so that each surface has its own words for it."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Look(enum.Enum):
    """What there is to look at; the values are the command line's words, with a field for the detail."""

    NO_TITLE = "no title was found, so it is named after its file"
    NO_DATE = "no date was found, so answers show none; give it with --published"
    DATE_IN_TITLE = "its date {detail} comes from its title; correct it with --published"
    DATE_IN_ADDRESS = "its date {detail} comes from its address; correct it with --published"
    DATE_OF_FILE = "its date {detail} is that of the file's creation; correct it with --published"
    DATE_OF_FEED = "its date {detail} comes from the feed"
    NO_ADDRESS = "it has no address, so answers link nowhere; give it with --url"
    MOBILE_NUMBER = "a mobile number stands in the text and can be quoted"
    PAGES_LEFT_OUT = "{detail} pages at the end were left out"

    @property
    def doubts_date(self) -> bool:
        """Whether the date is missing or stands on a weak witness."""
        return self in (Look.NO_DATE, Look.DATE_IN_TITLE, Look.DATE_IN_ADDRESS, Look.DATE_OF_FILE, Look.DATE_OF_FEED)


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at; as text it is a line for the command line."""

    look: Look
    detail: str = ""

    def __str__(self) -> str:
        return self.look.value.format(detail=self.detail)
