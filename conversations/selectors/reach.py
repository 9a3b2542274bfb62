"""Whether a conversation may be answered where it is."""

from __future__ import annotations

from conversations.models import Channel, Conversation
from crm.selectors import contact_opted_out


def opted_out_here(conversation: Conversation) -> bool:
    """Whether the customer wants no answers here: saying no to texts is about texts, not about a chat."""
    return conversation.channel != Channel.WEBCHAT and contact_opted_out(conversation.contact)
