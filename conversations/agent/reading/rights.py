"""Rights under the GDPR: erasure, access, rectification, and objections to the AI."""

from __future__ import annotations

from conversations.agent.reading.concepts import holds_any, reading
from conversations.agent.reading.corrections import wants_rectification
from conversations.agent.reading.humans import asks_for_human, wants_human
from conversations.agent.reading.normal import normal, rule
from conversations.agent.reading.objecting import (
    formally_objects,
    refuses_machine,
    refuses_machines_answers,
    wants_objection,
    wants_restriction,
)
from conversations.agent.reading.personal import speaks_of_own_data, wants_access, wants_erasure
from conversations.agent.reading.vocabulary import WORDS
from conversations.agent.types import Intent
from nexus.privacy.requests import RequestKind

# What the company's own address is, and letters that went to a wrong one.
_NO_DETAIL = rule(
    r"\bhar ni (?:\w+ )?(?:bytt|nytt|ny|flyttat|andrat)\b[^.!?\n]{0,20}|\bny adress\W*\?",
    r"\b(?:gick|akte|korde|kom|skrev|hittar|menar?|skickade) (?:\w+ ){0,2}?fel (?:adress|nummer"
    r"|mejl|mail|namn)\b|\badress\w* i google\b"
    r"|\bnamn(?:et)? pa (?:min |mina )?(?:bokning\w*|tid\w*|bord\w*)",
    r"\b(?:(?<!inte )(?<!ej )ratt|vilk\w+|vad (?:har|ar)|what(?:'s| is)) (?:ni |er |ert "
    r"|your )?(?:for )?(?:adress"
    r"|telefonnummer|nummer|number|address)\b",
)
_WRONGLY = (reading("WRONG|CONTRA|SHOULDBE|LAWCORRECT|MISREG"), reading("PUTRIGHT"))
_REPLACED = rule(
    r"\b(?:gammal|gamla|old)\b[^.!?\n]{0,40}\b(?:nya|ny|nytt|istallet|i stallet|new|instead)\b"
    r"|\bbyt(?:a)? ut\b|\bersatt\b"
)
# Without a word of data or of the law, who wants a human rather than a machine wants the human.
_OF_DATA = (
    reading("OBJECT|LAWOBJECT|PROFILE|DATA|CONSENT|NOCONSENT|MINE|USEDATA"),
    reading("DECIDE ABOUTME"),
)


def right_in(low: str) -> Intent | None:
    """A right that the text exercises."""
    bare = _NO_DETAIL.sub(" ", low)
    corrects = wants_rectification(bare)
    erases = wants_erasure(bare)
    if wants_restriction(low) or (formally_objects(low) and not _deletes(bare)):
        return "objection"
    if erases and not (corrects and _REPLACED.search(bare)):
        return "rights_erasure"
    if wants_objection(low) and (holds_any(WORDS.sentences(low), _OF_DATA) or not wants_human(low)):
        return "objection"
    # "Uppgifterna ni har om mig stämmer inte" wants them put right, not shown.
    if corrects and holds_any(WORDS.sentences(bare), _WRONGLY):
        return "rights_rectification"
    if wants_access(bare):
        return "rights_access"
    return "rights_rectification" if corrects else speaks_of_own_data(bare)


def _deletes(low: str) -> bool:
    return wants_erasure(low) and holds_any(WORDS.sentences(low), (reading("ERASE|REMOVE"),))


_TAKES_ALONG = (
    reading("TRANSFER|SHOW|FORMAT MYDATA|DATA|JOURNAL|STUFF ELSEWHERE|FORMAT", span=18),
    reading("LAWPORT"),
    reading("TRANSFERS MYDATA|JOURNAL"),
    reading("PASS|GAVE|SENDTO MYDATA|JOURNAL ELSEWHERE", span=14),
)


def kind_of_case(kind: RequestKind, text: str) -> RequestKind:
    """The kind of case more closely: an objection may be a wish for restriction, access one for portability."""
    low = normal(text)
    if kind == "objection" and wants_restriction(low):
        return "restriction"
    if kind == "access" and holds_any(WORDS.sentences(low), _TAKES_ALONG):
        return "portability"
    return kind


# "Nån robot" is nobody whom one wishes to hear from.
_SOME_MACHINE = rule(
    r"\b(?:nan|nagon|nagra|nat|nagot|any|some)(?= (?:ai\b|bot|robot|dator|maskin|chat|comput|machine))"
)


def objects(low: str) -> bool:
    """A bare "no" to the AI, or to its answers. Who asks for a human gets one, which is what they want."""
    if refuses_machines_answers(low):
        return not asks_for_human(_SOME_MACHINE.sub("en", low))
    return refuses_machine(low) and not wants_human(low)
