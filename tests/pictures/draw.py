"""Takes pictures of the real bot's messages: `python -m tests.pictures.draw [FOLDER]`, by default `docs/`.

Runs the bot as `fvm serve` does on the emulated Slack, only with more patience, asks real questions, draws what was
posted and photographs it with Chromium.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bot.settings import ROOT, load
from bot.slack.administration.desks.answering import START
from bot.slack.running.transports import SocketCarrier
from bot.slack.showing.blocks import MORE, RATE
from bot.wiring.slack_app import build_app
from bot.wiring.slack_parts import open_slack_parts
from index.types import unheard
from tests.pictures import page
from tests.scenarios.stage import element, soon
from tests.slack_emulator.config import WITH_THREADS
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.workspace import Message

QUESTIONS = {
    "answer": "Vem är programchef för program Millennium?",
    "refusal": "Hur kokar man ägg?",
    "answer-english": "Who leads the Millennium programme?",
    "refusal-english": "How do you boil an egg?",
}
SELF_ANSWERED = ("Vem är programchef för program Millennium?", "När får vi nya skrivare på avdelningen?")
"""What people ask in a channel where the bot answers by itself: the first it knows, of the second it is not sure."""
_ADMIN = "U9"
_PATIENCE = 600.0
CONFIG = replace(WITH_THREADS, trigger_seconds=_PATIENCE, ack_seconds=_PATIENCE)
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
          "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip


def has_browser() -> bool:
    """Whether there is a Chromium."""
    return any(map(shutil.which, _BROWSERS))


def browser() -> str:
    """Chromium's program, or SystemExit that says what to install."""
    found = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        raise SystemExit("No Chromium found. Install Chromium or Chrome to draw the pictures.")
    return found


def photograph(content: str, target: Path, width: int = 690) -> None:
    """Save a page as a PNG that is cut to its content's height."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(content, encoding="utf-8")
        profile = f"--user-data-dir={folder}/profile"
        measured = subprocess.run(
            [browser(), *FLAGS, profile, f"--window-size={width},100", "--dump-dom", "--virtual-time-budget=2000",
             _measuring(file)], capture_output=True, text=True, timeout=600, check=True).stdout  # fmt: skip
        height = int(measured.partition('data-height="')[2].partition('"')[0])
        subprocess.run(
            [browser(), *FLAGS, profile, f"--window-size={width},{height}", "--force-device-scale-factor=2",
             f"--screenshot={target}", file.as_uri()], capture_output=True, timeout=600, check=True)  # fmt: skip


def _measuring(file: Path) -> str:
    copy = file.with_name("measure.html")
    script = "<script>document.body.dataset.height=document.querySelector('main').offsetHeight</script>"
    copy.write_text(file.read_text(encoding="utf-8") + script, encoding="utf-8")
    return copy.as_uri()


def conversation(asked: Message, reply: Message) -> str:
    question = page.message("Anna", asked.text, (), "09:14", app=False)
    return page.page(question, page.message("FVM-svar", reply.text, reply.blocks, "09:14", app=True))


def draw_all(emulator: Emulator, folder: Path, say: Callable[[str], object]) -> None:
    """Ask, open and press everything once, and photograph each thing seen."""
    shots: dict[str, str] = {}
    replies: dict[str, Message] = {}
    for name, question in QUESTIONS.items():
        said = emulator.dm("U2" if name.endswith("english") else "U1", question)
        replies[name] = emulator.wait_for_reply(said, _PATIENCE)
        shots[name] = conversation(said, replies[name])
    for user, name in (("U1", "home"), ("U2", "home-english")):
        emulator.open_app(user)
        shots[name] = page.page(page.home(emulator.wait_for_home(user, _PATIENCE).payload))
    emulator.click("U1", replies["answer"], MORE)
    more = emulator.wait_for_modal("U1", _PATIENCE)
    shots["passage"] = page.page(page.modal(more.payload))
    emulator.close_view(more)
    bad = element(replies["answer"].blocks, RATE)["negative_button"]["value"]
    emulator.click("U1", replies["answer"], RATE, bad)
    shots["feedback"] = page.page(page.modal(emulator.wait_for_modal("U1", _PATIENCE).payload))
    shots |= channel_shots(emulator)
    emulator.open_app(_ADMIN)
    shots["home-admin"] = page.page(page.home(emulator.wait_for_home(_ADMIN, _PATIENCE).payload))
    for name, content in shots.items():
        photograph(_with_names(content, emulator), folder / f"{name}.png")
        say(f"{folder / name}.png")


def _with_names(content: str, emulator: Emulator) -> str:
    """The page with the names of channels, as Slack shows them."""
    for channel in emulator.workspace.channels.values():
        content = content.replace(f"#{channel.id}<", f"#{channel.name}<")
    return content


def channel_shots(emulator: Emulator) -> dict[str, str]:
    """What an admin sees before the bot answers by itself in a channel, and what people see there then."""
    channel = emulator.channel("fråga-fvm")
    for text in (*SELF_ANSWERED, "Vi ses kl 10 i fikarummet"):
        emulator.say("U1", channel, text)
    emulator.command(_ADMIN, channel, "svara själv")
    tried = soon(lambda: [each for each in emulator.messages(emulator.workspace.im(_ADMIN)) if each.by_bot], _PATIENCE)[
        0
    ]
    emulator.click(_ADMIN, tried, START)
    told = soon(lambda: [each for each in emulator.messages(channel) if each.by_bot], _PATIENCE)[0]
    asked = [emulator.say("U1", channel, text) for text in SELF_ANSWERED]
    answer = emulator.wait_for_reply(asked[0], _PATIENCE)
    soon(lambda: asked[1].reactions, _PATIENCE)
    return {
        "trial": page.page(page.message("FVM-svar", tried.text, tried.blocks, "09:02", app=True)),
        "channel": page.page(
            page.message("FVM-svar", told.text, told.blocks, "09:03", app=True),
            page.message("Anna", asked[0].text, (), "09:14", app=False),
            page.message("FVM-svar", answer.text, answer.blocks, "09:14", app=True),
            page.message("Bo", asked[1].text, (), "09:20", app=False, reactions=[":mag:"]),
        ),
    }


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (
        Emulator(CONFIG) as emulator,
        tempfile.TemporaryDirectory() as scratch,
        _running(emulator, Path(scratch)),
    ):
        emulator.wait_until_connected(_PATIENCE)
        draw_all(emulator, folder, lambda line: sys.stdout.write(f"{line}\n"))


@contextmanager
def _running(emulator: Emulator, data: Path) -> Iterator[None]:
    """The bot with the shipped bulletins and models; on a busy machine an answer may take its time."""
    config = emulator.config
    values = load({"FVM_DATA": str(data), "SLACK_API_URL": emulator.api_url, "SLACK_BOT_TOKEN": config.bot_token,
                   "SLACK_APP_TOKEN": config.app_token, "FVM_THREAD_REPLIES": "on", "FVM_ADMINS": _ADMIN,
                   "FVM_CONTACT": "fvm-support@region.example"})  # fmt: skip
    slack = replace(values.slack, answer_seconds=_PATIENCE, hang_seconds=2 * _PATIENCE, metrics_port=0)
    opened = open_slack_parts(replace(values, slack=slack), unheard)
    app = build_app(opened.parts, (opened.administration,))
    carrier = SocketCarrier(app.bolt, slack)
    app.start()
    carrier.open()
    try:
        yield
    finally:
        carrier.close()
        app.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs")
