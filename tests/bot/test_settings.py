from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.errors import SettingError
from bot.settings import SETTINGS, Settings, Transport, in_force, load

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"\| (?P<names>`\w+`(?:, `\w+`)?) \| (?P<default>.*?) \| (?P<wanted>.*?) \| (?P<meaning>.*?) \|")


def test_every_setting_stands_in_the_table_as_the_code_has_it() -> None:
    rows = ROW.findall((ROOT / "docs" / "settings.md").read_text(encoding="utf-8"))
    assert rows == [
        (", ".join(f"`{name}`" for name in s.names), s.shown_default, s.wanted.words, s.meaning) for s in SETTINGS
    ]


def test_an_empty_environment_gives_the_defaults() -> None:
    assert load({}).max_error is None


def test_a_relative_folder_becomes_absolute() -> None:
    assert load({"FVM_DATA": "somewhere"}).data == Path.cwd() / "somewhere"


@pytest.mark.parametrize("value", ["much", "1.5", "-0.1", "nan"])
def test_a_share_outside_0_to_1_is_refused_by_name(value: str) -> None:
    with pytest.raises(SettingError, match=rf"FVM_MAX_ERROR='{value}' cannot be used: wanted a number from 0 to 1"):
        load({"FVM_MAX_ERROR": value})


def test_no_writer_is_set_by_default() -> None:
    values = load({})
    assert (values.llm_url, values.llm_model, values.llm_key, values.llm_timeout) == (None, "", "", 30.0)


WRITER = {"FVM_LLM_URL": "https://models.example/v1?api-version=1", "FVM_LLM_MODEL": "small",
          "FVM_LLM_KEY": "sk-hemlig", "FVM_LLM_TIMEOUT": "2.5"}  # fmt: skip


def test_a_writers_settings_are_read_and_the_key_is_never_shown() -> None:
    values = load(WRITER)
    assert (values.llm_model, values.llm_key, values.llm_timeout) == ("small", "sk-hemlig", 2.5)
    assert "sk-hemlig" not in repr(values)
    assert "api-version" not in repr(values)


@pytest.mark.parametrize(
    ("key", "value"),
    [("FVM_LLM_URL", "ftp://models.example"), ("FVM_LLM_URL", "models.example/v1"), ("FVM_LLM_URL", "http://"),
     ("FVM_LLM_URL", "https://name:secret@models.example/v1"), ("FVM_LLM_URL", "https://models.example/#secret"),
     ("FVM_LLM_URL", "https://models.example:99999/v1"), ("FVM_LLM_URL", "https://models example/v1"),
     ("FVM_LLM_URL", "file:///etc/passwd"), ("FVM_LLM_URL", "http://256.1.1.256/v1"),
     ("FVM_LLM_URL", "http://a..b/v1"), ("FVM_LLM_URL", "http://[::1/v1"), ("FVM_LLM_KEY", "nyckel secret"),
     ("FVM_LLM_KEY", "nyckel\r\nX-Secret: 1"), ("FVM_LLM_KEY", "nyckelå"), ("FVM_LLM_TIMEOUT", "0"),
     ("FVM_LLM_TIMEOUT", "nan"), ("FVM_LLM_TIMEOUT", "inf"), ("FVM_LLM_TIMEOUT", "601")],
)  # fmt: skip
def test_a_writers_setting_that_cannot_be_used_is_refused_without_telling_a_secret(key: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"{key}=") as caught:
        load(WRITER | {key: value})
    assert "ecret" not in str(caught.value)
    assert "nyckel" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    ["postgresql://fvm:nyckel@hemlig@db/fvm", "postgresql://fvm:nyckel/hemlig@db/fvm", "postgresql://fvm:7?hemlig@db/fvm",
     "postgresql://fvm:nyckel#hemlig@db/fvm", "postgresql://fvm:12/hemlig@db/fvm", "mysql://fvm:hemlig@db/fvm",
     "host=db password=hemlig", "postgresql://fvm:hemlig@db:0/fvm", "postgresql://fvm:hemlig@db:5432,other:0/fvm",
     "postgresql://fvm:nyckel,hemlig@db:5432,other:x/fvm", "postgresql://fvm:nyckel@hemlig@db,other/fvm"],
)  # fmt: skip
def test_a_database_that_cannot_be_one_is_refused_without_telling_its_password(address: str) -> None:
    with pytest.raises(SettingError, match="FVM_DATABASE_URL=") as caught:
        load({"FVM_DATABASE_URL": address})
    assert not any(part in str(caught.value) for part in ("hemlig", "nyckel"))


@pytest.mark.parametrize(
    "hosts", ["db.example", "db-1.example:5432,db-2.example:5433", "db-1.example,[2001:db8::1]:6432"]
)
def test_a_database_is_used_instead_of_a_file_and_is_not_shown(hosts: str) -> None:
    address = f"postgresql://fvm:hem%40lig@{hosts}/fvm?sslmode=verify-full"
    values = load({"FVM_DATABASE_URL": address})
    assert values.slack.database == address
    assert "hem%40lig" not in repr(values)


def test_an_endpoint_without_a_model_is_refused() -> None:
    with pytest.raises(SettingError, match="FVM_LLM_MODEL=''"):
        load({"FVM_LLM_URL": "http://127.0.0.1:8080/v1"})


@pytest.mark.parametrize("lacking", ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"])
def test_a_refresh_token_needs_the_clients_id_and_secret(lacking: str) -> None:
    whole = {"SLACK_REFRESH_TOKEN": "xoxe-1", "SLACK_CLIENT_ID": "12.34", "SLACK_CLIENT_SECRET": "0a1b"}
    assert load(whole).slack.client_id == "12.34"
    with pytest.raises(SettingError, match=lacking):
        load({**whole, lacking: ""})


SECRETS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_SIGNING_SECRET": "0a1b",
           "SLACK_REFRESH_TOKEN": "xoxe-1", "SLACK_CLIENT_SECRET": "1b2c",
           "FVM_LLM_KEY": "sk-1", "FVM_LLM_URL": "https://models.example/v1",
           "FVM_API_TOKENS": "teams 0123456789-abcdefghij ask",
           "FVM_DATABASE_URL": "postgresql://fvm:hemlig@db.example/fvm",
           "FVM_STORE_URL": "postgresql://fvm:hemlig@db.example/passages",
           "FVM_PAGES_PROXY": "http://proxy.example:8080"}  # fmt: skip


def fields(values: Settings) -> dict[str, object]:
    """Those that hold a secret."""
    slack = values.slack
    return {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret, "SLACK_REFRESH_TOKEN": slack.refresh_token,
            "SLACK_CLIENT_SECRET": slack.client_secret, "FVM_LLM_KEY": values.llm_key,
            "FVM_LLM_URL": values.llm_url, "FVM_API_TOKENS": values.doors.tokens,
            "FVM_DATABASE_URL": slack.database_url, "FVM_STORE_URL": values.store_url,
            "FVM_PAGES_PROXY": values.pages_proxy and values.pages_proxy.address}  # fmt: skip


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_every_secret_may_lie_in_a_file_of_its_own(tmp_path: Path, end: str) -> None:
    environment = {"FVM_LLM_MODEL": "small", "SLACK_CLIENT_ID": "12.34"}
    for key, secret in SECRETS.items():
        (tmp_path / key).write_bytes((secret + end).encode())
        environment |= {f"{key}_FILE": str(tmp_path / key), key: ""}
    assert {setting.key for setting in SETTINGS if setting.secret} == set(SECRETS)
    assert fields(load(environment)) == SECRETS


@pytest.mark.parametrize("key", SECRETS)
@pytest.mark.parametrize("held", [None, b"", b" \n", b"one\ntwo", "nyckelå".encode(), b"\xff\xfe", "a folder"])
def test_a_secrets_file_that_cannot_be_used_is_refused_by_name(tmp_path: Path, key: str, held: object) -> None:
    path = tmp_path / "secret"
    if isinstance(held, bytes):
        path.write_bytes(held)
    elif held:
        path.mkdir()
    wanted = next(setting.wanted.words for setting in SETTINGS if setting.key == key)
    with pytest.raises(SettingError) as caught:
        load({"FVM_LLM_MODEL": "small", f"{key}_FILE": str(path)})
    assert f"{key}_FILE='{path}' cannot be used: wanted a file that can be read and holds {wanted}" in str(caught.value)
    assert ("No such file" in str(caught.value)) == (held is None)
    assert not any(part in str(caught.value) for part in ("one", "two", "nyckel"))


def test_a_secret_written_where_its_file_belongs_is_not_told() -> None:
    with pytest.raises(SettingError, match=r"SLACK_BOT_TOKEN_FILE='\*\*\*' cannot be used") as caught:
        load({"SLACK_BOT_TOKEN_FILE": "xoxb-1"})
    assert "xoxb-1" not in str(caught.value)


@pytest.mark.parametrize("key", SECRETS)
def test_a_secret_and_its_file_are_not_both_taken(tmp_path: Path, key: str) -> None:
    with pytest.raises(SettingError, match=f"one of {key} and {key}_FILE, and both are set") as caught:
        load({key: SECRETS[key], f"{key}_FILE": str(tmp_path / "secret")})
    assert SECRETS[key] not in str(caught.value)


def test_what_is_no_secret_has_no_file(tmp_path: Path) -> None:
    assert load({"FVM_ADMINS_FILE": str(tmp_path / "admins")}).slack.admins == frozenset()


def test_the_slack_apps_state_lies_in_the_data_folder(tmp_path: Path) -> None:
    values = load({"FVM_DATA": str(tmp_path)})
    assert values.slack.database == tmp_path / "slack.sqlite3"


SLACK = {"SLACK_API_URL": "https://slack.example/api", "FVM_TRANSPORT": "HTTP", "FVM_ADMINS": "U2, U1 U2",
         "FVM_THREAD_REPLIES": "On", "FVM_PER_PERSON": "3", "FVM_EXAMPLES": " Vem leder? | | När? "}  # fmt: skip


def test_the_slack_apps_settings_are_read() -> None:
    slack = load(SLACK).slack
    assert (slack.api_url, slack.transport) == ("https://slack.example/api/", Transport.HTTP)
    assert (slack.admins, slack.thread_replies, slack.per_person) == (frozenset({"U1", "U2"}), True, 3)
    assert slack.examples == ("Vem leder?", "När?")


@pytest.mark.parametrize(
    ("key", "value"),
    [("FVM_TRANSPORT", "pigeon"), ("FVM_PER_PERSON", "0"), ("FVM_PER_CHANNEL", "many"), ("FVM_WORKERS", "-1"),
     ("FVM_RETENTION_DAYS", "1.5"), ("FVM_HTTP_PORT", "65536"), ("FVM_METRICS_PORT", "-1"),
     ("FVM_THREAD_REPLIES", "yes"), ("SLACK_API_URL", "slack.com"), ("FVM_DATA", "~nobody-of-that-name/x")],
)  # fmt: skip
def test_a_value_that_cannot_be_used_is_told_with_what_was_wanted(key: str, value: str) -> None:
    wanted = next(setting.wanted.words for setting in SETTINGS if setting.key == key)
    with pytest.raises(SettingError, match=re.escape(f"{key}={value!r} cannot be used: wanted {wanted}. Correct it")):
        load({key: value})


def test_the_doors_settings_are_read_and_a_token_is_never_shown() -> None:
    secret = "0123456789-abcdefghij"
    values = load({"FVM_DOORS": "api, page", "FVM_API_TOKENS": f"teams {secret}", "FVM_API_NAMES": "Fraga.example.org",
                   "FVM_PAGE_SITES": "https://Intranet.example:443/, http://127.0.0.1:8000",
                   "FVM_API_PROXIES": "10.0.0.7 fd00::/8"})  # fmt: skip
    doors = values.doors
    assert [sorted(each) for each in (doors.doors, doors.names, doors.sites, doors.proxies)] == [
        ["api", "page"], ["fraga.example.org"], ["http://127.0.0.1:8000", "https://intranet.example"],
        ["10.0.0.7/32", "fd00::/8"],
    ]  # fmt: skip
    assert secret not in repr(values)
    assert {setting.key: text for setting, text in in_force(values)}["FVM_API_TOKENS"] == "***"


def test_who_sets_tokens_lets_nobody_ask_without_one_unless_told_so() -> None:
    token = {"FVM_API_TOKENS": "teams 0123456789-abcdefghij"}
    given: list[dict[str, str]] = [{}, token, token | {"FVM_API_OPEN": "public"}, {"FVM_API_OPEN": "all"}]
    assert [load(each).doors.open_to_all for each in given] == ["public", "none", "public", "all"]


@pytest.mark.parametrize(
    ("key", "value"),
    [("FVM_DOORS", "api, window"), ("FVM_API_OPEN", "some"), ("FVM_PAGE_SITES", "intranet.example"),
     ("FVM_PAGE_SITES", "https://intranet.example/a"), ("FVM_API_ORIGINS", "*"), ("FVM_API_PROXIES", "10.0.0.1/8"),
     ("FVM_API_NAMES", "https://fraga.example"), ("FVM_API_RATE", "0")],
)  # fmt: skip
def test_a_doors_setting_that_cannot_be_used_is_refused_by_name(key: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"{key}="):
        load({key: value})


@pytest.mark.parametrize(
    "value",
    ["teams hemlig-short", "hemlig-0123456789-abcdefghij", "teams hemlig-0123456789-abcdefghij all",
     "teams hemlig-0123456789-abcdefghij; teams hemlig-0123456789-abcdefghijk",
     "one hemlig-0123456789-abcdefghij; two hemlig-0123456789-abcdefghij",
     "teams hemlig-0123456789-abcdefghij shelf:Å", "teams hemlig-å123456789-abcdefghij", ";"],
)  # fmt: skip
def test_tokens_that_cannot_be_used_are_refused_without_a_word_of_them(value: str) -> None:
    with pytest.raises(SettingError, match="FVM_API_TOKENS=") as caught:
        load({"FVM_API_TOKENS": value})
    assert "hemlig" not in str(caught.value)


def test_what_is_in_force_can_be_set_again_and_gives_the_same() -> None:
    doors = {"FVM_DOORS": "api, mcp", "FVM_API_PROXIES": "10.0.0.0/8, ::1", "FVM_API_OPEN": "all"}
    values = load(SLACK | doors | {"FVM_MAX_ERROR": "0.123456789", "FVM_LLM_TIMEOUT": "2"})
    shown = {setting.key: text for setting, text in in_force(values)}
    assert list(shown) == [setting.key for setting in SETTINGS]
    assert load(shown) == values


def test_a_secret_in_force_is_masked_and_one_that_is_not_set_is_not() -> None:
    shown = {setting.key: text for setting, text in in_force(load(WRITER))}
    assert (shown["FVM_LLM_KEY"], shown["FVM_LLM_URL"], shown["SLACK_BOT_TOKEN"]) == ("***", "***", "")


def test_a_prompt_keeps_the_space_that_it_ends_in_and_other_values_lose_theirs() -> None:
    loaded = load({"FVM_MODEL_QUERY_PROMPT": "query: ", "FVM_MODEL": " intfloat/e5 "})
    assert (loaded.query_prompt, loaded.model) == ("query: ", "intfloat/e5")
