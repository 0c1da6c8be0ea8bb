"""What is put into the database by COPY is what a build would have put there, and is found."""

from contextlib import closing
from pathlib import Path

from bot.lab.bench.engine import CopiedPlace, filled
from bot.lab.bench.large import QUESTIONS, opened_and_searched
from bot.settings import SHIPPED_BULLETINS
from corpus.shelf.library import Library
from index.testing import WordEncoder
from tests.postgres import Server


def test_a_copied_library_is_found_as_comparing_every_passage_finds_it(postgres: Server, tmp_path: Path) -> None:
    url, encoder = postgres.empty_database(), WordEncoder(dim=384)
    found = filled(url, 400, encoder, Library(SHIPPED_BULLETINS).load().bulletins)
    assert found["passages"] >= 400
    assert found["recall"] == 1.0
    with closing(CopiedPlace(url, tmp_path)) as place:
        assert opened_and_searched(place, encoder, QUESTIONS)["passages"] == found["passages"]
        snapshot = place.open(encoder.name)
        assert [each.passage for each in snapshot.fetch([3, 399])] == [snapshot.passages[3], snapshot.passages[399]]
        best = int(snapshot.lexical.scores(snapshot.passages[3].text).argmax())
        assert snapshot.passages[best].text == snapshot.passages[3].text
