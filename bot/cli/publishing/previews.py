"""A preview as text for a terminal, and as the object that `--json` prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.administration.publishing.preview import AnswerChange, Named, Preview
from bot.answering.types import QuotedAnswer
from bot.cli.printable import printable
from bot.words.catalogue import say
from bot.words.dates import written_date
from corpus.types import Language


def preview_text(preview: Preview, language: Language) -> str:
    """Every change, one a line; each answer that changes with its old and new quote below each other."""
    return printable_lines(_lines(preview, language))


def printable_lines(lines: Iterator[str]) -> str:
    return "\n".join(map(printable, lines))


def _lines(preview: Preview, language: Language) -> Iterator[str]:
    yield from _group(say("came_in.added", language), preview.added)
    yield from _group(say("came_in.changed", language), preview.changed)
    yield from _group(say("came_in.removed", language), preview.removed)
    counts = preview.passages
    yield say("terminal.preview_passages", language, added=counts.added, removed=counts.removed, kept=counts.kept)
    yield say("terminal.preview_answers", language, changed=len(preview.changes), asked=preview.asked)
    for change in preview.changes:
        yield ""
        yield f"? {change.question}"
        yield f"  {say('terminal.before', language)}{_quoted(change.before, language)}"
        yield f"  {say('terminal.after', language)}{_quoted(change.after, language)}"
    for each in preview.contradicted:
        yield ""
        yield say("terminal.preview_pin", language, pin=each.pin.id, question=each.question)
        yield f"  {say('terminal.preview_pinned', language)}{each.pin.text}"
        yield f"  {say('terminal.after', language)}{_quoted(each.answer, language)}"
    if preview.is_empty:
        yield say("terminal.preview_nothing", language)


def _group(what: str, bulletins: Sequence[Named]) -> Iterator[str]:
    for bulletin in bulletins:
        yield f"{what:<9} {bulletin.id}  {bulletin.title}"


def _quoted(answer: QuotedAnswer | None, language: Language) -> str:
    if answer is None:
        return say("terminal.no_answer", language)
    date = written_date(answer.citation.date, language)
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
