"""The bot among colleagues who talk: where it is called, what it answers there, and when it says nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Transport
from bot.slack.showing.blocks import QUIET
from bot.slack.showing.guide import EXAMPLE
from tests.scenarios.spoken_answers import UNKNOWN, Quoting
from tests.scenarios.stage import soon
from tests.scenarios.storm import Storm, storm
from tests.slack_emulator.config import Config
from tests.slack_emulator.emulator import MENTION
from tests.slack_emulator.workspace import Message

ANNA, BO = "U0ANNA", "U0BO"


@pytest.fixture(scope="module", params=list(Transport))
def slack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storm]:
    """The bot with the second manifest."""
    with storm(tmp_path_factory.mktemp("threads"), request.param, ask=Quoting(), thread_replies=True) as found:
        yield found


@pytest.fixture
def answered(slack: Storm) -> Message:
    """A question of Anna's that the bot has answered in its thread."""
    root = slack.emulator.mention(ANNA, slack.channel, "När börjar utbildningen i Lund?")
    slack.emulator.wait_for_reply(root)
    return root


def replied(slack: Storm, said: Message) -> list[str]:
    """The bot's public lines after a message, once nothing more comes."""
    assert all(envelope.settled.wait(10) for envelope in slack.emulator.delivery.sent)
    slack.settled(0.2)
    return [message.text for message in slack.emulator.replies(said)]


def heard(slack: Storm, user: str, text: str, root: Message) -> list[str]:
    return replied(slack, slack.emulator.say(user, slack.channel, text, root.ts))


def stored(slack: Storm) -> bytes:
    return b"".join(path.read_bytes() for path in slack.app.parts.settings.state_dir.glob("slack.sqlite3*"))


def test_a_call_to_a_colleagues_question_is_answered_with_it_and_says_which(slack: Storm) -> None:
    root = slack.emulator.say(BO, slack.channel, "Hur länge går det att läsa i det gamla systemet?")
    slack.emulator.say(ANNA, slack.channel, "ingen aning", root.ts)
    call = slack.emulator.mention(ANNA, slack.channel, "kan du svara på det här?", root.ts)
    (reply,) = replied(slack, call)
    first, second = reply.split("\n")[0], reply.split("\n")[-1]
    assert "Utbildningen börjar: Hur länge går det att läsa i det gamla systemet?" in first
    assert "Svar på frågan ”Hur länge går det att läsa i det gamla systemet?”" in second


def test_a_call_where_nobody_has_asked_is_asked_back(slack: Storm) -> None:
    root = slack.emulator.say(BO, slack.channel, "Vi ses kl 10 i fikarummet")
    (reply,) = replied(slack, slack.emulator.mention(ANNA, slack.channel, "kan du svara på det här?", root.ts))
    assert "Fråga FVM om detta" in reply


@pytest.mark.parametrize("chatter", ["haha", "👍", ":+1: :tada:", "Jag håller med Anna", "https://x.example/a?b=c",
                                     "Vi ses kl 10 i fikarummet", "<@U0ANNA> kan du ringa mig sen?"])  # fmt: skip
def test_chatter_gets_no_line_and_leaves_nothing(slack: Storm, answered: Message, chatter: str) -> None:
    asked = len(slack.app.state.database.rows("SELECT id FROM question"))
    assert heard(slack, BO, chatter, answered) == []
    assert slack.emulator.ephemerals(BO) == []
    assert len(slack.app.state.database.rows("SELECT id FROM question")) == asked
    assert chatter.encode() not in stored(slack)


def test_a_follow_up_is_answered_without_a_mention(slack: Storm, answered: Message) -> None:
    (reply,) = heard(slack, BO, "och när börjar den i Malmö?", answered)
    assert "och när börjar den i Malmö?" in reply


def test_a_question_without_an_answer_is_refused_only_to_who_was_just_answered(slack: Storm, answered: Message) -> None:
    assert heard(slack, BO, f"Vem leder den {UNKNOWN}a utbildningen i Lund?", answered) == []
    root = slack.emulator.mention(ANNA, slack.channel, "När börjar utbildningen i Lund?")
    slack.emulator.wait_for_reply(root)
    (refusal,) = heard(slack, ANNA, f"Och vem leder den {UNKNOWN}a utbildningen?", root)
    assert "hittar jag inget svar" in refusal


@pytest.mark.parametrize(("who", "words"), [(ANNA, ["Det står ord för ord i"]), (BO, [])])
def test_who_was_just_answered_and_doubts_it_is_told_where_it_stands(
    slack: Storm, answered: Message, who: str, words: list[str]
) -> None:
    told = heard(slack, who, "Stämmer det verkligen?", answered)
    assert [line[: len("Det står ord för ord i")] for line in told] == words


def test_the_button_ends_it_in_the_thread(slack: Storm, answered: Message) -> None:
    slack.emulator.click(BO, slack.emulator.wait_for_reply(answered), QUIET)
    assert "inget mer i den här tråden" in slack.emulator.wait_for_ephemeral(BO).text
    assert heard(slack, ANNA, "och när börjar den i Malmö?", answered) == []
    assert replied(slack, slack.emulator.mention(ANNA, slack.channel, "När börjar den?", answered.ts)) != []


@pytest.mark.parametrize(("word", "who"), [("Tyst i tråden", "U0C"), ("tyst!", "U0D"), ("quiet in the thread", "U0E")])
def test_a_word_ends_it_in_the_thread(slack: Storm, answered: Message, word: str, who: str) -> None:
    assert heard(slack, who, word, answered) == []
    assert slack.emulator.ephemerals(who)
    assert heard(slack, ANNA, "och när börjar den i Malmö?", answered) == []


def test_an_edited_question_in_the_thread_is_answered_anew_in_its_own_reply(slack: Storm, answered: Message) -> None:
    follow_up = slack.emulator.say(BO, slack.channel, "och när börjar den i Malmö?", answered.ts)
    slack.settled()
    (first,) = slack.emulator.replies(follow_up)
    slack.emulator.edit(follow_up, "och när börjar den i Kiruna?")
    slack.settled()
    (again,) = slack.emulator.replies(follow_up)
    assert (again.ts, "Kiruna" in again.text, "Malmö" in again.text) == (first.ts, True, False)


def test_an_answer_goes_when_its_question_is_edited_into_chatter(slack: Storm, answered: Message) -> None:
    follow_up = slack.emulator.say(BO, slack.channel, "och när börjar den i Malmö?", answered.ts)
    slack.settled()
    assert len(slack.emulator.replies(follow_up)) == 1
    slack.emulator.edit(follow_up, "haha, strunt samma")
    assert replied(slack, follow_up) == []


def test_a_group_direct_message_needs_no_mention_and_chatter_there_gets_none(slack: Storm) -> None:
    group = slack.emulator.channel("mpdm-anna--bo--fvm", "mpim")
    asked = slack.emulator.say(ANNA, group, "När börjar utbildningen i Lund?")
    assert len(replied(slack, asked)) == 1
    assert replied(slack, slack.emulator.say(BO, group, "haha")) == []
    (refusal,) = replied(slack, slack.emulator.say(BO, group, f"Vem leder den {UNKNOWN}a utbildningen i Lund?"))
    assert "hittar jag inget svar" in refusal


def test_a_personal_number_among_colleagues_is_neither_read_nor_stored(slack: Storm, answered: Message) -> None:
    assert heard(slack, BO, "hon är 811218-9876, haha", answered) == []
    assert heard(slack, BO, "och när börjar utbildningen för 811218-9876?", answered) == []
    assert "personnummer" in slack.emulator.ephemerals(BO)[-1].text
    heard(slack, ANNA, "och när börjar den i Malmö?", answered)
    assert b"811218" not in stored(slack)


def test_what_was_asked_in_the_thread_is_stored_with_its_answer(slack: Storm, answered: Message) -> None:
    heard(slack, BO, "och när börjar den i Haparanda?", answered)
    texts = [row["text"] for row in slack.app.state.database.rows("SELECT text FROM question WHERE surface = 'thread'")]
    assert "och när börjar den i Haparanda?" in texts


def test_with_the_first_manifest_a_call_is_asked_back_and_nothing_promises_threads(tmp_path: Path) -> None:
    with storm(tmp_path, config=Config()) as slack:
        root = slack.emulator.say(BO, slack.channel, "Hur länge går det att läsa i det gamla systemet?")
        (reply,) = replied(slack, slack.emulator.mention(ANNA, slack.channel, "kan du svara på det här?", root.ts))
        assert "Fråga FVM om detta" in reply
        asked = slack.emulator.mention(ANNA, slack.channel, "När börjar utbildningen i Lund?")
        answer = slack.emulator.wait_for_reply(asked)
        assert QUIET not in str(answer.blocks)
        (helped,) = replied(slack, slack.emulator.mention(ANNA, slack.channel, "hjälp"))
        assert "tråden" not in helped
        slack.emulator.open_app(ANNA)
        assert "i tråden" not in str(slack.emulator.wait_for_home(ANNA).payload)
        assert slack.emulator.called("conversations.replies") == []


def test_with_the_second_manifest_help_says_how_to_ask_further(slack: Storm) -> None:
    (helped,) = replied(slack, slack.emulator.mention(ANNA, slack.channel, "hjälp"))
    assert "Tyst i tråden" in helped


def test_a_thread_that_slack_does_not_give_now_is_read_later(slack: Storm, answered: Message) -> None:
    slack.emulator.faults.server_error("conversations.replies")
    said = slack.emulator.say(BO, slack.channel, "och när börjar den i Malmö?", answered.ts)
    soon(lambda: slack.emulator.replies(said))
    time.sleep(0.3)
    assert len(slack.emulator.replies(said)) == 1


def test_an_example_in_app_home_asks_and_is_answered_by_a_direct_message(slack: Storm) -> None:
    slack.emulator.open_app("U0F")
    home = slack.emulator.wait_for_home("U0F")
    slack.emulator.click("U0F", home, f"{EXAMPLE}:0")
    (answer,) = soon(lambda: list(slack.emulator.messages(slack.emulator.workspace.im("U0F"))))
    assert "Svar på frågan ”" in answer.text


def workflow(slack: Storm, text: str, root: str | None = None) -> Message:
    """A step of Workflow Builder that mentions the bot: nobody's message."""
    said = {"bot_id": "B0FLOW", "subtype": "bot_message", "app_id": "A0FLOW"}
    return slack.emulator.say("B0FLOW", slack.channel, f"{MENTION} {text}", root, **said)


def test_a_workflow_is_answered_once_and_not_where_it_answers(slack: Storm) -> None:
    asked = workflow(slack, "När börjar utbildningen i Borås?")
    assert len(replied(slack, asked)) == 1
    assert replied(slack, workflow(slack, "När börjar utbildningen i Skövde?", asked.ts)) == []


def test_a_workflow_that_asks_too_fast_gets_silence_and_no_private_line(slack: Storm) -> None:
    asked = [workflow(slack, f"När börjar kurs {number}?") for number in range(8)]
    assert sum(len(replied(slack, each)) for each in asked) <= 5
    assert slack.emulator.called("chat.postEphemeral") == [
        call for call in slack.emulator.called("chat.postEphemeral") if call.arguments["user"] != "B0FLOW"
    ]
