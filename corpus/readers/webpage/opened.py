"""The page as a person sees it after one click: panels that a button, a tab or a heading opens are opened."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any

from corpus.language.characters import line
from corpus.readers.webpage.unseen import is_hidden

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_WITHIN_TEXT = frozenset({"p", "li", "td", "th", "dd", "dt", "caption", "figcaption", "span", "strong", "em", "b"})
_OPENS = re.compile(r"accordion|collaps|toggle|expand|dropdown-text|panel|faq|disclosure|spoiler|read-?more|visa-?mer|"
                    r"show-?more|dragspel|utfall|tab", re.IGNORECASE)  # fmt: skip
_TARGETS = ("aria-controls", "data-target", "data-bs-target", "href", "data-controls")
_DISPLAY = re.compile(r"(?:display|visibility)\s*:\s*(?:none|hidden)\s*;?", re.IGNORECASE)
_ASIDE = "ancestor-or-self::*[self::nav or self::dialog or @role='navigation' or @role='menu' or @role='dialog' or "\
         "@role='alertdialog' or @role='search']"  # fmt: skip
_LEVEL = "3"
"""Of what a click opens, where no heading names it: below the sections of the page."""


_CHOSEN = re.compile(r"(?:^|[\s_-])(?:active|selected|current)(?:$|\s)", re.IGNORECASE)
"""How sites mark the tab that is chosen, and its panel."""
_MOST_TABS, _LONGEST_TAB = 12, 6


def open_page(root: Any) -> None:
    """Shows the panels that one click opens, each under the heading, button or tab that opens it."""
    for heading in list(root.xpath("//*[@role='heading'][not(self::button)]")):
        level = heading.get("aria-level") or "2"
        if heading.tag not in _HEADINGS and level in {"1", "2", "3", "4", "5", "6"}:
            heading.tag = f"h{level}"
    named = {
        element.get("id"): element for element in root.iter() if isinstance(element.tag, str) and element.get("id")
    }
    for link in root.iter("a"):
        _tell_toggle(link, named)
    for panel in list(_panels(root, named)):
        _show(panel)
    panels: set[Any] = set()
    for tab in list(root.xpath("//*[@role='tab']")):
        _name_panel(tab, named, panels)
    for label in list(root.xpath("//label[@for][preceding-sibling::input[@type='radio']]")):
        _name_chosen(label)
    for row in list(root.iter("ul", "ol", "div")):
        _name_row(row)
    for button in list(root.iter("button")) + list(root.xpath("//*[@role='button'][not(self::button)]")):
        _settle_button(button, named)
    for summary in list(root.iter("summary")):
        _make_heading(summary)


def _tell_toggle(link: Any, named: dict[str, Any]) -> None:
    """Gives a link that opens a panel, or chooses a tab, by a script the role that it plays."""
    target = (link.get("href") or "").strip()
    opens = "data-env-collapse" in link.attrib or _target(link, named) is not None
    kind = link.get("data-toggle") or link.get("data-bs-toggle") or ("collapse" if opens else "")
    if link.get("role") != "tab" and kind in {"collapse", "tab", "pill"} and target.startswith("#") and len(target) > 1:
        link.set("role", "button" if kind == "collapse" else "tab")
        link.set("aria-controls", link.get("aria-controls") or target.removeprefix("#"))


def _panels(root: Any, named: dict[str, Any]) -> Iterator[Any]:
    """Hidden elements that a click shows: what a control names, what follows one, and what calls itself a panel."""
    for control in root.iter():
        if isinstance(control.tag, str) and (target := _target(control, named)) is not None:
            yield target
    for element in root.xpath("//*[@hidden] | //*[contains(@style, ':')]"):
        if is_hidden(element) and _may_be_opened(element):
            yield element


def _target(control: Any, named: dict[str, Any]) -> Any:
    """The hidden element that a control opens; None for none."""
    for name in _TARGETS:
        value = (control.get(name) or "").strip()
        if name != "aria-controls" and not value.startswith("#"):
            continue
        target = named.get(value.removeprefix("#").split(" ")[0])
        if target is not None and is_hidden(target) and not target.xpath(_ASIDE):
            return target
    return None


def _may_be_opened(element: Any) -> bool:
    if element.xpath(_ASIDE) or element.tag in {"button", "input", "a", "span"}:
        return False
    if element.get("hidden") == "until-found" or element.get("role") == "tabpanel":
        return True
    before = element.getprevious()
    if before is not None and (_is_control(before) or _heads_nothing_else(before, element)):
        return True
    after = element.getnext()
    if after is not None and "aria-expanded" in after.attrib:
        return True  # "Visa mer" below it
    calls = " ".join((element.get("class") or "", element.get("id") or "", element.getparent().get("class") or ""))
    return _OPENS.search(calls) is not None


def _is_control(element: Any) -> bool:
    """Whether an element is a button, or a heading or a term with one in it, or says that it opens something."""
    if not isinstance(element.tag, str):
        return False
    holds = element.tag in _HEADINGS | {"dt", "div", "p"} and element.find(".//button") is not None
    is_label = element.tag == "label" and "for" in element.attrib
    opens = element.get("role") == "button" or "aria-expanded" in element.attrib
    return element.tag == "button" or is_label or opens or holds


def _heads_nothing_else(heading: Any, element: Any) -> bool:
    """Whether a heading would stand over nothing, were the element under it not to be opened."""
    if heading.tag not in _HEADINGS - {"h1"} or (heading.tail or "").strip():
        return False
    after = element.getnext()
    return not (element.tail or "").strip() and (after is None or after.tag in _HEADINGS)


def _show(element: Any) -> None:
    element.attrib.pop("hidden", None)
    element.attrib.pop("aria-hidden", None)
    if style := element.get("style"):
        element.set("style", _DISPLAY.sub("", style))


def _name_panel(tab: Any, named: dict[str, Any], panels: set[Any]) -> None:
    """Puts a tab's words over its panel, since the row of tabs stands apart from all of them; once for each."""
    panel = named.get((tab.get("aria-controls") or (tab.get("href") or "").removeprefix("#")).split(" ")[0])
    if panel is None or panel in panels or not panel.text_content().strip():
        return
    panels.add(panel)
    words = line(tab.text_content())
    first = next(panel.iter(*_HEADINGS), None)
    if first is None or line(first.text_content()) != words:
        heading = panel.makeelement(f"h{_LEVEL}")
        heading.text = words
        heading.tail, panel.text = panel.text, None
        panel.insert(0, heading)
    tab.drop_tree()


def _name_chosen(label: Any) -> None:
    """Puts the words of a button of a row, of which one is chosen by style alone, over the panel of its place."""
    siblings = [] if label.getparent() is None else list(label.getparent())
    labels = [each for each in siblings if each.tag == "label" and each.get("for")]
    panels = [each for each in siblings if each.tag in {"div", "section"}]
    if len(labels) == len(panels) > 1 and all(each.text_content().strip() for each in panels):
        _set_over(labels, panels)


def _name_row(row: Any) -> None:
    """Puts the words of a row, of which one is marked as chosen, over the panels beside it of which one is as well."""
    names = list(row)
    if not 1 < len(names) <= _MOST_TABS or not _is_one_chosen(names) or any(map(_is_no_tab, names)):
        return
    behind = list(itertools.islice(row.itersiblings(), len(names) + 1))
    for panels in (behind, list(behind[0]) if behind else []):
        alike = len(panels) == len(names) and len({panel.tag for panel in panels}) == 1
        if alike and _is_one_chosen(panels) and all(each.text_content().strip() for each in panels):
            _set_over(names, panels)
            return


def _is_one_chosen(elements: Sequence[Any]) -> bool:
    return sum(_CHOSEN.search(element.get("class") or "") is not None for element in elements) == 1


def _is_no_tab(name: Any) -> bool:
    links = (link.get("href") or "#" for link in name.iter("a"))
    return not 0 < len(line(name.text_content()).split()) <= _LONGEST_TAB or any(
        not link.startswith("#") for link in links
    )


def _set_over(names: Sequence[Any], panels: Sequence[Any]) -> None:
    for name, panel in zip(names, panels, strict=True):
        heading = panel.makeelement(f"h{_LEVEL}")
        heading.text = line(name.text_content())
        heading.tail, panel.text = panel.text, None
        panel.insert(0, heading)
        _show(panel)
        name.drop_tree()


def _settle_button(button: Any, named: dict[str, Any]) -> None:
    """A button's words stay where they are part of a heading, a list or a sentence, or name what they open."""
    parent = button.getparent()
    if parent is None or button.xpath(_ASIDE):
        return
    above = {each.tag for each in itertools.islice(button.iterancestors(), 6)}
    after = button.getnext()
    names_it = any((button.get(name) or "x").removeprefix("#") in named for name in ("data-target", "data-bs-target"))
    opens = names_it or "aria-expanded" in button.attrib or "aria-controls" in button.attrib
    _drop_icons(button)
    is_alone = parent.tag == "p" and line(parent.text_content()) == line(button.text_content())
    if above & (_HEADINGS | {"summary"}) or (parent.tag in _WITHIN_TEXT and not is_alone):
        button.tag = "span"
        button.attrib.pop("role", None)
    elif (
        opens
        and (after is not None or (parent.getnext() is not None and not _closes(button)))
        and not _opens_menu(button, after, named)
    ):
        inner = next(button.iter(*_HEADINGS), None)
        button.tag = f"h{_LEVEL}" if inner is None else inner.tag
        if inner is not None:
            inner.tag = "span"


def _closes(button: Any) -> bool:
    """Whether a button stands below what it opens, in one box with it, and over nothing in that."""
    before = button.getprevious()
    return before is not None and bool(before.text_content().strip()) and "aria-controls" not in button.attrib


def _drop_icons(button: Any) -> None:
    """Takes out the signs that show whether the panel is open, such as "+"."""
    for element in [each for each in button if isinstance(each.tag, str)]:
        if not any(map(str.isalnum, element.text_content())) and element.find(".//img") is None:
            element.drop_tree()


def _opens_menu(button: Any, after: Any, named: dict[str, Any]) -> bool:
    target = named.get((button.get("aria-controls") or "").split(" ")[0], after)
    return target is not None and bool(target.xpath(_ASIDE))


def _make_heading(summary: Any) -> None:
    """What a closed part is called, as a heading over it."""
    if any(element.tag in _HEADINGS for element in summary.iter()):
        summary.tag = "div"
    elif not any(True for _ in summary.iterancestors("li", "td")):
        summary.tag = f"h{_LEVEL}"
