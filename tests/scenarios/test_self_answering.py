"""A channel where the bot answers by itself: what it says there, what it only marks, and how that begins and ends."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.administration.audit import Act, ActOutcome
from bot.settings import Transport
from bot.slack.administration.desks.answering import PICK, START, STOP
from bot.slack.administration.self_answering import SelfAnswering, SelfAnsweringChannels
from bot.slack.showing.blocks import QUIET
from bot.slack.slash import MARK
from corpus.types import Language
from tests.scenarios.administration_scene import ADMIN, STRANGER, Desk, direct, ended_acts, strict_desk
from tests.scenarios.spoken_answers import DOUBTED, UNKNOWN, Quoting
from tests.scenarios.stage import element, soon
from tests.scenarios.storm import Storm, storm
from tests.slack_emulator.config import Config
from tests.slack_emulator.workspace import TEAM, Message

ANNA, BO = "U0ANNA", "U0BO"
SURE = "När börjar utbildningen i det nya systemet?"
DOUBTFUL = f"När börjar den {DOUBTED}ma utbildningen i Lund?"


@pytest.fixture(scope="module", params=list(Transport))
def slack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storm]:
    """The bot in a channel where it answers by itself."""
    folder = tmp_path_factory.mktemp("channel")
    with storm(folder, request.param, ask=Quoting(), thread_replies=True) as found:
        answer_itself(found)
        yield found


def answer_itself(slack: Storm) -> None:
    channels = SelfAnsweringChannels(slack.app.state.database)
    channels.add(SelfAnswering(TEAM, slack.channel.id, Language.SV, time.time()))


def said(slack: Storm, user: str, text: str, root: str | None = None) -> Message:
    """A message, once nothing more comes of it."""
    message = slack.emulator.say(user, slack.channel, text, root)
    done(slack)
    return message


def done(slack: Storm) -> None:
    assert all(envelope.settled.wait(10) for envelope in slack.emulator.delivery.sent)
    slack.settled(0.2)


def stored(slack: Storm) -> bytes:
    return b"".join(path.read_bytes() for path in slack.app.parts.settings.state_dir.glob("slack.sqlite3*"))


def test_a_question_that_it_is_sure_to_answer_is_answered_in_its_thread(slack: Storm) -> None:
    asked = said(slack, ANNA, SURE)
    (answer,) = slack.emulator.replies(asked)
    assert (answer.thread, asked.reactions) == (asked.ts, [])
    assert SURE in answer.text
    assert QUIET in str(answer.blocks)


@pytest.mark.parametrize("chatter", ["haha", "Jag håller med Anna", "Vi ses kl 10 i fikarummet", ":tada:",
                                     "<@U0BO> kan du ringa mig sen?", "Tack för hjälpen!"])  # fmt: skip
def test_what_asks_nothing_gets_neither_line_nor_mark_and_leaves_nothing(slack: Storm, chatter: str) -> None:
    before = len(slack.app.state.database.rows("SELECT id FROM question"))
    message = said(slack, BO, chatter)
    assert (slack.emulator.replies(message), message.reactions) == ([], [])
    assert len(slack.app.state.database.rows("SELECT id FROM question")) == before
    assert chatter.encode() not in stored(slack)


@pytest.mark.parametrize("text", [DOUBTFUL, f"När får vi den {UNKNOWN}a utbildningen i Malmö?"])
def test_a_question_that_it_is_not_sure_to_answer_gets_a_mark_and_its_words_are_not_stored(
    slack: Storm, text: str
) -> None:
    asked = said(slack, ANNA, text)
    assert (slack.emulator.replies(asked), asked.reactions) == ([], [MARK])
    assert text.encode() not in stored(slack)
    assert slack.emulator.ephemerals(ANNA) == []


def test_who_adds_the_same_mark_alone_sees_what_was_found(slack: Storm) -> None:
    asked = said(slack, ANNA, f"När får vi den {UNKNOWN}a utbildningen i Borås?")
    slack.emulator.react("U0CARIN", asked, MARK)
    seen = slack.emulator.wait_for_ephemeral("U0CARIN")
    assert "hittar jag inget svar" in seen.text
    assert "Nytt i maj" in seen.text
    assert "Svar på frågan ”" in seen.text
    assert slack.emulator.replies(asked) == []


def test_who_adds_the_mark_to_a_doubtful_one_sees_the_doubtful_answer(slack: Storm) -> None:
    asked = said(slack, ANNA, DOUBTFUL)
    slack.emulator.react("U0DAN", asked, MARK)
    assert DOUBTFUL in slack.emulator.wait_for_ephemeral("U0DAN").text


def test_another_reaction_and_a_mark_on_what_the_bot_has_not_marked_get_nothing(slack: Storm) -> None:
    asked, chatter = said(slack, ANNA, DOUBTFUL), said(slack, ANNA, "Vi ses kl 10 i fikarummet")
    slack.emulator.react("U0EVA", asked, "thumbsup")
    slack.emulator.react("U0EVA", chatter, MARK)
    done(slack)
    assert slack.emulator.ephemerals("U0EVA") == []


def test_a_mark_goes_where_its_question_becomes_chatter_and_where_it_gets_an_answer(slack: Storm) -> None:
    one, other = said(slack, ANNA, DOUBTFUL), said(slack, BO, DOUBTFUL)
    slack.emulator.edit(one, "haha, strunt samma")
    slack.emulator.edit(other, SURE)
    done(slack)
    assert (one.reactions, other.reactions) == ([], [])
    assert (len(slack.emulator.replies(one)), len(slack.emulator.replies(other))) == (0, 1)


def test_an_answered_question_that_is_edited_into_a_doubtful_one_keeps_one_reply(slack: Storm) -> None:
    asked = said(slack, ANNA, SURE)
    (first,) = slack.emulator.replies(asked)
    slack.emulator.edit(asked, DOUBTFUL)
    done(slack)
    (again,) = slack.emulator.replies(asked)
    assert (again.ts, asked.reactions) == (first.ts, [])
    assert "hittar jag inget svar" in again.text


def test_a_question_is_forgotten_with_its_message_also_where_somebody_wanted_it_answered(slack: Storm) -> None:
    asked = said(slack, ANNA, "När börjar den tveksamma utbildningen i Ytterlännäs?")
    slack.emulator.react("U0FIA", asked, MARK)
    slack.emulator.wait_for_ephemeral("U0FIA")
    done(slack)
    assert "Ytterlännäs".encode() in stored(slack)
    slack.emulator.delete(asked)
    done(slack)
    assert "Ytterlännäs".encode() not in stored(slack)


def test_in_the_thread_of_its_answer_it_hears_what_is_asked_on(slack: Storm) -> None:
    asked = said(slack, ANNA, SURE)
    follow_up = said(slack, BO, "och när börjar den i Malmö?", asked.ts)
    assert len(slack.emulator.replies(follow_up)) == 1


def test_a_personal_number_in_a_question_is_warned_of_alone(slack: Storm) -> None:
    said(slack, "U0GUN", "När börjar utbildningen för 811218-9876 i det nya systemet?")
    assert "personnummer" in slack.emulator.wait_for_ephemeral("U0GUN").text
    assert b"811218" not in stored(slack)


def test_people_of_other_organisations_and_bots_get_nothing_by_itself(slack: Storm) -> None:
    workflow = slack.emulator.say("B0FLOW", slack.channel, SURE, bot_id="B0FLOW", subtype="bot_message")
    done(slack)
    assert (slack.emulator.replies(workflow), workflow.reactions) == ([], [])


def test_in_other_channels_it_is_as_before(slack: Storm) -> None:
    other = slack.emulator.channel("kafferummet")
    asked = slack.emulator.say(ANNA, other, SURE)
    done(slack)
    assert (slack.emulator.replies(asked), asked.reactions) == ([], [])


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Desk]:
    with strict_desk(tmp_path) as found:
        yield found


def public(it: Desk) -> list[str]:
    return [seen.text for seen in it.stage.public()]


def test_an_admin_first_sees_what_it_would_have_done_then_turns_it_on_and_anybody_ends_it(bot: Desk) -> None:
    bot.stage.say(STRANGER, "Vi ses kl 10 i fikarummet")
    bot.stage.say(STRANGER, "När blir det nya huset klart för alla avdelningar?")
    bot.stage.command(ADMIN, "svara själv")
    (tried,) = soon(lambda: direct(bot, ADMIN))
    assert "Meddelanden: 2." in tried.text
    assert "Ingenting: 1." in tried.text
    assert public(bot) == []
    bot.stage.click(ADMIN, tried, START)
    (told,) = soon(lambda: public(bot))
    assert "`/fvm sluta svara själv`" in told
    assert SelfAnsweringChannels(bot.app.state.database).holds(tried_channel(tried.blocks))
    bot.stage.command(STRANGER, "sluta svara själv")
    assert "svarar inte längre själv" in soon(lambda: public(bot)[1:])[0]
    assert SelfAnsweringChannels(bot.app.state.database).all() == []
    assert ended_acts(bot)[-2:] == [(ADMIN, Act.ANSWER_ITSELF, ActOutcome.DONE),
                                    (STRANGER, Act.END_ANSWERING, ActOutcome.DONE)]  # fmt: skip


def tried_channel(blocks: object) -> str:
    return str(element(blocks, START)["value"])  # type: ignore[arg-type]


def test_it_is_turned_on_and_off_from_app_home_by_admins_alone(bot: Desk) -> None:
    emulator = bot.stage.emulator  # type: ignore[attr-defined]
    bot.stage.say(ADMIN, "Hej på er")
    bot.stage.open_home(ADMIN)
    home = emulator.wait_for_home(ADMIN)
    emulator.click(ADMIN, home, PICK, bot.stage.channel.id)  # type: ignore[attr-defined]
    bot.stage.command(STRANGER, "svara själv")
    assert "administratörer" in soon(lambda: bot.stage.private(STRANGER))[-1].text
    (tried,) = soon(lambda: direct(bot, ADMIN))
    bot.stage.click(ADMIN, tried, START)
    soon(lambda: public(bot))
    bot.stage.open_home(ADMIN)
    emulator.click(ADMIN, emulator.wait_for_home(ADMIN, revisions=1), f"{STOP}_0")
    assert "svarar inte längre själv" in soon(lambda: public(bot)[1:])[0]


def test_with_the_first_manifest_it_is_not_offered(tmp_path: Path) -> None:
    with storm(tmp_path, config=Config()) as slack:
        slack.emulator.command(ANNA, slack.channel, "hjälp")
        assert "svara själv" not in slack.emulator.wait_for_ephemeral(ANNA).text
