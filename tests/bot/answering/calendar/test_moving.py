from __future__ import annotations

import datetime

from icalendar import Calendar

from bot.answering.calendar.ics import ics
from bot.answering.calendar.moving import calendar_entries
from bot.answering.calendar.wording import moved_lines, written_days
from corpus.types import Language
from tests.bot.answering.calendar.shelf import Compared, bulletin, statements

FIRST = bulletin("forst", "2027-01-15", "Det nya systemet startar i Lund den 12 mars 2027.")
MOVED = bulletin("flytt", "2027-02-15", "Det nya systemet startar i Lund först den 3 maj 2027.")
AGAIN = bulletin("igen", "2027-03-15", "Det nya systemet startar i Lund den 3 maj 2027, och alla är bjudna.")
OTHER = bulletin("annat", "2027-02-20", "Det nya systemet startar i Malmö den 7 juni 2027.")
BUILT = datetime.datetime(2027, 4, 1, 12, 0, tzinfo=datetime.UTC)


def test_a_newer_bulletin_moves_the_entry_which_keeps_its_name_and_says_so() -> None:
    (before,) = calendar_entries(statements(FIRST), Compared("Lund"))
    (after,) = calendar_entries(statements(FIRST, MOVED), Compared("Lund"))
    assert (str(before.days), str(after.days)) == ("2027-03-12", "2027-05-03")
    assert before.uid == after.uid
    assert moved_lines(after, Language.SV) == ["Tidigare 12 mars 2027, enligt ”Forst”."]
    assert after.citation.bulletin_id == "flytt"
    assert (after.citation.link or "").startswith("https://x.example/flytt#:~:text=")


def test_what_is_said_again_is_one_entry_without_a_comparer_and_replaces_nothing() -> None:
    (entry,) = calendar_entries(statements(MOVED, AGAIN))
    assert (entry.dated.bulletin.id, entry.replaced) == ("igen", ())


def test_another_place_is_another_entry() -> None:
    entries = calendar_entries(statements(FIRST, MOVED, OTHER), Compared("Lund"))
    assert [str(entry.days) for entry in entries] == ["2027-05-03", "2027-06-07"]


def test_an_older_bulletin_moves_nothing_whatever_order_it_comes_in() -> None:
    (entry,) = calendar_entries(statements(MOVED, FIRST), Compared("Lund"))
    assert str(entry.days) == "2027-05-03"


def test_the_file_is_read_by_calendars_and_is_the_same_until_something_is_published() -> None:
    entries = calendar_entries(statements(FIRST, MOVED), Compared("Lund"))
    made = ics(entries, "Kornet & Co, våren", BUILT, Language.SV)
    assert ics(entries, "Kornet & Co, våren", BUILT, Language.SV) == made
    (event,) = Calendar.from_ical(made).walk("VEVENT")
    assert event["uid"] == entries[0].uid
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (datetime.date(2027, 5, 3), datetime.date(2027, 5, 4))
    assert int(str(event["sequence"])) == 1
    assert "Tidigare 12 mars 2027" in str(event["description"])
    assert str(event["url"]).startswith("https://x.example/flytt")
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))


def test_days_are_written_as_people_write_them() -> None:
    (month,) = statements(bulletin("manad", "2027-01-15", "Utbildningen hålls i mars 2027."))
    (days,) = statements(bulletin("dagar", "2027-01-15", "Utbildningen hålls 12–14 mars 2027."))
    assert written_days(month.days, Language.SV) == "mars 2027"
    assert written_days(days.days, Language.EN) == "12 March 2027 – 14 March 2027"


def test_a_bulletin_that_names_the_old_day_moves_what_stands_there_whatever_a_comparer_says() -> None:
    said = bulletin("beslut", "2027-02-15", "Bo Alm beslutade att flytta starten från den 12 mars till den 3 maj 2027.")
    first = bulletin("forst", "2027-01-15", "Alla kliniker och starten för dem är den 12 mars 2027.")
    same_day = bulletin("annat", "2027-01-15", "Mötet om parkeringen hålls den 12 mars 2027.")
    entries = calendar_entries(statements(first, same_day, said))
    assert [(str(entry.days), len(entry.replaced)) for entry in entries] == [("2027-03-12", 0), ("2027-05-03", 1)]


def test_days_given_up_at_another_place_move_nothing_here() -> None:
    said = bulletin("beslut", "2027-02-15", "Starten i Malmö flyttas från den 12 mars till den 3 maj 2027.")
    assert [str(entry.days) for entry in calendar_entries(statements(FIRST, said))] == ["2027-03-12", "2027-05-03"]


def test_a_single_word_in_common_will_do_where_the_later_statement_tells_of_a_move() -> None:
    plan = bulletin("plan", "2027-01-15", "Kontraktet skrivs under den 12 mars 2027 om ingen överklagar.")
    late = bulletin("sen", "2027-06-15", "Kontraktet med Ek kom först den 3 maj 2027, senare än tänkt.")
    other = bulletin("ny", "2027-06-15", "Kontraktet med Ek kom den 3 maj 2027.")
    comparer = Compared("Kontraktet")
    assert [len(entry.replaced) for entry in calendar_entries(statements(plan, late), comparer)] == [1]
    assert [len(entry.replaced) for entry in calendar_entries(statements(plan, other), comparer)] == [0, 0]
