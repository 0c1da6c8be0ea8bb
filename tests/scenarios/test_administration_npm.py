"""The story of a bulletin on the emulator that we did not write, over both transports."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from bot.settings import Transport
from bot.slack.administration import messages, views
from bot.slack.administration.desks.why import BUTTON
from bot.slack.showing.blocks import KEEP, MORE
from tests.corpus.web.pages import page
from tests.ports import free_port
from tests.scenarios import npm_emulator
from tests.scenarios.administration_scene import ADMIN, Desk, desk
from tests.scenarios.npm_stage import BOT, CHANNEL, NpmStage
from tests.scenarios.running_bot import settings_for
from tests.scenarios.stage import Seen, soon

COURSE = ("Kursen börjar i augusti och hålls på fyra orter. Varje chef anmäler sina medarbetare i god tid, eftersom "
          "platserna är få. Den som inte kan komma får en ny tid under hösten.")  # fmt: skip


@pytest.fixture(params=[Transport.SOCKET, Transport.HTTP], ids=lambda transport: transport.value)
def it(request: pytest.FixtureRequest, npm_program: Path, tmp_path: Path) -> Iterator[Desk]:
    port, bot_port = free_port(), free_port()
    http = request.param is Transport.HTTP
    stage = NpmStage(f"http://127.0.0.1:{port}")
    slack = settings_for(stage, tmp_path / "state", thread_replies=True, http_port=bot_port)
    request_url = f"http://127.0.0.1:{bot_port}/slack/events" if http else None
    emulator = npm_emulator.running(npm_program, tmp_path, port, request_url)
    with emulator, desk(stage, slack, tmp_path, request.param) as found:
        yield found


def direct(it: Desk) -> list[Seen]:
    """What the bot wrote outside the channel."""
    assert isinstance(it.stage, NpmStage)
    everywhere = it.stage.state()["messages"]
    return [Seen(m["channel"], m["ts"], m["text"], m.get("blocks", ())) for channel, found in everywhere.items()
            for m in found if channel != CHANNEL and m["user"] == BOT]  # fmt: skip


def with_button(it: Desk, action: str) -> Seen | None:
    return next((seen for seen in direct(it) if action in str(seen.blocks)), None)


def form(it: Desk, callback: str) -> bool:
    return (it.stage.modal(ADMIN) or {}).get("callback_id") == callback


def test_a_bulletin_from_the_first_question_to_the_rollback(it: Desk) -> None:
    it.stage.command("U05", "prenumerera")
    soon(lambda: it.stage.private("U05"))
    asked = it.stage.mention("U07", "När börjar kursen i augusti?")
    refused = soon(lambda: it.stage.replies(asked))[0]
    it.stage.click("U07", refused, KEEP)
    soon(it.app.state.kept.waiting)
    address = it.web.put("/nyheter/kurs", page("Nytt om kursen", "Publicerad: 2024-05-17", COURSE))
    it.stage.command(ADMIN, f"lägg till {address}")
    soon(lambda: form(it, views.FORM))
    it.stage.submit(ADMIN, address=address)
    soon(lambda: form(it, views.DRAFT))
    it.stage.submit(ADMIN, title="Nytt om kursen", published="2024-05-17")
    soon((it.shelf / "nytt-om-kursen.md").exists)
    it.stage.command(ADMIN, "publicera")
    shown = soon(lambda: with_button(it, messages.PUBLISH))
    assert "När börjar kursen i augusti?" in str(shown.blocks)
    it.stage.click(ADMIN, shown, messages.PUBLISH)
    told = soon(lambda: it.stage.replies(asked)[1:])[0]
    assert told.text.startswith("<@U07> ")
    assert "Kursen börjar i augusti" in told.text
    soon(lambda: [seen for seen in it.stage.public() if "Ny bulletin" in seen.text])
    published = soon(lambda: with_button(it, messages.ROLLBACK))
    it.stage.click(ADMIN, published, messages.ROLLBACK)
    soon(lambda: any("svarar igen" in seen.text for seen in direct(it)))
    again = it.stage.mention("U08", "När börjar kursen i augusti?")
    assert "hittar jag inget svar" in soon(lambda: it.stage.replies(again))[0].text
    time.sleep(1)
    assert len([seen for seen in it.stage.public() if "Ny bulletin" in seen.text]) == 1
    assert len(it.stage.replies(asked)) == 2


def has_button(seen: Seen) -> bool:
    return BUTTON in str(seen.blocks)


def test_an_admin_sees_why_where_nobody_else_looks(it: Desk) -> None:
    """The emulator has no message shortcuts and no buttons in modals; those are pressed on the strict one."""
    asked = "När blir huset klart i maj?"
    for user in ("U07", ADMIN):
        it.stage.command(user, asked)
    theirs, private = (soon(partial(it.stage.private, user))[0] for user in ("U07", ADMIN))
    written, public = (soon(partial(it.stage.replies, said))[0]
                       for said in (it.stage.dm(ADMIN, asked), it.stage.mention(ADMIN, asked)))  # fmt: skip
    assert [has_button(seen) for seen in (theirs, public, private, written)] == [False, False, True, True]
    for seen in (private, written):
        it.stage.click(ADMIN, seen, BUTTON)
        soon(lambda: "Därför." in str(it.stage.modal(ADMIN)))
    it.stage.click(ADMIN, public, MORE)
    soon(lambda: BUTTON in str(it.stage.modal(ADMIN)))
