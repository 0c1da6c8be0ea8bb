"""Administration from Slack, on the strict emulator: who may, what is seen, what is told afterwards."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import pytest

from bot.administration.audit import Act, ActOutcome
from bot.administration.errors import OccupiedError
from bot.administration.publishing.occupancy import occupied
from bot.settings import Transport
from bot.slack.administration import messages, views
from bot.slack.administration.desks import pins as administration_pins
from bot.slack.administration.desks import upkeep
from bot.slack.administration.desks.add import SHORTCUT
from bot.slack.administration.desks.channels import PICK
from bot.slack.showing.blocks import KEEP
from corpus.web.visits import Visit, Visits
from tests.bot.administration.shelves import publish, put
from tests.corpus.web.pages import page
from tests.scenarios.administration_scene import (
    ADMIN,
    HOUSE,
    OTHER_ADMIN,
    STRANGER,
    Desk,
    acts,
    add,
    buttons,
    desk,
    direct,
    ended_acts,
    forged,
    input_of,
    preview,
    strict_desk,
)
from tests.scenarios.running_bot import settings_for
from tests.scenarios.stage import Seen, soon
from tests.scenarios.strict_stage import StrictStage
from tests.slack_emulator.config import WITH_THREADS
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.workspace import Channel

COURSE = ("Kursen börjar i augusti och hålls på fyra orter. Varje chef anmäler sina medarbetare i god tid, eftersom "
          "platserna är få. Den som inte kan komma får en ny tid under hösten.")  # fmt: skip
_SETTLED = 0.5


def _has_heard(it: Desk, user: str, count: int) -> bool:
    return len(it.stage.private(user)) == count


def _has_acted(it: Desk, count: int) -> bool:
    return len(acts(it)) > count and acts(it)[-1][2] is not ActOutcome.STARTED


@pytest.mark.timing
def test_the_whole_story(it: Desk) -> None:
    """An asker keeps a question, an admin adds a page and publishes; the asker and a channel hear of it; back again."""
    it.stage.command("U05", "prenumerera")
    soon(lambda: it.stage.private("U05"))
    asked = it.stage.mention("U07", "När börjar kursen i augusti?")
    refused = soon(lambda: it.stage.replies(asked))[0]
    it.stage.click("U07", refused, KEEP)
    soon(lambda: it.app.state.kept.waiting())
    address = it.web.put("/nyheter/kurs", page("Nytt om kursen", "Publicerad: 2024-05-17", COURSE))
    add(it, ADMIN, address)
    assert [path.name for path in it.shelf.glob("*.md")].count("nytt-om-kursen.md") == 1
    shown = preview(it, ADMIN)
    assert "1 nya" in shown.text
    assert "När börjar kursen i augusti?" in str(shown.blocks)
    began = time.monotonic()
    it.stage.click(ADMIN, shown, messages.PUBLISH)
    told = soon(lambda: it.stage.replies(asked)[1:])[0]
    assert time.monotonic() - began < 5
    assert told.text.startswith("<@U07> ")
    assert "Nytt om kursen" in told.text
    assert "Kursen börjar i augusti" in told.text
    digests = soon(lambda: [m for m in it.stage.public() if "Ny bulletin" in m.text])
    assert "Kursen börjar i augusti" in str(digests[0].blocks)
    published = soon(lambda: next((m for m in direct(it, ADMIN) if messages.ROLLBACK in buttons(m)), None))
    it.stage.click(ADMIN, published, messages.ROLLBACK)
    soon(lambda: any("svarar igen" in m.text for m in direct(it, ADMIN)))
    time.sleep(_SETTLED)
    again = it.stage.mention("U08", "När börjar kursen i augusti?")
    assert "hittar jag inget svar" in soon(lambda: it.stage.replies(again))[0].text
    assert len(it.stage.replies(asked)) == 2
    assert len([m for m in it.stage.public() if "Ny bulletin" in m.text]) == 1
    done = [act for _, act, outcome in acts(it) if outcome is ActOutcome.DONE]
    assert done[-5:] == [Act.SUBSCRIBE, Act.ADD, Act.PREVIEW, Act.PUBLISH, Act.ROLLBACK]


def test_what_was_read_is_shown_and_can_be_corrected(it: Desk) -> None:
    address = it.web.put("/kurs", page("Nytt om kursen", COURSE))
    it.stage.command(ADMIN, f"add {address}")
    soon(lambda: (it.stage.modal(ADMIN) or {}).get("callback_id") == views.FORM)
    it.stage.submit(ADMIN, address=address)
    soon(lambda: (it.stage.modal(ADMIN) or {}).get("callback_id") == views.DRAFT)
    text = str((it.stage.modal(ADMIN) or {})["blocks"])
    assert "Inget säkert datum hittades" in text or "No sure date was found" in text
    assert "Kursen börjar i augusti" in text
    it.stage.submit(ADMIN, title="Om höstens kurs", published="2024-05")
    shelved = it.shelf / "om-hostens-kurs.md"
    saved = soon(lambda: shelved.read_text(encoding="utf-8") if shelved.exists() else None)
    assert "published: 2024-05\n" in saved.replace("'", "")
    assert "date_source: given" in saved


def test_a_page_that_cannot_be_read_is_explained_in_the_modal(it: Desk) -> None:
    it.stage.command(ADMIN, "lägg till")
    soon(lambda: (it.stage.modal(ADMIN) or {}).get("callback_id") == views.FORM)
    it.stage.submit(ADMIN, address=f"{it.web.base}/nothing")
    soon(lambda: "404" in str((it.stage.modal(ADMIN) or {}).get("blocks")))


def test_others_get_a_polite_no_and_it_is_recorded(it: Desk) -> None:
    for number, command in enumerate(("lägg till", "reindex", "rollback"), start=1):
        it.stage.command(STRANGER, command)
        soon(partial(_has_heard, it, STRANGER, number))
    assert all("administratörer" in seen.text or "administrators" in seen.text for seen in it.stage.private(STRANGER))
    assert it.stage.modal(STRANGER) is None
    assert acts(it)[-3:] == [(STRANGER, act, ActOutcome.REFUSED) for act in (Act.ADD, Act.PREVIEW, Act.ROLLBACK)]


def test_forged_buttons_of_others_are_refused_at_the_act(it: Desk) -> None:
    put(it.shelf, "Nytt om kursen", COURSE)
    shown = preview(it, ADMIN)
    token = next(part["value"] for block in shown.blocks for part in block.get("elements", ())
                 if part.get("action_id") == messages.PUBLISH)  # fmt: skip
    before = it.publisher.published()
    for action, value in ((messages.PUBLISH, token), (messages.DISCARD, token), (messages.ROLLBACK, before or "")):
        count = len(acts(it))
        forged(it, STRANGER, action, value)
        soon(partial(_has_acted, it, count))
        assert acts(it)[-1][0] == STRANGER
        assert acts(it)[-1][2] is ActOutcome.REFUSED
    assert it.publisher.published() == before
    it.stage.click(ADMIN, shown, messages.PUBLISH)
    soon(lambda: it.publisher.published() != before)


def test_a_forged_confirmation_shelves_nothing(it: Desk) -> None:
    emulator = it.stage.emulator  # type: ignore[attr-defined]
    address = it.web.put("/kurs", page("Nytt om kursen", COURSE))
    it.stage.command(ADMIN, f"add {address}")
    soon(lambda: (it.stage.modal(ADMIN) or {}).get("callback_id") == views.FORM)
    it.stage.submit(ADMIN, address=address)
    soon(lambda: (it.stage.modal(ADMIN) or {}).get("callback_id") == views.DRAFT)
    view = next(v for v in emulator.workspace.modals.values() if v.user == ADMIN and v.open)
    shown = view.payload
    for thief in (STRANGER, OTHER_ADMIN):
        view.user, view.payload, view.open = thief, shown, True
        emulator.submit(view, {"title": "Kapad", "published": None})
        time.sleep(_SETTLED)
        assert [path.stem for path in it.shelf.glob("*.md")] == ["nytt-om-huset"]
    assert (STRANGER, Act.ADD, ActOutcome.REFUSED) in acts(it)
    assert (OTHER_ADMIN, Act.ADD, ActOutcome.FAILED) in acts(it)


def test_the_second_admin_is_told_who_is_building(it: Desk) -> None:
    with occupied(it.publisher.data, OTHER_ADMIN, "preview"):
        it.stage.command(ADMIN, "reindex")
        soon(lambda: any(f"<@{OTHER_ADMIN}>" in m.text for m in direct(it, ADMIN)))


def test_a_message_about_hostile_names_notifies_nobody(it: Desk) -> None:
    put(it.shelf, "<!here> *fet* <@U07>", COURSE)
    shown = preview(it, ADMIN)
    assert "<!here>" not in shown.text
    sections = [block["text"]["text"] for block in shown.blocks if block["type"] == "section"]
    assert not any("<!here>" in text or "<@U07>" in text for text in sections)


def test_a_user_group_may_administer(tmp_path: Path) -> None:
    with Emulator(WITH_THREADS) as emulator:
        emulator.workspace.usergroups["S1"] = ["U30"]
        stage = StrictStage(emulator)
        slack = settings_for(stage, tmp_path / "state", admin_group="S1")
        with desk(stage, slack, tmp_path, Transport.SOCKET) as it:
            emulator.wait_until_connected()
            assert preview(it, "U30")
            it.stage.command("U31", "reindex")
            assert "administra" in soon(lambda: it.stage.private("U31"))[0].text


def test_a_preview_that_fails_says_why_and_changes_nothing(it: Desk) -> None:
    for path in it.shelf.glob("*.md"):
        path.unlink()
    before = it.publisher.published()
    it.stage.command(ADMIN, "reindex")
    soon(lambda: any("fvm add" in m.text for m in direct(it, ADMIN)))
    assert it.publisher.published() == before


def test_a_click_on_an_old_preview_is_refused_in_words(it: Desk) -> None:
    shown = preview(it, ADMIN)
    put(it.shelf, "Nytt om kursen", COURSE)
    before = it.publisher.published()
    it.stage.click(ADMIN, shown, messages.PUBLISH)
    soon(lambda: any("`/fvm publicera`" in seen.text for seen in it.stage.private(ADMIN)))
    assert it.publisher.published() == before


def test_two_clicks_publish_once(it: Desk) -> None:
    put(it.shelf, "Nytt om kursen", COURSE)
    shown = preview(it, ADMIN)
    emulator = it.stage.emulator  # type: ignore[attr-defined]
    message = emulator.workspace.messages[shown.channel, shown.ts]
    emulator.click(ADMIN, message, messages.PUBLISH)
    emulator.click(ADMIN, message, messages.PUBLISH)
    soon(lambda: [act for act in acts(it) if act[1] is Act.PUBLISH and act[2] is not ActOutcome.STARTED][2:])
    assert [outcome for _, act, outcome in acts(it)[1:] if act is Act.PUBLISH].count(ActOutcome.DONE) == 2
    assert len(it.publisher.snapshots()) == 2


def test_a_channel_is_told_of_each_new_bulletin_once_and_not_of_old_ones(it: Desk) -> None:
    it.stage.command("U05", "prenumerera")
    soon(lambda: it.stage.private("U05"))
    it.stage.command("U05", "subscribe")
    soon(lambda: len(it.stage.private("U05")) == 2)
    put(it.shelf, "Nytt om kursen", COURSE)
    first = it.publisher.published() or ""
    second = publish(it.folder)
    soon(lambda: [m for m in it.stage.public() if "Ny bulletin" in m.text])
    for snapshot in (first, second, first, second):
        it.publisher.rollback(ADMIN, snapshot)
        time.sleep(_SETTLED)
    assert len([m for m in it.stage.public() if "Ny bulletin" in m.text]) == 1
    it.stage.command("U05", "avprenumerera")
    soon(lambda: len(it.stage.private("U05")) == 3)
    put(it.shelf, "Nytt om bilen", HOUSE.replace("Huset", "Bilen"))
    publish(it.folder)
    time.sleep(_SETTLED)
    assert len([m for m in it.stage.public() if "Ny bulletin" in m.text]) == 1


def test_app_home_subscribes_and_shows_admins_their_commands_and_the_last_week(it: Desk) -> None:
    refused = it.stage.mention("U12", "Vad kostar parkeringen?")
    soon(lambda: it.stage.replies(refused))
    time.sleep(_SETTLED)
    it.stage.open_home(ADMIN)
    home = soon(lambda: it.stage.home(ADMIN))
    text = str(home["blocks"])
    assert all(words in text for words in ("`/fvm publicera`", "1 frågor", "1 × Vad kostar parkeringen?"))
    it.stage.open_home(STRANGER)
    assert "Aldrig citerade de senaste 30 dagarna" in text
    seen = str(soon(lambda: it.stage.home(STRANGER))["blocks"])
    assert not any(words in seen for words in ("återställ", "parkeringen", "Aldrig citerade"))
    assert PICK in str(home["blocks"])


def picked(it: Desk, user: str, channel: Channel) -> str:
    """What a person hears who chooses a channel in App Home."""
    emulator = it.stage.emulator  # type: ignore[attr-defined]
    it.stage.open_home(user)
    home = emulator.wait_for_home(user)
    before = len(direct(it, user))
    emulator.click(user, home, PICK, channel.id)
    return soon(lambda: direct(it, user)[before:])[0].text


def test_app_home_subscribes_only_channels_in_which_both_the_bot_and_the_person_are(tmp_path: Path) -> None:
    with strict_desk(tmp_path, "not_in_channel", "user_not_in_channel") as it:
        _subscribe_from_app_home(it)


def _subscribe_from_app_home(it: Desk) -> None:
    emulator = it.stage.emulator  # type: ignore[attr-defined]
    ours, without_bot, without_person = (emulator.channel(name, joined=name != "b") for name in ("a", "b", "c"))
    for channel in (ours, without_bot):
        channel.members.add("U14")
    assert "sammandrag av varje ny bulletin" in picked(it, "U14", ours)
    assert "/invite" in picked(it, "U14", without_bot)
    assert "/invite" in picked(it, "U14", without_person)
    assert "prenumererar redan" in picked(it, "U14", ours)
    assert [each.channel for each in it.administration.channels.subscriptions.all()] == [ours.id]
    done = [outcome for _, act, outcome in ended_acts(it) if act is Act.SUBSCRIBE]
    assert done == [ActOutcome.DONE, ActOutcome.FAILED, ActOutcome.FAILED, ActOutcome.DONE]
    put(it.shelf, "Nytt om kursen", COURSE)
    publish(it.folder)
    soon(lambda: [m for m in emulator.messages(ours) if "Ny bulletin" in m.text])


def test_damaged_pins_are_told_in_app_home_and_keep_no_question_from_its_answer(it: Desk) -> None:
    (it.publisher.data / "pins.json").write_text("{")
    asked = it.stage.mention("U09", "När blir huset klart i maj?")
    assert "Huset blir klart i maj" in soon(lambda: it.stage.replies(asked))[0].text
    it.stage.open_home(ADMIN)
    assert "pins.json" in str(soon(lambda: it.stage.home(ADMIN))["blocks"])


def test_a_shortcut_on_a_message_with_a_link_opens_the_form_filled_in(it: Desk) -> None:
    said = it.stage.say(ADMIN, "Läs <https://x.example/nytt?a=1&amp;b=2>")
    it.stage.shortcut(ADMIN, said, SHORTCUT)  # type: ignore[attr-defined]
    soon(lambda: (it.stage.modal(ADMIN) or {}).get("callback_id") == views.FORM)
    assert input_of(it, ADMIN, "address") == "https://x.example/nytt?a=1&b=2"


def test_a_pinned_answer_stands_first_and_can_be_taken_away_in_app_home(it: Desk) -> None:
    it.stage.command(ADMIN, "fäst Vem har nyckeln till huset?")
    soon(lambda: (it.stage.modal(ADMIN) or {}).get("callback_id") == administration_pins.FORM)
    question = "Vem har nyckeln till huset?"
    it.stage.submit(ADMIN, pin_questions=question, pin_text="Vakten har den.", pin_expires="2999-01-01")
    soon(lambda: "callback_id" not in (it.stage.modal(ADMIN) or {"callback_id": ""}))
    asked = it.stage.mention("U09", "vem har nyckeln till huset")
    assert soon(lambda: it.stage.replies(asked))[0].text.startswith("Vakten har den.\nSvar från programkontoret")
    it.stage.open_home(ADMIN)
    home = soon(lambda: it.stage.home(ADMIN))
    it.stage.click(ADMIN, Seen("", home["id"], "", home["blocks"]), f"{administration_pins.REMOVE}_0")
    soon(lambda: any("borttaget" in m.text for m in direct(it, ADMIN)))
    again = it.stage.mention("U09", "Vem har nyckeln till huset?")
    assert "programkontoret" not in soon(lambda: it.stage.replies(again))[0].text


def test_only_admins_pin_and_ask_for_explanations(it: Desk) -> None:
    for number, command in enumerate(("fäst Vem leder?", "förklara svar Vem leder?"), start=1):
        it.stage.command(STRANGER, command)
        soon(partial(_has_heard, it, STRANGER, number))
    assert acts(it)[-2:] == [(STRANGER, act, ActOutcome.REFUSED) for act in (Act.PIN, Act.EXPLAIN)]
    it.stage.command(ADMIN, "förklara svar Vem leder?")
    soon(lambda: any("Därför." in m.text for m in direct(it, ADMIN)))


def test_a_question_that_begins_with_why_is_a_question(it: Desk) -> None:
    it.stage.command("U11", "varför blir huset klart i maj?")
    assert "Huset blir klart i maj" in soon(lambda: it.stage.private("U11"))[0].text


def test_no_question_is_dropped_or_answered_twice_while_snapshots_change(it: Desk) -> None:
    put(it.shelf, "Nytt om kursen", COURSE)
    shown, before = preview(it, ADMIN), it.publisher.published()
    said = []

    def rolled_back() -> bool:
        try:
            it.publisher.rollback(OTHER_ADMIN, it.publisher.snapshots()[-1].id)
        except OccupiedError:  # what is published is there a moment before its admin is done
            return False
        return True

    for number in range(30):
        said.append(it.stage.mention(f"U{10 + number:02d}", "När blir huset klart i maj?"))
        if number == 10:
            it.stage.click(ADMIN, shown, messages.PUBLISH)
        if number == 20:
            soon(lambda: it.publisher.published() != before)
            soon(rolled_back)
        time.sleep(0.02)
    for each in said:
        soon(partial(it.stage.replies, each))
    time.sleep(_SETTLED)
    assert [len(it.stage.replies(each)) for each in said] == [1] * 30
    assert all("Huset blir klart i maj" in it.stage.replies(each)[0].text for each in said)


@pytest.mark.timing
def test_a_published_bulletin_answers_within_two_seconds(it: Desk) -> None:
    put(it.shelf, "Nytt om kursen", COURSE)
    shown = preview(it, ADMIN)
    before = it.publisher.published()
    it.stage.click(ADMIN, shown, messages.PUBLISH)
    soon(lambda: it.publisher.published() != before)
    began = time.monotonic()
    asked = it.stage.mention("U13", "När börjar kursen i augusti?")
    assert "Kursen börjar i augusti" in soon(lambda: it.stage.replies(asked))[0].text
    assert time.monotonic() - began < 2


def test_a_shortcut_on_a_message_without_file_or_link_says_so(it: Desk) -> None:
    said = it.stage.say(ADMIN, "Här är den")
    it.stage.shortcut(ADMIN, said, SHORTCUT)  # type: ignore[attr-defined]
    assert "genvägen" in soon(lambda: it.stage.private(ADMIN))[0].text


def test_a_page_that_is_gone_stands_in_app_home_and_a_button_takes_it_out_of_the_answers(it: Desk) -> None:
    visits = Visits(it.folder / "data" / "visits.json")
    visits.remember("https://x.example/hus", Visit(bulletin="nytt-om-huset"))
    visits.remember_gone("https://x.example/hus", 410)
    it.stage.open_home(ADMIN)
    home = soon(lambda: it.stage.home(ADMIN))
    assert "x.example/hus (410)" in str(home["blocks"])
    it.stage.click(ADMIN, Seen("", home["id"], "", home["blocks"]), f"{upkeep.WITHDRAW}_0")
    soon(lambda: any("tagen ur svaren" in m.text for m in direct(it, ADMIN)))
    assert "withdrawn: " in (it.shelf / "nytt-om-huset.md").read_text()
    assert ended_acts(it)[-1] == (ADMIN, Act.WITHDRAW, ActOutcome.DONE)


def _open_corrections(it: Desk, named: str) -> None:
    it.stage.open_home(ADMIN)
    home = soon(lambda: it.stage.home(ADMIN))
    it.stage.click(ADMIN, Seen("", home["id"], "", home["blocks"]), upkeep.OPEN)
    soon(lambda: (it.stage.modal(ADMIN) or {}).get("callback_id") == upkeep.FIND)
    it.stage.submit(ADMIN, named=named)
    soon(lambda: (it.stage.modal(ADMIN) or {}).get("callback_id") == upkeep.CORRECT)


def test_title_dates_and_end_of_a_bulletin_are_corrected_in_a_window(it: Desk) -> None:
    _open_corrections(it, "om huset")
    it.stage.submit(ADMIN, title="Nytt om kvarteret", published="2026-03", updated="", withdrawn="2026-05-17")
    soon(lambda: "withdrawn: 2026-05-17" in (it.shelf / "nytt-om-huset.md").read_text())
    text = (it.shelf / "nytt-om-huset.md").read_text()
    assert all(told in text for told in ("title: Nytt om kvarteret", "published: 2026-03", "date_source: given"))
    _open_corrections(it, "Nytt om kvarteret")
    it.stage.submit(ADMIN, title="Nytt om kvarteret", published="2026-03", updated="", withdrawn="")
    soon(lambda: "withdrawn" not in (it.shelf / "nytt-om-huset.md").read_text())
