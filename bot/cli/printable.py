"""Text that a terminal shows as it is."""

from __future__ import annotations


def printable(text: str) -> str:
    """`text` with a space for each control character, which could move the cursor; offsets stay what they were."""
    return "".join(character if character.isprintable() else " " for character in text)
