"""The page in a real Chromium: examined by axe-core at three widths, light and dark, and used by keyboard alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bot.doors.door_stage import Doors
from tests.bot.doors.test_page import NUMBER, QUESTION, opened
from tests.bot.slack.running.staging import eventually
from tests.npm_packages import npm_package
from tests.pictures.browser import Tab, tab
from tests.pictures.draw import has_browser
from tests.scenarios.spoken_answers import UNKNOWN

pytestmark = pytest.mark.skipif(not has_browser(), reason="no Chromium")

AXE, VERSION = "axe-core", "4.14.1"
WIDTHS = (320, 768, 1280)
_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_ENTER, _TAB = 13, 9


@pytest.fixture(scope="module")
def page() -> Iterator[Tab]:
    with tab() as found:
        yield found


@pytest.fixture(scope="module")
def it() -> Iterator[Doors]:
    with opened() as found:
        yield found


@pytest.fixture(scope="module")
def axe(request: pytest.FixtureRequest) -> str:
    folder = npm_package(request, AXE, VERSION)
    return (Path(folder) / "node_modules" / AXE / "axe.min.js").read_text(encoding="utf-8")


def asked(page: Tab, it: Doors, question: str, path: str = "/", button: str = "button") -> None:
    page.open(f"http://127.0.0.1:{it.server.port}{path}")
    page.send(f"document.querySelector('#question').value = {json.dumps(question)};"
              f"document.querySelector('{button}').click()")  # fmt: skip


def findings(page: Tab, axe: str) -> list[Any]:
    page.run(axe)
    rules = json.dumps({"runOnly": {"type": "tag", "values": list(_RULES)}})
    found = page.run(f"axe.run(document, {rules}).then(result => JSON.stringify("
                     "result.violations.map(one => [one.id, one.nodes.map(node => node.html)])))")  # fmt: skip
    return list(json.loads(found))


@pytest.mark.soak
def test_axe_finds_nothing_at_any_width_light_or_dark(page: Tab, it: Doors, axe: str, soak: bool) -> None:
    states = ((QUESTION, "/", "button"), ("When does the training begin?", "/en", "button"),
              (f"Vad är {UNKNOWN}?", "/", "button"), (NUMBER, "/", "button"),
              ("utbildningen", "/", "button.second"))  # fmt: skip
    looks = [(width, dark) for width in WIDTHS for dark in (False, True)]
    for number, (question, path, button) in enumerate(states):
        asked(page, it, question, path, button)
        page.run("document.querySelectorAll('details').forEach(each => { each.open = true })")
        for width, dark in looks if soak else looks[number : number + 1]:
            page.look(width, dark=dark)
            assert findings(page, axe) == [], (question, width, dark)
            assert page.run("document.documentElement.scrollWidth") <= width, (question, width)


def test_it_is_used_by_keyboard_alone_and_goes_on_at_the_answer(page: Tab, it: Doors) -> None:
    page.look(768)
    page.open(f"http://127.0.0.1:{it.server.port}/")
    for _ in range(2):  # past the other language, into the field
        page.press("Tab", _TAB)
    assert page.run("document.activeElement.id") == "question"
    page.write(QUESTION)
    page.expect_load()
    page.press("Enter", _ENTER, "\r")
    page.wait_loaded()
    # The browser focuses what the page asks it to with the first picture that it draws, after it is loaded.
    eventually(lambda: page.run("document.activeElement.id") == "result")
    assert QUESTION in page.run("document.querySelector('blockquote').textContent")
    page.press("Tab", _TAB)
    assert page.run("document.activeElement.href").startswith("https://intranet.example/maj")
    page.press("Tab", _TAB)
    page.press("Enter", _ENTER, "\r")
    assert page.run("document.querySelector('details').open")


def test_it_asks_nothing_of_elsewhere_sets_nothing_and_complains_of_nothing(page: Tab, it: Doors) -> None:
    page.requests.clear()
    page.complaints.clear()
    asked(page, it, QUESTION)
    own = f"http://127.0.0.1:{it.server.port}/"
    assert page.requests
    assert [each for each in page.requests if not each.startswith((own, "data:,"))] == []
    assert page.run("document.cookie + JSON.stringify({...localStorage, ...sessionStorage})") == "{}"
    assert page.complaints == []
    assert "utbildning" not in page.run("location.href + document.title")


def test_what_is_printed_holds_the_text_around_the_quote_and_the_link(page: Tab, it: Doors, tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    asked(page, it, QUESTION)
    page.printed(tmp_path / "page.pdf")
    text = " ".join("".join(each.extract_text() for each in pypdf.PdfReader(tmp_path / "page.pdf").pages).split())
    assert "Och så vidare." in text
    assert "https://intranet.example/maj" in text.replace(" ", "")
    assert "Tidslinje" not in text
