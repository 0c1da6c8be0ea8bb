"""Administration's parts for the Slack app, put together from the settings, shelf by shelf."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from bot.administration.adding import Adding
from bot.administration.publishing.publisher import Publisher
from bot.administration.watchlist import WATCHLIST
from bot.settings import Settings
from bot.slack.administration.access import Access
from bot.slack.administration.desks.add import AddDesk
from bot.slack.administration.desks.answering import AnsweringDesk
from bot.slack.administration.desks.channels import ChannelDesk
from bot.slack.administration.desks.index import IndexDesk
from bot.slack.administration.desks.judging import JudgingDesk
from bot.slack.administration.desks.pins import PinDesk
from bot.slack.administration.desks.upkeep import UpkeepDesk
from bot.slack.administration.desks.why import Explain, WhyDesk
from bot.slack.administration.extension import Administration
from bot.slack.administration.follower import Follower
from bot.slack.administration.news import News
from bot.slack.administration.overview import Overview
from bot.slack.administration.self_answering import SelfAnsweringChannels
from bot.slack.administration.switchboard import Switchboard
from bot.slack.administration.verdicts import Verdicts
from bot.slack.client import calling_client
from bot.slack.inbox.referred import ReferredQuestions
from bot.slack.inbox.state import AppState
from bot.slack.inbox.subscriptions import Subscriptions
from bot.slack.parts import Shelves
from bot.slack.running.watching import WatchWork
from bot.slack.slow_work import SlowWork
from bot.wiring.administration import (
    open_audit,
    open_page_watch,
    open_personal_files,
    open_publisher,
    open_upkeep,
    open_watch_turns,
    probe_questions,
)
from bot.wiring.answers import open_crawler, open_library
from bot.wiring.opened_shelves import open_pins
from bot.wiring.receipts import open_receipt, prove_receipt
from bot.wiring.shelf_files import shelf_files
from corpus.types import Bulletin
from index.encoder.protocol import Encoder
from index.types import unheard


@dataclass(frozen=True, slots=True, kw_only=True)
class Administered:
    """A shelf, as administration needs it: its settings, the library and the snapshot that answer, what explains why,
    what publishes where that is made already, and whether what answers is what is published."""

    settings: Settings
    bulletins: Callable[[], Mapping[str, Bulletin]]
    snapshot: Callable[[], str]
    explain: Explain
    publisher: Publisher | None = None
    is_published: Callable[[], bool] = lambda: True


def open_administration(
    administered: Sequence[Administered], state: AppState, encoder: Encoder, shelves: Shelves
) -> Switchboard:
    """The extension over the app's stored state; `shelves` are what is asked when a new snapshot answers.

    Raises:
        RecordError: a file of the state folder cannot be used.
    """
    opened = {each.settings.shelf: _open_one(each, state, encoder, shelves) for each in administered}
    first = administered[0].settings
    return Switchboard(opened, shelves, state.inbox, state.voice, partial(open_receipt, first),
                       partial(prove_receipt, first), open_audit(first))  # fmt: skip


def _open_one(it: Administered, state: AppState, encoder: Encoder, shelves: Shelves) -> Administration:
    settings, slack, voice, name = it.settings, it.settings.slack, state.voice, it.settings.shelf
    audit = open_audit(settings)
    access = Access(slack, calling_client(slack, state.token), audit)
    subscriptions = Subscriptions(state.database, name)
    subscriptions.take_over((settings.data if name else slack.state_dir) / "subscriptions.sqlite3")
    publisher = it.publisher or open_publisher(settings, unheard, encoder)
    library, crawler = partial(open_library, settings), partial(open_crawler, settings)
    adding = Adding(library, crawler, shelf_files(settings).drafts(), audit)
    personal = open_personal_files(settings, unheard)
    state.sweeps.append(partial(personal.expire, slack.audit_days, slack.retention_days))
    verdicts = Verdicts(state.database, name)
    state.sweeps.append(verdicts.expire)
    judging = JudgingDesk(verdicts, open_upkeep(settings).find, access, audit, slack.command, voice,
                          settings.max_error, name)  # fmt: skip
    answering = AnsweringDesk(SelfAnsweringChannels(state.database), state.inbox, shelves, access, audit, slack,
                              voice, SlowWork("trials"), name)  # fmt: skip
    news = News(shelves, it.bulletins, state.inbox, state.kept, subscriptions, slack.update_answers,
                partial(probe_questions, settings), name)  # fmt: skip
    return Administration(
        AddDesk(adding, access, slack, state.token, voice, name),
        IndexDesk(publisher, access, slack, voice, name),
        ChannelDesk(
            subscriptions, it.bulletins, audit, slack, voice, name, lambda channel: shelves.sees(channel, name)
        ),
        answering,
        judging,
        PinDesk(open_pins(settings), access, audit, slack, voice, name, ReferredQuestions(state.database)),
        UpkeepDesk(open_upkeep(settings), access, slack, voice, name),
        WhyDesk(state.inbox, it.explain, it.snapshot, access, audit, slack, voice, SlowWork("explanations")),
        access,
        Overview(state.database, encoder.encode_queries, it.bulletins, name),
        # A bot that goes on with an older snapshot has no news: another tells those of what is published.
        Follower(news, subscriptions, lambda: snapshot if (snapshot := it.snapshot()) and it.is_published() else ""),
        slack,
        settings.is_public or not name,
        _watch(settings),
    )


def _watch(settings: Settings) -> WatchWork | None:
    """What looks at the watched pages beside the answering, where that is wanted."""
    if settings.watch_every is None:
        return None
    watchlist = partial(shelf_files(settings).file, WATCHLIST)
    return WatchWork(open_page_watch(settings), open_watch_turns(settings), watchlist, settings.watch_every * 60.0,
                     settings.shelf)  # fmt: skip
