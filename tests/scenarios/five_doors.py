"""Two shelves behind five doors at once: terminal, Slack, HTTP, assistants and page, over the same answerers.

The encoder shares words instead of meaning and no model reads, so that fifty questions take seconds; searching,
choosing, times, notices, pins and lists are the real ones. What a door shows is brought to `Facts`.
"""

from __future__ import annotations

import contextlib
import html
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import lxml.html
from mcp import Client
from rich.console import Console

from bot import settings as all_settings
from bot.administration.pins import PinnedAsk, new_pin
from bot.answering.answerer import Answerer
from bot.answering.listing.finder import Lister
from bot.answering.types import Answer, Status
from bot.cli.asking.rendering import print_answer
from bot.cli.asking.screening import screened
from bot.doors.shelves import OpenShelf
from bot.errors import QuestionError
from bot.settings import Settings, Transport
from bot.shelves.asking import Ask, asked_of_all, marked
from bot.shelves.declared import shelves_of
from bot.slack.parts import Parts, ShelfParts, Shelves
from bot.slack.showing import escape
from bot.wiring.opened_shelves import open_pins
from bot.wiring.searching import Searching
from bot.wiring.slack_app import build_app, open_carrier
from bot.wiring.slack_parts import library_info
from bot.words.catalogue import say
from bot.words.dates import written_date
from corpus.readers.document import Document, PageHead
from corpus.readers.markup import escape as literal
from corpus.shelf.library import Library
from corpus.types import Language, PartialDate
from index.retriever import Retriever
from index.snapshot.build import build
from tests.bot.administration.shelves import ENCODER, silent
from tests.bot.doors.door_stage import Doors, Stand, all_doors
from tests.bot.doors.test_mcp import visited
from tests.scenarios.running_bot import settings_for
from tests.scenarios.strict_stage import StrictStage
from tests.slack_emulator.config import WITH_THREADS
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.quiet import is_quiet
from tests.slack_emulator.workspace import Channel, Message

PERSON = "U0ANNA"


@dataclass(frozen=True, slots=True)
class Facts:
    """What somebody was told: what kind of thing, the quotes, and where they stand."""

    kind: str
    quotes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()


HELD = Facts("held")
"""A text that no door searches for."""


@dataclass
class House:
    """The five doors, each asked with `shelf` empty for all that are public."""

    shelves: Mapping[str, Ask]
    web: Doors
    slack: Emulator
    channels: Mapping[str, Channel]
    stands: Sequence[OpenShelf] = field(default_factory=tuple)

    def answer(self, question: str, shelf: str = "") -> Answer:
        """The one answer that all doors render."""
        asks = [marked(ask, name, name) for name, ask in self.shelves.items() if shelf in ("", name)]
        return asked_of_all(asks, question)

    def terminal(self, question: str, shelf: str = "") -> str:
        """What `fvm ask` prints; what it says on standard error where it refuses."""
        drawn = io.StringIO()
        try:
            print_answer(Console(file=drawn, width=10_000), self.answer(screened(question), shelf))
        except QuestionError as error:
            return str(error)
        return drawn.getvalue()

    def slack_message(self, question: str, shelf: str = "") -> Message:
        if shelf:
            return self.slack.wait_for_reply(self.slack.mention(PERSON, self.channels[shelf], question), 60)
        return self.slack.wait_for_reply(self.slack.dm(PERSON, question), 60)

    def api(self, question: str, shelf: str = "") -> Facts:
        said = self.web.ask(question, shelf or None)
        return facts_of(said.json) if said.status == 200 else HELD

    def assistant(self, questions: Sequence[tuple[str, str]]) -> list[Facts]:
        async def visit(client: Client) -> list[Facts]:
            found = []
            for question, shelf in questions:
                named = {"shelf": shelf} if shelf else {}
                result = await client.call_tool("ask", {"question": question} | named)
                found.append(HELD if result.is_error else facts_of(result.structured_content))
            return found

        answers = visited(self.web, visit)
        assert isinstance(answers, list)
        return answers

    def page(self, question: str, shelf: str = "") -> Facts:
        form = urlencode({"question": question, "shelf": shelf}).encode()
        said = self.web.call("POST", "/", form, content_type="application/x-www-form-urlencoded")
        tree = lxml.html.fromstring(said.body.decode())
        if said.status != 200:
            assert tree.xpath("//*[@role='alert']"), said.body
            return HELD
        return page_facts(tree)


def facts_of(content: Any) -> Facts:
    """The facts of the object of docs/json.md."""
    shown = content["list"]["bulletins"] if content["list"] else [each["citation"] for each in content["answers"]]
    kind = "curated" if content["curated"] else content["status"]
    return Facts(
        kind,
        tuple(each["quote"] for each in content["answers"]),
        tuple(str(each["link"] or each["url"]) for each in shown),
        tuple(str(each["published"]) for each in shown),
    )


def page_facts(tree: Any) -> Facts:
    """The facts that stand on the page."""
    (section,) = tree.xpath("//section")
    language = Language(section.get("lang"))
    text = section.text_content()
    quoted = section.xpath(".//article[blockquote]")
    shown = quoted or section.xpath("./ul[not(preceding-sibling::h3)]/li")
    kinds = {
        status.value: say(f"unanswered.{status.value}", language)
        for status in (Status.NO_ANSWER, Status.NOT_A_QUESTION, Status.ASK_BACK)
    }
    told = next((kind for kind, words in kinds.items() if words in text), "answered" if quoted else "list")
    if told == Status.NO_ANSWER.value:
        shown = []
    return Facts(
        "curated" if section.xpath(".//*[@class='curated']") else told,
        tuple(each.text_content() for each in section.xpath(".//blockquote")),
        tuple(str(each.xpath(".//*[@class='source']//a/@href")[0]) for each in shown),
        tuple(str(each.xpath(".//*[@class='source']//time/@datetime")[0]) for each in shown),
    )


def shown_at_terminal(text: str, facts: Facts, language: Language) -> list[str]:
    """Which facts a text does not show."""
    dates = [written_date(PartialDate.parse(each), language) for each in facts.dates]
    return [each for each in (*facts.quotes, *facts.links, *dates) if each not in text]


def shown_in_slack(message: Message, facts: Facts, language: Language) -> list[str]:
    """Which facts a message does not show: the first quote as a quote, the others by their links."""
    text, blocks = html.unescape(message.text), list(_strings(message.blocks))
    quotes = ["".join(str(run.get("text", "")) for run in each["elements"]) for each in _quotes(message.blocks)]
    dates = [written_date(PartialDate.parse(each), language) for each in facts.dates]
    everything = "\n".join([text, *blocks])
    missing = [each for each in facts.quotes[:1] if quotes[:1] != [escape.made_visible(each)]]
    return [*missing, *(each for each in facts.links if each not in blocks and each not in text),
            *(each for each in dates if each not in everything)]  # fmt: skip


def _quotes(part: Any) -> Iterator[Any]:
    if isinstance(part, dict):
        if part.get("type") == "rich_text_quote":
            yield part
        for value in part.values():
            yield from _quotes(value)
    elif isinstance(part, list):
        for value in part:
            yield from _quotes(value)


def _strings(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    for value in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _strings(value)


@dataclass
class Opened(Stand):
    """A shelf that is opened already."""

    opened: OpenShelf | None = None

    def shelf(self) -> OpenShelf:
        assert self.opened is not None
        return self.opened


def put(folder: Path, bulletin_id: str, title: str, text: str, published: str) -> None:
    """A bulletin whose words stand there as they are."""
    head = PageHead(title=title, url=f"https://intranet.example/{bulletin_id}", published=PartialDate.parse(published))
    Library(folder).add(Document(head, "\n\n".join(map(literal, text.split("\n\n")))), bulletin_id)


def _opened(settings: Settings, pins: Mapping[str, str]) -> tuple[ShelfParts, OpenShelf]:
    folder = settings.data / "index"
    build(Library(settings.bulletins).load().bulletins, ENCODER, folder, silent)
    retriever = Retriever(folder, ENCODER)
    lister = Lister(Searching(retriever), lambda: retriever.bulletins)
    answerer = Answerer(Searching(retriever), lister=lister)
    for question, text in pins.items():
        open_pins(settings).add(new_pin([question], text, ["https://intranet.example/pin"], "U0ADMIN", None))
    ask = PinnedAsk(answerer.answer, open_pins(settings), ENCODER.encode_queries)
    parts = ShelfParts(
        settings=settings.slack,
        ask=ask,
        library_info=lambda: library_info(retriever),
        name=settings.shelf,
        is_public=settings.is_public,
        channels=settings.channels,
    )
    opened = OpenShelf(
        name=settings.shelf,
        programme=settings.slack.programme,
        is_public=settings.is_public,
        ask=ask,
        timeline=lambda subject, contexts: _no_timeline(),
        listed=lister.found,
        bulletins=lambda: retriever.bulletins,
        mark=lambda: retriever.snapshot.id,
    )
    return parts, opened


def _no_timeline() -> Any:
    raise AssertionError("nobody asks for one here")


@contextlib.contextmanager
def house(
    folder: Path, bulletins: Mapping[str, Sequence[tuple[str, str, str, str]]], pins: Mapping[str, str]
) -> Iterator[House]:
    """The five doors over shelves of bulletins (id, title, text, date); the first shelf has the pinned answers."""
    for name, held in bulletins.items():
        for each in held:
            put(folder / name, *each)
    with Emulator(WITH_THREADS) as slack:
        stage = StrictStage(slack)
        channels = {name: slack.channel(name) for name in bulletins}
        tables = [f'[{name}]\nbulletins = "{name}"\npublic = "yes"\nchannels = ["{channels[name].id}"]\n'
                  for name in bulletins]  # fmt: skip
        (folder / "shelves.toml").write_text("".join(tables))
        base = settings_for(stage, folder / "data")
        environment = {"FVM_DATA": str(folder / "data"), "FVM_SHELVES": str(folder / "shelves.toml")}
        declared = shelves_of(all_settings.load(environment))
        opened = [_opened(each, pins if number == 0 else {}) for number, each in enumerate(declared)]
        app = build_app(Parts(base, Shelves(tuple(parts for parts, _ in opened), base)))
        carrier = open_carrier(Transport.SOCKET, app)
        app.start()
        carrier.open()
        slack.wait_until_connected()
        stands = [Opened(opened=shelf) for _, shelf in opened]
        try:
            with all_doors(*stands, rate=100_000) as web:
                asks = {shelf.name: shelf.ask for _, shelf in opened}
                yield House(asks, web, slack, channels)
        finally:
            carrier.close()
            is_quiet(app, 10)
            app.stop()
