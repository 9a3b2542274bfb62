"""What the app keeps: the threads, the company's knowledge, and the agent's settings."""

from conversations.models.agent import AgentSettings, AnswerReview
from conversations.models.knowledge import Article
from conversations.models.threads import (
    Channel,
    Conversation,
    ConversationEvent,
    DeliveryEvent,
    Interpretation,
    Message,
)

__all__ = [
    "AgentSettings",
    "AnswerReview",
    "Article",
    "Channel",
    "Conversation",
    "ConversationEvent",
    "DeliveryEvent",
    "Interpretation",
    "Message",
]
