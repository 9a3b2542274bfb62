"""The rights over one's data, read by their parts: what is wished, of which data, and whose they are.

Stands beside the phrases in :mod:`conversations.agent.reading.rights`, for texts that put it otherwise.
"""

from __future__ import annotations

from conversations.agent.reading.parts import (
    ABOUT_ME,
    ASKS,
    DATA,
    DETAIL,
    MY,
    REGISTERS,
    TALK,
    any_together,
    part,
    together,
)
from conversations.agent.types import Intent

_DATA, _DETAIL, _TALK, _ABOUT_ME, _MY = part(DATA), part(DETAIL), part(TALK), part(ABOUT_ME), part(MY)
_DATA_WORDS = part(DATA, DETAIL)
_REGISTER = part(REGISTERS, r"\bhos er\b")

_ALL_HELD = part(
    r"\ballt (?:som )?(?:ni|du) (?:vet|sparat|lagrat|registrerat|har (?:sparat|lagrat|pa mig|om mig))\b"
    r"|\b(?:everything|all) (?:that )?you (?:know|stored|saved|hold)\b"
)

# Erasure
_DELETES = (
    r"\brader(?:a(?:r|s|d|de|t)?)?\b|\bta bor(?= (?:min|mina|mitt|mig|allt|alla)\b)|\bta (?:vack"
    r"|undan)\b|\bradering\w*|\bdelet(?:a\w*|e|ed|ing|ion)\b|\butplan\w*|\bsudd\w*|\bavidentifier\w*"
    r"|\banonymi[sz]\w*|\bforstor(?:a|s|t|d|de)?\b|\b(?:ta|tar|tas|tog|tagit|tagna|ha|plocka\w*|rensa\w*|fa"
    r"|far|stada\w*)"
    r" (?:man |ni |du |jag )?(?:helt )?bort\b|\btabort\b|\bbort(?:tag\w*|plock\w*|rensa\w*)\b|\berase\w*"
    r"|\bremov(?:e|ed|al|ing)\b"
)
_DELETE = part(_DELETES)
_RID = part(
    _DELETES,
    r"\bnollstall\w*|\bslopa\w*|\brensa\w*|\bslang(?:a|er|s|t|d)?\b|\bkasta(?:r|s|t|d)?\b|\bstryk(?:a|er|s)?\b|\bstruk\w+"
    r"|\bbli(?:r)? av med\b"
    r"|\bbort med\b|\bglom(?:ma|mer|s|d)?\b|\bmakulera\w*|\bwipe\w*|\bget rid of\b|\bforget\b"
    r"|\bforgotten\b|\bpurge\w*"
    r"|\bdestroy\w*|\bshred\w*|\bscrub|\bclear|\btom(?:ma|mer)\b|\b(?:ska|maste) bort\b"
    r"|\btake (?:\w+ ){1,4}(?:off|out)|\bforsv[ia]nn\w*",
)
_CLOSE = part(r"\b(?:stang(?:a|er|s)?|avsluta\w*|saga upp|sag upp|close|cancel|deactivate)\b")
_ACCOUNT = part(
    r"\b(?:mitt|sitt|my|kund|ett) ?(?:\w+ )?(?:kund)?(?:konto|profil|medlemskap|account|profile)\b"
    r"|\bkund(?:konto|profil)\w*"
)
_KEEP = part(
    r"\b(?:spara(?:r|s|t|d|de)?|lagra(?:r|s|t|d|de)?|behalla|behaller|bevara\w*|(?:ha|har|haft|finnas"
    r"|finns|ligga|ligger"
    r"|star|sta) (?:\w+ )?kvar|kvar|keep\w*|kept|stor(?:e|es|ed|ing)|retain\w*|hold(?:ing)?)\b"
)
_NOT = part(
    r"\b(?:inte|ej|aldrig|inga|inget|ingen|ingenting|sluta|upphor\w*|slippa|forbjuder|don'?t|do not|not"
    r"|never|no|stop)\b"
)
_WAS_CUSTOMER = part(r"\b(?:varit|var|ar) (?:\w+ )?(?:kund|patient|gast|dar|hos er)\b|\bi was (?:ever )?a\b")
_GLOM = part(r"\bglom(?:ma|mer)?\b|\bforget\b")
_DEAD = part(r"\b(?:gatt bort|gick bort|avlid\w+|ar dod|dog|dott|passed away|died|deceased)\b")
_YOUR_REGISTER = part(
    rf"\b(?:ur|fran|i|pa|from|out of|off|in) (?:er|ert|era|eran|alla|your|the)? ?{REGISTERS}"
)
_ERASURE = (
    (_RID, _DATA_WORDS),
    (
        _DELETE,
        part(
            TALK,
            r"\b(?:det|detta|senaste|forra|mitt|that|my last) (?:\w+ )?(?:meddelandet?|smset|messet"
            r"|message|text)\b",
            r"\b(?:chatt(?:en)?|konversationen|traden|(?:our|the) (?:chat|conversation))\b",
        ),
    ),
    (_CLOSE, _ACCOUNT),
    (_RID, _ABOUT_ME),
    (_DELETE, part(r"\bgdpr\b|\b(?:min|sin|ens|my) ratt(?:ighet)?\b|\bmy right\b|\bratten till\b")),
    (_RID, _ALL_HELD),
    (
        part(r"\b(?:vill|ska|far|don'?t want) (?:inte|ej)\b|\bdon'?t want\b"),
        part(r"\b(?:finns|star|ligger|syns|kvar|to be)\b"),
        _DETAIL,
    ),
    (_NOT, _KEEP, part(DATA, DETAIL, ABOUT_ME)),
    (_GLOM, _WAS_CUSTOMER),
    (_DELETE, _YOUR_REGISTER),
    (_DELETE, part(r"\binte (?:langre )?(?:er )?kund\b|\bkund langre\b")),
    (part(r"\bforsv[ia]nn\w*"), _YOUR_REGISTER),
    (
        part(
            r"\bbli(?:r|va)? (?:jag |man )?(?:helt )?(?:bort)?(?:raderad|glomd|tagen|struken|rensad)\b"
            r"|\bget (?:my\w* )?(?:deleted|erased|removed)\b"
        ),
    ),
    (_NOT, part(r"\b(?:synas|finnas|finns|sta|vara|ligga|be)\b"), _YOUR_REGISTER),
    (
        part(
            r"^\W*(?:please |snalla |kan (?:ni|du) )?(?:wipe|delete|erase|clear|remove|rensa|radera"
            r"|sudda|ta bort) (?:everything|all|allt|alltihop)\W*(?:please|tack|nu)?\W*$"
        ),
    ),
)
#: What one has done oneself, or by mistake, is no wish: "jag råkade radera ert sms".
NO_DELETION = part(
    r"\brakade (?:\w+ )?(?:ta bort|radera|slanga)\b|\bjag (?:\w+ )?(?:har |hade )?(?:raderat|raderade"
    r"|tagit bort|tog bort)\b"
    r"|\bi (?:accidentally )?(?:deleted|erased)\b|\bglom(?:ma|mer)? inte\b|\b(?:don'?t|do not) forget\b"
    r"|\bforget my (?:last|previous)\b|\b(?:radera|ta bort|nollstall\w*|rensa|lasa"
    r"|las) (?:\w+ ){0,2}?felkod\w*(?: i \w+)?"
)

# Access
_GET = part(
    r"\b(?:(?:ha|fa|far|hamta|begara|begar|lamna|lamnar|skriva|skriv|plocka) (?:\w+ )?ut|se|lasa|veta"
    r"|ta del|insyn|titta|kolla"
    r"|kika|granska|visa|visar|beratta|berattar|skicka|skickar|skickat|skickade|mejla|mejlar|maila"
    r"|ladda (?:ner|ned|hem)|export\w*|kopia|kopior"
    r"|kopiera|utdrag\w*|sammanstallning|utskrift|begar\w*|onskar|ge mig|tillgang|flytta|reda pa|tell me"
    r"|printa|lista|overfor\w*|overlamn\w*"
    r"|get|see|send|give me|copy|access|view|show|download|request|obtain|read|provide|know)\b"
)
_HELD = part(
    r"\b(?:allt|handlingar\w*|samtliga|info\w*|papper\w*|uppgift\w*|data|det som|det ni|allting|vad"
    r"|everything|all|records)\b"
)
_JOURNAL = part(
    r"\b(?:min|mitt|mina|sin|sitt|my) (?:\w+ )?(?:\w*journal\w*|rontgen\w*|anteckningar\w*|kundkort\w*"
    r"|kundprofil|profil"
    r"|kundhistorik|historik|medical \w+|records?|file|x-?rays?|notes|profile|history)\b"
    r"|\bpatientjournal\w*"
    r"|\banteckning\w* (?:\w+ ){0,2}?(?:om mig|fran min)\b"
)
_HANDLES = part(
    r"\b(?:spara(?:r|s|t)|lagra(?:r|s|t)|har ni (?:\w+ )?kvar|delar|delas|lamna(?:r"
    r"|s) (?:ni )?(?:\w+ )?ut|saljer|tillgang till|hanterar"
    r"|hanteras|behandlar|behandlas|anvander|anvands|skickas|gor ni (?:med|av)|hander (?:\w+ )?med"
    r"|vem ser|laser|keep|share"
    r"|sell|store|do (?:\w+ )?with|use|process|hold|access to|sees?)\b"
)
_ASKS_HOW = part(
    r"\b(?:hur|var|varifran|vart|vem|vilka|varfor|vad|nar|delar ni|lamnar ni|saljer ni|sparar ni"
    r"|lagrar ni|har ni|lagras"
    r"|sparas|undrar|how|where|who|why|what|do you|does)\b"
)
_WHENCE = part(
    r"\b(?:hur|var|vart|varifran|vem|varfor|how|where|who|why)\b[^,]{0,20}\b(?:fatt|fick|far|har"
    r"|hittade?|hittat|kommer|gett"
    r"|gav|fa tag|did|have|got|get|gave)\b"
)
_CONTACT_DATA = part(
    rf"{MY} (?:\w+ )?(?:\w*numm?er|\w*uppgift\w*|\w*mejl\w*|\w*mail\w*|\w*adress|person\w*nr|data"
    rf"|info\w*|namn|\w*number|details"
    r"|e-?mail|address|information)\b|\bnum(?:mer|ret) till mig\b|\btag (?:i|pa) mig\b"
)
_ON_FILE = part(
    r"\b(?:finns|ar|star|ligger) (?:jag|mitt (?:namn|nummer)) (?:\w+ ){0,2}?(?:registrerad|sparad|med i"
    r"|i er)"
    r"|\b(?:finns|star) jag\b|\bam i (?:\w+ )?(?:in|registered|stored)\b|\brecords of me\b"
    r"|\bjag (?:finns|ar) (?:med )?i er\w*"
)
_WRITTEN = part(
    r"\b(?:star|finns|skriv\w*|antecknat|noterat|registrerat|sparat|lagrat|vet|samlat|uppskrivet"
    r"|dokumenterat|har)\b"
)
_WHAT = part(
    r"\b(?:vad|va|mapp\w*|akt|nagon|vilk\w+|det som|allt som|allt|nagot|nat|what|which|anything"
    r"|everything)\b"
)
_LAW = part(
    r"\bgdpr\b|\bpersonuppgift\w*|\bdataskydd(?!spolic)\w*|\bintegritet(?!spolic)\w*|\bpersonal data\b"
    r"|\bdata protection\b"
    r"|\bregister ?utdrag\w*|\bimy\b"
)
_SAVED = part(
    r"\bbevara\w*",
    r"\b(?:spara(?:r|s|t|de)|lagra(?:r|s|t|de)|har ni (?:\w+ )?kvar|registrer\w+|store|stored|saved|keep"
    r"|kept)\b",
)
_ACCESS = (
    (_GET, _DATA, _MY),
    (_GET, _HELD, _ABOUT_ME),
    (_GET, _JOURNAL),
    (_GET, _ALL_HELD),
    (part(r"\b(?:vill ha|behover|onskar|need|want)\b"), _JOURNAL),
    (
        _GET,
        part(
            r"\bvad (?:ni|som|du) (?:har )?(?:ar )?(?:skrivit|antecknat|noterat|sparat|lagrat"
            r"|registrerat|dokumenterat)\b"
        ),
    ),
    (
        part(r"\b(?:vem|vilka|nagon annan|andra|who|anyone else|ain?)\b"),
        part(r"\b(?:laser?|lasa|ser|se|reads?|see|sees|tar del)\b"),
        part(DETAIL, TALK),
    ),
    (
        part(
            r"\b(?:vill se|(?:fa|far|ha) (?:\w+ )?(?:se|ut)|kopia|sammanstallning|utskrift|export\w*"
            r"|ladda (?:ner|ned)|copy)\b"
        ),
        _TALK,
    ),
    (
        part(r"\bhar ni\b|\bfinns\b|\bdo you\b"),
        _SAVED,
        part(rf"{MY} (?:\w+ )?(?:behandling\w*|besok\w*|bilder|foton|svar|samtal\w*|rontgen\w*)\b"),
    ),
    (
        part(r"\b(?:hamnar|delas|skickas|sparas|lagras|spelar ni in|spelas|saljs)\b"),
        part(DETAIL, TALK, r"\bsamtal\w*"),
    ),
    (
        part(r"\b(?:vad|whats?|what's)\b"),
        part(
            r"\b(?:i|in) (?:min|mitt|my) (?:\w+ )?(?:\w*journal|kundkort|profil|akt|file|records?"
            r"|profile|chart)\b"
        ),
    ),
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
    r"\bjag (?:\w+ )?(?:skicka\w*|mejla\w*|maila\w*|lamna\w*|ge|ger|skriver|fyll\w*) (?:in |er )?(?:min"
    r"|mina|mitt)\b"
    r"|\bni behov\w*|\bbehover (?:ni|du)\b|\bbehovs\b|\bkravs\b|\bhar (?:kommer|ar) (?:min|mina|mitt)\b"
    r"|\bi (?:will )?(?:send|give) (?:you )?my\b"
    r"|\b(?:kan|vill att|far|snalla) (?:ni|du)? ?spara\b|\b(?:here (?:is|are) my|my details are)\b"
    r"|\bintegritetspolic\w*"
    r"|\bprivacy policy\b|\bhur (?:hanterar|behandlar|skyddar|lagrar|jobbar|arbetar|ser) ni (?:med "
    r"|pa )?(?:era )?(?:person|kund)?(?:uppgifter|gdpr)\b|\bmin\w* (?:\w+ )?(?:tid|tider|bokning\w*|bil"
    r"|kvitto\w*)\b[^,]{0,20}\b(?:info\w*|data)\b"
)
_PERSONAL = part(
    rf"{MY} (?:\w+ )?(?:person|kund|kontakt)?(?:uppgifter\w*|data|integritet|personal data|details)\b"
    rf"|\bpersonuppgifter(?:na)? (?:om|pa) mig"
)
_WISH = part(ASKS)


def wants_erasure(low: str) -> bool:
    """A wish that data be deleted, or not kept."""
    return any_together(low, _ERASURE, 70)


def wants_access(low: str) -> bool:
    """A wish to see what is held, or to know how it came there and where it goes."""
    return _NO_ACCESS.search(low) is None and any_together(low, _ACCESS, 70)


def speaks_of_own_data(low: str) -> Intent | None:
    """What a wish about one's data is taken for when nothing tells which: an objection if it says no."""
    if _NO_ACCESS.search(low) or not together(low, _PERSONAL, _WISH, most=60):
        return None
    return "objection" if together(low, _PERSONAL, _NOT, most=60) else "rights_access"
