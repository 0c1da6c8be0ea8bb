"""Arrays that are read where they lie on disk."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MAGIC = b"\x93NUMPY\x01\x00"
_HEADER = re.compile(
    rb"\{'descr': '([<|][a-z]\d)', 'fortran_order': False, 'shape': \((\d+)(?:, (\d+)|,)\), \}[ ]{0,200}\n"
)


def mapped(path: Path) -> NDArray[Any]:
    """The array of a `.npy` file of one or two dimensions, mapped from disk; raises OSError or ValueError where it is
    missing or damaged."""
    with path.open("rb") as file:
        head = file.read(len(_MAGIC) + 2)
        # Not by numpy, which compiles the header as Python: two threads at once may fail at that (CPython 3.11).
        header = _HEADER.fullmatch(file.read(int.from_bytes(head[len(_MAGIC) :], "little")))
        start = file.tell()
    if head[: len(_MAGIC)] != _MAGIC or header is None:
        raise ValueError(f"{path.name} is no array that this program wrote")
    dtype, shape = np.dtype(header[1].decode()), tuple(int(size) for size in header.groups()[1:] if size is not None)
    if 0 in shape:
        # numpy cannot map an empty array.
        return np.zeros(shape, dtype)
    # A plain array over the same memory: slices of numpy's own kind of mapped array take ten times as long.
    return np.asarray(np.memmap(path, dtype, "r", start, shape))
