"""Every way to ask, through two emulators and both transports; what a person then sees."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bot.answering.question.conversation import Earlier
from bot.slack.inbox.feedback import Rating
from bot.slack.showing.blocks import KEEP, MORE, OPEN, RATE, SHARE, TIMELINE
from bot.slack.showing.guide import EXAMPLE, LANGUAGE
from tests.scenarios.stage import Said, Seen, element, soon

if TYPE_CHECKING:
    from tests.scenarios.conftest import Scene

_SETTLED = 0.4
"""Seconds after which a second reply would have come."""


def the_reply(scene: Scene, said: Said) -> Seen:
    """The one reply; fails where another follows."""
    soon(lambda: scene.stage.replies(said))
    time.sleep(_SETTLED)
    (reply,) = scene.stage.replies(said)
    return reply


def questions(scene: Scene, words: str) -> list[tuple[str, Earlier]]:
    return [(question, earlier) for question, earlier in list(scene.ask.asked) if words in question]


def test_a_mention_gets_one_reply_in_its_thread(scene: Scene, person: str) -> None:
    reply = the_reply(scene, scene.stage.mention(person, f"När börjar utbildningen {person}?"))
    quote = next(block for block in reply.blocks if block["type"] == "rich_text")["elements"][0]
    assert quote["type"] == "rich_text_quote"
    bold = [run["text"] for run in quote["elements"] if run.get("style", {}).get("bold")]
    assert bold == [f"När börjar utbildningen {person}?"]
    assert element(reply.blocks, OPEN)["url"] == "https://intranet.example/maj#:~:text=Utbildningen%20b%C3%B6rjar"
    assert "Nytt i maj" in reply.text
    assert "maj 2024" in reply.text


def test_a_mention_in_a_thread_is_answered_there(scene: Scene, person: str) -> None:
    root = scene.stage.say(person, "Vi pratar om utbildning")
    assert the_reply(scene, scene.stage.mention(person, "När är den?", root.ts))


def test_a_direct_message_gets_one_reply_in_its_thread(scene: Scene, person: str) -> None:
    assert f"hos {person}" in the_reply(scene, scene.stage.dm(person, f"När börjar den hos {person}?")).text


def test_a_reply_in_an_answered_thread_needs_no_mention(scene: Scene, person: str) -> None:
    root = scene.stage.mention(person, f"Vem leder projektet {person}?")
    the_reply(scene, root)
    follow_up = scene.stage.say(person, f"och när börjar han {person}?", root.ts)
    assert the_reply(scene, follow_up)
    (_, earlier) = questions(scene, f"och när börjar han {person}")[0]
    assert earlier == Earlier((f"Vem leder projektet {person}?",), leans=True)


def test_other_talk_is_left_alone(scene: Scene, person: str) -> None:
    said = scene.stage.say(person, "Någon som vet när det är lunch?")
    answered = scene.stage.mention(person, "Hej")
    the_reply(scene, answered)
    assert scene.stage.replies(said) == []


def test_a_command_is_answered_to_the_asker_alone_and_can_be_shared(scene: Scene, person: str) -> None:
    before = len(scene.stage.public())
    scene.stage.command(person, f"När börjar den för {person}?")
    private = soon(lambda: scene.stage.private(person))[0]
    assert (f"för {person}" in private.text, len(scene.stage.public())) == (True, before)
    scene.stage.click(person, private, SHARE)
    shared = soon(lambda: scene.stage.public()[before:])
    assert f"för {person}" in shared[0].text
    scene.stage.click(person, private, SHARE)
    time.sleep(_SETTLED)
    assert len(scene.stage.public()) == before + 1


def test_a_greeting_gets_help_and_no_search(scene: Scene, person: str) -> None:
    reply = the_reply(scene, scene.stage.dm(person, "Hej!"))
    assert "/fvm" in reply.text
    assert questions(scene, "Hej!") == []


def test_the_help_command_names_the_newest_bulletins(scene: Scene, person: str) -> None:
    scene.stage.command(person, "help")
    assert "Nytt i juni" in soon(lambda: scene.stage.private(person))[0].text


def test_a_refusal_shows_the_nearest_and_keeps_the_question(scene: Scene, person: str) -> None:
    reply = the_reply(scene, scene.stage.mention(person, f"Något okänd om {person}?"))
    assert all(words in reply.text for words in ("Nytt i maj", "Nytt i juni", "C0HELPDESK"))
    scene.stage.click(person, reply, KEEP)
    assert soon(lambda: scene.stage.private(person))
    kept = [one.question for one in scene.app.state.kept.waiting() if person in one.question]
    assert kept == [f"Något okänd om {person}?"]


def test_more_shows_the_passage_around_the_quote(scene: Scene, person: str) -> None:
    reply = the_reply(scene, scene.stage.mention(person, f"Vad gäller för {person}?"))
    scene.stage.click(person, reply, MORE)
    modal = soon(lambda: scene.stage.modal(person))
    assert f"Vad gäller för {person}?" in str(modal["blocks"])
    assert "Och så vidare." in str(modal["blocks"])


def timeline(scene: Scene, person: str, words: str) -> str:
    """The blocks of the modal, once it shows what was asked for instead of that it is being searched for."""

    def found() -> str:
        modal = scene.stage.modal(person)
        blocks = str(modal["blocks"]) if modal else ""
        return blocks if words in blocks else ""

    return soon(found)


def test_a_timeline_is_offered_and_shown_where_several_months_have_something_to_say(scene: Scene, person: str) -> None:
    root = scene.stage.mention(person, f"Hur länge väntar {person}?")
    the_reply(scene, root)
    reply = the_reply(scene, scene.stage.mention(person, f"och hur länge till {person}?", root.ts))
    scene.stage.click(person, reply, TIMELINE)
    shown = timeline(scene, person, f" börjar och hur länge till {person}? / efter Hur länge")
    assert "Skiljer sig från maj 2024: ”Den 5 maj”" in shown
    assert "https://intranet.example/maj#:~:text=Utbildningen" in shown


def test_no_timeline_is_offered_where_one_month_has_something_to_say(scene: Scene, person: str) -> None:
    reply = the_reply(scene, scene.stage.mention(person, f"När börjar {person}?"))
    assert TIMELINE not in [each.get("action_id") for block in reply.blocks for each in block.get("elements", ())]


def test_a_timeline_is_shown_by_command_and_asks_the_inbox_nothing(scene: Scene, person: str) -> None:
    scene.stage.command(person, f"tidslinje driftstarten hos {person}")
    assert "maj" in timeline(scene, person, f" börjar driftstarten hos {person}.")
    scene.stage.command(person, f"Timeline the launch of {person}")
    assert "Differs from May 2024" in timeline(scene, person, f" börjar the launch of {person}.")
    assert questions(scene, person) == []
    assert scene.stage.private(person) == []


def test_a_timeline_of_the_unknown_names_the_nearest_bulletins(scene: Scene, person: str) -> None:
    scene.stage.command(person, f"tidslinje okänd {person}")
    assert "Nytt i juni" in timeline(scene, person, "Ingen bulletin säger något tydligt om det.")


def test_a_timeline_without_a_subject_says_how_to_ask(scene: Scene, person: str) -> None:
    scene.stage.command(person, "tidslinje")
    assert timeline(scene, person, "`/fvm tidslinje driftstart`")


def test_a_personal_number_has_no_timeline(scene: Scene, person: str) -> None:
    scene.stage.command(person, "tidslinje 19811218-9876")
    assert "9876" not in timeline(scene, person, "personnummer")


def test_a_thumb_down_asks_why_and_both_are_stored(scene: Scene, person: str) -> None:
    reply = the_reply(scene, scene.stage.mention(person, f"Vad kostar det för {person}?"))
    rating = element(reply.blocks, RATE)
    scene.stage.click(person, reply, RATE, rating["negative_button"]["value"])
    soon(lambda: (scene.stage.modal(person) or {}).get("callback_id") == "why_bad")
    scene.stage.submit(person, reason="old", comment="Från förra året")
    stored = soon(
        lambda: [one for one in scene.app.state.feedback.rows() if person in (one.question or "") and one.comment]
    )
    assert [(one.rating, one.reason, one.comment) for one in stored] == [(Rating.DOWN, "old", "Från förra året")]


def test_a_thumb_can_be_turned(scene: Scene, person: str) -> None:
    reply = the_reply(scene, scene.stage.mention(person, f"Var står det för {person}?"))
    rating = element(reply.blocks, RATE)
    for button in ("negative_button", "positive_button"):
        scene.stage.click(person, reply, RATE, rating[button]["value"])
        time.sleep(_SETTLED)
    mine = [one for one in scene.app.state.feedback.rows() if person in (one.question or "")]
    assert [one.rating for one in mine] == [Rating.UP]


def test_an_edit_updates_the_reply_in_its_place(scene: Scene, person: str) -> None:
    said = scene.stage.mention(person, f"När börjar kurs ett {person}?")
    first = the_reply(scene, said)
    scene.stage.edit(said, person, said.text.replace("ett", "två"))
    soon(lambda: "kurs två" in scene.stage.replies(said)[0].text)
    assert the_reply(scene, said).ts == first.ts


def test_a_deleted_question_takes_its_reply_along(scene: Scene, person: str) -> None:
    said = scene.stage.mention(person, "När börjar kursen?")
    the_reply(scene, said)
    scene.stage.delete(said, person)
    soon(lambda: not scene.stage.replies(said))


def test_a_personal_number_is_warned_about_in_private_and_never_stored(scene: Scene, person: str) -> None:
    said = scene.stage.mention(person, f"Var är journalen för 19811218-9876, undrar {person}?")
    assert soon(lambda: scene.stage.private(person))
    assert (scene.stage.replies(said), questions(scene, person)) == ([], [])
    files = scene.app.parts.settings.state_dir.glob("*.sqlite3*")
    assert b"19811218" not in b"".join(path.read_bytes() for path in files)
    assert "19811218" not in str(scene.app.state.database.rows("SELECT * FROM question"))


def test_app_home_tells_what_the_bot_knows(scene: Scene, person: str) -> None:
    scene.stage.open_home(person)
    home = soon(lambda: scene.stage.home(person))
    assert "Nytt i juni" in str(home["blocks"])
    assert element(home["blocks"], LANGUAGE)["type"] == "static_select"


def test_an_example_in_a_channel_is_answered_to_who_pressed_it_alone(scene: Scene, person: str) -> None:
    helped = the_reply(scene, scene.stage.mention(person, "hjälp"))
    before = len(scene.stage.public())
    scene.stage.click(person, helped, f"{EXAMPLE}:1")
    (answer,) = soon(lambda: scene.stage.private(person))
    asked = element(helped.blocks, f"{EXAMPLE}:1")["value"]
    assert (f"Utbildningen börjar: {asked}" in answer.text, f"Svar på frågan ”{asked}”" in answer.text) == (True, True)
    assert len(scene.stage.public()) == before


def test_an_example_in_a_direct_message_is_answered_there(scene: Scene, person: str) -> None:
    said = scene.stage.dm(person, "hjälp")
    helped = the_reply(scene, said)
    scene.stage.click(person, helped, f"{EXAMPLE}:0")
    soon(lambda: len(scene.stage.replies(said)) == 2)


def test_english_is_answered_in_english(scene: Scene, person: str) -> None:
    said = scene.stage.mention(person, f"When does the training start for {person}?")
    reply = the_reply(scene, said)
    assert "May 2024" in reply.text
