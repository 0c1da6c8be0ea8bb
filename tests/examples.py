"""How many examples a property is tried on."""

from __future__ import annotations

from hypothesis import settings

USUAL = 100
"""Examples of a property that asks for no number of its own; `make soak` takes more, see `tests/conftest.py`."""


def examples(count: int) -> settings:
    """`count` examples in `make test`, and in `make soak` as many times more as every property has."""
    return settings(max_examples=count * settings().max_examples // USUAL, deadline=None)
