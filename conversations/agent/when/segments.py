"""Which part of a message counts: what is denied falls away, what is corrected is only the background."""

from __future__ import annotations

from itertools import pairwise

from conversations.agent.when.items import TIMES, Clock, Day, Mark, Node, Part
from conversations.agent.when.lexicon import MOVING
from conversations.agent.when.view import View
from conversations.words import word_set

_ASKS = word_set(
    """har finns kan gar skulle far blir funkar passar vill kunde hade ar can could do does is are would will
    isn't can't don't couldn't wouldn't haven't aren't varfor why"""
)
_ENDS = frozenset({"stop", "but", "comma", "instead", "correction"})


def segments_of(view: View) -> tuple[list[list[Node]], list[Day]]:
    """The nodes in segments, each correcting the one before, without denied days and times; and the denied days."""
    denied = _denied(view)
    kept = [node for index, node in enumerate(view.nodes) if index not in denied]
    cuts = [cut for cut in sorted(_cuts(view, kept)) if _times(kept[:cut]) and _times(kept[cut:])]
    edges = [0, *cuts, len(kept)]
    return [kept[start:end] for start, end in pairwise(edges) if end > start], [
        thing for index in sorted(denied) if isinstance(thing := view.nodes[index].thing, Day)
    ]


def _name(node: Node) -> str:
    return node.thing.name if isinstance(node.thing, Mark) else ""


def _times(nodes: list[Node]) -> bool:
    return any(isinstance(node.thing, TIMES) or _name(node) in ("same_time", "same_day") for node in nodes)


def _denied(view: View) -> set[int]:
    """The places of the days and times that "inte", "utom" or "istället för" take away."""
    nodes, denied = view.nodes, set[int]()
    moving = _moves(view)
    for index, node in enumerate(nodes):
        if _name(node) == "instead_of":
            denied |= _ahead(nodes, index)
        elif moving and _name(node) == "from":
            # "Flytta tiden från fredag" tells what is to be moved; with "till" it is the background.
            if not any(_name(other) == "to" for other in nodes[index:]):
                denied |= _ahead(nodes, index)
            denied.add(index)
        elif _name(node) == "not" and not _is_question(view, index):
            denied |= _ahead(nodes, index) or _behind(nodes, index)
    return denied


def _moves(view: View) -> bool:
    words = [token.key for token in view.tokens]
    return any(
        word in MOVING or (word in ("boka", "bokar", "bokas", "bokat") and follows == "om")
        for word, follows in zip(words, [*words[1:], ""], strict=False)
    )


def _ahead(nodes: list[Node], index: int) -> set[int]:
    found: set[int] = set()
    for place in range(index + 1, len(nodes)):
        if _name(nodes[place]) in _ENDS:
            break
        if isinstance(nodes[place].thing, Day | Clock | Part):
            found.add(place)
    return found


def _behind(nodes: list[Node], index: int) -> set[int]:
    found: set[int] = set()
    for place in range(index - 1, -1, -1):
        if _name(nodes[place]) in _ENDS:
            break
        if isinstance(nodes[place].thing, Day | Clock | Part):
            found.add(place)
    return found


def _is_question(view: View, index: int) -> bool:
    """ "Har ni inte tid imorgon?" asks for tomorrow; so does "varför inte imorgon", and "om inte" denies nothing."""
    nodes = view.nodes
    if view.key(nodes[index].begin - 1) in ("om", "if", "varfor", "why"):
        return True
    start = index
    while start > 0 and _name(nodes[start - 1]) not in ("stop", "but", "comma"):
        start -= 1
    end = index
    while end < len(nodes) and _name(nodes[end]) != "stop":
        end += 1
    asks = end < len(nodes) and view.key(nodes[end].begin) == "?"
    first = view.key(nodes[start].begin)
    if view.key(nodes[start].begin) in ("sa", "men", "eller"):
        first = view.key(nodes[start].begin + 1)
    return asks and first in _ASKS


def _cuts(view: View, nodes: list[Node]) -> set[int]:
    """Where a correction begins: at "nej, förlåt", at "hellre", at the clause with "istället", at "till"."""
    moving = _moves(view)
    cuts: set[int] = set()
    for index, node in enumerate(nodes):
        name = _name(node)
        if name == "correction":
            cuts.add(index)
        elif name == "instead":
            start = index
            while start > 0 and _name(nodes[start - 1]) not in ("stop", "but", "comma", "correction"):
                start -= 1
            clause_end = next(
                (i for i in range(index, len(nodes)) if _name(nodes[i]) in _ENDS - {"instead"}), len(nodes)
            )
            cuts.add(index if _times(nodes[index:clause_end]) and _times(nodes[start:index]) else start)
        elif moving and name == "to" and view.key(node.begin) != "-":
            cuts.add(index)
    return cuts
