"""Why the corpus or the index refused something, in the person's language; what has no words is told as it was said."""

from __future__ import annotations

from bot.slack.administration.files import NoFileError
from bot.words.catalogue import say
from corpus.errors import Code, CorpusError
from corpus.shelf.faults import Fault
from corpus.types import Language
from index.errors import BuildError, BusyError, ModelError, NoTextError, OvertakenError, SearchIndexError, SnapshotError


def reason_of(error: Exception, language: Language) -> str:
    """Why, in words; not escaped."""
    if isinstance(error, NoFileError):
        return say("index.no_file", language)
    if isinstance(error, CorpusError) and error.code is not None:
        return _page(error.code, language, **error.facts)
    return _index(error, language) if isinstance(error, SearchIndexError) else str(error)


def fault_words(fault: Fault, language: Language) -> str:
    """A file that was left out, and why; not escaped."""
    code = fault.problem.code
    if code is None:
        return str(fault)
    if fault.line is None:
        return say("fault.file", language, file=fault.path.name, reason=_page(code, language))
    return say("fault.line", language, file=fault.path.name, line=fault.line, reason=_page(code, language))


def _page(
    code: Code, language: Language, host: object = "", status: object = "", kind: object = "", wanted: object = ""
) -> str:
    """Why a page was refused; the facts are those that errors tell."""
    return say(f"page.{code.value}", language, host=host, status=status, kind=kind, wanted=wanted)


def _index(error: SearchIndexError, language: Language) -> str:
    """What only whoever runs the machine can mend keeps the reason as it was said."""
    if isinstance(error, NoTextError):
        return say("index.no_text", language)
    if isinstance(error, OvertakenError):
        return say("index.overtaken", language)
    if isinstance(error, BusyError):
        return say("index.busy", language)
    if isinstance(error, BuildError):
        return say("index.build", language, reason=error)
    if isinstance(error, SnapshotError):
        return say("index.snapshot", language, reason=error)
    return say("index.model", language, reason=error) if isinstance(error, ModelError) else str(error)
