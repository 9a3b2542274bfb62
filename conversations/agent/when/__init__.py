"""Dates and times as people text them, in Swedish and English.

:func:`read_when` reads when somebody wants to come, :func:`find_days` which days a question is about. Both cut
the text into tokens, find days, clock times, parts of the day and joining words in them
(:mod:`~conversations.agent.when.sequence`), and put these together. No database, no state.
"""

from conversations.agent.when.days import Days, find_days
from conversations.agent.when.reading import When, read_when

__all__ = ["Days", "When", "find_days", "read_when"]
