"""What the grammar's rules see: the tokens, the time now, and what has been found so far."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from conversations.agent.when.items import TIMES, Node, Thing, Word
from conversations.agent.when.lexicon import MONTHS, NUMBERS, SHORT_MONTHS
from conversations.agent.when.tokens import Token

Found = tuple[tuple[Thing, ...], int]
_STOPS = frozenset(".?!;\n()")


@dataclass
class View:
    """A text being read from left to right. ``alone`` says that a single number may answer a question."""

    tokens: list[Token]
    now: datetime.datetime
    alone: bool = False
    nodes: list[Node] = field(default_factory=list)

    @property
    def today(self) -> datetime.date:
        return self.now.date()

    def key(self, at: int) -> str:
        """The folded word or sign at ``at``; empty outside the text and for what can be no time."""
        return self.tokens[at].key if 0 <= at < len(self.tokens) else ""

    def kind(self, at: int) -> str:
        return self.tokens[at].kind if 0 <= at < len(self.tokens) else ""

    def glued(self, at: int) -> bool:
        return 0 <= at < len(self.tokens) and self.tokens[at].glued

    def stops(self, at: int) -> bool:
        """Whether a sentence, or the text, ends before ``at``."""
        return not 0 <= at < len(self.tokens) or self.key(at) in _STOPS

    def skip(self, at: int, words: frozenset[str]) -> int:
        """The first place from ``at`` on that holds none of ``words``; a full stop after one is part of it."""
        while self.key(at) in words or (self.key(at) == "." and self.glued(at) and self.key(at - 1) in words):
            at += 1
        return at

    def number(self, at: int) -> int | None:
        """The whole number at ``at``, in digits or as a word."""
        kind, key = self.kind(at), self.key(at)
        if kind == "number":
            return int(key) if key.isdecimal() and len(key) <= 4 else None
        return NUMBERS.get(key) if kind == "word" else None

    def month(self, at: int) -> int | None:
        """The month named at ``at``, also abbreviated."""
        key = self.key(at)
        return MONTHS.get(key) or SHORT_MONTHS.get(key)

    def phrase(self, at: int, *words: str) -> bool:
        """Whether exactly these words stand from ``at`` on."""
        return all(self.key(at + shift) == word for shift, word in enumerate(words))

    def last(self) -> Thing:
        """What was found last."""
        return self.nodes[-1].thing if self.nodes else Word()

    def last_time(self) -> Thing | None:
        """The day, clock time or part of the day right before, past at most one joining word."""
        for node in reversed(self.nodes[-2:]):
            if isinstance(node.thing, TIMES):
                return node.thing
            if isinstance(node.thing, Word):
                return None
        return None
