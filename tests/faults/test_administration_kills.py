"""Admins' acts killed at random instants: nothing lost, nothing half, nothing told twice."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.shelf.library import Library
from tests.faults.administration_story import examine, follow, play, prepare, tell_admin, timed_round, told
from tests.forks import forks


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_add_reindex_publish_rollback_and_digest_survive_kills(
    request: pytest.FixtureRequest, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    kills, seed = request.config.getoption("--kills"), request.config.getoption("--seed")
    instants = random.Random(seed)
    prepare(tmp_path)
    one_round = timed_round(tmp_path)
    acts: Counter[str] = Counter()
    before = examine(tmp_path)
    for _ in range(kills):
        admin = forks().Process(target=play, args=(tmp_path,))
        admin.start()
        time.sleep(instants.uniform(0.0, max(6 * one_round, 2.0)))
        admin.kill()
        admin.join()
        after = examine(tmp_path)
        assert after.bulletins >= before.bulletins
        acts["published" if after.snapshot != before.snapshot else "as before"] += 1
        before = after
    tell_admin(tmp_path)
    follow(tmp_path)
    assert follow(tmp_path) == 0
    ids = [bulletin.id for bulletin in Library(tmp_path / "shelf").load().bulletins]
    messages = told(tmp_path)
    assert sorted(key for key in messages if key.startswith("digest:")) == sorted(f"digest:{each}" for each in ids[1:])
    assert sum(key.startswith("kept:") for key in messages) == min(len(ids) - 1, 59)
    assert set(messages.values()) == {1}
    told_once = f"{messages.total()} messages, each once"
    counts = f"{len(ids)} bulletins, {before.acts} acts in the audit log, index {dict(acts)}, {told_once}"
    tell(f"faults, administration, seed {seed}: {kills} kills, {counts}")
