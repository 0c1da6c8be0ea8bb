"""The shelf against a manifest: what a build has to do; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus.types import Bulletin
from index.snapshot.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Plan:
    """Ids of bulletins, each group sorted. `everything` tells why all passages are made anew."""

    add: tuple[str, ...]
    change: tuple[str, ...]
    keep: tuple[str, ...]
    remove: tuple[str, ...]
    everything: str | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.add or self.change or self.remove or self.everything)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What beside the bulletins decides what a snapshot holds: see `Manifest`."""

    model: str
    options: Mapping[str, str]
    revision: str


def plan(bulletins: Iterable[Bulletin], manifest: Manifest | None, recipe: Recipe) -> Plan:
    """What stands between the snapshot of `manifest` and one of these bulletins by this recipe."""
    wanted = {bulletin.id: bulletin.content_hash for bulletin in bulletins}
    known = manifest.bulletins if manifest else {}
    return Plan(
        add=tuple(sorted(wanted.keys() - known.keys())),
        change=tuple(sorted(key for key in wanted.keys() & known.keys() if wanted[key] != known[key])),
        keep=tuple(sorted(key for key in wanted.keys() & known.keys() if wanted[key] == known[key])),
        remove=tuple(sorted(known.keys() - wanted.keys())),
        everything=_reason(manifest, recipe),
    )


def _reason(manifest: Manifest | None, recipe: Recipe) -> str | None:
    if manifest is None:
        return "there is no snapshot"
    if manifest.model != recipe.model:
        return f"the snapshot was made with the model {manifest.model}, not {recipe.model}"
    if dict(manifest.options) != dict(recipe.options):
        return "the snapshot was made with other options"
    return None if manifest.revision == recipe.revision else "the snapshot was made by another version of the program"
