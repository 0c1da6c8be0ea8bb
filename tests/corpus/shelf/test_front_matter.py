"""The head of a bulletin file is read alike by the fast way and by the exact one."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from corpus.shelf.front_matter import parse_front_matter
from tests.examples import examples

_PIECES = st.sampled_from(
    ["title: Nytt läge", "published: 2020-04", "updated: 2020-04-30", "language: sv", "title: 'Två: delar'", "url: x",
     "url: https://example.org/a?b=c#d", "title: |\n  rad\n  rad", "a: [1, 2]", "note: # tom", "- sak", "\t", "{", "&a",
     "*a", "!x y", "title: 12", "title: true", "%", "'", '"', ": ", "? x", "---", "\x85", "\u2028", "é: ü", "<<: *b",
     "title: Lång väg – nära mål", "note: ”så” – ’så’ … — 1"]
)  # fmt: skip


@given(st.lists(_PIECES | st.text(max_size=12), max_size=6).map("\n".join))
@examples(60, 3_000)
def test_a_head_is_read_alike_with_and_without_libyaml(head: str) -> None:
    assert parse_front_matter(head) == parse_front_matter(head, yaml.SafeLoader)
