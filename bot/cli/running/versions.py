"""What `fvm --version` says: the release, the very code and the very weights, so that two machines can be compared."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[3]
_PACKAGES = ("bot", "corpus", "index")
_NOT_SHIPPED = _ROOT / "bot" / "lab"
_SHOWN = 12
"""Hexadecimal digits of a digest: enough to tell two states apart."""

_WEIGHTS = {
    "reader": "index/weights/reader_lists.safetensors",
    "comparison": "index/weights/succession.safetensors",
    "comparison, beneath": "index/weights/reader_adapters.safetensors",
    "comparison, at the bottom": "index/weights/reader.safetensors",
    "questions": "index/weights/questions.safetensors",
    "thread kinds": "bot/threads/kinds.safetensors",
}


@dataclass(frozen=True, slots=True)
class ShippedWeights:
    """A file of weights; `label` is what its training was called, empty where it had no name."""

    part: str
    path: Path
    label: str
    sha256: str


def version_lines() -> str:
    """The lines of `fvm --version`."""
    lines = [f"fvm, version {importlib.metadata.version('fvm-svar')}", f"revision {revision()}{_commit()}"]
    weights = tuple(shipped_weights())
    base = next(each for each in map(_base, weights) if each)
    lines.append(f"encoder: {base['base']}, sha256 {base['base_sha256'][:_SHOWN]}")
    lines += [
        f"{each.part}: {each.label + ', ' if each.label else ''}sha256 {each.sha256[:_SHOWN]}" for each in weights
    ]
    return "\n".join(lines)


def revision() -> str:
    """A digest of the installed code and of what is shipped beside it; without the lab, as in the wheel."""
    whole = hashlib.sha256()
    for package in _PACKAGES:
        for path in sorted((_ROOT / package).rglob("*")):
            if path.is_file() and path.suffix != ".pyc" and not path.is_relative_to(_NOT_SHIPPED):
                whole.update(path.relative_to(_ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:_SHOWN]


def shipped_weights() -> Iterator[ShippedWeights]:
    """Every file of weights that this project ships."""
    for part, name in _WEIGHTS.items():
        path = _ROOT / name
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        yield ShippedWeights(part, path, _told(path).get("label", ""), digest)


def _base(weights: ShippedWeights) -> dict[str, str]:
    told = _told(weights.path)
    return told if "base_sha256" in told else {}


def _told(path: Path) -> dict[str, str]:
    """What a file of weights says of itself, read without its tensors."""
    with path.open("rb") as file:
        head = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    told: dict[str, str] = json.loads(head.get("__metadata__", {}).get("reader", "{}"))
    return told


def _commit() -> str:
    """The commit that a checkout stands at, where it can be read."""
    git = _ROOT / ".git"
    try:
        if git.is_file():
            git = _ROOT / git.read_text(encoding="utf-8").partition("gitdir:")[2].strip()
        head = (git / "HEAD").read_text(encoding="utf-8").strip()
        if head.startswith("ref: "):
            shared = git / "commondir"
            common = git / shared.read_text(encoding="utf-8").strip() if shared.exists() else git
            head = (common / head.removeprefix("ref: ")).read_text(encoding="utf-8").strip()
    except OSError:
        return ""
    return f" (commit {head[:_SHOWN]})"
