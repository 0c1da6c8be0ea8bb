"""The shelf against a manifest: what a build has to do; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus.types import Bulletin
from index.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Plan:
    """Ids of bulletins, each group sorted. `everything` tells why nothing of the old snapshot can be kept."""

    add: tuple[str, ...]
    change: tuple[str, ...]
    keep: tuple[str, ...]
    remove: tuple[str, ...]
    everything: str | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.add or self.change or self.remove or self.everything)


def plan(bulletins: Iterable[Bulletin], manifest: Manifest | None, model: str, options: Mapping[str, str]) -> Plan:
    """What stands between the snapshot of `manifest` and one of these bulletins with this model and these options."""
    wanted = {bulletin.id: bulletin.content_hash for bulletin in bulletins}
    known = manifest.bulletins if manifest else {}
    return Plan(
        add=tuple(sorted(wanted.keys() - known.keys())),
        change=tuple(sorted(key for key in wanted.keys() & known.keys() if wanted[key] != known[key])),
        keep=tuple(sorted(key for key in wanted.keys() & known.keys() if wanted[key] == known[key])),
        remove=tuple(sorted(known.keys() - wanted.keys())),
        everything=_refusal(manifest, model, options),
    )


def _refusal(manifest: Manifest | None, model: str, options: Mapping[str, str]) -> str | None:
    if manifest is None:
        return "there is no snapshot"
    if manifest.model != model:
        return f"the snapshot was made with the model {manifest.model}, not {model}"
    if dict(manifest.options) != dict(options):
        return "the snapshot was made with other options"
    return None
