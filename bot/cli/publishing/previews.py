"""A preview as text for a terminal, and as the object that `--json` prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.administration.publishing.preview import AnswerChange, Named, Preview
from bot.answering.types import QuotedAnswer
from bot.cli.printable import printable
from bot.words.dates import written_date
from corpus.types import Language

_NOTHING = "(no answer)"


def preview_text(preview: Preview) -> str:
    """Every change, one a line; each answer that changes with its old and new quote below each other."""
    return printable_lines(_lines(preview))


def printable_lines(lines: Iterator[str]) -> str:
    return "\n".join(map(printable, lines))


def _lines(preview: Preview) -> Iterator[str]:
    yield from _group("added", preview.added)
    yield from _group("changed", preview.changed)
    yield from _group("removed", preview.removed)
    counts = preview.passages
    yield f"passages: {counts.added} added, {counts.removed} removed, {counts.kept} as before"
    yield f"answers: {len(preview.changes)} of {preview.asked} probe questions change"
    for change in preview.changes:
        yield ""
        yield f"? {change.question}"
        yield f"  before: {_quoted(change.before)}"
        yield f"  after:  {_quoted(change.after)}"
    for each in preview.contradicted:
        yield ""
        yield f"pinned answer {each.pin.id} is contradicted: ? {each.question}"
        yield f"  pinned: {each.pin.text}"
        yield f"  now:    {_quoted(each.answer)}"
    if preview.is_empty:
        yield "Nothing that anybody could see would change."


def _group(what: str, bulletins: Sequence[Named]) -> Iterator[str]:
    for bulletin in bulletins:
        yield f"{what:<8} {bulletin.id}  {bulletin.title}"


def _quoted(answer: QuotedAnswer | None) -> str:
    if answer is None:
        return _NOTHING
    date = written_date(answer.citation.date, Language.EN)
    return f"”{answer.quote}” ({answer.citation.title}, {date})"


def preview_object(preview: Preview) -> dict[str, object]:
    counts = preview.passages
    return {
        "preview": preview.token, "base": preview.base, "snapshot": preview.snapshot,
        **{what: [{"id": each.id, "title": each.title} for each in group] for what, group in
           (("added", preview.added), ("changed", preview.changed), ("removed", preview.removed))},
        "passages": {"added": counts.added, "removed": counts.removed, "kept": counts.kept},
        "asked": preview.asked, "answers": [_change(change) for change in preview.changes],
        "contradicted": [{"pin": each.pin.id, "question": each.question, "answer": _answer(each.answer)}
                         for each in preview.contradicted],
    }  # fmt: skip


def _change(change: AnswerChange) -> dict[str, object]:
    return {"question": change.question, "before": _answer(change.before), "after": _answer(change.after)}


def _answer(answer: QuotedAnswer | None) -> dict[str, object] | None:
    return None if answer is None else {"quote": answer.quote, "bulletin_id": answer.citation.bulletin_id}
