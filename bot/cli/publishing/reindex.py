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
from index.snapshot.build import BuildReport


@click.command("reindex")
@click.option("--preview", is_flag=True, help="Show what would change, and publish nothing unasked.")
@click.option("--publish", "token", metavar="PREVIEW", help="Publish that preview, exactly as it was shown.")
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
@shelf_option
def command(preview: bool, token: str | None, as_object: bool, shelf: str | None) -> None:
    """Build the index anew. The old one answers until the new one is whole."""
    if preview and token:
        raise click.UsageError("--preview and --publish do not go together.")
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
    with bars() as progress:
        publisher = open_publisher(values, progress)
        shown = None if token else publisher.preview(operator(), progress)
    if shown is not None:
        warn(shown.faults)
        click.echo(
            json.dumps(preview_object(shown) | naming_shelf(values), ensure_ascii=False)
            if as_object
            else preview_text(shown)
        )
        if as_object or not sys.stdin.isatty() or not click.confirm("Publish this?"):
            of = f" --shelf {values.shelf}" if values.shelf else ""
            click.echo(f"fvm: publish it with `fvm reindex --publish {shown.token}{of}`", err=True)
            return
    manifest = publisher.publish(operator(), token or (shown.token if shown else ""))
    click.echo(f"Snapshot {manifest.id} is published; `fvm rollback` goes back.")


def _object(report: BuildReport) -> dict[str, object]:
    counts, plan = report.manifest.counts, report.plan
    return {
        "snapshot": report.manifest.id, "bulletins": counts.bulletins, "passages": counts.passages,
        "added": len(plan.add), "changed": len(plan.change), "removed": len(plan.remove), "kept": len(plan.keep),
        "embedded": report.embedded, "reused": report.reused, "seconds": round(report.seconds, 3),
    }  # fmt: skip


def _sentence(report: BuildReport) -> str:
    counts, plan = report.manifest.counts, report.plan
    changes = f"{len(plan.add)} added, {len(plan.change)} changed, {len(plan.remove)} removed"
    return (
        f"Indexed {counts.bulletins} bulletins in {counts.passages} passages ({changes}) in {report.seconds:.1f} s.\n"
        f"Snapshot {report.manifest.id} is published."
    )
