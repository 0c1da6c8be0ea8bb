"""Each window, button and shortcut of administration, and of what leads to a person, is shown by one bot and pressed at
another on a machine of its own; what `test_replicas.py` presses so is not pressed again here."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.administration.audit import Act, ActOutcome
from bot.administration.sharing import shared_files
from bot.shelves.declared import shelves_of
from bot.slack.administration import messages, views
from bot.slack.administration.desks import add, agreement, answering, channels, judging, receipts, upkeep, why
from bot.slack.administration.self_answering import SelfAnsweringChannels
from bot.slack.administration.switchboard import WHICH
from bot.slack.showing import human
from bot.slack.showing.blocks import MORE
from bot.slack.showing.elements import of_shelf
from bot.wiring.administration import open_audit
from bot.wiring.answers import reindex
from bot.wiring.opened_shelves import open_pins
from bot.wiring.receipts import prove_receipt
from bot.wiring.shelf_files import shared_shelf, shelf_files
from corpus.web.visits import Visit
from index.types import unheard
from tests.bot.administration.shelves import ENCODER, put
from tests.postgres import Server
from tests.scenarios.administration_scene import ADMIN, HOUSE, STRANGER, buttons, direct, ended_acts, preview
from tests.scenarios.stage import soon
from tests.scenarios.strict_stage import StrictStage
from tests.scenarios.test_judging import put_settled
from tests.scenarios.test_receipts_in_slack import lines, words
from tests.scenarios.two_machines import Elsewhere, TwoMachines, database, machine, running_machine, two_machines
from tests.slack_emulator.config import WITH_THREADS
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.files import Upload
from tests.slack_emulator.workspace import Message, View

KIM = "U0KIM"
KNOWN = "När blir huset klart i maj?"
COURSE = "Kursen börjar i augusti och hålls på fyra orter. Varje chef anmäler sina medarbetare i god tid."


@pytest.fixture(scope="module")
def machines(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoMachines]:
    with two_machines(tmp_path_factory.mktemp("machines"), database(postgres), contact="C00000002") as found:
        assert found.emulator.channel("kansli").id == "C00000002"
        yield found
        assert found.emulator.refused() == []


@pytest.fixture
def it(machines: TwoMachines) -> TwoMachines:
    """What a person is shown first comes from the first bot, and each press goes to the other than the one before."""
    machines.emulator.socket.route = Elsewhere()
    for view in machines.emulator.workspace.modals.values():
        if view.open:
            machines.emulator.close_view(view)
    return machines


def home_of(it: TwoMachines, user: str) -> View:
    """App Home, as the first bot draws it."""
    seen = it.emulator.workspace.homes.get(user)
    before = seen.revisions if seen else -1
    it.emulator.open_app(user)
    return it.emulator.wait_for_home(user, revisions=before + 1)


def window(it: TwoMachines, user: str, callback: str) -> View:
    soon(lambda: (it.desk.stage.modal(user) or {}).get("callback_id") == callback)
    return it.emulator.wait_for_modal(user)


def last_act(it: TwoMachines) -> tuple[str, Act, ActOutcome]:
    return ended_acts(it.desk)[-1]


def shelved(it: TwoMachines, name: str) -> str:
    return it.bulletins()[name].decode()


def test_a_shared_file_is_named_read_and_shelved_in_turn(it: TwoMachines) -> None:
    file = Upload("kurs.md", f"# Nytt om kursen\n\n{COURSE}\n".encode())
    said = it.emulator.share("U09", it.emulator.workspace.channels[it.desk.stage.channel.id], "Här", file)  # type: ignore[attr-defined]
    it.emulator.shortcut(ADMIN, said, add.SHORTCUT)
    it.emulator.submit(window(it, ADMIN, views.FORM), {views.SOURCE: "https://www.example.org/kurs"})
    draft = window(it, ADMIN, views.DRAFT)
    assert "Kursen börjar i augusti" in str(draft.payload)
    it.emulator.submit(draft, {views.TITLE: "Nytt om kursen", views.PUBLISHED: "2024-05-17"})
    soon(lambda: "Sparad som" in str(it.desk.stage.modal(ADMIN)))
    assert COURSE in shelved(it, "nytt-om-kursen.md")
    assert last_act(it) == (ADMIN, Act.ADD, ActOutcome.DONE)


def test_everybody_agrees_at_one_and_takes_it_back_at_the_other(it: TwoMachines) -> None:
    for agrees in (True, False):
        it.emulator.click(STRANGER, home_of(it, STRANGER), agreement.AGREE)
        for app in (it.one, it.two):
            soon(lambda app=app, agrees=agrees: app.state.preferences.agrees(STRANGER) is agrees)  # type: ignore[misc]


def test_a_channel_subscribes_in_app_home_and_is_told_once(it: TwoMachines) -> None:
    channel = it.emulator.channel("nyheter")
    channel.members.add(ADMIN)
    it.emulator.click(ADMIN, home_of(it, ADMIN), channels.PICK, channel.id)
    soon(lambda: last_act(it) == (ADMIN, Act.SUBSCRIBE, ActOutcome.DONE))
    it.desk.stage.command(ADMIN, "lägg till")
    it.emulator.close_view(window(it, ADMIN, views.FORM))
    with shelf_files(it.settings[1]).turns.turn(shelf_files(it.settings[1]).folder / "x.lock"):
        kept = shelf_files(it.settings[1]).bulletins
        (kept / "nytt-om-bilen.md").write_text(f"---\ntitle: Nytt om bilen\npublished: {TODAY}\n---\n\n{COURSE}\n")
    seen = preview(it.desk, ADMIN)
    it.desk.stage.click(ADMIN, seen, messages.PUBLISH)
    soon(lambda: [m for m in it.emulator.messages(channel) if "Nytt om bilen" in m.text + str(m.blocks)], 30)
    time.sleep(1)
    assert len([m for m in it.emulator.messages(channel) if m.by_bot and "bilen" in m.text + str(m.blocks)]) == 1


TODAY = time.strftime("%Y-%m-%d")


def test_it_answers_by_itself_after_a_trial_at_one_and_a_press_at_the_other(it: TwoMachines) -> None:
    channel = it.emulator.channel("prat")
    channel.members.add(ADMIN)
    it.emulator.say(STRANGER, channel, "Vi ses kl 10 i fikarummet")
    it.emulator.say(STRANGER, channel, "När blir det nya huset klart för alla avdelningar?")
    before = len(direct(it.desk, ADMIN))
    it.emulator.click(ADMIN, home_of(it, ADMIN), answering.PICK, channel.id)
    tried = soon(lambda: [m for m in direct(it.desk, ADMIN)[before:] if answering.START in buttons(m)])[0]
    assert "Meddelanden: 2." in tried.text
    it.desk.stage.click(ADMIN, tried, answering.START)
    soon(lambda: [m for m in it.emulator.messages(channel) if "sluta svara själv" in m.text])
    for app in (it.one, it.two):
        assert SelfAnsweringChannels(app.state.database).holds(channel.id)
    it.emulator.click(ADMIN, home_of(it, ADMIN), f"{answering.STOP}_0")
    soon(lambda: [m for m in it.emulator.messages(channel) if "svarar inte längre själv" in m.text])
    assert SelfAnsweringChannels(it.one.state.database).all() == []
    assert last_act(it) == (ADMIN, Act.END_ANSWERING, ActOutcome.DONE)


def test_replies_are_judged_one_at_each(it: TwoMachines) -> None:
    put_settled(it.one.state)
    it.emulator.click(ADMIN, home_of(it, ADMIN), judging.OPEN)
    modal = it.emulator.wait_for_modal(ADMIN)
    answered = "Utbildningen börjar" in str(modal.payload)
    it.emulator.click(ADMIN, modal, f"{judging.JUDGE}:right")
    soon(lambda: ("Utbildningen börjar" in str(it.emulator.wait_for_modal(ADMIN).payload)) is not answered)
    it.emulator.click(ADMIN, it.emulator.wait_for_modal(ADMIN), f"{judging.JUDGE}:exists")
    it.emulator.submit(window(it, ADMIN, judging.FOUND), {judging.NAMED: "Nytt om huset"})
    soon(lambda: "Klart" in str(it.emulator.wait_for_modal(ADMIN).payload))
    rows = it.two.state.database.rows("SELECT verdict, bulletin FROM verdict ORDER BY judged_at")
    assert [(row["verdict"], row["bulletin"]) for row in rows] == [("right", ""), ("exists", "nytt-om-huset")]


def test_a_bulletin_is_corrected_and_a_page_that_is_gone_withdrawn(it: TwoMachines) -> None:
    visits = shelf_files(it.settings[0]).visits()
    visits.remember("https://x.example/lunch", Visit(bulletin="nytt-om-lunchen"))
    visits.remember_gone("https://x.example/lunch", 410)
    home = home_of(it, ADMIN)
    assert "x.example/lunch (410)" in str(home.payload)
    it.emulator.click(ADMIN, home, f"{upkeep.WITHDRAW}_0")
    soon(lambda: "withdrawn: " in shelved(it, "nytt-om-lunchen.md"))
    it.emulator.socket.route = Elsewhere()
    it.emulator.click(ADMIN, home_of(it, ADMIN), upkeep.OPEN)
    it.emulator.submit(window(it, ADMIN, upkeep.FIND), {upkeep.NAMED: "lunchen"})
    corrected = window(it, ADMIN, upkeep.CORRECT)
    it.emulator.submit(corrected, {upkeep.TITLE: "Nytt om maten", upkeep.PUBLISHED: "2026-03", upkeep.UPDATED: "",
                                   upkeep.WITHDRAWN: ""})  # fmt: skip
    soon(lambda: "title: Nytt om maten" in shelved(it, "nytt-om-lunchen.md"))
    assert "withdrawn" not in shelved(it, "nytt-om-lunchen.md")


def explained(it: TwoMachines) -> str:
    """What the window behind "Varför?" says once it has weighed."""

    def found() -> View | None:
        mine = [view for view in it.emulator.workspace.modals.values() if view.user == ADMIN and view.open]
        is_why = mine and mine[-1].payload["title"]["text"] == "Varför det svaret?"
        return mine[-1] if is_why and mine[-1].revisions else None

    view = soon(found)
    it.emulator.close_view(view)
    return str(view.payload)


def test_an_answer_of_one_is_explained_at_the_other(it: TwoMachines) -> None:
    written = it.emulator.wait_for_reply(it.emulator.dm(ADMIN, KNOWN))
    it.emulator.click(ADMIN, written, why.BUTTON)
    assert KNOWN in explained(it)
    it.emulator.socket.route = Elsewhere()
    answer = it.emulator.wait_for_reply(it.emulator.mention("U09", it.desk.stage.channel, KNOWN))  # type: ignore[attr-defined]
    it.emulator.shortcut(ADMIN, answer, why.SHORTCUT)
    assert KNOWN in explained(it)


def receipt_of(it: TwoMachines, answer: Message) -> str:
    it.emulator.click(STRANGER, answer, MORE)
    view = it.emulator.wait_for_modal(STRANGER)
    it.emulator.close_view(view)
    (line,) = lines(view.payload["blocks"])
    return str(line)


def test_a_receipt_of_one_is_proved_at_the_other_also_when_the_bulletin_has_changed(it: TwoMachines) -> None:
    asked = it.emulator.mention(STRANGER, it.desk.stage.channel, KNOWN)  # type: ignore[attr-defined]
    line = receipt_of(it, it.emulator.wait_for_reply(asked))
    shelf = shelf_files(it.settings[1])
    with shelf.turns.turn(shelf.folder / "x.lock"):
        path = shelf.bulletins / "nytt-om-huset.md"
        path.write_text(path.read_text().replace(HOUSE, "Huset blir klart i juni."))
    reindex(it.settings[1], unheard, ENCODER)
    it.emulator.click(ADMIN, home_of(it, ADMIN), receipts.OPEN)
    form = window(it, ADMIN, receipts.FORM)
    it.emulator.submit(form, {receipts.LINE: line, receipts.QUESTION: KNOWN})
    soon(lambda: "Äkta" in words(form.payload))
    assert "Huset blir klart i maj" in words(form.payload)
    for each in it.settings:
        (quoted,) = prove_receipt(each, line, None).quotes
        assert (quoted.quote is None, quoted.still_stands) == (False, False)


def test_a_question_is_passed_on_answered_by_a_person_and_pinned(it: TwoMachines) -> None:
    office = it.emulator.workspace.channels["C00000002"]
    asked = it.emulator.mention("U0ANNA", it.desk.stage.channel, "Vad kostar stjärnbilden för patienten?")  # type: ignore[attr-defined]
    it.emulator.click("U0ANNA", it.emulator.wait_for_reply(asked), human.ASK)
    view = it.emulator.wait_for_modal("U0ANNA")
    it.emulator.submit(view, {human.WORDS: "Det gäller barn.", human.NAME: "named"})
    passed = soon(lambda: [message for message in it.emulator.messages(office) if message.by_bot])[0]
    it.emulator.click(KIM, passed, human.REPLY)
    it.emulator.submit(it.emulator.wait_for_modal(KIM), {human.WORDS: "Den kostar hundra kronor."})
    soon(lambda: [m for m in it.emulator.replies(asked) if "hundra kronor" in m.text])
    marked = soon(lambda: _marked(it, passed))
    it.emulator.click(ADMIN, marked, human.PIN)
    (pin,) = soon(lambda: open_pins(it.settings[0]).all())
    assert pin.text == "Den kostar hundra kronor."
    assert len(it.emulator.replies(asked)) == 2


def _marked(it: TwoMachines, passed: Message) -> Message | None:
    found = it.emulator.workspace.messages[passed.channel, passed.ts]
    return found if "Besvarad" in found.text else None


def test_the_shelf_that_an_act_is_for_is_chosen_at_the_other(postgres: Server, tmp_path: Path) -> None:
    declared = tmp_path / "shelves.toml"
    declared.write_text("".join(f'[{name}]\nbulletins = "{name}"\ntitle = "Om {name}"\npublic = "yes"\n'
                                f'admins = ["{ADMIN}"]\n' for name in SHELVES))  # fmt: skip
    for name in SHELVES:
        put(tmp_path / name, f"Nytt om {name}", HOUSE.replace("Huset", name.capitalize()))
    with Emulator(WITH_THREADS) as emulator, contextlib.ExitStack() as bots:
        stage = StrictStage(emulator)
        url = database(postgres)
        both = [machine(tmp_path / name, url, stage, str(declared)) for name in ("one", "two")]
        for each in shelves_of(both[0]):
            shared_shelf(each).put_all(shared_files(tmp_path / "none", tmp_path / each.shelf), replace=False)
            reindex(each, unheard, ENCODER)
        for number, values in enumerate(both, start=1):
            bots.enter_context(running_machine(values))
            emulator.wait_until_connected(bots=number)
        emulator.socket.route = Elsewhere()
        stage.command(ADMIN, "publicera")
        asked = soon(lambda: [m for m in stage.private(ADMIN) if "Om kurs" in str(m.blocks)])[0]
        stage.click(ADMIN, asked, f"{WHICH}:1")
        im = emulator.workspace.im(ADMIN)
        seen = soon(lambda: [m for m in emulator.messages(im) if messages.DISCARD in str(m.blocks)])[0]
        emulator.click(ADMIN, seen, of_shelf(messages.DISCARD, SHELVES[1]))
        done = [(ADMIN, Act.PREVIEW, ActOutcome.DONE), (ADMIN, Act.DISCARD, ActOutcome.DONE)]
        of_second = next(each for each in shelves_of(both[0]) if each.shelf == SHELVES[1])
        soon(lambda: [(each.who, each.act, each.outcome) for each in open_audit(of_second).entries()] == done)


SHELVES = ("kurs", "lager")
