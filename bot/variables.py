"""One environment variable that is a setting: what it may hold, what it means, and how its text is read."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import SettingError
from bot.wanted import Wanted

MASK = "***"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One environment variable, as the documentation's table and the error messages tell it."""

    key: str
    wanted: Wanted
    shown_default: str
    meaning: str
    secret: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The variable, and for a secret the one that names a file which holds it."""
        return (self.key, f"{self.key}_FILE") if self.secret else (self.key,)

    def source(self, environment: Mapping[str, str]) -> str | None:
        """Which of the names is set; SettingError where both are."""
        given = [name for name in self.names if environment.get(name, "").strip()]
        if len(given) > 1:
            raise SettingError(self.key, MASK, f"one of {' and '.join(given)}, and both are set")
        return given[0] if given else None

    def read(self, environment: Mapping[str, str]) -> Any:
        """The parsed value, None where it is not set; SettingError names variable, value and what was wanted."""
        source = self.source(environment)
        if source is None:
            return None
        text = environment[source] if self.wanted.padded else environment[source].strip()
        wanted, shown = self.wanted.words, not self.secret
        if source != self.key:
            # Who mistakes this variable for the other one writes the secret itself here.
            wanted, shown = f"a file that can be read and holds {wanted}", text.startswith(("/", "~", "."))
        try:
            held = text if source == self.key else Path(text).expanduser().read_text(encoding="utf-8-sig").strip()
            return self.wanted.parse(held)
        except (KeyError, OSError, RuntimeError, ValueError) as error:
            reason = f" ({error.strerror})" if isinstance(error, OSError) else ""
            raise SettingError(source, text if shown else MASK, wanted + reason) from error


def env(
    key: str, wanted: Wanted | str, default: Any, meaning: str, *, shown_default: str = "", secret: bool = False
) -> Any:
    """The dataclass field that the variable `key` fills. Where `wanted` is words alone, the text is the value; the
    default in words is made from `default` where none is given."""
    wanted = Wanted(wanted) if isinstance(wanted, str) else wanted
    shown = shown_default or (f"`{as_set(default)}`" if as_set(default) else "none")
    setting = Setting(key=key, wanted=wanted, shown_default=shown, meaning=meaning, secret=secret)
    return dataclasses.field(default=default, repr=not secret, metadata={"setting": setting})


def as_set(value: Any) -> str:
    """A value as an admin writes it; empty for none."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, frozenset | tuple):
        return ", ".join(sorted(value)) if isinstance(value, frozenset) else " | ".join(value)
    return "" if value is None else f"{value:.15g}" if isinstance(value, float) else str(value)


def described(values: type[Any]) -> dict[str, Setting]:
    """The settings that fill the fields of a class, by field."""
    return {each.name: each.metadata["setting"] for each in dataclasses.fields(values) if "setting" in each.metadata}


def read_set(settings: Mapping[str, Setting], environment: Mapping[str, str]) -> dict[str, Any]:
    """The fields whose settings are set."""
    read = {field: setting.read(environment) for field, setting in settings.items()}
    return {field: value for field, value in read.items() if value is not None}
