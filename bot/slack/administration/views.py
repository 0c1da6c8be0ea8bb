"""The modals of adding a bulletin: the form, what was read, and how it ended; pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.administration.adding import ReadIn
from bot.slack.message import Element
from bot.slack.showing import elements, escape, limits
from bot.words.catalogue import say
from corpus.readers.document import Document
from corpus.readers.markdown import read_markdown
from corpus.types import BlockKind, Language

FORM, DRAFT = "administration_form", "administration_draft"
"""The callback ids of the form and of what was read."""

ADDRESS, TITLE, PUBLISHED, SOURCE = "address", "title", "published", "source"
"""Block and action ids of the inputs."""

_SHOWN_HEADINGS = 12
_SHOWN_LINES = 4
_LINE = 400
_CONTEXT = 1900
_INPUT = 3000


def form_view(language: Language, address: str = "", file: str = "", name: str = "") -> dict[str, Any]:
    """Asks for an address, or shows the name of one of Slack's files where `file` tells of one."""
    asked = text_input(ADDRESS, say("adding.address", language), address)
    first = elements.context(limits.cut(name, _LINE) or "–") if file else asked
    title = text_input(TITLE, say("adding.title", language), hint=say("adding.title_hint", language), optional=True)
    published_hint = say("adding.published_hint", language)
    published = text_input(PUBLISHED, say("adding.published", language), hint=published_hint, optional=True)
    source = text_input(
        SOURCE, say("adding.source", language), hint="" if file else say("adding.source_hint", language), optional=True
    )
    view = _view(say("adding.form", language), [first, title, published, source], language)
    return view | {"callback_id": FORM, "private_metadata": file, "submit": _plain(say("adding.read", language))}


def draft_view(shown: ReadIn, language: Language) -> dict[str, Any]:
    """What was read, with title and date to correct, and the button that saves."""
    document = shown.document
    blocks = [
        text_input(TITLE, say("adding.title", language), document.head.title),
        *_date(shown, language),
        elements.context(limits.cut(" · ".join(_facts(document, language)), _CONTEXT)),
        elements.section(_becomes(shown, language)),
        *_outline(document, language),
        *_notices(shown, language),
    ]
    view = _view(say("adding.form", language), blocks, language)
    return view | {
        "callback_id": DRAFT,
        "private_metadata": shown.token,
        "submit": _plain(say("window.save", language)),
    }


def message_view(text: str, language: Language, title: str = "") -> dict[str, Any]:
    """A modal that says one thing, in Slack's markup; without a `title` under that of adding."""
    return _view(title or say("adding.form", language), [elements.section(text)], language)


def entered(view: dict[str, Any], key: str) -> str:
    """What was written into an input; empty where there is none."""
    values = view.get("state", {}).get("values", {})
    return ((values.get(key) or {}).get(key) or {}).get("value") or ""


def _view(title: str, blocks: list[Element], language: Language) -> dict[str, Any]:
    return elements.modal(title, say("window.close", language), blocks)


def _plain(text: str) -> Element:
    return elements.plain_text(text, limits.VIEW_TITLE)


def text_input(key: str, label: str, value: str = "", hint: str = "", optional: bool = False) -> Element:
    """A field of one line under a label, with what stands in it already."""
    element: Element = {"type": "plain_text_input", "action_id": key, "max_length": _INPUT}
    if value:
        element["initial_value"] = escape.one_line(value)[:_INPUT]
    block: Element = {"type": "input", "block_id": key, "label": elements.plain_text(label, limits.BUTTON_TEXT)}
    if hint:
        block["hint"] = elements.plain_text(hint, limits.SECTION_TEXT // 2)
    return block | {"element": element, "optional": optional}


def _date(shown: ReadIn, language: Language) -> Iterator[Element]:
    known = str(shown.document.head.published or "")
    doubted = any(notice.look.doubts_date for notice in shown.notices)
    hint = say("adding.published_ask" if doubted else "adding.published_hint", language)
    yield text_input(PUBLISHED, say("adding.published", language), known, hint, optional=True)


def _facts(document: Document, language: Language) -> Iterator[str]:
    yield str(document.head.published or say("adding.no_date", language))
    if document.head.updated:
        yield say("adding.updated", language, date=str(document.head.updated))
    yield say("adding.words", language, count=len(document.source.split()))
    yield document.head.url or "–"


def _becomes(shown: ReadIn, language: Language) -> str:
    if shown.twin is None:
        return say("adding.becomes_new", language)
    return say("adding.becomes_version", language, title=escape.mrkdwn(limits.cut(shown.twin.title, _LINE)))


def _outline(document: Document, language: Language) -> Iterator[Element]:
    parts = read_markdown(document.source)
    headings = [part.text for part in parts if part.kind is BlockKind.HEADING][:_SHOWN_HEADINGS]
    lines = [part.text for part in parts if part.kind is not BlockKind.HEADING][:_SHOWN_LINES]
    for lead, texts in ((say("adding.headings", language), headings), (say("adding.begins", language), lines)):
        if texts:
            yield _list(lead, texts)


def _notices(shown: ReadIn, language: Language) -> Iterator[Element]:
    if shown.notices:
        texts = [say(f"look.{each.look.name.lower()}", language, detail=each.detail) for each in shown.notices]
        yield _list(say("adding.warnings", language), texts)


def _list(lead: str, texts: list[str]) -> Element:
    items = [
        elements.rich_section(elements.text_run(limits.cut(escape.one_line(text), _LINE) or "–")) for text in texts
    ]
    return elements.rich_text(elements.rich_section(elements.text_run(lead, bold=True)), elements.rich_list(*items))
