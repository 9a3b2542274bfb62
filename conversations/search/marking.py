"""A text in pieces, marked and unmarked, for templates that escape each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from conversations.search.query import Span

#: Characters of a snippet, and of them how many before the first hit.
SNIPPET, BEFORE = 140, 40
_GAP: Final = "…"


@dataclass(frozen=True)
class Piece:
    """A part of a text; ``hit`` where it is what was looked for."""

    text: str
    hit: bool = False


def pieces_of(text: str, marks: Sequence[Span]) -> list[Piece]:
    """``text`` cut at its marks, which are in order and do not overlap; nothing is left out."""
    pieces, at = [], 0
    for start, end in marks:
        pieces += [Piece(text[at:start]), Piece(text[start:end], hit=True)]
        at = end
    pieces.append(Piece(text[at:]))
    return [piece for piece in pieces if piece.text]


def snippet_of(text: str, marks: Sequence[Span]) -> list[Piece]:
    """One line around the first hit, cut between words where it can be, with dots where it is cut."""
    first = marks[0][0] if marks else 0
    start = 0
    if first > BEFORE:
        space = text.find(" ", first - BEFORE, first)
        start = space + 1 if space >= 0 else first - BEFORE
    end = len(text)
    if end - start > SNIPPET:
        reach = max(start + SNIPPET, min(marks[0][1], start + 2 * SNIPPET) if marks else 0)
        space = text.rfind(" ", start + SNIPPET // 2, reach)
        hit_end = marks[0][1] if marks else 0
        end = space if space >= hit_end and space > start else reach
    inside = [
        (max(one, start) - start, min(other, end) - start) for one, other in marks if start <= one < end
    ]
    pieces = [Piece(_line(piece.text), piece.hit) for piece in pieces_of(text[start:end], inside)]
    if start:
        pieces.insert(0, Piece(_GAP))
    if end < len(text):
        pieces.append(Piece(_GAP))
    return pieces


def _line(text: str) -> str:
    """Line breaks as spaces; spaces at the ends of a piece stand between words and stay."""
    return text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ").replace("\t", " ")
