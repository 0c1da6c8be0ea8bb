"""Examines everything that the app needs and says the remedy for what is wrong; a token that ends is renewed if due."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.errors import BotError
from bot.settings import SlackSettings
from bot.slack.parts import LibraryInfo
from bot.slack.running.examining.account import connection, tokens, workspace
from bot.slack.running.examining.challenge import own_address, walked
from bot.slack.running.examining.findings import Check, Finding, FindingSeverity, fine, wrong
from bot.slack.running.examining.hosts import Host, slack_hosts, tried
from bot.slack.running.examining.installed import manifest_compared
from bot.slack.running.examining.machine import Folder, database, disk, folder, memory
from bot.words.catalogue import say
from corpus.types import Language
from index.errors import FormerFormatError, SearchIndexError


@dataclass(frozen=True, slots=True)
class ExaminedShelf:
    """A shelf by its name, empty where it is the only one; `info` says what its index holds, or raises. `shares` says
    whether its files, and whether its passages lie in a database, or raises BotError; None where nothing is shared."""

    name: str
    info: Callable[[], LibraryInfo]
    shares: Callable[[], tuple[bool, bool]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What is examined. `check_model` says in words which model answers, or raises; `check_writer` how the writer
    fares, or raises BotError, and is None where none is set; `watched` gives the hosts of watched pages, or raises
    BotError. `is_http` walks the challenge, at `url` too; `manifest` is the app's as Slack shows it."""

    settings: SlackSettings
    shelves: Sequence[ExaminedShelf]
    check_model: Callable[[], str]
    check_writer: Callable[[], str] | None = None
    folders: Sequence[Folder] = ()
    watched: Callable[[], Sequence[Host]] = tuple
    is_http: bool = False
    url: str | None = None
    manifest: str | None = None


def examine(it: Examined, language: Language, clock: Callable[[], float] = time.time) -> list[Finding]:
    """All checks in the order in which they are worth mending."""
    settings = it.settings
    return [
        *tokens(settings, language),
        *_hosts(it, language),
        *workspace(settings, clock, language),
        *connection(settings, language),
        *(() if it.manifest is None else manifest_compared(it.manifest, settings, language)),
        *_challenges(it, language),
        *(_snapshot(shelf, language) for shelf in it.shelves),
        _model(it, language),
        *_writer(it),
        *(folder(each, language) for each in it.folders),
        database(settings, language),
        *(finding for shelf in it.shelves for finding in _shared(shelf, language)),
        disk(settings.state_dir, language),
        *memory(language),
    ]


def _hosts(it: Examined, language: Language) -> Iterator[Finding]:
    watched: Sequence[Host] = ()
    try:
        watched = it.watched()
    except BotError as error:
        yield wrong(Check.WATCHLIST, str(error), say("remedy.watchlist", language), severity=FindingSeverity.WARNING)
    yield from tried([*slack_hosts(it.settings), *watched], language)


def _challenges(it: Examined, language: Language) -> Iterator[Finding]:
    if it.is_http and it.settings.signing_secret:
        for url in (own_address(it.settings), *((it.url,) if it.url else ())):
            yield walked(url, it.settings.signing_secret, language)


def _snapshot(shelf: ExaminedShelf, language: Language) -> Finding:
    remedy = say("remedy.snapshot", language, option=f" --shelf {shelf.name}" if shelf.name else "")
    try:
        info = shelf.info()
    except FormerFormatError:
        # The bot that starts writes it anew as it stands: there is nothing to mend.
        return fine(Check.SNAPSHOT, say("doctor.former_index", language), shelf.name)
    except (BotError, SearchIndexError) as error:
        return wrong(Check.SNAPSHOT, str(error), remedy, shelf.name)
    except Exception as error:  # noqa: BLE001 - an unreadable index is a finding
        return wrong(Check.SNAPSHOT, type(error).__name__, remedy, shelf.name)
    if info.indexed_at is None:
        return wrong(Check.SNAPSHOT, say("doctor.no_index", language), remedy, shelf.name)
    seen = say("doctor.indexed", language, bulletins=info.bulletins, passages=info.passages,
               day=f"{info.indexed_at:%Y-%m-%d}")  # fmt: skip
    return fine(Check.SNAPSHOT, seen, shelf.name)


def _shared(shelf: ExaminedShelf, language: Language) -> Iterator[Finding]:
    """What of a shelf another bot sees too; whether another's folder is this one cannot be seen from here."""
    if shelf.shares is None:
        return
    try:
        files, passages = shelf.shares()
    except BotError as error:
        yield wrong(Check.SHARED, str(error), say("remedy.database", language), shelf.name)
        return
    kind = ("both" if passages else "files") if files else "passages" if passages else "neither"
    yield fine(Check.SHARED, say(f"shared.{kind}", language), shelf.name)


def _model(it: Examined, language: Language) -> Finding:
    try:
        return fine(Check.MODEL, it.check_model() or say("doctor.loaded", language))
    except Exception as error:  # noqa: BLE001 - a model that does not load is a finding
        return wrong(Check.MODEL, type(error).__name__, say("remedy.model", language))


def _writer(it: Examined) -> Iterator[Finding]:
    """Nothing where no writer is set, which is as good."""
    if it.check_writer is None:
        return
    try:
        yield fine(Check.WRITER, it.check_writer())
    except BotError as error:
        # The quotes are answered without it.
        seen = str(getattr(error, "code", type(error).__name__))
        yield wrong(Check.WRITER, seen, str(error), severity=FindingSeverity.WARNING)
