from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.administration.errors import WatchlistError
from bot.cli.main import fvm
from bot.errors import BotError
from bot.shelves.declared import FOLDER
from corpus.errors import ShelfError
from corpus.readers.document import Document, PageHead
from corpus.shelf.library import Library
from index.errors import SnapshotError
from tests.bot.administration.shelves import publish, put
from tests.corpus.web.pages import Website, page, website

TEXT = ("Det nya huset blir klart i maj och alla avdelningar flyttar dit så snart det går att göra det på ett säkert "
        "sätt för alla som arbetar där, säger projektets ledning i sin rapport till styrelsen.")  # fmt: skip


@pytest.fixture
def web() -> Iterator[Website]:
    with website() as server:
        yield server


def run(folder: Path, *arguments: str, error: type[Exception] | None = None) -> Result:
    environment = {"FVM_DATA": str(folder / "data"), "FVM_BULLETINS": str(folder / "shelf"),
                   "FVM_PRIVATE_ADDRESSES": "127.0.0.1/32:1024-65535"}  # fmt: skip
    result = CliRunner(env=environment).invoke(fvm, arguments, standalone_mode=False)
    assert isinstance(result.exception, error) if error else result.exception is None
    return result


def test_a_watched_page_comes_in_and_its_change_keeps_the_old_version(web: Website, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    address = web.put("/hus", page("Nytt om huset", TEXT), ETag='"1"')
    (tmp_path / "data" / "watch.toml").write_text(f'[[watch]]\naddress = "{address}"\n')
    assert "1 changed the shelf. Run `fvm reindex`." in run(tmp_path, "watch", "--once").output
    assert "0 changed the shelf." in run(tmp_path, "watch", "--once").output
    web.put("/hus", page("Nytt om huset", TEXT, "Och en mening till, som är ny i dag."), ETag='"2"')
    assert "replaced  nytt-om-huset" in run(tmp_path, "watch", "--once").output
    (version,) = json.loads(run(tmp_path, "history", "nytt-om-huset", "--json").output)
    shown = run(tmp_path, "history", "nytt-om-huset", "--show", version["version"]).output
    assert TEXT in shown
    assert "ny i dag" not in shown
    assert run(tmp_path, "history").output == "nytt-om-huset\n"


def test_a_history_that_is_not_there_is_explained(tmp_path: Path) -> None:
    Library(tmp_path / "shelf").add(Document(PageHead(title="Nytt"), TEXT))
    assert "no earlier versions" in run(tmp_path, "history", "nytt").output
    for arguments in (("history", "nytt", "--show", "x"), ("history", "../etc"), ("history", ".history")):
        run(tmp_path, *arguments, error=ShelfError)
    assert "No bulletin has changed" in run(tmp_path, "history").output


def test_what_the_command_line_and_the_watch_bring_in_is_in_the_audit_log(web: Website, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    address, other = web.put("/hus", page("Nytt om huset", TEXT)), web.put("/bil", page("Nytt om bilen", TEXT[::-1]))
    (tmp_path / "data" / "watch.toml").write_text(f'[[watch]]\naddress = "{other}"\n')
    run(tmp_path, "add", address)
    run(tmp_path, "add", address)
    for _ in range(2):
        run(tmp_path, "watch", "--once")
    acts = [json.loads(line) for line in run(tmp_path, "audit", "--json").output.splitlines()]
    assert [(act["act"], act["target"], act["detail"]) for act in acts] == [
        ("add", address, "added nytt-om-huset"), ("add", address, "nothing new"), ("add", other, "added nytt-om-bilen"),
    ]  # fmt: skip
    assert {act["who"].partition(":")[0] for act in acts} == {"cli"}


def test_a_feed_is_added_by_its_address(web: Website, tmp_path: Path) -> None:
    link = web.put("/hus", page("Nytt om huset", TEXT))
    feed = web.put("/feed", f"<rss><channel><item><link>{link}</link></item></channel></rss>", "application/rss+xml")
    assert "1 of 1 changed the shelf" in run(tmp_path, "add", feed).output
    assert "0 of 0 changed the shelf" in run(tmp_path, "add", feed, "--path", "/annat/*").output


def test_of_several_shelves_every_one_with_a_watchlist_is_looked_after(
    web: Website, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = [f'[{name}]\nbulletins = "{tmp_path / name}"\n' for name in ("hus", "bil", "tomt")]
    (tmp_path / "shelves.toml").write_text("".join(tables))
    monkeypatch.setenv("FVM_SHELVES", str(tmp_path / "shelves.toml"))
    for name in ("hus", "bil", "tomt"):
        (tmp_path / name).mkdir()
    for name in ("hus", "bil"):
        data = tmp_path / "data" / FOLDER / name
        data.mkdir(parents=True)
        address = web.put(f"/{name}", page(f"Nytt om {name}", TEXT))
        (data / "watch.toml").write_text(f'[[watch]]\naddress = "{address}"\n')
    told = run(tmp_path, "watch", "--once").output
    assert "hus: 1 changed the shelf. Run `fvm reindex --shelf hus`." in told
    assert "bil: 1 changed the shelf." in told
    assert "tomt" not in told
    assert "bil" not in run(tmp_path, "watch", "--once", "--shelf", "hus").output
    assert [path.name for path in (tmp_path / "bil").glob("*.md")] == ["nytt-om-bil.md"]


def test_a_missing_watchlist_is_explained(tmp_path: Path) -> None:
    run(tmp_path, "watch", "--once", error=WatchlistError)


def test_pinned_answers_are_listed_and_taken_away(tmp_path: Path) -> None:
    pinned = run(tmp_path, "pin", "När är det?", "När då?", "--answer", "I maj.", "--expires", "2020-01-01").output
    name = pinned.split()[-1].rstrip(".")
    (pin,) = json.loads(run(tmp_path, "pin", "--json").output)
    assert (pin["id"], pin["questions"], pin["expires"]) == (name, ["När är det?", "När då?"], "2020-01-01")
    assert "expired" in run(tmp_path, "pin").output
    assert "Taken away." in run(tmp_path, "pin", "--remove", name).output
    assert "No answer is pinned." in run(tmp_path, "pin").output
    acts = [json.loads(line)["act"] for line in run(tmp_path, "audit", "--json").output.splitlines()]
    assert acts == ["pin", "unpin"]


def test_the_snapshots_are_listed_with_the_one_that_answers(tmp_path: Path) -> None:
    put(tmp_path / "shelf", "Nytt om huset", TEXT)
    first = publish(tmp_path)
    put(tmp_path / "shelf", "Nytt om bilen", TEXT)
    second = publish(tmp_path)
    rows = json.loads(run(tmp_path, "rollback", "--list", "--json").output)
    assert [(row["snapshot"], row["answers"]) for row in rows] == [(second, True), (first, False)]
    run(tmp_path, "rollback", "nothing", error=SnapshotError)


def test_a_report_without_an_app_says_what_to_do(tmp_path: Path) -> None:
    result = run(tmp_path, "report", error=BotError)
    assert "fvm serve" in str(result.exception)


def test_the_audit_of_nothing_says_so(tmp_path: Path) -> None:
    assert "No admin has done anything yet." in run(tmp_path, "audit").output


def test_a_withdrawn_bulletin_is_told_and_not_counted_and_can_be_taken_up_again(web: Website, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "watch.toml").write_text(f'[[watch]]\naddress = "{web.put("/hus", page("Hus", TEXT))}"\n')
    run(tmp_path, "watch", "--once")
    web.pages.clear()
    assert "fvm withdraw hus" in run(tmp_path, "watch", "--once").output
    assert "fvm withdraw" not in run(tmp_path, "watch", "--once").output
    assert "gone: " in run(tmp_path, "check").output
    assert "Run `fvm reindex`" in run(tmp_path, "withdraw", "hus", "--since", "2026-05").output
    told = run(tmp_path, "check").output
    assert "withdrawn: hus since 2026-05" in told
    assert "gone: " not in told
    assert "0 bulletins can be read" in told
    run(tmp_path, "withdraw", "hus", "--undo")
    assert "1 bulletins can be read" in run(tmp_path, "check").output
    run(tmp_path, "withdraw", "finns-inte", error=ShelfError)
