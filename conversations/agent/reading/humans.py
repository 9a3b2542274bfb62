"""What must never be missed: a wish to hear from a human."""

from __future__ import annotations

from conversations.agent.reading.concepts import Sentence, holds_any, reading
from conversations.agent.reading.normal import rule
from conversations.agent.reading.vocabulary import WORDS

_WISHES_FOR_A_HUMAN = (
    # To speak with whoever is there.
    reading("WISH TALK STAFF|SOMEONE|HUMAN", span=10, unless="OWNTALK"),
    reading("WISH TALK>YOU", span=10, unless="TALKABOUT OWNTALK"),
    reading("TALK>STAFF|HUMAN|SOMEONE", span=5, unless="OWNTALK"),
    reading("WISH TALK LINE|REAL", span=10),
    reading("WISH>TALK", span=5, unless="TALKABOUT OWNTALK"),
    # To be rung, or to be told whom to ring.
    reading("CALLS|RINGS>ME", span=4, never="READY"),
    reading("WISH SOMEONE|STAFF|YOU CALLS", span=9, never="READY"),
    reading("WISH CALLS YOU LINE", span=9),
    reading("WISH RUNG", span=7),
    reading("PREFER CALLS|PHONECALL|RINGS", span=6),
    reading("CALLS>LONGNUMBER", span=4),
    reading("CONTACT>ME", span=3, unless="NOT", never="READY"),
    reading("WISH|EXISTS PHONECALL", span=9, unless="BUSY NOT"),
    reading("CONTACT STAFF|SOMEONE|HUMAN|REAL|LINE", span=8),
    reading("WISH CONTACT ME", span=8, never="READY"),
    reading("WISH SHE CONTACT|CALLS|ANSWER", span=6, unless="READY"),
    reading("CONTACT YOU LINE", span=10),
    reading("LINE>NOT>TALKED", span=6),
    reading("WISH>SPEAKS>STAFF|SOMEONE|YOU|HUMAN", span=9, unless="LANGUAGE"),
    reading("TRIEDCALL>HEARME", span=16),
    reading("NUMBERTO"),
    reading("WISH|TALK>ASKS>STAFF|HUMAN", span=7),
    reading("BE>CALLS|RUNG|CONTACT", span=7, unless="READY"),
    # To be passed on.
    reading("PASS>CLERK|SOMEONE|HUMAN", span=6),
    reading("STAFF|HUMAN|SOMEONE>TAKEOVER", span=7),
    reading("WISH|ASK REACH>YOU", span=9, never="THEIRS READY"),
    reading("BOT SOMEONE|STAFF WISH", span=14, unless="CLIPS"),
    reading("TRUEHUMAN"),
    reading("SENDTO>STAFF|HUMAN", span=6),
    reading("PASS>ME", span=4),
    reading("GIVE CLERK|HUMAN", span=4),
    # A human to answer.
    reading("HUMAN WISH|ANSWER|LOOK|TALK|CALLS|CONTACT|GIVE|AI|NOT|PREFER", span=8),
    reading("HUMAN EXIST", span=7),
    reading("REAL>STAFF|HUMAN|SOMEONE|ANSWER|LOOK|CONTACT|TALK", span=4),
    reading("ANSWER>YOU SELF", span=7),
    reading("GIVE|WISH PERSONAL>SERVICE|ANSWER|STAFF|CONTACT", span=6),
    reading("WISH STAFF|SOMEONE ANSWER", span=10),
    reading("WISH ESCALATE", span=6),
    reading("WISH STAFF|SOMEONE LOOK MATTER", span=8),
    reading("GETSOMEONE"),
    reading("WISH>CALLS", span=3, never="READY TIME COMES PASTTALK"),
    reading("CLERK ANSWER|READS|CONTACT WISH", span=10),
    reading("PREFER CLERK|HUMAN", span=6),
    reading("ANSWER>PERSONAL|REAL", span=5),
    reading("WISH WRITES>CLERK|SOMEONE|HUMAN", span=9),
    reading("SOMEONE ANSWER|LOOK|READS REAL", span=10),
    reading("WISH ANSWER PREFER", span=7, unless="LANGUAGE"),
    reading("THEREIS>STAFF|SOMEONE|HUMAN|REAL>HERE", span=7, unless="NUMBER"),
)
#: No machine: whoever says only that may object to being answered by one.
_NO_MACHINE = (
    reading("REFUSE>WRITES|TALK|ANSWER>AI"),
    reading("NOT ANSWER BOT", span=10),
    reading("REFUSE AI>REPLIES", span=8),
    reading("REFUSE BOT RINGS|CALLS|PHONECALL", span=12),
    reading("NOT>BOT", span=3, unless="CLIPS"),
    reading("REFUSE AI STAFF|HUMAN|SOMEONE", span=10),
)
_PHRASES = rule(
    r"\b(?:en|nagon) riktig\W*$",
    # Somebody by name: "få tag på Patrik", not "på schampot".
    r"\b(?:ha|fa) (?:tag|kontakt) (?:i|pa|med) (?!ett?\b|en\b|de[nt]?\b|\w+(?:en|et|ar|or|er)\b)\w{3,}\W*$",
    r"^(?:m ?a ?n ?n ?i ?s ?k ?a)\W*$",
    r"\bfinns det nagon annan\W*(?:$|[.!?\n])",
)
# Humans who are only spoken of, and calls and talks that are no wish for one.
_NO_WISH = rule(
    r"\b(?:ar|are) (?:du|ni|you) (?:en |nagon |an? )?(?:riktig |verklig |levande |real |actual |live )?"
    r"(?:manniska|person|human)\b|\bpersonal (?:train|data|info|numb|shopp)\w*"
    r"|\bperson who (?!can (?:help|answer|talk|speak)|works|understands|answers)",
    r"\b(?:per|\d+|en extra|varje|en och samma|samma|annan|vilken|privat|tva|tre|fyra|fem|for en|any one"
    r"|per|one|gillar|trevlig\w*|fina?|fint|bra|basta?|harliga)"
    r" (?:\w+ )?(?:person(?:en)?|mannisk\w*|human)\b(?! att (?:prata|tala))|\b(?:ar|am"
    r"|(?<!svara )(?<!prata )som) en (?:\w+ )?(?:person|manniska)\b|\bpersonnummer\b|\bmanniskor som\b"
    r"|\bkan en (?:manniska|person) (?!(?:svara|hjalpa|ringa|ta over|lasa|hora|kontakta|skriva))\w+"
    r"|\b(?:person|manniska)\w* (?:eller|och|or|and) (?:hund|djur|dog)\w*"
    r"|\bmanniskor (?:sager|tycker|eller|brukar|vill|ar)\b|\bhar ni (?:en |nagon )?(?:person"
    r"|manniska) som\b|\b(?:min|fel|nagon|another|ta med en|ta bort en) person\b(?! (?:att|som (?:kan"
    r"|svar)))|\bperson (?:till|extra)\b"
    r"|\bfolk (?:pa|i|hos|som (?!jobbar|kan (?:svara|hjalpa)))\b|\b(?:person"
    r"|manniska)\w* som (?!kan (?:svara|hjalpa|prata|ringa|forsta|lasa|lyssna|ta)"
    r"|svarar|laser|hjalper|forstar|fattar|begriper|jobbar|vet|lyssnar)\w+",
)

# A text of no more words than these.
_ALONE = ("HUMAN", "STAFF", "CALLS", "TALK", "LINE", "BOT")


def wants_human(low: str) -> bool:
    """A wish to hear from a human, or from no machine."""
    return asks_for_human(low) or holds_any(_sentences(low), _NO_MACHINE)


def asks_for_human(low: str) -> bool:
    """A wish to hear from a human, said as such."""
    if _PHRASES.search(low):
        return True
    spoken = WORDS.sentences(_NO_WISH.sub(" ", low))
    sentences = _sentences(low)
    if spoken and all(sentence.only("FILL", *_ALONE) for sentence in spoken):
        known = {concept for sentence in sentences for concept in sentence.places}
        return not known.isdisjoint(_ALONE)
    if any(sentence.only("FILL", "HUMAN") and "HUMAN" in sentence.places for sentence in sentences):
        return True
    return holds_any(sentences, _WISHES_FOR_A_HUMAN)


def _sentences(low: str) -> list[Sentence]:
    spoken = WORDS.sentences(_NO_WISH.sub(" ", low))
    return [sentence for sentence in spoken if "NOCALL" not in sentence.places]
