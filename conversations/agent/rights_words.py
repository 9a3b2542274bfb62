"""What a customer is told when a case has been opened for them. Never what is stored about them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from nexus.privacy.requests import OpenedRequest

_ZONE = ZoneInfo("Europe/Stockholm")  # the legal clock's, whatever zone the company works in
_MONTHS = {
    "sv": [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_WISHES = {
    "access": {
        "sv": "Du vill veta vad vi har sparat om dig.",
        "en": "You want to know what we hold about you.",
    },
    "portability": {"sv": "Du vill få ut dina uppgifter.", "en": "You want your data to take with you."},
    "erasure": {"sv": "Du vill att vi raderar dina uppgifter.", "en": "You want us to erase your data."},
    "rectification": {
        "sv": "Du vill att vi rättar en uppgift om dig.",
        "en": "You want us to correct your details.",
    },
    "restriction": {
        "sv": "Du vill att vi begränsar hur vi använder dina uppgifter.",
        "en": "You want us to restrict how we use your data.",
    },
    "objection": {
        "sv": "Du invänder mot hur vi använder dina uppgifter.",
        "en": "You object to our use of your data.",
    },
}
_OPENED = {
    "sv": "Det är ärende {number} hos oss, och du får svar senast {due}.",
    "en": "It is case {number} with us, and you will be answered by {due} at the latest.",
}
_CODE = {
    "sv": "Strax får du en kod. Svara med den här, så vet vi att det är du.",
    "en": "You will get a code in a moment. Reply with it here, so that we know it is you.",
}
_NO_CODE = {
    "sv": "En kollega hör av sig för att försäkra sig om att det är du.",
    "en": "A colleague will be in touch to make sure that it is you.",
}

_KNOWN = {
    "sv": "Vi vet att det är du, så du behöver inte göra något mer.",
    "en": "We know that it is you, so there is nothing more that you need to do.",
}
_TAKEN_OVER = {
    "sv": "En kollega tar över här.",
    "en": "A colleague takes over here.",
}


def opened_text(kind: str, opened: OpenedRequest, language: str) -> str:
    """The confirmation in words, ``language`` being ``sv`` or ``en``.

    A fixed text about the person's own case, which no AI has a part in: it goes out also to who has objected
    to automated answers or whose data is restricted.
    """
    day = opened.due_at.astimezone(_ZONE)
    due = f"{day.day} {_MONTHS[language][day.month - 1]}"
    return " ".join(
        (
            _WISHES[kind][language],
            _OPENED[language].format(number=opened.number, due=due),
            _next(kind, opened)[language],
        )
    )


def _next(kind: str, opened: OpenedRequest) -> dict[str, str]:
    if kind == "objection":
        # The channel shows who it is, and a human goes on.
        return _TAKEN_OVER
    if opened.known:
        return _KNOWN
    return _CODE if opened.code_coming else _NO_CODE
