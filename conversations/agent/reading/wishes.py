"""What must never be missed: a wish for no more texts; and one to get them again."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from conversations.agent.reading.normal import near, rule, words_of
from conversations.agent.reading.parts import any_together, part
from conversations.words import word_set

_TEXTS = (
    r"\b(?:sms\w*|textmeddeland\w*|meddeland\w*|utskick\w*|reklam(?!era|ation|erar)\w*|notis\w*"
    r"|nyhetsbrev\w*|erbjudand\w*|mess\b|messande\w*|"
    r"smsutskick\w*|spam\w*|texts?|text messages?|messages?|notifications?|newsletters?|marketing"
    r"|promotions?)\b"
)
_LIST = (
    r"(?:(?:sms|mejl|mail|text|reklam|kontakt)?-?(?:listan?|utskick\w*)|sms(?:en|erna)?|texts|messages"
    r"|nyhetsbrev\w*|(?:mailing |text |sms "
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
    + rf"|{_TEXTS}[^.!?\n]{{0,15}}\b(?:forstod|fattade|kom|sag|fick|gick)\b[^.!?\n]{{0,10}}\binte\b"
    + r"|\bsvarar? inte (?:i|pa) telefon\w*\W+\w+|\bnar slutar\b"
    r"|\bskick\w* (?:inte )?(?:nagon )?(?:bekraftelse|paminnelse|faktura|kvitto)"
)
OPT_OUT = rule(
    near(_STOPS, _SENDS, 30),
    near(_ENOUGH, _TEXTS, 35),
    near(_STOPS, _TEXTS, 35),
    r"\b(?:skicka|skriv|smsa|messa|kontakta|texta) (?:mig )?(?:inte(?! (?:in|upp|ner|av|(?:faktura"
    r"|raknin|kvitto|offert|paket|brev)\w*))"
    r"|aldrig|inga|inget"
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
    rf"|min )*{_LIST}\b(?! (?:pa |for |till )?(?:\w+dag|imorgon|ikvall|idag)\b)",
    r"\bleave me alone\b|\b(?:don'?t|do not|never) (?:ever )?(?:text|message|contact|sms|write"
    r"|call) me\b|\b(?:don'?t|do not) want to hear from you\b",
)
_REFUSES = rule(r"\b(?:inte|sluta|inga|don'?t|no more)\b")
# A shorter word is too near to too many.
_LEAST = 3
_STOP_WORDS = word_set("stopp stop sluta stoppa stopall avsluta slut")
_WITH_STOP = word_set(
    "tack please snalla nu ja nej jag vill detta det med dom de genast omedelbart hej mig sms smsen era alla stopp "
    "stop sluta now me texts och da thanks bara for ok a the men hallå halla ni er it"
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

# What stops, and what is to come no more.
_NO_MORE = part(
    r"\b(?:fler|flera|mer|mera|mer sms|langre|igen|anymore|any more|again|ingenting|inget"
    r"|inga)\b(?! (?:info\w*|bild\w*|exakt|om|detalj\w*|fragor))"
)
_NOT = part(r"\b(?<!jag )(?:inte|ej|aldrig|don'?t|do not|never)\b")
_SENDING = part(
    _SENDS, r"\b(?:skriv(?:a|er)?|tjata\w*|hora av er|plinga\w*|besvara|utskick|writing|writes?)\b"
)
_RID_OF = part(
    r"\b(?:slipp\w*|stopp (?:pa|for)|bli(?:r)? (?:jag |man )?av med|stoppa\w*|avsag\w*|undanber\w*"
    r"|block\w*|avbestall\w*|avsta\w* fran|sag(?:a|er)? upp|saga? nej|sag nej|nog av|avboj\w*"
    r"|opt (?:me )?out"
    r"|get rid of|sluta"
    r"|tacka\w* nej|stang av|trott pa|trottnat pa|less pa)\b"
)
_TEXTING = part(_TEXTS, r"\b(?:paminnelse\w*|reminders?|pling\w*|sms\w*|prenumeration\w*|tjat\w*)\b")
_NO_TEXTS = (
    (_NOT, _SENDING, _NO_MORE),
    (_RID_OF, _TEXTING),
    (part(r"^\W*slut(?:a|ar)?\b"), _SENDING),
    (
        part(r"\b(?:inga|vill inte|sluta|slipp\w*|stop|no more|don'?t want|skicka inte)\b"),
        part(r"\bpamin\w*|\breminders?\b"),
    ),
    (
        part(r"\b(?:sluta|stop|quit|lagg av|skit i|strunta i|lata? bli|lagg ner)\b"),
        part(
            r"\b(?:skicka (?:mer|fler|sms|mess|till mig|hit)|smsa|messa|tjata|spamma|plinga|skriv(?:a)?"
            r"|tjafsa|besvara|texting|bothering|bugging|writing)\b"
        ),
    ),
    (
        part(
            r"\bopt me out\b|\bundanber\w*|\bhor(?:a)? (?:aldrig|inte) (?:mer |igen )?av er\b"
            r"|^\W*(?:please |ok |ok, )?no more\W*(?:please|thanks|now)?\W*$|\bsign me off\b"
            r"|\bracker (?:\w+ )?med (?:\w+ )?(?:reklam|utskick|spam|notis)\w*|\b(?:ta|ta bort|stryk"
            r"|plocka) mig (?:av|fran|ur) listan\b|\btake me off(?:\W*$| (?:your|the list))"
            r"|\bracker (?:\w+ )?med (?:\w+ )?(?:sms|mess|medd)\w*"
        ),
    ),
)
_MY_WRITING = rule(
    r"\bjag (?:\w+ )?(?:kan|har|hann|ska|skickar|skriver)\b[^.!?\n]{0,15}\binte\b|\bjag (?:slipp\w*"
    r"|blir av)\b(?! (?:\w+ )?(?:sms|mess|medd|utsk|text|pamin))|\b(?:don'?t|do not) (?:want|like"
    r"|wish) to (?:text|message|sms|write|chat)\b|\b(?:vill|orkar|tanker"
    r"|kan) (?:\w+ )?inte (?:langre )?(?:skriva|smsa|messa|texta|chatta)\b"
)


def _misspelt_stop(word: str) -> bool:
    return (
        len(word) > _LEAST
        and word[0] == "s"
        and any(OSA.distance(word, one) <= 1 for one in ("stopp", "sluta"))
    )


def is_stop(low: str) -> bool:
    """Whether a short text is little more than "stopp"."""
    words = words_of(low)
    if len(words) == 1 and _misspelt_stop(words[0]):
        return True
    return (
        bool(words)
        and len(words) <= 5
        and any(word in _STOP_WORDS for word in words)
        and all(word in _STOP_WORDS or word in _WITH_STOP for word in words)
    )


_WITH_A_MACHINE = rule(
    r"\b(?:sms\w*|sms a|messa|mejla|skriva|chatta|texta?|text(?:ing)?|message|chat(?:ting)?) (?:med|with|to) "
    r"(?:en |ett |an? )?(?:robot\w*|bot\w*|ai|dator\w*|maskin\w*|computer|machine)\b",
    # "Vill inte ta det på sms", "hellre telefon än sms"
    r"\b(?:ta|skriva|diskutera|skota|gora|fortsatta|prata)(?: \w+){0,2} (?:pa|over|via|i|genom|per|by"
    r"|over) (?:sms|mess|text\w*|chatt\w*)\b"
    r"|\b(?:i ?stallet for|an|instead of|rather than|inte|not) (?:sms|mess|chatt|texting"
    r"|text)\b(?=\W*(?:$|tack|utan|men))",
)


def wants_no_texts(low: str) -> bool:
    """A wish to get no more texts, in free words."""
    if is_stop(low):
        return True
    # "Vill inte sms:a med en robot" wants somebody else to answer, not silence.
    low = _WITH_A_MACHINE.sub(" ", low)
    low = _MY_WRITING.sub(" ", _MY_TEXTS.sub(" ", low))
    return OPT_OUT.search(_MISSED.sub(" ", low)) is not None or any_together(low, _NO_TEXTS, 45)


def wants_texts(low: str) -> bool:
    """A wish to get texts again, in free words."""
    return OPT_IN.search(low) is not None and _REFUSES.search(low) is None
