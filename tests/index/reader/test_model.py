from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.encoder.packaged.trained_weights import write_weights
from index.errors import ModelError
from index.reader.model import prepare_reader


def test_missing_weights_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="FVM_READER=none"):
        prepare_reader(tmp_path / "cache", tmp_path / "none.safetensors")
    assert not (tmp_path / "cache").exists()


def test_damaged_weights_leave_no_half_made_reader(tmp_path: Path) -> None:
    weights = tmp_path / "reader.safetensors"
    weights.write_bytes(b"nothing that holds tensors")
    with pytest.raises(ModelError, match="cannot be read"):
        prepare_reader(tmp_path / "cache", weights)
    assert [path.suffix for path in (tmp_path / "cache" / "readers").iterdir()] == [".lock"]


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    write_weights(tmp_path / "reader.safetensors", "trial", {}, {"span.weight": np.ones((2, 4), np.float32)})
    (tmp_path / "cache").write_text("a file, not a folder", encoding="utf-8")
    with pytest.raises(ModelError, match="free space or set another folder"):
        prepare_reader(tmp_path / "cache", tmp_path / "reader.safetensors")
