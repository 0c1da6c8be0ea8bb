"""The file that settings may lie in: lines `NAME=VALUE`, as EnvironmentFile of systemd and env_file of compose."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from pathlib import Path

import platformdirs

from bot.errors import SettingError
from corpus.storage import write_file

NAME = "FVM_SETTINGS"
"""The variable that names the file; it may not stand in the file itself."""

_LINE = re.compile(r"(?:export +)?([A-Za-z_][A-Za-z0-9_]*)=(.*)")
_PLAIN = re.compile(r"[\w@%+,./:=-]*")
"""What every reader of such files takes as it stands."""


def settings_file(environment: Mapping[str, str]) -> Path:
    """The file that is read, whether it is there or not."""
    named = environment.get(NAME, "").strip()
    return Path(named).expanduser() if named else Path(platformdirs.user_config_dir("fvm-svar")) / "environment"


def add_settings(environment: MutableMapping[str, str], *, may_lack: bool = False) -> Path | None:
    """Add what the file says and the environment does not; the file, None where there is none. One that is named must
    be there, unless it `may_lack`.

    Raises:
        SettingError: the file is named and missing, cannot be read, or holds a line that is none.
    """
    file = settings_file(environment)
    is_named = bool(environment.get(NAME, "").strip())
    if (may_lack or not is_named) and not _is_there(file):
        return None
    for name, value in read_settings(file).items():
        if not environment.get(name, "").strip():
            environment[name] = value
    return file


def _is_there(file: Path) -> bool:
    try:
        return file.exists()
    except OSError:
        return False


def read_settings(file: Path) -> dict[str, str]:
    """What a file says; raises as `add_settings`."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise SettingError(NAME, str(file), f"a file of settings that can be read ({reason})") from error
    said = {}
    for number, line in enumerate(map(str.strip, lines), start=1):
        if not line or line.startswith(("#", ";")):
            continue
        match = _LINE.fullmatch(line)
        if match is None or match[1] == NAME:
            # The line may hold a secret.
            raise SettingError(NAME, str(file), f"lines NAME=VALUE, and line {number} is none")
        said[match[1]] = _unquoted(match[2].strip())
    return said


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1]
    return value


def write_settings(file: Path, values: Mapping[str, str]) -> None:
    """Put values into a file that its owner alone can read, in one step; its other lines stay.

    Raises:
        SettingError: a value holds a line break or both kinds of quotes, which no reader of such files takes; or what
            is there is no file.
        OSError: the file cannot be written.
    """
    written = {name: f"{name}={_quoted(name, value)}" for name, value in values.items()}
    if file.exists() and not file.is_file():
        raise SettingError(NAME, str(file), "a file, and it is something else")
    lines = []
    for line in file.read_text(encoding="utf-8-sig").splitlines() if file.exists() else ():
        match = _LINE.fullmatch(line.strip())
        lines.append(written.pop(match[1]) if match and match[1] in written else line)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_file(file, "".join(f"{line}\n" for line in [*lines, *written.values()]).encode(), private=True)


def _quoted(name: str, value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    quote = next((quote for quote in "'\"" if quote not in value), None)
    if quote is None or not value.isprintable() or (quote == '"' and not set(value).isdisjoint("$\\")):
        raise SettingError(name, "***", "one line without both kinds of quotes")
    return f"{quote}{value}{quote}"
