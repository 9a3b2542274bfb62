"""What must never be missed: a wish for no more texts, or for a human."""

from __future__ import annotations

from conversations.agent.reading.normal import near, rule, words_of
from conversations.words import word_set

_TEXTS = (
    r"\b(?:sms\w*|textmeddeland\w*|meddeland\w*|utskick\w*|reklam(?!era|ation|erar)\w*|notis\w*"
    r"|nyhetsbrev\w*|erbjudand\w*|mess\b|messande\w*|"
    r"smsutskick\w*|spam\w*|texts?|text messages?|messages?|notifications?|newsletters?|marketing"
    r"|promotions?)\b"
)
_LIST = (
    r"(?:(?:sms|mejl|mail|text|reklam|kontakt)?-?listan?|utskick\w*|nyhetsbrev\w*|(?:mailing |text |sms "
    r"|contact |marketing |your |the )+lists?|\blists?\b)"
)
_SENDS = (
    r"\b(?:skicka\w*|smsa\w*|sms|texta\w*|messa\w*|spamma\w*|kontakta\w*|hor av|hora av|maila\w*"
    r"|mejla\w*|stor|stora|trakassera|besvara|jaga|"
    r"text(?:ing)?|send(?:ing)?|messag(?:e|ing)|contact(?:ing)?|spam(?:ming)?|sms(?:ing)?|bother(?:ing)?)\b"
)
_STOPS = r"\b(?:sluta|slutar|upphor|upphora|stoppa|stopp|stop|quit|cease|lagg av|lat bli|avsta)\b"
_ENOUGH = (
    r"\b(?:inte|inga|inget|ingen|ej|slipp\w*|undanber|avbojer|avsager|tackar nej|nej tack|nej till"
    r"|orkar inte|trott pa|nog (?:av|med)|sluta|slutar|"
    r"stopp|stoppa|stop|no more|no longer|don'?t|do not|never|enough|unwanted|avsluta|avstar)\b"
)
# What the customer writes is not what we send.
_MY_TEXTS = rule(r"\b(?:mina|mitt|my) (?:meddelande\w*|messages?|sms|texts?|mejl)\b")
# Whoever missed a text, or did not get one, wants it.
_MISSED = rule(
    r"\b(?:fatt|fick|far|kom|kommit|kommer|hittar|hitta|ser|sag|last|laste|forstar|forstod|fattar|oppna"
    r"|raderade|svarat|svara|hunnit|hann|received|get any|got|did not get|"
    r"didn'?t get|haven'?t|see|open|read|answered?)\b[^.!?\n]{0,25}"
    + _TEXTS
    + r"|\bskick\w* (?:inte )?(?:nagon )?(?:bekraftelse|paminnelse|faktura|kvitto)"
)
OPT_OUT = rule(
    near(_STOPS, _SENDS, 30),
    near(_ENOUGH, _TEXTS, 35),
    near(_STOPS, _TEXTS, 35),
    r"\b(?:skicka|skriv|smsa|messa|kontakta|texta) (?:mig )?(?:inte|aldrig|inga|inget"
    r"|ingenting)\b(?! (?:fakturan|adressen|bekraftelse))",
    r"\bvill inte (?:langre )?(?:att ni |att du )(?:\w+ )?(?:smsar|skriver|skickar|messar|kontaktar"
    r"|hor av|ringer|mejlar)\b|\bvill inte (?:langre )?(?:bli )?kontakta\w*"
    r"|\bvill inte (?:langre )?hora (?:nagot )?(?:mer )?fran er\b",
    r"\bvill inte (?:langre )?(?:ha|fa) (?:nagot|nagonting) (?:mer |alls )?(?:fran|av) er\b"
    r"|\blat mig vara\b|\blamna mig i ?fred\b|\bstor (?:mig )?inte\b|\bhor inte av (?:er|dig)\b"
    r"|\bkontakta mig inte\b",
    r"\bavregistrer\w*|\bavprenumer\w*|\bavanmal\w*|\bopt(?:a)? ?-?out\b|\bunsubscribe\b|\bunsub\b"
    r"|\bavsluta (?:min |mitt |mina )?(?:sms\w*|prenumer\w*|utskick\w*|abonnemang\w*)",
    rf"\b(?:ta bort|tar bort|stryk|stryka|plocka bort|radera|take|remove"
    rf"|delete)\b[^.!?\n]{{0,30}}\b(?:fran|ur|off|from|pa) (?:er |era |ert |eran |your |the |this "
    rf"|min )*{_LIST}",
    r"\bleave me alone\b|\b(?:don'?t|do not|never) (?:ever )?(?:text|message|contact|sms|write"
    r"|call) me\b|\b(?:don'?t|do not) want to hear from you\b",
)
_REFUSES = rule(r"\binte\b|\bsluta\b|\binga\b|\bstopp?a?\b(?! ?sms)|\bdon'?t\b|\bno more\b")
_STOP_WORDS = word_set("stopp stop sluta stoppa stopall avsluta slut")
_WITH_STOP = word_set(
    "tack please snalla nu ja nej jag vill detta det med dom de genast omedelbart hej mig sms smsen era alla stopp "
    "stop sluta now me texts och da thanks bara for ok a the men"
)
_REFUSES = rule(r"\b(?:inte|sluta|inga|don'?t|no more)\b")
_LEGAL = rule(r"\binvand\w*|\bmotsatter\b|\bobject\b|\bartikel\b|\bprofil\w*|\bbehandl\w*|\bautomati\w*")
_HUMAN_WORD = rule(
    r"\bmanniska|\bmansk\w*|\bperson\b|\bhuman\b|\bpersonal\w*\b|\b(?:prata|tala|skriva|snacka) med\b"
    r"|\b(?:talk|speak) to\b"
)
_STOP_WORDS = word_set("stopp stop sluta stoppa stopall avsluta slut")
_WITH_STOP = word_set(
    "tack please snalla nu ja nej jag vill detta det med dom de genast omedelbart hej mig sms smsen era alla stopp "
    "stop sluta now me texts och da thanks bara for ok a the men hallå halla ni er"
)
OPT_IN = rule(
    near(
        r"\b(?:fa|ta emot|borja fa|ha|aktivera|sla pa|starta|oppna|skicka|anmal\w*|registrera"
        r"|prenumerera|vill|get|receive|start|resume|subscribe|sign me up|send)\b",
        _TEXTS + r"[^.!?\n]{0,20}\b(?:igen|pa nytt|ater|trots|again|back on|once more)\b",
    ),
    r"\bborja (?:skicka|smsa|sms|messa)\w*\b|\bsmsa mig igen\b|\banmal(?:a)? (?:mig )?(?:igen |pa nytt "
    r"|ater )?(?:till|for) (?:era |er )?(?:sms|utskick)\w*",
    r"\b(?:angrar|angrade)\b.{0,40}\b(?:stopp\w*|avregistr\w*|avanmal\w*|stop)\b|\b(?:rakade|av misstag"
    r"|by mistake|accidentally)\b.{0,40}\b(?:stopp\w*|stop|avregistr\w*|unsubscribe\w*"
    r"|opt(?:ed)? out)\b",
    r"\bstart (?:texting|sending|messaging)\b|\bresubscribe\b|\bsubscribe (?:me )?again\b"
    r"|\bopt (?:me )?(?:back )?in\b",
)

_WHOM = (
    r"\b(?:chef\w*|agar\w*|kollega\w*|medarbetar\w*|anstalld\w*|personal\w*|nagon|frisor\w*"
    r"|mekaniker\w*|tandlakar\w*|terapeut\w*|receptionist\w*|tekniker\w*|"
    r"ansvarig\w*|handlaggar\w*|radgivar\w*|expert\w*|manager|owner|supervisor|staff|someone|somebody"
    r"|anyone|colleague|receptionist|boss)\b"
)
_REACH = (
    r"\b(?:prata|prat|tala|snacka|samtala|samtal\w*|telefonsamtal\w*|ringa|ringer|uppringd|hora av sig"
    r"|hor av sig|horas|kontaktar? mig|svara(?:r)? mig|svara pa riktigt|"
    r"ta over|hjalpa mig i ?stallet|talk|speak|call|contact me|reach)\b"
)
HUMAN = rule(
    r"\b(?:manniska|manniskan|manniskor|manska|mansklig\w*|levande person)\b",
    r"(?<!per )(?<!\d )(?<!for en )(?<!en extra )\bperson(?:en)?\b(?! ?nummer| till\b| extra\b)",
    r"\bhuman\b(?! hair)|\b(?:real|live|human|actual) (?:agent|person|being|operator|one)\b"
    r"|\ban? (?:agent|operator)\b|^\W*(?:agent|operator|representative)\W*$",
    # Whoever wants to talk wants a human.
    r"\b(?:prata|tala|snacka|samtala|chatta|skriva) (?:direkt )?(?:med|m|mot) \w+|\b(?:vill|kan jag"
    r"|far jag|hellre|behover|skulle vilja) (?:\w+ )?(?:prata|snacka|tala)\b(?! om)|\b(?:prata|tala"
    r"|snacka)\b.{0,20}\b(?:pa riktigt|i telefon|over telefon)\b",
    r"\b(?:speak|talk|chat) (?:to|with) (?!you (?:later|soon|then))\w+",
    near(_WHOM, _REACH, 30) + r"(?!.{0,20}\b(?:nar (?:bilen|den) ar|when (?:it|the car) is))",
    r"\b(?:riktig|riktigt|levande|verklig|fysisk|personlig) (?:en|nagon|person\w*|anstalld|medarbetare"
    r"|kollega|personal|kontakt|kundservice|hjalp|service|receptionist|frisor|mekaniker|manniska)\b"
    r"|\briktig\b.{0,15}\bprata\b|\bsvara pa riktigt\b",
    r"\b(?:hjalp|svar|hjalpt|kontaktad) (?:av|fran) (?:nagon|en (?:riktig|kollega|anstalld|medarbetare)"
    r"|personal\w*|er personal|staff|someone|a (?:colleague|real))\b|\b(?:fa|ha) (?:tag|kontakt) (?:i"
    r"|pa|med)\b|\bkomma i kontakt med\b|\bkoppla (?:mig )?(?:till|vidare|over|in)\b"
    r"|\blamna over (?:till|mig)\b|\bfa ett samtal\b",
    r"\b(?:ring|ringa|ringer) (?:garna )?(?:upp )?(?:mig|upp|tillbaka|oss|0\d)|\b(?:bli|blir"
    r"|blev) (?:upp)?ringd\b|\bbli kontaktad\b(?! (?:inte|mer))|\bringa (?:till )?er\b|\b(?:kan|kunde"
    r"|vill) (?:ni|du|nagon|man|jag|en av er) (?:\w+ )?ringa\b|\bnummer att ringa\b"
    r"|\bbe (?:\w+ ){1,3}(?:ringa|hora av sig|kontakta|svara)\b",
    r"\bkundtjanst\w*|\bkundservice\b|\b(?:inte|slippa|orkar inte|vagrar|trott pa) (?:vill )?(?:prata "
    r"|skriva |snacka |chatta |tala )?(?:med |att )?(?:en |ett |den har |robotar? |era )?(?:robot\w*"
    r"|bot\b|bott\w*|botar\w*|chatbot\w*|chattbot\w*)",
    r"\bcall me\b|\bcan i call\b|\bphone me\b|\bring me\b|\bgive me a (?:call|ring)\b"
    r"|\brepresentative\b|\bcustomer (?:service|support)\b|\bsomeone (?:real|from (?:your|the))\b"
    r"|\bput me through\b|\bcall(?:ed)? back\b|\brather (?:deal|have|get|talk|hear"
    r"|speak)\b.{0,15}\b(?:person|human|someone|staff)",
    r"^\W*(?:personal|personalen|kollega|medarbetare|handlaggare|staff|receptionen?"
    r"|kundtjanst)\W*(?:tack|please)?\W*$|\b(?:ar|finns) det (?:en |nagon )(?:riktig )?(?:dar|hemma"
    r"|som kan svara|pa plats som kan)\b(?!.{0,20}tid)",
)


def is_stop(low: str) -> bool:
    """Whether a short text is little more than "stopp"."""
    words = words_of(low)
    return (
        bool(words)
        and len(words) <= 5
        and any(word in _STOP_WORDS for word in words)
        and all(word in _STOP_WORDS or word in _WITH_STOP for word in words)
    )


def wants_no_texts(low: str) -> bool:
    """A wish to get no more texts, in free words."""
    return is_stop(low) or OPT_OUT.search(_MISSED.sub(" ", _MY_TEXTS.sub(" ", low))) is not None


def wants_texts(low: str) -> bool:
    """A wish to get texts again, in free words."""
    return OPT_IN.search(low) is not None and _REFUSES.search(low) is None


def wants_human(low: str) -> bool:
    """A wish to hear from a human."""
    return HUMAN.search(low) is not None
