"""Logs as one JSON object a line: a reference id on every line of a question, no texts and no people."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from typing import TextIO

import structlog

_QUIET = ("slack_bolt", "slack_sdk", "bot.slack.client", "bot.slack.bolt", "urllib3", "httpx2", "httpcore2",
          "uvicorn", "asyncio", "psycopg", "opentelemetry")  # fmt: skip


_MEANT = ("as you gave `client` as well",)
"""What a library warns of and we mean: Bolt finds the token in the environment too."""

_MOST_READ = 2000
"""Characters of a library's words in which a sign is looked for."""
_REASONS = (
    (("certificate",), "the certificate is not trusted: check the machine's certificates and the proxy"),
    (("name or service not known", "name resolution", "getaddrinfo", "nodename nor servname"),
     "the host's name is not found: check DNS and the network"),
    (("connection refused",), "nothing listens there: check the address, the firewall and the proxy"),
    (("unreachable", "no route to host"), "the network does not lead there: check the network and the firewall"),
    (("proxy",), "the proxy does not let it through: check the proxy"),
    (("timed out", "timeout"), "no answer came in time: check the network, or wait"),
    (("reset by peer", "broken pipe", "remote end closed", "connection aborted", "eof occurred", "bad file descriptor",
      "no longer active", "not connected", "socket is already closed", "seem to be stale", "disconnected"),
     "the connection was cut and is made anew"),
    (("decode", "unexpected response body"), "the answer was no JSON: a proxy may stand between"),
    (("invalid http request",), "something that is no HTTP was sent to the port: look who calls it, such as a scanner"),
    (("http error 5", "status: 5", "code: 5"), "the other side has a failure: wait"),
)  # fmt: skip
"""By what stands in a library's line, what it means and what to do."""


def configure(stream: TextIO | None = None, replica: str = "") -> None:
    """Send structlog's and the standard library's records to a stream, the standard error by default; each says which
    of several bots wrote it, where `replica` names it."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        *([_naming(replica)] if replica else []),
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    handler.addFilter(_without_payload)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # What nobody catches, and what Python itself would write between the lines.
    logging.captureWarnings(True)
    # Where a line cannot be written, as on a full disk, no other words may stand in its place.
    logging.raiseExceptions = False
    threading.excepthook = _thread_failed
    sys.unraisablehook = _not_raised
    sys.excepthook = _failed


def _naming(replica: str) -> structlog.typing.Processor:
    def named(logger: object, method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        return {**event, "replica": replica}

    return named


def _thread_failed(given: threading.ExceptHookArgs) -> None:
    name = given.thread.name if given.thread else "unknown"
    _tell("thread_failed", given.exc_value, thread=name)


def _not_raised(given: sys.UnraisableHookArgs) -> None:
    _tell("not_raised", given.exc_value)


def _failed(kind: type[BaseException], error: BaseException, traceback: object) -> None:
    if isinstance(error, KeyboardInterrupt):
        return
    _tell("failed", error)


def _tell(event: str, error: BaseException | None, **facts: str) -> None:
    """An exception's kind and place, without its words, which may hold anything."""
    where = trace(error) if error is not None else ""
    structlog.get_logger().error(event, error=type(error).__name__, where=where, **facts)


def _without_payload(record: logging.LogRecord) -> bool:
    """Keeps the libraries' records, but not their words: they quote requests, tokens and tracebacks."""
    if record.name.startswith(_QUIET):
        if str(record.msg).lower().startswith(_MEANT):
            return False
        error = record.exc_info[1] if record.exc_info else None
        reason = _reason(record)
        record.msg = f"{record.module}.{record.funcName} line {record.lineno}"
        record.msg += f": {type(error).__name__} at {trace(error)}" if error else ""
        record.msg += f"; {reason}" if reason else ""
        record.args, record.exc_info, record.exc_text = (), None, None
    return True


def _reason(record: logging.LogRecord) -> str:
    """Why a library complains, in words of our own, where its words hold a known sign; empty where they do not."""
    try:
        said = record.getMessage()[:_MOST_READ].lower()
    except (TypeError, ValueError):
        return ""
    return next((reason for signs, reason in _REASONS if any(sign in said for sign in signs)), "")


def trace(error: BaseException, depth: int = 6) -> str:
    """Where an exception came from, without its words or any value."""
    frames = traceback.extract_tb(error.__traceback__)[-depth:]
    return " > ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames)
