"""`fvm report`: what is asked, what is answered, and what the next bulletin should say."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from bot.administration.audit import Act
from bot.administration.reporting.error_rate import error_report, rate_lines
from bot.administration.reporting.page import report_page
from bot.administration.reporting.report import UsageReport, usage_object, usage_report
from bot.administration.reporting.written_pages import REGISTER, WrittenPages
from bot.cli.printable import printable
from bot.cli.progress import bars
from bot.cli.shelf import naming_shelf, settings_of, shelf_option
from bot.errors import BotError
from bot.settings import Settings
from bot.slack.administration.verdicts import Verdicts
from bot.slack.inbox.database import opened_database
from bot.slack.inbox.feedback import read_asked, read_thumbs
from bot.slack.inbox.referred import ReferredQuestions
from bot.wiring.administration import open_audit, operator
from bot.wiring.answers import prepare_encoder
from bot.wiring.passages import index_place
from bot.words.catalogue import decimal, say
from bot.words.voice import terminal_language
from corpus.storage import write_file
from corpus.types import Language

_DAY = 86_400.0


@click.command("report")
@click.option("--days", type=click.IntRange(1), default=56, show_default=True, help="How far back.")
@click.option("--html", "page", type=click.Path(path_type=Path, dir_okay=False), help="Write one page there.")
@click.option("--language", type=click.Choice(["sv", "en"]), default="sv", show_default=True, help="Of the page.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@shelf_option
def command(days: int, page: Path | None, language: str, as_json: bool, shelf: str | None) -> None:
    """Show what is asked, what is answered, and what the next bulletin should say."""
    values = settings_of(shelf)
    with open_audit(values).recorded(operator(), Act.REPORT):
        found = _made(values, time.time() - days * _DAY)
    if page is not None:
        WrittenPages(values.slack.state_dir / REGISTER).note(page)
        made = report_page(found, datetime.datetime.now(), Language(language), _title(values))
        write_file(page.absolute(), made.encode(), private=True)
        click.echo(say("terminal.written_to", terminal_language(), page=page))
    else:
        made_of = usage_object(found) | naming_shelf(values)
        click.echo(
            json.dumps(made_of, ensure_ascii=False) if as_json else "\n".join(_lines(found, terminal_language()))
        )


def _title(values: Settings) -> str:
    """What the shelf is called, where there are several."""
    return values.slack.programme if values.shelf else ""


def _made(values: Settings, since: float) -> UsageReport:
    with opened_database(values.slack) as database:
        if database is None:
            place = values.slack.database
            raise BotError(f"There is no {place}: the Slack app has not run here yet. Start it with `fvm serve`.")
        waiting = ReferredQuestions(database).count_open(values.shelf)
        judged = Verdicts(database, values.shelf).judged(since)
        asked, thumbs = read_asked(database, since, values.shelf), read_thumbs(database, since, values.shelf)
    with bars() as progress:
        encoder = prepare_encoder(values, progress)
    library = index_place(values).open(encoder.name).bulletins
    made = usage_report(asked, thumbs, library.values(), encoder.encode_queries, datetime.date.today())
    return replace(made, waiting=waiting, errors=error_report(judged, values.max_error) if judged else None)


def _lines(found: UsageReport, language: Language) -> Iterator[str]:
    for week in found.weeks:
        wait = "–" if week.median is None else f"{decimal(week.median, 1, language)} s"
        yield say("terminal.report_week", language, week=week.monday, asked=f"{week.asked:4}",
                  answered=f"{week.answered:4}", refused=f"{week.refused:4}", up=f"{week.up:3}",
                  down=f"{week.down:3}", median=wait)  # fmt: skip
    if found.errors is not None:
        yield from rate_lines(found.errors, language)
    yield say("terminal.report_gaps", language, count=sum(gap.count for gap in found.gaps))
    for gap in found.gaps:
        row = say("terminal.report_gap", language, count=f"{gap.count:3}", question=gap.questions[0],
                  nearest=gap.nearest or "–")  # fmt: skip
        yield printable(f"  {row}")
    yield say("report.waiting", language, count=found.waiting)
    none = say("terminal.none", language)
    never, stale = (", ".join(each.id for each in group) or none for group in (found.never_cited, found.stale))
    yield printable(say("terminal.never_cited", language, bulletins=never))
    yield printable(say("terminal.stale", language, bulletins=stale))
