"""What the app keeps: the threads, the company's knowledge, and the agent's settings."""

from conversations.models.agent import AgentSettings, AnswerReview
from conversations.models.backlog import ProviderBacklog
from conversations.models.calls import Call, CallCount, CallEvent, CallSettings, Outcome
from conversations.models.counts import DailyCount
from conversations.models.knowledge import Article
from conversations.models.search import MessageTerms, SearchSettings
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
from conversations.models.webchat import Visitor, Widget

__all__ = [
    "AgentSettings",
    "Annotation",
    "AnswerReview",
    "Article",
    "Call",
    "CallCount",
    "CallEvent",
    "CallSettings",
    "Channel",
    "Conversation",
    "ConversationEvent",
    "DailyCount",
    "DeliveryEvent",
    "Interpretation",
    "Message",
    "MessageTerms",
    "Outcome",
    "ProviderBacklog",
    "ProviderDeletion",
    "SearchSettings",
    "Visitor",
    "Widget",
]
