"""What the app keeps: the threads, the company's knowledge, and the agent's settings."""

from conversations.models.agent import AgentSettings, AnswerReview
from conversations.models.counts import DailyCount
from conversations.models.knowledge import Article
from conversations.models.threads import (
    Annotation,
    Channel,
    Conversation,
    ConversationEvent,
    DeliveryEvent,
    Interpretation,
    Message,
    ProviderDeletion,
)

__all__ = [
    "AgentSettings",
    "Annotation",
    "AnswerReview",
    "Article",
    "Channel",
    "Conversation",
    "ConversationEvent",
    "DailyCount",
    "DeliveryEvent",
    "Interpretation",
    "Message",
    "ProviderDeletion",
]
