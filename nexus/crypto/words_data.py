"""Words that find nothing because every text has them, and forms that no ending explains."""

from __future__ import annotations

from typing import Final

_SWEDISH: Final = """
    och det att i en jag hon som han på den med var sig för så till är men ett om hade de av icke mig du
    henne då sin nu har inte hans honom skulle hennes där min man ej vid kunde något från ut när efter upp
    vi dem vara vad över än dig kan sina här ha mot alla under någon eller allt mycket sedan ju denna själv
    detta åt utan varit hur ingen mitt ni bli blev oss din dessa några deras blir mina samma vilken er sådan
    vår blivit dess inom mellan sådant varför varje vilka ditt vem vilket sitta sådana vart dina vars vårt
    våra ert era vilkas ska får få vill också bara
"""
_ENGLISH: Final = """
    a an the and or but of to in is it that this these those i you he she we they me him her us them my your
    his its our their be am are was were been being have has had having do does did doing will would can
    could should for on at by from with as if so than then there here what which who when where why how
    not no
"""
STOP_WORDS: Final = frozenset((_SWEDISH + _ENGLISH).split())

# Forms whose vowel changes, by the word whose stem they get. Only such as customers write to companies.
_FORMS: Final = """
    tand: tänder tänderna tändernas
    hand: händer händerna
    fot: fötter fötterna
    natt: nätter nätterna
    bok: böcker böckerna
    stad: städer städerna
    dotter: döttrar döttrarna
    son: söner sönerna
    bror: broder bröder bröderna
    mor: mödrar mödrarna
    far: fäder fäderna
    man: män männen mannen
    land: länder länderna
    strand: stränder stränderna
    öga: ögon ögonen
    öra: öron öronen
    barn: barnen barns
    mus: möss mössen
    gå: går gick gått
    få: fick fått
    ge: ger gav gett givit
    ta: tar tog tagit
    se: ser såg sett
    stå: står stod stått
    komma: kommer kom kommit
    skriva: skriver skrev skrivit
    göra: gör gjorde gjort
    säga: säger sa sade sagt
    veta: vet visste vetat
    ligga: ligger låg legat
    bryta: bryter bröt brutit bruten
    hinna: hinner hann hunnit
    finna: finns fanns funnits finnas
    sätta: sätter satte satt
    välja: väljer valde valt
    sälja: säljer sålde sålt
    svida: svider sved svidit
    springa: springer sprang sprungit
    flyga: flyger flög flugit
    skära: skär skar skurit
    läcka: läckage
    ny: nytt nya
    dyr: dyrt
    röd: rött röda
    svår: svårt
    stor: större störst stort
    gammal: gamla äldre
    pay: paid
    god: gott goda
    liten: litet lilla små
"""


def _irregular() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _FORMS.strip().splitlines():
        word, _, forms = line.partition(":")
        found.update(dict.fromkeys(forms.split(), word.strip()))
    return found


IRREGULAR: Final = _irregular()
