"""Which article answers a question: the whole of it, the part that asks, or what stands beside a price."""

from __future__ import annotations

import re

from conversations.agent.reading.inquiries import PRICE
from conversations.agent.reading.normal import normal
from conversations.agent.reading.services import named_services
from conversations.agent.tools.toolbox import Toolbox
from conversations.knowledge import Hit, topical_words

# Below this share of the question's weight an article is about something else.
GOOD_RANK = 0.45
FAR_RANK = 0.6
# A part of a text by itself must fit better.
CLAUSE_RANK = 0.55
_MOST_CLAUSES, _MOST_BESIDE = 3, 4
# "Är 15", "15 år", "is only 15", "I'm 15"; no amount and no clock time.
_AGE = re.compile(
    r"\b(?:är|e|fyllt|fyller|is|am|i'?m|turn(?:s|ing|ed)?)\s+(?:(?:bara|snart|only"
    r"|just)\s+)?\d{1,2}\b(?!\s*(?:st|min|tim|kr|%))"
    r"|\b\d{1,2}[\s-]?(?:år|åring\w*|årig\w*|years?|yo)\b",
    re.IGNORECASE,
)
_ALLOWED = re.compile(r"\b(?:får|kan|går|måste|behöver|can|may|could|allowed|must|ok|okej)\b", re.IGNORECASE)
_YEARS = re.compile(
    r"\b(?:år|years?|age|must be|under|over) ?\b.*\d|\d+ (?:år|years?)", re.IGNORECASE | re.DOTALL
)
# Words that ask for the address and for nothing beside it.
_ADDRESS = re.compile(
    r"^(?:adress|address|ligger|hitta|gata|gatu|find|located|where|vägbeskr|karta|direction|exakt|salong"
    r"|butik|klinik|verkstad)"
)
_STEM = 5
_CLAUSES = re.compile(r"[,;.!?\n]+\s*|\s+(?:men|eftersom|because|but)\s+", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:hur|vad|va|var|vart|när|vilk\w+|vem|får|kan|går|finns|måste|behöver|ska|ska(?:ll)?|tar|har ni"
    r"|är (?:det|ni)|gör|undrar"
    r"|how|what|where|when|which|who|can|could|may|do|does|is|are|will|would)\b",
    re.IGNORECASE,
)


def beside(tools: Toolbox, language: str, question: str) -> Hit | None:
    """The article on what is asked beside a service ("kostar balkongen extra vid flyttstäd"), if one has it."""
    words = [
        word for word in topical_words(question) if not PRICE.search(normal(word)) and not word.isdigit()
    ]
    rest = [word for word in words if not named_services(word, tools.services()).services]
    if not rest or len(rest) == len(words) or len(words) > _MOST_BESIDE:
        return None
    hit = best(tools.search_knowledge(question, language), FAR_RANK)
    if hit is None or hit.language != language:
        return None
    told = hit.snippet.lower()
    return hit if all(word[:_STEM] in told for word in rest) and any(map(str.isdigit, told)) else None


def says_of(hit: Hit, question: str) -> bool:
    """Whether the article tells of what is asked beside the address: a bus, an entrance, a place near by."""
    asked = [word for word in topical_words(question) if not _ADDRESS.search(word)]
    return any(word[:_STEM] in hit.snippet.lower() for word in asked if len(word) >= _STEM - 1)


def of_clauses(tools: Toolbox, language: str, question: str, least: float) -> Hit | None:
    """The article for the part of a text that asks; for what is told before it where that says what it is about."""
    clauses = [part for part in _CLAUSES.split(question) if topical_words(part)]
    if len([part for part in _CLAUSES.split(question) if part.strip()]) < 2:
        return None
    asking = [part for part in clauses if _ASKS.search(part)]
    found: Hit | None = None
    # "…, vem betalar då?" says little: what it is about was told before.
    if sum(len(topical_words(part)) for part in asking) <= 1:
        asking = clauses
    for part in asking[:_MOST_CLAUSES]:
        own = [hit for hit in tools.search_knowledge(part, language) if hit.language == language]
        hit = best(own, max(least, CLAUSE_RANK))
        if hit is not None and (found is None or hit.rank > found.rank):
            found = hit
    return found


def age_limit(tools: Toolbox, language: str, question: str) -> Hit | None:
    """Of "min dotter är 15, får hon …": the article that has the age limit, if any has one for this."""
    if not (_AGE.search(question) and _ALLOWED.search(question)):
        return None
    about = "age limit" if language == "en" else "åldersgräns"
    hit = best(tools.search_knowledge(f"{about} {_AGE.sub(' ', question)}", language))
    return hit if hit and _YEARS.search(hit.snippet) else None


def best(hits: list[Hit], least: float = GOOD_RANK) -> Hit | None:
    return hits[0] if hits and hits[0].rank >= least and hits[0].snippet else None
