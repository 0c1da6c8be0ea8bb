"""What a bot that starts tells of its loading, in the log."""

from __future__ import annotations

import structlog

from index.types import StepProgress


def told_steps() -> StepProgress:
    """A report that logs each step once."""
    said: set[str] = set()

    def told(step: str, done: int, total: int) -> None:
        if step not in said:
            said.add(step)
            structlog.get_logger().info("loading", step=step)

    return told
