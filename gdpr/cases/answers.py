"""What a person is told about their own case, in their language.

Nothing here says what is stored about them: that goes into a package, never into a text.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Final

from conversations.agent.guardrails import to_sms_text
from conversations.channels.sms.segments import segment_count
from conversations.services.rights import rights_text_queue
from crm.bookings.selectors import company_here
from gdpr.clock import ZONE
from gdpr.models import Case

Texts = dict[str, str]
_MONTHS: dict[str, str] = {
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "en": "January February March April May June July August September October November December",
}
_KINDS: dict[str, Texts] = {
    "access": {"sv": "registerutdrag", "en": "a copy of your data"},
    "rectification": {"sv": "rättelse", "en": "correction"},
    "erasure": {"sv": "radering", "en": "erasure"},
    "restriction": {"sv": "begränsning", "en": "restriction"},
    "portability": {"sv": "att få ut dina uppgifter", "en": "your data to take with you"},
    "objection": {"sv": "invändning", "en": "objection"},
}
_WORD: Texts = {"sv": "ärende {number}", "en": "case {number}"}
_AND: Texts = {"sv": "och", "en": "and"}
#: The provider's price of a text, and what a phone shows as one.
SEGMENTS: Final = 2
_CODES: dict[str, Texts] = {
    "several": {
        "sv": "{company}: din kod är {digits}. Svara med den här inom 10 minuter, så vet vi att det är du som "
        "har bett om {cases}. Lämna aldrig koden till någon som ringer dig.",
        "en": "{company}: your code is {digits}. Reply with it here within 10 minutes, so that we know it was "
        "you who asked for {cases}. Never give the code to anyone who calls you.",
    },
    "verify": {
        "sv": "{company}: din kod är {digits}. Svara med den här inom 10 minuter, så vet vi att det är du som "
        "har bett om {kind} (ärende {number}). Lämna aldrig koden till någon som ringer dig.",
        "en": "{company}: your code is {digits}. Reply with it here within 10 minutes, so that we know it was "
        "you who asked for {kind} (case {number}). Never give the code to anyone who calls you.",
    },
    "package": {
        "sv": "{company}: din kod till dina uppgifter är {digits}. Den gäller i 10 minuter.",
        "en": "{company}: your code to your data is {digits}. It is good for 10 minutes.",
    },
}
_TAKEN: dict[str, Texts] = {
    "verified": {
        "sv": "Tack, koden stämmer. Ärende {number} om {kind} är hos oss, och du får svar senast {due}.",
        "en": "Thank you, the code is right. Case {number}, {kind}, is with us; you will be answered by "
        "{due} at the latest.",
    },
    "several": {
        "sv": "Tack, koden stämmer. Det gäller {cases}.",
        "en": "Thank you, the code is right. It counts for {cases}.",
    },
    "several_second_check": {
        "sv": "En kollega hör också av sig för att försäkra sig om att det är du ({cases}).",
        "en": "A colleague will also be in touch to make sure that it is you ({cases}).",
    },
    "second_check": {
        "sv": "Tack, koden stämmer. Vi behöver också försäkra oss om att det är du, så en kollega hör av sig. "
        "Du får svar om ärende {number} senast {due}.",
        "en": "Thank you, the code is right. We also need to make sure that it is you, so a colleague will be "
        "in touch. You will be answered about case {number} by {due} at the latest.",
    },
    "wrong": {
        "sv": "Koden stämmer inte. Du har {left} försök kvar.",
        "en": "That is not the right code. Tries left: {left}.",
    },
    "expired": {
        "sv": "Koden gäller inte längre. Skriv NY KOD, så får du en ny.",
        "en": "The code is no longer good. Write NEW CODE to get another.",
    },
    "spent": {
        "sv": "Koden stämmer inte, och det går inte att försöka fler gånger med den. Skriv NY KOD, så får du "
        "en ny.",
        "en": "That is not the right code, and it cannot be tried again. Write NEW CODE to get another.",
    },
    "too_many_codes": {
        "sv": "Du har fått så många koder som vi kan skicka just nu. Försök igen om en timme, eller vänta: en "
        "kollega ser ärende {number} och kan hjälpa dig på annat sätt.",
        "en": "You have been sent as many codes as we can send for now. Try again in an hour, or wait: a "
        "colleague sees case {number} and can help you in another way.",
    },
}
_EXTENDED: Texts = {
    "sv": "Vi behöver mer tid för ditt ärende {number} om {kind}. Skäl: {reason} Du får svar senast {due}. Du "
    "kan klaga hos Integritetsskyddsmyndigheten (imy.se) eller gå till domstol.",
    "en": "We need more time for your case {number}, {kind}. Reason: {reason} You will be answered by {due} at "
    "the latest. You may complain to the Swedish Authority for Privacy Protection (imy.se) or go to court.",
}
_REFUSED: Texts = {
    "sv": "Vi har avslagit ditt ärende {number} om {kind}. {ground} {note}Du kan klaga hos "
    "Integritetsskyddsmyndigheten (imy.se) och få saken prövad i domstol.",
    "en": "We have refused your case {number}, {kind}. {ground} {note}You may complain to the Swedish "
    "Authority for Privacy Protection (imy.se) and have the matter tried in court.",
}
_GROUNDS: dict[str, Texts] = {
    "unidentified": {
        "sv": "Skäl: vi har inte kunnat fastställa att det är du (artikel 12.2 och 12.6 i GDPR).",
        "en": "Reason: we could not establish that it is you (GDPR articles 12(2) and 12(6)).",
    },
    "unfounded": {
        "sv": "Skäl: begäran är uppenbart ogrundad (artikel 12.5 i GDPR).",
        "en": "Reason: the request is manifestly unfounded (GDPR article 12(5)).",
    },
    "excessive": {
        "sv": "Skäl: begäran är orimlig, särskilt för att den upprepas (artikel 12.5 i GDPR).",
        "en": "Reason: the request is excessive, in particular repeated (GDPR article 12(5)).",
    },
    "others_rights": {
        "sv": "Skäl: det skulle skada andras rättigheter (artikel 15.4 och 20.4 i GDPR).",
        "en": "Reason: it would harm the rights of others (GDPR articles 15(4) and 20(4)).",
    },
    "legal_obligation": {
        "sv": "Skäl: lagen kräver att vi behåller uppgifterna (artikel 17.3 b i GDPR).",
        "en": "Reason: the law requires us to keep the data (GDPR article 17(3)(b)).",
    },
    "legal_claims": {
        "sv": "Skäl: uppgifterna behövs för rättsliga anspråk (artikel 17.3 e i GDPR).",
        "en": "Reason: the data is needed for legal claims (GDPR article 17(3)(e)).",
    },
    "compelling": {
        "sv": "Skäl: vi har tvingande berättigade skäl som väger tyngre (artikel 21.1 i GDPR).",
        "en": "Reason: we have compelling legitimate grounds that weigh more (GDPR article 21(1)).",
    },
    "accurate": {
        "sv": "Skäl: uppgifterna är riktiga (artikel 16 i GDPR).",
        "en": "Reason: the data is accurate (GDPR article 16).",
    },
}
_DONE: dict[str, Texts] = {
    "rectification": {
        "sv": "Klart: vi har rättat uppgifterna (ärende {number}).",
        "en": "Done: we have corrected the data (case {number}).",
    },
    "restriction": {
        "sv": "Klart: dina uppgifter är begränsade (ärende {number}). Vi bara lagrar dem, och du får inga "
        "automatiska sms från oss. Vi säger till innan begränsningen upphör.",
        "en": "Done: your data is restricted (case {number}). We only store it, and you get no automated texts "
        "from us. We will tell you before the restriction ends.",
    },
    "objection": {
        "sv": "Klart: du får inga automatiska svar från oss (ärende {number}). Det du skriver läser en kollega.",
        "en": "Done: you get no automated answers from us (case {number}). A colleague reads what you write.",
    },
}


def person_tell(*, case: Case, text: str, asked_now: bool = False) -> bool:
    """Text the person about their case. False when that cannot be, and the company must tell them itself.

    One who wants no texts gets none unless ``asked_now``. Who asked in a chat is told there. Call inside a
    transaction.
    """
    if case.contact is None:
        return False
    return rights_text_queue(
        contact=case.contact,
        text=to_sms_text(text),
        asked_now=asked_now,
        in_chat=case.channel == Case.Channel.WEBCHAT,
    )


def language_of(case: Case) -> str:
    """The person's language, ``sv`` or ``en``."""
    return "en" if case.contact is not None and case.contact.language == "en" else "sv"


def code_text(case: Case, *, digits: str) -> str:
    """The text with the code to a package. For the provider alone: it may be written down nowhere."""
    return to_sms_text(_said(_CODES["package"], case, company=company_here().name, digits=digits))


def verify_text(cases: Sequence[Case], *, digits: str) -> tuple[str, list[Case]]:
    """The text with the code that verifies ``cases``, and those that it names: as many as fit into two
    segments, and always the first. For the provider alone, as :func:`code_text`."""
    first, company = cases[0], company_here().name
    for count in range(len(cases), 1, -1):
        named = _listed([_named(case) for case in cases[:count]], language_of(first))
        text = to_sms_text(_said(_CODES["several"], first, company=company, digits=digits, cases=named))
        if segment_count(text).count <= SEGMENTS:
            return text, list(cases[:count])
    return to_sms_text(_said(_CODES["verify"], first, company=company, digits=digits)), [first]


def verified_text(cases: Sequence[Case], *, checked_again: Sequence[Case]) -> str:
    """The answer to the right code: every case that it verified. ``checked_again`` are those of them that
    staff must look at too."""
    first = cases[0]
    if len(cases) == 1:
        return taken_text(first, "second_check" if checked_again else "verified")
    language = language_of(first)
    until = {"sv": "svar senast {due}", "en": "answered by {due}"}[language]
    each = [f"{_named(case)[:-1]}, {until.format(due=day_text(case.due_at, language))})" for case in cases]
    text = _said(_TAKEN["several"], first, cases=_listed(each, language))
    if checked_again:
        numbers = _listed([_WORD[language].format(number=case.number) for case in checked_again], language)
        text = f"{text} {_said(_TAKEN['several_second_check'], first, cases=numbers)}"
    return to_sms_text(text)


def taken_text(case: Case, outcome: str, *, left: str = "") -> str:
    """The answer to a code: ``verified``, ``second_check``, ``wrong``, ``expired`` or ``spent``; and to who
    asks for one more than there may be: ``too_many_codes``."""
    return _said(_TAKEN[outcome], case, left=left)


def extension_text(case: Case) -> str:
    """What the person is told of an extension, and of where to complain."""
    return _said(_EXTENDED, case, reason=_sentence(str(case.extension_reason)))


def refusal_text(case: Case) -> str:
    """What the person is told of a refusal: the ground, and complaint and court (GDPR art. 12(4))."""
    note = _sentence(str(case.refusal_note or ""))
    ground = _GROUNDS[case.refusal_ground][language_of(case)]
    return _said(_REFUSED, case, ground=ground, note=f"{note} " if note else "")


def done_text(case: Case) -> str:
    """What the person is told when it has been carried out at once."""
    return _said(_DONE[case.kind], case)


def day_text(moment: datetime.datetime, language: str) -> str:
    """A day as people write it: ``23 december``, ``23 December``."""
    day = moment.astimezone(ZONE).date()
    return f"{day.day} {_MONTHS[language].split()[day.month - 1]}"


def _said(texts: Texts, case: Case, **values: str) -> str:
    language = language_of(case)
    return texts[language].format(
        number=case.number,
        kind=_KINDS[case.kind][language],
        due=day_text(case.due_at, language),
        **values,
    )


def _named(case: Case) -> str:
    """``registerutdrag (ärende 12)``."""
    language = language_of(case)
    return f"{_KINDS[case.kind][language]} ({_WORD[language].format(number=case.number)})"


def _listed(words: Sequence[str], language: str) -> str:
    return (
        " ".join(filter(None, (", ".join(words[:-1]), _AND[language], words[-1]))) if words[1:] else words[0]
    )


def _sentence(words: str) -> str:
    words = " ".join(words.split())
    return words if not words or words[-1] in ".!?" else f"{words}."
