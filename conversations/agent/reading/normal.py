"""A text in the form in which the rules read it.

Small letters without dots, rings and accents (so "öppet" and "oppet" are one), the usual abbreviations
written out, and words of ours that are spelled wrong put right ("avobka", "öppetidder").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA

from conversations.agent.when.lexicon import fold
from conversations.agent.when.spelling import spelled
from conversations.words import word_set

_WORD = re.compile(r"[^\W_]+")
_BLANK = re.compile(r"[^\S\n]+")
_READ, _END = 2_000, 500
# What is added to a word and is longer than an ending makes a compound of it.
_TAIL = 6
_LEAST, _LONG = 3, 6
_SIGNS = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_WRITTEN_OUT = {
    "e": "ar",
    "mkt": "mycket",
    "d": "det",
    "o": "och",
    "ngn": "nagon",
    "ngt": "nagot",
    "nan": "nagon",
    "nat": "nagot",
    "nagn": "nagon",
    "mej": "mig",
    "dej": "dig",
    "sej": "sig",
    "oxa": "ocksa",
    "iaf": "i alla fall",
    "pls": "please",
    "plz": "please",
    "thx": "thanks",
    "tnx": "thanks",
    "u": "you",
    "appt": "appointment",
    "wanna": "want to",
    "gonna": "going to",
    "tfn": "telefon",
    "tel": "telefon",
}
_OURS = word_set(
    """avboka avbokar avbokning avbokad omboka ombokning bokning bokningen oppettider oppnar stanger kostar
    prislista lediga ledigt flytta adress adressen manniska personal radera uppgifter personuppgifter
    registerutdrag reklamera reklamation missnojd besviken klagomal aterbetalning appointment available
    availability reschedule opening address parking parkering emergency ambulans medvetslos cancel delete
    cancelled parkera kontakta avregistrera avsluta svimmat brinner bloder medvetslos ambulansen
    unconscious breathing collapsed bleeding unhappy disappointed information personalen klippning klippningen
    behandling behandlingen massage eftermiddag formiddag betala betalning skicka erbjudanden tillganglig
    forhinder forsenad istallet installera reparation haircut hairdresser
    complaint confirm location directions"""
)
# Real words that are one slip away from one of ours.
_OTHERS = word_set(
    """kastar kosta kostat kostnad costar lediga flotta flyttat cancer slanger sanger stannar stangd stangt
    oppna oppnat adresser manniskor personer parken parkett delade deleted opening avslut avslutad kontakt
    kontaktar raderad raderas raderat bokningar address booking ledig lever addera radda radera flytt flyttar
    missnoje besvikelse uppgift svimma svimmar reklamen klaga parkerar parkerad openings happy informationen
    stickar stickat klippingen betalt betalar betald betalade behandlad behandla behandlar skickat sticka skocka
    confirms allocation vocation locations direction complaints stalle installe istalla avbokas ombokas
    installerat installation massager message passage behandlat klippande klippningar klippet forhindrad
    forsenat forsena reparera eftermiddagar betalat betalas avbetala avbetalning bloddar slickar klickar klicka
    installerar avslut spelning boning boningen blekning snickra personen personens stranger strangers
    ambulance ambulances ambulanser morsning oppen oppens complain disappoint disappoints behandlingar
    erbjudande reparationen reparationer timer time times haircare
    branner brenner skinka installda oppning betalda boxning forbinder persona rasera boko kottar informator informativ
    parning bojning koster leriga forenad priest personally reputation directors installed packing directing
    relaxation informative conform"""
)
# Short words that are told from a slip by their letters alone: two of them swapped, one doubled or undoubled.
_SHORT = word_set(
    """boka bokar tid tider tiden pris priset oppet oppna ledig ledigt flytta klippa slingor stanger kosta kostar
    adress hjalp vecka timme imorgon open book price cancel hours please human sluta skicka personal radera"""
)
# What such a slip would make of them is a word of its own.
_OTHERS_SHORT = word_set(
    """booka eldig opet tied tire pries bok klipa pirs polen flyta veckan hums boks bokra kotsa boken obok prise
    tidre opens tide time timer oppen"""
)
# An ending makes another form of a word, not a slip.
_ENDS = word_set(
    """a ar ad ade ades as at ats e er en et ets ens s n na or ning ningen ningar ningarna nings ningsbara ande are
    d de dag dagar ed ing ings ling led es ment ments t tes te ta tar r ra rna res rat rad ade ligt lig liga sen
    arna erna ens erade erat er tid tider tiden sida regler villkor avgift avgiften policy"""
)


def normal(text: str) -> str:
    """``text`` as the rules read it; lines are kept. Of a very long one, its beginning and its end."""
    if len(text) > _READ:
        text = f"{text[: _READ - _END]}\n{text[-_END:]}"
    signs = _BLANK.sub(" ", fold(text.translate(_SIGNS))).strip()
    # The ending of letters that stand for words: "ac:n" is "ac", "mr:n" is "mr".
    signs = re.sub(r"\b((?!sms|ai)[a-z]{2,3}):(?:n|ns|t)\b", r"\1", signs)
    # "sms:a", "AI:n"
    signs = re.sub(r"(?<=[a-z]):(?=[a-z])", "", signs)
    # "e-post": its first letter is no "är".
    signs = re.sub(r"\be-(?=post|mail|mejl)", "e", signs)
    return _WORD.sub(lambda word: _mended(word[0]), signs)


def words_of(text: str) -> list[str]:
    """The words of a text in normal form, without numbers."""
    return [word for word in _WORD.findall(text) if not word.isdecimal()]


@lru_cache(maxsize=4096)
def _mended(word: str) -> str:
    if word in _WRITTEN_OUT:
        return _WRITTEN_OUT[word]
    if word in _OTHERS or word in _OURS or word in _SHORT or word.isdecimal():
        return word
    if word in _SLIPS:
        return _SLIPS[word]
    if len(word) < 5:
        return word
    best, least = word, 3
    for own in _OURS:
        allowed = 2 if len(own) >= 10 else 1
        # Another ending is another form, not a slip: "avbokat" asks for nothing, "avboka" does.
        if word.startswith(own[:-1]) and _is_form(word, own):
            return word
        slips = OSA.distance(word, own, score_cutoff=allowed)
        if slips <= allowed and slips < least and sorted(word[:2]) == sorted(own[:2]):
            best, least = own, slips
    return best if best != word else spelled(word)


def _is_form(word: str, own: str) -> bool:
    ending = word[len(own) - 1 :]
    return (
        ending in _ENDS
        or (word.startswith(own) and word[len(own) :] in _ENDS)
        or len(ending) > _TAIL
        or (not ending and own.endswith("a"))
    )


def _slips_of(word: str) -> Iterator[str]:
    """What ``word`` becomes when two of its letters are swapped, one is doubled or, in a longer word, left out."""
    for place, letter in enumerate(word):
        yield word[:place] + letter + word[place:]
        if place + 1 < len(word):
            yield word[:place] + word[place + 1] + letter + word[place + 2 :]
            if place and (len(word) >= _LONG or word[place + 1] == letter):
                yield word[:place] + word[place + 1 :]


_SLIPS = {
    slip: word
    for word in sorted(_SHORT)
    for slip in _slips_of(word)
    if slip not in _SHORT | _OURS | _OTHERS | _OTHERS_SHORT and len(slip) >= _LEAST
}


def rule(*patterns: str) -> re.Pattern[str]:
    """One pattern out of several alternatives, for texts in normal form."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def near(one: str, other: str, most: int = 40) -> str:
    """A pattern for ``one`` and ``other`` in one sentence, in either order, at most so many characters apart."""
    gap = rf"[^.!?\n]{{0,{most}}}?"
    return rf"(?:(?:{one}){gap}(?:{other})|(?:{other}){gap}(?:{one}))"
