"""How people text about times, and what they mean by it.

What is meant is written as :func:`shown` writes a reading: ``2026-11-24 14:00`` a clock time, ``2026-11-24
12:00-18:00`` a part of a day, ``2026-11-24`` a day, ``2026-11-30..2026-12-06`` days (both inclusive), ``now``
for the present moment, ``|`` between alternatives, and a problem or ``nothing`` by its name.
"""

from __future__ import annotations

import datetime

from conversations.agent.when import When
from tests.conversations.agent.turns import STOCKHOLM


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime.datetime:
    return datetime.datetime(year, month, day, hour, minute, tzinfo=STOCKHOLM)


WEDNESDAY = at(2026, 11, 25, 14)
SUNDAY_EVENING = at(2026, 11, 29, 20, 30)
FRIDAY = at(2026, 12, 4, 7, 45)
NEW_YEARS_EVE = at(2026, 12, 31, 15)
SPRING_NIGHT = at(2027, 3, 27, 22)
AUTUMN_NIGHT = at(2026, 10, 24, 22)
JUNE = at(2027, 6, 15, 11)


def shown(when: When | None, now: datetime.datetime) -> str:
    """The reading as the tables below write it."""
    if when is None:
        return "nothing"
    if when.problem:
        return when.problem
    assert when.start is not None
    windows = [(when.start, when.end), *when.alternatives]
    return " | ".join(_window(start, end, now) for start, end in windows)


def _window(start: datetime.datetime, end: datetime.datetime | None, now: datetime.datetime) -> str:
    first = f"{start:%Y-%m-%d %H:%M}"
    if end is None:
        return first
    last_day = (end - datetime.timedelta(minutes=1)).date()
    whole_days = end.time() == datetime.time()
    if start == now:
        return f"now..{last_day}" if whole_days else f"now..{end:%Y-%m-%d %H:%M}"
    if start.time() == datetime.time() and whole_days:
        return f"{start.date()}" if start.date() == last_day else f"{start.date()}..{last_day}"
    if start.date() == last_day:
        return f"{first}-{'24:00' if whole_days else f'{end:%H:%M}'}"
    return f"{first}..{end:%Y-%m-%d %H:%M}"


MONDAY_MORNING = [
    # Swedish, day and clock
    ("Hej! Kan jag få en tid imorgon kl 14?", "2026-11-24 14:00"),
    ("imorrn fm", "2026-11-24 08:00-12:00"),
    ("Har ni nåt på fredag em?", "2026-11-27 12:00-18:00"),
    ("nästa torsdag halv tre", "2026-12-03 14:30"),
    ("tisdag kvart över 9", "2026-11-24 09:15"),
    ("onsdag kvart i tre", "2026-11-25 14:45"),
    ("fem i halv fyra idag", "2026-11-23 15:25"),
    ("fem över halv fyra idag", "2026-11-23 15:35"),
    ("imorgon tjugo över 8", "2026-11-24 08:20"),
    ("10 över tre blir bra", "2026-11-23 15:10"),
    ("kvart i ett på fredag", "2026-11-27 12:45"),
    ("på lördag förmiddag", "2026-11-28 08:00-12:00"),
    ("ikväll", "2026-11-23 17:00-24:00"),
    ("Finns det någon tid i em?", "2026-11-23 12:00-18:00"),
    ("imorgon bitti", "2026-11-24 06:00-10:00"),
    ("imorgon efter 16", "2026-11-24 16:00-24:00"),
    ("kan komma efter kl 15 på onsdag", "2026-11-25 15:00-24:00"),
    ("på torsdag före lunch", "2026-11-26 06:00-11:00"),
    ("fredag efter lunch tack", "2026-11-27 13:30-18:00"),
    ("till lunch imorgon", "2026-11-24 11:00-13:30"),
    ("mellan 10 och 12 på torsdag", "2026-11-26 10:00-12:00"),
    ("imorgon 10-12", "2026-11-24 10:00-12:00"),
    ("mellan 2 och 4 imorgon", "2026-11-24 14:00-16:00"),
    ("10-12 funkar imorgon", "2026-11-24 10:00-12:00"),
    ("onsdag runt tretiden", "2026-11-25 15:00"),
    ("vid 15-tiden", "2026-11-23 15:00"),
    ("14.30", "2026-11-23 14:30"),
    ("14:30 går bra", "2026-11-23 14:30"),
    ("imorgon 1430", "2026-11-24 14:30"),
    ("kl. 9", "2026-11-24 09:00"),  # passed today
    ("kl 09.15", "2026-11-23 09:15"),
    ("kl fjorton", "2026-11-23 14:00"),
    ("klockan två på onsdag", "2026-11-25 14:00"),
    ("kl 7 imorgon", "2026-11-24 07:00"),
    ("kl 8 på kvällen på onsdag", "2026-11-25 20:00"),
    ("åtta ikväll", "2026-11-23 20:00"),
    ("kl 5 på morgonen imorgon", "2026-11-24 05:00"),
    ("kl 03.00 imorgon", "2026-11-24 03:00"),
    ("fredagkväll kl 7", "2026-11-27 19:00"),
    ("Tisdagseftermiddag vore bäst", "2026-11-24 12:00-18:00"),
    ("ons 10.15", "2026-11-25 10:15"),
    ("fre 14", "2026-11-27 14:00"),
    ("Fredag 14 passar mig", "2026-11-27 14:00"),
    ("på måndag kl 13", "2026-11-30 13:00"),  # a bare weekday is never today
    ("idag 14", "2026-11-23 14:00"),
    # dates
    ("25/11", "2026-11-25"),
    ("onsdag 25/11 kl 10", "2026-11-25 10:00"),
    ("25/11 kl 13.45", "2026-11-25 13:45"),
    ("den 3:e", "2026-12-03"),
    ("den 3 kl 10", "2026-12-03 10:00"),
    ("den tredje", "2026-12-03"),
    ("3 december kl 10", "2026-12-03 10:00"),
    ("3 dec 10", "2026-12-03 10:00"),
    ("torsdag den 3 december klockan 10:30", "2026-12-03 10:30"),
    ("första veckan i december", "2026-12-01..2026-12-06"),
    ("sista fredagen i november", "2026-11-27"),
    ("första måndagen i december på em", "2026-12-07 12:00-18:00"),
    ("2026-12-01 09:00", "2026-12-01 09:00"),
    ("1 december 2026 kl 9", "2026-12-01 09:00"),
    ("12/1", "2027-01-12"),
    ("i januari", "2027-01-01..2027-01-31"),
    ("mitten av december", "2026-12-11..2026-12-20"),
    ("3 eller 4 december", "2026-12-03 | 2026-12-04"),
    ("7-9 december", "2026-12-07..2026-12-09"),
    # weeks and longer
    ("v 48", "now..2026-11-29"),
    ("vecka 3", "2027-01-18..2027-01-24"),
    ("v49", "2026-11-30..2026-12-06"),
    ("tisdag v 49", "2026-12-01"),
    ("nästa vecka", "2026-11-30..2026-12-06"),
    ("på tisdag nästa vecka kl 9", "2026-12-01 09:00"),
    ("nästa vecka på onsdagen", "2026-12-02"),
    ("senare i veckan", "2026-11-24..2026-11-29"),
    ("i slutet av veckan", "2026-11-26..2026-11-29"),
    ("början av nästa vecka", "2026-11-30..2026-12-01"),
    ("i helgen", "2026-11-28..2026-11-29"),
    ("på lördag i helgen", "2026-11-28"),
    ("nästa helg", "2026-12-05..2026-12-06"),
    ("nästa månad", "2026-12-01..2026-12-31"),
    ("om två veckor", "2026-12-07"),
    ("om 3 dagar", "2026-11-26"),
    ("på fredag om en vecka", "2026-12-04"),
    ("om en timme", "2026-11-23 10:12"),
    ("om en halvtimme", "2026-11-23 09:42"),
    ("övermorgon kl 11", "2026-11-25 11:00"),
    ("imorgon kl 8, 10 eller 13", "2026-11-24 08:00 | 2026-11-24 10:00 | 2026-11-24 13:00"),
    ("tidigast fredag", "2026-11-27..2026-12-10"),
    ("senast onsdag", "now..2026-11-25"),
    ("innan fredag", "now..2026-11-26"),
    ("efter helgen", "2026-11-30..2026-12-04"),
    ("så snart som möjligt", "now..2026-12-06"),
    ("asap", "now..2026-12-06"),
    ("måndag till onsdag nästa vecka", "2026-11-30..2026-12-02"),
    ("i helgen fm", "2026-11-28 08:00-12:00 | 2026-11-29 08:00-12:00"),
    # alternatives
    ("14 eller 16 på fredag", "2026-11-27 14:00 | 2026-11-27 16:00"),
    ("tis eller ons", "2026-11-24 | 2026-11-25"),
    ("tis eller ons em", "2026-11-24 12:00-18:00 | 2026-11-25 12:00-18:00"),
    ("imorgon fm eller fredag", "2026-11-24 08:00-12:00 | 2026-11-27"),
    ("tisdag kl 10 eller torsdag kl 15", "2026-11-24 10:00 | 2026-11-26 15:00"),
    ("imorgon eller i övermorgon", "2026-11-24 | 2026-11-25"),
    # holidays
    ("på julafton", "2026-12-24"),
    ("annandagen", "2026-12-26"),
    ("trettondagen", "2027-01-06"),
    ("efter nyår", "2027-01-02..2027-01-15"),
    ("innan jul", "now..2026-12-23"),
    ("mellandagarna", "2026-12-27..2026-12-30"),
    ("långfredagen", "2027-03-26"),
    # spelling
    ("imorn kl 10", "2026-11-24 10:00"),
    ("imrgn", "2026-11-24"),
    ("fredg em", "2026-11-27 12:00-18:00"),
    ("på torsda", "2026-11-26"),
    ("lödag", "2026-11-28"),
    ("onsdg kl 9", "2026-11-25 09:00"),
    ("pa lordag formiddag", "2026-11-28 08:00-12:00"),
    ("i kvall", "2026-11-23 17:00-24:00"),
    ("tosdag halvtre", "2026-11-26 14:30"),
    # English
    ("nxt tues at half past two", "2026-12-01 14:30"),
    ("this friday 3pm", "2026-11-27 15:00"),
    ("tomorrow at noon", "2026-11-24 12:00"),
    ("in two weeks", "2026-12-07"),
    ("the 3rd of december", "2026-12-03"),
    ("Dec 3rd at 10:30am", "2026-12-03 10:30"),
    ("day after tomorrow", "2026-11-25"),
    ("any time after 4", "2026-11-23 16:00-24:00"),
    ("tomorrow any time after 4 please", "2026-11-24 16:00-24:00"),
    ("half two on wednesday", "2026-11-25 14:30"),
    ("quarter to 3 tomorrow", "2026-11-24 14:45"),
    ("tomorrow morning", "2026-11-24 06:00-12:00"),
    ("Saturday afternoon or Sunday", "2026-11-28 12:00-18:00 | 2026-11-29"),
    ("between 2 and 4 on thursday", "2026-11-26 14:00-16:00"),
    ("thursday 2-4pm", "2026-11-26 14:00-16:00"),
    ("next week", "2026-11-30..2026-12-06"),
    ("tonight at 8", "2026-11-23 20:00"),
    ("before friday", "now..2026-11-26"),
    ("by wednesday", "now..2026-11-25"),
    ("Christmas Eve", "2026-12-24"),
    ("as soon as possible", "now..2026-12-06"),
    ("8 am on the 4th", "2026-12-04 08:00"),
    # what was, what is not meant, what is corrected
    ("igår kl 10", "past"),
    ("idag kl 08", "past"),
    ("i fredags", "past"),
    ("förra veckan", "past"),
    ("last monday", "past"),
    ("2025-12-01", "past"),
    ("Jag ringde igår, kan jag komma på fredag?", "2026-11-27"),
    ("inte på fredag, hellre lördag", "2026-11-28"),
    ("på fredag kan jag inte men torsdag går bra", "2026-11-26"),
    ("torsdag istället för fredag", "2026-11-26"),
    ("fredag, nej förlåt, lördag kl 10", "2026-11-28 10:00"),
    ("kan ni flytta min tid imorgon till på fredag?", "2026-11-27"),
    ("Can I move my appointment from Tuesday to Thursday?", "2026-11-26"),
    ("jag kan alla dagar utom fredag", "nothing"),
    # impossible and contradictory
    ("31 feb", "impossible"),
    ("kl 27", "impossible"),
    ("30/2", "impossible"),
    ("den 31 november kl 10", "impossible"),
    ("imorgon 25:00", "impossible"),
    ("32 december", "impossible"),
    ("vecka 60", "impossible"),
    ("tisdag den 25/11", "contradictory"),
    ("imorgon fredag kl 9", "contradictory"),
    ("imorgon förmiddag kl 16", "contradictory"),
]

OTHER_TIMES = [
    (WEDNESDAY, "idag kl 08", "past"),
    (WEDNESDAY, "kl 13", "2026-11-26 13:00"),
    (WEDNESDAY, "på onsdag", "2026-12-02"),
    (WEDNESDAY, "i em", "now..2026-11-25 18:00"),
    (WEDNESDAY, "i förmiddags", "past"),
    (WEDNESDAY, "idag fm", "past"),
    (WEDNESDAY, "halv tre", "2026-11-25 14:30"),
    (WEDNESDAY, "den 25:e", "now..2026-11-25"),
    (WEDNESDAY, "24/11", "past"),
    (WEDNESDAY, "nästa onsdag", "2026-12-02"),
    (WEDNESDAY, "this morning", "past"),
    (SUNDAY_EVENING, "imorgon", "2026-11-30"),
    (SUNDAY_EVENING, "nästa vecka", "2026-11-30..2026-12-06"),
    (SUNDAY_EVENING, "nästa torsdag", "2026-12-03"),
    (SUNDAY_EVENING, "på torsdag", "2026-12-03"),
    (SUNDAY_EVENING, "i helgen", "now..2026-11-29"),
    (SUNDAY_EVENING, "kl 9", "2026-11-30 09:00"),
    (SUNDAY_EVENING, "ikväll", "now..2026-11-29"),
    (SUNDAY_EVENING, "på söndag", "2026-12-06"),
    (SUNDAY_EVENING, "v 49 tisdag fm", "2026-12-01 08:00-12:00"),
    (SUNDAY_EVENING, "den här veckan", "now..2026-11-29"),
    (FRIDAY, "på fredag", "2026-12-11"),
    (FRIDAY, "nästa fredag", "2026-12-11"),
    (FRIDAY, "idag vid 10", "2026-12-04 10:00"),
    (FRIDAY, "på morgonen", "now..2026-12-04 10:00"),
    (NEW_YEARS_EVE, "imorgon kl 10", "2027-01-01 10:00"),
    (NEW_YEARS_EVE, "v 1", "2027-01-04..2027-01-10"),
    (NEW_YEARS_EVE, "nästa vecka", "2027-01-04..2027-01-10"),
    (NEW_YEARS_EVE, "på lördag", "2027-01-02"),
    (NEW_YEARS_EVE, "5/1 kl 9", "2027-01-05 09:00"),
    (NEW_YEARS_EVE, "nästa månad", "2027-01-01..2027-01-31"),
    (NEW_YEARS_EVE, "kl 14", "2027-01-01 14:00"),
    (NEW_YEARS_EVE, "tomorrow 2pm", "2027-01-01 14:00"),
    (NEW_YEARS_EVE, "den 2:a", "2027-01-02"),
    (NEW_YEARS_EVE, "på trettondagen", "2027-01-06"),
    (SPRING_NIGHT, "imorgon kl 02.30", "impossible"),
    (SPRING_NIGHT, "imorgon 03:30", "2027-03-28 03:30"),
    (SPRING_NIGHT, "imorgon", "2027-03-28"),
    (SPRING_NIGHT, "på påskdagen kl 12", "2027-03-28 12:00"),
    (AUTUMN_NIGHT, "imorgon 02:30", "2026-10-25 02:30"),
    (AUTUMN_NIGHT, "söndag", "2026-10-25"),
    (JUNE, "på midsommarafton", "2027-06-25"),
    (JUNE, "om en månad", "2027-07-15"),
    (JUNE, "i augusti", "2027-08-01..2027-08-31"),
    (JUNE, "29 februari", "2028-02-29"),
    (JUNE, "fre kl 1", "2027-06-18 13:00"),
]
