from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

import pytest

from bot.answering.showing.fragments import link_to, text_directive, web_address
from corpus.types import Bulletin, Span

MakePage = Callable[..., Bulletin]


def span_of(bulletin: Bulletin, text: str, nth: int = 0) -> Span:
    start = [match.start() for match in re.finditer(re.escape(text), bulletin.body)][nth]
    return Span(start, start + len(text))


def test_a_short_quote_is_linked_whole(make_page: MakePage) -> None:
    bulletin = make_page("Vi börjar nu. Det är klart. Slut.")
    assert link_to(bulletin, span_of(bulletin, "Det är klart.")) == (
        "https://example.org/page#:~:text=Det%20%C3%A4r%20klart"
    )


def test_separators_within_the_text_are_encoded(make_page: MakePage) -> None:
    bulletin = make_page("Först detta. Ja, Ann-Sofi & Bo (chef) kom.")
    assert text_directive(bulletin, span_of(bulletin, "Ja, Ann-Sofi & Bo (chef) kom.")) == (
        "Ja%2C%20Ann%2DSofi%20%26%20Bo%20%28chef%29%20kom"
    )


def test_a_long_quote_is_linked_by_its_first_and_last_words(make_page: MakePage) -> None:
    text = "Alla skolor i hela landet ska i god tid före höstens start ha skrivit under de nya avtalen om maten."
    bulletin = make_page(f"Inledning. {text}")
    directive = text_directive(bulletin, span_of(bulletin, text))
    assert directive is not None
    assert [unquote(term) for term in directive.split(",")] == ["Alla skolor i hela", "nya avtalen om maten"]


def test_a_repeated_quote_carries_what_stands_around_it(make_page: MakePage) -> None:
    bulletin = make_page("## Norr\n\nDet är klart. Mer kommer.\n\n## Söder\n\nDet är klart. Inget mer.")
    directive = text_directive(bulletin, span_of(bulletin, "Det är klart.", 1))
    assert directive == "S%C3%B6der-,Det%20%C3%A4r%20klart,-.%20Inget%20mer."


def test_no_term_crosses_from_one_block_to_the_next(make_page: MakePage) -> None:
    bulletin = make_page("Val:\n\n- Ett med mat\n- Två med resa\n- Tre med båda delarna\n")
    whole = Span(bulletin.body.index("Ett"), len(bulletin.body))
    directive = text_directive(bulletin, whole)
    assert directive is not None
    assert [unquote(term) for term in directive.split(",")] == ["Ett med mat", "Tre med båda delarna"]


@pytest.mark.parametrize("mark", ["2.", "12.", "b)", "iii.", "VIII."])
def test_the_mark_of_an_item_which_no_browser_finds_stands_in_no_term(make_page: MakePage, mark: str) -> None:
    first = "1." if mark[0].isdigit() else "a)"
    bulletin = make_page(f"- {first} Boka tid nu.\n- {mark} Ta med kortet.\n")
    item = span_of(bulletin, f"{mark} Ta med kortet.")
    assert text_directive(bulletin, item) == "Ta%20med%20kortet"
    both = Span(bulletin.body.index(f"{first} Boka tid nu"), item.end)
    directive = text_directive(bulletin, both)
    assert directive is not None
    assert [unquote(term) for term in directive.split(",")] == ["Boka tid nu", "Ta med kortet"]


def test_a_fragment_on_the_address_is_kept(make_page: MakePage) -> None:
    bulletin = make_page("Det är klart.", url="https://example.org/a?b=1#del-2")
    assert link_to(bulletin, Span(0, 13)) == "https://example.org/a?b=1#del-2:~:text=Det%20%C3%A4r%20klart"


def test_a_text_fragment_on_the_address_is_replaced(make_page: MakePage) -> None:
    bulletin = make_page("Det är klart.", url="https://example.org/a#:~:text=annat")
    assert link_to(bulletin, Span(0, 13)) == "https://example.org/a#:~:text=Det%20%C3%A4r%20klart"


def test_a_pdf_is_opened_at_its_page(make_page: MakePage) -> None:
    bulletin = make_page("Det är klart.", url="https://example.org/a.pdf#x")
    assert link_to(bulletin, Span(0, 13), page=4) == "https://example.org/a.pdf#page=4"
    assert link_to(bulletin, Span(0, 13)) == "https://example.org/a.pdf#x"


@pytest.mark.parametrize("url", [
    None, "", "javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "https://", "http:///x", "//example.org",
    "https://[::1", "https://example.org:99999/", "mailto:a@example.org",
])  # fmt: skip
def test_what_is_no_web_address_gives_no_link(url: str | None) -> None:
    assert web_address(url) is None


def test_characters_that_could_break_a_link_are_encoded() -> None:
    assert web_address('https://example.org/a|b<c>d e"f') == "https://example.org/a%7Cb%3Cc%3Ed%20e%22f"


def test_an_encoded_address_is_not_encoded_again() -> None:
    assert web_address("https://example.org/%C3%A5?q=a%20b") == "https://example.org/%C3%A5?q=a%20b"
