"""What the system itself says in a chat, and in the text with a chat's code."""

from __future__ import annotations

from typing import Final

_TEXTS: Final[dict[str, dict[str, str]]] = {
    "no_number": {
        "sv": "Vi har inget mobilnummer till dig, så du får inga sms från oss. Du kan fortsätta skriva här.",
        "en": "We have no mobile number for you, so you get no texts from us. You can go on writing here.",
    },
    "opted_out": {
        "sv": "Klart: du får inga fler sms från {name}. Här i chatten kan du fortsätta skriva.",
        "en": "Done: you get no more texts from {name}. You can go on writing here in the chat.",
    },
    "opted_in": {
        "sv": "Klart: du kan få sms från {name} igen.",
        "en": "Done: you can get texts from {name} again.",
    },
    "code": {
        "sv": "Din kod till chatten hos {name} är {code}. Den gäller i 10 minuter. Har du inte bett om den? "
        "Strunta då i det här sms:et.",
        "en": "Your code for the chat with {name} is {code}. It is good for 10 minutes. If you did not ask for "
        "it, ignore this text.",
    },
    "code_sent": {
        "sv": "En ny kod är på väg till ditt nummer.",
        "en": "A new code is on its way to your number.",
    },
    "linked": {
        "sv": "Tack! Ditt nummer är bekräftat. Är du inte kvar i chatten svarar vi med sms.",
        "en": "Thank you! Your number is confirmed. If you leave the chat we will answer by text.",
    },
    "wrong": {"sv": "Koden stämmer inte. Prova igen.", "en": "The code is not right. Try again."},
    "expired": {
        "sv": "Koden gäller inte längre. Be om en ny.",
        "en": "The code is no longer good. Ask for a new one.",
    },
    "spent": {
        "sv": "Det blev för många försök. Be om en ny kod.",
        "en": "That was too many tries. Ask for a new code.",
    },
}


def said(key: str, language: str, **values: str) -> str:
    """The text in ``sv`` or ``en``, filled in."""
    texts = _TEXTS[key]
    return texts.get(language, texts["sv"]).format(**values)
