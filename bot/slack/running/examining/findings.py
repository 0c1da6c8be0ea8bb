"""What an examination finds, and how bad it is."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass


class FindingSeverity(enum.StrEnum):
    """How bad a finding is: as it should be; the bot answers, with a lack; the bot does not answer as it should."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


class Check(enum.StrEnum):
    """What is looked at."""

    BOT_TOKEN = "bot_token"  # noqa: S105 - the name of a check
    APP_TOKEN = "app_token"  # noqa: S105 - the name of a check
    SIGNING_SECRET = "signing_secret"  # noqa: S105 - the name of a check
    WORKSPACE = "workspace"
    SCOPES = "scopes"
    MANIFEST = "manifest"
    CLOCK = "clock"
    CONNECTION = "connection"
    HOST = "host"
    CHALLENGE = "challenge"
    SNAPSHOT = "snapshot"
    MODEL = "model"
    WRITER = "writer"
    WATCHLIST = "watchlist"
    FOLDER = "folder"
    DATABASE = "database"
    SHARED = "shared"
    DISK = "disk"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check: what was looked at, which of several (`subject`, else empty), how bad it is, what was seen, and what
    to do where it is not as it should be."""

    check: Check
    severity: FindingSeverity
    seen: str
    remedy: str = ""
    subject: str = ""

    @property
    def ok(self) -> bool:
        return self.severity is FindingSeverity.OK


def fine(check: Check, seen: str, subject: str = "") -> Finding:
    """What is as it should be."""
    return Finding(check=check, severity=FindingSeverity.OK, seen=seen, subject=subject)


def wrong(
    check: Check, seen: str, remedy: str, subject: str = "", severity: FindingSeverity = FindingSeverity.ERROR
) -> Finding:
    """What is not, with the remedy."""
    return Finding(check=check, severity=severity, seen=seen, remedy=remedy, subject=subject)


def worst(findings: Iterable[Finding]) -> FindingSeverity:
    """How bad the worst finding is."""
    found = {finding.severity for finding in findings}
    return next(
        (each for each in (FindingSeverity.ERROR, FindingSeverity.WARNING) if each in found), FindingSeverity.OK
    )
