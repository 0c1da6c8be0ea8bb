"""What Word's markup says of a paragraph and of its runs: style, list, bold, hidden, struck, raised."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""The namespace of its elements."""

_OFF = frozenset({"0", "false", "off", "none"})
_UNTOLD = ("vanish", "webHidden", "strike", "dstrike")
"""What hides a run's text, or strikes it out."""

_INNER = re.compile(r"(?:list|lista)\D{0,20} ([2-5])$", re.IGNORECASE)
"""How the styles of lists within lists are called: "List Bullet 2"."""
TITLES = frozenset({"title", "rubrik"})
"""How the style of a document's title is called."""
_LARGE, _FIRST = 28, 5
"""Half points from which letters are larger than those of running text, and paragraphs among which a headline is
looked for."""
_MOST_BASES = 10
"""Styles that one is based on, one upon the other, that are looked at; a file may close them into a ring."""


@dataclass(frozen=True, slots=True)
class Style:
    """One style: its name in the language of the program that made it, what text in it is, and the id of the list
    that its paragraphs are items of."""

    name: str = ""
    is_list: bool = False
    numbering: str = ""
    is_untold: bool = False
    is_raised: bool = False


def styles_of(root: Any) -> dict[str, Style]:
    """The styles of a document by their ids; none where it defines none."""
    if root is None:
        return {}
    found, bases = {}, {}
    for style in root.iter(f"{W}style"):
        named, properties = style.get(f"{W}styleId", ""), style.find(f"{W}rPr")
        number = style.find(f"{W}pPr/{W}numPr")
        found[named] = Style(
            value_of(style, "name"),
            number is not None,
            "" if number is None else value_of(number, "numId"),
            _is_any_on(properties),
            _is_raised(properties),
        )
        bases[named] = value_of(style, "basedOn")
    return {named: _with_base(named, found, bases) for named in found}


def _with_base(named: str, styles: Mapping[str, Style], bases: Mapping[str, str]) -> Style:
    """A style with what it takes over from those that it is based on; whether it is a list is its own."""
    style, base = styles[named], bases[named]
    for _ in range(_MOST_BASES):
        if base not in styles:
            break
        above, base = styles[base], bases[base]
        style = replace(
            style,
            numbering=style.numbering or (above.numbering if style.is_list else ""),
            is_untold=style.is_untold or above.is_untold,
            is_raised=style.is_raised or above.is_raised,
        )
    # A depth without a list, as Word's own subtitle has, is none.
    return replace(style, is_list=style.is_list and style.numbering not in {"", "0"})


def style_of(element: Any, styles: Mapping[str, Style]) -> Style:
    """The style of a paragraph or of a run."""
    properties = element.find(f"{W}pPr") if element.tag == f"{W}p" else element.find(f"{W}rPr")
    if properties is None:
        return Style()
    named = value_of(properties, "pStyle") or value_of(properties, "rStyle")
    return styles.get(named, Style(named))


def is_untold(run: Any, styles: Mapping[str, Style]) -> bool:
    """Whether a run is hidden or struck out, by itself or by its style."""
    return _is_any_on(run.find(f"{W}rPr")) or style_of(run, styles).is_untold


def is_raised(run: Any, styles: Mapping[str, Style]) -> bool:
    """Whether a run stands above the line, by itself or by its style, as marks of footnotes and powers do."""
    return _is_raised(run.find(f"{W}rPr")) or style_of(run, styles).is_raised


def _is_raised(properties: Any) -> bool:
    if properties is None:
        return False
    position = value_of(properties, "position")
    return value_of(properties, "vertAlign") == "superscript" or (position.isdecimal() and int(position) > 0)


def is_hidden_row(row: Any) -> bool:
    """Whether a row of a table is not shown."""
    return _is_on(row.find(f"{W}trPr/{W}hidden"))


def headline_of(root: Any, styles: Mapping[str, Style]) -> Any:
    """The paragraph near the beginning whose letters are set larger than all others, as a title is where no style says
    so; None for none."""
    told = [each for each in root.iter(f"{W}p") if any((text.text or "").strip() for text in each.iter(f"{W}t"))]
    sizes = [_letters(each) for each in told]
    if any(style_of(each, styles).name.casefold() in TITLES for each in told) or max(sizes, default=0) < _LARGE:
        return None
    at = sizes.index(max(sizes))
    return told[at] if at < _FIRST and sizes.count(sizes[at]) == 1 else None


def _letters(paragraph: Any) -> int:
    """The size of a paragraph's smallest letters in half points; 0 where only a style tells it."""
    sizes = ["" if (own := run.find(f"{W}rPr")) is None else value_of(own, "sz") for run in _runs(paragraph)]
    return min((int(size) if size.isdecimal() else 0 for size in sizes), default=0)


def _runs(paragraph: Any) -> list[Any]:
    """The runs of a paragraph that have text."""
    return [run for run in paragraph.findall(f"{W}r") if run.find(f"{W}t") is not None]


def is_bold(paragraph: Any) -> bool:
    """Whether every run of a paragraph that has text is bold."""
    runs = _runs(paragraph)
    return bool(runs) and all(_is_on(run.find(f"{W}rPr/{W}b")) for run in runs)


def list_id(paragraph: Any, style: Style) -> str:
    """The id of the list that a paragraph is an item of, by itself or by its style; empty for none."""
    number = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
    return style.numbering if number is None else number.get(f"{W}val", "")


def counted_depth(paragraph: Any) -> int:
    """The depth at which a list item is counted, from 0."""
    number = paragraph.find(f"{W}pPr/{W}numPr")
    depth = "" if number is None else value_of(number, "ilvl")
    return min(int(depth), 8) if depth.isdecimal() else 0


def list_level(paragraph: Any, style: Style) -> int | None:
    """The depth of a list item, from 0; None for a paragraph that is none."""
    number = paragraph.find(f"{W}pPr/{W}numPr")
    if number is None and style.is_list:
        inner = _INNER.search(style.name)
        return int(inner[1]) - 1 if inner else 0
    if number is None:
        return None
    if value_of(number, "numId") == "0":
        return None
    return counted_depth(paragraph)


def value_of(element: Any, name: str) -> str:
    """The value of a child by its name; empty for none."""
    found = element.find(f"{W}{name}")
    return "" if found is None else str(found.get(f"{W}val", ""))


def _is_on(element: Any) -> bool:
    return element is not None and element.get(f"{W}val", "1") not in _OFF


def _is_any_on(properties: Any) -> bool:
    return properties is not None and any(_is_on(properties.find(f"{W}{name}")) for name in _UNTOLD)
