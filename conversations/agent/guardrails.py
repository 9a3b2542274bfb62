"""What holds for every reply, whoever wrote it: disclosure, length and characters, no false promises."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from conversations.agent import wording
from conversations.channels.sms.segments import GSM, segment_count

MAX_SEGMENTS = 2
_GSM_PUNCTUATION = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "‚": "'",
        "´": "'",
        "`": "'",
        "–": "-",
        "—": "-",
        "‒": "-",
        "‑": "-",
        "‐": "-",
        "−": "-",
        "…": "...",
        "•": "-",
        "·": "-",
        "×": "x",
        "½": "1/2",
        "¼": "1/4",
        "\t": " ",
        "\u00a0": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\u200b": "",
        "\ufeff": "",
        "\u00ad": "",
    }
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=\S)|\n+")
_AI_SAID = re.compile(r"\bAI\b|\bAI-|artificiell intelligens|artificial intelligence", re.IGNORECASE)
_HUMAN_SAID = re.compile(r"\bMÄNNISKA\b|\bHUMAN\b")


@dataclass(frozen=True)
class Finished:
    """A reply ready to send, and the disclosure in it as sent ("" when there is none)."""

    text: str
    disclosure: str


def disclosure(company_name: str, own_wording: str, language: str) -> str:
    """The sentence that says that an AI answers and how to reach a human (AI Act art. 50).

    The company may word it, but what its wording leaves out is added.
    """
    text = own_wording.strip()
    if not text:
        return wording.say("disclosure", language, name=company_name)
    if not _AI_SAID.search(text):
        text = f"{text} {wording.say('disclosure_ai', language)}"
    if not _HUMAN_SAID.search(text):
        text = f"{text} {wording.say('disclosure_human', language)}"
    return text


def opening(company_name: str, own_wording: str, language: str, *, asked_for_human: bool = False) -> str:
    """The disclosure as it is sent. Whoever just asked for a human is not told how to ask for one."""
    told = disclosure(company_name, own_wording, language)
    if asked_for_human:
        kept = [part for part in _SENTENCE_END.split(told) if not _HUMAN_SAID.search(part)]
        told = " ".join(kept) if _AI_SAID.search(" ".join(kept)) else told
    return to_sms_text(told)


def finish(
    reply: str,
    *,
    company_name: str,
    disclose: str | None,
    language: str,
    tail: str = "",
    asked_for_human: bool = False,
    channel: str = "sms",
) -> Finished:
    """Put the disclosure first where it is due, and fit the whole into SMS characters and segments; in another
    channel than ``sms`` characters and length are free.

    ``tail``, such as a link, is never cut. Where disclosure and tail leave too little room, segments
    are added rather than cutting the answer's first sentence.
    """
    body = to_sms_text(reply) if channel == "sms" else to_plain_text(reply)
    if not body:
        return Finished("", "")
    told = ""
    if disclose is not None:
        told = opening(company_name, disclose, language, asked_for_human=asked_for_human)
        if told.lower().startswith("hej"):
            body = re.sub(r"^Hej(?:san)?[!,.]\s+(?=\S)", "", body)
    if channel != "sms":
        return Finished(" ".join(part for part in (told, body, tail) if part), told)
    whole = fit(body, before=told, after=tail, hard=not told and not tail)
    if not whole:
        room = segment_count(f"{told} {tail}".strip()).count
        whole = fit(body, before=told, after=tail, limit=max(MAX_SEGMENTS, room) + 1, hard=True)
    return Finished(" ".join(part for part in (told, whole, tail) if part), told)


def to_sms_text(text: str) -> str:
    """Plain text in GSM-7 where its language allows it: no Markdown, typographic signs or emoji.

    A text in another script keeps its letters and is sent as UCS-2.
    """
    text = "".join(_gsm(character) for character in to_plain_text(text).translate(_GSM_PUNCTUATION))
    return re.sub(r"[ ]{2,}", " ", re.sub(r" *\n\s*", "\n", text)).strip()


def to_plain_text(text: str) -> str:
    """The text without Markdown's marks, as a chat shows it."""
    text = re.sub(r"(\*\*|__)(.+?)\1", r"\2", text)
    text = re.sub(r"\[([^\]]+)\]\((https?://[^)\s]+)\)", r"\1 \2", text)
    return re.sub(r"^\s{0,3}#{1,6}\s+", "", text, flags=re.MULTILINE).strip()


def fit(text: str, *, before: str = "", after: str = "", limit: int = MAX_SEGMENTS, hard: bool = True) -> str:
    """As many whole sentences of ``text`` as fit ``limit`` segments between ``before`` and ``after``.

    When not even the first one fits, it is cut between words if ``hard``, else the result is "".
    """

    def fits(candidate: str) -> bool:
        return segment_count(f"{before} {candidate} {after}".strip()).count <= limit

    if fits(text):
        return text
    ends = [match.start() for match in _SENTENCE_END.finditer(text)]
    for end in reversed(ends):
        if fits(text[:end]):
            return text[:end]
    if not hard:
        return ""
    words = text.split(" ")
    while len(words) > 1 and not fits(f"{' '.join(words)}..."):
        words.pop()
    cut = f"{' '.join(words)}..."
    while not fits(cut) and len(cut) > 3:
        cut = f"{cut[:-4]}..."
    return cut


def _gsm(character: str) -> str:
    if character in GSM:
        return character
    if unicodedata.category(character) in ("So", "Sk", "Cf", "Cc", "Cs", "Co", "Cn") or character == "\ufe0f":
        return ""
    plain = "".join(part for part in unicodedata.normalize("NFKD", character) if part in GSM)
    return plain or character
