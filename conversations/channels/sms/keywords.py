"""Words that are a request about one's own data, as the whole message (privacy.md "Cases"), and codes."""

from __future__ import annotations

import re
import unicodedata

from nexus.privacy.requests import RequestKind

_WORDS: dict[str, RequestKind] = {
    "REGISTERUTDRAG": "access",
    "RADERA": "erasure",
    "RADERA MIG": "erasure",
}
#: Six digits alone, also in groups, with a word before them at most: "123 456", "Koden är 123456."
_CODE = re.compile(
    r"\W*(?:(?:min|my|the|din)\s+)?(?:(?:kod|koden|code)\s*(?:är|ar|is)?\s*)?\W*((?:\d[\s-]*){6})\W*",
    re.IGNORECASE,
)
_LONGEST_CODE_TEXT = 40


def rights_word(body: str) -> RequestKind | None:
    """Which right the whole message asks for; case, spaces and punctuation around it do not matter."""
    text = unicodedata.normalize("NFC", body[:40]).upper()
    return _WORDS.get(" ".join(re.findall(r"\w+", text)))


def code_in(body: str) -> str:
    """The six digits that a text consists of, or ""."""
    if len(body) > _LONGEST_CODE_TEXT:
        return ""
    found = _CODE.fullmatch(body)
    return re.sub(r"\D", "", found.group(1)) if found else ""
