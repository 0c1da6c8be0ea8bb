"""Bulletins and passages as JSON and back, one by one or all of them in one text; pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from corpus.types import Block, BlockKind, Bulletin, PartialDate, Passage, Span

Record = dict[str, Any]
_KINDS = {kind.value: kind for kind in BlockKind}


def bulletins_to_json(bulletins: Sequence[Bulletin]) -> str:
    return json.dumps([_bulletin_record(bulletin) for bulletin in bulletins], ensure_ascii=False)


def bulletins_from_json(text: str) -> tuple[Bulletin, ...]:
    """Raises KeyError, TypeError or ValueError for anything that `bulletins_to_json` did not write."""
    return tuple(_bulletin(record) for record in json.loads(text))


def passages_to_json(passages: Sequence[Passage]) -> str:
    """The passages' texts are left out: they are ranges of the bulletins' bodies."""
    return json.dumps([_passage_record(passage) for passage in passages], ensure_ascii=False)


def passages_from_json(text: str, bulletins: Mapping[str, Bulletin]) -> tuple[Passage, ...]:
    """Raises KeyError, TypeError or ValueError for anything that `passages_to_json` did not write."""
    return tuple(_passage(record, bulletins) for record in json.loads(text))


def bulletin_line(bulletin: Bulletin) -> bytes:
    """A bulletin as one line of JSON, without the line break."""
    return msgspec.json.encode(_bulletin_record(bulletin))


def bulletin_of(line: bytes) -> Bulletin:
    """The reverse of `bulletin_line`; raises as `bulletins_from_json`."""
    return _bulletin(msgspec.json.decode(line))


def passage_line(passage: Passage) -> bytes:
    """As `bulletin_line`, without the passage's text, which is a range of the bulletin's body."""
    return msgspec.json.encode(_passage_record(passage))


def passage_of(line: bytes, bulletins: Mapping[str, Bulletin]) -> Passage:
    """The reverse of `passage_line`; raises as `passages_from_json`."""
    return _passage(msgspec.json.decode(line), bulletins)


def bulletin_named(line: bytes) -> str:
    """The id of the bulletin that a passage's line names; raises as `passages_from_json`."""
    return str(msgspec.json.decode(line)["bulletin"])


def _bulletin_record(bulletin: Bulletin) -> Record:
    return {
        "id": bulletin.id,
        "title": bulletin.title,
        "body": bulletin.body,
        "blocks": [[b.kind.value, b.start, b.end, b.level, b.item, b.page] for b in bulletin.blocks],
        "source": bulletin.source,
        "url": bulletin.url,
        "published": _date_text(bulletin.published),
        "updated": _date_text(bulletin.updated),
        "language": bulletin.language,
    }


def _bulletin(record: Record) -> Bulletin:
    blocks = tuple([Block(_KINDS[kind], *rest) for kind, *rest in record["blocks"]])
    dates = {name: _date(record[name]) for name in ("published", "updated")}
    return Bulletin(**record | dates | {"blocks": blocks})


def _passage_record(passage: Passage) -> Record:
    return {
        "bulletin": passage.bulletin_id,
        "start": passage.start,
        "end": passage.end,
        "headings": passage.heading_path,
        "context": passage.context,
        "sentences": [[span.start, span.end] for span in passage.sentences],
        "page": passage.page,
    }


def _passage(record: Record, bulletins: Mapping[str, Bulletin]) -> Passage:
    start, end = record["start"], record["end"]
    return Passage(
        bulletin_id=record["bulletin"],
        heading_path=tuple(record["headings"]),
        text=bulletins[record["bulletin"]].body[start:end],
        start=start,
        end=end,
        context=record["context"],
        sentences=tuple(Span(first, last) for first, last in record["sentences"]),
        page=record["page"],
    )


def _date_text(date: PartialDate | None) -> str | None:
    return None if date is None else str(date)


def _date(text: str | None) -> PartialDate | None:
    return None if text is None else PartialDate.parse(text)
