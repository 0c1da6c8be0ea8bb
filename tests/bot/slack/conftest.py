from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.slack import logs


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the configured log writes."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    stream = io.StringIO()
    logs.configure(stream)
    yield stream
    structlog.reset_defaults()
    root.handlers, root.level = before, level
