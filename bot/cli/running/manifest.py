"""`fvm manifest`: the Slack app's manifest, ready for Slack's page."""

from __future__ import annotations

from urllib.parse import urlsplit

import click

from bot import settings
from bot.slack.running import manifest
from bot.words.catalogue import say
from bot.words.voice import terminal_language


def reachable(context: click.Context, option: click.Parameter, url: str | None) -> str | None:
    """The address, where it is one that Slack sends to; click.BadParameter where it is not."""
    if url is not None and not _is_https(url):
        raise click.BadParameter(say("misuse.no_slack_address", terminal_language(), url=url))
    return url


def _is_https(url: str) -> bool:
    try:
        address = urlsplit(url)
        bare = address.username is None and not address.fragment and address.port != 0
    except ValueError:
        return False
    return address.scheme == "https" and bool(address.hostname) and bare and url.isprintable() and " " not in url


@click.command("manifest")
@click.option("--url", callback=reachable, help="For `fvm serve --http`: the https address that Slack sends to.")
@click.option("--thread-replies", is_flag=True, help="Also hear replies in threads that mention nobody.")
@click.option("--workflow-step", is_flag=True, help="Also be a step of Workflow Builder (paid plans).")
@click.option("--assistant", is_flag=True, help="Also let Slack's own assistant call `fvm mcp` (docs/mcp.md).")
@click.option("--token-rotation", is_flag=True, help="Let bot tokens end after twelve hours; for good (docs/slack.md).")
@click.option("--without", multiple=True, type=click.Choice(manifest.OPTIONAL), help="Leave an optional scope out.")
def command(
    url: str | None,
    thread_replies: bool,
    workflow_step: bool,
    assistant: bool,
    token_rotation: bool,
    without: tuple[str, ...],
) -> None:
    """Print the app's manifest as YAML, for the page on which Slack makes or changes the app."""
    made = manifest.with_command(manifest.shipped(), settings.load().slack.command)
    made = manifest.without_scopes(made, without)
    if thread_replies:
        made = manifest.with_thread_replies(made)
    if workflow_step:
        made = manifest.with_workflow_step(made)
    if assistant:
        made = manifest.with_assistant(made)
    if token_rotation:
        made = manifest.with_token_rotation(made)
    if url is not None:
        made = manifest.with_request_url(made, url)
    click.echo(manifest.as_yaml(made), nl=False)
