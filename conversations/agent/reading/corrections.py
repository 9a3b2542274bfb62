"""The right to have one's data put right: what changes or is wrong, and in which data."""

from __future__ import annotations

from conversations.agent.reading.concepts import holds_any, reading
from conversations.agent.reading.vocabulary import WORDS

_RECTIFICATION = (
    reading("WRONG MYDETAIL|MYDATA|JOURNAL", span=10, unless="TIME THEIRS"),
    reading("CHANGE MYDETAIL|MYDATA", span=9, unless="TIME"),
    reading("WRONG DETAIL YOU KNOWN|KEEP|SEND", span=10, unless="TIME THEIRS CARS"),
    reading("WRONG DETAIL|DATA|KEEP ABOUTME", span=11, unless="TIME THEIRS"),
    reading("CHANGE|WRONG YOURS>HOLDING", span=10, unless="TIME"),
    reading("CHANGE|WRONG DETAIL YOURS|KEEP|ABOUTME|HOLDING", span=10, unless="TIME THEIRS CARS ASKYOU"),
    # Names, and how they are spelt.
    reading("MYNAME>NOT", span=5, unless="TIME COMES"),
    reading("MYNAME>NOWADAYS", span=6, unless="TIME COMES"),
    reading("NOWADAYS>HETER", span=4, unless="TIME"),
    reading("CHANGE DETAIL>YOU>HAVE", span=9, unless="TIME"),
    reading("MYNAME>WITHLETTER", span=7),
    reading("WITHLETTER MYDETAIL|DETAIL", span=8),
    reading("RIGHT MYDETAIL WISH", span=9, unless="TIME"),
    reading("SPELL MYDETAIL|DETAIL|MYNAME", span=8),
    reading("SPELL WITHLETTER ME|MINE|IT|I", span=9),
    reading("CALLEDME IAM|MYNAME|CONTRA|NOT|WRONG", span=12),
    reading("MARRIED DETAIL|MYNAME|HETER", span=10, unless="TIME WISH"),
    # What is said of somebody, and is not so.
    reading("JOURNAL|MYDATA KNOWN|RECORD CONTRA", span=18),
    reading("RECORD CONTRA", span=14, unless="TIME COMES"),
    reading("IAM|MYNAME NOT RECORD", span=11, unless="TIME COMES"),
    reading("CONTRA|WRONG KNOWN ABOUTME", span=10, unless="TIME"),
    reading("SHOULDBE YOURS>HOLDING", span=10, unless="TIME"),
    reading("NOTMINE>DETAIL", span=4, unless="TIME"),
    reading("WRONG STRONG", span=8),
    reading("MISREG"),
    reading("SPELL WITHLETTER NOT", span=9),
    reading("WITHLETTER NOT IT", span=9),
    reading("CHANGE INHOLDING", span=7, unless="TIME NODATA"),
    reading("WRONG PERSONAL1", span=8, unless="TIME", never="THEIRS CARS"),
    reading("CHANGE>PERSONAL1", span=5, unless="TIME", never="THEIRS CARS ASKYOU"),
    reading("CHANGE DETAIL LONGNUMBER", span=8, unless="TIME", never="THEIRS CARS"),
    reading("PUTRIGHT DATA|DETAIL MINE|ABOUTME|YOURS|HOLDING", span=10, unless="TIME", never="THEIRS"),
    reading("WISH PUTRIGHT DATA|DETAIL", span=8, unless="TIME", never="THEIRS CARS"),
    reading("CHANGE CONTACTPERSON", span=16),
    reading("MIXED ME|DETAIL", span=7),
    # What is new.
    reading("NEWDETAIL MINE|ME|HAVE|CHANGE", span=7, unless="ASKYOU TIME CARS", never="WAY"),
    reading("NEWCONTACT", unless="ASKYOU TIME CARS WAY ASK"),
    reading("MYDETAIL>NEW", span=5, unless="TIME CARS"),
    reading("NEWHOME", unless="ASKYOU WAY TIME"),
    reading("MOVED DETAIL", span=9, unless="ASKYOU WAY TIME"),
    reading("RIGHTIS IS", span=5, unless="ASKW"),
    reading("LAWCORRECT"),
)


def wants_rectification(low: str) -> bool:
    """A wish that data be put right, or news of what they should be."""
    return holds_any(WORDS.sentences(low), _RECTIFICATION)
