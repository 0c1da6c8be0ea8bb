"""The real bot with administration, on a shelf and an index of its own, beside a website with pages to add."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot import settings as all_settings
from bot.administration.audit import Act, ActOutcome, AuditLog
from bot.administration.pins import PinnedAsk
from bot.administration.publishing.publisher import Publisher
from bot.administration.reporting.explanation import Explanation, Row
from bot.answering.question.conversation import Earlier
from bot.answering.types import Answer
from bot.receipts.issuing import Issuer
from bot.settings import Settings, SlackSettings, Transport
from bot.slack.administration import messages, views
from bot.slack.administration.extension import Administration
from bot.slack.administration.switchboard import Switchboard
from bot.slack.inbox.state import AppState
from bot.slack.parts import Shelves
from bot.slack.running.app import App
from bot.wiring.history import open_history
from bot.wiring.opened_shelves import open_pins
from bot.wiring.receipts import log_missing, open_keys
from bot.wiring.slack_administration import Administered, open_administration
from corpus.types import Language
from index.retriever import Retriever
from tests.bot.administration.shelves import ENCODER, Asking, publish, publisher, put
from tests.corpus.web.pages import Website, website
from tests.scenarios.running_bot import deciding, running_bot, settings_for
from tests.scenarios.spoken_answers import INFO
from tests.scenarios.stage import Seen, Stage, soon
from tests.scenarios.strict_stage import StrictStage
from tests.slack_emulator.config import WITH_THREADS
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.workspace import BOT_USER, Message

ADMIN = "U01"
OTHER_ADMIN = "U02"
STRANGER = "U33"
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
                   "FVM_PRIVATE_ADDRESSES": "127.0.0.1/32:1024-65535"}  # fmt: skip
    return all_settings.load(environment)


def _explained(question: str, earlier: Earlier, language: Language, /) -> list[Explanation]:
    row = Row("nytt-om-huset", "Nytt om huset", None, 0.91, 3.0, 0.5, 0.8, HOUSE)
    return [
        Explanation(
            " ".join([*earlier.questions, question]),
            0.5,
            (row,),
            ("Därför." if language is Language.SV else "Therefore.",),
        )
    ]


def hurried(whole: Switchboard) -> Switchboard:
    """The same, which looks for new snapshots ten times a second."""
    opened = {
        name: replace(each, follower=replace(each.follower, look=0.1)) for name, each in whole.administrations.items()
    }
    return replace(whole, administrations=opened)


@contextlib.contextmanager
def desk(stage: Stage, slack: SlackSettings, folder: Path, transport: Transport) -> Iterator[Desk]:
    """A bot that has one bulletin; U01 and U02 are admins."""
    put(folder / "shelf", "Nytt om huset", HOUSE)
    publish(folder)
    slack = replace(slack, admins=frozenset({ADMIN, OTHER_ADMIN}))
    slack.state_dir.mkdir(parents=True, exist_ok=True)
    retriever, ask = Retriever(folder / "data" / "index", ENCODER), Asking(folder / "data" / "index")

    def asked(question: str, earlier: Earlier, /) -> Answer:
        return ask(question)

    it = publisher(folder, ["När blir huset klart?", "När börjar kursen i augusti?"])

    def administration(state: AppState) -> Switchboard:
        one = Administered(
            settings=replace(settings_of(folder), slack=slack),
            bulletins=lambda: retriever.bulletins,
            snapshot=lambda: retriever.snapshot.id,
            explain=_explained,
            publisher=it,
        )
        shelves = deciding(Shelves.only(slack, asked, lambda: INFO), asked)
        return hurried(open_administration([one], state, ENCODER, shelves))

    pinned = PinnedAsk(asked, open_pins(settings_of(folder)), ENCODER.encode_queries, unreadable=lambda error: None)
    own = replace(settings_of(folder), slack=slack)
    issuer = Issuer(open_keys(own), open_history(own), "", lambda: retriever.bulletins, "test", log_missing)
    with (
        website() as web,
        running_bot(slack, pinned, transport, (administration,), receipted=issuer.receipted) as (app, _),
    ):
        [opened] = [each for each in app.extensions if isinstance(each, Switchboard)]
        yield Desk(stage, app, web, it, opened.administrations[""], folder)


@contextlib.contextmanager
def strict_desk(folder: Path, *expected: str, **values: Any) -> Iterator[Desk]:
    """The same on the strict emulator over Socket Mode; at the end Slack has refused nothing but the `expected`."""
    with Emulator(WITH_THREADS) as emulator:
        stage = StrictStage(emulator)
        slack = settings_for(stage, folder / "state", thread_replies=True, **values)
        with desk(stage, slack, folder, Transport.SOCKET) as found:
            emulator.wait_until_connected()
            yield found
        assert emulator.refused(*expected) == []


def add(it: Desk, user: str, address: str, **confirmed: str) -> None:
    it.stage.command(user, f"lägg till <{address}>")
    soon(lambda: (it.stage.modal(user) or {}).get("callback_id") == views.FORM)
    it.stage.submit(user, address=address)
    soon(lambda: (it.stage.modal(user) or {}).get("callback_id") == views.DRAFT)
    values = {"title": input_of(it, user, "title"), **confirmed}
    it.stage.submit(user, **values)
    soon(lambda: "callback_id" not in (it.stage.modal(user) or {"callback_id": ""}))


def input_of(it: Desk, user: str, key: str) -> str:
    blocks = (it.stage.modal(user) or {})["blocks"]
    (block,) = (block for block in blocks if block.get("block_id") == key)
    return str(block["element"].get("initial_value", ""))


def preview(it: Desk, user: str) -> Seen:
    before = len(direct(it, user))
    it.stage.command(user, "publicera")
    return soon(lambda: next((m for m in direct(it, user)[before:] if messages.PUBLISH in buttons(m)), None))


def direct(it: Desk, user: str) -> list[Seen]:
    """What the bot wrote to a person directly."""
    emulator = it.stage.emulator  # type: ignore[attr-defined]
    found = emulator.messages(emulator.workspace.im(user))
    return [Seen(m.channel, m.ts, m.text, m.blocks) for m in found if m.by_bot]


def buttons(seen: Seen) -> list[str]:
    blocks = [*seen.blocks]
    parts = [part for block in blocks for part in (*block.get("elements", ()), block.get("accessory") or {})]
    return [part["action_id"] for part in parts if str(part.get("action_id", "")).startswith("administration")]


def acts(it: Desk) -> list[tuple[str, Act, ActOutcome]]:
    return [(entry.who, entry.act, entry.outcome) for entry in it.audit.entries()]


def ended_acts(it: Desk) -> list[tuple[str, Act, ActOutcome]]:
    """The acts once the last has ended; that is written after its person sees what came of it."""

    def found() -> list[tuple[str, Act, ActOutcome]] | None:
        done = acts(it)
        return done if done and done[-1][2] is not ActOutcome.STARTED else None

    return soon(found)


def forged(it: Desk, user: str, action_id: str, value: str) -> None:
    """A click that no client of Slack's would send: a button that was never shown to this person."""
    forged_click(it.stage.emulator, user, action_id, value)  # type: ignore[attr-defined]


def forged_click(emulator: Emulator, user: str, action_id: str, value: str) -> None:
    """As `forged`, where there is no desk."""
    space = emulator.workspace
    button = {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": "x"}, "value": value}
    block = {"type": "actions", "block_id": "x", "elements": [button]}
    message = Message(channel=space.im(user).id, ts=space.new_ts(), user=BOT_USER, text="x", blocks=[block])
    emulator.click(user, space.put(message), action_id)
