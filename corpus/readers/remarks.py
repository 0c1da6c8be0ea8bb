"""What someone should look at in a page that was read: a closed list, so that each surface has its own words for it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace

_MOST_TOLD = 12
"""Pieces that are told one by one."""
_BEGINNING, _LONGEST = 8, 80
"""Words and characters of a piece that are told of it."""


class Look(enum.Enum):
    """What there is to look at; the values are the command line's words, with a field for the detail."""

    NO_TITLE = "no title was found, so it is named after its file"
    NO_DATE = "no date was found, so answers show none; give it with --published"
    DATE_IN_TITLE = "its date {detail} comes from its title; correct it with --published"
    DATE_IN_ADDRESS = "its date {detail} comes from its address; correct it with --published"
    DATE_OF_FILE = "its date {detail} is that of the file's creation; correct it with --published"
    DATE_ALONE = "its date {detail} stands alone beside its title, with no word that says what it is"
    DATE_OF_FEED = "its date {detail} comes from the feed"
    NO_ADDRESS = "it has no address, so answers link nowhere; give it with --url"
    MOBILE_NUMBER = "a mobile number stands in the text and can be quoted"
    PAGES_LEFT_OUT = "{detail} pages at the end were left out"
    PAGES_OF_PICTURES = "{detail} pages hold no text that can be read, so they may be scanned; look at them"
    READ_BY_RECOGNITION = "it is scanned and was read by text recognition; letters may be wrong, so look it through"
    SLIDES_OF_PICTURES = "{detail} slides hold pictures and no text; what they show was left out"
    NOTES_LEFT_OUT = "the speaker's notes of {detail} slides were left out"
    SHEETS_LEFT_OUT = "{detail} hidden sheets were left out"
    ROWS_HIDDEN = "{detail} hidden rows were left out"
    FORMULAS_LEFT_OUT = "{detail} formulas have no values in the file; open it in Excel, save it and give it again"
    FILES_LEFT_OUT = "files of the letter that could not be read: {detail}"
    CHARACTERS_LOST = "{detail} characters were lost before it came here and stand as \ufffd; give the original"
    LEFT_OUT = "words left out of the main text, and words of all that the page shows: {detail}"
    LEFT_OUTSIDE = "left out, beside the text: {detail}"
    LEFT_BEFORE = "left out, before the title: {detail}"
    LEFT_AFTER = "left out, after the last text: {detail}"
    LEFT_LINK = "left out, links by themselves: {detail}"
    LEFT_CONTACT = "left out, contact details of persons: {detail}"
    LEFT_TWICE = "left out, stands twice: {detail}"
    LEFT_EARLIER = "left out, earlier letters below it: {detail}"
    LEFT_MENU = "left out, menus and dialogs: {detail}"
    LEFT_HIDDEN = "left out, hidden by its style: {detail}"
    LEFT_CONTROL = "left out, buttons, fields and menus: {detail}"
    SAME_TITLE = "{detail} has the same title; if this is its new version, add it with --id {detail}"
    REPEATED = "stands on most pages of its site, so look whether it belongs to this one: {detail}"
    CORRECTED = "{detail} was corrected by hand; saving this replaces the correction, which history keeps"
    LANGUAGE_TWIN = "it is {detail} in another language"
    ONLY_LISTS = "it only lists other pages; add those, or it with --yes if it should be quoted"
    WITHDRAWN = "{detail} was withdrawn; saving this takes it up again"
    DATE_UNCLEAR = "{detail} may be its date and was not taken; give it with --published"
    DATE_AHEAD = "the date {detail} lies ahead and was not taken; if it is right, give it with --published"
    DATE_AHEAD_KEPT = "its date {detail} lies ahead"

    @property
    def doubts_date(self) -> bool:
        """Whether the date is missing or stands on a weak witness."""
        return self in (Look.NO_DATE, Look.DATE_IN_TITLE, Look.DATE_IN_ADDRESS, Look.DATE_OF_FILE, Look.DATE_OF_FEED,
                        Look.DATE_UNCLEAR, Look.DATE_AHEAD)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at; as text it is a line for the command line."""

    look: Look
    detail: str = ""

    def __str__(self) -> str:
        return self.look.value.format(detail=self.detail)


class Why(enum.Enum):
    """Why a piece of a page is no part of its bulletin; the values are the command line's words."""

    OUTSIDE = "outside the main text"
    FRAME = "frames every page of its site"
    BEFORE = "before the title"
    AFTER = "after the last text"
    ELSEWHERE = "leads to other pages"
    LABEL = "a date label"
    LINK = "a link by itself"
    CONTACT = "contact details of a person"
    TWICE = "stands twice"
    CONTROL = "a button, field or menu"
    MENU = "a menu or a dialog"
    FOOT = "the foot of a letter to many"
    HIDDEN = "hidden by its style"
    SIGNATURE = "below the line over a letter's signature"
    LETTER = "the head of a letter"
    EARLIER = "an earlier letter below it"
    COMMENTS = "what readers wrote below it"


_LOOKS = {
    Why.OUTSIDE: Look.LEFT_OUTSIDE,
    Why.FRAME: Look.LEFT_BEFORE,
    Why.BEFORE: Look.LEFT_BEFORE,
    Why.AFTER: Look.LEFT_AFTER,
    Why.ELSEWHERE: Look.LEFT_AFTER,
    Why.LINK: Look.LEFT_LINK,
    Why.CONTACT: Look.LEFT_CONTACT,
    Why.TWICE: Look.LEFT_TWICE,
    Why.CONTROL: Look.LEFT_CONTROL,
    Why.MENU: Look.LEFT_MENU,
    Why.FOOT: Look.LEFT_AFTER,
    Why.SIGNATURE: Look.LEFT_AFTER,
    Why.HIDDEN: Look.LEFT_HIDDEN,
    Why.EARLIER: Look.LEFT_EARLIER,
    Why.COMMENTS: Look.LEFT_OUTSIDE,
}
_READ = frozenset({Why.LABEL, Why.LETTER})
_MEANT = _READ | {
    Why.CONTACT,
    Why.TWICE,
    Why.FRAME,
    Why.EARLIER,
    Why.COMMENTS,
    Why.MENU,
    Why.FOOT,
    Why.ELSEWHERE,
    Why.SIGNATURE,
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A piece of the main text that was left out. `words` counts it, `begins` is how it begins."""

    why: Why
    words: int
    begins: str

    @classmethod
    def of(cls, why: Why, text: str) -> LeftOut:
        """The piece that a text is."""
        words = text.split()
        begins = " ".join(words[:_BEGINNING])
        return cls(why, len(words), begins[:_LONGEST] + (" …" if len(words) > _BEGINNING else ""))

    @classmethod
    def of_sentences(cls, why: Why, text: str, kept: str) -> tuple[LeftOut, ...]:
        """What a text lacks of which some sentences are kept; nothing where all are."""
        missing = len(text.split()) - len(kept.split())
        return (replace(cls.of(why, text), words=missing),) if text != kept else ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a page came in: `seen` are the words that a reader of the page sees, `main` those of its main text,
    `kept` those of the bulletin with its title; `left_out` tells the pieces of the main text that are missing."""

    seen: int
    main: int
    kept: int
    left_out: tuple[LeftOut, ...] = ()

    @property
    def doubtful_words(self) -> int:
        """Words of the main text that may be missed. What is read and told elsewhere (dates, heads of letters), stands
        twice, frames a page that was pasted whole, tells of other pages under a heading that says so, or is left out by
        rule (contact details, earlier letters) is not."""
        return sum(piece.words for piece in self.left_out if piece.why not in _MEANT)

    @property
    def share_left_out(self) -> float:
        """The share of these in the main text, 0 to 1."""
        return self.doubtful_words / self.main if self.main else 0.0

    @property
    def is_told(self) -> bool:
        """Whether anything was left out that someone should look at."""
        return any(piece.why not in _READ for piece in self.left_out)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """The same for who is shown it in words of their own: the shares, then the pieces by reason."""
        missing = sum(piece.words for piece in self.left_out)
        found = [Remark(Look.LEFT_OUT, f"{missing:,}/{self.main:,}, {self.seen - self.kept:,}/{self.seen:,}")]
        for why, look in _LOOKS.items():
            pieces = [piece.begins for piece in self.left_out if piece.why is why]
            if pieces:
                more = " …" if len(pieces) > _MOST_TOLD else ""
                found.append(Remark(look, "; ".join(pieces[:_MOST_TOLD]) + more))
        return tuple(found)

    def __str__(self) -> str:
        """The shares of the main text and of all that the page shows, and each piece with the reason."""
        missing = sum(piece.words for piece in self.left_out)
        share = f"{missing:,} of {self.main:,} words of the main text were left out"
        page = f", {self.kept:,} of the {self.seen:,} that the page shows came in"
        return share + page + "".join(f"; {piece.why.value}: {piece.begins}" for piece in self.left_out[:_MOST_TOLD])
