"""The whole page: one field, and below it what came of it; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.answering.question.asked import MAX_CHARACTERS
from bot.doors.page.markup import Html, tag, together
from bot.words.catalogue import say
from corpus.types import Language

PATHS: Mapping[Language, str] = {Language.SV: "/", Language.EN: "/en"}
STYLE = "/page.css"
QUESTION, SHELF, SHOW, TIMELINE = "question", "shelf", "show", "timeline"
"""The names of the form's fields, and the value of the button that asks for a timeline."""

_NAMES = {Language.SV: "Svenska", Language.EN: "English"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What came of a question: its parts in their language, under a heading; or a refusal in words, `is_wrong` where
    the question must be another one."""

    heading: str = ""
    parts: Sequence[Html] = ()
    language: Language = Language.SV
    refusal: str = ""
    is_wrong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A shelf that may be asked, by its name and what people call it."""

    name: str
    programme: str


def page(
    language: Language,
    programme: str,
    choices: Sequence[Choice] = (),
    asked: str = "",
    chosen: str = "",
    result: Shown | None = None,
    is_kept: bool = False,
) -> Html:
    """The document. `choices` are offered where there are several; `is_kept` says that what is asked is stored."""
    title = say("web.title", language, programme=programme)
    state = None if result is None else result.heading or say("web.refused", language)
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="robots", content="noindex"),
        tag("title", " – ".join(part for part in (state, title) if part)),
        tag("link", rel="icon", href="data:,"),
        tag("link", rel="stylesheet", href=STYLE),
    )
    promise, privacy = say("web.promise", language), say("web.privacy_kept" if is_kept else "web.privacy", language)
    body = tag(
        "body",
        tag("header", tag("h1", title), _languages(language)),
        tag("main", _form(language, choices, asked, chosen, result), None if result is None else _section(result)),
        tag("footer", tag("p", promise), tag("p", privacy)),
    )
    return together([Html("<!doctype html>"), tag("html", head, body, lang=language.value)])


def policy(sites: Collection[str]) -> str:
    """The Content-Security-Policy: no scripts, nothing from elsewhere, shown in frames on these sites alone."""
    frames = " ".join(sorted(sites)) or "'none'"
    parts = ("default-src 'none'", "style-src 'self'", "img-src data:", "form-action 'self'", "base-uri 'none'")
    return "; ".join([*parts, f"frame-ancestors {frames}"])


def _languages(language: Language) -> Html:
    """The way to the same page in the other language."""
    other = next(each for each in Language if each is not language)
    named = tag("a", _NAMES[other], href=PATHS[other], lang=other.value, hreflang=other.value)
    return tag("nav", named, aria_label=say("web.languages", language))


def _form(language: Language, choices: Sequence[Choice], asked: str, chosen: str, result: Shown | None) -> Html:
    refused = result is not None and bool(result.refusal)
    hint = tag("p", say("web.hint", language), id="hint", class_="aside")
    field = tag(
        "input",
        type="text",
        id="question",
        name=QUESTION,
        value=asked,
        maxlength=str(MAX_CHARACTERS),
        required=True,
        autocomplete="off",
        aria_describedby="hint refusal" if refused else "hint",
        aria_invalid="true" if result is not None and result.is_wrong else None,
        autofocus=refused or None,
    )
    return tag(
        "form",
        tag("label", say("web.label", language), for_="question"),
        hint,
        field,
        tag("p", result.refusal, id="refusal", class_="refusal", role="alert") if refused and result else None,
        _shelves(language, choices, chosen) if len(choices) > 1 else None,
        tag(
            "div",
            tag("button", say("web.ask", language), type="submit"),
            tag("button", say("timeline.title", language), type="submit", name=SHOW, value=TIMELINE, class_="second"),
            class_="buttons",
        ),
        method="post",
        action=PATHS[language],
        accept_charset="utf-8",
    )


def _shelves(language: Language, choices: Iterable[Choice], chosen: str) -> Html:
    options = [tag("option", each.programme, value=each.name, selected=each.name == chosen) for each in choices]
    anywhere = tag("option", say("web.all", language), value="")
    return together(
        [
            tag("label", say("web.shelf", language), for_="shelf"),
            tag("select", anywhere, *options, id="shelf", name=SHELF),
        ]
    )


def _section(result: Shown) -> Html | None:
    if result.refusal:
        return None
    # Where the browser reads on after the form has been sent.
    heading = tag("h2", result.heading, id="result", tabindex="-1", autofocus=True)
    return tag("section", heading, *result.parts, lang=result.language.value, aria_labelledby="result")
