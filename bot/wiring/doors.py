"""The composition root of the doors beside Slack: one server over the shelves that answer."""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar

import structlog

from bot.database.protocol import Database
from bot.doors.api.routes import Api
from bot.doors.assistants.calling import Tools
from bot.doors.callers import Callers
from bot.doors.desk import Desk, Tally
from bot.doors.entrance import entrance
from bot.doors.pace import CallerPace
from bot.doors.page.routes import Page
from bot.doors.shelves import Keep, OpenShelf
from bot.errors import BotError, SettingError
from bot.http.bounds import Bounds
from bot.http.server import Server
from bot.settings import DoorSettings, Settings
from bot.slack.inbox.door_questions import DoorQuestions
from bot.slack.inbox.state import AppState
from bot.slack.metrics import Metrics
from bot.slack.repeated_work import RepeatedWork
from bot.slack.replying.supervision import Supervision
from bot.slack.running.health import HealthServer
from bot.slack.running.notify import notify
from bot.slack.running.serve import leave_hanging, stop_signal
from bot.tokens import read_tokens
from bot.wiring.answers import Models, open_models
from bot.wiring.opened_shelves import OpenedShelf, open_shelves
from bot.wiring.receipts import log_missing, open_issuer
from index.types import StepProgress

if TYPE_CHECKING:
    from bot.doors.assistants.server import McpDoor

API, PAGE, MCP = "api", "page", "mcp"

_HOUR = 3600.0

_BOUNDS = Bounds(client_seconds=20.0, body_bytes=200_000)
"""A question with ten earlier ones, all as long as can be, is below that; an intranet's line may be slow."""


def open_doors(
    settings: Settings,
    opened: Sequence[OpenedShelf],
    models: Models,
    metrics: Metrics,
    supervision: Supervision,
    doors: frozenset[str],
    database: Database | None,
) -> Server:
    """The server of some doors, listening and not started. Questions are kept in `database`, where any are.

    Raises:
        SettingError: nobody could ask, or a setting of a door cannot be used.
        ListenError: nothing can listen there.
    """
    it = settings.doors
    check_openness(it, doors, any(each.settings.is_public for each in opened))
    desk = open_desk(settings, opened, models, metrics.counted, supervision, database)
    callers = Callers(read_tokens(it.tokens) if it.tokens else (), it.open_to_all, it.proxies)
    mcp = _mcp_door(Tools(desk)) if MCP in doors else None
    routes = [*(Api(desk).routes() if API in doors else ()), *(mcp.routes() if mcp else ())]
    if PAGE in doors:
        routes += Page(desk, settings.slack.programme, it.sites).routes()
    app = entrance(routes, callers, it.names, it.origins, mcp.lifespan if mcp else None)
    return Server(app, it.host, it.port, "doors", _BOUNDS, has_lifespan=True)


def open_desk(
    settings: Settings,
    opened: Sequence[OpenedShelf],
    models: Models,
    tally: Tally,
    supervision: Supervision,
    database: Database | None,
) -> Desk:
    """What answers at all doors beside Slack, watched over as there."""
    shelves, it = [_open_shelf(each, supervision) for each in opened], settings.doors
    write = models.writer.write if models.writer else None
    keep = None if database is None else _keep(DoorQuestions(database))
    slack = settings.slack
    return Desk(shelves, CallerPace(it.rate), tally, slack.workers, write, it.written, keep, it.kept,
                slack.answer_seconds)  # fmt: skip


def _keep(questions: DoorQuestions) -> Keep:
    return lambda door, answer, seconds: questions.keep(door, answer, seconds, time.time())


@contextmanager
def _kept_state(settings: Settings) -> Iterator[Database | None]:
    """Where a process without Slack keeps questions, and removes them in time; None where no door keeps any.

    Raises:
        InboxError: it cannot be used.
    """
    if not settings.doors.kept:
        yield None
        return
    state = AppState(settings.slack)
    sweep = _Sweep(state, settings.slack.retention_days)
    try:
        sweep.make_round()
        sweep.start()
        yield state.database
    finally:
        sweep.stop()
        state.close()


@dataclass(frozen=True, slots=True)
class _Sweep(RepeatedWork):
    """Removes, once an hour, what has been kept long enough."""

    NAME: ClassVar[str] = "sweep"
    FAILED: ClassVar[str] = "sweep_failed"

    state: AppState
    days: int

    @property
    def pauses(self) -> tuple[float, float]:
        return _HOUR, _HOUR

    def make_round(self) -> None:
        self.state.erasure.expire(self.days, time.time())


def serve_doors(settings: Settings, report: StepProgress) -> None:
    """Serve the doors alone, without Slack, until SIGTERM or SIGINT.

    Raises:
        SettingError, ListenError, SetupError: as `open_doors`, and where the port of health and metrics is taken.
    """
    models = open_models(settings, report)
    opened = open_shelves(settings, models, report)
    metrics, supervision = (
        Metrics(settings.slack.replica),
        Supervision(settings.root / "left-out", [], settings.slack.answer_seconds, settings.slack.hang_seconds),
    )
    doors = settings.doors.doors or frozenset({API})
    log, log_facts = structlog.get_logger(), {"doors": sorted(doors), "host": settings.doors.host}
    with _kept_state(settings) as database, stop_signal() as stop:
        server = open_doors(settings, opened, models, metrics, supervision, doors, database)
        checks = {"doors": lambda: server.is_running, "snapshot": lambda: bool([each.mark() for each in opened])}
        health = HealthServer(settings.slack.metrics_port, checks, metrics.page, lambda: server.is_running,
                              host=settings.slack.metrics_host)  # fmt: skip
        supervision.start()
        server.start()
        notify("READY=1")
        log.info("serving", port=server.port, **log_facts)
        stop.wait()
        notify("STOPPING=1")
        server.stop()
        supervision.stop()
        health.close()
        log.info("stopped")
    leave_hanging()


def serve_machine(settings: Settings, report: StepProgress, shelf: str | None) -> None:
    """Offer the tools to whoever has started this process, on its standard input and output, until the input ends.
    `shelf` is asked where a call names none.

    Raises:
        BotError: the extra that this needs is not installed.
    """
    _mcp()
    models = open_models(settings, report)
    opened = open_shelves(settings, models, report)
    supervision = Supervision(
        settings.root / "left-out", [], settings.slack.answer_seconds, settings.slack.hang_seconds
    )
    with _kept_state(settings) as database:
        desk = open_desk(settings, opened, models, lambda outcome, door, seconds: None, supervision, database)
        supervision.start()
        try:
            _mcp().serve_stdio(Tools(desk, shelf))
        finally:
            supervision.stop()


def _mcp() -> ModuleType:
    try:
        # An extra of its own: the SDK brings pydantic, an HTTP client and more, and only assistants need it.
        return importlib.import_module("bot.doors.assistants.server")
    except ImportError as error:
        raise BotError("Assistants need the MCP SDK: install it with `pip install 'fvm-svar[mcp]'`.") from error


def _mcp_door(tools: Tools) -> McpDoor:
    door: McpDoor = _mcp().McpDoor(tools)
    return door


def _open_shelf(it: OpenedShelf, supervision: Supervision) -> OpenShelf:
    retriever = it.parts.retriever
    return OpenShelf(
        name=it.settings.shelf,
        programme=it.settings.slack.programme,
        is_public=it.settings.is_public,
        ask=supervision.timely(it.ask),
        timeline=supervision.timely(it.parts.timeline.find),
        listed=supervision.timely(it.parts.lister.found),
        bulletins=lambda: retriever.bulletins,
        mark=it.mark,
        receipted=open_issuer(it.settings, it.parts, log_missing).receipted,
    )


def check_openness(it: DoorSettings, doors: frozenset[str], is_any_public: bool) -> None:
    """Doors at which nobody could ask anything are a mistake that nobody would find: SettingError."""
    if it.open_to_all == "public" and not it.tokens and not is_any_public:
        wanted = "`all`, since no shelf is public; or set FVM_PUBLIC=yes, or FVM_API_TOKENS"
        raise SettingError("FVM_API_OPEN", "public", wanted)
    if it.open_to_all == "none" and not it.tokens:
        raise SettingError("FVM_API_TOKENS", "", "a token, since FVM_API_OPEN=none lets nobody ask without one")
    if PAGE in doors and it.open_to_all == "none":
        wanted = "`api` or `mcp`: the page has no token, and FVM_API_OPEN lets nobody ask without one"
        raise SettingError("FVM_DOORS", "page", wanted)
