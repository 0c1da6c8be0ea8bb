"""The words that people write after the slash command, and what else the manifest and the app share: one table that
makes help, manifest and parsing; pure."""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from bot.answering.question.asked import AnswerKind, answer_kind
from bot.words.catalogue import say
from corpus.types import Language

_ADDRESS = re.compile(r"<(https?://[^<>|\s]+)(?:\|[^<>]*)?>|(https?://[^<>|\s]+)")


WORKFLOW_STEP = "ask_fvm"
"""The callback id of the step that a workflow asks by."""

MARK = "mag"
"""The reaction that the bot leaves at a question which it is not sure to answer: a magnifying glass."""


class Command(enum.Enum):
    """What somebody can have done; the values are the names of the words of help."""

    HELP = "help"
    TIMELINE = "timeline"
    CALENDAR = "calendar"
    EVERYWHERE = "everywhere"
    WEEKLY = "weekly"
    END_WEEKLY = "end_weekly"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    ERASE = "erase"
    END_ANSWERING = "end_answering"
    ANSWERING = "answering"
    ADD = "add"
    PUBLISH = "publish"
    ROLLBACK = "rollback"
    PIN = "pin"
    EXPLAIN = "explain"


class Who(enum.Enum):
    """Who may use a command. The command itself asks again: what is shown is no permission."""

    EVERYBODY = "everybody"
    ADMINS = "admins"


class Takes(enum.Enum):
    """What may follow a command's words; whatever else follows makes the whole text a question."""

    NOTHING = "nothing"
    SUBJECT = "subject"
    """Any text."""
    QUESTION = "question"
    """Any text, as it would be asked."""
    WHOLE_QUESTION = "whole_question"
    """A text that opens as questions do: the word before it may be a noun that somebody asks about."""
    ADDRESS = "address"
    """One web address and nothing else, bare or in Slack's markup."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a command is written. The first words of a language are those that its help names; all words work for
    everybody. `is_bare` says that it does something without what it takes."""

    swedish: tuple[str, ...]
    english: tuple[str, ...]
    takes: Takes = Takes.NOTHING
    who: Who = Who.EVERYBODY
    is_bare: bool = True

    def name(self, language: Language) -> str:
        return (self.swedish if language is Language.SV else self.english)[0]


FORMS: Mapping[Command, Form] = {
    Command.HELP: Form(swedish=("hjälp", "hjalp"), english=("help",)),
    Command.TIMELINE: Form(swedish=("tidslinje",), english=("timeline",), takes=Takes.SUBJECT, is_bare=False),
    Command.CALENDAR: Form(swedish=("kalender",), english=("calendar",)),
    Command.EVERYWHERE: Form(
        swedish=("sök i alla", "sok i alla"), english=("search all",), takes=Takes.QUESTION, is_bare=False
    ),
    Command.WEEKLY: Form(swedish=("veckobrev",), english=("weekly digest",), takes=Takes.SUBJECT),
    Command.END_WEEKLY: Form(
        swedish=("sluta veckobrev", "avsluta veckobrev"), english=("stop weekly digest",), takes=Takes.SUBJECT
    ),
    Command.SUBSCRIBE: Form(swedish=("prenumerera",), english=("subscribe",)),
    Command.UNSUBSCRIBE: Form(swedish=("avprenumerera",), english=("unsubscribe",)),
    Command.ERASE: Form(swedish=("radera", "radera mig"), english=("erase", "erase me", "forget me")),
    Command.END_ANSWERING: Form(swedish=("sluta svara själv", "sluta svara sjalv"), english=("stop answering",)),
    Command.ANSWERING: Form(swedish=("svara själv", "svara sjalv"), english=("answer by yourself",), who=Who.ADMINS),
    Command.ADD: Form(swedish=("lägg till", "lagg till"), english=("add",), takes=Takes.ADDRESS, who=Who.ADMINS),
    Command.PUBLISH: Form(swedish=("publicera",), english=("publish", "reindex"), who=Who.ADMINS),
    Command.ROLLBACK: Form(
        swedish=("återställ", "aterstall", "gå tillbaka", "ga tillbaka"),
        english=("rollback", "roll back", "go back"),
        who=Who.ADMINS,
    ),
    Command.PIN: Form(swedish=("fäst",), english=("pin",), takes=Takes.WHOLE_QUESTION, who=Who.ADMINS),
    # Not "varför" alone: many questions begin with it.
    Command.EXPLAIN: Form(
        swedish=("förklara svar", "forklara svar"),
        english=("explain answer",),
        takes=Takes.QUESTION,
        who=Who.ADMINS,
        is_bare=False,
    ),
}
"""In the order in which help names them."""

HEARING = frozenset((Command.ANSWERING, Command.END_ANSWERING))
"""Commands that need the second manifest, and are offered with no other."""

_WORDS: Mapping[str, tuple[Command, Language]] = {
    words: (command, language)
    for command, form in FORMS.items()
    for language, spelt in ((Language.SV, form.swedish), (Language.EN, form.english))
    for words in spelt
}
_ASKS_FOR_HELP = ("", "?")
"""Help in any language."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A command as somebody wrote it. `arguments` is the text after its words; `language` that of the words, None for
    those that are of none."""

    command: Command
    arguments: str
    language: Language | None


def spoken_in(text: str) -> Spoken | None:
    """The command in a text as Slack sends it, or None where it is a question."""
    # A keyboard may write å as a and a ring.
    said = " ".join(unicodedata.normalize("NFC", text).split())
    if said in _ASKS_FOR_HELP:
        return Spoken(Command.HELP, "", None)
    for words in sorted(_WORDS, key=len, reverse=True):
        if said[: len(words)].casefold() == words and said[len(words) :][:1] in ("", " ", ":"):
            command, language = _WORDS[words]
            arguments = said[len(words) :].removeprefix(":").strip()
            if not arguments or _is_argument(arguments, FORMS[command].takes):
                return Spoken(command, arguments, language)
    return None


def _is_argument(text: str, takes: Takes) -> bool:
    if takes is Takes.ADDRESS:
        return _ADDRESS.fullmatch(text) is not None
    if takes is Takes.WHOLE_QUESTION:
        # One word more, as some kinds of question are told by what their opening leads to.
        return answer_kind(f"{text.split()[0]} x") is not AnswerKind.OTHER
    return takes is not Takes.NOTHING


def everywhere_in(text: str) -> str | None:
    """The question that somebody wants asked of all shelves, empty where there is none yet; None for any other text."""
    spoken = spoken_in(text)
    return spoken.arguments if spoken is not None and spoken.command is Command.EVERYWHERE else None


def address_in(text: str) -> str:
    """The first web address in Slack's markup; empty where there is none."""
    match = _ADDRESS.search(text)
    return (match[1] or match[2]).replace("&amp;", "&") if match else ""


def written(slash: str, command: Command, language: Language) -> str:
    """The words of a command alone, such as `/fvm tidslinje`."""
    return f"{slash} {FORMS[command].name(language)}"


def usage(slash: str, command: Command, language: Language) -> str:
    """How a command is written in a language, such as `/fvm tidslinje ÄMNE`; what it can do without is in brackets."""
    return f"{slash} {_usage(command, language)}"


def usage_hint(language: Language, *, hears: bool = True) -> str:
    """What Slack shows beside the slash command while somebody writes it; `hears` says whether the app has the second
    manifest."""
    offered = [command for command in Command if hears or command not in HEARING]
    return " | ".join((say("argument.hint", language), *(_usage(command, language) for command in offered)))


def _usage(command: Command, language: Language) -> str:
    form = FORMS[command]
    name = form.name(language)
    if form.takes is Takes.NOTHING:
        return name
    argument = say(f"argument.{form.takes.value}", language)
    return f"{name} [{argument}]" if form.is_bare else f"{name} {argument}"
