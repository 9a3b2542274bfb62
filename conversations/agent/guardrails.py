"""What holds for every reply, whoever wrote it: disclosure, length and characters, no false promises."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from conversations.agent import wording
from conversations.agent.types import Draft
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
_CLAIMS_ACT = re.compile(
    r"\b(?:jag|vi) har (?:nu |precis |redan )?"
    r"(?:bokat|avbokat|ombokat|flyttat|lagt in|raderat|ändrat|rättat)\b"
    r"|\b(?:din|er) (?:tid|bokning) är (?:nu )?(?:bokad|avbokad|ombokad|flyttad|bekräftad)\b"
    r"|\b(?:är|har blivit)\b[^.!?\n]{0,40}\b(?<!inte )(?:bokad|avbokad|ombokad)\b"
    r"(?=\s*[.!,\n]|\s*$|\s(?:till|hos|för|den|på|kl))"
    r"|\bI(?:'ve| have) (?:now |just )?(?:booked|cancell?ed|rescheduled|moved|deleted|changed)\b"
    r"|\byour (?:appointment|booking|time) (?:is|has been) (?:now )?"
    r"(?:booked|confirmed|cancell?ed|moved|rescheduled)\b",
    re.IGNORECASE,
)


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


def finish(reply: str, *, company_name: str, disclose: str | None, language: str) -> Finished:
    """Put the disclosure first where it is due, and fit the whole into SMS characters and segments.

    Where the disclosure leaves too little room, one segment more is allowed rather than cutting the
    answer's first sentence.
    """
    body = to_sms_text(reply)
    if not body:
        return Finished("", "")
    if disclose is None:
        return Finished(fit(body), "")
    told = to_sms_text(disclosure(company_name, disclose, language))
    if told.lower().startswith("hej"):
        body = re.sub(r"^Hej(?:san)?[!,.]\s+(?=\S)", "", body)
    whole = fit(body, before=told)
    if not whole:
        whole = fit(body, before=told, limit=max(MAX_SEGMENTS, segment_count(told).count) + 1, hard=True)
    return Finished(f"{told} {whole}".strip(), told)


def to_sms_text(text: str) -> str:
    """Plain text in GSM-7 where its language allows it: no Markdown, typographic signs or emoji.

    A text in another script keeps its letters and is sent as UCS-2.
    """
    text = re.sub(r"(\*\*|__)(.+?)\1", r"\2", text)
    text = re.sub(r"\[([^\]]+)\]\((https?://[^)\s]+)\)", r"\1 \2", text)
    text = re.sub(r"^\s{0,3}#{1,6}\s+", "", text, flags=re.MULTILINE)
    text = "".join(_gsm(character) for character in text.translate(_GSM_PUNCTUATION))
    return re.sub(r"[ ]{2,}", " ", re.sub(r" *\n\s*", "\n", text)).strip()


def fit(text: str, *, before: str = "", limit: int = MAX_SEGMENTS, hard: bool | None = None) -> str:
    """As many whole sentences of ``text`` as fit ``limit`` segments after ``before``.

    When not even the first one fits, it is cut between words if ``hard`` (by default: when there is
    nothing before it), else the result is "".
    """

    def fits(candidate: str) -> bool:
        return segment_count(f"{before} {candidate}".strip()).count <= limit

    if fits(text):
        return text
    ends = [match.start() for match in _SENTENCE_END.finditer(text)]
    for end in reversed(ends):
        if fits(text[:end]):
            return text[:end]
    if not (hard if hard is not None else not before):
        return ""
    words = text.split(" ")
    while len(words) > 1 and not fits(f"{' '.join(words)}..."):
        words.pop()
    cut = f"{' '.join(words)}..."
    while not fits(cut) and len(cut) > 3:
        cut = f"{cut[:-4]}..."
    return cut


def claims_act(text: str) -> bool:
    """Whether a reply says that something has been booked, moved or erased."""
    return _CLAIMS_ACT.search(text) is not None


def keep_honest(draft: Draft, acts: bool) -> Draft:
    """Take back a claim to have done something when no tool did it, and let staff answer instead."""
    if acts or not claims_act(draft.reply):
        return draft
    draft.reply = wording.say("no_act", draft.language)
    draft.decision, draft.reason = "handed_over", "cannot_act"
    return draft


def _gsm(character: str) -> str:
    if character in GSM:
        return character
    if unicodedata.category(character) in ("So", "Sk", "Cf", "Cc", "Cs", "Co", "Cn") or character == "\ufe0f":
        return ""
    plain = "".join(part for part in unicodedata.normalize("NFKD", character) if part in GSM)
    return plain or character
