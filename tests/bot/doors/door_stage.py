"""The doors on real sockets, over answers that can be predicted and a shelf or two with bulletins."""

from __future__ import annotations

import contextlib
import http.client
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.routing import BaseRoute

from bot.answering.listing.finder import Lister
from bot.answering.question.conversation import Earlier
from bot.answering.types import Answer
from bot.doors.api.routes import Api
from bot.doors.assistants.calling import Tools
from bot.doors.assistants.server import McpDoor
from bot.doors.callers import Callers
from bot.doors.desk import Desk
from bot.doors.entrance import Lifespan, entrance
from bot.doors.pace import CallerPace
from bot.doors.page.routes import Page
from bot.doors.shelves import Keep, OpenShelf, Write
from bot.http.bounds import Bounds
from bot.http.server import Server
from bot.tokens import read_tokens
from corpus.types import Block, BlockKind, Bulletin, PartialDate
from index.types import Hit
from tests.scenarios.spoken_answers import Quoting, timeline_of

TOKEN = "a-token-of-teams-0123456789"
CARE_TOKEN = "a-token-of-care-0123456789"
READING_TOKEN = "a-token-that-reads-0123456789"
TOKENS = f"teams {TOKEN}\ncare {CARE_TOKEN} ask bulletins shelf:vard; reading {READING_TOKEN} bulletins"


def bulletin_of(bulletin_id: str, title: str, text: str, published: str) -> Bulletin:
    return Bulletin(
        id=bulletin_id,
        title=title,
        body=text,
        blocks=(Block(BlockKind.PARAGRAPH, 0, len(text)),),
        url=f"https://intranet.example/{bulletin_id}",
        published=PartialDate.parse(published),
    )


MAY = bulletin_of("nytt-i-maj", "Nytt i maj", "Utbildningen börjar i maj.", "2024-05")
JUNE = bulletin_of("nytt-i-juni", "Nytt i juni", "Utbildningen slutar i juni.", "2024-06-07")


class NoSearch:
    """A searcher that finds nothing: lists without a subject need none."""

    snapshot_id = "snapshot-1"

    def search(self, query: str, *, top_k: int, language: str) -> list[Hit]:
        return []


@dataclass
class Stand:
    """One shelf of which a test may change the mark."""

    name: str = ""
    is_public: bool = True
    bulletins: tuple[Bulletin, ...] = (MAY, JUNE)
    mark: str = "snapshot-1 pins-1"
    ask: Callable[[str, Earlier], Answer] = field(default_factory=Quoting)
    receipted: Callable[[Answer], Answer] | None = None

    def shelf(self) -> OpenShelf:
        by_id = {each.id: each for each in self.bulletins}
        lister = Lister(NoSearch(), lambda: by_id)
        return OpenShelf(
            name=self.name,
            programme=self.name or "FVM",
            is_public=self.is_public,
            ask=self.ask,
            timeline=timeline_of,
            listed=lister.found,
            bulletins=lambda: by_id,
            mark=lambda: self.mark,
            receipted=self.receipted,
        )


@dataclass(frozen=True, slots=True)
class Said:
    """What a door answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Doors:
    """A server of doors, what it counted, and how to call it; a call is given up after `timeout` seconds."""

    server: Server
    counted: list[tuple[str, str]]
    timeout: float = 20.0

    def call(self, method: str, path: str, content: object = None, **headers: str) -> Said:
        """Send a request; `content` is sent as JSON, bytes as they are. Underlines in header names are hyphens."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        body = content if isinstance(content, bytes) or content is None else json.dumps(content).encode()
        if content is not None:
            given.setdefault("content-type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=self.timeout)
        try:
            connection.request(method, path, body, given)
            response = connection.getresponse()
            return Said(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def ask(self, question: str, shelf: str | None = None, **headers: str) -> Said:
        return self.call("POST", "/v1/ask", {"question": question} | ({"shelf": shelf} if shelf else {}), **headers)


@contextlib.contextmanager
def doors(
    *stands: Stand,
    tokens: str = "",
    open_to_all: str = "public",
    rate: int = 1000,
    names: Sequence[str] = (),
    origins: Sequence[str] = (),
    proxies: Sequence[str] = (),
    write: Write | None = None,
    keep: Keep | None = None,
    kept: frozenset[str] = frozenset(),
    workers: int = 2,
    routes: Callable[[Desk], Sequence[BaseRoute]] = lambda desk: Api(desk).routes(),
    lifespan: Callable[[Desk], Lifespan] | None = None,
    bounds: Bounds = Bounds(),  # noqa: B008
) -> Iterator[Doors]:
    """The doors at work over some shelves, by default a single one."""
    counted: list[tuple[str, str]] = []
    shelves = [stand.shelf() for stand in stands or (Stand(),)]
    desk = Desk(
        shelves,
        CallerPace(rate),
        lambda outcome, door, seconds: counted.append((outcome, door)),
        workers,
        write,
        frozenset({"api"}),
        keep,
        kept,
    )
    callers = Callers(read_tokens(tokens) if tokens else (), open_to_all, proxies)
    app = entrance(routes(desk), callers, names, origins, lifespan(desk) if lifespan else None)
    server = Server(app, "127.0.0.1", 0, "doors", replace(bounds, finish_seconds=1.0), has_lifespan=True)
    server.start()
    try:
        yield Doors(server, counted)
    finally:
        server.stop()


@contextlib.contextmanager
def all_doors(*stands: Stand, **given: Any) -> Iterator[Doors]:
    """As `doors`, with the API, the page and the door for assistants in one process."""
    made: list[McpDoor] = []

    def routes(desk: Desk) -> list[BaseRoute]:
        made.append(McpDoor(Tools(desk)))
        return [*Api(desk).routes(), *Page(desk, "FVM", ()).routes(), *made[0].routes()]

    with doors(*stands, routes=routes, lifespan=lambda desk: made[0].lifespan, **given) as it:
        yield it
