"""`python -m bot.lab.programme_shelf NAME FOLDER`: a made-up programme as a shelf, and its questions.

FVM_BULLETINS=FOLDER FVM_DATA=FOLDER/.data fvm eval FOLDER/questions.jsonl
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from bot.lab.data.programmes import FOLDER, Programme, load


def lay_out(programme: Programme, folder: Path) -> None:
    """Writes a file for each bulletin, and `questions.jsonl` in the form that `fvm eval` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in programme.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    lines = [json.dumps(judgment, ensure_ascii=False) for judgment in _judgments(programme)]
    (folder / "questions.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _judgments(programme: Programme) -> Iterator[dict[str, object]]:
    for number, asked in enumerate(programme.questions, start=1):
        yield {
            "id": f"{programme.name}-{number:03d}",
            "lang": asked.language,
            "question": asked.text,
            "kind": asked.kind,
            "source_url": programme.bulletins[asked.bulletin_id].url,
            "gold_alternatives": list(asked.accepted),
        }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.lab.programme_shelf", description=__doc__)
    parser.add_argument("name", choices=sorted(path.stem for path in FOLDER.glob("*.jsonl")))
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    lay_out(next(programme for programme in load() if programme.name == given.name), given.folder)


if __name__ == "__main__":
    main()
