"""What a snapshot says about itself."""

from __future__ import annotations

import datetime
import json
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from index.errors import FormerFormatError, SnapshotError

FORMAT = 3
"""Raised with every change of the files in a snapshot; docs/snapshot.md specifies them."""
IN_A_DATABASE = (2, FORMAT)
"""Formats that differ in their files alone, and are the same in a database."""

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Size in bytes and SHA-256 of a file of the snapshot."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Counts:
    bulletins: int
    passages: int
    sentences: int


@dataclass(frozen=True, slots=True)
class _Formatted:
    format: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """`model` is the encoder's name. `options` are whatever else a reader relies on; with others it refuses.
    `revision` names the code that cut the passages and counted the words; with another a new build is due.
    `bulletins` maps ids to content hashes; `files` maps names to what they must be. `built` is in UTC.
    """

    id: str
    built: datetime.datetime
    model: str
    dim: int
    options: Mapping[str, str]
    revision: str
    counts: Counts
    bulletins: Mapping[str, str]
    files: Mapping[str, StoredFile]
    format: int = FORMAT

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(file.size for file in self.files.values())

    def to_json(self) -> str:
        content = msgspec.to_builtins(self) | {"built": self.built.isoformat()}
        return json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n"

    def check_origin(self, model: str, options: Mapping[str, str]) -> None:
        """Raise SnapshotError where it was made with another model, or for a reader that relies on other options."""
        if self.model != model:
            raise SnapshotError(
                f"the index was made with the model {self.model}, but {model} is set; run `fvm reindex`"
            )
        if dict(self.options) != dict(options):
            raise SnapshotError("the index was made with other options; run `fvm reindex`")

    @classmethod
    def read(cls, folder: Path, wanted: int = FORMAT) -> Manifest:
        """The manifest of the snapshot in `folder`, which must be of the format `wanted`.

        Raises:
            SnapshotError: missing, damaged, or of another format.
        """
        try:
            return cls.parsed((folder / NAME).read_bytes(), (wanted,))
        except (OSError, ValueError) as error:
            raise SnapshotError(f"the snapshot in {folder} is damaged ({error!r}); run `fvm reindex`") from error

    @classmethod
    def parsed(cls, data: bytes, wanted: Container[int] = IN_A_DATABASE) -> Manifest:
        """The manifest that `to_json` wrote; ValueError where it is damaged, SnapshotError for another format,
        FormerFormatError for an earlier one."""
        found = msgspec.json.decode(data, type=_Formatted).format
        if found not in wanted:
            if found < FORMAT and FORMAT in wanted:
                raise FormerFormatError(
                    f"the snapshot has format {found}, of an earlier release; `fvm serve` brings it to format {FORMAT} "
                    "when it starts, and `fvm reindex` does at once"
                )
            raise SnapshotError(f"the snapshot has format {found}, this program reads {FORMAT}; run `fvm reindex`")
        return msgspec.json.decode(data, type=cls)
