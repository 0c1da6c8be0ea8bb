"""Whether the shelf has changed since it was indexed, told from the folder's listing alone."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from corpus.storage import write_file

_NAME = "shelf.json"


def shelf_fingerprint(shelf: Path, model: str) -> str:
    """Changes with any file of the shelf and with the encoder's name; reads no file."""
    digest = hashlib.sha256(f"{shelf}\0{model}".encode())
    for path in sorted(shelf.glob("*.md"), key=lambda path: path.name):
        status = path.stat()
        digest.update(f"{path.name}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def is_indexed(folder: Path, mark: str) -> bool:
    """Whether the index under `folder` was last built from the shelf that has this fingerprint."""
    try:
        return bool(json.loads((folder / _NAME).read_text(encoding="utf-8"))["fingerprint"] == mark)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def remember(folder: Path, mark: str) -> None:
    """Note that the index under `folder` holds the shelf that has this fingerprint."""
    write_file(folder / _NAME, json.dumps({"fingerprint": mark}).encode())
