"""A reply shown while it is being written, a guarded sentence at a time.

A sentence that claims an act waits until the tools have done it; a new attempt replaces what was shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

_END = re.compile(r"(?<=[.!?])\s+(?=\S)|\n+")


class Screen(Protocol):
    """Where a reply is shown as it grows, such as a web chat."""

    def show(self, sentence: str) -> None:
        """Add a sentence."""
        ...

    def replace(self, text: str) -> None:
        """Show ``text`` instead of all that was shown."""
        ...


class GuardedReply:
    """Takes a reply's words as they come and shows whole sentences that ``allowed`` lets through.

    From the first sentence that is not allowed on, nothing is shown until :meth:`end`, where the
    reply as it was decided stands against what was shown.
    """

    def __init__(self, screen: Screen, allowed: Callable[[str], bool], *, lead: str = "") -> None:
        self._screen, self._allowed, self._lead = screen, allowed, lead
        self._unfinished, self._shown, self._waiting = "", "", False

    def text(self, delta: str) -> None:
        """More words of the reply."""
        self._unfinished += delta
        while not self._waiting and (end := _END.search(self._unfinished)):
            sentence = self._unfinished[: end.start()]
            self._unfinished = self._unfinished[end.end() :]
            self._show(sentence)

    def ended(self) -> None:
        """The reply's words have all come: its last sentence has no other after it to tell where it ends."""
        sentence, self._unfinished = self._unfinished.strip(), ""
        if self._waiting:
            self._unfinished = sentence
        else:
            self._show(sentence)

    def restart(self) -> None:
        """A new attempt: what comes next replaces what was shown."""
        self._unfinished, self._waiting = "", False
        if self._shown:
            self._shown = ""
            self._screen.replace("")

    def end(self, reply: str) -> None:
        """The reply as it is stored and sent."""
        if reply == self._shown:
            return
        if self._shown and reply.startswith((f"{self._shown} ", f"{self._shown}\n")):
            self._screen.show(reply[len(self._shown) :].strip())
        elif self._shown:
            self._screen.replace(reply)
        elif reply:
            self._screen.show(reply)
        self._shown = reply

    def _show(self, sentence: str) -> None:
        if not sentence.strip():
            return
        if not self._allowed(sentence):
            self._waiting = True
            self._unfinished = f"{sentence} {self._unfinished}"
            return
        if self._lead and not self._shown:
            sentence = f"{self._lead} {sentence}"
        self._shown = f"{self._shown} {sentence}".strip()
        self._screen.show(sentence)
