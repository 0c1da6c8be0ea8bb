"""`fvm reindex`: a new snapshot from the shelf as it stands."""

from __future__ import annotations

import json

import click

from bot import settings, wiring
from bot.cli.progress import bars
from bot.cli.warnings import warn
from index.build import BuildReport


@click.command("reindex")
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
def command(as_object: bool) -> None:
    """Build the index anew. The old one answers until the new one is whole."""
    with bars() as progress:
        done = wiring.reindex(settings.load(), progress)
    warn(done.faults)
    click.echo(json.dumps(_object(done.report)) if as_object else _sentence(done.report))


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
