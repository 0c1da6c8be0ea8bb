"""Administration's parts for the Slack app, put together from the settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from bot.administration.adding import Adding
from bot.administration.drafts import Drafts
from bot.administration.publishing.publisher import Publisher
from bot.settings import Settings
from bot.slack.administration.access import Access
from bot.slack.administration.add import AddDesk
from bot.slack.administration.channels import ChannelDesk
from bot.slack.administration.extension import Administration
from bot.slack.administration.follower import Follower
from bot.slack.administration.index import IndexDesk
from bot.slack.administration.news import News
from bot.slack.administration.overview import Overview
from bot.slack.administration.pins import PinDesk
from bot.slack.administration.upkeep import UpkeepDesk
from bot.slack.administration.why import Explain, WhyDesk
from bot.slack.client import calling_client
from bot.slack.inbox.state import AppState
from bot.slack.inbox.subscriptions import Subscriptions
from bot.slack.parts import Ask
from bot.slack.slow_work import SlowWork
from bot.wiring.administration import (
    DRAFTS,
    open_audit,
    open_personal_files,
    open_pins,
    open_publisher,
    open_upkeep,
    probe_questions,
)
from bot.wiring.answers import open_crawler, open_library
from corpus.types import Bulletin
from index.encoder.protocol import Encoder
from index.types import unheard


def open_administration(
    settings: Settings,
    state: AppState,
    encoder: Encoder,
    ask: Ask,
    bulletins: Callable[[], Mapping[str, Bulletin]],
    snapshot: Callable[[], str],
    explain: Explain,
    publisher: Publisher | None = None,
) -> Administration:
    """The extension over the app's stored state; its own file of subscriptions is closed at its stop.

    Raises:
        RecordError: a file of the state folder cannot be used.
    """
    slack, voice = settings.slack, state.voice
    audit = open_audit(settings)
    access = Access(slack, calling_client(slack), audit)
    subscriptions = Subscriptions(slack.state_dir / "subscriptions.sqlite3")
    publisher = publisher or open_publisher(settings, unheard, encoder)
    adding = Adding(
        partial(open_library, settings),
        partial(open_crawler, settings),
        Drafts(settings.data / DRAFTS),
        audit,
    )
    personal = open_personal_files(settings, unheard)
    state.sweeps.append(partial(personal.expire, slack.audit_days, slack.retention_days))
    news = News(
        ask, bulletins, state.inbox, state.kept, subscriptions, slack.update_answers, partial(probe_questions, settings)
    )
    return Administration(
        AddDesk(adding, access, slack, voice),
        IndexDesk(publisher, access, slack, voice),
        ChannelDesk(subscriptions, bulletins, audit, slack, voice),
        PinDesk(open_pins(settings), access, audit, slack, voice),
        UpkeepDesk(open_upkeep(settings), access, slack, voice),
        WhyDesk(state.inbox, explain, snapshot, access, audit, slack, voice, SlowWork("explanations")),
        access,
        Overview(state.database, encoder.encode_queries, bulletins),
        Follower(news, subscriptions, snapshot),
        slack,
        subscriptions.close,
    )
