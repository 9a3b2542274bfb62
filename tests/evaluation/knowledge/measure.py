"""How well the search finds the article that answers: hit@1 and hit@3 over our own questions.

The questions are split in two by a hash of their text: one half to build with, one held out, which
is only counted. Each company's questions are asked among that company's articles alone.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
COMPANIES = ("bjorkbacken", "kedjan")
BUILD, HELD_OUT = "build", "held out"
#: No article of the two companies has a first or last day; any day will do.
DAY = datetime.date(2026, 11, 23)


@dataclass(frozen=True)
class Question:
    """What somebody texted, and the titles of the articles any of which answers it."""

    question: str
    language: str
    company: str
    expect: tuple[str, ...]

    @property
    def half(self) -> str:
        digest = hashlib.sha256(self.question.encode()).digest()
        return HELD_OUT if digest[0] % 2 else BUILD


@dataclass
class Score:
    """Of ``asked`` questions, how many had a right article first, and among the first three."""

    asked: int = 0
    first: int = 0
    three: int = 0
    missed: list[tuple[Question, list[str]]] = field(default_factory=list)

    @property
    def hit_1(self) -> float:
        return self.first / self.asked

    @property
    def hit_3(self) -> float:
        return self.three / self.asked


def profile(slug: str) -> dict[str, Any]:
    """The profile of one of the two companies."""
    return dict(json.loads((HERE / f"{slug}.json").read_text(encoding="utf-8")))


def questions() -> Iterator[Question]:
    """All questions, in the order of the file."""
    for line in (HERE / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        yield Question(raw["question"], raw["language"], raw["company"], tuple(raw["expect"]))


def ask(slug: str, scores: dict[str, Score]) -> None:
    """Ask one company's questions, inside that company, and count into ``scores`` by half."""
    from conversations.knowledge import search_articles

    for question in questions():
        if question.company != slug:
            continue
        titles = [hit.title for hit in search_articles(question.question, question.language, 3, today=DAY)]
        score = scores.setdefault(question.half, Score())
        score.asked += 1
        score.first += bool(titles) and titles[0] in question.expect
        score.three += any(title in question.expect for title in titles)
        if not any(title in question.expect for title in titles):
            score.missed.append((question, titles))
