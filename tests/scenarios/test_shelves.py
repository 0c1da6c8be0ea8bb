"""Several shelves behind one bot: each channel asks its own, and nothing of an internal one is told anywhere else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.administration.audit import Act, ActOutcome
from bot.settings import Transport
from bot.slack.administration import messages
from bot.slack.administration.desks import pins as administration_pins
from bot.slack.administration.desks.channels import PICK
from bot.slack.administration.desks.why import BUTTON
from bot.slack.administration.switchboard import WHICH
from bot.slack.showing import blocks
from bot.slack.showing.elements import of_shelf
from bot.slack.showing.guide import EXAMPLE
from bot.wiring.administration import open_audit
from bot.wiring.opened_shelves import open_pins
from tests.scenarios.administration_scene import forged_click
from tests.scenarios.shelves_scene import (
    CARE_ADMIN,
    CARE_SECRET,
    FOREIGNER,
    PUBLIC_SECRET,
    STORE_ADMIN,
    STORE_SECRET,
    STRANGER,
    Hall,
    hall,
)
from tests.scenarios.stage import soon
from tests.slack_emulator.workspace import Channel

ASKED = {"När öppnar salen?": CARE_SECRET, "Var ligger lagret?": STORE_SECRET, "När börjar kursen?": PUBLIC_SECRET}
CARE, STORE, COURSE = ASKED


@pytest.fixture(params=list(Transport))
def it(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hall]:
    with hall(tmp_path, request.param) as found:
        yield found
        assert found.slack.refused() == []


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Hall]:
    with hall(tmp_path) as found:
        yield found


def asked(it: Hall, channel: Channel, text: str, user: str = STRANGER) -> str:
    """What the bot answers in public, links and buttons included."""
    said = it.slack.mention(user, channel, text)
    reply = it.slack.wait_for_reply(said)
    it.settled()
    return f"{reply.text} {reply.blocks}"


def test_each_channel_asks_its_own_shelf_and_any_other_the_public_ones(it: Hall) -> None:
    for channel, own in ((it.care, CARE), (it.store, STORE), (it.lobby, COURSE)):
        for question, secret in ASKED.items():
            said = asked(it, channel, question)
            assert (secret in said) is (question == own), (channel.name, question)
    direct = it.slack.wait_for_reply(it.slack.dm(STRANGER, COURSE))
    assert PUBLIC_SECRET in direct.text
    for internal in (CARE, STORE):
        refused = it.slack.wait_for_reply(it.slack.dm(CARE_ADMIN, internal))
        assert not any(secret in str(refused) for secret in (CARE_SECRET, STORE_SECRET))


def test_everywhere_means_the_own_and_the_public_ones_and_says_which(one: Hall) -> None:
    assert PUBLIC_SECRET in (found := asked(one, one.care, f"sök i alla: {COURSE}"))
    assert "Ur Utbildningen" in found
    assert CARE_SECRET in (own := asked(one, one.care, f"sök i alla {CARE}"))
    assert "Ur Vården" not in own
    assert STORE_SECRET not in asked(one, one.care, f"sök i alla: {STORE}")
    assert CARE_SECRET not in asked(one, one.lobby, f"search all {CARE}")
    one.slack.command(STRANGER, one.care, f"sök i alla {COURSE}")
    assert PUBLIC_SECRET in one.slack.wait_for_ephemeral(STRANGER).text


def test_a_refusal_offers_to_search_everywhere_and_only_where_that_is_more(one: Hall) -> None:
    said = one.slack.mention(STRANGER, one.care, COURSE)
    refusal = one.slack.wait_for_reply(said)
    one.slack.click(STRANGER, refusal, f"{EXAMPLE}:9")
    assert PUBLIC_SECRET in one.slack.wait_for_ephemeral(STRANGER).text
    assert "Sök i alla" not in asked(one, one.lobby, CARE)


def test_search_everywhere_alone_means_the_question_before_it(one: Hall) -> None:
    root = one.slack.mention(STRANGER, one.care, COURSE)
    one.slack.wait_for_reply(root)
    again = one.slack.mention(STRANGER, one.care, "sök i alla", root.ts)
    assert PUBLIC_SECRET in one.slack.wait_for_reply(again).text


def test_the_timeline_is_of_the_places_own_shelf(one: Hall) -> None:
    one.slack.command(STRANGER, one.lobby, "tidslinje salen öppnar under vintergatan")
    one.slack.wait_for_modal(STRANGER)
    time.sleep(0.5)
    assert CARE_SECRET not in str(one.slack.workspace.modals)
    one.slack.command(STRANGER, one.care, "tidslinje salen öppnar under vintergatan")
    soon(lambda: CARE_SECRET in str(one.slack.workspace.modals))


def test_news_are_told_in_the_shelfs_own_channels_alone(one: Hall) -> None:
    for channel in (one.care, one.store, one.lobby):
        one.slack.command(STRANGER, channel, "prenumerera")
    soon(lambda: len(one.slack.ephemerals(STRANGER)) == 3)
    kept = one.slack.wait_for_reply(one.slack.mention(STRANGER, one.lobby, "När flyttar kliniken till berget?"))
    one.slack.click(STRANGER, kept, blocks.KEEP)
    own = one.slack.wait_for_reply(one.slack.mention(STRANGER, one.care, "När flyttar kliniken till berget?"))
    one.slack.click(STRANGER, own, blocks.KEEP)
    soon(lambda: len(one.slack.ephemerals(STRANGER)) == 5)
    one.put("vard", "Hemligt berg", "Kliniken flyttar till berget i juli.")
    soon(lambda: "Hemligt berg" in one.everything_said(one.care))
    soon(lambda: one.everything_said(one.care).count("flyttar till berget i juli") >= 2)
    one.settled()
    time.sleep(1.0)
    assert "berget i juli" not in one.everything_said(one.store, one.lobby)
    assert "Hemligt berg" not in one.everything_said(one.store, one.lobby)
    one.put("kurs", "Ny kurs", "Kursen i Luleå börjar i maj.")
    soon(lambda: "Ny kurs" in one.everything_said(one.lobby))
    assert "Ny kurs" not in one.everything_said(one.care, one.store)


def test_who_asked_an_internal_shelf_alone_is_sent_to_its_channel_for_the_answer(one: Hall) -> None:
    one.slack.command(STRANGER, one.care, "När flyttar kliniken till berget?")
    refusal = one.slack.wait_for_ephemeral(STRANGER)
    one.slack.click(STRANGER, refusal, blocks.KEEP)
    one.slack.wait_for_ephemeral(STRANGER, 1)
    one.put("vard", "Hemligt berg", "Kliniken flyttar till berget i juli.")
    own = one.slack.workspace.im(STRANGER)
    told = soon(lambda: [m for m in one.slack.messages(own) if m.by_bot])
    assert "har fått ett svar" in told[0].text
    assert f"<#{one.care.id}>" in told[0].text
    assert "juli" not in str(told[0])


def test_admins_of_one_shelf_are_not_admins_of_another(one: Hall) -> None:
    one.slack.command(STORE_ADMIN, one.care, "publicera")
    assert "botens administratörer" in one.slack.wait_for_ephemeral(STORE_ADMIN).text
    forged_click(one.slack, STORE_ADMIN, of_shelf(messages.ROLLBACK, "vard"), one.publishers["vard"].published() or "")
    one.settled()
    acts = {(each.who, each.act, each.outcome) for each in open_audit(one.shelves["vard"]).entries()}
    assert (STORE_ADMIN, Act.PREVIEW, ActOutcome.REFUSED) in acts
    soon(lambda: any(each.who == STORE_ADMIN and each.act is Act.ROLLBACK and each.outcome is ActOutcome.REFUSED
                     for each in open_audit(one.shelves["vard"]).entries()))  # fmt: skip
    assert all(each.who != STORE_ADMIN for each in open_audit(one.shelves["kurs"]).entries())


def test_a_pin_is_of_the_shelf_in_whose_channel_it_was_made(one: Hall) -> None:
    one.slack.command(STORE_ADMIN, one.store, "fäst När öppnar salen?")
    view = one.slack.wait_for_modal(STORE_ADMIN)
    assert view.payload["callback_id"] == of_shelf(administration_pins.FORM, "lager")
    one.slack.submit(view, {administration_pins.QUESTIONS: CARE, administration_pins.TEXT: "Fråga vaktmästaren."})
    soon(lambda: open_pins(one.shelves["lager"]).all())
    assert open_pins(one.shelves["vard"]).all() == open_pins(one.shelves["kurs"]).all() == ()
    assert "Fråga vaktmästaren." in asked(one, one.store, CARE)
    assert "Fråga vaktmästaren." not in asked(one, one.care, CARE)


def test_who_looks_after_several_shelves_chooses_one_where_the_channel_does_not_tell(one: Hall) -> None:
    one.slack.command(CARE_ADMIN, one.lobby, "publicera")
    which = one.slack.wait_for_ephemeral(CARE_ADMIN)
    assert "Vilket program" in which.text
    assert "Lagret" not in str(which.blocks)
    one.slack.click(CARE_ADMIN, which, f"{WHICH}:1")
    preview = soon(lambda: [m for m in one.slack.messages(one.slack.workspace.im(CARE_ADMIN))
                            if of_shelf(messages.PUBLISH, "vard") in str(m.blocks)])  # fmt: skip
    assert "Vården" in str(preview[0].blocks)


def test_app_home_tells_of_internal_shelves_only_their_admins(one: Hall) -> None:
    asked(one, one.care, "Vad är hemligheten om Karlavagnen?")
    for user, seen in ((STRANGER, set()), (CARE_ADMIN, {"Vården"}), (STORE_ADMIN, {"Lagret"})):
        one.slack.open_app(user)
        home = one.slack.wait_for_home(user)
        shown = str(home.payload)
        assert "Nytt från kurs" in shown
        assert {title for title in ("Vården", "Lagret") if title in shown} == seen
        assert ("Karlavagnen" in shown) is (user == CARE_ADMIN)
        assert "Nytt från lager" not in shown or user == STORE_ADMIN


def test_a_channel_picked_in_app_home_gets_no_news_of_a_shelf_that_is_not_its_own(one: Hall) -> None:
    one.slack.open_app(CARE_ADMIN)
    home = one.slack.wait_for_home(CARE_ADMIN)
    one.slack.click(CARE_ADMIN, home, of_shelf(PICK, "vard"), one.lobby.id)
    own = one.slack.workspace.im(CARE_ADMIN)
    told = soon(lambda: [m.text for m in one.slack.messages(own) if m.by_bot])
    assert "hör inte till programmet" in told[0]
    one.put("vard", "Hemligt berg", "Kliniken flyttar till berget i juli.")
    one.settled()
    time.sleep(1.0)
    assert "berg" not in one.everything_said(one.lobby)


def test_buttons_of_an_internal_answer_say_nothing_to_people_of_other_organisations(one: Hall) -> None:
    one.care.shared = True
    reply = one.slack.wait_for_reply(one.slack.mention(STRANGER, one.care, CARE))
    one.slack.click(STRANGER, reply, blocks.MORE)
    assert CARE_SECRET in str(one.slack.wait_for_modal(STRANGER).payload)
    one.slack.click(FOREIGNER, reply, blocks.MORE)
    assert CARE_SECRET not in str(one.slack.wait_for_modal(FOREIGNER).payload)


def test_people_of_other_organisations_are_answered_from_public_shelves_alone(one: Hall) -> None:
    one.care.shared = one.lobby.shared = True
    refused = asked(one, one.care, CARE, FOREIGNER)
    assert CARE_SECRET not in refused
    assert "egen organisation" in refused
    assert PUBLIC_SECRET in asked(one, one.lobby, COURSE, FOREIGNER)
    assert PUBLIC_SECRET not in asked(one, one.care, f"sök i alla: {CARE}", FOREIGNER)
    assert CARE_SECRET in asked(one, one.care, CARE, STRANGER)
    one.slack.open_app(CARE_ADMIN)
    assert "andra organisationer, som bulletinerna inte är öppna för: 1." in str(
        one.slack.wait_for_home(CARE_ADMIN).payload
    )


def test_an_explanation_is_for_admins_of_the_shelf_that_answered(one: Hall) -> None:
    reply = one.slack.wait_for_reply(one.slack.mention(STRANGER, one.care, CARE))
    one.slack.shortcut(STORE_ADMIN, reply, "explain_answer")
    assert "administratörer" in one.slack.wait_for_ephemeral(STORE_ADMIN).text
    one.slack.shortcut(CARE_ADMIN, reply, "explain_answer")
    soon(lambda: "Därför." in str(one.slack.wait_for_modal(CARE_ADMIN).payload))
    direct = one.slack.wait_for_reply(one.slack.dm(STORE_ADMIN, COURSE))
    assert BUTTON not in str(direct.blocks)


def test_what_is_stored_names_the_shelf(one: Hall) -> None:
    asked(one, one.care, CARE)
    asked(one, one.lobby, COURSE)
    refusal = one.slack.wait_for_reply(one.slack.mention(STRANGER, one.store, "Vad kostar stjärnbilden?"))
    one.slack.click(STRANGER, refusal, blocks.KEEP)
    one.slack.wait_for_ephemeral(STRANGER)
    rows = one.app.state.database.rows("SELECT shelf FROM question ORDER BY id")
    assert [row["shelf"] for row in rows] == ["vard", "kurs", "lager"]
    assert [each.shelf for each in one.app.state.kept.waiting()] == ["lager"]
    assert [len(one.app.state.inbox.recent(0.0, name)) for name in ("kurs", "vard", "lager")] == [1, 1, 1]


def test_lists_hold_the_bulletins_of_the_shelves_that_are_asked(one: Hall) -> None:
    own = asked(one, one.care, "vilka bulletiner finns?")
    assert ("Nytt från vard" in own, "Nytt från kurs" in own, "Nytt från lager" in own) == (True, False, False)
    wide = asked(one, one.care, "sök i alla: vilka bulletiner finns?")
    assert ("Nytt från vard" in wide, "Nytt från kurs" in wide, "Nytt från lager" in wide) == (True, True, False)
    direct = one.slack.wait_for_reply(one.slack.dm(STRANGER, "vad är nytt sedan januari 2024?"))
    assert "Nytt från kurs" in direct.text
    assert "maj 2024" in direct.text
