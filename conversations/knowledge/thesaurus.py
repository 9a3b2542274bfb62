"""Words that customers and companies use for one thing, in Swedish and in English.

Each line is one thing: the Swedish words, a bar, the English ones. A question's word also looks for the
others of its line, at a lower share; the other language's words are looked for in its articles, which is
how an English question finds an article that is there in Swedish only. Only what has the same answer belongs
on one line (a dog is no cat), and only general words of businesses with customers; no company's own offer.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from django.db import connection

CONFIGS = {"sv": "swedish", "en": "english"}


_LINES = """
pris kostar kostnad debitera debiteras kr kronor avgift taxa | price cost fee charge sek much
billig billigare rabatt rabatterat nedsatt erbjudande kampanj | cheap discount discounted deal offer sale
studerande student studenter studerar pluggar plugga | student students
pensionär senior | pensioner senior
betala betalning betalar | pay payment paying
kort kontokort | card
kontant kontanter cash sedlar | cash
avbetalning avbetala delbetalning delbetala avbetalningsplan dela | instalments installments instalment
faktura fakturera räkning | invoice bill
kvitto | receipt
presentkort gåvokort | gift voucher
adress ligger hitta hittar vägbeskrivning | address located location find situated directions
parkering parkera ställa ställer parkeringsplats p-plats p-hus bil garage | parking park car garage
buss | bus
tåg pendeltåg | train
tunnelbana | subway metro underground
kollektivtrafik | transit
hållplats | stop
öppet öppettider öppettid öppnar stänger stängt | open opening hours close closed closing
helg helgen helger | weekend weekends
lördag | saturday
söndag | sunday
helgdag helgdagar röd | holiday holidays
jul julafton | christmas
påsk | easter
midsommar midsommarafton | midsummer
sommar | summer
semester semesterstängt industrisemester | vacation
juli | july
kväll kvällar kvällstid kvällsöppet | evening evenings night late
boka bokning beställa tidsbokning bokad | book booking appointment reserve
avboka avbokning avbokar återbud inställd | cancel cancellation cancelling
omboka ombokning flytta ändra | reschedule rescheduling rebook change changing move
drop-in dropin spontant obokad | drop-in walk-in walkin appointment
försenad försening sen sent sena | late delayed delay
missad missat missade missar dyker dyka glömmer glömma uteblir uteblivet glömde glömt | missed miss no-show forgot
sjuk förkyld feber hosta snuva magsjuk influensa kräks smitta | sick ill cold fever cough flu
akut jour nödfall bråttom | emergency urgent
ont värk smärta | pain hurts ache aches sore
gravid gravida graviditet | pregnant pregnancy
allergi allergisk allergiker överkänslig | allergy allergic allergies
rädd rädsla skräck oro nervös | afraid scared fear nervous anxious
lugnande avslappnande | sedation calming
barn barnen dotter son grabb unge ungar ungdom ungdomar tonåring bebis | child children kid kids son daughter teenager
hund | dog
katt | cat
husdjur djur | pet animal
hiss | lift elevator
rullstol tillgänglighet handikapp handikappanpassad | wheelchair accessible accessibility disabled
legitimation leg id id-kort | id identification
körkort | licence license
pass | passport
telefon telefonnummer ringa nummer | phone telephone call number
mejl mail mejla maila epost e-post mejladress mailadress | email mail e-mail
kontakt kontakta nå | contact reach
hemsida webbplats sajt nätet online | website web online site
webbutik webbshop webshop nätbutik | webshop online shop
frakt leverans skicka leverera hemleverans | delivery shipping ship deliver
hämta hämtning avhämtning | pickup collect
hem hemkörning hembesök hemma | home
laga fixa reparera reparation lagning mecka | repair repairs fix mend
service översyn genomgång underhåll | service tune-up maintenance check
sönder trasig spruckit sprucken paj | broken broke damaged cracked
byta byte utbyte skifta skifte bytas | change replace replacement swap
garanti reklamera reklamation reklamationsrätt | warranty guarantee complaint
lossnat lossnade lossnar lös | loose fell
retur returnera ångra ångerrätt återköp tillbaka | return returns returned refund money
stulen stulna stöld stulet snodd inbrott | stolen theft
försäkring försäkringsbolag försäkrad självrisk direktreglera | insurance insured
låna lån lånebil utlåning | borrow loan courtesy
hyra hyr uthyrning hyrs | rent rental renting hire
köpa köper säljer säljs sålde inköp försäljning | buy sell sells selling purchase
begagnad begagnade secondhand andrahand | used second-hand secondhand
ny nya nytt | new
inbyte byta-in | trade-in
prova test testa provkörning prov | try test trial
deposition handpenning förskott | deposit
vänta väntetid kö väntrum | wait waiting queue
klar färdig färdigt klart | ready done finished
tvätta tvätt rengöra rengöring städa | wash clean cleaning
däck | tyre tire
vinterdäck dubbdäck |
hjul | wheel
storlek mått längd | size height sizes
cykel cyklar mtb mountainbike | bike bikes bicycle bicycles mountainbike mountain
jobb jobba anställning sommarjobb arbeta | job jobs work vacancy hiring
praktik praktikant | internship
anställd personal | staff employee
friskvårdsbidrag friskvård friskvårdskort | wellness
bidrag stöd subvention | subsidy allowance
medlem medlemskap abonnemang prenumeration månad månadsavgift | membership member subscription monthly month
journal journaler journalkopia | record records
tolk tolkning språk | interpreter language languages speak speaks
blekning bleka vitare | whitening whiten whiter bleaching
tand tänder | tooth teeth
tandvärk | toothache
läkare doktor | doctor
recept receptförnyelse medicin medicinen läkemedel | prescription medicine medication
operation opereras opererad operera sövas sövning narkos | surgery operation anaesthetic
fasta fastande nykter äta mat frukost | fasting fast eat food breakfast
träna träning gymma gym | train training workout exercise gym
bada bad bastu simma | bath swim swimming sauna
smink sminkad osminkad sminka | makeup
sola solning solarium | sun tanning
ålder åldersgräns fyllt | age old
vårdnadshavare målsman förälder intyg medgivande | guardian parent consent
reception kassa disk | desk reception
nyckel nycklar nyckeln nycklarna nyckelinkast nyckellåda | key keys
kvitto intyg | certificate
hår frisyr klippning klippa | hair haircut cut
bil fordon | car vehicle
förvaring magasinering förvara vinterförvaring | storage store
fika kaffe kaffet dricka | coffee
mat servering äta | food eat
toalett wc | toilet restroom bathroom
wifi internet | wifi internet
kvarglömt upphittat borttappat | lost
sekretess integritet personuppgifter gdpr | privacy gdpr
"""


@cache
def thesaurus(asked: str, sought: str) -> dict[str, frozenset[str]]:
    """By stem of a word of the language ``asked``: the stems in ``sought`` that mean the same.

    Stemmed by Postgres with the configurations that the articles are stemmed with, once per process.
    """
    lines = [line.split("|") for line in _LINES.strip().splitlines()]
    sides = {"sv": [swedish.split() for swedish, _ in lines], "en": [english.split() for _, english in lines]}
    own, other = (
        stems(language, [word for line in sides[language] for word in line]) for language in (asked, sought)
    )
    index: dict[str, set[str]] = {}
    for asked_words, sought_words in zip(sides[asked], sides[sought], strict=True):
        for word in asked_words:
            for lexeme in own[word]:
                index.setdefault(lexeme, set()).update(*(other[same] for same in sought_words))
    return {lexeme: frozenset(same) - {lexeme} for lexeme, same in index.items()}


def stems(language: str, words: Sequence[str]) -> dict[str, list[str]]:
    """The lexemes of each word: none for a stop word."""
    found: dict[str, list[str]] = {word: [] for word in words}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, lexeme FROM unnest(%s::text[]) AS word, unnest(to_tsvector(%s::regconfig, word))",
            [list(found), CONFIGS[language]],
        )
        for word, lexeme in cursor.fetchall():
            found[word].append(lexeme)
    # Of a word with hyphens Postgres gives the whole and its parts: the "e" of e-mail says nothing.
    return {word: [max(own, key=len)] if "-" in word and own else own for word, own in found.items()}
