"""`fvm setup`: from nothing to a settings file that works, with the next step."""

from __future__ import annotations

import json
import os
import sys
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from bot import settings
from bot.cli.failures import REFUSED
from bot.cli.printable import printable
from bot.cli.progress import bars
from bot.cli.running.doctor import finding_lines
from bot.cli.running.manifest import reachable
from bot.errors import BotError
from bot.settings import Transport
from bot.settings_file import NAME, read_settings, settings_file, write_settings
from bot.shelves.declared import shelves_of
from bot.slack.running import manifest
from bot.slack.running.examining.examination import examine
from bot.slack.running.examining.findings import FindingSeverity, worst
from bot.wiring.administration import index_missing
from bot.wiring.examination import examined
from bot.words.catalogue import say
from bot.words.voice import terminal_language
from corpus.errors import CorpusError
from corpus.types import Language
from index.errors import SearchIndexError

_NEW_APP = "https://api.slack.com/apps?new_app=1&manifest_json="
_TRANSPORT = "FVM_TRANSPORT"


@dataclass(frozen=True, slots=True)
class AskedSetting:
    """A setting that is asked for: whether the bot needs it, and whether what is typed is hidden."""

    key: str
    is_needed: bool = False
    is_hidden: bool = False


_BOT_TOKEN = AskedSetting("SLACK_BOT_TOKEN", is_needed=True, is_hidden=True)
_ASKED = {
    Transport.SOCKET: (_BOT_TOKEN, AskedSetting("SLACK_APP_TOKEN", is_needed=True, is_hidden=True)),
    Transport.HTTP: (_BOT_TOKEN, AskedSetting("SLACK_SIGNING_SECRET", is_needed=True, is_hidden=True)),
}
_ROTATING = (
    AskedSetting("SLACK_REFRESH_TOKEN", is_needed=True, is_hidden=True),
    AskedSetting("SLACK_CLIENT_ID", is_needed=True),
    AskedSetting("SLACK_CLIENT_SECRET", is_needed=True, is_hidden=True),
)
"""What is asked for too where the bot token is one that ends."""

_FURTHER = (AskedSetting("FVM_CONTACT"), AskedSetting("FVM_ADMINS"))
_ENDING = "xoxe.xoxb-"
_STARTS = {
    "SLACK_BOT_TOKEN": ("xoxb-", _ENDING),
    "SLACK_APP_TOKEN": ("xapp-",),
    "SLACK_REFRESH_TOKEN": ("xoxe-",),
}


@click.command("setup")
@click.option("--file", type=click.Path(path_type=Path, dir_okay=False), help="The settings file to write.")
@click.option("--http", "over_http", is_flag=True, help="For `fvm serve --http` instead of Socket Mode.")
@click.option("--url", callback=reachable, help="With --http: the https address that Slack is to send to.")
@click.option("--no-input", is_flag=True, help="Ask nothing: take what the environment and the file say.")
def command(file: Path | None, over_http: bool, url: str | None, no_input: bool) -> None:
    """Ask what the Slack app needs, write it to the settings file, examine it, and say the next step.

    What the environment or the file holds already is kept. Exit status as that of `fvm doctor`.
    """
    language = terminal_language(os.environ)
    path = (file or settings_file(os.environ)).absolute()
    known = {**(read_settings(path) if path.exists() else {}), **{k: v for k, v in os.environ.items() if v.strip()}}
    transport = Transport.HTTP if over_http or url else _transport(known.get(_TRANSPORT, ""))
    _tell_manifest(language, known)
    given = dict(_given(transport, known, language, no_input))
    given[_TRANSPORT] = transport.value
    # Checked before anything is written.
    settings.load({**known, **given})
    write_settings(path, given)
    click.echo(say("setup.written", language, file=path))
    os.environ.update(given)
    _index(language)
    sys.exit(_examined(path, transport, url, language))


def _transport(text: str) -> Transport:
    return Transport.HTTP if text.strip().lower() == Transport.HTTP else Transport.SOCKET


def _tell_manifest(language: Language, known: Mapping[str, str]) -> None:
    """The link with which Slack makes the app; who has a token has the app."""
    if known.get(_BOT_TOKEN.key) or known.get(f"{_BOT_TOKEN.key}_FILE"):
        return
    app = manifest.with_command(manifest.shipped(), known.get("FVM_COMMAND", "/fvm"))
    made = json.dumps(app, ensure_ascii=False, separators=(",", ":"))
    click.echo(say("setup.make_app", language, link=_NEW_APP + urllib.parse.quote(made)))


def _given(
    transport: Transport, known: Mapping[str, str], language: Language, no_input: bool
) -> Iterator[tuple[str, str]]:
    """What is to be written: what is known, else what the person types."""
    missing = []
    wanted = [*_ASKED[transport], *_FURTHER]
    for asked in wanted:
        if known.get(f"{asked.key}_FILE"):
            continue
        value = known.get(asked.key) or ("" if no_input else _typed(asked, language))
        if asked is _BOT_TOKEN and value.startswith(_ENDING):
            wanted[1:1] = _ROTATING
        if value:
            yield asked.key, value
        elif asked.is_needed:
            missing.append(asked.key)
    if missing:
        raise BotError(say("setup.missing", language, names=", ".join(missing)))


def _typed(asked: AskedSetting, language: Language) -> str:
    """What the person types, once it can be what is asked for."""
    words, starts = say(f"setup_ask.{asked.key.lower()}", language), _STARTS.get(asked.key, ("",))
    default = None if asked.is_needed else ""
    while True:
        typed: str = click.prompt(words, default, asked.is_hidden, show_default=False).strip()
        if typed.startswith(starts):
            return typed
        click.echo(say("setup.other_start", language, start=starts[0]))


def _index(language: Language) -> None:
    """Build the indexes that are missing, as `fvm serve` would, while somebody looks on."""
    try:
        for shelf in shelves_of(settings.load()):
            with bars() as progress:
                index_missing(shelf, progress)
    except (BotError, CorpusError, SearchIndexError, OSError) as error:
        # The examination names it with its remedy.
        click.echo(printable(say("setup.not_indexed", language, reason=error)), err=True)


def _examined(path: Path, transport: Transport, url: str | None, language: Language) -> int:
    with bars() as progress:
        findings = examine(examined(settings.load(), progress), language)
    click.echo("\n".join(finding_lines(findings, language)))
    click.echo()
    named = "" if path == settings_file({}) else say("setup.name_file", language, name=NAME, file=path)
    if worst(findings) is FindingSeverity.ERROR:
        click.echo(say("setup.mend", language) + named)
        return REFUSED
    if transport is Transport.HTTP:
        click.echo(say("setup.next_http", language, url=url or "https://fvm.example/slack/events") + named)
    else:
        click.echo(say("setup.next", language) + named)
    return 0
