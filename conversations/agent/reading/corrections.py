"""The right to have one's data put right, read by its parts: what changes or is wrong, and in which data."""

from __future__ import annotations

from conversations.agent.reading.parts import DETAIL, REGISTERS, any_together, part

_CHANGES = part(
    r"\b(?:andra(?:r|s|t|ts|d|de)?|uppdatera\w*|ratta(?:r|s|t|d|de)?|rattelse\w*|korrigera\w*|justera\w*"
    r"|byt(?:a|er|t|te|s)?|fixa\w*"
    r"|ersatt\w*|lagg(?:a|er)? (?:in|till)|ordna\w*|skriv(?:a|er|s)? om|change[ds]?|changing|update\w*"
    r"|correct\w*|fix"
    r"|amend\w*|rectif\w*|replace)\b"
)
_WRONG = part(
    r"\b(?:fel|felet|felaktig\w*|fels\w*|stammer inte|stammer ej|inte (?:ratt|korrekt|langre)|gam(?:mal"
    r"|la|malt|le)|inaktuell\w*"
    r"|misstag|stava\w*|flicknamn|kallar|blandat ihop|forvaxl\w*|wrong\w*|incorrect\w*|out of date"
    r"|outdated|inaccurate|misspel\w*"
    r"|spel(?:t|led)|mistake|not my|isn'?t my|old|mixed)\b"
)
_ANEW = part(
    r"^\W*(?:hej\W+)?(?:har )?(?:bytt|fatt)\b",
    r"\bjag (?:har |fick |ska )?(?:precis |nu |snart )?(?:bytt?|ny\w*|fatt|fick|skaffat)\b|\bhar (?:bytt"
    r"|nytt?|fatt (?:nytt?))\b"
    r"|\b(?:nytt?|ny|nya) (?:\w+ )?(?:\w*numm?er|\w*namn|\w*adress|e-?post\w*|e-?mail|mail\w*|mejl\w*)\b"
    r"|\bbyter?\b"
    r"|\b(?:i (?:have|'ve|got|changed)|changed my|my new|new) (?:\w+ )?(?:phone |last |sur)?(?:number"
    r"|name|address|e-?mail)\b",
)
_CARD_DETAIL = part(
    r"\b(?:\w*numm?er|\w*numret|\w*numren|\w*nr|\w*namn(?:et)?|\w*adress(?:en)?|e-?post\w*|e-?mail\w*"
    r"|mail\w*|mejl\w*"
    r"|person(?:numm?er|nr)|fodelse\w*|reg ?(?:istrerings)?(?:nr|numm?er|numret)|\w*uppgift\w*"
    r"|kundkort\w*|\w*journal\w*|surname"
    r"|name|address|phone number|number|birthday|birth ?date|details|chart|records?)\b"
)
_HELD_BY_YOU = part(
    r"\b(?:ni (?:har|hade|skriver|skickar|kallar|stavar)|har ni|du har|er(?:t|a|an)? \w*(?:system"
    r"|regist\w*|papper\w*|lista)|registrerat"
    r"|registrera\w*|i registret|i systemet|hos er|pa mig|om mig|star|stod|you have|you'?ve got"
    r"|your system|on me|on file)\b"
)
_MY_DETAIL = part(DETAIL, r"\bflicknamn\w*")
_JOURNAL_WRONG = part(r"\b(?:\w*journal\w*|kundkort\w*|anteckning\w*|registret|medical records?|chart)\b")
_RECTIFICATION = (
    (_CHANGES, _MY_DETAIL),
    (_WRONG, _MY_DETAIL),
    (part(r"\b(?:ar|is|har|has) (?:nytt?|nya|new|andrats|changed)\b|\binte (?:min|mitt|mina)\b"), _MY_DETAIL),
    (_WRONG, _CARD_DETAIL, _HELD_BY_YOU),
    (_WRONG, _JOURNAL_WRONG),
    (part(r"\bflicknamn\w*"),),
    (_CHANGES, part(rf"\b(?:i|in) (?:er|ert|era|your)? ?{REGISTERS}")),
    (
        part(r"\b(?:ska|borde|should) (?:det |it )?(?:sta|vara|heta|be|say)\b"),
        part(rf"\b(?:i|in) (?:er|ert|era|your) ?{REGISTERS}", r"\b(?:pa|om) mig\b"),
    ),
    (part(r"\b(?:ratt|korrekt|correct|right)\b"), _CARD_DETAIL, part(r"\b(?:pa mig|for me)\b")),
    (part(r"\b(?:registrera\w*|antecknat|noterat|lagt in|sparat|skrivit) fel\b|\bfel registrera\w*"),),
)
_ASKED_OF_YOU = part(
    r"\bhar (?:ni|du) (?:\w+ )?(?:bytt|nytt|ny|flyttat|andrat)\b|\ber(?:t|a)? (?:nya )?\w*(?:adress"
    r"|nummer|namn|mejl\w*|mail\w*)\b"
    r"|\bden har adressen\b"
)
_AM = part(r"\b(?:jag|vi|i|i'm|hon|han) (?:ar|am|heter|tal|bor|har)\b|\bi'?m\b")
_INSTEAD_OF = part(r"\b(?:inte|ej|not|men|but)\b")
_IT_SAYS = part(
    r"\b(?:som det star|star det|det star|det stod|ni (?:har )?(?:skriv\w*|registrerat|noterat|antecknat"
    r"|lagt in)|it says|says|you have me|you put)\b"
)
_NEW_DETAIL = (
    (_AM, _INSTEAD_OF, _IT_SAYS),
    (
        part(r"\b(?:stammer inte|stammer ej|fel|felaktig\w*|inte sant|osant|wrong|not true)\b"),
        part(
            r"\b(?:ni|du) (?:har )?(?:skrivit|antecknat|registrerat|noterat|lagt in|sparat)\b"
            r"|\b(?:som )?star om mig\b"
        ),
    ),
    (
        part(r"\b(?:tva|ett|dubbel\w*|med|utan|bara|two|one|double|single) [a-z]\b"),
        part(r"\b(?:mitt|i) (?:\w+ )?\w*namn\w*|\bmy (?:\w+ )?name\b"),
    ),
    (part(r"\b(?:jag|vi) bor (?:inte (?:langre )?kvar|inte langre|numera)\b"),),
    (_ANEW, _CARD_DETAIL, part(r"\b(?:jag|vi|har|min|mitt|mig|i|my|me|i've)\b|^\W*(?:hej\W+)?bytt\b")),
    (part(r"\b(?:gift|skilt|skild|separerat)\b"), part(r"\b(?:heter|efternamn\w*|namn|name|surname)\b")),
    (part(r"\bheter (?:\w+ ){1,3}(?:nu|numera|istallet)\b"),),
    (
        part(r"\b(?:lagg\w* in|uppdatera|byt\w* till|spara)\b"),
        part(r"\b(?:min|mitt) (?:\w+ )?(?:mobil|telefon|hemnummer|hemtelefon)\b"),
    ),
    (part(r"\b(?:two|one|double|single) [a-z](?:'?s)?\b"), part(r"\b(?:name|not|with)\b")),
)


def wants_rectification(low: str) -> bool:
    """A wish that data be put right, or news of what they should be."""
    bare = _ASKED_OF_YOU.sub(" ", low)
    return any_together(bare, _RECTIFICATION, 60) or any_together(bare, _NEW_DETAIL, 50)
