"""Several bots on several machines, one database and one store: what one shows works at the other, and all hold back
together; a rolling update and newer weights lose nothing and say nothing twice."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bot.answering.question.conversation import NO_EARLIER
from bot.slack.administration import messages
from bot.slack.administration.desks import pins as administration_pins
from bot.slack.inbox.stored_answer import load_answer
from bot.slack.running.app import App
from bot.slack.showing.blocks import KEEP, MORE, QUIET
from bot.wiring.answers import reindex
from index.testing import WordEncoder
from index.types import unheard
from tests.corpus.web.pages import page
from tests.postgres import Server, Standby
from tests.scenarios.administration_scene import ADMIN, Desk, add, buttons, direct, preview
from tests.scenarios.bot_process import BotProcess
from tests.scenarios.running_bot import settings_for
from tests.scenarios.stage import Seen, soon
from tests.scenarios.strict_stage import StrictStage
from tests.scenarios.two_machines import (
    TwoMachines,
    database,
    machine,
    running_machine,
    shelve,
    two_machines,
)
from tests.slack_emulator.config import WITH_THREADS
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.workspace import Message

COURSE = ("Kursen börjar i augusti och hålls på fyra orter. Varje chef anmäler sina medarbetare i god tid, eftersom "
          "platserna är få. Den som inte kan komma får en ny tid under hösten.")  # fmt: skip
ASKED = "När blir huset klart i maj?"
_SETTLED = 0.5


@pytest.fixture(scope="module")
def machines(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoMachines]:
    with two_machines(tmp_path_factory.mktemp("machines"), database(postgres)) as found:
        yield found
        assert found.emulator.refused("rate_limited") == []


@pytest.fixture
def it(machines: TwoMachines) -> Desk:
    return machines.desk


def shown(it: Desk, person: str, said: Message) -> Seen:
    reply = it.stage.emulator.wait_for_reply(said, 30)  # type: ignore[attr-defined]
    return Seen(reply.channel, reply.ts, reply.text, reply.blocks)


def test_when_slack_takes_no_more_all_bots_wait(machines: TwoMachines) -> None:
    emulator = machines.emulator
    channel = emulator.channel("full")
    emulator.faults.rate_limit("chat.postMessage", retry_after=3)
    first = emulator.mention("U40", channel, ASKED)
    refused = soon(lambda: [call for call in emulator.called("chat.postMessage") if not call.answer.get("ok", True)])[0]
    questions = [emulator.mention(f"U4{number}", channel, ASKED) for number in range(1, 7)]
    elsewhere = emulator.mention("U48", emulator.channel("annan"), ASKED)
    emulator.wait_for_reply(elsewhere)
    for each in (first, *questions):
        emulator.wait_for_reply(each, 30)
    calls = [call for call in emulator.called("chat.postMessage") if call.arguments["channel"] == channel.id]
    others = [call.at - refused.at for call in calls if call is not refused]
    assert len(others) == 7
    assert min(others) >= 3
    assert emulator.replies(elsewhere)[0].posted - first.posted < 3


def test_metrics_name_the_bot(machines: TwoMachines) -> None:
    for app in (machines.one, machines.two):
        name = app.parts.settings.replica
        assert f'fvm_replica_info{{replica="{name}"}}' in app.metrics.page().decode()
    assert machines.one.parts.settings.replica != machines.two.parts.settings.replica


def test_a_page_goes_onto_the_shelf_and_into_the_answers_of_both_whoever_hears_of_each_press(
    machines: TwoMachines, it: Desk
) -> None:
    """Each window and button of administration is shown by one bot and pressed at the other."""
    asked = it.stage.mention("U07", "När börjar kursen i augusti?")
    refused = soon(lambda: it.stage.replies(asked))[0]
    it.stage.click("U07", refused, KEEP)
    soon(lambda: machines.two.state.kept.waiting())
    add(it, ADMIN, it.web.put("/nyheter/kurs", page("Nytt om kursen", "Publicerad: 2024-05-17", COURSE)))
    assert "nytt-om-kursen.md" in machines.bulletins()
    discarded = preview(it, ADMIN)
    it.stage.click(ADMIN, discarded, messages.DISCARD)
    soon(lambda: it.publisher.previews_of(ADMIN) == [])
    seen = preview(it, ADMIN)
    assert "1 nya" in seen.text
    began = time.monotonic()
    it.stage.click(ADMIN, seen, messages.PUBLISH)
    told = soon(lambda: it.stage.replies(asked)[1:], 20)[0]
    assert "Kursen börjar i augusti" in told.text
    apps = (machines.one, machines.two)
    soon(lambda: len({app.parts.shelves.library_info().snapshot for app in apps}) == 1)
    assert time.monotonic() - began < 15
    # Where an answer was found by one bot, its buttons are pressed at the other.
    answered = it.stage.mention("U09", "När börjar kursen i augusti?")
    it.stage.click("U09", soon(lambda: it.stage.replies(answered))[0], MORE)
    assert "platserna är få" in str(soon(lambda: it.stage.modal("U09"))["blocks"])
    published = soon(lambda: next((m for m in direct(it, ADMIN) if messages.ROLLBACK in buttons(m)), None))
    it.stage.click(ADMIN, published, messages.ROLLBACK)
    soon(lambda: any("svarar igen" in m.text for m in direct(it, ADMIN)))
    time.sleep(_SETTLED)
    assert len(it.stage.replies(asked)) == 2


def test_a_pinned_answer_holds_at_both_and_is_taken_away_at_the_other(machines: TwoMachines, it: Desk) -> None:
    question = "Vem har nyckeln till huset?"

    def is_pinned(app: App) -> bool:
        return app.parts.shelves.all[0].ask(question, NO_EARLIER).curated is not None

    def is_unpinned(app: App) -> bool:
        return not is_pinned(app)

    it.stage.command(ADMIN, f"fäst {question}")
    soon(lambda: (it.stage.modal(ADMIN) or {}).get("callback_id") == administration_pins.FORM)
    it.stage.submit(ADMIN, pin_questions=question, pin_text="Vakten har den.", pin_expires="2999-01-01")
    for app in (machines.one, machines.two):
        soon(partial(is_pinned, app))
    it.stage.open_home(ADMIN)
    home = soon(lambda: it.stage.home(ADMIN))
    it.stage.click(ADMIN, Seen("", home["id"], "", home["blocks"]), f"{administration_pins.REMOVE}_0")
    for app in (machines.one, machines.two):
        soon(partial(is_unpinned, app))


def test_a_thread_goes_on_at_the_other_bot_until_its_button_ends_it_at_all(machines: TwoMachines, it: Desk) -> None:
    emulator = machines.emulator
    root = emulator.mention("U31", emulator.channel("tråd"), ASKED)
    emulator.wait_for_reply(root)
    route, emulator.socket.route = emulator.socket.route, lambda envelope: 1
    try:
        channel = emulator.workspace.channels[root.channel]
        further = emulator.say("U31", channel, "och när öppnar restaurangen igen?", root.ts)
        emulator.wait_for_reply(further)
        emulator.click("U31", emulator.replies(root)[0], QUIET)
        emulator.wait_for_ephemeral("U31")
        emulator.socket.route = lambda envelope: 0
        silent = emulator.say("U31", channel, "och när blir huset klart?", root.ts)
        time.sleep(2 * _SETTLED)
        assert emulator.replies(silent) == []
    finally:
        emulator.socket.route = route


def test_a_rolling_update_drops_no_question_and_answers_none_twice(postgres: Server, tmp_path: Path) -> None:
    """One bot is told to end while questions go on arriving, once its successor is there."""
    with Emulator(replace(WITH_THREADS, ack_seconds=1.0)) as emulator:
        common = settings_for(StrictStage(emulator), tmp_path, database_url=postgres.database())
        bots = [
            BotProcess.predictable(replace(common, state_dir=tmp_path / name, replica=name), tmp_path / name, 0.3)
            for name in ("older", "newer")
        ]
        older, newer = bots
        with contextlib.ExitStack() as kills:
            for bot in bots:
                kills.callback(bot.kill)
            older.start()
            emulator.wait_until_connected(60)
            over = threading.Event()
            questions: list[Message] = []

            def ask() -> None:
                while not over.wait(0.1):
                    questions.append(emulator.dm(f"U{len(questions)}", f"Fråga {len(questions)}?"))

            asking = threading.Thread(target=ask)
            asking.start()
            kills.callback(over.set)
            newer.start()
            emulator.wait_until_connected(60, bots=2)
            assert older.stop() == 0
            time.sleep(_SETTLED)
            over.set()
            asking.join()
            for each in questions:
                emulator.wait_for_reply(each, 30)
            time.sleep(_SETTLED)
            assert {len(emulator.replies(each)) for each in questions} == {1}
            assert newer.stop() == 0
        assert '"replica": "older"' in older.log()
        assert "Traceback" not in older.log() + newer.log()


def test_a_bot_with_older_weights_goes_on_with_its_snapshot_and_tells_no_news(postgres: Server, tmp_path: Path) -> None:
    newer = WordEncoder(dim=64, name="newer")
    url = database(postgres, newer.dim)
    with Emulator(WITH_THREADS) as emulator:
        stage = StrictStage(emulator)
        one, two = (machine(tmp_path / name, url, stage) for name in ("one", "two"))
        shelve(one, tmp_path)
        with contextlib.ExitStack() as successor:
            with running_machine(one) as old:
                emulator.wait_until_connected()
                before = old.parts.shelves.library_info().snapshot
                reindex(two, unheard, newer)
                new = successor.enter_context(running_machine(two, newer))
                emulator.wait_until_connected(bots=2)
                after = new.parts.shelves.library_info().snapshot
                questions = [emulator.mention(f"U{number}", stage.channel, ASKED) for number in range(12)]
                for each in questions:
                    assert "Huset blir klart i maj" in emulator.wait_for_reply(each, 30).text
                assert old.parts.shelves.library_info().snapshot == before != after
                soon(lambda: new.state.database.rows("SELECT * FROM followed_snapshot WHERE snapshot = ?", after))
                time.sleep(2.5)
                followed = new.state.database.rows("SELECT snapshot FROM followed_snapshot")
                assert [row["snapshot"] for row in followed] == [after]
            late = emulator.mention("U20", stage.channel, ASKED)
            emulator.wait_for_reply(late, 30)
            time.sleep(_SETTLED)
            assert {len(emulator.replies(each)) for each in (*questions, late)} == {1}
            (asked,) = [each for each in new.state.inbox.recent(0.0) if each.arrival.key.ts == late.ts]
            assert load_answer(asked.answer or "").snapshot == after


def test_both_bots_go_on_with_the_standby_that_takes_over_with_its_shelf_and_its_passages(
    standby: Standby, tmp_path: Path
) -> None:
    url = standby.url(database(standby.first))
    with two_machines(tmp_path, url) as machines:
        it, emulator = machines.desk, machines.emulator
        before = emulator.mention("U31", it.stage.channel, ASKED)  # type: ignore[attr-defined]
        emulator.wait_for_reply(before)
        standby.take_over()
        after = emulator.mention("U32", it.stage.channel, ASKED)  # type: ignore[attr-defined]
        assert "Huset blir klart i maj" in emulator.wait_for_reply(after, 30).text
        add(it, ADMIN, it.web.put("/nyheter/kurs", page("Nytt om kursen", "Publicerad: 2024-05-17", COURSE)))
        it.stage.click(ADMIN, preview(it, ADMIN), messages.PUBLISH)
        apps = (machines.one, machines.two)
        soon(lambda: {app.parts.shelves.library_info().bulletins for app in apps} == {3}, 30)
        course = emulator.mention("U33", it.stage.channel, "När börjar kursen i augusti?")  # type: ignore[attr-defined]
        assert "Kursen börjar i augusti" in emulator.wait_for_reply(course, 30).text
        emulator.click("U31", emulator.replies(before)[0], MORE)
        soon(lambda: it.stage.modal("U31"))
        assert {len(emulator.replies(each)) for each in (before, after, course)} == {1}
