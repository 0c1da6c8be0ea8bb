"""What the bot says of itself: help, App Home and the suggested prompts; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.answering.question.meta import About
from bot.answering.types import Answer
from bot.settings import SlackSettings
from bot.slack.message import Element, Message
from bot.slack.parts import LibraryInfo
from bot.slack.showing import elements, escape, limits
from bot.slack.showing.sources import citation_runs, contact_markup, source_line, title_link
from bot.slack.slash import FORMS, HEARING, Command, Who, usage, written
from bot.words.catalogue import say
from bot.words.dates import written_date
from corpus.types import Language, PartialDate

LANGUAGE = "language"
"""The action id of App Home's language menu."""

EXAMPLE = "ask_example"
"""What the action ids of the examples begin with; their values are the questions."""

_EVERYWHERE = f"{EXAMPLE}:9"
_NEWEST = 5


def examples(settings: SlackSettings, language: Language) -> tuple[str, ...]:
    """Questions to try: the admin's, else built-in ones; at most four."""
    own = tuple(text for each in settings.examples if (text := escape.one_line(each)))
    return (own or tuple(say("help.questions", language).splitlines()))[: limits.PROMPTS]


def prompts(settings: SlackSettings, language: Language) -> list[dict[str, str]]:
    """Suggested prompts for the direct message's start."""
    return [{"title": limits.cut(text, limits.PROMPT_TITLE), "message": text} for text in examples(settings, language)]


def help_message(
    info: LibraryInfo,
    settings: SlackSettings,
    language: Language,
    lead: str = "",
    added: Sequence[str] = (),
    widens: bool = False,
) -> Message:
    """How to ask, and what the bot knows; `lead` is a friendly line in front, `added` are paragraphs of extensions.
    Where more than the place's own shelf can be asked, it `widens`."""
    paragraphs = [lead] if lead else []
    paragraphs += [*_ways(settings, language, widens), *added, *_contact(settings, language), _knows(info, language)]
    blocks = [*(elements.section(text) for text in paragraphs), *_newest(info, language), *_tries(settings, language)]
    lines = [*paragraphs, *(f"• {source_line(citation, language)}" for citation in info.newest[:_NEWEST])]
    lines += [
        say("help.examples", language) + ":",
        *(f"• {escape.mrkdwn(text)}" for text in examples(settings, language)),
    ]
    return Message(limits.cut_escaped("\n".join(lines), limits.FALLBACK_TEXT), tuple(blocks))


def about(topic: About, settings: SlackSettings, language: Language, given: Answer | None = None) -> str:
    """What the bot says of itself to who asks, in Slack's markup; `topic` is any but `USE`. `given` is the
    answer that was given last, if there is one."""
    command = escape.mrkdwn(settings.command)
    if topic is About.KEPT:
        erase = escape.mrkdwn(written(settings.command, Command.ERASE, language))
        return say("about.kept", language, days=settings.retention_days, command=command, erase=erase)
    if topic is About.LANGUAGES:
        return say("about.languages", language)
    if topic in (About.SOURCES, About.ANSWER):
        return say("about.sources", language) if given is None else _of_answer(given, language)
    return " ".join([say("about.nature", language, command=command), *_contact(settings, language)])


def _of_answer(answer: Answer, language: Language) -> str:
    """What the bot says of an answer that it has given to who doubts it or asks where it stands, in Slack's markup."""
    if answer.curated is not None:
        return say("about.curated", language)
    if not answer.answers:
        return say("about.refused", language)
    # Of each bulletin the first of its places.
    cited = {quoted.citation.bulletin_id: quoted.citation for quoted in reversed(answer.answers)}
    links = [title_link(citation, language) for citation in reversed(cited.values())]
    return say("about.answer", language, bulletins="; ".join(links))


def home_view(
    info: LibraryInfo,
    settings: SlackSettings,
    language: Language,
    chosen: Language | None,
    added: Sequence[Element] = (),
) -> dict[str, object]:
    """App Home: help, newest bulletins, examples, the language menu and what extensions add."""
    erase = written(settings.command, Command.ERASE, language)
    blocks = [
        elements.header(say("help.title", language, programme=settings.programme)),
        *(elements.section(text) for text in _ways(settings, language)),
        *(elements.section(text) for text in _contact(settings, language)),
        elements.divider(),
        elements.section(_knows(info, language)),
        *_newest(info, language),
        *_tries(settings, language),
        elements.divider(),
        _language_menu(language, chosen),
        elements.context(say("home.language_hint", language)),
        elements.header(say("home.privacy_title", language)),
        elements.section(say("home.privacy", language, days=settings.retention_days, erase=escape.mrkdwn(erase))),
    ]
    return {"type": "home", "blocks": [*blocks, *added][: limits.BLOCKS_PER_VIEW]}


def command_lines(settings: SlackSettings, who: Who, language: Language, widens: bool = False) -> str:
    """What everybody or an admin can have done, one command a line, in Slack's markup."""
    without = frozenset() if settings.thread_replies else HEARING
    commands = [command for command, form in FORMS.items()
                if form.who is who and command not in without and (widens or command is not Command.EVERYWHERE)
                ]  # fmt: skip
    usages = {command: escape.mrkdwn(usage(settings.command, command, language)) for command in commands}
    return "\n".join("• " + say(f"command.{each.value}", language, usage=usages[each]) for each in commands)


def everywhere_button(question: str, language: Language) -> Element:
    """Asks the question of every shelf that may be asked here."""
    asked = limits.cut(f"{FORMS[Command.EVERYWHERE].name(language)}: {question}", limits.BUTTON_VALUE)
    return elements.button(
        _EVERYWHERE, say("shelf.everywhere", language), say("shelf.everywhere_label", language), asked
    )


def _ways(settings: SlackSettings, language: Language, widens: bool = False) -> Iterator[str]:
    command = escape.mrkdwn(settings.command)
    yield say("help.promise", language)
    threads = [say("help.thread_replies", language)] if settings.thread_replies else []
    yield " ".join([say("help.ways", language, command=command), *threads])
    yield command_lines(settings, Who.EVERYBODY, language, widens)


def _contact(settings: SlackSettings, language: Language) -> Iterator[str]:
    if settings.contact:
        yield say("answer.contact", language, contact=contact_markup(settings.contact))


def _knows(info: LibraryInfo, language: Language) -> str:
    if info.indexed_at is None:
        return say("help.knows_none", language)
    local = info.indexed_at.astimezone()
    day = written_date(PartialDate(local.year, local.month, local.day), language)
    indexed = f"{day} {local:%H:%M}"
    if info.bulletins == 1:
        return say("help.knows_one", language, indexed=indexed)
    return say("help.knows", language, bulletins=info.bulletins, indexed=indexed)


def _newest(info: LibraryInfo, language: Language) -> Iterator[Element]:
    if info.newest:
        items = (elements.rich_section(*citation_runs(each, language)) for each in info.newest[:_NEWEST])
        lead = elements.rich_section(elements.text_run(say("help.newest", language), bold=True))
        yield elements.rich_text(lead, elements.rich_list(*items))


def _tries(settings: SlackSettings, language: Language) -> Iterator[Element]:
    """The examples, as buttons that ask."""
    yield elements.section(f"*{say('help.examples', language)}*")
    yield elements.actions(*(
        elements.button(f"{EXAMPLE}:{place}", text, text, limits.cut(text, limits.BUTTON_VALUE))
        for place, text in enumerate(examples(settings, language))
    ))  # fmt: skip


def _language_menu(language: Language, chosen: Language | None) -> Element:
    options = {
        None: elements.option(say("home.automatic", language), "auto"),
        Language.SV: elements.option(say("home.swedish", language), "sv"),
        Language.EN: elements.option(say("home.english", language), "en"),
    }
    return elements.section(
        f"*{say('home.language', language)}*", elements.select(LANGUAGE, list(options.values()), options[chosen])
    )
