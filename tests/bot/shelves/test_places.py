from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from bot.shelves.places import is_seen, own_shelf, shelves_asked


@dataclass(frozen=True, slots=True)
class Shelf:
    name: str
    is_public: bool
    channels: frozenset[str] = frozenset()


PUBLIC, CARE = Shelf("kurs", True, frozenset({"C1"})), Shelf("vard", False, frozenset({"C2"}))
STORE = Shelf("lager", False, frozenset({"C3"}))
ALL = (PUBLIC, CARE, STORE)
places = st.sampled_from(["C1", "C2", "C3", "C4", "D1", "U1", ""])
shelves = st.lists(
    st.builds(Shelf, st.sampled_from("abcdef"), st.booleans(), st.frozensets(places, max_size=2)),
    unique_by=lambda shelf: shelf.name,
)


def test_a_channel_asks_its_own_and_any_other_place_the_public_ones() -> None:
    assert shelves_asked(ALL, "C2") == (CARE,)
    assert shelves_asked(ALL, "C1") == (PUBLIC,)
    assert shelves_asked(ALL, "D1") == (PUBLIC,)


def test_everywhere_is_the_own_first_and_the_public_ones() -> None:
    assert shelves_asked(ALL, "C3", everywhere=True) == (STORE, PUBLIC)
    assert shelves_asked(ALL, "D1", everywhere=True) == (PUBLIC,)


def test_the_only_shelf_is_every_places_own() -> None:
    only = Shelf("", False)
    assert own_shelf((only,), "D1") is only
    assert shelves_asked((only,), "C9") == (only,)
    assert shelves_asked((only,), "C9", is_foreign=True) == ()


@given(shelves, places, st.booleans(), st.booleans())
def test_an_internal_shelf_is_asked_in_its_own_channels_alone_and_by_nobody_from_elsewhere(
    found: list[Shelf], place: str, everywhere: bool, is_foreign: bool
) -> None:
    for each in shelves_asked(found, place, everywhere=everywhere, is_foreign=is_foreign):
        assert each.is_public or (place in each.channels and not is_foreign)
    for each in found:
        if not each.is_public and place not in each.channels:
            assert not is_seen(found, place, each.name)
