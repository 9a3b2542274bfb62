"""What an erasure refuses, and why a store is not done yet."""

from __future__ import annotations

from gdpr.cases.errors import CaseRefused


class ErasureRefused(CaseRefused):
    """It may not begin. ``code``: ``held`` (a legal hold keeps what is about this person), ``answer_first``
    (an open case of theirs asks for what would go)."""


class StepFailed(Exception):
    """A store is not erased; the erasure waits and tries again. ``code`` says why, ``wait`` how long at most.

    ``wait`` is in seconds; None leaves the delay to the number of tries.
    """

    def __init__(self, code: str, *, wait: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.wait = wait
