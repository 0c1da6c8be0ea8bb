"""Arrays that are read where they lie on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def mapped(path: Path) -> NDArray[Any]:
    """The array of a `.npy` file, mapped from disk; raises OSError or ValueError where it is missing or damaged."""
    with path.open("rb") as file:
        version = np.lib.format.read_magic(file)
        if version != (1, 0):
            raise ValueError(f"{path.name} is of version {version} of numpy's format")
        shape, _order, dtype = np.lib.format.read_array_header_1_0(file)
    if 0 in shape:
        # numpy cannot map an empty array.
        return np.zeros(shape, dtype)
    # A plain array over the same memory: slices of numpy's own kind of mapped array take ten times as long.
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
