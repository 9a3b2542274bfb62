"""A text in the form in which the rules read it.

Small letters without dots, rings and accents (so "öppet" and "oppet" are one), the usual abbreviations
written out, and words of ours that are spelled wrong put right ("avobka", "öppetidder").
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

from conversations.agent.when.lexicon import fold
from conversations.words import word_set

_WORD = re.compile(r"[^\W_]+")
_BLANK = re.compile(r"[^\S\n]+")
_READ, _END = 2_000, 500
_SIGNS = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_WRITTEN_OUT = {
    "e": "ar",
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
    unconscious breathing collapsed bleeding unhappy disappointed information"""
)
# Real words that are one slip away from one of ours.
_OTHERS = word_set(
    """kastar kosta kostat kostnad costar lediga flotta flyttat cancer slanger sanger stannar stangd stangt
    oppna oppnat adresser manniskor personer parken parkett delade deleted opening avslut avslutad kontakt
    kontaktar raderad raderas raderat bokningar address booking ledig lever addera radda radera flytt flyttar
    missnoje besvikelse uppgift svimma svimmar reklamen klaga parkerar parkerad openings happy informationen"""
)


def normal(text: str) -> str:
    """``text`` as the rules read it; lines are kept. Of a very long one, its beginning and its end."""
    if len(text) > _READ:
        text = f"{text[: _READ - _END]}\n{text[-_END:]}"
    signs = _BLANK.sub(" ", fold(text.translate(_SIGNS))).strip()
    # "sms:a", "AI:n"
    signs = re.sub(r"(?<=[a-z]):(?=[a-z])", "", signs)
    return _WORD.sub(lambda word: _mended(word[0]), signs)


def words_of(text: str) -> list[str]:
    """The words of a text in normal form, without numbers."""
    return [word for word in _WORD.findall(text) if not word.isdecimal()]


@lru_cache(maxsize=4096)
def _mended(word: str) -> str:
    if word in _WRITTEN_OUT:
        return _WRITTEN_OUT[word]
    if len(word) < 5 or word in _OTHERS or word in _OURS or word.isdecimal():
        return word
    best, least = word, 3
    for own in _OURS:
        allowed = 2 if len(own) >= 10 else 1
        # Another ending is another form, not a slip: "avbokat" asks for nothing, "avboka" does.
        if word.startswith(own[:-1]):
            return word
        slips = OSA.distance(word, own, score_cutoff=allowed)
        if slips <= allowed and slips < least and sorted(word[:2]) == sorted(own[:2]):
            best, least = own, slips
    return best


def rule(*patterns: str) -> re.Pattern[str]:
    """One pattern out of several alternatives, for texts in normal form."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def near(one: str, other: str, most: int = 40) -> str:
    """A pattern for ``one`` and ``other`` in one sentence, in either order, at most so many characters apart."""
    gap = rf"[^.!?\n]{{0,{most}}}?"
    return rf"(?:(?:{one}){gap}(?:{other})|(?:{other}){gap}(?:{one}))"
