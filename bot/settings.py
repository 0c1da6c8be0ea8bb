"""The one reader of the environment: every setting, its default and its meaning."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import platformdirs

from bot.errors import SettingError

T = TypeVar("T")

_ROOT = Path(__file__).resolve().parent.parent
SHIPPED_BULLETINS = _ROOT / "corpus" / "bulletins"


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One environment variable: how it is read, what it is without one, and what it says to an admin."""

    key: str
    parse: Callable[[str], T]
    default: Callable[[], T]
    wanted: str
    meaning: str

    def read(self, environment: Mapping[str, str]) -> T:
        """The parsed value; SettingError names the key, the value and what was wanted."""
        text = environment.get(self.key, "").strip()
        if not text:
            return self.default()
        try:
            return self.parse(text)
        except ValueError as error:
            raise SettingError(self.key, text, self.wanted) from error


def _in_checkout() -> bool:
    return (_ROOT / "pyproject.toml").is_file()


def _data() -> Path:
    return _ROOT / ".fvm" if _in_checkout() else Path(platformdirs.user_data_dir("fvm-svar"))


def _folder(text: str) -> Path:
    return Path(text).expanduser().absolute()


def environment() -> Mapping[str, str]:
    """The process's environment; the only place that reads it."""
    return os.environ
