"""A link opens the published page at the quote: seen in headless Chromium, driven over the WebDriver protocol."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import markdown
import pytest

from bot.answering.showing.fragments import link_to
from corpus.types import Bulletin, Span
from tests.corpus.rendered import render
from tests.ports import free_port

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--window-size=800,600",
             "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
FILLING = "\n\n".join(f"Utfyllnad nummer {number} om annat." for number in range(120))
LANDMARK = "LANDMÄRKE"

pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium or chromedriver is not installed")

CASES = {
    "letters": ("Årets höstmöte hålls i Växjö på måndag.", "Årets höstmöte hålls i Växjö på måndag."),
    "commas": ("Eva, Bo, Ulla och Per är med.", "Eva, Bo, Ulla och Per är med."),
    "hyphens": ("Ann-Sofi Ek-Öst är t-banechef – tills vidare.", "Ann-Sofi Ek-Öst är t-banechef – tills vidare."),
    "parentheses": ("(Mötet) är flyttat (igen).", "(Mötet) är flyttat (igen)."),
    "ampersand": ("Kött & fisk ska vara 100 % lokalt.", "Kött & fisk ska vara 100 % lokalt."),
    "quotation": ("Chefen säger: ”Vi är klara.” Sedan gick hon.", "Chefen säger: ”Vi är klara.”"),
    "bold": ("Det är **alldeles säkert** att *skolan* öppnar.", "Det är alldeles säkert att skolan öppnar."),
    "link": ("Läs mer om [den nya skolan](https://example.org) i brevet.", "Läs mer om den nya skolan i brevet."),
    "soft break": ("Det här står\npå två rader i filen.", "Det här står på två rader i filen."),
    "list item": ("- Första saken\n- **Andra saken:** den som gäller.\n- Tredje", "Andra saken: den som gäller."),
    "whole list": ("- Röda hus\n- Gula hus\n- Blå hus", "Röda hus\nGula hus\nBlå hus"),
    "numbered item": ("1. Boka tid.\n2. Ta med det gamla kortet.\n3. Välj kod.", "2. Ta med det gamla kortet."),
    "numbered list": ("4. Röda hus\n5. Gula hus\n6. Blå hus", "4. Röda hus\n5. Gula hus\n6. Blå hus"),
    "continued bullet": ("- **Rubrik.** Text.\n\n    Mer text i samma punkt.\n", "Text.\nMer text i samma punkt."),
    "long": (
        "Alla skolor i hela landet ska i god tid före höstens start ha skrivit under de nya avtalen om mat och resor.",
        "Alla skolor i hela landet ska i god tid före höstens start ha skrivit under de nya avtalen om mat och resor.",
    ),
    "two sentences": ("Bo är ny. Han börjar den 5 maj, kl. 13.30.", "Bo är ny. Han börjar den 5 maj, kl. 13.30."),
    "table row": ("| Ort | Start |\n|---|---|\n| Kil | maj |\n| Åmåls stad | juni 2020 |", "Åmåls stad | juni 2020"),
}  # fmt: skip


def page_of(text: str, before: str = "") -> str:
    """A tall page with the text in its lower half, after a landmark that tells where it begins."""
    return f"# Lägesrapport\n\n{before}\n\n{FILLING}\n\n{LANDMARK}\n\n{text}\n\n{FILLING.replace('nummer', 'nr')}\n"


def html_of(source: str) -> str:
    content = markdown.markdown(source, extensions=["tables", "sane_lists"]).replace(
        f"<p>{LANDMARK}", f'<p id="landmark">{LANDMARK}'
    )
    return f"<!doctype html><html lang=sv><meta charset=utf-8><title>Prov</title><body>{content}</body></html>"


class _Pages(BaseHTTPRequestHandler):
    pages: dict[str, str]

    def do_GET(self) -> None:
        found = self.pages.get(self.path)
        body = (found or "").encode()
        self.send_response(200 if found is not None else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def served(pages: dict[str, str]) -> Iterator[str]:
    handler = type("Handler", (_Pages,), {"pages": pages})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Browser:
    """A WebDriver session."""

    def __init__(self, address: str, profile: Path) -> None:
        self._address = address
        options = {"binary": CHROMIUM, "args": [*ARGUMENTS, f"--user-data-dir={profile}"]}
        wanted = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}}
        self._session = self._post("/session", wanted)["sessionId"]

    def _post(self, path: str, sent: dict[str, Any], method: str = "POST") -> Any:
        request = urllib.request.Request(
            self._address + path, json.dumps(sent).encode(), {"Content-Type": "application/json"}, method=method
        )
        with urllib.request.urlopen(request, timeout=60) as reply:
            return json.load(reply)["value"]

    def landmark_after_opening(self, url: str) -> float:
        """How far, in pixels, the landmark is below the window's top once the page has come to rest."""
        self._post(f"/session/{self._session}/url", {"url": "about:blank"})
        self._post(f"/session/{self._session}/url", {"url": url})
        script = "return document.getElementById('landmark').getBoundingClientRect().top"
        before = None
        for _ in range(40):
            now = float(self._post(f"/session/{self._session}/execute/sync", {"script": script, "args": []}))
            if now == before and now < 5000:
                return now
            before = now
            time.sleep(0.05)
        return float(before or 0)

    def close(self) -> None:
        self._post(f"/session/{self._session}", {}, method="DELETE")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    port = free_port()
    driver = subprocess.Popen([DRIVER or "", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        opened = _opened(f"http://127.0.0.1:{port}", tmp_path_factory.mktemp("profile"))
        yield opened
        opened.close()
    finally:
        driver.terminate()
        driver.wait(10)


def _opened(address: str, profile: Path) -> Browser:
    for _ in range(100):
        try:
            return Browser(address, profile)
        except urllib.error.URLError as error:
            if isinstance(error, urllib.error.HTTPError):
                raise
            time.sleep(0.1)
    raise AssertionError("chromedriver did not start")


def opened_at(browser: Browser, source: str, quote: str | None, *, last: bool = False, hash: str = "") -> float:
    with served({"/page": html_of(source)}) as site:
        body, blocks = render(source)
        bulletin = Bulletin(
            id="page", title="Lägesrapport", body=body, blocks=blocks, source=source, url=f"{site}/page{hash}"
        )
        if quote is None:
            return browser.landmark_after_opening(f"{site}/page")
        start = body.rindex(quote) if last else body.index(quote)
        link = link_to(bulletin, Span(start, start + len(quote)))
        assert link is not None
        return browser.landmark_after_opening(link)


def test_without_a_fragment_the_page_stays_at_its_top(browser: Browser) -> None:
    assert opened_at(browser, page_of("Det är klart."), None) > 3000


@pytest.mark.parametrize("name", list(CASES))
def test_the_page_scrolls_to_the_quote(browser: Browser, name: str) -> None:
    text, quote = CASES[name]
    assert -100 < opened_at(browser, page_of(text), quote) < 600


def test_of_two_alike_the_quoted_one_is_scrolled_to(browser: Browser) -> None:
    before = "I norr: Det är klart. Inget mer."
    source = page_of("Nedan gäller södra delen.\n\nDet är klart. Mer kommer.", before)
    assert -100 < opened_at(browser, source, "Det är klart.", last=True) < 600


def test_of_two_long_alike_the_quoted_one_is_scrolled_to(browser: Browser) -> None:
    long = CASES["long"][1]
    source = page_of(f"Nedan gäller södra delen.\n\n{long}", before=f"I norr gäller detta.\n\n{long}")
    assert -100 < opened_at(browser, source, long, last=True) < 600


def test_the_quote_wins_over_the_fragment_that_the_address_had(browser: Browser) -> None:
    assert -100 < opened_at(browser, page_of("Det är klart."), "Det är klart.", hash="#prov") < 600
