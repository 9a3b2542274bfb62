"""What a word is, and which inflections of it are one."""

from __future__ import annotations

import pytest

from nexus.crypto.words import fold, number_digits, numbers_in, stem, words_in

#: Word and inflection, as customers write them to companies.
SWEDISH = """
tid tider, tid tiden, tid tiderna, bil bilar, bil bilen, bil bilarna, klippning klippningar,
klippning klippningen, klippning klippa, klippning klippt, klippa klipper, klippa klippte, klippa klippt,
boka bokar, boka bokade, boka bokat, boka bokning, bokning bokningar, bokning bokningen, avboka avbokning,
avboka avbokat, färg färgen, färga färgning, pris priser, pris priset, öppettid öppettider, kund kunder,
kund kundens, kund kunderna, hund hundar, katt katten, däck däcken, däckbyte däckbyten, byta byter, byta bytt,
byta bytte, byta byte, faktura fakturor, faktura fakturan, faktura fakturorna, behandling behandlingar,
behandla behandlad, stol stolar, dag dagar, dag dagen, vecka veckor, vecka veckan, timme timmar, minut minuter,
adress adressen, nummer numret, nummer numren, fönster fönstret, fönster fönstren, gammal gamla,
vacker vackra, snabb snabbt, snabb snabbare, billig billigare, dyr dyrt, dyr dyrare, röd röda, röd rött,
stor större, tand tänder, hand händer, bok böcker, betala betalar, betala betalat, betala betalning,
ringa ringer, ringa ringde, ringa ringt, köpa köper, köpa köpt, köpa köpte, köp köpet, fråga frågor,
fråga frågan, fråga frågade, svar svaret, svara svarade, reparation reparationer, reparera reparerad,
reparera reparation, motor motorn, motor motorer, batteri batterier, batteri batteriet, leverans leveranser,
leverera levererat, problem problemet, möte möten, möte mötet, läkare läkaren, läkare läkarna, frisör frisörer,
frisör frisören, skada skador, skada skadad, läcka läcker, nyckel nycklar, nyckel nyckeln, komma kommer,
komma kom, skriva skrev, flytta flyttar, flytta flyttade, gå gick, barn barnen, rum rummet,
hår håret, år året, kort kortet, jobb jobbet, kontor kontoret, besök besöket, leverans leverera, tak taket
"""
ENGLISH = """
booking bookings, book booked, book booking, car cars, price prices, haircut haircuts,
appointment appointments, cancel cancelled, cancel canceled, change changed, time times, open opening, pay paid,
call called, call calling, customer customers, tire tires, invoice invoices, repair repaired, wait waiting
"""
#: What has no common stem; a search for the one does not find the other (docs/adr/0029).
MISSED = "pay payment, sälja försäljning, vatten vattnet, papper pappret, bry brydde"
APART = "bil bild, fot foto, bank bänk, hel helg, pris prick, vän van, färg färd, ren regn, kort kurs"


def pairs(table: str) -> list[tuple[str, str]]:
    return [(one, other) for one, other in (pair.split() for pair in table.replace("\n", " ").split(","))]


@pytest.mark.parametrize(("word", "inflection"), pairs(SWEDISH) + pairs(ENGLISH))
def test_an_inflection_has_the_stem_of_its_word(word: str, inflection: str) -> None:
    assert stem(word) == stem(inflection) != ""


@pytest.mark.parametrize(("word", "other"), pairs(APART))
def test_other_words_have_other_stems(word: str, other: str) -> None:
    assert stem(word) != stem(other)


@pytest.mark.parametrize(("word", "other"), pairs(MISSED))
def test_what_the_stemmer_misses_is_known(word: str, other: str) -> None:
    """When one of these is mended, it moves to the table above, and the decision record says so."""
    assert stem(word) != stem(other)


def test_a_stem_is_its_own_stem() -> None:
    """Else it would matter in which inflection a word was first met."""
    words = {word for table in (SWEDISH, ENGLISH) for pair in pairs(table) for word in pair}
    unstable = {word for word in words if stem(stem(word)) not in ("", stem(word))}
    assert len(unstable) <= len(words) // 20, unstable


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hej! Går det kl 14:30?", ["hej", "går", "det", "kl", "14", "30"]),
        ("a\u030ak TILL \u00c5K", ["åk", "till", "åk"]),
        ("so\u00adft\u200bware", ["software"]),
        ("André IDÉ Müller", ["andre", "ide", "muller"]),
        ("Tack👍🏽👍", ["tack", "👍", "👍"]),
        ("e‑post: anna_k@saxen.se", ["e", "post", "anna", "k", "saxen", "se"]),
        ("ﬁnt Ｈｅｊ", ["fint", "hej"]),
        ("\0 \ud800 …", []),
        ("שלום مرحبا", ["שלום", "مرحبا"]),
        ("½ ①", ["12", "1"]),
    ],
)
def test_words_are_found_as_people_see_them(text: str, words: list[str]) -> None:
    assert [word.plain for word in words_in(text)] == words
    for word in words_in(text):
        assert fold(text[word.start : word.end]) == word.plain


@pytest.mark.parametrize(
    "spelt",
    [
        "070-174 06 12", "0701740612", "+46701740612", "+46 70 174 06 12", "0046 70-174 06 12",
        "+46 (0)70-174 06 12", "070/174 06 12", "(070) 174 06 12", "46701740612", "070.174.06.12",
        "070–174 06 12",
    ],
)  # fmt: skip
def test_a_number_is_the_same_in_every_spelling(spelt: str) -> None:
    assert number_digits(spelt) == "46701740612"
    assert [found.digits for found in numbers_in(f"Ring {spelt}, tack")] == ["46701740612"]


@pytest.mark.parametrize("text", ["2026-11-23", "14.30", "1 250 kr", "order 1234567", "556677-8899"])
def test_what_is_no_phone_number_is_none(text: str) -> None:
    assert list(numbers_in(text)) == []
