"""`fvm reindex`: a new snapshot from the shelf as it stands."""

from __future__ import annotations

import json
import sys

import click

from bot.cli.progress import bars
from bot.cli.publishing.previews import preview_object, preview_text
from bot.cli.shelf import naming_shelf, settings_of, shelf_option
from bot.cli.warnings import warn
from bot.settings import Settings
from bot.wiring.administration import open_publisher, operator, reindex_at_once
from bot.words.catalogue import decimal, say
from bot.words.voice import terminal_language
from index.snapshot.build import BuildReport


@click.command("reindex")
@click.option("--preview", is_flag=True, help="Show what would change, and publish nothing unasked.")
@click.option("--publish", "token", metavar="PREVIEW", help="Publish that preview, exactly as it was shown.")
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
@shelf_option
def command(preview: bool, token: str | None, as_object: bool, shelf: str | None) -> None:
    """Build the index anew. The old one answers until the new one is whole."""
    if preview and token:
        raise click.UsageError(say("misuse.preview_or_publish", terminal_language()))
    if preview or token:
        _carefully(settings_of(shelf), token, as_object)
        return
    values = settings_of(shelf)
    with bars() as progress:
        done = reindex_at_once(values, operator(), progress)
    warn(done.faults)
    click.echo(json.dumps(_object(done.report) | naming_shelf(values)) if as_object else _sentence(done.report))


def _carefully(values: Settings, token: str | None, as_object: bool) -> None:
    """Preview, and publish what is confirmed."""
    language = terminal_language()
    with bars() as progress:
        publisher = open_publisher(values, progress)
        shown = None if token else publisher.preview(operator(), progress)
    if shown is not None:
        warn(shown.faults)
        click.echo(
            json.dumps(preview_object(shown) | naming_shelf(values), ensure_ascii=False)
            if as_object
            else preview_text(shown, language)
        )
        if as_object or not sys.stdin.isatty() or not click.confirm(say("terminal.publish_this", language)):
            of = f" --shelf {values.shelf}" if values.shelf else ""
            step = say("terminal.publish_with", language, token=shown.token, option=of)
            click.echo(f"fvm: {step}", err=True)
            return
    manifest = publisher.publish(operator(), token or (shown.token if shown else ""))
    click.echo(say("terminal.published", language, snapshot=manifest.id))


def _object(report: BuildReport) -> dict[str, object]:
    counts, plan = report.manifest.counts, report.plan
    return {
        "snapshot": report.manifest.id, "bulletins": counts.bulletins, "passages": counts.passages,
        "added": len(plan.add), "changed": len(plan.change), "removed": len(plan.remove), "kept": len(plan.keep),
        "embedded": report.embedded, "reused": report.reused, "seconds": round(report.seconds, 3),
    }  # fmt: skip


def _sentence(report: BuildReport) -> str:
    counts, plan, language = report.manifest.counts, report.plan, terminal_language()
    indexed = say(
        "terminal.indexed", language, bulletins=counts.bulletins, passages=counts.passages, added=len(plan.add),
        changed=len(plan.change), removed=len(plan.remove), seconds=decimal(report.seconds, 1, language),
    )  # fmt: skip
    return f"{indexed}\n{say('terminal.snapshot_published', language, snapshot=report.manifest.id)}"
