"""One environment variable: how it is read, and what it says to an admin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.errors import SettingError


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: the field it fills, how it is read, and what it says to an admin."""

    key: str
    field: str
    parse: Callable[[str], Any]
    default: Callable[[], Any]
    shown_default: str
    wanted: str
    meaning: str
    secret: bool = False

    def read(self, environment: Mapping[str, str]) -> Any:
        """The parsed value; SettingError names the key, the value and what was wanted."""
        text = environment.get(self.key, "").strip()
        if not text:
            return self.default()
        try:
            return self.parse(text)
        except (KeyError, ValueError) as error:
            raise SettingError(self.key, "***" if self.secret else text, self.wanted) from error
