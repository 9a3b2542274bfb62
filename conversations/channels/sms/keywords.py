"""Words that are a request about one's own data, as the whole message (privacy.md "Cases"), and codes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from conversations.words import word_set
from nexus.privacy.requests import RequestKind

_WORDS: dict[str, RequestKind] = {
    "REGISTERUTDRAG": "access",
    "RADERA": "erasure",
    "RADERA MIG": "erasure",
}
#: Six digits, also in groups as people read them out: "123 456", "12 34 56", "1-2-3-4-5-6".
_SIX = re.compile(
    r"(?<!\d)(?:\d{6}|\d{3}[\s-]{1,3}\d{3}|(?:\d{2}[\s-]{1,3}){2}\d{2}|(?:\d[\s-]{1,3}){5}\d)(?!\d)"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_LONGEST_CODE_TEXT = 300
HIDDEN = "••••••"
_CODE_WORDS = word_set(
    """kod koden koderna code codes passcode pin engångskod engångskoden engangskod engangskoden sifferkod sifferkoden
    verifieringskod verifieringskoden säkerhetskod säkerhetskoden sakerhetskod sakerhetskoden"""
)
# What people put around a code and means nothing by itself.
_AROUND = word_set(
    """hej hejsan hallå tja hello hi hey här har är ar e den det detta denna de min mitt mina er ert din ni du jag mig
    fick får fatt fått nyss nu kom ni skickade siffror siffrorna svar svaret och så ja ok okej okay tack snälla vi
    is it its s here this the my your you i got get received sent it was and so yes thanks thank please that number
    numbers digits answer for from från till av i"""
)
_SIGNED = re.compile(
    r"(?i:\b(?:mvh|m\.v\.h|vh|hälsningar|halsningar|hälsar|halsar|regards|cheers)\b)|[/–—-]\s*(?=[A-ZÅÄÖ])"
)
_NEW = re.compile(
    r"\b(?:ny|nytt|nya|igen|om|till|annan|en till|ytterligare|ingen|inget|inte|ej|aldrig|fick|fått|fatt|får|kommit"
    r"|kom|gick ut|gått ut|gatt ut|utgången|utgangen|gammal|för gammal|slut|tappade|försvann|forsvann|raderade|skicka"
    r"|skickar|sms:?a|behöver|behover|vill ha|hjälp|funkar|funka|fungerar|fungera|gäller|galler|låst|last|nekad|fel"
    r"|var|vart|where|when|new|another|again|resend|re-send|send|other|more|fresh|didn'?t|did not|don'?t|not|never"
    r"|no|expired|old|lost|deleted|need|get|work|works|working|invalid|wrong|locked)\b",
    re.IGNORECASE,
)
_LONGEST_ASKING = 160


@dataclass(frozen=True, slots=True)
class CodeText:
    """Six digits that a text gives as a code. ``rest`` is the text without them, where it says more than that."""

    digits: str
    rest: str


def rights_word(body: str) -> RequestKind | None:
    """Which right the whole message asks for; case, spaces and punctuation around it do not matter."""
    text = unicodedata.normalize("NFC", body[:40]).upper()
    return _WORDS.get(" ".join(re.findall(r"\w+", text)))


def code_in(body: str) -> CodeText | None:
    """The six digits that a text gives as a code: alone, among words that mean nothing by themselves, or as
    what the text calls a code ("Hej! Koden är 123 456, när öppnar ni?"); None for any other text.
    """
    if len(body) > _LONGEST_CODE_TEXT:
        return None
    found = list(_SIX.finditer(body))
    if len(found) != 1:
        return None
    place = found[0]
    before, after = body[: place.start()], body[place.end() :]
    said = _SIGNED.split(f"{before} {after}")[0]
    words = _LETTERS.findall(unicodedata.normalize("NFC", said).casefold())
    others = [word for word in words if word not in _AROUND and word not in _CODE_WORDS]
    digits = re.sub(r"\D", "", place.group())
    if not others and not re.search(r"\d", before + after):
        return CodeText(digits, "")
    if any(word in _CODE_WORDS for word in words):
        return CodeText(digits, f"{before}{HIDDEN}{after}")
    return None


def asks_for_code(body: str) -> bool:
    """Whether a text asks for a new one-time code, or says that none came or that it does not work.

    To be asked of who has been sent one lately: of anybody else "en ny kod" may be about a door.
    """
    if len(body) > _LONGEST_ASKING or re.search(r"\d{4,}", body):
        return False
    text = unicodedata.normalize("NFC", body).replace("’", "'")
    words = _LETTERS.findall(text.casefold())
    if not any(word in _CODE_WORDS for word in words):
        return False
    # "Kod?" and "Hej, koden tack" ask for it too: they say nothing else.
    return _NEW.search(text) is not None or all(word in _CODE_WORDS or word in _AROUND for word in words)
