from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import SlackSettings
from bot.slack.administration.files import SlackFile, download
from bot.slack.tokens.held import LastingToken
from corpus.errors import FetchError, RefusedError
from tests.corpus.web.pages import Page, Website, website

TOKEN = LastingToken("xoxb-secret")


@pytest.fixture
def web() -> Iterator[Website]:
    with website() as server:
        yield server


def settings(web: Website) -> SlackSettings:
    return SlackSettings(state_dir=Path("/nowhere"), bot_token="xoxb-secret", api_url=f"{web.base}/api/")


def test_a_file_of_a_message_is_fetched_from_slack(web: Website) -> None:
    url = web.put("/files/nytt.txt", "Nytt", "text/plain")
    file = SlackFile.of({"files": [{"name": "nytt.txt", "url_private": url}]})
    assert file is not None
    fetched = download(file, settings(web), TOKEN)
    assert (fetched.data, fetched.content_type) == (b"Nytt", "text/plain")


@pytest.mark.parametrize("message", [{}, {"files": []}, {"files": [{"name": "x", "mode": "tombstone"}]}])
def test_a_message_without_a_file_has_none(message: dict[str, object]) -> None:
    assert SlackFile.of(message) is None


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/x", "http://files.slack.com/x", "https://files.slack.com.evil.example/x",
     "https://evil.example/files.slack.com", "https://slack.com@evil.example/x", "file:///etc/passwd",
     "http://127.0.0.1:1/x", "https://notslack.com/x"],
)  # fmt: skip
def test_the_token_goes_to_no_other_host(web: Website, url: str) -> None:
    with pytest.raises(RefusedError):
        download(SlackFile("x", url), settings(web), TOKEN)


def test_the_token_follows_no_redirect(web: Website) -> None:
    with website() as other:
        web.pages["/x"] = Page(b"", status=302, headers={"Location": other.put("/stolen", "x")})
        with pytest.raises(FetchError):
            download(SlackFile("x", f"{web.base}/x"), settings(web), TOKEN)
        assert other.seen == []


def test_a_file_that_is_gone_is_explained(web: Website) -> None:
    with pytest.raises(FetchError, match="files:read"):
        download(SlackFile("x", f"{web.base}/gone"), settings(web), TOKEN)


def test_a_page_of_another_size_than_slack_told_is_the_one_for_signing_in(web: Website) -> None:
    url = web.put("/files/nytt.html", "<html><body>Nytt om kursen</body></html>")
    message = {"name": "nytt.html", "url_private": url, "mimetype": "text/html", "size": 40}
    file = SlackFile.of({"files": [message]})
    assert file is not None
    assert download(file, settings(web), TOKEN).data.startswith(b"<html>")
    with pytest.raises(FetchError, match="files:read"):
        download(replace(file, size=4000), settings(web), TOKEN)


def test_slacks_page_for_signing_in_is_no_bulletin(web: Website) -> None:
    url = web.put("/files/nytt.pdf", "<html><body>Sign in</body></html>")
    file = SlackFile.of({"files": [{"name": "nytt.pdf", "url_private": url, "mimetype": "application/pdf"}]})
    assert file is not None
    with pytest.raises(FetchError, match="files:read"):
        download(file, settings(web), TOKEN)
