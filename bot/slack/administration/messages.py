"""The messages of administration: previews, what was published, snapshots, digests and news in old threads; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.administration.digest import Digest, Lead
from bot.administration.publishing.preview import AnswerChange, Named, Preview
from bot.answering.types import Answer, QuotedAnswer
from bot.slack.administration.reasons import fault_words
from bot.slack.message import Element, Message
from bot.slack.showing import elements, escape, limits
from bot.slack.showing.blocks import answer_message
from bot.slack.showing.sources import address, citation_runs, source_line
from bot.words.catalogue import say, texts
from bot.words.dates import written_value
from corpus.types import Language
from index.snapshot.manifest import Manifest

PUBLISH, DISCARD, ROLLBACK = "administration_publish", "administration_discard", "administration_rollback"
"""The action ids of the buttons; a message with several rollbacks numbers them: `administration_rollback_2`."""

_CHANGES = 6
_NAMES = 10
_QUOTE = 240
_TITLE = 120
"""Together they keep a message under the 12,000 characters of text that Slack takes in blocks."""
_CONTEXT = 1900
_BAR = 20


def progress_message(step: str, done: int, total: int, language: Language) -> Message:
    """A bar of how far a build has come."""
    filled = round(_BAR * done / total) if total else 0
    bar = f"`{'█' * filled}{'░' * (_BAR - filled)}`"
    text = f"{say('preview.begun', language)} {bar} {escape.mrkdwn(_step(step, language))} {done}/{total}"
    return Message(text, (elements.section(text),))


def _step(step: str, language: Language) -> str:
    """A step of a build in words; one that has none is said as it is called."""
    name = step.replace(" ", "_")
    return say(f"step.{name}", language) if f"step.{name}" in texts(language) else step


def preview_message(preview: Preview, language: Language) -> Message:
    """What would change, the answers side by side, and the buttons that publish it or throw it away."""
    blocks = [elements.header(say("preview.title", language)), *_counts(preview, language)]
    blocks += _names(say("preview.added", language), preview.added, language)
    blocks += _names(say("preview.changed", language), preview.changed, language)
    blocks += _names(say("preview.removed", language), preview.removed, language)
    blocks += _faults(preview, language)
    blocks += _contradicted(preview, language)
    blocks += [_change(change, language) for change in preview.changes[:_CHANGES]]
    more = len(preview.changes) - _CHANGES
    if more > 0:
        blocks.append(elements.context(say("preview.more", language, count=more)))
    publish = elements.button(
        PUBLISH, say("preview.publish", language), say("preview.publish_label", language), preview.token
    )
    discard = elements.button(
        DISCARD, say("preview.discard", language), say("preview.discard_label", language), preview.token
    )
    blocks.append(elements.actions(publish | {"style": "primary"}, discard))
    return Message(f"{say('preview.title', language)}: {_counted(preview, language)}", tuple(blocks))


def published_message(who: str, base: str | None, language: Language) -> Message:
    """Who published, and the way back where there is one."""
    text = say("preview.published", language, who=f"<@{who}>")
    blocks = [elements.section(text)]
    if base is not None:
        blocks.append(elements.actions(_rollback(ROLLBACK, base, language)))
    return Message(text, tuple(blocks))


def snapshots_message(snapshots: Sequence[Manifest], present: str | None, language: Language) -> Message:
    """The snapshots that are kept, each with a button but the one that answers."""
    lead = say("rollback.title" if len(snapshots) > 1 else "rollback.none", language)
    blocks = [elements.section(f"*{lead}*")]
    for number, each in enumerate(snapshots):
        counted = say("rollback.bulletins", language, count=each.counts.bulletins)
        if each.id == present:
            blocks.append(elements.section(f"{_built(each)} · {counted} · {say('rollback.answers_now', language)}"))
        else:
            button = _rollback(f"{ROLLBACK}_{number}", each.id, language)
            blocks.append(elements.section(f"{_built(each)} · {counted}", button))
    return Message(lead, tuple(blocks))


def rolled_back_text(manifest: Manifest, language: Language) -> str:
    return say("rollback.done", language, built=_built(manifest))


def kept_message(question: str, user: str, answer: Answer, reference: str) -> Message:
    """The answer to a kept question: a mention of the asker, which bulletin did it, then the answer as always."""
    language, first = answer.language, answer.answers[0]
    shown = answer_message(answer, reference)
    words = say("news.kept_answered", language, question=escape.one_line(question)[:_QUOTE],
                title=escape.one_line(first.citation.title)[:_TITLE])  # fmt: skip
    lead = elements.rich_section(elements.mention(user), elements.text_run(f" {words}"))
    text = limits.cut_escaped(f"<@{user}> {escape.mrkdwn(words)}\n{shown.text}", limits.FALLBACK_TEXT)
    return Message(text, (elements.rich_text(lead), *_without_buttons(shown.blocks)))


def answered_there_message(question: str, channel: str, language: Language) -> Message:
    """That a question has an answer by now, and where to ask it: whoever left the channel is told no more."""
    words = say("news.answered_there", language, question=escape.mrkdwn(escape.one_line(question)[:_QUOTE]),
                channel=f"<#{channel}>")  # fmt: skip
    return Message(words, (elements.section(words),))


def updated_message(answer: Answer, reference: str, is_older: bool = False) -> Message:
    """What an answered question gets now, for its old thread; `is_older` where that is nothing new."""
    if not answer.answers:
        text = say("news.updated_gone", answer.language)
        return Message(text, (elements.section(text),))
    shown, lead = (
        answer_message(answer, reference),
        say("news.updated_older" if is_older else "news.updated", answer.language),
    )
    text = limits.cut_escaped(f"{lead}\n{shown.text}", limits.FALLBACK_TEXT)
    return Message(text, (elements.section(f"*{lead}*"), *_without_buttons(shown.blocks)))


def _without_buttons(blocks: Sequence[Element]) -> Iterator[Element]:
    """Blocks with links alone: the other buttons would speak of the answer that stood there before."""
    for block in blocks:
        if block["type"] == "actions":
            links = [each for each in block["elements"] if "url" in each]
            if links:
                yield {**block, "elements": links}
        elif block["type"] != "context_actions":
            yield block


def digest_message(digest: Digest, language: Language) -> Message:
    """A new bulletin: title and date with its link, each heading's lead sentence as a quote, what it changes, and what
    is new in it."""
    citation = digest.citation
    word = elements.text_run(f"{say('news.digest', language)}: ", bold=True)
    title = elements.rich_section(word, *citation_runs(citation, language))
    blocks: list[Element] = [elements.rich_text(title)]
    for lead in digest.leads:
        heading = [elements.rich_section(_heading(lead))] if lead.heading else []
        blocks.append(
            elements.rich_text(*heading, elements.rich_quote(elements.text_run(_cut(lead.sentence, 2 * _QUOTE))))
        )
    if digest.changes:
        lead_in = elements.rich_section(elements.text_run(say("news.digest_changes", language), bold=True))
        blocks.append(elements.rich_text(lead_in, elements.rich_list(*_change_lines(digest.changes, language))))
    if digest.fresh and digest.former:
        headings = ", ".join(_cut(heading) for heading in digest.fresh)
        words = say("news.digest_headings", language, title=_cut(digest.former), headings=headings)
        blocks.append(elements.context(limits.cut(words, _CONTEXT)))
    text = f"{say('news.digest', language)}: {source_line(citation, language)}"
    return Message(limits.cut_escaped(text, limits.FALLBACK_TEXT), tuple(blocks))


def _change_lines(changes: Sequence[QuotedAnswer], language: Language) -> Iterator[Element]:
    """For each change what holds now, as a link to where it stands, and what was said before."""
    for change in changes:
        value = _cut(change.span_text or change.quote, _QUOTE)
        url = address(change.citation)
        now = elements.text_run(value) if url is None else elements.link(url, value)
        said = ", ".join(written_value(_cut(each.text), each.citation.date, language) for each in change.before)
        yield elements.rich_section(now, elements.text_run(f" – {say('answer.before', language)} {said}"))


def _heading(lead: Lead) -> Element:
    """A heading that leads to the sentence under it, where that has a usable address."""
    address, words = escape.safe_address(lead.link, limits.URL), _cut(lead.heading or "")
    return elements.text_run(words, bold=True) if address is None else elements.link(address, words)


def _cut(text: str, limit: int = _TITLE) -> str:
    return limits.cut(escape.one_line(text), limit) or "–"


def _counted(preview: Preview, language: Language) -> str:
    counts = preview.passages
    return say("preview.counts", language, added=len(preview.added), changed=len(preview.changed),
               removed=len(preview.removed), new=counts.added, gone=counts.removed)  # fmt: skip


def _counts(preview: Preview, language: Language) -> Iterator[Element]:
    yield elements.section(_counted(preview, language))
    yield elements.section(say("preview.answers", language, changed=len(preview.changes), asked=preview.asked))
    if preview.is_empty:
        yield elements.section(say("preview.nothing", language))


def _names(lead: str, names: Sequence[Named], language: Language) -> Iterator[Element]:
    if names:
        yield _listed(lead, [each.title for each in names], language)


def _faults(preview: Preview, language: Language) -> Iterator[Element]:
    wrong = [fault_words(fault, language) for fault in preview.faults if fault.severity.value == "error"]
    if wrong:
        yield _listed(say("preview.left_out", language), wrong, language)


def _contradicted(preview: Preview, language: Language) -> Iterator[Element]:
    """Each pinned answer that the bulletins now speak against, with what they say."""
    for each in preview.contradicted[:_CHANGES]:
        lead = say("preview.contradicted", language, question=_cut(each.question))
        said = [say("preview.before", language) + _cut(each.pin.text, _QUOTE),
                say("preview.after", language) + _answered(each.answer, language)]  # fmt: skip
        quotes = (elements.rich_quote(elements.text_run(text)) for text in said)
        yield elements.rich_text(elements.rich_section(elements.text_run(lead, bold=True)), *quotes)


def _listed(lead: str, texts: Sequence[str], language: Language) -> Element:
    return list_element(lead, [_cut(text) for text in texts], _NAMES, language)


def _change(change: AnswerChange, language: Language) -> Element:
    """One question with its old and its new answer below each other, as a telephone shows them."""
    return elements.rich_text(
        elements.rich_section(elements.text_run(_cut(change.question), bold=True)),
        elements.rich_quote(elements.text_run(say("preview.before", language) + _answered(change.before, language))),
        elements.rich_quote(elements.text_run(say("preview.after", language) + _answered(change.after, language))),
    )


def _answered(answer: QuotedAnswer | None, language: Language) -> str:
    if answer is None:
        return say("preview.no_answer", language)
    return f"{_cut(answer.quote, _QUOTE)} ({_cut(answer.citation.title)})"


def _rollback(action: str, snapshot: str, language: Language) -> Element:
    return elements.button(action, say("rollback.button", language), say("rollback.label", language), snapshot)


def _built(manifest: Manifest) -> str:
    return f"{manifest.built.astimezone():%Y-%m-%d %H:%M}"


def list_element(lead: str, lines: Sequence[str], most: int, language: Language) -> Element:
    """At most so many lines under what leads to them, and how many more there are."""
    shown = list(lines[:most])
    if len(lines) > most:
        shown.append(say("preview.more", language, count=len(lines) - most))
    items = [elements.rich_section(elements.text_run(line)) for line in shown]
    return elements.rich_text(elements.rich_section(elements.text_run(lead, bold=True)), elements.rich_list(*items))
