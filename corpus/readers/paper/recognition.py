"""Scanned pages: their letters recognised by OCRmyPDF (Tesseract), where the system has it."""

from __future__ import annotations

import functools
import shutil
import subprocess

from corpus.errors import Code, ReadError

_PROGRAM, _RECOGNISER = "ocrmypdf", "tesseract"
_LANGUAGE = "swe"
"""English letters are among the Swedish ones; beside English, Swedish ones would be taken for it ("halls pa")."""
_SECONDS = 600.0
"""For all pages; a page takes about four seconds on one core."""


@functools.cache
def can_recognise() -> bool:
    """Whether letters can be recognised here: OCRmyPDF, Tesseract and Swedish for it."""
    if not (shutil.which(_PROGRAM) and (recogniser := shutil.which(_RECOGNISER))):
        return False
    try:
        told = subprocess.run(  # noqa: S603 - a program of the system, nothing of outside in its arguments
            [recogniser, "--list-langs"], capture_output=True, text=True, timeout=20.0, check=False
        ).stdout.split()
    except (OSError, subprocess.TimeoutExpired):
        return False
    return _LANGUAGE in told


def recognised(data: bytes, seconds: float = _SECONDS) -> bytes:
    """A scanned PDF with its text in it.

    Raises:
        ReadError: it cannot be recognised, or not within `seconds`.
    """
    program = shutil.which(_PROGRAM) or _PROGRAM
    how = [
        "--quiet",
        "--skip-text",
        "--rotate-pages",
        "--output-type",
        "pdf",
        "--jobs",
        "1",
        "--tesseract-timeout",
        "60",
    ]
    try:
        done = subprocess.run(  # noqa: S603 - a program of the system, and the data goes in on standard input
            [program, *how, "--language", _LANGUAGE, "-", "-"],
            input=data,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        reason = f"it is scanned, and its text could not be recognised in {seconds:g} seconds; divide it"
        raise ReadError(reason, Code.TOO_LARGE) from error
    except OSError as error:
        raise ReadError(f"it is scanned, and {_PROGRAM} cannot be run ({error.strerror})", Code.SCANNED) from error
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise ReadError(f"it is scanned, and {_PROGRAM} could not read it; scan it anew", Code.SCANNED)
    return done.stdout
