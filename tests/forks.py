"""Processes that tests kill or limit, as forks of one that has loaded what they need: to load it takes a second and a
half of the processor each time. Each is a process like another; what ends it at once ends nothing else."""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import ForkServerContext

_LOADED = [
    "tests.scenarios.bot_process",
    "tests.bot.slack.inbox.crash_child",
    "tests.bot.slack.replying.writing_child",
    "tests.bot.slack.running.serve_child",
    "tests.faults.administration_story",
    "tests.bot.administration.publishing.test_full_disk",
    "tests.corpus.shelf.test_library",
    # What a bot loads when it has read its settings.
    "bot.database.postgres",
]


def forks() -> ForkServerContext:
    """Makes processes; the one that they are forks of starts with the first, once a worker."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_LOADED)
    return context
