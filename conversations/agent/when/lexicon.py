"""The words that tell of time, in Swedish and English.

Keys are folded as :func:`fold` does it, so that "lordag" is found as well as "lördag".
"""

from __future__ import annotations

from conversations.words import word_set

_FOLDING = str.maketrans("åäàáâãæöøòóôéèêëüúùíì", "aaaaaaaoooooeeeeuuuii")


def fold(text: str) -> str:
    """``text`` in small letters and without dots, rings and accents; as long as before."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text).translate(_FOLDING)


def _table(values: dict[str, int]) -> dict[str, int]:
    return {fold(word): value for words, value in values.items() for word in words.split()}


# A weekday's own word, which may take an ending (-en, -ar, -s, -ens), and its abbreviations.
WEEKDAYS = _table(
    {
        "måndag monday": 0,
        "tisdag tuesday": 1,
        "onsdag wednesday": 2,
        "torsdag thursday": 3,
        "fredag friday": 4,
        "lördag saturday": 5,
        "söndag sunday": 6,
    }
)
WEEKDAY_ENDINGS = ("", "arnas", "arna", "ens", "en", "ar", "s")
SHORT_WEEKDAYS = {
    **dict.fromkeys(("mån", "månd", "mon"), 0),
    **dict.fromkeys(("tis", "tisd", "tue", "tues"), 1),
    **dict.fromkeys(("ons", "onsd", "wed", "weds"), 2),
    **dict.fromkeys(("tor", "tors", "torsd", "thu", "thur", "thurs"), 3),
    **dict.fromkeys(("fre", "fred", "fri"), 4),
    **dict.fromkeys(("lör", "lörd", "lor", "sat"), 5),
    **dict.fromkeys(("sön", "sönd", "sun"), 6),
}
# Of these, what is also another word and so needs a time, or "på", beside it.
DOUBTFUL_WEEKDAYS = word_set("mån mon tor wed fred fri lor sat sun")
MONTHS = _table(
    {
        "januari january": 1,
        "februari february": 2,
        "mars march": 3,
        "april": 4,
        "maj may": 5,
        "juni june": 6,
        "juli july": 7,
        "augusti august": 8,
        "september": 9,
        "oktober october": 10,
        "november": 11,
        "december": 12,
    }
)
SHORT_MONTHS = _table(
    {
        "jan": 1,
        "feb febr": 2,
        "mar": 3,
        "apr": 4,
        "jun": 6,
        "jul": 7,
        "aug": 8,
        "sep sept": 9,
        "okt oct": 10,
        "nov": 11,
        "dec": 12,
    }
)
NUMBERS = _table(
    {
        "ett en one": 1,
        "två two": 2,
        "tre three": 3,
        "fyra four": 4,
        "fem five": 5,
        "sex six": 6,
        "sju seven": 7,
        "åtta eight": 8,
        "nio nie nine": 9,
        "tio tie ten": 10,
        "elva eleven": 11,
        "tolv twelve": 12,
        "tretton": 13,
        "fjorton": 14,
        "femton": 15,
        "sexton": 16,
        "sjutton": 17,
        "arton": 18,
        "nitton": 19,
        "tjugo twenty": 20,
        "tjugoett tjugoen": 21,
        "tjugotvå": 22,
        "tjugotre": 23,
        "tjugofyra": 24,
        "tjugofem": 25,
        "trettio thirty": 30,
        "fyrtiofem": 45,
        "fifteen": 15,
    }
)
ORDINALS = _table(
    {
        "första förste first": 1,
        "andra second": 2,
        "tredje third": 3,
        "fjärde fourth": 4,
        "femte fifth": 5,
        "sjätte sixth": 6,
        "sjunde seventh": 7,
        "åttonde eighth": 8,
        "nionde ninth": 9,
        "tionde tenth": 10,
        "elfte eleventh": 11,
        "tolfte twelfth": 12,
        "trettonde": 13,
        "fjortonde": 14,
        "femtonde": 15,
        "sextonde": 16,
        "sjuttonde": 17,
        "artonde": 18,
        "nittonde": 19,
        "tjugonde": 20,
        "tjugoförsta": 21,
        "tjugoandra": 22,
        "tjugotredje": 23,
        "tjugofjärde": 24,
        "tjugofemte": 25,
        "tjugosjätte": 26,
        "tjugosjunde": 27,
        "tjugoåttonde": 28,
        "tjugonionde": 29,
        "trettionde": 30,
        "trettioförsta": 31,
    }
)
LAST = word_set("sista siste last")

# Parts of the day. Their hours are in :mod:`conversations.agent.when.parts`.
PART_WORDS = {
    fold(word): part
    for words, part in {
        "morgon morgonen morron morronen mornar morgnar morgonar bitti morgontid": "morgon",
        "morning mornings": "morning",
        "förmiddag förmiddagen förmiddan förmiddagar förmiddagstid fm": "förmiddag",
        "lunch lunchen lunchtid lunchrast lunchrasten lunchtime lunchdags": "lunch",
        "eftermiddag eftermiddagen eftermiddan eftermiddagar eftermiddagstid em": "eftermiddag",
        "afternoon afternoons": "afternoon",
        "kväll kvällen kvällar kvällstid kvällningen evening evenings night nights": "kväll",
        "natt natten": "natt",
        "dagtid daytime": "dagtid",
    }.items()
    for word in words.split()
}
TODAY_PARTS = {
    fold(word): part
    for words, part in {
        "ikväll ikvll tonight tonite": "kväll",
        "ieftermiddag iem": "eftermiddag",
        "iförmiddag ifm": "förmiddag",
        "inatt": "natt",
    }.items()
    for word in words.split()
}
# Already gone when they are said.
GONE_PARTS = word_set("imorse morse formiddags eftermiddags kvallse")
SHIFTS = _table(
    {
        "idag today idg": 0,
        "imorgon imorron imorrn imorn imorrgon imrgn imrg imoron imoro imorro tomorrow tmrw tmr tmw tomoz "
        "tomo tommorow tommorrow tomorow tommorro": 1,
        "övermorgon iövermorgon övermorn övermorron": 2,
    }
)
GONE_DAYS = word_set("igar yesterday forrgar haromdagen")

NEXT = word_set("nasta nastkommande nst nxt next")
LAST_TIME = word_set("forra forre last senaste")
THIS = word_set("denna detta den this")
WEEK = word_set("vecka veckan veckans veckas week weeks veckor")
WEEKEND = word_set("helg helgen weekend weekenden")
WEEKENDS = word_set("helger helgerna weekends")
MONTH = word_set("manad manaden manadens month months manader")
WORKDAYS = word_set("vardag vardagar vardagarna weekday weekdays")
CLOCK = word_set("kl klockan klocka klockslag klockn kln")
ABOUT = word_set("ca cirka circa typ ungefar runt kring omkring vid around about ish sisadar approx roughly")
AT = word_set("pa on i in at under till to for den the kl klockan vid ca runt during nu of av")

# What may stand before a number that is a clock time without "kl".
LEADS = word_set(
    """vid runt kring omkring ca cirka circa typ ungefar efter fore innan tidigast senast fran till mellan at
    around about after before by from until between tid tiden tider boka book bokar da sa ta tar komma kommer
    kom helst garna say sag sager kanske kan klockslag redan already than an forran eller or to preferably alt
    men but hellre nej no come ledigt ledig lediga nagot nagon nat lucka free available slot slots anything
    something mig me o el @ do make it funkar passar gar fungerar works"""
)
# What may stand after it.
FOLLOWS = word_set(
    """funkar fungerar passar gar blir vore hade skulle kan om som sa da tack bra perfekt ok okej helst garna
    ocksa eller och men hos med pa i till works work is would if please thanks thx could suits good great fine or
    and but on in at for with then instead istallet hellre fran det den er jag vi ni du nar ledigt lediga
    prick exakt sharp for forsta the tid typ ungefar senast tidigast framat onwards snarare annars alternativt
    ska skall finns har ju va inte not ish plus ar vid med min mig me my we i im nasta next this denna perfect
    ideal nan nagon gang alla varje every all kanske perhaps maybe mvh hej hi bokar boka tar redan already
    fram until mellan"""
)
# After one of these a number is an amount even with "14.30" between.
UNITS = word_set(
    """kr kronor krona sek spann euro eur dollar dollars pund mil km m cm mm meter kg g l liter procent timmar
    timme tim h min minuter hours hour minutes st stycken styck pers personer person barn vuxna gaster people
    persons guests kids children adults tum tr trappor ganger ggr dagar veckor manader days weeks months
    years year"""
)
PERIODS = {
    fold(word): unit
    for words, unit in {
        "minut minuter min minute minutes mins": "minutes",
        "kvart": "quarter",
        "halvtimme halvtimma": "half",
        "timme timma timmar tim hour hours h hr hrs": "hours",
        "dag dagar dagarna dygn day days": "days",
        "vecka veckor veckorna week weeks": "weeks",
        "fortnight": "fortnights",
        "månad månader month months mån": "months",
    }.items()
    for word in words.split()
}
MOVING = word_set(
    """flytta flyttar flyttas omboka ombokar ombokning andra andrar byta byter bytas move moved moving change
    changed changing reschedule rescheduled skjuta push shift postpone swap swapping exchange"""
)
CARS = word_set("volvo v40 v50 v60 v70 v90")
OWNERS = word_set("min mitt mina en ett var vart din a my our the ar bil bilen volvo volvon")
