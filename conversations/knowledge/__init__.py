"""The company's knowledge: searching its articles, writing them, and making them out of documents."""

from conversations.knowledge.search import Hit, search_articles
from conversations.knowledge.text import plain_text, relevant_sentences
from conversations.knowledge.words import topical_words

__all__ = ["Hit", "plain_text", "relevant_sentences", "search_articles", "topical_words"]
