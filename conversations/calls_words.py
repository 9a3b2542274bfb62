"""Every fixed word about calls that a caller hears or reads, Swedish and English, and the check of a company's own.

What is said aloud is short: the caller pays, and wants a person.
"""

from __future__ import annotations

import re
from typing import Final

from conversations.agent.guardrails import to_sms_text
from conversations.channels.sms.segments import segment_count
from conversations.models import CallSettings

MOST_SEGMENTS: Final = 2
#: Where the company's name goes in a wording.
PLACE: Final = "{company}"
#: One SMS (160 characters of GSM-7) with a name of up to 25 letters.
TEXT: Final = {
    "sv": (
        "Hej! Vi missade ditt samtal till {company}. Svara på det här sms:et så hjälper vi dig."
        " Skriv MÄNNISKA om du vill ha hjälp av personalen."
    ),
    "en": (
        "Hi! We missed your call to {company}. Reply to this text and we will help you."
        " Write HUMAN if you would rather have help from our staff."
    ),
}
#: Said to the caller. ``_text`` where a text follows.
SPOKEN: Final = {
    "closed": {
        "sv": "Hej! Du har kommit till {company}. Vi har stängt just nu.",
        "en": "Hello! You have reached {company}. We are closed at the moment.",
    },
    "no_answer": {
        "sv": "Tyvärr kan vi inte svara just nu.",
        "en": "Sorry, we cannot answer right now.",
    },
    "away": {
        "sv": "Hej! Tyvärr kan vi inte ta emot ditt samtal just nu. Försök gärna igen om en liten stund.",
        "en": "Hello! Sorry, we cannot take your call right now. Please try again in a little while.",
    },
    "text_follows": {
        "sv": "Du får strax ett sms från oss, så kan du skriva till oss i stället.",
        "en": "You will get a text from us in a moment, so that you can write to us instead.",
    },
    "later": {"sv": "Försök gärna igen senare.", "en": "Please try again later."},
    "press_1": {
        "sv": "Samtal till {company}. Tryck ett för att svara.",
        "en": "A call to {company}. Press one to answer.",
    },
}
# What makes a text advertising, in both languages: it must stay service (privacy.md "Sweden and the EU").
_PROMOTION: Final = re.compile(
    r"erbjud|rabatt|kampanj|\brea\b|prissänk|\bspara\b|nyhetsbrev|köp nu|%|discount|\boffers?\b|\bsale\b|"
    r"\bdeals?\b|newsletter|buy now|coupon|voucher|kupong",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"https?:|www\.|\b\w+\.(?:se|com|nu|net|org|io|eu)\b", re.IGNORECASE)


def text_of(company: str, settings: CallSettings, language: str) -> str:
    """The text after a missed call: the company's own wording, else ours."""
    own = settings.wording_en if language == "en" else settings.wording_sv
    return with_company(own or TEXT[language], company)


def with_company(wording: str, company: str) -> str:
    """A wording as it is sent: the name in its place, in GSM-7 where its language allows it."""
    return to_sms_text(wording.replace(PLACE, company))


def wording_refused(wording: str, company: str) -> str:
    """Why a company's own wording cannot be used, as a code; "" when it can.

    ``nameless``: it must say whose text it is. ``promotion``: it advertises, or leads to a page that may.
    ``long``: it takes more than :data:`MOST_SEGMENTS` segments. ``brackets``: a place that nothing fills.
    """
    text = with_company(wording, company)
    if company.casefold() not in text.casefold():
        return "nameless"
    if "{" in text or "}" in text:
        return "brackets"
    plain = text.replace(company, "")
    if _PROMOTION.search(plain) or _ADDRESS.search(plain):
        return "promotion"
    return "long" if segment_count(text).count > MOST_SEGMENTS else ""


def spoken(company: str, language: str, *codes: str) -> str:
    """The sentences of these codes, one after the other."""
    return " ".join(SPOKEN[code][language].replace(PLACE, company) for code in codes)
