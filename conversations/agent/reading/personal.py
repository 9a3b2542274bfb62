"""The rights over one's data, read by their parts: what is wished, of which data, and whose they are.

Stands beside the phrases in :mod:`conversations.agent.reading.rights`, for texts that put it otherwise.
"""

from __future__ import annotations

from conversations.agent.reading.parts import (
    ABOUT_ME,
    ASKS,
    DATA,
    DETAIL,
    KIN,
    MY,
    TALK,
    any_together,
    part,
    together,
)

_DATA, _DETAIL, _TALK, _ABOUT_ME, _MY = part(DATA), part(DETAIL), part(TALK), part(ABOUT_ME), part(MY)
_DATA_WORDS = part(DATA, DETAIL)
_REGISTER = part(
    r"\b\w*(?:regist\w*|system\w*|databas\w*|arkiv\w*|dator\w*|papper(?:en)?|parmar\w*|rullor\w*|kundlist\w*)\b"
    r"|\b(?:hos er|records|database|files)\b"
)

# Erasure
_DELETES = (
    r"\bradera(?:r|s|d|de|t)?\b|\bradering\w*|\bdelet(?:a\w*|e|ed|ing|ion)\b|\butplan\w*|\bsudd\w*|\bavidentifier\w*"
    r"|\banonymi[sz]\w*|\bforstor(?:a|s|t|d|de)?\b|\b(?:ta|tar|tas|tagit|tagna|plocka\w*|rensa\w*|fa|far|stada\w*)"
    r" (?:man |ni |du )?(?:helt )?bort\b|\btabort\b|\bbort(?:tag\w*|plock\w*|rensa\w*)\b|\berase\w*|\bremov(?:e|ed|al|ing)\b"
)
_DELETE = part(_DELETES)
_RID = part(
    _DELETES,
    r"\brensa\w*|\bslang(?:a|er|s|t|d)?\b|\bkasta(?:r|s|t|d)?\b|\bstryk(?:a|er|s)?\b|\bstruk\w+|\bbli(?:r)? av med\b"
    r"|\bbort med\b|\bglom(?:ma|mer|s|d)?\b|\bmakulera\w*|\bwipe\w*|\bget rid of\b|\bforget\b|\bforgotten\b|\bpurge\w*"
    r"|\bdestroy\w*|\bshred\w*",
)
_CLOSE = part(r"\b(?:stang(?:a|er|s)?|avsluta\w*|saga upp|sag upp|close|cancel|deactivate)\b")
_ACCOUNT = part(
    r"\b(?:mitt|sitt|my|kund|ett) ?(?:\w+ )?(?:kund)?(?:konto|profil|medlemskap|account|profile)\b|\bkund(?:konto|profil)\w*"
)
_KEEP = part(
    r"\b(?:spara(?:r|s|t|d|de)?|lagra(?:r|s|t|d|de)?|behalla|behaller|bevara\w*|(?:ha|har|haft|finnas|finns|ligga|ligger"
    r"|star|sta) (?:\w+ )?kvar|kvar|keep\w*|kept|stor(?:e|es|ed|ing)|retain\w*|hold(?:ing)?)\b"
)
_NOT = part(
    r"\b(?:inte|ej|aldrig|inga|inget|ingen|ingenting|sluta|upphor\w*|slippa|forbjuder|don'?t|do not|not|never|no|stop)\b"
)
_WAS_CUSTOMER = part(r"\b(?:varit|var|ar) (?:\w+ )?(?:kund|patient|gast|dar|hos er)\b|\bi was (?:ever )?a\b")
_GLOM = part(r"\bglom(?:ma|mer)?\b|\bforget\b")
_DEAD = part(r"\b(?:gatt bort|gick bort|avlid\w+|ar dod|dog|dott|passed away|died|deceased)\b")
_ERASURE = (
    (_RID, _DATA_WORDS),
    (_DELETE, _TALK),
    (_CLOSE, _ACCOUNT),
    (_RID, _ABOUT_ME),
    (_NOT, _KEEP, part(DATA, DETAIL, ABOUT_ME)),
    (_GLOM, _WAS_CUSTOMER),
    (_DELETE, _REGISTER),
)
# What one has done oneself, or by mistake, is no wish: "jag råkade radera ert sms".
_NO_ERASURE = part(
    r"\brakade (?:\w+ )?(?:ta bort|radera|slanga)\b|\bjag (?:\w+ )?(?:har |hade )?(?:raderat?|raderade|tagit bort|tog bort)\b"
    r"|\bi (?:accidentally )?(?:deleted|erased)\b|\bglom(?:ma|mer)? inte\b|\b(?:don'?t|do not) forget\b"
    r"|\bforget my (?:last|previous)\b|\bfelkod\w*"
)

# Access
_GET = part(
    r"\b(?:(?:ha|fa|far|hamta|begara|begar|lamna|lamnar|skriva|skriv|plocka) (?:\w+ )?ut|se|lasa|veta|ta del|insyn|titta|kolla"
    r"|kika|granska|visa|visar|beratta|berattar|skicka|skickar|skickat|skickade|mejla|mejlar|maila|ladda (?:ner|ned|hem)|export\w*|kopia|kopior"
    r"|kopiera|utdrag\w*|sammanstallning|utskrift|begar\w*|onskar|ge mig|tillgang|overfor\w*|overlamn\w*"
    r"|get|see|send|give me|copy|access|view|show|download|request|obtain|read|provide|know)\b"
)
_HELD = part(
    rf"\b(?:allt|handlingar\w*|samtliga|info\w*|papper\w*|uppgift\w*|data|det som|det ni|allting|vad|everything|all|records)\b"
)
_JOURNAL = part(
    r"\b(?:min|mitt|mina|sin|sitt|my) (?:\w+ )?(?:\w*journal\w*|rontgen\w*|anteckningar\w*|kundkort\w*|kundprofil|profil"
    r"|kundhistorik|historik|medical \w+|records?|file|x-?rays?|notes|profile|history)\b|\bpatientjournal\w*"
    r"|\banteckning\w* (?:\w+ ){0,2}?(?:om mig|fran min)\b"
)
_HANDLES = part(
    r"\b(?:spara(?:r|s|t)|lagra(?:r|s|t)|har ni (?:\w+ )?kvar|delar|delas|lamna(?:r|s) (?:ni )?(?:\w+ )?ut|saljer|tillgang till|hanterar"
    r"|hanteras|behandlar|behandlas|anvander|anvands|skickas|gor ni (?:med|av)|hander (?:\w+ )?med|vem ser|laser|keep|share"
    r"|sell|store|do (?:\w+ )?with|use|process|hold|access to|sees?)\b"
)
_ASKS_HOW = part(
    r"\b(?:hur|var|varifran|vart|vem|vilka|varfor|vad|nar|delar ni|lamnar ni|saljer ni|sparar ni|lagrar ni|har ni|lagras"
    r"|sparas|undrar|how|where|who|why|what|do you|does)\b"
)
_WHENCE = part(
    r"\b(?:hur|var|vart|varifran|vem|varfor|how|where|who|why)\b[^,]{0,20}\b(?:fatt|fick|far|har|hittade?|hittat|kommer|gett"
    r"|gav|fa tag|did|have|got|get|gave)\b"
)
_CONTACT_DATA = part(
    rf"{MY} (?:\w+ )?(?:\w*numm?er|\w*uppgift\w*|\w*mejl\w*|\w*mail\w*|\w*adress|person\w*nr|data|info\w*|namn|number|details"
    r"|e-?mail|address|information)\b"
)
_ON_FILE = part(
    r"\b(?:finns|ar|star|ligger) (?:jag|mitt (?:namn|nummer)) (?:\w+ ){0,2}?(?:registrerad|sparad|med i|i er)"
    r"|\b(?:finns|star) jag\b|\bam i (?:\w+ )?(?:in|registered|stored)\b|\brecords of me\b|\bjag (?:finns|ar) (?:med )?i er\w*"
)
_WRITTEN = part(
    r"\b(?:star|finns|skriv\w*|antecknat|noterat|registrerat|sparat|lagrat|vet|samlat|uppskrivet|dokumenterat|har)\b"
)
_WHAT = part(r"\b(?:vad|va|vilk\w+|det som|allt som|allt|nagot|nat|what|which|anything|everything)\b")
_LAW = part(
    r"\bgdpr\b|\bpersonuppgift\w*|\bdataskydd(?!spolic)\w*|\bintegritet(?!spolic)\w*|\bpersonal data\b|\bdata protection\b"
    r"|\bregister ?utdrag\w*|\bimy\b"
)
_SAVED = part(r"\b(?:spara(?:r|s|t|de)|lagra(?:r|s|t|de)|har ni (?:\w+ )?kvar|registrer\w+|store|stored|saved|keep|kept)\b")
_ACCESS = (
    (_GET, _DATA, _MY),
    (_GET, _HELD, _ABOUT_ME),
    (_GET, _JOURNAL),
    (_GET, _SAVED, part(TALK, DETAIL, ABOUT_ME, DATA)),
    (_ASKS_HOW, _HANDLES, part(DETAIL, TALK)),
    (_WHENCE, _CONTACT_DATA),
    (_ON_FILE, _REGISTER),
    (_WHAT, _WRITTEN, _ABOUT_ME),
    (_SAVED, part(TALK, DETAIL, ABOUT_ME)),
    (_LAW, part(ASKS)),
)
# The customer's own giving of data, and what the company needs to know, asks for nothing that is held.
_NO_ACCESS = part(
    r"\bjag (?:\w+ )?(?:skicka\w*|mejla\w*|maila\w*|lamna\w*|ge|ger|skriver|fyll\w*) (?:in |er )?(?:min|mina|mitt)\b"
    r"|\b(?:behover|behovs|kravs)\b|\bhar (?:kommer|ar) (?:min|mina|mitt)\b|\bi (?:will )?(?:send|give) (?:you )?my\b"
    r"|\b(?:kan|vill att|far|snalla) (?:ni|du)? ?spara\b|\b(?:here (?:is|are) my|my details are)\b|\bintegritetspolic\w*"
    r"|\bprivacy policy\b|\bmin\w* (?:\w+ )?(?:tid|tider|bokning\w*|bil|kvitto\w*)\b[^,]{0,20}\b(?:info\w*|data)\b"
)

# Rectification
_CHANGES = part(
    r"\b(?:andra(?:r|s|t|ts|d|de)?|uppdatera\w*|ratta(?:r|s|t|d|de)?|rattelse\w*|korrigera\w*|justera\w*|byt(?:a|er|t|te|s)?|fixa\w*"
    r"|ersatt\w*|lagg(?:a|er)? (?:in|till)|ordna\w*|skriv(?:a|er|s)? om|change[ds]?|changing|update\w*|correct\w*|fix"
    r"|amend\w*|rectif\w*|replace)\b"
)
_WRONG = part(
    r"\b(?:fel|felet|felaktig\w*|fels\w*|stammer inte|stammer ej|inte (?:ratt|korrekt|langre)|gam(?:mal|la|malt|le)|inaktuell\w*"
    r"|misstag|stava\w*|flicknamn|kallar|blandat ihop|forvaxl\w*|wrong\w*|incorrect\w*|out of date|outdated|inaccurate|misspel\w*"
    r"|spel(?:t|led)|mistake|not my|isn'?t my|old|mixed)\b"
)
_ANEW = part(
    r"\bjag (?:har |fick |ska )?(?:precis |nu |snart )?(?:bytt?|ny\w*|fatt|fick|skaffat)\b|\bhar (?:bytt|nytt?|fatt (?:nytt?))\b"
    r"|\b(?:nytt?|ny|nya) (?:\w+ )?(?:\w*numm?er|\w*namn|\w*adress|e-?post\w*|e-?mail|mail\w*|mejl\w*)\b|\bbyter?\b"
    r"|\b(?:i (?:have|'ve|got|changed)|changed my|my new|new) (?:\w+ )?(?:phone |last |sur)?(?:number|name|address|e-?mail)\b"
)
_CARD_DETAIL = part(
    r"\b(?:\w*telefonnumm?er|mobilnumm?er|numret|numm?er|\w*namn(?:et)?|\w*adress(?:en)?|e-?post\w*|e-?mail\w*|mail\w*|mejl\w*"
    r"|person(?:numm?er|nr)|fodelse\w*|reg ?(?:istrerings)?(?:nr|numm?er|numret)|\w*uppgift\w*|kundkort\w*|\w*journal\w*|surname"
    r"|name|address|phone number|number|birthday|birth ?date|details|chart|records?)\b"
)
_HELD_BY_YOU = part(
    r"\b(?:ni (?:har|hade|skriver|skickar|kallar|stavar)|har ni|du har|er(?:t|a|an)? \w*(?:system|regist\w*|papper\w*|lista)|registrerat"
    r"|registrera\w*|i registret|i systemet|hos er|pa mig|om mig|star|stod|you have|you'?ve got|your system|on me|on file)\b"
)
_MY_DETAIL = part(DETAIL, r"\bflicknamn\w*")
_JOURNAL_WRONG = part(r"\b(?:\w*journal\w*|kundkort\w*|anteckning\w*|registret|medical records?|chart)\b")
_RECTIFICATION = (
    (_CHANGES, _MY_DETAIL),
    (_WRONG, _MY_DETAIL),
    (_WRONG, _CARD_DETAIL, _HELD_BY_YOU),
    (_WRONG, _JOURNAL_WRONG),
    (part(r"\bflicknamn\w*"),),
    (part(r"\b(?:registrera\w*|antecknat|noterat|lagt in|sparat|skrivit) fel\b|\bfel registrera\w*"),),
)
_ASKED_OF_YOU = part(
    r"\bhar (?:ni|du) (?:\w+ )?(?:bytt|nytt|ny|flyttat|andrat)\b|\ber(?:t|a)? (?:nya )?\w*(?:adress|nummer|namn|mejl\w*|mail\w*)\b"
    r"|\bden har adressen\b"
)
_NEW_DETAIL = (
    (_ANEW, _CARD_DETAIL, part(r"\b(?:jag|vi|har|min|mitt|mig|i|my|me|i've)\b")),
)

# Objection
_REFUSES = (
    r"\b(?:vill|onskar|tanker|gar|tal) (?:inte|ej|absolut inte|verkligen inte)\b|\b(?:slippa|slipper)\b|\bfar (?:inte|ej|aldrig)\b"
    r"|\b(?:inte|inget|ej) (?:ok|okej|bekvam\w*|okay)\b|\b(?:godkanner|godkant|samtycker|samtyckt|accepterar|tillater|tillatit|gillar"
    r"|(?:har|gar|gatt) ?\w* (?:inte )?med pa|ger|gett|lamnat|onskar|medger) (?:inte|ej|aldrig)\b|\b(?:inte|aldrig) (?:gatt med|godkant"
    r"|gett|samtyckt|lamnat|sagt ja)\b|\bnekar\b|\bvagrar\b|\bforbjud\w*|\bprotest\w*|\bmots\w*t\w* mig\b|\bmotsat\w*|\bmotsat\w*"
    r"|\binvand(?!ig)\w*|\bopponer\w*|\b(?:saga|sager|tackar|tacka) nej\b|\bnej till\b|\bsluta\w*\b|\bupphor\w*|\bstang(?:a)? av\b"
    r"|\bavsta\w*|\bstoppa\b|\brespekter\w*|\bi (?:do not|don'?t|never)\b|\bdon'?t\b|\bdo not\b|\bobject\w*|\brefuse\w*|\bstop\b"
    r"|\bopt\w* out\b|\bwithout my\b|\bnot (?:ok|okay|comfortable)\b|\bno (?:ai|bots?)\b|\binte lata\b"
)
_REFUSE = part(_REFUSES)
_USES = (
    r"\b(?:anvand\w*|behandl\w*|hanter\w*|dela|delar|delas|delat|salj|salja|saljer|saljs|lamna(?:r|s)? (?:\w+ ){0,3}?ut|skickas?"
    r" (?:\w+ ){0,3}?(?:till|vidare)|sprid\w*|publicer\w*|lagg\w* ut|kartlagg\w*|profiler\w*|analyser\w*|tran(?:a|ar|as)|mata\w*"
    r"|proces+\w*|shar(?:e|ed|ing)|sell(?:ing)?|us(?:e|ed|ing)|train\w*|handl(?:e|ed|ing))\b"
)
_USE = part(_USES)
_READS = part(_USES, r"\b(?:las|lasa|laser|lases|lasar|ser|read|reads|reading|skannar?|scan\w*|tolka\w*)\b")
_OWN = part(
    DATA,
    DETAIL,
    rf"{MY} (?:\w+ )?(?:bild\w*|foto\w*|hals\w*|ansikte)\b|\bbild\w* (?:pa|av) mig\b|\bpersonuppgift\w*|\bpictures? of me\b",
)
_OWN_OR_TALK = part(_OWN.pattern, TALK, rf"{MY} (?:\w+ )?(?:brev|halsa|skrift|texter|health)\b")
_AI = (
    r"\b(?:ai|ain|artificiell\w*|robot\w*|bot|bott?en|bots|chatt?bot\w*|chatgpt|datorn?|datorer|maskin(?:en|er)?|algoritm\w*"
    r"|automati\w*|computers?|machines?|artificial)\b"
)
_MACHINE = part(_AI)
_IMPERATIVE = part(
    r"\b(?:anvand|dela|salj|lamna|trana|sprid|publicera|las|lasa|behandla|analysera|mata|skicka|kartlagg|hantera)"
    r" (?:aldrig|inte|ej)\b|\b(?:dont|don'?t|do not|never|stop|sluta) (?:\w+ )?(?:use|share|sell|read|process|using|sharing|selling|reading"
    r"|processing|publish|anvand\w*|behandl\w*|dela|salja|lasa|analysera|hantera|sprida|lamna)\b"
)
_CONSENT = part(r"\b(?:samtycke\w*|godkannande\w*|medgivande\w*|tillstand|tillatelse|consent|permission|approval)\b")
_WITHDRAWS = part(
    r"\b(?:aterkall\w*|dra(?:r)? (?:\w+ )?tillbaka|ta(?:r)? (?:\w+ )?tillbaka|upphav\w*|angrar|drar in|withdraw\w*|revok\w*|take back"
    r"|ger (?:\w+ )?inte|inte (?:\w+ )?gett|har inte)\b"
)
_DECIDES = part(
    r"\b(?:profiler\w*|profiling|kartlagg\w*|automati\w* (?:\w+ )?(?:beslut\w*|behandling\w*|decisions?|processing)|bestammer"
    r"|bestamma|avgor|avgora|beslutar|decid\w*)\b"
)
_LIMIT = part(r"\b(?:begrans\w*|frys\w*|pausa\w*|restrict\w*|limit)\b")
_PROCESSING = part(r"\b(?:behandling\w* av|anvandning\w* av|processing)\b")
_SWITCH_OFF = part(
    r"\b(?:stang(?:a|er|s)? av|sta(?:a|ng)?nga av|inaktivera|avaktivera|koppla (?:bort|ur)|slippa|sag(?:a|er)? nej|avsta\w*|nej till"
    r"|opt (?:\w+ )?out|turn off|disable|switch off|without)\b"
)
_OBJECTION = (
    (_REFUSE, _USE, _OWN),
    (_REFUSE, _READS, _OWN_OR_TALK, part(_AI, r"\b(?:vill inte|far inte|nekar|forbjud\w*|invand\w*|mots\w*|want)\b")),
    (_REFUSE, _MACHINE, part(_READS.pattern, TALK)),
    (_IMPERATIVE, part(_OWN_OR_TALK.pattern, _AI)),
    (_WITHDRAWS, _CONSENT),
    (_REFUSE, part(r"\b(?:profiler\w*|profiling|kartlagg\w*|automati\w* (?:\w+ )?(?:beslut\w*|decisions?))\b")),
    (part(_REFUSES, r"\binget\b|\binga\b"), _MACHINE, _DECIDES),
    (_LIMIT, _PROCESSING),
    (_SWITCH_OFF, part(r"\b(?:ai|ain|artificiell\w*|automatisk\w*|ais)\b")),
    (part(r"\b(?:inte|not|never)\b"), part(r"\b(?:fa|far|anvanda|lagg\w*|use)\b"), part(r"\bbild\w* (?:pa|av) mig|\b(?:mina|min) bild\w*")),
)


def wants_erasure(low: str) -> bool:
    """A wish that data be deleted, or not kept."""
    return any_together(_NO_ERASURE.sub(" ", low), _ERASURE, 70)


def wants_access(low: str) -> bool:
    """A wish to see what is held, or to know how it came there and where it goes."""
    return _NO_ACCESS.search(low) is None and any_together(low, _ACCESS, 70)


def wants_rectification(low: str) -> bool:
    """A wish that data be put right, or news of what they should be."""
    bare = _ASKED_OF_YOU.sub(" ", low)
    return any_together(bare, _RECTIFICATION, 60) or any_together(bare, _NEW_DETAIL, 50)


def wants_objection(low: str) -> bool:
    """A refusal of what is done with one's data, or of a machine's doing it."""
    return any_together(low, _OBJECTION, 90)
