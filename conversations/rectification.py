"""A disputed message is annotated, never rewritten (GDPR art. 16)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from conversations.models import Annotation, Message
from nexus.tenants.publish import publish_conversation


class MessageRectifier:
    """Takes ``message:<id>`` with what the person says of that message of theirs, or to them."""

    fields: tuple[str, ...] = ("message:",)

    def check(self, name: str, value: str) -> None:
        """Raises ValueError where nothing is said of the message."""
        if not value:
            raise ValueError(name)

    def __call__(self, contact_id: UUID, changes: Mapping[str, str]) -> dict[str, tuple[str, str]]:
        """Annotate; "before" is empty. Raises ValueError for a message of somebody else, or no words."""
        done: dict[str, tuple[str, str]] = {}
        for name, text in changes.items():
            found = Message.objects.filter(
                pk=UUID(name.partition(":")[2]), conversation__contact_id=contact_id
            ).only("id", "conversation_id")
            message = found.first()
            if message is None or not text:
                raise ValueError(name)
            if not any(known.text == text for known in message.annotations.all()):
                Annotation.objects.create(message=message, text=text)
                publish_conversation(message.conversation_id)
                done[name] = ("", text)
        return done
