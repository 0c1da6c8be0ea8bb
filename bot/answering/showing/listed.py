"""What is said above a list of bulletins; pure."""

from __future__ import annotations

from bot.answering.types import BulletinList
from bot.words.catalogue import say
from bot.words.dates import written_date
from corpus.types import Language


def list_lead(listing: BulletinList, language: Language) -> str:
    """How many bulletins there are, about what and of which time; that there are none, where that is so."""
    about = say("list.about", language, subject=listing.subject) if listing.subject else ""
    limits = f"{about}{_time(listing, language)}"
    if listing.total == 0:
        return say("list.none", language, limits=limits)
    if listing.most == 1:
        return say("list.newest", language, limits=limits)
    if listing.total == 1:
        return say("list.one", language, limits=limits)
    return say("list.some", language, limits=limits, count=listing.total)


def _time(listing: BulletinList, language: Language) -> str:
    first = written_date(listing.since, language) if listing.since else ""
    last = written_date(listing.until, language) if listing.until else ""
    if first and first == last:
        return say("list.day", language, first=first)
    if first and last:
        return say("list.between", language, first=first, last=last)
    if first:
        return say("list.since", language, first=first)
    return say("list.until", language, last=last) if last else ""
