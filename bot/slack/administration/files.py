"""Files that people sent in Slack, fetched with the app's token from Slack alone."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from typing import IO, Any
from urllib.parse import urlsplit

from bot.settings import SlackSettings
from bot.slack.tokens.held import BotToken
from corpus.errors import Code, FetchError, RefusedError
from corpus.sources import LARGEST
from corpus.web.fetch import Fetched

_SECONDS = 30


class NoFileError(FetchError):
    """Slack does not give the file."""

    def __init__(self) -> None:
        super().__init__("The file could not be fetched from Slack. The app needs the scope files:read; reinstall it.")


@dataclass(frozen=True, slots=True)
class SlackFile:
    """A file as a message names it; `kind` is its media type and `size` its bytes, empty and 0 where the message says
    none."""

    name: str
    url: str
    kind: str = ""
    size: int = 0

    @classmethod
    def of(cls, message: dict[str, Any]) -> SlackFile | None:
        """The first file of a message; None where it has none."""
        for file in message.get("files") or ():
            url = file.get("url_private_download") or file.get("url_private")
            if url:
                kind, size = file.get("mimetype") or "", file.get("size") or 0
                return cls(str(file.get("name") or "file"), str(url), str(kind), int(size))
        return None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """Nothing is followed: the token must not go elsewhere."""
        return


def download(file: SlackFile, settings: SlackSettings, token: BotToken) -> Fetched:
    """The bytes of a file.

    Raises:
        RefusedError: its address is not Slack's.
        FetchError: it cannot be fetched (NoFileError), or is larger than a bulletin may be.
    """
    if not _is_slacks(file.url, settings.api_url):
        raise RefusedError("The file does not lie at Slack.")
    request = urllib.request.Request(file.url, headers={"Authorization": f"Bearer {token.current()}"})  # noqa: S310
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=_SECONDS) as answer:
            data = answer.read(LARGEST + 1)
            kind = answer.headers.get_content_type()
    except (urllib.error.URLError, OSError, http.client.HTTPException, ValueError) as error:
        raise NoFileError from error
    if len(data) > LARGEST:
        raise FetchError(f"The file is larger than {LARGEST:,} bytes.", Code.TOO_LARGE)
    if kind == "text/html" and (file.kind not in {"", kind} or file.size not in {0, len(data)}):
        # Without the scope Slack answers 200 with its page for signing in.
        raise NoFileError
    return Fetched(file.name, data, kind, None)


def _is_slacks(url: str, api_url: str) -> bool:
    """Whether an address is https at Slack, or on the very host that the app calls."""
    parts, api = urlsplit(url), urlsplit(api_url)
    host = (parts.hostname or "").rstrip(".").lower()
    at_slack = parts.scheme == "https" and (host == "slack.com" or host.endswith((".slack.com", ".slack-gov.com")))
    return at_slack or (parts.scheme, parts.netloc) == (api.scheme, api.netloc)
