"""An answer as Slack blocks with a complete text beside them; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat

from bot.answering.types import Answer, Citation, Notice, NoticeKind, OtherValue, QuotedAnswer, Status
from bot.slack.message import Element, Message
from bot.slack.showing import elements, escape, limits
from bot.slack.showing.bulletin_list import listed_message
from bot.slack.showing.human import ask_button, curated_message
from bot.slack.showing.sources import (
    address,
    bare_link,
    citation_list,
    citation_runs,
    columns_line,
    contact_markup,
    contact_place,
    explanation_line,
    source_words,
    title_line,
    title_runs,
)
from bot.slack.showing.written import cited_places, quote_mark, written_blocks, written_lines
from bot.words.catalogue import say
from bot.words.dates import written_date, written_value
from corpus.language.words import words
from corpus.types import Language

OPEN, MORE, TIMELINE, RATE, KEEP, SHARE, QUIET = (
    "open_passage", "more", "timeline", "rate", "keep", "share", "quiet_thread")  # fmt: skip
"""The action ids of an answer's buttons."""

_TITLE = 300
_AFTER_ANSWER = ("actions", "context_actions", "divider")
"""The blocks of which the first ends what is said to a question."""
_FEW_WORDS = 3
"""Of a question, after which a refusal gives the hint to ask a whole one."""


def answer_message(
    answer: Answer,
    reference: str,
    contact: str = "",
    sharable: bool = False,
    added: Sequence[Element] = (),
    is_elsewhere: bool = False,
) -> Message:
    """The message for an answer or a refusal; `sharable` adds the button that shows it to the channel, `added` are
    further buttons. Where the question is not what is replied to, the reply says what it is; and of which programme the
    answer is, where it names one."""
    message = _whole_message(answer, reference, contact, sharable, added)
    if answer.programme and answer.status is not Status.NO_ANSWER:
        title = limits.cut(escape.one_line(answer.programme), _TITLE)
        message = with_line(message, say("shelf.from", answer.language, programme=title))
    if not is_elsewhere:
        return message
    question = limits.cut(escape.one_line(answer.question), _TITLE)
    return with_line(message, say("thread.asked", answer.language, question=question))


def with_line(message: Message, line: str) -> Message:
    """A line below the first answer, what must be known of it and where it stands, and at the text's end."""
    text = limits.cut_escaped(f"{message.text}\n{escape.mrkdwn(line)}", limits.FALLBACK_TEXT)
    ends = (place for place, block in enumerate(message.blocks) if place and block["type"] in _AFTER_ANSWER)
    place = next(ends, len(message.blocks))
    return Message(text, (*message.blocks[:place], elements.context(line), *message.blocks[place:]))


def _whole_message(answer: Answer, reference: str, contact: str, sharable: bool, added: Sequence[Element]) -> Message:
    if answer.curated is None:
        return _message(answer, reference, contact, sharable, added)
    lead = curated_message(answer.curated, answer.language)
    if not answer.answers:
        further = [elements.actions(*added)] if added else []
        return Message(lead.text, (*lead.blocks, *further, _rating(reference, answer.language)))
    rest = _message(answer, reference, contact, sharable, added)
    text = limits.cut_escaped(f"{lead.text}\n{rest.text}", limits.FALLBACK_TEXT)
    return Message(text, (*lead.blocks, elements.divider(), *rest.blocks))


def _message(answer: Answer, reference: str, contact: str, sharable: bool, added: Sequence[Element]) -> Message:
    if answer.listing is not None:
        return listed_message(answer, answer.listing, [*_share(answer, reference, sharable), *added])
    if answer.status is Status.ANSWERED and answer.answers:
        return _answered(answer, reference, sharable, added)
    return _refused(answer, reference, contact, added)


def quiet_button(reference: str, language: Language) -> Element:
    """Ends answers without a mention in the thread of an answer."""
    return elements.button(QUIET, say("thread.quiet_button", language), say("thread.quiet_label", language), reference)


def shared_message(answer: Answer, reference: str, person: str) -> Message:
    """A private answer shown to the channel: who shared it, the question, the answer."""
    message = answer_message(answer, reference)
    question = limits.cut(escape.one_line(answer.question), limits.RICH_TEXT)
    asked = say("sharing.asked", answer.language, question=question)
    lead = elements.rich_section(
        elements.text_run(say("sharing.shared_by", answer.language) + " "), elements.mention(person)
    )
    text = f"{escape.mrkdwn(asked)}\n{message.text}"
    return Message(
        limits.cut_escaped(text, limits.FALLBACK_TEXT),
        (elements.rich_text(elements.rich_section(elements.text_run(asked)), lead), *message.blocks),
    )


def plain_message(text: str) -> Message:
    """The app's own words alone, in Slack's markup."""
    return Message(limits.cut_escaped(text, limits.FALLBACK_TEXT), (elements.section(text),))


def _answered(answer: Answer, reference: str, sharable: bool, added: Sequence[Element]) -> Message:
    asked = {place for place, quoted in enumerate(answer.answers) if quoted.asked}
    cited = sorted((cited_places(answer) | asked) & set(range(1, len(answer.answers))))
    further = [quoted for place, quoted in enumerate(answer.answers) if place and place not in cited]
    blocks = list(written_blocks(answer, [address(quoted.citation) for quoted in answer.answers]))
    for place in (0, *cited):
        blocks += _quoted(answer, place)
        if place == 0:
            blocks.append(elements.actions(*_buttons(answer, reference, sharable), *added))
    if further:
        blocks.append(_further(further, answer.language))
    blocks.append(_rating(reference, answer.language))
    return Message(_answered_text(answer), tuple(blocks))


def _refused(answer: Answer, reference: str, contact: str, added: Sequence[Element]) -> Message:
    """Two lines: that there is no answer and whom to ask; the nearest bulletins."""
    language = answer.language
    lead = [say("answer.refusal", language)]
    if answer.notice is None and len(words(answer.question)) <= _FEW_WORDS:
        lead.append(say("answer.rephrase", language))
    if contact:
        lead.append(say("answer.contact", language, contact=contact_markup(contact)))
    blocks, lines = [elements.section(" ".join(lead))], [" ".join(lead)]
    # A notice may hold words of a bulletin, which never stand in markup.
    known = [] if answer.notice is None else [limits.cut(escape.one_line(answer.notice.text), limits.RICH_TEXT) or "–"]
    nearest = answer.related[:2]
    known += [say("answer.nearest", language) + ":"] if nearest else []
    if known:
        told = " ".join([*known, ""])
        blocks.append(elements.rich_text(elements.rich_section(elements.text_run(told), *_in_a_row(nearest, language))))
        lines.append(escape.mrkdwn(told) + ", ".join(title_line(each, language) for each in nearest))
    keep = elements.button(KEEP, say("keep.button", language), say("keep.label", language), value=reference)
    human = [ask_button(reference, language)] if contact_place(contact) else []
    blocks.append(elements.actions(keep, *human, *added))
    return Message(limits.cut_escaped("\n".join(lines), limits.FALLBACK_TEXT), tuple(blocks))


def _in_a_row(citations: Sequence[Citation], language: Language) -> Iterator[Element]:
    for place, citation in enumerate(citations):
        if place:
            yield elements.text_run(", ")
        yield from title_runs(citation, language)


def _quoted(answer: Answer, place: int) -> Iterator[Element]:
    """A quote; what its reader must know beside it; what its words mean; where it stands."""
    quoted = answer.answers[place]
    yield _quote(quoted)
    if quoted.columns:
        yield elements.context(columns_line(quoted.columns, answer.language))
    notice = answer.notice if place == 0 else None
    if notice is not None:
        yield _notice(notice, answer.language)
    if explanation := explanation_line(quoted, answer.language, notice):
        yield elements.context(explanation)
    if place and quoted.asked and not answer.written:
        # The button that opens a bulletin opens the first one.
        yield elements.rich_text(elements.rich_section(*citation_runs(quoted.citation, answer.language)))
    else:
        yield elements.context(quote_mark(answer, place) + _source(quoted.citation, notice, answer.language))
    for lead, values in _other_times(quoted, answer.language):
        yield _other_values(lead, values, answer.language)


def _other_times(quoted: QuotedAnswer, language: Language) -> Iterator[tuple[str, tuple[OtherValue, ...]]]:
    """What was said before and what after, each with the words that lead it, where anything was."""
    if quoted.before:
        yield say("answer.before", language), quoted.before
    if quoted.after:
        yield say("answer.after", language), quoted.after


def _other_values(lead: str, values: Sequence[OtherValue], language: Language) -> Element:
    """One line: what was said at other times, each as a link to where it stands, and when."""
    runs = []
    for between, value in zip([f"{lead} ", *repeat(", ", len(values) - 1)], values, strict=True):
        text = limits.cut(escape.one_line(value.text), _TITLE) or "–"
        url = address(value.citation)
        runs += [elements.text_run(between), elements.text_run(text) if url is None else elements.link(url, text)]
        runs += [elements.text_run(f" ({written_date(value.citation.date, language)})")]
    return elements.rich_text(elements.rich_section(*runs))


def _quote(quoted: QuotedAnswer) -> Element:
    runs = [elements.text_run(text, bold) for text, bold in quote_parts(quoted, limits.RICH_TEXT) if text]
    return elements.rich_text(elements.rich_quote(*(runs or [elements.text_run("–")])))


def quote_parts(quoted: QuotedAnswer, limit: int) -> Iterator[tuple[str, bool]]:
    """The quote's visible text in runs, with True for the part that answers; at most `limit` characters in all."""
    span, quote = quoted.span, quoted.quote
    cuts = (len(quote), len(quote)) if span is None else (span.start, span.end)
    room = limit
    for text, bold in ((quote[: cuts[0]], False), (quote[cuts[0] : cuts[1]], True), (quote[cuts[1] :], False)):
        shown = escape.made_visible(text)
        if room > 0:
            yield limits.cut(shown, room), bold
        room -= len(shown)


def _buttons(answer: Answer, reference: str, sharable: bool) -> Iterator[Element]:
    language, citation = answer.language, answer.answers[0].citation
    url = address(citation)
    if url is not None:
        label = say("answer.open_label", language, title=escape.one_line(citation.title))
        yield elements.button(OPEN, say("answer.open", language), label, value=reference, url=url)
    yield elements.button(MORE, say("answer.more", language), say("answer.more_label", language), value=reference)
    if answer.has_timeline:
        yield elements.button(
            TIMELINE, say("timeline.title", language), say("timeline.label", language), value=reference
        )
    yield from _share(answer, reference, sharable)


def _share(answer: Answer, reference: str, sharable: bool) -> Iterator[Element]:
    language = answer.language
    if sharable:
        yield elements.button(SHARE, say("sharing.button", language), say("sharing.label", language), value=reference)


def _further(further: list[QuotedAnswer], language: Language) -> Element:
    return citation_list(say("answer.further", language), tuple(each.citation for each in further), language)


def _rating(reference: str, language: Language) -> Element:
    return elements.feedback(
        RATE,
        reference,
        (say("rating.good", language), say("rating.good_label", language)),
        (say("rating.bad", language), say("rating.bad_label", language)),
    )


def _source(citation: Citation, notice: Notice | None, language: Language) -> str:
    """Where a quote stands; without its date where the notice beside it tells it."""
    return source_words(citation, language, is_dated=notice is None or notice.kind is not NoticeKind.OLD)


def _notice(notice: Notice, language: Language) -> Element:
    runs = [elements.text_run(limits.cut(escape.one_line(notice.text), limits.RICH_TEXT) or "–")]
    if notice.citation is not None:
        # That something is newer is said with its date.
        is_dated = notice.kind is not NoticeKind.NEWER
        runs += [elements.text_run(" "), *citation_runs(notice.citation, language, is_dated)]
    return elements.rich_text(elements.rich_section(*runs))


def _notice_line(notice: Notice, language: Language) -> str:
    line, source = escape.mrkdwn(escape.one_line(notice.text)), notice.citation
    if source is None:
        return line
    return f"{line} ({escape.mrkdwn(source_words(source, language, notice.kind is not NoticeKind.NEWER))})"


def _other_lines(quoted: QuotedAnswer, language: Language) -> Iterator[str]:
    for lead, values in _other_times(quoted, language):
        said = ", ".join(written_value(value.text, value.citation.date, language) for value in values)
        yield escape.mrkdwn(escape.one_line(f"{lead} {said}"))


def _answered_text(answer: Answer) -> str:
    """For the notification: the answer, then what must be known beside it, then where it stands."""
    lines = written_lines(answer)
    for place, quoted in enumerate(answer.answers):
        lines.append(f"”{escape.mrkdwn(escape.one_line(quoted.quote))}”")
        notice = answer.notice if place == 0 else None
        if notice is not None:
            lines.append(_notice_line(notice, answer.language))
        explanation = explanation_line(quoted, answer.language, notice)
        lines += [escape.mrkdwn(escape.one_line(explanation))] if explanation else []
        where = escape.mrkdwn(_source(quoted.citation, notice, answer.language))
        url = address(quoted.citation)
        lines.append(where if url is None else f"{where} {bare_link(url)}")
        lines += _other_lines(quoted, answer.language)
    return limits.cut_escaped("\n".join(lines), limits.FALLBACK_TEXT)
