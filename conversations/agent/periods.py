"""When the company is closed for a part of the day or of the year, as its articles tell it."""

from __future__ import annotations

import re

from conversations.agent.tools.toolbox import Toolbox
from conversations.knowledge import Hit

# What is asked of, and the words under which articles have it.
_PERIODS = (
    (re.compile(r"lunch", re.IGNORECASE), "lunch", "lunch", re.compile(r"lunch")),
    (
        re.compile(
            r"sommar|semester|\bi juli\b|\bi augusti\b|\bvecka \d|\bv\.? ?\d{1,2}\b|summer|vacation|\bin july\b",
            re.IGNORECASE,
        ),
        "semester sommar",
        "summer vacation",
        re.compile(r"semester|sommar|vecka \d|\bjuli\b|summer|vacation|july"),
    ),
)
_CLOSED = re.compile(r"stäng|uppehåll|öppet|öppettid|ledigt|closed|open")


def closed_period(question: str, tools: Toolbox, language: str) -> Hit | None:
    """The article on lunch, the summer or a week of it, where the question is about one; ``None`` without."""
    for asked, swedish, english, told in _PERIODS:
        if not asked.search(question):
            continue
        about = f"{english} closed" if language == "en" else f"{swedish} stängt"
        for hit in tools.search_knowledge(about, language):
            text = f"{hit.title} {hit.body}".lower()
            if told.search(text) and _CLOSED.search(text):
                return hit
    return None
