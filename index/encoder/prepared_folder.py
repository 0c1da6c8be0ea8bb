"""A folder of the cache that is made once and appears whole."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from index.errors import ModelError


def prepare_once(folder: Path, what: str, write: Callable[[Path], None]) -> Path:
    """`folder`, filled by `write` where it is not there yet; several processes make it once, by one rename.

    Raises:
        ModelError: the disk refuses; `what` names the thing that was to be written.
    """
    if folder.is_dir():
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_name(f"{folder.name}.lock")):
            if not folder.is_dir():
                _publish(folder, write)
    except OSError as error:
        raise ModelError(f"cannot write {what} to {folder}: {error}; free space or set another folder") from error
    return folder


def _publish(folder: Path, write: Callable[[Path], None]) -> None:
    stage = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".stage-"))
    try:
        write(stage)
        stage.chmod(0o755)
        stage.replace(folder)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
