"""How many examples a property is tried on."""

from __future__ import annotations

from hypothesis import settings

USUAL = 100
"""Examples of a property that asks for no number of its own; `make soak` takes more, see `tests/conftest.py`."""


def examples(count: int, long: int | None = None) -> settings:
    """`count` examples in `make test`, and in `make soak` `long`, or as many times more as every property has."""
    times = settings().max_examples // USUAL
    return settings(max_examples=count * times if long is None or times == 1 else long, deadline=None)
