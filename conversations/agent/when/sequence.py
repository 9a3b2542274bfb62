"""From a text to the sequence of days, clock times, parts of the day and joining words in it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from conversations.agent.when.clock import read_clock
from conversations.agent.when.dates import read_date
from conversations.agent.when.items import TIMES, Day, Mark, Node, Word
from conversations.agent.when.lexicon import AT, DOUBTFUL_WEEKDAYS
from conversations.agent.when.marks import read_mark
from conversations.agent.when.months import read_feast, read_month, read_place_in_month, read_slice
from conversations.agent.when.parts import read_part
from conversations.agent.when.relative import read_distance, read_period, read_shift, read_weekday
from conversations.agent.when.tokens import tokens_of
from conversations.agent.when.view import Found, View

# The order settles what two rules could both read: "sista april" is a feast before it is the month's last day,
# "3 december" a date before "3" is a clock time.
_RULES: Sequence[Callable[[View, int], Found | None]] = (
    read_distance,
    read_feast,
    read_place_in_month,
    read_slice,
    read_date,
    read_shift,
    read_part,
    read_period,
    read_weekday,
    read_month,
    read_clock,
)
_LONGEST_TEXT = 2_000


def read_nodes(text: str, now: datetime.datetime, *, alone: bool = False) -> View:
    """``text`` (its first 2,000 characters) read from left to right; every token belongs to one node.

    ``alone`` lets a small number that is the whole text be a clock time, as when one was asked for.
    """
    view = View(tokens_of(text[:_LONGEST_TEXT]), now, alone)
    at = 0
    while at < len(view.tokens):
        found = _found(view, at)
        for thing in found[0]:
            view.nodes.append(Node(thing, at, found[1]))
        at = found[1]
    for index, node in enumerate(view.nodes):
        if _stray(view, index, node):
            view.nodes[index] = Node(Word(), node.begin, node.end)
    return view


def _found(view: View, at: int) -> Found:
    marked = read_mark(view, at)
    # A phrase of several words ("dagen efter", "inte före") goes first, a single one last.
    if marked and (marked[1] > at + 1 or view.kind(at) == "sign"):
        return marked
    for rule in _RULES:
        found = rule(view, at)
        if found:
            return found
    return marked or ((Word(),), at + 1)


def _stray(view: View, index: int, node: Node) -> bool:
    """Whether an abbreviated weekday stands where it is rather another word ("sat", "fri frakt")."""
    if not (isinstance(node.thing, Day) and node.thing.short) or node.thing.led or len(view.tokens) <= 2:
        return False
    if not any(token.raw in DOUBTFUL_WEEKDAYS for token in view.tokens[node.begin : node.end]):
        return False
    for step in (-1, 1):
        beside = index + step
        while 0 <= beside < len(view.nodes) and _between(view, view.nodes[beside]):
            beside += step
        if 0 <= beside < len(view.nodes) and isinstance(view.nodes[beside].thing, TIMES):
            return False
    return True


def _between(view: View, node: Node) -> bool:
    return isinstance(node.thing, Mark) or view.key(node.begin) in AT
