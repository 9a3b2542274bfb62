"""Rights under the GDPR: erasure, access, rectification, and objections to the AI."""

from __future__ import annotations

from conversations.agent.reading.corrections import wants_rectification
from conversations.agent.reading.humans import wants_human
from conversations.agent.reading.normal import near, normal, rule
from conversations.agent.reading.objecting import refuses_machine, wants_objection
from conversations.agent.reading.personal import (
    NO_DELETION,
    speaks_of_own_data,
    wants_access,
    wants_erasure,
)
from conversations.agent.reading.wishes import OPT_OUT
from conversations.agent.types import Intent
from nexus.privacy.requests import RequestKind

_MINE = (
    r"(?:\bmig\b|\bmin |\bmina |\bmitt |\ballt\b|\balla? (?:min|mina|mitt)?\s?(?:data|information\w*"
    r"|info|uppgift\w*|personuppgift\w*)"
    r"|\b(?:person)?uppgift\w*|\bpersonlig\w*|\bhistorik\w*|\bkonversation\w*|\bkund(?:uppgift|profil"
    r"|konto)\w*|\bkonto\w*|\bvar chatt\b)"
)
_A_TIME = (
    r"(?:tid|tiden|tider|tiderna|\w*bokning\w*|besok\w*|termin|koplats|appointments?|bookings?|harfarg\w*"
    r"|farg\w*|rost\w*|slingor|harstran|fransar|\w*dag|\w*dagens)\b"
)
_ABOUT_TIME = rf"(?![^.!?\n]{{0,14}}\b{_A_TIME})"
_HELD = (
    r"\b(?:(?:person|kund|kontakt)?uppgift\w*|data|information\w*|info|personlig\w*|historik\w*"
    r"|konversation\w*|kundprofil\w*|\w*konto\w*|"
    r"telefonnummer|mobilnummer|var chatt)\b(?! (?:om|for) (?:\w+ )?tid)"
)
_DELETED = r"\b(?:radera|raderar|raderas|raderad|raderade|deleta|utplana|avidentifiera|anonymisera)\b"
_GONE = (
    r"\b(?:radera|raderar|raderas|raderad|raderade|radering\w*|deleta|utplana|rensa|rensar|makulera|ta bort"
    r"|tar bort|tas bort|tagit bort|borttag\w*|plocka bort|plockar bort|stryk|stryka|slang|slanga|kasta"
    r"|sudda"
    r"|suddar|avlagsna|forstor|avidentifiera|deletion of|erasure of|removal of)\b"
)
_SYSTEM = (
    r"\b(?:ur|fran|i|hos) (?:ert|era|er|erat|eran|alla era|ett|det)? ?(?:system\w*|register|registret"
    r"|\w*databas\w*|kundregist\w*|arkiv\w*|dator\w*|lista over kunder)"
)
ERASURE = rule(
    r"^\W*(?:radera|delete|erase)\W*(?:mig|tack|please|nu|allt|me)?\W*$",
    r"\bbegar\w* radering\b|\brequest (?:the )?(?:deletion|erasure)\b",
    rf"{_GONE} (?:bort )?(?:\w+ ){{0,3}}?(?:{_HELD}|\bmig\b(?! (?:fran|ur|pa) (?:\w+ ){{0,2}}?{_A_TIME})"
    r"|\b(?:mitt|min) (?:telefon|mobil)?(?:nummer|namn|profil|medlemskap)\b)",
    # What else is somebody's own is a beard or a tyre, unless the verb is one for data.
    rf"{_DELETED} (?:bort )?(?:\w+ ){{0,3}}?\b(?:min|mina|mitt|allt)\b(?! (?:\w+ ){{0,2}}?{_A_TIME})"
    r"|\bta bort allt\b(?:\W*$| (?:ni|om|som|ni har))",
    rf"{_MINE}[^.!?\n]{{0,30}}\b(?:raderad\w*|raderat|raderas|borttag\w*|utplanad\w*|tas bort|struk\w+"
    rf"|forstors|forsvinn\w*)\b{_ABOUT_TIME}",
    r"\b(?:bli|bliva|vara) (?:bort)?(?:glomd|raderad|borttagen|struken)\b|\bratten att bli\b"
    r"|\bgdpr\b[^.!?\n]{0,30}\b(?:radera\w*|glomd|ta bort)|\bglom(?:ma)? (?:bort )?mig\b(?! inte)"
    r"|\bglom (?:bort )?allt (?:som )?(?:ni|du) (?:har|vet|sparat)\b|\bbort?glomd\b",
    rf"{_GONE}[^.!?\n]{{0,40}}{_SYSTEM}",
    rf"{_GONE} (?:\w+ ){{0,3}}?(?:ni (?:har|vet|sparat)|som ni (?:har|sparat|vet)|om mig|pa mig|ror mig)",
    rf"\b(?:ska|vill) inte (?:langre )?(?:finnas|vara|sta) (?:kvar|med|sparad"
    rf"|registrerad)?\s?(?:{_SYSTEM}|hos er|i ert)",
    rf"\b(?:vill inte|far inte|ska inte|ni behover inte) (?:langre )?(?:att ni )?(?:\w+ )?(?:har|ha"
    rf"|spara|sparar|behalla|behaller|lagra|lagrar|fortsatta)\b[^.!?\n]{{0,20}}(?:{_MINE}|\bom mig\b)"
    rf"|\bglom allt (?:om|kring) mig\b|\bforget everything\b|\bget rid of (?:\w+ ){0, 2}(?:my|me)\b"
    rf"|\b(?:uppgift\w*|data|info\w*)\b[^.!?\n]{{0,40}}\b(?:ta bort|radera|delete|remove) (?:den|det"
    rf"|dem|it|them)\b|\bglom(?:ma)? (?:att jag|mitt nummer|mina uppgifter|mitt namn)\b"
    rf"|\b(?:aterkalla\w*|drar tillbaka)\b.{0, 20}\bsamtycke\w*\b.{0, 40}\bradera\w*"
    rf"|\bmy (?:\w+ )?(?:data|info\w*|details) (?:\w+ )?(?:gone|wiped)\b|^\W*(?:please )?(?:delete"
    rf"|erase) (?:everything|all)\b",
    r"\b(?:uppgift\w*|data|information\w*)\b[^.!?\n]{0,20}\binte (?:langre )?(?:finns|finnas|ska finnas"
    r"|sparas|lagras)\b",
    r"\banonymisera\b|\btake me out of (?:your|the)\b|\bforget (?:about )?my\b",
    r"\bsluta (?:spara|lagra)\b.{0,25}\b(?:om mig|uppgift\w*|data)|\bartikel 17\b|\barticle 17\b"
    r"|\b(?:avsluta|ta bort|stang|stanga) (?:mitt|min) (?:konto|kundprofil|kundkonto)\b",
    r"\b(?:delete|erase|remove|wipe|destroy|purge)\b (?:\w+ ){0,3}?(?:me\b(?! (?:off"
    r"|from) (?:\w+ ){0,3}list)|(?:everything|all|any) (?:\w+ ){0,3}?(?:about me|on me|you (?:have|hold"
    r"|know|store\w*|keep))|"
    r"my (?:\w+ )?(?:data|info\w*|details|number|records?|account|profile|history|file)\b)|\b(?:delete"
    r"|erase|remove|wipe) all (?:of )?my\b(?! (?:book|appoint))",
    r"\bforget (?:about )?me\b|\bto be forgotten\b|\bright to (?:erasure|deletion)\b"
    r"|\bmy (?:\w+ )?(?:data|info\w*|details) (?:to be |is |are |gets? )?(?:deleted|erased|removed)\b",
)
_KNOWN = (
    r"\b(?:sparat|sparade?|lagrat|lagrade?|registrerat|registrerade?|antecknat|samlat|samlar|sparar"
    r"|lagrar|vet|har|registrerar|behandlar|sparas|lagras|finns|hanterar|"
    r"saved?|stored?|store|kept|keep|hold|held|have|know|collect\w*|got)\b"
)
_ON_ME = (
    r"\b(?:om mig|pa mig|kring mig|rorande mig|som ror mig|mitt (?:telefon)?nummer|about me|on me"
    r"|of mine)\b"
)
_DATA = (
    r"\b(?:uppgift\w*|personuppgift\w*|kunduppgift\w*|data|information\w*|info|registret?|utdrag\w*|details"
    r"|records|everything|allt|all)\b"
)
_WHAT = (
    r"\b(?:vad|vilk\w+|nagot|nagra|nagonting|allt|all|hur mycket|har ni|har du|finns det|what|which"
    r"|everything|anything|any)\b"
)
_GET = (
    r"\b(?:ha ut|fa ut|insyn|lamna ut|hamta ut|fa se|se|begar|begara|begaran|ta del av|skicka|kopia"
    r"|utdrag\w*"
    r"|sammanstallning|utskrift|lasa|tillgang|veta|export\w*|overfora|"
    r"send|copy|see|access|download|request|obtain|extract)\b"
)
ACCESS = rule(
    r"\bregister ?utdrag\w*|\bdatautdrag\w*|\bartikel (?:15|20)\b|\barticle (?:15|20)\b"
    r"|\bsubject access|\bdsar?\b|\bdata ?portab\w*|\bdata export\b",
    rf"{_WHAT}[^.!?\n]{{0,45}}{_KNOWN}[^.!?\n]{{0,40}}{_ON_ME}",
    rf"{_DATA}[^.!?\n]{{0,30}}{_KNOWN}[^.!?\n]{{0,30}}{_ON_ME}"
    rf"|{_DATA}[^.!?\n]{{0,12}}{_ON_ME}[^.!?\n]{{0,30}}{_KNOWN}",
    rf"\b(?:vilk\w+|what|which) (?:\w+ )?(?:\w+ )?(?:uppgift\w*|personuppgift\w*|data|information|info"
    rf"|details)\b[^.!?\n]{{0,20}}{_KNOWN}[^.!?\n]{{0,10}}\b(?:ni|du|you)\b",
    rf"\b(?:vilk\w+|what|which) (?:personuppgift\w*|personal data|data)\b[^.!?\n]{{0,30}}{_KNOWN}",
    rf"{_GET}[^.!?\n]{{0,25}}\b(?:mina|min|my) (?:\w+ )?(?:personuppgift\w*|uppgift\w*|data|information"
    rf"|info|personal data|details|records)\b",
    rf"{_GET}[^.!?\n]{{0,25}}\b(?:all|allt|alla|everything|any)\b[^.!?\n]{{0,25}}(?:{_ON_ME}"
    rf"|\b(?:lagrat|sparat|registrerat|stored|hold|saved)\b)",
    rf"{_GET}[^.!?\n]{{0,25}}\b(?:what|vad)\b[^.!?\n]{{0,25}}{_KNOWN}[^.!?\n]{{0,20}}{_ON_ME}",
    rf"{_GET}[^.!?\n]{{0,15}}{_DATA}[^.!?\n]{{0,25}}{_ON_ME}",
    near(
        r"\bgdpr\b|\bdataskydd\w*",
        r"\b(?:utdrag\w*|kopia|begar\w*|uppgift\w*|data|information|request|copy|access)\b",
    ),
)
_DETAIL = (
    r"(?:(?:efter|for|till)?namn\w*|adress\w*|e-?post\w*|mejl\w*|mail\w*|(?:telefon|mobil)?nummer"
    r"|(?:mobil|telefon|tel)?nr\b|info\b|(?:person|kontakt|kund)uppgift\w*|uppgifter(?:na)?"
    r"|profil|telefon\w*|postadress|fodelsed\w*|personnummer|\w*registreringsnummer|reg\.?n(?:umme)?r"
    r"|date of birth|birthday|(?:last ?|first ?|sur)?names?|address|e-?mail|phone number|number|details"
    r"|information)"
)
_WRONG = (
    r"\b(?:rattelse\w*|rattning|korrigering\w*|andring\w*|uppdatering\w*|correction|rectification|fel"
    r"|felstav\w*|stavas|stavat|felaktig\w*|inte ratt|gammal|gamla|gammalt|inaktuell\w*|ratta"
    r"|rattar|rattad|rattas|korrigera\w*|andra|andrar|andrad|andras|andrats|"
    r"uppdatera\w*|byt|byta|bytt|stammer inte|ska vara|wrong|incorrect\w*|misspel\w*|misspelt|correct"
    r"|fix|update|amend|rectify|changed?|outdated|spelled|spelt)\b"
)
_MY = r"\b(?:mitt|min|mina|mig|my|me)\b"
RECTIFICATION = rule(
    near(
        r"\b(?:ert|er|era) (?:system|regist\w*|databas|kundregist\w*|uppgifter)\b|\b(?:your"
        r"|my) (?:records?|system|file)\b|\bon file\b",
        r"\b(?:fel|stammer inte|felaktig\w*|ratta|ratta till|andra|uppdatera|wrong|incorrect"
        r"|out of date|outdated|update|correct)\b",
        50,
    ),
    r"\bni har (?:skrivit|registrerat|antecknat|noterat|lagt in)\b[^.!?\n]{0,40}\bmen\b"
    r"|\bstar jag (?:som|med)\b|\bfel (?:bil|arsmodell)\b"
    r"[^.!?\n]{0,20}\b(?:pa mig|registr\w*|system\w*)",
    r"\bheter inte\b|\bmen (?:jag )?heter\b|\bni kallar mig\b|\b(?:stod"
    r"|star) det \w+\W+(?:men )?jag heter\b|^\W*(?:correction|rattelse)\b"
    r"|\bratt(?:en)? till rattelse\b|\brattelse\b.{0,30}\b(?:gdpr|uppgift\w*|enligt)\b"
    r"|\bright to rectification\b",
    rf"\bfelaktig\w* (?:\w+ )?{_DETAIL}\b|{_MY} (?:\w+ )?{_DETAIL} (?:ar|is) (?:inte|not)\b",
    r"\b(?:andra|byta|byt|ratta|korrigera|uppdatera|change|correct|fix"
    r"|update)\b (?:\w+ ){0,2}?(?:(?:efter|for)?namn(?:et)?"
    r"|e-?post\w*|mejl\w*|mail\w*|(?:telefon|mobil)?num(?:mer|ret)|\w*adress(?:en)?|kontaktuppgift\w*"
    r"|personuppgift\w*|(?:sur|last ?)?name"
    r"|e-?mail|phone number|address)\b",
    near(r"\bfelstav\w*|\bmisspel\w*|\btypo\b", rf"\b{_DETAIL}\b", 30),
    r"\b(?:namnet|efternamnet|adressen|mejlen|\w*numret) (?:\w+ )?(?:blev|blivit|star|verkar"
    r"|ar) (?:\w+ )?fel\b",
    r"\b(?:byta|bytt|byter|andra|andrat|andrar) (?:\w+ )?(?:efter|for)?namn\b|\bit'?s spelled\b"
    r"|\bspell?ed .{0,25}\bwith\b"
    r"|\bni har (?:skrivit |lagt |sparat )?(?:in )?mig (?:som|under)\b|\byou have me (?:down )?as\b"
    r"|\bmy name as\b",
    rf"\b(?:min|mitt|my) (?:gaml[ae]|old) {_DETAIL}\b|\b(?:new|ny|nytt) (?:\w+ )?{_DETAIL} (?:is|ar)\b"
    rf"|\bmy name'?s? (?:is )?actually\b",
    r"\b(?:inte mitt namn|not my name|blandat ihop mig|forvaxlat mig|mixed me up)\b"
    r"|\bom mig\b[^.!?\n]{0,30}\b(?:stammer inte|ar fel|felaktig\w*)",
    r"\bfel \w+ (?:registrerad\w*|sparad\w*|inlagd\w*|noterad\w*) (?:pa|om) mig\b"
    r"|\buppgift\w*[^.!?\n]{0,20}\b(?:stammer inte|ar fel|ar felaktig\w*)",
    r"\bandra sa (?:att )?det star\b|\bheter \w+ med (?:\w+ )?[a-z]\b(?!\w)|\bfelregistrer\w*",
    rf"\b(?:korrigera|ratta|correct)\b[^.!?\n]{{0,30}}\b(?:stavning\w*|{_DETAIL})\b",
    rf"{_MY} (?:\w+ )?{_DETAIL}\b[^.!?\n]{{0,30}}\b(?:numera|nuforti\w*)\b",
    rf"{_WRONG}[^.!?\n]{{0,20}}{_MY} (?:\w+ ){{0,2}}?{_DETAIL}\b"
    rf"|{_MY} (?:\w+ ){{0,2}}?{_DETAIL}\b[^.!?\n]{{0,35}}{_WRONG}",
    rf"\bfel (?:stavat )?(?:pa )?{_DETAIL}\b|\b(?:wrong|incorrect|old) {_DETAIL}\b(?! to call)"
    rf"|\bni har\b[^.!?\n]{{0,20}}\b(?:fel|gammal|gamla|gammalt"
    rf"|felaktig\w*)\b[^.!?\n]{{0,15}}\b{_DETAIL}",
    rf"\b(?:jag har|har|fatt) (?:bytt|ett nytt|nytt|en ny|ny|andrat)\b[^.!?\n]{{0,12}}\b{_DETAIL}\b"
    rf"|\b(?:mitt|min|my) (?:nya|new) (?:\w+ )?{_DETAIL}\b|\bny adress ar\b|\bjag har (?:flyttat"
    rf"|gift mig|skilt mig)\b[^\n]{{0,60}}\b(?:adress\w*|namn\w*|uppdatera|andra|heter)",
    r"\b(?:mitt|min|my) (?:\w+ )?(?:namn|efternamn|fornamn|name|surname) (?:ar"
    r"|is) \w+(?: \w+)?,? (?:och |and )?(?:inte|not)\b|\bdet stavas\b|\bheter (?:numera|nu(?:mera)?"
    r"|sedan)\b|\bnytt (?:efter|for)?namn\b|\b(?:name|surname|last name) (?:is now|has changed)\b"
    r"|\b[a-z]+ (?:utan|without) (?:an? )?[a-z]\b|\bstavas med\b|\bspelled with\b|\bmen (?:jag heter"
    r"|det ska vara)\b|\bbut my name is\b|\bjag heter \w+(?: \w+)?,? (?:och )?inte \w+"
    r"|\bmy name is \w+,? (?:and )?not \w+|\bname should be\b|\b(?:namnet|efternamnet|adressen|mejlen"
    r"|numret|telefonnumret)\b[^.!?\n]{0,25}\b(?:ska vara|stammer inte|ar fel|felstav\w*|ar gammal\w*"
    r"|inte ratt)\b|\b(?:uppdatera|ratta)\b[^.!?\n]{0,20}\bjag heter\b|\bskriva in mig som\b"
    r"|\bnytt (?:telefon|mobil)nummer\b|\bny (?:mejl\w*|mail\w*|adress|e-?post\w*)\b(?! till er)",
    near(
        r"\b(?:mitt|min|my) (?:\w+ )?(?:namn|efternamn|fornamn|name|surname)\b",
        r"\b(?:stav\w*|skriv\w*|med (?:tva |ett |en )?[a-z]\b|andra\w*|bytts|spell\w*|spelt"
        r"|changed)\b",
        40,
    ),
    r"\bjag heter (?:inte|faktiskt|egentligen)\b|\bheter inte\b.{0,30}\butan\b|\bartikel 16\b"
    r"|\barticle 16\b|\bstavas (?:mitt|det) (?:egentligen|inte)\b",
    rf"\b(?:i(?:'ve| have)?|we) (?:changed|got) (?:my|a new) (?:\w+ )?{_DETAIL}",
)
_NO_DETAIL = rule(
    r"\bhar ni (?:\w+ )?(?:bytt|nytt|ny|flyttat|andrat)\b[^.!?\n]{0,20}|\bny adress\W*\?",
    r"\b(?:gick|akte|korde|kom|skrev|hittar|menar?|till|skickade) (?:\w+ ){0,2}?fel (?:adress|nummer"
    r"|mejl|mail|namn)\b|\badress\w* i google\b"
    r"|\bnamn(?:et)? pa (?:min |mina )?(?:bokning\w*|tid\w*|bord\w*)",
    r"\b(?:ratt|vilk\w+|vad (?:har|ar)|what(?:'s| is)) (?:ni |er |ert |your )?(?:for )?(?:adress"
    r"|telefonnummer|nummer|number|address)\b",
)
_AI = (
    r"(?:\bai\b|\bai[ -]?n\b|\bartificiell\w*|\brobot\w*|\bbot\b|\bbott\w*|\bbotar\b|\bchatt?bot\w*"
    r"|\bchatgpt\b|\bdator\w*|\bmaskin(?!en till)\w*|\balgoritm\w*|\bautomat\w*|\bcomputers?\b"
    r"|\bmachines?\b|\bartificial intelligence\b)"
)
_DEALS = (
    r"\b(?:svarar?|laser?|lasa|behandl\w*|hanter\w*|anvand\w*|analys\w*|profil\w*|beslut\w*|skriver|sparar"
    r"|tar hand|far|bestammer|read\w*|answer\w*|handl\w*|process\w*|deal\w*|repl\w*|respond\w*|look\w*"
    r"|us(?:e|ing|ed)|decid\w*)\b"
)
OBJECTION = rule(
    r"\b(?:aterkalla\w*|drar tillbaka)\b.{0,20}\bsamtycke\w*|\bwithdraw\b.{0,20}\bconsent\b"
    r"|\binvand(?:er|a|ning\w*)\b(?! inget)|\bmotsatter mig\b|\bprotesterar mot\b|\bartikel (?:18|21"
    r"|22)\b|\barticle (?:18|21|22)\b|\bi object\b|\bobject(?:ion)? to\b",
    rf"\b(?:vill inte|vill ej|onskar inte|accepterar inte|godkanner inte|tillater inte|samtycker inte"
    rf"|vagrar|avsager mig|motsatter|far inte|don'?t want|do not want|do not consent|don'?t consent"
    rf"|refuse)\b[^.!?\n]{{0,35}}{_AI}[^.!?\n]{{0,25}}{_DEALS}",
    rf"\b(?:vill inte|vill ej|onskar inte|slippa|don'?t want"
    rf"|do not want)\b[^.!?\n]{{0,25}}{_DEALS}[^.!?\n]{{0,20}}\b(?:av|by|with)\b[^.!?\n]{{0,10}}{_AI}",
    rf"\b(?:sluta|stoppa|stop|ingen|inga"
    rf"|no)\b[^.!?\n]{{0,15}}(?:{_DEALS}[^.!?\n]{{0,15}})?{_AI}(?!.{{0,20}}\b(?:boka|tid)\b)",
    r"\b(?:vill inte|sluta|slippa|stop|don'?t|do not)\b[^.!?\n]{0,20}\b(?:profiler\w*|profiling"
    r"|profiled)\b|\bbegrans\w* (?:behandlingen|anvandningen)\b",
    r"\b(?:sluta|far inte|inte|upphor\w*|stop|don'?t|do not)\b[^.!?\n]{0,15}\b(?:behandla|anvanda"
    r"|hantera|analysera|dela|salja|processing|using|sharing|selling|process|share"
    r"|sell)\b[^.!?\n]{0,20}\b(?:min|mina|mig|personuppgift\w*|uppgift\w*|data|my)\b",
)
_LEGAL = rule(r"\binvand\w*|\bmotsatter\b|\bobject\b|\bartikel\b|\bprofiler\w*|\bbehandl\w*|\bautomati\w*")
_HUMAN_WORD = rule(
    r"\bmanniska|\bmansklig|\bperson\b|\bhuman\b|\bpersonal\w*\b|\bprata med\b|\btala med\b|\bskriva med\b"
    r"|\btalk to\b|\bspeak to\b|\bkontakt med\b"
)


_WRONGLY = rule(
    r"\b(?:fel|felaktig\w*|felstav\w*|stammer inte|ratta|rattas|rattelse|korrigera\w*|uppdatera\w*"
    r"|rattad\w*"
    r"|wrong|incorrect"
    r"|correct|misspel\w*|outdated|inaktuell\w*|ar (?:for )?gam(?:la|mal|malt)|stammer ej|out of date"
    r"|(?:inte|ej|not) (?:sant|true)|osant|ska (?:det )?(?:vara|sta))\b"
)
_REPLACED = rule(
    r"\b(?:gammal|gamla|old)\b[^.!?\n]{0,40}\b(?:nya|ny|nytt|istallet|i stallet|new|instead)\b"
    r"|\bbyt(?:a)? ut\b|\bersatt\b"
)


# Without a word of data or of the law, who wants a human rather than a machine wants the human.
_OWN_DATA = rule(
    r"\binvand\w*|\bmotsat\w*|\bobject\w*|\bartikel\b|\bprofil\w*|\bbehandl\w*|\w*uppgift\w*|\bdata\w*"
    r"|\bsamtyck\w*|\bconsent\b|\bmedgiv\w*|\bgodkan\w*|\binfo\w*|\b(?:mina|min|mitt|my)\b"
)


def right_in(low: str) -> Intent | None:
    """A right that the text exercises."""
    # "Ta bort mitt nummer från era utskick" is about the texts alone.
    bare = NO_DELETION.sub(" ", _NO_DETAIL.sub(" ", OPT_OUT.sub(" ", low)))
    corrects = RECTIFICATION.search(bare) is not None or wants_rectification(bare)
    erases = ERASURE.search(bare) is not None or wants_erasure(bare)
    if erases and not (corrects and _REPLACED.search(bare)):
        return "rights_erasure"
    if wants_objection(low) and (_OWN_DATA.search(low) is not None or not wants_human(low)):
        return "objection"
    # "Uppgifterna ni har om mig stämmer inte" wants them put right, not shown.
    if corrects and _WRONGLY.search(bare):
        return "rights_rectification"
    if ACCESS.search(bare) or wants_access(bare):
        return "rights_access"
    return "rights_rectification" if corrects else speaks_of_own_data(bare)


_RESTRICTS = rule(r"\b(?:begrans\w*|frys\w*|restrict\w*)\b|\barti(?:kel|cle) 18\b")
_TAKES_ALONG = rule(
    r"\b(?:data)?portab\w*|\barti(?:kel|cle) 20\b|\bmaskinlasbar\w*|\bmachine.?readable\b",
    r"\b(?:flytta|ta med|overfor\w*|take|transfer|move)\b[^.!?\n]{0,40}\b(?:till|to) (?:en |ett |an? )?"
    r"(?:annan|annat|ny|nytt|another|new|other)\b",
)


def kind_of_case(kind: RequestKind, text: str) -> RequestKind:
    """The kind of case more closely: an objection may be a wish for restriction, access one for portability."""
    low = normal(text)
    if kind == "objection" and _RESTRICTS.search(low):
        return "restriction"
    if kind == "access" and _TAKES_ALONG.search(low):
        return "portability"
    return kind


def objects(low: str) -> bool:
    """An objection to the AI or to the processing. Who asks for a human gets one, which is what they want."""
    if OBJECTION.search(low):
        return _LEGAL.search(low) is not None or _HUMAN_WORD.search(low) is None
    return refuses_machine(low) and not wants_human(low)
