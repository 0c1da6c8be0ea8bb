"""What a person is asked, how they answer, and what the asker gets: messages and modals; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.answering.types import Curated
from bot.slack.message import Element, Message
from bot.slack.showing import elements, escape, limits
from bot.slack.showing.sources import bare_link
from bot.words.catalogue import say
from bot.words.dates import written_date
from corpus.types import Language

ASK, REPLY, OPEN = "ask_human", "answer_asker", "open_asked"
"""The action ids of the buttons; the first two are those of their forms too, and `REPLY` the shortcut's."""

PIN = "administration_pin_answer"
"""The action id of the button that pins a person's answer, with the shelf behind it; an admin's desk hears it."""

WORDS, NAME = "human_words", "human_name"
"""Block and action ids of the forms' inputs."""

_LONGEST, _LONGEST_CONTEXT = 2000, 600
_WITH_NAME, _WITHOUT = "named", "unnamed"


def curated_message(curated: Curated, language: Language) -> Message:
    """Its text as it was written, its links, and then whose answer it is and how long it holds."""
    label = say("answer.curated", language)
    if curated.expires is not None:
        until = say("answer.curated_until", language, date=written_date(curated.expires, language))
        label = f"{label} · {until}"
    shown = limits.cut(escape.made_visible(curated.text), limits.RICH_TEXT)
    blocks: list[Element] = [elements.rich_text(elements.rich_section(elements.text_run(shown or "–")))]
    links = [url for link in curated.links if (url := escape.safe_address(link, limits.URL))]
    if links:
        items = [elements.rich_section(elements.link(url, limits.cut(url, limits.BUTTON_TEXT))) for url in links]
        blocks.append(elements.rich_text(elements.rich_list(*items)))
    lines = [escape.mrkdwn(escape.one_line(curated.text)), *map(bare_link, links), label]
    return Message(limits.cut_escaped("\n".join(lines), limits.FALLBACK_TEXT), (*blocks, elements.context(label)))


def ask_button(reference: str, language: Language) -> Element:
    return elements.button(ASK, say("human.button", language), say("human.label", language), reference)


def ask_view(reference: str, question: str, contact: str, language: Language) -> dict[str, Any]:
    """Asks what to add, and whether the name may be told."""
    options = [elements.option(say(f"human_name.{key}", language), key) for key in (_WITH_NAME, _WITHOUT)]
    name: Element = {
        "type": "input",
        "block_id": NAME,
        "label": elements.plain_text(say("human.name", language), limits.BUTTON_TEXT),
        "element": {"type": "radio_buttons", "action_id": NAME, "options": options, "initial_option": options[0]},
    }
    blocks = [
        elements.section(say("human.lead", language, contact=contact)),
        elements.rich_text(elements.rich_quote(elements.text_run(_shown(question)))),
        _words(say("human.add", language), optional=True),
        name,
    ]
    return _form(ASK, reference, say("human.title", language), blocks, language)


def answer_view(name: str, question: str, language: Language) -> dict[str, Any]:
    """Asks for the answer to a question that was passed on; `name` comes back with it."""
    quote = elements.rich_text(elements.rich_quote(elements.text_run(_shown(question))))
    return _form(REPLY, name, say("human.reply", language), [quote, _words(say("human.answer", language))], language)


def written_words(view: dict[str, Any]) -> tuple[str, bool]:
    """The words of a submitted form, and whether the name may be told."""
    values = view["state"]["values"]
    words = escape.made_visible((values.get(WORDS) or {}).get(WORDS, {}).get("value") or "").strip()
    chosen = ((values.get(NAME) or {}).get(NAME, {}).get("selected_option") or {}).get("value")
    return words, chosen == _WITH_NAME


def asked_message(
    name: str,
    question: str,
    context: Sequence[str],
    comment: str,
    who: str | None,
    link: str | None,
    language: Language,
) -> Message:
    """A question that nobody but a person can answer, for those who may, with what was asked before it and it leans on;
    `who` asks, where that may be told. Its button holds its `name`."""
    lead = say("human.asked", language, who=f"<@{who}>" if who else say("human.somebody", language))
    before = limits.cut(escape.one_line(" ".join(context)), _LONGEST_CONTEXT)
    after = [elements.context(say("human.context", language, before=escape.mrkdwn(before)))] if before else []
    blocks: list[Element] = [elements.section(lead), *_quotes(question, ""), *after, *_quotes(comment, "")]
    answer = elements.button(REPLY, say("human.reply", language), say("human.reply_label", language), name)
    url = escape.safe_address(link, limits.URL)
    place = [elements.button(OPEN, say("human.open", language), say("human.open", language), url=url)] if url else []
    blocks += [elements.actions(answer | {"style": "primary"}, *place), elements.context(say("human.how", language))]
    text = f"{lead}\n{escape.mrkdwn(_shown(question))}"
    return Message(limits.cut_escaped(text, limits.FALLBACK_TEXT), tuple(blocks))


def answered_message(question: str, by: str, answer: str, added: tuple[Element, ...], language: Language) -> Message:
    """What stands in the place of the question once somebody has answered it: the question, who answered, and what,
    which those who may pin it read there."""
    lead = say("human.answered", language, by=f"<@{by}>")
    buttons = [elements.actions(*added)] if added else []
    text = limits.cut_escaped(f"{lead}\n{escape.mrkdwn(escape.one_line(answer))}", limits.FALLBACK_TEXT)
    return Message(text, (*_quotes(question, ""), elements.section(lead), *_quotes(answer, ""), *buttons))


def reply_message(asker: str, by: str, answer: str, question: str, language: Language) -> Message:
    """A person's answer, for the asker: marked as that."""
    lead = say("human.from", language, by=f"<@{by}>", asker=f"<@{asker}>")
    about = say("thread.asked", language, question=_shown(question))
    quote = elements.rich_text(elements.rich_quote(elements.text_run(limits.cut(answer, limits.RICH_TEXT))))
    text = f"{escape.mrkdwn(escape.one_line(answer))}\n{lead}"
    blocks = (elements.section(lead), quote, elements.context(about))
    return Message(limits.cut_escaped(text, limits.FALLBACK_TEXT), blocks)


def _quotes(question: str, comment: str) -> Iterator[Element]:
    for text in (question, comment):
        if text:
            yield elements.rich_text(elements.rich_quote(elements.text_run(limits.cut(text, limits.RICH_TEXT))))


def _shown(question: str) -> str:
    return limits.cut(escape.one_line(question), 300) or "–"


def _words(label: str, *, optional: bool = False) -> Element:
    element = {"type": "plain_text_input", "action_id": WORDS, "multiline": True, "max_length": _LONGEST}
    return {"type": "input", "block_id": WORDS, "optional": optional, "element": element,
            "label": elements.plain_text(label, limits.BUTTON_TEXT)}  # fmt: skip


def _form(callback: str, name: str, title: str, blocks: list[Element], language: Language) -> dict[str, Any]:
    view = elements.modal(title, say("window.close", language), blocks)
    submit = elements.plain_text(say("window.send", language), limits.VIEW_TITLE)
    return view | {"callback_id": callback, "private_metadata": name, "submit": submit}
