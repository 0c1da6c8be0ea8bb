from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.administration.errors import RecordError, WatchlistError
from bot.cli.running.doctor import finding_lines
from bot.errors import BotError
from bot.settings import SlackSettings, Transport
from bot.slack.parts import LibraryInfo
from bot.slack.running import manifest
from bot.slack.running.examining.examination import Examined, ExaminedShelf, examine
from bot.slack.running.examining.findings import Check, Finding, FindingSeverity, worst
from bot.slack.running.examining.hosts import Host, HostUse
from bot.slack.running.examining.machine import Folder, database, memory
from bot.writer.endpoint import Endpoint
from corpus.types import Language
from tests.bot.slack.answers import INFO, settings
from tests.bot.writer.model_server import model_server, refusing, saying
from tests.postgres import Server
from tests.slack_emulator.config import Config
from tests.slack_emulator.emulator import Emulator


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator() as running:
        yield running


def whole(emulator: Emulator, folder: Path, **changed: object) -> SlackSettings:
    config = emulator.config
    return settings(folder, **{"bot_token": config.bot_token, "app_token": config.app_token,
                               "signing_secret": config.signing_secret, "api_url": emulator.api_url,
                               **changed})  # fmt: skip


def found(used: SlackSettings, language: Language = Language.EN, **changed: object) -> list[Finding]:
    plain = Examined(settings=used, shelves=(ExaminedShelf("", lambda: INFO),), check_model=lambda: "e5-small")
    return examine(replace(plain, **changed), language)  # type: ignore[arg-type]


def findings(used: SlackSettings, **changed: object) -> dict[Check, Finding]:
    """The findings by their check; of several the worst."""
    by_check: dict[Check, Finding] = {}
    for each in found(used, Language.EN, **changed):
        if each.check not in by_check or by_check[each.check].ok:
            by_check[each.check] = each
    return by_check


def test_a_whole_set_up_has_no_complaint(emulator: Emulator, tmp_path: Path) -> None:
    folders = (Folder("data", tmp_path / "data", is_needed=True),)
    seen = findings(whole(emulator, tmp_path), folders=folders)
    assert [each for each in seen.values() if not each.ok] == []
    assert set(seen) == {Check.BOT_TOKEN, Check.APP_TOKEN, Check.HOST, Check.WORKSPACE, Check.SCOPES, Check.CLOCK,
                         Check.CONNECTION, Check.SNAPSHOT, Check.MODEL, Check.FOLDER, Check.DATABASE, Check.DISK,
                         Check.MEMORY}  # fmt: skip
    assert seen[Check.MODEL].seen == "e5-small"
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("changed", "check"),
    [({"bot_token": ""}, Check.BOT_TOKEN), ({"bot_token": "xoxp-1"}, Check.BOT_TOKEN),
     ({"app_token": ""}, Check.APP_TOKEN), ({"app_token": "xapp-wrong"}, Check.CONNECTION),
     ({"bot_token": "xoxb-wrong"}, Check.WORKSPACE), ({"thread_replies": True}, Check.SCOPES),
     ({"transport": Transport.HTTP, "signing_secret": ""}, Check.SIGNING_SECRET),
     ({"api_url": "http://127.0.0.1:9/api/"}, Check.WORKSPACE), ({"api_url": "http://127.0.0.1:9/api/"}, Check.HOST)],
)  # fmt: skip
@pytest.mark.parametrize("language", Language)
def test_each_fault_is_an_error_with_its_remedy(
    emulator: Emulator, tmp_path: Path, changed: dict[str, object], check: Check, language: Language
) -> None:
    wrong = [each for each in found(whole(emulator, tmp_path, **changed), language) if each.check is check]
    assert any(each.severity is FindingSeverity.ERROR and each.remedy for each in wrong)


@pytest.mark.parametrize("token", ["xoxe.xoxb-1-abc", "xoxe-1-abc"])
def test_a_token_that_expires_is_told_with_what_to_do(emulator: Emulator, tmp_path: Path, token: str) -> None:
    finding = findings(whole(emulator, tmp_path, bot_token=token))[Check.BOT_TOKEN]
    assert finding.severity is FindingSeverity.ERROR
    assert "rotation" in finding.remedy


def test_each_feature_that_lacks_a_scope_is_named_and_an_optional_one_is_no_error(tmp_path: Path) -> None:
    with Emulator(Config(scopes=frozenset({"chat:write", "commands"}))) as emulator:
        lacking = {each.subject: each for each in found(whole(emulator, tmp_path, admin_group="S1"))
                   if each.check is Check.SCOPES}  # fmt: skip
    assert "app_mentions:read" in lacking["mentions"].seen
    assert "chat:write" not in lacking["mentions"].seen
    assert lacking["admin_group"].severity is lacking["mentions"].severity is FindingSeverity.ERROR
    assert lacking["shared_files"].severity is FindingSeverity.WARNING
    assert "Lägg till som bulletin" in lacking["shared_files"].seen
    assert "commands" not in lacking


def test_a_group_of_admins_is_asked_for_only_where_one_is_set(tmp_path: Path) -> None:
    granted = manifest.scopes(manifest.shipped()) - {"usergroups:read"}
    with Emulator(Config(scopes=granted)) as emulator:
        assert findings(whole(emulator, tmp_path))[Check.SCOPES].ok
        assert not findings(whole(emulator, tmp_path, admin_group="S1"))[Check.SCOPES].ok


def test_scopes_that_let_every_message_come_and_are_not_used_are_told(tmp_path: Path) -> None:
    granted = manifest.scopes(manifest.with_thread_replies(manifest.shipped()))
    with Emulator(Config(scopes=granted)) as emulator:
        finding = findings(whole(emulator, tmp_path))[Check.SCOPES]
        assert findings(whole(emulator, tmp_path, thread_replies=True))[Check.SCOPES].ok
    assert finding.severity is FindingSeverity.WARNING
    assert "FVM_THREAD_REPLIES" in finding.remedy


def test_a_wrong_clock_is_found_by_slacks_own(tmp_path: Path) -> None:
    with Emulator(Config(clock_offset=-600.0)) as emulator:
        finding = findings(whole(emulator, tmp_path))[Check.CLOCK]
        refused = findings(whole(emulator, tmp_path, bot_token="xoxb-wrong"))[Check.CLOCK]
    assert (finding.severity, refused.severity) == (FindingSeverity.ERROR, FindingSeverity.ERROR)
    assert "NTP" in finding.remedy
    assert finding.seen.startswith("+6")


def test_a_manifest_with_token_rotation_needs_the_refresh_token(emulator: Emulator, tmp_path: Path) -> None:
    text = manifest.as_yaml(manifest.with_token_rotation(manifest.shipped()))
    finding = findings(whole(emulator, tmp_path), manifest=text)[Check.MANIFEST]
    assert "SLACK_REFRESH_TOKEN" in finding.seen
    renewed = whole(emulator, tmp_path, refresh_token="xoxe-1", client_id="1.2", client_secret="0a")
    assert findings(renewed, manifest=text)[Check.MANIFEST].ok


def test_the_operators_page_shows_what_the_doctor_says(emulator: Emulator, tmp_path: Path) -> None:
    """Line by line, but for what differs from machine to machine."""
    own = re.compile(r"(?<=host )\S+(?=:)|/\S+(?<!:)|[+-]?\d+(\.\d)? (s|GB)\b")
    folders = (Folder("data", tmp_path / "data", is_needed=True),)
    lines = finding_lines(found(whole(emulator, tmp_path, thread_replies=True), folders=folders), Language.EN)
    page = (Path(__file__).parents[4] / "docs" / "operator.md").read_text(encoding="utf-8")
    shown = page.partition("```text\n")[2].partition("```")[0].splitlines()
    assert [own.sub("", line) for line in shown] == [own.sub("", line) for line in lines]


def test_a_writer_is_examined_where_one_is_set(emulator: Emulator, tmp_path: Path) -> None:
    with model_server(saying("ja")) as server:
        check = Endpoint(server.url, "a-model").check
        finding = findings(whole(emulator, tmp_path), check_writer=check)[Check.WRITER]
    assert finding.ok
    assert finding.seen.startswith("a-model at http://127.0.0.1:")


def test_a_writer_that_refuses_is_a_lack_with_the_setting_to_mend(emulator: Emulator, tmp_path: Path) -> None:
    with model_server(refusing(401)) as server:
        check = Endpoint(server.url, "a-model", "sk-hemlig").check
        finding = findings(whole(emulator, tmp_path), check_writer=check)[Check.WRITER]
    assert (finding.severity, finding.seen) == (FindingSeverity.WARNING, "unauthorized")
    assert "FVM_LLM_KEY" in finding.remedy
    assert "hemlig" not in finding.remedy


def _unreadable() -> LibraryInfo:
    raise BotError("The index is broken. Run `fvm reindex`.")


def test_a_missing_or_broken_index_is_found_by_its_shelf(emulator: Emulator, tmp_path: Path) -> None:
    used = whole(emulator, tmp_path)
    shelves = (ExaminedShelf("it", lambda: LibraryInfo(0, 0, None)), ExaminedShelf("kök", _unreadable))
    missing, broken = (each for each in found(used, shelves=shelves) if each.check is Check.SNAPSHOT)
    assert (missing.subject, broken.subject) == ("it", "kök")
    assert "fvm reindex --shelf it" in missing.remedy
    assert "broken" in broken.seen


def test_no_secret_is_shown(emulator: Emulator, tmp_path: Path) -> None:
    used = whole(emulator, tmp_path, bot_token="xoxb-very-secret")
    shown = str(found(used)) + repr(used)
    assert "very-secret" not in shown
    assert used.signing_secret not in shown


def test_the_clock_is_compared_with_slacks_own(emulator: Emulator, tmp_path: Path) -> None:
    it = Examined(settings=whole(emulator, tmp_path), shelves=(), check_model=str)
    (clock,) = [each for each in examine(it, Language.EN, lambda: time.time() - 120.0) if each.check is Check.CLOCK]
    assert not clock.ok


def test_a_watched_page_that_cannot_be_reached_is_a_lack(emulator: Emulator, tmp_path: Path) -> None:
    pages = (Host(name="127.0.0.1", port=9, use=HostUse.PAGES, is_secure=False),)
    (finding,) = [each for each in found(whole(emulator, tmp_path), watched=lambda: pages)
                  if each.check is Check.HOST and not each.ok]  # fmt: skip
    assert (finding.subject, finding.severity) == ("127.0.0.1:9", FindingSeverity.WARNING)


def _no_list() -> tuple[Host, ...]:
    raise WatchlistError("watch.toml cannot be read")


def test_a_list_of_watched_pages_that_cannot_be_read_ends_no_examination(emulator: Emulator, tmp_path: Path) -> None:
    seen = findings(whole(emulator, tmp_path), watched=_no_list)
    assert seen[Check.WATCHLIST].severity is FindingSeverity.WARNING
    assert seen[Check.MODEL].ok


def test_a_folder_that_cannot_be_written_is_told_as_bad_as_it_is(emulator: Emulator, tmp_path: Path) -> None:
    used = whole(emulator, tmp_path)
    closed = Path("/proc/nothing")
    folders = (Folder("data", closed, is_needed=True), Folder("bulletins", closed))
    data, bulletins = (each for each in found(used, folders=folders) if each.check is Check.FOLDER)
    assert (data.severity, bulletins.severity) == (FindingSeverity.ERROR, FindingSeverity.WARNING)
    assert "FVM_DATA" in data.remedy


@pytest.mark.parametrize(("limit", "ok"), [("max\n", True), ("3221225472\n", True), ("1073741824\n", False)])
def test_memory_is_what_the_machine_has_or_the_limit_allows(tmp_path: Path, limit: str, ok: bool) -> None:
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc/meminfo").write_text("MemTotal:        8000000 kB\nMemFree:  1 kB\n", encoding="ascii")
    (tmp_path / "sys/fs/cgroup").mkdir(parents=True)
    (tmp_path / "sys/fs/cgroup/memory.max").write_text(limit, encoding="ascii")
    assert [each.ok for each in memory(Language.EN, tmp_path)] == [ok]
    assert list(memory(Language.EN, tmp_path / "elsewhere")) == []


def _text(made: manifest.Manifest) -> str:
    return manifest.as_yaml(made)


SHIPPED = manifest.shipped()
FURTHER = manifest.with_thread_replies(SHIPPED)


@pytest.mark.parametrize(
    ("text", "changed", "named"),
    [(_text(SHIPPED), {}, None), (_text(FURTHER), {"thread_replies": True}, None),
     (_text(SHIPPED), {"thread_replies": True}, "message.channels"), (_text(SHIPPED), {"command": "/fraga"}, "/fraga"),
     (_text(SHIPPED), {"transport": Transport.HTTP}, "FVM_TRANSPORT=http"),
     (_text(manifest.with_request_url(SHIPPED, "https://fvm.example/slack/events")), {}, "FVM_TRANSPORT=socket"),
     (_text({**SHIPPED, "features": {}}), {}, "Messages tab"), ('{"settings": []}', {}, "app_mention"),
     ("a: [", {}, "Error"), ("", {}, "app_mention"), ("[" * 1200, {}, "Error")],
)  # fmt: skip
def test_a_manifest_is_compared_with_what_is_switched_on(
    emulator: Emulator, tmp_path: Path, text: str, changed: dict[str, object], named: str | None
) -> None:
    seen = [each for each in found(whole(emulator, tmp_path, **changed), manifest=text)
            if each.check is Check.MANIFEST]  # fmt: skip
    if named is None:
        assert [each.ok for each in seen] == [True]
    else:
        assert any(named in each.seen for each in seen)
        assert worst(seen) is FindingSeverity.ERROR


def test_what_bots_share_is_told_and_that_a_database_is_away(postgres: Server, tmp_path: Path) -> None:
    def told(url: str) -> Finding:
        return database(SlackSettings(state_dir=tmp_path, database_url=url), Language.EN)

    assert "which bots of this folder alone share" in told("").seen
    shared, away = told(postgres.database()), told("postgresql://fvm:hemligt@127.0.0.1:9/fvm")
    assert (shared.ok, away.ok) == (True, False)
    assert re.fullmatch(r"PostgreSQL \d+\.\d+ on 127\.0\.0\.1, not encrypted; bots at work on it: 0", shared.seen)
    assert "hemligt" not in away.seen


@pytest.mark.parametrize(
    ("shares", "told"),
    [((True, True), "shelf and index are in the database"), ((True, False), "the index in a folder"),
     ((False, True), "fvm shelf import"), ((False, False), "FVM_STORE=pgvector")],
)  # fmt: skip
def test_what_another_bot_sees_of_a_shelf_is_told(
    emulator: Emulator, tmp_path: Path, shares: tuple[bool, bool], told: str
) -> None:
    shelf = ExaminedShelf("vard", lambda: INFO, lambda: shares)
    (seen,) = [each for each in found(whole(emulator, tmp_path), shelves=(shelf,)) if each.check is Check.SHARED]
    assert (seen.ok, seen.subject) == (True, "vard")
    assert told in seen.seen


def test_a_shelf_whose_database_is_away_is_told(emulator: Emulator, tmp_path: Path) -> None:
    def away() -> tuple[bool, bool]:
        raise RecordError("The database cannot be used.")

    shelves = (ExaminedShelf("", lambda: INFO, away),)
    assert not findings(whole(emulator, tmp_path), shelves=shelves)[Check.SHARED].ok
