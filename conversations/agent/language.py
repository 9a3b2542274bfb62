"""Telling Swedish from English in a short text."""

from __future__ import annotations

import re

from conversations.words import word_set

_SWEDISH = word_set(
    """och att det är jag du vi ni en ett på för med av till har hej hejsan hallå tack när var hur vad
    vilka vilken kan ska vill inte om idag imorgon tid öppet stängt kostar pris boka lördag söndag
    måndag tisdag onsdag torsdag fredag er min mitt mina din dina ja nej bra gärna snälla mig sig
    som så men eller också här där nu sen finns får måste människa klippning bil öppettider avboka
    omboka radera uppgifter ledig oppet stanger oppnar lordag sondag manniska nagon ikväll helgen
    veckan morgon ok tja tjena mvh ringa prata tider adress parkering kostnad"""
)
_ENGLISH = word_set(
    """the and to is are you i we my your do does have has when what where how which who can could
    would will want need on for with of it this that hello hi hey thanks thank please open close
    opening hours price cost much book booking appointment saturday sunday monday tuesday wednesday
    thursday friday today tomorrow tonight weekend yes no not there here get my me speak talk person
    human cancel change move haircut car at in be from about any time address parking delete data"""
)
_WORD = re.compile(r"[^\W\d_]+")


def detect_language(text: str) -> str | None:
    """``sv`` or ``en``; ``None`` when the text gives no ground for either."""
    words = [word.lower() for word in _WORD.findall(text)]
    swedish = sum(word in _SWEDISH for word in words) + sum(any(c in "åäö" for c in word) for word in words)
    english = sum(word in _ENGLISH for word in words)
    if swedish == english:
        return None
    return "sv" if swedish > english else "en"
