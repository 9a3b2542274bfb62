"""A reply may claim only what was done: no "bokat" without a booking, no promise that binds the company.

Used on every sentence that streams and on the whole reply. What is found is redone once, then staff
answer (architecture, "conversations/agent").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import datetime, time
from zoneinfo import ZoneInfo

from crm.bookings.models import Booking

_SV_DONE = r"(?:bokat|bokade|lagt in|satt upp|reserverat|noterat dig)"
_BOOKED = re.compile(
    rf"\b(?:jag|vi) (?:har )?(?:nu |precis |redan )*(?:{_SV_DONE})\b(?! inte)"
    r"|\b(?:nu )?är (?:du|ni|tiden|den|det)(?: nu)? (?:in)?bokad[et]?\b"
    r"|\b(?:du|ni|tiden|bokningen|tid|bokning|det|den)\b[^.!?\n]{0,40}\b(?:är|har blivit|blev) (?:nu )?"
    r"(?:in)?(?:bokad|bokat|bekräftad|bekräftat|klar|reserverad)\b"
    r"|\b(?:är|har blivit|blev)\b[^.!?\n]{0,40}\b(?:in)?bokad\b"
    r"(?=\s*[.!,\n]|\s*$|\s(?:till|hos|för|den|på|kl|imorgon))"
    r"|^\s*(?:klart|fixat|ordnat|toppen|perfekt|då så)?[!,. ]*(?:(?:in)?bokat|bokad)\b(?! inte)"
    r"|\b(?:du|ni) har (?:nu )?(?:fått )?(?:en )?tid\b(?! att| för att|en på er)"
    r"|\bvi ses (?:på |imorgon|i morgon|kl|den |då\b)"
    r"|\bI(?:'ve| have)? (?:now |just )?(?:booked|reserved|scheduled)\b(?! nothing)"
    r"|\byou(?:'re| are) (?:all )?(?:booked|set|confirmed|scheduled)\b"
    r"|\b(?:appointment|booking|time|slot)\b[^.!?\n]{0,40}\b(?:is|has been|was) (?:now )?"
    r"(?:booked|confirmed|reserved|scheduled|set)\b"
    r"|\bsee you (?:on|tomorrow|at|then)\b",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"\b(?:jag|vi) (?:har )?(?:nu |precis |redan )*(?:flyttat|ombokat|bokat om|ändrat)\b"
    r"|\b(?:är|har blivit|blev)\b[^.!?\n]{0,40}\b(?:flyttad|ombokad|ändrad)\b"
    r"|^\s*(?:klart|fixat|ordnat)?[!,. ]*(?:flyttat|flyttad|ombokat|ombokad)\b"
    r"|\bI(?:'ve| have)? (?:now |just )?(?:moved|rescheduled|changed)\b"
    r"|\b(?:is|has been|was) (?:now )?(?:moved|rescheduled)\b",
    re.IGNORECASE,
)
_CANCELLED = re.compile(
    r"\b(?:jag|vi) (?:har )?(?:nu |precis |redan )*(?:avbokat|tagit bort|strukit|ställt in)\b"
    r"|\b(?:är|har blivit|blev)\b[^.!?\n]{0,40}\b(?:avbokad|avbokat|borttagen|inställd|struken)\b"
    r"|^\s*(?:klart|fixat|ordnat)?[!,. ]*(?:avbokat|avbokad)\b"
    r"|\bI(?:'ve| have)? (?:now |just )?cancell?ed\b"
    r"|\b(?:is|has been|was) (?:now )?cancell?ed\b",
    re.IGNORECASE,
)
_ERASED = re.compile(
    r"\b(?:jag|vi) (?:har )?(?:nu |precis |redan )*(?:raderat|rättat|glömt dig)\b"
    r"|\b(?:är|har blivit|blev)\b[^.!?\n]{0,40}\b(?:raderade?|rättade?)\b"
    r"|\bI(?:'ve| have)? (?:now |just )?(?:deleted|erased|corrected)\b"
    r"|\b(?:is|has been|have been|are|was|were) (?:now )?(?:deleted|erased|corrected)\b",
    re.IGNORECASE,
)
_CLAIMS = (("cancelled", _CANCELLED), ("moved", _MOVED), ("erased", _ERASED), ("booked", _BOOKED))
_NOT = re.compile(
    r"\b(?:inte|ingen|inget|ännu|kan bli|skulle|om (?:du|ni|tiden)|vill du|ska jag|not|no longer|cannot|can't"
    r"|couldn't|if|would|shall I|should I|do you want|once|så snart|när (?:du|tiden))\b|\?",
    re.IGNORECASE,
)
# Promises with legal or economic effect are the company's to make (GDPR art. 22 and plain prudence).
_BINDING = re.compile(
    r"\b(?:vi|jag) (?:ska |kommer att |kan )?(?:återbetala|betala tillbaka|ersätta|kompensera|garantera"
    r"|godkänna|erkänna)r?\b"
    r"|\bdu (?:får|kommer att få|har rätt till) (?:pengarna|ersättning|skadestånd|full återbetalning"
    r"|kompensation|rabatt)\b"
    r"|\b(?:we|I)(?:'ll| will| can| shall)? (?:refund|reimburse|compensate|guarantee)\b"
    r"|\byou (?:are entitled|will (?:get|receive) (?:a refund|your money|compensation))\b"
    r"|\b(?:we|I) (?:accept|admit) (?:liability|responsibility|fault)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?<![\d.])([01]?\d|2[0-3])[.:]([0-5]\d)(?!\d|\.\d)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


def claims(sentence: str) -> str:
    """What a sentence says was done: ``booked``, ``moved``, ``cancelled``, ``erased`` or ""."""
    if _NOT.search(sentence):
        return ""
    return next((kind for kind, pattern in _CLAIMS if pattern.search(sentence)), "")


def false_claim(text: str, *, acts: Collection[str], bookings: Iterable[Booking], zone: ZoneInfo) -> str:
    """What ``text`` claims without ground: a kind of :func:`claims`, ``wrong_time``, or "".

    ``bookings`` are those that stand: made in this turn or before. A booking may be told of without an
    act when it stands; a clock time beside the claim must be one of theirs.
    """
    standing = list(bookings)
    for sentence in _SENTENCE.split(text):
        claimed = claims(sentence)
        if not claimed:
            continue
        if claimed not in acts and not (claimed == "booked" and (standing or "moved" in acts)):
            return claimed
        if claimed in ("booked", "moved") and not _times_fit(sentence, standing, zone):
            return "wrong_time"
        if claimed == "booked" and not ({"booked", "moved"} & set(acts)) and not _CLOCK.search(sentence):
            return claimed
    return ""


def binds(text: str) -> bool:
    """Whether a reply promises money, guilt or a guarantee on the company's behalf."""
    return any(_BINDING.search(sentence) and not _NOT.search(sentence) for sentence in _SENTENCE.split(text))


def _times_fit(sentence: str, standing: list[Booking], zone: ZoneInfo) -> bool:
    said = {time(int(hour), int(minute)) for hour, minute in _CLOCK.findall(sentence)}
    if not said or not standing:
        return True
    return bool(said & {_wall(booking.start, zone) for booking in standing})


def _wall(moment: datetime, zone: ZoneInfo) -> time:
    return moment.astimezone(zone).time().replace(second=0, microsecond=0)
