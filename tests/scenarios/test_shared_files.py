"""A file that somebody shares in Slack becomes a bulletin: shortcut, form, what was read, shelf, index, answer."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from bot.administration.audit import Act, ActOutcome
from bot.settings import Transport
from bot.slack.administration import messages, views
from bot.slack.administration.desks.add import SHORTCUT
from tests.corpus.web.pages import page
from tests.scenarios.administration_scene import ADMIN, STRANGER, Desk, acts, buttons, desk, direct, ended_acts
from tests.scenarios.running_bot import settings_for
from tests.scenarios.stage import Said, soon
from tests.scenarios.strict_stage import StrictStage
from tests.slack_emulator.config import WITH_THREADS
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.files import Upload

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
COURSE = ("Kursen börjar i augusti och hålls på fyra orter. Varje chef anmäler sina medarbetare i god tid, eftersom "
          "platserna är få. Den som inte kan komma får en ny tid under hösten.")  # fmt: skip
QUESTION = "När börjar kursen i augusti?"


def markdown() -> bytes:
    return f"# Nytt om kursen\n\n## Var kursen hålls\n\n{COURSE}\n".encode()


def word() -> bytes:
    document = docx.Document()
    document.add_heading("Nytt om kursen", 0)
    document.add_heading("Var kursen hålls", 1)
    document.add_paragraph(COURSE)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


FILES = {
    # Slack calls Markdown plain text and serves some files as bytes of no kind.
    "markdown": Upload("kurs.md", markdown()),
    "markdown without a kind": Upload("Kurs 2024.MD", markdown(), "application/octet-stream"),
    "word": Upload("Kursen.docx", word(), WORD),
    "page": Upload("kurs.html", page("Nytt om kursen", "<h2>Var kursen hålls</h2>", COURSE).encode(), "text/html"),
}


def share(it: Desk, file: Upload) -> Said:
    said: Said = it.stage.share("U09", "Här är bulletinen", file)  # type: ignore[attr-defined]
    return said


def open_form(it: Desk, user: str, said: Said) -> None:
    it.stage.shortcut(user, said, SHORTCUT)  # type: ignore[attr-defined]
    soon(lambda: shown(it).get("callback_id") == views.FORM)


def shown(it: Desk) -> dict[str, object]:
    return it.stage.modal(ADMIN) or {}


def told(it: Desk, words: str) -> str:
    """The modal's text, once it holds these words."""
    soon(lambda: words in str(shown(it).get("blocks")))
    return str(shown(it)["blocks"])


@pytest.mark.parametrize("file", FILES.values(), ids=FILES.keys())
def test_a_shared_file_is_read_shown_shelved_published_and_answers(it: Desk, file: Upload) -> None:
    open_form(it, ADMIN, share(it, file))
    assert file.name in str(shown(it)["blocks"])
    it.stage.submit(ADMIN, source="https://www.example.org/kurs")
    draft = told(it, "Blir en ny bulletin")
    assert shown(it)["callback_id"] == views.DRAFT
    assert all(words in draft for words in ("Nytt om kursen", "Var kursen hålls", "Kursen börjar i augusti",
                                            "https://www.example.org/kurs"))  # fmt: skip
    assert "Inget säkert datum hittades" in draft
    it.stage.submit(ADMIN, title="Nytt om kursen", published="2024-05-17")
    told(it, "Sparad som")
    (path,) = [path for path in it.shelf.glob("*.md") if path.stem != "nytt-om-huset"]
    kept = path.read_text(encoding="utf-8")
    assert all(line in kept for line in ("title: Nytt om kursen", "https://www.example.org/kurs", "2024-05-17",
                                         "## Var kursen hålls"))  # fmt: skip
    asked = it.stage.mention("U09", QUESTION)
    assert "hittar jag inget svar" in soon(lambda: it.stage.replies(asked))[0].text
    it.stage.command(ADMIN, "publicera")
    preview = soon(lambda: next((m for m in direct(it, ADMIN) if messages.PUBLISH in buttons(m)), None))
    assert "1 nya" in preview.text
    it.stage.click(ADMIN, preview, messages.PUBLISH)
    soon(lambda: any("Publicerat" in m.text for m in direct(it, ADMIN)))
    again = it.stage.mention("U09", QUESTION)
    assert "Kursen börjar i augusti" in soon(lambda: it.stage.replies(again))[0].text
    assert ended_acts(it)[-3:] == [(ADMIN, act, ActOutcome.DONE) for act in (Act.ADD, Act.PREVIEW, Act.PUBLISH)]


def test_the_same_file_again_becomes_a_version_of_its_bulletin(it: Desk) -> None:
    for text, becomes in ((markdown(), "Blir en ny"), (markdown() + b"\nEn rad till.\n", "Ersätter bulletinen")):
        open_form(it, ADMIN, share(it, Upload("kurs.md", text)))
        it.stage.submit(ADMIN, source="https://www.example.org/kurs")
        told(it, becomes)
        it.stage.submit(ADMIN, title="Nytt om kursen", published="2024-05-17")
        told(it, "Sparad som")
    assert len(list(it.shelf.glob("*.md"))) == 2


@pytest.mark.parametrize(
    ("file", "words"),
    [(Upload("bild.png", b"\x89PNG\r\n\x1a\n" + b"0" * 100, "image/png"), "image/png"),
     (Upload("arkiv.zip", b"PK\x03\x04" + b"0" * 100, "application/zip"), "application/zip"),
     (Upload("tom.md", b" \n"), "Det gick inte"), (Upload("trasig.docx", b"PK\x03\x04word/", WORD), "Det gick inte"),
     (Upload("trasig.md", b"---\ntitle: [\n---\ntext"), "Det gick inte")],
    ids=lambda value: getattr(value, "name", ""),
)  # fmt: skip
def test_a_file_that_is_no_bulletin_is_explained_in_the_modal(it: Desk, file: Upload, words: str) -> None:
    open_form(it, ADMIN, share(it, file))
    it.stage.submit(ADMIN)
    told(it, words)
    assert [path.stem for path in it.shelf.glob("*.md")] == ["nytt-om-huset"]


def test_others_may_not_add_a_shared_file_and_nothing_is_fetched(it: Desk) -> None:
    it.stage.shortcut(STRANGER, share(it, FILES["word"]), SHORTCUT)  # type: ignore[attr-defined]
    assert "administratörer" in soon(lambda: it.stage.private(STRANGER))[0].text
    assert it.stage.modal(STRANGER) is None
    assert acts(it)[-1] == (STRANGER, Act.ADD, ActOutcome.REFUSED)


@pytest.mark.parametrize("file", [FILES["word"], FILES["page"]], ids=["word", "page"])
def test_slacks_page_for_signing_in_is_never_taken_for_the_file(tmp_path: Path, file: Upload) -> None:
    """An app that was installed without files:read gets that page with status 200, whatever the file is."""
    scopes = WITH_THREADS.scopes - {"files:read"}
    with Emulator(replace(WITH_THREADS, scopes=scopes)) as slack:
        stage = StrictStage(slack)
        with desk(stage, settings_for(stage, tmp_path / "state"), tmp_path, Transport.SOCKET) as it:
            slack.wait_until_connected()
            open_form(it, ADMIN, share(it, file))
            it.stage.submit(ADMIN)
            assert "Sign in" not in told(it, "files:read")
