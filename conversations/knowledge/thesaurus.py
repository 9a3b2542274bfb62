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
pris kostar kostnad debitera debiteras kr kronor avgift taxa pröjsa | price cost fee charge sek much
gratis kostnadsfri kostnadsfritt avgiftsfri avgiftsfria kostnad ingår | free included
rabatt rabatterat nedsatt erbjudande kampanj rea | cheap discount discounted deal offer sale
studerande student studenter studerar pluggar plugga | student students
pensionär senior | pensioner senior
betala betalning betalar pröjsa | pay payment paying
kort kontokort | card
kontant kontanter cash sedlar | cash
avbetalning avbetala delbetalning delbetala avbetalningsplan dela räntefri räntefritt kredit | instalments \
installments instalment
faktura fakturera räkning | invoice bill
kvitto | receipt
presentkort gåvokort | gift voucher
adress ligger hitta hittar vägbeskrivning ingång ingången entré entrén | address located location find situated \
directions
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
sommar sommaruppehåll sommarstängt sommartid juli semester semesterstängt | summer july
semester semesterstängt industrisemester sommaruppehåll uppehåll | vacation holiday
juli | july
kväll kvällar kvällstid kvällsöppet | evening evenings night late
boka bokning beställa tidsbokning bokad | book booking appointment reserve
avboka avbokning avbokar återbud inställd | cancel cancellation cancelling
omboka ombokning flytta ändra | reschedule rescheduling rebook change changing move
drop-in dropin spontant obokad | drop-in walk-in walkin appointment
försenad försening sen sent sena | late delayed delay
missad missat missade missar dyker dyka glömmer glömma uteblir uteblivet utebliven glömde glömt förfaller | \
missed miss no-show forgot
sjuk förkyld feber hosta snuva magsjuk influensa kräks smitta | sick ill cold fever cough flu
akut jour nödfall bråttom | emergency urgent
ont värk smärta | pain hurts ache aches sore
gravid gravida graviditet | pregnant pregnancy
allergi allergisk allergiker överkänslig | allergy allergic allergies
rädd rädsla skräck oro nervös | afraid scared fear nervous anxious
lugnande avslappnande | sedation calming
barn barnen dotter son grabb pojke flicka åring åringen unge ungar ungdom ungdomar tonåring bebis | child \
children kid kids son daughter teenager
hund | dog
katt | cat
husdjur djur | pet animal
hiss | lift elevator
rullstol rullstolen permobil rullator barnvagn tillgänglighet handikapp handikappanpassad ramp markplan | \
wheelchair accessible accessibility disabled
legitimation leg id id-kort | id identification
körkort | licence license
pass | passport
telefon telefonnummer ringa nummer | phone telephone call number
mejl mail mejla maila epost e-post mejladress mailadress | email mail e-mail
kontakt kontakta nå | contact reach
hemsida webbplats sajt nätet online | website web online site
webbutik webbshop webshop nätbutik | webshop online shop
frakt leverans skicka leverera hemleverans | delivery shipping ship deliver
hämta hämtning avhämtning upphämtning plocka hämtas | pickup collect
hem hemkörning hembesök hemma | home
laga fixa reparera reparation lagning mecka | repair repairs fix mend
justera justering fixa rätta rikta ställa-in | adjust adjusted adjustment fix straighten
service översyn genomgång underhåll | service tune-up maintenance check
sönder trasig spruckit sprucken sprack spricker paj | broken broke damaged cracked
skada skador skadad skadas skadat ersätter ersättning ansvar ansvarsförsäkring | damage damages damaged liability
byta byte utbyte skifta skifte bytas omgörning | change replace replacement swap
garanti garantin reklamera reklamation reklamationsrätt klaga godkänd godkänner missat nöjd | warranty \
guarantee complaint
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
städa städning städar städ | clean cleaning cleaner
medel rengöringsmedel städmaterial städgrejer städprylar städsaker utrustning kemikalier | products supplies \
equipment chemicals
däck | tyre tire
vinterdäck dubbdäck |
hjul | wheel
storlek mått längd | size height sizes
cykel cyklar mtb mountainbike | bike bikes bicycle bicycles mountainbike mountain
jobb jobba anställning sommarjobb arbeta | job jobs work vacancy hiring
praktik praktikant | internship
anställd personal medarbetare team lärare | staff employee
arbetsgivare arbetsgivaren jobb jobbet chef chefen företag företaget firma firman | employer work company boss
friskvårdsbidrag friskvård friskvårdskort | wellness
bidrag stöd subvention | subsidy allowance
medlem medlemskap månadsavgift månadskort gymkort | membership member monthly month
abonnemang prenumeration abonnera prenumerera | subscription subscribe
journal journaler journalkopia | record records
tolk tolkning språk pratar talar | interpreter language languages speak speaks
lära lär undervisa undervisar undervisning lektion lektioner | teach teaches teaching lesson lessons
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
handduk handdukar badlakan | towel towels
skåp omklädningsskåp hänglås lås låsa | locker lockers padlock lock
dusch duscha duschar | shower showers
skor inneskor gympaskor barfota | shoes barefoot
kläder klädsel plagg klädd ombyte | clothes clothing outfit wear
mat servering äta | food eat
toalett wc | toilet restroom bathroom
wifi internet | wifi internet
kvarglömt kvarglömda kvarglömd upphittat borttappat borttappade tappat glömde tappade | lost left forgot
glasögon glasögonen brillor brillorna glajjor bågar | glasses spectacles frames
linser kontaktlinser linserna | lenses contacts
bild bilder foto foton fotografi | picture pictures photo photos
bröllop vigsel brud | wedding
flytt flytta flyttar flyttning | move moving removal
låda lådor kartong kartonger flyttlådor flyttkartonger banankartonger | box boxes
balkong altan uteplats | balcony
ugn spis | oven
bebis nyfödd spädbarn nyfödda | baby newborn
syskon bror brorsa storebror lillebror storasyster lillasyster | sibling siblings
regn regnar regnet oväder | rain rains
publicera publicerar lägga-ut instagram facebook sociala-medier | publish instagram social
växla växlar växellåda automat automatlåda automatväxlad manuell | automatic manual gearbox
avdrag avdraget dras dra drar rutavdrag rotavdrag skatteavdrag | deduction deducted
larm larmkod larmkoden | alarm
uppsägning uppsägningstid säga-upp avsluta avslutar bindningstid | terminate notice quit
extra tillägg tillkommer tillkommande | extra surcharge
sparas sparar spara förvaras förvaring | kept stored keep
ledarhund assistanshund servicehund ledarhunden | guide assistance
undersökning undersökningen kontroll kolla koll | examination check checkup
sy syr sydde skräddare uppläggning lägga-upp fålla | sew hem hemming
express snabb snabbt skyndsamt samma-dag | express fast quick
laddstolpe laddplats laddare | charging charger
sekretess integritet personuppgifter gdpr | privacy gdpr
"""

# What is true of all of a kind: the narrower words, ">", the broader ones, which are looked for as well.
_BROADER = """
hund hunden katt katten kanin kaninen marsvin hamster > husdjur | dog cat rabbit > pet pets
orm ormar ödla ödlor sköldpadda gecko skäggagam > reptil reptiler | snake snakes lizard tortoise > reptile reptiles
papegoja undulat kanariefågel > fågel fåglar | parrot budgie > bird birds
swish swisha klarna autogiro apple-pay faktura kort kontanter cash > betalning | swish klarna card invoice cash \
> payment
byxor jeans kjol klänning jacka skjorta kavaj kappa tröja > plagg kläder | trousers jeans skirt dress jacket \
shirt > garment clothes
ugn kyl frys kylskåp diskmaskin > vitvaror | oven fridge freezer > appliances
julafton juldagen annandagen nyårsafton nyårsdagen midsommarafton påskafton valborg trettondagen > helgdagar \
röda-dagar | christmas easter > holidays
arabiska engelska finska spanska franska polska persiska somaliska > språk | arabic english finnish spanish \
french > language languages
feber förkyld magsjuk influensa > sjuk sjukdom | fever flu > sick illness
"""


@cache
def thesaurus(asked: str, sought: str) -> dict[str, frozenset[str]]:
    """By stem of a word of the language ``asked``: the stems in ``sought`` that mean the same.

    Stemmed by Postgres with the configurations that the articles are stemmed with, once per process.
    """
    pairs = [_sides(line) for line in _LINES.strip().splitlines()]
    alike = [({"sv": sv.split(), "en": en.split()},) * 2 for sv, en in pairs]
    kinds = [
        (dict(zip(("sv", "en"), narrow, strict=True)), dict(zip(("sv", "en"), broad, strict=True)))
        for narrow, broad in (_kinds(line) for line in _BROADER.strip().splitlines())
    ]
    lines = [*alike, *kinds]
    own = stems(asked, [word for meant, _ in lines for word in meant[asked]])
    other = stems(sought, [word for _, same in lines for word in same[sought]])
    index: dict[str, set[str]] = {}
    for meant, same in lines:
        found = {lexeme for word in same[sought] for lexeme in other[word]}
        for word in meant[asked]:
            for lexeme in own[word]:
                index.setdefault(lexeme, set()).update(found)
    return {lexeme: frozenset(same) - {lexeme} for lexeme, same in index.items()}


def _sides(line: str) -> tuple[str, str]:
    swedish, english = line.split("|")
    return swedish, english


def _kinds(line: str) -> tuple[list[list[str]], list[list[str]]]:
    """The narrower words and the broader ones, of both languages."""
    sides = [side.split(">") for side in _sides(line)]
    return [narrow.split() for narrow, _ in sides], [broad.split() for _, broad in sides]


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
