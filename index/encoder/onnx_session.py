"""One way to open a graph for onnxruntime, for the encoder and the reader alike."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from index.errors import ModelError

_MAX_THREADS = 4


def open_session(path: Path, threads: int | None = None) -> Any:  # onnxruntime has no types
    """The session of the graph at `path` on at most `threads` cores, by default those at hand, four at most.

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
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own errors have no common public base
        raise ModelError(f"the compiled model {path} cannot be loaded: {error}; remove its folder") from error


def usable_cores() -> int:
    """The cores at hand, four at most."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MAX_THREADS)
