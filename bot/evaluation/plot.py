"""The picture of accuracy against coverage."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from bot.errors import BotError
from bot.evaluation.report import EvaluationReport
from corpus.storage import write_file

_INK, _FAINT, _LINE = "#222222", "#767676", "#0b5cad"


def draw(report: EvaluationReport, path: Path) -> None:
    """Write the curve to `path`, as PNG or SVG by its ending, in one step.

    Raises:
        BotError: another ending, matplotlib is missing, or there is no answer to draw.
        OSError: the file cannot be written.
    """
    kind = path.suffix.lower().removeprefix(".")
    if kind not in {"png", "svg"}:
        raise BotError(f"{path.name} ends neither in .png nor in .svg: name the picture so.")
    if not report.confidence.points:
        raise BotError("No question was answered, so there is no curve to draw.")
    write_file(path, _picture(report, kind))


def _picture(report: EvaluationReport, kind: str) -> bytes:
    try:
        # Optional and slow to import: only who draws needs it.
        from matplotlib.figure import Figure
    except ImportError as error:
        raise BotError("The picture needs matplotlib: install it with `pip install 'fvm-svar[plot]'`.") from error
    figure = Figure(figsize=(7.2, 4.4), layout="constrained")
    _fill(figure.add_subplot(), report)
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind, dpi=150)
    return buffer.getvalue()


def _fill(axes: Any, report: EvaluationReport) -> None:
    points = report.confidence.points
    axes.plot([point.coverage for point in points], [point.accuracy for point in points], color=_LINE, linewidth=1.8)
    _draw_best(axes, report)
    _mark_end(axes, report)
    if report.never_silent is not None:
        _mark_working_point(axes, report)
    _frame(axes, report)


def _draw_best(axes: Any, report: EvaluationReport) -> None:
    """What no bot can pass: every answerable question right and sure, then the quotes that answer nothing."""
    share = report.total.right_first.of / report.total.questions
    if not share:
        return
    coverages = [share + (1 - share) * step / 50 for step in range(51)]
    axes.plot(
        [0, *coverages],
        [1, *(min(1.0, share / coverage) for coverage in coverages)],
        color=_FAINT,
        linewidth=1,
        linestyle=(0, (4, 3)),
    )
    axes.annotate(
        "best possible",
        (share / 2, 1),
        xytext=(0, -12),
        textcoords="offset points",
        ha="center",
        color=_FAINT,
        fontsize=9,
    )


def _mark_end(axes: Any, report: EvaluationReport) -> None:
    end = report.confidence.points[-1]
    axes.plot(end.coverage, end.accuracy, "o", color=_LINE, markersize=5, clip_on=False)
    axes.annotate(
        f"every answer given: {end.accuracy:.0%} right",
        (end.coverage, end.accuracy),
        xytext=(-8, -16),
        textcoords="offset points",
        ha="right",
        color=_INK,
        fontsize=9,
    )


def _mark_working_point(axes: Any, report: EvaluationReport) -> None:
    """Where the bot stands with its own threshold."""
    given = [outcome for outcome in report.outcomes if outcome.answered]
    if not given:
        return
    coverage = len(given) / len(report.outcomes)
    accuracy = sum(outcome.right_first for outcome in given) / len(given)
    axes.plot(coverage, accuracy, "D", color=_INK, markersize=5)
    axes.annotate(
        f"as it is set: answers {coverage:.0%},\n{accuracy:.0%} of them right",
        (coverage, accuracy),
        xytext=(8, 10),
        textcoords="offset points",
        color=_INK,
        fontsize=9,
    )


def _frame(axes: Any, report: EvaluationReport) -> None:
    axes.set(
        xlim=(0, 1),
        ylim=(0, 1.02),
        xlabel="Coverage: share of all questions answered",
        ylabel="Accuracy: share of answers right first",
    )
    axes.xaxis.set_major_formatter("{x:.0%}")
    axes.yaxis.set_major_formatter("{x:.0%}")
    axes.set_title(
        f"Accuracy against coverage, {report.total.questions} questions, AURC {report.confidence.aurc:.3f}",
        loc="left",
        fontsize=11,
        color=_INK,
    )
    axes.grid(color="#e4e4e4", linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=_FAINT, labelcolor=_INK)
