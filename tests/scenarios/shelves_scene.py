"""The real bot with three shelves, each on bulletins and an index of its own: one public, two for their channels
alone."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot import settings as all_settings
from bot.administration.pins import PinnedAsk
from bot.administration.publishing.publisher import Publisher, Sources
from bot.administration.publishing.shelf_state import shelf_fingerprint
from bot.administration.reporting.explanation import Explanation
from bot.answering.listing.finder import Lister
from bot.answering.listing.request import ListRequest
from bot.answering.question.conversation import Earlier
from bot.answering.timeline import Entry, Timeline
from bot.answering.types import Answer
from bot.settings import Settings, Transport
from bot.shelves.declared import shelves_of
from bot.slack.administration.switchboard import Switchboard
from bot.slack.inbox.state import AppState
from bot.slack.parts import Ask, Parts, ShelfParts, Shelves
from bot.slack.running.app import App
from bot.threads.deciding import Decider
from bot.threads.kinds import read_kinds
from bot.wiring.administration import open_audit
from bot.wiring.opened_shelves import open_pins
from bot.wiring.searching import Searching
from bot.wiring.slack_administration import Administered, open_administration
from bot.wiring.slack_app import build_app, open_carrier
from bot.wiring.slack_parts import library_info
from corpus.shelf.library import Library
from corpus.types import Language
from index.retriever import Retriever
from tests.bot.administration.shelves import ENCODER, Asking, put, silent
from tests.scenarios.administration_scene import hurried
from tests.scenarios.running_bot import encode, settings_for
from tests.scenarios.strict_stage import StrictStage
from tests.slack_emulator.config import WITH_THREADS
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.quiet import is_quiet
from tests.slack_emulator.workspace import Channel

CARE_ADMIN, STORE_ADMIN, STRANGER, FOREIGNER = "U0CARE", "U0STORE", "U0STRANGER", "UOTHER1"
PUBLIC_SECRET = "Kursen börjar i augusti."
CARE_SECRET = "Salen öppnar under Vintergatan."
STORE_SECRET = "Lagret ligger vid Polstjärnan."
SECRETS = {"kurs": PUBLIC_SECRET, "vard": CARE_SECRET, "lager": STORE_SECRET}


@dataclass(frozen=True, slots=True)
class Hall:
    """The emulator, the app, the channels of the two internal shelves and one of none, and what publishes each
    shelf."""

    slack: Emulator
    app: App
    care: Channel
    store: Channel
    lobby: Channel
    shelves: dict[str, Settings]
    publishers: dict[str, Publisher]
    retrievers: dict[str, Retriever]

    def put(self, shelf: str, title: str, text: str) -> None:
        """A further bulletin, which answers at once and whose news are told."""
        put(self.shelves[shelf].bulletins, title, text)
        it = self.publishers[shelf]
        it.publish("U0MACHINE", it.preview("U0MACHINE", silent).token)
        self.retrievers[shelf].refresh()

    def settled(self) -> None:
        assert all(envelope.settled.wait(20) for envelope in self.slack.delivery.sent)
        assert is_quiet(self.app, 20)

    def everything_said(self, *channels: Channel) -> str:
        """All that the bot has shown in some channels, to whoever is in them, and in no direct message."""
        ids = {channel.id for channel in channels}
        space = self.slack.workspace
        said = [m for m in (*space.messages.values(), *space.ephemerals) if m.channel in ids and m.user == "U0BOT"]
        return "\n".join(f"{m.text}\n{m.blocks}" for m in said)


def _publisher(settings: Settings, asked: Sequence[str] = ()) -> Publisher:
    sources = Sources(
        shelf=lambda: Library(settings.bulletins).load(),
        mark=lambda: shelf_fingerprint(settings.bulletins, ENCODER.name),
        encoder=lambda: ENCODER,
        answerer=Asking,
        probes=lambda: asked,
    )
    return Publisher(settings.data, settings.data / "index", sources, open_audit(settings))


def _explained(question: str, earlier: Earlier, language: Language, /) -> list[Explanation]:
    return [Explanation(question, 0.5, (), ("Därför.",))]


def _shelf(settings: Settings) -> tuple[ShelfParts, Administered, Publisher, Retriever]:
    publisher = _publisher(settings)
    publisher.publish("U0MACHINE", publisher.preview("U0MACHINE", silent).token)
    root = settings.data / "index"
    retriever, asking = Retriever(root, ENCODER), Asking(root)

    lister = Lister(Searching(retriever), lambda: retriever.bulletins)

    def ask(question: str, earlier: Earlier, /) -> Answer:
        return lister.listed(question) or asking(question)

    def timeline(subject: str, contexts: Sequence[str], /) -> Timeline:
        return Timeline(subject, Language.SV, tuple(map(Entry, asking(subject).answers)))

    shelf = ShelfParts(
        settings=settings.slack,
        ask=PinnedAsk(ask, open_pins(settings), ENCODER.encode_queries, unreadable=lambda error: None),
        library_info=lambda: library_info(retriever),
        timeline=timeline,
        listed=lambda subject: lister.found(subject, ListRequest(subject)).listing,
        name=settings.shelf,
        is_public=settings.is_public,
        channels=settings.channels,
    )
    administered = Administered(
        settings=settings,
        bulletins=lambda: retriever.bulletins,
        snapshot=lambda: retriever.snapshot.id,
        explain=_explained,
        publisher=publisher,
    )
    return shelf, administered, publisher, retriever


@contextlib.contextmanager
def hall(folder: Path, transport: Transport = Transport.SOCKET, **values: Any) -> Iterator[Hall]:
    """`kurs` is public and has no channel; `vard` and `lager` are each for one channel, with an admin of its own."""
    with Emulator(WITH_THREADS) as slack:
        stage = StrictStage(slack)
        care, store = slack.channel("vard"), slack.channel("lager")
        for name, text in SECRETS.items():
            put(folder / name, f"Nytt från {name}", text)
        (folder / "shelves.toml").write_text(
            f'[kurs]\nbulletins = "kurs"\ntitle = "Utbildningen"\npublic = "yes"\nadmins = ["{CARE_ADMIN}"]\n'
            f'[vard]\nbulletins = "vard"\ntitle = "Vården"\nadmins = ["{CARE_ADMIN}"]\nchannels = ["{care.id}"]\n'
            f'[lager]\nbulletins = "lager"\ntitle = "Lagret"\nadmins = ["{STORE_ADMIN}"]\nchannels = ["{store.id}"]\n'
        )
        environment = {"FVM_DATA": str(folder / "data"), "FVM_SHELVES": str(folder / "shelves.toml")}
        base = settings_for(stage, folder / "data", thread_replies=True, update_answers=True, **values)
        whole = replace(all_settings.load(environment), slack=base)
        settings = {each.shelf: each for each in shelves_of(whole)}
        opened = [_shelf(each) for each in settings.values()]
        decider = Decider(read_kinds(), encode(), opened[0][0].ask)

        def decides(ask: Ask) -> Callable[..., Any]:
            return replace(decider, ask=ask).decide

        shelves = Shelves(tuple(each[0] for each in opened), base, decides)

        def administration(state: AppState) -> Switchboard:
            return hurried(open_administration([each[1] for each in opened], state, ENCODER, shelves))

        app = build_app(Parts(base, shelves), (administration,))
        carrier = open_carrier(transport, app)
        app.start()
        carrier.open()
        if transport is Transport.HTTP:
            slack.use_http(f"http://127.0.0.1:{carrier.port}/slack/events")  # type: ignore[attr-defined]
        else:
            slack.wait_until_connected()
        publishers = {name: each[2] for name, each in zip(settings, opened, strict=True)}
        retrievers = {name: each[3] for name, each in zip(settings, opened, strict=True)}
        try:
            yield Hall(slack, app, care, store, stage.channel, settings, publishers, retrievers)
        finally:
            carrier.close()
            is_quiet(app, 10)
            app.stop()
