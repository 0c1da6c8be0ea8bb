"""Days of a calendar."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Days:
    """From the `first` to the `last` day, both inclusive."""

    first: datetime.date
    last: datetime.date

    @property
    def is_one(self) -> bool:
        return self.first == self.last

    def is_within(self, other: Days) -> bool:
        """Whether all of them are among the other days, which may be told more vaguely."""
        return other.first <= self.first and self.last <= other.last

    def meets(self, other: Days) -> bool:
        """Whether they share a day."""
        return self.first <= other.last and other.first <= self.last

    def is_alike(self, other: Days) -> bool:
        """Whether they may be the same days, told more or less exactly."""
        return self.is_within(other) or other.is_within(self)

    def __str__(self) -> str:
        return str(self.first) if self.is_one else f"{self.first}/{self.last}"
