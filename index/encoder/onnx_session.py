"""One way to open a graph for onnxruntime, for the encoder and the reader alike."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import ModelError

SIGNED_SUM = 64
"""How many numbers `write_signed_product` adds up."""

_MAX_THREADS = 4


def open_session(path: Path, threads: int | None = None, *, signed: bool = True) -> Any:  # onnxruntime has no types
    """The session of the graph at `path` on at most `threads` cores, by default those at hand, four at most. Without
    `signed` its 8-bit matrices are multiplied as unsigned numbers: the same products, for up to twice the time.

    Raises:
        ModelError: the graph cannot be loaded.
    """
    import onnxruntime  # here, so that a command's help does not pay for it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or usable_cores()
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Spinning threads would take the cores from the rest of a small machine between two questions.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.x64quantprecision", "0" if signed else "1")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own errors have no common public base
        raise ModelError(f"the compiled model {path} cannot be loaded: {error}; remove its folder") from error


def usable_cores() -> int:
    """The cores at hand, four at most."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MAX_THREADS)


@cache
def multiplies_signed(product: Path) -> bool:
    """Whether this processor multiplies signed 8-bit numbers exactly, by trying the graph of `write_signed_product`;
    those with AVX2 and no VNNI saturate. Raises as `open_session`."""
    (found,) = open_session(product, 1).run(None, {"x": np.ones((1, SIGNED_SUM), np.float32)})
    return bool(abs(float(found.min()) - SIGNED_SUM) < 1)
