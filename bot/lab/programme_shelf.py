"""`python -m bot.lab.programme_shelf NAME PROGRAMMES`: a made-up programme as a shelf, and its questions.

FVM_BULLETINS=PROGRAMMES FVM_DATA=PROGRAMMES/.data fvm eval PROGRAMMES/questions.jsonl

With --changes DIR the questions are those about facts that are said more than once, of the file DIR/NAME.jsonl.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.lab.data.changes import AskedFact, load_changes
from bot.lab.data.programmes import Programme, load_programmes
from bot.lab.data.splits import PROGRAMMES

Row = dict[str, object]


def lay_out(programme: Programme, folder: Path, changes: Iterable[AskedFact] | None = None) -> None:
    """Writes a file for each bulletin, and `questions.jsonl` in the form that `fvm eval` reads: the programme's own
    questions, or those about facts that are said more than once where `changes` are given."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in programme.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    rows = _judgments(programme) if changes is None else _changes(programme, changes)
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / "questions.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _judgments(programme: Programme) -> Iterator[Row]:
    for number, asked in enumerate(programme.questions, start=1):
        yield {
            "id": f"{programme.name}-{number:03d}",
            "lang": asked.language,
            "question": asked.text,
            "kind": asked.kind,
            "source_url": programme.bulletins[asked.bulletin_id].url,
            "gold_alternatives": list(asked.accepted),
        }


def _changes(programme: Programme, changes: Iterable[AskedFact]) -> Iterator[Row]:
    by_file = {bulletin.id: bulletin for bulletin in programme.bulletins.values()}
    for number, asked in enumerate(changes, start=1):
        bulletin = by_file.get(Path(asked.answered_by).stem)
        yield {
            "id": f"{programme.name}-change-{number:03d}",
            "lang": asked.language,
            "question": asked.text,
            "kind": asked.fact.course.value,
            "source_url": bulletin.url if bulletin else None,
            "gold_alternatives": list(asked.accepted),
            "course": asked.fact.course.value,
            "wanted": asked.wanted.value,
            "other_values": list(asked.other_values),
        }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.lab.programme_shelf", description=__doc__)
    parser.add_argument("name")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--programmes", type=Path, default=PROGRAMMES, help="folder of programmes; ours where left out")
    parser.add_argument("--changes", type=Path, help="folder with what was said more than once, a file a programme")
    given = parser.parse_args()
    programme = next((one for one in load_programmes(given.programmes) if one.name == given.name), None)
    if programme is None:
        parser.error(f"no programme {given.name} in {given.programmes}")
    changes = load_changes(given.changes / f"{given.name}.jsonl") if given.changes else None
    lay_out(programme, given.folder, changes)


if __name__ == "__main__":
    main()
