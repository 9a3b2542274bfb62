"""Objections: a refusal, what is refused, and whose data it is done with."""

from __future__ import annotations

from conversations.agent.reading.concepts import holds_any, reading
from conversations.agent.reading.vocabulary import WORDS

_OBJECTION = (
    reading("REFUSE USE MYDATA|MYDETAIL|WROTE|STRONG", span=14),
    reading("REFUSE USE TALKED MY|AI", span=14, unless="TIME"),
    reading("USE|GAVE|SHARE>NOT MYDATA|MYDETAIL|IMAGE|WROTE|TALKED", span=10, unless="TIME"),
    reading("REFUSE AI MYDATA|ABOUTME", span=12),
    reading("REFUSE>ANALYSE>ME", span=6),
    reading("REFUSE WHO HAVE|GOT|READS MYDATA|MYDETAIL|JOURNAL|TALKED", span=12, never="TIME COMESFROM"),
    reading("NOCONSENT AI", span=6),
    reading("SWITCHOFF AI", span=8),
    reading("REFUSE IMAGE PUBLIC", span=12),
    reading("REFUSE USE IMAGE ME|MY", span=11, unless="CLIPS"),
    reading("REFUSE GAVE|SHARE MYDETAIL|MYDATA", span=11, never="COMESFROM WHENCEFROM"),
    reading("REFUSE AI USE|WROTE|TALKED|DECIDE", span=13, unless="CLIPS TIME"),
    reading("OBJECT DATA|USE|MYDATA|AI|TALKED|KEEP|REFUSE", span=12, unless="NOOBJECT"),
    reading("WITHDRAW CONSENT", span=9),
    reading("REFUSE CONSENT USE|DATA|KEEP|IMAGE", span=12),
    reading("REFUSE>CONSENT", span=7),
    reading("REFUSE PROFILE", span=9),
    reading("LAWOBJECT"),
)
#: To have one's data left as they are, neither used nor deleted.
_RESTRICTION = (
    reading("LIMIT USE|MYDATA|DATA", span=9, unless="TIME"),
    reading("KEEPONLY>NOT>USEONLY", span=11, unless="TIME NOTKEEP"),
    reading("NOT>USEONLY DATA UNTIL", span=16),
    reading("LAWLIMIT"),
)
_FORMAL = (reading("OBJECT DATA|USE|MYDATA|AI|TALKED|KEEP", span=12, unless="NOOBJECT"), reading("LAWOBJECT"))
_BARE = (reading("REFUSE>AI", span=7, unless="CLIPS"),)
_ANSWERED = (reading("REFUSE>BOTANSWERS", span=9, unless="CLIPS"),)


def wants_objection(low: str) -> bool:
    """A refusal of what is done with one's data, or of a machine's doing it."""
    return holds_any(WORDS.sentences(low), _OBJECTION)


def wants_restriction(low: str) -> bool:
    """A wish that data be kept, but not used."""
    return holds_any(WORDS.sentences(low), _RESTRICTION)


def formally_objects(low: str) -> bool:
    """An objection that calls itself one, whatever it is raised against."""
    return holds_any(WORDS.sentences(low), _FORMAL)


def refuses_machine(low: str) -> bool:
    """A bare "no" to AI, which may as well be a wish for a human."""
    return holds_any(WORDS.sentences(low), _BARE)


def refuses_machines_answers(low: str) -> bool:
    """A "no" to being answered by a machine, which says what is objected to."""
    return holds_any(WORDS.sentences(low), _ANSWERED)
