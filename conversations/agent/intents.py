"""What a text is about, by the rules of :mod:`conversations.agent.reading`.

Several ordinary intents may be found in one text, the most telling first; a single urgent one decides.
"""

from __future__ import annotations

import re

from conversations.agent.reading.anger import is_angry
from conversations.agent.reading.asks import Asked, asked_in
from conversations.agent.reading.danger import is_emergency
from conversations.agent.reading.humans import wants_human
from conversations.agent.reading.normal import normal, rule, words_of
from conversations.agent.reading.rights import objects, right_in
from conversations.agent.reading.social import is_chat, is_praise, is_thanks
from conversations.agent.reading.trouble import is_complaint, is_injection, is_spam
from conversations.agent.reading.wishes import wants_no_texts, wants_texts
from conversations.agent.types import Intent, TurnInput
from conversations.agent.when import find_days
from conversations.channels.sms.keywords import rights_word
from conversations.words import word_set

_WISH_TO_BOOK = rule(
    r"\b(?:vill|skulle vilja|onskar|behover|kan jag|kan vi|far jag|kunde jag|tankte|i want|i'?d like"
    r"|i would like|can i|could i|may i)\b"
    r"(?:.{0,20}\b(?:boka|book|reservera)\b|\s(?:\w+\s){0,3}(?:\w*tid|appointment)\b(?! tar))"
    # "Behöver få bromsarna bytta"
    r"|\bbehover (?:fa |bli )?(?:\w+ ){0,3}(?:bytta?|laga(?:d|t|de)|fixa(?:d|t|de)|klippt|fargat|vaccinera[ds])\b"
    r"|^\W*(?:hej\W+|hello\W+|hi\W+)?(?:boka|book)\b(?! \w+ ledig)"
)
_INSTEAD = rule(r"\b(?:istallet|i stallet|instead)\b(?! for)")
# "Kan jag få Samira i stället?" is about somebody, not about another time.
_PERSON_INSTEAD = rule(
    r"\b(?:fa|ha|get|have) (?!en\b|nagon\b|det\b|den\b|a\b|it\b|\w*dag\b|\w*tid\w*\b"
    r"|\w*day\b)[a-z]{3,} (?:istallet|i stallet|instead)\b"
)
# "Kan inte på torsdag, funkar fredag?"
_PROPOSES = rule(
    r"\b(?:funkar|passar|gar det|kan vi ta|kan jag (?:fa|ta|komma)|har ni|finns|any chance|could i"
    r"|can i|how about|what about|do you have)\b[^.!\n]*\?"
    r"|\b(?:gar|ar|vore|kan|would|does|is) (?:det |jag |vi |det pa |pa )?(?:istallet )?"
    r"(?:\w+dag|imorgon|nasta|kl|\d{1,2}|tomorrow|next)\b[^.!\n]*\?"
)
_BOOKS = rule(r"\bboka\b(?! om| av)|\bbook\b|\blediga?\b|\bavailable\b")
_LEADS_THANKS = word_set(
    """tack tackar tusen hej ok okej okay bra toppen perfekt super fint kanon great perfect thanks thank cool ja jo va
    vad ah oh aha aah
    underbart harligt grymt stort jattetack hjartligt snyggt schysst awesome wonderful lovely cheers alltid"""
)
_LIKES = re.compile(
    r"^[\s\U0001F44D\U0001F64F\u2764\uFE0F\U0001F3FB-\U0001F3FF\U0001F60A\U0001F600-\U0001F64F"
    r"\U0001F44C\u263A:;()\-D]+$"
)
_THANKS = rule(r"\btack(?:ar|sam)?\b|\bthanks?\b|\bthank you\b|\bcheers\b|\bmuchas\b")
# Thanks in a sentence of its own, and what closes a talk.
_SAYS_THANKS = rule(
    r"\b(?:saga|skicka|framfora) (?:ett )?(?:stort |jatte)?tack\b|\b(?:vill|ville) (?:bara )?tacka\b(?! nej| ja)"
    r"|\btack for att ni (?:tog|fixade|hjalpte)\b"
    r"|\bwant(?:ed)? to (?:say )?thank\b",
)
_CLOSES = rule(
    r"^\W*(?:ok\w*|toppen|bra|perfekt|super\w*|fint|kanon|great|perfect)\W*"
    r"(?:da vet (?:jag|vi)|uppfattat|noterat|got it)\W*$"
)
_AHEAD = rule(
    r"\bpa forhand\b|\bin advance\b|\btack for (?:att ni (?!\w+(?:ade|te|de)\b|gjorde|tog|fick)|svar)"
)
_CHAT = rule(
    r"\b(?:hur (?:mar|ar|star) (?:du|ni|det|laget)|laget\b|hur gar det|hur ar (?:det|laget)|allt (?:bra"
    r"|val)|vad (?:gor|heter) du|"
    r"how are you|how'?s it going|what'?s up|whats up|how do you do|nice to meet you"
    r"|trevligt att traffas)\b"
    r"|\b(?:ar|are) (?:du|det har|det|ni|you|this) (?:en |ett |a |an )?(?:riktig |real )?(?:robot|bot"
    r"|ai|dator|chatbot|machine|computer)\b"
    r"|\bar du dar\b|\bvad ar du\b|\bvem ar du\b|\bwho are you\b|\b(?:fint|harligt|daligt"
    r"|ruskigt) vader\b|\bberatta (?:ett |en )?(?:skamt|vits|rolig)|\btell me a joke\b"
)
# "God fortsättning på er!", "hoppas ni har en bra dag": nothing is asked for.
_WISHES = rule(
    r"\b(?:god|glad|trevlig|skon|harlig|fin|happy|merry|gott|have a|nice|lovely"
    r"|bra) (?:\w+ )?(?:fortsattning|jul|nyar"
    r"|nytt ar|new year|christmas|xmas|easter|holidays?|pask|midsommar|sommar|helg|kvall|dag|vecka"
    r"|weekend|day)\b"
)
_WANTS = rule(r"\b(?:vill|behover|boka\w*|tid|tider|kan|funkar|passar|oppet|want|need|book|can|could)\b|\d")
_MOST_OF_A_WISH = 10
_FILLER = word_set(
    """hej hejsan hejhej hallå halla tjena tjenare tja tjo god morgon dag kväll kvall godmorgon godkväll hi hello hey
    hiya good morning evening afternoon there tack tackar tacksam så sa mycket jättemycket jattemycket tusen för for
    hjälpen hjalpen hjalp thanks thank you very much a lot so thx ok okej okay oki bra toppen perfekt super fint då da
    det ja jo absolut kanon great perfect fine cool yes yep nej no ha trevlig kväll helg detsamma hejdå hejda bye mvh
    svaret snälla snalla igen där dar alla er på pa ni du dig dej snabbt snabba for your help the quick reply answer
    underbart underbar harligt grymt alskar svarar svar bemotandet informationen info nice lovely wonderful awesome
    appreciate appreciated it och and hi all team guys va vad bast best superbra fantastiskt fantastic amazing cheers
    åh ah oh aha
    allt ska vi ses hors see soon have day weekend en ett att kul schysst snyggt jatte jattebra vanliga vanlig gulligt
    test testar jul nyar ar pask midsommar haha hihi christmas year happy merry easter gott valkommen sommar
    sondag fredag lordag tusentals hjartligt stort innerligt förhand forhand pa advance in valkommen vi
    kramar kram halsningar racker inget mer annat bara lugnt enough nothing
    else all hejsvejs halloj hallojsan tjabba tjosan tjohej morsning"""
)


def urgent_intent(text: str) -> Intent | None:
    """The intent that must never wait for a model, if there is one."""
    low = normal(text)
    if is_emergency(low):
        return "emergency"
    word = rights_word(text)
    if word is not None:
        return "rights_erasure" if word == "erasure" else "rights_access"
    if is_spam(low):
        return None
    right = right_in(low)
    if right in ("rights_erasure", "rights_rectification", "objection"):
        return right
    if wants_no_texts(low) and not wants_texts(low):
        return "opt_out"
    if right:
        return right
    if objects(low):
        return "objection"
    if is_injection(low):
        return "prompt_injection"
    if wants_human(low):
        return "human"
    return "complaint" if is_complaint(low) or is_angry(low) else None


def ordinary_intents(text: str) -> list[Intent]:
    """All other intents found in ``text``, the most telling first; empty when the rules know none."""
    low = normal(text)
    if is_spam(low):
        return ["spam"]
    if wants_texts(low):
        return ["opt_in"]
    asked = asked_in(low)
    found = _about_bookings(low, asked)
    if asked.price:
        found.append("price")
    if asked.hours:
        found.append("opening_hours")
    if asked.location:
        found.append("location")
    return found or social_intents(text)


def _about_bookings(low: str, asked: Asked) -> list[Intent]:
    instead = _INSTEAD.search(_PERSON_INSTEAD.sub(" ", low)) is not None and _BOOKS.search(low) is None
    proposes = asked.cannot_come and not asked.cancel and _PROPOSES.search(low) is not None
    if asked.move or proposes or (asked.other_time and (asked.cancel or asked.cannot_come or instead)):
        return ["reschedule"]
    if asked.cancel or asked.cannot_come:
        return ["cancel"]
    if asked.own_time or asked.no_booking:
        return []
    if asked.unbooked and not asked.available:
        # Whether one must book is a question; what holds stands in an article.
        return []
    if _WISH_TO_BOOK.search(low):
        return ["book"]
    if asked.available:
        return ["availability"]
    # "Vad kostar det om jag bokar …" asks for the price.
    return ["book"] if asked.book and not asked.price else []


def social_intents(text: str) -> list[Intent]:
    """``thanks`` or ``smalltalk`` when the text is nothing but that."""
    low = normal(text)
    words = words_of(low)
    if not words:
        return ["thanks"] if text.strip() and _LIKES.match(text) else ["smalltalk"] if text.strip() else []
    plain = all(word in _FILLER for word in words)
    if _THANKS.search(low) and (
        plain or (words[0] in _LEADS_THANKS and not asks(text) and not _AHEAD.search(low))
    ):
        return ["thanks"]
    if _CLOSES.search(low) or (_SAYS_THANKS.search(low) and not asks(text)):
        return ["thanks"]
    wish = _WISHES.search(low) is not None and len(words) <= _MOST_OF_A_WISH and not asks(text)
    if plain or (wish and not _WANTS.search(low)):
        return ["smalltalk"]
    if "?" not in text and (is_thanks(low) or is_praise(low)):
        return ["thanks"]
    return ["smalltalk"] if _CHAT.search(low) or is_chat(low) else []


def read_intents(turn: TurnInput) -> list[Intent]:
    """The intents of a turn; a bare "och på söndag?" takes over what was last asked about."""
    found = ordinary_intents(turn.text)
    if found or len(turn.text.split()) > 6:
        return found
    earlier = [line.text for line in turn.earlier if line.author_type == "contact"]
    if earlier and find_days(turn.text, turn.now) and "opening_hours" in ordinary_intents(earlier[-1]):
        return ["opening_hours"]
    return []


def asks(text: str) -> bool:
    """Whether a text is put as a question."""
    return (
        "?" in text
        or re.match(
            r"\W*(?:hur|vad|var|när|vilk\w+|vem|how|what|where|when|which|who|do|is|are|can)\b", text.lower()
        )
        is not None
    )
