"""The words that the encoder and the reader share: the small tokenizer against the whole one, and the embeddings."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from bot.settings import SHIPPED_BULLETINS
from corpus.types import Span
from index.encoder.packaged.base_model import weight_file
from index.encoder.packaged.quantized_weights import read_quantized
from index.encoder.packaged.words import LATIN, LATIN_CHARACTERS, TOKENIZER, WordTable, prepare_words, shared_words
from index.errors import ModelError

REPO = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def folder(model_cache: Path) -> Path:
    return prepare_words(model_cache)


@pytest.fixture(scope="module")
def small(folder: Path) -> WordTable:
    return shared_words(folder)


@pytest.fixture(scope="module")
def whole(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> WordTable:
    """A table whose small tokenizer is the whole one, so that it reads every text."""
    made = tmp_path_factory.mktemp("whole") / "words"
    shutil.copytree(folder, made, copy_function=lambda source, target: Path(target).symlink_to(source))
    (made / LATIN).unlink()
    (made / LATIN).symlink_to(folder / TOKENIZER)
    np.save(made / "rows.npy", np.arange(250_002, dtype=np.int32))
    (made / "rows.npy").replace(made / "latin_ids.npy")
    return WordTable(made)


def test_each_latin_character_and_text_of_them_is_cut_by_the_small_tokenizer_as_by_the_whole_one(
    small: WordTable, whole: WordTable
) -> None:
    characters = sorted(LATIN_CHARACTERS)
    chance = random.Random(5)
    drawn = ["".join(chance.choices(characters, k=chance.randint(0, 40))) for _ in range(300)]
    special = ["", " ", "<s> <mask> a<mask>b </s><pad> <unk>", "½ § 3»4 €…", "\n\tett  två \n"]
    _assert_equal([*characters, *drawn, *special], small, whole)


def test_the_shipped_bulletins_are_cut_alike(small: WordTable, whole: WordTable) -> None:
    _assert_equal(_paragraphs(SHIPPED_BULLETINS.glob("*.md")), small, whole)


@pytest.mark.soak
def test_every_text_of_the_repository_is_cut_alike(small: WordTable, whole: WordTable, soak: bool) -> None:
    """A sample of the programmes, in a soak all of them and every page and module."""
    programmes = sorted((REPO / "bot" / "lab" / "programmes").glob("*.jsonl"))
    others = [path for kind in ("*.md", "*.py", "*.toml") for path in REPO.joinpath("docs").rglob(kind)]
    _assert_equal(_paragraphs([*programmes, *others] if soak else programmes[:1]), small, whole)


def test_a_text_of_other_letters_is_cut_by_the_whole_one_wherever_it_stands(small: WordTable, whole: WordTable) -> None:
    mixed = ["Vem leder?", "Когда начнётся?", "ta\u030ag", "→ 🙂", "Åtta öar"]
    _assert_equal(mixed, small, whole)


def test_tokens_tell_the_characters_that_they_stand_for(small: WordTable) -> None:
    text = "Karin Berg leder arbetet."
    (tokens,) = small.encode([text])
    assert tokens.span(0, len(tokens.ids) - 1) == Span(0, len(text))


def test_embeddings_are_those_of_the_weight_file(small: WordTable) -> None:
    table = next(values for name, values in read_quantized(weight_file()).tensors() if name == "emb.word")
    ids = np.array([[5, 250_001], [5, 93_518]])
    assert np.array_equal(small.embedded(ids), table.reshape(-1, 384)[ids])


def test_a_process_opens_the_words_of_a_folder_once(folder: Path, small: WordTable) -> None:
    assert shared_words(folder) is small


def test_a_folder_without_words_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"cannot be loaded.*remove"):
        WordTable(tmp_path)


def _paragraphs(paths: Iterable[Path]) -> list[str]:
    return [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def _assert_equal(texts: list[str], small: WordTable, whole: WordTable) -> None:
    for text, found, expected in zip(texts, small.encode(texts), whole.encode(texts), strict=True):
        assert found.ids == expected.ids, text
        if found.ids:
            assert found.span(0, len(found.ids) - 1) == expected.span(0, len(found.ids) - 1), text
