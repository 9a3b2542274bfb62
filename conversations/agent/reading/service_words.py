"""Words that services are named with, and those that say nothing of which one is meant; in normal form."""

from __future__ import annotations

from conversations.agent.when.lexicon import MONTHS, NUMBERS, PART_WORDS, SHIFTS, WEEKDAYS
from conversations.words import word_set

JOINING = word_set(
    """och med for and with inkl inklusive the till av of pa i in a an en ett den det your our er din min to efter
    hos vid per inom from st min minuter minutes ink samt alla all"""
)
# A service with one of these is the usual one of its kind.
USUAL = word_set(
    "klassisk vanlig standard bas svensk swedish normal enkel basic classic regular ordinarie grund"
)
ENDINGS = (
    "ningarna",
    "ningar",
    "ningen",
    "ning",
    "ationen",
    "ation",
    "erade",
    "erat",
    "eras",
    "erar",
    "era",
    "ering",
    "ements",
    "ement",
    "ments",
    "ment",
    "ings",
    "ing",
    "arnas",
    "erna",
    "arna",
    "orna",
    "ande",
    "ade",
    "ad",
    "at",
    "as",
    "ar",
    "er",
    "or",
    "en",
    "et",
    "an",
    "ed",
    "es",
    "'s",
    "s",
    "a",
    "e",
    "t",
)
WHO = {
    "herr": word_set(
        "herr herrar herrars herren man mans mannen kille killar killen grabb grabben gubbe pojkvan make maken "
        "men men's mens gents gent guy guys gentleman male husband boyfriend"
    ),
    "dam": word_set(
        "dam damer damen kvinna kvinnor tjej tjejer fru frun flickvan women women's womens woman woman's ladies lady "
        "female wife girlfriend mamma mom"
    ),
    "barn": word_set(
        "barn barnet barnen son sonen dotter dottern unge ungen ungar pojke pojken flicka flickan kid kids child "
        "children children's childs boy girl daughter toddler aring arig ariga dottras"
    ),
}
ALIKE = (
    word_set("byta byte byt byter skifta skifte skift vaxla swap change replace replacement fit"),
    word_set("laga lagning reparation reparera fixa fix repair mending"),
    word_set(
        "kolla koll kontroll kontrollera undersokning undersoka check checkup besiktning besiktiga inspection"
    ),
    word_set("dack dacken hjul hjulen tyre tyres tire tires wheel wheels"),
    word_set("klippa klippning klippt klippas klipp klipper cut haircut trim frisering klippis"),
    word_set("tvatta tvatt rengoring rengora stadning stada clean cleaning wash rekond"),
    word_set("blandare kran kranen blandaren tap faucet"),
    word_set("tand tander tanderna tooth teeth"),
    word_set("massage massera knada"),
    word_set("prov prova test testa trial intro"),
    word_set("utprovning utprova tillpassning anpassning passform fitting"),
    word_set(
        "foto fota fotografering fotografera fotograferas bild bilder portratt photo photos picture pictures portrait"
    ),
    word_set("dragkedja dragkedjan blixtlas blixtlaset gylf zip zipper"),
    word_set("lektion lektionen lektioner lesson lessons"),
)
# Verbs that fit many a service: what is to be changed or looked at decides.
GENERAL = ALIKE[0] | ALIKE[1] | word_set("kolla koll kontroll kontrollera check")
# Words of a question that are no part of a service's name.
ORDINARY = (
    word_set(
        """hej tid tiden tider boka bokar bokning vill kan jag ni har for att fa en ett den det till pa i och som
        kostar kosta pris vad hur mycket nar ledig ledigt lediga finns imorgon idag tack please book time price
        cost much how what the you have want need like appointment available next first nasta forsta hos efter
        innan fore klockan komma hade skulle vilja behover mig min mitt mina alla helst garna nagon nagot dag
        vecka veckan manad halv kvart kl em fm annan istallet samma bra blir ok ja nej"""
    )
    | frozenset(WEEKDAYS)
    | frozenset(MONTHS)
    | frozenset(NUMBERS)
    | frozenset(PART_WORDS)
    | frozenset(SHIFTS)
)
