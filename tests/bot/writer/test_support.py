from __future__ import annotations

import pytest

from bot.answering.types import QuotedAnswer
from bot.writer.markers import turned
from bot.writer.support import Evidence, Verdict, judge
from corpus.language.words import content_words
from tests.bot.writer.evidence import LEADER, quoted

SUPPORTED, NAME, NUMBER, DATE = Verdict.SUPPORTED, Verdict.NAME, Verdict.NUMBER, Verdict.DATE
MARKER, WORDS, FORM = Verdict.MARKER, Verdict.WORDS, Verdict.FORM

TRAINED = quoted("Drygt 4 800 medarbetare på 49 av sjukhusen har utbildats sedan den 3 mars.", published="2021-05",
                 explained=(("den 3 mars", "2021"),))  # fmt: skip
JOINED = quoted("Borås deltar i arbetet, men Ulricehamn deltar inte.")
PLANNED = quoted("Införandet planeras börja tidigast hösten 2021 i Skaraborg.")
COST = quoted("Avtalet är värt 2,5 miljoner kronor och löper i tolv månader.")
HALF = quoted("Hälften av kursplatserna är bokade inför starten kl. 8.30 måndagen den 12 oktober 2020.")
NOT_MAY = quoted("Systemet införs inte i maj utan i september.")
UNCLEAR = quoted("Det är ännu oklart vem som betalar.")
NEAR = quoted("Utbildningen hålls före sommaren i början av juni.")


def verdict(sentence: str, *quotes: QuotedAnswer, question: str = "Vem leder programmet?") -> Verdict:
    return judge(sentence, Evidence(quotes, question), None)


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Anna Ek leder programmet.", LEADER),
        ("Programmet leds av Anna Ek sedan april.", LEADER),
        ("Programmet leds sedan april 2020 av Anna Ek.", LEADER),
        ("Drygt 4 800 medarbetare har utbildats.", TRAINED),
        ("Sedan den 3 mars 2021 har drygt 4800 medarbetare utbildats.", TRAINED),
        ("Fyrtionio av sjukhusen har utbildat medarbetare.", TRAINED),
        ("Borås deltar i arbetet.", JOINED),
        ("Ulricehamn deltar inte.", JOINED),
        ("Införandet planeras börja tidigast hösten 2021.", PLANNED),
        ("Avtalet är värt 2,5 miljoner kronor.", COST),
        ("Avtalet löper i 12 månader.", COST),
        ("50 procent av kursplatserna är bokade.", HALF),
        ("Starten är måndagen den 12 oktober 2020 klockan 8.30.", HALF),
        ("Systemet införs inte i maj utan i september.", NOT_MAY),
        ("Utbildningen hålls i början av juni, före sommaren.", NEAR),
    ],
)
def test_what_the_quote_says_is_supported(sentence: str, quote: QuotedAnswer) -> None:
    assert verdict(sentence, quote) is SUPPORTED


@pytest.mark.parametrize(
    ("sentence", "quote", "why"),
    [
        ("Anna Alm leder programmet.", LEADER, NAME),
        ("Berit Ek leder programmet.", LEADER, NAME),
        ("Programmet leds av Anna Ek i Borås.", LEADER, NAME),
        ("Erika leder programmet sedan i april.", LEADER, NAME),
        ("Skövde deltar i arbetet.", JOINED, NAME),
        ("SÄS leder programmet sedan april.", LEADER, NAME),
        ("Drygt 4 900 medarbetare har utbildats.", TRAINED, NUMBER),
        ("4 800 medarbetare har utbildats.", TRAINED, NUMBER),
        ("Högst 4 800 medarbetare har utbildats.", TRAINED, NUMBER),
        ("49 procent av medarbetarna har utbildats.", TRAINED, NUMBER),
        ("Avtalet är värt 2,5 miljoner euro.", COST, NUMBER),
        ("Avtalet är värt 25 miljoner kronor.", COST, NUMBER),
        ("Avtalet löper i tolv veckor.", COST, NUMBER),
        ("Avtalet löper i tio månader.", COST, NUMBER),
        ("Anna Ek leder programmet sedan maj.", LEADER, DATE),
        ("Anna Ek leder programmet sedan april 2021.", LEADER, DATE),
        ("Drygt 4 800 medarbetare har utbildats sedan den 4 mars.", TRAINED, DATE),
        ("Drygt 4 800 medarbetare har utbildats sedan den 3 mars 2020.", TRAINED, DATE),
        ("Starten är klockan 9.30.", HALF, DATE),
        ("Starten är tisdagen den 12 oktober.", HALF, DATE),
        ("Införandet planeras börja tidigast våren 2021.", PLANNED, DATE),
        ("Borås deltar inte i arbetet.", JOINED, MARKER),
        ("Ulricehamn deltar i arbetet.", JOINED, MARKER),
        ("Borås och Ulricehamn deltar i arbetet.", JOINED, MARKER),
        ("Anna Ek leder inte programmet.", LEADER, MARKER),
        ("Systemet införs i maj.", NOT_MAY, MARKER),
        ("Det är klart vem som betalar.", UNCLEAR, MARKER),
        ("Införandet börjar hösten 2021.", PLANNED, MARKER),
        ("Införandet planeras börja hösten 2021.", PLANNED, MARKER),
        ("Utbildningen hålls efter sommaren.", NEAR, MARKER),
        ("Utbildningen hålls i slutet av juni.", NEAR, MARKER),
        ("Alla medarbetare leds av Anna Ek.", LEADER, MARKER),
        ("Anna Ek leder numera programmet.", LEADER, MARKER),
        ("Programmet är mycket uppskattat och når stora framgångar.", LEADER, WORDS),
        ("Kaffet kokas med färska bönor.", LEADER, NAME),
        ("Det kokas kaffe med färska bönor.", LEADER, WORDS),
        ("Det är så.", LEADER, FORM),
        ("Anna Ek leder programmet \ufffd.", LEADER, FORM),
        ("Anna Ek leder programmet " + "programmet " * 60, LEADER, FORM),
    ],
)
def test_what_the_quote_does_not_say_is_dropped(sentence: str, quote: QuotedAnswer, why: Verdict) -> None:
    assert verdict(sentence, quote) is why


@pytest.mark.parametrize(
    ("sentence", "quote", "limit"),
    [
        ("Ulricehamn deltar inte i arbetet.", JOINED, MARKER),
        ("Systemet införs i september.", NOT_MAY, MARKER),
        ("Programchefen heter Anna Ek.", LEADER, NAME),
    ],
)
def test_a_true_sentence_is_lost_where_its_words_leave_a_doubt(
    sentence: str, quote: QuotedAnswer, limit: Verdict
) -> None:
    assert verdict(sentence, quote) is limit


def test_who_did_what_to_whom_is_not_seen() -> None:
    succeeded = quoted("Anna Ek efterträder Bo Alm som programchef.")
    assert verdict("Bo Alm efterträder Anna Ek som programchef.", succeeded) is SUPPORTED


def test_a_word_of_the_question_in_lower_case_is_no_name() -> None:
    assert verdict("Chefen heter Anna Ek.", LEADER, question="Vem är chefen?") is WORDS
    assert verdict("Programledaren sedan april heter Anna Ek.", LEADER) is NAME


def test_a_name_may_stand_in_the_title_and_a_date_may_not_be_the_bulletins_own() -> None:
    titled = quoted("Hon leder programmet.", title="Anna Ek tar över", published="2020-04-30")
    assert verdict("Anna Ek leder programmet.", titled) is SUPPORTED
    assert verdict("Den 30 april 2020 leder hon programmet.", titled) is not SUPPORTED
    assert verdict("Den 29 april 2020 leder hon programmet.", titled) is DATE


def test_a_name_that_only_the_surrounding_text_holds_is_not_in_the_quote() -> None:
    assert verdict("Bo Alm leder programmet.", LEADER) is NAME


def test_a_sentence_may_cite_several_quotes() -> None:
    assert verdict("Anna Ek leder programmet och Borås deltar i arbetet.", LEADER, JOINED) is SUPPORTED
    assert verdict("Anna Ek leder programmet och Borås deltar i arbetet.", LEADER) is NAME


def test_a_sentence_without_a_quote_is_not_supported() -> None:
    assert verdict("Anna Ek leder programmet.") is Verdict.QUOTE


@pytest.mark.parametrize("time", ["den 14 april 2020", "i april", "2020"])
def test_the_bulletins_own_date_backs_no_event(time: str) -> None:
    quote = quoted("Utbildningen börjar när schemat är klart.", published="2020-04-14")
    assert verdict(f"Utbildningen börjar {time} när schemat är klart.", quote) is not SUPPORTED


@pytest.mark.parametrize(
    "role", ["tidigare", "tillförordnad", "biträdande", "f.d.", "f. d.", "fd", "t.f.", "t. f.", "tf"]
)
def test_a_role_that_is_past_or_provisional_stays_so(role: str) -> None:
    quote = quoted(f"Anna Berg är {role} programchef.")
    assert verdict("Anna Berg är programchef.", quote) is not SUPPORTED
    assert verdict(f"Anna Berg är {role} programchef.", quote) is SUPPORTED


@pytest.mark.parametrize(("dotted", "written"), [("f.d.", "tidigare"), ("t.f.", "tillförordnad")])
def test_a_role_that_is_abbreviated_with_full_stops_is_a_role(dotted: str, written: str) -> None:
    quote = quoted("Anna Berg är programchef och Bo Alm är rektor.")
    assert verdict(f"Anna Berg är {dotted} programchef.", quote) is MARKER
    quote = quoted(f"Vårt möte leds av {dotted} programchefen Anna Berg och av rektor Bo Alm.")
    assert verdict("Vårt möte leds av programchefen Anna Berg.", quote) is MARKER
    quote = quoted(f"Anna Berg är {written} programchef.")
    assert turned(f"Anna Berg är {dotted} programchef.", quote.quote, content_words, lambda word: [0]) is None
