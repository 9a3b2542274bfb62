"""Which words of a question say what it is about."""

from __future__ import annotations

import re

from conversations.words import word_set

MOST_WORDS = 30
WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
# Words that say that something is asked, not what about, also as they are texted; the stop words of
# Postgres lack them.
_ASKING = word_set(
    """händer hända okej ok nearby near hej hejsan tjena tja hallå god dag snälla tack jag ni du er era ert
    oss vi man gärna undrar undra fråga fråg länge lång långt ofta mycket många erbjuder säljer
    använder funkar fungerar går sätt idag imorgon veta vet kan kunna får få måste ska skulle vill
    ville går gå finns finnas ha har tar ta emot ge gör göra brukar behöver lite också bara även
    någon något några hur vad när var vart vilka vilken vilket varför hi hello hey please thanks you your
    we do does can could may must should would want need have has take get got there any some what
    when where how which why about like know tell me my
    o å ja va de dom dej mej nåt nån nåra nånstans nånting såna sån sånna sådana typ liksom asså alltså
    oxå oxo mkt iaf ngt ngn ngra pga ev tex medans eller ens hos redan fortfarande väldigt jätte så
    tro tror tänkte sen sedan efter innan nu igår vår våra mitt mina min din ditt dina sin sitt sina
    komma kommer kom ändå blir bli vara varit stå står
    jävla jävligt himla hjälp help hjälpa
    u r ur im ive whats wheres hows pls plz thx tho so bad really someone anyone first time i'm
    today tomorrow yesterday accept accepts accepterar later senare gäller efteråt ändå själv själva egentligen
    håller hålla närheten sitter sitta kommit händer händelse mormor morfar farmor farfar mamma mamman pappa pappan
    syster bror sambo sambon kompis kompisen granne grannen mom dad grandma friend she he her his min blivit bort
    gjort gjorde gått vad va direkt bara nämligen faktiskt alls medan förrän
    lägger lägga annan annat upp
    börja börjar började tycka tycker tänkt undrade funderar funderade berätta säga säger sagt hört hörde läst såg sett
    följa följer vanlig vanliga vanligt inne in ut ner dit hit hade en ett den det på att är av till för med borta
    förstår förstod känns känner stämmer menar verkligen ungefär cirka ca runt omkring alltid ibland vanligtvis normalt
    förresten dessutom såklart kanske möjligt möjligtvis eventuellt helst hellre behövs krävs behövde borde bör
    skall nog väl egen eget egna vem vems slags sorts isåfall fall ifall allt allting råd lite mycket ganska bästa
    stämmer försöka fortsätta visst någonsin dels brukade chans per
    through over much thing things get gets getting going wondering let us please would might been being its
    there's can't i'd i've it's thats again still ever also else whether if then"""
)
# Postgres' Swedish stemmer leaves the definite -et on (kortet, priset); prefix search does the rest.
_DEFINITE = re.compile(r"(?<=\w{4})et$")

# "Jätterädd" is afraid.
_VERY = re.compile(r"^(?:jätte|super|skit)(?=\w{4})")

# Characters. A compound is looked up by all its parts, so an endless word would be an endless query.
LONGEST_WORD = 40


def topical_words(query: str) -> list[str]:
    """The words of a question that say what it is about, in lower case, at most thirty of them."""
    words = [word.lower() for word in WORD.findall(query)]
    topical = [
        word
        for word in words
        if word not in _ASKING and (len(word) > 1 or word.isdigit()) and len(word) <= LONGEST_WORD
    ]
    return [_DEFINITE.sub("", _VERY.sub("", word)) for word in topical[:MOST_WORDS]]
