"""Which language the bot speaks to whom, and what of a slash command's text is a question, on the strict emulator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Transport
from bot.slack.administration import messages
from bot.slack.administration.desks import pins, why
from bot.slack.administration.desks.channels import PICK
from bot.slack.inbox.question import Surface
from bot.slack.showing.blocks import TIMELINE
from corpus.types import Language
from tests.scenarios.administration_scene import ADMIN, OTHER_ADMIN, STRANGER, Desk, acts, direct
from tests.scenarios.conftest import Scene, strict_scene
from tests.scenarios.stage import Seen, element, soon
from tests.slack_emulator.quiet import is_quiet

ENGLISH, SWEDISH = "When will the house be ready in May?", "När blir huset klart i maj?"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with strict_scene(tmp_path, Transport.SOCKET) as found:
        yield found


def private(it: Desk | Scene, user: str, command: str) -> Seen:
    """What a person alone sees after a command."""
    before = len(it.stage.private(user))
    it.stage.command(user, command)
    return soon(lambda: it.stage.private(user)[before:])[0]


def asked(it: Desk | Scene, user: str, text: str) -> Seen:
    said = it.stage.dm(user, text)
    seen = soon(lambda: it.stage.replies(said))[0]
    assert is_quiet(it.app, 5)
    return seen


def test_help_is_in_the_language_of_its_word_for_somebody_unknown_and_names_the_words_of_that_language(
    it: Desk,
) -> None:
    english, swedish = private(it, "U11", "help").text, private(it, "U12", "hjälp").text
    named = {"help", "timeline SUBJECT", "subscribe", "unsubscribe", "erase"}
    assert "I answer with exact quotes" in english
    assert all(f"`/fvm {words}`" in english for words in named)
    assert "Jag svarar med ordagranna citat" in swedish
    assert all(f"`/fvm {words}`" in swedish for words in ("hjälp", "tidslinje ÄMNE", "prenumerera", "radera"))
    assert not any(f"`/fvm {words}`" in swedish for words in named)


def test_what_somebody_last_asked_in_outweighs_the_word_for_help(it: Desk) -> None:
    asked(it, "U13", SWEDISH)
    asked(it, "U14", ENGLISH)
    assert "Jag svarar med" in private(it, "U13", "help").text
    assert "I answer with" in private(it, "U14", "hjälp").text
    asked(it, "U13", ENGLISH)
    assert "I answer with" in private(it, "U13", "hjälp").text


def test_what_somebody_chose_outweighs_what_they_last_asked_in(it: Desk) -> None:
    it.app.state.preferences.choose("U15", Language.SV)
    assert "hittar jag inget svar" in asked(it, "U15", "What does the parking cost?").text
    assert "Jag svarar med" in private(it, "U15", "help").text
    assert "sammandrag av varje ny bulletin" in private(it, "U15", "subscribe").text


def test_subscribing_in_english_is_answered_in_english_and_names_the_english_way_back(it: Desk) -> None:
    told = private(it, "U16", "subscribe").text
    assert "The channel gets a digest" in told
    assert "`/fvm unsubscribe`" in told
    assert "no more digests" in private(it, "U16", "unsubscribe").text
    assert [each.language for each in it.administration.channels.subscriptions.all()] == []


def test_an_admin_of_whom_nothing_is_known_goes_back_in_english(it: Desk) -> None:
    it.stage.command(ADMIN, "rollback")
    soon(lambda: any("There is no earlier index." in seen.text for seen in direct(it, ADMIN)))
    it.stage.command(OTHER_ADMIN, "återställ")
    soon(lambda: any("Det finns inget tidigare index." in seen.text for seen in direct(it, OTHER_ADMIN)))


def test_others_are_refused_in_the_language_of_the_command(it: Desk) -> None:
    assert "Only the bot's administrators" in private(it, STRANGER, "rollback").text
    assert "bara botens administratörer" in private(it, STRANGER, "återställ").text


def test_an_admin_who_asked_in_english_gets_why_and_an_english_window_behind_it(it: Desk) -> None:
    seen = asked(it, ADMIN, ENGLISH)
    assert element(seen.blocks, why.BUTTON)["text"]["text"] == "Why?"
    it.stage.click(ADMIN, seen, why.BUTTON)
    soon(lambda: "Therefore." in str(it.stage.modal(ADMIN)))
    modal = it.stage.modal(ADMIN) or {}
    assert modal["title"]["text"] == "Why that answer?"
    assert "Passages that were weighed" in str(modal)


def test_app_home_speaks_as_the_person_last_asked(it: Desk) -> None:
    asked(it, ADMIN, ENGLISH)
    it.stage.open_home(ADMIN)
    shown = str(soon(lambda: it.stage.home(ADMIN))["blocks"])
    assert "How to ask" in shown
    assert "`/fvm publish`" in shown
    assert "The last week" in shown
    assert element(soon(lambda: it.stage.home(ADMIN))["blocks"], PICK)["placeholder"]["text"] == "Choose a channel"


def test_help_that_only_an_admin_sees_names_the_admins_commands(it: Desk) -> None:
    swedish = private(it, ADMIN, "hjälp").text
    assert all(f"`/fvm {words}`" in swedish for words in ("publicera", "återställ", "lägg till [ADRESS]"))
    assert "publicera" not in private(it, STRANGER, "hjälp").text
    public = it.stage.mention(ADMIN, "hjälp")
    assert "publicera" not in soon(lambda: it.stage.replies(public))[0].text


@pytest.mark.parametrize("text", ["PIN till Siths-kortet, var får jag den?", "publicera när?"])
@pytest.mark.parametrize("person", [ADMIN, STRANGER])
def test_a_question_that_begins_with_an_admins_word_is_a_question(it: Desk, person: str, text: str) -> None:
    seen = private(it, person, text)
    assert "hittar jag inget svar" in seen.text
    assert it.stage.modal(person) is None
    assert is_quiet(it.app, 5)
    assert acts(it)[-1][1].value == "publish"
    assert [question.arrival.surface for question in it.app.state.inbox.recent(0.0)] == [Surface.COMMAND]


def test_a_preview_that_was_asked_for_in_english_is_published_in_english(it: Desk) -> None:
    it.stage.command(ADMIN, "publish")
    shown = soon(lambda: next((m for m in direct(it, ADMIN) if messages.PUBLISH in str(m.blocks)), None))
    assert "Preview of the index" in shown.text
    it.stage.click(ADMIN, shown, messages.PUBLISH)
    soon(lambda: any("The bot answers from the new index" in m.text for m in direct(it, ADMIN)))


def test_a_form_that_was_opened_in_english_goes_on_in_english(it: Desk) -> None:
    it.stage.command(ADMIN, "pin")
    soon(lambda: (it.stage.modal(ADMIN) or {}).get("callback_id") == pins.FORM)
    it.stage.submit(ADMIN, pin_questions="Who has the key?", pin_text="The guard.")
    soon(lambda: "The answer is pinned" in str(it.stage.modal(ADMIN)))


def test_a_timeline_of_somebody_unknown_is_in_the_language_of_the_command(scene: Scene) -> None:
    scene.stage.command("U21", "timeline training")
    assert "Differs from May 2024" in soon(lambda: _shown(scene, "U21", "Differs"))
    scene.stage.command("U22", "tidslinje training")
    assert "Skiljer sig från maj 2024" in soon(lambda: _shown(scene, "U22", "Skiljer"))
    scene.stage.command("U23", "timeline")
    assert "`/fvm timeline training`" in soon(lambda: _shown(scene, "U23", "/fvm"))


def test_the_button_for_a_timeline_speaks_as_the_person_last_asked(scene: Scene) -> None:
    seen = asked(scene, "U24", "Hur länge väntar vi?")
    asked(scene, "U25", "How do we get a card?")
    scene.stage.click("U24", seen, TIMELINE)
    assert soon(lambda: _shown(scene, "U24", "Skiljer sig från"))


def _shown(scene: Scene, user: str, words: str) -> str:
    shown = str((scene.stage.modal(user) or {}).get("blocks"))
    return shown if words in shown else ""


def test_a_lone_keyword_is_answered_in_the_language_of_the_question_before(scene: Scene) -> None:
    asked(scene, "U26", "When does the training start?")
    assert "May 2024" in asked(scene, "U26", "Millennium").text
    assert "maj 2024" in asked(scene, "U27", "Millennium").text
