"""What an evaluation found, as text for a person and as JSON for a program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.administration.reporting.shares import Share
from bot.evaluation.changes import Changes, changes
from bot.evaluation.figures import (
    CUTOFFS,
    Confidence,
    Figures,
    Newer,
    RetrieverFigures,
    confidence,
    figures_of,
    grouped,
    newer,
)
from bot.evaluation.runner import Outcome

VERSION = 1
"""Of the JSON form."""

_COLUMNS = (
    "",
    "questions",
    "right first",
    "within three",
    "right source",
    "silent, no answer",
    "silent, answer",
    "median ms",
)
_RANKING_COLUMNS = ("retriever alone", "questions", *(f"R@{k}" for k in CUTOFFS), "MRR", "nDCG@10")
_COVERAGES = (0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """Everything that one run over a file of questions found.

    `never_silent` and `confidence` are of the same questions asked of a bot that never keeps silent, where it was
    asked: what the quotes are worth before any threshold, and a curve that goes on to full coverage.
    """

    total: Figures
    by_language: Mapping[str, Figures]
    by_kind: Mapping[str, Figures]
    superseded: Figures
    newer: Newer
    changes: Changes
    confidence: Confidence
    never_silent: Figures | None
    outcomes: tuple[Outcome, ...]


def build_report(outcomes: Sequence[Outcome], curve_outcomes: Sequence[Outcome] = ()) -> EvaluationReport:
    """Sum up a run. `curve_outcomes`, if any, are of the same questions asked of a bot that always answers."""
    return EvaluationReport(
        total=figures_of(outcomes),
        by_language=grouped(outcomes, lambda outcome: outcome.judgment.language.value),
        by_kind=grouped(outcomes, lambda outcome: outcome.judgment.kind),
        superseded=figures_of([outcome for outcome in outcomes if outcome.judgment.superseded_by is not None]),
        newer=newer(outcomes),
        changes=changes(outcomes),
        confidence=confidence(curve_outcomes or outcomes),
        never_silent=figures_of(curve_outcomes) if curve_outcomes else None,
        outcomes=tuple(outcomes),
    )


def report_text(report: EvaluationReport) -> str:
    """The tables and the findings, in plain text."""
    parts = [
        _table(_COLUMNS, _rows(report)),
        _ranking_table(report),
        _confidence_text(report),
        _newer_text(report.newer),
        _changes_text(report.changes),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def misses_as_text(report: EvaluationReport) -> str:
    """One line for each question that went wrong: its id, language, kind, and how."""
    lines = [_miss(outcome) for outcome in report.outcomes if not outcome.right]
    return "\n".join(lines) + "\n" if lines else ""


def report_object(report: EvaluationReport) -> dict[str, Any]:
    """The report as one JSON object. Questions appear by id alone."""
    return {
        "version": VERSION,
        "total": _figures_json(report.total),
        "by_language": {name: _figures_json(group) for name, group in report.by_language.items()},
        "by_kind": {name: _figures_json(group) for name, group in report.by_kind.items()},
        "superseded": _figures_json(report.superseded)
        | {"from_original": _share_json(report.newer.original), "from_newer": _share_json(report.newer.newer)},
        "changes": {name: _share_json(getattr(report.changes, name)) for name in Changes.__dataclass_fields__},
        "never_silent": None if report.never_silent is None else _figures_json(report.never_silent),
        "confidence": _confidence_json(report),
        "questions": [_outcome_json(outcome) for outcome in report.outcomes],
    }


def _rows(report: EvaluationReport) -> list[tuple[str, ...]]:
    groups = {"all": report.total, **report.by_language, **report.by_kind}
    if report.superseded.questions:
        groups["superseded"] = report.superseded
    if report.never_silent is not None:
        groups["never silent"] = report.never_silent
    return [_row(name, group) for name, group in groups.items()]


def _row(name: str, group: Figures) -> tuple[str, ...]:
    shares = (
        group.right_first,
        group.right_within_three,
        group.right_source,
        group.abstained_unanswerable,
        group.abstained_answerable,
    )
    return (name, str(group.questions), *map(_share_text, shares), f"{group.median_seconds * 1000:.0f}")


def _share_text(share: Share) -> str:
    return "-" if share.value is None else f"{share.hits}/{share.of} {share.value:>4.0%}"


def _ranking_table(report: EvaluationReport) -> str:
    groups = {"all": report.total, **report.by_language}
    rows = [
        (f"{name}, {what}", *_ranking_cells(ranking))
        for name, group in groups.items()
        for what, ranking in (("page", group.by_source), ("passage", group.by_passage))
        if ranking is not None
    ]
    return _table(_RANKING_COLUMNS, rows) if rows else ""


def _ranking_cells(ranking: RetrieverFigures) -> tuple[str, ...]:
    values = (*(value for _, value in ranking.recall), ranking.mrr, ranking.ndcg_at_10)
    return (str(ranking.queries), *(f"{value:.3f}" for value in values))


def _confidence_text(report: EvaluationReport) -> str:
    found = report.confidence
    low, high = report.total.right_first.interval
    lines = [f"Right first: 95 % interval {low:.0%} to {high:.0%}."] if report.total.right_first.of else []
    how = "asked again without silence" if report.never_silent else "given"
    lines.append(
        f"Confidence over {found.answers} answers {how}: AURC {found.aurc:.3f} (0 is best), "
        f"calibration error {found.calibration_error:.3f}."
    )
    lines += [
        f"  at {point.coverage:4.0%} of the questions answered, {point.accuracy:4.0%} right "
        f"(confidence {point.threshold:.2f} and up)"
        for point in _shown_points(found)
    ]
    return "\n".join(lines)


def _shown_points(found: Confidence) -> list[Any]:
    """The first point at or past each shown coverage, and the last."""
    points = [
        next((point for point in found.points if point.coverage >= coverage), found.points[-1])
        for coverage in _COVERAGES
        if found.points
    ]
    return list(dict.fromkeys(points))


def _newer_text(found: Newer) -> str:
    if not found.newer.of:
        return ""
    return (
        f"Of {found.newer.of} questions that a newer page answers otherwise, the first quote came from the "
        f"judged page for {found.original.hits} and from the newer one for {found.newer.hits}."
    )


def _changes_text(found: Changes) -> str:
    if not found.questions:
        return ""
    lines = [f"  {name:<48} {_share_text(share):>14}{_interval_text(share)}" for name, share in _changes_rows(found)]
    return "\n".join(["Facts that are said more than once, of the questions of each line:", *lines])


def _changes_rows(found: Changes) -> list[tuple[str, Share]]:
    return [
        ("what holds now is asked for and stands first", found.current),
        ("  and beneath it what held before", found.before),
        ("  another value stands first", found.outdated),
        ("    and the notice tells of something newer", found.notified),
        ("a time or stage is named: its value stands first", found.then),
        ("said again: right first", found.repeated),
        ("of another thing: right first", found.different),
        ("  a notice of something newer, where none is due", found.notified_wrongly),
        ("  a line of what held before, where none is due", found.before_wrongly),
    ]


def _interval_text(share: Share) -> str:
    low, high = share.interval
    return f"  ({low:.0%} to {high:.0%})" if share.of else ""


def _miss(outcome: Outcome) -> str:
    judgment = outcome.judgment
    if not judgment.answerable:
        what = "answered, though nothing answers it"
    elif outcome.other_first:
        what = "another value of the fact first"
    elif not outcome.answered:
        what = "silent, though a bulletin answers it"
    else:
        what = "right, but not first" if outcome.right_within_three else "wrong quotes"
    return f"{judgment.id}  {judgment.language.value}  {judgment.kind:<12}  {outcome.confidence:.2f}  {what}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = [head, tuple("-" * width for width in widths), *rows]
    return "\n".join(
        "  ".join(
            _cell(text, width, column) for column, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _cell(text: str, width: int, column: int) -> str:
    return text.rjust(width) if column else text.ljust(width)


def _share_json(share: Share) -> dict[str, Any]:
    return {"hits": share.hits, "of": share.of, "share": share.value}


def _ranking_json(ranking: RetrieverFigures | None) -> dict[str, Any] | None:
    if ranking is None:
        return None
    return {
        "queries": ranking.queries,
        "recall": {str(k): value for k, value in ranking.recall},
        "mrr": ranking.mrr,
        "ndcg_at_10": ranking.ndcg_at_10,
    }


def _figures_json(group: Figures) -> dict[str, Any]:
    return {
        "questions": group.questions,
        "right_first": _share_json(group.right_first) | {"interval_95": list(group.right_first.interval)},
        "right_within_three": _share_json(group.right_within_three),
        "right_source": _share_json(group.right_source),
        "abstained_unanswerable": _share_json(group.abstained_unanswerable),
        "abstained_answerable": _share_json(group.abstained_answerable),
        "median_seconds": group.median_seconds,
        "p95_seconds": group.p95_seconds,
        "retriever": {"by_source": _ranking_json(group.by_source), "by_passage": _ranking_json(group.by_passage)},
    }


def _confidence_json(report: EvaluationReport) -> dict[str, Any]:
    found = report.confidence
    return {
        "answers": found.answers,
        "without_silence": report.never_silent is not None,
        "aurc": found.aurc,
        "calibration_error": found.calibration_error,
        "curve": [asdict(point) for point in found.points],
    }


def _outcome_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.judgment.id,
        "language": outcome.judgment.language.value,
        "kind": outcome.judgment.kind,
        "answered": outcome.answered,
        "right": outcome.right,
        "right_first": outcome.right_first,
        "right_within_three": outcome.right_within_three,
        "right_source": outcome.right_source,
        "newer_source": outcome.newer_source,
        "other_first": outcome.other_first,
        "newer_told": outcome.newer_told,
        "before_told": outcome.before_told,
        "before_right": outcome.before_right,
        "confidence": outcome.confidence,
        "seconds": outcome.seconds,
        "ranks": None if outcome.ranks is None else {"source": outcome.ranks.source, "passage": outcome.ranks.passage},
    }
