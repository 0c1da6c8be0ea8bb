from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import ShelfError
from corpus.web.visits import Visit, Visits

STORED = """{
 "version": 1,
 "visits": {
  "https://x.example/å": {
   "etag": "\\"v1\\"",
   "last_modified": null,
   "digest": "0af3",
   "version": "Fri, 17 May 2024",
   "bulletin": "nytt"
  }
 }
}"""
"""As the first versions of the program wrote it; since then `at` stands there too."""


def test_visits_of_installed_programs_are_read_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "visits.json"
    path.write_text(STORED)
    known = Visits(path).of("https://x.example/å")
    assert known == Visit('"v1"', None, "0af3", "Fri, 17 May 2024", "nytt")
    path.unlink()
    Visits(path).remember("https://x.example/å", known)
    assert path.read_text() == STORED.replace('"nytt"', '"nytt",\n   "at": null')


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"version": 1}', '{"version": 1, "visits": {"a": {"digest": 5}}}', b"\xff"]
)
def test_damaged_visits_are_refused_with_the_remedy(tmp_path: Path, content: str | bytes) -> None:
    (tmp_path / "visits.json").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ShelfError, match=r"damaged\. Delete it"):
        Visits(tmp_path / "visits.json")


def test_visits_of_another_format_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "visits.json").write_text('{"version": 2, "visits": {}}')
    with pytest.raises(ShelfError, match="has format 2, this program reads 1"):
        Visits(tmp_path / "visits.json")


def test_what_a_later_version_notes_of_a_visit_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "visits.json").write_text(STORED.replace('"digest"', '"seen": 3, "digest"'))
    assert Visits(tmp_path / "visits.json").of("https://x.example/å").digest == "0af3"


def test_two_who_visit_at_the_same_time_remember_what_both_saw(tmp_path: Path) -> None:
    one, other = Visits(tmp_path / "visits.json"), Visits(tmp_path / "visits.json")
    for number in range(20):
        (one if number % 2 else other).remember(f"https://x.example/{number}", Visit(digest=str(number)))
    assert [Visits(tmp_path / "visits.json").of(f"https://x.example/{n}").digest for n in range(20)] == [
        str(number) for number in range(20)
    ]
