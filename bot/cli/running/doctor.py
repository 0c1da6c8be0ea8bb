"""`fvm doctor`: what the Slack app needs, and the remedy for what is wrong."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TextIO

import click

from bot import settings
from bot.cli.failures import LACKING, REFUSED
from bot.cli.printable import printable
from bot.cli.progress import bars
from bot.cli.running.manifest import reachable
from bot.settings import Transport
from bot.slack.running.examining.examination import examine
from bot.slack.running.examining.findings import Finding, FindingSeverity, worst
from bot.wiring.examination import examined
from bot.words.catalogue import say
from bot.words.voice import terminal_language
from corpus.types import Language

_STATUS = {FindingSeverity.OK: 0, FindingSeverity.WARNING: LACKING, FindingSeverity.ERROR: REFUSED}
_LONGEST_MANIFEST = 200_000


@click.command("doctor")
@click.option("--http", "over_http", is_flag=True, help="Walk Slack's challenge to the running `fvm serve --http`.")
@click.option("--url", callback=reachable, help="With --http: the https address that Slack sends to, walked too.")
@click.option("--manifest", "file", type=click.File(encoding="utf-8"),
              help="Compare a manifest, copied from Slack's page, with what the settings need.")  # fmt: skip
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
def command(over_http: bool, url: str | None, file: TextIO | None, as_object: bool) -> None:
    """Examine hosts, tokens, scopes, connection, index, model, writer, database, folders, disk, memory and clock.

    Exit status 0 where all is well, 3 where the bot answers with a lack, 1 where it does not answer as it should.
    """
    values, language = settings.load(), terminal_language(os.environ)
    if over_http:
        values = replace(values, slack=replace(values.slack, transport=Transport.HTTP))
    manifest = None if file is None else file.read(_LONGEST_MANIFEST)
    with bars() as progress:
        it = examined(values, progress, is_http=over_http, url=url, manifest=manifest)
        findings = examine(it, language)
    click.echo(_as_json(findings) if as_object else "\n".join(finding_lines(findings, language)))
    sys.exit(_STATUS[worst(findings)])


def finding_lines(findings: Sequence[Finding], language: Language) -> list[str]:
    """The findings as a person reads them."""
    marks = {each: say(f"severity.{each.value}", language) for each in FindingSeverity}
    width = max(map(len, marks.values()))
    lines = []
    for finding in findings:
        name = say(f"check.{finding.check.value}", language)
        subject = f" {finding.subject}" if finding.subject else ""
        lines.append(printable(f"{marks[finding.severity]:<{width}} {name}{subject}: {finding.seen}"))
        if finding.remedy:
            lines.append(printable(f"{'':<{width}} {finding.remedy}"))
    return lines


def _as_json(findings: Sequence[Finding]) -> str:
    return json.dumps(
        {"version": 1, "worst": worst(findings), "findings": [asdict(finding) for finding in findings]},
        ensure_ascii=False,
    )
