"""The words of those who want a human, or something done about their data."""

from __future__ import annotations

from conversations.agent.reading.concepts import Vocabulary
from conversations.agent.reading.words_data import DATA
from conversations.agent.reading.words_doing import DOING
from conversations.agent.reading.words_people import PEOPLE, SPEAKING, WISHING

#: The concepts of requests and of wishes for a human.
WORDS = Vocabulary(PEOPLE | SPEAKING | WISHING | DATA | DOING)
