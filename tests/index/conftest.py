"""Parts that the tests of the index share: small bulletins, and the real model once a run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot import settings
from corpus.types import Block, BlockKind, Bulletin, PartialDate
from index.encoder.model_cache import open_encoder
from index.encoder.protocol import Encoder
from index.testing import WordEncoder

MakeBulletin = Callable[..., Bulletin]


@pytest.fixture(scope="session")
def model_cache() -> Path:
    """The bot's own, so that a clean machine prepares the model once."""
    return settings.load().cache


@pytest.fixture(scope="session")
def real_encoder(model_cache: Path) -> Encoder:
    return open_encoder(None, model_cache)


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder(dim=512)


@pytest.fixture
def make_bulletin() -> MakeBulletin:
    return bulletin


@pytest.fixture
def shelf() -> list[Bulletin]:
    return [
        bulletin("boats", "The ferry leaves at noon. It is green. " * 6, "The captain is called Olsen."),
        bulletin("trains", "A train to the north leaves every hour.", "Tickets are sold on board. Dogs travel free."),
        bulletin("roads", "The bridge is closed until the spring of 2024."),
    ]


def bulletin(name: str, *paragraphs: str, language: str = "sv") -> Bulletin:
    """A bulletin of plain paragraphs, published in April 2020."""
    texts = [paragraph.strip() for paragraph in paragraphs]
    blocks, start = [], 0
    for text in texts:
        blocks.append(Block(BlockKind.PARAGRAPH, start, start + len(text)))
        start += len(text) + 2
    return Bulletin(
        id=name,
        title=f"News of {name}",
        body="\n\n".join(texts),
        blocks=tuple(blocks),
        url=f"https://example.org/{name}",
        published=PartialDate(2020, 4),
        language=language,
    )
