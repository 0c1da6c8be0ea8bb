from pathlib import Path

import pytest

from bot.lab.bench.synthetic import documents, write_shelf
from corpus.shelf.library import Library

SHIPPED = Library(Path(__file__).resolve().parents[4] / "corpus" / "bulletins").load().bulletins


def test_the_same_seed_makes_the_same_bulletins_and_another_others() -> None:
    assert list(documents(SHIPPED, 20, seed=1)) == list(documents(SHIPPED, 20, seed=1))
    assert list(documents(SHIPPED, 20, seed=1)) != list(documents(SHIPPED, 20, seed=2))


def test_more_bulletins_begin_with_the_same_ones() -> None:
    assert list(documents(SHIPPED, 20))[:5] == list(documents(SHIPPED, 5))


def test_made_bulletins_can_be_shelved_and_read_back(tmp_path: Path) -> None:
    made = list(documents(SHIPPED, 30))
    write_shelf(made, tmp_path / "shelf")
    shelf = Library(tmp_path / "shelf").load()
    assert shelf.faults == ()
    assert [bulletin.title for bulletin in shelf.bulletins] == [document.head.title for document in made]
    assert len({bulletin.content_hash for bulletin in shelf.bulletins}) == 30


def test_a_made_bulletin_is_of_a_real_ones_length() -> None:
    lengths = [len(document.source.split()) for document in documents(SHIPPED, 200)]
    assert min(lengths) >= 40
    assert max(lengths) <= 400
    assert sum(lengths) / len(lengths) == pytest.approx(150, abs=60)
