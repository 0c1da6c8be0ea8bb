from __future__ import annotations

from pathlib import Path

import pytest

from bot.administration.errors import RecordError, WatchlistError
from bot.administration.publishing.probes import probes, read_probes
from bot.administration.watchlist import read_watchlist
from corpus.collector import Scope


def test_each_table_is_an_address_with_its_scope(tmp_path: Path) -> None:
    path = tmp_path / "watch.toml"
    path.write_text('[[watch]]\naddress = "https://x.example/a"\n[[watch]]\naddress = "https://x.example/s.xml"\n'
                    'path = "/nytt/*"\nmost = 7\nfiles = true\n')  # fmt: skip
    first, second = read_watchlist(path)
    assert (first.address, first.scope.path) == ("https://x.example/a", None)
    assert second.scope == Scope("/nytt/*", 7, with_files=True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "tables"), ("watch = 1", "tables"), ("[[watch]]\n", "no address"),
     ("[[watch]]\naddress = 1", "cannot be used"),
     ('[[watch]]\naddress = "file:///etc/passwd"', "https"), ('[[watch]]\naddres = "x"', "cannot be used"),
     ('[[watch]]\naddress = "https://x.example"\nmost = true', "cannot be used"), ("[[watch", "cannot be read")],
)  # fmt: skip
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "watch.toml").write_text(text)
    with pytest.raises(WatchlistError, match=reason):
        read_watchlist(tmp_path / "watch.toml")


def test_a_missing_watchlist_tells_where_to_write_it(tmp_path: Path) -> None:
    with pytest.raises(WatchlistError, match=r"watch\.toml"):
        read_watchlist(tmp_path / "watch.toml")


def test_probes_are_the_admins_questions_and_the_newest_answered_each_once(tmp_path: Path) -> None:
    path = tmp_path / "probe-questions.txt"
    path.write_text("\ufeff# viktiga\nVem leder?\n\n  När är det?  \n", encoding="utf-8")
    answered = [f"Fråga {number}?" for number in range(30)] + ["vem leder", "Fråga 29"]
    chosen = probes(read_probes(path), answered)
    assert chosen[:3] == ("Vem leder?", "När är det?", "Fråga 29")
    assert len(chosen) == 22
    assert "Fråga 9?" not in chosen


def test_no_file_is_no_probe_and_a_broken_one_is_explained(tmp_path: Path) -> None:
    assert read_probes(tmp_path / "none.txt") == ()
    (tmp_path / "broken.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RecordError, match="UTF-8"):
        read_probes(tmp_path / "broken.txt")


def test_questions_that_nobody_could_ask_are_left_out() -> None:
    assert probes(["x" * 5000, "Vem?"], [""]) == ("Vem?",)
