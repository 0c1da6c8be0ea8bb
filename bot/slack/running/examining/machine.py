"""The machine: room on the disk, memory, folders that can be written, and what holds the questions."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import BotError
from bot.settings import SlackSettings
from bot.slack.inbox.database import opened_database
from bot.slack.inbox.state import open_presence
from bot.slack.running.examining.findings import Check, Finding, FindingSeverity, fine, wrong
from bot.words.catalogue import decimal, say
from corpus.types import Language

_LEAST_FREE_BYTES = 500_000_000
_LEAST_MEMORY_BYTES = 1_500_000_000
"""A bot that answers takes about 1 GB (docs/evaluation.md, warm questions), and a reindex beside it another half."""

_LIMITS = ("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory/memory.limit_in_bytes")
"""Where a container's or a unit's limit stands."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that the bot writes to. `is_needed`: without that it does not answer."""

    purpose: str
    path: Path
    is_needed: bool = False


def nearest(path: Path) -> Path:
    """The path itself, or the nearest folder above it that there is."""
    return next(each for each in (path, *path.parents) if each.exists())


def disk(state: Path, language: Language) -> Finding:
    """Room where the state lies."""
    folder = nearest(state)
    free = shutil.disk_usage(folder).free
    seen = say("doctor.free", language, size=decimal(free / 1e9, 1, language))
    if free >= _LEAST_FREE_BYTES:
        return fine(Check.DISK, seen)
    return wrong(Check.DISK, seen, say("remedy.disk", language, folder=folder))


def database(settings: SlackSettings, language: Language) -> Finding:
    """What holds the questions, and who shares it; a file is not opened, since that makes one."""
    if not settings.database_url:
        return fine(Check.DATABASE, say("doctor.file", language, file=settings.database_file))
    try:
        with opened_database(settings) as shared:
            assert shared is not None
            presence = open_presence(settings, shared)
            others = presence.others()
            presence.close()
            return fine(Check.DATABASE, say("doctor.database", language, which=shared.described(), count=others))
    except BotError as error:
        return wrong(Check.DATABASE, str(error), say("remedy.database", language))


def memory(language: Language, root: Path = Path("/")) -> Iterator[Finding]:
    """How much memory there is, or a limit allows; nothing where the system does not tell."""
    found = [each for each in (_whole(root / "proc/meminfo"), *(_limit(root / name) for name in _LIMITS)) if each]
    if not found:
        return
    size = min(found)
    seen = say("doctor.memory", language, size=decimal(size / 1e9, 1, language))
    if size >= _LEAST_MEMORY_BYTES:
        yield fine(Check.MEMORY, seen)
    else:
        remedy = say("remedy.memory", language, least=decimal(_LEAST_MEMORY_BYTES / 1e9, 1, language))
        yield wrong(Check.MEMORY, seen, remedy, severity=FindingSeverity.WARNING)


def _whole(path: Path) -> int:
    try:
        lines = path.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemTotal:"))
    except (OSError, ValueError, StopIteration, IndexError):
        return 0


def _limit(path: Path) -> int:
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def folder(it: Folder, language: Language) -> Finding:
    """Whether a file can be written in a folder, or, where it is not there yet, in the one in which it will be."""
    place = nearest(it.path)
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        remedy = say(f"folder_remedy.{it.purpose}", language, folder=place)
        severity = FindingSeverity.ERROR if it.is_needed else FindingSeverity.WARNING
        return wrong(Check.FOLDER, f"{it.path}: {error.strerror}", remedy, it.purpose, severity)
    return fine(Check.FOLDER, str(it.path), it.purpose)
