"""Pages that a server shows in place of the one that was asked for: a login, an error, maintenance."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Sequence
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
    r"(?:sidan|sida|page)(?: \w+){0,3} (?:finns inte|saknas|har tagits bort|är (?:borttagen|avpublicerad)|"
    r"does not exist|doesn't exist|is gone|has been removed)\b.{0,60}|(?:sidan har flyttats?|ogiltig (?:länk|adress))"
    r"(?: eller .{1,40})?|oj[,!]? .{0,40}(?:hitta|fel)\w*.{0,40})",
    re.IGNORECASE,
)
_MAINTENANCE = re.compile(
    r"(?:(?:webbplatsen|sajten|sidan|tjänsten|(?:the |this )?(?:web)?site|service)(?: \w+)? "
    r"(?:är|is|har|ligger)\b.{0,40}"
    r"(?:otillgänglig|underhåll|nere|stängd|unavailable|maintenance|down)\b.{0,40}|"
    r"(?:planerat |tekniskt |driftunder|pågående )?underhåll(?: pågår)?|(?:under |scheduled )?maintenance|"
    r"vi uppdaterar (?:webbplatsen|sajten|sidan|tjänsten).{0,40}|"
    r"(?:just nu )?pågår (?:ett |en )?(?:planerat |planerad )?(?:underhåll|uppdatering)"
    r"(?: av (?:webbplatsen|sajten|sidan|servern))?|"
    r"(?:tillfälligt|temporarily) (?:otillgänglig|stängd|nere|unavailable).{0,40}|service unavailable|"
    r"vi är snart tillbaka.{0,40}|we(?:'ll| will) be (?:right )?back.{0,40})",
    re.IGNORECASE,
)

_LEAST = 25
"""Words up to which a page that is titled "Behörighet saknas" explains nothing of that."""
_FEW = 8
_ENDS = re.compile(r"(?<![.\s])\.$")
"""A full stop, and not the points of "Laddar ..."."""
_LITTLE = 70
"""Words of a page that says nothing but why it is not there, so that one of its sentences tells it."""
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++(?:\s|$)")
_SAID_MISSING = re.compile(
    r"vi (?:kan|kunde|hittar|hittade|lyckades|saknar)(?: (?:tyvärr|inte|hitta|ingen|den|det|en)){0,4} "
    r"(?:sida|innehåll|artikel)\w*\b.{0,80}|"
    r"sidan (?:som )?du (?:letar efter|söker|försöker (?:nå|visa)|sökte) har flyttats?\b.{0,60}|"
    r"(?:sidan|innehållet|webbplatsen|the page) har flyttats?(?: (?:eller|till) .{1,60})?|"
    r"länken (?:du följde )?är (?:felaktig|ogiltig|bruten|trasig)\b.{0,60}|"
    r"(?:den )?(?:här )?(?:sidan|artikeln|nyheten|innehållet|dokumentet)(?: \w+){0,5} "
    r"(?:finns inte|är (?:inte längre publicera|avpublicera|borttage|flytta)\w{1,2}|har (?:tagits bort|avpublicerats))"
    r"\b.{0,60}|we (?:can't|cannot|could not|couldn't) find (?:the|that|this) page\b.{0,60}|"
    r"(?:den )?(?:här )?(?:sidan|länken|webbsidan|artikeln|nyheten|the page|this page)\b[^,;:]{0,60}\b"
    r"(?:inte (?:längre )?(?:finnas|finns|hittas|visas)|finns (?:tyvärr )?(?:inte|ej)|"
    r"(?:har|blivit) (?:raderats|borttagen)|"
    r"(?:no longer|does not|doesn't) (?:exists?|available)|no longer available|unavailable|not found|gone)\b.{0,60}",
    re.IGNORECASE,
)
_SAID_LOGIN = re.compile(
    r"(?:för att .{1,40} )?(?:du )?måste (?:du )?(?:vara inloggad|logga in)"
    r"(?: (?:igen )?(?:för att (?:se|läsa|visa|komma|fortsätta|få|ta)|på (?:intranätet|webbplatsen|sidan))\b.{0,60})?|"
    r"(?:den här )?sidan (?:kräver (?:inloggning|att du (?:är inloggad|loggar in))|"
    r"är (?:bara|endast) (?:tillgänglig|öppen) för (?:medarbetare|anställda|inloggade)\w*(?: \w+){0,2})|"
    r"din (?:session|inloggning) har (?:avslutats|gått ut|upphört)|sessionen har (?:avslutats|gått ut)|"
    r"logga in (?:igen )?för att (?:fortsätta|läsa(?: mer| vidare)?|se (?:sidan|innehållet))|"
    r"du (?:har inte|saknar) (?:behörighet|åtkomst)(?: (?:att|till) .{0,40}(?:sida|innehåll|webb)\w*)?|"
    r"you (?:must|need to) (?:be logged|log|sign) in\b.{0,60}|"
    r"you (?:don't|do not) have (?:permission|access)\b.{0,60}|"
    r"(?:identifiera|legitimera|autentisera) dig (?:med .{1,40} )?för att (?:fortsätta|komma|få|se|läsa)\b.{0,60}|"
    r"välj (?:hur du vill logga in|inloggnings(?:sätt|metod|alternativ))|"
    r"(?:sign|log) in to (?:continue|your account)\b.{0,40}",
    re.IGNORECASE,
)
_LETS_IN = re.compile(
    r"logga in (?:med|på|via) .{1,40}|(?:sign|log) in (?:to|with|using) .{1,40}|mobilt (?:siths|bankid)|siths-?kort|"
    r"bankid(?: på (?:samma|annan) enhet)?|legitimera(?: dig)?",
    re.IGNORECASE,
)
"""What the buttons say with which its reader is let in."""
_TITLED_LOGIN = re.compile(r"logga in (?:med|på|i|till) .{1,40}|(?:sign|log) in (?:to|with) .{1,40}", re.IGNORECASE)
"""Of a page that says little and has a button to log in; another one may tell how it is done."""
_SAID_DOWN = re.compile(
    r"(?:ett |något |an? )?(?:(?:tekniskt |oväntat |unexpected |internal )?(?:fel|error)(?: har| has)? "
    r"(?:uppstått|uppstod|inträffat|inträffade|occurred)|gick (?:fel|snett)|something went wrong|tekniskt fel|"
    r"(?:hoppsan|oj|oops|hoppla)[,!]? (?:något|nu) (?:gick|blev) (?:fel|snett)|"
    r"vi kan (?:tyvärr )?inte visa sidan(?: just nu| för tillfället)?|"
    r"(?:http |error |fel )?50[0234](?:[ :–-]{1,3}(?:service unavailable|bad gateway|gateway time-?out|"
    r"internal server error|server error|service temporarily unavailable))?|"
    r"(?:internal )?server error\b.{0,40}|runtime error)"
    r"(?: (?:på|vid|on|when) .{0,30}(?:sida|webb|server|page|site)\w*)?|"
    r"(?:just nu |för tillfället )?(?:har vi|vi har)(?: \w+){0,3} (?:tekniska problem|driftstörning\w*)"
    r"(?: (?:på|med) (?:sidan|sajten|webbplatsen|servern))?",
    re.IGNORECASE,
)
_SAID_WALL = re.compile(
    r"(?:du måste|please|you need to|vänligen)? ?(?:aktivera|slå på|enable|turn on) java ?script\b.{0,60}|"
    r"just a moment|checking your browser\b.{0,60}|request rejected|the requested url was rejected|"
    r"(?:är du|are you) (?:en |a )?(?:robot|human|människa)\b.{0,40}|"
    r"(?:verify|bekräfta) (?:that |att )?(?:you|du) .{0,10}(?:human|robot|människa)\b.{0,20}",
    re.IGNORECASE,
)


_LEAD = re.compile(
    r"(?:tyvärr|hoppsan|hoppla|oj då|oj|oops|sorry|ursäkta|vi beklagar|unfortunately)\b\s?[,!:–-]?\s+"
    r"(?:(?:men|att|but) )?",
    re.IGNORECASE,
)
"""How such a sentence begins where it is sorry."""
_PIECES = re.compile(r" [|–-] ")


class StandIn(enum.Enum):
    """What stands in place of a page; the values are the command line's words."""

    LOGIN = "it lies behind a login; save the page while you are logged in and add it as a file"
    MISSING = "its server says that there is no such page; check the address in a browser"
    DOWN = "its server says that something went wrong; try again later"
    WALL = "its server shows a check of browsers in its place; save the page in a browser and add it as a file"
    MAINTENANCE = "its server says that it is being maintained; try again later"


_SAID = (
    (StandIn.MISSING, (_MISSING, _SAID_MISSING)),
    (StandIn.LOGIN, (_SAID_LOGIN,)),
    (StandIn.MAINTENANCE, (_MAINTENANCE,)),
    (StandIn.DOWN, (_SAID_DOWN,)),
    (StandIn.WALL, (_SAID_WALL,)),
)


def stand_in(root: Any, title: str, texts: Sequence[str]) -> StandIn | None:
    """What a page is in place of what was asked for, by its title, its form and, where it says little else, one of its
    sentences; None for a page of its own. `texts` are the pieces of its main text."""
    title = _LEAD.sub("", title)
    if _MISSING.fullmatch(title):
        return StandIn.MISSING
    if _MAINTENANCE.fullmatch(title):
        return StandIn.MAINTENANCE
    words = sum(len(text.split()) for text in texts)
    asks = bool(root.xpath("//input[translate(@type, 'PASWORD', 'pasword') = 'password']"))
    if words <= _LEAST and _asks_for_login(root):
        return StandIn.LOGIN
    is_titled = words <= _LITTLE // 2 and _TITLED_LOGIN.fullmatch(title) and _has_button(root)
    says_little = words <= _LEAST or asks or _has_button(root)
    if is_titled or (says_little and _LOGIN.fullmatch(title)) or (asks and words < _SHORT):
        return StandIn.LOGIN
    named = " ".join(root.xpath("string(//title[1])").split())
    return _by_sentence([title, *_PIECES.split(named), *texts]) if words <= _LITTLE else None


def asks_for_script(root: Any) -> bool:
    """Whether a page tells readers without JavaScript that it needs it."""
    return any("javascript" in each.text_content().lower() for each in root.iter("noscript"))


def waits(texts: Sequence[str]) -> bool:
    """Whether what a page says is a few words that stand there until a script brings its text: "Laddar ..."."""
    words = sum(len(text.split()) for text in texts)
    return words <= _FEW and not any(text.rstrip(".…").endswith(("!", "?")) or _ENDS.search(text) for text in texts)


def is_filled_later(root: Any) -> bool:
    """Whether a page is a shell that a script fills: with one, and with an empty box that has a name, or a word to
    readers without scripts."""
    body = next(root.iter("body"), root)
    shells = (each for each in body.iter("div", "main", "section") if each.get("id") and len(each) == 0)
    is_shell = any(not (each.text or "").strip() for each in shells)
    return next(root.iter("script"), None) is not None and (is_shell or next(body.iter("noscript"), None) is not None)


def _has_button(root: Any) -> bool:
    return any(_LOGIN.fullmatch(each.text_content().strip()) for each in root.iter("a", "button"))


def _asks_for_login(root: Any) -> bool:
    """Whether a form, or a page's own button, does nothing but let its reader in."""
    said = [_told(each) for form in root.iter("form") for each in form.iter("button", "a", "input")]
    return any(_LETS_IN.fullmatch(text) for text in said)


def _told(control: Any) -> str:
    return " ".join((control.get("value") or control.text_content()).split())


def _by_sentence(texts: Iterable[str]) -> StandIn | None:
    said = [_LEAD.sub("", sentence.strip()) for text in texts for sentence in _SENTENCE_END.split(text)]
    return next(
        (kind for kind, forms in _SAID if any(form.fullmatch(each) for form in forms for each in said if each)), None
    )
