from __future__ import annotations

import datetime
import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language.personal_numbers import holds_personal_number, luhn_holds


def with_checksum(nine: str) -> str:
    return next(nine + digit for digit in "0123456789" if luhn_holds(nine + digit))


days = st.dates(datetime.date(1890, 1, 1), datetime.date(2030, 12, 31))
serials = st.integers(0, 999).map(lambda number: f"{number:03d}")
separators = st.sampled_from((
    "", "-", "+", " ", "–", " - ", "/", ".", ":", "_", "—", "−", "‑", "|", "\u00a0", "\t", "\n", "\u00ad-", "\u200b",
    "*-*", " / ", "--", "->", "(",
))  # fmt: skip
inner = st.sampled_from(("", "-", "/", ".", " ", "_", "–"))
around = st.sampled_from(("", "vad gäller för ", "(", "pnr:", " å", "*", "_", "`", "patienten "))


@st.composite
def numbers(draw: st.DrawFn, coordination: bool = False) -> tuple[str, str]:
    """A number's ten digits, and the way in which it is written."""
    day, serial = draw(days), draw(serials)
    date = f"{day:%y%m}{day.day + (60 if coordination else 0):02d}"
    ten = with_checksum(date + serial)
    century = draw(st.sampled_from(("", f"{day.year // 100}")))
    return ten, f"{century}{ten[:6]}{draw(separators)}{ten[6:]}"


@st.composite
def spread_numbers(draw: st.DrawFn) -> str:
    """A number in parts, in pairs or digit by digit."""
    ten, _ = draw(numbers())
    mark = draw(inner.filter(bool))
    parts = [ten[place : place + 2] for place in (0, 2, 4)]
    return draw(st.sampled_from((
        f"{mark.join(parts)}-{ten[6:]}", f"{mark.join(parts)}/{ten[6:]}", " ".join(ten), " - ".join((" ".join(ten[:6]),
        " ".join(ten[6:]))), " ".join((*parts, ten[6:8], ten[8:])), f"{' '.join(parts)} {ten[6:]}",
        f"{ten[:6]} {ten[6:8]} {ten[8:]}",
    )))  # fmt: skip


@given(numbers() | numbers(coordination=True), around, around)
def test_every_way_of_writing_a_number_is_found(number: tuple[str, str], before: str, after: str) -> None:
    assert holds_personal_number(f"{before}{number[1]}{after}")


@given(spread_numbers())
def test_numbers_in_parts_pairs_and_digits_are_found(written: str) -> None:
    assert holds_personal_number(f"vad gäller för {written}?")


@given(numbers(), st.integers(1, 9), st.sampled_from((
    "personnummer {}", "mitt pnr är {}", "{} är hennes personnummer", "född {}", "pers.nr: {}", "Anna Andersson {}",
    "Anna-Lena Berg-Ek, {}", "hör {} till patienten?", "Kalle {}", "personal identity number {}", "Bo Alm ({})",
    "ssn {}", "personnumret är {}", "fött {}", "pat. {}", "pers nr {}", "p-nummer {}", "anna svensson {}", "Gun Ek {}",
    "EVA BERGSTRÖM {}", "Anna har {}", "Özgür Yılmaz {}", "en kvinna {}", "personbeteckning {}", "id number {}",
)))  # fmt: skip
def test_a_wrong_checksum_counts_where_the_words_say_what_it_is(number: tuple[str, str], off: int, said: str) -> None:
    ten = number[0]
    wrong = f"{ten[:6]}-{ten[6:9]}{(int(ten[9]) + off) % 10}"
    assert holds_personal_number(said.format(wrong))


@given(numbers(), st.integers(1, 9))
def test_a_wrong_checksum_is_no_number(number: tuple[str, str], off: int) -> None:
    ten = number[0]
    wrong = ten[:9] + str((int(ten[9]) + off) % 10)
    assert not holds_personal_number(f"{wrong[:6]}-{wrong[6:]}")


@pytest.mark.parametrize("written", [
    "811218-9876", "8112189876", "19811218-9876", "198112189876", "811218+9876", "1981 12 18-9876", "1981-12-18-9876",
    "811278-9873", "811218 9876", "８１１２１８-９８７６", "nr 811218-9876, tack", "811218/9876", "811218.9876",
    "811218—9876", "811218:9876", "811218_9876", "81/12/18-9876", "*811218*-*9876*", "_811218_-_9876_",
    "8 1 1 2 1 8 9 8 7 6",
    "1 9 8 1 1 2 1 8 - 9 8 7 6", "81 12 18 98 76", "19 81 12 18 98 76", "81 12 18 9876", "811218 98 76", "811218(9876)",
    "811218 (9876)", "811218--9876", "811218 -> 9876", "811218\n9876", "8-1-1-2-1-8-9-8-7-6", "8.1.1.2.1.8.9.8.7.6",
    "811218'9876", '"811218" "9876"', "811218...9876", "811218…9876", "811218[9876]", "811218 & 9876", "811218   9876",
    "811218 streck 9876", "811218 ➖ 9876", "81.12.18.98.76", "pnr 811218, 9876", "811218\n\n9876",
    "⑧①①②①⑧-⑨⑧⑦⑥", "8112\u200b189876", "<tel:811218-9876|811218-9876>", "811218-9876:an", "pnr811218-9876",
    "811 218 9876", "811 218-9876", "811218, sista fyra 9876", "811218 (sista 4: 9876)", "811218 med fyra sista 9876",
    "811218 och de sista fyra siffrorna är 9876", "811218 last four 9876", "811218&#45;9876", "pnr=811218%2D9876",
    "8\ufe0f\u20e31\ufe0f\u20e31\ufe0f\u20e32\ufe0f\u20e31\ufe0f\u20e38\ufe0f\u20e3-9876",
    ":eight::one::one::two::one::eight:-9876",
])  # fmt: skip
def test_known_numbers_are_found(written: str) -> None:
    assert holds_personal_number(written)


@pytest.mark.parametrize("written", [
    "personnummer åtta ett ett två ett åtta nio åtta sju sex", "pnr åttioett tolv arton nittioåtta sjuttiosex",
    "personnumret är nitton åttioett tolv arton, nittioåtta sjuttiosex", "hans pnr åttiett tolv arton streck nittiåtta "
    "sjuttisex", "hennes personnummer: åtta ett, ett två, ett åtta, streck nio åtta sju sex", "åttio ett tolv arton "
    "nittio åtta sjuttio sex är hennes personnummer", "pnr 811218 streck nio åtta sju sex", "her personal number is "
    "eighty-one twelve eighteen ninety-eight seventy-six",
])  # fmt: skip
def test_a_number_whose_digits_are_said_in_words_is_found_where_others_say_what_it_is(written: str) -> None:
    assert holds_personal_number(f"vad gäller för {written}?")


@pytest.mark.parametrize("text", [
    "åtta ett ett två ett åtta nio åtta sju sex", "pnr åtta ett ett två ett åtta nio åtta sju fem",
    "personnummer har ett, två, tre eller fyra fel av tio eller tolv", "patienten fick tolv av arton tabletter, sju på "
    "morgonen och nio på kvällen", "ett två tre fyra fem sex sju åtta nio tio elva tolv", "811 218 9877",
    "070 123 4567", "811 218 9876 kr", "order 811 218 9876", "sista fyra 9876", "811219 har sista fyra i maj 9876",
])  # fmt: skip
def test_numbers_in_words_and_groups_that_are_none_are_let_through(text: str) -> None:
    assert not holds_personal_number(text)


@pytest.mark.parametrize("written", [
    # Examples of the pages that the module names; Skåne's and the national one after their forms.
    "991981000010", "991945000023", "99199300-0032", "19810829M071", "19450829-K088", "19930829X802", "19810829m071",
    "19810829DA0B", "810829-EZ1C", "19810829 FA0Z", "19810829SU3A", "19450829SF2B", "19930829SX0C", "198108320014",
    "19810829TA1B", "19810829AB1C", "22810829AB12", "00252545-ABC1", "reservnummer 19810829A123",
    "patientens reservnummer 19810829123R", "LRID 19810829-12K3", "1981-08-29-M071", "19810829/M 071", "810829-M071",
    "19810829-M-071", "19810829ta1b", "22 81 08 29 AB12", "22810829ab12", "810829-ez1c", "991981-000010",
])  # fmt: skip
def test_the_regions_reserve_numbers_are_found(written: str) -> None:
    assert holds_personal_number(f"vad gäller för {written}?")


@pytest.mark.parametrize(
    "text",
    ["811218-9875", "811318-9876", "811232-9876", "3.7 miljarder", "2020-04-30", "den 18 december 1981",
     "ärende 1234567890123", "811218-98765", "1811218-9876", "tel 010-441 00 00", "171112189876", "",
     "Hur byter man personnummer den 2024-05-01 12:30?", "Patienten ringer 2024-05-01 1230", "Anna Ek, 0701234567",
     "ring 070-123 45 67", "+46 70 123 45 67", "organisationsnummer 232100-0016", "SE35 5000 0000 0549 1000 0003",
     "4532 8112 1898 7645", "10 12 14 16 18 20 22", "1 2 3 4 5 6 7 8 9 10", "12:30:15.1234", "59.123456, 18.987654",
     "order 20240501A123", "20240501A123", "Region Skåne 811218-9875", "19810829M070", "991981000011", "19810832DA0B",
     "Vem är född 1981-12-18?", "10.20.30.40", "Order 8112189876", "8112189876 kr", "dnr 811218-9876",
     "INC8112189876", "kundnummer 8112189876", "ärende 811218-9876", "konto 811218-9876", "8112189876 invånare",
     "Vad kan man göra 811218-9875?", "Varberg 811218-9875", "99 198 100 010 kr"],
)  # fmt: skip
def test_other_digits_are_not_taken_for_a_number(text: str) -> None:
    assert not holds_personal_number(text)


CHANCE = random.Random(13)
MANY = 1000


def day() -> datetime.date:
    return datetime.date(1990, 1, 1) + datetime.timedelta(days=CHANCE.randrange(14_600))


def a_date() -> str:
    one, other = day(), day()
    clock = f"{CHANCE.randrange(24):02d}:{CHANCE.randrange(60):02d}"
    return CHANCE.choice((
        f"{one}", f"den {one:%d/%m %Y}", f"{one:%y%m%d}", f"{one:%Y%m%d}", f"{one} {clock}",
        f"{one} {clock.replace(':', '')}", f"{one} kl. {clock.replace(':', '.')}", f"{one}T{clock}:30",
        f"{one} – {other}",
        f"{one}–{other}", f"{one}/{other}", f"{one} - {other.year}",
        f"{one:%d.%m.%Y}-{other:%d.%m.%Y}", f"{one:%y%m%d}-{other:%y%m%d}", f"{one:%Y%m%d}-{other:%Y%m%d}",
        f"{one:%y-%m-%d} och {other:%y-%m-%d}", f"{one}, {CHANCE.randrange(1000, 9999)} deltagare",
        f"{one.year}-{other.year}", f"{one:%d/%m}-{other:%d/%m} {other.year}", f"{one:%y%m%d}, {other:%y%m%d}",
    ))  # fmt: skip


def a_sum() -> str:
    value = CHANCE.randrange(10 ** CHANCE.randrange(2, 12))
    grouped = f"{value:,}".replace(",", CHANCE.choice((" ", "\u00a0", ".")))
    return CHANCE.choice((f"{value} kr", f"{grouped} kronor", f"{grouped},50 kr", f"{value / 100:.2f}",
                          f"SEK {grouped}", f"{value} SEK", f"{grouped}–{grouped} kr", f"{value}:-"))  # fmt: skip


def a_diary_number() -> str:
    year, number = CHANCE.randrange(2000, 2027), CHANCE.randrange(1, 99_999)
    return CHANCE.choice((
        f"RS {year}-{number:05d}", f"HSN {year}/{number}", f"LK{year}-{number:04d}-{CHANCE.randrange(1, 99)}",
        f"ärende {year}:{number}", f"{year}-{number:05d}", f"dnr {day():%y%m%d}-{CHANCE.randrange(10_000):04d}",
        f"diarienummer {year}-{number:05d}-3", f"VGR {year}-{CHANCE.randrange(101, 1231):04d}-{number:04d}",
    ))  # fmt: skip


def a_row_of_words() -> str:
    words = ("ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tolv", "arton", "åttioett", "och", "är")
    return " ".join(
        (CHANCE.choice(("patienten tog", "vi", "mötet")), *CHANCE.choices(words, k=CHANCE.randrange(3, 10)))
    )


def a_telephone_number() -> str:
    area, rest = CHANCE.randrange(10, 100), f"{CHANCE.randrange(10**7):07d}"
    return CHANCE.choice((f"0{area} {rest[:3]} {rest[3:]}", f"ring 0{area} {rest[:3]} {rest[3:5]} {rest[5:]}",
                          f"telefon {area}0 {rest[:3]} {rest[3:]}"))  # fmt: skip


def an_order_number() -> str:
    word = CHANCE.choice(
        ("order", "Ordernummer", "beställning", "Beställning nr", "inköpsorder", "faktura", "PO", "ordernr.")
    )
    return CHANCE.choice((
        f"{word} {CHANCE.randrange(10**9, 10**10)}",
        f"{word} {CHANCE.randrange(10**6):06d}-{CHANCE.randrange(10**4):04d}",
        f"{word}: {CHANCE.randrange(10**11, 10**12)}", f"{word} {day():%y%m%d}-{CHANCE.randrange(10**4):04d}",
        f"{word} {day():%Y%m%d}-{CHANCE.randrange(10**4):04d}", f"{word} #{CHANCE.randrange(10**9, 10**10)}",
        f"{word} {day():%Y%m%d}A{CHANCE.randrange(1000):03d}", f"{word} 45000{CHANCE.randrange(10**5):05d}",
    ))  # fmt: skip


KINDS = [a_date, a_sum, a_diary_number, an_order_number, a_row_of_words, a_telephone_number]


@pytest.mark.parametrize("made", KINDS, ids=lambda made: made.__name__)
def test_no_date_sum_diary_number_or_order_number_raises_an_alarm(made: Callable[[], str]) -> None:
    texts = [f"{CHANCE.choice(('', 'vad hände ', 'Vad gäller för '))}{made()}{CHANCE.choice(('', '?', ' i år'))}"
             for _ in range(MANY)]  # fmt: skip
    assert [text for text in texts if holds_personal_number(text)] == []


def test_a_long_text_of_digits_takes_no_long_time() -> None:
    for text in (
        "1 " * 50_000,
        "11 " * 30_000,
        "811218-" * 20_000,
        "Aa " * 30_000,
        "*_" * 50_000,
        "9" * 100_000,
        "pnr " + "ett " * 30_000,
    ):
        started = time.process_time()
        holds_personal_number(text)
        assert time.process_time() - started < 5.0


@given(st.text(max_size=300))
def test_no_text_breaks_the_search(text: str) -> None:
    assert holds_personal_number(text) in (True, False)
