from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ShelfChoiceError, ShelvesError
from bot.settings import Settings, load
from bot.shelves.declared import chosen_shelf, shelves_of

WHOLE = """
[stod]
bulletins = "stod"
title = "Stödprogrammet"
public = "yes"
channels = ["C0STOD", "G0STOD"]

[inre-lager]
bulletins = "lager"
admins = ["U0LAGER"]
contact = "lager@region.example"
examples = ["Var ligger lagret?"]
"""


def settings(folder: Path, text: str, **further: str) -> Settings:
    for name in ("stod", "lager"):
        (folder / name).mkdir(exist_ok=True)
    (folder / "shelves.toml").write_text(text, encoding="utf-8")
    return load({"FVM_DATA": str(folder / "data"), "FVM_SHELVES": str(folder / "shelves.toml"), **further})


def test_without_a_file_the_environment_names_the_one_shelf(tmp_path: Path) -> None:
    values = load({"FVM_DATA": str(tmp_path), "FVM_BULLETINS": str(tmp_path / "hylla")})
    assert shelves_of(values) == (values,)
    assert (values.shelf, values.data, values.channels) == ("", tmp_path, frozenset())
    assert chosen_shelf(values, None) is values


def test_each_table_is_a_shelf_with_a_folder_of_its_own(tmp_path: Path) -> None:
    stod, lager = shelves_of(settings(tmp_path, WHOLE, FVM_ADMINS="U0ALL", FVM_CONTACT="C0HELP"))
    assert (stod.shelf, lager.shelf) == ("stod", "inre-lager")
    assert (stod.bulletins, lager.bulletins) == (tmp_path / "stod", tmp_path / "lager")
    assert (stod.data, lager.data) == (tmp_path / "data/shelves/stod", tmp_path / "data/shelves/inre-lager")
    assert (stod.root, lager.root) == (tmp_path / "data", tmp_path / "data")
    assert (stod.is_public, lager.is_public) == (True, False)
    assert (stod.channels, lager.channels) == (frozenset({"C0STOD", "G0STOD"}), frozenset())
    assert (stod.slack.programme, lager.slack.programme) == ("Stödprogrammet", "inre-lager")
    assert (stod.slack.contact, lager.slack.contact) == ("C0HELP", "lager@region.example")
    assert lager.slack.examples == ("Var ligger lagret?",)


def test_a_table_that_names_admins_names_all_of_them(tmp_path: Path) -> None:
    stod, lager = shelves_of(settings(tmp_path, WHOLE, FVM_ADMINS="U0ALL", FVM_ADMIN_GROUP="S0ALL"))
    assert (stod.slack.admins, stod.slack.admin_group) == (frozenset({"U0ALL"}), "S0ALL")
    assert (lager.slack.admins, lager.slack.admin_group) == (frozenset({"U0LAGER"}), "")


@pytest.mark.parametrize(("text", "words"), [
    ("", "names no shelf"),
    ("[stod", "cannot be read"),
    ('bulletins = "stod"', "bulletins stands in no table"),
    ('["Stöd"]\nbulletins = "stod"', "is no name of a shelf"),
    ('["../ute"]\nbulletins = "stod"', "is no name of a shelf"),
    ("[stod]\ntitle = 'x'", "[stod] names no bulletins"),
    ('[stod]\nbulletins = "borta"', "there is no folder"),
    ('[stod]\nbulletins = "stod"\nchanels = ["C0STOD"]', "[stod] holds chanels, which is no key"),
    ('[stod]\nbulletins = "stod"\npublic = "ja"', "public = 'ja' cannot be used: wanted `yes` or `no`"),
    ('[stod]\nbulletins = "stod"\npublic = 1.5', "public = 1.5 cannot be used"),
    ('[stod]\nbulletins = "stod"\nchannels = ["#fragor"]', "wanted a list of channel ids"),
    ('[stod]\nbulletins = "stod"\nchannels = "C0STOD"', "wanted a list of channel ids"),
    ('[stod]\nbulletins = "stod"\nadmins = ["anna"]', "wanted a list of user ids"),
    ('[stod]\nbulletins = "stod"\nadmin_group = "U1"', "wanted the id of a user group"),
    ('[stod]\nbulletins = ""', "wanted a folder"),
    ('[stod]\nbulletins = "stod"\n[lager]\nbulletins = "lager/../stod"', "[stod] and [lager] have one folder"),
    ('[stod]\nbulletins = "stod"\nchannels = ["C1"]\n[lager]\nbulletins = "lager"\nchannels = ["C1"]',
     "both name the channel C1"),
])  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_with_the_thing_and_the_next_step(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(ShelvesError) as refused:
        shelves_of(settings(tmp_path, text))
    assert words in str(refused.value)
    assert str(tmp_path / "shelves.toml") in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    values = load({"FVM_DATA": str(tmp_path), "FVM_SHELVES": str(tmp_path / "ingen.toml")})
    with pytest.raises(ShelvesError, match=r"There is no .*ingen\.toml"):
        shelves_of(values)


def test_a_shelf_is_chosen_by_name_and_where_there_are_several_must_be(tmp_path: Path) -> None:
    values = settings(tmp_path, WHOLE)
    assert chosen_shelf(values, "inre-lager").shelf == "inre-lager"
    with pytest.raises(ShelfChoiceError, match="Name one with --shelf: stod, inre-lager"):
        chosen_shelf(values, None)
    with pytest.raises(ShelfChoiceError, match="There is no shelf 'ute'"):
        chosen_shelf(values, "ute")
    with pytest.raises(ShelfChoiceError, match="FVM_SHELVES names none"):
        chosen_shelf(load({"FVM_DATA": str(tmp_path)}), "stod")


@pytest.mark.parametrize(("given", "is_public"), [({}, True), ({"FVM_BULLETINS": "/x"}, False),
                                                  ({"FVM_BULLETINS": "/x", "FVM_PUBLIC": "yes"}, True),
                                                  ({"FVM_PUBLIC": "no"}, False)])  # fmt: skip
def test_only_the_bulletins_that_ship_are_public_unless_it_is_said(given: dict[str, str], is_public: bool) -> None:
    assert load(given).is_public is is_public
