"""Scanned pages: their letters recognised by OCRmyPDF (Tesseract), where the system has it."""

from __future__ import annotations

import functools
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace

from corpus.errors import Code, ReadError
from corpus.readers.document import PageReading
from corpus.readers.remarks import Look, Remark

_PROGRAM, _RECOGNISER = "ocrmypdf", "tesseract"
_LANGUAGE = "swe"
"""English letters are among the Swedish ones; beside English, Swedish ones would be taken for it ("halls pa")."""
_SECONDS = 600.0
"""For all pages; a page takes about four seconds on one core."""


def read_recognised(data: bytes, read: Callable[[bytes], PageReading], seconds: float = _SECONDS) -> PageReading:
    """The pages of a PDF by `read`, after their letters were recognised where they are scanned, which is told.

    Raises:
        ReadError: as `read`; scanned where no recognition is installed, or not recognised within `seconds`.
    """
    try:
        return read(data)
    except ReadError as error:
        if error.code is not Code.SCANNED or not is_installed():
            raise
    reading = read(_recognised(data, seconds))
    return replace(reading, notices=(Remark(Look.READ_BY_RECOGNITION), *reading.notices))


@functools.cache
def is_installed() -> bool:
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


def _recognised(data: bytes, seconds: float) -> bytes:
    """The same PDF with the recognised text in it."""
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
