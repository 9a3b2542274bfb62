"""Delivery statuses only move forward, by rank; a failure sticks (decision 3)."""

from __future__ import annotations

from conversations.models import Message

S = Message.Status

RANK: dict[str, int] = {
    S.QUEUED: 0,
    S.SENDING: 1,
    S.UNCERTAIN: 2,
    S.ACCEPTED: 3,
    S.SENT: 4,
    S.DELIVERED: 5,
    S.READ: 6,
    S.CANCELED: 7,
    S.UNDELIVERED: 8,
    S.FAILED: 8,
}
FINAL = frozenset({S.DELIVERED, S.READ, S.CANCELED, S.UNDELIVERED, S.FAILED})
# Twilio's names for a message that it has taken but not yet handed on
# (https://www.twilio.com/docs/messaging/api/message-resource, "Message Status Values").
TWILIO_ACCEPTED = frozenset({"accepted", "scheduled", "queued", "sending"})
TWILIO_FAILED = {"partially_delivered": S.UNDELIVERED}


def from_twilio(status: str) -> str | None:
    """Our status for one of Twilio's, or None for a word we do not know."""
    word = status.strip().lower()
    if word in TWILIO_ACCEPTED:
        return S.ACCEPTED
    if word in TWILIO_FAILED:
        return TWILIO_FAILED[word]
    return word if word in {S.SENT, S.DELIVERED, S.UNDELIVERED, S.FAILED, S.CANCELED, S.READ} else None


def below(status: str) -> list[str]:
    """The statuses that may still become ``status``."""
    return [name for name, rank in RANK.items() if rank < RANK[status]]
