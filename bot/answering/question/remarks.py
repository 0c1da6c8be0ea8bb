"""What is said of the answer just given: whether it is so, where it stands, and what was meant instead; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answering.question.meta import About
from corpus.language.words import content_words, contracted_words

_FILLERS = frozenset(
    "men och o sa ok okej okay ja jo jaha aha hm hmm oj va hej tack snalla nu da egentligen verkligen helt faktiskt"
    " alltsa ju val nog bara garna lite ocksa please pls thanks thx but and so oh really actually just then now quite"
    " totally sorry ursakta forlat haha wow too also".split()
)
_MOST_WORDS = 12
_IT = (
    r"(?:(?:det|den|detta|this|that|it)(?: (?:har|dar))?"
    r"|(?:(?:det|den|this|that|the)(?: (?:har|dar))? )?(?:svaret|uppgiften|informationen|infon|citatet|bulletinen"
    r"|answer|quote|information|info|bulletin))"
)
_TRUE = (
    r"(?:sant|sann|sakert|saker|korrekta?|ratt|riktigt|pa riktigt|palitligt?|hundra|true|right|correct|accurate"
    r"|certain|sure|reliable|for real)"
)
_SOURCE = (
    r"(?:kallan?|kallor(?:na)?|lank(?:en|ar|arna)?|url|referens(?:en)?|sources?|links?|reference)"
    rf"(?: (?:pa|till|for|to|on|of) (?:{_IT}|(?:hela|the whole) (?:bulletinen|bulletin)))?"
)
_SOME = r"(?:(?:en|nagon|nan|din|er|the|a|any|your) )?"
_CAN = r"(?:(?:kan|kunde|skulle|vill|far|can|could|would|may) (?:du|ni|jag|vi|you|i|we)(?: kunna)? )"
_GIVE = r"(?:fa|skicka|dela|ge|visa|lagg|lagga|posta|get|have|send|share|give|post|show)(?: (?:mig|oss|me|us|in|upp))? "
_OF_NOW = r"(?:aktuell\w?|giltigt?|gallande|uppdaterat|farskt?|valid|current|up to date|the case)"
_WRITTEN = r"(?:skriv(?:et|en)|publicera[td]|fran|ifran|written|published|posted|from)"
_WIDER = r"(?:utveckla|forklara|fortydliga|elaborate|explain|clarify|expand)"
_TOLD_MORE = r"(?:ge|beratta|saga|sag|visa|veta|ha|tell|give|show|know)(?: (?:mig|oss|me|us))? "
_SPOKEN = r"(?:engelska|svenska|arabiska|finska|english|swedish|arabic|finnish)"
_ONE = "(?:jag|man|vi|i|we)"
_FIGURES = "(?:uppgift(?:er)?|info|information|siffror|siffra|svar|news|figures)"
_DOUBTS = (
    rf"(?:ar|var|is|was) {_IT} {_TRUE}",
    rf"(?:kan|can|could) {_IT} (?:vara|be) {_TRUE}",
    rf"stammer(?: {_IT})?",
    rf"kan {_IT} stamma",
    rf"(?:(?:ar|are) (?:du|ni|boten|you) )?{_TRUE}(?: (?:pa|om|about|of) {_IT})?",
    rf"(?:ar|are) (?:du|ni|you) {_TRUE} (?:pa )?(?:att|that) {_IT} (?:stammer|(?:ar|is) {_TRUE})",
    rf"(?:kan|can) {_ONE} (?:lita pa|trust|rely on) {_IT}",
    "seriously|are you serious|ar du serios",
    "(?:jag )?(?:fattar|forstar|hanger|greppar) inte(?: med)?",
    "i (?:dont|do not) (?:get|understand)(?: (?:it|that|this))?",
)
_PLACES = (
    _SOME + _SOURCE,
    rf"(?:har (?:du|ni)|finns(?: det)?|do you have|is there|vad ar|what is|whats|vad har du for) {_SOME}{_SOURCE}",
    rf"{_CAN}?{_GIVE}{_SOME}{_SOURCE}",
    rf"(?:var|vart)(?: nagonstans)? (?:star|stod|hittade du|fick du|laste du|har du (?:hittat|last|fatt)) {_IT}"
    "(?: (?:fran|ifran|skrivet))?",
    rf"(?:i )?vilken bulletin (?:star|stod|kommer|ar) {_IT}(?: (?:i|fran|ifran))?",
    rf"(?:which|what) bulletin (?:is {_IT} (?:in|from)|does {_IT} (?:say (?:that|so)|come from))",
    rf"(?:var|where) (?:kan|can) {_ONE} (?:lasa|read)(?: (?:mer|mera|vidare|more|further))?",
    rf"varifran (?:kommer|har du|fick du) {_IT}",
    rf"where did you (?:find|get|read) {_IT}(?: from)?",
    rf"where does {_IT} (?:say(?: (?:that|so))?|come from)",
    rf"(?:vem (?:har )?(?:skrivit|skrev)|who wrote) {_IT}",
    "says who|vem sager det",
)
_AGES = (
    rf"(?:nar|when|vilket (?:ar|datum)|what (?:date|year)) (?:ar|var|blev|is|was) {_IT} {_WRITTEN}",
    rf"fran nar ar {_IT}",
    rf"nar (?:skrevs|publicerades|uppdaterades|andrades) {_IT}(?: senast)?",
    rf"when was {_IT} (?:last )?(?:updated|changed)",
    rf"hur (?:gammalt|aktuellt|farskt|nytt) ar {_IT}",
    "hur (?:gammal|aktuell|farsk|ny) ar (?:(?:den|det) (?:(?:har|dar) )?)?(?:uppgiften|informationen|infon|bulletinen)",
    rf"how (?:old|recent|current) is {_IT}",
    rf"(?:ar|is) {_IT} (?:gamla|nya|aldre|gammal|ny|old|new|outdated) {_FIGURES}",
    rf"(?:ar|is) {_IT} (?:gammalt|inaktuellt?|old|outdated)",
)
_STILL = (
    rf"galler(?: {_IT})? (?:fortfarande|an|annu|langre|idag|i dag)",
    rf"(?:ar|is) {_IT} (?:(?:fortfarande|still) )?{_OF_NOW}",
    rf"does {_IT} still (?:hold|apply)",
    rf"(?:ar|is) {_IT} (?:fortfarande|still) {_TRUE}",
    rf"stammer {_IT} fortfarande",
    rf"stammer fortfarande(?: {_IT})?",
)
_MORE = (
    rf"{_CAN}?{_WIDER}(?: on)?(?: {_IT})?(?: (?:mer|narmare|more|further))?",
    rf"(?:{_CAN}?{_TOLD_MORE}|finns(?: det)? |har du |do you have |is there |any )?(?:mer|mera|more)"
    rf"(?: (?:info|information|detaljer|details|sammanhang|context))?(?: (?:om|about) {_IT})?",
)
_HOLDS_STILL = re.compile("|".join(_STILL))
_OF_ANSWER = re.compile("|".join((*_DOUBTS, *_PLACES, *_AGES, *_MORE)))
_SAY = "(?:ta|skriva|skriv|saga|sag|svara|ge|fa|say|write|answer|give|get|have|repeat)(?: (?:mig|oss|me|us))?"
_IN_LANGUAGE = re.compile("|".join((
    rf"{_CAN}?(?:{_SAY} )?(?:{_IT} )?(?:pa|in) {_SPOKEN}",
    _SPOKEN,
    rf"{_CAN}?(?:oversatta?|translate)(?: {_IT})?(?: (?:till|to|into) {_SPOKEN})?",
    rf"(?:vad betyder {_IT}|vad blir {_IT}|what does {_IT} mean|what is {_IT}) (?:pa|in) {_SPOKEN}",
)))  # fmt: skip
_ALL_FILLERS = re.compile(r"(?:verkligen|really|va)")

_MEANT = re.compile(
    r"\b(?:(?:jag|vi|i|we) )?(?:menar|menade|tänkte på|syftade på|mean|meant) (?P<said>[^\n]*+)", re.IGNORECASE
)
_MEANT_FIRST = re.compile(r"^(?P<said>.{1,80}?) (?:menar|menade) (?:jag|vi)(?: ju)?[ .!]{0,3}$", re.IGNORECASE)
_BUT = re.compile(r"^(?:inte|not)\b.{1,60}?\b(?:utan|but) ", re.IGNORECASE)
_AGAINST = frozenset(
    "nej na nae no nope nah oj ops oops fel wrong inte not det that var was ar is jag vi i we ju alltsa val nog snarare"
    " rather actually bara just".split()
)
"""What a correction begins with."""
_BEFORE_MEANT = _AGAINST | _FILLERS
_SAYS_NOTHING = re.compile(
    r"(?:att|that|med|annat|(?:en|ett|något|nåt) ann(?:an|at)|another|something else)\b", re.IGNORECASE
)
_MOST_MEANT = 10


def of_answer(text: str) -> About | None:
    """What a text asks of the answer before it: ANSWER where it doubts it or wants its place, date or more of it,
    LANGUAGES where it wants it in another language; None for any other."""
    every = contracted_words(text)
    line = _line(every)
    if len(every) > _MOST_WORDS:
        return None
    if _OF_ANSWER.fullmatch(line) or (not line and any(map(_ALL_FILLERS.fullmatch, every)) and "?" in text):
        return About.ANSWER
    return About.LANGUAGES if _IN_LANGUAGE.fullmatch(line) else None


def asks_whether_still(text: str) -> bool:
    """Whether a text asks if the answer before it holds still, which a new search tells."""
    every = contracted_words(text)
    return len(every) <= _MOST_WORDS and _HOLDS_STILL.fullmatch(_line(every)) is not None


def _line(every: Sequence[str]) -> str:
    return " ".join(word for word in every if word not in _FILLERS)


def meant_instead(text: str) -> str | None:
    """What a correction of a question says in its place: "option 3" of "nej, jag menade option 3"; None of any other
    text."""
    for pattern, leads in ((_MEANT_FIRST, False), (_MEANT, True)):
        found = pattern.search(text)
        if found is None:
            continue
        if leads and not _BEFORE_MEANT.issuperset(contracted_words(text[: found.start()])):
            continue
        said = _without_lead(_BUT.sub("", found["said"].strip(), count=1))
        if content_words(said) and len(said.split()) <= _MOST_MEANT and not _SAYS_NOTHING.match(said):
            return said.rstrip(" ?.!")
    return None


def _without_lead(said: str) -> str:
    words = said.split()
    while words and _BEFORE_MEANT.issuperset(contracted_words(words[0])):
        words = words[1:]
    return " ".join(words)
