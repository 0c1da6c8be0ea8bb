"""The real bot with administration, on a shelf and an index of its own, beside a website with pages to add."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot import settings as all_settings
from bot.administration.audit import AuditLog
from bot.administration.explanation import Explanation
from bot.administration.opening import open_pins
from bot.administration.opening_slack import open_administration
from bot.administration.pins import PinnedAsk
from bot.administration.publisher import Publisher
from bot.answering.types import Answer
from bot.settings import Settings
from bot.slack.administration import Administration
from bot.slack.app import App
from bot.slack.settings_values import SlackSettings, Transport
from index.retriever import Retriever
from tests.bot.administration.shelves import ENCODER, Asking, publish, publisher, put
from tests.corpus.web import Website, website
from tests.scenarios.running_bot import running_bot
from tests.scenarios.stage import Stage

ADMIN = "U01"
OTHER_ADMIN = "U02"
HOUSE = "Huset blir klart i maj. Alla avdelningar flyttar dit under sommaren."


@dataclass(frozen=True, slots=True)
class Desk:
    """What a story needs: the stage, the running app, the website, and the publisher behind the buttons."""

    stage: Stage
    app: App
    web: Website
    publisher: Publisher
    administration: Administration
    folder: Path

    @property
    def shelf(self) -> Path:
        return self.folder / "shelf"

    @property
    def audit(self) -> AuditLog:
        return self.publisher.audit


def settings_of(folder: Path) -> Settings:
    environment = {"FVM_DATA": str(folder / "data"), "FVM_BULLETINS": str(folder / "shelf"),
                   "FVM_PRIVATE_ADDRESSES": "on"}  # fmt: skip
    return all_settings.load(environment)


@contextlib.contextmanager
def desk(stage: Stage, slack: SlackSettings, folder: Path, transport: Transport) -> Iterator[Desk]:
    """A bot that has one bulletin; U01 and U02 are admins."""
    put(folder / "shelf", "Nytt om huset", HOUSE)
    publish(folder)
    slack = replace(slack, admins=frozenset({ADMIN, OTHER_ADMIN}))
    slack.state_dir.mkdir(parents=True, exist_ok=True)
    retriever, ask = Retriever(folder / "data" / "index", ENCODER), Asking(folder / "data" / "index")

    def asked(question: str, contexts: Sequence[str], /) -> Answer:
        return ask(question)

    it = publisher(folder, ["När blir huset klart?", "När börjar kursen i augusti?"])
    administration = open_administration(
        settings_of(folder), slack, ENCODER, asked, lambda: retriever.bulletins, lambda: retriever.snapshot.id,
        lambda question: [Explanation(question, 0.5, (), ("Därför.",))], it,
    )  # fmt: skip
    administration = replace(administration, follower=replace(administration.follower, look=0.1))
    pinned = PinnedAsk(asked, open_pins(settings_of(folder)), ENCODER.encode_queries)
    with website() as web, running_bot(slack, pinned, transport, (administration,)) as (app, _):
        administration.start()
        try:
            yield Desk(stage, app, web, it, administration, folder)
        finally:
            administration.stop()
