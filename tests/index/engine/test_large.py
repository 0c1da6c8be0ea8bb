"""A build into an engine holds no library in memory, and what has not changed is not embedded again."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.encoder.protocol import Encoder
from tests.index.engine.kinds import StoredEngine

ROOT = Path(__file__).parents[3]
REAL_PAGES = 16


@pytest.mark.soak
@pytest.mark.timeout(6 * 3600)
def test_a_large_build_stays_under_two_gigabytes_and_a_change_costs_only_itself(
    engine: StoredEngine, real_encoder: Encoder, tmp_path: Path, soak: bool, tell: Callable[[str], None]
) -> None:
    count, most = (100_000, 2_000_000_000) if soak else (300, 400_000_000)
    pages = sorted((ROOT / "docs").glob("*.md"))[:REAL_PAGES]
    texts = [line[:200] for page in pages for line in page.read_text(encoding="utf-8").splitlines()[:4] if line]
    np.save(tmp_path / "real.npy", real_encoder.encode_passages(texts))
    opening = "from pathlib import Path\n" + engine.opening(tmp_path / "work")
    (tmp_path / "opening.py").write_text(opening, encoding="utf-8")
    arguments = [str(tmp_path / "opening.py"), str(tmp_path / "real.npy"), str(count), str(count // 100)]
    command = [sys.executable, "-m", "tests.index.engine.large", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout)
    own, again, idle = (f"{found[each] / 1e6:.0f} MB" for each in ("most", "most_again", "idle"))
    tell(
        f"{engine.name}, {count} bulletins, {found['passages']} passages, {found['texts']} texts: {own} of its own at "
        f"most ({idle} before), {found['seconds']:.0f} s, {found['bytes'] / found['passages']:.0f} bytes a passage; "
        f"after a hundredth has changed {found['embedded']} embedded, {again}, {found['seconds_again']:.0f} s"
    )
    assert max(found["most"], found["most_again"]) < most
    assert 0 < found["embedded"] <= found["texts"] / 50
