"""The YAML head of a bulletin file; docs/bulletins.md specifies it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import yaml

from corpus.errors import Code
from corpus.language.characters import line as one_line
from corpus.readers.document import DateSource, PageHead, Provenance
from corpus.shelf.faults import Problem, Severity
from corpus.types import PartialDate
from corpus.web.addresses import checked_url

_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The values of the head; `extra` are keys that this version does not know, kept as they are."""

    head: PageHead = field(default_factory=PageHead)
    extra: dict[str, Any] = field(default_factory=dict)
    provenance: Provenance = field(default_factory=Provenance)


def _text(value: object) -> str:
    if not isinstance(value, str) or not one_line(value):
        raise ValueError("wanted text; put it in quotation marks")
    return one_line(value)


def _url(value: object) -> str:
    return checked_url(_text(value))


def _date(value: object) -> PartialDate:
    if isinstance(value, datetime.date):
        return PartialDate(value.year, value.month, value.day)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError("wanted a date such as 2020, 2020-04 or 2020-04-30")
    return PartialDate.parse(str(value))


def _language(value: object) -> str:
    if not isinstance(value, str) or not (value.isascii() and value.isalpha() and len(value) == 2):
        raise ValueError("wanted a language of two letters, such as sv or en, in quotation marks if need be")
    return value.lower()


def _date_source(value: object) -> DateSource:
    try:
        return DateSource(value)
    except ValueError:
        raise ValueError("wanted one of " + ", ".join(source.value for source in DateSource)) from None


_KEYS: dict[str, Callable[[object], object]] = {
    "title": _text,
    "url": _url,
    "published": _date,
    "updated": _date,
    "language": _language,
    "date_source": _date_source,
    "note": _text,
}

_PROVENANCE: dict[str, Callable[[object], object]] = {
    **dict.fromkeys(("origin", "given", "imported", "left_out"), _text),
    "withdrawn": _date,
}
_KNOWN = _KEYS | _PROVENANCE
FAST_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Five times as fast, where PyYAML was built with libyaml."""
_ODD = re.compile(r"[^\w\n \-.,:;/()+=_%&?#'\"–—’”…]")
"""What a head that people or this program write has none of, and what libyaml may read in another way."""
_UNKNOWN = Provenance()


def divide(text: str) -> tuple[str | None, str, int]:
    """The head (None where there is none), the Markdown below it, and the line where that begins, from 1.

    Raises:
        ValueError: a head that is never closed, or of more than 20,000 characters.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return None, text, 1
    end = next((n for n, row in enumerate(lines[1:], 1) if row.rstrip() in {"---", "..."}), None)
    if end is None:
        raise ValueError("the front matter that begins with --- is never closed with a second ---")
    head = "\n".join(lines[1:end])
    if len(head) > _LONGEST:
        raise ValueError(f"the front matter is longer than {_LONGEST} characters")
    return head, "\n".join(lines[end + 1 :]), end + 2


def parse_front_matter(
    head: str, loader: type[yaml.SafeLoader] = FAST_LOADER
) -> tuple[FrontMatter, tuple[Problem, ...]]:
    """The values of a head and everything that is wrong with it, by line of the file. Never raises."""
    try:
        found = None if _ODD.search(head) else _parsed(loader, head)
        if found and not found[1]:
            return found
    except (yaml.YAMLError, RecursionError, ValueError):
        pass
    # The exact way tells what is wrong in its own words, and refuses a little more.
    return _parsed_slowly(head)


def _parsed_slowly(head: str) -> tuple[FrontMatter, tuple[Problem, ...]]:
    try:
        return _parsed(yaml.SafeLoader, head)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = f"the front matter is not valid YAML: {error.problem or error.context}"
        return FrontMatter(), (Problem(reason, mark.line + 2 if mark else None, code=Code.BAD_HEAD),)
    except (yaml.YAMLError, RecursionError, ValueError):
        return FrontMatter(), (Problem("the front matter is not valid YAML", 2, code=Code.BAD_HEAD),)


def _parsed(kind: type[yaml.SafeLoader], head: str) -> tuple[FrontMatter, tuple[Problem, ...]]:
    loader = kind(head)
    try:
        node = loader.get_single_node()
        if node is None:
            return FrontMatter(), ()
        if not isinstance(node, yaml.MappingNode):
            reason = "the front matter is not a list of `key: value` lines"
            return FrontMatter(), (Problem(reason, 2, code=Code.BAD_HEAD),)
        return _read_pairs(loader, node)
    finally:
        loader.dispose()


def front_matter_lines(head: PageHead, extra: dict[str, Any], provenance: Provenance = _UNKNOWN) -> str:
    """The head as text between its two `---` lines, readable and parsed to the same values again."""
    values = {key: _plain(getattr(head, key)) for key in _KEYS}
    values |= {key: _plain(getattr(provenance, key)) for key in _PROVENANCE}
    values = {key: value for key, value in values.items() if value} | extra
    text = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=False)
    return f"---\n{text}---\n"


def _plain(value: object) -> object:
    if isinstance(value, DateSource):
        return value.value
    if not isinstance(value, PartialDate):
        return value
    if value.month is None:
        return value.year
    return str(value) if value.day is None else datetime.date(value.year, value.month, value.day)


def _read_pairs(loader: yaml.SafeLoader, node: yaml.MappingNode) -> tuple[FrontMatter, tuple[Problem, ...]]:
    values: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    problems: list[Problem] = []
    for key_node, value_node in node.value:
        key, at = str(key_node.value), key_node.start_mark.line + 2
        if key in values or key in extra:
            problems.append(Problem(f"{key} stands there twice; keep one", at, code=Code.BAD_VALUE))
            continue
        try:
            value = _construct(loader, value_node)
            if key in _KNOWN:
                values[key] = None if value is None else _KNOWN[key](value)
            else:
                extra[key] = value
                reason = f"{key} is not a key of a bulletin (known: {', '.join(_KNOWN)}); it is kept and not used"
                problems.append(Problem(reason, at, Severity.WARNING))
        except (ValueError, yaml.YAMLError) as error:
            values[key] = None
            problems.append(Problem(_wrong(key, value_node, error), at, code=Code.BAD_VALUE))
    known, told = ({key: values[key] for key in keys if values.get(key) is not None} for keys in (_KEYS, _PROVENANCE))
    return FrontMatter(PageHead(**known), extra, Provenance(**told)), tuple(problems)


def _construct(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_object(node)
    raise ValueError("wanted a single value, not a list or a table")


def _wrong(key: str, node: yaml.Node, error: Exception) -> str:
    shown = f" {str(node.value)[:60]!r}" if isinstance(node, yaml.ScalarNode) else ""
    reason = "not valid YAML" if isinstance(error, yaml.YAMLError) else str(error)
    return f"{key}{shown}: {reason}"
