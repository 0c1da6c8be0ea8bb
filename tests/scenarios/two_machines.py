"""Two machines with a folder each, one database that holds all: the real app at both, on the test encoder."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot import settings as all_settings
from bot.administration.sharing import BULLETINS, shared_files
from bot.settings import Settings, Transport
from bot.slack.administration.switchboard import Switchboard
from bot.slack.inbox.state import AppState
from bot.slack.running.app import App
from bot.wiring.administration import open_publisher
from bot.wiring.answers import Models, reindex
from bot.wiring.passages import renew_passages
from bot.wiring.shelf_files import shared_shelf
from bot.wiring.slack_app import build_app
from bot.wiring.slack_parts import open_slack_parts
from index.encoder.protocol import Encoder
from index.types import unheard
from tests.bot.administration.shelves import ENCODER, put
from tests.corpus.web.pages import Website, website
from tests.postgres import Server
from tests.scenarios.administration_scene import ADMIN, HOUSE, OTHER_ADMIN, Desk
from tests.scenarios.running_bot import at_work, deciding, settings_for
from tests.scenarios.strict_stage import StrictStage
from tests.slack_emulator.config import WITH_THREADS
from tests.slack_emulator.delivery import Envelope, Kind
from tests.slack_emulator.emulator import Emulator

LUNCH = "Restaurangen har stängt över sommaren. Den öppnar igen i september, och då med en ny meny."


class Elsewhere:
    """Sends questions and commands to the first bot, and each press to the other one than it was shown by: a person's
    first to the second bot, the next to the first."""

    def __init__(self) -> None:
        self._presses: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __call__(self, envelope: Envelope) -> int:
        if envelope.kind is not Kind.INTERACTION:
            return 0
        person = str(envelope.payload["user"]["id"])
        with self._lock:
            self._presses[person] += 1
            return self._presses[person] % 2


@dataclass(frozen=True, slots=True)
class TwoMachines:
    """The Slack, the two apps, and what a story of administration needs, of which the publisher is the second's."""

    emulator: Emulator
    one: App
    two: App
    desk: Desk
    settings: tuple[Settings, Settings]

    def bulletins(self) -> dict[str, bytes]:
        """The bulletins on the shelf, by their files' names."""
        shared = shared_shelf(self.settings[1])
        shared.renew()
        return {each.name: each.read_bytes() for each in (shared.folder / BULLETINS).glob("*.md")}


def machine(folder: Path, url: str, stage: StrictStage, shelves: str = "", **further: Any) -> Settings:
    """The settings of a machine whose folder is that, which is its name too, and those of Slack that are given; with
    the file that declares its shelves, where there are several."""
    values = all_settings.load(
        {"FVM_SHELVES": shelves,
         "FVM_DATA": str(folder / "data"), "FVM_BULLETINS": str(folder / "none"), "FVM_DATABASE_URL": url,
         "FVM_STORE": "pgvector", "FVM_READER": "none", "FVM_PRIVATE_ADDRESSES": "127.0.0.1/32:1024-65535"}
    )  # fmt: skip
    slack = settings_for(stage, folder / "data", thread_replies=True, database_url=url, replica=folder.name,
                         admins=frozenset({ADMIN, OTHER_ADMIN}), **further)  # fmt: skip
    return replace(values, slack=slack)


@contextlib.contextmanager
def running_machine(values: Settings, encoder: Encoder = ENCODER) -> Iterator[App]:
    """The app as `fvm serve` puts it together, but for the models."""
    opened = open_slack_parts(values, unheard, Models(encoder, None, None, None, None))
    shelves = deciding(opened.parts.shelves, opened.shelves[0].ask)

    def administration(state: AppState) -> Switchboard:
        # What tells questions from chatter goes with the shipped encoder.
        whole = opened.administration(state)
        assert isinstance(whole, Switchboard)
        desks = {
            name: replace(each, answering=replace(each.answering, shelves=shelves))
            for name, each in whole.administrations.items()
        }
        return replace(whole, administrations=desks)

    app = build_app(replace(opened.parts, shelves=shelves), (administration,))
    with at_work(app, Transport.SOCKET):
        yield app


def shelve(values: Settings, folder: Path) -> None:
    """Put a shelf with two bulletins into the database, and publish it."""
    put(folder / "shelf", "Nytt om huset", HOUSE)
    put(folder / "shelf", "Nytt om lunchen", LUNCH)
    shared_shelf(values).put_all(shared_files(folder, folder / "shelf"), replace=False)
    reindex(values, unheard, ENCODER)


def database(postgres: Server, *widths: int) -> str:
    """A database with all tables, for passages of these widths too."""
    url = postgres.database()
    for dim in (ENCODER.dim, *widths):
        renew_passages(url, dim, apply=True)
    return url


@contextlib.contextmanager
def two_machines(folder: Path, url: str, **further: Any) -> Iterator[TwoMachines]:
    with Emulator(WITH_THREADS) as emulator, website() as web, contextlib.ExitStack() as bots:
        stage = StrictStage(emulator)
        both = (machine(folder / "one", url, stage, **further), machine(folder / "two", url, stage, **further))
        shelve(both[0], folder)
        apps = []
        for number, values in enumerate(both, start=1):
            apps.append(bots.enter_context(running_machine(values)))
            emulator.wait_until_connected(bots=number)
        emulator.socket.route = Elsewhere()
        yield TwoMachines(emulator, apps[0], apps[1], _desk(stage, apps[0], web, both[1], folder), both)


def _desk(stage: StrictStage, app: App, web: Website, other: Settings, folder: Path) -> Desk:
    [opened] = [each for each in app.extensions if isinstance(each, Switchboard)]
    return Desk(stage, app, web, open_publisher(other, unheard, ENCODER), opened.administrations[""], folder)
