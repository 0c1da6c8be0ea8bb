"""Takes pictures of the real page: `python -m tests.pictures.draw_page [FOLDER] [--all]`, by default `docs/`.

Starts `fvm api`, asks real questions in Chromium, and photographs what came, an answer at three widths, light and dark;
with `--all` all of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.pictures.browser import Tab, tab
from tests.ports import free_port
from tests.scenarios.bot_process import ROOT

ANSWER, REFUSAL = "Vem är programchef för program Millennium?", "Hur kokar man ägg?"
ANSWERS = ("page", ANSWER, "/", "button")
SHOTS = {
    "page-timeline": ("Millennium", "/", "button.second", 768, False),
    "page-refusal": (REFUSAL, "/", "button", 320, True),
}
MORE = {
    "english": ("Who leads the programme?", "/en", "button"),
    "personal": ("Vad gäller för 19121212-1212?", "/", "button"),
    "news": ("vilka bulletiner finns?", "/", "button"),
    "first": ("", "/", ""),
}
PROGRAM = """
from dataclasses import replace
from bot import settings
from bot.wiring.doors import serve_doors
from index.types import unheard
values = settings.load()
serve_doors(replace(values, slack=replace(values.slack, answer_seconds=600.0, hang_seconds=900.0)), unheard)
"""
"""`fvm api` with all the time that a busy machine needs."""

_WIDTHS = (320, 768, 1280)
_TRIES = 8


def photograph(page: Tab, address: str, question: str, button: str) -> None:
    """Ask, and open what is closed."""
    page.open(address)
    if button:
        page.send(f"document.querySelector('#question').value = {json.dumps(question)};"
                  f"document.querySelector('{button}').click()")  # fmt: skip
    for _ in range(_TRIES):
        # A busy machine may have taken too long.
        if page.run("!document.querySelector('.refusal') || !!document.querySelector('[aria-invalid]')"):
            break
        page.send(f"document.querySelector('{button}').click()")
    page.run("document.querySelector('article details')?.setAttribute('open', '')")
    page.run("document.activeElement.blur(); window.scrollTo(0, 0)")


def draw(page: Tab, start: Path) -> None:
    """Photograph what is shown at three widths, light and dark."""
    for width in _WIDTHS:
        for dark in (False, True):
            page.look(width, dark=dark)
            page.picture(start.with_name(f"{start.name}-{width}{'-dark' if dark else ''}.png"))


def main(folder: Path, is_all: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    with tempfile.TemporaryDirectory() as scratch, tab() as page:
        given = {"FVM_DOORS": "page", "FVM_PUBLIC": "yes", "FVM_API_PORT": str(port), "FVM_METRICS_PORT": "0"}
        data = {} if "FVM_DATA" in os.environ else {"FVM_DATA": scratch}
        bot = subprocess.Popen([sys.executable, "-c", PROGRAM], cwd=ROOT, env={**os.environ, **data, **given})
        try:
            _wait(f"http://127.0.0.1:{port}/", bot)
            name, question, path, button = ANSWERS
            photograph(page, f"http://127.0.0.1:{port}{path}", question, button)
            draw(page, folder / name)
            for name, (question, path, button, width, dark) in SHOTS.items():
                page.look(width, dark=dark)
                photograph(page, f"http://127.0.0.1:{port}{path}", question, button)
                page.picture(folder / f"{name}.png")
                if is_all:
                    draw(page, folder / name)
            for name, (question, path, button) in MORE.items() if is_all else ():
                photograph(page, f"http://127.0.0.1:{port}{path}", question, button)
                page.look(768)
                page.picture(folder / f"more-{name}.png")
        finally:
            bot.terminate()
            bot.wait(60)


def _wait(address: str, bot: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 400
    while bot.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except urllib.error.URLError:
            time.sleep(0.5)
    raise SystemExit("fvm api did not start")


if __name__ == "__main__":
    arguments = [each for each in sys.argv[1:] if each != "--all"]
    main(Path(arguments[0]) if arguments else ROOT / "docs", "--all" in sys.argv)
