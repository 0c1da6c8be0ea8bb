from __future__ import annotations

from pathlib import Path

import pytest

from bot.answering.question.conversation import NO_EARLIER, Earlier
from bot.answering.types import Answer, Status
from bot.settings import SlackSettings
from bot.slack.parts import Shelves
from bot.slack.slash import FORMS, Command, Spoken, Takes, Who, address_in, spoken_in, usage, usage_hint, written
from bot.words.catalogue import texts
from corpus.types import Language
from tests.bot.slack.answers import INFO

SWEDISH, ENGLISH = Language.SV, Language.EN
SPELLINGS = [(command, language, words) for command, form in FORMS.items()
             for language, spelt in ((SWEDISH, form.swedish), (ENGLISH, form.english)) for words in spelt]  # fmt: skip


@pytest.mark.parametrize(("command", "language", "words"), SPELLINGS)
def test_every_word_of_the_table_is_its_command_however_it_is_spaced_and_written(
    command: Command, language: Language, words: str
) -> None:
    assert spoken_in(words) == Spoken(command, "", language)
    assert spoken_in("  " + words.upper().replace(" ", "   ") + " ") == Spoken(command, "", language)
    assert spoken_in(f"{words}x") is None
    assert spoken_in(f"{words},") is None


def test_no_words_are_those_of_two_commands() -> None:
    assert len({words for _, _, words in SPELLINGS}) == len(SPELLINGS)


def test_words_of_earlier_versions_still_work() -> None:
    for words in ("help", "radera", "reindex", "rollback", "gå tillbaka", "lägg till", "lagg till", "publicera", "pin",
                  "fäst", "prenumerera", "avprenumerera", "subscribe", "unsubscribe", "tidslinje", "timeline",
                  "förklara svar x", "explain answer x", "forget me", "radera mig", "hjalp"):  # fmt: skip
        assert spoken_in(words) is not None, words


@pytest.mark.parametrize("text", ["", "  ", "?"])
def test_nothing_at_all_asks_for_help_in_no_language(text: str) -> None:
    assert spoken_in(text) == Spoken(Command.HELP, "", None)


@pytest.mark.parametrize("text", [
    "PIN till Siths-kortet, var får jag den?",
    "pin-kod saknas",
    "pin kod till kortet?",
    "publicera när?",
    "publish when?",
    "Publicera ni bulletinen i morgon?",
    "återställ lösenordet hur gör jag?",
    "rollback av driftstarten, när?",
    "help me find my card",
    "hjälp mig med kortet",
    "radera en patient, får jag det?",
    "prenumerera på nyheter, går det?",
    "lägg till en ny patient?",
    "add a patient, how?",
    "add https://x.example var ligger den?",
    "lägg till läkemedel https://x.example",
    "varför blir huset klart i maj?",
    "förklara systemet",
])  # fmt: skip
def test_words_with_a_text_that_is_no_argument_of_theirs_are_a_question(text: str) -> None:
    assert spoken_in(text) is None


@pytest.mark.parametrize(("text", "command", "arguments"), [
    ("Lägg  till <https://x.example/a?b=1&amp;c=2|x.example/a>", Command.ADD,
     "<https://x.example/a?b=1&amp;c=2|x.example/a>"),
    ("add https://x.example", Command.ADD, "https://x.example"),
    ("fäst Vem har nyckeln till huset?", Command.PIN, "Vem har nyckeln till huset?"),
    ("pin is the house ready?", Command.PIN, "is the house ready?"),
    ("Timeline the launch of X", Command.TIMELINE, "the launch of X"),
    ("tidslinje driftstart", Command.TIMELINE, "driftstart"),
    ("förklara svar Vem leder?", Command.EXPLAIN, "Vem leder?"),
    ("explain answer driftstart Mora", Command.EXPLAIN, "driftstart Mora"),
])  # fmt: skip
def test_an_argument_is_what_its_command_takes(text: str, command: Command, arguments: str) -> None:
    spoken = spoken_in(text)
    assert spoken is not None
    assert (spoken.command, spoken.arguments) == (command, arguments)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("command", Command)
def test_what_help_names_in_a_language_is_understood_as_of_that_language(command: Command, language: Language) -> None:
    spoken = spoken_in(written("/fvm", command, language).removeprefix("/fvm "))
    assert spoken == Spoken(command, "", language)
    assert usage("/fvm", command, language).startswith(written("/fvm", command, language))
    assert usage("/fvm", command, language).removeprefix("/fvm ") in usage_hint(language)
    assert f"command.{command.value}" in texts(language)


def test_swedish_help_names_swedish_words_and_english_help_english_ones() -> None:
    names = [[FORMS[command].name(language) for command in Command] for language in (SWEDISH, ENGLISH)]
    assert names == [
        ["hjälp", "tidslinje", "kalender", "sök i alla", "veckobrev", "sluta veckobrev", "prenumerera",
         "avprenumerera", "radera", "sluta svara själv", "svara själv", "lägg till", "publicera", "återställ",
         "fäst", "förklara svar"],
        ["help", "timeline", "calendar", "search all", "weekly digest", "stop weekly digest", "subscribe",
         "unsubscribe", "erase", "stop answering", "answer by yourself", "add", "publish", "rollback",
         "pin", "explain answer"],
    ]  # fmt: skip


def test_every_command_has_a_form_and_what_it_takes_has_a_name() -> None:
    assert list(FORMS) == list(Command)
    assert {form.who for form in FORMS.values()} == set(Who)
    taken = {f"argument.{form.takes.value}" for form in FORMS.values() if form.takes is not Takes.NOTHING}
    assert taken <= set(texts(SWEDISH))


def test_what_a_command_can_do_without_stands_in_brackets() -> None:
    assert usage("/fvm", Command.ADD, SWEDISH) == "/fvm lägg till [ADRESS]"
    assert usage("/fvm", Command.TIMELINE, ENGLISH) == "/fvm timeline SUBJECT"


@pytest.mark.parametrize(("text", "address"), [
    ("Läs <https://x.example/nytt?a=1&amp;b=2>", "https://x.example/nytt?a=1&b=2"),
    ("<https://x.example/a|rubrik> och https://y.example", "https://x.example/a"),
    ("ingen här", ""),
])  # fmt: skip
def test_an_address_is_read_from_slacks_markup(text: str, address: str) -> None:
    assert address_in(text) == address


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("command", Command)
def test_the_guide_for_slack_names_every_command_as_help_does(command: Command, language: Language) -> None:
    guide = (Path(__file__).parents[3] / "docs" / "slack.md").read_text(encoding="utf-8")
    assert f"`{usage('', command, language).strip()}`" in guide


def test_a_command_may_be_typed_with_letters_and_rings_apart() -> None:
    apart, composed = spoken_in("a\u030aterställ"), spoken_in("\u00e5terställ")
    assert apart is not None
    assert apart == composed


@pytest.mark.parametrize(("said", "asked"), [("sök i alla vem leder?", "vem leder?"), ("sök i alla", "sök i alla"),
                                             ("search all: who?", "who?"), ("vem leder?", "vem leder?")])  # fmt: skip
def test_the_words_that_ask_everywhere_are_no_part_of_the_question_of_one_shelf_either(
    tmp_path: Path, said: str, asked: str
) -> None:
    heard: list[str] = []

    def ask(question: str, earlier: Earlier, /) -> Answer:
        heard.append(question)
        return Answer(question, Language.SV, Status.NO_ANSWER, 0.0)

    Shelves.only(SlackSettings(state_dir=tmp_path), ask, lambda: INFO).ask_in("C1")(said, NO_EARLIER)
    assert heard == [asked]
