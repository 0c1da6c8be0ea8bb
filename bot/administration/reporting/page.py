"""The report as one page of HTML that needs nothing else and prints well; pure."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from html import escape

from bot.administration.publishing.preview import Named
from bot.administration.reporting.error_rate import rate_lines
from bot.administration.reporting.report import Gap, UsageReport, Week
from bot.words.catalogue import decimal, say
from corpus.types import Language

_WIDTH, _HEIGHT, _FOOT = 720, 200, 24
_STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; color: #1b1f24; background: #fff;
  max-width: 760px; margin: 2rem auto;
  padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p.when { color: #57606a; margin: 0 0 1rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .35rem .6rem; vertical-align: top;
  border-bottom: 1px solid #d0d7de; } th { font-weight: 600; } td.n, th.n { text-align: right;
  font-variant-numeric: tabular-nums; }
svg { width: 100%; height: auto; display: block; }
svg text { font: 11px system-ui, 'DejaVu Sans', sans-serif; fill: #57606a; }
.key { display: inline-block; width: .8em; height: .8em; margin: 0 .35em 0 1em; } .key:first-child { margin-left: 0; }
ul { padding-left: 1.2rem; } li { overflow-wrap: anywhere; } td { overflow-wrap: anywhere; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } h2, h2 + p { break-after: avoid; }
  tr, figure, li { break-inside: avoid; } thead { display: table-header-group; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
@page { size: A4; margin: 18mm; }
figure { margin: 0; }
"""
_ANSWERED, _REFUSED, _MEDIAN, _SLOW = "#1f6f54", "#e0a030", "#1f4e79", "#b04a3a"

Series = tuple[str, str, Callable[[Week], float]]


def report_page(
    found: UsageReport, made: datetime.datetime, language: Language = Language.SV, programme: str = ""
) -> str:
    """The whole page; every text from questions and bulletins is escaped. `programme` names the shelf of several."""
    title = say("report.title", language) + (f": {escape(programme)}" if programme else "")
    body = "\n".join(_body(found, made, language, title))
    head = f'<html lang="{language.value}"><head><meta charset="utf-8">'
    return (f'<!doctype html>\n{head}<title>{title}</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<style>{_STYLE}</style></head><body>\n{body}\n</body></html>\n")  # fmt: skip


def _body(found: UsageReport, made: datetime.datetime, language: Language, title: str) -> Iterator[str]:
    when = say("report.made", language, when=f"{made:%Y-%m-%d %H:%M}")
    yield f'<h1>{title}</h1><p class="when">{when}</p>'
    yield from _weeks(found.weeks, language)
    if found.errors is not None:
        yield f"<h2>{say('report.judged', language)}</h2>"
        yield "".join(f"<p>{escape(line)}</p>" for line in rate_lines(found.errors, language))
    yield f"<h2>{say('report.gaps', language)}</h2>"
    yield f"<p>{say('report.gaps_lead', language)}</p>"
    yield _gaps(found.gaps, language)
    if found.waiting:
        yield f"<p>{say('report.waiting', language, count=found.waiting)}</p>"
    yield from _list(say("report.never_cited", language), found.never_cited, language)
    yield from _list(say("report.stale", language), found.stale, language)


def _weeks(weeks: Sequence[Week], language: Language) -> Iterator[str]:
    if not weeks:
        yield f"<p>{say('report.nothing_asked', language)}</p>"
        return
    yield f"<h2>{say('report.questions_by_week', language)}</h2>"
    questions = ((say("report.answered", language), _ANSWERED, lambda week: week.answered),
                 (say("report.refused", language), _REFUSED, lambda week: week.refused))  # fmt: skip
    yield _bars(weeks, questions, say("report.bars", language))
    yield f"<h2>{say('report.seconds_by_week', language)}</h2>"
    waits = ((say("report.median", language), _MEDIAN, lambda week: week.median or 0.0),
             (say("report.slow", language), _SLOW, lambda week: week.slow or 0.0))  # fmt: skip
    yield _lines(weeks, waits, language)
    yield _table(weeks, language)


def _bars(weeks: Sequence[Week], series: Sequence[Series], label: str) -> str:
    """Stacked bars, the first series at the bottom."""
    top = max(sum(value(week) for _, _, value in series) for week in weeks) or 1
    step = _WIDTH / len(weeks)
    marks = []
    for number, week in enumerate(weeks):
        base = float(_HEIGHT)
        for _, colour, value in series:
            height = (_HEIGHT - 16) * value(week) / top
            base -= height
            marks.append(f'<rect x="{step * (number + 0.15):.1f}" y="{base:.1f}" width="{step * 0.7:.1f}" '
                         f'height="{height:.1f}" fill="{colour}"/>')  # fmt: skip
        if week.asked:
            marks.append(f'<text x="{step * (number + 0.5):.1f}" y="{base - 3:.1f}" text-anchor="middle">'
                         f"{week.asked}</text>")  # fmt: skip
    return _figure(marks, weeks, series, label)


def _lines(weeks: Sequence[Week], series: Sequence[Series], language: Language) -> str:
    top = max(max(value(week) for _, _, value in series) for week in weeks) or 1.0
    step = _WIDTH / len(weeks)
    known = [(number, week) for number, week in enumerate(weeks) if week.asked]
    marks = [f'<text x="0" y="10">{_seconds(top, language)}</text>']
    for _, colour, value in series:
        points = [(step * (number + 0.5), _HEIGHT - (_HEIGHT - 16) * value(week) / top) for number, week in known]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        marks.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        marks += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
    return _figure(marks, weeks, series, say("report.lines", language))


def _figure(marks: Sequence[str], weeks: Sequence[Week], series: Sequence[Series], label: str) -> str:
    step, each = _WIDTH / len(weeks), max(1, len(weeks) // 8)
    dates = [
        f'<text x="{step * (number + 0.5):.1f}" y="{_HEIGHT + 15}" text-anchor="middle">{week.monday:%d/%m}</text>'
        for number, week in enumerate(weeks)
        if number % each == 0
    ]
    axis = f'<line x1="0" y1="{_HEIGHT}" x2="{_WIDTH}" y2="{_HEIGHT}" stroke="#8c959f"/>'
    keys = "".join(f'<span class="key" style="background:{colour}"></span>{name}' for name, colour, _ in series)
    drawn = "".join([axis, *marks, *dates])
    return (f'<figure><svg viewBox="0 0 {_WIDTH} {_HEIGHT + _FOOT}" role="img" aria-label="{label}">{drawn}</svg>'
            f"<figcaption>{keys}</figcaption></figure>")  # fmt: skip


def _table(weeks: Sequence[Week], language: Language) -> str:
    names = (say("report.column_asked", language), say("report.column_answered", language),
             say("report.column_up", language), say("report.column_down", language),
             say("report.column_median", language))  # fmt: skip
    head = "".join(f'<th class="n">{name}</th>' for name in names)
    rows = "".join(
        f'<tr><td>{week.monday:%Y-%m-%d}</td><td class="n">{week.asked}</td><td class="n">{week.answered}</td>'
        f'<td class="n">{week.up}</td><td class="n">{week.down}</td>'
        f'<td class="n">{_seconds(week.median, language)}</td></tr>'
        for week in weeks
    )
    first = f"<th>{say('report.week', language)}</th>"
    return f"<table><thead><tr>{first}{head}</tr></thead><tbody>{rows}</tbody></table>"


def _seconds(value: float | None, language: Language) -> str:
    return "–" if value is None else f"{decimal(value, 1, language)} s"


def _gaps(gaps: Sequence[Gap], language: Language) -> str:
    if not gaps:
        return f"<p>{say('report.none', language)}</p>"
    rows = "".join(
        f'<tr><td>{"<br>".join(map(escape, gap.questions[:5]))}</td><td class="n">{gap.count}</td>'
        f"<td>{escape(gap.nearest or '–')}</td></tr>"
        for gap in gaps
    )
    head = (f'<th>{say("report.column_asked", language)}</th><th class="n">{say("report.column_count", language)}</th>'
            f"<th>{say('report.column_nearest', language)}</th>")  # fmt: skip
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _list(title: str, bulletins: Sequence[Named], language: Language) -> Iterator[str]:
    yield f"<h2>{title}</h2>"
    items = "".join(f"<li>{escape(each.title)}</li>" for each in bulletins)
    yield f"<ul>{items}</ul>" if items else f"<p>{say('report.none', language)}</p>"
