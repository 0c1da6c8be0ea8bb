"""What people write is read as it is; what would take the library the square of its length is shown as it stands."""

from __future__ import annotations

import time

import pytest

from bot.settings import SHIPPED_BULLETINS
from corpus.readers.markdown import in_linear_time, read_markdown

LINKS = "".join(f"- [Nytt {number}](https://a.se/ett_brev_{number}_b.html)\n" for number in range(2000))
TABLE = "| a | b |\n|---|---|\n" + "".join(f"| *{number}* | `b_c` |\n" for number in range(3000))
PAGE = "<table>\n" + "<tr><td>a_b</td><td>*</td></tr>\n" * 3000 + "</table>"


@pytest.mark.parametrize("text", [LINKS, TABLE, PAGE, "En rad med *ord* och [länk](https://a.se).\n" * 150])
def test_long_lists_tables_and_pages_that_people_write_are_left_as_they_are(text: str) -> None:
    assert in_linear_time(text) == text


def test_every_shipped_bulletin_is_left_as_it_is() -> None:
    for path in SHIPPED_BULLETINS.glob("*.md"):
        assert in_linear_time(path.read_text(encoding="utf-8")) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("sign", ["[", "[a](", "<a ", "a\n==\n", "* * *\n", "# a\n", "`a ", "<http://", "*a _b "])
def test_four_times_the_signs_take_no_sixteen_times_the_time(sign: str) -> None:
    read_markdown(sign * 4000)
    begun = time.process_time()
    read_markdown(sign * 16_000)
    # So many took minutes.
    assert time.process_time() - begun < 8.0


def test_a_paragraph_of_brackets_shows_them_and_the_next_is_markdown() -> None:
    brackets, words = read_markdown("Ett <b>hus</b> & " + "[" * 2000 + "\n\nEtt *hus*.")
    assert brackets.text == "Ett <b>hus</b> & " + "[" * 2000
    assert words.text == "Ett hus."
