"""The plan of the running Slack app: Bolt in front, the inbox in the middle, workers behind, extensions beside."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from slack_bolt import App as BoltApp
from slack_sdk import WebClient

from bot.http.server import Server
from bot.settings import SlackSettings, Transport
from bot.slack.administration.self_answering import SelfAnsweringChannels
from bot.slack.client import calling_client, listening_client, posting_client
from bot.slack.errors import SetupError
from bot.slack.inbox.followed import FollowedSubjects
from bot.slack.inbox.question import InboxQuestion
from bot.slack.inbox.referred import ReferredQuestions
from bot.slack.inbox.state import AppState, open_presence
from bot.slack.installation import app_of_token
from bot.slack.listening.calendar_desk import CalendarDesk
from bot.slack.listening.commands import Commands
from bot.slack.listening.home import Home
from bot.slack.listening.human_desk import HumanDesk
from bot.slack.listening.intake import Intake
from bot.slack.listening.listeners import Listeners
from bot.slack.listening.pressed import PressedQuestions
from bot.slack.listening.timeline_desk import TimelineDesk
from bot.slack.listening.weekly_desk import WeeklyDesk
from bot.slack.listening.weekly_letters import WeeklyLetters
from bot.slack.message import Element
from bot.slack.metrics import Metrics
from bot.slack.parts import Buttons, Decide, Extension, FurtherHelp, Parts, Shelves
from bot.slack.replying.composer import Composer
from bot.slack.replying.conversation import Conversation
from bot.slack.replying.half_written import HalfWritten
from bot.slack.replying.poster import Poster
from bot.slack.replying.supervision import Supervision
from bot.slack.replying.worker import Worker
from bot.slack.replying.writing import Writing
from bot.slack.running.app import App, Hearing
from bot.slack.running.health import HealthServer
from bot.slack.running.identity import Identity
from bot.slack.running.serve import advice, leave_hanging, liveness, readiness, until_stopped
from bot.slack.running.standing import SlackStanding, TokenRenewal
from bot.slack.running.transports import Carrier, CarrierBeside, HttpCarrier, SocketCarrier
from bot.slack.slow_work import SlowWork
from bot.slack.tokens.rotation import RotatingToken
from bot.threads.types import Decision, Mode, Said
from corpus.types import Language

Extend = Callable[[AppState], Extension]
"""Makes an extension over the app's own stored state, such as administration."""


Beside = Callable[[App], Server]
"""Makes the server of the doors that are open beside Slack, in the same process."""


def serve(
    parts: Parts, transport: Transport | None = None, extend: Sequence[Extend] = (), beside: Beside | None = None
) -> None:
    """Serve until SIGTERM or SIGINT: then take nothing more, finish what is in the inbox, and close.

    `transport` overrides the setting.

    Raises:
        SetupError: a token, a secret or a port is missing or taken.
        ListenError: the port of the doors beside is taken.
        InboxError, RecordError: a file of the state folder cannot be used.
    """
    chosen = transport or parts.settings.transport
    app = build_app(parts, extend)
    carrier = open_carrier(chosen, app)
    if beside is not None:
        carrier = CarrierBeside(carrier, beside(app))
    health = HealthServer(parts.settings.metrics_port, readiness(app, carrier), app.metrics.page,
                          liveness(app, carrier), advice(app), parts.settings.metrics_host)  # fmt: skip
    until_stopped(app, carrier, health, chosen)
    leave_hanging()


def open_carrier(transport: Transport, app: App) -> Carrier:
    """What brings Slack's requests to the app; SetupError where its token, secret or port is missing."""
    carrier = HttpCarrier if transport is Transport.HTTP else SocketCarrier
    return carrier(app.bolt, app.parts.settings)


def build_app(parts: Parts, extend: Sequence[Extend] = ()) -> App:
    """Build the app; nothing runs and Slack is not called before `start` and the first request.

    Raises:
        SetupError: the bot's token is missing.
        InboxError, RecordError: a file of the state folder cannot be used.
    """
    settings = parts.settings
    if not (settings.bot_token or settings.refresh_token):
        raise SetupError("The bot token is missing. Set SLACK_BOT_TOKEN; `fvm doctor` tells where to find it.")
    state, metrics = AppState(settings), Metrics(settings.replica)
    presence = open_presence(settings, state.database)
    parts, supervision = _supervised(parts, state)
    metrics.watch(state.inbox.depth, parts.shelves.library_info)
    calling = calling_client(settings, state.token)
    identity = Identity(calling, settings.app_id or app_of_token(settings.app_token))
    pressed = PressedQuestions(state.inbox, parts.shelves, lambda body: not identity.installation().is_own_person(body))
    extensions = _extensions(parts, state, extend, pressed, lambda: worker.wake())
    buttons = _buttons(extensions)
    composer = Composer(parts.shelves, state.inbox, state.preferences, state.erasure, buttons,
                        _further_help(extensions), _conversation(parts, state, calling, identity))  # fmt: skip
    poster = Poster(posting_client(settings, state.token), calling)
    half_written = HalfWritten(state.database, state.inbox, composer, poster, time.time)
    worker = Worker(presence.name, state.inbox, composer, poster, metrics, settings, supervision)
    writing = None
    if parts.write is not None:
        writing = Writing(presence.name, parts.write, state.inbox, composer, poster, half_written, metrics)
        worker = replace(worker, offer=writing.offer)
    commands = Commands.of(extensions, state.voice)
    overhears = settings.thread_replies and parts.shelves.decider is not None
    intake = Intake(state.inbox, worker.wake, overhears, settings.edit_window, commands.belongs, state.voice,
                    parts.shelves.own, SelfAnsweringChannels(state.database).holds)  # fmt: skip
    home = Home(parts.shelves, settings, state.voice, extensions)
    listeners = Listeners(intake, state.inbox, pressed, state.feedback, state.kept, state.voice, home, commands,
                          buttons, metrics.failed_call, identity.installation)  # fmt: skip
    return App(parts=parts, state=state, bolt=_bolt(parts, identity, listeners, extensions), worker=worker,
               metrics=metrics, presence=presence, half_written=half_written, extensions=extensions, writing=writing,
               standing=SlackStanding(calling), supervision=supervision,
               renewal=TokenRenewal(state.token) if isinstance(state.token, RotatingToken) else None,
               listener=_listener(settings, worker))  # fmt: skip


def _listener(settings: SlackSettings, worker: Worker) -> Hearing | None:
    """What wakes the workers when another bot has heard a question, which is looked for twice a second anyway."""
    if not settings.database_url:
        return None
    # Loads psycopg, which few install.
    from bot.database.listening import Listener
    from bot.database.postgres import writable

    return Listener(writable(settings.database_url), lambda word: worker.wake())


def _supervised(parts: Parts, state: AppState) -> tuple[Parts, Supervision]:
    settings = parts.settings
    supervision = Supervision(
        settings.state_dir / "left-out", state.sweeps, settings.answer_seconds, settings.hang_seconds
    )
    return replace(parts, shelves=_timely(parts.shelves, supervision)), supervision


def _timely(shelves: Shelves, supervision: Supervision) -> Shelves:
    """The same shelves, where what answers has a deadline."""
    timely, decider = supervision.timely, shelves.decider
    made = tuple(
        replace(
            shelf,
            ask=timely(shelf.ask),
            timeline=None if shelf.timeline is None else timely(shelf.timeline),
            listed=None if shelf.listed is None else timely(shelf.listed),
        )
        for shelf in shelves.all
    )
    if decider is None:
        return replace(shelves, all=made)
    return replace(shelves, all=made, decider=lambda ask: _timely_decide(decider(ask), supervision))


def _timely_decide(decide: Decide, supervision: Supervision) -> Decide:
    def decided(thread: Sequence[Said], mode: Mode, whole: bool = True) -> Decision:
        return supervision.timely(decide)(thread, mode, whole)

    return decided


def _extensions(
    parts: Parts, state: AppState, extend: Sequence[Extend], pressed: PressedQuestions, wake: Callable[[], None]
) -> tuple[Extension, ...]:
    found, command = [each(state) for each in extend], parts.settings.command
    if any(each.timeline is not None for each in parts.shelves.all):
        slow = SlowWork("timelines")
        found.append(TimelineDesk(parts.shelves, state.inbox, pressed, state.voice, command, slow))
    if any(each.calendar is not None for each in parts.shelves.all):
        found.append(CalendarDesk(parts.shelves, SlowWork("calendars")))
    if any(each.listed is not None for each in parts.shelves.all):
        followed = FollowedSubjects(state.database)
        found.append(WeeklyDesk(followed, WeeklyLetters(parts.shelves, followed, state.inbox, wake), command))
    referred = ReferredQuestions(state.database)
    found.append(HumanDesk(state.inbox, pressed, referred, state.voice, wake))
    return tuple(found)


def _buttons(extensions: Sequence[Extension]) -> Buttons:
    def added(user: str, shelf: str, reference: str, language: Language) -> list[Element]:
        return [button for each in extensions for button in each.buttons(user, shelf, reference, language)]

    return added


def _further_help(extensions: Sequence[Extension]) -> FurtherHelp:
    def added(user: str, language: Language) -> list[str]:
        return [paragraph for each in extensions for paragraph in each.help(user, language)]

    return added


def _conversation(parts: Parts, state: AppState, calling: WebClient, identity: Identity) -> Conversation | None:
    shelves, reads = parts.shelves, parts.settings.thread_replies
    decider = shelves.decider
    if decider is None:
        return None

    def decide_for(question: InboxQuestion) -> Decide:
        arrival = question.arrival
        return decider(shelves.ask_in(arrival.key.channel, arrival.is_foreign))

    def me() -> str:
        return identity.authorize().bot_user_id or ""

    return Conversation(decide_for, state.inbox, calling, me, reads, SelfAnsweringChannels(state.database).holds)


def _bolt(parts: Parts, identity: Identity, listeners: Listeners, extensions: Sequence[Extension]) -> BoltApp:
    settings = parts.settings
    bolt = BoltApp(
        name="fvm",
        client=listening_client(settings),
        authorize=lambda: identity.authorize(),
        signing_secret=settings.signing_secret,
        logger=logging.getLogger("bot.slack.bolt"),
    )
    listeners.register(bolt, settings.command)
    for extension in extensions:
        extension.register(bolt)
    return bolt
