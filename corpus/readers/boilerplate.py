"""What a line of a page is beside its content: date label, skip link, browser warning, menu, link; pure.

Every test asks for features (classes of words, length, missing full stop, place), since each site words these lines
in its own way.
"""

from __future__ import annotations

import enum
import re

from corpus.readers.contacts import is_contact
from corpus.readers.dating.labels import labels_of

_END_OF_SENTENCE = (".", "!", "?", "…", ".”", '."', ".)", ":")
_LONGEST_HEADING = 110
_LONGEST_LINK = 16
_CLOSING = re.compile(
    r"(?:med )?(?:vänlig(?:a|en)?|bästa|varma|trevliga|soliga)? ?hälsning(?:ar|en)?|mvh|vänligen|"
    r"(?:with )?(?:kind|best|warm)(?:est)? (?:regards|wishes)|regards|sincerely(?: yours)?",
    re.IGNORECASE,
)
"""How letters end."""


class Role(enum.Enum):
    CONTENT = "content"
    LABEL = "label"
    SKIP_LINK = "skip link"
    WARNING = "browser or cookie warning"
    MENU = "menu"
    LINK = "link text without its address"
    CONTACT = "contact details"


_SKIP = re.compile(
    r"\b(?:gå|hoppa|till|skip|jump|go)\b.{0,120}\b(?:(?:huvud)?innehåll\w*|content|navigation\w*|menyn?|main|sök\w*|toppen|top)\b",
    re.IGNORECASE,
)
_BROWSER = re.compile(r"webbläsar|\bbrowser|javascript|internet explorer", re.IGNORECASE)
_COOKIE = re.compile(r"\b(?:kakor|cookies?)\b", re.IGNORECASE)
_THIS_SITE = re.compile(
    r"\b(?:webbplats\w*|webbsid\w*|sidan|sajten|hemsid\w*|web ?sites?|this (?:site|page)|the (?:site|page))\b",
    re.IGNORECASE,
)
_BROWSER_TROUBLE = re.compile(
    r"\b(?:stöd\w*|föråldra\w*|gammal|äldre|modern\w*|uppgradera\w*|uppdatera\w*|byt(?:er|a)?|rekommendera\w*|aktivera\w*|"
    r"fungera\w*|visas?|support\w*|outdated|old(?:er)?|upgrade|update|switch|enable\w*|recommend\w*|accept\w*|godkän\w*|"
    r"använder|use[sd]?|samtyck\w*)\b",
    re.IGNORECASE,
)
_READER = re.compile(r"\b(?:du|dig|din|ditt|dina|your?)\b", re.IGNORECASE)
_COUNT = (
    r"\d{1,6} (?:visningar|kommentarer|gilla-markeringar|(?:personer )?(?:gillar|gillade)(?: det| detta| det här)?|"
    r"views|comments|likes)"
)
"""What a site counts of a page's readers."""
_MENU = re.compile(
    r"(?:huvud)?meny|(?:main )?menu|sök|search|stäng|close|öppna|logga in|log in|sign in|hem|home|start(?:sida)?|"
    r"lyssna|listen|dela(?: (?:sidan|artikeln|nyheten|(?:på|via) .{1,20}))?|share(?: on .{1,20})?|"
    r"skriv ut(?: sidan)?|print|tipsa(?: en vän)?|kontakt(?:a oss)?|contact(?: us)?|du är här|you are here|lättläst|"
    r"in english|svenska|english|other languages|andra språk|till toppen|back to top|tillbaka|back|facebook|twitter|x|"
    r"linkedin|e-?post|kopiera länk|copy link|visa mer|show more|om webbplatsen|tillgänglighet(?:sredogörelse)?|"
    r"(?:foto(?:graf)?|bild|illustration|photo|image)\s*:\s*.{0,50}|"
    r"följ oss(?: på .{1,20})?|follow us(?: on .{1,20})?|sidan har visats .{1,10} gånger|gilla|kommentera|"
    r"(?:taggar|etiketter|kategori(?:er)?|nyckelord|tags?|categor(?:y|ies))\s?:.{0,80}|"
    rf"{_COUNT}(?: {_COUNT}){{0,3}}",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"(?:läs|se|mer|hitta|ladda|till|klicka|titta|here|read|more|see|find|download|view|learn|go)\b.*"
    r"\b(?:mer|mera|om|också|även|hela|här|ned|ner|till|more|about|also|here|all|full|to)\b|"
    r"(?:till|länk|to|link)\s.*\b(?:sida|sidor|webb|hemsid|page|site|website)|\S*https?://\S|www\.\S",
    re.IGNORECASE,
)
_CRUMBS = re.compile(
    r"\S\s*›\s*\S[^›]*›\s*\S|\S\s*»\s*\S[^»]*»\s*\S|\S\s+>\s+\S[^>]*\s>\s+\S|\S\s*\|\s*\S[^|]*\|\s*\S|"
    r"\S\s+/\s+\S[^/]*\s/\s+\S"
)
"""A path of pages; places between bare strokes ("Skövde/Lidköping/Mariestad") are none."""

LEADS_ELSEWHERE = re.compile(
    r"\b(?:läs (?:mer|mera|också|även|vidare)|relatera\w*|(?:snabb)?länkar|snabbval|se (?:även|också)|dela\b|"
    r"följ oss|genvägar|fler \w+|"
    r"du (?:kanske|kan) också (?:gilla|läsa)|you (?:might|may) also (?:like|be interested in)|"
    r"aktuellt|senaste|andra nyheter|mer (?:om|information|att läsa|nyheter)|read more|related|see also|links|share|"
    r"latest|more (?:news|about)|quick links)",
    re.IGNORECASE,
)
"""Headings over what leads to other pages."""

SHARES = re.compile(
    r"^(?:dela|share|skriv ut|print|tipsa|kopiera länk|copy link|prenumerera|subscribe|rss|lyssna|listen|mejla|e-?post|"
    r"e-?mail|facebook|linkedin|twitter|x|instagram|bluesky|mastodon|youtube|till toppen|back to top)\b.{0,40}$",
    re.IGNORECASE,
)
"""Links to share a page, which stand after its text."""


FILED_UNDER = re.compile(r"(?:taggar|ämnesord|arkiverad under|tags|filed under)\s?:?", re.IGNORECASE)
"""What stands over the words under which a site files a page, and over little else."""

FILED_OR_TOLD = re.compile(
    r"(?:ämnen?|kategori(?:er)?|områden?|regioner|etiketter|nyckelord|sökord|topics?|subjects?|categor(?:y|ies)|regions|"
    r"areas|keywords)\s?:?",
    re.IGNORECASE,
)
"""The same, where a text may have a section that is called so, as of the words under which records are kept."""

KIND = re.compile(r"nyhet(?:er)?|pressmeddelanden?|artikel|aktuellt|news|press releases?|article", re.IGNORECASE)
"""What kind of page it is."""


_SHARE = (
    r"(?:skriv ut(?: sidan)?|print|dela(?: sidan)?|share|lyssna|tipsa(?: en vän)?|kopiera länk|copy link|mejla|e-?post|"
    r"e-?mail|facebook|twitter|linkedin|x|instagram|bluesky|mastodon)"
)
SHARE_ROW = re.compile(rf"{_SHARE}(?:[ ,|·•]{{1,3}}(?:(?:på|via|on|with|med) )?{_SHARE}){{1,8}}", re.IGNORECASE)
"""A row of buttons to print or share a page, which a script makes do so."""

ASKS_OF_PAGE = re.compile(
    r"\b(?:sidan|informationen|innehållet|page|information)\b[^?]{0,60}\b(?:hjälp\w*|nytta|användbar\w*|nöjd|dig|"
    r"useful|helpful|wrong)\b[^?]{0,20}\?|"
    r"\b(?:hjälpte|hittade|helpful|useful)\b[^?]{0,60}\b(?:sidan|informationen|innehållet|page|information|"
    r"letade efter|looking for)\b[^?]{0,20}\?",
    re.IGNORECASE,
)
"""A heading that asks how the page itself was."""

SUBSCRIPTION = re.compile(
    r"\b(?:avsluta (?:din |min )?prenumeration\w*|avprenumerera|avregistrera|(?:hantera|ändra) (?:din|dina|mina) "
    r"(?:prenumeration\w*|inställningar)|avbeställ|unsubscribe|manage (?:your )?(?:preferences|subscription\w*)|"
    r"(?:visa|läs|öppna|view)(?: \w+){0,3} i (?:din )?webbläsare\w*|view (?:this \w+ )?in (?:your )?browser|"
    r"(?:du|you)(?: \w+){0,2} (?:får|fått|prenumererar|receiv\w+)(?: \w+){0,3} "
    r"(?:nyhets)?(?:brev|mejl|mail|utskick|e-?mail)\w*)\b",
    re.IGNORECASE,
)
"""What the foot of a letter to many says of itself."""


_FACT = re.compile(
    r"[^\W\d_]{1,20}|(?:nyhet|pressmeddelande|kategori(?:er)?|ämne(?:n|sord)?|av|text|foto|författare|skribent|"
    r"skriven av|lästid|taggar|etiketter|avsändare|publicerat i|category|by|author|written by|reading time|tags)\b"
    r"\s?:?\s?.{0,50}",
    re.IGNORECASE,
)
RESPONSIBLE = re.compile(
    r"(?:sid-?|informations-?|innehålls-?|webb-?|fakta-?)?(?:ansvarig(?: utgivare| för sidan)?|redaktör|ägare)"
    r"\s?:\s.{1,60}|"
    r"(?:page owner|responsible|content owner)\s?:\s.{1,60}",
    re.IGNORECASE,
)
"""Who answers for a page, below its text."""


ANSWERS = re.compile(r"(?:ja|nej|delvis|yes|no)(?:\s{0,3}[/|]?\s{0,3}(?:ja|nej|delvis|yes|no)){1,3}", re.IGNORECASE)
"""The answers to what a page asks about itself, on a line of their own."""

ASKED_BACK = re.compile(
    r"\A.{0,60}\b(?:informationen|sidan|svar|hjälp\w*|nöjd|helpful|page)\b.{0,60}\?(?:\s?(?:ja|nej|delvis|yes|no|[/|]))+",
    re.IGNORECASE,
)
"""What a page asks about itself, with its answers: a whole text, which is not looked for at each of its places."""


def tells_kind(text: str) -> bool:
    """Whether an item in the head of a page tells of what kind it is, under what it stands or who wrote it."""
    return _FACT.fullmatch(text) is not None and not ends_sentence(text)


def leads_to_copy(text: str) -> bool:
    """Whether a line over a letter to many leads to where it can be read in a browser, by an address."""
    return "://" in text and SUBSCRIPTION.search(text) is not None and len(text.split()) <= _LONGEST_LINK


def leads_to_letter(text: str) -> bool:
    """Whether a link, and at most a question beside it, leads to where a letter to many can be read or ended."""
    return len(text.split()) <= _LONGEST_LINK and SUBSCRIPTION.search(text) is not None


def role_of(text: str) -> Role:
    """What a line by itself most likely is."""
    labels = labels_of(text)
    if labels and all(label.is_alone for label in labels):
        return Role.LABEL
    if is_contact(text):
        return Role.CONTACT
    if _is_warning(text):
        return Role.WARNING
    words = len(text.split())
    if words > _LONGEST_LINK or ends_sentence(text):
        return Role.CONTENT
    if words <= 7 and _SKIP.search(text):
        return Role.SKIP_LINK
    if _MENU.fullmatch(text.strip(" :|›»")) or _CRUMBS.search(text):
        return Role.MENU
    return Role.LINK if _LINK.match(text) else Role.CONTENT


def ends_sentence(text: str) -> bool:
    return text.rstrip().endswith(_END_OF_SENTENCE)


def looks_like_heading(text: str) -> bool:
    """A short line that begins like a title and does not end like a sentence; a short question may be one."""
    if len(text) > _LONGEST_HEADING or len(text.split()) > 14 or not any(char.isalpha() for char in text):
        return False
    if text[0] in "/\\☐☑☒" or (text[0].islower() and not text[1:2].isupper()) or _CLOSING.fullmatch(text.rstrip(",")):
        return False
    if text.endswith("?"):
        return len(text.split()) <= 10 and not re.search(r"[.!?]\s", text)
    return not ends_sentence(text) and not text.endswith((",", ";", "-"))


def _is_warning(text: str) -> bool:
    """About browsers or cookies, and two of: this site, trouble with it, the reader addressed."""
    about = bool(_BROWSER.search(text) or _COOKIE.search(text))
    others = sum(form.search(text) is not None for form in (_THIS_SITE, _BROWSER_TROUBLE, _READER))
    return about and others >= 2 and len(text) <= 600
