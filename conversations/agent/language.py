"""Telling Swedish from English in a short text."""

from __future__ import annotations

import re

from conversations.words import word_set

_SWEDISH = word_set(
    """och att det är jag du vi ni en ett på för av till har hej hejsan hallå tack när var hur vad vilka vilken
    vilket kan ska vill inte om idag imorgon tid tider tiden öppet stängt kostar pris boka bokar bokning lördag
    söndag måndag tisdag onsdag torsdag fredag er min mitt mina din dina ja nej bra gärna snälla mig sig som så
    eller också här där nu sen finns får måste människa klippning bil öppettider avboka omboka radera uppgifter
    ledig oppet stanger oppnar lordag sondag manniska nagon någon något ikväll helgen veckan vecka morgon tja tjena
    mvh ringa prata adress parkering kostnad ar ej hos efter innan men med fast kunna skulle behöver behover ledigt
    klockan halv kvart passar funkar blir annan istället istallet tidigare senare första sista vart ligger ni hade
    ta bort sluta skicka meddelanden stopp börja borja registerutdrag akut hjälp hjalp brinner sms nästa nasta
    flytta eftermiddag förmiddag kväll kvall lunch tar era ert utan mot från fran allt alla inga ingen den de dem"""
)
_ENGLISH = word_set(
    """the and to is are you i we my your do does has have when what where how which who can could would will want
    need on for with of it this that hello hi hey thanks thank please open close opening hours price cost much book
    booking appointment saturday sunday monday tuesday wednesday thursday friday today tomorrow tonight weekend yes
    no not there here get me speak talk human cancel change move haircut car at be from about any time address
    parking delete data i'm it's don't can't i'd i'll later earlier instead first last one works works's another day
    available slot slots stop texting messages unsubscribe remove forget emergency fire breathing sorry but or if
    cheers mate happy new year so brilliant lovely
    morning afternoon evening next week make come came see much great good fine perfect was were am"""
)
_BOTH = word_set("man in var bra hit dig fast for an person sms ok bil tar slot har men be den")
_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")


def detect_language(text: str) -> str | None:
    """``sv`` or ``en``; ``None`` when the text gives no ground for either."""
    words = [word.lower() for word in _WORD.findall(text.replace("’", "'"))]
    swedish = sum(word in _SWEDISH and word not in _BOTH for word in words)
    swedish += sum(any(c in "åäö" for c in word) for word in words)
    english = sum(word in _ENGLISH and word not in _BOTH for word in words)
    if swedish == english:
        return None
    return "sv" if swedish > english else "en"
