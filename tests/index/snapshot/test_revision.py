"""The revision of the index stands for what it holds of given bulletins."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from corpus.types import Bulletin, PartialDate
from index.snapshot.build import REVISION, build
from index.snapshot.opened import current_folder
from index.testing import WordEncoder
from tests.corpus.rendered import render

_HELD = {"3": "c003e894af179395"}

_SWEDISH = """
Bron över älven är stängd t.o.m. våren 2024. Det gäller ca 300 fordon per dygn, bl.a. bussar i linje 12.

## Så påverkas bussarna

Trafikkontoret (TK) räknar med omvägar. TK återkommer den 3 maj 2024 kl. 8.30 med en omledningsplan.

- Linje 12 går över Norra bron.
- Linje 14 dras in:
  - på vardagar
  - på helger

| Linje | Omväg |
| --- | --- |
| 12 | Norra bron |
| 15 | Färjan |

## Kontakt

Frågor om bussarna? Ring trafikkontoret.
"""
_ENGLISH = """
The ferry leaves at noon, e.g. on weekdays. Capt. Olsen commands it. Dogs travel free.

""" + "A harbour master counts the passengers on every single crossing of the fjord. " * 40  # fmt: skip


def test_what_an_index_holds_has_not_changed_within_a_revision(tmp_path: Path) -> None:
    build(
        [_bulletin("bron", _SWEDISH, "sv"), replace(_bulletin("ferry", _ENGLISH, "en"), updated=PartialDate(2025, 1))],
        WordEncoder(dim=64),
        tmp_path,
    )
    assert _digest(current_folder(tmp_path)) == _HELD[REVISION], (
        "the same bulletins make another index: raise REVISION in the build, so that installed ones are built anew, "
        "and put the new digest here"
    )


def _bulletin(name: str, markdown: str, language: str) -> Bulletin:
    body, blocks = render(markdown)
    return Bulletin(
        id=name, title=f"Om {name}", body=body, blocks=blocks, published=PartialDate(2024, 3), language=language
    )


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "manifest.json":
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
