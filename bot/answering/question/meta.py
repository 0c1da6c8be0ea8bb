"""Questions about the bot itself, which no bulletin answers; pure."""

from __future__ import annotations

import enum
import re

from corpus.language.words import contracted_words


class About(enum.Enum):
    """What of the bot is asked about, ANSWER its last answer; the words that answer have the same names. For USE help
    answers."""

    ANSWER = "answer"
    KEPT = "kept"
    SOURCES = "sources"
    LANGUAGES = "languages"
    NATURE = "nature"
    USE = "use"


_KEEPING = (
    r"(?:spara\w*|lagra\w*|logga\w*|minns|registrera\w*|anonym\w*|radera\w*|lasa|laser|lases|lyssna\w*|se|ser|syns|hemlig\w*"
    r"|privat\w*|sekretess|gdpr|personuppgift\w*|dela|delar|delas|overvaka\w*|store[sd]?|save[sd]?|keeps?|kept|log|logs|logged"
    r"|remember|anonymous|deleted?|erased?|reads?|reading|listen(?:ing)?|sees?|seen|private|monitor\w*|share[sd]?)"
)
_KNOWING = (
    r"(?:kalla|kallor|kallan|kallorna|varifran|lita|litar|palitlig\w*|saker|sakert|sakra|sant|stammer|korrekt\w*|gissa\w*|gammal"
    r"|uppdatera\w*|sources?|trust\w*|reliable|sure|certain|true|correct|accurate|guess\w*|updated|old)"
)
_BEING = (
    r"(?:ai|robot\w*|maskin|dator|manniska|mansklig|chatgpt|gpt|copilot|gemini|sprakmodell\w*|skapa[dt]\w*|skapat|byggt|byggde"
    r"|utveckla\w*|skoter|heter|namn|fungerar|funkar|machine|computer|human|llm|built|created|runs|maintains|name|made|works?)"
)
_LIVING = (
    r"(?:sova|sover|sovit|drom\w*|vila|vilar|vaken|mar|matt|trott|ater|ata|atit|fika|fikar|fikat|kaffe|semester|ledig\w*|rast|lon"
    r"|kanslor|kanner|kar|gift|bor|fodd|fodelsedag|fyller|jobba|jobbar|jobbat|dygnet|helg\w*|gillar|tycker|trivs|glad|sur|arg"
    r"|ledsen|rolig\w*|skamt\w*|smart|dum|favorit\w*|familj|barn|kompis\w*|vanner|van|fritid\w*|hobby|hobbies|hungrig|stressad|less|uttrakad|historia|vits|mat|sleep|sleeps|asleep|awake|tired|eat|eats|coffee|lunch|holidays?|vacation"
    r"|feelings?|feel|live|born|birthday|married|break|rest|happy|sad|angry|bored|jokes?|funny|family|kids|friends?|food|hungry|like|love|favou?rite|weekends?)"
)
_SPEAKING = (
    r"(?:svenska|engelska|arabiska|finska|norska|danska|tyska|franska|spanska|somaliska|polska|samiska|ukrainska|sprak"
    r"|talar|pratar|prata|tala|swedish|english|arabic|finnish|norwegian|danish|german|french|spanish|somali|polish|ukrainian"
    r"|languages?|speak)"
)
_TOPICS = (
    (About.NATURE, re.compile(r"\b(?:hur gammal ar (?:du|boten)|how old are you)\b")),
    (About.KEPT, re.compile(rf"\b(?:{_KEEPING}|ta bort|tar bort|tas bort)\b")),
    (About.SOURCES, re.compile(
        rf"\b(?:{_KNOWING}|hur (?:kan |kunde )?(?:du )?vet\b|hur kan du veta|(?:var|hur) (?:far|hittar|hamtar) du"
        r"|hittar du pa"
        r"|how (?:do|did|can|could) you know|where (?:do|did) you (?:get|find|know)|make (?:it|this|that|things) up)\b"
    )),
    (About.LANGUAGES, re.compile(rf"\b{_SPEAKING}\b")),
    (About.NATURE, re.compile(
        rf"\b(?:{_BEING}|{_LIVING}|(?:vem|vilka) (?:har|ligger|ar|ager)|(?:vad|vem) ar du"
        r"|(?:who|what) (?:is|are|owns) (?:you|behind)|ar du en|are you (?:a|an))\b"
    )),
    (About.USE, re.compile(
        r"\b(?:vad (?:kan|far) (?:du|man|jag|vi|den)|what (?:can|may) (?:you|i|we|it)|som helst|bra pa)\b"
    )),
)  # fmt: skip
"""In this order: who asks whether a robot stores what is said wants to know what is stored."""

_DAYS = r"(?:(?:man|tis|ons|tors|fre|lor|son)dag\w*|(?:sun|mon|tues|wednes|thurs|fri|satur)days?)"
_WORD = re.compile(rf"{_KEEPING}|{_KNOWING}|{_BEING}|{_SPEAKING}|{_LIVING}|{_DAYS}")
_AROUND = frozenset(
    "vem vad vilka vilken vilket hur nar var varfor kan kunde ska far ar har finns blir det den detta som att i pa av"
    " om med for till fran jag vi man mig oss min mitt mina vara alla allt nagon nagot nan nat inte ju egentligen da nu"
    " kanalen kanal traden trad skriver fragar skrivit fragat skrev fragade sager saga fraga fragor fragan stalla"
    " svarar svara vet veta hittar hamtar anvander bygger bygga chef chefen chefer ni era er ens"
    " en ett lange sedan sa och men eller bara riktig helt saker nagra andra hej folk meddelande meddelanden slack gor"
    " haft brukar nagonsin aldrig alltid ofta snart idag dag natt inatt kvall ikvall gott battre"
    " verkligen just helst bra gjort ager ligger bakom ansvarar information informationen kunskap bort"
    " ta tar tas bot bott person du dig din ditt dina boten botten svar svaret svaren"
    " who what which how when where why can could may do does did is are was be been have has it this that the a an in"
    " on of about with for to from i we me us my our all everything anyone anybody somebody not really actually then"
    " now here channel thread write writes wrote written say said type typed ask asks asked question questions use uses"
    " never today often soon well tonight too"
    " boss manager long so and but or just people messages message come any there am hi hello if always ever know get"
    " find make things up owns behind information knowledge data real you your yours answer answers".split()
)
_YOU = re.compile(r"\b(?:du|dig|din|ditt|dina|boten|botten|you|your|yours|(?:svaret|svaren|the answers?))\b")
_TOLD = re.compile(
    r"\b(?:(?:min|mina|vara) frag(?:a|or)|(?:det|vad|allt|som|nar) (?:jag|vi|man|folk) (?:har |just )?"
    r"(?:fragar|fragat|fragade)|stalla (?:\w+ ){0,2}fragor|ask (?:\w+ ){0,2}questions"
    r"|(?:att|man|jag) fragar?|(?:skriver|sager) (?:har|i (?:kanalen|traden))"
    r"|(?:my|our) (?:questions?|messages?)|anonym\w*|what (?:i|we|people) (?:have )?(?:ask|asked)"
    r"|(?:write|say|type) (?:here|in (?:this|the) (?:channel|thread)))\b"
)
"""What is said to the bot. What people write elsewhere they may ask of the bulletins."""


def about_bot(text: str) -> About | None:
    """What of the bot a text asks about: nothing but that, in words about it or its writer's questions; None for any
    other, such as one that names a thing."""
    said = contracted_words(text)
    if not said or not all(word in _AROUND or _WORD.fullmatch(word) for word in said):
        return None
    line = " ".join(said)
    if not _YOU.search(line) and not _TOLD.search(line):
        return None
    return topic_of(text)


def topic_of(text: str) -> About | None:
    """What of the bot a text asks about that is known to ask about it; None where no words tell."""
    line = " ".join(contracted_words(text))
    return next((topic for topic, pattern in _TOPICS if pattern.search(line)), None)
