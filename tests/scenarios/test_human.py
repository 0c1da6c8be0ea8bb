"""The way to a human: a question passed on, a person's answer to it, pinned, counted and erased."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Transport
from bot.slack.showing import blocks, human
from bot.slack.showing.elements import of_shelf
from bot.wiring.opened_shelves import open_pins
from tests.scenarios.shelves_scene import CARE_ADMIN, STORE_ADMIN, Hall, hall
from tests.scenarios.stage import soon
from tests.slack_emulator.workspace import Channel, Message

ANNA, KIM, OFFICER = "U0ANNA", "U0KIM", "U0OFFICER"
ASKED = "Vad kostar stjärnbilden för patienten?"


@pytest.fixture(params=list(Transport))
def it(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hall]:
    with hall(tmp_path, request.param, contact="C00000004") as found:
        yield found
        assert found.slack.refused() == []


@pytest.fixture
def office(it: Hall) -> Channel:
    """The contact's channel, which has the id that the settings name."""
    channel = it.slack.channel("kansli")
    assert channel.id == it.app.parts.settings.contact
    return channel


def refused(it: Hall, channel: Channel | None = None) -> Message:
    return it.slack.wait_for_reply(it.slack.mention(ANNA, channel or it.lobby, ASKED))


def pass_on(it: Hall, refusal: Message, words: str = "", named: bool = True) -> None:
    it.slack.click(ANNA, refusal, human.ASK)
    view = it.slack.wait_for_modal(ANNA)
    it.slack.submit(view, {human.WORDS: words, human.NAME: "named" if named else "unnamed"})
    it.settled()


def passed_on(it: Hall, office: Channel) -> Message:
    return soon(lambda: [message for message in it.slack.messages(office) if message.by_bot])[0]


def test_a_question_is_passed_on_answered_by_a_person_and_pinned(it: Hall, office: Channel) -> None:
    refusal = refused(it)
    pass_on(it, refusal, "Det gäller barn.")
    asked = passed_on(it, office)
    assert ASKED in asked.text
    assert f"<@{ANNA}>" in asked.text
    assert "Det gäller barn." in str(asked.blocks)
    assert "/archives/" in str(asked.blocks)
    it.slack.say(KIM, office, "haha", asked.ts)
    it.slack.click(KIM, asked, human.REPLY)
    it.slack.submit(it.slack.wait_for_modal(KIM), {human.WORDS: "Den kostar hundra kronor."})
    it.settled()
    answer = it.slack.replies(refusal)[-1]
    assert answer.text.startswith("Den kostar hundra kronor.")
    assert "svar från en människa" in answer.text
    assert "haha" not in it.everything_said(it.lobby)
    marked = it.slack.workspace.messages[office.id, asked.ts]
    assert "Besvarad" in marked.text
    assert "Den kostar hundra kronor." in str(marked.blocks)
    it.slack.click(STORE_ADMIN, marked, of_shelf(human.PIN, "kurs"))
    assert "administratörer" in it.slack.wait_for_ephemeral(STORE_ADMIN).text
    it.slack.click(CARE_ADMIN, marked, of_shelf(human.PIN, "kurs"))
    (pin,) = soon(lambda: open_pins(it.shelves["kurs"]).all())
    assert (pin.questions, pin.text) == ((ASKED,), "Den kostar hundra kronor.")
    assert pin.expires == datetime.date.today() + datetime.timedelta(days=90)
    assert "Den kostar hundra kronor." in it.slack.wait_for_reply(it.slack.dm(KIM, ASKED)).text


def test_without_a_name_nothing_tells_who_asks(it: Hall, office: Channel) -> None:
    pass_on(it, refused(it), named=False)
    asked = passed_on(it, office)
    assert ANNA not in f"{asked.text} {asked.blocks}"


def test_the_shortcut_on_a_reply_in_the_thread_sends_that_reply(it: Hall, office: Channel) -> None:
    refusal = refused(it)
    pass_on(it, refusal)
    asked = passed_on(it, office)
    reply = it.slack.say(KIM, office, "Hundra kronor.", asked.ts)
    it.slack.shortcut(KIM, reply, human.REPLY)
    assert "skickat" in it.slack.wait_for_ephemeral(KIM).text
    it.settled()
    assert it.slack.replies(refusal)[-1].text.startswith("Hundra kronor.")
    it.slack.shortcut(KIM, it.slack.say(KIM, office, "Och moms.", asked.ts), human.REPLY)
    assert "väntar på en människa" in it.slack.wait_for_ephemeral(KIM, 1).text


def test_what_was_asked_alone_is_answered_alone(it: Hall, office: Channel) -> None:
    it.slack.command(ANNA, it.lobby, ASKED)
    pass_on(it, it.slack.wait_for_ephemeral(ANNA))
    it.slack.click(KIM, passed_on(it, office), human.REPLY)
    it.slack.submit(it.slack.wait_for_modal(KIM), {human.WORDS: "Hundra kronor."})
    it.settled()
    direct = [m for m in it.slack.messages(it.slack.workspace.im(ANNA)) if m.by_bot]
    assert direct[0].text.startswith("Hundra kronor.")
    assert "Hundra kronor." not in it.everything_said(it.lobby)


def test_erasing_a_question_takes_its_copy_away(it: Hall, office: Channel) -> None:
    pass_on(it, refused(it))
    asked = passed_on(it, office)
    it.slack.command(ANNA, it.lobby, "radera mig")
    soon(lambda: it.slack.workspace.messages[office.id, asked.ts].deleted)
    assert it.app.state.database.rows("SELECT 1 FROM referred") == []


def follow_up_passed_on(it: Hall, office: Channel, named: bool) -> tuple[Message, Message]:
    """A question and what is asked on below it, which is passed on; the first question and the copy of the other."""
    first = it.slack.mention(ANNA, it.lobby, ASKED)
    it.slack.wait_for_reply(first)
    further = it.slack.mention(ANNA, it.lobby, "och för honom?", first.ts)
    pass_on(it, it.slack.wait_for_reply(further), named=named)
    return first, passed_on(it, office)


def test_what_a_question_leans_on_comes_with_it(it: Hall, office: Channel) -> None:
    _, asked = follow_up_passed_on(it, office, named=True)
    assert "och för honom?" in asked.text
    assert f"Frågat före det i tråden: {ASKED}" in str(asked.blocks)
    assert "/archives/" in str(asked.blocks)


def test_a_name_that_is_withheld_is_in_no_link_either(it: Hall, office: Channel) -> None:
    _, asked = follow_up_passed_on(it, office, named=False)
    assert ASKED in str(asked.blocks)
    assert "/archives/" not in str(asked.blocks)
    assert ANNA not in f"{asked.text} {asked.blocks}"


def test_deleting_what_a_question_leans_on_takes_its_copy_away(it: Hall, office: Channel) -> None:
    first, asked = follow_up_passed_on(it, office, named=True)
    it.slack.delete(first)
    soon(lambda: it.slack.workspace.messages[office.id, asked.ts].deleted)
    assert it.app.state.database.rows("SELECT 1 FROM referred") == []


def test_what_a_process_stored_and_could_not_post_is_posted_when_it_is_sent_again(it: Hall, office: Channel) -> None:
    refusal = refused(it)
    pass_on(it, refusal)
    passed_on(it, office)
    database = it.app.state.database
    with database.writing() as connection:
        connection.execute("DELETE FROM question WHERE surface = 'notice'")
    it.slack.close_view(it.slack.wait_for_modal(ANNA))
    pass_on(it, refusal)
    again = soon(lambda: [message for message in it.slack.messages(office) if message.by_bot][1:])[0]
    asked_blocks = again.blocks
    it.slack.click(KIM, again, human.REPLY)
    it.slack.submit(it.slack.wait_for_modal(KIM), {human.WORDS: "Hundra kronor."})
    it.settled()
    # Between storing the answer and putting it into the thread the process ends.
    with database.writing() as connection:
        connection.execute("DELETE FROM question WHERE surface = 'notice' AND ts LIKE 'reply:%'")
    open_again = it.slack.workspace.messages[office.id, again.ts]
    open_again.blocks = asked_blocks
    it.slack.click(KIM, open_again, human.REPLY)
    it.settled()
    assert [each.text.splitlines()[0] for each in it.slack.replies(refusal)] == ["Hundra kronor."] * 2


def test_deleting_a_question_takes_its_copy_away(it: Hall, office: Channel) -> None:
    said = it.slack.mention(ANNA, it.lobby, ASKED)
    pass_on(it, it.slack.wait_for_reply(said))
    asked = passed_on(it, office)
    it.slack.delete(said)
    soon(lambda: it.slack.workspace.messages[office.id, asked.ts].deleted)


def test_open_ones_are_counted_for_admins_of_their_shelf(it: Hall, office: Channel) -> None:
    pass_on(it, refused(it))
    passed_on(it, office)
    for admin, seen in ((CARE_ADMIN, True), (STORE_ADMIN, False)):
        it.slack.open_app(admin)
        assert ("svar från en människa: 1." in str(it.slack.wait_for_home(admin).payload)) is seen


def test_a_personal_number_is_not_passed_on(it: Hall, office: Channel) -> None:
    it.slack.click(ANNA, refused(it), human.ASK)
    told = it.slack.submit(it.slack.wait_for_modal(ANNA), {human.WORDS: "Hon är 19121212-1212", human.NAME: "named"})
    assert told is not None
    assert told["response_action"] == "errors"
    it.settled()
    assert it.everything_said(office) == ""


def test_a_bad_answer_leads_to_a_human_too(it: Hall, office: Channel) -> None:
    reply = it.slack.wait_for_reply(it.slack.mention(ANNA, it.lobby, "När börjar kursen?"))
    (thumbs,) = [each for each in reply.blocks if each["type"] == "context_actions"]
    it.slack.click(ANNA, reply, blocks.RATE, thumbs["elements"][0]["negative_button"]["value"])
    it.slack.click(ANNA, it.slack.wait_for_modal(ANNA, title="Vad var fel?"), human.ASK)
    view = it.slack.wait_for_modal(ANNA, title="Fråga en människa")
    it.slack.submit(view, {human.WORDS: "", human.NAME: "named"})
    assert "När börjar kursen?" in passed_on(it, office).text


@pytest.mark.parametrize("transport", list(Transport))
def test_a_contact_who_is_a_person_gets_the_question_and_answers_it_in_a_direct_message(
    tmp_path: Path, transport: Transport
) -> None:
    with hall(tmp_path, transport, contact=OFFICER) as it:
        refusal = refused(it)
        pass_on(it, refusal)
        their_own = it.slack.workspace.im(OFFICER)
        asked = passed_on(it, their_own)
        assert ASKED in asked.text
        it.slack.click(OFFICER, asked, human.REPLY)
        it.slack.submit(it.slack.wait_for_modal(OFFICER), {human.WORDS: "Den kostar hundra kronor."})
        it.settled()
        assert it.slack.replies(refusal)[-1].text.startswith("Den kostar hundra kronor.")
        assert it.slack.refused() == []
