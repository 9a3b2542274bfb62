"""The rules by which a text is understood, in Swedish and English.

The order of :data:`URGENT` and :data:`ORDINARY` is their priority.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from conversations.agent.types import Intent
from conversations.words import word_set


def _rule(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_MINE = r"(?:mig|min|mina|mitt|allt|all data|alla (?:mina )?(?:uppgifter|data|meddelanden))"

URGENT: Sequence[tuple[Intent, re.Pattern[str]]] = (
    (
        "emergency",
        _rule(
            r"\b112\b",
            r"\bdet är akut\b",
            r"^\W*akut\W*$",
            r"\bnödläge\b|\bnödsituation\b",
            r"\bdet brinner\b",
            r"\bbrand i\b",
            r"andas inte|kan inte andas|svårt att andas|andnöd",
            r"medvetslös|avsvimmad|svimmat",
            r"\bbröstsmärt",
            r"allergisk chock|anafylak",
            r"ta mitt liv|självmord|vill inte leva",
            r"blöder (?:kraftigt|mycket)",
            r"\bambulans\b|\bambulance\b",
            r"\bemergency\b",
            r"\bunconscious\b|\bcan'?t breathe\b|\bnot breathing\b",
            r"\bon fire\b|\bsuicid|\bkill myself\b",
            r"krockat|trafikolycka",
            r"\bgas(?:läcka|leak)\b|\bgas leak\b",
            r"överdos|\boverdose\b",
        ),
    ),
    (
        "rights_erasure",
        _rule(
            r"^\W*radera\W*$",
            rf"\bradera {_MINE}\b(?! (?:tid|bokning))",
            r"\bglöm(?:ma)? mig\b|bli bortglömd",
            r"(?:ta bort|tar bort|plocka bort|stryka?) (?:mig ur|mig från|(?:alla )?mina (?:person)?uppgifter"
            r"|min data|all (?:min )?(?:data|info)|allt (?:ni har )?om mig|mitt (?:nummer|namn))",
            r"uppgifter (?:raderade|borttagna)|(?:raderad|borttagen|struken) (?:ur|från) (?:ert?|registret)",
            r"\b(?:delete|erase|remove) (?:me\b|all (?:of )?my|my (?:personal )?"
            r"(?:data|info|details|number|records?)|everything you have)",
            r"\bforget me\b|right to be forgotten",
        ),
    ),
    (
        "rights_access",
        _rule(
            r"registerutdrag",
            r"vad har ni (?:för uppgifter )?(?:sparat|lagrat|registrerat)? ?om mig",
            r"vad (?:sparar|lagrar|vet) ni om mig",
            r"vilk(?:a|en) (?:uppgifter|data|information) (?:har|sparar|lagrar)"
            r" ni",
            r"(?:kopia|utdrag) (?:på|av|ur) (?:alla )?mina (?:uppgifter|data|personuppgifter)",
            r"\b(?:få|se|hämta) ut (?:alla )?mina (?:person)?uppgifter|\bse (?:alla )?mina "
            r"(?:person)?uppgifter",
            r"what (?:data|info(?:rmation)?|personal data) (?:do|have) you (?:have|hold|store"
            r"|keep|stored|kept)",
            r"what (?:do|have) you (?:know|stored|saved|store) about me",
            r"copy of (?:all )?my (?:personal )?data",
            r"(?:data )?subject access|access to my (?:personal )?data",
        ),
    ),
    (
        "rights_rectification",
        _rule(
            r"\brätta (?:till )?(?:min|mitt|mina|uppgift)",
            r"(?:stavat|skrivit) mitt (?:efter|för)?namn fel",
            r"mitt (?:efter|för)?namn (?:stavas|är fel|är felstavat)",
            r"fel (?:efter|för)?namn på mig",
            r"ni har fel (?:namn|nummer|uppgift|adress|e-?post|mejl)",
            r"(?:ändra|uppdatera|korrigera) (?:mina"
            r" (?:person|kontakt)?uppgifter|mitt (?:efter|för)?namn|min (?:adress|e-?post|mejl))",
            r"\bcorrect my (?:name|data|details|info|e-?mail|address)",
            r"my name is (?:misspell?ed|spelled|wrong)",
            r"wrong (?:name|details) (?:on|for) me|you have my name wrong",
        ),
    ),
    (
        "objection",
        _rule(
            r"\b(?:invänder|motsätter mig)\b",
            r"vill inte att (?:en |ert? |någon )?(?:ai|robot|bot|dator|maskin)",
            r"(?:sluta|ingen) (?:behandla mina|profilera)",
            r"\bi object to\b|\bobject to (?:the )?processing",
            r"(?:don'?t|do not) want (?:an? )?(?:ai|robot|bot|machine) (?:to|reading|answering)",
        ),
    ),
    (
        "human",
        _rule(
            r"\bm[äa]nnisk(?:a|or|an)\b",
            r"\bhuman\b",
            r"^\W*agent\W*$|\b(?:an?|real|live) agent\b",
            r"(?<!per )(?<!\d )\bperson\b(?! ?nummer)",
            r"(?:prata|tala|snacka|chatta|få kontakt) med (?:en |er |din |"
            r"någon|nån|personal|chef|ägar|kollega)",
            r"\briktig (?:någon|medarbetare)",
            r"\bring (?:upp )?mig\b",
            r"\b(?:speak|talk|chat) (?:to|with) (?:some(?:one|body)|a (?:real|colleague"
            r"|manager)|staff|the owner)",
            r"\bcall me\b",
            r"\brepresentative\b",
            r"\bkundtjänst\b",
            r"(?:vill|kan jag) (?:inte )?(?:prata|skriva) med"
            r" (?:en |ai|robot|bot|dator|maskin|ett)",
        ),
    ),
    (
        "prompt_injection",
        _rule(
            r"(?:ignore|disregard|forget) (?:all |any |the |your |these )*(?:previous|prior"
            r"|above|earlier|instruction)",
            r"(?:ignorera|glöm|strunta i|bortse från) (?:alla |allt |dina |de |ovanstående "
            r")*(?:tidigare |föregående )?"
            r"(?:instruktion|regler|anvisning|ovan)",
            r"system ?prompt|systeminstruktion",
            r"\bjailbreak|\bdeveloper mode",
            r"(?:visa|skriv ut|upprepa|avslöja|show|print|repeat|reveal) (?:mig |me |dina |din |your |the )*"
            r"(?:hemliga |secret |initial )?(?:prompt|instruktion|instruction)",
            r"\byou are now (?:a|an|in|dan)\b",
            r"\bdu är nu (?:en|ett|min|i)\b",
            r"låtsas (?:att du|vara)|pretend (?:to be|you)",
            r"<\|?(?:system|im_start)",
            r"(?:andra|annan|andras) kund",
            r"other (?:customer|client)s?'?",
            r"(?:nummer|telefonnummer|adress)(?:et|en)?"
            r" till (?:en |er |din )?(?:annan |andra )?kund",
        ),
    ),
    (
        "complaint",
        _rule(
            r"\breklam(?:era|erar|ation)",
            r"\bklag(?:a|ar|omål)\b",
            r"\bmissnöjd|\bbesviken|\bskandal|\bupprörd",
            r"pengarna tillbaka|pengar tillbaka|återbetal",
            r"inte (?:alls )?nöjd",
            r"\b(?:blev|gick|är) (?:helt )?(?:fel|"
            r"förstör)",
            r"\b(?:unhappy|disappointed|terrible|complain(?:t)?|refund|money back)\b",
            r"\bdålig (?:service|bemötande)|\bdåligt (?:bemött|bemötande|jobb)|\bvärdelös",
            r"\bsämsta\b",
        ),
    ),
)

HEALTH = _rule(
    r"\b(?:jag|har|fick|fått|min|mitt|mina)\b.{0,40}\b(?:utslag|klåda|svullen|svullnad"
    r"|svullet|eksem|reagera(?:t|de)|"
    r"allergisk reaktion|brännskad|sår)\w*",
    r"\b(?:i|my)\b.{0,40}\b(?:rash|swollen|swelling|allergic reaction|itch\w*|burns? on my)\b",
)

_OPT_OUT = _rule(
    r"sluta (?:att )?(?:skicka|sms|smsa|texta|skriva)",
    r"inga (?:fler|mer) (?:sms|meddelanden)",
    r"\bavregistrera (?:mig|mitt)",
    r"\bavprenumerera",
    r"stop (?:texting|sending|messaging)|\bunsubscribe\b",
    r"(?:don'?t|do not) (?:text|message) me",
)
_OPT_IN = _rule(
    r"\b(?:få|ta emot|börja få) (?:era )?sms (?:igen|på nytt)",
    r"anmäl(?:a)? mig (?:igen|på nytt) till sms",
    r"start (?:texting|sending) (?:me )?again|resubscribe|opt (?:me )?in",
)

ORDINARY: Sequence[tuple[Intent, re.Pattern[str]]] = (
    ("opt_out", _OPT_OUT),
    ("opt_in", _OPT_IN),
    (
        "cancel",
        _rule(
            r"\bavbok\w*",
            r"\bboka av\b",
            r"ställ(?:a|er)? in (?:min|tiden|bokningen|besöket)",
            r"\bcancel\w*",
            r"kan inte komma|hinner inte komma|kommer inte kunna komma",
            r"can'?t make it|won'?t be able to come",
            r"(?:radera|ta bort) (?:min|mina) (?:tid|tider|bokning(?:ar)?)",
        ),
    ),
    (
        "reschedule",
        _rule(
            r"\bombok\w*",
            r"\bboka om\b",
            r"\b(?:flytta|ändra|byta|skjuta på) (?:på )?(?:min |en |till |våran? )*"
            r"(?:bokade? )?(?:tid|tiden|bokning|bokningen|dag)",
            r"\breschedul\w*",
            r"\b(?:move|change) my (?:appointment|booking|time)",
            r"\bannan tid\b",
        ),
    ),
    (
        "availability",
        _rule(
            r"\bledig\w*",
            r"\b(?:finns det|har ni|har du) (?:någon |nån |en |några )?(?:tid|tider|plats|lucka|luckor)\b",
            r"när (?:kan|får) jag (?:få |en |komma|tid|lämna)",
            r"\bavailab\w*",
            r"\bany (?:free )?(?:slots?|times?)\b",
            r"\bfree (?:slots?|times?)\b",
            r"\bnästa lediga\b",
            r"\bhinner ni\b",
        ),
    ),
    (
        "book",
        _rule(
            r"\bboka\b|\bbokar\b|\bbokning\b",
            r"(?:vill|skulle vilja|behöver) (?:gärna )?(?:ha |få |beställa )?(?:en |"
            r"ny )*\w*tid\b",
            r"(?:få|beställa) (?:en )?\w*tid\b",
            r"\bbook\b|\bbooking\b|\bappointment\b",
        ),
    ),
    (
        "price",
        _rule(
            r"\bkosta\w*",
            r"\bpris\w*",
            r"vad (?:tar|vill) ni (?:ha )?(?:för|betalt)",
            r"\bhow much\b|\bprices?\b|\bcosts?\b",
            r"\bpricing\b|\bprice list\b",
            r"\bhur dyrt\b|\bdyr\b|\btaxa\b",
        ),
    ),
    (
        "opening_hours",
        _rule(
            r"\böpp(?:et|en|na|ettider\w*)\b(?! köp)|\boppet\b",
            r"\böppettid\w*|\böppnar\b|\boppnar\b",
            r"\bstäng\w*|\bstanger\b",
            r"\b(?:opening|business) hours\b|\b(?:your|what) hours\b",
            r"\bopen\b|\bopens\b|\bclos(?:e|es|ed|ing)\b",
            r"\bjobbar ni\b|\bhar ni stängt\b",
            r"\bär ni (?:där|på plats|inne)\b",
            r"\bare you there\b",
        ),
    ),
    (
        "location",
        _rule(
            r"\bvar (?:ligger|finns|är|håller) ni\b",
            r"\badress\w*",
            r"\bhitta(?:r)? (?:till )?(?:er|dit)\b",
            r"\bvägbeskrivning\b",
            r"\bwhere are you\b|\baddress\b|\bdirections?\b|\blocated\b|\bfind you\b",
            r"\bparker\w*|\bparking\b|\bparkeringsplats\w*",
        ),
    ),
)

THANKS = _rule(r"\btack(?:ar)?\b", r"\btusen tack\b", r"\bthanks?\b|\bthank you\b|\bthx\b")
GREETING = _rule(
    r"^\W*(?:hej(?:san)?|hallå|tjena(?:re)?|tja|god ?(?:morgon|dag|kväll)|hi|hello|hey"
    r"|good (?:morning|evening))\b"
)
FILLER = word_set(
    """hej hejsan hallå tjena tjenare tja god morgon dag kväll hi hello hey good morning evening tack
    tackar så mycket tusen för hjälpen thanks thank you very much a lot thx ok okej okay bra toppen
    perfekt super fint då det ja jo absolut kanon great perfect fine cool yes yep nej no ha trevlig
    kväll helg detsamma hejdå bye mvh svaret snälla igen där alla er på er"""
)
SPAM = _rule(
    r"bitcoin|krypto|crypto|casino|kasino|\blån\b|\bloans?\b|\bseo\b|\bvunnit\b"
    r"|\bvinn\b|\bwinner\b|\bprize\b|"
    r"investera|invest(?:ment)?\b|klicka här|click here|\bviagra\b|snabba pengar|followers"
)
LINK = re.compile(r"https?://|www\.|\b[a-z0-9-]+\.(?:com|net|xyz|top|ru|info|biz)\b", re.IGNORECASE)
ASKING = _rule(
    r"^\W*(?:\w+\W+){0,2}(?:hur|vad|måste (?:jag|man)|vilka|vilken|när senast|how|what|which|must i)\b",
    r"\bregler\b|\bpolicy\b|\brules\b",
)
