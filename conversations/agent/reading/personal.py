"""The rights over one's data: to have them gone, and to see them."""

from __future__ import annotations

from conversations.agent.reading.concepts import holds_any, one_after_other, reading
from conversations.agent.reading.normal import rule
from conversations.agent.reading.vocabulary import WORDS
from conversations.agent.types import Intent

_ERASURE = (
    reading("ERASE DATA", span=9, unless="NODATA"),
    reading("REMOVE DATA", span=9, unless="NODATA"),
    reading("ERASE|REMOVE MYDATA|MYDETAIL", span=9, unless="NODATA TIME", never="OUTLIST"),
    reading("ERASE|REMOVE TALKED|WROTE", span=9, unless="TIME", never="OUTLIST"),
    reading("ERASE>ME|OTHERS", span=4, unless="TIME"),
    reading("REMOVE>ME", span=6, unless="TIME", never="OUTLIST"),
    reading("ERASE|REMOVE ABOUTME", span=10, unless="TIME"),
    reading("ERASE>STUFF", span=4, unless="TIME NODATA"),
    reading("STUFF>ERASE", span=4, unless="TIME NODATA"),
    reading("ERASE|REMOVE DETAIL>YOU>HAVE|KEEP", span=8),
    reading("REMOVE STUFF>YOU>KNOWN|KEEP", span=10, unless="TIME"),
    reading("ERASE HOLDING", span=10, unless="TIME NODATA"),
    reading("REMOVE YOURS>HOLDING", span=11, unless="TIME NODATA"),
    reading("ERASE EXCUSTOMER|LAW"),
    # Not to be kept, and not to be there.
    reading("NOT>KEEP DATA|MYDETAIL|ABOUTME|STRONG", span=12, unless="TIME"),
    reading("NOTKEEP DATA|MYDETAIL|ABOUTME|WROTE|ME", span=8, unless="TIME"),
    reading("REFUSE>HAVE>MYDATA|MYDETAIL", span=12, unless="TIME", never="PUBLIC"),
    reading("REFUSE>BEING HOLDING", span=12, unless="TIME"),
    reading("NOT>BEING>SAVED", span=8, unless="TIME"),
    reading("NOT>BEING YOURS WISH", span=10, unless="TIME", never="OUTLIST PUBLIC"),
    reading("FORGET>ME|MYDATA|MYDETAIL|ABOUTME|IEXIST", span=6, unless="NOFORGET TIME"),
    reading("BECOME>GONE", span=6, unless="TIME"),
    reading("WISH MYDATA|MYDETAIL>GONE", span=11, unless="TIME"),
    reading("ERASE|REMOVE LEFT>OFME", span=9),
    reading("REFUSE>HAVE>ACCOUNT", span=9),
    reading("CLOSE ACCOUNT", span=7),
    reading("VANISHFROM"),
    reading("UNCUSTOMER"),
    reading("ERASE|REMOVE STUFF OFMINE", span=10),
    reading("NOTHING>ABOUTME HOLDING|LEFT|KEEP", span=12),
    reading("LAWERASE"),
)
_ACCESS = (
    reading("SHOW MYDATA", span=11, unless="GIVING TIME"),
    reading("SHOW DATA ABOUTME|STRONG", span=12, unless="GIVING"),
    reading("SHOW STUFF ABOUTME", span=11, unless="TIME"),
    reading("SHOW|KNOWS WHAT|STUFF YOU KEPT", span=12, unless="TIME"),
    reading("SHOW|WISH MY>JOURNAL", span=9, unless="GIVING"),
    reading("SHOW|WHAT TALKED|WROTE KEEP", span=12),
    reading("SHOW WROTE", span=9),
    reading("WHAT|ASK KEPT ABOUTME", span=13),
    reading("SHOW|KNOWS|WISH WHAT>YOU>KEPT", span=10),
    reading("WHAT|ASK KEEP ABOUTME", span=13, unless="TIME"),
    reading("WHAT KNOWN ABOUTME", span=12, unless="TIME"),
    reading("WHAT KNOWN MYDATA", span=9, unless="GIVING TIME"),
    reading("WHAT DATA YOU KEEP", span=9, unless="GIVING TIME NODATA"),
    reading("WHAT>DATA>YOU>USEONLY|KEEPS|KEPT", span=11, unless="GIVING TIME"),
    reading("WHAT STRONG YOU USE|KNOWN", span=9, unless="GIVING TIME"),
    reading("SHOW|WISH KEEP|KEPT ABOUTME", span=13, unless="TIME"),
    reading("WHAT STAFF KEPT", span=9, unless="TIME"),
    reading("ASK|KNOWS DATA|WROTE|TALKED>KEPTP", span=10),
    reading("SHOW JOURNAL", span=7, unless="GIVING TIME"),
    reading("SHOW>WHAT>YOU>WRITTEN", span=8, unless="TIME"),
    reading("SHOW STUFF>YOU>KNOWING", span=10),
    reading("KEEP>YOU WROTE|TALKED|MYDATA", span=8, unless="GIVING TIME"),
    reading("RECORDS TALKED|WROTE", span=8),
    reading("ASK KEEP IMAGE MINE", span=10, unless="TIME"),
    reading("KNOWS|SHOW WHAT YOU HAVE MYDETAIL", span=12),
    reading("WHAT HOLDING ABOUTME", span=10),
    reading("ASK HOLDING>AMI", span=10, unless="TIME"),
    reading("ASK STORE>YOU STUFF|IT", span=8, unless="TIME"),
    reading("SHOW|KNOWS|WISH WHAT|STUFF|IT YOU>KEPT|KEEPS", span=12, unless="TIME"),
    reading("SHOW YOU>HAVE|KNOWN>ABOUTME", span=12, unless="TIME"),
    reading("SHARE|USE>YOU MYDATA|MYDETAIL", span=8, unless="GIVING TIME"),
    reading("USE|SHARE>MYDATA|WROTE", span=4, unless="GIVING TIME"),
    reading("ASK|WISH HAVE MYDATA", span=8, unless="GIVING TIME"),
    reading("WHAT>MYDATA", span=5, unless="GIVING TIME"),
    reading("ASK MINE>PASTTHINGS KEEP", span=9, unless="TIME"),
    reading("ASK KEEP MYDATA|MYDETAIL", span=11, unless="GIVING TIME"),
    reading("ASK KEEP WROTE|TALKED", span=9, unless="TIME"),
    reading("ASK USE MYDATA|WROTE", span=11, unless="GIVING TIME"),
    reading("WHO SHARE|READS|GAVE|GOT MYDATA|MYDETAIL|TALKED|WROTE|JOURNAL", span=12, unless="TIME"),
    reading("ASK SHARE MYDATA|MYDETAIL", span=10, unless="TIME GIVING"),
    reading("WHENCE>GOT YOU MYDETAIL|MYDATA|KNOWNAME", span=11, unless="TIME CHANGE"),
    reading("WHENCE COMESFROM MYDETAIL|MYDATA", span=14),
    reading("WHY HAVE|KEEP|KNOWING MYDATA|MYDETAIL|KNOWNAME", span=10),
    reading("AMI>HOLDING|KEEP", span=8, unless="TIME"),
    reading("TRANSFER MYDATA|JOURNAL", span=10, unless="GIVING TIME"),
    reading("LAWACCESS"),
    reading("WISH|SHOW EXTRACT", span=7),
    reading("LAW SHOW DATA", span=14),
)

_OWN_DATA = (
    reading("WISH|ASK MYDATA", span=9, unless="TIME", never="GIVING"),
    reading("LAW WISH|ASK DATA", span=14),
)
_REFUSED_DATA = (reading("REFUSE MYDATA", span=9),)
_IS_HELD = reading("HAVE|KEEP|GAVE|SENT|KNOWN|WROTE MYDATA|MYDETAIL|STRONG|ABOUTME", span=14, unless="TIME")
_GET_RID_OF_IT = reading("ERASE|REMOVE IT", span=6, unless="TIME")
_ALL_OF_IT = reading("ERASE|REMOVE STUFF")
#: What one has done oneself, or by mistake, is no wish: "jag råkade radera ert sms".
NO_DELETION = rule(
    r"\b(?:radera|ta bort|slang|stryk|kasta|delete|erase) (?:\w+ )?inte\b|\b(?:do not|don'?t) (?:delete"
    r"|erase|remove)\b",
    r"\brakade (?:\w+ )?(?:ta bort|radera|slanga)\b|\bjag (?:\w+ )?(?:har |hade )?(?:raderat|raderade"
    r"|tagit bort|tog bort)\b|\bi (?:accidentally )?(?:deleted|erased)\b",
)


def wants_erasure(low: str) -> bool:
    """A wish that data be deleted, or not kept."""
    sentences = WORDS.sentences(NO_DELETION.sub(" ", low))
    if holds_any(sentences, _ERASURE) or one_after_other(sentences, _IS_HELD, _GET_RID_OF_IT):
        return True
    return any(
        sentence.only("FILL", "WISH", "ERASE", "REMOVE", "STUFF") and sentence.holds(_ALL_OF_IT)
        for sentence in sentences
    )


def wants_access(low: str) -> bool:
    """A wish to see what is held, or to know how it came there and where it goes."""
    return holds_any(WORDS.sentences(low), _ACCESS)


def speaks_of_own_data(low: str) -> Intent | None:
    """What a wish about one's data is taken for when nothing tells which: an objection if it says no."""
    sentences = WORDS.sentences(low)
    if not holds_any(sentences, _OWN_DATA):
        return None
    return "objection" if holds_any(sentences, _REFUSED_DATA) else "rights_access"
