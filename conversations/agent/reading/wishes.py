"""What must never be missed: no more texts, a human, a right under the GDPR, an objection to the AI."""

from __future__ import annotations

import re

from conversations.agent.reading.normal import near, rule, words_of
from conversations.agent.types import Intent
from conversations.words import word_set

_TEXTS = (
    r"\b(?:sms\w*|textmeddeland\w*|meddeland\w*|utskick\w*|reklam(?!era|ation|erar)\w*|notis\w*|nyhetsbrev\w*|erbjudand\w*|mess\b|messande\w*|"
    r"smsutskick\w*|spam\w*|texts?|text messages?|messages?|notifications?|newsletters?|marketing|promotions?)\b"
)
_LIST = r"(?:(?:sms|mejl|mail|text|reklam|kontakt)?-?listan?|utskick\w*|nyhetsbrev\w*|(?:mailing |text |sms |contact |marketing |your |the )+lists?|\blists?\b)"
_SENDS = (
    r"\b(?:skicka\w*|smsa\w*|sms|texta\w*|messa\w*|spamma\w*|kontakta\w*|hor av|hora av|maila\w*|mejla\w*|stor|stora|trakassera|besvara|jaga|"
    r"text(?:ing)?|send(?:ing)?|messag(?:e|ing)|contact(?:ing)?|spam(?:ming)?|sms(?:ing)?|bother(?:ing)?)\b"
)
_STOPS = r"\b(?:sluta|slutar|upphor|upphora|stoppa|stopp|stop|quit|cease|lagg av|lat bli|avsta)\b"
_ENOUGH = (
    r"\b(?:inte|inga|inget|ingen|ej|slippa?r?|undanber|avbojer|avsager|tackar nej|nej tack|nej till|orkar inte|trott pa|nog (?:av|med)|sluta|slutar|"
    r"stopp|stoppa|stop|no more|don'?t|do not|never|enough|unwanted|avsluta|avstar)\b"
)
# What the customer writes is not what we send.
_MY_TEXTS = rule(r"\b(?:mina|mitt|my) (?:meddelande\w*|messages?|sms|texts?|mejl)\b")
# Whoever missed a text, or did not get one, wants it.
_MISSED = rule(
    r"\b(?:fatt|fick|far|kom|kommit|kommer|hittar|hitta|ser|sag|last|laste|forstar|forstod|fattar|oppna|raderade|svarat|svara|hunnit|hann|received|get any|got|did not get|"
    r"didn'?t get|haven'?t|see|open|read|answered?)\b[^.!?\n]{0,25}" + _TEXTS + r"|\bskick\w* (?:inte )?(?:nagon )?(?:bekraftelse|paminnelse|faktura|kvitto)"
)
OPT_OUT = rule(
    near(_STOPS, _SENDS, 30),
    near(_ENOUGH, _TEXTS, 35),
    near(_STOPS, _TEXTS, 35),
    r"\b(?:skicka|skriv|smsa|messa|kontakta|texta) (?:mig )?(?:inte|aldrig|inga|inget|ingenting)\b(?! (?:fakturan|adressen|bekraftelse))",
    r"\bvill inte (?:langre )?(?:att ni |att du )(?:\w+ )?(?:smsar|skriver|skickar|messar|kontaktar|hor av|ringer|mejlar)\b|\bvill inte (?:langre )?(?:bli )?kontakta\w*|\bvill inte (?:langre )?hora (?:nagot )?(?:mer )?fran er\b",
    r"\bvill inte (?:langre )?(?:ha|fa) (?:nagot|nagonting) (?:mer |alls )?(?:fran|av) er\b|\blat mig vara\b|\blamna mig i ?fred\b|\bstor (?:mig )?inte\b|\bhor inte av (?:er|dig)\b|\bkontakta mig inte\b",
    r"\bavregistrer\w*|\bavprenumer\w*|\bavanmal\w*|\bopt(?:a)? ?-?out\b|\bunsubscribe\b|\bunsub\b|\bavsluta (?:min |mitt |mina )?(?:sms\w*|prenumer\w*|utskick\w*|abonnemang\w*)",
    rf"\b(?:ta bort|tar bort|stryk|stryka|plocka bort|radera|take|remove|delete)\b[^.!?\n]{{0,30}}\b(?:fran|ur|off|from|pa) (?:er |era |ert |eran |your |the |this |min )*{_LIST}",
    r"\bleave me alone\b|\b(?:don'?t|do not|never) (?:ever )?(?:text|message|contact|sms|write|call) me\b|\b(?:don'?t|do not) want to hear from you\b",
)
_REFUSES = rule(r"\binte\b|\bsluta\b|\binga\b|\bstopp?a?\b(?! ?sms)|\bdon'?t\b|\bno more\b")
_LEGAL = rule(r"\binvand\w*|\bmotsatter\b|\bobject\b|\bartikel\b|\bprofiler\w*|\bbehandl\w*|\bautomati\w*")
_HUMAN_WORD = rule(r"\bmanniska|\bmansklig|\bperson\b|\bhuman\b|\bpersonal\w*\b|\bprata med\b|\btala med\b|\bskriva med\b|\btalk to\b|\bspeak to\b")
_STOP_WORDS = word_set("stopp stop sluta stoppa stopall avsluta slut")
_WITH_STOP = word_set(
    "tack please snalla nu ja nej jag vill detta det med dom de genast omedelbart hej mig sms smsen era alla stopp "
    "stop sluta now me texts och da thanks bara for ok a the men"
)
_REFUSES = rule(r"\b(?:inte|sluta|inga|don'?t|no more)\b")
_LEGAL = rule(r"\binvand\w*|\bmotsatter\b|\bobject\b|\bartikel\b|\bprofil\w*|\bbehandl\w*|\bautomati\w*")
_HUMAN_WORD = rule(
    r"\bmanniska|\bmansk\w*|\bperson\b|\bhuman\b|\bpersonal\w*\b|\b(?:prata|tala|skriva|snacka) med\b|\b(?:talk|speak) to\b"
)
_STOP_WORDS = word_set("stopp stop sluta stoppa stopall avsluta slut")
_WITH_STOP = word_set(
    "tack please snalla nu ja nej jag vill detta det med dom de genast omedelbart hej mig sms smsen era alla stopp "
    "stop sluta now me texts och da thanks bara for ok a the men hallå halla ni er"
)
OPT_IN = rule(
    near(
        r"\b(?:fa|ta emot|borja fa|ha|aktivera|sla pa|starta|oppna|skicka|anmal\w*|registrera|prenumerera|vill|get|receive|start|resume|subscribe|sign me up|send)\b",
        _TEXTS + r"[^.!?\n]{0,20}\b(?:igen|pa nytt|ater|trots|again|back on|once more)\b",
    ),
    r"\bborja (?:skicka|smsa|sms|messa)\w*\b|\bsmsa mig igen\b|\banmal(?:a)? (?:mig )?(?:igen |pa nytt |ater )?(?:till|for) (?:era |er )?(?:sms|utskick)\w*",
    r"\b(?:angrar|angrade)\b.{0,40}\b(?:stopp\w*|avregistr\w*|avanmal\w*|stop)\b|\b(?:rakade|av misstag|by mistake|accidentally)\b.{0,40}\b(?:stopp\w*|stop|avregistr\w*|unsubscribe\w*|opt(?:ed)? out)\b",
    r"\bstart (?:texting|sending|messaging)\b|\bresubscribe\b|\bsubscribe (?:me )?again\b|\bopt (?:me )?(?:back )?in\b",
)

_WHOM = (
    r"\b(?:chef\w*|agar\w*|kollega\w*|medarbetar\w*|anstalld\w*|personal\w*|nagon|frisor\w*|mekaniker\w*|tandlakar\w*|terapeut\w*|receptionist\w*|tekniker\w*|"
    r"ansvarig\w*|handlaggar\w*|radgivar\w*|expert\w*|manager|owner|supervisor|staff|someone|somebody|anyone|colleague|receptionist|boss)\b"
)
_REACH = (
    r"\b(?:prata|prat|tala|snacka|samtala|samtal\w*|telefonsamtal\w*|ringa|ringer|uppringd|hora av sig|hor av sig|horas|kontaktar? mig|svara(?:r)? mig|svara pa riktigt|"
    r"ta over|hjalpa mig i ?stallet|talk|speak|call|contact me|reach)\b"
)
HUMAN = rule(
    r"\b(?:manniska|manniskan|manniskor|manska|mansklig\w*|levande person)\b",
    r"(?<!per )(?<!\d )(?<!for en )(?<!en extra )\bperson(?:en)?\b(?! ?nummer| till\b| extra\b)",
    r"\bhuman\b(?! hair)|\b(?:real|live|human|actual) (?:agent|person|being|operator|one)\b|\ban? (?:agent|operator)\b|^\W*(?:agent|operator|representative)\W*$",
    # Whoever wants to talk wants a human.
    r"\b(?:prata|tala|snacka|samtala|chatta|skriva) (?:direkt )?(?:med|m|mot) \w+|\b(?:vill|kan jag|far jag|hellre|behover|skulle vilja) (?:\w+ )?(?:prata|snacka|tala)\b(?! om)|\b(?:prata|tala|snacka)\b.{0,20}\b(?:pa riktigt|i telefon|over telefon)\b",
    r"\b(?:speak|talk|chat) (?:to|with) (?!you (?:later|soon|then))\w+",
    near(_WHOM, _REACH, 30) + r"(?!.{0,20}\b(?:nar (?:bilen|den) ar|when (?:it|the car) is))",
    r"\b(?:riktig|riktigt|levande|verklig|fysisk|personlig) (?:en|nagon|person\w*|anstalld|medarbetare|kollega|personal|kontakt|kundservice|hjalp|service|receptionist|frisor|mekaniker|manniska)\b|\briktig\b.{0,15}\bprata\b|\bsvara pa riktigt\b",
    r"\b(?:hjalp|svar|hjalpt|kontaktad) (?:av|fran) (?:nagon|en (?:riktig|kollega|anstalld|medarbetare)|personal\w*|er personal|staff|someone|a (?:colleague|real))\b|\b(?:fa|ha) (?:tag|kontakt) (?:i|pa|med)\b|\bkomma i kontakt med\b|\bkoppla (?:mig )?(?:till|vidare|over|in)\b|\blamna over (?:till|mig)\b|\bfa ett samtal\b",
    r"\b(?:ring|ringa|ringer) (?:garna )?(?:upp )?(?:mig|upp|tillbaka|oss|0\d)|\b(?:bli|blir|blev) (?:upp)?ringd\b|\bbli kontaktad\b(?! (?:inte|mer))|\bringa (?:till )?er\b|\b(?:kan|kunde|vill) (?:ni|du|nagon|man|jag|en av er) (?:\w+ )?ringa\b|\bnummer att ringa\b|\bbe (?:\w+ ){1,3}(?:ringa|hora av sig|kontakta|svara)\b",
    r"\bkundtjanst\w*|\bkundservice\b|\b(?:inte|slippa|orkar inte|vagrar|trott pa) (?:vill )?(?:prata |skriva |snacka |chatta |tala )?(?:med |att )?(?:en |ett |den har |robotar? |era )?(?:robot\w*|bot\b|bott\w*|botar\w*|chatbot\w*|chattbot\w*)",
    r"\bcall me\b|\bcan i call\b|\bphone me\b|\bring me\b|\bgive me a (?:call|ring)\b|\brepresentative\b|\bcustomer (?:service|support)\b|\bsomeone (?:real|from (?:your|the))\b|\bput me through\b|\bcall(?:ed)? back\b|\brather (?:deal|have|get|talk|hear|speak)\b.{0,15}\b(?:person|human|someone|staff)",
    r"^\W*(?:personal|personalen|kollega|medarbetare|handlaggare|staff|receptionen?|kundtjanst)\W*(?:tack|please)?\W*$|\b(?:ar|finns) det (?:en |nagon )(?:riktig )?(?:dar|hemma|som kan svara|pa plats som kan)\b(?!.{0,20}tid)",
)

_MINE = (
    r"(?:\bmig\b|\bmin |\bmina |\bmitt |\ballt\b|\balla? (?:min|mina|mitt)?\s?(?:data|information\w*|info|uppgift\w*|personuppgift\w*)"
    r"|\b(?:person)?uppgift\w*|\bpersonlig\w*|\bhistorik\w*|\bkonversation\w*|\bkund(?:uppgift|profil|konto)\w*|\bkonto\w*|\bvar chatt\b)"
)
_ABOUT_TIME = r"(?![^.!?\n]{0,14}\b(?:tid|tiden|tider|tiderna|\w*bokning\w*|besok\w*|termin|koplats|appointments?|bookings?|harfarg\w*|farg\w*|rost\w*|slingor|harstran|fransar)\b)"
_GONE = (
    r"\b(?:radera|raderar|raderas|raderad|raderade|deleta|utplana|rensa|rensar|makulera|ta bort|tar bort|tas bort|tagit bort|borttag\w*|plocka bort|plockar bort|stryk|stryka|"
    r"slang|slanga|forstor|avidentifiera)\b"
)
_SYSTEM = r"\b(?:ur|fran|i|hos) (?:ert|era|er|erat|eran|alla era|ett|det)? ?(?:system\w*|register|registret|\w*databas\w*|kundregist\w*|arkiv\w*|dator\w*|lista over kunder)"
ERASURE = rule(
    r"^\W*(?:radera|delete|erase)\W*(?:mig|tack|please|nu|allt|me)?\W*$",
    rf"{_GONE} (?:bort )?(?:\w+ ){{0,2}}?{_ABOUT_TIME}{_MINE}{_ABOUT_TIME}",
    rf"{_MINE}[^.!?\n]{{0,30}}\b(?:raderad\w*|raderas|borttag\w*|utplanad\w*|tas bort|struk\w+|forstors|forsvinn\w*)\b{_ABOUT_TIME}",
    r"\b(?:bli|bliva|vara) (?:bort)?(?:glomd|raderad|borttagen|struken)\b|\bratten att bli\b|\bgdpr\b[^.!?\n]{0,30}\b(?:radera\w*|glomd|ta bort)|\bglom(?:ma)? (?:bort )?mig\b(?! inte)|\bglom (?:bort )?allt (?:som )?(?:ni|du) (?:har|vet|sparat)\b|\bbort?glomd\b",
    rf"{_GONE}[^.!?\n]{{0,40}}{_SYSTEM}",
    rf"{_GONE} (?:\w+ ){{0,3}}?(?:ni (?:har|vet|sparat)|som ni (?:har|sparat|vet)|om mig|pa mig|ror mig)",
    rf"\b(?:ska|vill) inte (?:langre )?(?:finnas|vara|sta) (?:kvar|med|sparad|registrerad)?\s?(?:{_SYSTEM}|hos er|i ert)",
    r"\bsluta spara\b.{0,25}\b(?:om mig|uppgift\w*|data)|\bartikel 17\b|\barticle 17\b|\b(?:avsluta|ta bort|stang|stanga) (?:mitt|min) (?:konto|kundprofil|kundkonto)\b",
    r"\b(?:delete|erase|remove|wipe|destroy|purge)\b (?:\w+ ){0,3}?(?:me\b(?! (?:off|from) (?:\w+ ){0,3}list)|(?:everything|all|any) (?:\w+ ){0,3}?(?:about me|on me|you (?:have|hold|know|store\w*|keep))|"
    r"my (?:\w+ )?(?:data|info\w*|details|number|records?|account|profile|history|file)\b)|\b(?:delete|erase|remove|wipe) all (?:of )?my\b(?! (?:book|appoint))",
    r"\bforget (?:about )?me\b|\bto be forgotten\b|\bright to (?:erasure|deletion)\b|\bmy (?:\w+ )?(?:data|info\w*|details) (?:to be |is |are |gets? )?(?:deleted|erased|removed)\b",
)
_KNOWN = (
    r"\b(?:sparat|sparade?|lagrat|lagrade?|registrerat|registrerade?|antecknat|samlat|samlar|sparar|lagrar|vet|har|registrerar|behandlar|sparas|lagras|finns|hanterar|"
    r"saved?|stored?|store|kept|keep|hold|held|have|know|collect\w*|got)\b"
)
_ON_ME = r"\b(?:om mig|pa mig|kring mig|rorande mig|som ror mig|mitt (?:telefon)?nummer|about me|on me|of mine)\b"
_DATA = r"\b(?:uppgift\w*|personuppgift\w*|kunduppgift\w*|data|information\w*|info|registret?|utdrag\w*|details|records|everything|allt|all)\b"
_WHAT = r"\b(?:vad|vilk\w+|nagot|nagra|nagonting|allt|all|hur mycket|har ni|har du|finns det|what|which|everything|anything|any)\b"
_GET = (
    r"\b(?:ha ut|fa ut|lamna ut|hamta ut|fa se|se|begar|begara|begaran|ta del av|skicka|kopia|utdrag\w*|sammanstallning|utskrift|lasa|tillgang|veta|export\w*|overfora|"
    r"send|copy|see|access|download|request|obtain|extract)\b"
)
ACCESS = rule(
    r"\bregister ?utdrag\w*|\bdatautdrag\w*|\bartikel (?:15|20)\b|\barticle (?:15|20)\b|\bsubject access|\bdsar?\b|\bdata ?portab\w*|\bdata export\b",
    rf"{_WHAT}[^.!?\n]{{0,45}}{_KNOWN}[^.!?\n]{{0,40}}{_ON_ME}",
    rf"{_DATA}[^.!?\n]{{0,30}}{_KNOWN}[^.!?\n]{{0,30}}{_ON_ME}|{_DATA}[^.!?\n]{{0,12}}{_ON_ME}[^.!?\n]{{0,30}}{_KNOWN}",
    rf"\b(?:vilk\w+|what|which) (?:\w+ )?(?:\w+ )?(?:uppgift\w*|personuppgift\w*|data|information|info|details)\b[^.!?\n]{{0,20}}{_KNOWN}[^.!?\n]{{0,10}}\b(?:ni|du|you)\b",
    rf"\b(?:vilk\w+|what|which) (?:personuppgift\w*|personal data|data)\b[^.!?\n]{{0,30}}{_KNOWN}",
    rf"{_GET}[^.!?\n]{{0,25}}\b(?:mina|min|my) (?:\w+ )?(?:personuppgift\w*|uppgift\w*|data|information|info|personal data|details|records)\b",
    rf"{_GET}[^.!?\n]{{0,25}}\b(?:all|allt|alla|everything|any)\b[^.!?\n]{{0,25}}(?:{_ON_ME}|\b(?:lagrat|sparat|registrerat|stored|hold|saved)\b)",
    rf"{_GET}[^.!?\n]{{0,25}}\b(?:what|vad)\b[^.!?\n]{{0,25}}{_KNOWN}[^.!?\n]{{0,20}}{_ON_ME}",
    rf"{_GET}[^.!?\n]{{0,15}}{_DATA}[^.!?\n]{{0,25}}{_ON_ME}",
    near(r"\bgdpr\b|\bdataskydd\w*", r"\b(?:utdrag\w*|kopia|begar\w*|uppgift\w*|data|information|request|copy|access)\b"),
)
_DETAIL = (
    r"(?:(?:efter|for|till)?namn\w*|adress\w*|e-?post\w*|mejl\w*|mail\w*|(?:telefon|mobil)?nummer|(?:person|kontakt|kund)uppgift\w*|uppgifter(?:na)?"
    r"|profil|telefon\w*|postadress|(?:last ?|first ?|sur)?names?|address|e-?mail|phone number|number|details|information)"
)
_WRONG = (
    r"\b(?:fel|felstav\w*|stavas|stavat|felaktig\w*|inte ratt|gammal|gamla|gammalt|inaktuell\w*|ratta|rattar|rattad|rattas|korrigera\w*|andra|andrar|andrad|andras|"
    r"uppdatera\w*|byt|byta|bytt|stammer inte|ska vara|wrong|incorrect\w*|misspel\w*|misspelt|correct|fix|update|amend|rectify|changed?|outdated|spelled|spelt)\b"
)
_MY = r"\b(?:mitt|min|mina|mig|my|me)\b"
RECTIFICATION = rule(
    rf"{_WRONG}[^.!?\n]{{0,20}}{_MY} (?:\w+ ){{0,2}}?{_DETAIL}\b|{_MY} (?:\w+ ){{0,2}}?{_DETAIL}\b[^.!?\n]{{0,35}}{_WRONG}",
    rf"\bfel (?:stavat )?(?:pa )?{_DETAIL}\b|\b(?:wrong|incorrect|old) {_DETAIL}\b(?! to call)|\bni har\b[^.!?\n]{{0,20}}\b(?:fel|gammal|gamla|gammalt|felaktig\w*)\b[^.!?\n]{{0,15}}\b{_DETAIL}",
    rf"\b(?:jag har|har|fatt) (?:bytt|ett nytt|nytt|en ny|ny|andrat)\b[^.!?\n]{{0,12}}\b{_DETAIL}\b|\b(?:mitt|min|my) (?:nya|new) (?:\w+ )?{_DETAIL}\b|\bny adress ar\b|\bjag har (?:flyttat|gift mig|skilt mig)\b[^\n]{{0,60}}\b(?:adress\w*|namn\w*|uppdatera|andra|heter)",
    r"\bjag heter (?:inte|faktiskt|egentligen)\b|\bheter inte\b.{0,30}\butan\b|\bartikel 16\b|\barticle 16\b|\bstavas (?:mitt|det) (?:egentligen|inte)\b",
    rf"\b(?:i(?:'ve| have)?|we) (?:changed|got) (?:my|a new) (?:\w+ )?{_DETAIL}",
)
_NO_DETAIL = rule(r"\b(?:ratt|vilk\w+|vad (?:har|ar)|what(?:'s| is)) (?:ni |er |ert |your )?(?:for )?(?:adress|telefonnummer|nummer|number|address)\b")
_AI = r"(?:\bai\b|\bai[ -]?n\b|\bartificiell\w*|\brobot\w*|\bbot\b|\bbott\w*|\bbotar\b|\bchatt?bot\w*|\bchatgpt\b|\bdator\w*|\bmaskin(?!en till)\w*|\balgoritm\w*|\bautomat\w*|\bcomputers?\b|\bmachines?\b|\bartificial intelligence\b)"
_DEALS = r"\b(?:svarar?|laser?|lasa|behandl\w*|hanter\w*|anvand\w*|analys\w*|profil\w*|beslut\w*|skriver|sparar|tar hand|far|bestammer|read\w*|answer\w*|handl\w*|process\w*|deal\w*|repl\w*|respond\w*|look\w*|us(?:e|ing|ed)|decid\w*)\b"
OBJECTION = rule(
    r"\binvand(?:er|a|ning\w*)\b(?! inget)|\bmotsatter mig\b|\bprotesterar mot\b|\bartikel (?:18|21|22)\b|\barticle (?:18|21|22)\b|\bi object\b|\bobject(?:ion)? to\b",
    rf"\b(?:vill inte|vill ej|onskar inte|accepterar inte|godkanner inte|tillater inte|samtycker inte|vagrar|avsager mig|motsatter|far inte|don'?t want|do not want|do not consent|don'?t consent|refuse)\b[^.!?\n]{{0,35}}{_AI}[^.!?\n]{{0,25}}{_DEALS}",
    rf"\b(?:vill inte|vill ej|onskar inte|slippa|don'?t want|do not want)\b[^.!?\n]{{0,25}}{_DEALS}[^.!?\n]{{0,20}}\b(?:av|by|with)\b[^.!?\n]{{0,10}}{_AI}",
    rf"\b(?:sluta|stoppa|stop|ingen|inga|no)\b[^.!?\n]{{0,15}}(?:{_DEALS}[^.!?\n]{{0,15}})?{_AI}(?!.{{0,20}}\b(?:boka|tid)\b)",
    r"\b(?:vill inte|sluta|slippa|stop|don'?t|do not)\b[^.!?\n]{0,20}\b(?:profiler\w*|profiling|profiled)\b|\bbegrans\w* (?:behandlingen|anvandningen)\b",
    r"\b(?:sluta|far inte|inte|upphor\w*|stop|don'?t|do not)\b[^.!?\n]{0,15}\b(?:behandla|anvanda|hantera|analysera|dela|salja|processing|using|sharing|selling|process|share|sell)\b[^.!?\n]{0,20}\b(?:min|mina|mig|personuppgift\w*|uppgift\w*|data|my)\b",
)


def is_stop(low: str) -> bool:
    """Whether a short text is little more than "stopp"."""
    words = words_of(low)
    return bool(words) and len(words) <= 5 and any(word in _STOP_WORDS for word in words) and all(
        word in _STOP_WORDS or word in _WITH_STOP for word in words
    )


def wants_no_texts(low: str) -> bool:
    """A wish to get no more texts, in free words."""
    return is_stop(low) or OPT_OUT.search(_MISSED.sub(" ", _MY_TEXTS.sub(" ", low))) is not None


def wants_texts(low: str) -> bool:
    """A wish to get texts again, in free words."""
    return OPT_IN.search(low) is not None and _REFUSES.search(low) is None


def right_in(low: str) -> Intent | None:
    """A right that the text exercises."""
    # "Ta bort mitt nummer från era utskick" is about the texts alone.
    bare = OPT_OUT.sub(" ", low)
    rights: tuple[tuple[Intent, re.Pattern[str]], ...] = (
        ("rights_erasure", ERASURE),
        ("rights_access", ACCESS),
        ("rights_rectification", RECTIFICATION),
    )
    bare = _NO_DETAIL.sub(" ", bare)
    return next((intent for intent, pattern in rights if pattern.search(bare)), None)


def wants_human(low: str) -> bool:
    """A wish to hear from a human."""
    return HUMAN.search(low) is not None


def objects(low: str) -> bool:
    """An objection to the AI or to the processing. Who asks for a human gets one, which is what they want."""
    return OBJECTION.search(low) is not None and (_LEGAL.search(low) is not None or _HUMAN_WORD.search(low) is None)
