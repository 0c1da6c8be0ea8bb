from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

import pytest

from corpus.types import Bulletin
from index.snapshot.manifest import Counts, Manifest
from index.snapshot.plan import Recipe, plan

RECIPE = Recipe("model", {"store": "flat"}, "r1")


def _manifest(*bulletins: Bulletin) -> Manifest:
    return Manifest(
        id="1",
        built=datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC),
        model=RECIPE.model,
        dim=2,
        options=RECIPE.options,
        revision=RECIPE.revision,
        counts=Counts(len(bulletins), 0, 0),
        bulletins={bulletin.id: bulletin.content_hash for bulletin in bulletins},
        files={},
    )


def test_each_bulletin_is_added_changed_kept_or_removed(make_bulletin: Callable[..., Bulletin]) -> None:
    old = [make_bulletin(name, "text") for name in ("kept", "changed", "removed")]
    new = [old[0], replace(old[1], title="Another"), make_bulletin("added", "text")]
    found = plan(new, _manifest(*old), RECIPE)
    assert (found.add, found.change, found.keep, found.remove) == (("added",), ("changed",), ("kept",), ("removed",))
    assert not found.is_empty


def test_the_same_shelf_leaves_nothing_to_do(make_bulletin: Callable[..., Bulletin]) -> None:
    shelf = [make_bulletin("one", "text"), make_bulletin("two", "text")]
    assert plan(reversed(shelf), _manifest(*shelf), RECIPE).is_empty


@pytest.mark.parametrize(
    ("recipe", "reason"),
    [
        (replace(RECIPE, model="other"), "with the model model, not other"),
        (replace(RECIPE, options={}), "other options"),
        (replace(RECIPE, revision="r2"), "another version of the program"),
    ],
)
def test_another_recipe_makes_everything_anew_and_says_why(recipe: Recipe, reason: str) -> None:
    found = plan([], _manifest(), recipe)
    assert reason in str(found.everything)
    assert not found.is_empty


def test_without_a_snapshot_all_is_added(make_bulletin: Callable[..., Bulletin]) -> None:
    found = plan([make_bulletin("one", "text")], None, RECIPE)
    assert (found.add, found.everything) == (("one",), "there is no snapshot")
